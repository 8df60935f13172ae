//! What stands beside a shape. See [relationships](https://smithy.io/2.0/spec/selectors.html#relationships).

use super::Element;
use super::steps::{Direction, Relation, Relations};
use crate::{Model, ShapeId, ShapeKind};

/// A shape or member by its place in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Node {
    shape: u32,
    /// 0 for the shape itself, else one more than the member's place.
    member: u32,
}

impl Node {
    pub(crate) fn shape(at: usize) -> Self {
        Self {
            // A model of so many shapes does not fit in memory.
            shape: u32::try_from(at).unwrap_or(u32::MAX),
            member: 0,
        }
    }

    pub(crate) fn member(self, at: usize) -> Self {
        Self {
            member: u32::try_from(at + 1).unwrap_or(u32::MAX),
            ..self
        }
    }

    pub(crate) fn of(model: &Model, element: Element<'_>) -> Option<Self> {
        match element {
            Element::Shape(shape) => model.position(shape.id.as_str()).map(Self::shape),
            Element::Member(shape, member) => {
                let at = shape
                    .members
                    .iter()
                    .position(|other| other.id == member.id)?;
                Some(Self::shape(model.position(shape.id.as_str())?).member(at))
            }
        }
    }

    pub(crate) fn element(self, model: &Model) -> Option<Element<'_>> {
        let shape = model.at(self.shape as usize)?;
        match (self.member as usize).checked_sub(1) {
            None => Some(Element::Shape(shape)),
            Some(at) => Some(Element::Member(shape, shape.members.get(at)?)),
        }
    }

    /// Every shape and member of a model.
    pub(super) fn all(model: &Model) -> impl Iterator<Item = Self> + '_ {
        model.shapes().enumerate().flat_map(|(at, shape)| {
            let owner = Self::shape(at);
            std::iter::once(owner).chain((0..shape.members.len()).map(move |at| owner.member(at)))
        })
    }
}

/// The relationships that lead to each shape, but those from a shape to its members.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    sources: Vec<Vec<(Relation, Node)>>,
    /// Where each trait stands, by the shape that defines it.
    applied: Vec<Vec<Node>>,
}

impl Index {
    pub(crate) fn of(model: &Model) -> Self {
        let count = model.shapes().count();
        let mut index = Self {
            sources: vec![Vec::new(); count],
            applied: vec![Vec::new(); count],
        };
        for node in Node::all(model) {
            let Some(element) = node.element(model) else {
                continue;
            };
            forward(model, node, &mut |relation, target| {
                if relation != Relation::Member {
                    index.sources[target.shape as usize].push((relation, node));
                }
            });
            for (id, _) in element.traits().iter() {
                if let Some(at) = model.position(id.as_str()) {
                    index.applied[at].push(node);
                }
            }
        }
        index
    }
}

/// Calls back for each node beside this one.
pub(super) fn neighbors(
    model: &Model,
    node: Node,
    direction: Direction,
    relations: &Relations,
    found: &mut dyn FnMut(Node),
) {
    let wants = |relation| relations.has(relation);
    match direction {
        Direction::Forward => {
            forward(model, node, &mut |relation, target| {
                if wants(relation) {
                    found(target);
                }
            });
            if wants(Relation::Bound) {
                reverse(model, node, &mut |relation, source| {
                    if relation.binds() {
                        found(source);
                    }
                });
            }
            if wants(Relation::Trait)
                && let Some(element) = node.element(model)
            {
                for (id, _) in element.traits().iter() {
                    if let Some(at) = model.position(id.as_str()) {
                        found(Node::shape(at));
                    }
                }
            }
        }
        Direction::Reverse => {
            reverse(model, node, &mut |relation, source| {
                if wants(relation) {
                    found(source);
                }
            });
            if wants(Relation::Bound) {
                forward(model, node, &mut |relation, target| {
                    if relation.binds() {
                        found(target);
                    }
                });
            }
            if wants(Relation::Trait) && node.member == 0 {
                let applied = model.index().applied.get(node.shape as usize);
                applied.into_iter().flatten().for_each(|node| found(*node));
            }
        }
    }
}

fn reverse(model: &Model, node: Node, found: &mut dyn FnMut(Relation, Node)) {
    if node.member > 0 {
        // A member belongs to its shape, and nothing else leads to it.
        found(Relation::Member, Node { member: 0, ..node });
        return;
    }
    let sources = model.index().sources.get(node.shape as usize);
    for (relation, source) in sources.into_iter().flatten() {
        found(*relation, *source);
    }
}

/// What a node leads to, but its traits and what it is bound to.
pub(super) fn forward(model: &Model, node: Node, found: &mut dyn FnMut(Relation, Node)) {
    let Some(element) = node.element(model) else {
        return;
    };
    let mut to = |relation, id: &ShapeId| {
        if let Some(at) = model.position(id.as_str()) {
            found(relation, Node::shape(at));
        }
    };
    let shape = match element {
        Element::Member(shape, member) => {
            // The unit stands for no value in an enum, and is no neighbor there.
            if !matches!(shape.kind, ShapeKind::Enum | ShapeKind::IntEnum) {
                to(Relation::Target, &member.target);
            }
            return;
        }
        Element::Shape(shape) => shape,
    };
    for mixin in &shape.mixins {
        to(Relation::Mixin, mixin);
    }
    match &shape.kind {
        ShapeKind::Service(service) => {
            let errors = service.errors.iter().map(|id| (Relation::Error, id));
            let operations = service
                .operations
                .iter()
                .map(|id| (Relation::Operation, id));
            let resources = service.resources.iter().map(|id| (Relation::Resource, id));
            for (relation, id) in operations.chain(resources).chain(errors) {
                to(relation, id);
            }
        }
        ShapeKind::Resource(resource) => {
            resource
                .identifiers
                .values()
                .for_each(|id| to(Relation::Identifier, id));
            resource
                .properties
                .values()
                .for_each(|id| to(Relation::Property, id));
            let lifecycle = [
                (Relation::Create, &resource.create),
                (Relation::Put, &resource.put),
                (Relation::Read, &resource.read),
                (Relation::Update, &resource.update),
                (Relation::Delete, &resource.delete),
                (Relation::List, &resource.list),
            ];
            for (relation, id) in lifecycle {
                if let Some(id) = id {
                    to(relation, id);
                }
            }
            let lists = [
                (Relation::Operation, &resource.operations),
                (
                    Relation::CollectionOperation,
                    &resource.collection_operations,
                ),
                (Relation::Resource, &resource.resources),
            ];
            for (relation, ids) in lists {
                ids.iter().for_each(|id| to(relation, id));
            }
        }
        ShapeKind::Operation(operation) => {
            for (relation, id) in [
                (Relation::Input, &operation.input),
                (Relation::Output, &operation.output),
            ] {
                if *id != ShapeId::unit() {
                    to(relation, id);
                }
            }
            operation
                .errors
                .iter()
                .for_each(|id| to(Relation::Error, id));
        }
        _ => {}
    }
    for at in 0..shape.members.len() {
        found(Relation::Member, node.member(at));
    }
}
