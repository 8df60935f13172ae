//! One request and its answer, as far as that does not depend on the operation.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, CONTENT_LENGTH, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Version, request};
use http_body::Body as _;
use tracing::Instrument;

use super::abort::Abort;
use super::body;
use super::context::Shared;
use super::fault::Fault;
use super::path;
use super::reply::Reply;
use super::request_id::RequestId;
use super::unseal::{peek, unseal, unseal_stream};
use crate::stream::Flaw;
use crate::wire::{OperationSchema, ServiceSchema};
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

/// What a protocol does with every answer.
#[derive(Clone, Copy)]
pub(super) struct Framing {
    /// [`Protocol::encode_fault`](crate::protocol::Protocol::encode_fault).
    pub(super) fault: fn(&'static ServiceSchema, StatusCode, &str, &str) -> Response<Bytes>,
    /// [`Protocol::name_request`](crate::protocol::Protocol::name_request).
    pub(super) name_request: fn(&mut Response<Body>, &str),
}

/// How a protocol finds the name of an operation in a body:
/// [`Protocol::named_in_body`](crate::protocol::Protocol::named_in_body).
pub(super) type NameIn = fn(&[u8]) -> Option<String>;

/// What is done with a call of the operation of this name.
pub(super) type GoOn = Box<dyn FnOnce(&str, Call) -> Reply + Send>;

/// The header that names the request in its answer.
static REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// A request whose body is still to be read.
pub(super) struct Call {
    pub(super) exchange: Exchange,
    pub(super) body: Body,
}

/// What the answer to a request needs to know of it.
pub(super) struct Exchange {
    settings: Arc<Settings>,
    pub(super) service: &'static ServiceSchema,
    framing: Framing,
    pub(super) shared: Arc<Shared>,
    operation: Option<&'static OperationSchema>,
    handler_timeout: Duration,
    /// What is wrong with the stream that the handler reads, if it reads one.
    flaw: Option<Flaw>,
    started: Instant,
}

/// What is to be known of an input that has a stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Streams {
    /// Whether the stream's first message holds the other members.
    pub(super) awaits_first_message: bool,
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
        service: &'static ServiceSchema,
        framing: Framing,
        head: request::Parts,
        body: Body,
    ) -> Self {
        let given = |name| head.headers.get(name).and_then(RequestId::given);
        let request_id = settings
            .request_id_header
            .as_ref()
            .and_then(given)
            .unwrap_or_else(RequestId::random);
        let exchange = Exchange {
            settings: Arc::clone(settings),
            service,
            framing,
            shared: Arc::new(Shared {
                request_id,
                head,
                abort: Abort::default(),
            }),
            operation: None,
            handler_timeout: settings.handler_timeout,
            flaw: None,
            started: Instant::now(),
        };
        Self { exchange, body }
    }

    /// Reads the body, and goes on with the name of the operation that is in it.
    pub(super) fn named(self, name_in: NameIn, go_on: GoOn) -> Reply {
        Reply::pending(self.name(name_in, go_on))
    }

    async fn name(self, name_in: NameIn, go_on: GoOn) -> Response<Body> {
        let Self { exchange, body } = self;
        let Settings {
            body_limit,
            body_timeout,
            ..
        } = *exchange.settings;
        let bytes = match body::read(body, body_limit, body_timeout).await {
            Ok(bytes) => bytes,
            Err(fault) => return exchange.refuse(fault),
        };
        let name = match peek(&exchange.shared.head.headers, &bytes, body_limit) {
            Ok(body) => name_in(&body),
            Err(fault) => return exchange.refuse(fault),
        };
        let Some(name) = name else {
            return exchange.refuse(Fault::no_name());
        };
        let body = bytes.into();
        match go_on(&name, Self { exchange, body }).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

impl Exchange {
    /// Whether the request is truly for `operation`.
    ///
    /// The `match` in generated code takes an empty segment for a label, which no label may be.
    pub(super) fn fits(&self, operation: &OperationSchema) -> bool {
        let uri = &self.shared.head.uri;
        let empties = uri.path().ends_with('/') || uri.path().contains("//");
        !empties
            || path::split(uri.path(), |path| {
                path::fits(operation.uri, path, uri.query())
            })
    }

    /// Reads the body, unless the input streams: then the handler reads it, and at most the first message of
    /// an event stream is waited for.
    pub(super) async fn read(
        &mut self,
        operation: &'static OperationSchema,
        body: Body,
        streams: Option<Streams>,
    ) -> Result<Body, Fault> {
        self.operation = Some(operation);
        let Settings {
            body_limit,
            body_timeout,
            ..
        } = *self.settings;
        if let Some(Streams {
            awaits_first_message,
        }) = streams
        {
            // The caller sets the pace of the handler.
            self.handler_timeout = Duration::MAX;
            let flaw = Flaw::default();
            let mut body =
                unseal_stream(operation, self.headers()?, body, &flaw).map_err(Fault::closing)?;
            self.flaw = Some(flaw);
            if awaits_first_message {
                body::begin(&mut body, body_limit, body_timeout).await?;
            }
            return Ok(body);
        }
        let bytes = body::read(body, body_limit, body_timeout).await?;
        unseal(operation, self.headers()?, bytes, body_limit).map(Body::from)
    }

    /// The request's headers, which nobody else looks at before the handler is called.
    fn headers(&mut self) -> Result<&mut HeaderMap, Fault> {
        Arc::get_mut(&mut self.shared)
            .map(|shared| &mut shared.head.headers)
            .ok_or_else(Fault::internal)
    }

    /// Answers 404, or 405 with the methods that are there.
    pub(super) fn unmatched(self, operations: &[&'static OperationSchema]) -> Reply {
        let uri = &self.shared.head.uri;
        let mut methods: Vec<&str> = path::split(uri.path(), |path| {
            let fits = |operation: &&OperationSchema| path::fits(operation.uri, path, uri.query());
            let fitting = operations.iter().copied().filter(fits);
            fitting.map(|operation| operation.method).collect()
        });
        methods.sort_unstable();
        methods.dedup();
        match methods.is_empty() {
            true => self.refused(Fault::unknown_path()),
            false => self.allows(&methods),
        }
    }

    /// Answers 405 with the methods that are there.
    pub(super) fn allows(self, methods: &[&str]) -> Reply {
        let mut response = self.frame(&Fault::method_not_allowed());
        if let Ok(methods) = HeaderValue::from_str(&methods.join(", ")) {
            response.headers_mut().insert(ALLOW, methods);
        }
        Reply::ready(self.finish(response))
    }

    /// Answers with a fault, before anything of the body is read.
    pub(super) fn refused(self, fault: Fault) -> Reply {
        Reply::ready(self.refuse(fault))
    }

    /// Carries out `work`, for as long as the handler may take, and even if it panics.
    pub(super) async fn run(
        &self,
        mut work: Pin<&mut (dyn Future<Output = Answer> + Send)>,
    ) -> Response<Body> {
        let operation = self.operation.map(|operation| operation.name);
        let request_id = self.shared.request_id.as_str();
        let span = tracing::info_span!("request", operation, request_id);
        let guarded = poll_fn(|context| {
            // What the work leaves behind when it panics is never looked at again.
            match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
                Ok(Poll::Ready(answer)) => Poll::Ready(Some(answer)),
                Ok(Poll::Pending) => match self.shared.abort.reason(context.waker()) {
                    Some(reason) => Poll::Ready(Some(Answer::Aborted(reason))),
                    None => Poll::Pending,
                },
                Err(_) => Poll::Ready(None),
            }
        });
        let outcome = within(self.handler_timeout, pin!(guarded.instrument(span))).await;
        // A handler that was given a damaged stream has nothing to say that the caller could use.
        if let Some(flaw) = self.flaw.as_ref().and_then(Flaw::text) {
            let fault = Fault::damaged_stream(flaw);
            return self.refuse(fault);
        }
        match outcome {
            Some(Some(Answer::Response(response))) => self.finish(response),
            Some(Some(Answer::Fault(fault))) => self.refuse(fault),
            Some(Some(Answer::Aborted(reason))) => {
                tracing::error!(operation, request_id, reason, "handler gave up");
                self.refuse(Fault::internal())
            }
            Some(Some(Answer::Unencodable(error))) => {
                tracing::error!(operation, request_id, %error, "answer cannot be encoded");
                self.refuse(Fault::internal())
            }
            Some(None) => {
                tracing::error!(operation, request_id, "handler panicked");
                self.refuse(Fault::internal())
            }
            None => self.refuse(Fault::handler_too_slow()),
        }
    }

    pub(super) fn refuse(&self, fault: Fault) -> Response<Body> {
        let response = self.frame(&fault);
        self.finish(response)
    }

    fn frame(&self, fault: &Fault) -> Response<Body> {
        let framed = (self.framing.fault)(self.service, fault.status, fault.code, &fault.message);
        let mut response = framed.map(Body::from);
        if fault.closes && self.shared.head.version <= Version::HTTP_11 {
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    /// Adds what every answer has, and logs it.
    fn finish(&self, mut response: Response<Body>) -> Response<Body> {
        let request_id = self.shared.request_id.as_str();
        if let Ok(value) = HeaderValue::from_str(request_id) {
            response.headers_mut().insert(&REQUEST_ID, value);
        }
        (self.framing.name_request)(&mut response, request_id);
        // The answers to `HEAD` have no body.
        if self.shared.head.method == Method::HEAD && !response.body().is_end_stream() {
            // The length is that of the body that another method would get: RFC 9110, section 9.3.2.
            if let Some(length) = response.body().length() {
                response
                    .headers_mut()
                    .entry(CONTENT_LENGTH)
                    .or_insert_with(|| length.into());
            }
            *response.body_mut() = Body::empty();
        }
        let operation = self.operation.map(|operation| operation.name);
        let status = response.status();
        if status.is_server_error() {
            tracing::warn!(
                operation,
                status = status.as_u16(),
                code = error_type(&response),
                request_id,
                duration = ?self.started.elapsed(),
                "answered"
            );
        } else {
            tracing::debug!(
                operation,
                status = status.as_u16(),
                code = error_type(&response),
                request_id,
                duration = ?self.started.elapsed(),
                "answered"
            );
        }
        response
    }
}

fn error_type(response: &Response<Body>) -> Option<&str> {
    response.headers().get("x-amzn-errortype")?.to_str().ok()
}

/// What the work comes to, if it takes no longer than this. What is done at once needs no timer.
pub(super) async fn within<F: Future>(time: Duration, mut work: Pin<&mut F>) -> Option<F::Output> {
    let mut timer = None;
    poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        let timer = timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(time)));
        timer.as_mut().poll(context).map(|()| None)
    })
    .await
}
