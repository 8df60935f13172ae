//! The JSON notation of models. See [JSON AST](https://smithy.io/2.0/spec/json-ast.html).

mod document;
mod syntax;

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::ast::Ast;
use crate::{Diagnostics, ShapeId};

/// Reads one source; what is wrong with it goes to `diagnostics`, and what is right is kept.
pub(crate) fn parse(
    text: &str,
    source: u32,
    names: &mut Names,
    diagnostics: &mut Diagnostics,
) -> Ast {
    match syntax::read(text, source, names, diagnostics) {
        Some(root) => document::read(root, names, diagnostics),
        None => Ast::default(),
    }
}

/// The names met so far, each kept once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    known: FxHashSet<Arc<str>>,
    scratch: String,
}

impl Names {
    pub(crate) fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.known.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.known.insert(Arc::clone(&name));
        name
    }

    pub(crate) fn shape_id(&mut self, id: &str) -> ShapeId {
        ShapeId::new(self.shared(id))
    }

    /// The id of a member. No two are alike, so that they are not worth remembering.
    pub(crate) fn member_id(&mut self, shape: &ShapeId, member: &str) -> ShapeId {
        self.scratch.clear();
        self.scratch.push_str(shape.as_str());
        self.scratch.push('$');
        self.scratch.push_str(member);
        ShapeId::new(&*self.scratch)
    }
}
