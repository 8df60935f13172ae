//! `aws.protocols#restJson1`.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header, request};
use http_body::Body as _;

use super::{ErrorIdentity, Protocol, Received, RequestError, fault};
use crate::Body;
use crate::http_binding::{
    Bound, Direction, PayloadKind, Source, TextMembers, accepts, expand, is_media_type,
    payload_kind,
};
use crate::json::{JsonDecoder, JsonEncoder, Part, Role};
use crate::stream::{give_stream, take_stream};
use crate::validate::Violation;
use crate::wire::{
    Binding, DecodeError, DecodeResult, EncodeError, Encoder, Member, Operation, OperationSchema,
    Schema, Shape,
};

const JSON: &str = "application/json";
const TEXT: &str = "text/plain";
const BYTES: &str = "application/octet-stream";
const EVENTS: &str = "application/vnd.amazon.eventstream";

/// The protocol [`aws.protocols#restJson1`]: JSON bodies, and members in the path, the query and headers.
///
/// [`aws.protocols#restJson1`]: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
#[derive(Clone, Copy, Debug)]
pub enum RestJson1 {}

impl Protocol for RestJson1 {
    fn encode_request<O: Operation>(input: &O::Input) -> Result<Request<Body>, EncodeError> {
        let bound = texts(
            input,
            const { Direction::Request.binds_any(O::Input::SCHEMA) },
            Direction::Request,
        )?;
        let body = if const { O::Input::SCHEMA.stream().is_some() } {
            Some(stream(input)?)
        } else if const { Part::Payload.includes_any(O::Input::SCHEMA) } {
            let structure = || {
                stated_payload::<O::Input>()
                    .is_some_and(|payload| payload.kind == PayloadKind::Structure)
            };
            payload(input)?.or_else(|| structure().then(Payload::empty_object))
        } else if const { Part::Request.includes_any(O::Input::SCHEMA) } {
            Some(json(input, Part::Request)?)
        } else {
            None
        };
        frame_request(O::SCHEMA, bound, body)
    }

    fn decode_request<O: Operation>(
        head: &request::Parts,
        body: &mut Body,
    ) -> Result<Received<O::Input>, RequestError> {
        check_accept::<O::Output>(&head.headers)?;
        let payload = stated_payload::<O::Input>();
        let takes = Takes::of(O::Input::SCHEMA, payload);
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
        let source = Source::request(O::SCHEMA, head)?;
        let mut input = O::Input::blank();
        let mut json =
            JsonDecoder::new(or_empty_object(bytes, payload), Role::Server, Part::Request);
        if const { Direction::Request.binds_any(O::Input::SCHEMA) } {
            source.read(&mut input, Role::Server, &mut json)?;
        }
        let mut missing = json.take_missing();
        if const { Part::Payload.includes_any(O::Input::SCHEMA) } {
            let absent = payload.is_some_and(|payload| payload.is_written_for_none(bytes));
            if !absent {
                read_payload(&mut input, payload, bytes, &mut json)?;
            }
        } else if const { Part::Request.includes_any(O::Input::SCHEMA) } {
            json.body(&mut input)?;
        }
        missing.append(&mut json.take_missing());
        if streams {
            give_stream(&mut input, std::mem::take(body), Role::Server)?;
        }
        input.fill_in();
        Ok(Received {
            input,
            missing: missing.into_iter().map(Violation::missing).collect(),
        })
    }

    fn encode_response<O: Operation>(output: &O::Output) -> Result<Response<Body>, EncodeError> {
        if const { O::Output::SCHEMA.stream().is_none() } {
            return encode(output, O::SCHEMA.status);
        }
        let bound = texts(
            output,
            const { Direction::Response.binds_any(O::Output::SCHEMA) },
            Direction::Response,
        )?;
        frame_response(O::SCHEMA.status, bound, Some(stream(output)?))
    }

    fn decode_response<O: Operation>(
        response: &mut Response<Body>,
    ) -> Result<O::Output, DecodeError> {
        if const { O::Output::SCHEMA.stream().is_none() } {
            return decode(response, whole(response.body())?);
        }
        let mut output = decode(response, &Bytes::new())?;
        give_stream(
            &mut output,
            std::mem::take(response.body_mut()),
            Role::Client,
        )?;
        Ok(output)
    }

    fn encode_error<T: Shape>(error: &T) -> Result<Response<Bytes>, EncodeError> {
        let status = T::SCHEMA
            .error
            .map_or(StatusCode::INTERNAL_SERVER_ERROR.as_u16(), |error| {
                error.status
            });
        let mut response = encode(error, status)?.map(|body| body.into_bytes().unwrap_or_default());
        response
            .headers_mut()
            .insert(fault::ERROR_TYPE, name_value(T::SCHEMA.name));
        Ok(response)
    }

    fn encode_fault(status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(fault::body(message)));
        *response.status_mut() = status;
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
        response
            .headers_mut()
            .insert(fault::ERROR_TYPE, name_value(code));
        response
    }

    fn identify_error(response: &Response<Bytes>) -> ErrorIdentity {
        fault::identify(response)
    }

    fn decode_error<T: Shape>(response: &Response<Bytes>) -> Result<T, DecodeError> {
        decode(response, response.body())
    }
}

/// A body and what its bytes are.
struct Payload {
    body: Body,
    media_type: &'static str,
}

impl Payload {
    fn empty_object() -> Self {
        Self {
            body: Bytes::from_static(b"{}").into(),
            media_type: JSON,
        }
    }
}

/// The stream that is the body.
fn stream<T: Shape>(value: &T) -> Result<Payload, EncodeError> {
    Ok(Payload {
        body: take_stream(value)?,
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

/// The body of a message that has no stream.
fn whole(body: &Body) -> Result<&Bytes, DecodeError> {
    body.as_bytes()
        .ok_or_else(|| DecodeError::unexpected("a body in memory", "a stream"))
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
    /// Whether the body of a request is what stands for a structure that is absent: `{}`.
    fn is_written_for_none(&self, body: &Bytes) -> bool {
        self.kind == PayloadKind::Structure && !self.member.required && body.trim_ascii() == b"{}"
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

fn texts<T: Shape>(value: &T, any: bool, direction: Direction) -> Result<Bound, EncodeError> {
    let mut bound = Bound::default();
    if any {
        TextMembers::encode(value, direction, &mut bound)?;
    }
    Ok(bound)
}

fn json<T: Shape>(value: &T, part: Part) -> Result<Payload, EncodeError> {
    let mut encoder = JsonEncoder::new(part);
    encoder.structure(value)?;
    let (bytes, _) = encoder.finish();
    Ok(Payload {
        body: bytes.into(),
        media_type: JSON,
    })
}

/// The member that is the body, unless it is absent.
fn payload<T: Shape>(value: &T) -> Result<Option<Payload>, EncodeError> {
    let mut encoder = JsonEncoder::new(Part::All);
    encoder.payload(value, Part::Payload)?;
    if !encoder.is_present() {
        return Ok(None);
    }
    let (bytes, content) = encoder.finish();
    let member = T::SCHEMA
        .members
        .iter()
        .find(|member| Part::Payload.includes(member));
    let stated = member.and_then(|member| member.media_type);
    Ok(Some(Payload {
        body: bytes.into(),
        media_type: content.media_type(stated),
    }))
}

/// Adds the body. A member that is bound to `Content-Type` says what the body is, where there is one.
fn set_body(headers: &mut HeaderMap, payload: Option<Payload>) -> Body {
    let Some(Payload { body, media_type }) = payload else {
        return Body::empty();
    };
    let media_type = match media_type {
        JSON => Ok(HeaderValue::from_static(JSON)),
        other => HeaderValue::from_str(other),
    };
    if let Ok(media_type) = media_type {
        headers.entry(header::CONTENT_TYPE).or_insert(media_type);
    }
    body
}

fn frame_request(
    schema: &OperationSchema,
    mut bound: Bound,
    payload: Option<Payload>,
) -> Result<Request<Body>, EncodeError> {
    let uri = expand(schema, &bound)?;
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

/// The name of an error in a header; names in models are ASCII.
fn name_value(name: &str) -> HeaderValue {
    HeaderValue::from_str(name).unwrap_or(HeaderValue::from_static("UnknownError"))
}

fn encode<T: Shape>(value: &T, status: u16) -> Result<Response<Body>, EncodeError> {
    let bound = texts(
        value,
        const { Direction::Response.binds_any(T::SCHEMA) },
        Direction::Response,
    )?;
    let body = if const { Part::Payload.includes_any(T::SCHEMA) } {
        payload(value)?
    } else if is_unit(T::SCHEMA) {
        None
    } else if const { Part::Response.includes_any(T::SCHEMA) } {
        Some(json(value, Part::Response)?)
    } else {
        Some(Payload::empty_object())
    };
    frame_response(status, bound, body)
}

fn decode<T: Shape, B>(response: &Response<B>, bytes: &Bytes) -> Result<T, DecodeError> {
    let mut value = T::blank();
    let payload = stated_payload::<T>();
    let mut body = JsonDecoder::new(
        or_empty_object(bytes, payload),
        Role::Client,
        Part::Response,
    );
    if const { Direction::Response.binds_any(T::SCHEMA) } {
        Source::response(response).read(&mut value, Role::Client, &mut body)?;
    }
    if const { Part::Payload.includes_any(T::SCHEMA) } {
        read_payload(&mut value, payload, bytes, &mut body)?;
    } else if const { Part::Response.includes_any(T::SCHEMA) } {
        body.body(&mut value)?;
    }
    Ok(value)
}

/// A body without bytes is one without members.
fn or_empty_object(body: &Bytes, payload: Option<StatedPayload>) -> &[u8] {
    if body.is_empty() && payload.is_none() {
        b"{}"
    } else {
        body
    }
}

/// Reads the payload. No bytes are an empty string or blob if the member is required, else none.
fn read_payload<T: Shape>(
    value: &mut T,
    payload: Option<StatedPayload>,
    bytes: &Bytes,
    body: &mut JsonDecoder<'_>,
) -> DecodeResult {
    let Some(StatedPayload {
        index,
        member,
        kind,
    }) = payload
    else {
        return Ok(());
    };
    match kind {
        _ if !bytes.is_empty() => body.payload(value, index),
        PayloadKind::Structure | PayloadKind::Json if member.required => body.miss(member),
        _ => Ok(()),
    }
}

fn is_unit(schema: &Schema) -> bool {
    schema.members.is_empty() && schema.name == "Unit"
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
    fn of(schema: &'static Schema, payload: Option<StatedPayload>) -> Self {
        if let Some(index) = schema.stream() {
            return Self::of_stream(schema, &schema.members[index]);
        }
        let Some(StatedPayload { member, kind, .. }) = payload else {
            // A structure that has no members yet may get some, and `{}` is what it looks like.
            let empty = schema.members.is_empty() && !is_unit(schema);
            let json = empty || Part::Request.includes_any(schema);
            return if json {
                Self::Only(JSON)
            } else {
                Self::Nothing
            };
        };
        match (kind, member.media_type) {
            _ if binds_content_type(schema) => Self::Anything,
            (PayloadKind::Structure | PayloadKind::Json, _) => Self::Only(JSON),
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
        let stated = headers
            .get(header::CONTENT_TYPE)
            .map(|value| value.to_str().unwrap_or_default());
        match self {
            Self::Anything => true,
            Self::Only(expected) => stated.is_some_and(|stated| is_media_type(stated, expected)),
            Self::Nothing => stated.is_none(),
        }
    }
}

/// Whether there is a member for the header, which takes what the caller states there.
fn binds_content_type(schema: &Schema) -> bool {
    let is_bound = |member: &Member| matches!(member.binding, Binding::Header(name) if name.eq_ignore_ascii_case(header::CONTENT_TYPE.as_str()));
    schema.members.iter().any(is_bound)
}

/// Whether the caller takes the body that a success has.
fn check_accept<T: Shape>(headers: &HeaderMap) -> Result<(), RequestError> {
    if !headers.contains_key(header::ACCEPT) {
        return Ok(());
    }
    let given = match stated_payload::<T>() {
        Some(StatedPayload {
            kind: PayloadKind::Structure | PayloadKind::Json,
            ..
        }) => Some(JSON),
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
            None => Part::Response.includes_any(T::SCHEMA).then_some(JSON),
        },
    };
    match given {
        Some(media_type) if !accepts(headers, media_type) => Err(RequestError::NotAcceptable),
        _ => Ok(()),
    }
}
