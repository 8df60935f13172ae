//! What differs, for people to read.

use std::fmt;
use std::time::Duration;

use similar::TextDiff;

use super::{Change, Changes, State};

/// How long the best diff of one file is sought; then a longer one will do.
const PATIENCE: Duration = Duration::from_secs(1);

/// Prints every file that differs, with a unified diff each.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a>(&'a Changes);

impl<'a> Report<'a> {
    pub(super) fn new(changes: &'a Changes) -> Self {
        Self(changes)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Orphaned => "orphaned",
        })
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, change) in self.0.iter() {
            let path = self.0.root().join(path);
            one(f, &path.display().to_string(), change)?;
        }
        Ok(())
    }
}

fn one(f: &mut fmt::Formatter<'_>, path: &str, change: &Change) -> fmt::Result {
    writeln!(f, "{}: {path}", change.state)?;
    let on_disk = String::from_utf8_lossy(&change.on_disk);
    if change.state == State::Stale && on_disk.replace("\r\n", "\n") == change.wanted {
        return writeln!(
            f,
            "  The line endings alone differ: CRLF on disk, LF generated.\n"
        );
    }
    let (old, new) = match change.state {
        State::Missing => ("/dev/null", path),
        State::Stale => (path, path),
        State::Orphaned => (path, "/dev/null"),
    };
    let diff = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_lines(&*on_disk, &*change.wanted);
    writeln!(f, "{}", diff.unified_diff().header(old, new))
}
