//! The official cases of the language, and the section of docs/conformance.md that tells how many pass.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use crate::Failure;
use suites::Suite;

/// The tests of the language's crate judge by these.
#[path = "../../smithy/tests/suites/mod.rs"]
mod suites;

/// The suites, in the order of the table.
const SUITES: [fn(&Path) -> Suite; 12] = [
    suites::loader::valid,
    suites::loader::pairs,
    suites::loader::flattened,
    suites::loader::forward_references,
    suites::loader::refused,
    suites::loader::located,
    suites::events,
    suites::selectors,
    suites::print::json,
    suites::print::idl,
    suites::print::round_trips,
    suites::models,
];

/// What the section begins with. It is the last of the page.
const HEADING: &str = "\n## Language\n";

/// The section of a page, or nothing.
pub(crate) fn section(page: &str) -> &str {
    page.find(HEADING).map_or("", |at| &page[at..])
}

/// Runs the suites, and writes the section, or compares it with the one that is kept.
pub(crate) fn run(corpus: &Path, page: &str, check: bool) -> Result<ExitCode, Failure> {
    let kept = std::fs::read_to_string(page)
        .map_err(|error| Failure::new(format_args!("cannot read {page}: {error}")))?;
    let section = write(corpus);
    if !check {
        let others = &kept[..kept.len() - self::section(&kept).len()];
        return std::fs::write(page, format!("{others}{section}"))
            .map(|()| ExitCode::SUCCESS)
            .map_err(|error| Failure::new(format_args!("cannot write {page}: {error}")));
    }
    if self::section(&kept) == section {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Failure::new(format_args!(
        "{page} is not what the cases come to; `cargo xtask conformance --language` writes this:\n{section}"
    )))
}

fn write(corpus: &Path) -> String {
    let mut section = format!(
        "{HEADING}\nHow many of the official cases of [the language](https://smithy.io/2.0/spec/) the crate `farrier-smithy` \
         passes.\n`cargo xtask conformance --language` writes this section.\n\n| suite | passed |\n|---|---:|\n"
    );
    for suite in SUITES {
        let suite = suite(corpus);
        for failure in &suite.failures {
            println!("{}: {failure}", suite.name);
        }
        // A string takes whatever is written to it.
        let _ = writeln!(
            section,
            "| {} | {} of {} |",
            suite.name, suite.passed, suite.cases
        );
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_is_the_end_of_the_page() {
        let page = "# Conformance\n\n| a |\n\n## Language\n\n| b |\n";
        assert_eq!(section(page), "\n## Language\n\n| b |\n");
        assert_eq!(section("# Conformance\n"), "");
    }
}
