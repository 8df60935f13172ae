//! Traits, and the typed values of those that have a meaning here.
//!
//! Each type is named after its trait. Those without a value are unit structures, asked for with
//! [`Traits::has`]; the others are read with [`Traits::get`].

mod auth;
mod constraint;
mod documentation;
mod http;
mod protocol;
mod serialization;
mod test;
mod typing;
mod uri;

pub use auth::*;
pub use constraint::*;
pub use documentation::*;
pub use http::*;
pub use protocol::*;
pub use serialization::*;
pub use test::*;
pub use typing::*;
pub use uri::{Segment, UriError, UriPattern};

use crate::{Node, ShapeId, Span};

/// A trait whose value has a type.
pub trait Trait: Sized {
    /// The absolute id of the trait.
    const ID: &'static str;

    /// Reads the trait's value. `None` if it does not fit, which a checked model rules out.
    fn from_node(node: &Node) -> Option<Self>;
}

/// The traits on one shape or member.
#[derive(Clone, Debug, Default)]
pub struct Traits(Box<[AppliedTrait]>);

/// A trait on a shape or member.
#[derive(Clone, Debug)]
pub(crate) struct AppliedTrait {
    pub(crate) id: ShapeId,
    /// Where its name stands.
    pub(crate) span: Span,
    pub(crate) node: Node,
}

impl AppliedTrait {
    /// Whether no value was written: what stands for it is an empty object that takes no room in the text.
    pub(crate) fn is_without_value(&self) -> bool {
        let span = self.node.span;
        span.start == span.end && self.node.as_object().is_some_and(<[_]>::is_empty)
    }

    /// Whether this is another trait in nothing but its place.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        self.id == other.id
            && self.is_without_value() == other.is_without_value()
            && self.node == other.node
    }
}

impl Traits {
    pub(crate) fn new(mut traits: Vec<AppliedTrait>) -> Self {
        traits.sort_by(|a, b| a.id.cmp(&b.id));
        Self(traits.into())
    }

    /// Whether a trait is there.
    pub fn has<T: Trait>(&self) -> bool {
        self.node(T::ID).is_some()
    }

    /// The typed value of a trait, if it is there.
    pub fn get<T: Trait>(&self) -> Option<T> {
        self.node(T::ID).and_then(T::from_node)
    }

    /// The value of any trait, by absolute id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.applied(id).map(|applied| &applied.node)
    }

    /// The traits and their values, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&ShapeId, &Node)> {
        self.0.iter().map(|applied| (&applied.id, &applied.node))
    }

    pub(crate) fn applied(&self, id: &str) -> Option<&AppliedTrait> {
        self.0.iter().find(|applied| applied.id.as_str() == id)
    }

    pub(crate) fn all(&self) -> &[AppliedTrait] {
        &self.0
    }

    /// Where the name of a trait stands, if it is there.
    pub(crate) fn span<T: Trait>(&self) -> Option<Span> {
        self.applied(T::ID).map(|applied| applied.span)
    }
}

/// Traits whose presence says it all.
macro_rules! markers {
    ($($(#[$doc:meta])* $name:ident = $id:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name;

        impl crate::Trait for $name {
            const ID: &'static str = $id;

            fn from_node(_: &crate::Node) -> Option<Self> {
                Some(Self)
            }
        }
    )*};
}

/// Traits whose value is one string.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $id:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub String);

        impl crate::Trait for $name {
            const ID: &'static str = $id;

            fn from_node(node: &crate::Node) -> Option<Self> {
                node.as_str().map(|text| Self(text.to_owned()))
            }
        }
    )*};
}

/// Traits whose value is kept as it is.
macro_rules! nodes {
    ($($(#[$doc:meta])* $name:ident = $id:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name(pub crate::Node);

        impl crate::Trait for $name {
            const ID: &'static str = $id;

            fn from_node(node: &crate::Node) -> Option<Self> {
                Some(Self(node.clone()))
            }
        }
    )*};
}

use {markers, nodes, texts};

/// The strings of an array.
fn strings(node: &Node) -> Option<Vec<String>> {
    node.as_array()?
        .iter()
        .map(|node| node.as_str().map(str::to_owned))
        .collect()
}

/// The string under a key.
fn string(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.as_str().map(str::to_owned)
}

/// The truth value under a key, false if there is none.
fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool).unwrap_or(false)
}
