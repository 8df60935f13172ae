//! [Smithy](https://smithy.io) models in Rust: read, checked, asked, and printed.
//!
//! Smithy is a language for the interfaces of services. This crate reads all of it, versions 1.0 and 2.0, in the IDL and
//! in JSON, alone or mixed, and needs no other tool. It knows nothing of code generation.
//!
//! # Reading
//!
//! [`Sources`] are the texts of a model, and [`load`] makes a [`Model`] of them. Everything that is wrong comes back in
//! one run, as values in [`Diagnostics`]: for people, with excerpts and what to do, or as JSON for programs.
//!
//! ```
//! use farrier_smithy::{Sources, load};
//!
//! let mut sources = Sources::new();
//! sources.add("city.smithy", r#"
//! $version: "2.0"
//! namespace example
//!
//! structure City {
//!     @required
//!     name: Strng
//! }
//! "#);
//! let (model, diagnostics) = load(&sources);
//! assert!(model.is_none());
//! assert_eq!(diagnostics.render(&sources), r#"error[Target]: there is no shape `example#Strng`
//!  --> city.smithy:7:11
//!   |
//! 7 |     name: Strng
//!   |           ^^^^^
//!   |
//!   = in: example#City$name
//!   = help: did you mean `smithy.api#String`?
//!
//! "#);
//! ```
//!
//! [`Sources::read`] takes files and folders. [`load_unchecked`] gives a model even if something is wrong, for editors.
//!
//! # Asking
//!
//! A [`Model`] holds [`Shape`]s by id. Mixins are flattened, applied traits are in place, every target exists, and what
//! version 1.0 only meant is said in the words of version 2.0. [`traits`] has a type for each trait that means something
//! here; the value of any other is a [`Node`]. A [`Closure`] is what one service needs, a [`Selector`] finds shapes.
//!
//! ```
//! use farrier_smithy::traits::{Length, Required};
//! use farrier_smithy::{ShapeId, Sources, load};
//!
//! let mut sources = Sources::new();
//! sources.add("city.smithy", r#"
//! $version: "2.0"
//! namespace example
//!
//! structure City {
//!     @required
//!     @length(max: 80)
//!     name: String
//! }
//! "#);
//! let (model, _) = load(&sources);
//! let model = model.expect("a model without errors");
//! let city = model.shape(&ShapeId::new("example#City")).expect("the shape");
//! let name = city.member("name").expect("the member");
//! assert_eq!(name.target, "smithy.api#String");
//! assert!(name.traits.has::<Required>());
//! assert_eq!(name.traits.get::<Length>().and_then(|length| length.max), Some(80));
//! ```
//!
//! The example `walk` goes through the services of a model.
//!
//! # Printing
//!
//! [`print::json`] and [`print::idl`] write a model in either notation. The example `convert` does so for files.
//!
//! # Bounds
//!
//! No input makes the crate panic: values nest 128 levels at most, and a file of many faults is read up to the
//! hundredth. Of a severity ten thousand complaints are kept. Loading takes a few times the memory of the text, up to
//! twenty times where the text is nothing but numbers or brackets, and more only for definitions of a few letters each. The same sources give the same model and the same complaints, whatever their order.

mod assemble;
mod ast;
mod builtin;
mod check;
mod chunks;
mod closure;
mod diagnostic;
mod idl;
mod json;
mod load;
mod model;
mod names;
mod node;
mod positions;
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
