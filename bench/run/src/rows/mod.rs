//! The rows of the table.

pub mod cbor;
pub mod client;
pub mod json;
pub mod models;
pub mod server;
pub mod tokens;
pub mod validators;
pub mod xml;

use tokio::runtime::{Builder, Runtime};

/// A runtime of this thread, as each of the subjects gets it.
fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the system has what a runtime needs")
}
