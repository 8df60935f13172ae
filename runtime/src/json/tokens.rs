//! JSON text in pieces ([RFC 8259]), as a reader asks for them. How deep values nest is for the caller
//! to bound.
//!
//! [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259

use std::borrow::Cow;

use super::scan;
use crate::DecodeErrorKind;
use crate::wire::{DecodeError, DecodeResult, MAX_DEPTH};

/// What a value is, as its first byte tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// Reads one piece after the other. After an error nothing that it gives has a meaning.
pub(crate) struct Tokens<'j> {
    text: &'j str,
    at: usize,
    /// Whether bytes follow that are not UTF-8.
    broken: bool,
}

impl<'j> Tokens<'j> {
    /// Reads `json` from its beginning, up to where it is no longer UTF-8.
    pub(crate) fn new(json: &'j [u8]) -> Self {
        let text = std::str::from_utf8(json).unwrap_or_else(|error| {
            std::str::from_utf8(&json[..error.valid_up_to()]).unwrap_or_default()
        });
        Self {
            text,
            at: 0,
            broken: text.len() < json.len(),
        }
    }

    /// What the next value is; it is not yet read.
    pub(crate) fn peek(&mut self) -> Result<Kind, DecodeError> {
        match self.next_mark() {
            Some(b'"') => Ok(Kind::String),
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::Array),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(b't' | b'f') => Ok(Kind::Boolean),
            Some(b'n') => Ok(Kind::Null),
            _ => Err(self.fault("expected value")),
        }
    }

    /// A boolean, or `null`, which is none.
    pub(crate) fn literal(&mut self) -> Result<Option<bool>, DecodeError> {
        self.peek()?;
        let rest = self.rest();
        let (value, length) = if rest.starts_with(b"null") {
            (None, 4)
        } else if rest.starts_with(b"true") {
            (Some(true), 4)
        } else if rest.starts_with(b"false") {
            (Some(false), 5)
        } else {
            return Err(syntax("expected `null`, `true` or `false`", self.at));
        };
        self.at += length;
        Ok(value)
    }

    /// The text of a number.
    pub(crate) fn number(&mut self) -> Result<&'j str, DecodeError> {
        self.peek()?;
        let start = self.at;
        self.skip_byte(|byte| byte == b'-');
        if !self.skip_byte(|byte| byte == b'0') {
            self.digits()?;
        }
        if self.skip_byte(|byte| byte == b'.') {
            self.digits()?;
        }
        if self.skip_byte(|byte| matches!(byte, b'e' | b'E')) {
            self.skip_byte(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    /// Steps over digits, of which there must be one.
    fn digits(&mut self) -> DecodeResult {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit());
        match digits.count() {
            0 => Err(syntax("invalid number", self.at)),
            count => {
                self.at += count;
                Ok(())
            }
        }
    }

    fn skip_byte(&mut self, fits: impl Fn(u8) -> bool) -> bool {
        let skipped = self.rest().first().is_some_and(|&byte| fits(byte));
        self.at += usize::from(skipped);
        skipped
    }

    /// What a string means; it is copied only if it has escapes.
    pub(crate) fn string(&mut self) -> Result<Cow<'j, str>, DecodeError> {
        match self.next_string() {
            Some(string) => string,
            None => Err(self.fault("expected string")),
        }
    }

    /// The same, if a string is what comes next.
    #[inline]
    pub(crate) fn next_string(&mut self) -> Option<Result<Cow<'j, str>, DecodeError>> {
        self.ends(b'"').then(|| self.string_body())
    }

    /// Whether `null` is what comes next, if anything is that JSON knows.
    #[inline]
    pub(crate) fn is_null(&mut self) -> bool {
        self.next_mark() == Some(b'n')
    }

    /// A string behind its opening quote. What is read most often is inlined, and nothing else.
    #[inline]
    fn string_body(&mut self) -> Result<Cow<'j, str>, DecodeError> {
        let start = self.at;
        let rest = self.rest();
        let length = scan::plain(rest);
        self.at += length;
        if rest.get(length) == Some(&b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(&self.text[start..start + length]));
        }
        self.escaped(start).map(Cow::Owned)
    }

    /// Goes past the next byte that does not stand for itself in a string: a quote or a backslash.
    fn special(&mut self) -> Result<u8, DecodeError> {
        let rest = self.rest();
        self.at += scan::plain(rest);
        match self.rest().first() {
            Some(&byte @ (b'"' | b'\\')) => {
                self.at += 1;
                Ok(byte)
            }
            Some(_) => Err(syntax("control character in a string", self.at)),
            None => Err(self.ended()),
        }
    }

    /// What a string means that began at `start`, and has no closing quote where the reader is.
    #[inline(never)]
    fn escaped(&mut self, start: usize) -> Result<String, DecodeError> {
        let mut meaning = String::new();
        let mut start = start;
        loop {
            let special = self.special()?;
            meaning.push_str(&self.text[start..self.at - 1]);
            if special == b'"' {
                return Ok(meaning);
            }
            meaning.push(self.escape()?);
            start = self.at;
        }
    }

    /// The character that stands for itself behind a backslash.
    fn escape(&mut self) -> Result<char, DecodeError> {
        let Some(&byte) = self.rest().first() else {
            return Err(self.ended());
        };
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.code_point(),
            _ => return Err(syntax("invalid escape", self.at)),
        })
    }

    /// A character behind `\u`: four hexadecimal digits, or twice as many for one beyond the first plane.
    fn code_point(&mut self) -> Result<char, DecodeError> {
        let unit = self.code_unit()?;
        let code = match unit {
            0xD800..0xDC00 => {
                if !self.rest().starts_with(br"\u") {
                    return Err(self.unpaired());
                }
                self.at += 2;
                match self.code_unit()? {
                    low @ 0xDC00..0xE000 => 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00),
                    _ => return Err(self.unpaired()),
                }
            }
            unit => unit,
        };
        char::from_u32(code).ok_or_else(|| self.unpaired())
    }

    /// Four hexadecimal digits.
    fn code_unit(&mut self) -> Result<u32, DecodeError> {
        let mut unit = 0;
        for _ in 0..4 {
            let Some(&byte) = self.rest().first() else {
                return Err(self.ended());
            };
            self.at += 1;
            let digit = char::from(byte).to_digit(16);
            unit = unit << 4 | digit.ok_or_else(|| syntax("invalid escape", self.at))?;
        }
        Ok(unit)
    }

    /// Steps into an array, and tells whether it has an item.
    pub(crate) fn first_item(&mut self) -> Result<bool, DecodeError> {
        self.open(b'[', "expected list")?;
        Ok(!self.ends(b']'))
    }

    /// Steps to the next item, if there is one, or else out of the array.
    pub(crate) fn next_item(&mut self) -> Result<bool, DecodeError> {
        self.goes_on(b']', "expected `,` or `]`")
    }

    /// Steps into an object to its first value, whose key it gives.
    #[inline]
    pub(crate) fn first_key(&mut self) -> Result<Option<Cow<'j, str>>, DecodeError> {
        self.open(b'{', "expected object")?;
        match self.ends(b'}') {
            true => Ok(None),
            false => self.key().map(Some),
        }
    }

    /// Steps to the next value, whose key it gives, or else out of the object.
    #[inline]
    pub(crate) fn next_key(&mut self) -> Result<Option<Cow<'j, str>>, DecodeError> {
        match self.goes_on(b'}', "expected `,` or `}`")? {
            true => self.key().map(Some),
            false => Ok(None),
        }
    }

    /// Steps over a value that is inside of `depth` others.
    pub(crate) fn skip(&mut self, depth: usize) -> DecodeResult {
        if depth > MAX_DEPTH {
            return Err(DecodeError::new(DecodeErrorKind::TooDeep));
        }
        match self.peek()? {
            Kind::Null | Kind::Boolean => self.literal().map(drop),
            Kind::Number => self.number().map(drop),
            Kind::String => self.string().map(drop),
            Kind::Array => {
                let mut more = self.first_item()?;
                while more {
                    self.skip(depth + 1)?;
                    more = self.next_item()?;
                }
                Ok(())
            }
            Kind::Object => {
                let mut key = self.first_key()?;
                while key.is_some() {
                    self.skip(depth + 1)?;
                    key = self.next_key()?;
                }
                Ok(())
            }
        }
    }

    /// Nothing but white space follows.
    pub(crate) fn finish(&mut self) -> DecodeResult {
        match self.next_mark() {
            None if self.broken => Err(self.ended()),
            None => Ok(()),
            Some(_) => Err(self.fault("trailing characters")),
        }
    }

    #[inline]
    fn key(&mut self) -> Result<Cow<'j, str>, DecodeError> {
        let Some(key) = self.next_string() else {
            return Err(self.fault("expected string"));
        };
        let key = key?;
        self.open(b':', "expected `:`")?;
        Ok(key)
    }

    #[inline]
    fn open(&mut self, mark: u8, expected: &'static str) -> DecodeResult {
        match self.ends(mark) {
            true => Ok(()),
            false => Err(self.fault(expected)),
        }
    }

    #[inline]
    fn ends(&mut self, mark: u8) -> bool {
        let found = self.next_mark() == Some(mark);
        self.at += usize::from(found);
        found
    }

    #[inline]
    fn goes_on(&mut self, end: u8, expected: &'static str) -> Result<bool, DecodeError> {
        match self.next_mark() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(mark) if mark == end => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(self.fault(expected)),
        }
    }

    /// The next byte that is not white space; it is not yet read.
    #[inline]
    fn next_mark(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                found => return found.copied(),
            }
        }
    }

    #[inline]
    fn rest(&self) -> &'j [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    #[cold]
    fn unpaired(&self) -> DecodeError {
        syntax("unpaired surrogate", self.at)
    }

    /// Something else is there than is expected, or nothing.
    #[cold]
    fn fault(&self, expected: &'static str) -> DecodeError {
        match self.rest() {
            [] => self.ended(),
            _ => syntax(expected, self.at),
        }
    }

    /// The text has come to its end.
    #[cold]
    fn ended(&self) -> DecodeError {
        let reason = match self.broken {
            true => "invalid UTF-8",
            false => "unexpected end",
        };
        syntax(reason, self.text.len())
    }
}

#[cold]
fn syntax(reason: &'static str, offset: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Syntax {
        reason: reason.to_owned(),
        offset,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(text: &str) -> DecodeResult {
        let mut tokens = Tokens::new(text.as_bytes());
        tokens.skip(0)?;
        tokens.finish()
    }

    fn string(text: &str) -> Result<Cow<'_, str>, DecodeError> {
        Tokens::new(text.as_bytes()).string()
    }

    #[test]
    fn what_rfc_8259_allows_is_read() {
        for text in [
            "null",
            " true ",
            "\t\r\nfalse",
            "0",
            "-0",
            "-0.0e-0",
            "10",
            "1E+2",
            "1.50e999",
            "\"\"",
            "\"\u{7f}\u{1f60a}\"",
            r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude0a""#,
            "[]",
            "[ ]",
            "[1 , [2] ]",
            "{}",
            r#"{ "" : { } , "a":[{}],"a":null}"#,
        ] {
            assert_eq!(skipped(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_rfc_8259_has_not_is_refused() {
        for text in [
            "",
            " ",
            "nul",
            "nulll",
            "True",
            "NaN",
            "-",
            "+1",
            "01",
            "-01",
            "1.",
            ".5",
            "1.e5",
            "1e",
            "1e+",
            "1.5.0",
            "0x1",
            "1_0",
            "--1",
            "1 2",
            "\"",
            "\"a",
            "\"\\",
            "\"\\a\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "'a'",
            "\"\u{1f}\"",
            "\"\n\"",
            "[",
            "]",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1}",
            "{",
            "}",
            "{1:2}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\" 1}",
            "{\"a\":1,}",
            "{\"a\":1 \"b\":2}",
            "{,}",
            "{\"a\":1]",
            "[]]",
            "{}}",
            "\u{feff}1",
            "\u{a0}1",
            "\u{c}1",
            "/**/1",
        ] {
            assert!(skipped(text).is_err(), "{text}");
        }
    }

    #[test]
    fn strings_are_copied_only_if_they_must() {
        let plain = string("\"na\u{ef}ve\"").unwrap();
        assert!(matches!(plain, Cow::Borrowed("na\u{ef}ve")));
        let escaped = r#""a\"\\\/\b\f\n\r\tz\u00e9\uD83D\ude0A!""#;
        assert_eq!(
            string(escaped).unwrap(),
            "a\"\\/\u{8}\u{c}\n\r\tz\u{e9}\u{1f60a}!"
        );
    }

    #[test]
    fn surrogates_come_in_pairs() {
        for text in [
            r#""\ud800""#,
            r#""\ud800\u0041""#,
            r#""\ud800x""#,
            r#""\ude0a""#,
            r#""\ud83d\ud83d""#,
        ] {
            let error = string(text).unwrap_err().to_string();
            assert!(error.contains("unpaired surrogate"), "{text}: {error}");
        }
    }

    #[test]
    fn faults_tell_where_reading_stopped_and_why() {
        for (text, fault) in [
            ("", "unexpected end at byte 0"),
            ("[1,", "unexpected end at byte 3"),
            ("[1,]", "expected value at byte 3"),
            ("[1;", "expected `,` or `]` at byte 2"),
            ("{1", "expected string at byte 1"),
            ("{\"a\" 1", "expected `:` at byte 5"),
            ("{\"a\":1;", "expected `,` or `}` at byte 6"),
            (" nul", "expected `null`, `true` or `false` at byte 1"),
            (" -a", "invalid number at byte 2"),
            ("1 2", "trailing characters at byte 2"),
            ("\"a\n", "control character in a string at byte 2"),
            ("\"a\\x", "invalid escape at byte 4"),
            ("\"a\\u00", "unexpected end at byte 6"),
            ("\"a", "unexpected end at byte 2"),
        ] {
            let error = skipped(text).unwrap_err().to_string();
            assert_eq!(error, format!("cannot read the message: {fault}"), "{text}");
        }
    }

    #[test]
    fn numbers_keep_their_text() {
        for text in ["-0", "1.50", "12345678901234567890123", "1E+400"] {
            assert_eq!(Tokens::new(text.as_bytes()).number(), Ok(text));
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(skipped(&nested(MAX_DEPTH)), Ok(()));
        for opener in ["[", "{\"a\":"] {
            assert_eq!(
                *skipped(&opener.repeat(1_000_000)).unwrap_err().kind(),
                DecodeErrorKind::TooDeep
            );
        }
    }
}
