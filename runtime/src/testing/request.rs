//! Cases of `smithy.test#httpRequestTests`.

use super::expectations::Expectations;

/// Begins a case: the request that stands for some parameters. `uri` is the path.
pub fn request(id: &'static str, method: &'static str, uri: &'static str) -> Request {
    Request {
        id,
        method,
        uri,
        host: None,
        resolved_host: None,
        query: &[],
        forbidden_query: &[],
        required_query: &[],
        message: Expectations::default(),
        buckets: Buckets::default(),
        params: "",
    }
}

/// A request, and the parameters that it stands for.
#[derive(Clone, Debug)]
#[must_use = "a case is tested by `client` or `server`"]
pub struct Request {
    pub(super) id: &'static str,
    pub(super) method: &'static str,
    pub(super) uri: &'static str,
    pub(super) host: Option<&'static str>,
    pub(super) resolved_host: Option<&'static str>,
    pub(super) query: &'static [&'static str],
    pub(super) forbidden_query: &'static [&'static str],
    pub(super) required_query: &'static [&'static str],
    pub(super) message: Expectations,
    pub(super) buckets: Buckets,
    pub(super) params: &'static str,
}

/// How the client of a service of buckets is set up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Buckets {
    pub(super) addressing: Option<&'static str>,
    pub(super) call_addressing: Option<&'static str>,
    pub(super) dual_stack: bool,
    pub(super) accelerate: bool,
}

impl Request {
    /// The host that the client is given, perhaps with a path, which then begins that of the request.
    pub fn host(mut self, host: &'static str) -> Self {
        self.host = Some(host);
        self
    }

    /// The host that the request goes to.
    pub fn resolved_host(mut self, host: &'static str) -> Self {
        self.resolved_host = Some(host);
        self
    }

    /// Where the client says which bucket it calls: `auto`, `virtual` or `path`.
    pub fn addressing(mut self, style: &'static str) -> Self {
        self.buckets.addressing = Some(style);
        self
    }

    /// Where the call says which bucket it is for, whatever the client does else.
    pub fn call_addressing(mut self, style: &'static str) -> Self {
        self.buckets.call_addressing = Some(style);
        self
    }

    /// Has the client call endpoints for IPv4 and IPv6.
    pub fn dual_stack(mut self) -> Self {
        self.buckets.dual_stack = true;
        self
    }

    /// Has the client call buckets through points of entry near it.
    pub fn accelerate(mut self) -> Self {
        self.buckets.accelerate = true;
        self
    }

    /// What the query has: `name`, `name=` or `name=value`, as they travel.
    pub fn query(mut self, query: &'static [&'static str]) -> Self {
        self.query = query;
        self
    }

    /// Names that the query does not have.
    pub fn forbid_query(mut self, names: &'static [&'static str]) -> Self {
        self.forbidden_query = names;
        self
    }

    /// Names that the query has with some value.
    pub fn require_query(mut self, names: &'static [&'static str]) -> Self {
        self.required_query = names;
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

    /// The input, as JSON.
    pub fn params(mut self, params: &'static str) -> Self {
        self.params = params;
        self
    }

    /// Whether a query meets the case.
    #[cfg(feature = "client")]
    pub(super) fn check_query(&self, query: &str, report: &mut super::report::Report) {
        let pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
        let has = |name: &&str| {
            pairs
                .iter()
                .any(|pair| pair.split('=').next() == Some(*name))
        };
        let mut left = pairs.clone();
        for pair in self.query {
            match left.iter().position(|found| found == pair) {
                Some(at) => drop(left.remove(at)),
                None => report.push(format!("query: expected {pair:?} in {query:?}")),
            }
        }
        for name in self.forbidden_query.iter().filter(|name| has(name)) {
            report.push(format!("query: expected no {name:?} in {query:?}"));
        }
        for name in self.required_query.iter().filter(|name| !has(name)) {
            report.push(format!("query: expected {name:?} in {query:?}"));
        }
    }
}
