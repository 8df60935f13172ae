//! Checksums of streams, which are known at the end.

use bytes::Bytes;

use super::{Digest, Stated};
use crate::StreamError;
use crate::stream::Transform;

/// Passes a stream on, and fails at its end if a stated checksum is not its own.
pub(crate) struct Check {
    checks: Vec<(Stated, Digest)>,
}

impl Check {
    pub(crate) fn new(stated: impl IntoIterator<Item = Stated>) -> Self {
        let check = |stated: Stated| {
            let digest = Digest::new(stated.algorithm);
            (stated, digest)
        };
        Self {
            checks: stated.into_iter().map(check).collect(),
        }
    }
}

impl Transform for Check {
    fn step(&mut self, input: &mut Bytes) -> Result<Bytes, StreamError> {
        for (_, digest) in &mut self.checks {
            digest.update(input);
        }
        Ok(std::mem::take(input))
    }

    fn finish(&mut self) -> Result<Bytes, StreamError> {
        for (stated, digest) in std::mem::take(&mut self.checks) {
            let computed = digest.finish();
            if !stated.is(&computed) {
                return Err(damaged(&stated, &computed));
            }
        }
        Ok(Bytes::new())
    }
}

/// The stream is not the one that was sent.
pub(super) fn damaged(stated: &Stated, computed: &str) -> StreamError {
    let algorithm = stated.algorithm.name();
    let stated: String = stated
        .text
        .chars()
        .filter(char::is_ascii_graphic)
        .take(100)
        .collect();
    StreamError::new(format!(
        "it is damaged: its {algorithm} is {computed}, and the sender says {stated}"
    ))
}
