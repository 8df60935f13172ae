//! Traits that speak to people.

use super::{markers, string, strings, texts};
use crate::{Node, Trait};

markers! {
    /// Not for the public. See [internal](https://smithy.io/2.0/spec/documentation-traits.html#internal-trait).
    Internal = "smithy.api#internal";
    /// May change without notice. See [unstable](https://smithy.io/2.0/spec/documentation-traits.html#unstable-trait).
    Unstable = "smithy.api#unstable";
}

texts! {
    /// What the shape is, in CommonMark. See [documentation](https://smithy.io/2.0/spec/documentation-traits.html#documentation-trait).
    Documentation = "smithy.api#documentation";
    /// A name for people. See [title](https://smithy.io/2.0/spec/documentation-traits.html#title-trait).
    Title = "smithy.api#title";
    /// The version or date since which the shape is there. See [since](https://smithy.io/2.0/spec/documentation-traits.html#since-trait).
    Since = "smithy.api#since";
}

/// The shape is not to be used any more. See [deprecated](https://smithy.io/2.0/spec/documentation-traits.html#deprecated-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecated {
    /// Why, or what to use in its place.
    pub message: Option<String>,
    /// The version or date since which this is so.
    pub since: Option<String>,
}

impl Trait for Deprecated {
    const ID: &'static str = "smithy.api#deprecated";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            message: string(node, "message"),
            since: string(node, "since"),
        })
    }
}

/// Links to read, by title, in the order in which they were written.
/// See [externalDocumentation](https://smithy.io/2.0/spec/documentation-traits.html#externaldocumentation-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalDocumentation(pub Vec<(String, String)>);

impl Trait for ExternalDocumentation {
    const ID: &'static str = "smithy.api#externalDocumentation";

    fn from_node(node: &Node) -> Option<Self> {
        let link = |(title, url): &(crate::Key, Node)| {
            Some((title.as_str().to_owned(), url.as_str()?.to_owned()))
        };
        node.as_object()?
            .iter()
            .map(link)
            .collect::<Option<_>>()
            .map(Self)
    }
}

/// Words that group the shape with others. See [tags](https://smithy.io/2.0/spec/documentation-traits.html#tags-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags(pub Vec<String>);

impl Trait for Tags {
    const ID: &'static str = "smithy.api#tags";

    fn from_node(node: &Node) -> Option<Self> {
        strings(node).map(Self)
    }
}

/// Which complaints about the shape are not to be spoken of, by their ids. See [suppress](https://smithy.io/2.0/spec/model-validation.html#suppress-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppress(pub Vec<String>);

impl Trait for Suppress {
    const ID: &'static str = "smithy.api#suppress";

    fn from_node(node: &Node) -> Option<Self> {
        strings(node).map(Self)
    }
}
