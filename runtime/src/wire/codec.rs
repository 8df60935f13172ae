//! Document formats, as protocols see them.

use std::collections::BTreeMap;
use std::fmt::Debug;

use super::{
    Binding, DecodeError, DecodeResult, EncodeError, Member, Schema, ServiceSchema, Shape,
};
use crate::protocol::Lenient;
use crate::timestamp::Strictness;
use crate::validate::pointer;

/// A document format: what structures look like in the bodies of messages, and in the payloads of
/// events.
///
/// A codec never sees an empty body, nor a string or blob that is a whole body: its protocol reads
/// those.
pub trait Codec: Copy + Debug + Send + Sync + 'static {
    /// The media type of a document.
    const MEDIA_TYPE: &'static str;

    /// Writes the members of a structure that are of this part, as a document.
    ///
    /// # Errors
    ///
    /// The value has no form in the format.
    fn encode<T: Shape>(
        service: &'static ServiceSchema,
        value: &T,
        part: Part,
    ) -> Result<Vec<u8>, EncodeError>;

    /// Writes the value of the member at `index` of a structure, as a document; none if it is absent.
    ///
    /// # Errors
    ///
    /// The value has no form in the format.
    fn encode_member<T: Shape>(
        service: &'static ServiceSchema,
        value: &T,
        index: usize,
    ) -> Result<Option<Vec<u8>>, EncodeError>;

    /// Reads the members of a structure that are of this part from a document.
    ///
    /// # Errors
    ///
    /// The bytes are no such document, or do not fit the structure.
    fn decode<T: Shape>(
        value: &mut T,
        part: Part,
        bytes: &[u8],
        reading: &mut Reading,
    ) -> DecodeResult;

    /// Reads the value of the member at `index` of a structure from a document.
    ///
    /// # Errors
    ///
    /// The bytes are no such document, or do not fit the member.
    fn decode_member<T: Shape>(
        value: &mut T,
        index: usize,
        bytes: &[u8],
        reading: &mut Reading,
    ) -> DecodeResult;

    /// The members of a document's root that are texts, by their names on the wire: what is known of
    /// an error that no model lists. Nothing of what is no such document.
    fn texts(bytes: &[u8]) -> BTreeMap<String, String>;
}

/// Who reads: what a client lets pass, so that a service may change, is a fault to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Whoever calls reads an answer.
    Client,
    /// Whoever is called reads a request.
    Server,
}

impl Role {
    pub(crate) fn strictness(self) -> Strictness {
        match self {
            Self::Client => Strictness::Lenient,
            Self::Server => Strictness::Strict,
        }
    }
}

/// Who reads a message, and which required members it was found to lack.
///
/// A client fails at the first that is missing, unless it is lenient; a server notes all of them, to tell its caller.
#[derive(Debug)]
pub struct Reading {
    role: Role,
    is_lenient: bool,
    /// JSON pointers, relative to where the codec is.
    missing: Vec<String>,
}

impl Reading {
    /// Nothing is missing yet.
    pub const fn new(role: Role) -> Self {
        Self {
            role,
            is_lenient: false,
            missing: Vec::new(),
        }
    }

    /// A client reads a response; [`Lenient`](crate::protocol::Lenient) among its extensions lets members be missing.
    pub fn response<B>(response: &http::Response<B>) -> Self {
        Self {
            is_lenient: response.extensions().get::<Lenient>().is_some(),
            ..Self::new(Role::Client)
        }
    }

    /// The same reader before another message.
    #[cfg(feature = "event-stream")]
    pub(crate) const fn anew(&self) -> Self {
        Self {
            role: self.role,
            is_lenient: self.is_lenient,
            missing: Vec::new(),
        }
    }

    /// Who reads.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// How many members have been found missing so far, for [`relocate`](Self::relocate).
    pub const fn mark(&self) -> usize {
        self.missing.len()
    }

    /// Tells that a required member is not there.
    ///
    /// # Errors
    ///
    /// A client cannot do without the member.
    pub fn miss(&mut self, member: &Member) -> DecodeResult {
        match self.role {
            Role::Client if member.client_optional => Ok(()),
            Role::Client if !self.is_lenient => Err(DecodeError::missing(member.name)),
            _ => {
                // One more than is reported tells that there are more.
                if self.missing.len() <= crate::validate::MAX_VIOLATIONS {
                    let mut path = String::new();
                    pointer::push(&mut path, member.name);
                    self.missing.push(path);
                }
                Ok(())
            }
        }
    }

    /// Tells that every required member of a part is not there: the message has no document.
    ///
    /// # Errors
    ///
    /// A client cannot do without one of them.
    pub fn miss_all(&mut self, schema: &Schema, part: Part) -> DecodeResult {
        let lacks = |member: &&Member| member.required && part.includes(member);
        schema
            .members
            .iter()
            .filter(lacks)
            .try_for_each(|member| self.miss(member))
    }

    /// Puts what was found missing since [`mark`](Self::mark) inside the member, key or index `token`.
    pub fn relocate(&mut self, since: usize, token: &str) {
        for path in self.missing.iter_mut().skip(since) {
            pointer::prepend(path, token);
        }
    }

    /// Takes what reading the member, key or index `token` came to: what was found missing since
    /// [`mark`](Self::mark) is inside it, and so is what is wrong.
    pub(crate) fn within<T>(
        &mut self,
        since: usize,
        token: &str,
        result: Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.relocate(since, token);
        result.map_err(|error| error.within(token))
    }

    /// The same of the item at `index` of a list.
    pub(crate) fn within_item(
        &mut self,
        since: usize,
        index: usize,
        result: DecodeResult,
    ) -> DecodeResult {
        match result.is_ok() && self.mark() == since {
            true => Ok(()),
            false => self.within(since, &index.to_string(), result),
        }
    }

    /// Where required members are missing, as JSON pointers from the root.
    pub fn into_missing(self) -> Vec<String> {
        self.missing
    }

    /// Ends the reading of a message when nobody is told of each member that is missing: of a response, or of an event.
    /// A lenient client says in its log what it lacks.
    ///
    /// # Errors
    ///
    /// A member is missing, and the reader is not lenient.
    pub fn complete(self, schema: &Schema) -> DecodeResult {
        for path in self.missing {
            if !self.is_lenient {
                return Err(DecodeError::missing_at(path));
            }
            warn(schema, &path);
        }
        Ok(())
    }
}

#[cfg(feature = "client")]
fn warn(schema: &Schema, path: &str) {
    tracing::warn!(
        structure = schema.name,
        member = path,
        "required member is missing"
    );
}

/// Clients alone are lenient.
#[cfg(not(feature = "client"))]
fn warn(_: &Schema, _: &str) {}

/// Which members of the root travel in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All: a structure within a document.
    All,
    /// Those of an input that no HTTP binding places elsewhere.
    Request,
    /// Those of an output or error that no HTTP binding places elsewhere.
    Response,
    /// The one that is the body: [`Binding::Payload`].
    Payload,
    /// All but a stream: what protocols without HTTP bindings send.
    Call,
    /// Those of an event that are neither header nor payload.
    Event,
    /// The one that is the payload of an event: [`Binding::EventPayload`].
    EventPayload,
}

impl Part {
    /// Whether the member belongs to the part.
    ///
    /// Bindings that have no place in a message of the direction are as if they were not there.
    pub const fn includes(self, member: &Member) -> bool {
        match self {
            Self::All => true,
            Self::Request => matches!(
                member.binding,
                Binding::Body
                    | Binding::ResponseCode
                    | Binding::EventHeader
                    | Binding::EventPayload
            ),
            Self::Response => matches!(
                member.binding,
                Binding::Body
                    | Binding::Label
                    | Binding::Query(_)
                    | Binding::QueryParams
                    | Binding::EventHeader
                    | Binding::EventPayload
            ),
            Self::Payload => matches!(member.binding, Binding::Payload),
            Self::Call => !matches!(member.binding, Binding::ByteStream | Binding::EventStream),
            Self::Event => !matches!(member.binding, Binding::EventHeader | Binding::EventPayload),
            Self::EventPayload => matches!(member.binding, Binding::EventPayload),
        }
    }

    /// Whether a member of the structure belongs to the part.
    pub const fn includes_any(self, schema: &Schema) -> bool {
        self.first(schema).is_some()
    }

    /// The first member that belongs to the part.
    pub const fn first(self, schema: &Schema) -> Option<usize> {
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
