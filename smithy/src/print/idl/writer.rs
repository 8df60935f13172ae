//! Lines and their indentation.

/// A text that grows.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    depth: usize,
}

impl Writer {
    pub(super) fn text(self) -> String {
        self.text
    }

    /// How many spaces a line begins with.
    pub(super) fn indentation(&self) -> usize {
        self.depth * 4
    }

    /// Begins a line.
    pub(super) fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("    ");
        }
    }

    /// Goes on with a line.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends a line.
    pub(super) fn end(&mut self) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        self.text.push('\n');
    }

    /// A whole line; spaces at its end stay.
    pub(super) fn line(&mut self, text: &str) {
        self.indent();
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A line with nothing on it.
    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Moves what follows to the right.
    pub(super) fn deeper(&mut self) {
        self.depth += 1;
    }

    /// Moves what follows back.
    pub(super) fn shallower(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}
