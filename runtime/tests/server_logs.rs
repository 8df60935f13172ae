//! What a router logs, and what it does not.

#![cfg(feature = "server")]

mod server_support;

use std::fmt::{self, Write};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use server_support::router;
use tower_service::Service;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down every event and span, one a line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let value = if field.name() == "duration" {
            &"…"
        } else {
            value
        };
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Log {
    fn write(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Line<'_>)) {
        if metadata.target().starts_with("farrier") {
            let mut log = self.0.lock().unwrap();
            log.push_str(metadata.level().as_str());
            record(&mut Line(&mut log));
            log.push('\n');
        }
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.write(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn event(&self, event: &Event<'_>) {
        self.write(event.metadata(), |line| event.record(line));
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

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
    let text = log.0.lock().unwrap().clone();
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
