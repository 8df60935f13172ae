//! What bounds the rows that are not reached, in words: `docs/performance/SECTION.md`.

use std::fmt::Write as _;
use std::path::Path;

use super::data::read;
use super::row::Row;
use crate::Failure;

/// What is said of a section's rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Notes(Vec<Note>);

/// What is said of the rows of this name, under any heading or under one: `what` or `heading: what`.
#[derive(Clone, Debug, PartialEq)]
struct Note {
    of: String,
    text: String,
}

impl Note {
    fn is_of(&self, row: &Row) -> bool {
        let of = self.of.as_str();
        let under = of.strip_suffix(row.what.as_str());
        under
            .is_some_and(|under| under.is_empty() || under.strip_suffix(": ") == Some(&row.section))
    }
}

impl Notes {
    /// Reads a section's notes, if there are any.
    pub(super) fn read(folder: &Path, section: &str) -> Result<Self, Failure> {
        let text = read(&folder.join(section).with_extension("md"))?;
        Ok(text.map(|text| Self::parse(&text)).unwrap_or_default())
    }

    fn parse(text: &str) -> Self {
        let notes = text.split("## ").skip(1).map(|note| {
            let (of, text) = note.split_once('\n').unwrap_or((note, ""));
            Note {
                of: of.trim().to_owned(),
                text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            }
        });
        Self(notes.collect())
    }

    /// Those of rows that are not reached, as a list.
    pub(super) fn render(&self, rows: &[Row]) -> String {
        let missed = |note: &&Note| {
            rows.iter()
                .any(|row| row.is_reached() == Some(false) && note.is_of(row))
        };
        let mut list = String::new();
        for Note { of, text } in self.0.iter().filter(missed) {
            let _ = writeln!(list, "- *{of}*: {text}");
        }
        list
    }

    /// The first note that is of no row.
    pub(super) fn stray(&self, rows: &[Row]) -> Option<&str> {
        let stray = |note: &&Note| !rows.iter().any(|row| note.is_of(row));
        self.0.iter().find(stray).map(|note| note.of.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTES: &str = "# Lines\n\n## client\n\nDeclarations,\nmostly.\n\n## Shop: whole\n\nMore.\n\n## Pub: whole\n\nLess.\n";

    fn row(section: &str, what: &str, ratio: f64) -> Row {
        let line = format!("{section}\t{what}\t5,000\tpeer\t1\t{ratio}\t<= 0.2\t");
        Row::parse(&line).expect("a row")
    }

    #[test]
    fn what_is_not_reached_is_explained() {
        let rows = [
            row("Shop", "client", 0.1),
            row("Shop", "whole", 0.3),
            row("Pub", "client", 0.3),
            row("Pub", "whole", 0.1),
        ];
        let notes = Notes::parse(NOTES);
        assert_eq!(
            notes.render(&rows),
            "- *client*: Declarations, mostly.\n- *Shop: whole*: More.\n"
        );
        assert_eq!(notes.stray(&rows), None);
        assert_eq!(notes.stray(&rows[..2]), Some("Pub: whole"));
    }
}
