//! One call, from typed input to typed output. All that is generic is here, and it is little: each
//! operation that an application uses compiles it anew.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::Response;

#[cfg(feature = "s3")]
use super::Addressing;
use super::Core;
use super::endpoint::Endpoint;
use super::error::{Details, Error, Failure};
use super::exchange::{Ending, Exchange, Outgoing, Plan, exchange};
use super::shared::Shared;
use super::token::{fill_tokens, has_token};
#[cfg(feature = "testing")]
use crate::Body;
use crate::message::{message_of, text_of};
use crate::protocol::{Protocol, host_prefix};
use crate::validate::Validate as _;
use crate::wire::{
    ChecksumAlgorithm, Operation, OperationError, RequestChecksum, ResponseChecksum, Schema,
    ServiceSchema, Shape, Variants,
};
use crate::{DecodeError, EncodeError};

/// A call that has not been sent: [`send`](Self::send) it, or `.await` it.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'a, O: Operation, P: Protocol> {
    core: &'a Core<P>,
    input: O::Input,
    #[cfg(feature = "s3")]
    addressing: Option<Addressing>,
}

impl<'a, O: Operation, P: Protocol> Call<'a, O, P> {
    /// A call with this input.
    pub fn new(core: &'a Core<P>, input: O::Input) -> Self {
        Self {
            core,
            input,
            #[cfg(feature = "s3")]
            addressing: None,
        }
    }

    /// Says where the request tells which bucket it is for, whatever the client does else.
    #[cfg(feature = "s3")]
    pub fn addressing(mut self, addressing: Addressing) -> Self {
        self.addressing = Some(addressing);
        self
    }

    /// Changes the input, as with the setters of its optional members:
    /// `.with(|input| input.reason("no longer used"))`.
    pub fn with(mut self, change: impl FnOnce(O::Input) -> O::Input) -> Self {
        self.input = change(self.input);
        self
    }

    /// Sends the call.
    ///
    /// The future borrows nothing, so it can be handed to `tokio::spawn`. It wants a tokio runtime
    /// with time enabled; dropping it gives the call up.
    ///
    /// A stream in the output can be read as soon as this is done: the service may still be sending.
    /// Dropping the stream tells the service to stop.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send(mut self) -> Sending<O, P> {
        let shared = &self.core.shared;
        if const { has_token(O::Input::SCHEMA) } {
            fill_tokens(&mut self.input, &shared.idempotency_tokens);
        }
        let request = encode::<O, P>(shared, &self.input);
        #[cfg(feature = "s3")]
        let request = request.map(|request| Outgoing {
            addressing: self.addressing,
            ..request
        });
        sending(shared, request, verified::<O>(&self.input))
    }
}

fn sending<O: Operation, P: Protocol>(
    shared: &Arc<Shared>,
    request: Result<Outgoing, Failure>,
    verify: &'static [ChecksumAlgorithm],
) -> Sending<O, P> {
    let plan = Plan {
        verify,
        operation: O::SCHEMA,
        input: O::Input::SCHEMA,
        sends_stream: const { O::Input::SCHEMA.stream().is_some() },
        receives_stream: const { O::Output::SCHEMA.stream().is_some() },
        is_denial: P::is_denial,
        awaits_first_message: const { P::INITIAL_MESSAGES && O::Output::SCHEMA.has_initial_message() },
        identify: P::identify_error,
        modelled: modelled::<O::Error, P>,
    };
    Sending {
        service: shared.service,
        exchange: exchange(shared, plan, request),
        read: PhantomData,
    }
}

/// A call of whose request nothing is known: only the answer is of interest.
#[cfg(feature = "testing")]
pub(crate) fn answered<O: Operation, P: Protocol>(core: &Core<P>) -> Sending<O, P> {
    let request = Outgoing {
        request: http::Request::new(Body::empty()),
        endpoint: None,
        host_prefix: None,
        algorithm: None,
        #[cfg(feature = "s3")]
        addressing: None,
    };
    sending(&core.shared, Ok(request), &[])
}

impl<O: Operation, P: Protocol> IntoFuture for Call<'_, O, P> {
    type Output = Result<O::Output, Error<O::Error>>;
    type IntoFuture = Sending<O, P>;

    fn into_future(self) -> Sending<O, P> {
        self.send()
    }
}

impl<O: Operation, P: Protocol> fmt::Debug for Call<'_, O, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &O::SCHEMA.name)
            .field("input", &self.input)
            .finish()
    }
}

/// A call under way.
#[must_use = "a call does nothing until it is awaited"]
pub struct Sending<O: Operation, P: Protocol> {
    service: &'static ServiceSchema,
    exchange: Exchange,
    read: PhantomData<fn() -> (O, P)>,
}

impl<O: Operation, P: Protocol> Future for Sending<O, P> {
    type Output = Result<O::Output, Error<O::Error>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(self.exchange.as_mut().poll(context)) {
            Ending::Success(mut response, details) => {
                P::decode_response::<O>(self.service, &mut response).map_err(|error| {
                    let response = response.map(|body| body.into_bytes().unwrap_or_default());
                    Error::Decode(error, details.answered(response))
                })
            }
            Ending::Denied(response, details, schema) => Err(denied::<O::Error, P>(
                self.service,
                response,
                details,
                schema,
            )),
            Ending::Failed(failure, details) => Err(Error::from_failure(failure, details)),
        })
    }
}

impl<O: Operation, P: Protocol> fmt::Debug for Sending<O, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending")
            .field("operation", &O::SCHEMA.name)
            .finish_non_exhaustive()
    }
}

fn encode<O: Operation, P: Protocol>(
    shared: &Shared,
    input: &O::Input,
) -> Result<Outgoing, Failure> {
    if shared.validate_inputs {
        input.validate().map_err(Failure::Validation)?;
    }
    let host_prefix = match const { O::SCHEMA.host_prefix.is_some() } {
        true => host_prefix::<O>(input).map_err(Failure::Encode)?,
        false => None,
    };
    let endpoint = match const { O::ENDPOINT } {
        Some(member) => text_of(input, member).map(|text| stated(&text, member, shared)),
        None => None,
    };
    let request = P::encode_request::<O>(shared.service, input).map_err(Failure::Encode)?;
    let algorithm = match const { O::CHECKSUM.request } {
        RequestChecksum::Chosen { member, .. } => text_of(input, member),
        _ => None,
    };
    Ok(Outgoing {
        request,
        endpoint: endpoint.transpose()?,
        host_prefix,
        algorithm,
        #[cfg(feature = "s3")]
        addressing: None,
    })
}

/// The endpoint that a member states. What goes to the client's own over TLS does so there, too.
fn stated(text: &str, member: &'static str, shared: &Shared) -> Result<Endpoint, Failure> {
    let refused = |reason| Failure::Encode(EncodeError::unrepresentable(reason).within(member));
    let endpoint = Endpoint::parse(text)
        .map_err(|_| refused("it is no endpoint: https://host[:port][/path]"))?;
    if shared.endpoint.is_https() && !endpoint.is_https() {
        return Err(refused("it is not https, as the client's endpoint is"));
    }
    Ok(endpoint)
}

/// The checksums that the caller wants the response to be checked by.
fn verified<O: Operation>(input: &O::Input) -> &'static [ChecksumAlgorithm] {
    let Some(ResponseChecksum { member, algorithms }) = (const { O::CHECKSUM.response }) else {
        return &[];
    };
    match text_of(input, member).as_deref() {
        Some("ENABLED") => algorithms,
        _ => &[],
    }
}

/// Finds the error of this code among those of an operation.
fn modelled<E: OperationError, P: Protocol>(code: &str) -> Option<&'static Schema> {
    struct Finder<'a> {
        code: &'a str,
        is_error: fn(&Schema, &str) -> bool,
        found: Option<&'static Schema>,
    }

    impl<E> Variants<E> for Finder<'_> {
        fn variant<T: Shape>(mut self, _: fn(T) -> E) -> Self {
            if (self.is_error)(T::SCHEMA, self.code) {
                self.found = Some(T::SCHEMA);
            }
            self
        }
    }

    E::variants(Finder {
        code,
        is_error: P::is_error,
        found: None,
    })
    .found
}

fn denied<E: OperationError, P: Protocol>(
    service: &'static ServiceSchema,
    response: Response<Bytes>,
    details: Details,
    schema: Option<&'static Schema>,
) -> Error<E> {
    let read = schema.and_then(|schema| {
        let reader = Reader::<E, P> {
            service,
            name: schema.name,
            response: &response,
            read: None,
            protocol: PhantomData,
        };
        E::variants(reader).read
    });
    let details = details.answered(response);
    match read {
        Some(Ok((error, message))) => Error::Service(error, details.with_message(message)),
        Some(Err(misfit)) => Error::Unmodeled(details.with_misfit(misfit)),
        None => Error::Unmodeled(details),
    }
}

/// Reads an answer as the error of this name.
struct Reader<'a, E, P> {
    service: &'static ServiceSchema,
    name: &'static str,
    response: &'a Response<Bytes>,
    read: Option<Result<(E, Option<String>), DecodeError>>,
    protocol: PhantomData<P>,
}

impl<E, P: Protocol> Variants<E> for Reader<'_, E, P> {
    fn variant<T: Shape>(mut self, make: fn(T) -> E) -> Self {
        if T::SCHEMA.name == self.name {
            self.read = Some(
                P::decode_error::<T>(self.service, self.response).map(|error| {
                    let message = message_of(&error);
                    (make(error), message)
                }),
            );
        }
        self
    }
}
