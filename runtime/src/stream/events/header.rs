//! Headers of messages: [the ten types] of their values.
//!
//! [the ten types]: https://smithy.io/2.0/aws/amazon-eventstream.html#headers-format

use bytes::{Buf, BufMut, Bytes};

/// The name and value of a header.
pub(crate) type Header = (String, HeaderValue);

/// The value of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HeaderValue {
    Boolean(bool),
    Byte(i8),
    Short(i16),
    Integer(i32),
    Long(i64),
    Bytes(Bytes),
    Text(String),
    /// Milliseconds since 1970-01-01T00:00:00Z.
    Timestamp(i64),
    Uuid([u8; 16]),
}

/// The lengths of bytes and texts are signed on the wire to some readers.
const LONGEST_VALUE: usize = i16::MAX as usize;

impl HeaderValue {
    /// The text, if it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for HeaderValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Writes a header; says why it cannot be written.
pub(crate) fn write(
    name: &str,
    value: &HeaderValue,
    out: &mut Vec<u8>,
) -> Result<(), &'static str> {
    let length =
        u8::try_from(name.len()).map_err(|_| "a header's name is longer than 255 bytes")?;
    out.put_u8(length);
    out.put_slice(name.as_bytes());
    match value {
        HeaderValue::Boolean(true) => out.put_u8(0),
        HeaderValue::Boolean(false) => out.put_u8(1),
        HeaderValue::Byte(value) => {
            out.put_u8(2);
            out.put_i8(*value);
        }
        HeaderValue::Short(value) => {
            out.put_u8(3);
            out.put_i16(*value);
        }
        HeaderValue::Integer(value) => {
            out.put_u8(4);
            out.put_i32(*value);
        }
        HeaderValue::Long(value) => {
            out.put_u8(5);
            out.put_i64(*value);
        }
        HeaderValue::Bytes(bytes) => {
            out.put_u8(6);
            write_bytes(bytes, out)?;
        }
        HeaderValue::Text(text) => {
            out.put_u8(7);
            write_bytes(text.as_bytes(), out)?;
        }
        HeaderValue::Timestamp(milliseconds) => {
            out.put_u8(8);
            out.put_i64(*milliseconds);
        }
        HeaderValue::Uuid(bytes) => {
            out.put_u8(9);
            out.put_slice(bytes);
        }
    }
    Ok(())
}

fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
    let length = u16::try_from(bytes.len()).ok();
    let length = length
        .filter(|_| bytes.len() <= LONGEST_VALUE)
        .ok_or("a header's value is longer than 32,767 bytes")?;
    out.put_u16(length);
    out.put_slice(bytes);
    Ok(())
}

/// Reads all headers of a message.
pub(super) fn read(mut from: Bytes) -> Result<Vec<Header>, &'static str> {
    let mut headers: Vec<Header> = Vec::new();
    while from.has_remaining() {
        let name = read_name(&mut from).ok_or("a header's name is cut off or is no text")?;
        let value =
            read_value(&mut from).ok_or("a header's value is cut off or of no known type")?;
        if headers.iter().any(|(earlier, _)| *earlier == name) {
            return Err("a header is there twice");
        }
        headers.push((name, value));
    }
    Ok(headers)
}

fn read_name(from: &mut Bytes) -> Option<String> {
    let length = from.try_get_u8().ok()?;
    let name = take(from, length.into())?;
    let name = String::from_utf8(name.into()).ok()?;
    (!name.is_empty()).then_some(name)
}

fn read_value(from: &mut Bytes) -> Option<HeaderValue> {
    Some(match from.try_get_u8().ok()? {
        0 => HeaderValue::Boolean(true),
        1 => HeaderValue::Boolean(false),
        2 => HeaderValue::Byte(from.try_get_i8().ok()?),
        3 => HeaderValue::Short(from.try_get_i16().ok()?),
        4 => HeaderValue::Integer(from.try_get_i32().ok()?),
        5 => HeaderValue::Long(from.try_get_i64().ok()?),
        6 => HeaderValue::Bytes(read_bytes(from)?),
        7 => HeaderValue::Text(String::from_utf8(read_bytes(from)?.into()).ok()?),
        8 => HeaderValue::Timestamp(from.try_get_i64().ok()?),
        9 => {
            let mut uuid = [0; 16];
            from.try_copy_to_slice(&mut uuid).ok()?;
            HeaderValue::Uuid(uuid)
        }
        _ => return None,
    })
}

fn read_bytes(from: &mut Bytes) -> Option<Bytes> {
    let length = from.try_get_u16().ok()?;
    take(from, length.into())
}

fn take(from: &mut Bytes, length: usize) -> Option<Bytes> {
    (length <= from.len()).then(|| from.split_to(length))
}
