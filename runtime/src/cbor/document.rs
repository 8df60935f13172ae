//! Values without a schema, in CBOR.

use std::collections::BTreeMap;

use super::tokens::{Kind, Tokens};
use super::write::Writer;
use super::{decode, number};
use crate::wire::{DecodeError, EncodeError, EncodeResult, MAX_DEPTH};
use crate::{BigDecimal, DecodeErrorKind, Document, EncodeErrorKind};

pub(super) fn write(value: &Document, out: &mut Writer, depth: usize) -> EncodeResult {
    if depth > MAX_DEPTH {
        return Err(EncodeError::new(EncodeErrorKind::TooDeep));
    }
    match value {
        Document::Null => out.null(),
        Document::Boolean(value) => out.boolean(*value),
        Document::Number(value) => write_number(value, out)?,
        Document::String(value) => out.text(value),
        Document::Array(items) => {
            out.array(items.len());
            for item in items {
                write(item, out, depth + 1)?;
            }
        }
        Document::Object(entries) => {
            out.map(entries.len());
            for (key, value) in entries {
                out.text(key);
                write(value, out, depth + 1)?;
            }
        }
    }
    Ok(())
}

/// Whole numbers as such, others as floats if those have all of their digits.
fn write_number(value: &BigDecimal, out: &mut Writer) -> EncodeResult {
    let text = value.as_str();
    if !text.contains(['.', 'e', 'E']) {
        return out.whole(text);
    }
    let float = value.to_f64();
    match BigDecimal::from_f64(float) {
        Some(same) if same == *value => {
            out.float(float);
            Ok(())
        }
        _ => out.decimal(text),
    }
}

pub(super) fn read(tokens: &mut Tokens<'_>, depth: usize) -> Result<Document, DecodeError> {
    if depth > MAX_DEPTH {
        return Err(DecodeError::new(DecodeErrorKind::TooDeep));
    }
    Ok(match tokens.peek()? {
        Kind::Null => {
            tokens.null();
            Document::Null
        }
        Kind::Boolean => Document::Boolean(tokens.boolean()?),
        Kind::Integer | Kind::Float | Kind::Tag => {
            let number = number::read(tokens)?.parse();
            Document::Number(number.map_err(|_| {
                DecodeError::unexpected("a number with an exponent in range", "another number")
            })?)
        }
        Kind::Text => Document::String(tokens.text()?.into_owned()),
        Kind::Array => {
            let mut left = tokens.enter_array()?;
            let mut items = Vec::new();
            while tokens.more(&mut left)? {
                let item = read(tokens, depth + 1);
                items.push(item.map_err(|error| error.within(&items.len().to_string()))?);
            }
            Document::Array(items)
        }
        Kind::Map => {
            let mut left = tokens.enter_map()?;
            let mut entries = BTreeMap::new();
            while let Some(key) = tokens.next_key(&mut left)? {
                let value = read(tokens, depth + 1).map_err(|error| error.within(&key))?;
                entries.insert(key.into_owned(), value);
            }
            Document::Object(entries)
        }
        found @ (Kind::Bytes | Kind::Simple) => {
            return Err(decode::wrong_kind("a document", found));
        }
    })
}
