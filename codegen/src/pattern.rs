//! Compiles `@pattern` traits into tests that take linear time.
//!
//! A [pattern][1] is an ECMA-262 regular expression that matches anywhere in a string unless it is
//! anchored. It is read into a tree and written again for the `regex` crate, so that no construct
//! keeps a spelling that means something else there. What has no exact equivalent is refused.
//!
//! [1]: https://smithy.io/2.0/spec/constraint-traits.html#pattern-trait

mod look;
mod parse;
mod property;
mod set;

use std::fmt;

use regex::RegexBuilder;

use parse::Node;

/// Bytes that a compiled pattern may take; the runtime builds patterns under the same limit.
const SIZE_LIMIT: usize = 10 << 20;

/// A test for a string, equivalent to a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Matcher {
    /// Each byte is in one of the ranges, bounds included, which are sorted, disjoint and ASCII; and
    /// there are at least `min` and at most `max` bytes.
    Class {
        /// The ranges of bytes.
        ranges: Vec<(u8, u8)>,
        /// The least number of bytes.
        min: u32,
        /// The greatest number of bytes, if there is one.
        max: Option<u32>,
    },
    /// A match of this regular expression, in the syntax of the `regex` crate, is found.
    Regex(String),
    /// Every check holds.
    All(Vec<Check>),
    /// In one of the rows every check holds.
    Any(Vec<Vec<Check>>),
}

impl Matcher {
    /// What kind of test it is, for people.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Class { .. } => "byte test",
            Self::Regex(_) => "one search",
            Self::All(_) | Self::Any(_) => "several checks",
        }
    }
}

/// A part of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Check {
    /// A match of this regular expression, in the syntax of the `regex` crate, is found; or none is
    /// found, if `negated`.
    Regex {
        /// Whether the check is that there is no match.
        negated: bool,
        /// The regular expression.
        regex: String,
    },
    /// The string has this many characters, counted as Unicode scalar values.
    Length {
        /// The least number of characters.
        min: u32,
        /// The greatest number of characters, if there is one.
        max: Option<u32>,
    },
}

/// Why a pattern cannot be compiled, or not exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PatternFault {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The byte in the pattern where it is, if it is in one place.
    pub offset: Option<usize>,
}

impl PatternFault {
    fn new(message: &str, help: &str, offset: Option<usize>) -> Self {
        PatternFault {
            message: message.to_owned(),
            help: help.to_owned(),
            offset,
        }
    }
}

impl fmt::Display for PatternFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PatternFault {}

/// Compiles an ECMA-262 pattern.
///
/// # Errors
///
/// A pattern that ECMA-262 does not know, that only a back-tracking engine could match, or that would
/// compile to more than 10 MiB.
pub(crate) fn compile(pattern: &str) -> Result<Matcher, PatternFault> {
    let node = parse::parse(pattern)?;
    if parse::has_lone_surrogate(&node) {
        return Err(PatternFault::new(
            "a surrogate that stands alone matches nothing, as no string holds one",
            "write the code point itself, as in `\\u{1F600}`, or both surrogates",
            pattern.find("\\u"),
        ));
    }
    let node = look::simplify(node);
    if let Some(matcher) = class(&node) {
        return Ok(matcher);
    }
    let mut rows = Vec::new();
    for row in look::rows(&node)? {
        rows.push(
            row.into_iter()
                .map(checks)
                .collect::<Result<Vec<_>, _>>()?
                .concat(),
        );
    }
    Ok(match rows.as_mut_slice() {
        [row] => match row.as_mut_slice() {
            [
                Check::Regex {
                    negated: false,
                    regex,
                },
            ] => Matcher::Regex(std::mem::take(regex)),
            _ => Matcher::All(std::mem::take(row)),
        },
        _ => Matcher::Any(rows),
    })
}

/// The pattern as a test of bytes, where it is one class of ASCII characters with bounds.
fn class(node: &Node) -> Option<Matcher> {
    let (set, min, max) = bounded_set(node)?;
    let ranges = set.ascii()?;
    (!ranges.is_empty()).then_some(Matcher::Class { ranges, min, max })
}

/// The set and its bounds, where the pattern is one set between `^` and `$`.
fn bounded_set(node: &Node) -> Option<(&set::Set, u32, Option<u32>)> {
    let Node::Concat(nodes) = node else {
        return None;
    };
    let [Node::Start, node, Node::End] = nodes.as_slice() else {
        return None;
    };
    match node {
        Node::Set(set) => Some((set, 1, Some(1))),
        Node::Repeat { node, min, max } => match node.as_ref() {
            Node::Set(set) => Some((set, *min, *max)),
            _ => None,
        },
        _ => None,
    }
}

/// The checks that a rewritten part of a pattern stands for.
fn checks(part: look::Part) -> Result<Vec<Check>, PatternFault> {
    let regex = write(&part.node);
    match build(&regex) {
        Ok(()) => Ok(vec![Check::Regex {
            negated: part.negated,
            regex,
        }]),
        Err(regex::Error::CompiledTooBig(_)) => match bounded_set(&part.node) {
            // Counting is cheaper than as many states as there are characters.
            Some((set, min, max)) if !part.negated => {
                let regex = format!("^{}*$", set.write());
                build(&regex).map_err(|error| fault(&error))?;
                Ok(vec![
                    Check::Length { min, max },
                    Check::Regex {
                        negated: false,
                        regex,
                    },
                ])
            }
            _ => Err(fault(&regex::Error::CompiledTooBig(SIZE_LIMIT))),
        },
        Err(error) => Err(fault(&error)),
    }
}

fn build(regex: &str) -> Result<(), regex::Error> {
    RegexBuilder::new(regex)
        .size_limit(SIZE_LIMIT)
        .build()
        .map(drop)
}

fn fault(error: &regex::Error) -> PatternFault {
    match error {
        regex::Error::CompiledTooBig(_) => PatternFault::new(
            "this pattern needs more than 10 MiB of memory",
            "state the length with `@length` instead of a large repetition, or use ASCII classes",
            None,
        ),
        error => PatternFault::new(
            &format!("this pattern cannot be compiled: {error}"),
            "write the pattern with the constructs of ECMA-262",
            None,
        ),
    }
}

/// Writes a node without look-around for the `regex` crate.
fn write(node: &Node) -> String {
    match node {
        Node::Empty => String::new(),
        Node::Start => "^".to_owned(),
        Node::End => "$".to_owned(),
        Node::Boundary => "(?-u:\\b)".to_owned(),
        Node::Set(set) => set.write(),
        Node::Concat(nodes) => nodes.iter().map(write_operand).collect(),
        Node::Either(nodes) => nodes.iter().map(write).collect::<Vec<_>>().join("|"),
        Node::Repeat { node, min, max } => {
            let inner = match node.as_ref() {
                Node::Set(_) => write(node),
                node => format!("(?:{})", write(node)),
            };
            let quantifier = match (min, max) {
                (0, None) => "*".to_owned(),
                (1, None) => "+".to_owned(),
                (0, Some(1)) => "?".to_owned(),
                (1, Some(1)) => String::new(),
                (min, None) => format!("{{{min},}}"),
                (min, Some(max)) if min == max => format!("{{{min}}}"),
                (min, Some(max)) => format!("{{{min},{max}}}"),
            };
            inner + &quantifier
        }
        Node::Look { .. } => String::new(),
    }
}

fn write_operand(node: &Node) -> String {
    match node {
        Node::Either(_) => format!("(?:{})", write(node)),
        node => write(node),
    }
}

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod tests;
