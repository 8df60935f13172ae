//! Members that travel in the path, the query, the headers or the status of an HTTP message.

mod media;
mod payload;
mod pieces;
mod source;
mod text_decode;
mod text_encode;
mod uri;

pub(crate) use media::{EVENTS, accepts, states};
pub(crate) use payload::{BYTES, PayloadKind, TEXT, decode_payload, encode_payload, payload_kind};
#[cfg(feature = "server")]
pub(crate) use pieces::pieces;
pub(crate) use source::Source;
pub(crate) use text_encode::{Bound, TextMembers};
pub(crate) use uri::{expand, expand_host};

use crate::wire::{Binding, Member, Schema};

/// Which message a structure is sent in, and so which of its bindings hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Request,
    Response,
    /// The host's prefix alone.
    Host,
}

impl Direction {
    /// Whether the member is a text beside the body.
    pub(crate) const fn binds(self, member: &Member) -> bool {
        match self {
            Self::Request => matches!(
                member.binding,
                Binding::Label
                    | Binding::Query(_)
                    | Binding::QueryParams
                    | Binding::Header(_)
                    | Binding::PrefixHeaders(_)
            ),
            Self::Response => {
                matches!(
                    member.binding,
                    Binding::Header(_) | Binding::PrefixHeaders(_) | Binding::ResponseCode
                )
            }
            Self::Host => member.host_label,
        }
    }

    /// Whether the structure has such a member. Known when code is generated for a type, so that a
    /// codec which is not needed is not compiled for it.
    pub(crate) const fn binds_any(self, schema: &Schema) -> bool {
        // A loop, because iterators do not run in constants.
        let mut index = 0;
        while index < schema.members.len() {
            if self.binds(&schema.members[index]) {
                return true;
            }
            index += 1;
        }
        false
    }
}

/// The member of a value that has no schema.
static ANY: Member = Member::new("");
