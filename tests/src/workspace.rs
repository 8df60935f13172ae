//! Workspaces of generated crates, for tests that have cargo build them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use farrier_codegen::sync::{self, Scope};
use farrier_codegen::{Files, Runtime};

use crate::fixtures;

/// The folder of the repository.
///
/// # Panics
///
/// Never: the tests lie in it.
pub fn repository() -> PathBuf {
    let tests = fixtures::root();
    let repository = tests.parent().expect("the tests lie in the repository");
    repository.to_owned()
}

/// The runtime of the repository, for crates that are generated anywhere.
pub fn runtime() -> Runtime {
    Runtime::Path(repository().join("runtime").display().to_string())
}

/// Writes a workspace with these members, `settings` behind them in its manifest, to a folder.
///
/// # Panics
///
/// The folder cannot be written.
#[track_caller]
pub fn write(root: &Path, mut files: Files, members: &[String], settings: &str) {
    let manifest = format!(
        "# {}\n[workspace]\nresolver = \"3\"\nmembers = {members:?}\n{settings}",
        sync::MARK
    );
    files.insert("Cargo.toml", manifest);
    fs::create_dir_all(root).expect("the workspace's folder can be made");
    // The versions that the repository pins, so that nothing is fetched.
    fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file can be copied");
    let changes = sync::compare(root, &files, Scope::Root).expect("the workspace can be read");
    changes.write().expect("the workspace can be written");
}

/// The cargo that runs this test.
pub fn cargo() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// Runs a command in which nothing of the outer cargo's settings is left but the toolchain.
///
/// # Panics
///
/// It fails; what it printed is told.
#[track_caller]
pub fn run(command: &mut Command) -> Output {
    for name in [
        "CARGO_TARGET_DIR",
        "CARGO_BUILD_TARGET_DIR",
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
    ] {
        command.env_remove(name);
    }
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} cannot be run: {error}"));
    let printed = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?} failed:\n{printed}\n{complained}"
    );
    output
}
