//! Streams between a structure and the body of its message.

use std::collections::BTreeMap;

use super::{Body, ByteStream};
use crate::wire::{
    Decode, DecodeError, DecodeResult, Decoder, Encode, EncodeError, EncodeResult, Encoder, Member,
    MemberEncoder, Shape,
};
use crate::{Blob, Document, Timestamp};

/// Takes the body out of the stream that `value` holds.
pub(crate) fn take_stream<T: Shape>(value: &T) -> Result<Body, EncodeError> {
    let Some(index) = T::SCHEMA.stream() else {
        return Ok(Body::empty());
    };
    let mut taker = Taker {
        index,
        member: &T::SCHEMA.members[index],
        body: Body::empty(),
    };
    value.encode_members(&mut taker)?;
    Ok(taker.body)
}

/// Makes the body the stream that `value` holds.
pub(crate) fn give_stream<T: Shape>(value: &mut T, body: Body) -> DecodeResult {
    let Some(index) = T::SCHEMA.stream() else {
        return Ok(());
    };
    value
        .decode_member(&mut Giver { index, body })
        .map_err(|error| error.within(T::SCHEMA.members[index].name))
}

struct Taker {
    index: usize,
    member: &'static Member,
    body: Body,
}

impl MemberEncoder for Taker {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        if index != self.index || value.is_absent() {
            return Ok(());
        }
        value
            .encode(self)
            .map_err(|error| error.within(self.member.name))
    }
}

fn no_stream() -> EncodeResult {
    Err(EncodeError::unrepresentable("the value is no stream"))
}

impl Encoder for Taker {
    fn structure<T: Shape>(&mut self, _: &T) -> EncodeResult {
        no_stream()
    }
    fn list<T: Encode>(&mut self, _: &[T]) -> EncodeResult {
        no_stream()
    }
    fn map<T: Encode>(&mut self, _: &BTreeMap<String, T>) -> EncodeResult {
        no_stream()
    }
    fn null(&mut self) -> EncodeResult {
        Ok(())
    }
    fn boolean(&mut self, _: bool) -> EncodeResult {
        no_stream()
    }
    fn integer(&mut self, _: i64) -> EncodeResult {
        no_stream()
    }
    fn float(&mut self, _: f32) -> EncodeResult {
        no_stream()
    }
    fn double(&mut self, _: f64) -> EncodeResult {
        no_stream()
    }
    fn big_number(&mut self, _: &str) -> EncodeResult {
        no_stream()
    }
    fn string(&mut self, _: &str) -> EncodeResult {
        no_stream()
    }
    fn blob(&mut self, _: &[u8]) -> EncodeResult {
        no_stream()
    }
    fn timestamp(&mut self, _: Timestamp) -> EncodeResult {
        no_stream()
    }
    fn document(&mut self, _: &Document) -> EncodeResult {
        no_stream()
    }

    fn byte_stream(&mut self, stream: &ByteStream) -> EncodeResult {
        if self.member.requires_length && stream.length().is_none() {
            return Err(EncodeError::unrepresentable(
                "the stream's length must be known; `ByteStream::with_length` states it",
            ));
        }
        self.body = stream.take()?;
        Ok(())
    }
}

struct Giver {
    index: usize,
    body: Body,
}

fn a_stream<T>() -> Result<T, DecodeError> {
    Err(DecodeError::unexpected("a value", "a stream"))
}

impl Decoder for Giver {
    fn index(&self) -> usize {
        self.index
    }
    fn structure<T: Shape>(&mut self, _: &mut T) -> DecodeResult {
        a_stream()
    }
    fn list<T: Decode>(&mut self, _: &mut Vec<T>) -> DecodeResult {
        a_stream()
    }
    fn map<T: Decode>(&mut self, _: &mut BTreeMap<String, T>) -> DecodeResult {
        a_stream()
    }
    fn null(&mut self) -> Result<bool, DecodeError> {
        Ok(false)
    }
    fn boolean(&mut self) -> Result<bool, DecodeError> {
        a_stream()
    }
    fn integer(&mut self, _: i64, _: i64) -> Result<i64, DecodeError> {
        a_stream()
    }
    fn float(&mut self) -> Result<f32, DecodeError> {
        a_stream()
    }
    fn double(&mut self) -> Result<f64, DecodeError> {
        a_stream()
    }
    fn big_number(&mut self) -> Result<String, DecodeError> {
        a_stream()
    }
    fn string<T>(&mut self, _: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        a_stream()
    }
    fn blob(&mut self) -> Result<Blob, DecodeError> {
        a_stream()
    }
    fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        a_stream()
    }
    fn document(&mut self) -> Result<Document, DecodeError> {
        a_stream()
    }

    fn byte_stream(&mut self) -> Result<ByteStream, DecodeError> {
        Ok(std::mem::take(&mut self.body).into())
    }
}
