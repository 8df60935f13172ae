//! The interface definition language. See [the grammar](https://smithy.io/2.0/spec/idl.html#smithy-idl-abnf).
//!
//! The text becomes tokens ([`lexer`]), spaces and comments among them, since the grammar tells them apart; a recursive
//! descent reads statements ([`statements`]), and what stands in them. A fault ends the statement that it is in: the
//! next one is looked for at the beginning of a line.

mod entities;
mod lexer;
mod nodes;
mod parser;
mod scope;
mod shapes;
mod statements;
mod text;
mod traits;

pub(crate) use scope::Shadows;
pub(crate) use text::block as text_block;

use crate::Diagnostics;
use crate::ast::Ast;
use crate::names::Names;

/// Reads one source; what is wrong with it goes to `diagnostics`, and what is right is kept.
pub(crate) fn parse(
    text: &str,
    origin: u32,
    shadows: &Shadows,
    names: &mut Names,
    diagnostics: &mut Diagnostics,
) -> Ast {
    parser::Parser::new(text, origin, shadows, names, diagnostics).file()
}
