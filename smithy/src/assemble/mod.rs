//! From what was written to what it means: sources merged, traits applied, mixins flattened, targets resolved.

mod apply;
mod elide;
mod joined;
mod lower;
mod mentions;
mod merge;
mod mixins;
mod omitted;
mod upgrade;

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ast::{Application, Ast, Definition, Reference};
use crate::chunks::Chunks;
use crate::positions::Positions;
use crate::traits::AppliedTrait;
use crate::{Diagnostics, Model, Node, ShapeId};

/// Builds a model of everything that can be used. What is wrong goes to `diagnostics`; a model made
/// while there are errors may have targets that lead nowhere, and is good only for more checks.
pub(crate) fn assemble(asts: Vec<Ast>, diagnostics: &mut Diagnostics) -> Model {
    let mut draft = merge::merge(asts, diagnostics);
    omitted::fill_in(&mut draft);
    apply::apply(&mut draft, diagnostics);
    elide::resolve(&mut draft, diagnostics);
    mixins::flatten(&mut draft, diagnostics);
    upgrade::upgrade(&mut draft, diagnostics);
    mentions::check(&draft, diagnostics);
    lower::lower(draft, diagnostics)
}

/// The definitions of all sources together.
#[derive(Debug, Default)]
struct Draft {
    definitions: Chunks<Definition>,
    index: Positions,
    applications: Chunks<Application>,
    metadata: BTreeMap<String, Node>,
    /// The `@enum` traits of strings that were read as enums.
    named_values: FxHashMap<ShapeId, AppliedTrait>,
    uses: Chunks<Reference>,
    mentions: Chunks<Reference>,
    /// Shapes that exist, but were too broken to keep.
    broken: FxHashSet<ShapeId>,
}

impl Draft {
    fn find(&self, id: &str) -> Option<&Definition> {
        self.position(id).map(|at| &self.definitions[at])
    }

    fn position(&self, id: &str) -> Option<usize> {
        let id_at = |at: usize| self.definitions[at].id.as_str();
        self.index.find(id, id_at)
    }

    /// Adds the definition of a shape that has none yet.
    fn add(&mut self, definition: Definition) {
        let (definitions, at) = (&self.definitions, self.definitions.len());
        let id_at = |at: usize| definitions[at].id.as_str();
        self.index.add(definition.id.as_str(), at, id_at);
        self.definitions.push(definition);
    }

    /// Every name that a reference may have meant, also of what was too broken to keep.
    fn names(&self) -> impl Iterator<Item = &ShapeId> + Clone {
        let defined = self.definitions.iter().map(|definition| &definition.id);
        defined.chain(&self.broken)
    }
}
