//! Members that leave it to a resource what they target. See [target elision](https://smithy.io/2.0/spec/idl.html#target-elision).

use super::Draft;
use crate::ast::{Definition, MemberDefinition, Properties};
use crate::chunks::Chunks;
use crate::suggest::did_you_mean_shape;
use crate::{Diagnostic, Diagnostics};

pub(super) fn resolve(draft: &mut Draft, diagnostics: &mut Diagnostics) {
    for at in 0..draft.definitions.len() {
        if draft.definitions[at].resource.is_some() {
            let mut definition = draft.definitions[at].clone();
            take_targets(&mut definition, draft, diagnostics);
            draft.definitions[at] = definition;
        }
        let definition = &mut draft.definitions[at];
        // Mixins may still bring the target of a member.
        if definition.mixins.is_empty() {
            reject_without_target(definition, diagnostics);
        }
    }
}

fn take_targets(definition: &mut Definition, draft: &Draft, diagnostics: &mut Diagnostics) {
    let Some(reference) = &definition.resource else {
        return;
    };
    let Some(resource) = draft.find(reference.id.as_str()) else {
        if !draft.broken.contains(&reference.id) {
            let message = format!("there is no resource `{}`", reference.id);
            let fault = Diagnostic::error("Target", message).on(&definition.id);
            let help = did_you_mean_shape(&reference.id, draft.names());
            diagnostics.push(fault.at(reference.span).maybe_help(help));
        }
        return;
    };
    let Properties::Resource(properties) = &resource.properties else {
        let message = format!(
            "`for` names a resource, and `{}` is {} {}",
            reference.id,
            resource.shape_type.article(),
            resource.shape_type.name()
        );
        let fault = Diagnostic::error("Model.Elision", message).on(&definition.id);
        diagnostics.push(
            fault
                .at(reference.span)
                .also(resource.span, "it is defined here"),
        );
        return;
    };
    for member in &mut definition.members {
        if member.target.is_some() {
            continue;
        }
        let named = properties.identifiers.iter().chain(&properties.properties);
        let mut found = named
            .filter(|(key, _)| Some(key.as_str()) == member.id.member())
            .map(|(_, target)| target);
        member.target = found.next().cloned().map(|mut target| {
            target.span = member.span;
            target
        });
    }
}

/// Takes the members that do not say what they target out of a shape.
pub(super) fn without_target(members: &mut Chunks<MemberDefinition>) -> Vec<MemberDefinition> {
    let mut without = Vec::new();
    let with = std::mem::take(members).into_iter();
    let with = with.filter_map(|member| match member.target {
        Some(_) => Some(member),
        None => {
            without.push(member);
            None
        }
    });
    *members = with.collect();
    without
}

fn reject_without_target(definition: &mut Definition, diagnostics: &mut Diagnostics) {
    if definition
        .members
        .iter()
        .all(|member| member.target.is_some())
    {
        return;
    }
    for member in without_target(&mut definition.members) {
        let message = format!(
            "`{}` does not say what it targets, and no resource does",
            member.id
        );
        let fault = Diagnostic::error("Model.Elision", message).on(&member.id);
        let help = match &definition.resource {
            Some(resource) => format!("`{}` has no such identifier or property", resource.id),
            None => format!("write `{}: …` with a target", member.name()),
        };
        diagnostics.push(fault.at(member.span).help(help));
    }
}
