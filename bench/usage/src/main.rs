//! Runs a program and notes what it used.
//!
//! `usage PROGRAM [ARGUMENT]...` runs the program and, when it succeeds, appends a line to the file that `USAGE_LOG`
//! names: what ran, user and system CPU seconds, peak memory in KiB and seconds by the clock, with a tab between each.
//! What ran is the value of `--crate-name` if there is one, else the program: so it serves as cargo's `RUSTC_WRAPPER`.
//! A linker's time counts with the compiler's, and the memory is that of whichever of the two had more.
//!
//! What `USAGE_REFUSE` names is not run, which fails: with `--keep-going`, cargo then builds everything but that crate
//! and what depends on it.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::process::{Command, ExitCode};
use std::time::Instant;
use std::{env, ffi::OsString};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("usage: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> io::Result<ExitCode> {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let [program, rest @ ..] = arguments.as_slice() else {
        return Err(io::Error::other("no program is named"));
    };
    let name = name(program, rest);
    if env::var_os("USAGE_REFUSE").is_some_and(|refused| *refused == *name) {
        return Ok(ExitCode::FAILURE);
    }
    let start = Instant::now();
    let status = Command::new(program).args(rest).status()?;
    let elapsed = start.elapsed();
    if !status.success() {
        return Ok(ExitCode::from(
            status
                .code()
                .and_then(|code| u8::try_from(code).ok())
                .unwrap_or(1),
        ));
    }
    let Some(log) = env::var_os("USAGE_LOG") else {
        return Ok(ExitCode::SUCCESS);
    };
    // The only child: what all children used is what it used.
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let line = format!(
        "{}\t{:.3}\t{:.3}\t{}\t{:.3}\n",
        name,
        seconds(used.user_time()),
        seconds(used.system_time()),
        used.max_rss(),
        elapsed.as_secs_f64(),
    );
    let mut log = OpenOptions::new().append(true).create(true).open(log)?;
    log.write_all(line.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn name(program: &OsString, arguments: &[OsString]) -> String {
    let named = arguments
        .windows(2)
        .find(|pair| pair[0] == "--crate-name")
        .map_or(program, |pair| &pair[1]);
    named.to_string_lossy().into_owned()
}

fn seconds(time: TimeVal) -> f64 {
    time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6
}
