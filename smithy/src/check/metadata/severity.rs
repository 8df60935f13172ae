//! Suppressions and overrides of severities.
//! See [suppressions](https://smithy.io/2.0/spec/model-validation.html#suppressions) and
//! [severity overrides](https://smithy.io/2.0/spec/model-validation.html#severity-overrides).

use rustc_hash::FxHashMap;

use super::{objects, required};
use crate::traits::{Suppress, Trait};
use crate::{Diagnostic, Diagnostics, Model, Severity, ShapeId};

/// What is said of complaints, by their id and by the namespace of their shape, which may be `*`.
type Said<'m, T> = FxHashMap<(&'m str, &'m str), T>;

/// What is said of a complaint, by its id or one of which it is a particular case.
fn said<'s, T>(of: &'s Said<'_, T>, diagnostic: &'s Diagnostic) -> impl Iterator<Item = &'s T> {
    let id: &str = &diagnostic.id;
    let namespace = diagnostic.shape.as_ref().map(ShapeId::namespace);
    let ends = id.match_indices('.').map(|(at, _)| at).chain([id.len()]);
    let namespaces = move || namespace.into_iter().chain(["*"]);
    let keys = ends.flat_map(move |end| namespaces().map(move |namespace| (&id[..end], namespace)));
    keys.filter_map(|key| of.get(&key))
}

/// Gives each complaint the weight that the model asks for. Errors keep theirs.
pub(in crate::check) fn weigh(model: &Model, out: &mut Diagnostics) {
    let overrides = overrides(model, out);
    let suppressions = suppressions(model, out);
    for diagnostic in out.iter_mut() {
        if matches!(diagnostic.severity, Severity::Error | Severity::Suppressed) {
            continue;
        }
        let is_suppressed = said(&suppressions, diagnostic).next().is_some();
        if is_suppressed || is_suppressed_on_shape(model, diagnostic) {
            diagnostic.severity = Severity::Suppressed;
            continue;
        }
        if let Some(severity) = said(&overrides, diagnostic).max() {
            diagnostic.severity = diagnostic.severity.max(*severity);
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

fn suppressions<'m>(model: &'m Model, out: &mut Diagnostics) -> Said<'m, ()> {
    let mut patterns = Said::default();
    for node in objects(model, "suppressions", out) {
        let id = required(node, "id", out);
        let namespace = required(node, "namespace", out);
        if let (Some(id), Some(namespace)) = (id, namespace) {
            patterns.insert((id, namespace), ());
        }
    }
    patterns
}

fn overrides<'m>(model: &'m Model, out: &mut Diagnostics) -> Said<'m, Severity> {
    let mut overrides = Said::default();
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
            let raised = overrides.entry((id, namespace)).or_insert(severity);
            *raised = severity.max(*raised);
        }
    }
    overrides
}
