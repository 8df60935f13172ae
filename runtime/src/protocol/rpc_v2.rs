//! Smithy RPC v2: `smithy.protocols#rpcv2Json` and `smithy.protocols#rpcv2Cbor`.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http::{header, request};
use http_body::Body as _;

use super::rpc::{self, Content, QUERY_MODE, RpcCodec, streams_events};
use super::{ErrorIdentity, Protocol, Received, RequestError, Target, fault, is_unit};
use crate::Body;
#[cfg(feature = "cbor")]
use crate::cbor::{self, Cbor};
use crate::http_binding::EVENTS;
use crate::json::RpcJson;
use crate::wire::{
    Codec, DecodeError, EncodeError, Operation, Reading, Role, ServiceSchema, Shape,
};

const PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");
/// How awsJson names an operation, which a request must not do beside the path.
const OTHER_TARGETS: [HeaderName; 2] = [
    HeaderName::from_static("x-amz-target"),
    HeaderName::from_static("x-amzn-target"),
];

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
                rpc::decode_output::<$codec, O::Output>(response)
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
                    true => fault::identify_typed(<$codec>::texts(response.body())),
                    false => ErrorIdentity::default(),
                }
            }

            fn decode_error<T: Shape>(
                _: &'static ServiceSchema,
                response: &Response<Bytes>,
            ) -> Result<T, DecodeError> {
                rpc::decode_error::<$codec, T>(response)
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
    /// The protocol [`smithy.protocols#rpcv2Cbor`]: CBOR bodies, and the operation in the path.
    ///
    /// [`smithy.protocols#rpcv2Cbor`]: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2-cbor.html
    #[cfg(feature = "cbor")]
    RpcV2Cbor = Cbor, "rpc-v2-cbor";
}

#[cfg(feature = "cbor")]
impl RpcCodec for Cbor {
    fn encode_error<T: Shape>(
        _: &'static ServiceSchema,
        error: &T,
        name: &str,
    ) -> Result<Vec<u8>, EncodeError> {
        cbor::typed(error, name)
    }

    fn encode_fault(name: &str, message: &str) -> Vec<u8> {
        cbor::texts([("__type", name), ("message", message)])
    }
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
    if OTHER_TARGETS
        .iter()
        .any(|name| head.headers.contains_key(name))
    {
        let found = "a header that names it";
        return Err(DecodeError::unexpected("the operation in the path alone", found).into());
    }
    if !body.is_end_stream() {
        rpc::check_content::<O::Input>(&head.headers, C::MEDIA_TYPE)?;
    }
    let mut reading = Reading::new(Role::Server);
    let input = rpc::decode::<C, O::Input>(body, &mut reading)?;
    Ok(Received::new(input, reading))
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

/// The operation in `/service/{service}/operation/{operation}`, whatever comes before that.
fn target<'a>(service: &'static ServiceSchema, head: &'a request::Parts) -> Target<'a> {
    let mut segments = head.uri.path().rsplit('/');
    match std::array::from_fn(|_| segments.next()) {
        [
            Some(operation),
            Some("operation"),
            Some(of),
            Some("service"),
        ] if head.method == Method::POST && names(service, of) => Target::Operation(operation),
        _ => Target::Unknown,
    }
}

/// Whether a service is called so: by its name, or by its shape id with a dot in the place of the `#`.
fn names(service: &ServiceSchema, name: &str) -> bool {
    let namespace = || {
        let before = name.strip_suffix(service.name)?;
        before.strip_suffix('.')
    };
    name == service.name || namespace() == Some(service.namespace)
}
