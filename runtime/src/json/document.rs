//! Values without a schema, in JSON.

use std::collections::BTreeMap;

use super::text::quote;
use super::{Kind, Tokens};
use crate::wire::{DecodeError, EncodeError, EncodeResult, MAX_DEPTH};
use crate::{DecodeErrorKind, Document, EncodeErrorKind};

pub(super) fn write(value: &Document, out: &mut Vec<u8>, depth: usize) -> EncodeResult {
    if depth > MAX_DEPTH {
        return Err(EncodeError::new(EncodeErrorKind::TooDeep));
    }
    match value {
        Document::Null => out.extend_from_slice(b"null"),
        Document::Boolean(true) => out.extend_from_slice(b"true"),
        Document::Boolean(false) => out.extend_from_slice(b"false"),
        Document::Number(value) => out.extend_from_slice(value.as_str().as_bytes()),
        Document::String(value) => quote(value, out),
        Document::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                separate(index, out);
                write(item, out, depth + 1)?;
            }
            out.push(b']');
        }
        Document::Object(entries) => {
            out.push(b'{');
            for (index, (key, value)) in entries.iter().enumerate() {
                separate(index, out);
                quote(key, out);
                out.push(b':');
                write(value, out, depth + 1)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

fn separate(index: usize, out: &mut Vec<u8>) {
    if index > 0 {
        out.push(b',');
    }
}

pub(super) fn read(tokens: &mut Tokens<'_>, depth: usize) -> Result<Document, DecodeError> {
    if depth > MAX_DEPTH {
        return Err(DecodeError::new(DecodeErrorKind::TooDeep));
    }
    Ok(match tokens.peek()? {
        Kind::Null | Kind::Boolean => tokens.literal()?.map_or(Document::Null, Document::Boolean),
        Kind::Number => {
            let number = tokens.number()?.parse();
            Document::Number(
                number
                    .map_err(|_| DecodeError::unexpected("a number", "an exponent out of range"))?,
            )
        }
        Kind::String => Document::String(tokens.string()?.into_owned()),
        Kind::Array => {
            let mut items = Vec::new();
            let mut more = tokens.first_item()?;
            while more {
                let item = read(tokens, depth + 1);
                items.push(item.map_err(|error| error.within(&items.len().to_string()))?);
                more = tokens.next_item()?;
            }
            Document::Array(items)
        }
        Kind::Object => {
            let mut entries = BTreeMap::new();
            let mut key = tokens.first_key()?;
            while let Some(name) = key {
                let value = read(tokens, depth + 1).map_err(|error| error.within(&name))?;
                entries.insert(name.into_owned(), value);
                key = tokens.next_key()?;
            }
            Document::Object(entries)
        }
    })
}
