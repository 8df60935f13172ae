//! Tests that a model states for its own protocol: [HTTP protocol compliance tests] and their kin for event streams.
//!
//! [HTTP protocol compliance tests]: https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html

use super::{string, strings};
use crate::{Node, Number, ShapeId, Trait};

/// How requests look for given inputs. See [httpRequestTests](https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html#httprequesttests).
#[derive(Clone, Debug, PartialEq)]
pub struct HttpRequestTests(pub Vec<HttpTestCase<HttpRequest>>);

/// How responses look for given outputs or errors. See [httpResponseTests](https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html#httpresponsetests).
#[derive(Clone, Debug, PartialEq)]
pub struct HttpResponseTests(pub Vec<HttpTestCase<HttpResponse>>);

/// How servers refuse requests. See [httpMalformedRequestTests](https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html#httpmalformedrequesttests).
#[derive(Clone, Debug, PartialEq)]
pub struct HttpMalformedRequestTests(pub Vec<HttpMalformedRequestTestCase>);

/// How events travel. See [eventStreamTests](https://smithy.io/2.0/additional-specs/event-stream-protocol-compliance-tests.html).
#[derive(Clone, Debug, PartialEq)]
pub struct EventStreamTests(pub Vec<EventStreamTestCase>);

/// What every case says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct TestCase {
    /// The name, of its own among the cases of its trait.
    pub id: String,
    /// The protocol that is tested.
    pub protocol: ShapeId,
    /// What the case is about.
    pub documentation: Option<String>,
    /// The side that it is for; `None` for both.
    pub applies_to: Option<AppliesTo>,
    /// What it belongs to.
    pub tags: Vec<String>,
}

/// A side of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AppliesTo {
    /// Whoever calls.
    Client,
    /// Whoever is called.
    Server,
}

/// A message of the kind `M`, and the parameters that it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpTestCase<M> {
    /// What the case says of itself.
    pub case: TestCase,
    /// The message.
    pub message: M,
    /// The input, output or error; `None` is one without members.
    pub params: Option<Node>,
    /// What else a vendor asks for, such as how a client is set up.
    pub vendor_params: Option<Node>,
}

/// A request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HttpRequest {
    /// The method.
    pub method: String,
    /// The path.
    pub uri: String,
    /// The endpoint's host that a client is given, perhaps with a path.
    pub host: Option<String>,
    /// The host that the request goes to.
    pub resolved_host: Option<String>,
    /// `name`, `name=` or `name=value`, percent-encoded, of the query.
    pub query: Vec<String>,
    /// Names that the query must not have.
    pub forbid_query: Vec<String>,
    /// Names that the query must have.
    pub require_query: Vec<String>,
    /// Headers and body.
    pub content: HttpContent,
}

/// A response.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HttpResponse {
    /// The status.
    pub code: u16,
    /// Headers and body.
    pub content: HttpContent,
}

/// What requests and responses have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpContent {
    /// Headers with their values.
    pub headers: Vec<(String, String)>,
    /// Headers that must not be there.
    pub forbid_headers: Vec<String>,
    /// Headers that must be there.
    pub require_headers: Vec<String>,
    /// The body; nothing is said of it without one.
    pub body: Option<String>,
    /// What the body is.
    pub body_media_type: Option<String>,
}

/// A request that is refused, and how. With parameters, one case for each of their values.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpMalformedRequestTestCase {
    /// What the case says of itself.
    pub case: TestCase,
    /// The request.
    pub request: HttpRequest,
    /// The status and headers of the answer.
    pub response: HttpResponse,
    /// The body of the answer, with its media type.
    pub body: Option<(String, BodyAssertion)>,
    /// Each parameter's name and values.
    pub parameters: Vec<(String, Vec<String>)>,
}

/// What the body of an answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyAssertion {
    /// This.
    Contents(String),
    /// Something with a message that matches a pattern.
    MessageRegex(String),
}

/// A call with a stream of events.
#[derive(Clone, Debug, PartialEq)]
pub struct EventStreamTestCase {
    /// What the case says of itself.
    pub case: TestCase,
    /// The input without its stream; `None` where nothing is said of it.
    pub initial_request_params: Option<Node>,
    /// The request without its body.
    pub initial_request: Option<HttpRequest>,
    /// The output without its stream; `None` where nothing is said of it.
    pub initial_response_params: Option<Node>,
    /// The response, whose body is stated only if it is an error.
    pub initial_response: Option<HttpResponse>,
    /// The events in order.
    pub events: Vec<TestEvent>,
    /// What comes of it.
    pub expectation: TestExpectation,
}

/// What comes of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TestExpectation {
    /// It succeeds.
    #[default]
    Success,
    /// It fails, with this error if one is named.
    Failure(Option<ShapeId>),
}

/// One event of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct TestEvent {
    /// Whether the client sends it; if not, the server does.
    pub is_request: bool,
    /// The event, if the model has it.
    pub params: Option<Node>,
    /// Headers with their values.
    pub headers: Vec<(String, EventHeaderValue)>,
    /// Headers that must not be there.
    pub forbid_headers: Vec<String>,
    /// Headers that must be there.
    pub require_headers: Vec<String>,
    /// The payload, as text; nothing is said of it without one.
    pub body: Option<String>,
    /// What the payload is.
    pub body_media_type: Option<String>,
    /// The whole message, in base64, for whoever receives it.
    pub bytes: Option<String>,
}

/// The value of an event's header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventHeaderValue {
    /// True or false.
    Boolean(bool),
    /// One byte.
    Byte(i64),
    /// Two bytes.
    Short(i64),
    /// Four bytes.
    Integer(i64),
    /// Eight bytes.
    Long(i64),
    /// Bytes, in base64.
    Blob(String),
    /// Text.
    String(String),
    /// A date-time.
    Timestamp(String),
}

impl Trait for EventStreamTests {
    const ID: &'static str = "smithy.test#eventStreamTests";

    fn from_node(node: &Node) -> Option<Self> {
        each(node, event_stream_case).map(Self)
    }
}

fn event_stream_case(node: &Node) -> Option<EventStreamTestCase> {
    let expectation = node.get("expectation");
    let failure = expectation.and_then(|expectation| expectation.get("failure"));
    Some(EventStreamTestCase {
        case: test_case(node)?,
        initial_request_params: node.get("initialRequestParams").cloned(),
        initial_request: match node.get("initialRequest") {
            Some(node) => Some(request(node)?),
            None => None,
        },
        initial_response_params: node.get("initialResponseParams").cloned(),
        initial_response: match node.get("initialResponse") {
            Some(node) => Some(response(node)?),
            None => None,
        },
        events: match node.get("events") {
            Some(events) => each(events, event)?,
            None => Vec::new(),
        },
        expectation: failure.map_or(TestExpectation::Success, |failure| {
            TestExpectation::Failure(
                failure
                    .get("errorId")
                    .and_then(Node::as_str)
                    .map(ShapeId::from),
            )
        }),
    })
}

fn event(node: &Node) -> Option<TestEvent> {
    let headers = node.get("headers").and_then(Node::as_object);
    let header = |(name, value): &(crate::Key, Node)| {
        let (kind, value) = value.as_object()?.first()?;
        let number = || value.as_number().and_then(Number::as_i64);
        let text = || value.as_str().map(str::to_owned);
        let value = match kind.as_str() {
            "boolean" => EventHeaderValue::Boolean(value.as_bool()?),
            "byte" => EventHeaderValue::Byte(number()?),
            "short" => EventHeaderValue::Short(number()?),
            "integer" => EventHeaderValue::Integer(number()?),
            "long" => EventHeaderValue::Long(number()?),
            "blob" => EventHeaderValue::Blob(text()?),
            "string" => EventHeaderValue::String(text()?),
            "timestamp" => EventHeaderValue::Timestamp(text()?),
            _ => return None,
        };
        Some((name.as_str().to_owned(), value))
    };
    Some(TestEvent {
        is_request: node.get("type")?.as_str()? == "request",
        params: node.get("params").cloned(),
        headers: headers
            .unwrap_or_default()
            .iter()
            .map(header)
            .collect::<Option<_>>()?,
        forbid_headers: list(node, "forbidHeaders")?,
        require_headers: list(node, "requireHeaders")?,
        body: string(node, "body"),
        body_media_type: string(node, "bodyMediaType"),
        bytes: string(node, "bytes"),
    })
}

impl Trait for HttpRequestTests {
    const ID: &'static str = "smithy.test#httpRequestTests";

    fn from_node(node: &Node) -> Option<Self> {
        let case = |node: &Node| {
            Some(HttpTestCase {
                case: test_case(node)?,
                message: request(node)?,
                params: node.get("params").cloned(),
                vendor_params: node.get("vendorParams").cloned(),
            })
        };
        each(node, case).map(Self)
    }
}

impl Trait for HttpResponseTests {
    const ID: &'static str = "smithy.test#httpResponseTests";

    fn from_node(node: &Node) -> Option<Self> {
        let case = |node: &Node| {
            Some(HttpTestCase {
                case: test_case(node)?,
                message: response(node)?,
                params: node.get("params").cloned(),
                vendor_params: node.get("vendorParams").cloned(),
            })
        };
        each(node, case).map(Self)
    }
}

impl Trait for HttpMalformedRequestTests {
    const ID: &'static str = "smithy.test#httpMalformedRequestTests";

    fn from_node(node: &Node) -> Option<Self> {
        let case = |node: &Node| {
            let answer = node.get("response")?;
            let body = match answer.get("body") {
                Some(body) => Some((
                    string(body, "mediaType")?,
                    assertion(body.get("assertion")?)?,
                )),
                None => None,
            };
            let parameters = match node.get("testParameters") {
                Some(parameters) => parameters
                    .as_object()?
                    .iter()
                    .map(|(name, values)| Some((name.as_str().to_owned(), strings(values)?)))
                    .collect::<Option<_>>()?,
                None => Vec::new(),
            };
            Some(HttpMalformedRequestTestCase {
                case: test_case(node)?,
                request: request(node.get("request")?)?,
                response: HttpResponse {
                    code: code(answer)?,
                    content: HttpContent {
                        headers: headers(answer)?,
                        ..HttpContent::default()
                    },
                },
                body,
                parameters,
            })
        };
        each(node, case).map(Self)
    }
}

fn each<T>(node: &Node, read: impl Fn(&Node) -> Option<T>) -> Option<Vec<T>> {
    node.as_array()?.iter().map(read).collect()
}

fn test_case(node: &Node) -> Option<TestCase> {
    Some(TestCase {
        id: string(node, "id")?,
        protocol: ShapeId::from(node.get("protocol")?.as_str()?),
        documentation: string(node, "documentation"),
        applies_to: match node.get("appliesTo").and_then(Node::as_str) {
            None => None,
            Some("client") => Some(AppliesTo::Client),
            Some("server") => Some(AppliesTo::Server),
            Some(_) => return None,
        },
        tags: match node.get("tags") {
            Some(tags) => strings(tags)?,
            None => Vec::new(),
        },
    })
}

/// The request that some members of a node state.
fn request(node: &Node) -> Option<HttpRequest> {
    Some(HttpRequest {
        method: string(node, "method")?,
        uri: string(node, "uri")?,
        host: string(node, "host"),
        resolved_host: string(node, "resolvedHost"),
        query: list(node, "queryParams")?,
        forbid_query: list(node, "forbidQueryParams")?,
        require_query: list(node, "requireQueryParams")?,
        content: content(node)?,
    })
}

/// The response that some members of a node state.
fn response(node: &Node) -> Option<HttpResponse> {
    Some(HttpResponse {
        code: code(node)?,
        content: content(node)?,
    })
}

fn code(node: &Node) -> Option<u16> {
    let code = node.get("code")?.as_number().and_then(Number::as_u64)?;
    code.try_into().ok()
}

fn content(node: &Node) -> Option<HttpContent> {
    Some(HttpContent {
        headers: headers(node)?,
        forbid_headers: list(node, "forbidHeaders")?,
        require_headers: list(node, "requireHeaders")?,
        body: string(node, "body"),
        body_media_type: string(node, "bodyMediaType"),
    })
}

fn headers(node: &Node) -> Option<Vec<(String, String)>> {
    let Some(headers) = node.get("headers") else {
        return Some(Vec::new());
    };
    headers
        .as_object()?
        .iter()
        .map(|(name, value)| Some((name.as_str().to_owned(), value.as_str()?.to_owned())))
        .collect()
}

/// The strings under a key; none if it is not there.
fn list(node: &Node, key: &str) -> Option<Vec<String>> {
    node.get(key).map_or_else(|| Some(Vec::new()), strings)
}

fn assertion(node: &Node) -> Option<BodyAssertion> {
    string(node, "contents")
        .map(BodyAssertion::Contents)
        .or_else(|| string(node, "messageRegex").map(BodyAssertion::MessageRegex))
}
