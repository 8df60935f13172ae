//! Requests and responses of Smithy RPC v2 with CBOR. Bodies stand in hexadecimal digits.

#![cfg(feature = "cbor")]

mod messages;
mod shapes;

use bytes::Bytes;
use farrier::Body;
use farrier::protocol::{ErrorIdentity, Protocol, RequestError, RpcV2Cbor, Target};
use farrier::wire::ServiceSchema;
use http::{Request, Response, StatusCode};
use shapes::{Delete, Empty, IdInput, Ping, Refresh, Throttled};

const SERVICE: &ServiceSchema = &ServiceSchema::new("Shelf", "1", &[]).namespace("example.shelf");

fn in_hex(body: &[u8]) -> String {
    body.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn request_text(request: Request<Body>) -> String {
    messages::request_text(request, in_hex)
}

fn response_text(response: Response<impl Into<Body>>) -> String {
    messages::response_text(response, in_hex)
}

fn received(request: http::request::Builder, body: &'static [u8]) -> Result<IdInput, RequestError> {
    let (head, mut body) = request
        .body(Body::from(Bytes::from(body)))
        .unwrap()
        .into_parts();
    RpcV2Cbor::decode_request::<Delete>(SERVICE, &head, &mut body).map(|received| received.input)
}

#[test]
fn a_call_is_a_post_with_a_map() {
    let input = IdInput { id: "a".into() };
    let request = RpcV2Cbor::encode_request::<Delete>(SERVICE, &input).unwrap();
    let (head, mut body) = request.into_parts();
    assert!(RpcV2Cbor::claims(SERVICE, &head));
    assert_eq!(
        RpcV2Cbor::target(SERVICE, &head),
        Target::Operation("Delete")
    );
    let received = RpcV2Cbor::decode_request::<Delete>(SERVICE, &head, &mut body).unwrap();
    assert_eq!(received.input, input);
    assert_eq!(
        request_text(Request::from_parts(head, body)),
        "POST /service/Shelf/operation/Delete\n\
         accept: application/cbor\n\
         content-type: application/cbor\n\
         smithy-protocol: rpc-v2-cbor\n\
         a16269646161"
    );
}

#[test]
fn a_call_without_input_and_output_has_no_bodies() {
    let request = RpcV2Cbor::encode_request::<Ping>(SERVICE, &farrier::Unit).unwrap();
    assert_eq!(
        request_text(request),
        "POST /service/Shelf/operation/Ping\n\
         accept: application/cbor\n\
         smithy-protocol: rpc-v2-cbor\n"
    );
    let response = RpcV2Cbor::encode_response::<Ping>(SERVICE, &farrier::Unit).unwrap();
    assert_eq!(
        response_text(response),
        "200\nsmithy-protocol: rpc-v2-cbor\n"
    );
    // Nor does a client mind one.
    for body in [&b""[..], b"\xa0", b"\xbf\xff"] {
        let response = Response::builder().header("smithy-protocol", "rpc-v2-cbor");
        let mut response = response.body(Body::from(Bytes::from(body))).unwrap();
        assert!(RpcV2Cbor::decode_response::<Ping>(SERVICE, &mut response).is_ok());
    }
    let response = RpcV2Cbor::encode_response::<Refresh>(SERVICE, &Empty { later: None }).unwrap();
    assert_eq!(
        response_text(response),
        "200\ncontent-type: application/cbor\nsmithy-protocol: rpc-v2-cbor\na0"
    );
}

#[test]
fn a_request_of_another_kind_is_refused() {
    const BODY: &[u8] = b"\xa1\x62id\x61a";
    let request = |protocol, media_type| {
        let request = Request::post("/service/Shelf/operation/Delete");
        request
            .header("smithy-protocol", protocol)
            .header("content-type", media_type)
    };
    assert!(received(request("rpc-v2-cbor", "application/cbor"), BODY).is_ok());
    let other = received(request("rpc-v2-json", "application/cbor"), BODY);
    assert!(matches!(other, Err(RequestError::Malformed(_))));
    let json = received(request("rpc-v2-cbor", "application/json"), BODY);
    assert!(matches!(json, Err(RequestError::UnsupportedMediaType)));
    let trailing = received(request("rpc-v2-cbor", "application/cbor"), b"\xa0\x00");
    assert_eq!(
        trailing.unwrap_err().to_string(),
        "cannot read the message: trailing bytes at byte 1"
    );
}

#[test]
fn errors_are_named_in_the_body_alone() {
    let throttled = Throttled {
        message: "Slow down.".into(),
        retry_after: None,
    };
    let response = RpcV2Cbor::encode_error(SERVICE, &throttled).unwrap();
    let identity = ErrorIdentity {
        code: Some("Throttled".into()),
        message: Some("Slow down.".into()),
    };
    assert_eq!(RpcV2Cbor::identify_error(SERVICE, &response), identity);
    assert_eq!(
        RpcV2Cbor::decode_error::<Throttled>(SERVICE, &response).unwrap(),
        throttled
    );
    assert_eq!(
        response_text(response),
        "429\ncontent-type: application/cbor\nsmithy-protocol: rpc-v2-cbor\n\
         a2665f5f74797065776578616d706c652e7368656c66235468726f74746c6564\
         676d6573736167656a536c6f7720646f776e2e"
    );

    let misleading = Response::builder()
        .status(400)
        .header("smithy-protocol", "rpc-v2-cbor")
        .header("x-amzn-errortype", "Teapot")
        .body(Bytes::from_static(
            b"\xa2\x64code\x66Teapot\x67message\x61m",
        ))
        .unwrap();
    let identity = RpcV2Cbor::identify_error(SERVICE, &misleading);
    assert_eq!(
        (identity.code, identity.message.as_deref()),
        (None, Some("m"))
    );

    let fault = RpcV2Cbor::encode_fault(SERVICE, StatusCode::NOT_FOUND, "NoSuchThing", "No.");
    let identity = RpcV2Cbor::identify_error(SERVICE, &fault);
    assert_eq!(identity.code.as_deref(), Some("NoSuchThing"));
    assert_eq!(identity.message.as_deref(), Some("No."));
}
