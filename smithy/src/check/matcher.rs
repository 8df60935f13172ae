//! A selector that many shapes are held against.

use rustc_hash::FxHashSet;

use crate::selector::Node;
use crate::{Model, Selector, SelectorError};

pub(super) enum Matcher {
    /// Told for each shape on its own.
    Each(Selector),
    /// What the selector finds in the whole model, looked up.
    Found(Selector, FxHashSet<Node>),
}

impl Matcher {
    pub(super) fn new(text: &str, model: &Model) -> Result<Self, SelectorError> {
        let selector = Selector::parse(text)?;
        if selector.is_cheap() {
            return Ok(Self::Each(selector));
        }
        let found = selector
            .select(model)
            .into_iter()
            .filter_map(|element| Node::of(model, element))
            .collect();
        Ok(Self::Found(selector, found))
    }

    pub(super) fn matches(&self, model: &Model, node: Node) -> bool {
        match self {
            Self::Each(selector) => selector.matches_node(model, node),
            Self::Found(_, found) => found.contains(&node),
        }
    }

    pub(super) fn text(&self) -> &str {
        match self {
            Self::Each(selector) | Self::Found(selector, _) => selector.as_str(),
        }
    }
}
