//! What kind of value a payload is: its member does not say, its type does.

use std::collections::BTreeMap;

use crate::wire::{Decode, DecodeError, DecodeResult, Decoder, Shape};
use crate::{Blob, Document, Timestamp};

/// What kind of value a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PayloadKind {
    /// A structure: JSON.
    Structure,
    /// Any other JSON.
    Json,
    /// A string or an enum: its text.
    Text,
    /// A blob: its bytes.
    Bytes,
}

/// The kind of the member at `index`.
pub(crate) fn payload_kind<T: Shape>(index: usize) -> PayloadKind {
    let mut probe = Probe {
        index,
        kind: PayloadKind::Json,
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
            PayloadKind::Json
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
