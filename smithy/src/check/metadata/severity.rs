//! Suppressions and overrides of severities.
//! See [suppressions](https://smithy.io/2.0/spec/model-validation.html#suppressions) and
//! [severity overrides](https://smithy.io/2.0/spec/model-validation.html#severity-overrides).

use super::{objects, required};
use crate::traits::{Suppress, Trait};
use crate::{Diagnostic, Diagnostics, Model, Severity, ShapeId};

/// Complaints of an id, about shapes of a namespace or about anything.
struct Pattern<'m> {
    id: &'m str,
    namespace: &'m str,
}

impl Pattern<'_> {
    fn covers(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.has_id(self.id)
            && (self.namespace == "*"
                || diagnostic.shape.as_ref().map(ShapeId::namespace) == Some(self.namespace))
    }
}

/// Gives each complaint the weight that the model asks for. Errors keep theirs.
pub(in crate::check) fn weigh(model: &Model, out: &mut Diagnostics) {
    let overrides = overrides(model, out);
    let suppressions = suppressions(model, out);
    for diagnostic in out.iter_mut() {
        if matches!(diagnostic.severity, Severity::Error | Severity::Suppressed) {
            continue;
        }
        if suppressions
            .iter()
            .any(|pattern| pattern.covers(diagnostic))
            || is_suppressed_on_shape(model, diagnostic)
        {
            diagnostic.severity = Severity::Suppressed;
            continue;
        }
        for (pattern, severity) in &overrides {
            if pattern.covers(diagnostic) {
                diagnostic.severity = diagnostic.severity.max(*severity);
            }
        }
    }
}

fn is_suppressed_on_shape(model: &Model, diagnostic: &Diagnostic) -> bool {
    let Some(id) = &diagnostic.shape else {
        return false;
    };
    let traits = match model.member(id) {
        Some(member) => Some(&member.traits),
        None => model.shape(id).map(|shape| &shape.traits),
    };
    let ids = traits.and_then(|traits| traits.node(Suppress::ID)?.as_array());
    ids.into_iter()
        .flatten()
        .filter_map(|node| node.as_str())
        .any(|id| diagnostic.has_id(id))
}

fn suppressions<'m>(model: &'m Model, out: &mut Diagnostics) -> Vec<Pattern<'m>> {
    let mut patterns = Vec::new();
    for node in objects(model, "suppressions", out) {
        let id = required(node, "id", out);
        let namespace = required(node, "namespace", out);
        if let (Some(id), Some(namespace)) = (id, namespace) {
            patterns.push(Pattern { id, namespace });
        }
    }
    patterns
}

fn overrides<'m>(model: &'m Model, out: &mut Diagnostics) -> Vec<(Pattern<'m>, Severity)> {
    let mut overrides = Vec::new();
    for node in objects(model, "severityOverrides", out) {
        let id = required(node, "id", out);
        let namespace = required(node, "namespace", out);
        let severity = match required(node, "severity", out) {
            Some("WARNING") => Some(Severity::Warning),
            Some("DANGER") => Some(Severity::Danger),
            Some(other) => {
                let message = format!("a severity is raised to WARNING or DANGER, not to {other}");
                let place = node.get("severity").map_or(node.span, |node| node.span);
                out.push(Diagnostic::error("Model.Metadata", message).at(place));
                None
            }
            None => None,
        };
        if let (Some(id), Some(namespace), Some(severity)) = (id, namespace, severity) {
            overrides.push((Pattern { id, namespace }, severity));
        }
    }
    overrides
}
