//! What a router logs, and what it does not.

#![cfg(feature = "server")]

mod log;
mod server_support;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use log::Log;
use server_support::router;
use tower_service::Service;

/// What is logged of one request whose path, headers and body hold secrets.
async fn logged(method: &str, uri: &str, body: &'static str) -> String {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header("x-request-id", "r1")
        .header("authorization", "secret")
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from_static(body.as_bytes())));
    let _ = router().call(request.unwrap()).await;
    let text = log.text();
    assert!(!text.contains("secret"), "{text}");
    text
}

const SPAN: &str = "INFO operation=\"GetNote\" request_id=\"r1\"\n";

#[tokio::test]
async fn success() {
    assert_eq!(
        logged("PUT", "/notes/secret", r#"{"text":"secret"}"#).await,
        "INFO operation=\"PutNote\" request_id=\"r1\"\n\
         DEBUG message=answered operation=\"PutNote\" status=201 request_id=\"r1\" duration=\"…\"\n"
    );
}

#[tokio::test]
async fn refusals() {
    assert_eq!(
        logged("GET", "/notes/secret-too-long", "").await,
        format!(
            "{SPAN}DEBUG message=answered operation=\"GetNote\" status=400 \
             code=\"ValidationException\" request_id=\"r1\" duration=\"…\"\n"
        )
    );
    assert_eq!(
        logged("GET", "/secret", "").await,
        "DEBUG message=answered status=404 code=\"UnknownOperationException\" request_id=\"r1\" duration=\"…\"\n"
    );
}

#[tokio::test]
async fn a_handler_that_gives_up_with_its_reason() {
    assert_eq!(
        logged("GET", "/notes/broken", "").await,
        format!(
            "{SPAN}ERROR message=handler gave up operation=\"GetNote\" request_id=\"r1\" \
             reason=\"the notebook is on fire\"\n\
             WARN message=answered operation=\"GetNote\" status=500 code=\"InternalFailure\" \
             request_id=\"r1\" duration=\"…\"\n"
        )
    );
}

#[tokio::test]
async fn a_panic_without_its_text() {
    assert_eq!(
        logged("GET", "/notes/panic", "").await,
        format!(
            "{SPAN}ERROR message=handler panicked operation=\"GetNote\" request_id=\"r1\"\n\
             WARN message=answered operation=\"GetNote\" status=500 code=\"InternalFailure\" \
             request_id=\"r1\" duration=\"…\"\n"
        )
    );
}
