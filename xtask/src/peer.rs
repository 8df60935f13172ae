//! `cargo xtask peer`: the script that compares, started from here so that it is found.

use std::process::{Command, ExitCode};

use clap::Args;

use crate::Failure;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How often each side is built; an odd number has a median that was measured.
    #[arg(default_value_t = 3, value_parser = clap::value_parser!(u8).range(3..))]
    rounds: u8,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let mut script = Command::new("bash");
    script.arg("bench/peer/run").arg(options.rounds.to_string());
    let status = script.status().map_err(|error| {
        Failure::new(format_args!("cannot run bench/peer/run with bash: {error}"))
    })?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
