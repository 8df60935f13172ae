//! Why the disk and the files could not be compared or brought together.

use std::path::PathBuf;
use std::{error, fmt, io};

/// Why a [`compare`](super::compare) or a [`write`](super::Changes::write) came to nothing.
#[derive(Debug)]
#[non_exhaustive]
pub enum SyncError {
    /// Carrying on would touch what Farrier did not write, or the files cannot all be there. Nothing was written.
    Refused {
        /// The folder that was to be compared.
        root: PathBuf,
        /// Every place at which something is wrong.
        refusals: Vec<Refusal>,
    },
    /// The disk could not be read or written.
    Io {
        /// What was being done, as in "cannot *read*".
        action: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// A place that sync leaves alone, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    path: String,
    reason: Reason,
}

/// Why a place is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// A file is in the way whose first line lacks the [`MARK`](super::MARK).
    Foreign,
    /// A link is in the way.
    Link,
    /// Something other than a file is where a file should be.
    NotAFile,
    /// Something other than a folder is where a folder should be.
    NotAFolder,
    /// The path of a file to be is not relative, or has a character that some systems do not take.
    Path,
    /// The text of a file to be lacks the [`MARK`](super::MARK).
    Unmarked,
    /// Two paths of files to be differ in case alone, or one lies inside another.
    Clash,
}

impl Refusal {
    pub(super) fn new(path: impl Into<String>, reason: Reason) -> Self {
        Self {
            path: path.into(),
            reason,
        }
    }

    /// The path, relative to the root.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong with it.
    pub fn reason(&self) -> Reason {
        self.reason
    }
}

impl SyncError {
    pub(super) fn io(action: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io {
            action,
            path: path.into(),
            source,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Foreign => {
                "not written by Farrier (its first line does not say so) and so not overwritten; \
                 move it away and run again"
            }
            Self::Link => "a link, which is neither followed nor replaced; move it away and run again",
            Self::NotAFile => "not a file, where a file should be written; move it away and run again",
            Self::NotAFolder => "not a folder, where a folder should be; move it away and run again",
            Self::Path => "not a relative path, or one with a character that some systems do not take",
            Self::Unmarked => "to be written without Farrier's mark in its first line, and so never to be updated again",
            Self::Clash => "cannot lie beside another file to be written, whose path differs in case alone or goes on from it",
        })
    }
}

impl fmt::Display for SyncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { root, refusals } => {
                f.write_str("nothing was written:")?;
                for Refusal { path, reason } in refusals {
                    write!(f, "\n  {}: {reason}", root.join(path).display())?;
                }
                Ok(())
            }
            Self::Io {
                action,
                path,
                source,
            } => write!(f, "cannot {action} {}: {source}", path.display()),
        }
    }
}

impl error::Error for SyncError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Refused { .. } => None,
            Self::Io { source, .. } => Some(source),
        }
    }
}
