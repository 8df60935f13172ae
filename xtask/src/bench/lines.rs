//! How much is generated: lines of Rust, blank ones and comments included.

use std::path::Path;

use farrier_codegen::Files;

use super::corpus::{Corpus, generate};
use super::figure;
use super::row::{Row, Target};
use super::subject::{Subject, peer};
use crate::Failure;

pub(super) fn measure(subjects: &[Subject]) -> Result<Vec<Row>, Failure> {
    let corpus = Corpus::find()?;
    let mut rows = Vec::new();
    for subject in subjects {
        let (folder, version) = peer(subject.peer)?;
        let theirs = count_folder(&folder.join("src"))?;
        let generator = corpus.generator(subject.model).crate_name(subject.name);
        let client = generate(&generator.clone().server(false).validators(false))?;
        let whole = generate(&generator)?;
        for (what, files, target) in [
            ("client", client, 1.0 / 8.0),
            ("client, server and validators", whole, 1.0 / 5.0),
        ] {
            rows.push(row(subject, what, count(&files), theirs, &version, target));
        }
    }
    Ok(rows)
}

fn row(
    subject: &Subject,
    what: &str,
    ours: usize,
    theirs: usize,
    version: &str,
    target: f64,
) -> Row {
    Row {
        section: subject.title.to_owned(),
        what: what.to_owned(),
        ours: figure::count(ours),
        peer_name: format!("{} {version}, its client", subject.peer),
        peer: figure::count(theirs),
        ratio: Some(ours as f64 / theirs as f64),
        target: Some(Target::AtMost(target)),
        note: String::new(),
    }
}

/// The lines of the Rust files among these.
pub(super) fn count(files: &Files) -> usize {
    let rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
    rust.map(|(_, text)| text.lines().count()).sum()
}

/// The lines of the Rust files below a folder.
pub(super) fn count_folder(folder: &Path) -> Result<usize, Failure> {
    let failed = |error| Failure::new(format_args!("cannot read {}: {error}", folder.display()));
    let mut lines = 0;
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            lines += count_folder(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            lines += std::fs::read_to_string(&path)
                .map_err(failed)?
                .lines()
                .count();
        }
    }
    Ok(lines)
}
