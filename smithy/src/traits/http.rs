//! Traits that bind operations and members to HTTP. See [HTTP bindings](https://smithy.io/2.0/spec/http-bindings.html).

use super::{UriPattern, markers, string, texts};
use crate::{Node, Number, Trait};

markers! {
    /// The member fills the label of its name in the URI. See [httpLabel](https://smithy.io/2.0/spec/http-bindings.html#httplabel-trait).
    HttpLabel = "smithy.api#httpLabel";
    /// The map holds the query parameters that no other member names.
    /// See [httpQueryParams](https://smithy.io/2.0/spec/http-bindings.html#httpqueryparams-trait).
    HttpQueryParams = "smithy.api#httpQueryParams";
    /// The member is the whole body. See [httpPayload](https://smithy.io/2.0/spec/http-bindings.html#httppayload-trait).
    HttpPayload = "smithy.api#httpPayload";
    /// The member is the status of the response.
    /// See [httpResponseCode](https://smithy.io/2.0/spec/http-bindings.html#httpresponsecode-trait).
    HttpResponseCode = "smithy.api#httpResponseCode";
    /// The member fills the label of its name in the [`Endpoint`]'s host prefix.
    /// See [hostLabel](https://smithy.io/2.0/spec/endpoint-traits.html#hostlabel-trait).
    HostLabel = "smithy.api#hostLabel";
}

texts! {
    /// The query parameter that the member is. See [httpQuery](https://smithy.io/2.0/spec/http-bindings.html#httpquery-trait).
    HttpQuery = "smithy.api#httpQuery";
    /// The header that the member is. See [httpHeader](https://smithy.io/2.0/spec/http-bindings.html#httpheader-trait).
    HttpHeader = "smithy.api#httpHeader";
    /// What stands before the map's keys in the names of its headers; it may be empty.
    /// See [httpPrefixHeaders](https://smithy.io/2.0/spec/http-bindings.html#httpprefixheaders-trait).
    HttpPrefixHeaders = "smithy.api#httpPrefixHeaders";
}

/// The request of an operation, and the status of its success. See [http](https://smithy.io/2.0/spec/http-bindings.html#http-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http {
    /// The method, as it was written.
    pub method: String,
    /// The path and query.
    pub uri: UriPattern,
    /// The status; 200 if the model does not say.
    pub code: u16,
}

impl Trait for Http {
    const ID: &'static str = "smithy.api#http";

    fn from_node(node: &Node) -> Option<Self> {
        let code = match node.get("code") {
            Some(code) => code.as_number().and_then(Number::as_u64)?.try_into().ok()?,
            None => 200,
        };
        Some(Self {
            method: string(node, "method")?,
            uri: node.get("uri")?.as_str()?.parse().ok()?,
            code,
        })
    }
}

/// The status of an error. See [httpError](https://smithy.io/2.0/spec/http-bindings.html#httperror-trait).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpError(pub u16);

impl Trait for HttpError {
    const ID: &'static str = "smithy.api#httpError";

    fn from_node(node: &Node) -> Option<Self> {
        node.as_number()?.as_u64()?.try_into().ok().map(Self)
    }
}

/// What stands before the endpoint's host, with labels in braces.
/// See [endpoint](https://smithy.io/2.0/spec/endpoint-traits.html#endpoint-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The prefix as it was written, such as `{bucket}.data.`.
    pub host_prefix: String,
}

impl Endpoint {
    /// The names of the labels, in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.host_prefix
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(label, _)| label)
    }
}

impl Trait for Endpoint {
    const ID: &'static str = "smithy.api#endpoint";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            host_prefix: string(node, "hostPrefix")?,
        })
    }
}

/// Which pages of other origins may call the service. See [cors](https://smithy.io/2.0/spec/http-bindings.html#cors-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cors {
    /// The origin that may call; `*` for any.
    pub origin: String,
    /// For how many seconds an answer to a preflight may be kept.
    pub max_age: u32,
    /// Headers that requests may have besides the modelled ones.
    pub additional_allowed_headers: Vec<String>,
    /// Headers of responses that pages may see besides the modelled ones.
    pub additional_exposed_headers: Vec<String>,
}

impl Trait for Cors {
    const ID: &'static str = "smithy.api#cors";

    fn from_node(node: &Node) -> Option<Self> {
        let headers = |key| node.get(key).and_then(super::strings).unwrap_or_default();
        let max_age = node
            .get("maxAge")
            .and_then(Node::as_number)
            .and_then(Number::as_u64);
        Some(Self {
            origin: string(node, "origin").unwrap_or_else(|| "*".to_owned()),
            max_age: max_age.unwrap_or(600).try_into().ok()?,
            additional_allowed_headers: headers("additionalAllowedHeaders"),
            additional_exposed_headers: headers("additionalExposedHeaders"),
        })
    }
}
