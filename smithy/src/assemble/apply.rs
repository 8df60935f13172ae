//! Traits applied from outside. See [applying traits](https://smithy.io/2.0/spec/model.html#applying-traits).

use super::Draft;
use super::joined::Joined;
use crate::ast::{Application, MemberDefinition};
use crate::suggest::{did_you_mean, did_you_mean_shape};
use crate::traits::AppliedTrait;
use crate::{Diagnostic, Diagnostics, ShapeId, Value, builtin};

pub(super) fn apply(draft: &mut Draft, diagnostics: &mut Diagnostics) {
    let mut joined = Joined::default();
    for Application { target, applied } in std::mem::take(&mut draft.applications) {
        let (shape, member) = match target.id.as_str().split_once('$') {
            Some((shape, member)) => (shape, Some(member)),
            None => (target.id.as_str(), None),
        };
        let Some(at) = draft.position(shape) else {
            if !draft.broken.contains(shape) {
                let shape = ShapeId::new(shape);
                let fault = Diagnostic::error(
                    "Model.UnknownShape",
                    format!(
                        "traits are applied to `{}`, and there is no `{shape}`",
                        target.id
                    ),
                )
                .at(target.span);
                let help =
                    (!diagnostics.is_crowded()).then(|| did_you_mean_shape(&shape, draft.names()));
                diagnostics.push(fault.maybe_help(help.flatten()));
            }
            continue;
        };
        let definition = &mut draft.definitions[at];
        if definition.id.is_prelude() && builtin::is_builtin(definition.span) {
            let message = format!(
                "`{}` belongs to the language, and takes no traits",
                target.id
            );
            let fault = Diagnostic::error("Model.Prelude", message).on(&target.id);
            let help = "apply them to a shape of your own";
            diagnostics.push(fault.at(target.span).help(help));
            continue;
        }
        let Some(member) = member else {
            merge(
                &mut definition.traits,
                applied,
                &target.id,
                &mut joined,
                diagnostics,
            );
            continue;
        };
        let at = definition.members.position(|other| other.name() == member);
        match at {
            Some(at) => {
                let present = &mut definition.members[at].traits;
                merge(present, applied, &target.id, &mut joined, diagnostics)
            }
            // It may come from a mixin: flattening tells.
            None if !definition.mixins.is_empty() => {
                let member = MemberDefinition {
                    id: target.id.clone(),
                    span: target.span,
                    target: None,
                    traits: applied.into_iter().collect(),
                };
                definition.members.push(member);
            }
            None => {
                let members = definition.members.iter().map(MemberDefinition::name);
                let fault = Diagnostic::error(
                    "Model.UnknownShape",
                    format!(
                        "traits are applied to `{}`, and there is no such member",
                        target.id
                    ),
                )
                .at(target.span)
                .also(definition.span, "the shape is defined here");
                let help = (!diagnostics.is_crowded()).then(|| did_you_mean(member, members));
                diagnostics.push(fault.maybe_help(help.flatten()));
            }
        }
    }
    for (place, value) in joined.into_all() {
        put_back(draft, &place, value);
    }
}

/// Adds a trait to those that are there. A trait that is there already must have an equal value, or both are arrays, which are joined.
/// See [trait conflict resolution](https://smithy.io/2.0/spec/model.html#trait-conflict-resolution).
fn merge(
    present: &mut Vec<AppliedTrait>,
    applied: Option<AppliedTrait>,
    owner: &ShapeId,
    joined: &mut Joined<(ShapeId, ShapeId)>,
    diagnostics: &mut Diagnostics,
) {
    let Some(applied) = applied else {
        return;
    };
    let Some(first) = present.iter_mut().find(|other| other.id == applied.id) else {
        present.push(applied);
        return;
    };
    let key = (owner.clone(), applied.id.clone());
    let is_equal = match (joined.get(&key), applied.node.as_array()) {
        (Some(elements), Some(more)) => elements == more,
        _ => first.node == applied.node,
    };
    if is_equal {
        return;
    }
    match (&mut first.node.value, applied.node.value) {
        (Value::Array(elements), Value::Array(more)) => joined.join(key, elements, more),
        _ => {
            let fault = Diagnostic::error(
                "Model.TraitConflict",
                format!("the trait `{}` has two values on `{owner}`", applied.id),
            )
            .on(owner)
            .at(applied.span)
            .label("applied again here")
            .also(first.span, "first applied here");
            diagnostics.push(fault.help("remove one of them, or make them equal"));
        }
    }
}

/// Puts an array that was added to back in its place.
fn put_back(draft: &mut Draft, (owner, id): &(ShapeId, ShapeId), value: Value) {
    let (shape, member) = match owner.as_str().split_once('$') {
        Some((shape, member)) => (shape, Some(member)),
        None => (owner.as_str(), None),
    };
    let Some(at) = draft.position(shape) else {
        return;
    };
    let definition = &mut draft.definitions[at];
    let traits = match member {
        None => Some(&mut definition.traits),
        Some(name) => {
            let mut members = definition.members.iter_mut();
            let member = members.find(|member| member.name() == name);
            member.map(|member| &mut member.traits)
        }
    };
    let mut traits = traits.into_iter().flatten();
    if let Some(applied) = traits.find(|applied| applied.id == *id) {
        applied.node.value = value;
    }
}
