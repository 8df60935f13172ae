//! Operations of resources, and the members that carry their identifiers.
//! See [identifier bindings](https://smithy.io/2.0/spec/service-types.html#resource-identifiers).

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{listed, loaded};
use crate::traits::{Required, ResourceIdentifier};
use crate::{Diagnostic, Diagnostics, Model, Resource, Shape, ShapeId, ShapeKind};

const EVENT: &str = "ResourceIdentifierBinding";

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        match &shape.kind {
            ShapeKind::Structure => structure(shape, out),
            ShapeKind::Resource(resource) => {
                parents(model, shape, resource, out);
                operations(model, shape, resource, out);
            }
            ShapeKind::Service(service) => {
                once(model, shape, out);
                misbound(model, shape, &service.operations, out);
            }
            _ => {}
        }
    }
}

/// Which member of a structure each identifier of a resource is in, by the identifier's name.
pub(super) fn bound<'m>(resource: &Resource, shape: &'m Shape) -> BTreeMap<String, &'m str> {
    let mut bound = BTreeMap::new();
    for member in &shape.members {
        match member.traits.get::<ResourceIdentifier>() {
            Some(ResourceIdentifier(name)) => {
                bound.insert(name, member.name());
            }
            None => {
                let identifier = resource.identifiers.get(member.name());
                if identifier == Some(&member.target) && member.traits.has::<Required>() {
                    bound.insert(member.name().to_owned(), member.name());
                }
            }
        }
    }
    bound
}

/// Two members that are one identifier.
fn structure(shape: &Shape, out: &mut Diagnostics) {
    let mut explicit: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for member in &shape.members {
        if let Some(ResourceIdentifier(name)) = member.traits.get() {
            explicit.entry(name).or_default().push(member.name());
        }
    }
    for (name, members) in explicit {
        if members.len() > 1 {
            let message = format!(
                "these members are all the identifier `{name}`: {}",
                listed(members.iter().copied())
            );
            out.push(
                Diagnostic::error(EVENT, message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
        if let Some(namesake) = shape.member(&name)
            && namesake.traits.get::<ResourceIdentifier>().is_none()
        {
            let message = format!(
                "the member `{name}` is named like an identifier, and others have taken its place: {}",
                listed(members)
            );
            out.push(
                Diagnostic::warning(EVENT, message)
                    .on(&shape.id)
                    .at(namesake.span),
            );
        }
    }
}

/// That operations of a child carry the identifiers of its parent.
fn parents(model: &Model, parent: &Shape, resource: &Resource, out: &mut Diagnostics) {
    for (child, child_resource) in resource
        .resources
        .iter()
        .filter_map(|id| Some((id, model.shape(id)?.as_resource()?)))
    {
        for operation in child_resource.all_operations() {
            let Some((operation, input)) = with_input(model, operation) else {
                continue;
            };
            let bound = bound(child_resource, input);
            let missing: Vec<&str> = resource
                .identifiers
                .keys()
                .filter(|name| !bound.contains_key(*name))
                .map(String::as_str)
                .collect();
            if !missing.is_empty() {
                let message = format!(
                    "the operation belongs to `{child}`, which belongs to `{}`, and its input lacks identifiers of the latter: {}",
                    parent.id,
                    listed(missing)
                );
                out.push(
                    Diagnostic::error(EVENT, message)
                        .on(&operation.id)
                        .at(operation.span)
                        .help("add required members of these names and types to the input"),
                );
            }
        }
    }
}

/// Operations on one resource name it whole, operations on all of them do not.
fn operations(model: &Model, shape: &Shape, resource: &Resource, out: &mut Diagnostics) {
    for id in resource.all_operations() {
        let Some((operation, input)) = with_input(model, id) else {
            continue;
        };
        let on_all = resource.collection_operations.contains(id)
            || resource.create.as_ref() == Some(id)
            || resource.list.as_ref() == Some(id);
        let bound = bound(resource, input);
        let whole = resource.identifiers.iter().all(|(name, target)| {
            let member = bound.get(name).and_then(|member| input.member(member));
            member.is_some_and(|member| member.target == *target)
        });
        if whole != on_all {
            continue;
        }
        let names = listed(resource.identifiers.keys().map(String::as_str));
        let (message, help) = if on_all {
            (
                format!(
                    "the operation is on all of `{}`, and its input has every identifier of one",
                    shape.id
                ),
                "bind it among `operations`, or remove an identifier from its input".to_owned(),
            )
        } else {
            (
                format!(
                    "the operation is on one `{}`, and its input does not have every identifier: {names}",
                    shape.id
                ),
                "add required members of these names and types to the input, or bind the operation among `collectionOperations`".to_owned(),
            )
        };
        let place = model.reference(&shape.id, id).unwrap_or(operation.span);
        out.push(
            Diagnostic::error(EVENT, message)
                .on(&operation.id)
                .at(operation.span)
                .also(place, "it is bound here")
                .help(help),
        );
    }
}

fn with_input<'m>(model: &'m Model, id: &ShapeId) -> Option<(&'m Shape, &'m Shape)> {
    let operation = model.shape(id)?;
    Some((operation, model.shape(&operation.as_operation()?.input)?))
}

/// That each operation and resource belongs to a service in one way.
/// See [service closure](https://smithy.io/2.0/spec/service-types.html#service-closure).
fn once(model: &Model, service: &Shape, out: &mut Diagnostics) {
    let mut owners: FxHashMap<&ShapeId, Vec<&ShapeId>> = FxHashMap::default();
    let mut met: FxHashSet<&ShapeId> = FxHashSet::default();
    let mut waiting = vec![service];
    while let Some(owner) = waiting.pop() {
        if !met.insert(&owner.id) {
            continue;
        }
        let (operations, resources): (Vec<&ShapeId>, &[ShapeId]) = match &owner.kind {
            ShapeKind::Service(service) => {
                (service.operations.iter().collect(), &service.resources)
            }
            ShapeKind::Resource(resource) => {
                (resource.all_operations().collect(), &resource.resources)
            }
            _ => continue,
        };
        // A resource that belongs to itself is another matter.
        let bound = operations.into_iter().chain(resources);
        for id in bound.filter(|id| **id != owner.id) {
            owners.entry(id).or_default().push(&owner.id);
        }
        waiting.extend(resources.iter().filter_map(|id| model.shape(id)));
    }
    let mut several: Vec<_> = owners
        .iter()
        .filter(|(_, owners)| owners.len() > 1)
        .collect();
    several.sort_unstable_by_key(|(id, _)| *id);
    for (id, owners) in several {
        let Some(shape) = model.shape(id).filter(|shape| !shape.is_built_in()) else {
            continue;
        };
        let (event, what) = match shape.kind {
            ShapeKind::Operation(_) => ("SingleOperationBinding", "operation"),
            ShapeKind::Resource(_) => ("SingleResourceBinding", "resource"),
            _ => continue,
        };
        let message = format!(
            "the {what} belongs to `{}` in several ways: to {}",
            service.id,
            listed(owners.iter().map(|id| id.as_str()))
        );
        let mut fault = Diagnostic::error(event, message)
            .on(&shape.id)
            .at(shape.span);
        for owner in owners {
            if let Some(place) = model.reference(owner, &shape.id) {
                fault = fault.also(place, format!("it is bound to `{owner}` here"));
            }
        }
        out.push(fault.help("keep one of these bindings"));
    }
}

/// Operations of a service itself that name one of its resources whole.
fn misbound(model: &Model, service: &Shape, operations: &[ShapeId], out: &mut Diagnostics) {
    let mut resources: Vec<&Shape> = Vec::new();
    let mut met: FxHashSet<&ShapeId> = FxHashSet::default();
    let mut waiting: Vec<&ShapeId> = service
        .as_service()
        .map_or(&[][..], |service| &service.resources)
        .iter()
        .collect();
    while let Some(id) = waiting.pop() {
        if let Some(shape) = model.shape(id)
            && let Some(resource) = shape.as_resource()
            && met.insert(id)
        {
            resources.push(shape);
            waiting.extend(&resource.resources);
        }
    }
    resources.sort_by(|a, b| a.id.cmp(&b.id));
    for id in operations {
        let Some((operation, input)) = with_input(model, id) else {
            continue;
        };
        let named: Vec<&str> = resources
            .iter()
            .filter(|shape| {
                shape.as_resource().is_some_and(|resource| {
                    let bound = bound(resource, input);
                    let mut names = resource.identifiers.keys();
                    !resource.identifiers.is_empty() && names.all(|name| bound.contains_key(name))
                })
            })
            .map(|shape| shape.id.as_str())
            .collect();
        if !named.is_empty() {
            let message = format!(
                "the operation belongs to `{}` itself, and its input has the identifiers of these resources: {}",
                service.id,
                listed(named)
            );
            let event = format!(
                "ServiceBoundResourceOperation.{}.{}",
                service.id,
                operation.id.name()
            );
            out.push(
                Diagnostic::warning(event, message)
                    .on(&operation.id)
                    .at(operation.span)
                    .help("bind it to the resource instead"),
            );
        }
    }
}
