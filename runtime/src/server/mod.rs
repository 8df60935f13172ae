//! Servers: a router that is a `tower` service, and [`serve`] to listen with.
//!
//! Generated code states which request is for which operation, as a [`Routes`]. A [`Router`] takes
//! each request through the same steps: find the operation, read the body within its limits,
//! decode, validate, call the handler, encode. Whatever goes wrong on that way is answered in the
//! service's protocol, with an error type and a request id:
//!
//! | Status | Error type | When |
//! |---|---|---|
//! | 400 | `SerializationException` | the request is not what the model says |
//! | 400 | the service's own, else `ValidationException` | the input breaks a constraint |
//! | 400 | `IncompleteBodyException` | the body ends early |
//! | 404 | `UnknownOperationException` | no operation has that path or name |
//! | 405 | `MethodNotAllowedException` | operations have that path, or names, but not that method; see `Allow` |
//! | 406 | `NotAcceptableException` | the caller accepts no media type that the operation gives |
//! | 408 | `RequestTimeoutException` | the body does not arrive in time |
//! | 411 | `LengthRequiredException` | the operation wants to know the length of the body, and it is not stated |
//! | 413 | `RequestEntityTooLargeException` | the body is over the limit |
//! | 415 | `UnsupportedMediaTypeException` | the body is of a media type that the operation does not take |
//! | 500 | `InternalFailure` | the handler panicked, or gave what cannot be encoded |
//! | 503 | `ServiceUnavailable` | the handler did not answer in time |
//!
//! One router speaks several protocols where the service has several, and tells them apart by the request:
//! see [`Protocols`]. Faults, too, are answered in the protocol of the request.
//!
//! An input or output that has a stream is handed over as it comes, and the limits of body and time
//! are not for it: the handler reads the stream, and is free to stop.
//!
//! Nothing but what the model states is answered: there is no implied `HEAD` or `OPTIONS`. Layers
//! around the router, such as one for CORS, can add them.
//!
//! Log events hold the operation, status, error type, request id and duration, and never anything
//! that a caller sent.

mod abort;
mod body;
#[cfg(feature = "serve")]
mod connection;
mod context;
mod exchange;
mod fault;
mod incoming;
mod invalid;
mod path;
mod protocols;
mod reply;
mod request_id;
mod router;
#[cfg(feature = "serve")]
mod serve;
mod unseal;
mod virtual_hosts;

pub use crate::Body;
pub use context::Context;
#[cfg(feature = "testing")]
pub(crate) use incoming::respond;
pub use incoming::{Handler, Incoming, Outcome};
pub use protocols::Protocols;
#[cfg(feature = "testing")]
pub(crate) use protocols::{Choice, Choose};
pub use reply::Reply;
pub use router::{Router, Routes};
#[cfg(feature = "serve")]
pub use serve::{Serve, serve};
pub use virtual_hosts::VirtualHosts;
