//! Streaming blobs.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use farrier::client::RetryConfig;
use farrier::protocol::{Protocol, RestJson1};
use farrier::server::Router;
use farrier::{Body, ByteStream};
use futures_core::Stream;
use http::{Request, Response};
use http_body::Frame;
use http_body_util::BodyExt;
use tokio::sync::mpsc;
use tower::service_fn;
use tower_service::Service;

use crate::archive::{
    Archive, Client, FileError, GetFile, GetFileOutput, Operations, PutFile, PutFileInput,
    PutPicture, PutPictureInput, PutTyped, PutTypedInput,
};
use crate::support::{SERVICE, listen};

const CHUNK: usize = 64 << 10;

/// A stream of so many chunks, which counts those that were asked for.
struct Chunks {
    left: usize,
    made: Arc<AtomicU64>,
}

impl Stream for Chunks {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        self.made.fetch_add(CHUNK as u64, Relaxed);
        Poll::Ready(Some(Ok(Bytes::from(vec![7; CHUNK]))))
    }
}

fn chunks(count: usize) -> (ByteStream, Arc<AtomicU64>) {
    let made = Arc::new(AtomicU64::new(0));
    let chunks = Chunks {
        left: count,
        made: Arc::clone(&made),
    };
    (ByteStream::from_stream(chunks), made)
}

/// A body whose pieces come out of a channel; an error breaks it off.
struct Piped(mpsc::Receiver<Result<&'static str, &'static str>>);

impl http_body::Body for Piped {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        self.0
            .poll_recv(context)
            .map(|piece| piece.map(|piece| piece.map(|text| Frame::data(Bytes::from(text)))))
    }
}

fn pipe() -> (mpsc::Sender<Result<&'static str, &'static str>>, ByteStream) {
    let (sender, pieces) = mpsc::channel(1);
    (sender, ByteStream::new(Piped(pieces)))
}

fn input(content: impl Into<ByteStream>) -> PutFileInput {
    PutFileInput {
        name: "a".into(),
        note: Some("n".into()),
        content: content.into(),
    }
}

fn kind<B>(request: &Request<B>) -> &str {
    request.headers()["content-type"].to_str().unwrap()
}

async fn shared() -> (Arc<Archive>, Client) {
    let archive = Arc::new(Archive::default());
    let endpoint = listen(Router::<_, Operations, _>::shared(Arc::clone(&archive))).await;
    (archive, client(&endpoint))
}

fn client(endpoint: &str) -> Client {
    let retry = RetryConfig::standard().base_delay(Duration::ZERO);
    let builder = Client::builder().endpoint(endpoint).retry(retry);
    builder.build().unwrap()
}

#[test]
fn the_stream_is_the_body() {
    let request = RestJson1::encode_request::<PutFile>(SERVICE, &input("some text")).unwrap();
    assert_eq!(request.uri(), "/files/a");
    assert_eq!(request.headers()["x-note"], "n");
    assert_eq!(kind(&request), "application/octet-stream");
    assert_eq!(request.body().as_bytes().unwrap(), "some text");
    let (head, mut body) = request.into_parts();
    let received = RestJson1::decode_request::<PutFile>(SERVICE, &head, &mut body).unwrap();
    assert_eq!(received.input, input("some text"));
}

#[test]
fn the_media_type_is_the_callers_the_models_or_that_of_bytes() {
    let picture = PutPictureInput {
        name: "a".into(),
        picture: "…".into(),
    };
    let request = RestJson1::encode_request::<PutPicture>(SERVICE, &picture).unwrap();
    assert_eq!(kind(&request), "image/png");
    let typed = |kind: Option<&str>| PutTypedInput {
        name: "a".into(),
        kind: kind.map(Into::into),
        content: "…".into(),
    };
    let request = RestJson1::encode_request::<PutTyped>(SERVICE, &typed(None)).unwrap();
    assert_eq!(kind(&request), "image/png");
    let request =
        RestJson1::encode_request::<PutTyped>(SERVICE, &typed(Some("image/jpeg"))).unwrap();
    assert_eq!(kind(&request), "image/jpeg");
}

#[test]
fn what_is_in_memory_can_be_sent_again_and_what_is_to_come_once() {
    let whole = input("text");
    for _ in 0..2 {
        RestJson1::encode_request::<PutFile>(SERVICE, &whole).unwrap();
    }
    let live = input(pipe().1);
    assert_eq!(
        format!("{:?}", live.content),
        "ByteStream(of unknown length)"
    );
    RestJson1::encode_request::<PutFile>(SERVICE, &live).unwrap();
    assert_eq!(format!("{:?}", live.content), "ByteStream(sent)");
    assert_eq!(
        RestJson1::encode_request::<PutFile>(SERVICE, &live)
            .unwrap_err()
            .to_string(),
        "cannot write /content: the stream has been sent already"
    );
}

#[test]
fn streams_in_memory_are_equal_by_their_bytes_and_others_never_are() {
    assert_eq!(ByteStream::from("a"), ByteStream::from(b"a".to_vec()));
    assert_ne!(ByteStream::from("a"), ByteStream::from("b"));
    let live = pipe().1;
    assert!(live != live && live != ByteStream::default());
}

#[test]
fn a_length_that_is_required_must_be_known() {
    let sent = |picture: ByteStream| {
        let input = PutPictureInput {
            name: "a".into(),
            picture,
        };
        RestJson1::encode_request::<PutPicture>(SERVICE, &input)
            .map(|request| request.body().length())
    };
    assert_eq!(
        sent(pipe().1).unwrap_err().to_string(),
        "cannot write /picture: the stream's length must be known; `ByteStream::with_length` states it"
    );
    assert_eq!(sent(pipe().1.with_length(7)).unwrap(), Some(7));
    assert_eq!(sent("seven b".into()).unwrap(), Some(7));
}

#[tokio::test]
async fn a_stated_length_is_kept_to() {
    let stated = |length| chunks(2).0.with_length(length).collect();
    let both = 2 * CHUNK as u64;
    assert_eq!(stated(both).await.unwrap().len(), 2 * CHUNK);
    assert_eq!(
        stated(both - 1).await.unwrap_err().to_string(),
        "the body broke off: it is longer than its stated length"
    );
    assert_eq!(
        stated(both + 1).await.unwrap_err().to_string(),
        "the body broke off: 1 bytes of its stated length are missing"
    );
}

#[tokio::test]
async fn collecting_has_a_limit_if_it_is_given_one() {
    assert_eq!(
        chunks(2).0.collect_up_to(2 * CHUNK).await.unwrap().len(),
        2 * CHUNK
    );
    for (stream, limit) in [
        (chunks(2).0, 2 * CHUNK - 1),
        (chunks(1).0, CHUNK - 1),
        (ByteStream::from("abc"), 2),
    ] {
        assert_eq!(
            stream.collect_up_to(limit).await.unwrap_err().to_string(),
            format!("the body broke off: there are more than {limit} bytes")
        );
    }
}

/// 256 MiB, through a server that holds 2 MiB of a body at most.
#[tokio::test]
async fn an_upload_may_be_larger_than_the_limit_of_bodies() {
    let (archive, client) = shared().await;
    let count = (256 << 20) / CHUNK;
    let output = client.put_file("a", chunks(count).0).await.unwrap();
    assert_eq!(output.length, 256 << 20);
    assert_eq!(archive.read.load(Relaxed), 256 << 20);
}

#[tokio::test]
async fn the_reader_sets_the_pace() {
    let (archive, client) = shared().await;
    let (content, made) = chunks((256 << 20) / CHUNK);
    let call = tokio::spawn(client.put_file("paced", content).send());
    archive.pace.add_permits(1);
    let mut before = 0;
    // What sockets and connections hold is filled up, and then nothing more is asked for.
    while made.load(Relaxed) == 0 || made.load(Relaxed) != before {
        before = made.load(Relaxed);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(
        before < 32 << 20,
        "{before} bytes were made, and one chunk read"
    );
    call.abort();
}

#[tokio::test]
async fn a_download_begins_with_its_head() {
    let (archive, client) = shared().await;
    let (sender, content) = pipe();
    *archive.content.lock().unwrap() = Some(content);
    let mut output = client.get_file("a").await.unwrap();
    assert_eq!(output.note, "about a");
    for piece in ["one", "two"] {
        sender.send(Ok(piece)).await.unwrap();
        assert_eq!(output.content.next().await.unwrap().unwrap(), piece);
    }
    drop(sender);
    assert!(output.content.next().await.is_none());
}

#[tokio::test]
async fn a_download_that_is_dropped_stops_the_sender() {
    let (archive, client) = shared().await;
    let (sender, content) = pipe();
    *archive.content.lock().unwrap() = Some(content);
    let output = client.get_file("a").await.unwrap();
    drop(output);
    // Over HTTP/1.1, a server learns by writing that nobody reads.
    while sender.send(Ok("more")).await.is_ok() {}
}

#[tokio::test]
async fn errors_are_collected_although_the_output_streams() {
    let (_, client) = shared().await;
    let error = client.get_file("a").await.unwrap_err();
    let FileError::NoSuchFile(error) = error.as_service().unwrap();
    assert_eq!(error.message, "burnt");
}

#[tokio::test]
async fn a_download_that_breaks_off_is_an_error_of_the_stream() {
    let (archive, client) = shared().await;
    let (sender, content) = pipe();
    *archive.content.lock().unwrap() = Some(content);
    let mut output = client.get_file("a").await.unwrap();
    sender.send(Ok("one")).await.unwrap();
    assert_eq!(output.content.next().await.unwrap().unwrap(), "one");
    sender.send(Err("the disk is gone")).await.unwrap();
    let error = output.content.next().await.unwrap().unwrap_err();
    assert!(
        error.to_string().starts_with("the body broke off: "),
        "{error}"
    );
    assert!(output.content.next().await.is_none());
}

#[tokio::test]
async fn an_upload_that_breaks_off_reaches_neither_end() {
    let (archive, client) = shared().await;
    let (sender, content) = pipe();
    let call = tokio::spawn(client.put_file("a", content).send());
    sender.send(Ok("one")).await.unwrap();
    sender.send(Err("the disk is gone")).await.unwrap();
    let error = call.await.unwrap().unwrap_err();
    let mut source: &dyn std::error::Error = &error;
    let mut reasons = vec![source.to_string()];
    while let Some(next) = source.source() {
        source = next;
        reasons.push(source.to_string());
    }
    assert_eq!(reasons.last().unwrap(), "the disk is gone", "{reasons:?}");
    while archive.broken.lock().unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_length_travels_and_is_asked_for() {
    let archive = Router::<_, Operations, _>::new(Archive::default());
    let endpoint = listen(archive.clone()).await;
    let client = client(&endpoint);
    let picture = chunks(3).0.with_length(3 * CHUNK as u64);
    let output = client.put_picture(picture).await.unwrap();
    assert_eq!(output.length, 3 * CHUNK as i64);

    let chunked = Request::put("/pictures/p")
        .header("content-type", "image/png")
        .body(ByteStream::new(pipe().1))
        .unwrap();
    let Ok(response) = archive.clone().call(chunked).await;
    assert_eq!(response.status(), 411);
    assert_eq!(
        response.headers()["x-amzn-errortype"],
        "LengthRequiredException"
    );
}

#[tokio::test]
async fn another_media_type_is_refused_before_anything_is_read() {
    let mut archive = Router::<_, Operations, _>::new(Archive::default());
    let jpeg = Request::put("/pictures/p")
        .header("content-type", "image/jpeg")
        .header("content-length", "3")
        .body(pipe().1)
        .unwrap();
    let Ok(response) = archive.call(jpeg).await;
    assert_eq!(response.status(), 415);
}

#[tokio::test]
async fn an_encoding_that_is_not_undone_is_refused() {
    let mut archive = Router::<_, Operations, _>::new(Archive::default());
    let zipped = Request::put("/files/a")
        .header("content-encoding", "gzip")
        .body(pipe().1)
        .unwrap();
    let Ok(response) = archive.call(zipped).await;
    assert_eq!(response.status(), 415);
}

#[tokio::test]
async fn an_answer_to_head_tells_the_length_and_has_no_body() {
    let archive = Arc::new(Archive::default());
    let mut router = Router::<_, Operations, _>::shared(Arc::clone(&archive));
    for (content, length) in [
        (ByteStream::from("seven b"), Some("7")),
        (pipe().1.with_length(9), Some("9")),
        (pipe().1, None),
    ] {
        *archive.content.lock().unwrap() = Some(content);
        let request = Request::head("/files/a").body(Body::empty()).unwrap();
        let Ok(response) = router.call(request).await;
        let stated = response.headers().get("content-length");
        assert_eq!(stated.map(|value| value.to_str().unwrap()), length);
        assert!(
            response
                .into_body()
                .collect()
                .await
                .unwrap()
                .to_bytes()
                .is_empty()
        );
    }
}

/// A client whose service fails once and then answers.
fn failing_once() -> (Client, Arc<AtomicUsize>) {
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tries);
    let service = service_fn(move |request: Request<Body>| {
        let first = counted.fetch_add(1, Relaxed) == 0;
        async move {
            let sent = request.into_body().collect().await?.to_bytes();
            let mut response = Response::new(Body::from(format!("{{\"length\":{}}}", sent.len())));
            if first {
                *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
            }
            Ok::<_, farrier::StreamError>(response)
        }
    });
    let retry = RetryConfig::standard().base_delay(Duration::ZERO);
    let builder = Client::builder().in_process(service).retry(retry);
    (builder.build().unwrap(), tries)
}

#[tokio::test]
async fn only_what_can_be_sent_again_is_tried_again() {
    let (client, tries) = failing_once();
    assert_eq!(client.put_file("a", "text").await.unwrap().length, 4);
    assert_eq!(tries.load(Relaxed), 2);

    let (client, tries) = failing_once();
    let error = client.put_file("a", chunks(1).0).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert!(error.is_retryable());
    assert_eq!(tries.load(Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn who_streams_takes_their_time() {
    let archive = Router::<_, Operations, _>::new(Archive::default())
        .handler_timeout(Duration::from_secs(1))
        .body_timeout(Duration::from_secs(1));
    let builder = Client::builder().in_process(archive);
    let client = builder
        .attempt_timeout(Duration::from_secs(1))
        .build()
        .unwrap();
    let (sender, content) = pipe();
    let call = tokio::spawn(client.put_file("a", content).send());
    for _ in 0..10 {
        tokio::time::sleep(Duration::from_secs(60)).await;
        sender.send(Ok("more")).await.unwrap();
    }
    drop(sender);
    assert_eq!(call.await.unwrap().unwrap().length, 40);
}

#[test]
fn an_output_streams_as_an_input_does() {
    let output = GetFileOutput {
        note: "n".into(),
        content: "some text".into(),
    };
    let mut response = RestJson1::encode_response::<GetFile>(SERVICE, &output).unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "application/octet-stream"
    );
    assert_eq!(response.body().as_bytes().unwrap(), "some text");
    assert_eq!(
        RestJson1::decode_response::<GetFile>(SERVICE, &mut response).unwrap(),
        output
    );
}
