//! Cases of `smithy.test#httpMalformedRequestTests`.

use bytes::Bytes;
use regex::Regex;

use super::message::Message;
use super::parameters::substitute;
use super::report::Report;
use super::server::{self, Service};
use super::{expectations, tree};
use crate::Document;

/// Begins a case: a request that the server refuses. `uri` is the path.
pub fn malformed_request(
    id: &'static str,
    method: &'static str,
    uri: &'static str,
) -> MalformedRequest {
    MalformedRequest {
        id,
        method,
        uri,
        query: &[],
        headers: Vec::new(),
        body: "",
        status: 400,
        answer_headers: Vec::new(),
        answer: None,
        parameters: &[],
    }
}

/// A request, and how it is refused. With parameters, a case for each of their values.
#[derive(Clone, Debug)]
#[must_use = "a case is tested by `server`"]
pub struct MalformedRequest {
    id: &'static str,
    method: &'static str,
    uri: &'static str,
    query: &'static [&'static str],
    headers: Vec<(&'static str, &'static str)>,
    body: &'static str,
    status: u16,
    answer_headers: Vec<(&'static str, &'static str)>,
    answer: Option<Answer>,
    parameters: &'static [(&'static str, &'static [&'static str])],
}

/// What the body of the answer is.
#[derive(Clone, Copy, Debug)]
enum Answer {
    /// A body of this media type.
    Body(&'static str, &'static str),
    /// A body of JSON whose message matches.
    Message(&'static str),
}

impl MalformedRequest {
    /// What the query has: `name`, `name=` or `name=value`, as they travel.
    pub fn query(mut self, query: &'static [&'static str]) -> Self {
        self.query = query;
        self
    }

    /// A header with its value.
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The body.
    pub fn body(mut self, body: &'static str) -> Self {
        self.body = body;
        self
    }

    /// The status of the answer.
    pub fn answer(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// A header of the answer.
    pub fn answer_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.answer_headers.push((name, value));
        self
    }

    /// The body of the answer, whose media type says how it is compared.
    pub fn answer_body(mut self, media_type: &'static str, body: &'static str) -> Self {
        self.answer = Some(Answer::Body(media_type, body));
        self
    }

    /// The body of the answer, if it is JSON.
    pub fn answer_json(self, body: &'static str) -> Self {
        self.answer_body("application/json", body)
    }

    /// A pattern that the `message` in the answer's body matches.
    pub fn answer_message(mut self, pattern: &'static str) -> Self {
        self.answer = Some(Answer::Message(pattern));
        self
    }

    /// The values of each parameter; as many of one as of another. In the texts of the case,
    /// `$name:L` stands for the value, `$name:S` for the value in quotes and `$$` for `$`.
    pub fn parameters(
        mut self,
        parameters: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        self.parameters = parameters;
        self
    }

    /// Sends the request to a server, and looks at the answer. No handler may be reached.
    ///
    /// # Panics
    ///
    /// If one is, or if the answer is not what the case says.
    #[track_caller]
    pub fn server<S: Service>(self) {
        let cases: Vec<Values> = match self.parameters {
            [] => vec![None],
            [(_, first), ..] => (0..first.len())
                .map(|index| {
                    let value = |(name, values): &(_, &'static [&'static str])| {
                        (*name, values.get(index).copied().unwrap_or_default())
                    };
                    Some(self.parameters.iter().map(value).collect())
                })
                .collect(),
        };
        let mut failed = Vec::new();
        for case in &cases {
            let mut report = Report::default();
            let about = self.check::<S>(case, &mut report);
            if !report.is_empty() {
                let values = case.as_deref().unwrap_or_default();
                let values: Vec<String> = values
                    .iter()
                    .map(|(name, value)| format!("{name} = {value:?}"))
                    .collect();
                failed.push(format!("{}\n{}", values.join(", "), report.print(&about)));
            }
        }
        assert!(
            failed.is_empty(),
            "{} (server): {} of {} cases failed\n{}",
            self.id,
            failed.len(),
            cases.len(),
            failed.join("\n")
        );
    }

    fn check<S: Service>(&self, values: &Values, report: &mut Report) -> String {
        let text = |text: &str| match values {
            Some(values) => substitute(text, values),
            None => text.to_owned(),
        };
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            let pair = |(name, value): &(&str, &str)| (text(name), text(value));
            pairs.iter().map(pair).collect()
        };
        let query: Vec<String> = self.query.iter().map(|pair| text(pair)).collect();
        let request = server::request(
            &text(self.method),
            &text(self.uri),
            &query,
            &pairs(&self.headers),
            Bytes::from(text(self.body)),
        );
        let request = match request {
            Ok(request) => request,
            Err(fault) => {
                report.push(format!("the case states no request: {fault}"));
                return String::new();
            }
        };
        let (reached, answer) = server::send::<S>(request, None);
        if reached.is_some() {
            report.push("a handler was reached");
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(fault) => {
                report.push(fault);
                return String::new();
            }
        };
        let status = answer.start.split(' ').next().unwrap_or_default();
        report.same("status", &self.status.to_string(), status);
        for (name, value) in pairs(&self.answer_headers) {
            expectations::header(&name, &value, &answer.headers, report);
        }
        match self.answer {
            None => {}
            Some(Answer::Body(media_type, body)) => {
                let faults = expectations::body(media_type, &text(body), &answer.body, None);
                report.about("body", faults);
            }
            Some(Answer::Message(pattern)) => {
                report.about("body", message(&text(pattern), &answer));
            }
        }
        format!("the answer:\n{answer}")
    }
}

/// The value of each parameter in one case; none of a case without parameters.
type Values = Option<Vec<(&'static str, &'static str)>>;

/// What is wrong about the message in an answer.
fn message(pattern: &str, answer: &Message) -> Vec<String> {
    let pattern = match Regex::new(pattern) {
        Ok(pattern) => pattern,
        Err(fault) => return vec![format!("the case states no pattern: {fault}")],
    };
    let body = tree::parse(&String::from_utf8_lossy(&answer.body));
    let body = match body {
        Ok(body) => body,
        Err(fault) => return vec![format!("no JSON: {fault}")],
    };
    let text = ["message", "Message"]
        .into_iter()
        .find_map(|name| body.get(name))
        .and_then(Document::as_str);
    match text {
        Some(text) if pattern.is_match(text) => Vec::new(),
        Some(text) => vec![format!("expected a message like {pattern}, found {text:?}")],
        None => vec!["there is no message".to_owned()],
    }
}
