//! Whether two models mean the same.

use std::collections::BTreeMap;

use farrier_smithy::traits::Mixin;
use farrier_smithy::{Model, Shape, ShapeId, ShapeKind, Traits};

/// What differs between what two models define in themselves; where it was written has no part in it.
pub(super) fn compare(one: &Model, other: &Model) -> Result<(), String> {
    differences(one, own(one), other)
}

/// The same, but for mixins in the first.
pub(super) fn compare_flat(one: &Model, other: &Model) -> Result<(), String> {
    let mut shapes = own(one);
    shapes.retain(|_, shape| !shape.traits.has::<Mixin>());
    differences(one, shapes, other)
}

fn differences(one: &Model, left: BTreeMap<&ShapeId, &Shape>, other: &Model) -> Result<(), String> {
    let mut differences = Vec::new();
    let right = own(other);
    for id in left.keys().filter(|id| !right.contains_key(*id)) {
        differences.push(format!("{id}: only in the first"));
    }
    for (id, other) in right {
        match left.get(id) {
            None => differences.push(format!("{id}: only in the second")),
            Some(one) => shape(one, other, &mut differences),
        }
    }
    if one.metadata() != other.metadata() {
        differences.push(format!(
            "metadata: {:?} and {:?}",
            one.metadata(),
            other.metadata()
        ));
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(differences.join("\n"))
    }
}

fn own(model: &Model) -> BTreeMap<&ShapeId, &Shape> {
    let own = model.shapes().filter(|shape| !shape.is_built_in());
    own.map(|shape| (&shape.id, shape)).collect()
}

/// The reference prints such lists in the order of ids.
fn sorted(kind: &ShapeKind) -> ShapeKind {
    let mut kind = kind.clone();
    match &mut kind {
        ShapeKind::Service(service) => {
            service.operations.sort();
            service.resources.sort();
            service.errors.sort();
        }
        ShapeKind::Resource(resource) => {
            resource.operations.sort();
            resource.collection_operations.sort();
            resource.resources.sort();
        }
        ShapeKind::Operation(operation) => operation.errors.sort(),
        _ => {}
    }
    kind
}

fn shape(one: &Shape, other: &Shape, differences: &mut Vec<String>) {
    let id = &one.id;
    let (kind, other_kind) = (sorted(&one.kind), sorted(&other.kind));
    if kind != other_kind {
        differences.push(format!("{id}: {kind:?} and {other_kind:?}"));
    }
    traits(id, &one.traits, &other.traits, differences);
    let names = |shape: &Shape| -> Vec<String> {
        let members = shape.members.iter();
        members
            .map(|member| format!("{}: {}", member.name(), member.target))
            .collect()
    };
    if names(one) != names(other) {
        differences.push(format!(
            "{id}: members {:?} and {:?}",
            names(one),
            names(other)
        ));
        return;
    }
    for (one, other) in one.members.iter().zip(&other.members) {
        traits(&one.id, &one.traits, &other.traits, differences);
    }
}

fn traits(owner: &ShapeId, one: &Traits, other: &Traits, differences: &mut Vec<String>) {
    let all = |traits: &Traits| -> Vec<_> {
        // The reference says in JSON what version 1 meant by this trait, and leaves the trait out.
        let written = traits.iter().filter(|(id, _)| *id != "smithy.api#box");
        written
            .map(|(id, node)| (id.clone(), node.value.clone()))
            .collect()
    };
    let (one, other) = (all(one), all(other));
    if one != other {
        differences.push(format!("{owner}: traits {one:?} and {other:?}"));
    }
}
