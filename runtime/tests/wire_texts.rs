//! Values of every simple type in labels, queries and headers, both ways.

mod shapes;

use std::collections::BTreeMap;

use farrier::Body;
use farrier::protocol::{Protocol, RestJson1};
use farrier::wire::Operation;
use farrier::{BigDecimal, Timestamp};
use http::{Request, Response};
use shapes::SERVICE;
use shapes::texts::{
    Headers, HeadersInput, Labels, LabelsInput, Query, QueryInput, Status, StatusOutput,
};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn sent<O: Operation>(input: &O::Input) -> Request<Body> {
    RestJson1::encode_request::<O>(SERVICE, input).unwrap()
}

fn received<O: Operation>(request: Request<Body>) -> Result<O::Input, String> {
    let (head, mut body) = request.into_parts();
    let received = RestJson1::decode_request::<O>(SERVICE, &head, &mut body)
        .map_err(|error| error.to_string())?;
    Ok(received.input)
}

fn get<O: Operation>(target: &str) -> Result<O::Input, String> {
    received::<O>(Request::get(target).body(Body::empty()).unwrap())
}

#[test]
fn a_label_may_be_of_any_simple_type() {
    let input = LabelsInput {
        text: "a b".into(),
        yes: true,
        byte: i8::MIN,
        short: i16::MAX,
        integer: -7,
        long: i64::MIN,
        float: 0.1,
        double: -1e300,
        big_integer: "123456789012345678901234567890".parse().unwrap(),
        big_decimal: "0.10000000000000000000000000001".parse().unwrap(),
        date: time("1985-04-12T23:20:50.52Z"),
        epoch: time("2018-01-09T20:51:21.1234Z"),
    };
    let request = sent::<Labels>(&input);
    assert_eq!(
        request.uri(),
        "/a%20b/true/-128/32767/-7/-9223372036854775808/0.1/-1e300/123456789012345678901234567890\
         /0.10000000000000000000000000001/1985-04-12T23%3A20%3A50.52Z/1515531081.123"
    );
    let epoch = time("2018-01-09T20:51:21.123Z");
    assert_eq!(
        received::<Labels>(request),
        Ok(LabelsInput { epoch, ..input })
    );
}

#[test]
fn numbers_without_digits_have_names_in_any_text() {
    let labels = |float: &str, double: &str| {
        get::<Labels>(&format!(
            "/a/true/1/1/1/1/{float}/{double}/1/1/1985-04-12T23:20:50Z/0"
        ))
    };
    let read = labels("NaN", "-Infinity").unwrap();
    assert!(read.float.is_nan());
    assert_eq!(read.double, f64::NEG_INFINITY);
    for (float, double, at, bits) in [
        ("1e39", "1", "float", 32),
        ("1", "-1e309", "double", 64),
        ("inf", "1", "float", 32),
        ("1", "+1", "double", 64),
    ] {
        assert_eq!(
            labels(float, double).unwrap_err(),
            format!("cannot read /{at}: expected a number of {bits} bits, found another text")
        );
    }
}

#[test]
fn a_slash_at_the_end_of_a_path_does_not_count() {
    let path = "/a/true/1/1/1/1/1.5/1/1/1/1985-04-12T23:20:50Z/0";
    let read = get::<Labels>(path).unwrap();
    assert_eq!(read.float, 1.5);
    assert_eq!(get::<Labels>(&format!("{path}/")), Ok(read));
    assert!(get::<Labels>(&format!("{path}//")).is_err());
}

#[test]
fn a_list_in_the_query_repeats_its_key() {
    let params = BTreeMap::from([
        ("n".to_owned(), vec!["hidden".to_owned()]),
        ("kind of".to_owned(), vec!["hidden".to_owned()]),
        ("free".to_owned(), vec!["a".to_owned(), "b&c".to_owned()]),
    ]);
    let input = QueryInput {
        numbers: Some(vec![1, -2]),
        flags: Some(vec![true, false]),
        times: Some(vec![time("1970-01-01T00:00:01.5Z")]),
        doubles: Some(vec![f64::INFINITY, 0.5]),
        first: None,
        params: Some(params),
    };
    let request = sent::<Query>(&input);
    assert_eq!(
        request.uri(),
        "/query?kind%20of=it&n=1&n=-2&f=true&f=false&t=1.5&d=Infinity&d=0.5&free=a&free=b%26c"
    );
    let read = received::<Query>(request).unwrap();
    assert_eq!(
        (read.numbers, read.flags, read.times, read.doubles),
        (input.numbers, input.flags, input.times, input.doubles)
    );
}

#[test]
fn of_several_values_a_member_takes_the_first_and_a_map_of_lists_all() {
    let read = get::<Query>("/query?kind%20of=it&first=a&first=b&bare&empty=").unwrap();
    assert_eq!(read.first.as_deref(), Some("a"));
    let params = read.params.unwrap();
    assert_eq!(params["first"], ["a", "b"]);
    assert_eq!(params["bare"], [""]);
    assert_eq!(params["empty"], [""]);
}

#[test]
fn lists_in_headers_are_of_any_simple_type() {
    let input = HeadersInput {
        numbers: Some(vec![1, -2]),
        flags: Some(vec![true, false]),
        times: Some(vec![
            time("1970-01-01T00:00:01.5Z"),
            time("1970-01-01T00:00:02Z"),
        ]),
        floats: Some(vec![0.5, f32::NEG_INFINITY]),
        notes: Some(vec!["{\"a\":1}".into(), "a, b".into()]),
        decimal: Some("1e-400".parse::<BigDecimal>().unwrap()),
        text: Some("\"quoted\", and not a list".into()),
    };
    let request = sent::<Headers>(&input);
    let header = |name: &str| request.headers()[name].to_str().unwrap();
    assert_eq!(header("x-numbers"), "1, -2");
    assert_eq!(header("x-flags"), "true, false");
    assert_eq!(header("x-times"), "1.5, 2");
    assert_eq!(header("x-floats"), "0.5, -Infinity");
    assert_eq!(header("x-notes"), "eyJhIjoxfQ==, YSwgYg==");
    assert_eq!(header("x-decimal"), "1e-400");
    assert_eq!(header("x-text"), "\"quoted\", and not a list");
    assert_eq!(received::<Headers>(request), Ok(input));
}

#[test]
fn a_status_is_one_that_ends_an_exchange() {
    let answered = |status| {
        let output = StatusOutput {
            status,
            text: Some("x".into()),
        };
        RestJson1::encode_response::<Status>(SERVICE, &output)
    };
    let response: Response<Body> = answered(None).unwrap();
    assert_eq!(response.status(), 302);
    for status in [204, 205, 304] {
        let response = answered(Some(status)).unwrap();
        assert_eq!(i32::from(response.status().as_u16()), status);
        assert_eq!(response.body().length(), Some(0), "{status}");
    }
    for status in [-1, 0, 99, 100, 199, 1000, 70_000] {
        assert_eq!(
            answered(Some(status)).unwrap_err().to_string(),
            "cannot write the message: the response code is no HTTP status",
            "{status}"
        );
    }
}
