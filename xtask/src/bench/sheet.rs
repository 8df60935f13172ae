//! Tables that compare nothing with a peer, and the page that shows them between two marks.

use std::fmt::{self, Write as _};
use std::path::Path;

use super::data::{read, write};
use crate::Failure;

const START: &str = "<!-- figures: `cargo xtask bench wire` writes what follows -->\n";
const END: &str = "<!-- end of figures -->\n";

/// Tables with headings; kept as tab-separated values, each line with its table's heading first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sheet {
    pub(super) about: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Adds a table, whose first row names the columns, and shows it: the rest may take long.
    pub(super) fn table<const N: usize>(&mut self, heading: &str, rows: Vec<[String; N]>) {
        for row in &rows {
            eprintln!("{}", row.join("\t"));
        }
        let row = |cells: [String; N]| [heading.to_owned()].into_iter().chain(cells).collect();
        self.rows.extend(rows.into_iter().map(row));
    }

    /// Reads the file of the figures; without one, nothing has been measured yet.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        Ok(read(path)?
            .map(|text| Self::parse(&text))
            .unwrap_or_default())
    }

    fn parse(text: &str) -> Self {
        let mut sheet = Self::default();
        for line in text.lines() {
            match line.strip_prefix("# ") {
                Some(about) => sheet.about.push(about.to_owned()),
                None => sheet
                    .rows
                    .push(line.split('\t').map(str::to_owned).collect()),
            }
        }
        sheet
    }

    /// The tables as Markdown.
    pub(super) fn render(&self) -> String {
        if self.rows.is_empty() {
            return "\nNot measured yet.\n\n".to_owned();
        }
        let mut text = format!("\nMeasured on {}.\n", self.about.join("; "));
        for table in self.rows.chunk_by(|one, next| one.first() == next.first()) {
            let heading = table[0].first().map(String::as_str).unwrap_or_default();
            let _ = writeln!(text, "\n### {heading}\n");
            for (at, row) in table.iter().enumerate() {
                let cells = row.get(1..).unwrap_or_default();
                let _ = writeln!(text, "| {} |", cells.join(" | "));
                if at == 0 {
                    let rule = "---:|".repeat(cells.len().saturating_sub(1));
                    let _ = writeln!(text, "|---|{rule}");
                }
            }
        }
        text + "\n"
    }

    /// The page with these figures between its marks.
    pub(super) fn on(&self, page: &str) -> Option<String> {
        let (before, rest) = page.split_once(START)?;
        let (_, after) = rest.split_once(END)?;
        Some(format!("{before}{START}{}{END}{after}", self.render()))
    }

    /// Writes the figures and the page.
    pub(super) fn write(&self, figures: &Path, page: &Path) -> Result<(), Failure> {
        write(figures, &self.to_string())?;
        let text = std::fs::read_to_string(page).map_err(|error| {
            Failure::new(format_args!("cannot read {}: {error}", page.display()))
        })?;
        match self.on(&text) {
            Some(text) => write(page, &text),
            None => Err(Failure::new(format_args!(
                "{} has no marks for figures",
                page.display()
            ))),
        }
    }
}

impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.about
            .iter()
            .try_for_each(|about| writeln!(f, "# {about}"))?;
        self.rows
            .iter()
            .try_for_each(|row| writeln!(f, "{}", row.join("\t")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stand_between_the_marks() {
        let mut sheet = Sheet::default();
        sheet.about.push("2 processors".to_owned());
        sheet.table(
            "Parts",
            vec![
                ["without", "check"].map(str::to_owned),
                ["`Clone`", "1.2 s"].map(str::to_owned),
            ],
        );
        assert_eq!(Sheet::parse(&sheet.to_string()), sheet);
        let page = sheet
            .on(&format!("before\n{START}old\n{END}after\n"))
            .expect("marks");
        assert_eq!(
            page,
            format!(
                "before\n{START}\nMeasured on 2 processors.\n\n### Parts\n\n| without | check |\n|---|---:|\n\
                 | `Clone` | 1.2 s |\n\n{END}after\n"
            )
        );
        assert_eq!(sheet.on("no marks"), None);
    }
}
