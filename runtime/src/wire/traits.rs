//! The traits between shapes and codecs.

use std::collections::BTreeMap;
use std::fmt::Debug;

use super::{Checksum, Compression, ErrorSchema, Member, OperationSchema, Schema, XmlNamespace};
#[cfg(feature = "event-stream")]
use crate::EventStream;
use crate::validate::Violations;
use crate::{Blob, ByteStream, Document, Timestamp};

pub use crate::error::{DecodeError, EncodeError};

/// What an encoding routine returns.
pub type EncodeResult = Result<(), EncodeError>;

/// What a decoding routine returns.
pub type DecodeResult = Result<(), DecodeError>;

/// A value that a codec can write.
pub trait Encode: PartialEq {
    /// Whether the value is left out of a structure: `true` of `None` alone.
    fn is_absent(&self) -> bool {
        false
    }

    /// Writes the value.
    fn encode<E: Encoder>(&self, to: &mut E) -> EncodeResult;
}

/// A value that a codec can read into.
pub trait Decode: Sized {
    /// Whether `null` is one of the values: `true` of `Option` and documents.
    const NULLABLE: bool = false;

    /// A value to read into. Nothing hands it out unread: a codec that finds a required member
    /// missing fails.
    fn blank() -> Self;

    /// Reads over the value. A list appends, so that a codec can call once per repeated element.
    fn decode<D: Decoder>(&mut self, from: &mut D) -> DecodeResult;
}

/// A value to read into; see [`Decode::blank`].
pub fn blank<T: Decode>() -> T {
    T::blank()
}

/// Reads a value that is not there yet.
pub fn read<T: Decode, D: Decoder>(from: &mut D) -> Result<T, DecodeError> {
    let mut value = T::blank();
    value.decode(from)?;
    Ok(value)
}

/// A structure or union, as generated code states it.
///
/// Everything that is done member by member goes through two routines: codecs, HTTP bindings,
/// validation. They are generic, so that each use is compiled where it is asked for. A structure
/// states its members instead, and inherits both.
pub trait Shape: Sized + PartialEq {
    /// The name in the model, without the namespace.
    const NAME: &'static str;
    /// Whether the shape is a union, which holds exactly one member.
    const UNION: bool = false;
    /// What makes the shape an error, where it has the `@error` trait.
    const ERROR: Option<ErrorSchema> = None;
    /// The element of the shape where it is an XML document, if it is not called as the shape: `@xmlName`.
    const XML_NAME: Option<&'static str> = None;
    /// The XML namespace of that element: `@xmlNamespace`.
    const XML_NAMESPACE: Option<&'static XmlNamespace> = None;
    /// The members in the order of the model, with their bindings and constraints.
    const MEMBERS: &'static [Member];
    /// All of that in one.
    const SCHEMA: &'static Schema = &Schema {
        name: Self::NAME,
        union: Self::UNION,
        error: Self::ERROR,
        xml_name: Self::XML_NAME,
        xml_namespace: Self::XML_NAMESPACE,
        members: Self::MEMBERS,
    };

    /// A value to read into; see [`Decode::blank`].
    fn blank() -> Self;

    /// All members of a structure, in the order of [`Shape::MEMBERS`]; nothing of a union.
    fn members(&self) -> impl Members {}

    /// All members of a structure, to be read, in the same order; nothing of a union.
    fn members_mut(&mut self) -> impl MembersMut {}

    /// Hands every member of a structure, or the member that a union holds, to `to`.
    fn encode_members<M: MemberEncoder>(&self, to: &mut M) -> EncodeResult {
        to.members(self.members())
    }

    /// Reads the member at [`Decoder::index`] of a structure, or makes a union hold it.
    fn decode_member<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        from.member(self.members_mut())
    }

    /// Gives the members of an input that a request lacks their [`@default`], where a client leaves that
    /// to the service.
    ///
    /// [`@default`]: https://smithy.io/2.0/spec/type-refinement-traits.html#default-trait
    fn fill_in(&mut self) {}

    /// Makes a union hold a member that the model does not list.
    ///
    /// A structure does nothing.
    fn decode_unknown(&mut self, name: &str) {
        let _ = name;
    }
}

/// A union whose members are the events of a stream: any union that may go from thread to thread.
#[cfg(feature = "event-stream")]
pub trait Event: Shape + Send + 'static {}

#[cfg(feature = "event-stream")]
impl<T: Shape + Send + 'static> Event for T {}

/// Takes the members of a structure or union one after the other.
pub trait MemberEncoder: Sized {
    /// Takes one member; `index` is its place in [`Shape::MEMBERS`].
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult;

    /// Takes all members of a structure, as a tuple of references in order.
    ///
    /// Tuples go to twelve; a tuple of tuples holds more.
    fn members<T: Members>(&mut self, members: T) -> EncodeResult {
        members.encode_each(0, self)
    }

    /// Takes a member of a union that the model does not list: an error, since its value is lost.
    fn unknown(&mut self, name: &str) -> EncodeResult {
        Err(EncodeError::unknown_variant(name))
    }
}

/// Writes values in one wire format.
///
/// A value is written in the context of the [`Member`] that holds it: the codec keeps
/// that context and steps into its [`Items`](super::Items) for the elements of lists and maps.
pub trait Encoder: Sized {
    /// Writes a structure or union.
    fn structure<T: Shape>(&mut self, value: &T) -> EncodeResult;
    /// Writes a list.
    fn list<T: Encode>(&mut self, items: &[T]) -> EncodeResult;
    /// Writes a map.
    fn map<T: Encode>(&mut self, entries: &BTreeMap<String, T>) -> EncodeResult;
    /// Writes the absence of a value, in a sparse list or map.
    fn null(&mut self) -> EncodeResult;
    /// Writes a boolean.
    fn boolean(&mut self, value: bool) -> EncodeResult;
    /// Writes a byte, short, integer or long.
    fn integer(&mut self, value: i64) -> EncodeResult;
    /// Writes an integer whose type has this many bytes, for formats that tell the types apart.
    fn sized_integer(&mut self, value: i64, bytes: usize) -> EncodeResult {
        let _ = bytes;
        self.integer(value)
    }
    /// Writes an intEnum.
    fn int_enum(&mut self, value: i32) -> EncodeResult {
        self.integer(value.into())
    }
    /// Writes a float.
    fn float(&mut self, value: f32) -> EncodeResult;
    /// Writes a double.
    fn double(&mut self, value: f64) -> EncodeResult;
    /// Writes a bigInteger from its decimal text.
    fn big_integer(&mut self, text: &str) -> EncodeResult {
        self.big_number(text)
    }
    /// Writes a bigDecimal from its decimal text, and a bigInteger where a format tells them not apart.
    fn big_number(&mut self, text: &str) -> EncodeResult;
    /// Writes a string, or the value of an enum.
    fn string(&mut self, value: &str) -> EncodeResult;
    /// Writes a blob.
    fn blob(&mut self, value: &[u8]) -> EncodeResult;
    /// Writes a timestamp.
    fn timestamp(&mut self, value: Timestamp) -> EncodeResult;
    /// Writes a document.
    fn document(&mut self, value: &Document) -> EncodeResult;
    /// Takes a streaming blob, which is a body of its own.
    fn byte_stream(&mut self, stream: &ByteStream) -> EncodeResult {
        let _ = stream;
        Err(EncodeError::unrepresentable(
            "a stream travels as the whole body alone",
        ))
    }
    /// Takes an event stream, which is a body of its own.
    #[cfg(feature = "event-stream")]
    fn event_stream<T: Event>(&mut self, stream: &EventStream<T>) -> EncodeResult {
        let _ = stream;
        Err(EncodeError::unrepresentable(
            "a stream travels as the whole body alone",
        ))
    }
}

/// Reads values in one wire format; the counterpart of [`Encoder`].
pub trait Decoder: Sized {
    /// The member that is to be read, as its place in [`Shape::MEMBERS`].
    fn index(&self) -> usize;
    /// Reads the member at [`Decoder::index`], given all members as a tuple of references in order.
    fn member<T: MembersMut>(&mut self, members: T) -> DecodeResult {
        members.decode_nth(self.index(), self)
    }
    /// Reads a structure or union.
    fn structure<T: Shape>(&mut self, value: &mut T) -> DecodeResult;
    /// Appends to a list.
    fn list<T: Decode>(&mut self, items: &mut Vec<T>) -> DecodeResult;
    /// Adds to a map.
    fn map<T: Decode>(&mut self, entries: &mut BTreeMap<String, T>) -> DecodeResult;
    /// Steps over `null` if it is what comes next, and tells whether it was.
    fn null(&mut self) -> Result<bool, DecodeError>;
    /// Reads a boolean.
    fn boolean(&mut self) -> Result<bool, DecodeError>;
    /// Reads an integer between the two bounds.
    fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError>;
    /// Reads a float.
    fn float(&mut self) -> Result<f32, DecodeError>;
    /// Reads a double.
    fn double(&mut self) -> Result<f64, DecodeError>;
    /// Reads a number of any size as its decimal text.
    fn big_number(&mut self) -> Result<String, DecodeError>;
    /// Reads a string. The text is lent for the length of the call, so that enums need not own it.
    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError>;
    /// Reads a string to keep.
    fn owned_string(&mut self) -> Result<String, DecodeError> {
        self.string(str::to_owned)
    }
    /// Reads a blob.
    fn blob(&mut self) -> Result<Blob, DecodeError>;
    /// Reads a timestamp.
    fn timestamp(&mut self) -> Result<Timestamp, DecodeError>;
    /// Reads a document.
    fn document(&mut self) -> Result<Document, DecodeError>;
    /// Gives the body as a streaming blob.
    fn byte_stream(&mut self) -> Result<ByteStream, DecodeError> {
        Err(DecodeError::unexpected("a value", "a stream"))
    }
    /// Gives the body as an event stream.
    #[cfg(feature = "event-stream")]
    fn event_stream<T: Event>(&mut self) -> Result<EventStream<T>, DecodeError> {
        Err(DecodeError::unexpected("a value", "a stream"))
    }
}

/// A tuple of references to the members of a structure, to be written; see [`MemberEncoder::members`].
pub trait Members {
    /// How many members the tuple has.
    const LEN: usize;
    /// Hands each to `to`, counting from `first`.
    fn encode_each<M: MemberEncoder>(self, first: usize, to: &mut M) -> EncodeResult;
}

/// A tuple of references to the members of a structure, to be read; see [`Decoder::member`].
pub trait MembersMut {
    /// How many members the tuple has.
    const LEN: usize;
    /// Reads the one at `index`.
    fn decode_nth<D: Decoder>(self, index: usize, from: &mut D) -> DecodeResult;
}

/// An operation, as generated code states it.
pub trait Operation: 'static {
    /// The name in the model, without the namespace.
    const NAME: &'static str;
    /// The HTTP method, in protocols that bind operations to HTTP.
    const METHOD: &'static str = "POST";
    /// The URI template of the `@http` trait, such as `/tokens/{id}` or `/files/{path+}?raw`.
    const URI: &'static str = "/";
    /// The HTTP status of success.
    const STATUS: u16 = 200;
    /// Whether a repeated call does no more than one: `@idempotent` or `@readonly`.
    const IDEMPOTENT: bool = false;
    /// Whether the call is made without credentials: `@auth([])`.
    const ANONYMOUS: bool = false;
    /// The prefix of the host, with labels: `@endpoint(hostPrefix:)`.
    const HOST_PREFIX: Option<&'static str> = None;
    /// The member of the input that says where the request goes, instead of to the client's endpoint, as
    /// Amazon Machine Learning has it.
    const ENDPOINT: Option<&'static str> = None;
    /// How the bodies of requests may be compressed: `@requestCompression`.
    const COMPRESSION: Option<Compression> = None;
    /// The checksums of requests and responses: `@httpChecksumRequired`, `@httpChecksum`.
    const CHECKSUM: Checksum = Checksum::NONE;
    /// Whether the body of the response is the one member of the output, without an element of the
    /// output's own: `@s3UnwrappedXmlOutput`.
    const UNWRAPPED_OUTPUT: bool = false;
    /// All of that in one.
    const SCHEMA: &'static OperationSchema = &OperationSchema {
        name: Self::NAME,
        method: Self::METHOD,
        uri: Self::URI,
        status: Self::STATUS,
        idempotent: Self::IDEMPOTENT,
        anonymous: Self::ANONYMOUS,
        host_prefix: Self::HOST_PREFIX,
        compression: Self::COMPRESSION,
        checksum: Self::CHECKSUM,
        input: Self::Input::SCHEMA,
    };
    /// What it takes.
    type Input: Shape + Debug + Send + Sync + 'static;
    /// What it gives.
    type Output: Shape + Debug + Send + Sync + 'static;
    /// How it fails.
    type Error: OperationError;
}

/// The errors that the model lists for one operation.
pub trait OperationError: Sized + Debug + Send + Sync + 'static {
    /// Makes the error that tells a caller of an invalid input, where the model lists one.
    const INVALID: Invalid<Self> = None;

    /// Names every error to `variants`, each with the variant that holds it.
    fn variants<V: Variants<Self>>(variants: V) -> V;

    /// Hands the error that the value holds to `visitor`.
    fn visit<V: ErrorVisitor>(&self, visitor: V) -> V::Output;
}

/// What makes an operation's error from violations; see [`OperationError::INVALID`].
pub type Invalid<E> = Option<fn(Violations) -> E>;

/// Takes the variants of an operation's error; see [`OperationError::variants`].
pub trait Variants<E>: Sized {
    /// Takes one more variant.
    fn variant<T: Shape>(self, make: fn(T) -> E) -> Self;
}

/// Takes the error that a variant holds; see [`OperationError::visit`].
pub trait ErrorVisitor {
    /// What comes of it.
    type Output;
    /// Takes the error.
    fn error<T: Shape>(self, error: &T) -> Self::Output;
}
