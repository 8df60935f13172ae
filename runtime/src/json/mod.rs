//! Shapes as JSON, the form that the bodies of HTTP messages have.
//!
//! [`to_vec`] and [`from_slice`] write and read a shape as a document of its own, to keep it in a file
//! or a queue, say: all members are in it under their [JSON names](crate::wire::Member::json_name),
//! wherever they travel in an HTTP message. Blobs are base64, timestamps are seconds since 1970 unless
//! the model says otherwise, and NaN and infinities are strings: what [restJson1] says of bodies.
//!
//! [restJson1]: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#json-shape-serialization

mod decode;
mod document;
mod encode;
mod object;
mod scan;
mod text;
mod tokens;
mod variant;

pub(crate) use text::{finite, quote};
pub(crate) use tokens::{Kind, Tokens};

use std::collections::BTreeMap;

use decode::JsonDecoder;
use encode::JsonEncoder;

use crate::wire::lookup::Names;
use crate::wire::{
    Codec, Decode, DecodeError, DecodeResult, Decoder as _, Encode, EncodeError, Encoder as _,
    Member, Part, Reading, Role, ServiceSchema, Shape, TimestampFormat,
};

/// Writes a shape, or any value that a member can have, as JSON without white space.
///
/// # Errors
///
/// [`UnknownVariant`](crate::EncodeErrorKind::UnknownVariant), [`TooDeep`](crate::EncodeErrorKind::TooDeep),
/// and [`Unrepresentable`](crate::EncodeErrorKind::Unrepresentable) of a timestamp whose form has no place
/// for its year.
pub fn to_vec<T: Encode>(value: &T) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = JsonEncoder::new(Part::All, Dialect::Json);
    value.encode(&mut encoder)?;
    Ok(encoder.finish())
}

/// Reads what [`to_vec`] writes, with white space or without. It reads as a client does: members that
/// the model does not list are skipped, unknown values of enums are kept.
///
/// Constraints are not checked: see [`Validate`](crate::validate::Validate).
///
/// # Errors
///
/// The text is not JSON, nests too deep, does not fit the shape or lacks a required member; see
/// [`DecodeErrorKind`](crate::DecodeErrorKind).
pub fn from_slice<T: Decode>(json: &[u8]) -> Result<T, DecodeError> {
    let mut reading = Reading::new(Role::Client);
    let mut decoder = JsonDecoder::new(json, &mut reading, Part::All, Dialect::Json);
    let value = crate::wire::read(&mut decoder)?;
    decoder.end()?;
    Ok(value)
}

macro_rules! codecs {
    ($($(#[$docs:meta])* $name:ident;)*) => {$(
        $(#[$docs])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Codec for $name {
            const MEDIA_TYPE: &'static str = "application/json";

            fn encode<T: Shape>(
                _: &'static ServiceSchema,
                value: &T,
                part: Part,
            ) -> Result<Vec<u8>, EncodeError> {
                let mut encoder = JsonEncoder::new(part, Dialect::$name);
                encoder.structure(value)?;
                Ok(encoder.finish())
            }

            fn encode_member<T: Shape>(
                _: &'static ServiceSchema,
                value: &T,
                index: usize,
            ) -> Result<Option<Vec<u8>>, EncodeError> {
                let mut encoder = JsonEncoder::new(Part::All, Dialect::$name);
                let present = encoder.only(value, index)?;
                Ok(present.then(|| encoder.finish()))
            }

            fn decode<T: Shape>(
                value: &mut T,
                part: Part,
                bytes: &[u8],
                reading: &mut Reading,
            ) -> DecodeResult {
                let mut decoder = JsonDecoder::new(bytes, reading, part, Dialect::$name);
                decoder.structure(value)?;
                decoder.end()
            }

            fn decode_member<T: Shape>(
                value: &mut T,
                index: usize,
                bytes: &[u8],
                reading: &mut Reading,
            ) -> DecodeResult {
                let mut decoder = JsonDecoder::new(bytes, reading, Part::All, Dialect::$name);
                decoder.only(value, index)
            }

            fn texts(bytes: &[u8]) -> BTreeMap<String, String> {
                texts(bytes).unwrap_or_default()
            }
        }
    )*};
}

codecs! {
    /// JSON as restJson1 has it: members have their [JSON names](Member::json_name).
    Json;
    /// JSON as awsJson1_0 and awsJson1_1 have it: members have the names of the model.
    AwsJson;
    /// JSON as rpcv2Json has it: members have the names of the model, timestamps are seconds whatever
    /// their format, and big numbers are strings.
    RpcJson;
}

/// Who writes and reads JSON in which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Json,
    AwsJson,
    RpcJson,
}

impl Dialect {
    /// What members are called.
    #[inline]
    fn names(self) -> Names {
        match self {
            Self::Json => Names::Json,
            Self::AwsJson | Self::RpcJson => Names::Model,
        }
    }

    /// The form of a timestamp.
    #[inline]
    fn timestamp(self, member: &Member) -> TimestampFormat {
        let stated = member.timestamp.filter(|_| self != Self::RpcJson);
        stated.unwrap_or(TimestampFormat::EpochSeconds)
    }
}

fn texts(bytes: &[u8]) -> Result<BTreeMap<String, String>, DecodeError> {
    let mut texts = BTreeMap::new();
    let mut tokens = Tokens::new(bytes);
    if tokens.peek()? != Kind::Object {
        return Ok(texts);
    }
    let mut key = tokens.first_key()?;
    while let Some(name) = key {
        match tokens.peek()? {
            Kind::String => {
                texts.insert(name.into_owned(), tokens.string()?.into_owned());
            }
            _ => tokens.skip(1)?,
        }
        key = tokens.next_key()?;
    }
    tokens.finish().map(|()| texts)
}

/// The member of a value that has no schema: the root, and what a schema forgot to describe.
static ANY: Member = Member::new("");
