//! The message that begins a stream in protocols without HTTP bindings: it holds the members beside the
//! stream.

use bytes::Bytes;

use super::frame::{Deframer, Message};
use super::header::HeaderValue;
use super::read::{EVENT_TYPE, MESSAGE_TYPE};
use crate::stream::Body;
use crate::wire::{
    Codec, DecodeError, DecodeResult, EncodeError, Part, Reading, Role, ServiceSchema, Shape,
};

/// What the message of a request is called.
const REQUEST: &str = "initial-request";
/// What the message of a response is called.
const RESPONSE: &str = "initial-response";

/// Whether an event is no member of the union, but such a message.
pub(super) fn is_initial(event: &str) -> bool {
    [REQUEST, RESPONSE].contains(&event)
}

/// The message that holds the members of `value` beside its stream. A client writes requests, a server
/// responses.
pub(crate) fn write_initial<C: Codec, T: Shape>(
    service: &'static ServiceSchema,
    value: &T,
    role: Role,
) -> Result<Bytes, EncodeError> {
    let name = match role {
        Role::Client => REQUEST,
        Role::Server => RESPONSE,
    };
    let message = Message {
        payload: C::encode(service, value, Part::Call)?.into(),
        ..Message::default()
            .with(MESSAGE_TYPE, "event")
            .with(EVENT_TYPE, name)
            .with(":content-type", C::MEDIA_TYPE)
    };
    message.to_bytes().map_err(EncodeError::unrepresentable)
}

/// Reads the members of `value` beside its stream from the first message of a body, all of which has come.
/// The message stays where it is: whoever reads the events steps over it.
pub(crate) fn read_initial<C: Codec, T: Shape>(
    value: &mut T,
    body: &Body,
    reading: &mut Reading,
) -> DecodeResult {
    let mut deframer = Deframer::new(reading.role());
    deframer.push(body.beginning());
    let unreadable = |reason| DecodeError::unexpected("an event stream", reason);
    let message = deframer.next().map_err(unreadable)?;
    let is_initial = |message: &Message| {
        let name = message.header(EVENT_TYPE).and_then(HeaderValue::as_text);
        name.is_some_and(is_initial)
    };
    match message.filter(is_initial) {
        Some(message) if !message.payload.is_empty() => {
            C::decode(value, Part::Call, &message.payload, reading)
        }
        _ => reading.miss_all(T::SCHEMA, Part::Call),
    }
}
