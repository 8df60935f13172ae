//! Writes Rust from Smithy models: typed clients, server stubs and validators.
//!
//! [`Generator`] takes models and gives [`Files`]; [`sync`] brings a folder up to date with them,
//! or tells what is not. Everything but `sync` and the reading of models is pure: the same models
//! and options give the same bytes.
//!
//! ```
//! use farrier_codegen::Generator;
//!
//! let model = r#"
//! $version: "2.0"
//! namespace example
//!
//! use aws.protocols#restJson1
//!
//! @restJson1
//! service Notes {
//!     operations: [DeleteNote]
//! }
//!
//! @idempotent
//! @http(method: "DELETE", uri: "/notes/{id}")
//! operation DeleteNote {
//!     input := {
//!         @required
//!         @httpLabel
//!         id: String
//!     }
//! }
//! "#;
//! let generated = Generator::new().source("notes.smithy", model).server(false).generate()?;
//! let client = generated.files.get("notes/src/client.rs").unwrap();
//! assert!(client.contains("pub fn delete_note(&self, id: impl Into<String>)"));
//! # Ok::<(), farrier_codegen::Failure>(())
//! ```

mod contents;
mod docs;
mod emit;
mod files;
mod format;
mod generator;
mod pattern;
mod plan;
mod runtime;
pub mod sync;

pub use contents::Contents;
pub use farrier_smithy::{Diagnostic, Diagnostics, Severity};
pub use files::Files;
pub use generator::{Failure, Generated, Generator};
pub use plan::Side;
pub use runtime::Runtime;
