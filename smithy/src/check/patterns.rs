//! Regular expressions: whether a text is one, and whether values match.
//!
//! Patterns of models are ECMA-262. See [pattern](https://smithy.io/2.0/spec/constraint-traits.html#pattern-trait).

use regex_lite::Regex;
use rustc_hash::FxHashMap;

/// Compiled patterns, each compiled once.
#[derive(Default)]
pub(super) struct Patterns<'m>(FxHashMap<&'m str, Option<Regex>>);

impl<'m> Patterns<'m> {
    /// Whether a text matches; `None` for patterns that need more than a plain engine.
    pub(super) fn matches(&mut self, pattern: &'m str, text: &str) -> Option<bool> {
        let regex = self
            .0
            .entry(pattern)
            .or_insert_with(|| Regex::new(pattern).ok());
        regex.as_ref().map(|regex| regex.is_match(text))
    }
}

/// Why a text is not a regular expression, and at which byte. Finds what every notation of
/// expressions refuses; what only some refuse is left to those who compile the pattern.
pub(super) fn syntax_fault(pattern: &str) -> Option<(usize, &'static str)> {
    let bytes = pattern.as_bytes();
    let mut open = Vec::new();
    // Whether a quantifier may follow.
    let mut atom = false;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if at + 1 == bytes.len() => return Some((at, "a backslash stands at its end")),
            b'\\' => {
                at += 1;
                atom = true;
            }
            b'[' => {
                let Some(end) = class_end(bytes, at) else {
                    return Some((at, "a class `[` is not closed"));
                };
                at = end;
                atom = true;
            }
            b'(' => {
                open.push(at);
                atom = false;
                if bytes.get(at + 1) == Some(&b'?') {
                    at += 1;
                }
            }
            b')' => {
                if open.pop().is_none() {
                    return Some((at, "a `)` closes nothing"));
                }
                atom = true;
            }
            b'|' => atom = false,
            b'*' | b'+' | b'?' if !atom => {
                return Some((at, "nothing stands before a quantifier to be repeated"));
            }
            b'*' | b'+' => {}
            _ => atom = true,
        }
        at += 1;
    }
    open.pop().map(|at| (at, "a group `(` is not closed"))
}

/// Where the class that begins at `start` ends.
fn class_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b']' => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_real_models_pass() {
        let patterns = [
            "^[-.a-zA-Z0-9]+$",
            r"^(?!.*[.]git$)[\w\-.]*$",
            r"^((?!\\[nr]).)+$",
            r"^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*$",
            "^[[a-z]+$",
            "a{2}|b{",
            "^(|x)?$",
            r"^(?i)abc++$",
        ];
        for pattern in patterns {
            assert_eq!(syntax_fault(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn faults_point_at_their_place() {
        assert_eq!(
            syntax_fault("^[a-z+$"),
            Some((1, "a class `[` is not closed"))
        );
        assert_eq!(
            syntax_fault("^(a|b"),
            Some((1, "a group `(` is not closed"))
        );
        assert_eq!(syntax_fault("a)"), Some((1, "a `)` closes nothing")));
        assert_eq!(
            syntax_fault("a|*"),
            Some((2, "nothing stands before a quantifier to be repeated"))
        );
        assert_eq!(
            syntax_fault("a\\"),
            Some((1, "a backslash stands at its end"))
        );
    }
}
