//! Calls of restXml on the wire: what is not the same as in restJson1.

#![cfg(feature = "xml")]

#[macro_use]
mod structure;

use bytes::Bytes;
use farrier::protocol::{ErrorIdentity, Protocol, RestXml};
use farrier::wire::{self, ErrorSchema, Member, Operation, ServiceSchema, Shape, XmlNamespace};
use farrier::{Body, DecodeError};
use http::{Request, Response, StatusCode};

structure! {
    ShelfInput = [Member::label("Shelf"), Member::new("tag").header("x-tag"), Member::new("note")];
    shelf: String,
    tag: Option<String>,
    note: Option<String>,
}

structure! {
    LocationOutput {
        const XML_NAME: Option<&'static str> = Some("Location");
    } = [Member::new("Location"), Member::new("tag").header("x-tag")];
    location: Option<String>,
    tag: Option<String>,
}

structure! {
    ShelfFull {
        const ERROR: Option<ErrorSchema> = Some(ErrorSchema::new(409));
    } = [Member::new("message"), Member::new("tag").header("x-tag"), Member::required("room")];
    message: Option<String>,
    tag: Option<String>,
    room: i32,
}

#[derive(Debug)]
enum NoError {}

impl wire::OperationError for NoError {
    fn variants<V: wire::Variants<Self>>(variants: V) -> V {
        variants
    }

    fn visit<V: wire::ErrorVisitor>(&self, _: V) -> V::Output {
        match *self {}
    }
}

macro_rules! operation {
    ($name:ident, $unwrapped:literal) => {
        #[derive(Debug)]
        enum $name {}

        impl Operation for $name {
            const NAME: &'static str = stringify!($name);
            const METHOD: &'static str = "PUT";
            const URI: &'static str = "/{Shelf}";
            const UNWRAPPED_OUTPUT: bool = $unwrapped;
            type Input = ShelfInput;
            type Output = LocationOutput;
            type Error = NoError;
        }
    };
}

operation!(PutShelf, false);
operation!(GetLocation, true);

const WRAPPED: &ServiceSchema = &ServiceSchema::new("Shelves", "1", &[])
    .xml_namespace(&XmlNamespace::new("https://example.com/shelves"));
const BARE: &ServiceSchema = &ServiceSchema::new("Shelves", "1", &[])
    .xml_namespace(&XmlNamespace::new("https://example.com/shelves"))
    .bare_errors()
    .buckets("Shelf");

fn text(body: &[u8]) -> &str {
    std::str::from_utf8(body).unwrap()
}

fn location(location: &str) -> LocationOutput {
    LocationOutput {
        location: Some(location.to_owned()),
        tag: Some("t".to_owned()),
    }
}

#[test]
fn a_body_is_an_element_with_the_namespace_of_the_service() {
    let input = ShelfInput {
        shelf: "a b".to_owned(),
        tag: Some("t".to_owned()),
        note: Some("<n>".to_owned()),
    };
    let request = RestXml::encode_request::<PutShelf>(WRAPPED, &input).unwrap();
    assert_eq!(request.uri(), "/a%20b");
    assert_eq!(request.headers()["content-type"], "application/xml");
    assert_eq!(request.headers()["x-tag"], "t");
    assert_eq!(
        text(request.body().as_bytes().unwrap()),
        r#"<ShelfInput xmlns="https://example.com/shelves"><note>&lt;n&gt;</note></ShelfInput>"#
    );
    let (head, mut body) = request.into_parts();
    let received = RestXml::decode_request::<PutShelf>(WRAPPED, &head, &mut body).unwrap();
    assert_eq!(received.input, input);
}

#[test]
fn a_request_of_another_media_type_or_root_is_refused() {
    let decode = |media_type: &str, body: &'static str| {
        let request = Request::put("/a").header("content-type", media_type);
        let (head, mut body) = request
            .body(Body::from(body.as_bytes()))
            .unwrap()
            .into_parts();
        RestXml::decode_request::<PutShelf>(WRAPPED, &head, &mut body)
            .map(|received| received.input.note)
            .map_err(|error| error.to_string())
    };
    assert_eq!(
        decode("application/xml; charset=utf-8", "<ShelfInput/>"),
        Ok(None)
    );
    assert!(decode("application/json", "{}").is_err());
    assert!(decode("application/xml", "<Other/>").is_err());
}

#[test]
fn an_unwrapped_output_is_its_one_member() {
    let written = |output: &LocationOutput| {
        let response = RestXml::encode_response::<GetLocation>(WRAPPED, output).unwrap();
        assert_eq!(response.headers()["content-type"], "application/xml");
        response
    };
    let mut response = written(&location("here"));
    assert_eq!(
        text(response.body().as_bytes().unwrap()),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Location xmlns=\"https://example.com/shelves\">here</Location>"
    );
    let read = RestXml::decode_response::<GetLocation>(WRAPPED, &mut response).unwrap();
    assert_eq!(read, location("here"));
    let none = LocationOutput::blank();
    let mut response = written(&none);
    assert_eq!(
        text(response.body().as_bytes().unwrap()),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Location xmlns=\"https://example.com/shelves\"></Location>"
    );
    let read = RestXml::decode_response::<GetLocation>(WRAPPED, &mut response).unwrap();
    assert_eq!(read, none);
    // Of another operation, the member is inside.
    let response = RestXml::encode_response::<PutShelf>(WRAPPED, &location("here")).unwrap();
    assert_eq!(
        text(response.body().as_bytes().unwrap()),
        r#"<Location xmlns="https://example.com/shelves"><Location>here</Location></Location>"#
    );
}

fn full() -> ShelfFull {
    ShelfFull {
        message: Some("no room".to_owned()),
        tag: Some("t".to_owned()),
        room: 7,
    }
}

#[test]
fn an_error_is_inside_of_the_response_unless_the_service_says_otherwise() {
    let inside = "<Error><Type>Sender</Type><Code>ShelfFull</Code><message>no room</message>\
                  <room>7</room></Error>";
    let wrapped =
        format!("<ErrorResponse xmlns=\"https://example.com/shelves\">{inside}</ErrorResponse>");
    for (service, xml) in [(WRAPPED, &*wrapped), (BARE, inside)] {
        let response = RestXml::encode_error(service, &full()).unwrap();
        assert_eq!(response.status(), 409);
        assert_eq!(response.headers()["x-tag"], "t");
        assert_eq!(response.headers()["content-type"], "application/xml");
        assert_eq!(text(response.body()), xml);
        // A client takes both.
        for service in [WRAPPED, BARE] {
            let identity = RestXml::identify_error(service, &response);
            assert_eq!(identity, told("ShelfFull", "no room"));
            let read: ShelfFull = RestXml::decode_error(service, &response).unwrap();
            assert_eq!(read, full());
        }
    }
}

fn told(code: &str, message: &str) -> ErrorIdentity {
    ErrorIdentity {
        code: Some(code.to_owned()),
        message: Some(message.to_owned()),
    }
}

#[test]
fn the_message_of_an_error_may_begin_with_either_letter() {
    let body = "<ErrorResponse><RequestId>1</RequestId><Error><Message>no room</Message><room>7</room>\
                <Code>ShelfFull</Code></Error></ErrorResponse>";
    let response = Response::builder().header("x-tag", "t");
    let response = response.body(Bytes::from(body)).unwrap();
    assert_eq!(
        RestXml::decode_error::<ShelfFull>(WRAPPED, &response).unwrap(),
        full()
    );
}

#[test]
fn an_error_that_no_model_lists_has_a_code_and_a_message() {
    let response = RestXml::encode_fault(BARE, StatusCode::NOT_FOUND, "UnknownPath", "a<b\u{1}");
    assert_eq!(
        text(response.body()),
        "<Error><Type>Sender</Type><Code>UnknownPath</Code><Message>a&lt;b\u{fffd}</Message></Error>"
    );
    assert_eq!(
        RestXml::identify_error(BARE, &response),
        told("UnknownPath", "a<b\u{fffd}")
    );
}

#[test]
fn an_error_without_a_body_is_known_by_its_status_where_services_are_of_buckets() {
    let answer = |status: u16, body: &'static str| {
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        response
    };
    let code = |service, status| RestXml::identify_error(service, &answer(status, "")).code;
    assert_eq!(code(BARE, 404).as_deref(), Some("NotFound"));
    assert_eq!(code(BARE, 403), None);
    assert_eq!(code(WRAPPED, 404), None);
    let missing: Result<ShelfFull, DecodeError> = RestXml::decode_error(BARE, &answer(404, ""));
    assert_eq!(
        missing.unwrap_err().to_string(),
        "cannot read /room: the required member is missing"
    );
}

#[test]
fn an_answer_of_success_may_be_an_error_where_services_are_of_buckets() {
    let answer = |body: &'static str| Response::new(Bytes::from(body));
    let late = "<?xml version=\"1.0\"?>\n\n<Error><Code>SlowDown</Code></Error>";
    assert!(RestXml::is_denial(BARE, &answer(late)));
    assert!(!RestXml::is_denial(WRAPPED, &answer(late)));
    for other in ["", "<Errors/>", "{}", "<Location><Error/></Location>"] {
        assert!(!RestXml::is_denial(BARE, &answer(other)), "{other}");
    }
}
