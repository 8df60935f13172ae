//! Fills in idempotency tokens: [`@idempotencyToken`].
//!
//! [`@idempotencyToken`]: https://smithy.io/2.0/spec/behavior-traits.html#idempotencytoken-trait

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;

use crate::wire::{
    Decode, DecodeResult, Decoder, Encode, EncodeResult, MemberEncoder, Schema, Shape,
};
use crate::{Blob, DecodeError, Document, Timestamp};

/// Where tokens come from.
#[derive(Clone, Default)]
pub(crate) struct TokenSource(Option<Arc<dyn Fn() -> String + Send + Sync>>);

impl TokenSource {
    pub(crate) fn new(source: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(source)))
    }

    fn token(&self) -> String {
        self.0.as_ref().map_or_else(token, |source| source())
    }
}

/// Whether the input has such a member. Known when code is generated for a type, so that inputs
/// without one compile nothing of what is here.
pub(crate) const fn has_token(schema: &Schema) -> bool {
    // A loop, because iterators do not run in constants.
    let mut index = 0;
    while index < schema.members.len() {
        if schema.members[index].idempotency_token {
            return true;
        }
        index += 1;
    }
    false
}

/// Gives each such member that is absent a token of its own, which all attempts of a call share.
pub(crate) fn fill_tokens<T: Shape>(input: &mut T, source: &TokenSource) {
    let mut absent = Absent {
        schema: T::SCHEMA,
        indices: Vec::new(),
    };
    // What cannot be walked through cannot be encoded either: that is where the error is told.
    if input.encode_members(&mut absent).is_ok() {
        for index in absent.indices {
            let filled = input.decode_member(&mut Token {
                index,
                text: source.token(),
            });
            debug_assert!(filled.is_ok(), "an idempotency token is a string");
        }
    }
}

/// A random UUID. Its randomness is that of the operating system, which seeds `RandomState`.
fn token() -> String {
    let random = RandomState::new();
    let bits = u128::from(random.hash_one(0_u8)) << 64 | u128::from(random.hash_one(1_u8));
    let version_4 = bits & !(0xf << 76) | 0x4 << 76;
    let variant_1 = version_4 & !(0x3 << 62) | 0x2 << 62;
    let hex = format!("{variant_1:032x}");
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

struct Absent {
    schema: &'static Schema,
    indices: Vec<usize>,
}

impl MemberEncoder for Absent {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        if value.is_absent() && self.schema.members[index].idempotency_token {
            self.indices.push(index);
        }
        Ok(())
    }
}

/// Reads as one string, whatever is asked for.
struct Token {
    index: usize,
    text: String,
}

fn not_a_string<T>() -> Result<T, DecodeError> {
    Err(DecodeError::unexpected(
        "another value",
        "an idempotency token",
    ))
}

impl Decoder for Token {
    fn index(&self) -> usize {
        self.index
    }
    fn structure<T: Shape>(&mut self, _: &mut T) -> DecodeResult {
        not_a_string()
    }
    fn list<T: Decode>(&mut self, _: &mut Vec<T>) -> DecodeResult {
        not_a_string()
    }
    fn map<T: Decode>(&mut self, _: &mut BTreeMap<String, T>) -> DecodeResult {
        not_a_string()
    }
    fn null(&mut self) -> Result<bool, DecodeError> {
        Ok(false)
    }
    fn boolean(&mut self) -> Result<bool, DecodeError> {
        not_a_string()
    }
    fn integer(&mut self, _: i64, _: i64) -> Result<i64, DecodeError> {
        not_a_string()
    }
    fn float(&mut self) -> Result<f32, DecodeError> {
        not_a_string()
    }
    fn double(&mut self) -> Result<f64, DecodeError> {
        not_a_string()
    }
    fn big_number(&mut self) -> Result<String, DecodeError> {
        not_a_string()
    }
    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        Ok(take(&self.text))
    }
    fn blob(&mut self) -> Result<Blob, DecodeError> {
        not_a_string()
    }
    fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        not_a_string()
    }
    fn document(&mut self) -> Result<Document, DecodeError> {
        not_a_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_random_uuids() {
        let (one, other) = (token(), token());
        assert_ne!(one, other);
        let form: String = one
            .chars()
            .map(|c| if c.is_ascii_hexdigit() { 'x' } else { c })
            .collect();
        assert_eq!(form, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
        assert_eq!(one.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&one.as_bytes()[19]), "{one}");
    }
}
