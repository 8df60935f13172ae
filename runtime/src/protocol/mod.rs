//! How calls are framed in HTTP.

mod aws_json;
#[cfg(feature = "query")]
mod aws_query;
#[cfg(feature = "query")]
mod ec2_query;
mod fault;
#[cfg(feature = "query")]
mod query;
mod rest;
mod rest_json;
#[cfg(feature = "xml")]
mod rest_xml;
mod rpc;
mod rpc_v2;
#[cfg(feature = "xml")]
mod xml_fault;

use std::fmt::{self, Debug};

use bytes::Bytes;
use http::request;

use crate::Body;
use crate::error::{DecodeError, EncodeError};
use crate::http_binding::{Bound, Direction, TextMembers, expand_host};
use crate::validate::{Violation, Violations};
use crate::wire::{Operation, Reading, Schema, ServiceSchema, Shape};

pub use aws_json::{AwsJson1_0, AwsJson1_1};
#[cfg(feature = "query")]
pub use aws_query::AwsQuery;
#[cfg(feature = "query")]
pub use ec2_query::Ec2Query;
#[cfg(feature = "event-stream")]
pub(crate) use fault::message_in;
pub use rest_json::RestJson1;
#[cfg(feature = "xml")]
pub use rest_xml::RestXml;
#[cfg(feature = "cbor")]
pub use rpc_v2::RpcV2Cbor;
pub use rpc_v2::RpcV2Json;

pub use crate::stream::{give_stream, take_stream};

/// A protocol: a codec, and a way to frame a call in HTTP.
///
/// It is a type rather than a value: all that it does is known when code is compiled. The type has one
/// value all the same, so that [`Builder::protocol`](crate::client::Builder::protocol) can be given it.
pub trait Protocol: Copy + Debug + Send + Sync + 'static {
    /// Whether the first message of an event stream holds the members beside the stream, as in
    /// protocols that do not bind them to HTTP.
    const INITIAL_MESSAGES: bool = false;

    /// Frames a request. Its URI is a path with an optional query: the client puts the endpoint before it.
    ///
    /// A stream of the input becomes the body.
    fn encode_request<O: Operation>(
        service: &'static ServiceSchema,
        input: &O::Input,
    ) -> Result<http::Request<Body>, EncodeError>;

    /// Reads a request, whose body is in memory unless the operation's input has a stream: then the
    /// input takes the body over as it is.
    fn decode_request<O: Operation>(
        service: &'static ServiceSchema,
        head: &request::Parts,
        body: &mut Body,
    ) -> Result<Received<O::Input>, RequestError>;

    /// Frames the response of success.
    ///
    /// A stream of the output becomes the body.
    fn encode_response<O: Operation>(
        service: &'static ServiceSchema,
        output: &O::Output,
    ) -> Result<http::Response<Body>, EncodeError>;

    /// Reads the response of success, whose body is in memory unless the operation's output has a
    /// stream: then the output takes the body over as it is.
    fn decode_response<O: Operation>(
        service: &'static ServiceSchema,
        response: &mut http::Response<Body>,
    ) -> Result<O::Output, DecodeError>;

    /// Frames a modelled error.
    fn encode_error<T: Shape>(
        service: &'static ServiceSchema,
        error: &T,
    ) -> Result<http::Response<Bytes>, EncodeError>;

    /// Frames an error that no model lists, such as an unknown path.
    fn encode_fault(
        service: &'static ServiceSchema,
        status: http::StatusCode,
        code: &str,
        message: &str,
    ) -> http::Response<Bytes>;

    /// Puts the id of the request into a response whose body has a place for it.
    fn name_request(response: &mut http::Response<Body>, id: &str) {
        let _ = (response, id);
    }

    /// Tells which error a response is.
    fn identify_error(
        service: &'static ServiceSchema,
        response: &http::Response<Bytes>,
    ) -> ErrorIdentity;

    /// Reads a modelled error.
    fn decode_error<T: Shape>(
        service: &'static ServiceSchema,
        response: &http::Response<Bytes>,
    ) -> Result<T, DecodeError>;

    /// Whether a response with a status of success is that of an error: some services fail after they have
    /// begun to answer. Responses with a stream are not looked at.
    fn is_denial(service: &'static ServiceSchema, response: &http::Response<Bytes>) -> bool {
        let _ = (service, response);
        false
    }

    /// Whether a [code](ErrorIdentity::code) is that of a modelled error.
    fn is_error(error: &Schema, code: &str) -> bool {
        error.name == code
    }

    /// Whether a server that speaks several protocols takes the request to be of this one.
    fn claims(service: &'static ServiceSchema, head: &request::Parts) -> bool {
        let _ = (service, head);
        true
    }

    /// Tells how a server finds the operation of a request.
    fn target<'a>(service: &'static ServiceSchema, head: &'a request::Parts) -> Target<'a> {
        let _ = (service, head);
        Target::Route
    }

    /// The operation that a body names, where that is [where it is named](Target::Body).
    fn named_in_body(body: &[u8]) -> Option<String> {
        let _ = body;
        None
    }
}

/// How a server finds the operation of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// By its method and path.
    Route,
    /// By its name, which the head of the request states. Another method than `POST` is answered 405, here and
    /// wherever an operation is not found by its path or the query.
    Operation(&'a str),
    /// By its name, which the query of a `GET` states.
    Query(&'a str),
    /// By its name, which the body states.
    Body,
    /// Not at all: the request names none.
    Unknown,
}

/// A request as a server received it.
#[derive(Debug)]
pub struct Received<T> {
    /// The input. Members that are in `missing` hold nothing that a handler may see.
    pub input: T,
    /// A violation for each required member that the request lacks.
    pub missing: Violations,
}

impl<T: Shape> Received<T> {
    /// An input that a server has read; `reading` knows what it lacks. Members that a client leaves out get
    /// their [`@default`].
    ///
    /// [`@default`]: https://smithy.io/2.0/spec/type-refinement-traits.html#default-trait
    pub fn new(mut input: T, reading: Reading) -> Self {
        input.fill_in();
        let missing = reading.into_missing().into_iter();
        Self {
            input,
            missing: missing.map(Violation::missing).collect(),
        }
    }
}

/// Among the [extensions](http::Extensions) of a response: required members may be missing from it. A client puts it there
/// that [accepts incomplete responses](crate::client::Builder::accept_incomplete_responses).
#[derive(Clone, Copy, Debug)]
pub struct Lenient;

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
            Self::Malformed(error) => fmt::Display::fmt(error, f),
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

/// The status of a modelled error.
fn status_of(error: &Schema) -> u16 {
    error.error.map_or(500, |error| error.status)
}

/// Whether it is what an operation has that takes or gives nothing.
fn is_unit(schema: &Schema) -> bool {
    schema.members.is_empty() && schema.name == "Unit"
}

/// The body of a message that has no stream.
fn whole(body: &Body) -> Result<&Bytes, DecodeError> {
    body.as_bytes()
        .ok_or_else(|| DecodeError::unexpected("a body in memory", "a stream"))
}
