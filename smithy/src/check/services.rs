//! Names inside a service, and what operations take. See [service closure](https://smithy.io/2.0/spec/service-types.html#service-closure).

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::loaded;
use super::names::AnyCase;
use crate::closure::{reach, service_operations};
use crate::shape_id::is_identifier;
use crate::{
    Diagnostic, Diagnostics, Member, Model, Service, Severity, Shape, ShapeId, ShapeKind, builtin,
};

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
    let mut met: FxHashMap<AnyCase<'_>, Vec<&Shape>> =
        FxHashMap::with_capacity_and_hasher(closure.len(), Default::default());
    let given = |id: &'_ ShapeId| service.rename.get(id).map(String::as_str);
    // In the order of ids, and without a look at what belongs to other services.
    let mut members: Vec<&Shape> = closure.iter().filter_map(|id| model.shape(id)).collect();
    members.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    for member in members {
        let name = given(&member.id).unwrap_or_else(|| member.id.name());
        met.entry(AnyCase(name)).or_default().push(member);
    }
    for (name, namesakes) in met.into_iter().filter(|(_, shapes)| shapes.len() > 1) {
        let own = |shape: &&&Shape| !builtin::is_builtin(shape.span);
        for member in namesakes.iter().filter(own) {
            let mut told = Vec::new();
            let others = namesakes.iter().filter(|other| other.id != member.id);
            for other in others.take(MAX_OTHERS) {
                let severity = clash(model, member, other);
                if told.contains(&severity) {
                    continue;
                }
                told.push(severity);
                let id = &member.id;
                let message = format!(
                    "two shapes of the service `{}` are called `{}`: `{id}` and `{}`",
                    shape.id, name.0, other.id
                );
                let fault = Diagnostic::new(severity, "Service", message)
                    .on(id)
                    .at(member.span)
                    .also(other.span, "the other is defined here")
                    .also(shape.span, "both belong to this service")
                    .help(format!(
                        "give one of them another name in the service's `rename`: `\"{id}\": \"…\"`"
                    ));
                out.push(fault);
            }
        }
    }
}

/// How many shapes of one name each of them is held against.
const MAX_OTHERS: usize = 64;

/// How bad it is that two shapes have one name.
fn clash(model: &Model, a: &Shape, b: &Shape) -> Severity {
    if !alike(model, a, b) {
        Severity::Error
    } else if a.shape_type().is_simple() {
        Severity::Note
    } else {
        Severity::Warning
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
    let same_member_traits = |a: &Member, b: &Member| {
        a.traits.all().len() == b.traits.all().len()
            && a.traits
                .iter()
                .all(|(id, node)| b.traits.node(id.as_str()) == Some(node))
    };
    let types = (a.shape_type(), b.shape_type());
    match (&a.kind, &b.kind) {
        (ShapeKind::List, ShapeKind::List) => match (a.members.first(), b.members.first()) {
            (Some(x), Some(y)) if same_traits() && same_member_traits(x, y) => {
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
        if id.member().is_some() {
            out.push(fault(format!(
                "`{id}` is a member, which has no name to change"
            )));
            continue;
        }
        match model.shape(id).filter(|_| closure.contains(id)) {
            None => {
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
