//! The JSON notation of models. See [JSON AST](https://smithy.io/2.0/spec/json-ast.html).

mod document;
mod syntax;

use crate::Diagnostics;
use crate::ast::Ast;
use crate::names::Names;

/// Reads one source; what is wrong with it goes to `diagnostics`, and what is right is kept.
pub(crate) fn parse(
    text: &str,
    origin: u32,
    names: &mut Names,
    diagnostics: &mut Diagnostics,
) -> Ast {
    match syntax::read(text, origin, names, diagnostics) {
        Some(root) => document::read(root, names, diagnostics),
        None => Ast::default(),
    }
}
