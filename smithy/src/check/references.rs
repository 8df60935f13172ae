//! References to resources. See [references](https://smithy.io/2.0/spec/resource-traits.html#references-trait).

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{listed, loaded};
use crate::{Diagnostic, Diagnostics, Member, Model, Node, Shape, ShapeId, ShapeType, Traits};

const ID: &str = "smithy.api#references";

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        let references = shape.traits.node(ID).and_then(Node::as_array);
        for reference in references.into_iter().flatten() {
            for (message, place) in faults(model, shape, reference) {
                out.push(
                    Diagnostic::error("ReferencesTrait", message)
                        .on(&shape.id)
                        .at(place.span),
                );
            }
        }
    }
    unsaid(model, out);
}

/// What is wrong with one reference, and where.
fn faults<'n>(model: &Model, shape: &Shape, reference: &'n Node) -> Vec<(String, &'n Node)> {
    let mut faults = Vec::new();
    let ids = reference.get("ids");
    let is_text = matches!(shape.shape_type(), ShapeType::String | ShapeType::Enum);
    if let Some(ids) = ids
        && is_text
    {
        let message = "a string is one identifier, and has no `ids`".to_owned();
        faults.push((message, ids));
    }
    let Some(node) = reference.get("resource") else {
        return faults;
    };
    let Some(target) = node.as_str().and_then(|id| model.find(id)) else {
        return faults;
    };
    let Some(resource) = target.as_resource() else {
        let what = target.shape_type();
        let message = format!(
            "`{}` is {} {}, and no resource",
            target.id,
            what.article(),
            what.name()
        );
        faults.push((message, node));
        return faults;
    };
    let known = || listed(resource.identifiers.keys().map(String::as_str));
    if is_text {
        if resource.identifiers.len() != 1 {
            let message = format!(
                "a string can refer only to a resource with one identifier, and those of `{}` are {}",
                target.id,
                known()
            );
            faults.push((message, node));
        }
        return faults;
    }
    let explicit: Option<BTreeMap<&str, &str>> = ids.and_then(Node::as_object).map(|entries| {
        let entry = |(key, node): &'n (crate::Key, Node)| Some((key.as_str(), node.as_str()?));
        entries.iter().filter_map(entry).collect()
    });
    let place = ids.unwrap_or(reference);
    if let Some(explicit) = &explicit {
        let unknown: Vec<&str> = explicit
            .keys()
            .filter(|name| !resource.identifiers.contains_key(**name))
            .copied()
            .collect();
        if !unknown.is_empty() {
            let message = format!(
                "`{}` has no such identifiers: {}; it has {}",
                target.id,
                listed(unknown),
                known()
            );
            faults.push((message, place));
        }
        if explicit.len() != resource.identifiers.len() {
            let message = format!(
                "`ids` names {} of the identifiers of `{}`, which are {}",
                explicit.len(),
                target.id,
                known()
            );
            faults.push((message, place));
        }
    }
    let names: Vec<&str> = match &explicit {
        Some(explicit) => explicit.values().copied().collect(),
        None => resource.identifiers.keys().map(String::as_str).collect(),
    };
    for name in names {
        match shape.member(name) {
            None => faults.push((format!("there is no member `{name}`"), place)),
            Some(member) if !is_string(model, member) => {
                faults.push((format!("the member `{name}` is not a string"), place));
            }
            Some(_) => {}
        }
    }
    faults
}

fn is_string(model: &Model, member: &Member) -> bool {
    let target = model.shape(&member.target).map(Shape::shape_type);
    matches!(target, Some(ShapeType::String | ShapeType::Enum))
}

/// How many resources that share an identifier are held against a member.
const MAX_CANDIDATES: usize = 50;
/// From how many resources all that they lead to is sought; what others lead to counts as theirs.
const MAX_REACHED: usize = 200;

/// Members that are called like the identifier of a resource, have its type, and nothing says that they belong to it.
fn unsaid(model: &Model, out: &mut Diagnostics) {
    let mut by_name: FxHashMap<&str, Vec<(&Shape, &ShapeId)>> = FxHashMap::default();
    let mut owners: FxHashMap<&ShapeId, Vec<&Shape>> = FxHashMap::default();
    for shape in model.shapes() {
        let Some(resource) = shape.as_resource() else {
            continue;
        };
        for (name, target) in &resource.identifiers {
            by_name.entry(name).or_default().push((shape, target));
        }
    }
    if by_name.is_empty() {
        return;
    }
    for shape in model.shapes() {
        let Some(resource) = shape.as_resource() else {
            continue;
        };
        // What leads from a resource belongs to its children as well.
        owners.entry(&shape.id).or_default().push(shape);
        for child in &resource.resources {
            owners.entry(child).or_default().push(shape);
        }
    }
    let mut reached: FxHashMap<&ShapeId, FxHashSet<&ShapeId>> = FxHashMap::default();
    for shape in loaded(model) {
        for member in &shape.members {
            let Some(candidates) = by_name.get(member.name()) else {
                continue;
            };
            let mut meant: BTreeSet<&str> = BTreeSet::new();
            for (resource, target) in candidates.iter().take(MAX_CANDIDATES) {
                if **target != member.target
                    || refers(&shape.traits, &resource.id)
                    || refers(&member.traits, &resource.id)
                    || !is_string(model, member)
                {
                    continue;
                }
                let mut owners = owners.get(&resource.id).into_iter().flatten();
                let is_bound = owners.any(|owner| {
                    if reached.len() == MAX_REACHED && !reached.contains_key(&owner.id) {
                        return true;
                    }
                    let ids = reached.entry(&owner.id);
                    let ids = ids.or_insert_with(|| reach(model, owner));
                    ids.contains(&shape.id)
                });
                if !is_bound {
                    meant.insert(resource.id.as_str());
                }
            }
            if !meant.is_empty() {
                let message = format!(
                    "the member seems to hold an identifier of {}, and the shape does not say so",
                    listed(meant)
                );
                out.push(
                    Diagnostic::warning("MemberShouldReferenceResource", message)
                        .on(&member.id)
                        .at(member.span)
                        .help("add the trait `smithy.api#references` to the shape"),
                );
            }
        }
    }
}

fn refers(traits: &Traits, resource: &ShapeId) -> bool {
    let references = traits.node(ID).and_then(Node::as_array);
    references.into_iter().flatten().any(|reference| {
        reference.get("resource").and_then(Node::as_str) == Some(resource.as_str())
    })
}

/// Every shape that a resource leads to.
fn reach<'m>(model: &'m Model, resource: &'m Shape) -> FxHashSet<&'m ShapeId> {
    let mut met: FxHashSet<&ShapeId> = FxHashSet::default();
    let mut waiting = vec![&resource.id];
    while let Some(id) = waiting.pop() {
        let Some(shape) = model.shape(id) else {
            continue;
        };
        if !met.insert(&shape.id) {
            continue;
        }
        waiting.extend(shape.members.iter().map(|member| &member.target));
        waiting.extend(&shape.mixins);
        if let Some(operation) = shape.as_operation() {
            waiting.extend([&operation.input, &operation.output]);
            waiting.extend(&operation.errors);
        }
        if let Some(resource) = shape.as_resource() {
            waiting.extend(resource.all_operations());
            waiting.extend(&resource.resources);
        }
    }
    met
}
