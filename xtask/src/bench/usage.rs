//! What programs use: `bench/usage` runs them and keeps a log.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::command::{command, output};
use crate::Failure;

/// What one program used.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Usage {
    /// The crate that was compiled, or the program.
    pub(super) name: String,
    /// User CPU, seconds.
    pub(super) user: f64,
    /// User and system CPU, seconds.
    pub(super) cpu: f64,
    /// Peak memory, MB.
    pub(super) peak: f64,
    /// By the clock, seconds.
    pub(super) clock: f64,
}

impl Usage {
    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let name = fields.next()?.to_owned();
        let mut number = || fields.next()?.parse::<f64>().ok();
        let (user, system, peak, clock) = (number()?, number()?, number()?, number()?);
        Some(Self {
            name,
            user,
            cpu: user + system,
            peak: peak * 1024.0 / 1e6,
            clock,
        })
    }
}

/// Runs programs and tells what they used.
#[derive(Debug)]
pub(super) struct Meter {
    program: PathBuf,
    log: PathBuf,
}

impl Meter {
    /// Builds the program that measures; `folder` is where it and its log go.
    pub(super) fn new(folder: &Path) -> Result<Self, Failure> {
        Ok(Self {
            program: tool(folder, "usage")?,
            log: folder.join("usage.log"),
        })
    }

    /// Runs a cargo command; what each compiler run used.
    pub(super) fn cargo(&self, cargo: &mut Command) -> Result<Vec<Usage>, Failure> {
        self.logged(cargo.env("RUSTC_WRAPPER", &self.program))
            .map(|(used, _)| used)
    }

    /// Runs a cargo command that builds everything but a crate and what depends on it.
    pub(super) fn cargo_without(&self, cargo: &mut Command, name: &str) -> Result<(), Failure> {
        cargo
            .arg("--keep-going")
            .env("RUSTC_WRAPPER", &self.program)
            .env("USAGE_REFUSE", name);
        // It fails, by design; if for another reason, the build that follows says so.
        cargo
            .output()
            .map(drop)
            .map_err(|error| Failure::new(format_args!("cannot run {cargo:?}: {error}")))
    }

    /// Runs a program; what it used, and what it printed.
    pub(super) fn run(
        &self,
        program: &Path,
        arguments: &[&str],
    ) -> Result<(Usage, String), Failure> {
        let mut command = command(&self.program);
        let (used, printed) = self.logged(command.arg(program).args(arguments))?;
        match used.into_iter().next() {
            Some(used) => Ok((used, printed)),
            None => Err(Failure::new(format_args!(
                "{} left no trace",
                program.display()
            ))),
        }
    }

    fn logged(&self, command: &mut Command) -> Result<(Vec<Usage>, String), Failure> {
        let failed = |what: &str, error| {
            Failure::new(format_args!(
                "cannot {what} {}: {error}",
                self.log.display()
            ))
        };
        std::fs::write(&self.log, "").map_err(|error| failed("write", error))?;
        let printed = output(command.env("USAGE_LOG", &self.log))?;
        let log = std::fs::read_to_string(&self.log).map_err(|error| failed("read", error))?;
        Ok((log.lines().filter_map(Usage::parse).collect(), printed))
    }
}

/// Builds a program of `bench/`, optimised; where it is.
pub(super) fn tool(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    let mut cargo = command("cargo");
    cargo
        .args(["build", "--release", "--quiet", "--manifest-path"])
        .arg(format!("bench/{name}/Cargo.toml"))
        .arg("--target-dir")
        .arg(folder.join("tools"));
    output(&mut cargo)?;
    Ok(folder
        .join("tools/release")
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION))
}

/// The middle of several figures.
pub(super) fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    match figures.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => figures[middle],
        _ => f64::midpoint(figures[middle - 1], figures[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_log_tells_one_run() {
        let used = Usage::parse("aws_sdk_iot\t33.376\t1.341\t2000000\t37.909").expect("a line");
        assert_eq!(used.name, "aws_sdk_iot");
        assert_eq!(used.user, 33.376);
        assert_eq!(used.peak, 2048.0);
        assert_eq!(Usage::parse("aws_sdk_iot\t33.376"), None);
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median([]), 0.0);
    }
}
