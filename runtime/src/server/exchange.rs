//! One request and its answer, as far as that does not depend on the operation.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, CONTENT_LENGTH, HeaderName};
use http::{HeaderValue, Method, Request, Response, StatusCode, Version, request, response};
use http_body::Body as _;
use tracing::Instrument;

use super::abort::Abort;
use super::body;
use super::fault::Fault;
use super::path;
use super::reply::Reply;
use super::request_id::RequestId;
use super::unseal::{unseal, unseal_stream};
use crate::stream::Flaw;
use crate::wire::OperationSchema;
use crate::{Body, EncodeError};

/// What a router is told once.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) body_limit: usize,
    pub(super) body_timeout: Duration,
    pub(super) handler_timeout: Duration,
    pub(super) base_path: String,
    pub(super) request_id_header: Option<HeaderName>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            body_limit: 2 << 20,
            body_timeout: Duration::from_secs(30),
            handler_timeout: Duration::from_secs(30),
            base_path: String::new(),
            request_id_header: None,
        }
    }
}

/// How a protocol frames a fault: [`Protocol::encode_fault`](crate::protocol::Protocol::encode_fault).
pub(super) type FrameFault = fn(StatusCode, &str, &str) -> Response<Bytes>;

/// A request whose body is still to be read.
pub(super) struct Call {
    pub(super) exchange: Exchange,
    pub(super) head: request::Parts,
    pub(super) body: Body,
}

/// What the answer to a request needs to know of it.
pub(super) struct Exchange {
    settings: Arc<Settings>,
    frame_fault: FrameFault,
    pub(super) request_id: RequestId,
    operation: Option<&'static OperationSchema>,
    handler_timeout: Duration,
    /// What is wrong with the stream that the handler reads.
    flaw: Flaw,
    started: Instant,
    version: Version,
    /// Whether the method is `HEAD`, whose answers have no body.
    head: bool,
}

/// What handling a request comes to.
pub(super) enum Answer {
    /// A response of the operation: its output or one of its errors.
    Response(Response<Body>),
    /// A fault that no model lists.
    Fault(Fault),
    /// The handler gave up, for this reason.
    Aborted(String),
    /// The handler gave what has no form on the wire.
    Unencodable(EncodeError),
}

impl From<Result<Response<Body>, EncodeError>> for Answer {
    fn from(encoded: Result<Response<Body>, EncodeError>) -> Self {
        encoded.map_or_else(Self::Unencodable, Self::Response)
    }
}

impl Call {
    pub(super) fn new(
        settings: &Arc<Settings>,
        frame_fault: FrameFault,
        head: request::Parts,
        body: Body,
    ) -> Self {
        let given = |name| head.headers.get(name).and_then(RequestId::given);
        let exchange = Exchange {
            settings: Arc::clone(settings),
            frame_fault,
            request_id: settings
                .request_id_header
                .as_ref()
                .and_then(given)
                .unwrap_or_else(RequestId::random),
            operation: None,
            handler_timeout: settings.handler_timeout,
            flaw: Flaw::default(),
            started: Instant::now(),
            version: head.version,
            head: head.method == Method::HEAD,
        };
        Self {
            exchange,
            head,
            body,
        }
    }

    /// Whether the request is truly for `operation`.
    ///
    /// The `match` in generated code takes an empty segment for a label, which no label may be.
    pub(super) fn fits(&self, operation: &OperationSchema) -> bool {
        let uri = &self.head.uri;
        let empties = uri.path().ends_with('/') || uri.path().contains("//");
        !empties
            || path::split(uri.path(), |path| {
                path::fits(operation.uri, path, uri.query())
            })
    }

    /// Reads the body, unless the input streams: then the handler reads it.
    pub(super) async fn read(
        self,
        operation: &'static OperationSchema,
        streams: bool,
    ) -> Result<(Exchange, Request<Body>), Box<Response<Body>>> {
        let Self {
            mut exchange,
            mut head,
            body,
        } = self;
        exchange.operation = Some(operation);
        if streams {
            // The caller sets the pace of the handler.
            exchange.handler_timeout = Duration::MAX;
            return match unseal_stream(operation, &mut head.headers, body, &exchange.flaw) {
                Ok(body) => Ok((exchange, Request::from_parts(head, body))),
                Err(fault) => Err(Box::new(exchange.refuse(fault.closing()))),
            };
        }
        let Settings {
            body_limit,
            body_timeout,
            ..
        } = *exchange.settings;
        let read = body::read(body, body_limit, body_timeout).await;
        match read.and_then(|body| unseal(operation, &mut head.headers, body, body_limit)) {
            Ok(bytes) => Ok((exchange, Request::from_parts(head, bytes.into()))),
            Err(fault) => Err(Box::new(exchange.refuse(fault))),
        }
    }

    /// Answers 404, or 405 with the methods that are there.
    pub(super) fn unmatched(self, operations: &[&'static OperationSchema]) -> Reply {
        let uri = &self.head.uri;
        let mut methods: Vec<&str> = path::split(uri.path(), |path| {
            let fits = |operation: &&OperationSchema| path::fits(operation.uri, path, uri.query());
            let fitting = operations.iter().copied().filter(fits);
            fitting.map(|operation| operation.method).collect()
        });
        methods.sort_unstable();
        methods.dedup();
        let exchange = self.exchange;
        let fault = if methods.is_empty() {
            Fault::unknown_operation()
        } else {
            Fault::method_not_allowed()
        };
        let mut response = exchange.frame(&fault);
        if let Some(allow) = HeaderValue::from_str(&methods.join(", "))
            .ok()
            .filter(|allow| !allow.is_empty())
        {
            response.headers_mut().insert(ALLOW, allow);
        }
        Reply::ready(exchange.finish(response))
    }
}

impl Exchange {
    /// Carries out `work`, for as long as the handler may take, and even if it panics.
    pub(super) async fn run(
        self,
        mut work: Pin<&mut (dyn Future<Output = Answer> + Send)>,
        abort: Abort,
    ) -> Response<Body> {
        let operation = self.operation.map(|operation| operation.name);
        let span = tracing::info_span!("request", operation, request_id = self.request_id.as_str());
        let guarded = std::future::poll_fn(|context| {
            // What the work leaves behind when it panics is never looked at again.
            match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
                Ok(Poll::Ready(answer)) => Poll::Ready(Some(answer)),
                Ok(Poll::Pending) => match abort.reason(context.waker()) {
                    Some(reason) => Poll::Ready(Some(Answer::Aborted(reason))),
                    None => Poll::Pending,
                },
                Err(_) => Poll::Ready(None),
            }
        });
        let outcome = tokio::time::timeout(self.handler_timeout, guarded.instrument(span)).await;
        // A handler that was given a damaged stream has nothing to say that the caller could use.
        if let Some(flaw) = self.flaw.text() {
            let fault = Fault::damaged_stream(flaw);
            return self.refuse(fault);
        }
        match outcome {
            Ok(Some(Answer::Response(response))) => self.finish(response),
            Ok(Some(Answer::Fault(fault))) => self.refuse(fault),
            Ok(Some(Answer::Aborted(reason))) => {
                tracing::error!(
                    operation,
                    request_id = self.request_id.as_str(),
                    reason,
                    "handler gave up"
                );
                self.refuse(Fault::internal())
            }
            Ok(Some(Answer::Unencodable(error))) => {
                tracing::error!(operation, request_id = self.request_id.as_str(), %error, "answer cannot be encoded");
                self.refuse(Fault::internal())
            }
            Ok(None) => {
                tracing::error!(
                    operation,
                    request_id = self.request_id.as_str(),
                    "handler panicked"
                );
                self.refuse(Fault::internal())
            }
            Err(_) => self.refuse(Fault::handler_too_slow()),
        }
    }

    fn refuse(self, fault: Fault) -> Response<Body> {
        let response = self.frame(&fault);
        self.finish(response)
    }

    fn frame(&self, fault: &Fault) -> Response<Body> {
        let framed = (self.frame_fault)(fault.status, fault.code, &fault.message);
        let mut response = framed.map(Body::from);
        if fault.closes && self.version <= Version::HTTP_11 {
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    /// Adds what every answer has, and logs it.
    fn finish(self, response: Response<Body>) -> Response<Body> {
        let (mut head, mut body) = response.into_parts();
        let request_id = self.request_id.as_str();
        if let Ok(value) = HeaderValue::from_str(request_id) {
            head.headers
                .insert(HeaderName::from_static("x-amzn-requestid"), value);
        }
        if self.head && !body.is_end_stream() {
            // The length is that of the body that another method would get: RFC 9110, section 9.3.2.
            if let Some(length) = body.length() {
                head.headers
                    .entry(CONTENT_LENGTH)
                    .or_insert_with(|| length.into());
            }
            body = Body::empty();
        }
        let operation = self.operation.map(|operation| operation.name);
        let status = head.status.as_u16();
        let duration = self.started.elapsed();
        if head.status.is_server_error() {
            tracing::warn!(
                operation,
                status,
                code = error_type(&head),
                request_id,
                ?duration,
                "answered"
            );
        } else {
            tracing::debug!(
                operation,
                status,
                code = error_type(&head),
                request_id,
                ?duration,
                "answered"
            );
        }
        Response::from_parts(head, body)
    }
}

fn error_type(head: &response::Parts) -> Option<&str> {
    head.headers.get("x-amzn-errortype")?.to_str().ok()
}
