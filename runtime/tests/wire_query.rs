//! awsQuery and ec2Query: what calls look like as forms and responses as XML, and what is made of both.
#![cfg(feature = "query")]

mod shapes;

use std::collections::BTreeMap;

use farrier::bytes::Bytes;
use farrier::protocol::{AwsQuery, Ec2Query, Protocol, Target};
use farrier::wire::{Operation, ServiceSchema, Shape, XmlNamespace};
use farrier::{Body, Timestamp};
use http::{Request, Response, StatusCode};
use shapes::forms::{Basket, FillBasket, Order, OutOfStock, PlaceOrder};
use shapes::{Event, Ping, tree};

static SHOP: ServiceSchema =
    ServiceSchema::new("Shop", "2024-01-01", &[]).xml_namespace(&NAMESPACE);

static NAMESPACE: XmlNamespace = XmlNamespace {
    uri: "http://shop.example/?a&b",
    prefix: None,
};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The pairs of a call's form, behind those that every call has.
fn sent<P: Protocol, O: Operation>(input: &O::Input) -> Result<Vec<String>, String> {
    let request = P::encode_request::<O>(&SHOP, input).map_err(|error| error.to_string())?;
    let form = request.body().as_bytes().unwrap().to_vec();
    let form = String::from_utf8(form).unwrap();
    let mut pairs = form.split('&');
    assert_eq!(pairs.next(), Some(&*format!("Action={}", O::NAME)));
    assert_eq!(pairs.next(), Some("Version=2024-01-01"));
    Ok(pairs.map(str::to_owned).collect())
}

fn request(form: &str) -> Request<Body> {
    let request = Request::post("/").header("content-type", "application/x-www-form-urlencoded");
    request.body(form.to_owned().into_bytes().into()).unwrap()
}

/// The input that is read from a request, and where required members are missing.
fn read<P: Protocol, O: Operation>(
    request: Request<Body>,
) -> Result<(O::Input, Vec<String>), String> {
    let (head, mut body) = request.into_parts();
    let received = P::decode_request::<O>(&SHOP, &head, &mut body);
    let received = received.map_err(|error| error.to_string())?;
    let missing = received.missing.iter();
    Ok((
        received.input,
        missing.map(|violation| violation.path.clone()).collect(),
    ))
}

/// Why a form is refused.
fn refused<O: Operation>(form: &str) -> String {
    match read::<AwsQuery, O>(request(form)) {
        Ok((_, missing)) => panic!("{form} is read, without {missing:?}"),
        Err(error) => error,
    }
}

fn order() -> Order {
    Order {
        note: Some("a&b = \u{e9}+~".into()),
        count: Some(-3),
        price: Some(1e21),
        gift: Some(true),
        stamp: Some(time("2024-02-29T12:00:00.5Z")),
        due: Some(time("2024-02-29T12:00:00.5Z")),
        label: Some(b"?>".to_vec().into()),
        total: Some("0.10".parse().unwrap()),
        event: Some(Event::Created(tree("new"))),
        ..Order::by("Ann")
    }
}

#[test]
fn a_call_is_a_form_at_the_root() {
    let request = AwsQuery::encode_request::<Ping>(&SHOP, &farrier::Unit).unwrap();
    assert_eq!(
        (request.method().as_str(), request.uri().path()),
        ("POST", "/")
    );
    assert_eq!(
        request.headers()["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert_eq!(
        request.body().as_bytes().unwrap(),
        "Action=Ping&Version=2024-01-01"
    );
}

#[test]
fn members_are_called_as_in_xml_and_parted_by_dots() {
    let pairs = sent::<AwsQuery, PlaceOrder>(&order()).unwrap();
    let expected = [
        "customer.name=Ann",
        "remark=a%26b%20%3D%20%C3%A9%2B~",
        "count=-3",
        "price=1e21",
        "gift=true",
        "stamp=2024-02-29T12%3A00%3A00.5Z",
        "due=1709208000.5",
        "tag=Pz4%3D",
        "total=0.10",
        "event.created.name=new",
    ];
    assert_eq!(pairs, expected);
    let read = read::<AwsQuery, PlaceOrder>(request(&pairs.join("&"))).unwrap();
    assert_eq!(read, (order(), Vec::new()));
}

#[test]
fn ec2_has_names_of_its_own_and_capitals() {
    let pairs = sent::<Ec2Query, PlaceOrder>(&order()).unwrap();
    let names: Vec<&str> = pairs
        .iter()
        .filter_map(|pair| pair.split('=').next())
        .collect();
    let expected = [
        "Customer.Name",
        "text",
        "Count",
        "Price",
        "Gift",
        "Stamp",
        "Due",
        "Tag",
        "Total",
        "Event.Created.Name",
    ];
    assert_eq!(names, expected);
    let read = read::<Ec2Query, PlaceOrder>(request(&pairs.join("&"))).unwrap();
    assert_eq!(read, (order(), Vec::new()));
}

#[test]
fn numbers_without_digits_have_names() {
    let mut order = Order::by("Ann");
    for (price, text) in [
        (f64::INFINITY, "Infinity"),
        (f64::NEG_INFINITY, "-Infinity"),
    ] {
        order.price = Some(price);
        let pairs = sent::<AwsQuery, PlaceOrder>(&order).unwrap();
        assert_eq!(pairs[1], format!("price={text}"));
        let (read, _) = read::<AwsQuery, PlaceOrder>(request(&pairs.join("&"))).unwrap();
        assert_eq!(read.price, Some(price));
    }
    let (read, _) = read::<AwsQuery, PlaceOrder>(request("customer.name=x&price=NaN")).unwrap();
    assert!(read.price.unwrap().is_nan());
}

fn lists() -> Basket {
    Basket {
        lines: Some(vec![tree("a"), tree("b")]),
        codes: Some(vec!["x".into(), String::new()]),
        marks: Some(vec![1, -2]),
        grid: Some(vec![vec![1, 2], vec![3]]),
        ..Shape::blank()
    }
}

#[test]
fn items_of_lists_are_numbered() {
    let pairs = sent::<AwsQuery, FillBasket>(&lists()).unwrap();
    let expected = [
        "lines.member.1.name=a",
        "lines.member.2.name=b",
        "codes.item.1=x",
        "codes.item.2=",
        "mark.1=1",
        "mark.2=-2",
        "grid.member.1.member.1=1",
        "grid.member.1.member.2=2",
        "grid.member.2.member.1=3",
    ];
    assert_eq!(pairs, expected);
    let read = read::<AwsQuery, FillBasket>(request(&pairs.join("&"))).unwrap();
    assert_eq!(read, (lists(), Vec::new()));
}

#[test]
fn lists_of_ec2_are_flat() {
    let pairs = sent::<Ec2Query, FillBasket>(&lists()).unwrap();
    let expected = [
        "Lines.1.Name=a",
        "Lines.2.Name=b",
        "Codes.1=x",
        "Codes.2=",
        "Mark.1=1",
        "Mark.2=-2",
        "Grid.1.1=1",
        "Grid.1.2=2",
        "Grid.2.1=3",
    ];
    assert_eq!(pairs, expected);
    let read = read::<Ec2Query, FillBasket>(request(&pairs.join("&"))).unwrap();
    assert_eq!(read, (lists(), Vec::new()));
}

#[test]
fn numbers_give_the_order_and_need_not_be_dense() {
    let form = "codes.item.4000000000=d&codes.item.10=c&codes.item.2=b&codes.item.1=a";
    let (read, _) = read::<AwsQuery, FillBasket>(request(form)).unwrap();
    let codes = read.codes.unwrap();
    assert_eq!(codes, ["a", "b", "c", "d"]);
    assert!(codes.capacity() < 10, "{}", codes.capacity());
}

#[test]
fn a_list_without_items_is_told_by_aws_query_alone() {
    let empty = Basket {
        codes: Some(Vec::new()),
        marks: Some(Vec::new()),
        ..Shape::blank()
    };
    let pairs = sent::<AwsQuery, FillBasket>(&empty).unwrap();
    assert_eq!(pairs, ["codes=", "mark="]);
    let (read, _) = read::<AwsQuery, FillBasket>(request(&pairs.join("&"))).unwrap();
    assert_eq!(read, empty);
    assert_eq!(sent::<Ec2Query, FillBasket>(&empty).unwrap(), [""; 0]);
}

fn maps() -> Basket {
    Basket {
        prices: Some(BTreeMap::from([("a b".into(), "1.5".parse().unwrap())])),
        extras: Some(BTreeMap::from([("x".into(), tree("y"))])),
        flat: Some(BTreeMap::from([
            ("k".into(), "v".into()),
            ("l".into(), "w".into()),
        ])),
        ..Shape::blank()
    }
}

#[test]
fn entries_of_maps_are_numbered() {
    let pairs = sent::<AwsQuery, FillBasket>(&maps()).unwrap();
    let expected = [
        "prices.entry.1.key=a%20b",
        "prices.entry.1.value=1.5",
        "extras.entry.1.Name=x",
        "extras.entry.1.Value.name=y",
        "Flat.1.Name=k",
        "Flat.1.Value=v",
        "Flat.2.Name=l",
        "Flat.2.Value=w",
    ];
    assert_eq!(pairs, expected);
    let read = read::<AwsQuery, FillBasket>(request(&pairs.join("&"))).unwrap();
    assert_eq!(read, (maps(), Vec::new()));
    let empty = Basket {
        flat: Some(BTreeMap::new()),
        ..Shape::blank()
    };
    assert_eq!(sent::<AwsQuery, FillBasket>(&empty).unwrap(), [""; 0]);
}

#[test]
fn what_has_no_form_is_not_sent() {
    assert_eq!(
        sent::<Ec2Query, FillBasket>(&maps()).unwrap_err(),
        "cannot write /prices: the protocol has no maps"
    );
    let sparse = Basket {
        sparse: Some(vec![Some("a".into()), None]),
        ..Shape::blank()
    };
    assert_eq!(
        sent::<AwsQuery, FillBasket>(&sparse).unwrap_err(),
        "cannot write /sparse/1: a form has no null"
    );
    let mut deep = tree("leaf");
    for _ in 0..200 {
        deep = shapes::Tree {
            name: "n".into(),
            left: Some(Box::new(deep)),
        };
    }
    let deep = Order {
        customer: deep,
        ..Order::by("")
    };
    let error = sent::<AwsQuery, PlaceOrder>(&deep).unwrap_err();
    assert!(error.ends_with(": nested too deep"), "{error}");
}

#[test]
fn a_union_that_holds_nothing_more_is_told_by_its_name() {
    let order = Order {
        event: Some(Event::Removed),
        ..Order::by("Ann")
    };
    let pairs = sent::<AwsQuery, PlaceOrder>(&order).unwrap();
    assert_eq!(pairs, ["customer.name=Ann", "event.removed="]);
    let (read, _) = read::<AwsQuery, PlaceOrder>(request(&pairs.join("&"))).unwrap();
    assert_eq!(read, order);
}

#[test]
fn every_missing_member_is_told_of() {
    let (_, missing) = read::<AwsQuery, PlaceOrder>(request("remark=x")).unwrap();
    assert_eq!(missing, ["/customer"]);
    let (_, missing) = read::<AwsQuery, PlaceOrder>(request("customer.left.left=")).unwrap();
    assert_eq!(
        missing,
        [
            "/customer/name",
            "/customer/left/name",
            "/customer/left/left/name"
        ]
    );
    let form = "lines.member.3.left=&lines.member.5.name=b&extras.entry.1.Name=x";
    let (read, missing) = read::<AwsQuery, FillBasket>(request(form)).unwrap();
    assert_eq!(
        missing,
        ["/lines/0/name", "/lines/0/left/name", "/extras/x/name"]
    );
    assert_eq!(read.lines.unwrap().len(), 2);
}

#[test]
fn keys_of_no_member_are_skipped() {
    let form = "Action=PlaceOrder&Version=1&customer.name=Ann&customer.age=7&other.1=x&.=&a..b=";
    let (read, missing) = read::<AwsQuery, PlaceOrder>(request(form)).unwrap();
    assert_eq!((read, missing), (Order::by("Ann"), Vec::new()));
}

#[test]
fn what_a_form_has_in_place_of_a_value_is_told() {
    let cases = [
        (
            "customer=Ann",
            "/customer: expected a structure, found a text",
        ),
        (
            "customer.name.first=Ann",
            "/customer/name: expected a string, found a value with parts",
        ),
        (
            "gift=yes",
            "/gift: expected true or false, found another text",
        ),
        ("gift=", "/gift: expected true or false, found another text"),
        (
            "count=2147483648",
            "/count: expected an integer between -2147483648 and 2147483647, found a number out of range",
        ),
        (
            "count=+1",
            "/count: expected an integer, found another text",
        ),
        (
            "price=1e400",
            "/price: expected a number of 64 bits, found another text",
        ),
        (
            "price=inf",
            "/price: expected a number of 64 bits, found another text",
        ),
        (
            "stamp=2024-02-29T12:00:00%2B01:00",
            "/stamp: expected a date-time in UTC, found another text",
        ),
        (
            "due=tomorrow",
            "/due: expected a number of seconds since 1970, found another text",
        ),
        ("tag=%3F", "/label: expected base64, found another text"),
        (
            "event=",
            "/event: expected one member of a union, found none",
        ),
        (
            "event.burnt=",
            "/event: expected a member of the union, found an unknown member",
        ),
        (
            "event.removed=&event.created.name=x",
            "/event: expected one member of a union, found several",
        ),
    ];
    for (form, expected) in cases {
        assert_eq!(
            refused::<PlaceOrder>(form),
            format!("cannot read {expected}")
        );
    }
}

#[test]
fn what_a_form_has_in_place_of_a_list_or_map_is_told() {
    let cases = [
        ("codes=a", "/codes: expected a list, found a text"),
        (
            "codes.1=a",
            "/codes: expected `item` before the number, found another segment of a key",
        ),
        (
            "codes.item.0=a",
            "/codes: expected a number from 1 on, found another segment of a key",
        ),
        (
            "codes.item.01=a",
            "/codes: expected a number from 1 on, found another segment of a key",
        ),
        (
            "codes.item.4294967296=a",
            "/codes: expected a number from 1 on, found another segment of a key",
        ),
        (
            "codes.item.x=a",
            "/codes: expected a number from 1 on, found another segment of a key",
        ),
        (
            "mark.1=1&mark.2=x",
            "/marks/1: expected an integer, found another text",
        ),
        (
            "prices.entry.1.value=1",
            "/prices: expected a key, found an entry without one",
        ),
        (
            "prices.entry.1.key=a",
            "/prices/a: expected a number, found nothing",
        ),
        (
            "secrets.entry.1.key=a&secrets.entry.1.value=x",
            "/secrets/*: expected an integer, found another text",
        ),
        (
            "extras.1.Name=x",
            "/extras: expected `entry` before the number, found another segment of a key",
        ),
    ];
    for (form, expected) in cases {
        assert_eq!(
            refused::<FillBasket>(form),
            format!("cannot read {expected}")
        );
    }
    let twice = "cannot read the message: expected each key once, found one twice";
    assert_eq!(
        refused::<FillBasket>("codes.item.1=a&codes.item.1=b"),
        twice
    );
}

#[test]
fn depth_is_bounded() {
    let form = format!("customer.name=x&customer{}.name=y", ".left".repeat(300));
    let error = refused::<PlaceOrder>(&form);
    assert!(error.ends_with(": nested too deep"), "{error}");
}

#[test]
fn a_call_in_a_query_is_taken_by_aws_query_alone() {
    let get = || {
        let request = Request::get("/?Action=PlaceOrder&Version=1&customer.name=Ann+B");
        request.body(Body::empty()).unwrap()
    };
    let (head, _) = get().into_parts();
    assert!(AwsQuery::claims(&SHOP, &head) && !Ec2Query::claims(&SHOP, &head));
    assert_eq!(AwsQuery::target(&SHOP, &head), Target::Query("PlaceOrder"));
    assert_eq!(Ec2Query::target(&SHOP, &head), Target::Unknown);
    let (order, _) = read::<AwsQuery, PlaceOrder>(get()).unwrap();
    assert_eq!(order, Order::by("Ann B"));
}

#[test]
fn the_operation_is_named_in_the_body() {
    let (head, _) = request("").into_parts();
    assert!(AwsQuery::claims(&SHOP, &head) && Ec2Query::claims(&SHOP, &head));
    assert_eq!(AwsQuery::target(&SHOP, &head), Target::Body);
    let named = |form: &[u8]| AwsQuery::named_in_body(form);
    assert_eq!(
        named(b"a=b&Action=PlaceOrder&Version=1").as_deref(),
        Some("PlaceOrder")
    );
    assert_eq!(named(b"action=PlaceOrder"), None);
    let elsewhere = Request::post("/orders").body(()).unwrap().into_parts().0;
    assert_eq!(AwsQuery::target(&SHOP, &elsewhere), Target::Unknown);
    let json = Request::post("/")
        .header("content-type", "application/json")
        .body(Body::from(b"{}".to_vec()));
    let (head, mut body) = json.unwrap().into_parts();
    assert!(!AwsQuery::claims(&SHOP, &head));
    let refused = AwsQuery::decode_request::<PlaceOrder>(&SHOP, &head, &mut body);
    assert!(matches!(
        refused,
        Err(farrier::protocol::RequestError::UnsupportedMediaType)
    ));
}

/// What a response says: its status, media type and body.
fn said<B>(response: Response<B>, body: impl FnOnce(B) -> Vec<u8>) -> (u16, String, String) {
    let status = response.status().as_u16();
    let media_type = response.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    let body = String::from_utf8(body(response.into_body())).unwrap();
    (status, media_type, body)
}

fn answered<P: Protocol, O: Operation>(output: &O::Output) -> (u16, String, String) {
    let response = P::encode_response::<O>(&SHOP, output).unwrap();
    said(response, |body| body.as_bytes().unwrap().to_vec())
}

fn failed<P: Protocol, T: Shape>(error: &T) -> (u16, String, String) {
    said(P::encode_error(&SHOP, error).unwrap(), |body| body.to_vec())
}

fn understood<P: Protocol, O: Operation>(body: &str) -> Result<O::Output, String> {
    let mut response = Response::new(Body::from(body.to_owned().into_bytes()));
    P::decode_response::<O>(&SHOP, &mut response).map_err(|error| error.to_string())
}

fn error(body: &str) -> Response<Bytes> {
    Response::new(body.to_owned().into())
}

#[test]
fn an_output_of_aws_query_is_wrapped_twice() {
    let order = Order {
        gift: Some(false),
        ..Order::by("Ann & Bob")
    };
    let (status, media_type, body) = answered::<AwsQuery, PlaceOrder>(&order);
    assert_eq!((status, &*media_type), (200, "text/xml"));
    assert_eq!(
        body,
        "<PlaceOrderResponse xmlns=\"http://shop.example/?a&amp;b\"><PlaceOrderResult>\
         <customer><name>Ann &amp; Bob</name></customer><gift>false</gift>\
         </PlaceOrderResult></PlaceOrderResponse>"
    );
    assert_eq!(understood::<AwsQuery, PlaceOrder>(&body), Ok(order.clone()));
    let with_metadata = body.replace(
        "</PlaceOrderResponse>",
        "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PlaceOrderResponse>",
    );
    assert_eq!(
        understood::<AwsQuery, PlaceOrder>(&with_metadata),
        Ok(order)
    );
}

#[test]
fn an_output_of_ec2_is_wrapped_once() {
    let order = Order::by("Ann");
    let (status, media_type, body) = answered::<Ec2Query, PlaceOrder>(&order);
    assert_eq!((status, &*media_type), (200, "text/xml;charset=UTF-8"));
    assert_eq!(
        body,
        "<PlaceOrderResponse xmlns=\"http://shop.example/?a&amp;b\"><customer><name>Ann</name></customer></PlaceOrderResponse>"
    );
    let with_id = body.replace("<customer>", "<requestId>1</requestId><customer>");
    assert_eq!(understood::<Ec2Query, PlaceOrder>(&with_id), Ok(order));
}

#[test]
fn an_output_of_nothing_is_an_element_without_content() {
    let empty = "<PingResponse xmlns=\"http://shop.example/?a&amp;b\"></PingResponse>";
    assert_eq!(answered::<AwsQuery, Ping>(&farrier::Unit).2, empty);
    assert_eq!(answered::<Ec2Query, Ping>(&farrier::Unit).2, empty);
    for body in [
        "",
        "<PingResponse/>",
        "<PingResponse><PingResult/></PingResponse>",
    ] {
        assert_eq!(understood::<AwsQuery, Ping>(body), Ok(farrier::Unit));
        assert_eq!(understood::<Ec2Query, Ping>(body), Ok(farrier::Unit));
    }
}

#[test]
fn an_output_without_what_is_required_is_refused() {
    let missing = "cannot read /customer: the required member is missing";
    for body in [
        "",
        "<PlaceOrderResponse/>",
        "<PlaceOrderResponse><OtherResult><customer><name>x</name></customer></OtherResult></PlaceOrderResponse>",
        "<PlaceOrderResponse><PlaceOrderResult/></PlaceOrderResponse>",
    ] {
        assert_eq!(
            understood::<AwsQuery, PlaceOrder>(body).unwrap_err(),
            missing
        );
        assert_eq!(
            understood::<Ec2Query, PlaceOrder>(body).unwrap_err(),
            missing
        );
    }
    assert!(understood::<AwsQuery, PlaceOrder>("<PlaceOrderResponse>").is_err());
    assert!(understood::<AwsQuery, Ping>("{}").is_err());
}

fn out_of_stock() -> OutOfStock {
    OutOfStock {
        message: "<none>".into(),
        until: Some(time("2024-02-29T12:00:00Z")),
    }
}

#[test]
fn an_error_of_aws_query_has_the_code_and_status_that_the_model_states() {
    let (status, media_type, body) = failed::<AwsQuery, _>(&out_of_stock());
    assert_eq!((status, &*media_type), (410, "text/xml"));
    assert_eq!(
        body,
        "<ErrorResponse><Error><Type>Sender</Type><Code>Stock.Out</Code>\
         <message>&lt;none&gt;</message><until>2024-02-29T12:00:00Z</until></Error></ErrorResponse>"
    );
    let response = error(&body);
    let identity = AwsQuery::identify_error(&SHOP, &response);
    assert_eq!(identity.code.as_deref(), Some("Stock.Out"));
    assert_eq!(identity.message.as_deref(), Some("<none>"));
    assert!(AwsQuery::is_error(OutOfStock::SCHEMA, "Stock.Out"));
    assert!(!AwsQuery::is_error(OutOfStock::SCHEMA, "OutOfStock"));
    assert_eq!(AwsQuery::decode_error(&SHOP, &response), Ok(out_of_stock()));
}

#[test]
fn an_error_of_ec2_is_known_by_its_name() {
    let (status, media_type, body) = failed::<Ec2Query, _>(&out_of_stock());
    assert_eq!((status, &*media_type), (409, "text/xml;charset=UTF-8"));
    assert_eq!(
        body,
        "<Response><Errors><Error><Code>OutOfStock</Code><message>&lt;none&gt;</message>\
         <until>2024-02-29T12:00:00Z</until></Error></Errors></Response>"
    );
    let with_id = body.replace("</Response>", "<RequestID>1</RequestID></Response>");
    let response = error(&with_id.replace("message>", "Message>"));
    let identity = Ec2Query::identify_error(&SHOP, &response);
    assert_eq!(identity.code.as_deref(), Some("OutOfStock"));
    assert_eq!(identity.message.as_deref(), Some("<none>"));
    assert!(Ec2Query::is_error(OutOfStock::SCHEMA, "OutOfStock"));
    assert_eq!(Ec2Query::decode_error(&SHOP, &response), Ok(out_of_stock()));
}

#[test]
fn an_error_without_a_code_of_its_own_has_the_status_of_its_fault() {
    let throttled = shapes::Throttled {
        message: "later".into(),
        retry_after: Some(7),
    };
    let (status, _, body) = failed::<AwsQuery, _>(&throttled);
    assert_eq!(status, 400);
    assert_eq!(
        body,
        "<ErrorResponse><Error><Type>Sender</Type><Code>Throttled</Code><message>later</message>\
         <retryAfter>7</retryAfter></Error></ErrorResponse>"
    );
}

#[test]
fn faults_look_like_errors() {
    let fault = |frame: fn(&'static ServiceSchema, StatusCode, &str, &str) -> Response<Bytes>| {
        let response = frame(
            &SHOP,
            StatusCode::NOT_FOUND,
            "UnknownOperation",
            "no <such> \u{1}thing",
        );
        said(response, |body| body.to_vec())
    };
    let (status, _, body) = fault(AwsQuery::encode_fault);
    assert_eq!(status, 404);
    assert_eq!(
        body,
        "<ErrorResponse><Error><Type>Sender</Type><Code>UnknownOperation</Code>\
         <Message>no &lt;such&gt; \u{fffd}thing</Message></Error></ErrorResponse>"
    );
    let (status, _, body) = fault(Ec2Query::encode_fault);
    assert_eq!(status, 404);
    assert_eq!(
        body,
        "<Response><Errors><Error><Code>UnknownOperation</Code>\
         <Message>no &lt;such&gt; \u{fffd}thing</Message></Error></Errors></Response>"
    );
}

#[test]
fn an_answer_that_is_no_error_document_has_no_identity() {
    for body in [
        "",
        "<html><body>Bad gateway</body></html>",
        "{}",
        "<ErrorResponse><Error>",
        "<Error><Code>x</Code></Error>",
    ] {
        assert_eq!(
            AwsQuery::identify_error(&SHOP, &error(body)).code,
            None,
            "{body}"
        );
        assert_eq!(
            Ec2Query::identify_error(&SHOP, &error(body)).code,
            None,
            "{body}"
        );
    }
}
