//! The Smithy interface language: reads models, checks them, and tells what is wrong where.
//!
//! [`load`] takes [`Sources`] and returns a [`Model`], with every complaint as a value in
//! [`Diagnostics`]. A [`Closure`] is the part of a model that one service needs.
//!
//! ```
//! use farrier_smithy::{Sources, load};
//!
//! let mut sources = Sources::new();
//! sources.add("weather.json", r#"{"smithy": "2.0", "shapes": {"example#City": {"type": "strng"}}}"#);
//! let (model, diagnostics) = load(&sources);
//! assert!(model.is_none());
//! assert!(diagnostics.render(&sources).contains("did you mean `string`?"));
//! ```

mod assemble;
mod ast;
mod builtin;
mod check;
mod closure;
mod diagnostic;
mod idl;
mod json;
mod load;
mod model;
mod names;
mod node;
pub mod print;
mod render;
mod selector;
mod shape_id;
mod source;
mod suggest;
pub mod traits;

pub use closure::Closure;
pub use diagnostic::{Diagnostic, Diagnostics, Label, Severity};
pub use load::{load, load_unchecked};
pub use model::{Member, Model, Operation, Resource, Service, Shape, ShapeKind, ShapeType};
pub use node::{Key, Node, Number, Value};
pub use selector::{Element, Selector, SelectorError};
pub use shape_id::ShapeId;
pub use source::{Location, Source, Sources, Span};
pub use traits::{Trait, Traits};
