//! Patterns that need a regular expression engine.

use std::fmt;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// A regular expression that is built on first use, and matched in time linear in the text.
pub struct LazyRegex {
    pattern: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl LazyRegex {
    /// A regular expression in the syntax of the [`regex`] crate, which is what generated code states.
    pub const fn new(pattern: &'static str) -> Self {
        Self {
            pattern,
            regex: OnceLock::new(),
        }
    }

    /// Whether some part of `text` matches. A pattern that cannot be built matches nothing: what it
    /// guards is refused rather than let through.
    pub fn is_match(&self, text: &str) -> bool {
        let build = || {
            RegexBuilder::new(self.pattern)
                .size_limit(SIZE_LIMIT)
                .build()
                .ok()
        };
        self.regex
            .get_or_init(build)
            .as_ref()
            .is_some_and(|regex| regex.is_match(text))
    }
}

/// Bytes that one compiled pattern may take. The generator tries each pattern under the same limit.
const SIZE_LIMIT: usize = 10 << 20;

impl fmt::Debug for LazyRegex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyRegex").field(&self.pattern).finish()
    }
}
