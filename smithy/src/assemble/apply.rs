//! Traits applied from outside. See [applying traits](https://smithy.io/2.0/spec/model.html#applying-traits).

use super::Draft;
use crate::ast::{Application, MemberDefinition};
use crate::suggest::{did_you_mean, did_you_mean_shape};
use crate::traits::AppliedTrait;
use crate::{Diagnostic, Diagnostics, ShapeId, Value, builtin};

pub(super) fn apply(draft: &mut Draft, diagnostics: &mut Diagnostics) {
    for Application { target, traits } in std::mem::take(&mut draft.applications) {
        let (shape, member) = match target.id.as_str().split_once('$') {
            Some((shape, member)) => (shape, Some(member)),
            None => (target.id.as_str(), None),
        };
        let Some(&at) = draft.index.get(shape) else {
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
        if definition.id.is_prelude() && builtin::is_builtin(definition.span.source) {
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
            merge_traits(&mut definition.traits, traits, &target.id, diagnostics);
            continue;
        };
        match definition
            .members
            .iter_mut()
            .find(|other| other.name() == member)
        {
            Some(member) => merge_traits(&mut member.traits, traits, &target.id, diagnostics),
            // It may come from a mixin: flattening tells.
            None if !definition.mixins.is_empty() => {
                let member = MemberDefinition {
                    id: target.id.clone(),
                    span: target.span,
                    target: None,
                    traits,
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
}

/// Adds traits to those that are there. A trait that is there already must have an equal value, or both are arrays, which are joined.
/// See [trait conflict resolution](https://smithy.io/2.0/spec/model.html#trait-conflict-resolution).
fn merge_traits(
    present: &mut Vec<AppliedTrait>,
    traits: Vec<AppliedTrait>,
    owner: &ShapeId,
    diagnostics: &mut Diagnostics,
) {
    for applied in traits {
        let Some(first) = present.iter_mut().find(|other| other.id == applied.id) else {
            present.push(applied);
            continue;
        };
        if first.node == applied.node {
            continue;
        }
        match (&mut first.node.value, applied.node.value) {
            (Value::Array(elements), Value::Array(more)) => elements.extend(more),
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
}
