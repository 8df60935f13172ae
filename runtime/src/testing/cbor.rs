//! CBOR as a tree, by another reader than the one that is tested.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::tree;
use crate::wire::MAX_DEPTH;
use crate::{BigDecimal, Document};

/// Everything in which a document differs from the one in base64, a line each.
pub(super) fn differences(expected: &str, actual: &[u8]) -> Vec<String> {
    let expected = STANDARD.decode(expected);
    let expected = expected.map_err(|error| error.to_string());
    match (
        expected.and_then(|expected| parse(&expected)),
        parse(actual),
    ) {
        (Ok(expected), Ok(actual)) => tree::differences(&expected, &actual),
        (Err(error), _) => vec![format!("the case states no CBOR: {error}")],
        (_, Err(error)) => vec![format!("no CBOR: {error}, in {actual:02x?}")],
    }
}

/// Reads one item and nothing behind it. Numbers are what they are worth, however wide; byte strings and tagged
/// items are objects that say so.
fn parse(cbor: &[u8]) -> Result<Document, String> {
    let mut rest = Bytes(cbor);
    match rest.item(0)? {
        Some(item) if rest.0.is_empty() => Ok(item),
        Some(_) => Err(format!("{} bytes are left", rest.0.len())),
        None => Err("a break ends nothing".to_owned()),
    }
}

/// Bytes that are read from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: u64) -> Result<&'a [u8], String> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let split = self.0.split_at_checked(length);
        let (taken, rest) = split.ok_or("it ends early")?;
        self.0 = rest;
        Ok(taken)
    }

    /// A number of so many bytes.
    fn number(&mut self, bytes: u64) -> Result<u64, String> {
        let weigh = |number, byte: &u8| number << 8 | u64::from(*byte);
        Ok(self.take(bytes)?.iter().fold(0, weigh))
    }

    /// An item, or nothing of a break.
    fn item(&mut self, depth: usize) -> Result<Option<Document>, String> {
        if depth > MAX_DEPTH {
            return Err("it nests too deep".to_owned());
        }
        let first = self.number(1)?;
        let (major, info) = (first >> 5, first & 0x1F);
        let argument = match info {
            0..24 => Some(info),
            24..28 => Some(self.number(1 << (info - 24))?),
            31 => None,
            _ => return Err(format!("{first:#x} begins nothing")),
        };
        Ok(Some(match (major, argument) {
            (0, Some(value)) => Document::Number(value.into()),
            (1, Some(value)) => Document::Number((-1 - i128::from(value)).into()),
            (2, length) => {
                let bytes = self.string(2, length)?;
                named("bytes", format!("{bytes:02x?}").into())
            }
            (3, length) => {
                let text = String::from_utf8(self.string(3, length)?);
                Document::String(text.map_err(|error| error.to_string())?)
            }
            (4, length) => Document::Array(self.items(length, depth)?),
            (5, length) => self.map(length, depth)?,
            (6, Some(tag)) => {
                let item = self.item(depth + 1)?.ok_or("a tag is of nothing")?;
                named(&format!("tag {tag}"), item)
            }
            (7, None) => return Ok(None),
            (7, Some(value)) => simple(info, value),
            _ => return Err(format!("{first:#x} begins nothing")),
        }))
    }

    /// A string, or its chunks.
    fn string(&mut self, major: u64, length: Option<u64>) -> Result<Vec<u8>, String> {
        if let Some(length) = length {
            return self.take(length).map(<[u8]>::to_vec);
        }
        let mut whole = Vec::new();
        loop {
            let first = self.number(1)?;
            let length = match (first, first & 0x1F) {
                (0xFF, _) => return Ok(whole),
                (_, info @ 0..24) if first >> 5 == major => info,
                (_, info @ 24..28) if first >> 5 == major => self.number(1 << (info - 24))?,
                _ => return Err(format!("{first:#x} begins no chunk")),
            };
            whole.extend_from_slice(self.take(length)?);
        }
    }

    fn items(&mut self, length: Option<u64>, depth: usize) -> Result<Vec<Document>, String> {
        let mut items = Vec::new();
        while length.is_none_or(|length| (items.len() as u64) < length) {
            match self.item(depth + 1)? {
                Some(item) => items.push(item),
                None if length.is_none() => break,
                None => return Err("a break ends nothing".to_owned()),
            }
        }
        Ok(items)
    }

    fn map(&mut self, length: Option<u64>, depth: usize) -> Result<Document, String> {
        let items = self.items(length.map(|length| length.saturating_mul(2)), depth)?;
        let mut entries = BTreeMap::new();
        let (pairs, rest) = items.as_chunks::<2>();
        for [key, value] in pairs {
            let key = key.as_str().ok_or("a key is no text string")?;
            if entries.insert(key.to_owned(), value.clone()).is_some() {
                return Err(format!("the key {key:?} is there twice"));
            }
        }
        match rest {
            [] => Ok(Document::Object(entries)),
            _ => Err("a key has no value".to_owned()),
        }
    }
}

fn named(name: &str, value: Document) -> Document {
    Document::Object(BTreeMap::from([(name.to_owned(), value)]))
}

fn simple(info: u64, value: u64) -> Document {
    // The width is that of the argument.
    match (info, value) {
        (20 | 21, _) => Document::Boolean(info == 21),
        (22, _) => Document::Null,
        (25, bits) => float(half(bits)),
        (26, bits) => float(f32::from_bits(bits as u32).into()),
        (27, bits) => float(f64::from_bits(bits)),
        (_, value) => named("simple", (value as i64).into()),
    }
}

/// The same number as a float of 32 bits, whose exponent has three bits more.
fn half(bits: u64) -> f64 {
    let (sign, exponent, fraction) = (bits >> 15, bits >> 10 & 0x1F, bits & 0x3FF);
    let exponent = match exponent {
        0 => {
            let tiny = fraction as f64 / f64::from(1 << 24);
            return if sign == 1 { -tiny } else { tiny };
        }
        31 => 255,
        normal => normal + 112,
    };
    f32::from_bits((sign << 31 | exponent << 23 | fraction << 13) as u32).into()
}

fn float(value: f64) -> Document {
    BigDecimal::from_f64(value).map_or_else(|| value.to_string().into(), Document::Number)
}

#[cfg(test)]
mod tests {
    use super::super::tree::print;
    use super::*;

    fn shown(cbor: &[u8]) -> String {
        parse(cbor).map_or_else(|error| error, |item| print(&item))
    }

    #[test]
    fn items_are_what_they_are_worth() {
        for (cbor, tree) in [
            (&[0x18, 0x64][..], "100"),
            (&[0x38, 0x63], "-100"),
            (&[0xF9, 0x3E, 0x00], "1.5"),
            (&[0xF9, 0x00, 0x50], "4.76837158203125e-6"),
            (&[0xF9, 0xFC, 0x00], "\"-inf\""),
            (&[0xFA, 0x7F, 0xC0, 0, 0], "\"NaN\""),
            (&[0xFB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0], "1.5"),
            (&[0xC1, 0x00], "{\"tag 1\":0}"),
            (&[0x42, 0x00, 0xFF], "{\"bytes\":\"[00, ff]\"}"),
            (
                &[0x5F, 0x41, 0x00, 0x41, 0xFF, 0xFF],
                "{\"bytes\":\"[00, ff]\"}",
            ),
            (&[0x7F, 0x61, b'a', 0x60, 0xFF], "\"a\""),
            (&[0x82, 0xF5, 0xF6], "[true,null]"),
            (&[0x9F, 0xF4, 0xF7, 0xFF], "[false,{\"simple\":23}]"),
            (&[0xBF, 0x61, b'a', 0xA0, 0xFF], "{\"a\":{}}"),
        ] {
            assert_eq!(shown(cbor), tree, "{cbor:02x?}");
        }
    }

    #[test]
    fn what_is_no_item_is_told() {
        for (cbor, fault) in [
            (&[0x18][..], "it ends early"),
            (&[0x00, 0x00], "1 bytes are left"),
            (&[0xFF], "a break ends nothing"),
            (&[0x81, 0xFF], "a break ends nothing"),
            (&[0x1C], "0x1c begins nothing"),
            (&[0x7F, 0x41, 0x00, 0xFF], "0x41 begins no chunk"),
            (&[0xA1, 0x00, 0x00], "a key is no text string"),
            (&[0xBF, 0x61, b'a', 0xFF], "a key has no value"),
            (
                &[0xA2, 0x61, b'a', 0x00, 0x61, b'a', 0x00],
                "the key \"a\" is there twice",
            ),
        ] {
            assert_eq!(shown(cbor), fault, "{cbor:02x?}");
        }
    }
}
