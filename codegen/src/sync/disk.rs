//! What lies under a root, read without following a link.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Reason, Scope, SyncError, is_marked, write};
use crate::Files;

/// How much of a file is read to see whether its first line bears the mark.
const HEAD: u64 = 1024;

/// A folder on disk.
pub(super) struct Disk<'a> {
    root: &'a Path,
}

/// What is at a path.
pub(super) enum Found {
    /// Nothing, perhaps not even the folder.
    Nothing,
    /// A file that holds this.
    File(Vec<u8>),
    /// Something, at this path or on the way to it, that a file cannot take the place of.
    Obstacle(String, Reason),
}

impl<'a> Disk<'a> {
    pub(super) fn new(root: &'a Path) -> Self {
        Self { root }
    }

    /// Looks up a portable relative path, part by part, so that no link leads out of the root.
    pub(super) fn find(&self, path: &str) -> Result<Found, SyncError> {
        let ends = path
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([path.len()]);
        for end in ends {
            let (part, is_last) = (&path[..end], end == path.len());
            let full = self.root.join(part);
            let kind = match fs::symlink_metadata(&full) {
                Ok(metadata) => metadata.file_type(),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
                Err(error) => return Err(SyncError::io("look at", full, error)),
            };
            let reason = match (kind.is_symlink(), is_last) {
                (true, _) => Reason::Link,
                (false, true) if !kind.is_file() => Reason::NotAFile,
                (false, false) if !kind.is_dir() => Reason::NotAFolder,
                _ => continue,
            };
            return Ok(Found::Obstacle(part.to_owned(), reason));
        }
        let full = self.root.join(path);
        fs::read(&full)
            .map(Found::File)
            .map_err(|error| SyncError::io("read", full, error))
    }

    /// Files of Farrier's that are not among `files`, by path, with what they hold.
    pub(super) fn orphans(
        &self,
        files: &Files,
        scope: Scope,
    ) -> Result<BTreeMap<String, Vec<u8>>, SyncError> {
        let folded: BTreeMap<String, &str> = files
            .iter()
            .map(|(path, _)| (path.to_lowercase(), path))
            .collect();
        let mut orphans = BTreeMap::new();
        let mut folders: Vec<String> = match scope {
            Scope::Root => vec![String::new()],
            Scope::Folders => files.folders().into_iter().map(str::to_owned).collect(),
        };
        while let Some(folder) = folders.pop() {
            for (name, kind) in self.entries(&folder)? {
                let path = if folder.is_empty() {
                    name.clone()
                } else {
                    format!("{folder}/{name}")
                };
                if kind.is_dir() {
                    let is_cache = self.root.join(&path).join("CACHEDIR.TAG").exists();
                    if !name.starts_with('.') && !is_cache {
                        folders.push(path);
                    }
                } else if kind.is_file() && files.get(&path).is_none() {
                    let full = self.root.join(&path);
                    let is_same = folded
                        .get(&path.to_lowercase())
                        .is_some_and(|&file| self.are_same(file, &path));
                    if !is_same && (write::is_temporary(&name) || is_marked(&head(&full)?)) {
                        let text =
                            fs::read(&full).map_err(|error| SyncError::io("read", full, error))?;
                        orphans.insert(path, text);
                    }
                }
            }
        }
        Ok(orphans)
    }

    /// What is in a folder. Names that are not Unicode are left out: Farrier gives none.
    fn entries(&self, folder: &str) -> Result<Vec<(String, fs::FileType)>, SyncError> {
        let full = self.root.join(folder);
        let failed = |error| SyncError::io("list", &full, error);
        // The root may be a link: whoever names it says where to look. What lies in it may not.
        if !folder.is_empty()
            && fs::symlink_metadata(&full).is_ok_and(|metadata| !metadata.is_dir())
        {
            return Ok(Vec::new());
        }
        let entries = match fs::read_dir(&full) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed)?;
            if let Ok(name) = entry.file_name().into_string() {
                found.push((name, entry.file_type().map_err(failed)?));
            }
        }
        Ok(found)
    }

    /// Whether two paths that differ in case are one file, as they are on file systems that ignore case.
    fn are_same(&self, a: &str, b: &str) -> bool {
        let real = |path: &str| -> Option<PathBuf> { fs::canonicalize(self.root.join(path)).ok() };
        real(a).is_some_and(|a| real(b) == Some(a))
    }
}

/// The first bytes of a file.
fn head(path: &Path) -> Result<Vec<u8>, SyncError> {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(HEAD).read_to_end(&mut head))
        .map_err(|error| SyncError::io("read", path, error))?;
    Ok(head)
}
