//! Events as messages.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::Frame;

use super::frame::Message;
use super::header::HeaderValue;
use super::{EventStream, EventStreamError};
use crate::Timestamp;
use crate::http_binding::encode_payload;
use crate::stream::StreamError;
use crate::wire::refuse::refuse_encoding;
use crate::wire::{
    Binding, Codec, Encode, EncodeError, EncodeResult, Encoder, Event, MemberEncoder, Part, Schema,
    ServiceSchema, Shape,
};

/// A body of events: each chunk is one message.
pub(super) struct Writer<T, C> {
    service: &'static ServiceSchema,
    /// The message that goes before the events.
    first: Option<Bytes>,
    events: EventStream<T>,
    ended: bool,
    codec: PhantomData<fn() -> C>,
}

impl<T, C> Writer<T, C> {
    pub(super) fn new(
        service: &'static ServiceSchema,
        first: Option<Bytes>,
        events: EventStream<T>,
    ) -> Self {
        Self {
            service,
            first,
            events,
            ended: false,
            codec: PhantomData,
        }
    }
}

impl<T: Event, C: Codec> http_body::Body for Writer<T, C> {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        if self.ended {
            return Poll::Ready(None);
        }
        let message = match ready!(Pin::new(&mut self.events).poll_next(context)) {
            Some(Ok(event)) => write::<T, C>(self.service, &event),
            Some(Err(EventStreamError::Unmodeled { code, message })) => Ok(Written {
                message: unmodeled(&code, &message),
                last: true,
            }),
            Some(Err(error)) => Err(error),
            None => {
                self.ended = true;
                return Poll::Ready(None);
            }
        };
        let bytes = message.and_then(|Written { message, last }| {
            self.ended = last;
            let unrepresentable =
                |reason| EventStreamError::from(EncodeError::unrepresentable(reason));
            message.to_bytes().map_err(unrepresentable)
        });
        Poll::Ready(Some(bytes.map(Frame::data).map_err(|error| {
            self.ended = true;
            StreamError::new(error)
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.ended && self.first.is_none()
    }
}

/// A message, and whether none may follow it.
struct Written {
    message: Message,
    last: bool,
}

fn unmodeled(code: &str, message: &str) -> Message {
    Message::default()
        .with(":message-type", "error")
        .with(":error-code", code)
        .with(":error-message", message)
}

fn write<T: Event, C: Codec>(
    service: &'static ServiceSchema,
    event: &T,
) -> Result<Written, EventStreamError> {
    let mut writer = EventWriter::<C> {
        service,
        schema: T::SCHEMA,
        name: "",
        written: None,
        codec: PhantomData,
    };
    event.encode_members(&mut writer)?;
    writer
        .written
        .ok_or_else(|| EncodeError::unrepresentable("the union holds no event").into())
}

/// Writes the event that a union holds.
struct EventWriter<C> {
    service: &'static ServiceSchema,
    schema: &'static Schema,
    name: &'static str,
    written: Option<Written>,
    codec: PhantomData<C>,
}

impl<C: Codec> MemberEncoder for EventWriter<C> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        let Some(member) = self.schema.members.get(index) else {
            return Ok(());
        };
        self.name = member.name;
        value
            .encode(self)
            .map_err(|error| error.within(member.name))
    }
}

impl<C: Codec> Encoder for EventWriter<C> {
    refuse_encoding! {
        "an event is a structure":
        list map null boolean integer float double big_number string blob timestamp document
    }

    fn structure<T: Shape>(&mut self, value: &T) -> EncodeResult {
        let last = const { T::ERROR.is_some() };
        let message = match last {
            false => Message::default()
                .with(":message-type", "event")
                .with(":event-type", self.name),
            true => Message::default()
                .with(":message-type", "exception")
                .with(":exception-type", self.name),
        };
        let mut message = match payload::<T, C>(self.service, value)? {
            Some((payload, media_type)) => Message {
                payload,
                ..message.with(":content-type", media_type)
            },
            None => message,
        };
        value.encode_members(&mut HeaderWriter {
            schema: T::SCHEMA,
            name: "",
            message: &mut message,
        })?;
        self.written = Some(Written { message, last });
        Ok(())
    }
}

/// The payload of an event and its media type, unless all members are headers or absent.
fn payload<T: Shape, C: Codec>(
    service: &'static ServiceSchema,
    event: &T,
) -> Result<Option<(Bytes, &'static str)>, EncodeError> {
    if const { Part::EventPayload.includes_any(T::SCHEMA) } {
        return match Part::EventPayload.first(T::SCHEMA) {
            Some(index) => encode_payload::<C, T>(service, event, index),
            None => Ok(None),
        };
    }
    if const { Part::Event.includes_any(T::SCHEMA) } {
        let document = C::encode(service, event, Part::Event)?;
        return Ok(Some((document.into(), C::MEDIA_TYPE)));
    }
    Ok(None)
}

/// Adds the members that travel as headers to a message.
struct HeaderWriter<'a> {
    schema: &'static Schema,
    name: &'static str,
    message: &'a mut Message,
}

impl HeaderWriter<'_> {
    fn add(&mut self, value: HeaderValue) -> EncodeResult {
        self.message.headers.push((self.name.to_owned(), value));
        Ok(())
    }
}

impl MemberEncoder for HeaderWriter<'_> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        match self.schema.members.get(index) {
            Some(member) if member.binding == Binding::EventHeader && !value.is_absent() => {
                self.name = member.name;
                value
                    .encode(self)
                    .map_err(|error| error.within(member.name))
            }
            _ => Ok(()),
        }
    }
}

impl Encoder for HeaderWriter<'_> {
    refuse_encoding! {
        "the value has no form as a header of an event":
        structure list map null float double big_number document
    }

    fn boolean(&mut self, value: bool) -> EncodeResult {
        self.add(HeaderValue::Boolean(value))
    }

    fn integer(&mut self, value: i64) -> EncodeResult {
        self.add(HeaderValue::Long(value))
    }

    fn sized_integer(&mut self, value: i64, bytes: usize) -> EncodeResult {
        // The value is of a type of so many bytes.
        self.add(match bytes {
            1 => HeaderValue::Byte(value as i8),
            2 => HeaderValue::Short(value as i16),
            4 => HeaderValue::Integer(value as i32),
            _ => HeaderValue::Long(value),
        })
    }

    fn int_enum(&mut self, value: i32) -> EncodeResult {
        self.add(HeaderValue::Integer(value))
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        self.add(HeaderValue::Text(value.to_owned()))
    }

    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        self.add(HeaderValue::Bytes(Bytes::copy_from_slice(value)))
    }

    fn timestamp(&mut self, value: Timestamp) -> EncodeResult {
        self.add(HeaderValue::Timestamp(value.as_millisecond()))
    }
}
