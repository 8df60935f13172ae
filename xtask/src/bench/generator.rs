//! How long generating takes, beside the least that a generator through syn needs.

use std::path::Path;

use super::corpus::Corpus;
use super::figure;
use super::row::{Row, Target};
use super::subject::Subject;
use super::usage::{Meter, Usage, median, tool};
use crate::Failure;

const ROUNDS: usize = 5;

/// What the floor does to the text that the generator wrote.
const FLOOR: &str = "proc-macro2, syn and prettyplease on the same text";

pub(super) fn measure(folder: &Path, subjects: &[Subject]) -> Result<Vec<Row>, Failure> {
    let corpus = Corpus::find()?;
    // The versions that the generator has in the workspace.
    std::fs::copy("Cargo.lock", "bench/generate/Cargo.lock")
        .map_err(|error| Failure::new(format_args!("cannot copy Cargo.lock: {error}")))?;
    let program = tool(folder, "generate")?;
    let meter = Meter::new(folder)?;
    let mut rows = Vec::new();
    for subject in subjects {
        let compared = compare(
            &meter,
            &program,
            folder,
            &corpus,
            &[subject.model.to_owned()],
        )?;
        rows.extend(compared.rows(subject.title));
    }
    let all = corpus.names()?;
    let compared = compare(&meter, &program, folder, &corpus, &all)?;
    rows.extend(compared.rows(&format!("All {} models", all.len())));
    Ok(rows)
}

struct Compared {
    ours: Vec<Usage>,
    floor: Vec<Usage>,
}

fn compare(
    meter: &Meter,
    program: &Path,
    folder: &Path,
    corpus: &Corpus,
    names: &[String],
) -> Result<Compared, Failure> {
    let written = folder.join("generated");
    let text = |path: &Path| path.display().to_string();
    let models: Vec<String> = names.iter().map(|name| text(&corpus.model(name))).collect();
    let crates: Vec<String> = names.iter().map(|name| text(&written.join(name))).collect();
    let with = |first: &[&str], rest: &[String]| -> Vec<String> {
        first
            .iter()
            .map(|&one| one.to_owned())
            .chain(rest.iter().cloned())
            .collect()
    };
    let run = |arguments: Vec<String>| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        meter.run(program, &arguments).map(|(used, _)| used)
    };
    // A crate of an earlier run may have files that are written no more.
    for one in &crates {
        match std::fs::remove_dir_all(one) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::new(format_args!("cannot remove {one}: {error}")));
            }
            _ => {}
        }
    }
    run(with(&["models", &text(&written)], &models))?;
    let mut compared = Compared {
        ours: Vec::new(),
        floor: Vec::new(),
    };
    for _ in 0..ROUNDS {
        compared.ours.push(run(with(&["models", "-"], &models))?);
        compared.floor.push(run(with(&["floor"], &crates))?);
    }
    Ok(compared)
}

impl Compared {
    fn rows(&self, section: &str) -> [Row; 2] {
        let cpu = |used: &[Usage]| median(used.iter().map(|used| used.cpu));
        let clock = |used: &[Usage]| figure::seconds(median(used.iter().map(|used| used.clock)));
        let peak = median(self.ours.iter().map(|used| used.peak));
        let most = 600.0;
        [
            Row {
                section: section.to_owned(),
                what: "CPU time".to_owned(),
                ours: figure::seconds(cpu(&self.ours)),
                peer_name: FLOOR.to_owned(),
                peer: figure::seconds(cpu(&self.floor)),
                ratio: Some(cpu(&self.ours) / cpu(&self.floor)),
                target: Some(Target::AtMost(1.5)),
                note: format!(
                    "by the clock {} and {}",
                    clock(&self.ours),
                    clock(&self.floor)
                ),
            },
            Row {
                section: section.to_owned(),
                what: "peak memory".to_owned(),
                ours: figure::megabytes(peak),
                peer_name: "the bound".to_owned(),
                peer: figure::megabytes(most),
                ratio: Some(peak / most),
                target: Some(Target::AtMost(1.0)),
                note: String::new(),
            },
        ]
    }
}
