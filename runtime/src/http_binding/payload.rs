//! The member that is a whole body, or the payload of an event: a text, bytes, or a document.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::wire::refuse::refuse_decoding;
use crate::wire::{
    Codec, Decode, DecodeError, DecodeResult, Decoder, Encode, EncodeError, EncodeResult, Encoder,
    Reading, ServiceSchema, Shape, encode_only,
};
use crate::{Blob, Document, Timestamp};

/// The media type of a text that the model says nothing of.
pub(crate) const TEXT: &str = "text/plain";
/// The media type of bytes that the model says nothing of.
pub(crate) const BYTES: &str = "application/octet-stream";

/// Writes the member at `index` as a payload, and tells its media type; nothing if it is absent.
pub(crate) fn encode_payload<C: Codec, T: Shape>(
    service: &'static ServiceSchema,
    value: &T,
    index: usize,
) -> Result<Option<(Bytes, &'static str)>, EncodeError> {
    let mut raw = Raw::Absent;
    encode_only(value, index, &mut raw)?;
    let stated = T::SCHEMA.members[index].media_type;
    Ok(match raw {
        Raw::Absent => None,
        Raw::Text(text) => Some((text, stated.unwrap_or(TEXT))),
        Raw::Bytes(bytes) => Some((bytes, stated.unwrap_or(BYTES))),
        Raw::Document => C::encode_member(service, value, index)?
            .map(|document| (document.into(), C::MEDIA_TYPE)),
    })
}

/// Reads the member at `index` from a payload. No bytes are an empty string or blob if the member is
/// required, else none.
pub(crate) fn decode_payload<C: Codec, T: Shape>(
    value: &mut T,
    index: usize,
    kind: PayloadKind,
    payload: &Bytes,
    reading: &mut Reading,
) -> DecodeResult {
    let member = &T::SCHEMA.members[index];
    match kind {
        PayloadKind::Structure | PayloadKind::Document if payload.is_empty() => {
            match member.required {
                true => reading.miss(member),
                false => Ok(()),
            }
        }
        PayloadKind::Structure | PayloadKind::Document => {
            C::decode_member(value, index, payload, reading)
        }
        PayloadKind::Text | PayloadKind::Bytes if payload.is_empty() => Ok(()),
        PayloadKind::Text | PayloadKind::Bytes => value
            .decode_member(&mut RawReader { index, payload })
            .map_err(|error| error.within(member.name)),
    }
}

/// What kind of value a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PayloadKind {
    /// A structure: a document.
    Structure,
    /// Any other value that is a document.
    Document,
    /// A string or an enum: its text.
    Text,
    /// A blob: its bytes.
    Bytes,
}

/// The kind of the member at `index`.
pub(crate) fn payload_kind<T: Shape>(index: usize) -> PayloadKind {
    let mut probe = Probe {
        index,
        kind: PayloadKind::Document,
    };
    // The probe gives a value whatever it is asked for, so this does not fail.
    let _ = T::blank().decode_member(&mut probe);
    probe.kind
}

/// Notes what it is asked to read.
struct Probe {
    index: usize,
    kind: PayloadKind,
}

impl Decoder for Probe {
    fn index(&self) -> usize {
        self.index
    }

    fn structure<T: Shape>(&mut self, _value: &mut T) -> DecodeResult {
        self.kind = if T::UNION {
            PayloadKind::Document
        } else {
            PayloadKind::Structure
        };
        Ok(())
    }

    fn list<T: Decode>(&mut self, _items: &mut Vec<T>) -> DecodeResult {
        Ok(())
    }

    fn map<T: Decode>(&mut self, _entries: &mut BTreeMap<String, T>) -> DecodeResult {
        Ok(())
    }

    fn null(&mut self) -> Result<bool, DecodeError> {
        Ok(false)
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        Ok(false)
    }

    fn integer(&mut self, min: i64, _max: i64) -> Result<i64, DecodeError> {
        Ok(min)
    }

    fn float(&mut self) -> Result<f32, DecodeError> {
        Ok(0.0)
    }

    fn double(&mut self) -> Result<f64, DecodeError> {
        Ok(0.0)
    }

    fn big_number(&mut self) -> Result<String, DecodeError> {
        Ok("0".to_owned())
    }

    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        self.kind = PayloadKind::Text;
        Ok(take(""))
    }

    fn blob(&mut self) -> Result<Blob, DecodeError> {
        self.kind = PayloadKind::Bytes;
        Ok(Blob::default())
    }

    fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        Ok(Timestamp::UNIX_EPOCH)
    }

    fn document(&mut self) -> Result<Document, DecodeError> {
        Ok(Document::Null)
    }
}

/// What a payload is written as.
enum Raw {
    Absent,
    Text(Bytes),
    Bytes(Bytes),
    Document,
}

impl Raw {
    fn document(&mut self) -> EncodeResult {
        *self = Self::Document;
        Ok(())
    }
}

impl Encoder for Raw {
    fn structure<T: Shape>(&mut self, _: &T) -> EncodeResult {
        self.document()
    }

    fn list<T: Encode>(&mut self, _: &[T]) -> EncodeResult {
        self.document()
    }

    fn map<T: Encode>(&mut self, _: &BTreeMap<String, T>) -> EncodeResult {
        self.document()
    }

    fn null(&mut self) -> EncodeResult {
        self.document()
    }

    fn boolean(&mut self, _: bool) -> EncodeResult {
        self.document()
    }

    fn integer(&mut self, _: i64) -> EncodeResult {
        self.document()
    }

    fn float(&mut self, _: f32) -> EncodeResult {
        self.document()
    }

    fn double(&mut self, _: f64) -> EncodeResult {
        self.document()
    }

    fn big_number(&mut self, _: &str) -> EncodeResult {
        self.document()
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        *self = Self::Text(Bytes::copy_from_slice(value.as_bytes()));
        Ok(())
    }

    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        *self = Self::Bytes(Bytes::copy_from_slice(value));
        Ok(())
    }

    fn timestamp(&mut self, _: Timestamp) -> EncodeResult {
        self.document()
    }

    fn document(&mut self, _: &Document) -> EncodeResult {
        Self::document(self)
    }
}

/// Gives a payload as it is.
struct RawReader<'a> {
    index: usize,
    payload: &'a Bytes,
}

impl Decoder for RawReader<'_> {
    fn index(&self) -> usize {
        self.index
    }

    refuse_decoding! {
        "a text or bytes":
        structure list map null boolean integer float double big_number timestamp document
    }

    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        std::str::from_utf8(self.payload)
            .map(take)
            .map_err(|_| DecodeError::unexpected("text in UTF-8", "other bytes"))
    }

    fn blob(&mut self) -> Result<Blob, DecodeError> {
        Ok(self.payload.clone().into())
    }
}
