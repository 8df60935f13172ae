//! `cargo xtask models`: every real model, generated and compiled, as a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::Args;
use farrier_codegen::sync::{self, Scope};
use farrier_codegen::{Contents, Failure as Refusal, Files, Generated, Generator, Runtime};
use serde_json::Value;

use crate::Failure;

/// Where the table lies.
const PAGE: &str = "docs/models.md";
/// How many of the largest services clippy reads.
const CLIPPY: usize = 3;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Compiles nothing and writes nothing; fails if the table's other columns are not what is generated now.
    #[arg(long)]
    check: bool,
    /// Only models whose file begins so; prints their rows and leaves the table alone. May be given several times.
    #[arg(long, value_name = "START")]
    only: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let Some(corpus) = std::env::var_os("FARRIER_CORPUS") else {
        return Err(Failure::new(
            "FARRIER_CORPUS is not set: it names the folder that has real models in models/",
        ));
    };
    let paths = models(&PathBuf::from(corpus).join("models"), &options.only)?;
    let mut services = Vec::new();
    for path in &paths {
        services.push(Service::generate(path)?);
    }
    let results = if options.check {
        results(&fs::read_to_string(PAGE).unwrap_or_default())
    } else {
        compile(&services)?
    };
    let page = page(&services, &results);
    if !options.only.is_empty() {
        print!("{page}");
    } else if options.check {
        let current = fs::read_to_string(PAGE).unwrap_or_default();
        if current != page {
            println!("{PAGE} is not what is generated now: run `cargo xtask models`");
            return Ok(ExitCode::FAILURE);
        }
    } else {
        print!("{page}");
        fs::create_dir_all("docs")
            .and_then(|()| fs::write(PAGE, &page))
            .map_err(|error| Failure::new(format_args!("cannot write {PAGE}: {error}")))?;
    }
    let is_good = |service: &Service| {
        service.generated.is_ok()
            && results
                .get(&service.name)
                .is_some_and(|result| !result.starts_with("fails"))
    };
    Ok(if services.iter().all(is_good) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn models(folder: &Path, only: &[String]) -> Result<Vec<PathBuf>, Failure> {
    let unreadable =
        |error| Failure::new(format_args!("cannot list {}: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let wanted = only.is_empty() || only.iter().any(|start| name.starts_with(start.as_str()));
        if wanted && path.extension().is_some_and(|ending| ending == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// One model, and what came of it.
struct Service {
    /// The file's name without date and ending, which is the crate's name too.
    name: String,
    protocol: String,
    /// How many shapes the model's file has.
    shapes: usize,
    generated: Result<Generated, Refusal>,
    /// The shapes whose patterns are not checked.
    unchecked: Vec<String>,
}

impl Service {
    /// Generates everything. Patterns that are refused are accepted, and listed.
    fn generate(path: &Path) -> Result<Self, Failure> {
        let unreadable = |error: &dyn std::fmt::Display| {
            Failure::new(format_args!("cannot read {}: {error}", path.display()))
        };
        let text = fs::read_to_string(path).map_err(|error| unreadable(&error))?;
        let model: Value = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
        let shapes = model["shapes"].as_object().map_or(0, |shapes| shapes.len());
        let protocol = protocol(&model).unwrap_or("none").to_owned();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = without_date(&stem).to_owned();
        let runtime = std::path::absolute("runtime").map_err(|error| unreadable(&error))?;
        let mut generator = Generator::new()
            .source(format!("{stem}.json"), text)
            .crate_name(name.as_str())
            .runtime(Runtime::Path(runtime.display().to_string()));
        let mut generated = generator.generate();
        let mut unchecked = Vec::new();
        if let Err(refusal) = &generated {
            let patterns = refusal
                .diagnostics()
                .iter()
                .filter(|fault| fault.id == "PatternNotSupported");
            unchecked = patterns
                .filter_map(|fault| fault.shape.as_ref().map(ToString::to_string))
                .collect();
        }
        if !unchecked.is_empty() {
            for shape in &unchecked {
                generator = generator.accept_unchecked_pattern(shape);
            }
            generated = generator.generate();
        }
        Ok(Self {
            name,
            protocol,
            shapes,
            generated,
            unchecked,
        })
    }

    fn contents(&self) -> Option<&Contents> {
        self.generated
            .as_ref()
            .ok()
            .map(|generated| &generated.contents)
    }

    fn lines(&self) -> usize {
        let lines = |generated: &Generated| {
            let files = generated
                .files
                .iter()
                .filter(|(path, _)| path.ends_with(".rs"));
            files
                .map(|(_, text)| text.lines().filter(|line| !line.trim().is_empty()).count())
                .sum()
        };
        self.generated.as_ref().map_or(0, lines)
    }
}

/// The protocol of the only service: the first of its traits that is one.
fn protocol(model: &Value) -> Option<&str> {
    let shapes = model["shapes"].as_object()?;
    let service = shapes.values().find(|shape| shape["type"] == "service")?;
    let traits = service["traits"].as_object()?;
    traits.keys().find_map(|id| {
        ["aws.protocols#", "smithy.protocols#"]
            .iter()
            .find_map(|namespace| id.strip_prefix(namespace))
    })
}

/// A model's name without the version that ends it, as in `polly-2016-06-10`.
fn without_date(stem: &str) -> &str {
    let date = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    match stem.char_indices().rev().nth(9) {
        Some((at, _)) if date(&stem[at..]) => stem[..at].trim_end_matches('-'),
        _ => stem,
    }
}

/// Compiles what was generated, and tells how each went.
fn compile(services: &[Service]) -> Result<BTreeMap<String, String>, Failure> {
    let workspace = write(services)?;
    let mut largest: Vec<&Service> = services
        .iter()
        .filter(|service| service.generated.is_ok())
        .collect();
    largest.sort_by_key(|service| std::cmp::Reverse(service.lines()));
    largest.truncate(CLIPPY);
    let mut results = BTreeMap::new();
    for service in services.iter().filter(|service| service.generated.is_ok()) {
        let start = Instant::now();
        let clippy = largest.iter().any(|large| large.name == service.name);
        let mut passed = cargo(&workspace, "check", service)?;
        if clippy {
            passed &= cargo(&workspace, "clippy", service)?;
        }
        let what = if clippy { "check, clippy" } else { "check" };
        let result = if passed {
            what.to_owned()
        } else {
            format!("fails {what}")
        };
        eprintln!(
            "{}: {result} ({:.1} s)",
            service.name,
            start.elapsed().as_secs_f64()
        );
        results.insert(service.name.clone(), result);
    }
    Ok(results)
}

/// Writes a workspace of every crate below the target folder.
fn write(services: &[Service]) -> Result<PathBuf, Failure> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let workspace = target.join("models");
    let mut files = Files::new();
    let mut members = Vec::new();
    for service in services {
        if let Ok(generated) = &service.generated {
            files.extend(generated.files.clone());
            members.push(&service.name);
        }
    }
    let manifest = format!(
        "# {}\n[workspace]\nresolver = \"3\"\nmembers = {members:?}\n",
        sync::MARK
    );
    files.insert("Cargo.toml", manifest);
    let failed = |error| {
        Failure::new(format_args!(
            "cannot write {}: {error}",
            workspace.display()
        ))
    };
    fs::create_dir_all(&workspace).map_err(failed)?;
    // The versions that the repository pins, so that nothing is fetched.
    fs::copy("Cargo.lock", workspace.join("Cargo.lock")).map_err(failed)?;
    let changes = sync::compare(&workspace, &files, Scope::Root).map_err(Failure::new)?;
    changes.write().map_err(Failure::new)?;
    Ok(workspace)
}

/// Runs a command of cargo on one crate, with every warning denied, and prints what it says if it fails.
fn cargo(workspace: &Path, command: &str, service: &Service) -> Result<bool, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut run = Command::new(cargo);
    run.current_dir(workspace)
        .args([command, "--quiet", "--offline", "--package", &service.name])
        .args(["--no-default-features", "--features", "client,server"])
        .env_remove("CARGO_TARGET_DIR")
        .env("RUSTFLAGS", "-D warnings");
    if command == "clippy" {
        run.args(["--no-deps", "--", "-D", "warnings", "-D", "clippy::all"]);
    }
    let output = run
        .output()
        .map_err(|error| Failure::new(format_args!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        let printed = String::from_utf8_lossy(&output.stderr);
        eprintln!(
            "{}",
            printed.lines().take(80).collect::<Vec<_>>().join("\n")
        );
    }
    Ok(output.status.success())
}

/// The page: a table of the services, and one of the patterns.
fn page(services: &[Service], results: &BTreeMap<String, String>) -> String {
    let mut page = String::from(
        "# Real models\n\n\
         What comes of models that AWS publishes, whatever protocol they speak: `cargo xtask models` generates client, \
         server and validators, compiles them with every warning denied, and writes this page; `FARRIER_CORPUS` names \
         the folder that has them in `models/`. Clippy, with `clippy::all` denied, reads the largest. Lines are those of \
         Rust that are not blank.\n\n\
         | model | protocol | operations | shapes | lines | patterns | result |\n\
         |---|---|---:|---:|---:|---:|---|\n",
    );
    let mut sums = [0; 4];
    let mut distinct = BTreeMap::new();
    for service in services {
        let (operations, patterns) = service.contents().map_or((0, 0), |contents| {
            (contents.operations.len(), contents.patterns.len())
        });
        let result = match &service.generated {
            Ok(_) => results.get(&service.name).cloned().unwrap_or_default(),
            Err(refusal) => refused(refusal),
        };
        let counts = [operations, service.shapes, service.lines(), patterns];
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
        let [operations, shapes, lines, patterns] = counts;
        let _ = writeln!(
            page,
            "| {} | {} | {operations} | {shapes} | {lines} | {patterns} | {result} |",
            service.name, service.protocol,
        );
        let known = service
            .contents()
            .into_iter()
            .flat_map(|contents| &contents.patterns);
        distinct.extend(known.map(|(text, kind)| (text.as_str(), *kind)));
    }
    let [operations, shapes, lines, _] = sums;
    let _ = writeln!(
        page,
        "| all {} | | {operations} | {shapes} | {lines} | | |",
        services.len()
    );
    page + &patterns(services, &distinct)
}

fn patterns(services: &[Service], distinct: &BTreeMap<&str, &str>) -> String {
    let unchecked: Vec<&String> = services
        .iter()
        .flat_map(|service| &service.unchecked)
        .collect();
    let mut text = format!(
        "\n## Patterns\n\nNone is dropped: each is checked in linear time, or refused when code is generated.\n\n\
         | distinct patterns | {} |\n|---|---:|\n",
        distinct.len() + unchecked.len()
    );
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for kind in distinct.values() {
        *kinds.entry(kind).or_default() += 1;
    }
    for (kind, count) in kinds {
        let _ = writeln!(text, "| {kind} | {count} |");
    }
    let _ = writeln!(text, "| refused | {} |", unchecked.len());
    if !unchecked.is_empty() {
        let ids: Vec<String> = unchecked.iter().map(|id| format!("`{id}`")).collect();
        let _ = writeln!(
            text,
            "\nRefused, and here accepted by `Generator::accept_unchecked_pattern`: {}.",
            ids.join(", ")
        );
    }
    text
}

/// Why nothing was generated, in a few words.
fn refused(refusal: &Refusal) -> String {
    let mut ids: Vec<&str> = refusal
        .diagnostics()
        .iter()
        .map(|fault| &*fault.id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    format!("refused: {}", ids.join(", "))
}

/// The results that a page tells of, by service.
fn results(page: &str) -> BTreeMap<String, String> {
    let rows = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line
            .strip_prefix("| ")?
            .strip_suffix(" |")?
            .split(" | ")
            .collect();
        let [name, .., result] = cells.as_slice() else {
            return None;
        };
        (cells.len() == 7).then(|| ((*name).to_owned(), (*result).to_owned()))
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_its_results() {
        let page = "| model | protocol | operations | shapes | lines | patterns | result |\n|---|\n\
                    | polly | restJson1 | 10 | 88 | 3000 | 7 | check, clippy |\n";
        let results = results(page);
        assert_eq!(
            results.get("polly").map(String::as_str),
            Some("check, clippy")
        );
    }

    #[test]
    fn a_crate_is_named_without_the_date_of_its_model() {
        assert_eq!(without_date("polly-2016-06-10"), "polly");
        assert_eq!(without_date("route-53-2013-04-01"), "route-53");
        assert_eq!(without_date("s3"), "s3");
        assert_eq!(without_date("a-model-of-ours"), "a-model-of-ours");
    }
}
