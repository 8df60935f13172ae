//! Requests and responses of restJson1, both ways.

mod messages;
mod shapes;

use std::collections::BTreeMap;

use bytes::Bytes;
use farrier::protocol::{ErrorIdentity, Protocol, RequestError, RestJson1};
use farrier::wire::{Operation, Shape};
use farrier::{Blob, Body, Timestamp};
use http::{Request, Response, StatusCode};
use shapes::{
    BytesPayload, Delete, Draw, Empty, IdInput, ImagePayload, Ping, Plant, PutFile, PutFileInput,
    PutFileOutput, Refresh, SERVICE, Say, Store, TextPayload, Throttled, TreePayload, tree,
};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn strings(items: &[&str]) -> Option<Vec<String>> {
    Some(items.iter().map(ToString::to_string).collect())
}

fn entries(items: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
    Some(
        items
            .iter()
            .map(|(key, value)| (key.to_string(), value.to_string()))
            .collect(),
    )
}

fn in_utf8(body: &[u8]) -> String {
    String::from_utf8(body.to_vec()).unwrap()
}

fn request_text(request: Request<Body>) -> String {
    messages::request_text(request, in_utf8)
}

fn response_text(response: Response<impl Into<Body>>) -> String {
    messages::response_text(response, in_utf8)
}

fn sent<O: Operation>(input: &O::Input) -> String {
    request_text(RestJson1::encode_request::<O>(SERVICE, input).unwrap())
}

fn answered<O: Operation>(output: &O::Output) -> String {
    response_text(RestJson1::encode_response::<O>(SERVICE, output).unwrap())
}

fn received<O: Operation>(request: Request<&str>) -> Result<O::Input, String> {
    let (head, body) = request.into_parts();
    let mut body = Body::from(body.to_owned());
    let received = RestJson1::decode_request::<O>(SERVICE, &head, &mut body)
        .map_err(|error| error.to_string())?;
    match received.missing.is_empty() {
        true => Ok(received.input),
        false => Err(received.missing.to_string()),
    }
}

fn responded<O: Operation>(response: Response<&str>) -> Result<O::Output, String> {
    let mut response = response.map(|body| Body::from(body.to_owned()));
    RestJson1::decode_response::<O>(SERVICE, &mut response).map_err(|error| error.to_string())
}

fn file() -> PutFileInput {
    PutFileInput {
        bucket: "a b/\u{e9}".into(),
        path: "x/y z".into(),
        at: Some(time("2019-12-16T23:48:18Z")),
        tags: strings(&["one", "", "&="]),
        others: entries(&[("tag", "hidden"), ("mode", "hidden"), ("free key", "v")]),
        etag: Some("\"7\"".into()),
        names: strings(&["plain", "b,c", "\"d\" \\", ""]),
        dates: Some(vec![
            time("2019-12-16T23:48:18Z"),
            time("2019-12-16T23:48:18.5Z"),
        ]),
        note: Some("{\"a\":1}".into()),
        meta: entries(&[("color", "red")]),
        size: 3,
    }
}

const FILE: &str = r#"POST /b/a%20b%2F%C3%A9/f/x/y%20z/end?upload&mode=fast&at=2019-12-16T23%3A48%3A18Z&tag=one&tag=&tag=%26%3D&free%20key=v
content-type: application/json
if-match: "7"
x-dates: Mon, 16 Dec 2019 23:48:18 GMT, Mon, 16 Dec 2019 23:48:18.5 GMT
x-meta-color: red
x-names: plain, "b,c", "\"d\" \\", ""
x-note: eyJhIjoxfQ==
{"size":3}"#;

#[test]
fn each_member_travels_where_its_binding_says() {
    assert_eq!(sent::<PutFile>(&file()), FILE);
}

#[test]
fn a_server_reads_what_a_client_sent() {
    let request = RestJson1::encode_request::<PutFile>(SERVICE, &file()).unwrap();
    let (head, mut body) = request.into_parts();
    let received = RestJson1::decode_request::<PutFile>(SERVICE, &head, &mut body).unwrap();
    // A server's map of the query has every key.
    let others = entries(&[
        ("at", "2019-12-16T23:48:18Z"),
        ("free key", "v"),
        ("mode", "fast"),
        ("tag", "one"),
        ("upload", ""),
    ]);
    assert_eq!(received.input, PutFileInput { others, ..file() });
    assert!(received.missing.is_empty());
}

#[test]
fn a_client_reads_headers_and_status() {
    let output = PutFileOutput {
        status: Some(201),
        etag: "7".into(),
        created: Some(time("2019-12-16T23:48:18Z")),
        count: Some(-5),
    };
    assert_eq!(
        answered::<PutFile>(&output),
        "201\ncontent-type: application/json\netag: 7\nx-count: -5\nx-created: Mon, 16 Dec 2019 23:48:18 GMT\n{}"
    );
    let mut response = RestJson1::encode_response::<PutFile>(SERVICE, &output).unwrap();
    assert_eq!(
        RestJson1::decode_response::<PutFile>(SERVICE, &mut response).unwrap(),
        output
    );

    let missing = responded::<PutFile>(Response::builder().body("").unwrap());
    assert_eq!(
        missing.unwrap_err(),
        "cannot read /etag: the required member is missing"
    );
}

#[test]
fn labels_that_would_name_another_resource_are_not_sent() {
    for (id, message) in [
        ("", "cannot write /id: a label must not be empty"),
        (".", "cannot write /id: a label must not have a dot segment"),
        (
            "..",
            "cannot write /id: a label must not have a dot segment",
        ),
    ] {
        let error =
            RestJson1::encode_request::<Delete>(SERVICE, &IdInput { id: id.into() }).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    assert_eq!(
        sent::<Delete>(&IdInput { id: "...".into() }),
        "DELETE /tokens/...\n"
    );
    assert_eq!(
        sent::<Delete>(&IdInput {
            id: "a/../b".into()
        }),
        "DELETE /tokens/a%2F..%2Fb\n"
    );
    assert_eq!(
        sent::<Delete>(&IdInput {
            id: "-._~%?#".into()
        }),
        "DELETE /tokens/-._~%25%3F%23\n"
    );
}

#[test]
fn a_header_with_control_characters_is_not_sent() {
    let error = RestJson1::encode_request::<PutFile>(
        SERVICE,
        &PutFileInput {
            etag: Some("a\r\nb: c".into()),
            ..file()
        },
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot write /etag: a header has no control characters"
    );
}

#[test]
fn texts_are_read_strictly() {
    let request = |uri: &str, name: &str, value: &str| {
        let request = Request::post(uri)
            .header(name, value)
            .header("content-type", "application/json");
        received::<PutFile>(request.body(r#"{"size":1}"#).unwrap())
    };
    let messages = [
        (
            "/b/%ff/f/p/end",
            "x-a",
            "b",
            "cannot read /bucket: expected percent-encoded UTF-8, found other bytes",
        ),
        (
            "/b/a/f/p/end?at=1515531081",
            "x-a",
            "b",
            "cannot read /at: expected a date-time in UTC, found another text",
        ),
        (
            "/b/a/f/p/end?at=1996-12-19T16:39:57-08:00",
            "x-a",
            "b",
            "cannot read /at: expected a date-time in UTC, found another text",
        ),
        (
            "/b/a/f/p/end",
            "x-dates",
            "2019-12-16T23:48:18Z",
            "cannot read /dates/0: expected an HTTP date, found another text",
        ),
        (
            "/b/a/f/p/end",
            "x-names",
            "a, \"b",
            "cannot read /names/1: expected a closing quote, found none",
        ),
        (
            "/b/a/f/p/end",
            "x-names",
            "\"a\"b",
            "cannot read /names/0: expected a comma after a quoted item, found another character",
        ),
        (
            "/b/a/f/p/end",
            "x-note",
            "xyz",
            "cannot read /note: expected text in base64, found another text",
        ),
        (
            "/b/a/f/end",
            "x-a",
            "b",
            "cannot read the message: expected the path of the operation, found another path",
        ),
    ];
    for (uri, name, value, message) in messages {
        assert_eq!(request(uri, name, value).unwrap_err(), message);
    }
    for count in ["+1", "1.0", "0x1", "40000", "NaN", "", "1 "] {
        let response = Response::builder()
            .header("etag", "e")
            .header("x-count", count)
            .body("");
        let read = responded::<PutFile>(response.unwrap());
        assert_eq!(read.is_ok(), count == "1 ", "{count}");
    }
}

#[test]
fn lists_in_headers_may_be_spread_over_lines() {
    let request = Request::post("/b/a/f/p/q/end")
        .header("content-type", "application/json")
        .header("x-names", "a,b ,, \"c , \\\"d\"")
        .header("x-names", "e");
    let input = received::<PutFile>(request.body(r#"{"size":1}"#).unwrap()).unwrap();
    assert_eq!(input.names, strings(&["a", "b", "c , \"d", "e"]));
    assert_eq!(input.path, "p/q");
}

#[test]
fn all_that_a_request_lacks_is_told_at_once() {
    let request = Request::post("/b/a/f/p/end")
        .header("content-type", "application/json")
        .body("{}");
    assert_eq!(
        received::<PutFile>(request.unwrap()).unwrap_err(),
        "1 validation error detected. Value at '/size' failed to satisfy constraint: Member must not be null"
    );
}

#[test]
fn an_input_without_body_takes_any_content_type_of_nothing() {
    let request = Request::delete("/tokens/a%2Fb")
        .header("content-type", "application/x-amz-json-1.1")
        .header("content-length", "0");
    assert_eq!(
        received::<Delete>(request.body("").unwrap()).unwrap(),
        IdInput { id: "a/b".into() }
    );
    let request = Request::delete("/tokens/a")
        .header("content-type", "application/json")
        .body("{}");
    assert!(
        received::<Delete>(request.unwrap())
            .unwrap_err()
            .contains("media type")
    );
}

#[test]
fn an_empty_success_may_look_like_anything() {
    let empty = Empty { later: None };
    for (status, body) in [(204, ""), (200, ""), (200, "{}"), (200, r#"{"new":1}"#)] {
        let response = Response::builder()
            .status(status)
            .header("content-type", "application/x-amz-json-1.1")
            .body(body);
        assert_eq!(responded::<Delete>(response.unwrap()), Ok(empty.clone()));
    }
    assert_eq!(answered::<Delete>(&empty), "204\n");
    assert_eq!(
        answered::<Refresh>(&empty),
        "200\ncontent-type: application/json\n{}"
    );
    assert_eq!(answered::<Ping>(&farrier::Unit), "200\n");
    assert_eq!(sent::<Ping>(&farrier::Unit), "POST /ping\n");
    assert_eq!(
        sent::<Refresh>(&empty),
        "POST /refresh\ncontent-type: application/json\n{}"
    );
}

#[test]
fn a_payload_is_the_body() {
    assert_eq!(
        sent::<Say>(&TextPayload {
            text: Some("h\u{e9} \"".into())
        }),
        "POST /say\ncontent-type: text/plain\nh\u{e9} \""
    );
    assert_eq!(sent::<Say>(&TextPayload { text: None }), "POST /say\n");
    assert_eq!(
        sent::<Draw>(&ImagePayload {
            image: Some(Blob::from("png"))
        }),
        "POST /draw\ncontent-type: image/png\npng"
    );
    assert_eq!(
        sent::<Store>(&BytesPayload {
            bytes: Blob::from("b")
        }),
        "POST /store\ncontent-type: application/octet-stream\nb"
    );
    assert_eq!(
        sent::<Plant>(&TreePayload {
            tree: Some(tree("oak")),
            kind: None
        }),
        "POST /plant\ncontent-type: application/json\n{\"name\":\"oak\"}"
    );
    // A structure that is not there is sent as one without members, but not answered.
    let nothing = TreePayload {
        tree: None,
        kind: Some("k".into()),
    };
    assert_eq!(
        sent::<Plant>(&nothing),
        "POST /plant\ncontent-type: application/json\nx-kind: k\n{}"
    );
    assert_eq!(answered::<Plant>(&nothing), "200\nx-kind: k\n");
}

#[test]
fn a_payload_is_read() {
    let post = |uri: &str, content_type: &str, body: &'static str| {
        Request::post(uri)
            .header("content-type", content_type)
            .body(body)
            .unwrap()
    };
    assert_eq!(
        received::<Say>(post("/say", "text/plain; charset=utf-8", "hi"))
            .unwrap()
            .text
            .as_deref(),
        Some("hi")
    );
    assert_eq!(
        received::<Store>(post("/store", "image/jpeg", "raw"))
            .unwrap()
            .bytes,
        Blob::from("raw")
    );
    assert_eq!(
        received::<Store>(Request::post("/store").body("").unwrap())
            .unwrap()
            .bytes,
        Blob::default()
    );
    assert_eq!(
        received::<Draw>(Request::post("/draw").body("").unwrap())
            .unwrap()
            .image,
        None
    );
    assert_eq!(
        received::<Plant>(post("/plant", "application/json", r#"{"name":"oak"}"#))
            .unwrap()
            .tree,
        Some(tree("oak"))
    );
    assert_eq!(
        received::<Plant>(post("/plant", "application/json", r#"{"left":{}}"#)).unwrap_err(),
        "2 validation errors detected. Value at '/tree/left/name' failed to satisfy constraint: Member must not be null; \
         Value at '/tree/name' failed to satisfy constraint: Member must not be null"
    );
    assert_eq!(
        responded::<Plant>(Response::new(r#"{"name":[]}"#)).unwrap_err(),
        "cannot read /tree/name: expected a string, found a list"
    );
    for (uri, content_type) in [
        ("/say", "application/json"),
        ("/draw", "image/jpeg"),
        ("/plant", "text/plain"),
    ] {
        let request = post(uri, content_type, "{}").map(Body::from);
        let (head, mut body) = request.into_parts();
        let error = match uri {
            "/say" => RestJson1::decode_request::<Say>(SERVICE, &head, &mut body).unwrap_err(),
            "/draw" => RestJson1::decode_request::<Draw>(SERVICE, &head, &mut body).unwrap_err(),
            _ => RestJson1::decode_request::<Plant>(SERVICE, &head, &mut body).unwrap_err(),
        };
        assert!(matches!(error, RequestError::UnsupportedMediaType), "{uri}");
    }
}

#[test]
fn a_caller_that_takes_another_media_type_is_told() {
    let refused = |uri: &str, accept: &str| {
        let request = Request::post(uri)
            .header("accept", accept)
            .body(Body::empty())
            .unwrap();
        let (head, mut body) = request.into_parts();
        let result = match uri {
            "/say" => RestJson1::decode_request::<Say>(SERVICE, &head, &mut body).map(drop),
            "/draw" => RestJson1::decode_request::<Draw>(SERVICE, &head, &mut body).map(drop),
            "/store" => RestJson1::decode_request::<Store>(SERVICE, &head, &mut body).map(drop),
            "/ping" => RestJson1::decode_request::<Ping>(SERVICE, &head, &mut body).map(drop),
            _ => RestJson1::decode_request::<Plant>(SERVICE, &head, &mut body).map(drop),
        };
        matches!(result, Err(RequestError::NotAcceptable))
    };
    for (uri, accept) in [
        ("/say", "application/json"),
        ("/draw", "image/jpeg"),
        ("/plant", "text/html, application/hal+json"),
    ] {
        assert!(refused(uri, accept), "{uri} {accept}");
    }
    for (uri, accept) in [
        ("/say", "text/*"),
        ("/draw", "image/png"),
        ("/plant", "*/*"),
        ("/store", "image/jpeg"),
        ("/ping", "text/html"),
    ] {
        assert!(!refused(uri, accept), "{uri} {accept}");
    }
}

#[test]
fn errors_travel_with_their_name() {
    let error = Throttled {
        message: "slow down".into(),
        retry_after: Some(7),
    };
    let response = RestJson1::encode_error(SERVICE, &error).unwrap();
    assert_eq!(
        response_text(response.clone()),
        "429\ncontent-type: application/json\nretry-after: 7\nx-amzn-errortype: Throttled\n{\"message\":\"slow down\"}"
    );
    assert_eq!(
        RestJson1::decode_error::<Throttled>(SERVICE, &response).unwrap(),
        error
    );
    let capital = Response::new(Bytes::from_static(br#"{"Message":"slow down"}"#));
    assert_eq!(
        RestJson1::decode_error::<Throttled>(SERVICE, &capital).unwrap(),
        Throttled {
            retry_after: None,
            ..error
        }
    );

    let fault = RestJson1::encode_fault(
        SERVICE,
        StatusCode::NOT_FOUND,
        "UnknownOperationException",
        "no \"such\" path",
    );
    assert_eq!(
        response_text(fault),
        "404\ncontent-type: application/json\nx-amzn-errortype: UnknownOperationException\n{\"message\":\"no \\\"such\\\" path\"}"
    );
}

#[test]
fn an_error_is_known_by_header_or_body() {
    let identity = |header: Option<&str>, body: &'static str| {
        let mut response = Response::new(Bytes::from_static(body.as_bytes()));
        if let Some(header) = header {
            response
                .headers_mut()
                .insert("x-amzn-errortype", header.parse().unwrap());
        }
        RestJson1::identify_error(SERVICE, &response)
    };
    let foo = |message: Option<&str>| ErrorIdentity {
        code: Some("Foo".into()),
        message: message.map(Into::into),
    };
    assert_eq!(
        identity(Some("Foo"), r#"{"code":"Bar","message":"m"}"#),
        foo(Some("m"))
    );
    assert_eq!(
        identity(Some("aws.x#Foo:http://internal.example/coral#y"), ""),
        foo(None)
    );
    assert_eq!(
        identity(None, r#"{"code":"Foo:http://x/","Message":"m"}"#),
        foo(Some("m"))
    );
    assert_eq!(
        identity(
            None,
            r#"{"__type":"aws.x#Foo","errorMessage":"m","code":5}"#
        ),
        foo(Some("m"))
    );
    assert_eq!(identity(None, "<html>"), ErrorIdentity::default());
}

#[test]
fn a_host_prefix_takes_labels_of_hosts() {
    struct Host;
    impl Operation for Host {
        const NAME: &'static str = "Host";
        const METHOD: &'static str = "GET";
        const URI: &'static str = "/";
        const HOST_PREFIX: Option<&'static str> = Some("{account}-x.");
        type Input = HostInput;
        type Output = farrier::Unit;
        type Error = shapes::NoError;
    }
    let prefix = |account: &str| {
        farrier::protocol::host_prefix::<Host>(&HostInput {
            account: account.into(),
        })
        .map_err(|error| error.to_string())
    };
    assert_eq!(prefix("a-1"), Ok(Some("a-1-x.".into())));
    assert_eq!(
        prefix(""),
        Err("cannot write /account: a label must not be empty".into())
    );
    assert_eq!(
        prefix("evil.example/"),
        Err("cannot write /account: a host label has letters, digits and hyphens alone".into())
    );
    assert_eq!(
        sent::<Host>(&HostInput {
            account: "a".into()
        }),
        "GET /\ncontent-type: application/json\n{\"account\":\"a\"}"
    );
}

#[derive(Clone, Debug, PartialEq)]
struct HostInput {
    account: String,
}

impl Shape for HostInput {
    const NAME: &'static str = "HostInput";
    const MEMBERS: &'static [farrier::wire::Member] =
        &[farrier::wire::Member::required("account").host_label()];

    fn blank() -> Self {
        Self {
            account: farrier::wire::blank(),
        }
    }

    fn encode_members<M: farrier::wire::MemberEncoder>(
        &self,
        to: &mut M,
    ) -> farrier::wire::EncodeResult {
        to.members((&self.account,))
    }

    fn decode_member<D: farrier::wire::Decoder>(
        &mut self,
        from: &mut D,
    ) -> farrier::wire::DecodeResult {
        from.member((&mut self.account,))
    }
}
