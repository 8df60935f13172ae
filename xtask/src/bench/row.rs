//! One comparison, as a line of a data file.

use std::fmt;

use crate::Failure;

/// Our figure beside a peer's. `bench/README.md` says what each field holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    pub(super) section: String,
    pub(super) what: String,
    pub(super) ours: String,
    pub(super) peer_name: String,
    pub(super) peer: String,
    pub(super) ratio: Option<f64>,
    pub(super) target: Option<Target>,
    pub(super) note: String,
}

/// What a ratio should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Target {
    AtMost(f64),
    AtLeast(f64),
}

impl Target {
    fn is_reached(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(bound) => ratio <= bound,
            Self::AtLeast(bound) => ratio >= bound,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (kind, bound) = text.split_once(' ')?;
        let bound = bound.parse().ok()?;
        match kind {
            "<=" => Some(Self::AtMost(bound)),
            ">=" => Some(Self::AtLeast(bound)),
            _ => None,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(bound) => write!(f, "<= {bound}"),
            Self::AtLeast(bound) => write!(f, ">= {bound}"),
        }
    }
}

impl Row {
    /// Whether the ratio is what it should be, where both are known.
    pub(super) fn is_reached(&self) -> Option<bool> {
        Some(self.target?.is_reached(self.ratio?))
    }

    pub(super) fn parse(line: &str) -> Result<Self, Failure> {
        let wrong = |what: &str| Failure::new(format_args!("{what} in the row `{line}`"));
        let fields: Vec<&str> = line.split('\t').collect();
        let &[section, what, ours, peer_name, peer, ratio, target, note] = fields.as_slice() else {
            return Err(wrong(&format!(
                "there are {} fields instead of 8",
                fields.len()
            )));
        };
        if [section, what, ours].contains(&"") {
            return Err(wrong("one of the first three fields is empty"));
        }
        let ratio = match ratio {
            "" => None,
            number => Some(
                number
                    .parse()
                    .map_err(|_| wrong("the ratio is no number"))?,
            ),
        };
        let target = match target {
            "" => None,
            bound => Some(
                Target::parse(bound)
                    .ok_or_else(|| wrong("the target is neither `<= NUMBER` nor `>= NUMBER`"))?,
            ),
        };
        Ok(Self {
            section: section.to_owned(),
            what: what.to_owned(),
            ours: ours.to_owned(),
            peer_name: peer_name.to_owned(),
            peer: peer.to_owned(),
            ratio,
            target,
            note: note.to_owned(),
        })
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            section,
            what,
            ours,
            peer_name,
            peer,
            note,
            ..
        } = self;
        let ratio = self.ratio.map(|ratio| format!("{ratio:.4}"));
        let target = self.target.map(|target| target.to_string());
        let (ratio, target) = (ratio.unwrap_or_default(), target.unwrap_or_default());
        write!(
            f,
            "{section}\t{what}\t{ours}\t{peer_name}\t{peer}\t{ratio}\t{target}\t{note}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str =
        "Decode\t55 kB response\t120 µs\taws-sdk-dynamodb\t516 µs\t0.2326\t<= 0.6\tmedian of 9";

    #[test]
    fn a_row_is_written_as_it_is_read() {
        let row = Row::parse(LINE).expect("it is a row");
        assert_eq!(row.ratio, Some(0.2326));
        assert_eq!(row.to_string(), LINE);
        let bare = "Lines\tclient\t5,000\t\t\t\t\t";
        assert_eq!(Row::parse(bare).expect("it is a row").to_string(), bare);
    }

    #[test]
    fn what_is_no_row_is_told_apart() {
        let fault = |line: &str| Row::parse(line).expect_err("it is no row").0;
        assert!(fault("Decode\tresponse").contains("2 fields instead of 8"));
        assert!(fault("Decode\t\t1 s\t\t\t\t\t").contains("is empty"));
        assert!(fault("a\tb\tc\td\te\thalf\t\t").contains("no number"));
        assert!(fault("a\tb\tc\td\te\t0.5\t< 1\t").contains("neither"));
    }

    #[test]
    fn a_target_is_a_bound_of_the_ratio() {
        let reached = |ratio: &str, target: &str| {
            Row::parse(&format!("a\tb\tc\td\te\t{ratio}\t{target}\t"))
                .expect("it is a row")
                .is_reached()
        };
        assert_eq!(reached("0.25", "<= 0.25"), Some(true));
        assert_eq!(reached("0.26", "<= 0.25"), Some(false));
        assert_eq!(reached("0.94", ">= 0.95"), Some(false));
        assert_eq!(reached("1.2", ">= 0.95"), Some(true));
        assert_eq!(reached("", ">= 0.95"), None);
        assert_eq!(reached("1.2", ""), None);
    }
}
