//! Names to shape ids. See [relative shape ids](https://smithy.io/2.0/spec/idl.html#relative-shape-id-resolution).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ShapeId;
use crate::ast::Ast;
use crate::load::in_prelude;
use crate::names::Names;

/// Shapes that are called like one of the prelude: inside of their namespace the name means them.
///
/// Whether a namespace has any is known only when all its files have been read, whichever notation they are in.
#[derive(Debug, Default)]
pub(crate) struct Shadows(FxHashSet<ShapeId>);

impl Shadows {
    pub(crate) fn of<'a>(asts: impl Iterator<Item = &'a Ast>) -> Self {
        let ids = asts.flat_map(|ast| {
            let defined = ast.definitions.iter().map(|definition| &definition.id);
            defined.chain(&ast.broken)
        });
        let shadowing = ids.filter(|id| !id.is_prelude() && in_prelude(id.name()));
        Self(shadowing.cloned().collect())
    }

    /// Whether a namespace has any.
    pub(crate) fn any_in(&self, namespace: &str) -> bool {
        self.0.iter().any(|id| id.namespace() == namespace)
    }
}

/// What names mean in one file.
pub(super) struct Scope<'a> {
    shadows: &'a Shadows,
    pub(super) namespace: String,
    uses: FxHashMap<String, ShapeId>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(shadows: &'a Shadows) -> Self {
        Self {
            shadows,
            namespace: String::new(),
            uses: FxHashMap::default(),
        }
    }

    /// The shape that a `use` statement gives this name to.
    pub(super) fn used(&self, name: &str) -> Option<&ShapeId> {
        self.uses.get(name)
    }

    /// Lets a name stand for a shape of another namespace.
    pub(super) fn import(&mut self, id: ShapeId) {
        self.uses.insert(id.name().to_owned(), id);
    }

    /// What a written id means: `Name`, `namespace#Name`, either of them with `$member`.
    pub(super) fn resolve(&self, written: &str, names: &mut Names) -> ShapeId {
        if written.contains('#') {
            return names.shape_id(written);
        }
        match written.split_once('$') {
            Some((shape, member)) => self.root(shape, names).with_member(member),
            None => self.root(written, names),
        }
    }

    fn root(&self, name: &str, names: &mut Names) -> ShapeId {
        if let Some(used) = self.uses.get(name) {
            return used.clone();
        }
        if !in_prelude(name) && !self.namespace.is_empty() {
            return names.qualified(&self.namespace, name);
        }
        if !self.shadows.0.is_empty() {
            let own = names.qualified(&self.namespace, name);
            if self.shadows.0.contains(&own) {
                return own;
            }
        }
        names.qualified("smithy.api", name)
    }
}
