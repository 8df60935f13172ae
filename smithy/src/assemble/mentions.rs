//! Ids that stand in `use` statements and in values, without quotes: they should lead somewhere.

use super::Draft;
use crate::ast::Reference;
use crate::suggest::did_you_mean_shape;
use crate::{Diagnostic, Diagnostics, Severity, ShapeId};

pub(super) fn check(draft: &Draft, diagnostics: &mut Diagnostics) {
    for Reference { id, span } in &draft.uses {
        if !exists(draft, id) {
            let fault = Diagnostic::warning("Model.Use", format!("there is no shape `{id}`"));
            let help = suggestion(draft, id, diagnostics);
            diagnostics.push(fault.at(*span).maybe_help(help));
        }
    }
    for Reference { id, span } in &draft.mentions {
        if !exists(draft, id) {
            let message = format!("there is no shape `{id}`");
            let fault = Diagnostic::new(Severity::Danger, "SyntacticShapeIdTarget", message);
            let help = suggestion(draft, id, diagnostics)
                .unwrap_or_else(|| "if a text is meant, put it in quotes".to_owned());
            diagnostics.push(fault.at(*span).help(help));
        }
    }
}

fn suggestion(draft: &Draft, id: &ShapeId, diagnostics: &Diagnostics) -> Option<String> {
    if diagnostics.is_crowded() {
        return None;
    }
    did_you_mean_shape(id, draft.names())
}

/// Whether there is a shape of this id, or the shape that it names a member of.
fn exists(draft: &Draft, id: &ShapeId) -> bool {
    let shape = id
        .as_str()
        .split_once('$')
        .map_or(id.as_str(), |(shape, _)| shape);
    draft.position(shape).is_some() || draft.broken.contains(shape)
}
