//! JSON text in pieces ([RFC 8259]): the lexer knows words, numbers and strings, this knows what may
//! follow what. How deep values nest is for the caller to bound.
//!
//! [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259

use std::borrow::Cow;

use hifijson::SliceLexer;
use hifijson::num::LexWrite as _;
use hifijson::str::{Error as StringError, LexAlloc as _};
use hifijson::token::Lex as _;
use hifijson::{Read as _, escape};

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
    lexer: SliceLexer<'j>,
    json: &'j [u8],
    /// As much of it as is UTF-8, so that no string has to be looked at for that on its own.
    text: &'j str,
}

impl<'j> Tokens<'j> {
    pub(crate) fn new(json: &'j [u8]) -> Self {
        Self {
            lexer: SliceLexer::new(json),
            json,
            text: valid(json),
        }
    }

    /// What the next value is; it is not yet read.
    pub(crate) fn peek(&mut self) -> Result<Kind, DecodeError> {
        match self.lexer.ws_peek() {
            Some(b'n') => Ok(Kind::Null),
            Some(b't' | b'f') => Ok(Kind::Boolean),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(b'"') => Ok(Kind::String),
            Some(b'[') => Ok(Kind::Array),
            Some(b'{') => Ok(Kind::Object),
            _ => Err(self.fault("expected value")),
        }
    }

    /// A boolean, or `null`, which is none.
    pub(crate) fn literal(&mut self) -> Result<Option<bool>, DecodeError> {
        self.peek()?;
        let start = self.offset();
        let expected = || syntax("expected `null`, `true` or `false`", start);
        self.lexer.null_or_bool().ok_or_else(expected)
    }

    /// The text of a number.
    pub(crate) fn number(&mut self) -> Result<&'j str, DecodeError> {
        self.peek()?;
        match self.lexer.num_string().validated() {
            Ok((text, _)) => Ok(text),
            Err(_) => Err(self.fault("invalid number")),
        }
    }

    /// What a string means; it is copied only if it has escapes.
    pub(crate) fn string(&mut self) -> Result<Cow<'j, str>, DecodeError> {
        match self.next_string() {
            Some(string) => string,
            None => Err(self.fault("expected string")),
        }
    }

    /// The same, if a string is what comes next.
    #[inline(always)]
    pub(crate) fn next_string(&mut self) -> Option<Result<Cow<'j, str>, DecodeError>> {
        self.ends(b'"').then(|| match self.plain_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.any_string(),
        })
    }

    /// What a string means that is without escapes, as most are, if it is one.
    #[inline]
    fn plain_string(&mut self) -> Option<&'j str> {
        let rest = self.lexer.as_slice();
        let length = scan::plain(rest);
        let (b'"', after) = rest.get(length..)?.split_first()? else {
            return None;
        };
        let start = self.offset();
        let text = self.text.get(start..start + length)?;
        self.lexer = SliceLexer::new(after);
        Some(text)
    }

    #[inline(never)]
    fn any_string(&mut self) -> Result<Cow<'j, str>, DecodeError> {
        let text = self.lexer.str_string();
        text.map_err(|error| self.in_string(&error))
    }

    /// Whether `null` is what comes next, if anything is that JSON knows.
    #[inline]
    pub(crate) fn is_null(&mut self) -> bool {
        self.lexer.ws_peek() == Some(b'n')
    }

    /// Steps into an array, and tells whether it has an item.
    pub(crate) fn first_item(&mut self) -> Result<bool, DecodeError> {
        self.open(b'[', "expected list")?;
        Ok(self.begins_item())
    }

    /// Steps into an array, if one is what comes next.
    #[inline]
    pub(crate) fn enter_array(&mut self) -> bool {
        self.ends(b'[')
    }

    /// Tells whether an array that was just entered has an item, and else steps out of it.
    #[inline]
    pub(crate) fn begins_item(&mut self) -> bool {
        !self.ends(b']')
    }

    /// Steps to the next item, if there is one, or else out of the array.
    pub(crate) fn next_item(&mut self) -> Result<bool, DecodeError> {
        self.goes_on(b']', "expected `,` or `]`")
    }

    /// Steps into an object to its first value, whose key it gives.
    #[inline]
    pub(crate) fn first_key(&mut self) -> Result<Option<Cow<'j, str>>, DecodeError> {
        self.open(b'{', "expected object")?;
        self.begins_key()
    }

    /// Steps into an object, if one is what comes next.
    #[inline]
    pub(crate) fn enter_object(&mut self) -> bool {
        self.ends(b'{')
    }

    /// Steps to the first value of an object that was just entered, or else out of it.
    #[inline]
    pub(crate) fn begins_key(&mut self) -> Result<Option<Cow<'j, str>>, DecodeError> {
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
        match self.lexer.ws_peek() {
            None => Ok(()),
            Some(_) => Err(self.fault("trailing characters")),
        }
    }

    #[inline]
    fn key(&mut self) -> Result<Cow<'j, str>, DecodeError> {
        let key = self.string()?;
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
        self.lexer.expect(SliceLexer::ws_peek, mark).is_some()
    }

    #[inline]
    fn goes_on(&mut self, end: u8, expected: &'static str) -> Result<bool, DecodeError> {
        match self.lexer.ws_peek() {
            Some(b',') => {
                self.lexer.take_next();
                Ok(true)
            }
            Some(mark) if mark == end => {
                self.lexer.take_next();
                Ok(false)
            }
            _ => Err(self.fault(expected)),
        }
    }

    /// The lexer's own reasons quote the text, which may be a secret.
    #[cold]
    fn in_string(&self, error: &StringError) -> DecodeError {
        let reason = match error {
            StringError::Control => {
                // The lexer is past it.
                return syntax("control character in a string", self.offset() - 1);
            }
            StringError::Eof | StringError::Escape(escape::Error::Eof) => "unexpected end",
            StringError::Utf8(_) => {
                // The lexer counts from some place in the string.
                let valid = std::str::from_utf8(self.json)
                    .map_or_else(|error| error.valid_up_to(), str::len);
                return syntax("invalid UTF-8", valid);
            }
            StringError::Escape(
                escape::Error::InvalidChar(_) | escape::Error::ExpectedLowSurrogate,
            ) => "unpaired surrogate",
            StringError::Escape(_) => "invalid escape",
        };
        syntax(reason, self.offset())
    }

    /// Something else is there than is expected, or nothing.
    #[cold]
    fn fault(&self, expected: &'static str) -> DecodeError {
        let reason = match self.lexer.as_slice() {
            [] => "unexpected end",
            _ => expected,
        };
        syntax(reason, self.offset())
    }

    fn offset(&self) -> usize {
        self.json.len() - self.lexer.as_slice().len()
    }
}

/// What the bytes are as text, to the first that is none.
fn valid(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
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
