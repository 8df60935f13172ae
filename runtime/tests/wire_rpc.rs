//! Requests and responses of protocols that send all members in the body.

mod messages;
mod shapes;

use bytes::Bytes;
use farrier::protocol::{
    AwsJson1_0, AwsJson1_1, ErrorIdentity, Protocol, RequestError, RpcV2Json, Target,
};
use farrier::wire::{Operation, ServiceSchema, Shape as _};
use farrier::{Body, Timestamp};
use http::{Request, Response, StatusCode};
use shapes::{
    Delete, Empty, IdInput, Ping, PutFile, PutFileInput, PutValues, Refresh, Throttled, Values,
};

const SERVICE: &ServiceSchema = &ServiceSchema::new("Shelf", "1", &[]).namespace("example.shelf");
const MIGRATED: &ServiceSchema = &ServiceSchema::new("Shelf", "1", &[])
    .namespace("example.shelf")
    .query_compatible();

fn in_utf8(body: &[u8]) -> String {
    String::from_utf8(body.to_vec()).unwrap()
}

fn request_text(request: Request<Body>) -> String {
    messages::request_text(request, in_utf8)
}

fn response_text(response: Response<impl Into<Body>>) -> String {
    messages::response_text(response, in_utf8)
}

fn sent<P: Protocol, O: Operation>(input: &O::Input) -> String {
    request_text(P::encode_request::<O>(SERVICE, input).unwrap())
}

/// What a server makes of a request: the input, or why there is none.
fn received<P: Protocol, O: Operation>(request: Request<&str>) -> Result<O::Input, RequestError> {
    let (head, body) = request.into_parts();
    let mut body = Body::from(body.to_owned());
    P::decode_request::<O>(SERVICE, &head, &mut body).map(|received| received.input)
}

fn answered<P: Protocol, O: Operation>(output: &O::Output) -> String {
    response_text(P::encode_response::<O>(SERVICE, output).unwrap())
}

fn file() -> PutFileInput {
    PutFileInput {
        bucket: "b".into(),
        path: "x/y".into(),
        at: Some("2019-12-16T23:48:18Z".parse().unwrap()),
        tags: Some(vec!["one".into()]),
        others: None,
        etag: Some("7".into()),
        names: None,
        dates: None,
        note: None,
        meta: None,
        size: 3,
    }
}

#[test]
fn all_members_travel_in_the_body_whatever_they_are_bound_to() {
    assert_eq!(
        sent::<AwsJson1_0, PutFile>(&file()),
        r#"POST /
content-type: application/x-amz-json-1.0
x-amz-target: Shelf.PutFile
{"bucket":"b","path":"x/y","at":1576540098,"tags":["one"],"etag":"7","size":3}"#
    );
    assert_eq!(
        sent::<RpcV2Json, PutFile>(&file()),
        r#"POST /service/Shelf/operation/PutFile
accept: application/json
content-type: application/json
smithy-protocol: rpc-v2-json
{"bucket":"b","path":"x/y","at":1576540098,"tags":["one"],"etag":"7","size":3}"#
    );
}

#[test]
fn a_server_reads_what_a_client_sent() {
    fn round<P: Protocol>() {
        let request = P::encode_request::<PutFile>(SERVICE, &file()).unwrap();
        let (head, mut body) = request.into_parts();
        assert!(P::claims(SERVICE, &head));
        assert_eq!(P::target(SERVICE, &head), Target::Operation("PutFile"));
        let received = P::decode_request::<PutFile>(SERVICE, &head, &mut body).unwrap();
        assert_eq!(received.input, file());
        assert!(received.missing.is_empty());
    }
    round::<AwsJson1_0>();
    round::<AwsJson1_1>();
    round::<RpcV2Json>();
}

#[test]
fn a_call_without_input_has_an_object_or_in_rpc_v2_no_body_and_without_output_none() {
    assert_eq!(
        sent::<AwsJson1_1, Ping>(&farrier::Unit),
        "POST /\ncontent-type: application/x-amz-json-1.1\nx-amz-target: Shelf.Ping\n{}"
    );
    assert_eq!(
        answered::<AwsJson1_1, Ping>(&farrier::Unit),
        "200\ncontent-type: application/x-amz-json-1.1\n"
    );
    assert_eq!(
        sent::<RpcV2Json, Ping>(&farrier::Unit),
        "POST /service/Shelf/operation/Ping\naccept: application/json\nsmithy-protocol: rpc-v2-json\n"
    );
    assert_eq!(
        answered::<RpcV2Json, Ping>(&farrier::Unit),
        "200\nsmithy-protocol: rpc-v2-json\n"
    );
    assert_eq!(
        answered::<RpcV2Json, Refresh>(&Empty { later: None }),
        "200\ncontent-type: application/json\nsmithy-protocol: rpc-v2-json\n{}"
    );
}

#[test]
fn a_server_takes_an_absent_body_for_one_without_members() {
    let request = || {
        Request::post("/")
            .header("x-amz-target", "Shelf.Ping")
            .body("")
            .unwrap()
    };
    assert!(received::<AwsJson1_0, Ping>(request()).is_ok());
    assert!(received::<AwsJson1_0, Refresh>(request()).is_ok());
    let (head, _) = request().into_parts();
    let missing = AwsJson1_0::decode_request::<Delete>(SERVICE, &head, &mut Body::empty());
    assert_eq!(missing.unwrap().missing.len(), 1);
}

#[test]
fn a_body_of_another_kind_is_refused() {
    let request = |media_type| {
        let request = Request::post("/").header("content-type", media_type);
        request.body(r#"{"id":"a"}"#).unwrap()
    };
    assert!(received::<AwsJson1_0, Delete>(request("application/x-amz-json-1.0")).is_ok());
    for other in [
        "application/x-amz-json-1.1",
        "application/json",
        "text/plain",
    ] {
        let refused = received::<AwsJson1_0, Delete>(request(other));
        assert!(
            matches!(refused, Err(RequestError::UnsupportedMediaType)),
            "{other}"
        );
    }
    let unmarked = received::<RpcV2Json, Delete>(request("application/json"));
    assert_eq!(
        unmarked.unwrap_err().to_string(),
        "cannot read the message: expected the header smithy-protocol: rpc-v2-json, found another protocol"
    );
}

#[test]
fn a_request_of_rpc_v2_that_names_its_operation_twice_is_refused() {
    for name in ["x-amz-target", "x-amzn-target"] {
        let request = Request::post("/service/Shelf/operation/Delete")
            .header("smithy-protocol", "rpc-v2-json")
            .header("content-type", "application/json")
            .header(name, "Shelf.Delete");
        let refused = received::<RpcV2Json, Delete>(request.body(r#"{"id":"a"}"#).unwrap());
        assert_eq!(
            refused.unwrap_err().to_string(),
            "cannot read the message: expected the operation in the path alone, found a header that names it"
        );
    }
}

#[test]
fn an_operation_of_another_service_is_none_of_ours() {
    let head = |path: &str, target: &str| {
        let request = Request::post(path)
            .header("x-amz-target", target)
            .body(())
            .unwrap();
        request.into_parts().0
    };
    for target in ["Shop.Ping", "Ping", "Shelf", ""] {
        assert_eq!(
            AwsJson1_0::target(SERVICE, &head("/", target)),
            Target::Unknown,
            "{target}"
        );
    }
    for path in [
        "/v1/service/Shelf/operation/Ping",
        "/service/example.shelf.Shelf/operation/Ping",
    ] {
        assert_eq!(
            RpcV2Json::target(SERVICE, &head(path, "")),
            Target::Operation("Ping")
        );
    }
    for path in [
        "/service/example.shop.Shelf/operation/Ping",
        "/service/.Shelf/operation/Ping",
        "/service/Shelf/operation/example.shelf.Ping/",
        "/service/Shop/operation/Ping",
        "/operation/Ping",
        "/service/Shelf/operation/Ping/",
    ] {
        assert_eq!(
            RpcV2Json::target(SERVICE, &head(path, "")),
            Target::Unknown,
            "{path}"
        );
    }
}

fn throttled() -> Throttled {
    Throttled {
        message: "Slow down.".into(),
        retry_after: Some(3),
    }
}

#[test]
fn errors_are_named_in_the_body() {
    let error = response_text(AwsJson1_0::encode_error(SERVICE, &throttled()).unwrap());
    assert_eq!(
        error,
        "429\ncontent-type: application/x-amz-json-1.0\n\
         {\"__type\":\"example.shelf#Throttled\",\"message\":\"Slow down.\",\"retryAfter\":3}"
    );
    let error = response_text(AwsJson1_1::encode_error(SERVICE, &throttled()).unwrap());
    assert_eq!(
        error,
        "429\ncontent-type: application/x-amz-json-1.1\n\
         {\"__type\":\"Throttled\",\"message\":\"Slow down.\",\"retryAfter\":3}"
    );
}

#[test]
fn a_client_knows_errors_again() {
    fn round<P: Protocol>() {
        let response = P::encode_error(SERVICE, &throttled()).unwrap();
        let identity = P::identify_error(SERVICE, &response);
        assert_eq!(
            identity,
            ErrorIdentity {
                code: Some("Throttled".into()),
                message: Some("Slow down.".into()),
            }
        );
        assert_eq!(
            P::decode_error::<Throttled>(SERVICE, &response).unwrap(),
            throttled()
        );
        let fault = P::encode_fault(
            SERVICE,
            StatusCode::NOT_FOUND,
            "UnknownOperationException",
            "No.",
        );
        assert_eq!(fault.status(), StatusCode::NOT_FOUND);
        let identity = P::identify_error(SERVICE, &fault);
        assert_eq!(identity.code.as_deref(), Some("UnknownOperationException"));
        assert_eq!(identity.message.as_deref(), Some("No."));
    }
    round::<AwsJson1_0>();
    round::<AwsJson1_1>();
    round::<RpcV2Json>();
}

#[test]
fn a_service_that_came_from_aws_query_is_asked_for_its_old_codes() {
    let request = AwsJson1_0::encode_request::<Ping>(MIGRATED, &farrier::Unit).unwrap();
    assert_eq!(request.headers()["x-amzn-query-mode"], "true");
    let request = RpcV2Json::encode_request::<Ping>(MIGRATED, &farrier::Unit).unwrap();
    assert_eq!(request.headers()["x-amzn-query-mode"], "true");
    let request = AwsJson1_0::encode_request::<Ping>(SERVICE, &farrier::Unit).unwrap();
    assert!(!request.headers().contains_key("x-amzn-query-mode"));
}

#[test]
fn rpc_v2_has_names_of_the_model_big_numbers_as_strings_and_times_in_seconds() {
    let values = Values {
        big_integer: Some("9223372036854775808".parse().unwrap()),
        big_decimal: Some("0.100000000000000000000001".parse().unwrap()),
        string: Some("s".into()),
        date: Some(Timestamp::UNIX_EPOCH),
        ..Values::blank()
    };
    let request = RpcV2Json::encode_request::<PutValues>(SERVICE, &values).unwrap();
    let (head, mut body) = request.into_parts();
    let sent = String::from_utf8(body.as_bytes().unwrap().to_vec()).unwrap();
    assert_eq!(
        sent,
        r#"{"bigInteger":"9223372036854775808","bigDecimal":"0.100000000000000000000001","string":"s","date":0}"#
    );
    let received = RpcV2Json::decode_request::<PutValues>(SERVICE, &head, &mut body).unwrap();
    assert_eq!(received.input, values);
}

#[test]
fn a_client_of_rpc_v2_takes_only_answers_of_the_protocol() {
    let mut response = Response::new(Body::from("{}"));
    let refused = RpcV2Json::decode_response::<Refresh>(SERVICE, &mut response).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "cannot read the message: expected the header smithy-protocol: rpc-v2-json, found another protocol"
    );
    let gateway = Response::builder()
        .status(502)
        .body(Bytes::from(r#"{"code":"Teapot"}"#))
        .unwrap();
    assert_eq!(
        RpcV2Json::identify_error(SERVICE, &gateway),
        ErrorIdentity::default()
    );
}

#[test]
fn a_delete_is_a_post_like_any_other() {
    let input = IdInput { id: "a".into() };
    assert_eq!(
        sent::<AwsJson1_0, Delete>(&input),
        "POST /\ncontent-type: application/x-amz-json-1.0\nx-amz-target: Shelf.Delete\n{\"id\":\"a\"}"
    );
}
