//! How the types of generated code meet the codecs.

use std::collections::BTreeMap;

#[cfg(feature = "event-stream")]
use super::Event;
use super::{
    Decode, DecodeResult, Decoder, Encode, EncodeResult, Encoder, ErrorSchema, Member,
    MemberEncoder, Shape, XmlNamespace,
};
#[cfg(feature = "event-stream")]
use crate::EventStream;
use crate::{BigDecimal, BigInteger, Blob, ByteStream, DecodeError, Document, Timestamp};

impl<T: Shape> Encode for T {
    fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
        to.structure(self)
    }
}

impl<T: Shape> Decode for T {
    fn blank() -> Self {
        Shape::blank()
    }

    fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        from.structure(self)
    }
}

/// A member of a recursive shape.
impl<T: Shape> Shape for Box<T> {
    const NAME: &'static str = T::NAME;
    const UNION: bool = T::UNION;
    const ERROR: Option<ErrorSchema> = T::ERROR;
    const XML_NAME: Option<&'static str> = T::XML_NAME;
    const XML_NAMESPACE: Option<&'static XmlNamespace> = T::XML_NAMESPACE;
    const MEMBERS: &'static [Member] = T::MEMBERS;

    fn blank() -> Self {
        Box::new(Shape::blank())
    }

    fn encode_members<M: MemberEncoder>(&self, to: &mut M) -> EncodeResult {
        T::encode_members(self, to)
    }

    fn decode_member<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        T::decode_member(self, from)
    }

    fn fill_in(&mut self) {
        T::fill_in(self);
    }

    fn decode_unknown(&mut self, name: &str) {
        T::decode_unknown(self, name);
    }
}

impl<T: Encode> Encode for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
        match self {
            Some(value) => value.encode(to),
            None => to.null(),
        }
    }
}

impl<T: Decode> Decode for Option<T> {
    const NULLABLE: bool = true;

    fn blank() -> Self {
        None
    }

    fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        if !T::NULLABLE && from.null()? {
            *self = None;
            return Ok(());
        }
        self.get_or_insert_with(T::blank).decode(from)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
        to.list(self)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        from.list(self)
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
        to.map(self)
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }

    fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        from.map(self)
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl Encode for $integer {
            fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
                to.sized_integer((*self).into(), size_of::<$integer>())
            }
        }

        impl Decode for $integer {
            fn blank() -> Self {
                0
            }

            fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
                let value = from.integer(<$integer>::MIN.into(), <$integer>::MAX.into())?;
                *self = <$integer>::try_from(value).map_err(|_| out_of_range())?;
                Ok(())
            }
        }
    )*};
}

integers!(i8, i16, i32, i64);

/// What a decoder that keeps to the bounds it is given never brings about.
#[cold]
fn out_of_range() -> DecodeError {
    DecodeError::unexpected("an integer in range", "another integer")
}

macro_rules! scalars {
    ($($type:ty: $blank:expr, $method:ident;)*) => {$(
        impl Encode for $type {
            fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
                to.$method(*self)
            }
        }

        impl Decode for $type {
            fn blank() -> Self {
                $blank
            }

            fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
                *self = from.$method()?;
                Ok(())
            }
        }
    )*};
}

scalars! {
    bool: false, boolean;
    f32: 0.0, float;
    f64: 0.0, double;
    Timestamp: Timestamp::UNIX_EPOCH, timestamp;
}

impl Encode for String {
    fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
        to.string(self)
    }
}

impl Decode for String {
    fn blank() -> Self {
        Self::new()
    }

    fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        *self = from.owned_string()?;
        Ok(())
    }
}

impl Encode for Blob {
    fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
        to.blob(self)
    }
}

impl Decode for Blob {
    fn blank() -> Self {
        Self::default()
    }

    fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        *self = from.blob()?;
        Ok(())
    }
}

impl Encode for ByteStream {
    fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
        to.byte_stream(self)
    }
}

impl Decode for ByteStream {
    fn blank() -> Self {
        Self::default()
    }

    fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        *self = from.byte_stream()?;
        Ok(())
    }
}

#[cfg(feature = "event-stream")]
impl<T: Event> Encode for EventStream<T> {
    fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
        to.event_stream(self)
    }
}

#[cfg(feature = "event-stream")]
impl<T: Event> Decode for EventStream<T> {
    fn blank() -> Self {
        Self::default()
    }

    fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        *self = from.event_stream()?;
        Ok(())
    }
}

impl Encode for Document {
    fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
        to.document(self)
    }
}

impl Decode for Document {
    const NULLABLE: bool = true;

    fn blank() -> Self {
        Self::Null
    }

    fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        *self = from.document()?;
        Ok(())
    }
}

macro_rules! big_numbers {
    ($($type:ty: $method:ident, $expected:literal;)*) => {$(
        impl Encode for $type {
            fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult {
                to.$method(self.as_str())
            }
        }

        impl Decode for $type {
            fn blank() -> Self {
                Self::zero()
            }

            fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
                let text = from.big_number()?;
                *self = text.parse().map_err(|_| DecodeError::unexpected($expected, "another number"))?;
                Ok(())
            }
        }
    )*};
}

big_numbers! {
    BigInteger: big_integer, "an integer";
    BigDecimal: big_number, "a number with an exponent in range";
}
