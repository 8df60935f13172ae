//! Resources: what they contain, and what their operations promise. See [resource](https://smithy.io/2.0/spec/service-types.html#resource).

use super::cycles::{Step, cycles};
use super::{listed, loaded};
use crate::traits::{Idempotent, Readonly};
use crate::{Diagnostic, Diagnostics, Model, Resource, Shape, ShapeId};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let resources = || loaded(model).filter(|shape| shape.as_resource().is_some());
    for shape in resources() {
        if let Some(resource) = shape.as_resource() {
            lifecycle(model, shape, resource, out);
            children(model, shape, resource, out);
            identifiers(shape, resource, out);
        }
    }
    for cycle in cycles(model, resources(), |shape| held(model, shape)) {
        let shape = cycle.shape;
        let names = cycle.steps.iter().map(|step| step.target.as_str());
        let names: Vec<&str> = std::iter::once(shape.id.as_str()).chain(names).collect();
        let message = format!("resources lead back to themselves: {}", names.join(" → "));
        let place = cycle.steps.first().map_or(shape.span, |step| step.span);
        out.push(
            Diagnostic::error("ResourceCycle", message)
                .on(&shape.id)
                .at(place)
                .help("remove one of these from `resources`"),
        );
    }
}

/// The resources that belong to a resource.
fn held<'m>(model: &'m Model, shape: &'m Shape) -> Vec<Step<'m>> {
    let held = shape
        .as_resource()
        .map_or(&[][..], |found| &found.resources);
    let step = |target: &'m ShapeId| Step {
        name: "resources",
        target,
        span: model.reference(&shape.id, target).unwrap_or(shape.span),
    };
    held.iter().map(step).collect()
}

/// A name is that of an identifier or of a property, not of both.
fn identifiers(shape: &Shape, resource: &Resource, out: &mut Diagnostics) {
    for name in resource.identifiers.keys() {
        let mut properties = resource.properties.keys();
        if let Some(property) = properties.find(|other| other.eq_ignore_ascii_case(name)) {
            let message = format!("the identifier `{name}` is the property `{property}` too");
            out.push(
                Diagnostic::error("ResourceIdentifier", message)
                    .on(&shape.id)
                    .at(shape.span)
                    .help("keep one of them"),
            );
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
    let operations = [
        ("create", &resource.create),
        ("put", &resource.put),
        ("read", &resource.read),
        ("update", &resource.update),
        ("delete", &resource.delete),
        ("list", &resource.list),
    ];
    for (role, operation) in operations {
        let operation = operation.as_ref().and_then(|id| model.shape(id));
        let Some(operation) = operation.filter(|shape| shape.as_operation().is_some()) else {
            continue;
        };
        let place = model
            .reference(&shape.id, &operation.id)
            .unwrap_or(shape.span);
        let mut complain = |message: String, help: String| {
            let fault = Diagnostic::error("ResourceLifecycle", message)
                .on(&shape.id)
                .at(place)
                .also(operation.span, "the operation is defined here");
            out.push(fault.help(help));
        };
        let readonly = operation.traits.has::<Readonly>();
        let idempotent = operation.traits.has::<Idempotent>();
        let promise = match role {
            "read" | "list" if !readonly => Some("smithy.api#readonly"),
            "put" | "delete" if !idempotent => Some("smithy.api#idempotent"),
            _ => None,
        };
        if let Some(promise) = promise {
            let message = format!(
                "the `{role}` operation of a resource has the trait `{promise}`, and `{}` does not",
                operation.id
            );
            complain(
                message,
                format!("add `\"{promise}\": {{}}` to the operation"),
            );
        }
        if readonly && !matches!(role, "read" | "list") {
            let message = format!(
                "the `{role}` operation of a resource changes it, and `{}` has the trait `smithy.api#readonly`",
                operation.id
            );
            complain(message, "remove the trait from the operation".to_owned());
        }
    }
}
