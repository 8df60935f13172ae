//! What a handler can know of a request beside its input.

use std::convert::Infallible;
use std::fmt::{self, Debug, Display};
use std::sync::Arc;

use http::header::{self, HeaderName};
use http::{Extensions, HeaderMap, Method, Uri, request};

use super::abort::Abort;
use super::request_id::RequestId;
use crate::Redacted;
use crate::wire::OperationSchema;

/// What a handler can know of a request beside its input.
///
/// `Debug` leaves out the query string, and shows neither credentials nor cookies.
#[derive(Clone)]
pub struct Context {
    operation: &'static OperationSchema,
    shared: Arc<Shared>,
}

/// What both the handler and what answers for it have to know of a request: one allocation, made once.
pub(super) struct Shared {
    pub(super) request_id: RequestId,
    pub(super) head: request::Parts,
    pub(super) abort: Abort,
}

impl Context {
    pub(super) fn new(operation: &'static OperationSchema, shared: Arc<Shared>) -> Self {
        Self { operation, shared }
    }

    /// Gives the request up for a reason that the operation has no error for, such as a store that
    /// cannot be reached.
    ///
    /// The caller is answered 500 `InternalFailure`; the reason is logged and not sent. The handler
    /// goes no further and is dropped:
    ///
    /// ```
    /// # use farrier::server::Context;
    /// # async fn example(stored: Result<u32, std::io::Error>, context: Context) -> u32 {
    /// match stored {
    ///     Ok(value) => value,
    ///     Err(error) => match context.abort(error).await {},
    /// }
    /// # }
    /// ```
    pub async fn abort(&self, reason: impl Display) -> Infallible {
        self.shared.abort.abort(reason.to_string()).await
    }

    /// The id that names this request in its answer's `x-amzn-requestid` header and in logs.
    pub fn request_id(&self) -> &str {
        self.shared.request_id.as_str()
    }

    /// The operation's name, as Smithy spells it.
    pub fn operation(&self) -> &'static str {
        self.operation.name
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.shared.head.method
    }

    /// The URI, without the router's base path.
    pub fn uri(&self) -> &Uri {
        &self.shared.head.uri
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.shared.head.headers
    }

    /// The first header of this name, if it is there and visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// What layers around the router have attached to the request.
    pub fn extensions(&self) -> &Extensions {
        &self.shared.head.extensions
    }
}

impl Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("request_id", &self.request_id())
            .field("operation", &self.operation())
            .field("method", self.method())
            .field("path", &self.uri().path())
            .field("headers", &Headers(self.headers()))
            .finish_non_exhaustive()
    }
}

struct Headers<'a>(&'a HeaderMap);

impl Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            let shown: &dyn Debug = if is_secret(name) { &Redacted } else { value };
            map.entry(name, shown);
        }
        map.finish()
    }
}

fn is_secret(name: &HeaderName) -> bool {
    [
        header::AUTHORIZATION,
        header::PROXY_AUTHORIZATION,
        header::COOKIE,
    ]
    .contains(name)
        || ["x-amz-security-token", "x-api-key"].contains(&name.as_str())
}
