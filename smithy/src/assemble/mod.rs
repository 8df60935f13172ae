//! From what was written to what it means: sources merged, traits applied, mixins flattened, targets resolved.

mod apply;
mod elide;
mod lower;
mod mentions;
mod merge;
mod mixins;
mod omitted;
mod upgrade;

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ast::{Application, Ast, Definition, Reference};
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
    definitions: Vec<Definition>,
    index: FxHashMap<ShapeId, usize>,
    applications: Vec<Application>,
    metadata: BTreeMap<String, Node>,
    /// The `@enum` traits of strings that were read as enums.
    named_values: FxHashMap<ShapeId, AppliedTrait>,
    uses: Vec<Reference>,
    mentions: Vec<Reference>,
    /// Shapes that exist, but were too broken to keep.
    broken: FxHashSet<ShapeId>,
}

impl Draft {
    fn find(&self, id: &str) -> Option<&Definition> {
        self.index.get(id).map(|&at| &self.definitions[at])
    }

    /// Every name that a reference may have meant, also of what was too broken to keep.
    fn names(&self) -> impl Iterator<Item = &ShapeId> + Clone {
        self.index.keys().chain(&self.broken)
    }
}
