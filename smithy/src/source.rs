//! Sources: the texts that models are read from, and places in them.

use std::sync::OnceLock;

use crate::builtin;

/// A place in a source: which one, and the byte range in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The source's number in its [`Sources`].
    pub source: u32,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// One text that a model, or a part of it, is read from.
#[derive(Debug)]
pub struct Source {
    path: String,
    text: String,
    line_starts: OnceLock<Vec<usize>>,
}

impl Source {
    pub(crate) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            line_starts: OnceLock::new(),
        }
    }

    /// The path, as it was given.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line that a byte stands on, counted from 0.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.line_starts()
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
    }

    /// Where a line, counted from 0, begins.
    pub(crate) fn line_start(&self, line: usize) -> usize {
        self.line_starts()
            .get(line)
            .copied()
            .unwrap_or(self.text.len())
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            std::iter::once(0)
                .chain(self.text.match_indices('\n').map(|(at, _)| at + 1))
                .collect()
        })
    }
}

/// The texts to read, ordered by path: the order in which they were added has no effect.
#[derive(Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// No sources yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under a path, which takes the place of a text added under the same path before.
    ///
    /// Spans made from these sources are void afterwards: add everything before loading.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let source = Source::new(path, text);
        match self
            .0
            .binary_search_by(|other| other.path.cmp(&source.path))
        {
            Ok(at) => self.0[at] = source,
            Err(at) => self.0.insert(at, source),
        }
    }

    /// The sources, by path.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// The source that a [`Span`] names: one that was added, or one that is built in.
    pub fn get(&self, number: u32) -> Option<&Source> {
        builtin::source(number).or_else(|| self.0.get(number as usize))
    }

    /// Where a span begins.
    pub fn locate(&self, span: Span) -> Option<Location<'_>> {
        let source = self.get(span.source)?;
        let offset = (span.start as usize).min(source.text.len());
        let line = source.line_of(offset);
        let before = source
            .text
            .get(source.line_start(line)..offset)
            .unwrap_or_default();
        Some(Location {
            path: &source.path,
            line: line + 1,
            column: before.chars().count() + 1,
        })
    }
}

impl<P: Into<String>, T: Into<String>> FromIterator<(P, T)> for Sources {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(texts: I) -> Self {
        let mut sources = Self::new();
        for (path, text) in texts {
            sources.add(path, text);
        }
        sources
    }
}

/// A place as people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location<'a> {
    /// The path of the source.
    pub path: &'a str,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}
