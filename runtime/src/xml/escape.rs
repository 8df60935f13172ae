//! Texts as XML has them.

use crate::wire::{EncodeError, EncodeResult};

/// What a byte of a text is in XML.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    /// Stands for itself.
    Plain,
    /// Stands for itself between tags, and not in an attribute, whose white space is one space to readers.
    Spacing,
    /// Is written as a reference.
    Special,
    /// Has no place in XML.
    Refused,
    /// May begin U+FFFE or U+FFFF, which have no place in XML.
    Lead,
}

static BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Plain; 256];
    let mut control = 0;
    while control < 0x20 {
        bytes[control] = Byte::Refused;
        control += 1;
    }
    bytes[b'\t' as usize] = Byte::Spacing;
    bytes[b'\n' as usize] = Byte::Spacing;
    bytes[b'"' as usize] = Byte::Spacing;
    // A reader takes it for a line feed.
    bytes[b'\r' as usize] = Byte::Special;
    bytes[b'&' as usize] = Byte::Special;
    bytes[b'<' as usize] = Byte::Special;
    bytes[b'>' as usize] = Byte::Special;
    bytes[0xEF] = Byte::Lead;
    bytes
};

/// Whether XML has all of a text's characters.
pub(super) fn is_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .iter()
        .enumerate()
        .all(|(at, &byte)| match BYTES[usize::from(byte)] {
            Byte::Refused => false,
            Byte::Lead => !is_refused(&bytes[at + 1..]),
            Byte::Plain | Byte::Spacing | Byte::Special => true,
        })
}

/// Whether what follows a [`Byte::Lead`] makes it U+FFFE or U+FFFF.
fn is_refused(after: &[u8]) -> bool {
    matches!(after, [0xBF, 0xBE | 0xBF, ..])
}

/// Writes a text between tags.
pub(super) fn text(text: &str, out: &mut Vec<u8>) -> EncodeResult {
    write(text, false, out)
}

/// Writes a text between the quotes of an attribute.
pub(super) fn attribute(text: &str, out: &mut Vec<u8>) -> EncodeResult {
    write(text, true, out)
}

fn write(text: &str, quoted: bool, out: &mut Vec<u8>) -> EncodeResult {
    let mut rest = text.as_bytes();
    out.reserve(rest.len());
    loop {
        let is_plain = |byte: u8| match BYTES[usize::from(byte)] {
            Byte::Plain => true,
            Byte::Spacing => !quoted,
            Byte::Special | Byte::Refused | Byte::Lead => false,
        };
        let plain = rest
            .iter()
            .position(|&byte| !is_plain(byte))
            .unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        let Some((&special, after)) = rest[plain..].split_first() else {
            return Ok(());
        };
        match BYTES[usize::from(special)] {
            Byte::Refused => return Err(no_character()),
            Byte::Lead if is_refused(after) => return Err(no_character()),
            Byte::Lead | Byte::Plain => out.push(special),
            Byte::Special | Byte::Spacing => out.extend_from_slice(reference(special)),
        }
        rest = after;
    }
}

fn reference(byte: u8) -> &'static [u8] {
    match byte {
        b'&' => b"&amp;",
        b'<' => b"&lt;",
        b'>' => b"&gt;",
        b'"' => b"&quot;",
        b'\t' => b"&#9;",
        b'\n' => b"&#10;",
        _ => b"&#13;",
    }
}

#[cold]
fn no_character() -> EncodeError {
    EncodeError::unrepresentable("XML has no control characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, quoted: bool) -> Result<String, EncodeError> {
        let mut out = Vec::new();
        write(text, quoted, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_text_has_references_for_what_is_markup() {
        let text = "a<b>&\"c'\t\n\r\u{85}\u{2028}\u{ff00}\u{1f60a}";
        assert_eq!(
            written(text, false).unwrap(),
            "a&lt;b&gt;&amp;\"c'\t\n&#13;\u{85}\u{2028}\u{ff00}\u{1f60a}"
        );
        assert_eq!(
            written(text, true).unwrap(),
            "a&lt;b&gt;&amp;&quot;c'&#9;&#10;&#13;\u{85}\u{2028}\u{ff00}\u{1f60a}"
        );
    }

    #[test]
    fn what_xml_cannot_have_is_refused() {
        for text in ["\0", "a\u{1}", "\u{1f}", "\u{fffe}", "b\u{ffff}c"] {
            assert!(written(text, false).is_err(), "{text:?}");
            assert!(written(text, true).is_err(), "{text:?}");
            assert!(!is_text(text), "{text:?}");
        }
        assert!(written("\u{fffd}\u{7f}", false).is_ok());
        assert!(is_text("\u{fffd}\u{7f}\r"));
    }
}
