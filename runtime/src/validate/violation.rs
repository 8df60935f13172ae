//! What is wrong with a value.

use std::fmt;

/// The most violations that are reported of one value.
pub const MAX_VIOLATIONS: usize = 100;

/// One thing that a value does not satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where the value is, as a JSON pointer such as `/items/3/id`.
    pub path: String,
    /// Which constraint it does not satisfy.
    pub constraint: ConstraintKind,
    /// The same for people, in the words of [`smithy.framework#ValidationException`]; never the value.
    ///
    /// [`smithy.framework#ValidationException`]: https://smithy.io/2.0/spec/constraint-traits.html
    pub message: String,
    /// The places of items that a list with `@uniqueItems` has more than once, up to 100; else empty.
    pub indices: Vec<usize>,
}

impl Violation {
    /// A required member that is not there.
    pub fn missing(path: impl Into<String>) -> Self {
        Self::at(
            path.into(),
            ConstraintKind::Required,
            "Member must not be null",
        )
    }

    pub(crate) fn at(path: String, constraint: ConstraintKind, rule: &str) -> Self {
        let message = format!("Value at '{path}' failed to satisfy constraint: {rule}");
        Self {
            path,
            constraint,
            message,
            indices: Vec::new(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The kinds of constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConstraintKind {
    /// `@required`.
    Required,
    /// `@length`.
    Length,
    /// `@range`.
    Range,
    /// `@pattern`.
    Pattern,
    /// `@uniqueItems`.
    UniqueItems,
    /// The values of an enum, or the members of a union.
    Enum,
    /// How deep values may nest: a bound of codecs, not of models.
    Depth,
}

/// What is wrong with a value: at most [`MAX_VIOLATIONS`], and whether there are more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations {
    list: Vec<Violation>,
    truncated: bool,
}

impl Violations {
    /// No violations.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, or notes that there are more than are reported.
    pub fn push(&mut self, violation: Violation) {
        if self.list.len() < MAX_VIOLATIONS {
            self.list.push(violation);
        } else {
            self.truncated = true;
        }
    }

    /// How many are reported.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether there are more than are reported.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// The violations, in the order of the model.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.list.iter()
    }

    /// `Ok` if there are none.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The members that a request lacks, and what is wrong with the rest of it.
    ///
    /// What was found at or under a missing member is left out: there is no value there.
    pub fn join(missing: Self, found: Self) -> Self {
        if missing.is_empty() {
            return found;
        }
        let mut paths: Vec<String> = missing
            .list
            .iter()
            .map(|violation| violation.path.clone())
            .collect();
        paths.sort_unstable();
        let mut joined = missing;
        joined.truncated |= found.truncated;
        for violation in found.list {
            let ancestors = std::iter::once(violation.path.len())
                .chain(violation.path.rmatch_indices('/').map(|(slash, _)| slash))
                .map(|end| &violation.path[..end]);
            let absent = |path: &str| {
                paths
                    .binary_search_by(|other| other.as_str().cmp(path))
                    .is_ok()
            };
            if !ancestors.into_iter().any(absent) {
                joined.push(violation);
            }
        }
        joined
    }
}

/// `2 validation errors detected. …; …`
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.list.len();
        let errors = if count == 1 { "error" } else { "errors" };
        if self.truncated {
            f.write_str("More than ")?;
        }
        write!(f, "{count} validation {errors} detected. ")?;
        for (index, violation) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            f.write_str(&violation.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self {
            list: vec![violation],
            truncated: false,
        }
    }
}

impl FromIterator<Violation> for Violations {
    fn from_iter<I: IntoIterator<Item = Violation>>(violations: I) -> Self {
        let mut collected = Self::new();
        collected.extend(violations);
        collected
    }
}

impl Extend<Violation> for Violations {
    fn extend<I: IntoIterator<Item = Violation>>(&mut self, violations: I) {
        violations
            .into_iter()
            .for_each(|violation| self.push(violation));
    }
}
