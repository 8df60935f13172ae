//! The protocol tests that the model states for itself: one Rust test for each case and side.

use std::collections::{BTreeMap, BTreeSet};

use farrier_smithy::traits::{
    AppliesTo, BodyAssertion, EventHeaderValue, EventStreamTestCase, EventStreamTests, HttpContent,
    HttpMalformedRequestTestCase, HttpMalformedRequestTests, HttpRequest, HttpRequestTests,
    HttpResponse, HttpResponseTests, HttpTestCase, TestCase, TestEvent, TestExpectation,
};
use farrier_smithy::{Closure, Diagnostic, Diagnostics, Model, Node, Shape, Value};
use proc_macro2::Ident;

use super::names::{self, Style};
use super::{OperationPlan, Plan, ProtocolPlan};
use crate::docs;

/// The tag of responses that lack required members: what a client makes of them is what Smithy calls error correction.
const ERROR_CORRECTION: &str = "error-correction";

/// The tests of one side.
#[derive(Debug, Default)]
pub(crate) struct TestsPlan {
    /// The kinds of cases that there are.
    pub(crate) modules: Vec<TestModulePlan>,
}

/// The cases of one kind.
#[derive(Debug)]
pub(crate) struct TestModulePlan {
    pub(crate) ident: Ident,
    /// What the cases are about.
    pub(crate) about: &'static str,
    pub(crate) tests: Vec<TestPlan>,
}

/// One test: calls of the runtime's `testing` module, in a row.
#[derive(Debug)]
pub(crate) struct TestPlan {
    pub(crate) ident: Ident,
    pub(crate) docs: String,
    /// Why it is not run.
    pub(crate) ignored: Option<String>,
    /// The function that begins the case, and the methods that go on with it.
    pub(crate) calls: Vec<CallPlan>,
    /// The operation that it is run with, unless the router alone finds it.
    pub(crate) operation: Option<Ident>,
    /// The protocol that it is of, where the service has several.
    pub(crate) protocol: Option<ProtocolPlan>,
}

/// One call.
#[derive(Debug)]
pub(crate) struct CallPlan {
    pub(crate) name: &'static str,
    pub(crate) arguments: Vec<ArgumentPlan>,
}

#[derive(Debug)]
pub(crate) enum ArgumentPlan {
    Boolean(bool),
    Number(i64),
    Text(String),
    Texts(Vec<String>),
    /// Names, each with values.
    Parameters(Vec<(String, Vec<String>)>),
    /// A part that is begun and goes on like a case.
    Part(Vec<CallPlan>),
}

/// A side of a call, for protocol tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Whoever calls.
    Client,
    /// Whoever is called.
    Server,
}

/// A test that is not run, and why.
#[derive(Clone, Debug)]
pub(crate) struct Exclusion {
    pub(crate) id: String,
    pub(crate) side: Side,
    pub(crate) reason: String,
}

/// Plans the tests of one side.
pub(crate) fn plan(
    model: &Model,
    closure: &Closure,
    plan: &Plan,
    side: Side,
    exclusions: &[Exclusion],
    diagnostics: &mut Diagnostics,
) -> TestsPlan {
    let mut cases = Cases {
        side,
        protocols: &plan.service.protocols,
        exclusions,
        kinds: BTreeMap::new(),
    };
    let by_name: BTreeMap<&str, &Shape> = closure
        .operations
        .iter()
        .filter_map(|id| Some((closure.name(model, id), model.shape(id)?)))
        .collect();
    let mut errors = BTreeMap::new();
    for operation in &plan.operations {
        let Some(shape) = by_name.get(operation.name.as_str()) else {
            continue;
        };
        cases.operation(shape, operation, diagnostics);
        for error in closure.errors(model, &shape.id) {
            errors.entry(error).or_insert(operation);
        }
    }
    // An error is tested once, with the first operation that fails with it.
    for (error, operation) in &errors {
        let tests = model.shape(error).and_then(|shape| shape.traits.get());
        if let Some(HttpResponseTests(tests)) = tests {
            let name = closure.name(model, error);
            for test in tests {
                cases.response(&test, Some(name), operation);
            }
        }
    }
    cases.finish()
}

/// The cases of one side.
struct Cases<'a> {
    side: Side,
    protocols: &'a [ProtocolPlan],
    exclusions: &'a [Exclusion],
    kinds: BTreeMap<Kind, Vec<Case>>,
}

/// A test whose name is given when all are known.
struct Case {
    id: String,
    docs: String,
    ignored: Option<String>,
    calls: Vec<CallPlan>,
    operation: Option<Ident>,
    protocol: Option<ProtocolPlan>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Request,
    Response,
    Error,
    Malformed,
    EventStream,
}

impl Kind {
    /// The module of such tests.
    fn module(self) -> &'static str {
        match self {
            Self::Request => "requests",
            Self::Response => "responses",
            Self::Error => "errors",
            Self::Malformed => "malformed_requests",
            Self::EventStream => "event_streams",
        }
    }
}

impl Cases<'_> {
    fn operation(
        &mut self,
        shape: &Shape,
        operation: &OperationPlan,
        diagnostics: &mut Diagnostics,
    ) {
        if let Some(HttpRequestTests(tests)) = shape.traits.get() {
            for test in &tests {
                self.request(test, operation);
            }
        }
        if let Some(HttpResponseTests(tests)) = shape.traits.get() {
            for test in &tests {
                self.response(test, None, operation);
            }
        }
        if let Some(EventStreamTests(tests)) = shape.traits.get() {
            for test in &tests {
                self.event_stream(test, operation);
            }
        }
        if let Some(HttpMalformedRequestTests(tests)) = shape.traits.get() {
            for test in &tests {
                check_parameters(test, shape, diagnostics);
                self.malformed(test);
            }
        }
    }

    fn request(&mut self, test: &HttpTestCase<HttpRequest>, operation: &OperationPlan) {
        let HttpTestCase {
            case,
            message,
            params,
            vendor_params,
        } = test;
        let mut calls = request(&case.id, message);
        calls.extend(vendor_params.iter().flat_map(buckets));
        calls.extend(params.as_ref().map(|params| text("params", &json(params))));
        self.add(Kind::Request, case, calls, Some(operation));
    }

    fn response(
        &mut self,
        test: &HttpTestCase<HttpResponse>,
        error: Option<&str>,
        operation: &OperationPlan,
    ) {
        let HttpTestCase {
            case,
            message,
            params,
            vendor_params: _,
        } = test;
        let mut calls = response(&case.id, message);
        calls.extend(error.map(|name| text("error", name)));
        let lenient = case.tags.iter().any(|tag| tag == ERROR_CORRECTION);
        calls.extend(lenient.then(|| CallPlan {
            name: "incomplete",
            arguments: Vec::new(),
        }));
        calls.extend(params.as_ref().map(|params| text("params", &json(params))));
        let kind = error.map_or(Kind::Response, |_| Kind::Error);
        self.add(kind, case, calls, Some(operation));
    }

    fn event_stream(&mut self, test: &EventStreamTestCase, operation: &OperationPlan) {
        let EventStreamTestCase {
            case,
            initial_request_params,
            initial_request,
            initial_response_params,
            initial_response,
            events,
            expectation,
        } = test;
        let part = |name, calls| CallPlan {
            name,
            arguments: vec![ArgumentPlan::Part(calls)],
        };
        let params = |name, node: &Option<Node>| node.as_ref().map(|node| text(name, &json(node)));
        let mut calls = vec![text("event_stream", &case.id)];
        calls.extend(params("input", initial_request_params));
        let message = initial_request.as_ref();
        calls.extend(message.map(|message| part("initial_request", request(&case.id, message))));
        calls.extend(params("output", initial_response_params));
        let message = initial_response.as_ref();
        calls.extend(message.map(|message| part("initial_response", response(&case.id, message))));
        calls.extend(events.iter().map(|message| {
            let name = match message.is_request {
                true => "request_event",
                false => "response_event",
            };
            part(name, event(message))
        }));
        calls.extend(match expectation {
            TestExpectation::Success => None,
            TestExpectation::Failure(None) => Some(CallPlan {
                name: "fails",
                arguments: Vec::new(),
            }),
            TestExpectation::Failure(Some(error)) => Some(text("fails_with", error.name())),
        });
        self.add(Kind::EventStream, case, calls, Some(operation));
    }

    fn malformed(&mut self, test: &HttpMalformedRequestTestCase) {
        if self.side == Side::Client {
            return;
        }
        let HttpMalformedRequestTestCase {
            case,
            request,
            response,
            body,
            parameters,
        } = test;
        let mut calls = vec![CallPlan {
            name: "malformed_request",
            arguments: texts([&case.id, &request.method, &request.uri]),
        }];
        calls.extend(list("query", &request.query));
        calls.extend(headers("header", &request.content));
        calls.extend(request.content.body.as_ref().map(|body| text("body", body)));
        calls.push(CallPlan {
            name: "answer",
            arguments: vec![ArgumentPlan::Number(response.code.into())],
        });
        calls.extend(headers("answer_header", &response.content));
        calls.extend(
            body.as_ref()
                .map(|(media_type, assertion)| match assertion {
                    BodyAssertion::Contents(body) if is_json(media_type) => {
                        text("answer_json", body)
                    }
                    BodyAssertion::Contents(body) => CallPlan {
                        name: "answer_body",
                        arguments: texts([media_type, body]),
                    },
                    BodyAssertion::MessageRegex(pattern) => text("answer_message", pattern),
                }),
        );
        if !parameters.is_empty() {
            calls.push(CallPlan {
                name: "parameters",
                arguments: vec![ArgumentPlan::Parameters(parameters.clone())],
            });
        }
        self.add(Kind::Malformed, case, calls, None);
    }

    /// Keeps a test if it is for this side and a protocol of the service.
    fn add(
        &mut self,
        kind: Kind,
        case: &TestCase,
        calls: Vec<CallPlan>,
        operation: Option<&OperationPlan>,
    ) {
        let other = match self.side {
            Side::Client => AppliesTo::Server,
            Side::Server => AppliesTo::Client,
        };
        let mut protocols = self.protocols.iter().copied();
        let protocol = protocols.find(|protocol| protocol.id() == case.protocol.as_str());
        let Some(protocol) = protocol.filter(|_| case.applies_to != Some(other)) else {
            return;
        };
        let excluded = self.exclusions.iter().find(|excluded| {
            let is_it = excluded.id == case.id
                || excluded
                    .id
                    .strip_prefix(kind.module())
                    .is_some_and(|id| id.strip_prefix("::").is_some_and(|id| id == case.id));
            is_it && excluded.side == self.side
        });
        self.kinds.entry(kind).or_default().push(Case {
            id: case.id.clone(),
            docs: docs::summary(case.documentation.as_deref().unwrap_or_default()),
            ignored: excluded.map(|excluded| excluded.reason.clone()),
            calls,
            operation: operation.map(|operation| operation.ident.clone()),
            protocol: Some(protocol).filter(|_| self.protocols.len() > 1),
        });
    }

    fn finish(self) -> TestsPlan {
        let module = |(kind, cases): (Kind, Vec<Case>)| {
            let about = match kind {
                Kind::Request => "Requests, and the inputs that they stand for.",
                Kind::Response => "Responses, and the outputs that they stand for.",
                Kind::Error => "Responses, and the errors that they stand for.",
                Kind::Malformed => "Requests that are refused.",
                Kind::EventStream => "Streams of events, and their messages.",
            };
            let ids = cases.iter().map(|case| case.id.as_str());
            let idents = names::assign(Style::Value, ids, &BTreeSet::new());
            let idents: Vec<Ident> = cases
                .iter()
                .map(|case| names::ident(&idents[case.id.as_str()]))
                .collect();
            let test = |(case, ident): (Case, Ident)| TestPlan {
                ident,
                docs: case.docs,
                ignored: case.ignored,
                calls: case.calls,
                operation: case.operation,
                protocol: case.protocol,
            };
            TestModulePlan {
                ident: names::ident(kind.module()),
                about,
                tests: cases.into_iter().zip(idents).map(test).collect(),
            }
        };
        TestsPlan {
            modules: self.kinds.into_iter().map(module).collect(),
        }
    }
}

/// The parameters of a case must have equally many values: each case takes one of every list.
fn check_parameters(
    test: &HttpMalformedRequestTestCase,
    shape: &Shape,
    diagnostics: &mut Diagnostics,
) {
    let mut lengths = test.parameters.iter().map(|(_, values)| values.len());
    let first = lengths.next();
    if lengths.any(|length| Some(length) != first) {
        let message = format!(
            "the parameters of the test `{}` have unequally many values",
            test.case.id
        );
        diagnostics.push(
            Diagnostic::error("ProtocolTest", message)
                .on(&shape.id)
                .at(shape.span)
                .help(
                    "each case takes one value of every parameter: give all lists the same length",
                ),
        );
    }
}

/// Complains of exclusions that exclude nothing.
pub(crate) fn check_exclusions(
    exclusions: &[Exclusion],
    sides: &[(Side, &TestsPlan)],
    diagnostics: &mut Diagnostics,
) {
    for Exclusion { id, side, .. } in exclusions {
        let found = sides
            .iter()
            .filter(|(planned, _)| planned == side)
            .flat_map(|(_, tests)| &tests.modules)
            .any(|module| {
                let prefix = format!("{}::", module.ident);
                let id = id.strip_prefix(&prefix).unwrap_or(id);
                let is_it = |test: &TestPlan| {
                    let first = test.calls.first().and_then(|call| call.arguments.first());
                    matches!(first, Some(ArgumentPlan::Text(text)) if text == id)
                };
                module.tests.iter().any(is_it)
            });
        if !found {
            let side = match side {
                Side::Client => "client",
                Side::Server => "server",
            };
            let message = format!("there is no protocol test `{id}` of the {side} to exclude");
            diagnostics.push(
                Diagnostic::error("ProtocolTest", message)
                    .help("name the `id` of a test that the model has for that side"),
            );
        }
    }
}

/// How a client of buckets is set up: the part of `aws.protocoltests.config#AwsConfig` that makes a difference.
fn buckets(config: &Node) -> Vec<CallPlan> {
    let scope = |name| config.get("scopedConfig")?.get(name)?.get("s3");
    let addressing = |scope: Option<&Node>| {
        let style = scope?.get("addressing_style")?.as_str()?;
        Some(style.to_owned())
    };
    let is_on = |name| {
        let on = scope("client").and_then(|scope| scope.get(name)?.as_bool());
        on.unwrap_or_default()
    };
    let flag = |name| CallPlan {
        name,
        arguments: Vec::new(),
    };
    let of_client = addressing(scope("client")).map(|style| text("addressing", &style));
    let of_call = addressing(scope("operation")).map(|style| text("call_addressing", &style));
    of_client
        .into_iter()
        .chain(of_call)
        .chain(is_on("use_dualstack_endpoint").then(|| flag("dual_stack")))
        .chain(is_on("use_accelerate_endpoint").then(|| flag("accelerate")))
        .collect()
}

/// A request, as `testing::request` begins it.
fn request(id: &str, message: &HttpRequest) -> Vec<CallPlan> {
    let mut calls = vec![CallPlan {
        name: "request",
        arguments: texts([id, &message.method, &message.uri]),
    }];
    calls.extend(message.host.as_ref().map(|host| text("host", host)));
    let resolved = message.resolved_host.as_ref();
    calls.extend(resolved.map(|host| text("resolved_host", host)));
    calls.extend(list("query", &message.query));
    calls.extend(list("forbid_query", &message.forbid_query));
    calls.extend(list("require_query", &message.require_query));
    content(&message.content, &mut calls);
    calls
}

/// A response, as `testing::response` begins it.
fn response(id: &str, message: &HttpResponse) -> Vec<CallPlan> {
    let mut calls = vec![CallPlan {
        name: "response",
        arguments: vec![
            ArgumentPlan::Text(id.to_owned()),
            ArgumentPlan::Number(message.code.into()),
        ],
    }];
    content(&message.content, &mut calls);
    calls
}

/// An event, as `testing::event` begins it.
fn event(event: &TestEvent) -> Vec<CallPlan> {
    let mut calls = vec![CallPlan {
        name: "event",
        arguments: Vec::new(),
    }];
    let params = event.params.as_ref();
    calls.extend(params.map(|params| text("params", &json(params))));
    calls.extend(event.headers.iter().map(|(header, value)| {
        let (name, value) = match value {
            EventHeaderValue::Boolean(value) => ("boolean", ArgumentPlan::Boolean(*value)),
            EventHeaderValue::Byte(value) => ("byte", ArgumentPlan::Number(*value)),
            EventHeaderValue::Short(value) => ("short", ArgumentPlan::Number(*value)),
            EventHeaderValue::Integer(value) => ("integer", ArgumentPlan::Number(*value)),
            EventHeaderValue::Long(value) => ("long", ArgumentPlan::Number(*value)),
            EventHeaderValue::Blob(value) => ("blob", ArgumentPlan::Text(value.clone())),
            EventHeaderValue::String(value) => ("header", ArgumentPlan::Text(value.clone())),
            EventHeaderValue::Timestamp(value) => ("timestamp", ArgumentPlan::Text(value.clone())),
        };
        CallPlan {
            name,
            arguments: vec![ArgumentPlan::Text(header.clone()), value],
        }
    }));
    calls.extend(list("forbid_headers", &event.forbid_headers));
    calls.extend(list("require_headers", &event.require_headers));
    body(
        event.body.as_deref(),
        event.body_media_type.as_deref(),
        &mut calls,
    );
    calls.extend(event.bytes.as_ref().map(|bytes| text("bytes", bytes)));
    calls
}

fn content(content: &HttpContent, calls: &mut Vec<CallPlan>) {
    calls.extend(headers("header", content));
    calls.extend(list("forbid_headers", &content.forbid_headers));
    calls.extend(list("require_headers", &content.require_headers));
    let mut headers = content.headers.iter();
    let stated = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let media_type = content.body_media_type.as_deref();
    body(
        content.body.as_deref(),
        media_type.or(stated.map(|(_, value)| value.as_str())),
        calls,
    );
}

fn body(body: Option<&str>, media_type: Option<&str>, calls: &mut Vec<CallPlan>) {
    let media_type = media_type.unwrap_or_default();
    calls.extend(body.map(|body| match media_type {
        json if is_json(json) => text("json", &on_one_line(body)),
        _ => CallPlan {
            name: "body",
            arguments: texts([media_type, body]),
        },
    }));
}

fn headers(name: &'static str, content: &HttpContent) -> impl Iterator<Item = CallPlan> {
    content.headers.iter().map(move |(header, value)| CallPlan {
        name,
        arguments: texts([header, value]),
    })
}

fn text(name: &'static str, argument: &str) -> CallPlan {
    CallPlan {
        name,
        arguments: texts([argument]),
    }
}

fn texts<const N: usize>(arguments: [&(impl AsRef<str> + ?Sized); N]) -> Vec<ArgumentPlan> {
    arguments
        .map(|argument| ArgumentPlan::Text(argument.as_ref().to_owned()))
        .into()
}

fn list(name: &'static str, values: &[String]) -> Option<CallPlan> {
    (!values.is_empty()).then(|| CallPlan {
        name,
        arguments: vec![ArgumentPlan::Texts(values.to_vec())],
    })
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json"
}

/// JSON without the line breaks and indentation between its tokens.
fn on_one_line(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut quoted, mut escaped, mut broken) = (false, false, false);
    for c in json.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '\r' | '\n' if !quoted => {
                broken = true;
                continue;
            }
            ' ' | '\t' if broken => continue,
            _ => {}
        }
        broken = false;
        out.push(c);
    }
    out
}

/// The value as JSON on one line.
fn json(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Number(value) => value.text().into_owned(),
        Value::String(value) => quoted(value),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(json).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", quoted(key.as_str()), json(value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::on_one_line;

    #[test]
    fn only_breaks_between_tokens_are_left_out() {
        assert_eq!(
            on_one_line("{\n    \"a\": \"x\\\"  \\n\",\r\n\t\"b\": [1,\n2]\n}\n"),
            r#"{"a": "x\"  \n","b": [1,2]}"#
        );
    }
}
