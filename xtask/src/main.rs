//! The chores of this repository: `cargo xtask` explains them.

mod bench;
mod codegen;
mod conformance;
mod corpus;
mod generate;
mod language;
mod models;
mod msrv;
mod peer;
mod table;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::models::Models;

/// The chores of this repository.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    chore: Option<Chore>,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Measures generated code and the generator beside named peers, and writes docs/performance.md.
    ///
    /// Takes peers from the registry, and some twenty minutes on two processors. Each section can be measured alone.
    /// Real models are read from the folder that FARRIER_CORPUS names.
    Bench(bench::Options),
    /// Writes generated/, one crate for each model in model/.
    ///
    /// Files that are up to date are not touched. Files that no model asks for any more are removed. When a model has
    /// an error, nothing is written.
    Codegen(codegen::Options),
    /// Runs Smithy's own protocol tests against generated code, and the official cases of the language, and writes
    /// docs/conformance.md.
    ///
    /// Takes the models from the folder that FARRIER_CORPUS names, and some minutes.
    Conformance(conformance::Options),
    /// Generates and compiles every model of the corpus, and writes docs/models.md.
    ///
    /// FARRIER_CORPUS names the folder that has the models in models/. Takes some minutes.
    Models(corpus::Options),
    /// Holds the workspace and its dependencies to the oldest compiler that Cargo.toml names.
    Msrv,
    /// Measures what the generated client costs to depend on, beside the AWS SDK's.
    ///
    /// Takes the AWS SDK from the registry, and some minutes.
    Peer(peer::Options),
}

/// What ends a chore early: text for people, already complete.
#[derive(Debug)]
struct Failure(String);

impl Failure {
    fn new(what: impl fmt::Display) -> Self {
        Self(format!("error: {what}"))
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(Failure(text)) => {
            eprintln!("{}", text.trim_end());
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, Failure> {
    // Every path that is printed is then relative to the repository, wherever the chore was called from.
    let root = root();
    std::env::set_current_dir(&root)
        .map_err(|error| Failure::new(format_args!("cannot enter {}: {error}", root.display())))?;
    let models = Models::list(Path::new("model"))?;

    let mut command = Arguments::command().mut_subcommand("codegen", |codegen| {
        let names = PossibleValuesParser::new(models.names().map(str::to_owned));
        codegen.mut_arg("model", |model| model.value_parser(names))
    });
    let matches = command.get_matches_mut();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match arguments.chore {
        Some(Chore::Bench(options)) => bench::run(&options),
        Some(Chore::Codegen(options)) => codegen::run(&options, &models, Path::new("generated")),
        Some(Chore::Conformance(options)) => conformance::run(&options),
        Some(Chore::Models(options)) => corpus::run(&options),
        Some(Chore::Msrv) => msrv::run(),
        Some(Chore::Peer(options)) => peer::run(&options),
        None => {
            command
                .print_help()
                .map_err(|error| Failure::new(format_args!("cannot print: {error}")))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The repository: the folder above this package's.
fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package
        .parent()
        .map_or_else(|| package.clone(), Path::to_owned)
}
