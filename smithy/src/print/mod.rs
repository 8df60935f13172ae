//! Models to text.
//!
//! What comes with the crate is left out: the prelude, and the definitions of official traits.

mod idl;
mod json;
mod own;

use std::collections::BTreeMap;

use crate::{Model, Node};

/// The model in [JSON](https://smithy.io/2.0/spec/json-ast.html), Smithy 2.0, without a line break at the end.
///
/// Shapes come by id. Mixins stay mixins: a shape states what it has of its own.
pub fn json(model: &Model) -> String {
    json::print(model)
}

/// The model in the [IDL](https://smithy.io/2.0/spec/idl.html), Smithy 2.0: a file for each namespace, by namespace.
///
/// Traits come first, then services, resources, operations, structures, unions, lists, maps, and all else, each by id.
/// Inputs and outputs that are called as their operation, with the same ending throughout, are written inside of it.
/// Metadata is in the file of the only namespace. If there are several, or none, it has a file under the empty name.
pub fn idl(model: &Model) -> BTreeMap<String, String> {
    idl::print(model)
}

impl Node {
    /// The value in JSON, indented by four spaces.
    pub fn to_json(&self) -> String {
        json::node(self)
    }
}
