//! Cases of `smithy.test#eventStreamTests`.

use std::collections::BTreeMap;

use super::event::{Event, messages};
use super::report::Report;
use super::{Request, Response, canonical, params, tree};
use crate::Document;
use crate::wire::{Binding, Member, Shape};

/// Begins a case: a call with a stream of events.
pub fn event_stream(id: &'static str) -> EventStream {
    EventStream {
        id,
        input: None,
        request: None,
        output: None,
        response: None,
        sent: Vec::new(),
        received: Vec::new(),
        expected: Expected::Success,
    }
}

/// A call with a stream of events.
///
/// A side that sends is held to the messages that it sends, and a side that receives to the events that it
/// reads. Of a call that fails, no more is asked than that the receiving side is told.
#[derive(Clone, Debug)]
#[must_use = "a case is tested by `client` or `server`"]
pub struct EventStream {
    pub(super) id: &'static str,
    pub(super) input: Option<&'static str>,
    pub(super) request: Option<Request>,
    pub(super) output: Option<&'static str>,
    pub(super) response: Option<Response>,
    pub(super) sent: Vec<Event>,
    pub(super) received: Vec<Event>,
    pub(super) expected: Expected,
}

/// What comes of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Success,
    /// It fails, perhaps with an error of this name.
    Failure(Option<&'static str>),
}

impl EventStream {
    /// The input without its events, as JSON.
    pub fn input(mut self, params: &'static str) -> Self {
        self.input = Some(params);
        self
    }

    /// The request without its events.
    pub fn initial_request(mut self, request: Request) -> Self {
        self.request = Some(request);
        self
    }

    /// The output without its events, as JSON.
    pub fn output(mut self, params: &'static str) -> Self {
        self.output = Some(params);
        self
    }

    /// The response without its events.
    pub fn initial_response(mut self, response: Response) -> Self {
        self.response = Some(response);
        self
    }

    /// The next event that the client sends.
    pub fn request_event(mut self, event: Event) -> Self {
        self.sent.push(event);
        self
    }

    /// The next event that the server sends.
    pub fn response_event(mut self, event: Event) -> Self {
        self.received.push(event);
        self
    }

    /// Says that whoever receives is told of a failure.
    pub fn fails(mut self) -> Self {
        self.expected = Expected::Failure(None);
        self
    }

    /// Says that whoever receives is told of this error, by its name in the model.
    pub fn fails_with(mut self, error: &'static str) -> Self {
        self.expected = Expected::Failure(Some(error));
        self
    }
}

/// The body that holds these events.
pub(super) fn body(events: &[Event]) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    for event in events {
        body.extend(event.to_bytes()?);
    }
    Ok(body)
}

/// Compares the events of a body.
pub(super) fn check(expected: &[Event], body: &[u8], report: &mut Report) {
    if expected.is_empty() {
        return;
    }
    match messages(body) {
        Ok(sent) => {
            let (expects, finds) = (expected.len().to_string(), sent.len().to_string());
            report.same("events", &expects, &finds);
            for (index, (event, message)) in expected.iter().zip(&sent).enumerate() {
                report.about(format_args!("event {index}"), event.check(message));
            }
        }
        Err(fault) => report.push(fault),
    }
}

/// The parameters of a structure with its events.
pub(super) fn parameters<T: Shape>(
    initial: Option<&str>,
    events: &[Event],
) -> Result<Document, String> {
    let mut entries = match tree::parse(initial.unwrap_or("{}"))? {
        Document::Object(entries) => entries,
        _ => BTreeMap::new(),
    };
    if let Some(member) = stream::<T>() {
        let listed = events.iter().filter_map(|event| event.params);
        let listed = listed.map(tree::parse).collect::<Result<_, _>>()?;
        entries.insert(member.name.to_owned(), Document::Array(listed));
    }
    Ok(Document::Object(entries))
}

/// Compares what was read with the parameters; without initial ones, the events alone.
pub(super) async fn compare<T: Shape>(
    initial: Option<&str>,
    events: &[Event],
    actual: Document,
) -> Vec<String> {
    let expected = match parameters::<T>(initial, events) {
        Ok(tree) => params::from_tree::<T>(&tree),
        Err(fault) => Err(fault),
    };
    let expected = match expected {
        Ok(value) => canonical::tree(&value).await,
        Err(fault) => Err(fault),
    };
    match expected {
        Ok(expected) if initial.is_some() => tree::differences(&expected, &actual),
        Ok(expected) => {
            let events = |tree: &Document| {
                let events = stream::<T>().and_then(|member| tree.get(member.name));
                events.cloned().unwrap_or_default()
            };
            tree::differences(&events(&expected), &events(&actual))
        }
        Err(fault) => vec![format!("params: {fault}")],
    }
}

/// The member that is a stream of events.
pub(super) fn stream<T: Shape>() -> Option<&'static Member> {
    let is_stream = |member: &&Member| matches!(member.binding, Binding::EventStream);
    T::MEMBERS.iter().find(is_stream)
}
