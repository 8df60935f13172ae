//! Resources: what they contain, and what their operations promise. See [resource](https://smithy.io/2.0/spec/service-types.html#resource).

use rustc_hash::FxHashSet;

use super::{listed, loaded};
use crate::traits::{Idempotent, Readonly};
use crate::{Diagnostic, Diagnostics, Model, Resource, Shape, ShapeId};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let mut done: FxHashSet<&ShapeId> = FxHashSet::default();
    for shape in loaded(model) {
        let Some(resource) = shape.as_resource() else {
            continue;
        };
        lifecycle(model, shape, resource, out);
        children(model, shape, resource, out);
        if !done.contains(&shape.id) {
            let mut path = Vec::new();
            cycles(model, shape, &mut path, &mut done, out);
        }
    }
}

/// Depth first with a stack of its own, since a model decides how deep resources nest.
fn cycles<'m>(
    model: &'m Model,
    start: &'m Shape,
    path: &mut Vec<(&'m Shape, usize)>,
    done: &mut FxHashSet<&'m ShapeId>,
    out: &mut Diagnostics,
) {
    path.push((start, 0));
    while let Some((shape, next)) = path.last_mut() {
        let child = shape
            .as_resource()
            .and_then(|resource| resource.resources.get(*next));
        *next += 1;
        let Some(id) = child else {
            done.insert(&shape.id);
            path.pop();
            continue;
        };
        if let Some(from) = path.iter().position(|(open, _)| open.id == *id) {
            let names = path[from..]
                .iter()
                .map(|(shape, _)| shape.id.as_str())
                .chain([id.as_str()]);
            let (parent, _) = path[path.len() - 1];
            let message = format!(
                "resources lead back to themselves: {}",
                names.collect::<Vec<_>>().join(" → ")
            );
            let place = model.reference(&parent.id, id).unwrap_or(parent.span);
            out.push(
                Diagnostic::error("ResourceCycle", message)
                    .on(id)
                    .at(place)
                    .help("remove one of these from `resources`"),
            );
        } else if !done.contains(id)
            && let Some(shape) = model.shape(id)
        {
            path.push((shape, 0));
        }
    }
}

fn children(model: &Model, parent: &Shape, resource: &Resource, out: &mut Diagnostics) {
    for id in &resource.resources {
        let Some(child) = model.shape(id) else {
            continue;
        };
        let Some(child_resource) = child.as_resource() else {
            continue;
        };
        let missing: Vec<&str> = resource
            .identifiers
            .keys()
            .filter(|name| !child_resource.identifiers.contains_key(*name))
            .map(String::as_str)
            .collect();
        let place = |fault: Diagnostic| {
            let fault = fault.on(&child.id).at(child.span);
            match model.reference(&parent.id, id) {
                Some(span) => fault.also(span, format!("it belongs to `{}` here", parent.id)),
                None => fault,
            }
        };
        if !missing.is_empty() {
            let message = format!(
                "the resource `{id}` lacks identifiers of the resource that it belongs to: {}",
                listed(missing)
            );
            out.push(
                place(Diagnostic::error("ResourceIdentifier", message))
                    .help("add them to its `identifiers`"),
            );
        }
        for (name, target) in &resource.identifiers {
            if let Some(other) = child_resource
                .identifiers
                .get(name)
                .filter(|other| *other != target)
            {
                let message = format!(
                    "the identifier `{name}` is `{other}` here, and `{target}` in the resource that it belongs to"
                );
                out.push(place(Diagnostic::error("ResourceIdentifier", message)));
            }
        }
    }
}

fn lifecycle(model: &Model, shape: &Shape, resource: &Resource, out: &mut Diagnostics) {
    let promises = [
        ("read", &resource.read, true),
        ("list", &resource.list, true),
        ("put", &resource.put, false),
        ("delete", &resource.delete, false),
    ];
    for (role, operation, readonly) in promises {
        let Some(operation) = operation.as_ref().and_then(|id| model.shape(id)) else {
            continue;
        };
        let kept = if readonly {
            operation.traits.has::<Readonly>()
        } else {
            operation.traits.has::<Idempotent>()
        };
        if !kept {
            let promise = if readonly {
                "smithy.api#readonly"
            } else {
                "smithy.api#idempotent"
            };
            let message = format!(
                "the `{role}` operation of a resource has the trait `{promise}`, and `{}` does not",
                operation.id
            );
            let place = model
                .reference(&shape.id, &operation.id)
                .unwrap_or(shape.span);
            let fault = Diagnostic::error("ResourceLifecycle", message)
                .on(&shape.id)
                .at(place);
            out.push(
                fault
                    .also(operation.span, "the operation is defined here")
                    .help(format!("add `\"{promise}\": {{}}` to the operation")),
            );
        }
    }
}
