//! What is wrong in a test, told at once.

use std::fmt::Display;

/// Everything that differs from what a case says.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<String>);

impl Report {
    pub(super) fn push(&mut self, what: impl Into<String>) {
        self.0.push(what.into());
    }

    /// Takes what is wrong about one part, such as `body`.
    pub(super) fn about(&mut self, part: impl Display, faults: Vec<String>) {
        self.0
            .extend(faults.into_iter().map(|fault| format!("{part}: {fault}")));
    }

    /// Compares one thing.
    pub(super) fn same(&mut self, what: &str, expected: &str, actual: &str) {
        if expected != actual {
            self.push(format!("{what}: expected {expected:?}, found {actual:?}"));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lines, and behind them what they are about.
    pub(super) fn print(&self, about: &str) -> String {
        format!("  {}\n{about}", self.0.join("\n  "))
    }

    /// Ends the test if anything is wrong.
    #[track_caller]
    pub(super) fn conclude(self, id: &str, side: &str, about: &str) {
        assert!(self.is_empty(), "{id} ({side}):\n{}", self.print(about));
    }
}
