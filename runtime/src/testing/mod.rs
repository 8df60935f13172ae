//! Protocol tests: what the tests that a model states for its own service come down to.
//!
//! A model can say how calls look on the wire, with the traits of [`smithy.test`]; generated code
//! turns each case into one test, and each test is one statement:
//!
//! ```text
//! testing::request("PutNote", "PUT", "/notes/7")
//!     .header("X-Draft", "true")
//!     .json(r#"{"text":"hello"}"#)
//!     .params(r#"{"id":"7","draft":true,"text":"hello"}"#)
//!     .client::<Client, operation::PutNote>();
//! ```
//!
//! A client is tested whole, from a typed input to the request that a transport gets and from a
//! response to a typed output; a server likewise, from a request to the input that reaches a handler
//! and from what the handler gives to the response. Everything that differs from what the case
//! says is told in one panic.
//!
//! # How things are compared
//!
//! - Parameters are read by the names of members, as [`smithy.test`] defines them: timestamps are
//!   seconds since 1970, blobs are text, `"NaN"` and the infinities are strings. Expected and actual
//!   values are compared as such trees, in which NaN equals itself.
//! - Bodies are compared by their media type: JSON by value, XML by its elements and attributes, CBOR by
//!   the values of its items, forms as sets, all else by bytes. An empty body is none; a body that the
//!   case does not state is not looked at.
//! - In XML, the id of the request does not count, and a date-time with an offset stands for the same in
//!   UTC, which is what is written. Of an error that a server gives, no more is compared than its type,
//!   its code and what the model lists: cases state a message, too, which no parameter says.
//! - A server gets a body of JSON, XML or a form with its `Content-Type`, whether the case says so or not.
//!   Of a request without a stated body, no member that travels there is compared; nor is the map of all
//!   keys of the query where the case does not state it.
//! - Where a protocol names the operation in a header or in the body and the case leaves it unsaid, a server
//!   gets it as a client sends it.
//! - The name of a request, which the server makes up, is there; what it is does not matter.
//! - `Content-Length` is as an HTTP/1.1 connection adds it. Of the query and of headers, only what
//!   the case names is looked at.
//! - The token of an absent `@idempotencyToken` is [`IDEMPOTENCY_TOKEN`].
//!
//! [`smithy.test`]: https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html

mod canonical;
mod cbor;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "event-stream")]
mod event;
#[cfg(feature = "event-stream")]
mod event_stream;
mod expectations;
mod form;
#[cfg(feature = "server")]
mod malformed;
mod message;
#[cfg(feature = "server")]
mod parameters;
mod params;
mod report;
mod request;
mod response;
#[cfg(feature = "server")]
mod server;
mod tree;
#[cfg(feature = "xml")]
mod xml;

#[cfg(feature = "server")]
#[doc(inline)]
pub use crate::{__protocol_test_handler as handler, __protocol_test_service as service};
#[cfg(feature = "event-stream")]
pub use event::{Event, event};
#[cfg(feature = "event-stream")]
pub use event_stream::{EventStream, event_stream};
#[cfg(feature = "server")]
pub use malformed::{MalformedRequest, malformed_request};
pub use request::{Request, request};
pub use response::{Response, response};
#[cfg(feature = "server")]
pub use server::{Service, Stage};

/// What a client fills in for an absent `@idempotencyToken` in protocol tests.
pub const IDEMPOTENCY_TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// What differs between the parameters of a case, read as a `T`, and the tree of another `T`, but for the
/// members that are to be skipped.
async fn compare<T: crate::wire::Shape>(
    params: &str,
    actual: Result<crate::Document, String>,
    skipped: impl Fn(&crate::wire::Member) -> bool,
) -> Vec<String> {
    let expected = match params::structure::<T>(params) {
        Ok(value) => canonical::tree(&value).await,
        Err(fault) => Err(format!("params: {fault}")),
    };
    match (expected, actual) {
        (Ok(mut expected), Ok(mut actual)) => {
            for member in T::MEMBERS.iter().filter(|member| skipped(member)) {
                for tree in [&mut expected, &mut actual] {
                    if let crate::Document::Object(entries) = tree {
                        entries.remove(member.name);
                    }
                }
            }
            tree::differences(&expected, &actual)
        }
        (expected, actual) => expected.err().into_iter().chain(actual.err()).collect(),
    }
}

/// Runs one test's future to its end.
fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap_or_else(|error| panic!("a runtime for the test: {error}"))
        .block_on(future)
}
