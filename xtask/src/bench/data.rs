//! The files in which a section's figures are kept.

use std::fmt;
use std::path::{Path, PathBuf};

use super::row::Row;
use super::subject;
use crate::Failure;

/// What was measured of one section, and where.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Data {
    /// Processor, compiler and the like, a line each.
    pub(super) about: Vec<String>,
    pub(super) rows: Vec<Row>,
}

impl Data {
    fn parse(text: &str) -> Result<Self, Failure> {
        let mut data = Self::default();
        for line in text.lines() {
            match line.strip_prefix("# ") {
                Some(about) => data.about.push(about.to_owned()),
                None => data.rows.push(Row::parse(line)?),
            }
        }
        Ok(data)
    }

    /// Reads a section's file; without one, nothing has been measured yet.
    pub(super) fn read(folder: &Path, section: &str) -> Result<Option<Self>, Failure> {
        let path = file(folder, section);
        let located = |Failure(fault)| Failure(format!("{fault}\n --> {}", path.display()));
        let text = read(&path)?;
        text.map(|text| Self::parse(&text).map_err(located))
            .transpose()
    }

    /// Takes rows of one service in place of those that stood under their headings.
    pub(super) fn replace(&mut self, rows: Vec<Row>) {
        let is_new = |old: &Row| rows.iter().any(|row| row.section == old.section);
        self.rows.retain(|row| !is_new(row));
        self.rows.extend(rows);
        self.rows.sort_by_key(|row| subject::place(&row.section));
    }

    pub(super) fn write(&self, folder: &Path, section: &str) -> Result<(), Failure> {
        write(&file(folder, section), &self.to_string())
    }
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.about
            .iter()
            .try_for_each(|about| writeln!(f, "# {about}"))?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

fn file(folder: &Path, section: &str) -> PathBuf {
    folder.join(section).with_extension("tsv")
}

/// Reads a file, if it is there.
pub(super) fn read(path: &Path) -> Result<Option<String>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::new(format_args!(
            "cannot read {}: {error}",
            path.display()
        ))),
    }
}

/// Writes a file, in a folder that need not be there yet.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, text))
        .map_err(|error| Failure::new(format_args!("cannot write {}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let data = Data {
            about: vec!["2 processors".to_owned()],
            rows: vec![
                Row::parse("Lines\tclient\t5,000\tpeer\t50,000\t0.1\t<= 0.125\t").expect("a row"),
            ],
        };
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("performance");
        data.write(&below, "lines").expect("a write");
        assert_eq!(Data::read(&below, "lines").expect("a read"), Some(data));
        assert_eq!(Data::read(&below, "builds").expect("a read"), None);
    }

    #[test]
    fn one_service_is_measured_and_the_others_stay() {
        let row = |section: &str, ours: &str| {
            Row::parse(&format!("{section}\tdebug\t{ours}\t\t\t\t\t")).expect("a row")
        };
        let mut data = Data {
            about: Vec::new(),
            rows: vec![
                row("CodeCatalyst, its client", "1 s"),
                row("Applications of CodeCatalyst", "2 s"),
                row("S3 (restXml), its client", "3 s"),
                row("All models", "4 s"),
            ],
        };
        data.replace(vec![
            row("IoT, its client", "5 s"),
            row("All models", "6 s"),
        ]);
        data.replace(vec![
            row("CodeCatalyst, its client", "7 s"),
            row("Applications of CodeCatalyst", "8 s"),
        ]);
        assert_eq!(
            data.to_string(),
            "CodeCatalyst, its client\tdebug\t7 s\t\t\t\t\t\n\
             Applications of CodeCatalyst\tdebug\t8 s\t\t\t\t\t\n\
             IoT, its client\tdebug\t5 s\t\t\t\t\t\n\
             S3 (restXml), its client\tdebug\t3 s\t\t\t\t\t\n\
             All models\tdebug\t6 s\t\t\t\t\t\n"
        );
    }

    #[test]
    fn a_fault_names_its_file() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("lines.tsv"), "one\n").expect("a write");
        let fault = Data::read(folder.path(), "lines").expect_err("it is no row");
        assert!(fault.0.contains("lines.tsv"), "{}", fault.0);
    }
}
