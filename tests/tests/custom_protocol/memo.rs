use std::collections::BTreeMap;

use farrier::bytes::Bytes;
use farrier::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, request};
use farrier::json::{self, Json};
use farrier::protocol::{ErrorIdentity, Protocol, Received, RequestError, Target};
use farrier::wire::{Codec, Operation, Part, Reading, Role, ServiceSchema, Shape};
use farrier::{Body, DecodeError, EncodeError};

/// Names the operation that a memo is for.
const TO: HeaderName = HeaderName::from_static("memo-to");
/// Names the error that a memo tells of.
const FAULT: HeaderName = HeaderName::from_static("memo-fault");

/// Calls as memos: `POST /memos`, the operation in a header, and all members in a body of JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memo;

impl Protocol for Memo {
    fn encode_request<O: Operation>(
        service: &'static ServiceSchema,
        input: &O::Input,
    ) -> Result<Request<Body>, EncodeError> {
        let mut request = Request::new(write(service, input)?.into());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::from_static("/memos");
        let name = HeaderValue::from_static(O::NAME);
        request.headers_mut().insert(TO, name);
        Ok(request)
    }

    fn decode_request<O: Operation>(
        _: &'static ServiceSchema,
        _: &request::Parts,
        body: &mut Body,
    ) -> Result<Received<O::Input>, RequestError> {
        let mut reading = Reading::new(Role::Server);
        let input = read(body, &mut reading)?;
        Ok(Received::new(input, reading))
    }

    fn encode_response<O: Operation>(
        service: &'static ServiceSchema,
        output: &O::Output,
    ) -> Result<Response<Body>, EncodeError> {
        Ok(Response::new(write(service, output)?.into()))
    }

    fn decode_response<O: Operation>(
        _: &'static ServiceSchema,
        response: &mut Response<Body>,
    ) -> Result<O::Output, DecodeError> {
        let mut reading = Reading::response(response);
        let output = read(response.body(), &mut reading)?;
        reading.complete(O::Output::SCHEMA)?;
        Ok(output)
    }

    fn encode_error<T: Shape>(
        service: &'static ServiceSchema,
        error: &T,
    ) -> Result<Response<Bytes>, EncodeError> {
        let status = T::SCHEMA.error.map_or(500, |error| error.status);
        let mut response = Response::new(write(service, error)?.into());
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
        let name = HeaderValue::from_static(T::NAME);
        response.headers_mut().insert(FAULT, name);
        Ok(response)
    }

    fn encode_fault(
        _: &'static ServiceSchema,
        status: StatusCode,
        code: &str,
        message: &str,
    ) -> Response<Bytes> {
        let members = BTreeMap::from([("message".to_owned(), message.to_owned())]);
        let body = json::to_vec(&members).unwrap_or_default();
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        if let Ok(code) = HeaderValue::from_str(code) {
            response.headers_mut().insert(FAULT, code);
        }
        response
    }

    fn identify_error(_: &'static ServiceSchema, response: &Response<Bytes>) -> ErrorIdentity {
        let code = response.headers().get(FAULT);
        ErrorIdentity {
            code: code.and_then(|code| Some(code.to_str().ok()?.to_owned())),
            message: Json::texts(response.body()).remove("message"),
        }
    }

    fn decode_error<T: Shape>(
        _: &'static ServiceSchema,
        response: &Response<Bytes>,
    ) -> Result<T, DecodeError> {
        let body = Body::from(response.body().clone());
        let mut reading = Reading::response(response);
        let error = read(&body, &mut reading)?;
        reading.complete(T::SCHEMA)?;
        Ok(error)
    }

    fn claims(_: &'static ServiceSchema, head: &request::Parts) -> bool {
        head.headers.contains_key(TO)
    }

    fn target<'a>(_: &'static ServiceSchema, head: &'a request::Parts) -> Target<'a> {
        match head.headers.get(TO).map(HeaderValue::to_str) {
            Some(Ok(name)) => Target::Operation(name),
            _ => Target::Unknown,
        }
    }
}

fn write<T: Shape>(service: &'static ServiceSchema, value: &T) -> Result<Vec<u8>, EncodeError> {
    if const { T::SCHEMA.stream().is_some() } {
        return Err(EncodeError::unrepresentable("a memo holds no stream"));
    }
    Json::encode(service, value, Part::Call)
}

fn read<T: Shape>(body: &Body, reading: &mut Reading) -> Result<T, DecodeError> {
    let mut value = T::blank();
    match body.as_bytes() {
        Some(bytes) if bytes.is_empty() => reading.miss_all(T::SCHEMA, Part::Call)?,
        Some(bytes) => Json::decode(&mut value, Part::Call, bytes, reading)?,
        None => return Err(DecodeError::unexpected("a memo", "a stream")),
    }
    Ok(value)
}
