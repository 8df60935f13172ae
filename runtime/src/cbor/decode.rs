//! Reading CBOR.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::tokens::{Kind, Left};
use super::{ANY, Tokens, document, number};
use crate::scalar::in_range;
use crate::wire::lookup::{Held, Lookup, Names};
use crate::wire::{
    Decode, DecodeError, DecodeResult, Decoder, Items, MAX_DEPTH, Member, Part, Reading, Role,
    Schema, Shape, read,
};
use crate::{Blob, DecodeErrorKind, Document, Timestamp};

/// The tag of seconds since 1970.
pub(super) const EPOCH: u64 = 1;

pub(super) struct CborDecoder<'c> {
    pub(super) tokens: Tokens<'c>,
    pub(super) reading: &'c mut Reading,
    pub(super) member: &'static Member,
    /// The place of the member that is to be read.
    index: usize,
    pub(super) depth: usize,
    pub(super) part: Part,
    /// Whether the member was read before: the last of its values wins.
    again: bool,
}

impl<'c> CborDecoder<'c> {
    /// A decoder that reads these members of the first structure that it is given.
    pub(super) fn new(cbor: &'c [u8], reading: &'c mut Reading, part: Part) -> Self {
        Self {
            tokens: Tokens::new(cbor),
            reading,
            member: &ANY,
            index: 0,
            depth: 0,
            part,
            again: false,
        }
    }

    /// Reads one member of `value`, which is all that there is.
    pub(super) fn only<T: Shape>(&mut self, value: &mut T, index: usize) -> DecodeResult {
        let Some(member) = T::SCHEMA.members.get(index) else {
            return Ok(());
        };
        let since = self.reading.mark();
        self.member = member;
        self.index = index;
        let result = value
            .decode_member(self)
            .and_then(|()| self.tokens.finish());
        self.reading.within(since, member.name, result)
    }

    pub(super) fn descend(&mut self) -> DecodeResult {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::new(DecodeErrorKind::TooDeep));
        }
        self.depth += 1;
        Ok(())
    }

    /// Steps into a map, before its first key.
    #[inline]
    pub(super) fn enter_map(&mut self) -> Result<Left, DecodeError> {
        self.expect(Kind::Map, "a map")?;
        self.descend()?;
        self.tokens.enter_map()
    }

    #[inline]
    fn expect(&mut self, kind: Kind, expected: &'static str) -> DecodeResult {
        match self.tokens.peek()? {
            found if found == kind => Ok(()),
            found => Err(wrong_kind(expected, found)),
        }
    }

    fn text(&mut self) -> Result<Cow<'c, str>, DecodeError> {
        self.expect(Kind::Text, "a text string")?;
        self.tokens.text()
    }

    /// A number as a double, if it has a form of few bytes. Integers stand for floats that are whole.
    fn number(&mut self, expected: &'static str) -> Result<f64, DecodeError> {
        match self.tokens.peek()? {
            Kind::Float => self.tokens.float(),
            Kind::Integer => self.tokens.integer().map(|value| value as f64),
            found => Err(wrong_kind(expected, found)),
        }
    }

    fn begin_structure(&mut self, schema: &'static Schema) -> Result<Structure, DecodeError> {
        let left = self.enter_map()?;
        let part = std::mem::replace(&mut self.part, Part::All);
        Ok(Structure {
            left,
            outer: self.member,
            members: Lookup::new(schema, part, Names::Model),
        })
    }

    /// Steps to the value of the next member, if there is one.
    fn next_member(&mut self, structure: &mut Structure) -> Result<bool, DecodeError> {
        while let Some(key) = self.tokens.next_key(&mut structure.left)? {
            let null = self.tokens.is_null();
            let Some(found) = structure.members.find(&key, null, self.reading) else {
                self.tokens.skip(self.depth)?;
                continue;
            };
            self.index = found.index;
            self.member = found.member;
            self.again = found.again;
            return Ok(true);
        }
        Ok(false)
    }

    /// Takes what reading the current member came to.
    fn after_member(&mut self, structure: &mut Structure, result: DecodeResult) -> DecodeResult {
        self.again = false;
        let is_null = || self.tokens.is_null();
        if structure.members.done(result, is_null, self.reading)? {
            self.tokens.null();
        }
        Ok(())
    }

    fn end_structure(&mut self, structure: Structure) -> DecodeResult {
        self.member = structure.outer;
        self.depth -= 1;
        structure.members.end(self.reading)
    }

    fn union<T: Shape>(&mut self, value: &mut T) -> DecodeResult {
        let variant = self.begin_union(T::SCHEMA)?;
        let result = match &variant.held {
            Held::Member(index) => {
                self.index = *index;
                value.decode_member(self)
            }
            Held::Unknown(name) => {
                value.decode_unknown(name);
                Ok(())
            }
        };
        self.end_union(variant, result)
    }

    /// Steps into the elements or values of a list or map.
    fn begin_items(&mut self, left: Left, items: Option<&'static Member>) -> Entries {
        Entries {
            left,
            outer: std::mem::replace(&mut self.member, items.unwrap_or(&ANY)),
            index: 0,
            since: 0,
        }
    }

    /// Whether there is another item in a list.
    fn next_item(&mut self, list: &mut Entries, nullable: bool) -> Result<bool, DecodeError> {
        while self.tokens.more(&mut list.left)? {
            if nullable || !self.tokens.is_null() {
                list.since = self.reading.mark();
                return Ok(true);
            }
            self.dense_null()
                .map_err(|error| error.within(&list.index.to_string()))?;
            list.index += 1;
        }
        Ok(false)
    }

    fn after_item(&mut self, list: &mut Entries, result: DecodeResult) -> DecodeResult {
        let index = list.index;
        list.index += 1;
        self.reading.within_item(list.since, index, result)
    }

    /// The next key of a map whose value is to be read.
    fn next_entry(
        &mut self,
        map: &mut Entries,
        nullable: bool,
    ) -> Result<Option<String>, DecodeError> {
        while let Some(key) = self.tokens.next_key(&mut map.left)? {
            map.since = self.reading.mark();
            if nullable || !self.tokens.is_null() {
                return Ok(Some(key.into_owned()));
            }
            self.dense_null()
                .map_err(|error| error.within(map.outer.key_token(&key)))?;
        }
        Ok(None)
    }

    fn after_entry<T>(
        &mut self,
        map: &Entries,
        key: &str,
        result: Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.reading
            .within(map.since, map.outer.key_token(key), result)
    }

    /// Steps over a `null` in a list or map that has none.
    fn dense_null(&mut self) -> DecodeResult {
        match self.reading.role() {
            Role::Client => {
                self.tokens.null();
                Ok(())
            }
            Role::Server => Err(DecodeError::unexpected("a value", "null")),
        }
    }
}

/// Where the decoder is in a structure.
struct Structure {
    left: Left,
    outer: &'static Member,
    members: Lookup,
}

/// Where the decoder is in a list or map.
struct Entries {
    left: Left,
    outer: &'static Member,
    /// The place of the item.
    index: usize,
    /// How many members had been missing before the current item was read.
    since: usize,
}

impl Decoder for CborDecoder<'_> {
    fn index(&self) -> usize {
        self.index
    }

    fn structure<T: Shape>(&mut self, value: &mut T) -> DecodeResult {
        if self.again {
            *value = T::blank();
            self.again = false;
        }
        if T::UNION {
            return self.union(value);
        }
        let mut structure = self.begin_structure(T::SCHEMA)?;
        while self.next_member(&mut structure)? {
            let result = value.decode_member(self);
            self.after_member(&mut structure, result)?;
        }
        self.end_structure(structure)
    }

    fn list<T: Decode>(&mut self, items: &mut Vec<T>) -> DecodeResult {
        self.expect(Kind::Array, "an array")?;
        self.descend()?;
        let left = self.tokens.enter_array()?;
        items.clear();
        let element = match self.member.items {
            Items::List(element) => Some(element),
            _ => None,
        };
        let mut list = self.begin_items(left, element);
        while self.next_item(&mut list, T::NULLABLE)? {
            let result = read(self).map(|item| items.push(item));
            self.after_item(&mut list, result)?;
        }
        self.member = list.outer;
        self.depth -= 1;
        Ok(())
    }

    fn map<T: Decode>(&mut self, entries: &mut BTreeMap<String, T>) -> DecodeResult {
        let left = self.enter_map()?;
        entries.clear();
        let value = match self.member.items {
            Items::Map(_, value) => Some(value),
            _ => None,
        };
        let mut map = self.begin_items(left, value);
        while let Some(key) = self.next_entry(&mut map, T::NULLABLE)? {
            let result = read(self);
            let value = self.after_entry(&map, &key, result)?;
            entries.insert(key, value);
        }
        self.member = map.outer;
        self.depth -= 1;
        Ok(())
    }

    fn null(&mut self) -> Result<bool, DecodeError> {
        let null = self.tokens.is_null();
        if null {
            self.tokens.null();
        }
        Ok(null)
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        self.expect(Kind::Boolean, "a boolean")?;
        self.tokens.boolean()
    }

    fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        self.expect(Kind::Integer, "an integer")?;
        let value = i64::try_from(self.tokens.integer()?).ok();
        in_range(value, min, max)
    }

    fn float(&mut self) -> Result<f32, DecodeError> {
        const EXPECTED: &str = "a number of 32 bits";
        let exact = self.number(EXPECTED)?;
        let value = exact as f32;
        if value.is_infinite() && exact.is_finite() {
            return Err(DecodeError::unexpected(EXPECTED, "a number out of range"));
        }
        Ok(value)
    }

    fn double(&mut self) -> Result<f64, DecodeError> {
        self.number("a number of 64 bits")
    }

    fn big_number(&mut self) -> Result<String, DecodeError> {
        number::read(&mut self.tokens)
    }

    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        self.text().map(|text| take(&text))
    }

    fn owned_string(&mut self) -> Result<String, DecodeError> {
        self.text().map(Cow::into_owned)
    }

    fn blob(&mut self) -> Result<Blob, DecodeError> {
        self.expect(Kind::Bytes, "a byte string")?;
        self.tokens.bytes().map(|bytes| bytes.into_owned().into())
    }

    fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        const EXPECTED: &str = "seconds since 1970 behind tag 1";
        self.expect(Kind::Tag, EXPECTED)?;
        if self.tokens.tag()? != EPOCH {
            return Err(DecodeError::unexpected(EXPECTED, "another tagged value"));
        }
        let time = match self.tokens.peek()? {
            Kind::Integer => i64::try_from(self.tokens.integer()?)
                .ok()
                .and_then(|seconds| Timestamp::from_second(seconds).ok()),
            Kind::Float => from_seconds(self.tokens.float()?),
            found => return Err(wrong_kind(EXPECTED, found)),
        };
        time.ok_or_else(|| DecodeError::unexpected("a timestamp", "one out of range"))
    }

    fn document(&mut self) -> Result<Document, DecodeError> {
        document::read(&mut self.tokens, self.depth)
    }
}

/// Doubles tell today's seconds to less than a microsecond, so nothing finer is taken from one.
fn from_seconds(seconds: f64) -> Option<Timestamp> {
    // Out-of-range values saturate, and jiff refuses those.
    let milliseconds = (seconds * 1e3).round();
    seconds
        .is_finite()
        .then(|| Timestamp::from_millisecond(milliseconds as i64).ok())?
}

/// Something else is there than the model says.
pub(super) fn wrong_kind(expected: &'static str, found: Kind) -> DecodeError {
    let found = match found {
        Kind::Null => "null",
        Kind::Boolean => "a boolean",
        Kind::Integer => "an integer",
        Kind::Float => "a float",
        Kind::Bytes => "a byte string",
        Kind::Text => "a text string",
        Kind::Array => "an array",
        Kind::Map => "a map",
        Kind::Tag => "a tagged value",
        Kind::Simple => "a simple value",
    };
    DecodeError::unexpected(expected, found)
}
