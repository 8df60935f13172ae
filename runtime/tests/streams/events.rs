//! Event streams: messages held against the framing of AWS's SDK, and talks over sockets.

use std::sync::Arc;

use aws_smithy_eventstream::frame::{read_message_from, write_message_to};
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::{Buf, Bytes};
use farrier::protocol::{Lenient, Protocol, RestJson1};
use farrier::server::Router;
use farrier::{Body, EventStream, EventStreamError};
use http::{Request, Response, response};
use http_body_util::BodyExt;
use tokio::sync::mpsc;

use crate::chat::{
    Chat, Client, Events, Join, JoinError, JoinInput, JoinOutput, Left, Marked, Operations,
    Painted, Quoted, Said, Typed, kicked, marked, said,
};
use crate::support::{SERVICE, listen};

/// What a client sends for these events, as it is on the wire.
async fn sent(events: impl Into<EventStream<Events>>) -> Vec<Message> {
    let input = JoinInput {
        room: "r".into(),
        nick: "n".into(),
        events: events.into(),
    };
    let request = RestJson1::encode_request::<Join>(SERVICE, &input).unwrap();
    let mut bytes = request.into_body().collect().await.unwrap().to_bytes();
    let mut messages = Vec::new();
    while bytes.has_remaining() {
        messages.push(read_message_from(&mut bytes).unwrap());
    }
    messages
}

fn message(headers: &[(&'static str, HeaderValue)], payload: &'static str) -> Message {
    headers
        .iter()
        .fold(Message::new(payload), |message, (name, value)| {
            message.add_header(Header::new(*name, value.clone()))
        })
}

fn text(text: &'static str) -> HeaderValue {
    HeaderValue::String(text.into())
}

fn event(
    name: &'static str,
    more: &[(&'static str, HeaderValue)],
    payload: &'static str,
) -> Message {
    let mut headers = vec![
        (":message-type", text("event")),
        (":event-type", text(name)),
    ];
    headers.extend_from_slice(more);
    message(&headers, payload)
}

fn framed(messages: &[Message]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for message in messages {
        write_message_to(message, &mut bytes).unwrap();
    }
    bytes
}

/// The events that a client reads out of a body.
fn answered(body: impl Into<Body>) -> EventStream<Events> {
    read(Response::builder().header("x-topic", "t"), body.into())
}

/// The same of a client that does without required members.
fn answered_in_part(body: impl Into<Body>) -> EventStream<Events> {
    read(Response::builder().extension(Lenient), body.into())
}

fn read(response: response::Builder, body: Body) -> EventStream<Events> {
    let mut response = response.body(body).unwrap();
    RestJson1::decode_response::<Join>(SERVICE, &mut response)
        .unwrap()
        .events
}

/// The events that a server reads out of a body.
fn received(body: impl Into<Body>) -> EventStream<Events> {
    let request = Request::post("/rooms/r")
        .header("x-nick", "n")
        .header("content-type", "application/vnd.amazon.eventstream");
    let (head, mut body) = request.body(body.into()).unwrap().into_parts();
    RestJson1::decode_request::<Join>(SERVICE, &head, &mut body)
        .unwrap()
        .input
        .events
}

/// What comes of each event, as text.
async fn outcomes(mut events: EventStream<Events>) -> Vec<String> {
    let mut outcomes = Vec::new();
    while let Some(event) = events.next().await {
        outcomes.push(match event {
            Ok(event) => format!("{event:?}"),
            Err(error) => error.to_string(),
        });
    }
    outcomes
}

/// Every kind of event, and its message.
fn kinds() -> Vec<(Events, Message)> {
    let json = (":content-type", text("application/json"));
    vec![
        (
            Events::Said(Said {
                to: Some("you".into()),
                text: "hi".into(),
            }),
            event(
                "said",
                &[json.clone(), ("to", text("you"))],
                r#"{"text":"hi"}"#,
            ),
        ),
        (
            Events::Marked(Marked {
                flag: Some(false),
                tiny: Some(-1),
                small: Some(2),
                middle: Some(-3),
                large: Some(1 << 40),
                bytes: Some(b"\0\xff".into()),
                text: Some("…".into()),
                time: Some("2024-10-31T14:15:14.5Z".parse().unwrap()),
            }),
            event(
                "marked",
                &[
                    ("flag", HeaderValue::Bool(false)),
                    ("tiny", HeaderValue::Byte(-1)),
                    ("small", HeaderValue::Int16(2)),
                    ("middle", HeaderValue::Int32(-3)),
                    ("large", HeaderValue::Int64(1 << 40)),
                    (
                        "bytes",
                        HeaderValue::ByteArray(Bytes::from_static(b"\0\xff")),
                    ),
                    ("text", text("…")),
                    (
                        "time",
                        HeaderValue::Timestamp(aws_smithy_types::DateTime::from_millis(
                            1_730_384_114_500,
                        )),
                    ),
                ],
                "",
            ),
        ),
        (Events::Marked(marked()), event("marked", &[], "")),
        (
            Events::Painted(Painted {
                picture: b"\x89PNG".into(),
            }),
            event(
                "painted",
                &[(":content-type", text("application/octet-stream"))],
                "",
            ),
        ),
        (
            Events::Typed(Typed {
                line: 1,
                text: Some("*a*".into()),
            }),
            event(
                "typed",
                &[
                    (":content-type", text("text/markdown")),
                    ("line", HeaderValue::Int32(1)),
                ],
                "*a*",
            ),
        ),
        (
            Events::Typed(Typed {
                line: 2,
                text: None,
            }),
            event("typed", &[("line", HeaderValue::Int32(2))], ""),
        ),
        (
            Events::Quoted(Quoted {
                said: Said {
                    to: Some("me".into()),
                    text: "hi".into(),
                },
            }),
            event("quoted", &[json], r#"{"to":"me","text":"hi"}"#),
        ),
        (Events::Left(Left {}), event("left", &[], "")),
    ]
    .into_iter()
    .map(|(value, message)| match &value {
        Events::Painted(_) => {
            let headers = message.headers().to_vec();
            (value, Message::new_from_parts(headers, &b"\x89PNG"[..]))
        }
        _ => (value, message),
    })
    .collect()
}

#[tokio::test]
async fn each_member_travels_where_its_binding_says() {
    let (events, messages): (Vec<_>, Vec<_>) = kinds().into_iter().unzip();
    assert_eq!(sent(events).await, messages);
}

#[tokio::test]
async fn both_ends_read_what_the_other_sent() {
    let (events, messages): (Vec<_>, Vec<_>) = kinds().into_iter().unzip();
    let events: Vec<String> = events.iter().map(|event| format!("{event:?}")).collect();
    assert_eq!(outcomes(answered(framed(&messages))).await, events);
    assert_eq!(outcomes(received(framed(&messages))).await, events);
}

#[tokio::test]
async fn the_head_has_the_other_members_and_the_media_type() {
    let input = JoinInput {
        room: "r".into(),
        nick: "n".into(),
        events: [said("hi")].into(),
    };
    let request = RestJson1::encode_request::<Join>(SERVICE, &input).unwrap();
    assert_eq!(request.uri(), "/rooms/r");
    assert_eq!(request.headers()["x-nick"], "n");
    assert_eq!(
        request.headers()["content-type"],
        "application/vnd.amazon.eventstream"
    );
    assert_eq!(
        RestJson1::encode_request::<Join>(SERVICE, &input)
            .unwrap_err()
            .to_string(),
        "cannot write /events: the stream has been sent already"
    );
    let output = JoinOutput {
        topic: "t".into(),
        events: EventStream::default(),
    };
    let response = RestJson1::encode_response::<Join>(SERVICE, &output).unwrap();
    assert_eq!(response.headers()["x-topic"], "t");
    assert_eq!(
        response.headers()["content-type"],
        "application/vnd.amazon.eventstream"
    );
    assert!(response.body().as_bytes().unwrap().is_empty());
}

#[test]
fn a_head_that_lacks_a_required_member_is_a_fault_before_any_event() {
    let mut response = Response::new(Body::from(framed(&[event("left", &[], "")])));
    assert_eq!(
        RestJson1::decode_response::<Join>(SERVICE, &mut response)
            .unwrap_err()
            .to_string(),
        "cannot read /topic: the required member is missing"
    );
}

#[tokio::test]
async fn an_error_of_the_union_is_an_exception_and_the_last_message() {
    let exception = message(
        &[
            (":message-type", text("exception")),
            (":exception-type", text("kicked")),
            (":content-type", text("application/json")),
        ],
        r#"{"message":"out"}"#,
    );
    assert_eq!(
        sent([kicked("out"), said("lost")]).await,
        vec![exception.clone()]
    );
    let both = framed(&[exception, event("left", &[], "")]);
    assert_eq!(
        outcomes(answered(both)).await,
        [format!("{:?}", kicked("out"))]
    );
}

#[tokio::test]
async fn an_error_that_no_model_lists_ends_the_stream_with_code_and_message() {
    let unmodeled = || EventStreamError::Unmodeled {
        code: "InternalError".into(),
        message: "it broke".into(),
    };
    let error = message(
        &[
            (":message-type", text("error")),
            (":error-code", text("InternalError")),
            (":error-message", text("it broke")),
        ],
        "",
    );
    let (sender, failing) = mpsc::channel(4);
    sender.send(Ok(Events::Left(Left {}))).await.unwrap();
    sender.send(Err(unmodeled())).await.unwrap();
    sender.send(Ok(Events::Left(Left {}))).await.unwrap();
    drop(sender);
    let failing = EventStream::from_results(Results(failing));
    assert_eq!(sent(failing).await, [event("left", &[], ""), error.clone()]);
    let bytes = framed(&[error, event("left", &[], "")]);
    assert_eq!(outcomes(answered(bytes)).await, ["InternalError: it broke"]);
    let other = message(
        &[
            (":message-type", text("exception")),
            (":exception-type", text("banned")),
        ],
        r#"{"message":"for good"}"#,
    );
    assert_eq!(
        outcomes(answered(framed(&[other]))).await,
        ["banned: for good"]
    );
}

/// A channel of results as a stream.
struct Results(mpsc::Receiver<Result<Events, EventStreamError>>);

impl futures_core::Stream for Results {
    type Item = Result<Events, EventStreamError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

#[tokio::test]
async fn a_client_keeps_unknown_events_and_a_server_refuses_them() {
    let messages = framed(&[
        event("initial-response", &[], "{}"),
        event("danced", &[], "{}"),
        event("left", &[], ""),
    ]);
    let left = format!("{:?}", Events::Left(Left {}));
    let danced = format!("{:?}", Events::Unknown("danced".into()));
    assert_eq!(
        outcomes(answered(messages.clone())).await,
        [danced, left.clone()]
    );
    assert_eq!(
        outcomes(received(messages)).await,
        [
            "an event is not what the model says: cannot read the message: expected an event of the union, found an unknown event",
            &left
        ]
    );
    assert!(EventStream::from([Events::Unknown("danced".into())]) != EventStream::default());
}

#[tokio::test]
async fn an_event_that_does_not_fit_does_not_end_the_stream() {
    let json = [(":content-type", text("application/json"))];
    let messages = framed(&[
        event("said", &json, r#"{"text":7}"#),
        event("said", &json, "{}"),
        event("typed", &[], "*a*"),
        event("typed", &[("line", text("1"))], "*a*"),
        event("typed", &[("line", HeaderValue::Int64(1 << 40))], "*a*"),
        event("quoted", &json, ""),
        event("said", &json, r#"{"text":"too long to say"}"#),
        event("left", &[], ""),
    ]);
    let mut expected: Vec<String> = [
        "/said/text: expected a string, found a number",
        "/said/text: the required member is missing",
        "/typed/line: the required member is missing",
        "/typed/line: expected an integer, found a text",
        "/typed/line: expected an integer between -2147483648 and 2147483647, found a number out of range",
        "/quoted/said: the required member is missing",
    ]
    .iter()
    .map(|fault| format!("an event is not what the model says: cannot read {fault}"))
    .collect();
    let left = format!("{:?}", Events::Left(Left {}));
    let mut lenient = expected.clone();
    lenient.extend([format!("{:?}", said("too long to say")), left.clone()]);
    assert_eq!(outcomes(answered(messages.clone())).await, lenient);
    expected.extend([
        "an event is invalid: 1 validation error detected. Value with length 15 at '/said/text' failed to satisfy constraint: \
         Member must have length between 1 and 8, inclusive".to_owned(),
        left,
    ]);
    assert_eq!(outcomes(received(messages)).await, expected);
}

#[tokio::test]
async fn an_event_may_lack_members_where_that_is_accepted() {
    let messages = framed(&[
        event("said", &[], "{}"),
        event("typed", &[], "*a*"),
        event("quoted", &[], ""),
    ]);
    let found = outcomes(answered_in_part(messages)).await;
    assert_eq!(found.len(), 3);
    for (found, event) in found.iter().zip(["Said(", "Typed(", "Quoted("]) {
        assert!(found.starts_with(event), "{found}");
    }
    assert_eq!(found[0], format!("{:?}", said("")));
}

#[tokio::test]
async fn a_message_must_say_what_it_is() {
    for (headers, fault) in [
        (vec![], "a text in the header :message-type, found none"),
        (
            vec![(
                ":message-type",
                HeaderValue::ByteArray(Bytes::from_static(b"event")),
            )],
            "a text in the header :message-type, found another type",
        ),
        (
            vec![(":message-type", text("event"))],
            "a text in the header :event-type, found none",
        ),
        (
            vec![
                (":message-type", text("event")),
                (":event-type", HeaderValue::Bool(true)),
            ],
            "a text in the header :event-type, found another type",
        ),
        (
            vec![(":message-type", text("exception"))],
            "a text in the header :exception-type, found none",
        ),
        (
            vec![(":message-type", text("rumour"))],
            "an event, an exception or an error, found another type of message",
        ),
    ] {
        assert_eq!(
            outcomes(received(framed(&[message(&headers, "")]))).await,
            [format!(
                "an event is not what the model says: cannot read the message: expected {fault}"
            )]
        );
    }
}

#[tokio::test]
async fn what_is_no_event_stream_ends_it() {
    let whole = framed(&[event("left", &[], ""), event("left", &[], "")]);
    let left = format!("{:?}", Events::Left(Left {}));
    let cut = whole[..whole.len() - 1].to_vec();
    assert_eq!(
        outcomes(answered(cut)).await,
        [
            left.as_str(),
            "what came is no event stream: it ends within a message"
        ]
    );
    let mut changed = whole;
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(
        outcomes(answered(changed)).await,
        [
            left.as_str(),
            "what came is no event stream: the checksum of a message is wrong"
        ]
    );
    assert_eq!(
        outcomes(answered("<html>Bad gateway</html>")).await,
        ["what came is no event stream: the checksum of a message's lengths is wrong"]
    );
}

#[tokio::test]
async fn an_event_that_cannot_be_written_breaks_the_stream_off() {
    let input = JoinInput {
        room: "r".into(),
        nick: "n".into(),
        events: [Events::Unknown("danced".into())].into(),
    };
    let request = RestJson1::encode_request::<Join>(SERVICE, &input).unwrap();
    assert_eq!(
        request.into_body().collect().await.unwrap_err().to_string(),
        "the body broke off: an event cannot be sent: cannot write the message: the union's member \"danced\" is not in the model"
    );
}

#[test]
fn streams_are_equal_if_both_are_empty() {
    assert_eq!(
        EventStream::<Events>::default(),
        EventStream::from(Vec::new())
    );
    let live = EventStream::from([said("hi")]);
    assert!(live != live && live != EventStream::default());
}

async fn shared() -> (Arc<Chat>, Client) {
    let chat = Arc::new(Chat::default());
    let endpoint = listen(Router::<_, Operations, _>::shared(Arc::clone(&chat))).await;
    let client = Client::builder()
        .endpoint(endpoint)
        .no_credentials()
        .build();
    (chat, client.unwrap())
}

#[tokio::test]
async fn both_ends_talk_at_once() {
    let (_, client) = shared().await;
    let (sender, events) = mpsc::channel(1);
    let mut output = client.join("r", events).await.unwrap();
    assert_eq!(output.topic, "n in r");
    for word in ["one", "two", "three"] {
        sender.send(said(word)).await.unwrap();
        assert_eq!(output.events.next().await.unwrap().unwrap(), said(word));
    }
    sender.send(said("kick me")).await.unwrap();
    assert_eq!(
        output.events.next().await.unwrap().unwrap(),
        kicked("as you wish")
    );
    assert!(output.events.next().await.is_none());
}

#[tokio::test]
async fn a_stream_ends_when_its_sender_is_gone() {
    let (chat, client) = shared().await;
    let output = client.join("listening", [said("one"), said("two")]).await;
    assert_eq!(output.unwrap().topic, "listened");
    assert!(matches!(chat.ends.lock().unwrap()[..], [None]));
}

#[tokio::test]
async fn an_error_of_the_operation_comes_before_any_event() {
    let (_, client) = shared().await;
    let error = client.join("closed", []).await.unwrap_err();
    let JoinError::NoSuchRoom(error) = error.as_service().unwrap();
    assert_eq!(error.message, "closed");
}

#[tokio::test]
async fn a_server_sees_a_client_that_goes_away() {
    let (chat, client) = shared().await;
    let (sender, events) = mpsc::channel(1);
    let call = tokio::spawn(client.join("listening", events).send());
    sender.send(said("one")).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    call.abort();
    while chat.ends.lock().unwrap().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert!(matches!(
        chat.ends.lock().unwrap()[..],
        [Some(EventStreamError::Body(_))]
    ));
}

/// The messages of the body that a client sends who has AWS keys.
#[cfg(feature = "sigv4")]
#[tokio::test]
async fn a_client_with_keys_signs_each_message() {
    use farrier::client::AwsCredentials;

    let (sender, mut requests) = mpsc::channel(1);
    let service = tower::service_fn(move |request: Request<Body>| {
        let sender = sender.clone();
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            sender.send((head, body)).await.unwrap();
            let response = Response::builder().header("x-topic", "t");
            response.body(Body::empty())
        }
    });
    let client = Client::builder()
        .in_process(service)
        .credentials(AwsCredentials::new("AKIDEXAMPLE", "secret"))
        .region("us-east-1")
        .build()
        .unwrap();
    client.join("r", [said("one"), said("two")]).await.unwrap();
    let (head, mut body) = requests.recv().await.unwrap();
    assert_eq!(
        head.headers["x-amz-content-sha256"],
        "STREAMING-AWS4-HMAC-SHA256-EVENTS"
    );
    let mut inner = Vec::new();
    while body.has_remaining() {
        let signed = read_message_from(&mut body).unwrap();
        let names: Vec<&str> = signed
            .headers()
            .iter()
            .map(|header| header.name().as_str())
            .collect();
        assert_eq!(names, [":chunk-signature", ":date"]);
        let mut payload = signed.payload().clone();
        inner.push((!payload.is_empty()).then(|| read_message_from(&mut payload).unwrap()));
    }
    let plain = sent([said("one"), said("two")]).await;
    let expected: Vec<_> = plain.into_iter().map(Some).chain([None]).collect();
    assert_eq!(inner, expected);
}

/// Two calls over one connection, each at its own pace.
#[cfg(feature = "http2")]
#[tokio::test]
async fn both_ends_talk_over_http_2() {
    let endpoint = listen(Router::<_, Operations, _>::new(Chat::default())).await;
    let builder = Client::builder().endpoint(endpoint).no_credentials();
    let client = builder.http2_only().build().unwrap();
    let (first, events) = mpsc::channel(1);
    let mut one = client.join("one", events).await.unwrap();
    let (second, events) = mpsc::channel(1);
    let mut two = client.join("two", events).await.unwrap();
    for word in ["a", "b"] {
        first.send(said(word)).await.unwrap();
        assert_eq!(one.events.next().await.unwrap().unwrap(), said(word));
        second.send(said(word)).await.unwrap();
        assert_eq!(two.events.next().await.unwrap().unwrap(), said(word));
    }
    drop(first);
    assert!(one.events.next().await.is_none());
    second.send(said("c")).await.unwrap();
    assert_eq!(two.events.next().await.unwrap().unwrap(), said("c"));
}
