//! Shapes as CBOR (RFC 8949), the form that the bodies of [Smithy RPC v2 CBOR] have.
//!
//! [`to_vec`] and [`from_slice`] write and read a shape as a document of its own, as those of
//! [`json`](crate::json) do: structures and unions are maps from the names of members, blobs are byte strings,
//! timestamps are seconds since 1970 behind tag 1, to the millisecond.
//!
//! Numbers are written in the shortest form that has their value, of floats in one of 32 bits or 64; integers
//! past 64 bits are bignums (tags 2 and 3), and bigDecimals decimal fractions (tag 4). All lengths are stated.
//! What is read may also have floats of 16 bits, lengths that are not stated, `undefined` for `null`, and
//! integers for floats. Documents, which the protocol does not have, are whatever of CBOR there is in JSON.
//!
//! [Smithy RPC v2 CBOR]: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2-cbor.html#shape-serialization

mod decode;
mod document;
mod encode;
mod number;
mod tokens;
mod variant;
mod write;

use std::collections::BTreeMap;

use decode::CborDecoder;
use encode::CborEncoder;
use tokens::{Kind, Tokens};
use write::Writer;

use crate::wire::{
    Codec, Decode, DecodeError, DecodeResult, Decoder as _, Encode, EncodeError, Encoder as _,
    Member, Part, Reading, Role, ServiceSchema, Shape,
};

/// Writes a shape, or any value that a member can have, as CBOR.
///
/// # Errors
///
/// [`UnknownVariant`](crate::EncodeErrorKind::UnknownVariant), [`TooDeep`](crate::EncodeErrorKind::TooDeep),
/// and [`Unrepresentable`](crate::EncodeErrorKind::Unrepresentable) of a number whose digits take more than
/// 1,024 bytes.
pub fn to_vec<T: Encode>(value: &T) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = CborEncoder::new(Part::All);
    value.encode(&mut encoder)?;
    Ok(encoder.finish())
}

/// Reads what [`to_vec`] writes, and every other encoding of it. It reads as a client does: members that the
/// model does not list are skipped, unknown values of enums are kept.
///
/// Constraints are not checked: see [`Validate`](crate::validate::Validate).
///
/// # Errors
///
/// The bytes are not CBOR, nest too deep, do not fit the shape or lack a required member; see
/// [`DecodeErrorKind`](crate::DecodeErrorKind).
pub fn from_slice<T: Decode>(cbor: &[u8]) -> Result<T, DecodeError> {
    let mut reading = Reading::new(Role::Client);
    let mut decoder = CborDecoder::new(cbor, &mut reading, Part::All);
    let value = crate::wire::read(&mut decoder)?;
    decoder.tokens.finish()?;
    Ok(value)
}

/// CBOR as a document format.
#[derive(Clone, Copy, Debug)]
pub struct Cbor;

impl Codec for Cbor {
    const MEDIA_TYPE: &'static str = "application/cbor";

    fn encode<T: Shape>(
        _: &'static ServiceSchema,
        value: &T,
        part: Part,
    ) -> Result<Vec<u8>, EncodeError> {
        let mut encoder = CborEncoder::new(part);
        encoder.structure(value)?;
        Ok(encoder.finish())
    }

    fn encode_member<T: Shape>(
        _: &'static ServiceSchema,
        value: &T,
        index: usize,
    ) -> Result<Option<Vec<u8>>, EncodeError> {
        let mut encoder = CborEncoder::new(Part::All);
        let present = encoder.only(value, index)?;
        Ok(present.then(|| encoder.finish()))
    }

    fn decode<T: Shape>(
        value: &mut T,
        part: Part,
        bytes: &[u8],
        reading: &mut Reading,
    ) -> DecodeResult {
        let mut decoder = CborDecoder::new(bytes, reading, part);
        decoder.structure(value)?;
        decoder.tokens.finish()
    }

    fn decode_member<T: Shape>(
        value: &mut T,
        index: usize,
        bytes: &[u8],
        reading: &mut Reading,
    ) -> DecodeResult {
        CborDecoder::new(bytes, reading, Part::All).only(value, index)
    }

    fn texts(bytes: &[u8]) -> BTreeMap<String, String> {
        read_texts(bytes).unwrap_or_default()
    }
}

/// Writes all members of an error but a stream, and before them which error it is.
pub(crate) fn typed<T: Shape>(error: &T, name: &str) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = CborEncoder::new(Part::Call).hint(name.to_owned());
    encoder.structure(error)?;
    Ok(encoder.finish())
}

/// A map of text strings.
pub(crate) fn texts<const N: usize>(entries: [(&str, &str); N]) -> Vec<u8> {
    let mut out = Writer::new();
    out.map(N);
    for text in entries.iter().flat_map(|(key, value)| [key, value]) {
        out.text(text);
    }
    out.finish()
}

/// The entries of a map that are text strings; none of another value.
fn read_texts(bytes: &[u8]) -> Result<BTreeMap<String, String>, DecodeError> {
    let mut texts = BTreeMap::new();
    let mut tokens = Tokens::new(bytes);
    if tokens.peek()? != Kind::Map {
        return Ok(texts);
    }
    let mut left = tokens.enter_map()?;
    while let Some(key) = tokens.next_key(&mut left)? {
        match tokens.peek()? {
            Kind::Text => {
                texts.insert(key.into_owned(), tokens.text()?.into_owned());
            }
            _ => tokens.skip(1)?,
        }
    }
    tokens.finish().map(|()| texts)
}

/// The member of a value that has no schema: the root, and what a schema forgot to describe.
static ANY: Member = Member::new("");
