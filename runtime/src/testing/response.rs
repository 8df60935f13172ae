//! Cases of `smithy.test#httpResponseTests`.

use super::expectations::Expectations;

/// Begins a case: the response that stands for some parameters.
pub fn response(id: &'static str, status: u16) -> Response {
    Response {
        id,
        status,
        error: None,
        is_incomplete: false,
        message: Expectations::default(),
        params: "",
    }
}

/// A response, and the parameters that it stands for.
#[derive(Clone, Debug)]
#[must_use = "a case is tested by `client` or `server`"]
pub struct Response {
    pub(super) id: &'static str,
    pub(super) status: u16,
    /// The name of the error that it is.
    pub(super) error: Option<&'static str>,
    /// Whether it lacks required members.
    pub(super) is_incomplete: bool,
    pub(super) message: Expectations,
    pub(super) params: &'static str,
}

impl Response {
    /// Says that it is this error, by its name in the model.
    pub fn error(mut self, name: &'static str) -> Self {
        self.error = Some(name);
        self
    }

    /// Says that it lacks required members: the client is one that accepts that.
    pub fn incomplete(mut self) -> Self {
        self.is_incomplete = true;
        self
    }

    /// A header with its value.
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.message.headers.push((name, value));
        self
    }

    /// Headers that are not there.
    pub fn forbid_headers(mut self, names: &'static [&'static str]) -> Self {
        self.message.forbidden.extend(names);
        self
    }

    /// Headers that are there with some value.
    pub fn require_headers(mut self, names: &'static [&'static str]) -> Self {
        self.message.required.extend(names);
        self
    }

    /// The body, whose media type says how it is compared; an empty one is none.
    pub fn body(mut self, media_type: &'static str, body: &'static str) -> Self {
        self.message.body = Some((media_type, body));
        self
    }

    /// The body, if it is JSON.
    pub fn json(self, body: &'static str) -> Self {
        self.body("application/json", body)
    }

    /// The output or error, as JSON.
    pub fn params(mut self, params: &'static str) -> Self {
        self.params = params;
        self
    }
}
