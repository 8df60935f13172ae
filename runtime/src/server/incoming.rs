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
use super::exchange::{Answer, Call, Framing, Streams};
use super::fault::Fault;
use super::invalid::ValidationException;
use super::path;
use super::protocols::{Choice, Protocols};
use super::reply::Reply;
use super::unseal;
use crate::protocol::{Protocol, Received};
use crate::validate::{Validate, Violations};
use crate::wire::{ErrorVisitor, Operation, OperationError, OperationSchema, ServiceSchema, Shape};
use crate::{Body, EncodeError};

/// A request whose operation is being looked for; its body has not been read.
///
/// `S` is what implements the service, `P` what the server speaks.
pub struct Incoming<S, P> {
    pub(super) service: Arc<S>,
    pub(super) call: Call,
    /// The place of the request's protocol.
    pub(super) place: usize,
    /// The operations among which method and path choose; none where their names do.
    pub(super) routed: Option<&'static [&'static OperationSchema]>,
    pub(super) protocols: PhantomData<fn() -> P>,
}

impl<S, P> Incoming<S, P> {
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

    /// Refuses the request, since no operation takes it: 404, or 405 with `Allow` where operations
    /// have the path and another method.
    pub fn unmatched(self) -> Reply {
        let exchange = self.call.exchange;
        match self.routed {
            Some(operations) => exchange.unmatched(operations),
            None => exchange.refused(Fault::unknown_name()),
        }
    }

    fn head(&self) -> &request::Parts {
        &self.call.exchange.shared.head
    }
}

impl<S: Send + Sync + 'static, P: Protocols> Incoming<S, P> {
    /// Takes the request for an `O`: reads, decodes and validates it, calls `handler`, and encodes
    /// what that gives.
    ///
    /// The handler is not called for a request that cannot be read or that breaks a constraint.
    pub fn handle<O, H>(self, handler: H) -> Reply
    where
        O: Operation,
        H: for<'a> Handler<'a, S, O>,
    {
        let Self {
            service,
            call,
            place,
            routed,
            ..
        } = self;
        let Call { mut exchange, body } = call;
        if let Some(operations) = routed
            && !exchange.fits(O::SCHEMA)
        {
            return exchange.unmatched(operations);
        }
        let streams = match const { O::Input::SCHEMA.stream().is_some() } {
            true => Some(Streams {
                awaits_first_message: const { O::Input::SCHEMA.has_initial_message() }
                    && P::choose(place, HasInitialMessages),
            }),
            false => None,
        };
        Reply::pending(async move {
            let mut body = match exchange.read(O::SCHEMA, body, streams).await {
                Ok(body) => body,
                Err(fault) => return exchange.refuse(fault),
            };
            let work = async {
                let (schema, shared) = (exchange.service, &exchange.shared);
                let receive = Receive::<O> {
                    service: schema,
                    head: &shared.head,
                    body: &mut body,
                    operation: PhantomData,
                };
                let input = match P::choose(place, receive) {
                    ControlFlow::Continue(input) => input,
                    ControlFlow::Break(answer) => return answer,
                };
                let complete = unseal::sum(O::SCHEMA, &shared.head.headers);
                let context = Context::new(O::SCHEMA, Arc::clone(shared));
                let outcome = handler.call(&*service, input, context).await;
                let encode = Encode::<O, _> {
                    service: schema,
                    outcome,
                    complete,
                };
                P::choose(place, encode)
            };
            exchange.run(pin!(work)).await
        })
    }
}

impl<S, P> Debug for Incoming<S, P> {
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

/// Whether a protocol begins event streams with a message of the other members.
struct HasInitialMessages;

impl Choice for HasInitialMessages {
    type Output = bool;

    fn of<P: Protocol>(self) -> bool {
        P::INITIAL_MESSAGES
    }
}

/// Reads the input, or answers a request that holds no valid one.
struct Receive<'a, O> {
    service: &'static ServiceSchema,
    head: &'a request::Parts,
    body: &'a mut Body,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Choice for Receive<'_, O> {
    type Output = ControlFlow<Answer, O::Input>;

    fn of<P: Protocol>(self) -> Self::Output {
        let service = self.service;
        let received = P::decode_request::<O>(service, self.head, self.body);
        let Received { input, missing } = match received {
            Ok(received) => received,
            Err(error) => return ControlFlow::Break(Answer::Fault(error.into())),
        };
        let violations = Violations::join(missing, input.validate().err().unwrap_or_default());
        if violations.is_empty() {
            return ControlFlow::Continue(input);
        }
        let modelled = Modelled::<P>::of(service);
        let encoded = match O::Error::INVALID {
            Some(invalid) => invalid(violations).visit(modelled),
            None => modelled.error(&ValidationException::from(violations)),
        };
        ControlFlow::Break(encoded.into())
    }
}

/// Writes what a handler gives; `complete` adds what the request asks of a success.
struct Encode<O: Operation, C> {
    service: &'static ServiceSchema,
    outcome: Outcome<O>,
    complete: C,
}

impl<O: Operation, C: FnOnce(Response<Body>) -> Response<Body>> Choice for Encode<O, C> {
    type Output = Answer;

    fn of<P: Protocol>(self) -> Answer {
        match self.outcome {
            Ok(output) => P::encode_response::<O>(self.service, &output)
                .map(self.complete)
                .into(),
            Err(error) => error.visit(Modelled::<P>::of(self.service)).into(),
        }
    }
}

/// Encodes the error that an operation's error holds.
struct Modelled<P> {
    service: &'static ServiceSchema,
    protocol: PhantomData<P>,
}

impl<P> Modelled<P> {
    fn of(service: &'static ServiceSchema) -> Self {
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

/// What a protocol does with every answer.
pub(super) struct Frames;

impl Choice for Frames {
    type Output = Framing;

    fn of<P: Protocol>(self) -> Framing {
        Framing {
            fault: P::encode_fault,
            name_request: P::name_request,
        }
    }
}

/// What a router answers in the first of these protocols if the operation's handler gives this.
#[cfg(feature = "testing")]
pub(crate) async fn respond<P: Protocols, O: Operation>(
    service: &'static ServiceSchema,
    outcome: Outcome<O>,
) -> Response<Body> {
    const FIRST: usize = 0;

    let mut head = http::Request::new(()).into_parts().0;
    head.method = O::METHOD.parse().unwrap_or_default();
    let settings = Arc::new(Settings::default());
    let framing = P::choose(FIRST, Frames);
    let Call { mut exchange, body } = Call::new(&settings, service, framing, head, Body::empty());
    match exchange.read(O::SCHEMA, body, None).await {
        Ok(_) => {
            let encode = Encode::<O, _> {
                service,
                outcome,
                complete: |response| response,
            };
            let work = async move { P::choose(FIRST, encode) };
            exchange.run(pin!(work)).await
        }
        Err(fault) => exchange.refuse(fault),
    }
}
