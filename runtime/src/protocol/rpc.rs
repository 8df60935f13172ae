//! Protocols that send all members of a call in the body.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

use super::{RequestError, status_of, whole};
use crate::Body;
use crate::http_binding::{EVENTS, states};
use crate::stream::give_stream;
#[cfg(feature = "event-stream")]
use crate::stream::{read_initial, take_stream, write_initial};
use crate::wire::{
    Binding, Codec, DecodeError, DecodeResult, EncodeError, Part, Reading, Role, Schema,
    ServiceSchema, Shape,
};

/// The code that an error had in awsQuery.
const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");

/// Says that the caller wants to know the codes that errors had in awsQuery.
pub(super) const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");

/// A document format of protocols that send all members of a call in the body.
pub(super) trait RpcCodec: Codec {
    /// Writes an error and, as `__type`, which one it is.
    fn encode_error<T: Shape>(
        service: &'static ServiceSchema,
        error: &T,
        name: &str,
    ) -> Result<Vec<u8>, EncodeError>;

    /// Writes an error that no model lists, of this name and with this message.
    fn encode_fault(name: &str, message: &str) -> Vec<u8>;
}

/// The body of a request or response, and what it is.
pub(super) struct Content {
    pub(super) body: Body,
    pub(super) media_type: &'static str,
}

/// Writes an input, which a client does, or an output.
pub(super) fn encode<C: RpcCodec, T: Shape>(
    service: &'static ServiceSchema,
    value: &T,
    role: Role,
    media_type: &'static str,
) -> Result<Content, EncodeError> {
    if const { streams_events(T::SCHEMA) } {
        return Ok(Content {
            body: events::<C, T>(service, value, role)?,
            media_type: EVENTS,
        });
    }
    Ok(Content {
        body: C::encode(service, value, Part::Call)?.into(),
        media_type,
    })
}

#[cfg(feature = "event-stream")]
fn events<C: RpcCodec, T: Shape>(
    service: &'static ServiceSchema,
    value: &T,
    role: Role,
) -> Result<Body, EncodeError> {
    let first = write_initial::<C, T>(service, value, role)?;
    take_stream::<C, T>(service, value, Some(first))
}

/// Generated code has no event streams without the feature.
#[cfg(not(feature = "event-stream"))]
fn events<C: RpcCodec, T: Shape>(
    _: &'static ServiceSchema,
    _: &T,
    _: Role,
) -> Result<Body, EncodeError> {
    Err(EncodeError::unrepresentable(
        "event streams need the feature `event-stream` of the crate farrier",
    ))
}

/// Reads an output.
pub(super) fn decode_output<C: RpcCodec, T: Shape>(
    response: &mut Response<Body>,
) -> Result<T, DecodeError> {
    let mut reading = Reading::response(response);
    let output = decode::<C, T>(response.body_mut(), &mut reading)?;
    reading.complete(T::SCHEMA)?;
    Ok(output)
}

/// Reads an error.
pub(super) fn decode_error<C: RpcCodec, T: Shape>(
    response: &Response<Bytes>,
) -> Result<T, DecodeError> {
    let mut reading = Reading::response(response);
    let mut body = Body::from(response.body().clone());
    let error = decode::<C, T>(&mut body, &mut reading)?;
    reading.complete(T::SCHEMA)?;
    Ok(error)
}

/// Reads an output, which a client does, or an input.
pub(super) fn decode<C: RpcCodec, T: Shape>(
    body: &mut Body,
    reading: &mut Reading,
) -> Result<T, DecodeError> {
    let mut value = T::blank();
    if const { streams_events(T::SCHEMA) } {
        decode_initial::<C, T>(&mut value, body, reading)?;
        give_stream::<C, T>(&mut value, std::mem::take(body), reading)?;
        return Ok(value);
    }
    let bytes = whole(body)?;
    match bytes.is_empty() {
        true => reading.miss_all(T::SCHEMA, Part::Call)?,
        false => C::decode(&mut value, Part::Call, bytes, reading)?,
    }
    Ok(value)
}

#[cfg(feature = "event-stream")]
fn decode_initial<C: RpcCodec, T: Shape>(
    value: &mut T,
    body: &Body,
    reading: &mut Reading,
) -> DecodeResult {
    match const { Part::Call.includes_any(T::SCHEMA) } {
        true => read_initial::<C, T>(value, body, reading),
        false => Ok(()),
    }
}

/// Generated code has no event streams without the feature.
#[cfg(not(feature = "event-stream"))]
fn decode_initial<C: RpcCodec, T: Shape>(_: &mut T, _: &Body, _: &mut Reading) -> DecodeResult {
    Ok(())
}

/// Whether a member is an event stream.
pub(super) const fn streams_events(schema: &Schema) -> bool {
    match schema.stream() {
        Some(index) => matches!(schema.members[index].binding, Binding::EventStream),
        None => false,
    }
}

/// Holds the body of a request to what the operation takes: `media_type`, or events.
pub(super) fn check_content<T: Shape>(
    headers: &HeaderMap,
    media_type: &'static str,
) -> Result<(), RequestError> {
    let expected = match const { streams_events(T::SCHEMA) } {
        true => EVENTS,
        false => media_type,
    };
    match states(headers, expected) {
        true => Ok(()),
        false => Err(RequestError::UnsupportedMediaType),
    }
}

/// Frames a document as a response.
pub(super) fn respond<B>(
    status: u16,
    body: B,
    media_type: &'static str,
) -> Result<Response<B>, EncodeError> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status)
        .map_err(|_| EncodeError::unrepresentable("the response code is no HTTP status"))?;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    Ok(response)
}

/// Frames a modelled error, by its name in the model or, if it is to be absolute, its shape id.
pub(super) fn respond_error<C: RpcCodec, T: Shape>(
    service: &'static ServiceSchema,
    error: &T,
    absolute: bool,
    media_type: &'static str,
) -> Result<Response<Bytes>, EncodeError> {
    let namespace = T::SCHEMA
        .error
        .and_then(|error| error.namespace)
        .unwrap_or(service.namespace);
    let document = match absolute && !namespace.is_empty() {
        true => C::encode_error(service, error, &format!("{namespace}#{}", T::SCHEMA.name))?,
        false => C::encode_error(service, error, T::SCHEMA.name)?,
    };
    let mut response = respond(status_of(T::SCHEMA), document.into(), media_type)?;
    if let Some(code) = query_code(service, T::SCHEMA) {
        response.headers_mut().insert(QUERY_ERROR, code);
    }
    Ok(response)
}

/// The code that an error had in awsQuery, and whose fault it is: `@awsQueryCompatible`.
fn query_code(service: &ServiceSchema, error: &Schema) -> Option<HeaderValue> {
    let query = error.error.filter(|_| service.query_compatible)?.query?;
    let fault = match status_of(error) {
        ..500 => "Sender",
        500.. => "Receiver",
    };
    HeaderValue::try_from(format!("{};{fault}", query.code)).ok()
}

/// Frames an error that no model lists.
pub(super) fn respond_fault<C: RpcCodec>(
    status: StatusCode,
    code: &str,
    message: &str,
    media_type: &'static str,
) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(C::encode_fault(code, message)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
