//! Protocols that bind members to HTTP, whatever the format of their bodies.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header, request};
use http_body::Body as _;

use super::{Received, RequestError, is_unit, whole};
use crate::Body;
use crate::http_binding::{
    BYTES, Bound, Direction, EVENTS, PayloadKind, Source, TEXT, TextMembers, accepts,
    decode_payload, encode_payload, expand, payload_kind, states,
};
use crate::stream::{give_stream, take_stream};
use crate::wire::{
    Binding, Codec, DecodeError, DecodeResult, EncodeError, Member, Operation, OperationSchema,
    Part, Reading, Role, Schema, ServiceSchema, Shape,
};

/// A document format of protocols that bind members to HTTP.
pub(super) trait RestCodec: Codec {
    /// What stands for a structure without members, where it is not a body without bytes.
    const EMPTY: Option<&'static [u8]>;
}

pub(super) fn encode_request<C: RestCodec, O: Operation>(
    service: &'static ServiceSchema,
    input: &O::Input,
) -> Result<Request<Body>, EncodeError> {
    let bound = texts(
        input,
        const { Direction::Request.binds_any(O::Input::SCHEMA) },
        Direction::Request,
    )?;
    let body = if const { O::Input::SCHEMA.stream().is_some() } {
        Some(stream::<C, _>(service, input)?)
    } else if const { Part::Payload.includes_any(O::Input::SCHEMA) } {
        let structure = || {
            stated_payload::<O::Input>()
                .is_some_and(|payload| payload.kind == PayloadKind::Structure)
        };
        payload::<C, _>(service, input)?.or_else(|| empty::<C>().filter(|_| structure()))
    } else if const { Part::Request.includes_any(O::Input::SCHEMA) } {
        Some(document::<C, _>(service, input, Part::Request)?)
    } else {
        None
    };
    frame_request(service, O::SCHEMA, bound, body)
}

pub(super) fn decode_request<C: RestCodec, O: Operation>(
    service: &'static ServiceSchema,
    head: &request::Parts,
    body: &mut Body,
) -> Result<Received<O::Input>, RequestError> {
    check_accept::<C, O::Output>(&head.headers)?;
    let payload = stated_payload::<O::Input>();
    let takes = Takes::of::<C>(O::Input::SCHEMA, payload);
    if !body.is_end_stream() && !takes.allows(&head.headers) {
        return Err(RequestError::UnsupportedMediaType);
    }
    let streams = const { O::Input::SCHEMA.stream().is_some() };
    let bytes = if streams {
        check_length(O::Input::SCHEMA, &head.headers, body)?;
        &Bytes::new()
    } else {
        whole(body)?
    };
    let source = Source::request(service, O::SCHEMA, head)?;
    let mut input = O::Input::blank();
    let mut reading = Reading::new(Role::Server);
    if const { Direction::Request.binds_any(O::Input::SCHEMA) } {
        source.read(&mut input, &mut reading)?;
    }
    if let Some(payload) = payload {
        if !payload.is_written_for_none::<C>(bytes) {
            let StatedPayload { index, kind, .. } = payload;
            decode_payload::<C, _>(&mut input, index, kind, bytes, &mut reading)?;
        }
    } else if const { Part::Request.includes_any(O::Input::SCHEMA) } {
        read::<C, _>(&mut input, Part::Request, bytes, &mut reading)?;
    }
    if streams {
        give_stream::<C, _>(&mut input, std::mem::take(body), &reading)?;
    }
    Ok(Received::new(input, reading))
}

pub(super) fn encode_response<C: RestCodec, O: Operation>(
    service: &'static ServiceSchema,
    output: &O::Output,
) -> Result<Response<Body>, EncodeError> {
    if const { O::Output::SCHEMA.stream().is_none() } {
        return encode::<C, _>(service, output, O::SCHEMA.status);
    }
    let bound = response_texts(output)?;
    let body = stream::<C, _>(service, output)?;
    frame_response(O::SCHEMA.status, bound, Some(body))
}

pub(super) fn decode_response<C: RestCodec, O: Operation>(
    response: &mut Response<Body>,
) -> Result<O::Output, DecodeError> {
    if const { O::Output::SCHEMA.stream().is_none() } {
        return decode::<C, _, _>(response, whole(response.body())?);
    }
    let mut output = decode::<C, _, _>(response, &Bytes::new())?;
    let body = std::mem::take(response.body_mut());
    give_stream::<C, _>(&mut output, body, &Reading::response(response))?;
    Ok(output)
}

/// A body and what its bytes are.
pub(super) struct Payload {
    body: Body,
    media_type: &'static str,
}

impl Payload {
    pub(super) fn document<C: Codec>(document: Vec<u8>) -> Self {
        Self {
            body: document.into(),
            media_type: C::MEDIA_TYPE,
        }
    }
}

fn empty<C: RestCodec>() -> Option<Payload> {
    C::EMPTY.map(|bytes| Payload {
        body: Bytes::from_static(bytes).into(),
        media_type: C::MEDIA_TYPE,
    })
}

/// The stream that is the body.
fn stream<C: Codec, T: Shape>(
    service: &'static ServiceSchema,
    value: &T,
) -> Result<Payload, EncodeError> {
    Ok(Payload {
        body: take_stream::<C, _>(service, value, None)?,
        media_type: T::SCHEMA
            .stream()
            .map_or(BYTES, |index| stream_media_type(&T::SCHEMA.members[index])),
    })
}

fn stream_media_type(member: &Member) -> &'static str {
    match member.binding {
        Binding::EventStream => EVENTS,
        _ => member.media_type.unwrap_or(BYTES),
    }
}

/// Refuses a body of unknown length where the model wants to know it.
fn check_length(schema: &Schema, headers: &HeaderMap, body: &Body) -> Result<(), RequestError> {
    let required = schema.members.iter().any(|member| member.requires_length);
    let stated = headers.contains_key(header::CONTENT_LENGTH);
    if required && !stated && body.length().is_none() {
        return Err(RequestError::LengthRequired);
    }
    Ok(())
}

/// The member that is the body.
#[derive(Clone, Copy)]
struct StatedPayload {
    index: usize,
    member: &'static Member,
    kind: PayloadKind,
}

impl StatedPayload {
    /// Whether the body of a request is what stands for a structure that is absent, such as `{}`.
    fn is_written_for_none<C: RestCodec>(&self, body: &Bytes) -> bool {
        self.kind == PayloadKind::Structure
            && !self.member.required
            && C::EMPTY.is_some_and(|empty| body.trim_ascii() == empty)
    }
}

fn stated_payload<T: Shape>() -> Option<StatedPayload> {
    if const { !Part::Payload.includes_any(T::SCHEMA) } {
        return None;
    }
    let index = Part::Payload.first(T::SCHEMA)?;
    let member = T::SCHEMA.members.get(index)?;
    Some(StatedPayload {
        index,
        member,
        kind: payload_kind::<T>(index),
    })
}

/// The members of an output or error that are texts beside the body.
fn response_texts<T: Shape>(value: &T) -> Result<Bound, EncodeError> {
    texts(
        value,
        const { Direction::Response.binds_any(T::SCHEMA) },
        Direction::Response,
    )
}

fn texts<T: Shape>(value: &T, any: bool, direction: Direction) -> Result<Bound, EncodeError> {
    let mut bound = Bound::default();
    if any {
        TextMembers::encode(value, direction, &mut bound)?;
    }
    Ok(bound)
}

fn document<C: Codec, T: Shape>(
    service: &'static ServiceSchema,
    value: &T,
    part: Part,
) -> Result<Payload, EncodeError> {
    C::encode(service, value, part).map(Payload::document::<C>)
}

/// The member that is the body, unless it is absent.
fn payload<C: Codec, T: Shape>(
    service: &'static ServiceSchema,
    value: &T,
) -> Result<Option<Payload>, EncodeError> {
    let Some(index) = Part::Payload.first(T::SCHEMA) else {
        return Ok(None);
    };
    let payload = encode_payload::<C, _>(service, value, index)?;
    Ok(payload.map(|(bytes, media_type)| Payload {
        body: bytes.into(),
        media_type,
    }))
}

/// Adds the body. A member that is bound to `Content-Type` says what the body is, where there is one.
fn set_body(headers: &mut HeaderMap, payload: Option<Payload>) -> Body {
    let Some(Payload { body, media_type }) = payload else {
        return Body::empty();
    };
    // What a model states may be no header's value; then the body does not say what it is.
    if let Ok(media_type) = HeaderValue::from_bytes(media_type.as_bytes()) {
        headers.entry(header::CONTENT_TYPE).or_insert(media_type);
    }
    body
}

fn frame_request(
    service: &ServiceSchema,
    schema: &OperationSchema,
    mut bound: Bound,
    payload: Option<Payload>,
) -> Result<Request<Body>, EncodeError> {
    let uri = expand(schema, &bound, service.bucket.is_some())?;
    let body = set_body(&mut bound.headers, payload);
    let request = Request::builder().method(schema.method).uri(uri).body(body);
    let mut request = request
        .map_err(|_| EncodeError::unrepresentable("the request is longer than HTTP allows"))?;
    *request.headers_mut() = bound.headers;
    Ok(request)
}

fn frame_response(
    status: u16,
    bound: Bound,
    payload: Option<Payload>,
) -> Result<Response<Body>, EncodeError> {
    let status = StatusCode::from_u16(bound.status.unwrap_or(status))
        .ok()
        .filter(|status| !status.is_informational())
        .ok_or_else(|| EncodeError::unrepresentable("the response code is no HTTP status"))?;
    let without_body = matches!(
        status,
        StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
    );
    let mut headers = bound.headers;
    let body = set_body(&mut headers, payload.filter(|_| !without_body));
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// Frames an output or error whose body has been written.
#[cfg(feature = "xml")]
pub(super) fn encode_document<T: Shape>(
    value: &T,
    document: Payload,
    status: u16,
) -> Result<Response<Body>, EncodeError> {
    let bound = response_texts(value)?;
    frame_response(status, bound, Some(document))
}

/// Frames an output without a stream, or an error.
pub(super) fn encode<C: RestCodec, T: Shape>(
    service: &'static ServiceSchema,
    value: &T,
    status: u16,
) -> Result<Response<Body>, EncodeError> {
    let bound = response_texts(value)?;
    let body = if const { Part::Payload.includes_any(T::SCHEMA) } {
        payload::<C, _>(service, value)?
    } else if is_unit(T::SCHEMA) {
        None
    } else if const { Part::Response.includes_any(T::SCHEMA) } {
        Some(document::<C, _>(service, value, Part::Response)?)
    } else {
        // What is not there is of a media type, too.
        Some(Payload {
            body: Bytes::from_static(C::EMPTY.unwrap_or_default()).into(),
            media_type: C::MEDIA_TYPE,
        })
    };
    frame_response(status, bound, body)
}

/// Reads an output without its stream, or an error.
pub(super) fn decode<C: RestCodec, T: Shape, B>(
    response: &Response<B>,
    bytes: &Bytes,
) -> Result<T, DecodeError> {
    let mut value = T::blank();
    let mut reading = Reading::response(response);
    if const { Direction::Response.binds_any(T::SCHEMA) } {
        Source::response(response).read(&mut value, &mut reading)?;
    }
    if const { Part::Payload.includes_any(T::SCHEMA) } {
        if let Some(StatedPayload { index, kind, .. }) = stated_payload::<T>() {
            decode_payload::<C, _>(&mut value, index, kind, bytes, &mut reading)?;
        }
    } else if const { Part::Response.includes_any(T::SCHEMA) } {
        read::<C, _>(&mut value, Part::Response, bytes, &mut reading)?;
    }
    reading.complete(T::SCHEMA)?;
    Ok(value)
}

/// Reads the members that are in the body. A body without bytes is one without members.
fn read<C: Codec, T: Shape>(
    value: &mut T,
    part: Part,
    bytes: &Bytes,
    reading: &mut Reading,
) -> DecodeResult {
    match bytes.is_empty() {
        true => reading.miss_all(T::SCHEMA, part),
        false => C::decode(value, part, bytes, reading),
    }
}

/// Which bodies an operation takes.
enum Takes {
    /// Of this media type.
    Only(&'static str),
    /// Of any.
    Anything,
    /// None that says what it is.
    Nothing,
}

impl Takes {
    fn of<C: Codec>(schema: &'static Schema, payload: Option<StatedPayload>) -> Self {
        if let Some(index) = schema.stream() {
            return Self::of_stream(schema, &schema.members[index]);
        }
        let Some(StatedPayload { member, kind, .. }) = payload else {
            // A structure that has no members yet may get some.
            let empty = schema.members.is_empty() && !is_unit(schema);
            let document = empty || Part::Request.includes_any(schema);
            return if document {
                Self::Only(C::MEDIA_TYPE)
            } else {
                Self::Nothing
            };
        };
        match (kind, member.media_type) {
            _ if binds_content_type(schema) => Self::Anything,
            (PayloadKind::Structure | PayloadKind::Document, _) => Self::Only(C::MEDIA_TYPE),
            (_, Some(stated)) => Self::Only(stated),
            (PayloadKind::Text, None) => Self::Only(TEXT),
            (PayloadKind::Bytes, None) => Self::Anything,
        }
    }

    fn of_stream(schema: &Schema, stream: &Member) -> Self {
        match (stream.binding, stream.media_type) {
            (Binding::EventStream, _) => Self::Only(EVENTS),
            (_, Some(stated)) if !binds_content_type(schema) => Self::Only(stated),
            _ => Self::Anything,
        }
    }

    fn allows(&self, headers: &HeaderMap) -> bool {
        match self {
            Self::Anything => true,
            Self::Only(expected) => states(headers, expected),
            Self::Nothing => !headers.contains_key(header::CONTENT_TYPE),
        }
    }
}

/// Whether there is a member for the header, which takes what the caller states there.
fn binds_content_type(schema: &Schema) -> bool {
    let is_bound = |member: &Member| matches!(member.binding, Binding::Header(name) if name.eq_ignore_ascii_case(header::CONTENT_TYPE.as_str()));
    schema.members.iter().any(is_bound)
}

/// Whether the caller takes the body that a success has.
fn check_accept<C: Codec, T: Shape>(headers: &HeaderMap) -> Result<(), RequestError> {
    if !headers.contains_key(header::ACCEPT) {
        return Ok(());
    }
    let given = match stated_payload::<T>() {
        Some(StatedPayload {
            kind: PayloadKind::Structure | PayloadKind::Document,
            ..
        }) => Some(C::MEDIA_TYPE),
        Some(StatedPayload {
            kind: PayloadKind::Text,
            member,
            ..
        }) => member.media_type.or(Some(TEXT)),
        Some(StatedPayload {
            kind: PayloadKind::Bytes,
            member,
            ..
        }) => member.media_type,
        None => match T::SCHEMA.stream().map(|index| &T::SCHEMA.members[index]) {
            Some(stream) if stream.binding == Binding::EventStream => Some(EVENTS),
            Some(stream) => stream.media_type,
            None => Part::Response
                .includes_any(T::SCHEMA)
                .then_some(C::MEDIA_TYPE),
        },
    };
    match given {
        Some(media_type) if !accepts(headers, media_type) => Err(RequestError::NotAcceptable),
        _ => Ok(()),
    }
}
