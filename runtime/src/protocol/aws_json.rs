//! `aws.protocols#awsJson1_0` and `aws.protocols#awsJson1_1`.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header, request};
use http_body::Body as _;

use super::rpc::{self, Content, QUERY_MODE, RpcCodec};
use super::{ErrorIdentity, Protocol, Received, RequestError, Target, fault, is_unit};
use crate::Body;
use crate::http_binding::{EVENTS, states};
use crate::json::{AwsJson, RpcJson, quote};
use crate::wire::{
    Codec, DecodeError, EncodeError, Operation, Part, Reading, Role, ServiceSchema, Shape,
};

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");

macro_rules! protocols {
    ($($(#[$docs:meta])* $name:ident = $media_type:literal, $absolute:literal;)*) => {$(
        $(#[$docs])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Protocol for $name {
            const INITIAL_MESSAGES: bool = true;

            fn encode_request<O: Operation>(
                service: &'static ServiceSchema,
                input: &O::Input,
            ) -> Result<Request<Body>, EncodeError> {
                let content = rpc::encode::<AwsJson, _>(service, input, Role::Client, $media_type)?;
                frame(service, O::NAME, content)
            }

            fn decode_request<O: Operation>(
                _: &'static ServiceSchema,
                head: &request::Parts,
                body: &mut Body,
            ) -> Result<Received<O::Input>, RequestError> {
                if !body.is_end_stream() {
                    rpc::check_content::<O::Input>(&head.headers, $media_type)?;
                }
                let mut reading = Reading::new(Role::Server);
                let input = rpc::decode::<AwsJson, O::Input>(body, &mut reading)?;
                Ok(Received::new(input, reading))
            }

            fn encode_response<O: Operation>(
                service: &'static ServiceSchema,
                output: &O::Output,
            ) -> Result<Response<Body>, EncodeError> {
                // What has no members at all has no body, in contrast to a structure that may get some.
                if is_unit(O::Output::SCHEMA) {
                    return rpc::respond(200, Body::empty(), $media_type);
                }
                let Content { body, media_type } =
                    rpc::encode::<AwsJson, _>(service, output, Role::Server, $media_type)?;
                rpc::respond(200, body, media_type)
            }

            fn decode_response<O: Operation>(
                _: &'static ServiceSchema,
                response: &mut Response<Body>,
            ) -> Result<O::Output, DecodeError> {
                rpc::decode_output::<AwsJson, O::Output>(response)
            }

            fn encode_error<T: Shape>(
                service: &'static ServiceSchema,
                error: &T,
            ) -> Result<Response<Bytes>, EncodeError> {
                rpc::respond_error::<AwsJson, T>(service, error, $absolute, $media_type)
            }

            fn encode_fault(
                _: &'static ServiceSchema,
                status: StatusCode,
                code: &str,
                message: &str,
            ) -> Response<Bytes> {
                rpc::respond_fault::<AwsJson>(status, code, message, $media_type)
            }

            fn identify_error(
                _: &'static ServiceSchema,
                response: &Response<Bytes>,
            ) -> ErrorIdentity {
                fault::identify(response.headers(), AwsJson::texts(response.body()))
            }

            fn decode_error<T: Shape>(
                _: &'static ServiceSchema,
                response: &Response<Bytes>,
            ) -> Result<T, DecodeError> {
                rpc::decode_error::<AwsJson, T>(response)
            }

            fn claims(_: &'static ServiceSchema, head: &request::Parts) -> bool {
                let headers = &head.headers;
                let says_nothing = !headers.contains_key(header::CONTENT_TYPE);
                let fits = || states(headers, $media_type) || states(headers, EVENTS);
                headers.contains_key(TARGET) && (says_nothing || fits())
            }

            fn target<'a>(service: &'static ServiceSchema, head: &'a request::Parts) -> Target<'a> {
                let named = head.headers.get(TARGET).and_then(|name| name.to_str().ok());
                match named.and_then(|name| name.rsplit_once('.')) {
                    Some((of, operation)) if of == service.name => Target::Operation(operation),
                    _ => Target::Unknown,
                }
            }
        }
    )*};
}

protocols! {
    /// The protocol [`aws.protocols#awsJson1_0`]: JSON bodies, and the operation in the header `X-Amz-Target`.
    ///
    /// [`aws.protocols#awsJson1_0`]: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
    AwsJson1_0 = "application/x-amz-json-1.0", true;
    /// The protocol [`aws.protocols#awsJson1_1`]: as [`AwsJson1_0`], but that errors are named without their
    /// namespace.
    ///
    /// [`aws.protocols#awsJson1_1`]: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
    AwsJson1_1 = "application/x-amz-json-1.1", false;
}

fn frame(
    service: &'static ServiceSchema,
    operation: &str,
    Content { body, media_type }: Content,
) -> Result<Request<Body>, EncodeError> {
    let target = HeaderValue::try_from(format!("{}.{operation}", service.name))
        .map_err(|_| EncodeError::unrepresentable("the operation's name is no header's value"))?;
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from_static("/");
    let headers = request.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(TARGET, target);
    if service.query_compatible {
        headers.insert(QUERY_MODE, HeaderValue::from_static("true"));
    }
    Ok(request)
}

macro_rules! codecs {
    ($($name:ident)*) => {$(
        impl RpcCodec for $name {
            fn encode_error<T: Shape>(
                service: &'static ServiceSchema,
                error: &T,
                name: &str,
            ) -> Result<Vec<u8>, EncodeError> {
                Ok(typed(name, &Self::encode(service, error, Part::Call)?))
            }

            fn encode_fault(name: &str, message: &str) -> Vec<u8> {
                let mut members = br#"{"message":"#.to_vec();
                quote(message, &mut members);
                members.push(b'}');
                typed(name, &members)
            }
        }
    )*};
}

codecs!(AwsJson RpcJson);

/// Puts `__type` before the members of an object.
fn typed(name: &str, object: &[u8]) -> Vec<u8> {
    let mut out = br#"{"__type":"#.to_vec();
    quote(name, &mut out);
    match object.strip_prefix(b"{") {
        Some(rest) if rest != b"}" => {
            out.push(b',');
            out.extend_from_slice(rest);
        }
        _ => out.push(b'}'),
    }
    out
}
