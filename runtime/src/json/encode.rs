//! Writing JSON.

use std::collections::BTreeMap;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{ANY, Part, document, text};
use crate::scalar::not_finite;
use crate::timestamp;
use crate::wire::{
    Encode, EncodeError, EncodeResult, Encoder, Items, MAX_DEPTH, Member, MemberEncoder, Schema,
    Shape, TimestampFormat,
};
use crate::{Document, EncodeErrorKind, Timestamp};

/// What kind of body was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// JSON.
    Json,
    /// The text of a string.
    Text,
    /// The bytes of a blob.
    Bytes,
}

impl Content {
    /// The media type; `stated` is that of the model, for texts and bytes.
    pub(crate) fn media_type(self, stated: Option<&'static str>) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text => stated.unwrap_or("text/plain"),
            Self::Bytes => stated.unwrap_or("application/octet-stream"),
        }
    }
}

pub(crate) struct JsonEncoder {
    pub(super) out: Vec<u8>,
    member: &'static Member,
    depth: usize,
    part: Part,
    /// Whether a string or blob that comes next is the whole body.
    raw: bool,
    content: Content,
    /// Whether the payload was there.
    present: bool,
}

impl JsonEncoder {
    /// An encoder that writes these members of the first structure that it is given.
    pub(crate) fn new(part: Part) -> Self {
        Self {
            // Few bodies are shorter, and fewer have to grow it from one byte on.
            out: Vec::with_capacity(128),
            member: &ANY,
            depth: 0,
            part,
            raw: false,
            content: Content::Json,
            present: false,
        }
    }

    /// Writes the one member of `value` that is this part; nothing if it is absent.
    pub(crate) fn payload<T: Shape>(&mut self, value: &T, part: Part) -> EncodeResult {
        self.raw = true;
        value.encode_members(&mut Payload {
            encoder: self,
            schema: T::SCHEMA,
            part,
        })
    }

    /// What was written.
    pub(crate) fn finish(self) -> (Vec<u8>, Content) {
        (self.out, self.content)
    }

    /// Whether the payload was there to be written.
    pub(crate) fn is_present(&self) -> bool {
        self.present
    }

    fn push(&mut self, text: &str) -> EncodeResult {
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn quote(&mut self, text: &str) -> EncodeResult {
        text::quote(text, &mut self.out);
        Ok(())
    }

    #[inline]
    fn descend(&mut self, open: u8) -> EncodeResult {
        if self.depth == MAX_DEPTH {
            return Err(too_deep());
        }
        self.raw = false;
        self.depth += 1;
        self.out.push(open);
        Ok(())
    }

    #[inline]
    fn ascend(&mut self, close: u8) {
        self.depth -= 1;
        self.out.push(close);
    }

    #[inline]
    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out.push(b',');
        }
    }

    fn begin_entry(&mut self, index: usize, key: &str) {
        self.separate(index);
        text::quote(key, &mut self.out);
        self.out.push(b':');
    }

    /// Steps into the elements or values of a list or map, and gives the member to step back to.
    fn enter_items(&mut self) -> &'static Member {
        let outer = self.member;
        self.member = match outer.items {
            Items::List(element) => element,
            Items::Map(_, value) => value,
            Items::None => &ANY,
        };
        outer
    }
}

impl Encoder for JsonEncoder {
    fn structure<T: Shape>(&mut self, value: &T) -> EncodeResult {
        self.descend(b'{')?;
        let (part, outer) = (std::mem::replace(&mut self.part, Part::All), self.member);
        value.encode_members(&mut Members {
            encoder: self,
            schema: T::SCHEMA,
            part,
            count: 0,
        })?;
        self.member = outer;
        self.ascend(b'}');
        Ok(())
    }

    fn list<T: Encode>(&mut self, items: &[T]) -> EncodeResult {
        self.descend(b'[')?;
        let outer = self.enter_items();
        for (index, item) in items.iter().enumerate() {
            self.separate(index);
            item.encode(self)
                .map_err(|error| error.within(&index.to_string()))?;
        }
        self.member = outer;
        self.ascend(b']');
        Ok(())
    }

    fn map<T: Encode>(&mut self, entries: &BTreeMap<String, T>) -> EncodeResult {
        self.descend(b'{')?;
        let outer = self.enter_items();
        for (index, (key, value)) in entries.iter().enumerate() {
            self.begin_entry(index, key);
            value
                .encode(self)
                .map_err(|error| error.within(outer.key_token(key)))?;
        }
        self.member = outer;
        self.ascend(b'}');
        Ok(())
    }

    fn null(&mut self) -> EncodeResult {
        self.push("null")
    }

    fn boolean(&mut self, value: bool) -> EncodeResult {
        self.push(if value { "true" } else { "false" })
    }

    fn integer(&mut self, value: i64) -> EncodeResult {
        // Writing to a vector does not fail.
        let _ = write!(self.out, "{value}");
        Ok(())
    }

    fn float(&mut self, value: f32) -> EncodeResult {
        match not_finite(value.into()) {
            Some(name) => self.quote(name),
            None => self.push(&text::finite(value)),
        }
    }

    fn double(&mut self, value: f64) -> EncodeResult {
        match not_finite(value) {
            Some(name) => self.quote(name),
            None => self.push(&text::finite(value)),
        }
    }

    fn big_number(&mut self, text: &str) -> EncodeResult {
        self.push(text)
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        if self.raw {
            self.content = Content::Text;
            return self.push(value);
        }
        self.quote(value)
    }

    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        if self.raw {
            self.content = Content::Bytes;
            self.out.extend_from_slice(value);
            return Ok(());
        }
        self.out.push(b'"');
        base64(value, &mut self.out);
        self.out.push(b'"');
        Ok(())
    }

    fn timestamp(&mut self, value: Timestamp) -> EncodeResult {
        match self
            .member
            .timestamp
            .unwrap_or(TimestampFormat::EpochSeconds)
        {
            TimestampFormat::EpochSeconds => {
                self.push(&timestamp::format(value, TimestampFormat::EpochSeconds)?)
            }
            format => self.quote(&timestamp::format(value, format)?),
        }
    }

    fn document(&mut self, value: &Document) -> EncodeResult {
        document::write(value, &mut self.out, self.depth)
    }
}

#[cold]
fn too_deep() -> EncodeError {
    EncodeError::new(EncodeErrorKind::TooDeep)
}

/// Writes bytes in base64.
fn base64(bytes: &[u8], out: &mut Vec<u8>) {
    // A whole number of threes, each of which has four digits.
    const CHUNK: usize = 48;
    let mut text = [0; CHUNK / 3 * 4];
    for chunk in bytes.chunks(CHUNK) {
        // There is room for the digits of a chunk.
        let length = STANDARD.encode_slice(chunk, &mut text).unwrap_or_default();
        out.extend_from_slice(&text[..length]);
    }
}

struct Members<'a> {
    encoder: &'a mut JsonEncoder,
    schema: &'static Schema,
    part: Part,
    count: usize,
}

impl Members<'_> {
    /// Writes the name of a member that belongs here.
    fn begin(&mut self, index: usize) -> Option<&'static Member> {
        let member = self
            .schema
            .members
            .get(index)
            .filter(|member| self.part.includes(member))?;
        self.encoder.separate(self.count);
        text::quote_name(member, &mut self.encoder.out);
        self.encoder.out.push(b':');
        self.encoder.member = member;
        self.count += 1;
        Some(member)
    }
}

impl MemberEncoder for Members<'_> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        if value.is_absent() {
            return Ok(());
        }
        match self.begin(index) {
            Some(member) => value
                .encode(self.encoder)
                .map_err(|error| error.within(member.name)),
            None => Ok(()),
        }
    }
}

struct Payload<'a> {
    encoder: &'a mut JsonEncoder,
    schema: &'static Schema,
    part: Part,
}

impl MemberEncoder for Payload<'_> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        match self
            .schema
            .members
            .get(index)
            .filter(|member| self.part.includes(member))
        {
            Some(member) if !value.is_absent() => {
                self.encoder.member = member;
                self.encoder.present = true;
                // What the payload holds is written whole.
                self.encoder.part = Part::All;
                value
                    .encode(self.encoder)
                    .map_err(|error| error.within(member.name))
            }
            _ => Ok(()),
        }
    }
}
