//! Streams between a structure and the body of its message.

use std::marker::PhantomData;

use bytes::Bytes;

use super::{Body, ByteStream};
#[cfg(feature = "event-stream")]
use crate::EventStream;
#[cfg(feature = "event-stream")]
use crate::wire::Event;
use crate::wire::refuse::{refuse_decoding, refuse_encoding};
use crate::wire::{
    Codec, DecodeError, DecodeResult, Decoder, EncodeError, EncodeResult, Encoder, Reading,
    ServiceSchema, Shape, encode_only,
};

/// The body that the stream of `value` is: bytes as they come, or events whose payloads the codec writes,
/// behind the message `first` if there is one. It is empty where no member is a stream.
///
/// # Errors
///
/// The stream has been taken before, or its length must be known and is not.
pub fn take_stream<C: Codec, T: Shape>(
    service: &'static ServiceSchema,
    value: &T,
    first: Option<Bytes>,
) -> Result<Body, EncodeError> {
    let Some(index) = T::SCHEMA.stream() else {
        return Ok(Body::empty());
    };
    let mut taker = Taker::<C> {
        service,
        first,
        requires_length: T::SCHEMA.members[index].requires_length,
        body: Body::empty(),
        codec: PhantomData,
    };
    encode_only(value, index, &mut taker)?;
    Ok(taker.body)
}

/// Makes a body the stream of `value`, if a member is one; the codec reads the payloads of events.
///
/// # Errors
///
/// None but those of shapes that do not state themselves as generated code does.
pub fn give_stream<C: Codec, T: Shape>(
    value: &mut T,
    body: Body,
    reading: &Reading,
) -> DecodeResult {
    let Some(index) = T::SCHEMA.stream() else {
        return Ok(());
    };
    value
        .decode_member(&mut Giver::<C> {
            index,
            body,
            reading,
            codec: PhantomData,
        })
        .map_err(|error| error.within(T::SCHEMA.members[index].name))
}

struct Taker<C> {
    #[cfg_attr(
        not(feature = "event-stream"),
        expect(dead_code, reason = "events alone are documents")
    )]
    service: &'static ServiceSchema,
    /// The message that goes before the events of a stream.
    #[cfg_attr(
        not(feature = "event-stream"),
        expect(dead_code, reason = "events alone are messages")
    )]
    first: Option<Bytes>,
    requires_length: bool,
    body: Body,
    codec: PhantomData<C>,
}

impl<C: Codec> Encoder for Taker<C> {
    refuse_encoding! {
        "the value is no stream":
        structure list map null boolean integer float double big_number string blob timestamp document
    }

    fn byte_stream(&mut self, stream: &ByteStream) -> EncodeResult {
        if self.requires_length && stream.length().is_none() {
            return Err(EncodeError::unrepresentable(
                "the stream's length must be known; `ByteStream::with_length` states it",
            ));
        }
        self.body = stream.take()?;
        Ok(())
    }

    #[cfg(feature = "event-stream")]
    fn event_stream<T: Event>(&mut self, stream: &EventStream<T>) -> EncodeResult {
        self.body = stream.to_body::<C>(self.service, self.first.take())?;
        Ok(())
    }
}

struct Giver<'a, C> {
    index: usize,
    body: Body,
    #[cfg_attr(
        not(feature = "event-stream"),
        expect(dead_code, reason = "events alone are read as members are")
    )]
    reading: &'a Reading,
    codec: PhantomData<C>,
}

impl<C: Codec> Decoder for Giver<'_, C> {
    fn index(&self) -> usize {
        self.index
    }

    refuse_decoding! {
        "a stream":
        structure list map null boolean integer float double big_number string blob timestamp document
    }

    fn byte_stream(&mut self) -> Result<ByteStream, DecodeError> {
        Ok(std::mem::take(&mut self.body).into())
    }

    #[cfg(feature = "event-stream")]
    fn event_stream<T: Event>(&mut self) -> Result<EventStream<T>, DecodeError> {
        Ok(EventStream::from_body::<C>(
            std::mem::take(&mut self.body),
            self.reading,
        ))
    }
}
