//! `cargo xtask bench`: measures, keeps the figures and renders the page.

mod builds;
mod command;
mod corpus;
mod data;
mod figure;
mod generator;
mod lines;
mod machine;
mod notes;
mod page;
mod parts;
mod protocols;
mod row;
mod run;
mod sheet;
mod subject;
mod usage;
mod wire;
mod workspace;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use self::data::Data;
use self::notes::Notes;
use self::sheet::Sheet;
use crate::Failure;

const FIGURES: &str = "docs/performance";
const PAGE: &str = "docs/performance.md";
const RECORD: &str = "docs/decisions/wire-design.md";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to measure; without any, everything that the page shows.
    section: Vec<Section>,
    /// Measures nothing, and fails if the page is not what the figures say.
    #[arg(long, conflicts_with = "section")]
    check: bool,
    /// Measures nothing, and writes the pages from the figures that there are.
    #[arg(long, conflicts_with_all = ["section", "check"])]
    render: bool,
    /// Only this service, by its crate's name; the figures of others stay as they are.
    #[arg(long, value_name = "NAME", value_parser = subject::names(), requires = "section")]
    service: Option<String>,
}

/// A part of the page that is measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Section {
    /// The compiler's time and memory for generated crates and applications; takes a quarter of an hour.
    Builds,
    /// What a second protocol costs to build.
    Protocols,
    /// How much is generated.
    Lines,
    /// The generator's time and memory.
    Generate,
    /// Encoding, decoding, calls, requests and validators.
    Run,
    /// What each part of generated code costs to build, for docs/decisions/wire-design.md; takes a quarter of an hour.
    Wire,
}

/// The sections that docs/performance.md shows, in order.
const ON_PAGE: [Section; 5] = [
    Section::Builds,
    Section::Protocols,
    Section::Lines,
    Section::Generate,
    Section::Run,
];

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
            Self::Protocols => "What a second protocol costs",
            Self::Lines => "How much is generated",
            Self::Generate => "Generating",
            Self::Run => "Running",
            Self::Wire => "What each part costs to build",
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
                 sides take turns; figures are of one build, for CodeCatalyst medians of three."
            }
            Self::Protocols => {
                "The same for applications of one service, which declares one protocol or two: four operations, of which a \
                 client calls three, in both protocols or in restJson1 alone. The first column is the application of \
                 the crate with both, the other that of the crate with one. Figures are medians of three builds."
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
            Self::Run => {
                "Each round runs both sides, one right after the other, so that what else the machine does falls on \
                 both; figures are medians of 61 rounds. Bodies are written and read without anything of HTTP; what \
                 writes them in AWS's SDK adds a URI and a few headers. Times are of one run; servers are held to \
                 requests a second, in thousands, so there a ratio above 1 is in our favour. Calls and requests go \
                 from typed input to typed output: a call over a transport that answers at once, a request through a \
                 router to a handler that has nothing to do, in process or over eight connections that are kept alive."
            }
            Self::Wire => "See the [record of the wire design](decisions/wire-design.md).",
        }
    }

    /// Whether there are figures of each service.
    fn is_by_service(self) -> bool {
        match self {
            Self::Builds | Self::Lines | Self::Generate => true,
            Self::Protocols | Self::Run | Self::Wire => false,
        }
    }

    /// Measures and keeps the figures: of all services, or of one beside those that there are of the others.
    fn measure(self, folder: &Path, service: Option<&str>) -> Result<String, Failure> {
        let about = machine::describe()?;
        let kept = match service {
            Some(_) if self.is_by_service() => self.kept(&about)?,
            _ => None,
        };
        let subjects = &subject::named(service);
        let rows = match self {
            Self::Builds => builds::measure(folder, subjects),
            Self::Protocols => protocols::measure(folder),
            Self::Lines => lines::measure(subjects),
            Self::Generate => generator::measure(folder, subjects),
            Self::Run => run::measure(folder),
            Self::Wire => {
                let mut sheet = wire::measure(folder, subjects)?;
                // Its tables are of all services together.
                if service.is_none() {
                    sheet.about = about;
                    sheet.write(&self.figures(), Path::new(RECORD))?;
                }
                return Ok(sheet.render());
            }
        }?;
        let mut tables = String::new();
        page::render_rows(&mut tables, &rows);
        let data = match kept {
            Some(mut kept) => {
                kept.replace(rows);
                kept
            }
            None => Data { about, rows },
        };
        data.write(Path::new(FIGURES), &self.name())?;
        data::write(Path::new(PAGE), &page(Path::new(""))?)?;
        Ok(tables)
    }

    /// The figures that there are. One file tells of one machine.
    fn kept(self, about: &[String]) -> Result<Option<Data>, Failure> {
        let kept = Data::read(Path::new(FIGURES), &self.name())?;
        match kept {
            Some(kept) if kept.about != about => Err(Failure::new(format_args!(
                "{} was measured on {}, and this is {}\nhelp: leave out `--service` to measure all of it here",
                self.figures().display(),
                kept.about.join("; "),
                about.join("; "),
            ))),
            kept => Ok(kept),
        }
    }

    fn figures(self) -> PathBuf {
        Path::new(FIGURES).join(self.name()).with_extension("tsv")
    }
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    if options.render {
        let figures = Section::Wire.figures();
        Sheet::read(&figures)?.write(&figures, Path::new(RECORD))?;
        data::write(Path::new(PAGE), &page(Path::new(""))?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if options.check {
        return check(Path::new(""));
    }
    let sections = match options.section.as_slice() {
        [] => ON_PAGE.as_slice(),
        some => some,
    };
    let folder = folder()?;
    for section in sections {
        eprintln!("measuring {}", section.name());
        println!("{}", section.measure(&folder, options.service.as_deref())?);
    }
    Ok(ExitCode::SUCCESS)
}

fn check(root: &Path) -> Result<ExitCode, Failure> {
    let read = |path: &Path| {
        std::fs::read_to_string(root.join(path))
            .map_err(|error| Failure::new(format_args!("cannot read {}: {error}", path.display())))
    };
    let record = read(Path::new(RECORD))?;
    let figures = Sheet::read(&root.join(Section::Wire.figures()))?;
    let pages = [
        (PAGE, read(Path::new(PAGE))?, Some(page(root)?)),
        (RECORD, record.clone(), figures.on(&record)),
    ];
    for (path, text, wanted) in pages {
        if Some(text) != wanted {
            return Err(Failure::new(format_args!(
                "{path} is not what the figures in {FIGURES} say: run `cargo xtask bench --render` and commit what it writes"
            )));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The page as the figures on disk say it.
fn page(root: &Path) -> Result<String, Failure> {
    let mut sections = Vec::new();
    for section in ON_PAGE {
        let folder = root.join(FIGURES);
        let figures = Data::read(&folder, &section.name())?;
        let notes = Notes::read(&folder, &section.name())?;
        let stray = figures.as_ref().and_then(|data| notes.stray(&data.rows));
        if let Some(stray) = stray {
            return Err(Failure::new(format_args!(
                "{FIGURES}/{}.md tells of `{stray}`, and there is no such row",
                section.name()
            )));
        }
        sections.push((section, figures, notes));
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
