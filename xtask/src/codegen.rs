//! `cargo xtask codegen`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use farrier_codegen::Files;
use farrier_codegen::sync::{self, Changes, Scope, State};

use crate::Failure;
use crate::generate::{self, Crate};
use crate::models::Models;
use crate::table::Table;

/// What to do when a check finds something.
const STALE: &str = "
generated/ is not what the models say: run `cargo xtask codegen` and commit what it writes
";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Writes nothing; prints every file that is stale, missing or orphaned, with a diff, and fails if there is one.
    #[arg(long)]
    check: bool,
    /// Only this model, by its file's or folder's name without the ending; may be given several times.
    #[arg(long, value_name = "NAME")]
    model: Vec<String>,
    /// Prints what is wrong with the models as JSON, one array for each model, for editors and CI.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options, models: &Models, folder: &Path) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let crates = generate(&models.select(&options.model), options.json)?;
    let files = files(&crates);
    let scope = if options.model.is_empty() {
        Scope::Root
    } else {
        Scope::Folders
    };

    let sync_start = Instant::now();
    let changes = sync::compare(folder, &files, scope).map_err(Failure::new)?;
    if !options.check {
        changes.write().map_err(Failure::new)?;
    }
    let mut steps = steps(&crates);
    steps.push(("sync", sync_start.elapsed()));
    let total = start.elapsed();

    let mut report = String::new();
    if options.check {
        report.push_str(&changes.report().to_string());
    }
    report.push_str(&summary(&changes, options.check));
    report.push_str(&format!("\n{}\n", durations(&steps, total)));
    let is_stale = options.check && !changes.is_empty();
    if is_stale {
        report.push_str(STALE);
    }
    print(&report)?;
    Ok(if is_stale {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Prints to standard output; a reader that has seen enough, such as `head`, is no fault.
fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format_args!("cannot print: {error}")))
        }
        _ => Ok(()),
    }
}

/// Generates each model's crate and prints warnings. All models' errors are reported together, as JSON on
/// standard output or for people on standard error.
fn generate(models: &[&Path], json: bool) -> Result<Vec<Crate>, Failure> {
    let mut crates = Vec::new();
    let mut errors = String::new();
    for outcome in generate::all(models) {
        match outcome {
            Ok(generated) => {
                eprint!("{}", generated.warnings);
                crates.push(generated);
            }
            Err(failure) => {
                let text = if json {
                    failure.to_json() + "\n"
                } else {
                    failure.to_string()
                };
                errors.push_str(&text);
            }
        }
    }
    if errors.is_empty() {
        return Ok(crates);
    }
    if json {
        print(&errors)?;
        errors.clear();
    }
    Err(Failure(format!(
        "{}\nnothing was written",
        errors.trim_end()
    )))
}

/// The files of all crates. No two clash: each crate has the name of its model's file.
fn files(crates: &[Crate]) -> Files {
    let mut files = Files::new();
    for (path, text) in crates.iter().flat_map(|generated| generated.files.iter()) {
        files.insert(path, text);
    }
    files
}

/// One row for each crate: how many of its files were, or would be, touched.
fn summary(changes: &Changes, check: bool) -> String {
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut count = |path, column: usize| counts.entry(top(path)).or_default()[column] += 1;
    for (path, change) in changes.iter() {
        count(
            path,
            match change.state() {
                State::Missing => 0,
                State::Stale => 1,
                State::Orphaned => 2,
            },
        );
    }
    changes.unchanged().for_each(|path| count(path, 3));

    if check {
        let mut table = Table::new(["crate", "missing", "stale", "orphaned", "up to date"]);
        for (name, [missing, stale, orphaned, unchanged]) in counts {
            table.row([
                name.to_owned(),
                missing.to_string(),
                stale.to_string(),
                orphaned.to_string(),
                unchanged.to_string(),
            ]);
        }
        table.to_string()
    } else {
        let mut table = Table::new(["crate", "written", "removed", "unchanged"]);
        for (name, [missing, stale, orphaned, unchanged]) in counts {
            table.row([
                name.to_owned(),
                (missing + stale).to_string(),
                orphaned.to_string(),
                unchanged.to_string(),
            ]);
        }
        table.to_string()
    }
}

/// The folder at the top of a path: the crate that the file belongs to.
fn top(path: &str) -> &str {
    path.split_once('/').map_or(path, |(folder, _)| folder)
}

/// The time that each step took, over all crates.
fn steps(crates: &[Crate]) -> Vec<(&'static str, Duration)> {
    let mut steps: Vec<(&'static str, Duration)> = Vec::new();
    for &(step, took) in crates.iter().flat_map(|generated| &generated.steps) {
        match steps.iter_mut().find(|(known, _)| *known == step) {
            Some((_, sum)) => *sum += took,
            None => steps.push((step, took)),
        }
    }
    steps
}

fn durations(steps: &[(&str, Duration)], total: Duration) -> String {
    let steps: Vec<_> = steps
        .iter()
        .map(|(step, took)| format!("{step} {}", milliseconds(*took)))
        .collect();
    format!("{}; {} in all", steps.join(", "), milliseconds(total))
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1_000.0)
}
