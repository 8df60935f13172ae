//! Bringing the disk up to date, so that at no moment a file is half old and half new.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::{Changes, State, SyncError};

/// Temporary files are named so that the next run knows them, should this one not come to their renaming.
const TEMPORARY: (&str, &str) = (".farrier-", ".tmp");

/// Whether a file of this name is one that is, or was, about to be renamed.
pub(super) fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1)
}

pub(super) fn write(changes: &Changes) -> Result<(), SyncError> {
    if changes.is_empty() {
        return Ok(());
    }
    let root = changes.root();
    fs::create_dir_all(root).map_err(|error| SyncError::io("create", root, error))?;
    // Two runs at once take turns. Where a folder cannot be locked they still write only whole files.
    let _lock = File::open(root).and_then(|folder| folder.lock().map(|()| folder));

    // A manifest without its sources keeps cargo from loading the workspace, and this tool from running again. So a
    // manifest goes before its sources go, and comes after they have come.
    let (orphaned_manifests, orphaned): (Vec<_>, Vec<_>) =
        changes.of(State::Orphaned).partition(is_manifest);
    let (manifests, sources): (Vec<_>, Vec<_>) = changes
        .iter()
        .filter(|(_, change)| change.state != State::Orphaned)
        .partition(|(path, _)| is_manifest(path));

    for path in orphaned_manifests.iter() {
        remove(&root.join(path))?;
    }
    let mut folders = BTreeSet::new();
    for (path, change) in sources.into_iter().chain(manifests) {
        let full = root.join(path);
        let folder = full.parent().unwrap_or(root);
        replace(folder, &full, &change.wanted)?;
        folders.insert(folder.to_owned());
    }
    for path in &orphaned {
        remove(&root.join(path))?;
    }
    for path in orphaned.iter().chain(&orphaned_manifests) {
        remove_emptied(root, path)?;
    }
    for folder in folders {
        flush(&folder).map_err(|error| SyncError::io("flush", folder, error))?;
    }
    Ok(())
}

fn is_manifest(path: &&str) -> bool {
    path.rsplit('/').next() == Some("Cargo.toml")
}

/// Writes a file beside the one that it is to replace, and renames it.
fn replace(folder: &Path, full: &Path, text: &str) -> Result<(), SyncError> {
    fs::create_dir_all(folder).map_err(|error| SyncError::io("create", folder, error))?;
    let failed = |error| SyncError::io("write", full, error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    // Temporary files are private to their user; these are to be as any other source file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(full).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Removes a file, unless another run has done so.
fn remove(path: &Path) -> Result<(), SyncError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(SyncError::io("remove", path, error))
        }
        _ => Ok(()),
    }
}

/// Removes the folders, up to the root, in which nothing is left now that a file is gone.
fn remove_emptied(root: &Path, path: &str) -> Result<(), SyncError> {
    for (end, _) in path.rmatch_indices('/') {
        let folder = root.join(&path[..end]);
        match fs::remove_dir(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => break,
            Err(error) => return Err(SyncError::io("remove", folder, error)),
        }
    }
    Ok(())
}

/// Makes the renames in a folder last through a power cut.
#[cfg(unix)]
fn flush(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Renames are the system's own matter where a folder cannot be opened as a file.
#[cfg(not(unix))]
fn flush(_folder: &Path) -> io::Result<()> {
    Ok(())
}
