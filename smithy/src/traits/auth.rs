//! Traits of authentication. See [authentication traits](https://smithy.io/2.0/spec/authentication-traits.html).

use super::{markers, string, strings};
use crate::{Node, ShapeId, Trait};

markers! {
    /// The operation can be called without authentication.
    /// See [optionalAuth](https://smithy.io/2.0/spec/authentication-traits.html#optionalauth-trait).
    OptionalAuth = "smithy.api#optionalAuth";
    /// A token in `Authorization: Bearer`. See [httpBearerAuth](https://smithy.io/2.0/spec/authentication-traits.html#httpbearerauth-trait).
    HttpBearerAuth = "smithy.api#httpBearerAuth";
    /// A name and password in `Authorization: Basic`.
    /// See [httpBasicAuth](https://smithy.io/2.0/spec/authentication-traits.html#httpbasicauth-trait).
    HttpBasicAuth = "smithy.api#httpBasicAuth";
    /// Digests of a name and password in `Authorization: Digest`.
    /// See [httpDigestAuth](https://smithy.io/2.0/spec/authentication-traits.html#httpdigestauth-trait).
    HttpDigestAuth = "smithy.api#httpDigestAuth";
    /// The signature does not cover the body. See [unsignedPayload](https://smithy.io/2.0/aws/aws-auth.html#aws-auth-unsignedpayload-trait).
    UnsignedPayload = "aws.auth#unsignedPayload";
}

/// The schemes that a service or operation takes, best first; none at all if it is empty.
/// See [auth](https://smithy.io/2.0/spec/authentication-traits.html#auth-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth(pub Vec<ShapeId>);

impl Trait for Auth {
    const ID: &'static str = "smithy.api#auth";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self(strings(node)?.into_iter().map(ShapeId::new).collect()))
    }
}

/// Where an API key travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpApiKeyLocation {
    /// In a header.
    Header,
    /// In the query.
    Query,
}

/// A key in a header or query parameter. See [httpApiKeyAuth](https://smithy.io/2.0/spec/authentication-traits.html#httpapikeyauth-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpApiKeyAuth {
    /// The name of the header or parameter.
    pub name: String,
    /// Where it travels.
    pub location: HttpApiKeyLocation,
    /// What stands before the key in the header, with a space between.
    pub scheme: Option<String>,
}

impl Trait for HttpApiKeyAuth {
    const ID: &'static str = "smithy.api#httpApiKeyAuth";

    fn from_node(node: &Node) -> Option<Self> {
        let location = match node.get("in")?.as_str()? {
            "header" => HttpApiKeyLocation::Header,
            "query" => HttpApiKeyLocation::Query,
            _ => return None,
        };
        Some(Self {
            name: string(node, "name")?,
            location,
            scheme: string(node, "scheme"),
        })
    }
}

/// AWS signature version 4. See [sigv4](https://smithy.io/2.0/aws/aws-auth.html#aws-auth-sigv4-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigV4 {
    /// The signing name: what stands for the service in the credential scope.
    pub name: String,
}

impl Trait for SigV4 {
    const ID: &'static str = "aws.auth#sigv4";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            name: string(node, "name")?,
        })
    }
}

/// AWS signature version 4a: asymmetric, for several regions. See [sigv4a](https://smithy.io/2.0/aws/aws-auth.html#aws-auth-sigv4a-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigV4A {
    /// The signing name.
    pub name: String,
}

impl Trait for SigV4A {
    const ID: &'static str = "aws.auth#sigv4a";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            name: string(node, "name")?,
        })
    }
}
