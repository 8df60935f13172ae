//! Names inside a service, and what operations take. See [service closure](https://smithy.io/2.0/spec/service-types.html#service-closure).

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::loaded;
use super::names::AnyCase;
use crate::closure::{reach, service_operations};
use crate::shape_id::is_identifier;
use crate::{Diagnostic, Diagnostics, Model, Service, Shape, ShapeId, ShapeKind};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        if let Some(service) = shape.as_service() {
            let operations = service_operations(model, shape);
            let closure = closure(model, service, &operations);
            names(model, shape, service, &closure, out);
            renames(model, shape, service, &closure, out);
        }
    }
}

/// Every shape of a service: its operations, resources, and what they reach.
fn closure<'m>(
    model: &'m Model,
    service: &'m Service,
    operations: &'m BTreeSet<ShapeId>,
) -> FxHashSet<&'m ShapeId> {
    let mut waiting: Vec<&ShapeId> = service.errors.iter().collect();
    for id in operations {
        if let Some(operation) = model.shape(id).and_then(Shape::as_operation) {
            waiting.extend([&operation.input, &operation.output]);
            waiting.extend(&operation.errors);
        }
    }
    let mut ids = reach(model, waiting);
    ids.extend(operations);
    let mut resources: Vec<&ShapeId> = service.resources.iter().collect();
    while let Some(id) = resources.pop() {
        if let Some(resource) = model.shape(id).and_then(Shape::as_resource)
            && ids.insert(id)
        {
            resources.extend(&resource.resources);
        }
    }
    // The unit has no name of its own in generated code.
    ids.remove(&ShapeId::unit());
    ids
}

fn names(
    model: &Model,
    shape: &Shape,
    service: &Service,
    closure: &FxHashSet<&ShapeId>,
    out: &mut Diagnostics,
) {
    let mut met: FxHashMap<AnyCase<'_>, &Shape> =
        FxHashMap::with_capacity_and_hasher(closure.len(), Default::default());
    for member in model.shapes().filter(|shape| closure.contains(&shape.id)) {
        let id = &member.id;
        let name = service.rename.get(id).map_or(id.name(), String::as_str);
        let key = AnyCase(name);
        match met.get(&key) {
            None => {
                met.insert(key, member);
            }
            Some(first) if alike(model, first, member) => {}
            Some(first) => {
                let message = format!(
                    "two shapes of the service `{}` are called `{name}`: `{}` and `{id}`",
                    shape.id, first.id
                );
                let fault = Diagnostic::error("Service", message)
                    .on(id)
                    .at(member.span)
                    .also(first.span, "the other is defined here")
                    .also(shape.span, "both belong to this service")
                    .help(format!(
                        "give one of them another name in the service's `rename`: `\"{id}\": \"…\"`"
                    ));
                out.push(fault);
            }
        }
    }
}

/// Simple shapes and lists may share a name when nobody could tell them apart.
fn alike(model: &Model, a: &Shape, b: &Shape) -> bool {
    let same_traits = || {
        a.traits.all().len() == b.traits.all().len()
            && a.traits
                .iter()
                .all(|(id, node)| b.traits.node(id.as_str()) == Some(node))
    };
    let types = (a.shape_type(), b.shape_type());
    match (&a.kind, &b.kind) {
        (ShapeKind::List, ShapeKind::List) => match (a.members.first(), b.members.first()) {
            (Some(x), Some(y)) if same_traits() => {
                x.target == y.target
                    || match (model.shape(&x.target), model.shape(&y.target)) {
                        (Some(x), Some(y)) => x.shape_type().is_simple() && alike(model, x, y),
                        _ => true,
                    }
            }
            _ => false,
        },
        _ => types.0 == types.1 && types.0.is_simple() && a.members.is_empty() && same_traits(),
    }
}

fn renames(
    model: &Model,
    shape: &Shape,
    service: &Service,
    closure: &FxHashSet<&ShapeId>,
    out: &mut Diagnostics,
) {
    for (id, name) in &service.rename {
        let fault = |message: String| {
            let place = model.reference(&shape.id, id).unwrap_or(shape.span);
            Diagnostic::error("Service", message)
                .on(&shape.id)
                .at(place)
        };
        if !is_identifier(name) {
            out.push(fault(format!(
                "`{id}` cannot be renamed to `{name}`, which is not an identifier"
            )));
        }
        if name == id.name() {
            out.push(
                fault(format!("`{id}` is renamed to the name that it has"))
                    .help("remove it from `rename`"),
            );
        }
        match model.shape(id).filter(|_| closure.contains(id)) {
            None if model.shape(id).is_some() => {
                out.push(
                    fault(format!(
                        "`{id}` is renamed, and is no shape of this service"
                    ))
                    .help("remove it from `rename`"),
                );
            }
            Some(renamed) if !renamed.shape_type().is_data() => {
                let what = renamed.shape_type();
                out.push(fault(format!(
                    "`{id}` cannot be renamed: it is {} {}",
                    what.article(),
                    what.name()
                )));
            }
            _ => {}
        }
    }
}
