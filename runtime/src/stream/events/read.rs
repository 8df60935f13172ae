//! Messages as events.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http_body::Body as _;

use super::EventStreamError;
use super::frame::{Deframer, Message};
use super::header::HeaderValue;
use super::initial::is_initial;
use crate::http_binding::{decode_payload, payload_kind};
use crate::protocol::message_in;
use crate::scalar::in_range;
use crate::stream::Body;
use crate::validate::Validate as _;
use crate::wire::refuse::refuse_decoding;
use crate::wire::{
    Binding, Codec, DecodeError, DecodeResult, Decoder, Event, Member, Part, Reading, Role, Schema,
    Shape,
};
use crate::{Blob, Timestamp};

/// The events of a body.
pub(super) struct Reader<T, C> {
    body: Body,
    deframer: Deframer,
    reading: Reading,
    ended: bool,
    events: PhantomData<fn() -> (T, C)>,
}

impl<T, C> Reader<T, C> {
    pub(super) fn new(body: Body, reading: &Reading) -> Self {
        Self {
            body,
            deframer: Deframer::new(reading.role()),
            reading: reading.anew(),
            ended: false,
            events: PhantomData,
        }
    }

    /// The next message, or nothing at the end.
    fn poll_message(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Message>, EventStreamError>> {
        loop {
            let next = self.deframer.next().map_err(EventStreamError::Framing)?;
            if next.is_some() {
                return Poll::Ready(Ok(next));
            }
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => {
                    if let Some(data) = frame.data_ref() {
                        self.deframer.push(data);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Err(error.into())),
                None if self.deframer.is_empty() => return Poll::Ready(Ok(None)),
                None => {
                    let reason = "it ends within a message";
                    return Poll::Ready(Err(EventStreamError::Framing(reason)));
                }
            }
        }
    }
}

impl<T: Event, C: Codec> Stream for Reader<T, C> {
    type Item = Result<T, EventStreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            let message = match ready!(self.poll_message(context)) {
                Ok(Some(message)) => message,
                Ok(None) => {
                    self.ended = true;
                    return Poll::Ready(None);
                }
                Err(error) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
            };
            let Some(event) = read::<T, C>(&message, &self.reading) else {
                continue;
            };
            self.ended = is_last(&message);
            return Poll::Ready(Some(event));
        }
    }
}

pub(super) const MESSAGE_TYPE: &str = ":message-type";
pub(super) const EVENT_TYPE: &str = ":event-type";
const EXCEPTION_TYPE: &str = ":exception-type";

/// Errors, modelled or not, end a stream.
fn is_last(message: &Message) -> bool {
    message.header(MESSAGE_TYPE).and_then(HeaderValue::as_text) != Some("event")
}

/// The event of a message; nothing of one that is to be skipped.
fn read<T: Event, C: Codec>(
    message: &Message,
    reading: &Reading,
) -> Option<Result<T, EventStreamError>> {
    let text = |name| message.header(name).and_then(HeaderValue::as_text);
    let missing = |name: &str| {
        let found = match message.header(name) {
            Some(_) => "another type",
            None => "none",
        };
        Err(DecodeError::unexpected(format!("a text in the header {name}"), found).into())
    };
    match text(MESSAGE_TYPE) {
        Some("event") => match text(EVENT_TYPE) {
            Some(name) => read_event::<T, C>(message, name, reading),
            None => Some(missing(EVENT_TYPE)),
        },
        Some("exception") => Some(match text(EXCEPTION_TYPE) {
            Some(name) => read_exception::<T, C>(message, name, reading),
            None => missing(EXCEPTION_TYPE),
        }),
        Some("error") => Some(Err(EventStreamError::Unmodeled {
            code: text(":error-code").unwrap_or_default().to_owned(),
            message: text(":error-message").unwrap_or_default().to_owned(),
        })),
        Some(_) => Some(Err(DecodeError::unexpected(
            "an event, an exception or an error",
            "another type of message",
        )
        .into())),
        None => Some(missing(MESSAGE_TYPE)),
    }
}

fn index_of(schema: &Schema, name: &str) -> Option<usize> {
    schema.members.iter().position(|member| member.name == name)
}

fn read_event<T: Event, C: Codec>(
    message: &Message,
    name: &str,
    reading: &Reading,
) -> Option<Result<T, EventStreamError>> {
    match (index_of(T::SCHEMA, name), reading.role()) {
        (Some(index), _) => Some(read_member::<T, C>(message, index, reading)),
        (None, _) if is_initial(name) => None,
        (None, Role::Client) => {
            let mut event = T::blank();
            event.decode_unknown(name);
            Some(Ok(event))
        }
        (None, Role::Server) => Some(Err(DecodeError::unexpected(
            "an event of the union",
            "an unknown event",
        )
        .into())),
    }
}

fn read_exception<T: Event, C: Codec>(
    message: &Message,
    name: &str,
    reading: &Reading,
) -> Result<T, EventStreamError> {
    match index_of(T::SCHEMA, name) {
        Some(index) => read_member::<T, C>(message, index, reading),
        None => Err(EventStreamError::Unmodeled {
            code: name.to_owned(),
            message: message_in(C::texts(&message.payload)).unwrap_or_default(),
        }),
    }
}

fn read_member<T: Event, C: Codec>(
    message: &Message,
    index: usize,
    reading: &Reading,
) -> Result<T, EventStreamError> {
    let mut event = T::blank();
    let mut reader = EventReader::<C> {
        index,
        message,
        reading,
        codec: PhantomData,
    };
    event
        .decode_member(&mut reader)
        .map_err(|error| error.within(T::SCHEMA.members[index].name))?;
    if reading.role() == Role::Server {
        event.validate().map_err(EventStreamError::Validation)?;
    }
    Ok(event)
}

/// Makes a union hold the event of a message.
struct EventReader<'a, C> {
    index: usize,
    message: &'a Message,
    reading: &'a Reading,
    codec: PhantomData<C>,
}

impl<C: Codec> Decoder for EventReader<'_, C> {
    fn index(&self) -> usize {
        self.index
    }

    refuse_decoding! {
        "an event":
        list map null boolean integer float double big_number string blob timestamp document
    }

    fn structure<T: Shape>(&mut self, value: &mut T) -> DecodeResult {
        let mut reading = self.reading.anew();
        for (index, member) in T::SCHEMA.members.iter().enumerate() {
            if member.binding == Binding::EventHeader {
                self.header(value, index, member, &mut reading)?;
            }
        }
        let payload = &self.message.payload;
        if const { Part::EventPayload.includes_any(T::SCHEMA) } {
            if let Some(index) = Part::EventPayload.first(T::SCHEMA) {
                let kind = payload_kind::<T>(index);
                decode_payload::<C, T>(value, index, kind, payload, &mut reading)?;
            }
        } else if const { Part::Event.includes_any(T::SCHEMA) } {
            match payload.is_empty() {
                true => reading.miss_all(T::SCHEMA, Part::Event)?,
                false => C::decode(value, Part::Event, payload, &mut reading)?,
            }
        }
        // A server goes on to tell of all that is missing; in an event, the first is a fault like any other.
        reading.complete(T::SCHEMA)
    }
}

impl<C> EventReader<'_, C> {
    fn header<T: Shape>(
        &self,
        value: &mut T,
        index: usize,
        member: &'static Member,
        reading: &mut Reading,
    ) -> DecodeResult {
        match self.message.header(member.name) {
            Some(header) => value
                .decode_member(&mut HeaderReader { index, header })
                .map_err(|error| error.within(member.name)),
            None if member.required => reading.miss(member),
            None => Ok(()),
        }
    }
}

/// Reads a member from a header.
struct HeaderReader<'a> {
    index: usize,
    header: &'a HeaderValue,
}

impl HeaderReader<'_> {
    fn other<T>(&self, expected: &'static str) -> Result<T, DecodeError> {
        let found = match self.header {
            HeaderValue::Boolean(_) => "a boolean",
            HeaderValue::Byte(_)
            | HeaderValue::Short(_)
            | HeaderValue::Integer(_)
            | HeaderValue::Long(_) => "an integer",
            HeaderValue::Bytes(_) => "bytes",
            HeaderValue::Text(_) => "a text",
            HeaderValue::Timestamp(_) => "a timestamp",
            HeaderValue::Uuid(_) => "a UUID",
        };
        Err(DecodeError::unexpected(expected, found))
    }
}

impl Decoder for HeaderReader<'_> {
    fn index(&self) -> usize {
        self.index
    }

    refuse_decoding! {
        "a header of an event":
        structure list map null float double big_number document
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        match self.header {
            HeaderValue::Boolean(value) => Ok(*value),
            _ => self.other("a boolean"),
        }
    }

    fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        let value = match *self.header {
            HeaderValue::Byte(value) => value.into(),
            HeaderValue::Short(value) => value.into(),
            HeaderValue::Integer(value) => value.into(),
            HeaderValue::Long(value) => value,
            _ => return self.other("an integer"),
        };
        in_range(Some(value), min, max)
    }

    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        match self.header {
            HeaderValue::Text(text) => Ok(take(text)),
            _ => self.other("a text"),
        }
    }

    fn blob(&mut self) -> Result<Blob, DecodeError> {
        match self.header {
            HeaderValue::Bytes(bytes) => Ok(bytes.clone().into()),
            _ => self.other("bytes"),
        }
    }

    fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        match self.header {
            HeaderValue::Timestamp(milliseconds) => Timestamp::from_millisecond(*milliseconds)
                .map_err(|_| DecodeError::unexpected("a timestamp", "one out of range")),
            _ => self.other("a timestamp"),
        }
    }
}
