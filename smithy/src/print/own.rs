//! What a shape states of its own, beside what it has from mixins.

use crate::traits::{AppliedTrait, EnumValue, Trait};
use crate::{Member, Model, Service, Shape, ShapeId};

/// A shape together with its mixins.
pub(super) struct Own<'m> {
    model: &'m Model,
    pub(super) shape: &'m Shape,
    mixins: Vec<&'m Shape>,
}

impl<'m> Own<'m> {
    pub(super) fn of(model: &'m Model, shape: &'m Shape) -> Self {
        let mixins = shape.mixins.iter().filter_map(|id| model.shape(id));
        Self {
            model,
            shape,
            mixins: mixins.collect(),
        }
    }

    pub(super) fn traits(&self) -> Vec<&'m AppliedTrait> {
        let inherited: Vec<_> = self.mixins.iter().map(|mixin| &mixin.traits).collect();
        own_traits(self.shape.traits.all(), &inherited)
    }

    /// The members that no mixin has.
    pub(super) fn members(&self) -> impl Iterator<Item = &'m Member> {
        let shape = self.shape;
        shape
            .members
            .iter()
            .filter(|member| self.inherited(member).next().is_none())
    }

    /// Members that a mixin has, and the traits that they have here alone.
    pub(super) fn changed_members(&self) -> Vec<(&'m Member, Vec<&'m AppliedTrait>)> {
        let mut changed = Vec::new();
        for member in &self.shape.members {
            let inherited: Vec<_> = self
                .inherited(member)
                .map(|member| &member.traits)
                .collect();
            if inherited.is_empty() {
                continue;
            }
            let traits = own_traits(member.traits.all(), &inherited);
            if !traits.is_empty() {
                changed.push((member, traits));
            }
        }
        changed
    }

    fn inherited(&self, member: &Member) -> impl Iterator<Item = &'m Member> {
        self.mixins
            .iter()
            .filter_map(|mixin| mixin.member(member.name()))
    }

    /// The version of a service, if no mixin says the same.
    pub(super) fn version<'a>(&self, service: &'a Service) -> Option<&'a str> {
        let inherited = || {
            self.services()
                .any(|mixin| mixin.version == service.version)
        };
        (!service.version.is_empty() && !inherited()).then_some(&service.version)
    }

    /// The shapes of a list that were named here, and not by a mixin alone.
    pub(super) fn listed<'a>(
        &self,
        list: &'a [ShapeId],
        of: impl Fn(&'m Shape) -> &'m [ShapeId],
    ) -> Vec<&'a ShapeId> {
        let place = |owner: &Shape, id: &ShapeId| self.model.reference(&owner.id, id);
        let is_inherited = |id: &ShapeId| {
            self.mixins
                .iter()
                .any(|mixin| of(mixin).contains(id) && place(mixin, id) == place(self.shape, id))
        };
        list.iter().filter(|id| !is_inherited(id)).collect()
    }

    /// The renames of a service that no mixin has.
    pub(super) fn renames<'a>(&self, service: &'a Service) -> Vec<(&'a ShapeId, &'a str)> {
        let is_inherited = |id: &ShapeId, name: &String| {
            self.services()
                .any(|mixin| mixin.rename.get(id) == Some(name))
        };
        let own = service
            .rename
            .iter()
            .filter(|(id, name)| !is_inherited(id, name));
        own.map(|(id, name)| (id, &**name)).collect()
    }

    fn services(&self) -> impl Iterator<Item = &'m Service> {
        self.mixins.iter().filter_map(|mixin| mixin.as_service())
    }
}

/// The traits but for inherited ones, which are written where the mixin has them.
fn own_traits<'m>(
    traits: &'m [AppliedTrait],
    inherited: &[&crate::Traits],
) -> Vec<&'m AppliedTrait> {
    let is_inherited = |applied: &AppliedTrait| {
        inherited.iter().any(|traits| {
            traits
                .applied(applied.id.as_str())
                .is_some_and(|other| is_same(other, applied))
        })
    };
    traits
        .iter()
        .filter(|applied| !is_inherited(applied))
        .collect()
}

/// Whether a trait is what a mixin wrote. The value of an enum's member may be written again, and says nothing new.
fn is_same(inherited: &AppliedTrait, applied: &AppliedTrait) -> bool {
    inherited.node == applied.node
        && (inherited.span == applied.span || applied.id.as_str() == EnumValue::ID)
}

/// The operations, resources and errors of a shape; empty if it has no such list.
pub(super) mod lists {
    use crate::{Shape, ShapeId, ShapeKind};

    pub(crate) fn operations(shape: &Shape) -> &[ShapeId] {
        match &shape.kind {
            ShapeKind::Service(service) => &service.operations,
            ShapeKind::Resource(resource) => &resource.operations,
            _ => &[],
        }
    }

    pub(crate) fn resources(shape: &Shape) -> &[ShapeId] {
        match &shape.kind {
            ShapeKind::Service(service) => &service.resources,
            ShapeKind::Resource(resource) => &resource.resources,
            _ => &[],
        }
    }

    pub(crate) fn errors(shape: &Shape) -> &[ShapeId] {
        match &shape.kind {
            ShapeKind::Service(service) => &service.errors,
            ShapeKind::Operation(operation) => &operation.errors,
            _ => &[],
        }
    }
}
