//! `aws.protocols#restJson1`.

use bytes::Bytes;
use http::{Request, Response, StatusCode, request};

use super::rest::{self, RestCodec};
use super::{ErrorIdentity, Protocol, Received, RequestError, fault};
use crate::Body;
use crate::json::Json;
use crate::wire::{Codec as _, DecodeError, EncodeError, Operation, ServiceSchema, Shape};

/// The protocol [`aws.protocols#restJson1`]: JSON bodies, and members in the path, the query and headers.
///
/// [`aws.protocols#restJson1`]: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
#[derive(Clone, Copy, Debug)]
pub struct RestJson1;

impl RestCodec for Json {
    const EMPTY: Option<&'static [u8]> = Some(b"{}");
}

impl Protocol for RestJson1 {
    fn encode_request<O: Operation>(
        service: &'static ServiceSchema,
        input: &O::Input,
    ) -> Result<Request<Body>, EncodeError> {
        rest::encode_request::<Json, O>(service, input)
    }

    fn decode_request<O: Operation>(
        service: &'static ServiceSchema,
        head: &request::Parts,
        body: &mut Body,
    ) -> Result<Received<O::Input>, RequestError> {
        rest::decode_request::<Json, O>(service, head, body)
    }

    fn encode_response<O: Operation>(
        service: &'static ServiceSchema,
        output: &O::Output,
    ) -> Result<Response<Body>, EncodeError> {
        rest::encode_response::<Json, O>(service, output)
    }

    fn decode_response<O: Operation>(
        _: &'static ServiceSchema,
        response: &mut Response<Body>,
    ) -> Result<O::Output, DecodeError> {
        rest::decode_response::<Json, O>(response)
    }

    fn encode_error<T: Shape>(
        service: &'static ServiceSchema,
        error: &T,
    ) -> Result<Response<Bytes>, EncodeError> {
        let response = rest::encode::<Json, _>(service, error, super::status_of(T::SCHEMA))?;
        let mut response = response.map(|body| body.into_bytes().unwrap_or_default());
        response
            .headers_mut()
            .insert(fault::ERROR_TYPE, fault::name_value(T::SCHEMA.name));
        Ok(response)
    }

    fn encode_fault(
        _: &'static ServiceSchema,
        status: StatusCode,
        code: &str,
        message: &str,
    ) -> Response<Bytes> {
        fault::response(status, Json::MEDIA_TYPE, code, message)
    }

    fn identify_error(_: &'static ServiceSchema, response: &Response<Bytes>) -> ErrorIdentity {
        fault::identify(response.headers(), Json::texts(response.body()))
    }

    fn decode_error<T: Shape>(
        _: &'static ServiceSchema,
        response: &Response<Bytes>,
    ) -> Result<T, DecodeError> {
        rest::decode::<Json, _, _>(response, response.body())
    }
}
