//! The server's side of the cases.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::Full;
use tower_service::Service as _;

use super::message::Message;
use super::report::Report;
use super::{Request, Response, block_on, canonical, compare, params};
use crate::Document;
use crate::server::{Context, Outcome, Router, Routes, respond};
use crate::wire::{Operation, OperationError, Shape, Variants};

/// What implements a service for its tests, as [`service!`](crate::testing::service) makes it.
pub trait Service: Send + Sync + Sized + 'static {
    /// The operations of the service.
    type Routes: Routes<Self>;

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
#[doc(hidden)]
#[macro_export]
macro_rules! __protocol_test_service {
    ($name:ident, $routes:path) => {
        struct $name($crate::testing::Stage);

        impl $crate::testing::Service for $name {
            type Routes = $routes;

            fn new(stage: $crate::testing::Stage) -> Self {
                Self(stage)
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
pub(super) fn send<S: Service>(
    request: http::Request<Bytes>,
) -> (Option<Reached>, Result<Message, String>) {
    let stage = Stage::default();
    let mut router = Router::<S, S::Routes>::new(S::new(stage.clone()));
    let answer = block_on(async {
        let response = match router.call(request.map(Full::new)).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        receive(response).await
    });
    (stage.take(), answer)
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
    host: &str,
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
    request = request.header(http::header::HOST, host);
    for (name, value) in headers {
        request = request.header(name.as_ref(), value.as_ref());
    }
    request.body(body)
}

impl Request {
    /// Sends the request to a server, and looks at the input that reaches the handler.
    ///
    /// # Panics
    ///
    /// If it is not what the case says.
    #[track_caller]
    pub fn server<S: Service, O: Operation>(self) {
        let mut report = Report::default();
        let (_, body) = self.message.body.unwrap_or_default();
        let request = request(
            self.method,
            self.resolved_host.or(self.host).unwrap_or("localhost"),
            self.uri,
            self.query,
            &self.message.headers,
            Bytes::from_static(body.as_bytes()),
        );
        match request {
            Ok(request) => self.deliver::<S, O>(request, &mut report),
            Err(fault) => report.push(format!("the case states no request: {fault}")),
        }
        report.conclude(self.id, "server", "");
    }

    fn deliver<S: Service, O: Operation>(
        &self,
        request: http::Request<Bytes>,
        report: &mut Report,
    ) {
        let (reached, answer) = send::<S>(request);
        let Some(Reached { operation, input }) = reached else {
            report.push(match answer {
                Ok(answer) => format!("no handler was reached; the answer:\n{answer}"),
                Err(fault) => format!("no handler was reached; {fault}"),
            });
            return;
        };
        report.same("operation", O::NAME, operation);
        if operation == O::NAME {
            report.about("input", block_on(compare::<O::Input>(self.params, input)));
        }
    }
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
            let response = respond::<<S::Routes as Routes<S>>::Protocol, O>(outcome).await;
            receive(response).await
        });
        match answer {
            Ok(message) => {
                let status = message.start.split(' ').next().unwrap_or_default();
                report.same("status", &self.status.to_string(), status);
                self.message.check(&message, report);
                format!("the response:\n{message}")
            }
            Err(fault) => {
                report.push(fault);
                String::new()
            }
        }
    }
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
