//! How calls are framed in HTTP.

mod fault;
mod rest_json;

use std::fmt;

use bytes::Bytes;

use crate::Body;
use crate::error::{DecodeError, EncodeError};
use crate::http_binding::{Bound, Direction, TextMembers, expand_host};
use crate::validate::Violations;
use crate::wire::{Operation, Shape};

#[cfg(feature = "event-stream")]
pub(crate) use fault::message_in;
pub use rest_json::RestJson1;

/// A protocol: a codec, and a way to frame a call in HTTP.
pub trait Protocol: Send + Sync + 'static {
    /// Frames a request. Its URI is a path with an optional query: the client puts the endpoint before it.
    ///
    /// A stream of the input becomes the body.
    fn encode_request<O: Operation>(input: &O::Input) -> Result<http::Request<Body>, EncodeError>;

    /// Reads a request, whose body is in memory unless the operation's input has a stream: then the
    /// input takes the body over as it is.
    fn decode_request<O: Operation>(
        head: &http::request::Parts,
        body: &mut Body,
    ) -> Result<Received<O::Input>, RequestError>;

    /// Frames the response of success.
    ///
    /// A stream of the output becomes the body.
    fn encode_response<O: Operation>(
        output: &O::Output,
    ) -> Result<http::Response<Body>, EncodeError>;

    /// Reads the response of success, whose body is in memory unless the operation's output has a
    /// stream: then the output takes the body over as it is.
    fn decode_response<O: Operation>(
        response: &mut http::Response<Body>,
    ) -> Result<O::Output, DecodeError>;

    /// Frames a modelled error.
    fn encode_error<T: Shape>(error: &T) -> Result<http::Response<Bytes>, EncodeError>;

    /// Frames an error that no model lists, such as an unknown path.
    fn encode_fault(status: http::StatusCode, code: &str, message: &str) -> http::Response<Bytes>;

    /// Tells which error a response is.
    fn identify_error(response: &http::Response<Bytes>) -> ErrorIdentity;

    /// Reads a modelled error.
    fn decode_error<T: Shape>(response: &http::Response<Bytes>) -> Result<T, DecodeError>;
}

/// A request as a server received it.
#[derive(Debug)]
pub struct Received<T> {
    /// The input. Members that are in `missing` hold nothing that a handler may see.
    pub input: T,
    /// A violation for each required member that the request lacks.
    pub missing: Violations,
}

/// Which error a response is, as far as it tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorIdentity {
    /// The error's name, without namespace and URL.
    pub code: Option<String>,
    /// The message in the body.
    pub message: Option<String>,
}

/// Why a server cannot read a request.
#[derive(Debug)]
pub enum RequestError {
    /// The body is of another media type than the operation takes: 415.
    UnsupportedMediaType,
    /// The caller takes no media type that the operation gives: 406.
    NotAcceptable,
    /// The request does not say how long its body is, and the operation wants to know before it
    /// reads any of it: 411.
    LengthRequired,
    /// The request is not what the model says: 400.
    Malformed(DecodeError),
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnsupportedMediaType => {
                f.write_str("the body is not of the media type that the operation takes")
            }
            Self::NotAcceptable => {
                f.write_str("the caller takes no media type that the operation gives")
            }
            Self::LengthRequired => f.write_str("the length of the body is not stated"),
            Self::Malformed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RequestError {}

impl From<DecodeError> for RequestError {
    fn from(error: DecodeError) -> Self {
        Self::Malformed(error)
    }
}

/// What stands before the endpoint's host: the template of [`@endpoint`] with its labels, such as
/// `account-7.`; nothing if the operation has none.
///
/// # Errors
///
/// A label is empty, or is no part of a host's name.
///
/// [`@endpoint`]: https://smithy.io/2.0/spec/endpoint-traits.html#endpoint-trait
pub fn host_prefix<O: Operation>(input: &O::Input) -> Result<Option<String>, EncodeError> {
    let Some(template) = O::SCHEMA.host_prefix else {
        return Ok(None);
    };
    let mut bound = Bound::default();
    if const { Direction::Host.binds_any(O::Input::SCHEMA) } {
        TextMembers::encode(input, Direction::Host, &mut bound)?;
    }
    expand_host(template, &bound).map(Some)
}
