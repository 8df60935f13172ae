//! What models say in their metadata: checks of their own, and which complaints matter how much.
//! See [model validation](https://smithy.io/2.0/spec/model-validation.html).

mod closures;
mod severity;
mod typed;
mod validators;

use crate::{Diagnostic, Diagnostics, Model, Node};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    typed::check(model, out);
    closures::check(model, out);
    validators::check(model, out);
}

pub(super) use severity::weigh;

/// The elements of a metadata entry, each an object; what is no such is reported.
fn objects<'m>(model: &'m Model, key: &str, out: &mut Diagnostics) -> Vec<&'m Node> {
    let Some(node) = model.metadata().get(key) else {
        return Vec::new();
    };
    let Some(elements) = node.as_array() else {
        let message = format!("the metadata `{key}` is an array, not {}", node.kind());
        out.push(Diagnostic::error("Model.Metadata", message).at(node.span));
        return Vec::new();
    };
    let mut objects = Vec::new();
    for element in elements {
        if element.as_object().is_some() {
            objects.push(element);
        } else {
            let message = format!("the metadata `{key}` holds objects, not {}", element.kind());
            out.push(Diagnostic::error("Model.Metadata", message).at(element.span));
        }
    }
    objects
}

/// The text under a key; that it is missing or no text is reported.
fn required<'m>(node: &'m Node, key: &str, out: &mut Diagnostics) -> Option<&'m str> {
    let (message, span) = match node.get(key) {
        None => (format!("`{key}` is missing"), node.span),
        Some(value) => match value.as_str() {
            Some(text) => return Some(text),
            None => (
                format!("`{key}` is a string, not {}", value.kind()),
                value.span,
            ),
        },
    };
    out.push(Diagnostic::error("Model.Metadata", message).at(span));
    None
}
