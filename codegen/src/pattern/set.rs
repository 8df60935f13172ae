//! Sets of characters, and how they are written for the `regex` crate.

use std::fmt::Write as _;

use regex_syntax::hir::{Class, HirKind};
use regex_syntax::is_meta_character;

/// A set of characters: one character, a class or an escape such as `\w`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Set {
    pub(super) items: Vec<Item>,
    pub(super) negated: bool,
    /// `(?i)` holds here.
    pub(super) any_case: bool,
    /// Characters that are taken out of the set, by what was rewritten around it.
    pub(super) without: Vec<Set>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// Code points from the first to the last; they may be surrogates, which no string holds.
    Range(u32, u32),
    /// A Unicode property by a name that the `regex` crate knows.
    Property { name: String, negated: bool },
    /// What none of the items holds.
    Not(Vec<Item>),
}

/// The code points that `\d` matches in ECMA-262.
pub(super) const DIGIT: &[(u32, u32)] = &[(0x30, 0x39)];
/// The code points that `\w` matches in ECMA-262.
pub(super) const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)];
/// The code points that `\s` matches in ECMA-262: its WhiteSpace and LineTerminator.
pub(super) const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0d),
    (0x20, 0x20),
    (0xa0, 0xa0),
    (0x1680, 0x1680),
    (0x2000, 0x200a),
    (0x2028, 0x2029),
    (0x202f, 0x202f),
    (0x205f, 0x205f),
    (0x3000, 0x3000),
    (0xfeff, 0xfeff),
];
/// What `.` does not match in ECMA-262.
pub(super) const LINE_END: &[(u32, u32)] = &[(0x0a, 0x0a), (0x0d, 0x0d), (0x2028, 0x2029)];

pub(super) fn items(ranges: &[(u32, u32)]) -> Vec<Item> {
    ranges
        .iter()
        .map(|(first, last)| Item::Range(*first, *last))
        .collect()
}

impl Set {
    pub(super) fn of(items: Vec<Item>) -> Self {
        Set {
            items,
            ..Set::default()
        }
    }

    pub(super) fn any() -> Self {
        Set {
            negated: true,
            ..Set::default()
        }
    }

    /// The set in the syntax of the `regex` crate, as one term.
    pub(super) fn write(&self) -> String {
        let mut class = if self.without.is_empty() {
            self.class()
        } else {
            self.bracketed()
        };
        for set in &self.without {
            class = format!("[{class}--{}]", set.write_class());
        }
        if self.any_case {
            format!("(?i:{class})")
        } else {
            class
        }
    }

    /// As an operand of a difference, where no flags can be set.
    fn write_class(&self) -> String {
        let chars = if self.any_case || !self.without.is_empty() {
            self.chars()
        } else {
            None
        };
        match chars {
            Some(chars) => {
                let items = chars
                    .into_iter()
                    .map(|(a, b)| Item::Range(a.into(), b.into()));
                Set::of(items.collect()).bracketed()
            }
            None => self.bracketed(),
        }
    }

    fn class(&self) -> String {
        match self.items.as_slice() {
            [] if self.negated => "(?s:.)".to_owned(),
            [Item::Range(first, last)]
                if first == last && !self.negated && !is_surrogate(*first) =>
            {
                let mut out = String::new();
                push_char(&mut out, *first);
                out
            }
            _ => self.bracketed(),
        }
    }

    fn bracketed(&self) -> String {
        let inner = write_items(&self.items);
        match (inner.is_empty(), self.negated) {
            (true, false) => "[^\\x{0}-\\x{10FFFF}]".to_owned(),
            (true, true) => "[\\x{0}-\\x{10FFFF}]".to_owned(),
            (false, true) => format!("[^{inner}]"),
            (false, false) => format!("[{inner}]"),
        }
    }

    /// The characters of the set as sorted ranges that do not touch.
    fn chars(&self) -> Option<Vec<(char, char)>> {
        match regex_syntax::parse(&self.write()).ok()?.kind() {
            HirKind::Class(Class::Unicode(class)) => Some(
                class
                    .ranges()
                    .iter()
                    .map(|range| (range.start(), range.end()))
                    .collect(),
            ),
            HirKind::Class(Class::Bytes(_)) => None,
            HirKind::Literal(literal) => {
                let text = str::from_utf8(&literal.0).ok()?;
                Some(text.chars().map(|c| (c, c)).collect())
            }
            _ => None,
        }
    }

    /// The set as ranges of ASCII bytes, where it holds nothing else.
    pub(super) fn ascii(&self) -> Option<Vec<(u8, u8)>> {
        let ascii = |(first, last): (char, char)| {
            let range = (u8::try_from(first).ok()?, u8::try_from(last).ok()?);
            range.1.is_ascii().then_some(range)
        };
        self.chars()?.into_iter().map(ascii).collect()
    }

    /// Whether no character is in both; false where that is not known.
    pub(super) fn is_disjoint(&self, other: &Set) -> bool {
        let (Some(ours), Some(theirs)) = (self.chars(), other.chars()) else {
            return false;
        };
        ours.iter()
            .all(|(a, b)| theirs.iter().all(|(c, d)| b < c || d < a))
    }

    /// Whether every character is in the other set, too; false where that is not known.
    pub(super) fn is_subset(&self, other: &Set) -> bool {
        let (Some(ours), Some(theirs)) = (self.chars(), other.chars()) else {
            return false;
        };
        ours.iter()
            .all(|(a, b)| theirs.iter().any(|(c, d)| c <= a && b <= d))
    }

    /// The union, where it can be written as one class.
    pub(super) fn union(&self, other: &Set) -> Option<Set> {
        let plain = |set: &Set| !set.negated && set.without.is_empty();
        (plain(self) && plain(other) && self.any_case == other.any_case).then(|| {
            let items = self.items.iter().chain(&other.items).cloned().collect();
            Set {
                items,
                any_case: self.any_case,
                ..Set::default()
            }
        })
    }

    /// The surrogates in the set, where it holds only such as lie between `first` and `last`.
    pub(super) fn surrogates(&self, first: u32, last: u32) -> Option<Vec<(u32, u32)>> {
        let within = |item: &Item| match item {
            Item::Range(a, b) if first <= *a && *b <= last => Some((*a, *b)),
            _ => None,
        };
        if self.negated || self.items.is_empty() {
            return None;
        }
        self.items.iter().map(within).collect()
    }
}

/// Whether the code point is half of a UTF-16 pair.
pub(super) fn is_surrogate(point: u32) -> bool {
    (0xd800..=0xdfff).contains(&point)
}

fn write_items(items: &[Item]) -> String {
    let mut out = String::new();
    for item in items {
        match item {
            Item::Range(first, last) => {
                // No string holds a surrogate, so ranges go around them.
                push_range(&mut out, *first, (*last).min(0xd7ff));
                push_range(&mut out, (*first).max(0xe000), *last);
            }
            Item::Property { name, negated } => {
                let p = if *negated { 'P' } else { 'p' };
                // Writing to a string cannot fail.
                let _ = write!(out, "\\{p}{{{name}}}");
            }
            Item::Not(items) => {
                out.push_str(
                    &Set {
                        items: items.clone(),
                        negated: true,
                        ..Set::default()
                    }
                    .bracketed(),
                );
            }
        }
    }
    out
}

fn push_range(out: &mut String, first: u32, last: u32) {
    if first > last {
        return;
    }
    push_char(out, first);
    if last > first {
        if last > first + 1 {
            out.push('-');
        }
        push_char(out, last);
    }
}

fn push_char(out: &mut String, point: u32) {
    match u8::try_from(point).ok().map(char::from) {
        Some(c) if is_meta_character(c) => out.extend(['\\', c]),
        // An escape may give other characters a meaning: `\<` is the start of a word.
        Some(c) if c.is_ascii_graphic() || c == ' ' => out.push(c),
        Some('\n') => out.push_str("\\n"),
        Some('\r') => out.push_str("\\r"),
        Some('\t') => out.push_str("\\t"),
        _ => {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\x{{{point:X}}}");
        }
    }
}
