//! The server's side of the cases.

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use http_body_util::Full;
use tower_service::Service as _;

#[cfg(feature = "event-stream")]
use super::event_stream::{self, EventStream, Expected, stream};
use super::expectations;
use super::message::Message;
use super::report::Report;
use super::{Request, Response, block_on, canonical, compare, params, tree};
#[cfg(feature = "event-stream")]
use crate::http_binding::EVENTS;
use crate::protocol::{Protocol, Target};
use crate::server::{
    self, Choice, Choose as _, Context, Outcome, Protocols, Router, Routes, VirtualHosts,
};
use crate::wire::{
    Binding, Member, Operation, OperationError, Schema, ServiceSchema, Shape, Variants,
};
use crate::{Body, Document};

/// Names a request in its answer.
const REQUEST_ID: &str = "x-amzn-requestid";

/// What implements a service for its tests, as [`service!`](crate::testing::service) makes it.
pub trait Service: Send + Sync + Sized + 'static {
    /// The operations of the service.
    type Routes: Routes<Self>;
    /// What responses are framed by; requests are told apart by all protocols of the service.
    type Protocols: Protocols;

    /// A service whose handlers are on this stage.
    fn new(stage: Stage) -> Self;
}

/// Where the handlers of a test's service end: what reaches them is kept, and not answered.
#[derive(Clone, Default)]
pub struct Stage(Arc<Mutex<Option<Reached>>>);

/// What reached a handler.
pub(super) struct Reached {
    operation: &'static str,
    /// The input as a tree.
    input: Result<Document, String>,
}

impl Stage {
    /// Handles a call of an operation.
    pub async fn handle<O: Operation>(&self, input: O::Input, context: Context) -> Outcome<O> {
        let reached = Reached {
            operation: O::NAME,
            input: canonical::tree(&input).await,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(reached);
        match context.abort("the test has seen enough").await {}
    }

    /// What has reached a handler since.
    fn take(&self) -> Option<Reached> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").finish_non_exhaustive()
    }
}

/// Makes a structure for what handles the operations of these routes in tests: a [`Service`].
///
/// ```text
/// testing::service!(Service, server::Operations);
///
/// impl server::Notes for Service {
///     testing::handler!(get_note => operation::GetNote);
///     testing::handler!(put_note => operation::PutNote);
/// }
/// ```
///
/// Of a service with several protocols, `Service<P>` is held to the cases of one.
#[doc(hidden)]
#[macro_export]
macro_rules! __protocol_test_service {
    ($name:ident, $routes:path) => {
        struct $name($crate::testing::Stage);

        impl $crate::testing::Service for $name {
            type Routes = $routes;
            type Protocols = <$routes as $crate::server::Routes<Self>>::Protocols;

            fn new(stage: $crate::testing::Stage) -> Self {
                Self(stage)
            }
        }
    };
    ($name:ident<$protocol:ident>, $routes:path) => {
        struct $name<$protocol>(
            $crate::testing::Stage,
            ::std::marker::PhantomData<$protocol>,
        );

        impl<$protocol: $crate::protocol::Protocol> $crate::testing::Service for $name<$protocol> {
            type Routes = $routes;
            type Protocols = $protocol;

            fn new(stage: $crate::testing::Stage) -> Self {
                Self(stage, ::std::marker::PhantomData)
            }
        }
    };
}

/// Makes the method of a service's trait that handles an operation on the [`Stage`].
#[doc(hidden)]
#[macro_export]
macro_rules! __protocol_test_handler {
    ($method:ident => $operation:path) => {
        async fn $method(
            &self,
            input: <$operation as $crate::wire::Operation>::Input,
            context: $crate::server::Context,
        ) -> $crate::server::Outcome<$operation> {
            self.0.handle::<$operation>(input, context).await
        }
    };
}

/// Sends a request to a service; what reached a handler, and the answer.
///
/// Something may stand before `host`, as buckets do.
pub(super) fn send<S: Service>(
    request: http::Request<Bytes>,
    host: Option<&str>,
) -> (Option<Reached>, Result<Message, String>) {
    let stage = Stage::default();
    let router = Router::<S, S::Routes, _>::new(S::new(stage.clone()));
    let mut router = VirtualHosts::new(router, host);
    let answer = block_on(async {
        let response = match router.call(request.map(Full::new)).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        receive(response).await
    });
    (stage.take(), answer)
}

/// What a server answers if the operation's handler gives this.
async fn respond<S: Service, O: Operation>(outcome: Outcome<O>) -> http::Response<Body> {
    let service = <S::Routes as Routes<S>>::SERVICE;
    server::respond::<S::Protocols, O>(service, outcome).await
}

async fn receive<B>(response: http::Response<B>) -> Result<Message, String>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: fmt::Display,
{
    let (head, body) = response.into_parts();
    let start = head.status.to_string();
    Message::receive(start, head.headers, body, true).await
}

/// A request of these parts.
pub(super) fn request(
    method: &str,
    path: &str,
    query: &[impl AsRef<str>],
    headers: &[(impl AsRef<str>, impl AsRef<str>)],
    body: Bytes,
) -> http::Result<http::Request<Bytes>> {
    let query: Vec<&str> = query.iter().map(AsRef::as_ref).collect();
    let uri = match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", query.join("&")),
    };
    let mut request = http::Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(name.as_ref(), value.as_ref());
    }
    request.body(body)
}

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

impl Request {
    /// Sends the request to a server, and looks at the input that reaches the handler.
    ///
    /// # Panics
    ///
    /// If it is not what the case says.
    #[track_caller]
    pub fn server<S: Service, O: Operation>(self) {
        let mut report = Report::default();
        let (media_type, body) = self.message.body.unwrap_or_default();
        let mut headers = self.message.headers.clone();
        let host = self.resolved_host.or(self.host);
        headers.extend(host.map(|host| ("Host", host)));
        let request = request(
            self.method,
            self.uri,
            self.query,
            &headers,
            expectations::bytes(media_type, body),
        );
        let request = request.map(|request| {
            let name = Named::<O> {
                service: S::Routes::SERVICE,
                params: self.params,
                request,
                operation: PhantomData,
            };
            S::Protocols::choose(0, name)
        });
        match request {
            Ok(mut request) => {
                // These never come without it, though a case may leave it out.
                let typed = ["application/json", "application/xml", FORM].into_iter();
                if let Some(typed) = typed
                    .filter(|_| !body.is_empty())
                    .find(|t| *t == media_type)
                {
                    let stated = request.headers_mut().entry(CONTENT_TYPE);
                    stated.or_insert(HeaderValue::from_static(typed));
                }
                self.deliver::<S, O>(request, &mut report);
            }
            Err(fault) => report.push(format!("the case states no request: {fault}")),
        }
        report.conclude(self.id, "server", "");
    }

    /// The host that the bucket of the parameters stands before.
    fn host_of_buckets<S: Service>(&self) -> Option<&'static str> {
        let label = S::Routes::SERVICE.bucket?;
        let Ok(Document::Object(params)) = tree::parse(self.params) else {
            return None;
        };
        match params.get(label)? {
            Document::String(bucket) => self.resolved_host?.strip_prefix(bucket)?.strip_prefix('.'),
            _ => None,
        }
    }

    fn deliver<S: Service, O: Operation>(
        &self,
        request: http::Request<Bytes>,
        report: &mut Report,
    ) {
        let (reached, answer) = send::<S>(request, self.host_of_buckets::<S>());
        let Some(Reached { operation, input }) = reached else {
            report.push(match answer {
                Ok(answer) => format!("no handler was reached; the answer:\n{answer}"),
                Err(fault) => format!("no handler was reached; {fault}"),
            });
            return;
        };
        report.same("operation", O::NAME, operation);
        if operation == O::NAME {
            // A case that states no body says nothing of what is in it; a server has the whole query in a
            // map, where a case may have what no other member takes, or nothing.
            let params = tree::parse(self.params);
            let is_stated = |member: &Member| match &params {
                Ok(Document::Object(params)) => params.contains_key(member.name),
                _ => false,
            };
            let skipped = |member: &Member| {
                self.message.body.is_none() && member.in_body()
                    || member.binding == Binding::QueryParams && !is_stated(member)
            };
            let differences = block_on(compare::<O::Input>(self.params, input, skipped));
            report.about("input", differences);
        }
    }
}

/// A request with what names its operation, where the protocol has that beside method and path and the case leaves it
/// unsaid: it is as a client says it.
struct Named<O> {
    service: &'static ServiceSchema,
    params: &'static str,
    request: http::Request<Bytes>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Choice for Named<O> {
    type Output = http::Request<Bytes>;

    fn of<P: Protocol>(self) -> http::Request<Bytes> {
        let (mut head, mut body) = self.request.into_parts();
        let is_named = match P::target(self.service, &head) {
            Target::Route | Target::Operation(_) | Target::Query(_) => true,
            Target::Body => P::named_in_body(&body).is_some(),
            Target::Unknown => false,
        };
        let framed = || {
            let input = params::structure::<O::Input>(self.params).ok()?;
            P::encode_request::<O>(self.service, &input).ok()
        };
        if !is_named && let Some(framed) = framed() {
            let (said, content) = framed.into_parts();
            for (name, value) in &said.headers {
                head.headers.entry(name).or_insert_with(|| value.clone());
            }
            if body.is_empty() {
                body = encoded(&head.headers, content.into_bytes().unwrap_or_default());
            }
        }
        http::Request::from_parts(head, body)
    }
}

/// The body as the headers say that it is encoded.
fn encoded(headers: &HeaderMap, body: Bytes) -> Bytes {
    #[cfg(feature = "compression")]
    if headers.contains_key(http::header::CONTENT_ENCODING) {
        return crate::compression::gzip(&body).map_or(body, Bytes::from);
    }
    let _ = headers;
    body
}

impl Response {
    /// Lets a handler of the operation give the output or error, and looks at the response.
    ///
    /// # Panics
    ///
    /// If it is not what the case says.
    #[track_caller]
    pub fn server<S: Service, O: Operation>(self) {
        let mut report = Report::default();
        let about = match self.outcome::<O>() {
            Ok(outcome) => self.answer::<S, O>(outcome, &mut report),
            Err(fault) => {
                report.push(format!("params: {fault}"));
                String::new()
            }
        };
        report.conclude(self.id, "server", &about);
    }

    fn outcome<O: Operation>(&self) -> Result<Outcome<O>, String> {
        let Some(name) = self.error else {
            return params::structure(self.params).map(Ok);
        };
        let make = Make {
            name,
            params: self.params,
            made: Err(format!("{} does not fail with {name}", O::NAME)),
        };
        O::Error::variants(make).made.map(Err)
    }

    fn answer<S: Service, O: Operation>(&self, outcome: Outcome<O>, report: &mut Report) -> String {
        let answer = block_on(async {
            let response = respond::<S, O>(outcome).await;
            receive(response).await
        });
        match answer {
            Ok(message) => {
                let status = message.start.split(' ').next().unwrap_or_default();
                report.same("status", &self.status.to_string(), status);
                let error = self.error.and_then(schema_of::<O::Error>);
                let mut expected = self.message.clone();
                // The server makes the name of a request up.
                let is_id =
                    |(name, _): &mut (&'static str, _)| name.eq_ignore_ascii_case(REQUEST_ID);
                let ids = expected.headers.extract_if(.., is_id);
                expected.required.extend(ids.map(|(name, _)| name));
                expected.check(&message, error, report);
                format!("the response:\n{message}")
            }
            Err(fault) => {
                report.push(fault);
                String::new()
            }
        }
    }
}

/// The error of this name.
fn schema_of<E: OperationError>(name: &str) -> Option<&'static Schema> {
    struct Named<'a>(&'a str, Option<&'static Schema>);

    impl<E> Variants<E> for Named<'_> {
        fn variant<T: Shape>(mut self, _: fn(T) -> E) -> Self {
            if T::NAME == self.0 {
                self.1 = Some(T::SCHEMA);
            }
            self
        }
    }

    E::variants(Named(name, None)).1
}

/// Makes the error of this name from parameters.
struct Make<E> {
    name: &'static str,
    params: &'static str,
    made: Result<E, String>,
}

impl<E> Variants<E> for Make<E> {
    fn variant<T: Shape>(mut self, make: fn(T) -> E) -> Self {
        if T::NAME == self.name {
            self.made = params::structure::<T>(self.params).map(make);
        }
        self
    }
}

#[cfg(feature = "event-stream")]
impl EventStream {
    /// Sends events to a server and looks at those that the handler reads; lets a handler send events and
    /// looks at what goes out.
    ///
    /// # Panics
    ///
    /// If they are not what the case says.
    #[track_caller]
    pub fn server<S: Service, O: Operation>(self) {
        let mut report = Report::default();
        let is_stated = !self.sent.is_empty() || self.request.is_some() || self.input.is_some();
        let received = match is_stated {
            true => self.receive::<S, O>(&mut report),
            false => Ok(()),
        };
        let answers = !self.received.is_empty() || self.response.is_some() || self.output.is_some();
        let sent = match answers && self.expected == Expected::Success {
            true => self.reply::<S, O>(&mut report),
            false => Ok(()),
        };
        for fault in [received, sent].into_iter().filter_map(Result::err) {
            report.push(fault);
        }
        report.conclude(self.id, "server", "");
    }

    fn receive<S: Service, O: Operation>(&self, report: &mut Report) -> Result<(), String> {
        let stated = self.request.as_ref();
        let mut headers = stated.map_or_else(Vec::new, |request| request.message.headers.clone());
        let is_typed = |(name, _): &(&str, _)| name.eq_ignore_ascii_case("content-type");
        if stream::<O::Input>().is_some() && !headers.iter().any(is_typed) {
            headers.push(("Content-Type", EVENTS));
        }
        let request = request(
            stated.map_or(O::METHOD, |request| request.method),
            stated.map_or(O::URI, |request| request.uri),
            stated.map_or(&[], |request| request.query),
            &headers,
            event_stream::body(&self.sent)?.into(),
        );
        let request = request.map_err(|fault| format!("the case states no request: {fault}"))?;
        let (reached, answer) = send::<S>(request, None);
        let compare = |input| {
            block_on(event_stream::compare::<O::Input>(
                self.input, &self.sent, input,
            ))
        };
        match (self.expected, reached.map(|reached| reached.input)) {
            (Expected::Success | Expected::Failure(Some(_)), Some(Ok(input))) => {
                report.about("input", compare(input));
            }
            (Expected::Failure(None), None | Some(Err(_))) => {}
            (Expected::Failure(None), Some(Ok(input))) => {
                report.push(format!("expected a failure, got {}", tree::print(&input)));
            }
            (_, Some(Err(fault))) => report.push(format!("the events: {fault}")),
            (_, None) => report.push(match answer {
                Ok(answer) => format!("no handler was reached; the answer:\n{answer}"),
                Err(fault) => format!("no handler was reached; {fault}"),
            }),
        }
        Ok(())
    }

    fn reply<S: Service, O: Operation>(&self, report: &mut Report) -> Result<(), String> {
        let output = event_stream::parameters::<O::Output>(self.output, &self.received)?;
        let output = params::from_tree::<O::Output>(&output)?;
        let message = block_on(async {
            let response = respond::<S, O>(Ok(output)).await;
            receive(response).await
        })?;
        if let Some(response) = &self.response {
            let status = message.start.split(' ').next().unwrap_or_default();
            report.same("status", &response.status.to_string(), status);
            response.message.check(&message, None, report);
        }
        event_stream::check(&self.received, &message.body, report);
        Ok(())
    }
}
