//! A client of a service of buckets, as Amazon S3 is, over a transport that plays the service.

#![cfg(all(feature = "xml", feature = "s3"))]

use std::future::{Ready, ready};
use std::io;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use farrier::client::{Addressing, Body, Builder, Call, Core, Error, ServiceClient};
use farrier::http::{Request, Response};
use farrier::protocol::{Protocol, RestXml};
use farrier::wire::{self, ErrorSchema, Member, Operation, ServiceSchema, Shape};
use tower::Service;

const SERVICE: &ServiceSchema = &ServiceSchema::new("Storage", "1", &[])
    .bare_errors()
    .buckets("Bucket");

#[derive(Clone, Debug)]
struct Storage<P = RestXml>(Core<P>);

impl<P: Protocol> ServiceClient for Storage<P> {
    const SERVICE: &'static ServiceSchema = SERVICE;

    type Protocol = P;
    type Speaking<Q: Protocol> = Storage<Q>;

    fn from_core(core: Core<P>) -> Self {
        Self(core)
    }
}

impl Storage {
    fn copy(&self, bucket: &str, key: &str) -> Call<'_, CopyObject, RestXml> {
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        Call::new(&self.0, CopyObjectInput { bucket, key })
    }
}

#[derive(Clone, Debug, PartialEq)]
struct CopyObjectInput {
    bucket: String,
    key: String,
}

impl Shape for CopyObjectInput {
    const NAME: &'static str = "CopyObjectInput";
    const MEMBERS: &'static [Member] = &[Member::label("Bucket"), Member::label("Key")];

    fn blank() -> Self {
        Self {
            bucket: wire::blank(),
            key: wire::blank(),
        }
    }

    fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
        to.members((&self.bucket, &self.key))
    }

    fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
        from.member((&mut self.bucket, &mut self.key))
    }
}

#[derive(Clone, Debug, PartialEq)]
struct CopyObjectOutput {
    tag: Option<String>,
}

impl Shape for CopyObjectOutput {
    const NAME: &'static str = "CopyObjectOutput";
    const MEMBERS: &'static [Member] = &[Member::new("ETag")];

    fn blank() -> Self {
        Self { tag: None }
    }

    fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
        to.members((&self.tag,))
    }

    fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
        from.member((&mut self.tag,))
    }
}

#[derive(Clone, Debug, PartialEq)]
struct NotFound;

impl Shape for NotFound {
    const NAME: &'static str = "NotFound";
    const ERROR: Option<ErrorSchema> = Some(ErrorSchema::new(404));
    const MEMBERS: &'static [Member] = &[];

    fn blank() -> Self {
        Self
    }
}

#[derive(Clone, Debug, PartialEq)]
enum CopyObjectError {
    NotFound(NotFound),
}

impl wire::OperationError for CopyObjectError {
    fn variants<V: wire::Variants<Self>>(variants: V) -> V {
        variants.variant(Self::NotFound)
    }

    fn visit<V: wire::ErrorVisitor>(&self, visitor: V) -> V::Output {
        match self {
            Self::NotFound(error) => visitor.error(error),
        }
    }
}

#[derive(Debug)]
enum CopyObject {}

impl Operation for CopyObject {
    const NAME: &'static str = "CopyObject";
    const METHOD: &'static str = "PUT";
    const URI: &'static str = "/{Bucket}/{Key+}?copy";
    type Input = CopyObjectInput;
    type Output = CopyObjectOutput;
    type Error = CopyObjectError;
}

/// Gives these answers, the last of them for good, and keeps where requests went.
#[derive(Clone)]
struct Transport {
    answers: Arc<Mutex<Vec<(u16, &'static str)>>>,
    sent: Arc<Mutex<Vec<String>>>,
}

impl Transport {
    fn new(answers: &[(u16, &'static str)]) -> Self {
        let mut answers = answers.to_vec();
        answers.reverse();
        Self {
            answers: Arc::new(Mutex::new(answers)),
            sent: Arc::default(),
        }
    }

    fn builder(&self) -> Builder<Storage> {
        Builder::new()
            .region("eu-central-1")
            .transport(self.clone())
    }

    fn sent(&self) -> Vec<String> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }
}

impl Service<Request<Body>> for Transport {
    type Response = Response<Body>;
    type Error = io::Error;
    type Future = Ready<io::Result<Response<Body>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        self.sent.lock().unwrap().push(request.uri().to_string());
        let mut answers = self.answers.lock().unwrap();
        let (status, body) = match answers.len() {
            1 => answers[0],
            _ => answers.pop().expect("an answer at least"),
        };
        let response = Response::builder().status(status);
        ready(Ok(response.body(Body::from(body)).unwrap()))
    }
}

const COPIED: (u16, &str) = (
    200,
    "<CopyObjectResult><ETag>\"7\"</ETag></CopyObjectResult>",
);

#[tokio::test]
async fn the_endpoint_is_that_of_the_region_and_the_bucket_stands_before_it() {
    let transport = Transport::new(&[COPIED]);
    let client = transport.builder().build().unwrap();
    let output = client.copy("books", "../a b/").await.unwrap();
    assert_eq!(output.tag.as_deref(), Some("\"7\""));
    let call = client.copy("books", "a").addressing(Addressing::Path);
    call.await.unwrap();
    client.copy("My_Books", "a").await.unwrap();
    assert_eq!(
        transport.sent(),
        [
            "https://books.s3.eu-central-1.amazonaws.com/../a%20b/?copy",
            "https://s3.eu-central-1.amazonaws.com/books/a?copy",
            "https://s3.eu-central-1.amazonaws.com/My_Books/a?copy",
        ]
    );
}

#[tokio::test]
async fn a_client_may_address_buckets_otherwise() {
    let transport = Transport::new(&[COPIED]);
    let builder = || transport.builder();
    for client in [
        builder().dual_stack(),
        builder().accelerate(),
        builder().endpoint("http://127.0.0.1:9000/s3"),
        builder()
            .endpoint("http://localhost:9000")
            .addressing(Addressing::Virtual),
    ] {
        client.build().unwrap().copy("books", "a").await.unwrap();
    }
    assert_eq!(
        transport.sent(),
        [
            "https://books.s3.dualstack.eu-central-1.amazonaws.com/a?copy",
            "https://books.s3-accelerate.amazonaws.com/a?copy",
            "http://127.0.0.1:9000/s3/books/a?copy",
            "http://books.localhost:9000/a?copy",
        ]
    );
    let refused = builder()
        .endpoint("https://files.example")
        .accelerate()
        .build();
    assert_eq!(
        refused.unwrap_err().to_string(),
        "cannot build a client of Storage: the endpoint \"https://files.example\" does not do: `dual_stack` and \
         `accelerate` are for endpoints such as https://s3.eu-central-1.amazonaws.com"
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_success_that_is_an_error_is_tried_again() {
    let late = (
        200,
        "<?xml version=\"1.0\"?>\n<Error><Code>SlowDown</Code></Error>",
    );
    let transport = Transport::new(&[late, COPIED]);
    let client = transport.builder().build().unwrap();
    assert!(client.copy("books", "a").await.is_ok());
    assert_eq!(transport.sent().len(), 2);
    let transport =
        Transport::new(&[(200, "<Error><Code>Odd</Code><Message>no</Message></Error>")]);
    let client = transport.builder().build().unwrap();
    match client.copy("books", "a").await {
        Err(Error::Unmodeled(details)) => {
            assert_eq!(details.code(), Some("Odd"));
            assert_eq!(details.message(), Some("no"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_of_404_without_a_body_is_the_error_of_that_name() {
    let transport = Transport::new(&[(404, "")]);
    let client = transport.builder().build().unwrap();
    let error = client.copy("books", "a").await.unwrap_err();
    assert!(
        matches!(error, Error::Service(CopyObjectError::NotFound(_), _)),
        "{error}"
    );
}
