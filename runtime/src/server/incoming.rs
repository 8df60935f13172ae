//! What of a request depends on its operation. All else is in plain code that is compiled once.

use std::fmt::{self, Debug};
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;

use http::{Response, request};

use super::context::Context;
#[cfg(feature = "testing")]
use super::exchange::Settings;
use super::exchange::{Answer, Call};
use super::invalid::ValidationException;
use super::path;
use super::reply::Reply;
use super::router::Routes;
use super::unseal;
use crate::protocol::{Protocol, Received};
use crate::validate::{Validate, Violations};
use crate::wire::{ErrorVisitor, Operation, OperationError, ServiceSchema, Shape};
use crate::{Body, EncodeError};

/// A request whose operation is being looked for; its body has not been read.
pub struct Incoming<S, R> {
    pub(super) service: Arc<S>,
    pub(super) call: Call,
    pub(super) routes: PhantomData<fn() -> R>,
}

impl<S, R> Incoming<S, R> {
    /// Whether the query string holds `key`, with any value or none.
    ///
    /// This is for URI templates such as `/files?raw`, where generated code guards a route with it.
    pub fn query_has(&self, key: &str) -> bool {
        path::query_has(self.head().uri.query(), key)
    }

    /// Whether the query string holds `key` with `value`, both after percent-decoding.
    ///
    /// This is for URI templates such as `/files?kind=raw`. A key without `=` has the empty value.
    pub fn query_is(&self, key: &str, value: &str) -> bool {
        path::query_is(self.head().uri.query(), key, value)
    }

    fn head(&self) -> &request::Parts {
        &self.call.exchange.shared.head
    }
}

impl<S: Send + Sync + 'static, R: Routes<S>> Incoming<S, R> {
    /// Takes the request for an `O`: reads, decodes and validates it, calls `handler`, and encodes
    /// what that gives.
    ///
    /// The handler is not called for a request that cannot be read or that breaks a constraint.
    pub fn handle<O, H>(self, handler: H) -> Reply
    where
        O: Operation,
        H: for<'a> Handler<'a, S, O>,
    {
        let Self { service, call, .. } = self;
        let Call { mut exchange, body } = call;
        if !exchange.fits(O::SCHEMA) {
            return exchange.unmatched(R::OPERATIONS);
        }
        let streams = const { O::Input::SCHEMA.stream().is_some() };
        Reply::pending(async move {
            let mut body = match exchange.read(O::SCHEMA, body, streams).await {
                Ok(body) => body,
                Err(fault) => return exchange.refuse(fault),
            };
            let work = async {
                let shared = &exchange.shared;
                let input = match receive::<R::Protocol, O>(R::SERVICE, &shared.head, &mut body) {
                    ControlFlow::Continue(input) => input,
                    ControlFlow::Break(answer) => return answer,
                };
                let complete = unseal::sum(O::SCHEMA, &shared.head.headers);
                let context = Context::new(O::SCHEMA, Arc::clone(shared));
                let outcome = handler.call(&*service, input, context).await;
                encode::<R::Protocol, O>(R::SERVICE, outcome, complete)
            };
            exchange.run(pin!(work)).await
        })
    }

    /// Refuses the request, since no operation takes it: 404, or 405 with `Allow` where operations
    /// have the path and another method.
    pub fn unmatched(self) -> Reply {
        self.call.exchange.unmatched(R::OPERATIONS)
    }
}

impl<S, R> Debug for Incoming<S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("method", &self.head().method)
            .field("path", &self.head().uri.path())
            .finish_non_exhaustive()
    }
}

/// What a handler gives for an operation: its output, or one of its errors.
pub type Outcome<O> = Result<<O as Operation>::Output, <O as Operation>::Error>;

/// A method of a service's trait, as what answers an operation.
pub trait Handler<'a, S, O: Operation>: Send + 'static {
    /// The answer to come.
    type Answer: Future<Output = Outcome<O>> + Send + 'a;

    /// Calls the method.
    fn call(self, service: &'a S, input: O::Input, context: Context) -> Self::Answer;
}

impl<'a, S, O, H, F> Handler<'a, S, O> for H
where
    S: 'a,
    O: Operation,
    H: FnOnce(&'a S, O::Input, Context) -> F + Send + 'static,
    F: Future<Output = Outcome<O>> + Send + 'a,
{
    type Answer = F;

    fn call(self, service: &'a S, input: O::Input, context: Context) -> F {
        self(service, input, context)
    }
}

/// The answer of what a handler gives; `complete` adds what the request asks of a success.
fn encode<P: Protocol, O: Operation>(
    service: &'static ServiceSchema,
    outcome: Outcome<O>,
    complete: impl FnOnce(Response<Body>) -> Response<Body>,
) -> Answer {
    match outcome {
        Ok(output) => P::encode_response::<O>(service, &output)
            .map(complete)
            .into(),
        Err(error) => error.visit(Modelled::<P>::new(service)).into(),
    }
}

/// What a router answers if the operation's handler gives this.
#[cfg(feature = "testing")]
pub(crate) async fn respond<P: Protocol, O: Operation>(
    service: &'static ServiceSchema,
    outcome: Outcome<O>,
) -> Response<Body> {
    let mut head = http::Request::new(()).into_parts().0;
    head.method = O::METHOD.parse().unwrap_or_default();
    let settings = Arc::new(Settings::default());
    let call = Call::new(&settings, service, P::encode_fault, head, Body::empty());
    let Call { mut exchange, body } = call;
    match exchange.read(O::SCHEMA, body, false).await {
        Ok(_) => {
            let work = async move { encode::<P, O>(service, outcome, |response| response) };
            exchange.run(pin!(work)).await
        }
        Err(fault) => exchange.refuse(fault),
    }
}

/// The input, or the answer to a request that holds no valid one.
fn receive<P: Protocol, O: Operation>(
    service: &'static ServiceSchema,
    head: &request::Parts,
    body: &mut Body,
) -> ControlFlow<Answer, O::Input> {
    let Received { input, missing } = match P::decode_request::<O>(service, head, body) {
        Ok(received) => received,
        Err(error) => return ControlFlow::Break(Answer::Fault(error.into())),
    };
    let violations = Violations::join(missing, input.validate().err().unwrap_or_default());
    if violations.is_empty() {
        return ControlFlow::Continue(input);
    }
    let encoded = match O::Error::INVALID {
        Some(invalid) => invalid(violations).visit(Modelled::<P>::new(service)),
        None => Modelled::<P>::new(service).error(&ValidationException::from(violations)),
    };
    ControlFlow::Break(encoded.into())
}

/// Encodes the error that an operation's error holds.
struct Modelled<P> {
    service: &'static ServiceSchema,
    protocol: PhantomData<P>,
}

impl<P> Modelled<P> {
    fn new(service: &'static ServiceSchema) -> Self {
        Self {
            service,
            protocol: PhantomData,
        }
    }
}

impl<P: Protocol> ErrorVisitor for Modelled<P> {
    type Output = Result<Response<Body>, EncodeError>;

    fn error<T: Shape>(self, error: &T) -> Self::Output {
        P::encode_error(self.service, error).map(|response| response.map(Body::from))
    }
}
