//! Traits that bound the values of a shape.

use super::{markers, texts};
use crate::{Node, Number, Trait};

markers! {
    /// The list holds no value twice. See [uniqueItems](https://smithy.io/2.0/spec/constraint-traits.html#uniqueitems-trait).
    UniqueItems = "smithy.api#uniqueItems";
}

texts! {
    /// An ECMA-262 expression that matches somewhere in the string. See [pattern](https://smithy.io/2.0/spec/constraint-traits.html#pattern-trait).
    Pattern = "smithy.api#pattern";
}

/// How many scalar values a string has, bytes a blob, elements a list, entries a map.
/// See [length](https://smithy.io/2.0/spec/constraint-traits.html#length-trait).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// At least so many.
    pub min: Option<u64>,
    /// At most so many.
    pub max: Option<u64>,
}

impl Trait for Length {
    const ID: &'static str = "smithy.api#length";

    fn from_node(node: &Node) -> Option<Self> {
        let bound = |key| {
            node.get(key)
                .and_then(Node::as_number)
                .and_then(Number::as_u64)
        };
        Some(Self {
            min: bound("min"),
            max: bound("max"),
        })
    }
}

/// Between which numbers a number lies, both included. See [range](https://smithy.io/2.0/spec/constraint-traits.html#range-trait).
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// At least this.
    pub min: Option<Number>,
    /// At most this.
    pub max: Option<Number>,
}

impl Trait for Range {
    const ID: &'static str = "smithy.api#range";

    fn from_node(node: &Node) -> Option<Self> {
        let bound = |key| node.get(key).and_then(Node::as_number).cloned();
        Some(Self {
            min: bound("min"),
            max: bound("max"),
        })
    }
}
