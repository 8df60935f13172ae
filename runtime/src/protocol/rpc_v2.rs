//! Smithy RPC v2: `smithy.protocols#rpcv2Json`.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http::{header, request};
use http_body::Body as _;

use super::rpc::{self, Content, EVENTS, QUERY_MODE, RpcCodec, streams_events};
use super::{ErrorIdentity, Protocol, Received, RequestError, Target, fault, is_unit};
use crate::Body;
use crate::json::RpcJson;
use crate::validate::Violation;
use crate::wire::{
    Codec, DecodeError, EncodeError, Operation, Reading, Role, ServiceSchema, Shape,
};

const PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");

macro_rules! protocols {
    ($($(#[$attribute:meta])* $name:ident = $codec:ty, $value:literal;)*) => {$(
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        $(#[$attribute])*
        impl Protocol for $name {
            const INITIAL_MESSAGES: bool = true;

            fn encode_request<O: Operation>(
                service: &'static ServiceSchema,
                input: &O::Input,
            ) -> Result<Request<Body>, EncodeError> {
                encode_request::<$codec, O>(service, $value, input)
            }

            fn decode_request<O: Operation>(
                _: &'static ServiceSchema,
                head: &request::Parts,
                body: &mut Body,
            ) -> Result<Received<O::Input>, RequestError> {
                decode_request::<$codec, O>($value, head, body)
            }

            fn encode_response<O: Operation>(
                service: &'static ServiceSchema,
                output: &O::Output,
            ) -> Result<Response<Body>, EncodeError> {
                encode_response::<$codec, O>(service, $value, output)
            }

            fn decode_response<O: Operation>(
                _: &'static ServiceSchema,
                response: &mut Response<Body>,
            ) -> Result<O::Output, DecodeError> {
                if !speaks(response.headers(), $value) {
                    return Err(other_protocol($value));
                }
                let mut reading = Reading::new(Role::Client);
                rpc::decode::<$codec, O::Output>(response.body_mut(), &mut reading)
            }

            fn encode_error<T: Shape>(
                service: &'static ServiceSchema,
                error: &T,
            ) -> Result<Response<Bytes>, EncodeError> {
                let media_type = <$codec as Codec>::MEDIA_TYPE;
                let response = rpc::respond_error::<$codec, T>(service, error, true, media_type)?;
                Ok(marked(response, $value))
            }

            fn encode_fault(
                _: &'static ServiceSchema,
                status: StatusCode,
                code: &str,
                message: &str,
            ) -> Response<Bytes> {
                let media_type = <$codec as Codec>::MEDIA_TYPE;
                let response = rpc::respond_fault::<$codec>(status, code, message, media_type);
                marked(response, $value)
            }

            fn identify_error(
                _: &'static ServiceSchema,
                response: &Response<Bytes>,
            ) -> ErrorIdentity {
                match speaks(response.headers(), $value) {
                    true => fault::identify(response.headers(), <$codec>::texts(response.body())),
                    false => ErrorIdentity::default(),
                }
            }

            fn decode_error<T: Shape>(
                _: &'static ServiceSchema,
                response: &Response<Bytes>,
            ) -> Result<T, DecodeError> {
                let mut body = Body::from(response.body().clone());
                rpc::decode::<$codec, T>(&mut body, &mut Reading::new(Role::Client))
            }

            fn claims(_: &'static ServiceSchema, head: &request::Parts) -> bool {
                speaks(&head.headers, $value)
            }

            fn target<'a>(service: &'static ServiceSchema, head: &'a request::Parts) -> Target<'a> {
                target(service, head)
            }
        }
    )*};
}

protocols! {
    /// The protocol [`smithy.protocols#rpcv2Json`]: JSON bodies, and the operation in the path.
    ///
    /// [`smithy.protocols#rpcv2Json`]: https://smithy.io/2.0/additional-specs/protocols/index.html
    RpcV2Json = RpcJson, "rpc-v2-json";
}

fn encode_request<C: RpcCodec, O: Operation>(
    service: &'static ServiceSchema,
    protocol: &'static str,
    input: &O::Input,
) -> Result<Request<Body>, EncodeError> {
    let path = format!("/service/{}/operation/{}", service.name, O::NAME);
    let accepted = match const { streams_events(O::Output::SCHEMA) } {
        true => EVENTS,
        false => C::MEDIA_TYPE,
    };
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::try_from(path)
        .map_err(|_| EncodeError::unrepresentable("the operation's name has no place in a path"))?;
    let headers = request.headers_mut();
    headers.insert(PROTOCOL, HeaderValue::from_static(protocol));
    headers.insert(header::ACCEPT, HeaderValue::from_static(accepted));
    if service.query_compatible {
        headers.insert(QUERY_MODE, HeaderValue::from_static("true"));
    }
    // What has no members at all has no body, in contrast to a structure that may get some.
    if !is_unit(O::Input::SCHEMA) {
        let content = rpc::encode::<C, _>(service, input, Role::Client, C::MEDIA_TYPE)?;
        let media_type = HeaderValue::from_static(content.media_type);
        headers.insert(header::CONTENT_TYPE, media_type);
        *request.body_mut() = content.body;
    }
    Ok(request)
}

fn decode_request<C: RpcCodec, O: Operation>(
    protocol: &str,
    head: &request::Parts,
    body: &mut Body,
) -> Result<Received<O::Input>, RequestError> {
    if !speaks(&head.headers, protocol) {
        return Err(other_protocol(protocol).into());
    }
    if !body.is_end_stream() {
        rpc::check_content::<O::Input>(&head.headers, C::MEDIA_TYPE)?;
    }
    let mut reading = Reading::new(Role::Server);
    let mut input = rpc::decode::<C, O::Input>(body, &mut reading)?;
    input.fill_in();
    let missing = reading.into_missing().into_iter();
    Ok(Received {
        input,
        missing: missing.map(Violation::missing).collect(),
    })
}

fn encode_response<C: RpcCodec, O: Operation>(
    service: &'static ServiceSchema,
    protocol: &'static str,
    output: &O::Output,
) -> Result<Response<Body>, EncodeError> {
    let response = match is_unit(O::Output::SCHEMA) {
        true => Response::new(Body::empty()),
        false => {
            let Content { body, media_type } =
                rpc::encode::<C, _>(service, output, Role::Server, C::MEDIA_TYPE)?;
            rpc::respond(200, body, media_type)?
        }
    };
    Ok(marked(response, protocol))
}

/// Whether a message says that it is of the protocol.
fn speaks(headers: &HeaderMap, protocol: &str) -> bool {
    headers
        .get(PROTOCOL)
        .is_some_and(|stated| stated == protocol)
}

fn marked<B>(mut response: Response<B>, protocol: &'static str) -> Response<B> {
    let headers = response.headers_mut();
    headers.insert(PROTOCOL, HeaderValue::from_static(protocol));
    response
}

#[cold]
fn other_protocol(protocol: &str) -> DecodeError {
    DecodeError::unexpected(
        format!("the header smithy-protocol: {protocol}"),
        "another protocol",
    )
}

/// The operation in `/service/{service}/operation/{operation}`.
fn target<'a>(service: &'static ServiceSchema, head: &'a request::Parts) -> Target<'a> {
    let mut segments = head.uri.path().rsplit('/');
    match std::array::from_fn(|_| segments.next()) {
        [
            Some(operation),
            Some("operation"),
            Some(of),
            Some("service"),
        ] if of == service.name => Target::Operation(operation),
        _ => Target::Unknown,
    }
}
