//! Metadata whose form a shape defines. See [metadata](https://smithy.io/2.0/spec/model.html#metadata).

use std::collections::BTreeMap;

use crate::check::loaded;
use crate::check::values::Values;
use crate::{Diagnostic, Diagnostics, Model, Node, Shape};

const ID: &str = "smithy.api#metadata";

/// Keys that mean something to the language itself.
const RESERVED: [&str; 3] = ["validators", "suppressions", "severityOverrides"];

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let mut by_key: BTreeMap<&str, Vec<&Shape>> = BTreeMap::new();
    for shape in model.shapes() {
        let key = shape.traits.node(ID).and_then(|node| node.get("key"));
        if let Some(key) = key.and_then(Node::as_str) {
            by_key.entry(key).or_default().push(shape);
        }
    }
    for shape in loaded(model) {
        let Some(node) = shape.traits.node(ID).and_then(|node| node.get("key")) else {
            continue;
        };
        let Some(key) = node.as_str() else { continue };
        let complain = |message: String| {
            Diagnostic::error("MetadataTrait", message)
                .on(&shape.id)
                .at(node.span)
        };
        if RESERVED.contains(&key) {
            let message = format!("the metadata `{key}` belongs to the language");
            out.push(complain(message).help("choose another key"));
        }
        let others = by_key.get(key).into_iter().flatten();
        if let Some(other) = others.copied().find(|other| other.id != shape.id) {
            let message = format!("`{}` defines the metadata `{key}` as well", other.id);
            out.push(complain(message).also(other.span, "the other is defined here"));
        }
    }
    let mut values = Values::new(model);
    for (key, shapes) in by_key {
        if RESERVED.contains(&key) {
            continue;
        }
        let (Some(node), [shape]) = (model.metadata().get(key), shapes.as_slice()) else {
            continue;
        };
        for misfit in values.misfits(shape, node) {
            let event = misfit.event("TypedMetadata");
            let event = match event.strip_prefix("TypedMetadata") {
                Some(rest) => format!("TypedMetadata.{key}{rest}"),
                None => event.into_owned(),
            };
            let message = format!("the metadata `{key}` does not fit: {}", misfit.message);
            out.push(
                Diagnostic::new(misfit.severity, event, message)
                    .at(misfit.span)
                    .maybe_help(misfit.help),
            );
        }
    }
}
