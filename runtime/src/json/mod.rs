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

pub(crate) use decode::{JsonDecoder, Role};
pub(crate) use encode::JsonEncoder;
pub(crate) use text::{finite, quote};
pub(crate) use tokens::{Kind, Tokens};

use crate::wire::{Binding, Decode, DecodeError, Encode, EncodeError, Member, Schema};

/// Writes a shape, or any value that a member can have, as JSON without white space.
///
/// # Errors
///
/// [`UnknownVariant`](crate::EncodeErrorKind::UnknownVariant), [`TooDeep`](crate::EncodeErrorKind::TooDeep),
/// and [`Unrepresentable`](crate::EncodeErrorKind::Unrepresentable) of a timestamp whose form has no place
/// for its year.
pub fn to_vec<T: Encode>(value: &T) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = JsonEncoder::new(Part::All);
    value.encode(&mut encoder)?;
    Ok(encoder.finish().0)
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
    let mut decoder = JsonDecoder::new(json, Role::Client, Part::All);
    let value = crate::wire::read(&mut decoder)?;
    decoder.end()?;
    Ok(value)
}

/// Which members of the root travel in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All: a structure within the body.
    All,
    /// Those of an input that no binding places elsewhere.
    Request,
    /// Those of an output or error that no binding places elsewhere.
    Response,
    /// The one that is the body.
    Payload,
    /// Those of an event that are neither header nor payload.
    #[cfg(feature = "event-stream")]
    Event,
    /// The one that is the payload of an event.
    #[cfg(feature = "event-stream")]
    EventPayload,
}

impl Part {
    /// Bindings that have no place in a message of the direction are as if they were not there.
    pub(crate) const fn includes(self, member: &Member) -> bool {
        match self {
            Self::All => true,
            Self::Request => matches!(
                member.binding,
                Binding::Body
                    | Binding::HostLabel
                    | Binding::ResponseCode
                    | Binding::EventHeader
                    | Binding::EventPayload
            ),
            Self::Response => matches!(
                member.binding,
                Binding::Body
                    | Binding::HostLabel
                    | Binding::Label
                    | Binding::Query(_)
                    | Binding::QueryParams
                    | Binding::EventHeader
                    | Binding::EventPayload
            ),
            Self::Payload => matches!(member.binding, Binding::Payload),
            #[cfg(feature = "event-stream")]
            Self::Event => !matches!(member.binding, Binding::EventHeader | Binding::EventPayload),
            #[cfg(feature = "event-stream")]
            Self::EventPayload => matches!(member.binding, Binding::EventPayload),
        }
    }

    /// Whether the body has a member of the structure.
    pub(crate) const fn includes_any(self, schema: &Schema) -> bool {
        self.first(schema).is_some()
    }

    /// The first member that the body has.
    pub(crate) const fn first(self, schema: &Schema) -> Option<usize> {
        // A loop, because iterators do not run in constants.
        let mut index = 0;
        while index < schema.members.len() {
            if self.includes(&schema.members[index]) {
                return Some(index);
            }
            index += 1;
        }
        None
    }
}

/// The member of a value that has no schema: the root, and what a schema forgot to describe.
static ANY: Member = Member::new("");
