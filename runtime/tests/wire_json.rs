//! Values as JSON bodies, both ways.

mod shapes;

use std::collections::BTreeMap;

use bytes::Bytes;
use farrier::protocol::{Protocol, Received, RequestError, RestJson1};
use farrier::wire::Shape;
use farrier::{Blob, Body, DecodeError, Document, Timestamp};
use http::{Request, Response};
use shapes::{Event, Lenient, PutValues, Relax, SERVICE, Tree, Values, tree};

fn text(body: Body) -> String {
    String::from_utf8(body.into_bytes().unwrap().into()).unwrap()
}

fn written(values: &Values) -> String {
    let request = RestJson1::encode_request::<PutValues>(SERVICE, values).unwrap();
    text(request.into_body())
}

fn client_reads(body: &str) -> Result<Values, DecodeError> {
    RestJson1::decode_response::<PutValues>(SERVICE, &mut Response::new(body.to_owned().into()))
}

fn server_receives(body: &[u8]) -> Result<Received<Values>, RequestError> {
    let request = Request::put("/values").header("content-type", "application/json");
    let (head, mut body) = request.body(body.to_vec().into()).unwrap().into_parts();
    RestJson1::decode_request::<PutValues>(SERVICE, &head, &mut body)
}

fn server_reads(body: &str) -> Result<Values, String> {
    server_receives(body.as_bytes())
        .map(|received| received.input)
        .map_err(|error| error.to_string())
}

fn some_values() -> Values {
    Values {
        boolean: Some(true),
        byte: Some(-128),
        long: Some(i64::MIN),
        float: Some(1.5),
        double: Some(0.1),
        big_integer: Some("123456789012345678901234567890".parse().unwrap()),
        big_decimal: Some("0.10000000000000000000000001".parse().unwrap()),
        string: Some("\u{1F60A}\"\n".into()),
        blob: Some(Blob::from("value")),
        epoch: Some("2014-04-29T18:30:38.5Z".parse().unwrap()),
        date: Some("2014-04-29T18:30:38Z".parse().unwrap()),
        dates: Some(vec![Timestamp::UNIX_EPOCH]),
        document: Some(Document::from(vec![
            Document::Null,
            Document::from("x"),
            "1e400".parse::<farrier::BigDecimal>().unwrap().into(),
        ])),
        dense: Some(vec!["a".into()]),
        sparse: Some(vec![None, Some("b".into())]),
        map: Some(BTreeMap::from([("k".into(), 1)])),
        event: Some(Event::Created(tree("t"))),
        tree: Some(Tree {
            name: "root".into(),
            left: Some(Box::new(tree("leaf"))),
        }),
    }
}

const SOME_JSON: &str = concat!(
    r#"{"boolean":true,"byte":-128,"long":-9223372036854775808,"float":1.5,"double":0.1,"#,
    r#""bigInteger":123456789012345678901234567890,"bigDecimal":0.10000000000000000000000001,"#,
    "\"text\":\"\u{1F60A}\\\"\\n\",",
    r#""blob":"dmFsdWU=","epoch":1398796238.5,"date":"Tue, 29 Apr 2014 18:30:38 GMT","#,
    r#""dates":["1970-01-01T00:00:00Z"],"document":[null,"x",1e400],"dense":["a"],"sparse":[null,"b"],"#,
    r#""map":{"k":1},"event":{"created":{"name":"t"}},"tree":{"name":"root","left":{"name":"leaf"}}}"#,
);

#[test]
fn every_type_is_written_and_read() {
    assert_eq!(written(&some_values()), SOME_JSON);
    assert_eq!(client_reads(SOME_JSON).unwrap(), some_values());
    assert_eq!(server_reads(SOME_JSON).unwrap(), some_values());
}

#[test]
fn what_is_absent_is_left_out() {
    assert_eq!(written(&Values::blank()), "{}");
    assert_eq!(
        client_reads(r#"{"boolean":null,"event":null,"tree":null}"#).unwrap(),
        Values::blank()
    );
}

#[test]
fn numbers_that_json_lacks_are_strings() {
    let values = Values {
        float: Some(f32::NEG_INFINITY),
        double: Some(f64::INFINITY),
        ..Shape::blank()
    };
    assert_eq!(
        written(&values),
        r#"{"float":"-Infinity","double":"Infinity"}"#
    );
    assert_eq!(client_reads(&written(&values)).unwrap(), values);
    assert!(
        client_reads(r#"{"double":"NaN"}"#)
            .unwrap()
            .double
            .unwrap()
            .is_nan()
    );
}

#[test]
fn a_unit_in_a_union_is_an_empty_object() {
    let values = Values {
        event: Some(Event::Removed),
        ..Shape::blank()
    };
    assert_eq!(written(&values), r#"{"event":{"removed":{}}}"#);
    assert_eq!(server_reads(&written(&values)).unwrap(), values);
}

#[test]
fn members_come_in_any_order_and_others_are_skipped() {
    let read = client_reads(
        r#" {"new":[{"deep":"\u00e9"}], "text" : "\ud83d\ude0a", "byte":1.0e1,"boolean":false} "#,
    )
    .unwrap();
    assert_eq!(
        read,
        Values {
            boolean: Some(false),
            byte: Some(10),
            string: Some("\u{1F60A}".into()),
            ..Shape::blank()
        }
    );
}

#[test]
fn the_last_of_several_values_wins() {
    let read = client_reads(
        r#"{"dense":["a"],"tree":{"name":"a","left":{"name":"b"}},"dense":["c"],"tree":{"name":"d"}}"#,
    );
    assert_eq!(
        read.unwrap(),
        Values {
            dense: Some(vec!["c".into()]),
            tree: Some(tree("d")),
            ..Shape::blank()
        }
    );
}

#[test]
fn errors_tell_where_and_what_but_no_value() {
    let messages = [
        (
            r#"{"tree":{"name":"a","left":{"name":5}}}"#,
            "cannot read /tree/left/name: expected a string, found a number",
        ),
        (
            r#"{"dense":["a",true]}"#,
            "cannot read /dense/1: expected a string, found a boolean",
        ),
        (
            r#"{"map":{"a/b":"secret"}}"#,
            "cannot read /map/a~1b: expected an integer, found a string",
        ),
        (
            r#"{"byte":128}"#,
            "cannot read /byte: expected an integer between -128 and 127, found a number out of range",
        ),
        (
            r#"{"byte":1.001}"#,
            "cannot read /byte: expected an integer, found a number with a fraction",
        ),
        (
            r#"{"long":9223372036854775808}"#,
            "cannot read /long: expected an integer between -9223372036854775808 and 9223372036854775807, found a number out of range",
        ),
        (
            r#"{"double":1e999}"#,
            "cannot read /double: expected a number of 64 bits, found a number out of range",
        ),
        (
            r#"{"double":"1"}"#,
            "cannot read /double: expected a number of 64 bits, found a string",
        ),
        (
            r#"{"bigInteger":1.5}"#,
            "cannot read /bigInteger: expected an integer, found another number",
        ),
        (
            r#"{"blob":"YmxvYg="}"#,
            "cannot read /blob: expected base64, found another string",
        ),
        (
            r#"{"blob":"-_=="}"#,
            "cannot read /blob: expected base64, found another string",
        ),
        (
            r#"{"epoch":"1398796238"}"#,
            "cannot read /epoch: expected a number of seconds since 1970, found a string",
        ),
        (
            r#"{"date":"2014-04-29T18:30:38Z"}"#,
            "cannot read /date: expected an HTTP date, found another value",
        ),
        (
            r#"{"event":{}}"#,
            "cannot read /event: expected one member of a union, found none",
        ),
        (
            r#"{"event":{"removed":null}}"#,
            "cannot read /event: expected one member of a union, found none",
        ),
        (
            r#"{"event":{"removed":{},"created":{"name":"x"}}}"#,
            "cannot read /event: expected one member of a union, found several",
        ),
        (
            r#"{"event":{"removed":{},"other":1}}"#,
            "cannot read /event: expected one member of a union, found several",
        ),
        (
            r#"{"boolean":tru}"#,
            "cannot read /boolean: expected `null`, `true` or `false` at byte 11",
        ),
        (
            r#"{"text":"\ud800"}"#,
            "cannot read /string: unpaired surrogate at byte 15",
        ),
        (
            r#"{"text":"\ud800\u0041"}"#,
            "cannot read /string: unpaired surrogate at byte 21",
        ),
        (
            r#"{} {}"#,
            "cannot read the message: trailing characters at byte 3",
        ),
        (
            r#"{"byte":1"#,
            "cannot read the message: unexpected end at byte 9",
        ),
        (
            r#"[]"#,
            "cannot read the message: expected an object, found a list",
        ),
        (
            r#"{"new":[}"#,
            "cannot read the message: expected value at byte 8",
        ),
    ];
    for (body, message) in messages {
        assert_eq!(
            client_reads(body).unwrap_err().to_string(),
            message,
            "{body}"
        );
        assert_eq!(server_reads(body).unwrap_err(), message, "{body}");
    }
}

#[test]
fn a_client_lets_pass_what_a_server_refuses() {
    assert_eq!(
        client_reads(r#"{"dense":["a",null,"b"]}"#)
            .unwrap()
            .dense
            .unwrap(),
        ["a", "b"]
    );
    assert_eq!(
        server_reads(r#"{"dense":["a",null,"b"]}"#).unwrap_err(),
        "cannot read /dense/1: expected a value, found null"
    );

    assert_eq!(
        client_reads(r#"{"map":{"a":null,"b":2}}"#)
            .unwrap()
            .map
            .unwrap(),
        BTreeMap::from([("b".into(), 2)])
    );
    assert_eq!(
        server_reads(r#"{"map":{"a":null}}"#).unwrap_err(),
        "cannot read /map/a: expected a value, found null"
    );

    assert_eq!(
        client_reads(r#"{"dates":["1970-01-01T01:00:00+01:00"]}"#)
            .unwrap()
            .dates
            .unwrap(),
        [Timestamp::UNIX_EPOCH]
    );
    assert_eq!(
        server_reads(r#"{"dates":["1970-01-01T01:00:00+01:00"]}"#).unwrap_err(),
        "cannot read /dates/0: expected a date-time in UTC, found another value"
    );

    let unknown = r#"{"event":{"__type":"Event","renamed":{"a":[1]}}}"#;
    assert_eq!(
        client_reads(unknown).unwrap().event,
        Some(Event::Unknown("renamed".into()))
    );
    assert_eq!(
        server_reads(unknown).unwrap_err(),
        "cannot read /event: expected a member of the union, found an unknown member"
    );
}

#[test]
fn a_client_fails_where_a_required_member_is_missing() {
    for body in [
        r#"{"tree":{"name":"a","left":{}}}"#,
        r#"{"tree":{"name":"a","left":{"name":null}}}"#,
    ] {
        let error = client_reads(body).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot read /tree/left/name: the required member is missing"
        );
        assert_eq!(error.path(), "/tree/left/name");
    }
}

#[test]
fn a_server_goes_on_and_tells_of_all_that_is_missing() {
    let received =
        server_receives(br#"{"tree":{"left":{"name":null}},"event":{"created":{}},"byte":1}"#)
            .unwrap();
    let paths: Vec<&str> = received
        .missing
        .iter()
        .map(|violation| violation.path.as_str())
        .collect();
    assert_eq!(
        paths,
        ["/tree/left/name", "/tree/name", "/event/created/name"]
    );
    assert_eq!(received.input.byte, Some(1));
    assert_eq!(
        received.missing.iter().next().unwrap().message,
        "Value at '/tree/left/name' failed to satisfy constraint: Member must not be null"
    );
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| {
        let open = r#"{"name":"n","left":"#.repeat(depth);
        format!(r#"{{"tree":{open}{{"name":"n"}}{}}}"#, "}".repeat(depth))
    };
    assert!(client_reads(&nested(100)).is_ok());
    assert!(
        client_reads(&nested(128))
            .unwrap_err()
            .to_string()
            .ends_with(": nested too deep")
    );
    for key in ["document", "unknown"] {
        let body = format!(r#"{{"{key}":{}}}"#, "[".repeat(100_000));
        assert!(
            client_reads(&body)
                .unwrap_err()
                .to_string()
                .ends_with("nested too deep"),
            "{key}"
        );
    }

    let mut deep = tree("leaf");
    for _ in 0..200 {
        deep = Tree {
            name: "n".into(),
            left: Some(Box::new(deep)),
        };
    }
    let error = RestJson1::encode_request::<PutValues>(
        SERVICE,
        &Values {
            tree: Some(deep),
            ..Shape::blank()
        },
    )
    .unwrap_err();
    assert!(error.to_string().ends_with(": nested too deep"));
}

#[test]
fn bytes_that_are_no_text_are_refused_even_where_they_are_skipped() {
    let error = server_receives(b"{\"unknown\":\"\xff\"}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read the message: invalid UTF-8 at byte 12"
    );
}

#[test]
fn a_union_that_holds_an_unknown_member_is_not_written() {
    let values = Values {
        event: Some(Event::Unknown("renamed".into())),
        ..Shape::blank()
    };
    let error = RestJson1::encode_request::<PutValues>(SERVICE, &values).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot write /event: the union's member \"renamed\" is not in the model"
    );
}

#[test]
fn a_body_that_is_cut_off_is_refused() {
    for end in (0..SOME_JSON.len())
        .filter(|&end| SOME_JSON.is_char_boundary(end))
        .skip(1)
    {
        assert!(
            client_reads(&SOME_JSON[..end]).is_err(),
            "{}",
            &SOME_JSON[..end]
        );
    }
}

#[test]
fn a_body_with_a_changed_byte_is_refused_or_means_what_it_says() {
    for index in 0..SOME_JSON.len() {
        for byte in *b"\0 \"\\0-9.eE:,[]{}ntI\x80\xff" {
            let mut body = SOME_JSON.as_bytes().to_vec();
            body[index] = byte;
            let mut response = Response::new(body.into());
            let Ok(values) = RestJson1::decode_response::<PutValues>(SERVICE, &mut response) else {
                continue;
            };
            // A union that holds an unknown member is read, but never written.
            if !matches!(values.event, Some(Event::Unknown(_))) {
                assert_eq!(client_reads(&written(&values)).unwrap(), values);
            }
        }
    }
}

#[test]
fn null_is_a_document_that_is_there() {
    let value = Lenient {
        document: Document::Null,
        note: Some("n".into()),
    };
    let mut response = RestJson1::encode_response::<Relax>(SERVICE, &value).unwrap();
    assert_eq!(
        response.body().as_bytes().unwrap(),
        r#"{"document":null,"note":"n"}"#
    );
    assert_eq!(
        RestJson1::decode_response::<Relax>(SERVICE, &mut response).unwrap(),
        value
    );
}

#[test]
fn a_client_alone_goes_without_what_is_optional_to_clients() {
    const BODY: Bytes = Bytes::from_static(br#"{"document":1}"#);
    let read =
        RestJson1::decode_response::<Relax>(SERVICE, &mut Response::new(BODY.into())).unwrap();
    assert_eq!(
        read,
        Lenient {
            document: 1.into(),
            note: None
        }
    );
    let request = Request::post("/relax")
        .header("content-type", "application/json")
        .body(BODY.into())
        .unwrap();
    let (head, mut body) = request.into_parts();
    let received = RestJson1::decode_request::<Relax>(SERVICE, &head, &mut body).unwrap();
    assert_eq!(received.missing.iter().next().unwrap().path, "/note");
}
