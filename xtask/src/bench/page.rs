//! `docs/performance.md`, rendered from the figures.

use std::fmt::Write as _;

use super::Section;
use super::data::Data;
use super::notes::Notes;
use super::row::Row;

const HEAD: &str = "\
# Performance

Each row is a figure of ours beside that of a named peer, measured in the same run. `cargo xtask bench` measures all of \
them and writes this page, `cargo xtask bench SECTION` some; [`bench/`](../bench/README.md) says how. The page is \
rendered from the files in [`performance/`](performance): figures, and what bounds those that are not reached. What each part of generated code costs to build is told in the \
[record of the wire design](decisions/wire-design.md).
";

/// The page, given each section's figures.
pub(super) fn render(sections: &[(Section, Option<Data>, Notes)]) -> String {
    let mut page = HEAD.to_owned();
    for (section, data, notes) in sections {
        let _ = write!(page, "\n## {}\n\n{}\n", section.title(), section.about());
        match data {
            Some(data) => {
                let _ = write!(page, "\nMeasured on {}.\n", data.about.join("; "));
                render_rows(&mut page, &data.rows);
                let bounds = notes.render(&data.rows);
                if !bounds.is_empty() {
                    let _ = write!(page, "\n### What bounds the rest\n\n{bounds}");
                }
            }
            None => page.push_str("\nNot measured yet.\n"),
        }
    }
    page
}

/// The rows, in a table under each heading.
pub(super) fn render_rows(page: &mut String, rows: &[Row]) {
    for group in rows.chunk_by(|one, next| one.section == next.section) {
        let has_targets = group.iter().any(|row| row.target.is_some());
        let notes = group.iter().any(|row| !row.note.is_empty());
        let _ = write!(
            page,
            "\n### {}\n\n| | Farrier | peer | | ratio |",
            group[0].section
        );
        let mut rule = "|---|---:|---|---:|---:|".to_owned();
        if has_targets {
            page.push_str(" to reach | reached |");
            rule.push_str("---:|---|");
        }
        if notes {
            page.push_str(" |");
            rule.push_str("---|");
        }
        let _ = write!(page, "\n{rule}\n");
        for row in group {
            let ratio = row.ratio.map(ratio).unwrap_or_default();
            let Row {
                what,
                ours,
                peer_name,
                peer,
                note,
                ..
            } = row;
            let _ = write!(page, "| {what} | {ours} | {peer_name} | {peer} | {ratio} |");
            if has_targets {
                let target = row
                    .target
                    .map(|target| target.to_string())
                    .unwrap_or_default();
                let target = target.replace("<=", "≤").replace(">=", "≥");
                let reached = match row.is_reached() {
                    Some(true) => "yes",
                    Some(false) => "**no**",
                    None => "",
                };
                let _ = write!(page, " {target} | {reached} |");
            }
            if notes {
                let _ = write!(page, " {note} |");
            }
            page.push('\n');
        }
    }
}

fn ratio(ratio: f64) -> String {
    if ratio < 0.1 {
        format!("{ratio:.3}")
    } else {
        format!("{ratio:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_whether_it_reached_what_it_should() {
        let rows = [
            "Decode\tresponse\t120 µs\tpeer 1.0\t516 µs\t0.2326\t<= 0.6\t",
            "Decode\trequest\t90 µs\tpeer 1.0\t100 µs\t0.9\t<= 0.6\tmedian of 9",
            "Size\tbinary\t1.2 MB\t\t\t\t\t",
        ]
        .map(|line| Row::parse(line).expect("a row"));
        let mut page = String::new();
        render_rows(&mut page, &rows);
        insta::assert_snapshot!(page, @r"
        ### Decode

        | | Farrier | peer | | ratio | to reach | reached | |
        |---|---:|---|---:|---:|---:|---|---|
        | response | 120 µs | peer 1.0 | 516 µs | 0.23 | ≤ 0.6 | yes |  |
        | request | 90 µs | peer 1.0 | 100 µs | 0.90 | ≤ 0.6 | **no** | median of 9 |

        ### Size

        | | Farrier | peer | | ratio |
        |---|---:|---|---:|---:|
        | binary | 1.2 MB |  |  |  |
        ");
    }
}
