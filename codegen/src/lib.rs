//! Writes Rust from Smithy models: typed clients, server stubs and validators.
//!
//! [`Generator`] takes models and gives [`Files`]; [`sync`] brings a folder up to date with them,
//! or tells what is not. Everything but `sync` and the reading of models is pure: the same models
//! and options give the same bytes.
//!
//! ```
//! use farrier_codegen::Generator;
//!
//! let model = r#"{
//!     "smithy": "2.0",
//!     "shapes": {
//!         "example#Notes": {
//!             "type": "service",
//!             "version": "1",
//!             "operations": [{ "target": "example#DeleteNote" }],
//!             "traits": { "aws.protocols#restJson1": {} }
//!         },
//!         "example#DeleteNote": {
//!             "type": "operation",
//!             "input": { "target": "example#DeleteNoteInput" },
//!             "output": { "target": "smithy.api#Unit" },
//!             "traits": {
//!                 "smithy.api#http": { "method": "DELETE", "uri": "/notes/{id}" },
//!                 "smithy.api#idempotent": {}
//!             }
//!         },
//!         "example#DeleteNoteInput": {
//!             "type": "structure",
//!             "members": {
//!                 "id": {
//!                     "target": "smithy.api#String",
//!                     "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {} }
//!                 }
//!             }
//!         }
//!     }
//! }"#;
//! let generated = Generator::new().source("notes.json", model).server(false).generate()?;
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
