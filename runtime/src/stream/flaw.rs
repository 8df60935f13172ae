//! What turns out to be wrong with a stream while somebody else reads it.

use std::sync::{Arc, OnceLock};

#[cfg(any(
    feature = "checksums",
    feature = "compression",
    all(feature = "sigv4", feature = "event-stream")
))]
use super::StreamError;

/// The first thing that was found wrong. Copies share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flaw(Arc<OnceLock<String>>);

impl Flaw {
    /// What is wrong, in words.
    #[cfg(feature = "server")]
    pub(crate) fn text(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }

    #[cfg(any(
        feature = "checksums",
        feature = "compression",
        all(feature = "sigv4", feature = "event-stream")
    ))]
    pub(super) fn note(&self, error: &StreamError) {
        // The first is the one that counts: others come of it.
        let _ = self.0.set(error.to_string());
    }
}
