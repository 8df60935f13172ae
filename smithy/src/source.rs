//! Sources: the texts that models are read from, and places in them.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use crate::builtin;

/// A place in one of the [`Sources`], which tell where it is.
///
/// Bytes are counted through all sources as if they were one text, so that a place takes little room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
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
pub struct Sources {
    list: Vec<Source>,
    /// Where the bytes of each begin to count.
    starts: OnceLock<Vec<u32>>,
}

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
        self.starts.take();
        match self
            .list
            .binary_search_by(|other| other.path.cmp(&source.path))
        {
            Ok(at) => self.list[at] = source,
            Err(at) => self.list.insert(at, source),
        }
    }

    /// Adds a file of the disk, or every model below a folder: files that end in `.smithy` or `.json`, but for
    /// `smithy-build.json`, which is no model. Links to folders are not followed.
    ///
    /// # Errors
    ///
    /// When a file or folder cannot be read, or a file is not UTF-8. The message says which.
    pub fn read(&mut self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        if !path.is_dir() {
            return self.read_file(path);
        }
        let mut folders = vec![path.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(|error| naming(&folder, &error))? {
                let entry = entry.map_err(|error| naming(&folder, &error))?;
                let path = entry.path();
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(path);
                } else if is_model(&path) {
                    self.read_file(&path)?;
                }
            }
        }
        Ok(())
    }

    fn read_file(&mut self, path: &Path) -> io::Result<()> {
        let text = fs::read_to_string(path).map_err(|error| naming(path, &error))?;
        self.add(path.display().to_string(), text);
        Ok(())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The sources, by path.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.list.iter()
    }

    /// The sources, by path, each with the number of its first byte; `None` where there are too many before it to count.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (&Source, Option<u32>)> {
        let starts = self.starts().iter();
        self.list.iter().zip(starts).map(|(source, &start)| {
            let length = u32::try_from(source.text.len()).ok();
            let end = length.and_then(|length| start.checked_add(length));
            let fits = end.is_some_and(|end| end < builtin::FIRST);
            (source, fits.then_some(start))
        })
    }

    fn starts(&self) -> &[u32] {
        self.starts.get_or_init(|| {
            let mut next = 0_u32;
            let starts = self.list.iter().map(|source| {
                let start = next;
                // The end of one is not the beginning of the next.
                let length = u32::try_from(source.text.len()).unwrap_or(u32::MAX);
                next = start.saturating_add(length).saturating_add(1);
                start
            });
            starts.collect()
        })
    }

    /// The source that a span is in, whether it was added or is built in, and the bytes of its text.
    pub fn find(&self, span: Span) -> Option<(&Source, Range<usize>)> {
        let (source, start) = match builtin::source_at(span.start) {
            Some(found) => found,
            None => {
                let behind = self.starts().partition_point(|start| *start <= span.start);
                let at = behind.checked_sub(1)?;
                (self.list.get(at)?, self.starts()[at])
            }
        };
        let offset =
            |position: u32| (position.saturating_sub(start) as usize).min(source.text.len());
        Some((source, offset(span.start)..offset(span.end)))
    }

    /// Where a span begins.
    pub fn locate(&self, span: Span) -> Option<Location<'_>> {
        let (source, bytes) = self.find(span)?;
        let offset = bytes.start;
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

/// Whether a file in a folder is a model, by its name.
fn is_model(path: &Path) -> bool {
    let is_text = path
        .extension()
        .is_some_and(|extension| extension == "smithy" || extension == "json");
    is_text
        && path
            .file_name()
            .is_some_and(|name| name != "smithy-build.json")
        && path.is_file()
}

/// An error that says where it happened.
fn naming(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
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
