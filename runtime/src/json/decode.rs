//! Reading JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::object::Step;
use super::{ANY, Dialect, Kind, Tokens, document};
use crate::scalar::in_range;
use crate::timestamp;
use crate::wire::lookup::Held;
use crate::wire::{
    Decode, DecodeError, DecodeResult, Decoder, Items, MAX_DEPTH, Member, Part, Reading, Role,
    Shape, TimestampFormat, read,
};
use crate::{Blob, DecodeErrorKind, Document, Timestamp};

pub(super) struct JsonDecoder<'j> {
    pub(super) tokens: Tokens<'j>,
    pub(super) reading: &'j mut Reading,
    pub(super) member: &'static Member,
    /// The place of the member that is to be read.
    index: usize,
    pub(super) depth: usize,
    pub(super) part: Part,
    pub(super) dialect: Dialect,
    /// Whether the member was read before: the last of its values wins.
    pub(super) again: bool,
}

impl<'j> JsonDecoder<'j> {
    /// A decoder that reads these members of the first structure that it is given.
    pub(super) fn new(
        json: &'j [u8],
        reading: &'j mut Reading,
        part: Part,
        dialect: Dialect,
    ) -> Self {
        Self {
            tokens: Tokens::new(json),
            reading,
            member: &ANY,
            index: 0,
            depth: 0,
            part,
            dialect,
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
        let result = value.decode_member(self).and_then(|()| self.end());
        self.reading.within(since, member.name, result)
    }

    /// Holds the document to its end.
    pub(super) fn end(&mut self) -> DecodeResult {
        self.tokens.finish()
    }

    pub(super) fn descend(&mut self) -> DecodeResult {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::new(DecodeErrorKind::TooDeep));
        }
        self.depth += 1;
        Ok(())
    }

    /// Steps into an object, before its first key.
    #[inline]
    pub(super) fn enter_object(&mut self) -> DecodeResult {
        if !self.tokens.enter_object() {
            return Err(self.unexpected("an object"));
        }
        self.descend()
    }

    fn expect(&mut self, kind: Kind, expected: &'static str) -> DecodeResult {
        match self.tokens.peek()? {
            found if found == kind => Ok(()),
            found => Err(wrong_kind(expected, found)),
        }
    }

    /// The text of a number.
    fn number(&mut self, expected: &'static str) -> Result<&'j str, DecodeError> {
        self.expect(Kind::Number, expected)?;
        self.tokens.number()
    }

    fn text(&mut self, expected: &'static str) -> Result<Cow<'j, str>, DecodeError> {
        match self.tokens.next_string() {
            Some(text) => text,
            None => Err(self.unexpected(expected)),
        }
    }

    /// What comes next is not what the model says.
    #[cold]
    fn unexpected(&mut self, expected: &'static str) -> DecodeError {
        match self.tokens.peek() {
            Ok(found) => wrong_kind(expected, found),
            Err(error) => error,
        }
    }

    /// A number that must be finite, or the name of one that is not.
    fn floating<T: std::str::FromStr>(
        &mut self,
        expected: &'static str,
        is_finite: impl Fn(&T) -> bool,
    ) -> Result<T, DecodeError> {
        if self.tokens.peek()? == Kind::String {
            let name = self.text(expected)?;
            let known = matches!(&*name, "NaN" | "Infinity" | "-Infinity");
            return name
                .parse()
                .ok()
                .filter(|_| known)
                .ok_or_else(|| DecodeError::unexpected(expected, "a string"));
        }
        let parsed = self.number(expected)?.parse().ok();
        parsed
            .filter(is_finite)
            .ok_or_else(|| DecodeError::unexpected(expected, "a number out of range"))
    }

    /// Whether there is another item in a list, and what null items are in a list that has none.
    fn next_item(&mut self, list: &mut List, nullable: bool) -> Result<bool, DecodeError> {
        loop {
            let more = match list.begun {
                true => self.tokens.next_item()?,
                false => self.tokens.begins_item(),
            };
            list.begun = true;
            if !more {
                return Ok(false);
            }
            if nullable || !self.tokens.is_null() {
                list.missing = self.reading.mark();
                return Ok(true);
            }
            self.dense_null()
                .map_err(|error| error.within(&list.index.to_string()))?;
            list.index += 1;
        }
    }

    /// Steps over a `null` in a list or map that has none.
    fn dense_null(&mut self) -> DecodeResult {
        match self.reading.role() {
            Role::Client => self.tokens.literal().map(drop),
            Role::Server => Err(DecodeError::unexpected("a value", "null")),
        }
    }

    fn after_item(&mut self, list: &mut List, result: DecodeResult) -> DecodeResult {
        let index = list.index;
        list.index += 1;
        self.reading.within_item(list.missing, index, result)
    }

    /// The next key of a map whose value is to be read.
    fn next_entry(&mut self, map: &mut Map, nullable: bool) -> Result<Option<String>, DecodeError> {
        loop {
            let key = match map.begun {
                true => self.tokens.next_key()?,
                false => self.tokens.begins_key()?,
            };
            map.begun = true;
            let Some(key) = key else {
                return Ok(None);
            };
            map.missing = self.reading.mark();
            if nullable || !self.tokens.is_null() {
                return Ok(Some(key.into_owned()));
            }
            self.dense_null()
                .map_err(|error| error.within(map.outer.key_token(&key)))?;
        }
    }

    fn after_entry<T>(
        &mut self,
        map: &Map,
        key: &str,
        result: Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.reading
            .within(map.missing, map.outer.key_token(key), result)
    }
}

impl JsonDecoder<'_> {
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
}

struct List {
    begun: bool,
    index: usize,
    missing: usize,
}

struct Map {
    begun: bool,
    missing: usize,
    outer: &'static Member,
}

impl Decoder for JsonDecoder<'_> {
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
        let mut object = self.begin_object(T::SCHEMA)?;
        loop {
            match self.next_member(&mut object)? {
                Step::Member(index) => {
                    self.index = index;
                    let result = value.decode_member(self);
                    self.after_member(&mut object, result)?;
                }
                Step::End => return self.end_object(object),
            }
        }
    }

    fn list<T: Decode>(&mut self, items: &mut Vec<T>) -> DecodeResult {
        if !self.tokens.enter_array() {
            return Err(self.unexpected("a list"));
        }
        self.descend()?;
        items.clear();
        let element = match self.member.items {
            Items::List(element) => Some(element),
            _ => None,
        };
        let outer = self.enter_items(element);
        let mut list = List {
            begun: false,
            index: 0,
            missing: 0,
        };
        while self.next_item(&mut list, T::NULLABLE)? {
            let result = read(self).map(|item| items.push(item));
            self.after_item(&mut list, result)?;
        }
        self.member = outer;
        self.depth -= 1;
        Ok(())
    }

    fn map<T: Decode>(&mut self, entries: &mut BTreeMap<String, T>) -> DecodeResult {
        self.enter_object()?;
        entries.clear();
        let value = match self.member.items {
            Items::Map(_, value) => Some(value),
            _ => None,
        };
        let outer = self.enter_items(value);
        let mut map = Map {
            begun: false,
            missing: 0,
            outer,
        };
        while let Some(key) = self.next_entry(&mut map, T::NULLABLE)? {
            let result = read(self);
            let value = self.after_entry(&map, &key, result)?;
            entries.insert(key, value);
        }
        self.member = outer;
        self.depth -= 1;
        Ok(())
    }

    fn null(&mut self) -> Result<bool, DecodeError> {
        if !self.tokens.is_null() {
            return Ok(false);
        }
        self.tokens.literal()?;
        Ok(true)
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        self.expect(Kind::Boolean, "a boolean")?;
        Ok(self.tokens.literal()? == Some(true))
    }

    fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        let text = self.number("an integer")?;
        let value = match text.parse() {
            Ok(value) => Some(value),
            Err(_) => integral(text)?,
        };
        in_range(value, min, max)
    }

    fn float(&mut self) -> Result<f32, DecodeError> {
        self.floating("a number of 32 bits", |value: &f32| value.is_finite())
    }

    fn double(&mut self) -> Result<f64, DecodeError> {
        self.floating("a number of 64 bits", |value: &f64| value.is_finite())
    }

    fn big_number(&mut self) -> Result<String, DecodeError> {
        match self.dialect {
            Dialect::RpcJson if self.tokens.peek()? == Kind::String => {
                self.text("a number").map(Cow::into_owned)
            }
            _ => self.number("a number").map(str::to_owned),
        }
    }

    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        self.text("a string").map(|text| take(&text))
    }

    fn owned_string(&mut self) -> Result<String, DecodeError> {
        self.text("a string").map(Cow::into_owned)
    }

    fn blob(&mut self) -> Result<Blob, DecodeError> {
        let text = self.text("a string in base64")?;
        let bytes = STANDARD
            .decode(&*text)
            .map_err(|_| DecodeError::unexpected("base64", "another string"))?;
        Ok(bytes.into())
    }

    fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        let format = self.dialect.timestamp(self.member);
        let strictness = self.reading.role().strictness();
        let expected = timestamp::expected(format);
        let text = match format {
            TimestampFormat::EpochSeconds => Cow::Borrowed(self.number(expected)?),
            _ => self.text(expected)?,
        };
        timestamp::parse(&text, format, strictness)
            .ok_or_else(|| DecodeError::unexpected(expected, "another value"))
    }

    fn document(&mut self) -> Result<Document, DecodeError> {
        document::read(&mut self.tokens, self.depth)
    }
}

/// The value of a number with a fraction or exponent, if it is whole and a double tells it exactly.
fn integral(text: &str) -> Result<Option<i64>, DecodeError> {
    const EXACT: f64 = (1i64 << 53) as f64;
    if !text.contains(['.', 'e', 'E']) {
        return Ok(None);
    }
    match text.parse::<f64>() {
        Ok(value) if value.fract() != 0.0 => Err(DecodeError::unexpected(
            "an integer",
            "a number with a fraction",
        )),
        Ok(value) if value.abs() <= EXACT => Ok(Some(value as i64)),
        _ => Ok(None),
    }
}

/// Something else is there than the model says.
fn wrong_kind(expected: &'static str, found: Kind) -> DecodeError {
    let found = match found {
        Kind::Null => "null",
        Kind::Boolean => "a boolean",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Array => "a list",
        Kind::Object => "an object",
    };
    DecodeError::unexpected(expected, found)
}
