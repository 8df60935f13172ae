//! The JSON text of strings and numbers.

use std::fmt;

use super::{Dialect, scan};
use crate::wire::Member;

/// Writes a string in quotes, with as few escapes as may be.
pub(crate) fn quote(text: &str, out: &mut Vec<u8>) {
    let text = text.as_bytes();
    out.reserve(text.len() + 2);
    out.push(b'"');
    let (plain, rest) = text.split_at(scan::plain(text));
    out.extend_from_slice(plain);
    if !rest.is_empty() {
        escape_all(rest, out);
    }
    out.push(b'"');
}

/// Writes a member's name in quotes.
#[inline]
pub(super) fn quote_name(member: &Member, dialect: Dialect, out: &mut Vec<u8>) {
    let name = dialect.names().of(member);
    if !member.plain {
        return quote(name, out);
    }
    let name = name.as_bytes();
    out.reserve(name.len() + 3);
    out.push(b'"');
    out.extend_from_slice(name);
    out.push(b'"');
}

/// Writes a text that begins with a byte that does not stand for itself.
#[inline(never)]
fn escape_all(mut text: &[u8], out: &mut Vec<u8>) {
    while let Some((&byte, rest)) = text.split_first() {
        escape(byte, out);
        let (plain, special) = rest.split_at(scan::plain(rest));
        out.extend_from_slice(plain);
        text = special;
    }
}

/// Writes a byte that does not stand for itself.
fn escape(byte: u8, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
        0x08 => out.extend_from_slice(br"\b"),
        b'\t' => out.extend_from_slice(br"\t"),
        b'\n' => out.extend_from_slice(br"\n"),
        0x0C => out.extend_from_slice(br"\f"),
        b'\r' => out.extend_from_slice(br"\r"),
        byte => {
            let digit = |value: u8| HEX[usize::from(value & 0xF)];
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte)]);
        }
    }
}

/// The shortest text that reads back as the same float or double, if it is finite.
pub(crate) fn finite(value: impl fmt::Debug) -> String {
    // Rust writes finite numbers so that they are JSON, too.
    format!("{value:?}")
}

#[cfg(test)]
mod tests {
    use super::super::Tokens;
    use super::*;

    fn quoted(text: &str) -> String {
        let mut out = Vec::new();
        quote(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_string_is_escaped_where_json_wants_it() {
        assert_eq!(quoted(""), r#""""#);
        assert_eq!(
            quoted("\"a\\b/c\u{8}\t\n\u{c}\r\0\u{1f}\u{7f}\u{1f60a}"),
            "\"\\\"a\\\\b/c\\b\\t\\n\\f\\r\\u0000\\u001f\u{7f}\u{1f60a}\""
        );
    }

    #[test]
    fn any_character_reads_back() {
        for char in '\0'..=char::MAX {
            let written = quoted(&char.to_string());
            let read = Tokens::new(written.as_bytes())
                .string()
                .unwrap()
                .into_owned();
            assert_eq!(read, char.to_string());
        }
    }

    #[test]
    fn doubles_are_json_numbers_that_read_back() {
        for (value, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e16"),
            (1.5e-7, "1.5e-7"),
            (f64::MAX, "1.7976931348623157e308"),
            (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(finite(value), text);
            assert_eq!(Tokens::new(text.as_bytes()).number(), Ok(text));
            assert_eq!(text.parse(), Ok(value));
        }
        assert_eq!(finite(0.1f32), "0.1");
        assert_eq!(finite(f32::MAX), "3.4028235e38");
    }
}
