//! A service of streams, over real sockets: what is larger than either side wants to hold travels piece by piece.
//!
//! Its crate, `generated/studio`, is made of the fixture `service_studio`: see `generated.rs`.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context as TaskContext, Poll};

use farrier::server::{Context, Outcome};
use farrier::{ByteStream, EventStream};
use farrier_tests::server::Server;
use futures_core::Stream;
use studio::Client;
use studio::operation::{
    GetRecording, GetRecordingError, GetRecordingInput, GetRecordingOutput, PutRecording,
    PutRecordingInput, PutRecordingOutput, PutTape, PutTapeInput, PutTapeOutput, Talk, TalkError,
    TalkInput, TalkOutput,
};
use studio::server::{Router, Studio};
use studio::types::{Format, Heard, Hum, Leave, NoSuchRecording, RoomClosed, Said, Say, Words};
use tokio::sync::mpsc;

/// One piece of a recording.
const CHUNK: usize = 64 * 1024;

/// A recording: its format, and how many bytes it has.
type Recording = (Option<Format>, usize);

/// Keeps of each recording how long it is: all of them are silent.
#[derive(Default)]
struct Tapes(Mutex<BTreeMap<String, Recording>>);

impl Studio for Tapes {
    async fn put_recording(
        &self,
        mut input: PutRecordingInput,
        context: Context,
    ) -> Outcome<PutRecording> {
        let mut length = 0;
        while let Some(chunk) = input.sound.next().await {
            length += match chunk {
                Ok(chunk) => chunk.len(),
                Err(error) => match context.abort(error).await {},
            };
        }
        let mut tapes = self.0.lock().expect("nobody panics here");
        tapes.insert(input.name, (input.format, length));
        Ok(PutRecordingOutput::new(length as i64))
    }

    async fn get_recording(&self, input: GetRecordingInput, _: Context) -> Outcome<GetRecording> {
        let tapes = self.0.lock().expect("nobody panics here");
        let Some((format, length)) = tapes.get(&input.name) else {
            let missing = NoSuchRecording::new("there is no such recording");
            return Err(GetRecordingError::NoSuchRecording(missing));
        };
        let mut output = GetRecordingOutput::new().sound(silence(*length));
        output.format = format.clone();
        Ok(output)
    }

    async fn put_tape(&self, input: PutTapeInput, context: Context) -> Outcome<PutTape> {
        let told = input.tape.length();
        let tape = match input.tape.collect().await {
            Ok(tape) => tape,
            Err(error) => match context.abort(error).await {},
        };
        if told != Some(tape.len() as u64) {
            match context
                .abort("the length of a tape is told before it comes")
                .await {}
        }
        let mut tapes = self.0.lock().expect("nobody panics here");
        tapes.insert(input.name, (None, tape.len()));
        Ok(PutTapeOutput::new())
    }

    /// Lets somebody hear what they say themselves, and closes the room when they leave.
    async fn talk(&self, mut input: TalkInput, _: Context) -> Outcome<Talk> {
        if input.room == "closed" {
            return Err(TalkError::RoomClosed(RoomClosed::new("come back later")));
        }
        let (heard, hears) = mpsc::channel(1);
        tokio::spawn(async move {
            while let Some(Ok(words)) = input.words.next().await {
                let answer = match words {
                    Words::Say(said) => Heard::Said(Said::new(&*input.who, said.text)),
                    Words::Hum(hum) => Heard::Hummed(hum),
                    _ => Heard::Closed(RoomClosed::new("everybody has left")),
                };
                if heard.send(answer).await.is_err() {
                    return;
                }
            }
        });
        Ok(TalkOutput::new(EventStream::new(Channel(hears))).topic("echoes"))
    }
}

/// So many bytes of silence, of which no more than one chunk is there at a time.
fn silence(length: usize) -> ByteStream {
    ByteStream::from_stream(Silence(length))
}

struct Silence(usize);

impl Stream for Silence {
    type Item = Result<Vec<u8>, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        let chunk = self.0.min(CHUNK);
        self.0 -= chunk;
        Poll::Ready((chunk > 0).then(|| Ok(vec![0; chunk])))
    }
}

/// What comes out of a channel.
struct Channel<T>(mpsc::Receiver<T>);

impl<T> Stream for Channel<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Option<T>> {
        self.0.poll_recv(context)
    }
}

async fn studio() -> (Server, Client) {
    let server = Server::start(Router::new(Tapes::default())).await;
    let client = Client::builder()
        .endpoint(server.endpoint())
        .build()
        .expect("the settings are complete");
    (server, client)
}

#[tokio::test]
async fn a_recording_of_unknown_length_goes_up_and_comes_down() {
    let (_server, client) = studio().await;
    let length = 100 * CHUNK + 1;
    let put = client
        .put_recording("long", silence(length))
        .with(|input| input.format(Format::Ogg));
    let output = put.send().await.expect("it is kept");
    assert_eq!(output.length, length as i64);

    let mut output = client
        .get_recording("long")
        .send()
        .await
        .expect("it is there");
    assert_eq!(output.format, Some(Format::Ogg));
    let mut received = 0;
    while let Some(chunk) = output.sound.next().await {
        received += chunk.expect("the stream goes on").len();
    }
    assert_eq!(received, length);
}

#[tokio::test]
async fn what_is_in_memory_streams_too() {
    let (_server, client) = studio().await;
    let output = client.put_recording("short", "hum").send().await;
    assert_eq!(output.expect("it is kept").length, 3);
    let output = client.get_recording("short").send().await;
    let sound = output.expect("it is there").sound.collect().await;
    assert_eq!(sound.expect("it is whole"), "\0\0\0");
}

#[tokio::test]
async fn a_tape_needs_a_length() {
    let (_server, client) = studio().await;
    client
        .put_tape("known", silence(CHUNK).with_length(CHUNK as u64))
        .send()
        .await
        .expect("the length is known");
    let error = client
        .put_tape("unknown", silence(CHUNK))
        .send()
        .await
        .expect_err("the length is not known");
    assert!(error.to_string().contains("length"), "{error}");
}

#[tokio::test]
async fn an_error_comes_in_place_of_a_stream() {
    let (_server, client) = studio().await;
    let error = client
        .get_recording("none")
        .send()
        .await
        .expect_err("there is none");
    let expected = NoSuchRecording::new("there is no such recording");
    assert_eq!(
        error.as_service(),
        Some(&GetRecordingError::NoSuchRecording(expected))
    );
}

#[tokio::test]
async fn what_does_not_stream_is_validated() {
    let (_server, client) = studio().await;
    let error = client
        .put_recording("much too long", "hum")
        .send()
        .await
        .expect_err("the name is too long");
    assert!(error.to_string().contains("/name"), "{error}");
}

#[tokio::test]
async fn both_sides_talk_at_once() {
    let (_server, client) = studio().await;
    let (say, said) = mpsc::channel(1);
    let words = EventStream::new(Channel(said));
    let output = client.talk("hall", "ann", words).send().await;
    let mut output = output.expect("the room is open");
    assert_eq!(output.topic.as_deref(), Some("echoes"));
    // Each word is answered before the next is said, so neither side waits for the other's end.
    for text in ["hello", "anybody?"] {
        say.send(Words::Say(Say::new(text).loud(true)))
            .await
            .expect("somebody listens");
        let heard = output.heard.next().await.expect("there is an answer");
        let expected = Heard::Said(Said::new("ann", text));
        assert_eq!(heard.expect("it is well formed"), expected);
    }
    let hum = Hum::new(b"\0\x01\xff").pitch(440);
    say.send(Words::Hum(hum.clone()))
        .await
        .expect("somebody listens");
    let heard = output.heard.next().await.expect("there is an answer");
    assert_eq!(heard.expect("it is well formed"), Heard::Hummed(hum));
    say.send(Words::Leave(Leave::new()))
        .await
        .expect("somebody listens");
    let heard = output.heard.next().await.expect("there is an answer");
    let expected = Heard::Closed(RoomClosed::new("everybody has left"));
    assert_eq!(heard.expect("it is well formed"), expected);
}

#[tokio::test]
async fn a_room_may_be_closed_before_anybody_talks() {
    let (_server, client) = studio().await;
    let words = EventStream::from([Words::Leave(Leave::new())]);
    let error = client
        .talk("closed", "ann", words)
        .send()
        .await
        .expect_err("it is closed");
    let expected = RoomClosed::new("come back later");
    assert_eq!(error.as_service(), Some(&TalkError::RoomClosed(expected)));
}
