//! What generated code does at run time: the program in `bench/run` measures it and prints rows.

use std::path::Path;

use super::command::{command, output};
use super::row::Row;
use crate::Failure;

pub(super) fn measure(folder: &Path) -> Result<Vec<Row>, Failure> {
    let manifest = Path::new("bench/run/Cargo.toml");
    if !manifest.exists() {
        return Err(Failure::new(format_args!(
            "{} is not there",
            manifest.display()
        )));
    }
    let mut cargo = command("cargo");
    cargo
        .args(["run", "--release", "--quiet", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(folder.join("run"))
        .args(["--features", "aws"])
        .stderr(std::process::Stdio::inherit());
    output(&mut cargo)?.lines().map(Row::parse).collect()
}
