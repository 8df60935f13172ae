//! `aws.protocols#restJson1`.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};

use super::{ErrorIdentity, Protocol, Received, RequestError, fault};
use crate::http_binding::{
    Bound, Direction, PayloadKind, Source, TextMembers, accepts, expand, is_media_type,
    payload_kind,
};
use crate::json::{Content, JsonDecoder, JsonEncoder, Part, Role};
use crate::validate::Violation;
use crate::wire::{
    Binding, DecodeError, DecodeResult, EncodeError, Encoder, Member, Operation, OperationSchema,
    Schema, Shape,
};

const JSON: &str = "application/json";
const TEXT: &str = "text/plain";
const BYTES: &str = "application/octet-stream";

/// The protocol [`aws.protocols#restJson1`]: JSON bodies, and members in the path, the query and headers.
///
/// [`aws.protocols#restJson1`]: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
#[derive(Clone, Copy, Debug)]
pub enum RestJson1 {}

impl Protocol for RestJson1 {
    fn encode_request<O: Operation>(input: &O::Input) -> Result<Request<Bytes>, EncodeError> {
        let bound = texts(
            input,
            const { Direction::Request.binds_any(O::Input::SCHEMA) },
            Direction::Request,
        )?;
        let body = if const { Part::Payload.includes_any(O::Input::SCHEMA) } {
            let structure = || {
                stated_payload::<O::Input>()
                    .is_some_and(|payload| payload.kind == PayloadKind::Structure)
            };
            payload(input)?.or_else(|| structure().then(Body::empty_object))
        } else if const { Part::Request.includes_any(O::Input::SCHEMA) } {
            Some(json(input, Part::Request)?)
        } else {
            None
        };
        frame_request(O::SCHEMA, bound, body)
    }

    fn decode_request<O: Operation>(
        request: &Request<Bytes>,
    ) -> Result<Received<O::Input>, RequestError> {
        check_accept::<O::Output>(request.headers())?;
        let payload = stated_payload::<O::Input>();
        let takes = Takes::of(O::Input::SCHEMA, payload);
        if !request.body().is_empty() && !takes.allows(request.headers()) {
            return Err(RequestError::UnsupportedMediaType);
        }
        let source = Source::request(O::SCHEMA, request)?;
        let mut input = O::Input::blank();
        let mut body = JsonDecoder::new(
            or_empty_object(request.body(), payload),
            Role::Server,
            Part::Request,
        );
        if const { Direction::Request.binds_any(O::Input::SCHEMA) } {
            source.read(&mut input, Role::Server, &mut body)?;
        }
        let mut missing = body.take_missing();
        if const { Part::Payload.includes_any(O::Input::SCHEMA) } {
            read_payload(&mut input, payload, request.body(), &mut body)?;
        } else if const { Part::Request.includes_any(O::Input::SCHEMA) } {
            body.body(&mut input)?;
        }
        missing.append(&mut body.take_missing());
        Ok(Received {
            input,
            missing: missing.into_iter().map(Violation::missing).collect(),
        })
    }

    fn encode_response<O: Operation>(output: &O::Output) -> Result<Response<Bytes>, EncodeError> {
        encode::<O::Output>(output, O::SCHEMA.status)
    }

    fn decode_response<O: Operation>(response: &Response<Bytes>) -> Result<O::Output, DecodeError> {
        decode(response)
    }

    fn encode_error<T: Shape>(error: &T) -> Result<Response<Bytes>, EncodeError> {
        let status = T::SCHEMA
            .error
            .map_or(StatusCode::INTERNAL_SERVER_ERROR.as_u16(), |error| {
                error.status
            });
        let mut response = encode(error, status)?;
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
        decode(response)
    }
}

/// A body and what its bytes are.
struct Body {
    bytes: Vec<u8>,
    media_type: &'static str,
}

impl Body {
    fn empty_object() -> Self {
        Self {
            bytes: b"{}".to_vec(),
            media_type: JSON,
        }
    }
}

/// The member that is the body.
#[derive(Clone, Copy)]
struct StatedPayload {
    index: usize,
    member: &'static Member,
    kind: PayloadKind,
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

fn json<T: Shape>(value: &T, part: Part) -> Result<Body, EncodeError> {
    let mut encoder = JsonEncoder::new(part);
    encoder.structure(value)?;
    let (bytes, _) = encoder.finish();
    Ok(Body {
        bytes,
        media_type: JSON,
    })
}

/// The member that is the body, unless it is absent.
fn payload<T: Shape>(value: &T) -> Result<Option<Body>, EncodeError> {
    let mut encoder = JsonEncoder::new(Part::All);
    encoder.payload(value)?;
    if !encoder.is_present() {
        return Ok(None);
    }
    let (bytes, content) = encoder.finish();
    let member = T::SCHEMA
        .members
        .iter()
        .find(|member| Part::Payload.includes(member));
    let stated = member.and_then(|member| member.media_type);
    let media_type = match content {
        Content::Json => JSON,
        Content::Text => stated.unwrap_or(TEXT),
        Content::Bytes => stated.unwrap_or(BYTES),
    };
    Ok(Some(Body { bytes, media_type }))
}

/// Adds the body. A member that is bound to `Content-Type` says what the body is, where there is one.
fn set_body(headers: &mut HeaderMap, body: Option<Body>) -> Bytes {
    let Some(body) = body else {
        return Bytes::new();
    };
    if let Ok(media_type) = HeaderValue::from_str(body.media_type) {
        headers.entry(header::CONTENT_TYPE).or_insert(media_type);
    }
    body.bytes.into()
}

fn frame_request(
    schema: &OperationSchema,
    mut bound: Bound,
    body: Option<Body>,
) -> Result<Request<Bytes>, EncodeError> {
    let uri = expand(schema, &bound)?;
    let body = set_body(&mut bound.headers, body);
    let request = Request::builder().method(schema.method).uri(uri).body(body);
    let mut request = request
        .map_err(|_| EncodeError::unrepresentable("the request is longer than HTTP allows"))?;
    *request.headers_mut() = bound.headers;
    Ok(request)
}

fn frame_response(
    status: u16,
    bound: Bound,
    body: Option<Body>,
) -> Result<Response<Bytes>, EncodeError> {
    let status = StatusCode::from_u16(bound.status.unwrap_or(status))
        .map_err(|_| EncodeError::unrepresentable("the response code is no HTTP status"))?;
    let without_body = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    let mut headers = bound.headers;
    let body = set_body(&mut headers, body.filter(|_| !without_body));
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// The name of an error in a header; names in models are ASCII.
fn name_value(name: &str) -> HeaderValue {
    HeaderValue::from_str(name).unwrap_or(HeaderValue::from_static("UnknownError"))
}

fn encode<T: Shape>(value: &T, status: u16) -> Result<Response<Bytes>, EncodeError> {
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
        Some(Body::empty_object())
    };
    frame_response(status, bound, body)
}

fn decode<T: Shape>(response: &Response<Bytes>) -> Result<T, DecodeError> {
    let mut value = T::blank();
    let payload = stated_payload::<T>();
    let mut body = JsonDecoder::new(
        or_empty_object(response.body(), payload),
        Role::Client,
        Part::Response,
    );
    if const { Direction::Response.binds_any(T::SCHEMA) } {
        Source::response(response).read(&mut value, Role::Client, &mut body)?;
    }
    if const { Part::Payload.includes_any(T::SCHEMA) } {
        read_payload(&mut value, payload, response.body(), &mut body)?;
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
        // A member for the header takes what the caller states there.
        let is_bound = |member: &Member| matches!(member.binding, Binding::Header(name) if name.eq_ignore_ascii_case(header::CONTENT_TYPE.as_str()));
        match (kind, member.media_type) {
            _ if schema.members.iter().any(is_bound) => Self::Anything,
            (PayloadKind::Structure | PayloadKind::Json, _) => Self::Only(JSON),
            (_, Some(stated)) => Self::Only(stated),
            (PayloadKind::Text, None) => Self::Only(TEXT),
            (PayloadKind::Bytes, None) => Self::Anything,
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
        None if Part::Response.includes_any(T::SCHEMA) => Some(JSON),
        None => None,
    };
    match given {
        Some(media_type) if !accepts(headers, media_type) => Err(RequestError::NotAcceptable),
        _ => Ok(()),
    }
}
