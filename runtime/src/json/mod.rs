//! The JSON codec, and the bodies of HTTP messages that it writes and reads.
//!
//! Bodies are JSON but for a payload that is a string or a blob, which is its own body.

mod decode;
mod document;
mod encode;
mod object;
mod text;
mod tokens;

pub(crate) use decode::{JsonDecoder, Role};
pub(crate) use encode::{Content, JsonEncoder, not_finite};
pub(crate) use text::{finite, quote};
pub(crate) use tokens::{Kind, Tokens};

use crate::wire::{Binding, Member, Schema};

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
