//! Running other programs, undisturbed by what the caller has set.

use std::ffi::OsStr;
use std::process::Command;

use crate::Failure;

/// What a caller may have set that would change how one side of a comparison is built.
const SETTINGS: [&str; 6] = [
    "CARGO_BUILD_",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_PROFILE_",
    "CARGO_TARGET_DIR",
    "RUSTC_",
    "RUSTFLAGS",
];

/// A command for which none of the caller's settings of cargo hold, and incremental builds are off.
pub(super) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if SETTINGS.iter().any(|setting| text.starts_with(setting)) {
            command.env_remove(&name);
        }
    }
    command.env("CARGO_INCREMENTAL", "0");
    command
}

/// Runs a command to its end; what it printed on standard output.
pub(super) fn output(command: &mut Command) -> Result<String, Failure> {
    let outcome = command.output();
    let failed = |what: &str| Failure::new(format_args!("{command:?}: {what}"));
    let output = outcome.map_err(|error| failed(&error.to_string()))?;
    if !output.status.success() {
        return Err(failed(&String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| failed(&error.to_string()))
}
