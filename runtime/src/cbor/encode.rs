//! Writing CBOR.

use std::collections::BTreeMap;

use super::decode::EPOCH;
use super::write::Writer;
use super::{ANY, document};
use crate::wire::{
    Encode, EncodeError, EncodeResult, Encoder, Items, MAX_DEPTH, Member, MemberEncoder, Part,
    Schema, Shape, encode_only,
};
use crate::{Document, EncodeErrorKind, Timestamp};

pub(super) struct CborEncoder {
    out: Writer,
    member: &'static Member,
    depth: usize,
    part: Part,
    /// What the first structure says that it is.
    type_hint: Option<String>,
}

impl CborEncoder {
    /// An encoder that writes these members of the first structure that it is given.
    pub(super) fn new(part: Part) -> Self {
        Self {
            out: Writer::new(),
            member: &ANY,
            depth: 0,
            part,
            type_hint: None,
        }
    }

    /// Makes the first structure say that it is of this type.
    pub(super) fn hint(mut self, type_hint: String) -> Self {
        self.type_hint = Some(type_hint);
        self
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
        self.out.finish()
    }

    #[inline]
    fn descend(&mut self) -> EncodeResult {
        if self.depth == MAX_DEPTH {
            return Err(EncodeError::new(EncodeErrorKind::TooDeep));
        }
        self.depth += 1;
        Ok(())
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

    /// Writes what the structure says that it is, and tells how many entries that took.
    fn write_hint(&mut self) -> usize {
        match self.type_hint.take() {
            Some(hint) => {
                self.out.text("__type");
                self.out.text(&hint);
                1
            }
            None => 0,
        }
    }
}

impl Encoder for CborEncoder {
    fn structure<T: Shape>(&mut self, value: &T) -> EncodeResult {
        self.descend()?;
        let open = self.out.open(T::SCHEMA.members.len() + 1);
        let (part, outer) = (std::mem::replace(&mut self.part, Part::All), self.member);
        let count = self.write_hint();
        let mut members = Members {
            encoder: self,
            schema: T::SCHEMA,
            part,
            count,
        };
        value.encode_members(&mut members)?;
        let count = members.count;
        self.out.close(open, count);
        self.member = outer;
        self.depth -= 1;
        Ok(())
    }

    fn list<T: Encode>(&mut self, items: &[T]) -> EncodeResult {
        self.descend()?;
        self.out.array(items.len());
        let outer = self.enter_items();
        for (index, item) in items.iter().enumerate() {
            item.encode(self)
                .map_err(|error| error.within(&index.to_string()))?;
        }
        self.member = outer;
        self.depth -= 1;
        Ok(())
    }

    fn map<T: Encode>(&mut self, entries: &BTreeMap<String, T>) -> EncodeResult {
        self.descend()?;
        self.out.map(entries.len());
        let outer = self.enter_items();
        for (key, value) in entries {
            self.out.text(key);
            value
                .encode(self)
                .map_err(|error| error.within(outer.key_token(key)))?;
        }
        self.member = outer;
        self.depth -= 1;
        Ok(())
    }

    fn null(&mut self) -> EncodeResult {
        self.out.null();
        Ok(())
    }

    fn boolean(&mut self, value: bool) -> EncodeResult {
        self.out.boolean(value);
        Ok(())
    }

    fn integer(&mut self, value: i64) -> EncodeResult {
        self.out.integer(value);
        Ok(())
    }

    fn float(&mut self, value: f32) -> EncodeResult {
        self.out.float(value.into());
        Ok(())
    }

    fn double(&mut self, value: f64) -> EncodeResult {
        self.out.float(value);
        Ok(())
    }

    fn big_integer(&mut self, text: &str) -> EncodeResult {
        self.out.whole(text)
    }

    fn big_number(&mut self, text: &str) -> EncodeResult {
        self.out.decimal(text)
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        self.out.text(value);
        Ok(())
    }

    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        self.out.bytes(value);
        Ok(())
    }

    /// To the millisecond; what is finer is dropped.
    fn timestamp(&mut self, value: Timestamp) -> EncodeResult {
        self.out.tag(EPOCH);
        let milliseconds = value.as_nanosecond().div_euclid(1_000_000);
        match milliseconds % 1000 {
            0 => self.out.integer((milliseconds / 1000) as i64),
            _ => self.out.float(milliseconds as f64 / 1e3),
        }
        Ok(())
    }

    fn document(&mut self, value: &Document) -> EncodeResult {
        document::write(value, &mut self.out, self.depth)
    }
}

struct Members<'a> {
    encoder: &'a mut CborEncoder,
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
        self.encoder.out.text(member.name);
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
