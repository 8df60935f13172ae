//! Writing JSON.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::{ANY, Dialect, document, text};
use crate::scalar::{base64, not_finite};
use crate::timestamp;
use crate::wire::{
    Encode, EncodeError, EncodeResult, Encoder, Items, MAX_DEPTH, Member, MemberEncoder, Part,
    Schema, Shape, TimestampFormat, encode_only,
};
use crate::{Document, EncodeErrorKind, Timestamp};

pub(super) struct JsonEncoder {
    pub(super) out: Vec<u8>,
    member: &'static Member,
    depth: usize,
    part: Part,
    pub(super) dialect: Dialect,
}

impl JsonEncoder {
    /// An encoder that writes these members of the first structure that it is given.
    pub(super) fn new(part: Part, dialect: Dialect) -> Self {
        Self {
            // Few bodies are shorter, and fewer have to grow it from one byte on.
            out: Vec::with_capacity(128),
            member: &ANY,
            depth: 0,
            part,
            dialect,
        }
    }

    /// Writes the value of one member, and tells whether it is there.
    pub(super) fn only<T: Shape>(&mut self, value: &T, index: usize) -> Result<bool, EncodeError> {
        let Some(member) = T::SCHEMA.members.get(index) else {
            return Ok(false);
        };
        self.member = member;
        encode_only(value, index, self)
    }

    /// What was written.
    pub(super) fn finish(self) -> Vec<u8> {
        self.out
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
        match self.dialect {
            Dialect::RpcJson => self.quote(text),
            Dialect::Json | Dialect::AwsJson => self.push(text),
        }
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        self.quote(value)
    }

    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        self.out.push(b'"');
        base64(value, &mut self.out);
        self.out.push(b'"');
        Ok(())
    }

    fn timestamp(&mut self, value: Timestamp) -> EncodeResult {
        match self.dialect.timestamp(self.member) {
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
        text::quote_name(member, self.encoder.dialect, &mut self.encoder.out);
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
