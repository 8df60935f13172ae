//! Ids as short as they can be.

use rustc_hash::FxHashMap;

use super::by_id;
use crate::load::in_prelude;
use crate::traits::Private;
use crate::{Model, ShapeId};

/// The shapes of other namespaces that names of a file stand for.
pub(super) struct Imports<'m> {
    model: &'m Model,
    namespace: &'m str,
    names: FxHashMap<String, ShapeId>,
}

impl<'m> Imports<'m> {
    pub(super) fn new(model: &'m Model, namespace: &'m str) -> Self {
        Self {
            model,
            namespace,
            names: FxHashMap::default(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(super) fn sorted(&self) -> Vec<&ShapeId> {
        let mut ids: Vec<&ShapeId> = self.names.values().collect();
        ids.sort_by(|a, b| by_id(a, b));
        ids
    }

    /// An id as it is written in this file: without its namespace, wherever that is clear.
    pub(super) fn write(&mut self, id: &ShapeId) -> String {
        let name = id.name();
        let is_clear = if id.namespace() == self.namespace {
            true
        } else if self.is_own(name) {
            false
        } else if id.is_prelude() {
            self.is_public(id)
        } else {
            !in_prelude(name) && self.import(id)
        };
        match (is_clear, id.member()) {
            (false, _) => id.as_str().to_owned(),
            (true, None) => name.to_owned(),
            (true, Some(member)) => format!("{name}${member}"),
        }
    }

    /// Whether the name stands for a shape of the file's namespace.
    fn is_own(&self, name: &str) -> bool {
        let id = format!("{}#{name}", self.namespace);
        self.model.find(&id).is_some()
    }

    fn is_public(&self, id: &ShapeId) -> bool {
        let shape = id.as_str().split('$').next().unwrap_or_default();
        self.model
            .find(shape)
            .is_some_and(|shape| !shape.traits.has::<Private>())
    }

    /// Whether the name stands for this shape from now on, if not before.
    fn import(&mut self, id: &ShapeId) -> bool {
        let shape = ShapeId::new(id.as_str().split('$').next().unwrap_or_default());
        let name = shape.name().to_owned();
        *self.names.entry(name).or_insert_with(|| shape.clone()) == shape
    }
}
