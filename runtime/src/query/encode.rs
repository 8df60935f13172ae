//! Writing a form.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{ACTION, ANY, Dialect};
use crate::wire::{
    Encode, EncodeError, EncodeResult, Encoder, Items, MAX_DEPTH, Member, MemberEncoder, Part,
    Schema, Shape, TimestampFormat,
};
use crate::{Document, EncodeErrorKind, Timestamp, scalar, timestamp};

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Writes an input, a pair for each simple value in it.
///
/// A structure without members has no pairs, so that it cannot be told from none; if a union holds it, it has one
/// without a value.
pub(crate) struct FormEncoder {
    form: String,
    /// The key of what comes next, percent-encoded.
    key: String,
    dialect: Dialect,
    member: &'static Member,
    depth: usize,
    part: Part,
}

impl FormEncoder {
    /// The form of a call of an operation.
    pub(crate) fn call<T: Shape>(
        dialect: Dialect,
        operation: &str,
        version: &str,
        input: &T,
    ) -> Result<String, EncodeError> {
        let mut encoder = Self {
            form: String::with_capacity(128),
            key: String::new(),
            dialect,
            member: &ANY,
            depth: 0,
            part: Part::Call,
        };
        encoder.pair(ACTION, operation);
        encoder.pair("Version", version);
        encoder.structure(input)?;
        Ok(encoder.form)
    }

    fn pair(&mut self, key: &str, value: &str) {
        if !self.form.is_empty() {
            self.form.push('&');
        }
        self.form.push_str(key);
        self.form.push('=');
        self.form.extend(utf8_percent_encode(value, RESERVED));
    }

    /// Writes the value under the current key.
    fn push(&mut self, value: &str) -> EncodeResult {
        let key = std::mem::take(&mut self.key);
        self.pair(&key, value);
        self.key = key;
        Ok(())
    }

    /// Adds a segment to the key, and gives the length to [`leave`](Self::leave) it with.
    fn enter(&mut self, segment: &str) -> usize {
        let length = self.key.len();
        if length > 0 {
            self.key.push('.');
        }
        self.key.extend(utf8_percent_encode(segment, RESERVED));
        length
    }

    fn leave(&mut self, length: usize) {
        self.key.truncate(length);
    }

    fn descend(&mut self) -> EncodeResult {
        if self.depth == MAX_DEPTH {
            return Err(EncodeError::new(EncodeErrorKind::TooDeep));
        }
        self.depth += 1;
        Ok(())
    }

    /// Steps into the elements or values of a list or map, and gives what to step back with.
    fn enter_items(&mut self, segment: Option<&str>) -> Result<Outer, EncodeError> {
        self.descend()?;
        let outer = Outer {
            member: self.member,
            key: self.key.len(),
        };
        if let Some(segment) = segment {
            self.enter(segment);
        }
        self.member = match outer.member.items {
            Items::List(element) => element,
            Items::Map(_, value) => value,
            Items::None => &ANY,
        };
        Ok(outer)
    }

    fn leave_items(&mut self, outer: Outer) {
        self.leave(outer.key);
        self.member = outer.member;
        self.depth -= 1;
    }

    fn item<T: Encode>(&mut self, index: usize, item: &T) -> EncodeResult {
        let length = self.enter(&(index + 1).to_string());
        item.encode(self)?;
        self.leave(length);
        Ok(())
    }

    fn entry<T: Encode>(
        &mut self,
        index: usize,
        (key_name, value_name): (&str, &str),
        (key, value): (&str, &T),
    ) -> EncodeResult {
        let entry = self.enter(&(index + 1).to_string());
        let length = self.enter(key_name);
        self.push(key)?;
        self.leave(length);
        self.enter(value_name);
        value.encode(self)?;
        self.leave(entry);
        Ok(())
    }
}

/// Where the encoder was before it stepped into a list or map.
struct Outer {
    member: &'static Member,
    /// The length of the key.
    key: usize,
}

impl Encoder for FormEncoder {
    fn structure<T: Shape>(&mut self, value: &T) -> EncodeResult {
        self.descend()?;
        let (part, outer) = (std::mem::replace(&mut self.part, Part::All), self.member);
        value.encode_members(&mut Members {
            encoder: self,
            schema: T::SCHEMA,
            part,
        })?;
        self.member = outer;
        self.depth -= 1;
        Ok(())
    }

    fn list<T: Encode>(&mut self, items: &[T]) -> EncodeResult {
        if items.is_empty() {
            return match self.dialect.tells_empty_lists() {
                true => self.push(""),
                false => Ok(()),
            };
        }
        let outer = self.enter_items(self.dialect.items(self.member))?;
        for (index, item) in items.iter().enumerate() {
            self.item(index, item)
                .map_err(|error| error.within(&index.to_string()))?;
        }
        self.leave_items(outer);
        Ok(())
    }

    fn map<T: Encode>(&mut self, entries: &BTreeMap<String, T>) -> EncodeResult {
        if !self.dialect.has_maps() {
            return Err(EncodeError::unrepresentable("the protocol has no maps"));
        }
        let names = self.dialect.entry(self.member);
        let outer = self.enter_items(self.dialect.entries(self.member))?;
        for (index, (key, value)) in entries.iter().enumerate() {
            self.entry(index, names, (key, value))
                .map_err(|error| error.within(outer.member.key_token(key)))?;
        }
        self.leave_items(outer);
        Ok(())
    }

    fn null(&mut self) -> EncodeResult {
        Err(EncodeError::unrepresentable("a form has no null"))
    }

    fn boolean(&mut self, value: bool) -> EncodeResult {
        self.push(scalar::boolean_text(value))
    }

    fn integer(&mut self, value: i64) -> EncodeResult {
        self.push(&value.to_string())
    }

    fn float(&mut self, value: f32) -> EncodeResult {
        self.push(&scalar::float_text(value))
    }

    fn double(&mut self, value: f64) -> EncodeResult {
        self.push(&scalar::double_text(value))
    }

    fn big_number(&mut self, text: &str) -> EncodeResult {
        self.push(text)
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        self.push(value)
    }

    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        self.push(&STANDARD.encode(value))
    }

    fn timestamp(&mut self, value: Timestamp) -> EncodeResult {
        let format = self.member.timestamp.unwrap_or(TimestampFormat::DateTime);
        self.push(&timestamp::format(value, format)?)
    }

    fn document(&mut self, _value: &Document) -> EncodeResult {
        Err(EncodeError::unrepresentable("a form has no documents"))
    }
}

struct Members<'a> {
    encoder: &'a mut FormEncoder,
    schema: &'static Schema,
    part: Part,
}

impl MemberEncoder for Members<'_> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        let member = self.schema.members.get(index);
        let Some(member) = member.filter(|member| self.part.includes(member)) else {
            return Ok(());
        };
        if value.is_absent() {
            return Ok(());
        }
        let name = self.encoder.dialect.member(member);
        let (key, form) = (self.encoder.enter(&name), self.encoder.form.len());
        self.encoder.member = member;
        value
            .encode(self.encoder)
            .map_err(|error| error.within(member.name))?;
        if self.schema.union && self.encoder.form.len() == form {
            self.encoder.push("")?;
        }
        self.encoder.leave(key);
        Ok(())
    }
}
