//! The JSON text of strings and numbers.

use std::fmt;

/// Writes a string in quotes, with as few escapes as may be.
pub(crate) fn quote(text: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| needs_escape(byte)) {
        out.extend_from_slice(&rest[..at]);
        match rest[at] {
            byte @ (b'"' | b'\\') => out.extend_from_slice(&[b'\\', byte]),
            0x08 => out.extend_from_slice(br"\b"),
            b'\t' => out.extend_from_slice(br"\t"),
            b'\n' => out.extend_from_slice(br"\n"),
            0x0C => out.extend_from_slice(br"\f"),
            b'\r' => out.extend_from_slice(br"\r"),
            byte => {
                out.extend_from_slice(br"\u00");
                out.push(HEX[usize::from(byte >> 4)]);
                out.push(HEX[usize::from(byte & 0xF)]);
            }
        }
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn needs_escape(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | ..0x20)
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
