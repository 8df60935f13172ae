//! Streams that are compressed and checked as they go, both ways.
#![cfg(all(
    feature = "client",
    feature = "server",
    feature = "checksums",
    feature = "compression"
))]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{self, Poll};

use bytes::Bytes;
use farrier::client::{Builder, Call, Core, ServiceClient};
use farrier::protocol::{Protocol, RestJson1};
use farrier::server::{Context, Incoming, Protocols, Reply, Router, Routes};
use farrier::wire::{self, Checksum, ChecksumAlgorithm, Member, Operation, OperationSchema};
use farrier::{Body, ByteStream};
use http::{Request, Response};
use http_body::Frame;
use tower::ServiceExt as _;

/// States a structure the way generated code does.
macro_rules! shape {
    ($name:ident, $members:expr, $($field:ident: $type:ty),*) => {
        #[derive(Debug, PartialEq)]
        struct $name {
            $($field: $type,)*
        }

        impl wire::Shape for $name {
            const NAME: &'static str = stringify!($name);
            const MEMBERS: &'static [Member] = &$members;

            fn blank() -> Self {
                Self { $($field: wire::blank(),)* }
            }

            fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
                to.members(($(&self.$field,)*))
            }

            fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
                from.member(($(&mut self.$field,)*))
            }
        }
    };
}

shape!(ShipInput, [Member::required("load").byte_stream()], load: ByteStream);
shape!(
    SendInput, [Member::required("load").byte_stream().requires_length()], load: ByteStream
);
shape!(Arrived, [Member::new("length")], length: Option<i64>);
shape!(
    HaulInput,
    [
        Member::new("algorithm").header("x-amz-sdk-checksum-algorithm"),
        Member::new("mode").header("x-amz-checksum-mode"),
        Member::required("load").byte_stream(),
    ],
    algorithm: Option<String>,
    mode: Option<String>,
    load: ByteStream
);
shape!(
    HaulOutput,
    [Member::new("crc32").header("x-amz-checksum-crc32"), Member::required("load").byte_stream()],
    crc32: Option<String>,
    load: ByteStream
);

#[derive(Debug)]
enum NoError {}

impl wire::OperationError for NoError {
    fn variants<V: wire::Variants<Self>>(variants: V) -> V {
        variants
    }

    fn visit<V: wire::ErrorVisitor>(&self, _: V) -> V::Output {
        match *self {}
    }
}

/// Is compressed.
#[derive(Debug)]
enum Ship {}

impl Operation for Ship {
    const NAME: &'static str = "Ship";
    const METHOD: &'static str = "POST";
    const URI: &'static str = "/ship";
    const COMPRESSION: Option<wire::Compression> = Some(wire::Compression::Gzip);
    type Input = ShipInput;
    type Output = Arrived;
    type Error = NoError;
}

/// Cannot be compressed, since its length must be known.
#[derive(Debug)]
enum Send {}

impl Operation for Send {
    const NAME: &'static str = "Send";
    const METHOD: &'static str = "POST";
    const URI: &'static str = "/send";
    const COMPRESSION: Option<wire::Compression> = Some(wire::Compression::Gzip);
    type Input = SendInput;
    type Output = Arrived;
    type Error = NoError;
}

/// Is checked.
#[derive(Debug)]
enum Haul {}

impl Operation for Haul {
    const NAME: &'static str = "Haul";
    const METHOD: &'static str = "POST";
    const URI: &'static str = "/haul";
    const CHECKSUM: Checksum = Checksum::required("algorithm", ChecksumAlgorithm::Crc32)
        .response("mode", &[ChecksumAlgorithm::Crc32]);
    type Input = HaulInput;
    type Output = HaulOutput;
    type Error = NoError;
}

const SERVICE: &wire::ServiceSchema = &wire::ServiceSchema::new("Carrier", "2026-01-01", &[]);

struct Client<P = RestJson1>(Core<P>);

impl<P: Protocol> ServiceClient for Client<P> {
    const SERVICE: &'static wire::ServiceSchema = SERVICE;
    type Protocol = P;
    type Speaking<Q: Protocol> = Client<Q>;

    fn from_core(core: Core<P>) -> Self {
        Self(core)
    }
}

impl Client {
    fn ship(&self, load: ByteStream) -> Call<'_, Ship, RestJson1> {
        Call::new(&self.0, ShipInput { load })
    }

    fn send(&self, load: ByteStream) -> Call<'_, Send, RestJson1> {
        Call::new(&self.0, SendInput { load })
    }

    fn haul(&self, load: ByteStream, mode: Option<&str>) -> Call<'_, Haul, RestJson1> {
        let mode = mode.map(str::to_owned);
        Call::new(
            &self.0,
            HaulInput {
                algorithm: None,
                mode,
                load,
            },
        )
    }
}

/// Reads what it is sent.
struct Carrier;

async fn ship(load: ByteStream, context: Context) -> Result<Arrived, NoError> {
    match load.collect().await {
        Ok(load) => Ok(Arrived {
            length: Some(load.len() as i64),
        }),
        Err(error) => match context.abort(error).await {},
    }
}

/// Says of whatever it sends back that it is `123456789`.
async fn haul(_: &Carrier, input: HaulInput, context: Context) -> Result<HaulOutput, NoError> {
    match input.load.collect().await {
        Ok(load) => Ok(HaulOutput {
            crc32: Some("y/Q5Jg==".into()),
            load: load.into(),
        }),
        Err(error) => match context.abort(error).await {},
    }
}

enum Paths {}

impl Routes<Carrier> for Paths {
    type Protocols = RestJson1;
    const SERVICE: &'static wire::ServiceSchema = SERVICE;
    const OPERATIONS: &'static [&'static OperationSchema] =
        &[Ship::SCHEMA, Send::SCHEMA, Haul::SCHEMA];

    fn route(method: &str, path: &[&str], call: Incoming<Carrier, impl Protocols>) -> Reply {
        match (method, path) {
            ("POST", ["ship"]) => {
                call.handle::<Ship, _>(async |_: &Carrier, input: ShipInput, context| {
                    ship(input.load, context).await
                })
            }
            ("POST", ["send"]) => {
                call.handle::<Send, _>(async |_: &Carrier, input: SendInput, context| {
                    ship(input.load, context).await
                })
            }
            ("POST", ["haul"]) => call.handle::<Haul, _>(haul),
            _ => call.unmatched(),
        }
    }
}

fn router() -> Router<Carrier, Paths, RestJson1> {
    Router::new(Carrier).body_limit(1000)
}

fn client() -> Client {
    Builder::new().in_process(router()).build().unwrap()
}

/// What a client sends: the head, in order, and the body.
async fn sent(call: impl AsyncFnOnce(&Client)) -> (String, Vec<u8>) {
    let kept = Arc::new(Mutex::new(None));
    let keeper = kept.clone();
    let keep = tower::service_fn(move |request: Request<Body>| {
        let keeper = keeper.clone();
        async move {
            let (head, body) = request.into_parts();
            let length = body.length();
            let body = ByteStream::from(body).collect().await;
            if let Ok(body) = body {
                *keeper.lock().unwrap() = Some((head, length, body));
            }
            Ok::<_, Infallible>(Response::new(Body::empty()))
        }
    });
    let client = Builder::new().in_process(keep).build().unwrap();
    call(&client).await;
    let (head, length, body) = kept.lock().unwrap().take().unwrap();
    let mut lines: Vec<String> = head
        .headers
        .iter()
        .filter(|(name, _)| *name != "user-agent")
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    lines.sort();
    lines.push(format!("{length:?}"));
    (lines.join("\n"), body.to_vec())
}

/// The answer to a request by hand.
async fn answer(path: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut request = Request::post(path).header("content-type", "application/octet-stream");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    // In two pieces, so that what is between them is found, too.
    let (first, second) = body.split_at(body.len() / 2);
    let pieces = [first, second].map(|piece| Bytes::copy_from_slice(piece.as_bytes()));
    let request = request.body(Body::new(Drip(pieces.into()))).unwrap();
    let (head, body) = router().oneshot(request).await.unwrap().into_parts();
    let body = ByteStream::from(body).collect().await.unwrap();
    format!(
        "{} {}",
        head.status.as_u16(),
        String::from_utf8_lossy(&body)
    )
}

/// A body of these pieces, whose length is not known before.
struct Drip(VecDeque<Bytes>);

impl http_body::Body for Drip {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut task::Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
    }
}

fn drip(pieces: usize, piece: &'static str) -> ByteStream {
    let piece = Bytes::from_static(piece.as_bytes());
    ByteStream::new(Drip((0..pieces).map(|_| piece.clone()).collect()))
}

#[tokio::test]
async fn a_stream_is_compressed_as_it_goes() {
    let (head, body) = sent(async |client| drop(client.ship(drip(3, "abc")).await)).await;
    assert_eq!(
        head,
        "content-encoding: gzip\ncontent-type: application/octet-stream\nNone"
    );
    assert_eq!(body[..2], [0x1f, 0x8b]);

    // Neither is a stream held to the limit of bodies in memory, nor to the least size of others.
    for (load, length) in [
        (drip(100_000, "0123456789"), 1_000_000),
        (drip(1, ""), 0),
        ("in memory".into(), 9),
    ] {
        let arrived = client().ship(load).await.unwrap();
        assert_eq!(arrived.length, Some(length));
    }
    let arrived = client().send(drip(3, "abc").with_length(9)).await.unwrap();
    assert_eq!(arrived.length, Some(9));
    let (head, body) = sent(async |client| drop(client.send("in memory".into()).await)).await;
    assert_eq!(head, "content-type: application/octet-stream\nSome(9)");
    assert_eq!(body, b"in memory");
}

#[tokio::test]
async fn a_stream_that_cannot_be_decoded_is_a_fault_of_the_caller() {
    let gzip = [("content-encoding", "gzip")];
    for body in ["no gzip at all", "\u{1f}"] {
        let refused = answer("/ship", &gzip, body).await;
        assert!(
            refused.starts_with(r#"400 {"message":"The request body cannot be used: "#),
            "{refused}"
        );
    }
    let refused = answer("/ship", &[("content-encoding", "br")], "x").await;
    assert!(refused.starts_with("415 "), "{refused}");
}

#[tokio::test]
async fn the_checksum_of_a_stream_follows_it() {
    let load = || drip(3, "123").with_length(9);
    let (head, body) = sent(async |client| drop(client.haul(load(), None).await)).await;
    assert_eq!(
        head,
        "content-encoding: aws-chunked\n\
         content-type: application/octet-stream\n\
         x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\n\
         x-amz-decoded-content-length: 9\n\
         x-amz-sdk-checksum-algorithm: CRC32\n\
         x-amz-trailer: x-amz-checksum-crc32\n\
         Some(50)"
    );
    assert_eq!(
        String::from_utf8(body).unwrap(),
        "9\r\n123123123\r\n0\r\nx-amz-checksum-crc32:AHD5kQ==\r\n\r\n"
    );
    let (head, body) = sent(async |client| drop(client.haul("123456789".into(), None).await)).await;
    assert_eq!(
        head,
        "content-type: application/octet-stream\n\
         x-amz-checksum-crc32: y/Q5Jg==\n\
         x-amz-sdk-checksum-algorithm: CRC32\n\
         Some(9)"
    );
    assert_eq!(body, b"123456789");
}

#[tokio::test]
async fn a_stream_of_unknown_length_has_no_checksum() {
    let error = client().haul(drip(3, "123"), None).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Haul was not sent: cannot write the message: the checksum of a stream goes behind it, and its length before \
         it: say how long it is, or set the checksum yourself"
    );
}

#[tokio::test]
async fn both_ends_check_a_stream() {
    for load in [
        drip(3, "123").with_length(9),
        drip(0, "").with_length(0),
        "12".into(),
    ] {
        client().haul(load, None).await.unwrap();
    }
    let hauled = async |load: &'static str, mode| {
        let output = client().haul(load.into(), mode).await.unwrap();
        let load = output.load.collect().await;
        load.map(|load| load.len())
            .map_err(|error| error.to_string())
    };
    assert_eq!(hauled("123456789", Some("ENABLED")).await, Ok(9));
    assert_eq!(hauled("12345678", None).await, Ok(8));
    assert_eq!(
        hauled("12345678", Some("ENABLED")).await.unwrap_err(),
        "the body broke off: it is damaged: its CRC32 is muDarw==, and the sender says y/Q5Jg=="
    );
}

#[tokio::test]
async fn a_server_reads_chunks_and_what_follows_them() {
    const TRAILER: [(&str, &str); 2] = [
        ("content-encoding", "aws-chunked"),
        ("x-amz-trailer", "x-amz-checksum-crc32"),
    ];
    let right = "0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n";
    for body in [
        format!("9\r\n123456789\r\n{right}"),
        format!("9;chunk-signature=ab\r\n123456789\r\n{right}"),
        format!("4\r\n1234\r\n5\r\n56789\r\n{right}"),
        "9\r\n123456789\r\n0\r\nx-amz-checksum-crc32: y/Q5Jg==\r\n".to_owned(),
    ] {
        assert_eq!(
            answer("/haul", &TRAILER, &body).await,
            "200 123456789",
            "{body}"
        );
    }
    let long = format!("9;{}\r\n123456789\r\n{right}", "x".repeat(9000));
    for (body, flaw) in [
        (
            "9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
            "it is damaged: its CRC32 is y/Q5Jg==, and the sender says AAAAAA==",
        ),
        (
            "9\r\n123456789\r\n0\r\n\r\n",
            "its checksum does not follow it",
        ),
        ("9\r\n12345", "it is not in aws-chunked encoding"),
        ("123456789", "it is not in aws-chunked encoding"),
        ("", "it is not in aws-chunked encoding"),
        (
            "ffffffffffffffffff\r\n1",
            "it is not in aws-chunked encoding",
        ),
        (
            "9\r\n123456789x\r\n0\r\n\r\n",
            "it is not in aws-chunked encoding",
        ),
        (
            "0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\nmore",
            "it is not in aws-chunked encoding",
        ),
        (&long, "it is not in aws-chunked encoding"),
    ] {
        assert_eq!(
            answer("/haul", &TRAILER, body).await,
            format!(
                r#"400 {{"message":"The request body cannot be used: the body broke off: {flaw}."}}"#
            ),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_server_checks_a_stream_by_the_headers_before_it() {
    for (header, expected) in [
        (
            ("x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="),
            "200 123456789",
        ),
        (
            ("content-md5", "JfnnlDI7RTiF9RgfGQJZ2A=="),
            "400 {\"message\":\"The request body cannot be used: ",
        ),
        (
            ("x-amz-checksum-crc32", "AAAAAA=="),
            "400 {\"message\":\"The request body cannot be used: ",
        ),
        (
            ("x-amz-sdk-checksum-algorithm", "SHA1"),
            "400 {\"message\":\"The request lacks its checksum, the header x-amz-checksum-sha1.\"}",
        ),
        (
            ("x-other", ""),
            "400 {\"message\":\"The request lacks its checksum, the header content-md5.\"}",
        ),
    ] {
        let answer = answer("/haul", &[header], "123456789").await;
        assert!(answer.starts_with(expected), "{header:?}: {answer}");
    }
}
