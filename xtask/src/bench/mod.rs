//! `cargo xtask bench`: measures, keeps the figures and renders the page.

mod builds;
mod command;
mod corpus;
mod data;
mod figure;
mod generator;
mod lines;
mod machine;
mod page;
mod row;
mod run;
mod subject;
mod usage;
mod workspace;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use self::data::Data;
use self::subject::Subject;
use crate::Failure;

const FIGURES: &str = "docs/performance";
const PAGE: &str = "docs/performance.md";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to measure; without any, everything.
    section: Vec<Section>,
    /// Measures nothing, and fails if the page is not what the figures say.
    #[arg(long, conflicts_with = "section")]
    check: bool,
    /// Only this service, by its crate's name; prints its rows and keeps no figures.
    #[arg(long, value_name = "NAME", value_parser = subject::names(), requires = "section")]
    service: Option<String>,
}

/// A part of the page that is measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Section {
    /// The compiler's time and memory for generated crates and applications; takes a quarter of an hour.
    Builds,
    /// How much is generated.
    Lines,
    /// The generator's time and memory.
    Generate,
    /// Encoding, decoding, calls, requests and validators.
    Run,
}

impl Section {
    /// As on the command line, and its file's name.
    fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    fn title(self) -> &'static str {
        match self {
            Self::Builds => "Building generated code",
            Self::Lines => "How much is generated",
            Self::Generate => "Generating",
            Self::Run => "Running",
        }
    }

    /// What is measured, and how.
    fn about(self) -> &'static str {
        match self {
            Self::Builds => {
                "User CPU time of the compiler, linker included, and its peak memory: for the generated crate alone, \
                 with everything that it depends on built before, and for an application alone. Incremental builds \
                 are off, cargo's profiles are as they are by default but for stripped release binaries, and no TLS \
                 is linked. The peer has no server: ours with server and validators is held against its client. The \
                 sides take turns; figures are medians of three builds, for IoT of one."
            }
            Self::Lines => {
                "All lines of all `.rs` files that the generator writes, and of those in `src/` of the peer's crate, \
                 blank lines and comments included."
            }
            Self::Generate => {
                "CPU time, user and system, of a process that reads the models and generates client, server and \
                 validators, on as many threads as there are processors; and of one that lexes the same files with \
                 proc-macro2, parses them with syn and prints them with prettyplease. Medians of five runs in turns."
            }
            Self::Run => "What generated code does, in one process and over loopback.",
        }
    }

    fn measure(self, folder: &Path, subjects: &[Subject]) -> Result<Data, Failure> {
        let rows = match self {
            Self::Builds => builds::measure(folder, subjects),
            Self::Lines => lines::measure(subjects),
            Self::Generate => generator::measure(folder, subjects),
            Self::Run => run::measure(folder),
        }?;
        Ok(Data {
            about: machine::describe()?,
            rows,
        })
    }
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    if options.check {
        return check(Path::new(""));
    }
    let sections = match options.section.as_slice() {
        [] => Section::value_variants(),
        some => some,
    };
    let folder = folder()?;
    let subjects = subject::named(options.service.as_deref());
    for section in sections {
        eprintln!("measuring {}", section.name());
        let data = section.measure(&folder, &subjects)?;
        if options.service.is_none() {
            data.write(Path::new(FIGURES), &section.name())?;
            data::write(Path::new(PAGE), &page(Path::new(""))?)?;
        }
        let mut tables = String::new();
        page::render_rows(&mut tables, &data.rows);
        println!("{tables}");
    }
    Ok(ExitCode::SUCCESS)
}

fn check(root: &Path) -> Result<ExitCode, Failure> {
    let page = page(root)?;
    match std::fs::read_to_string(root.join(PAGE)) {
        Ok(text) if text == page => Ok(ExitCode::SUCCESS),
        Ok(_) => Err(Failure::new(format_args!(
            "{PAGE} is not what the figures in {FIGURES} say: run `cargo xtask bench lines` and commit what it writes"
        ))),
        Err(error) => Err(Failure::new(format_args!("cannot read {PAGE}: {error}"))),
    }
}

/// The page as the figures on disk say it.
fn page(root: &Path) -> Result<String, Failure> {
    let mut sections = Vec::new();
    for &section in Section::value_variants() {
        let figures = Data::read(&root.join(FIGURES), &section.name())?;
        sections.push((section, figures));
    }
    Ok(page::render(&sections))
}

/// Where things are built: beside the target folder's profile that this program lies in.
fn folder() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe().map_err(|error| {
        Failure::new(format_args!("cannot tell where this program is: {error}"))
    })?;
    let target = program.ancestors().nth(2).unwrap_or(&program);
    let folder = target.join("bench");
    std::fs::create_dir_all(&folder)
        .map_err(|error| Failure::new(format_args!("cannot make {}: {error}", folder.display())))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    /// The page is rendered, never written by hand.
    #[test]
    fn the_page_is_what_the_figures_say() {
        if let Err(fault) = super::check(&crate::root()) {
            panic!("{}", fault.0);
        }
    }
}
