//! Tables of text: the first column to the left, the others, which hold numbers, to the right.

use std::fmt;

/// Rows of cells, the first of them headings.
#[derive(Debug)]
pub(crate) struct Table<const N: usize>(Vec<[String; N]>);

impl<const N: usize> Table<N> {
    pub(crate) fn new(headings: [&str; N]) -> Self {
        Self(vec![headings.map(str::to_owned)])
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.0.push(cells);
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; N];
        for row in &self.0 {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for row in &self.0 {
            for (column, (width, cell)) in widths.iter().zip(row).enumerate() {
                match column {
                    0 => write!(f, "{cell:<width$}")?,
                    _ => write!(f, "  {cell:>width$}")?,
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_line_up() {
        let mut table = Table::new(["crate", "written", "unchanged"]);
        table.row(["codecatalyst".to_owned(), "0".to_owned(), "12".to_owned()]);
        table.row(["b".to_owned(), "3".to_owned(), "9".to_owned()]);
        assert_eq!(
            table.to_string(),
            "crate         written  unchanged\n\
             codecatalyst        0         12\n\
             b                   3          9\n"
        );
    }
}
