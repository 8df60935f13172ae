//! Traits that change how values are written.

use super::{markers, string, texts};
use crate::{Node, Trait};

markers! {
    /// The member is an attribute of its element. See [xmlAttribute](https://smithy.io/2.0/spec/protocol-traits.html#xmlattribute-trait).
    XmlAttribute = "smithy.api#xmlAttribute";
    /// The list or map has no element of its own. See [xmlFlattened](https://smithy.io/2.0/spec/protocol-traits.html#xmlflattened-trait).
    XmlFlattened = "smithy.api#xmlFlattened";
}

texts! {
    /// The member's key in JSON. See [jsonName](https://smithy.io/2.0/spec/protocol-traits.html#jsonname-trait).
    JsonName = "smithy.api#jsonName";
    /// What the blob or string holds. See [mediaType](https://smithy.io/2.0/spec/protocol-traits.html#mediatype-trait).
    MediaType = "smithy.api#mediaType";
    /// The element's name in XML. See [xmlName](https://smithy.io/2.0/spec/protocol-traits.html#xmlname-trait).
    XmlName = "smithy.api#xmlName";
}

/// How a timestamp is written. See [timestampFormat](https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// RFC 3339 in UTC: `1985-04-12T23:20:50.52Z`.
    DateTime,
    /// The IMF-fixdate of RFC 9110: `Tue, 29 Apr 2014 18:30:38 GMT`.
    HttpDate,
    /// Seconds since the epoch, a number that may have a fraction.
    EpochSeconds,
}

impl Trait for TimestampFormat {
    const ID: &'static str = "smithy.api#timestampFormat";

    fn from_node(node: &Node) -> Option<Self> {
        match node.as_str()? {
            "date-time" => Some(Self::DateTime),
            "http-date" => Some(Self::HttpDate),
            "epoch-seconds" => Some(Self::EpochSeconds),
            _ => None,
        }
    }
}

/// The namespace of an element in XML. See [xmlNamespace](https://smithy.io/2.0/spec/protocol-traits.html#xmlnamespace-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlNamespace {
    /// The namespace's URI.
    pub uri: String,
    /// The prefix that stands for it.
    pub prefix: Option<String>,
}

impl Trait for XmlNamespace {
    const ID: &'static str = "smithy.api#xmlNamespace";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            uri: string(node, "uri")?,
            prefix: string(node, "prefix"),
        })
    }
}
