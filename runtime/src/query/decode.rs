//! Reading a form.

use std::collections::BTreeMap;

use super::pairs::Place;
use super::{ANY, Dialect, Pairs};
use crate::wire::{
    Decode, DecodeError, DecodeResult, Decoder, Items, MAX_DEPTH, Member, Part, Reading, Schema,
    Shape, TimestampFormat,
};
use crate::{Blob, DecodeErrorKind, Document, Timestamp, scalar};

/// Reads an input from the pairs of a form.
///
/// Numbers order the items of a list and need not be dense. Keys that no member has are skipped.
pub(crate) struct FormDecoder<'p, 'r> {
    pairs: &'p Pairs,
    reading: &'r mut Reading,
    dialect: Dialect,
    /// The value that is to be read.
    place: Place,
    member: &'static Member,
    index: usize,
    depth: usize,
    part: Part,
}

impl<'p, 'r> FormDecoder<'p, 'r> {
    /// A decoder of a whole input.
    pub(crate) fn new(dialect: Dialect, pairs: &'p Pairs, reading: &'r mut Reading) -> Self {
        Self {
            pairs,
            reading,
            dialect,
            place: pairs.root(),
            member: &ANY,
            index: 0,
            depth: 0,
            part: Part::Call,
        }
    }

    /// The text of a simple value.
    fn text(&self, expected: &'static str) -> Result<&'p str, DecodeError> {
        self.pairs.text(self.place).ok_or_else(|| {
            let found = match self.pairs.has_parts(self.place) {
                true => "a value with parts",
                false => "nothing",
            };
            DecodeError::unexpected(expected, found)
        })
    }

    /// Steps into what has parts: its own text, if there is one, is empty.
    fn enter(&mut self, expected: &'static str) -> Result<Outer, DecodeError> {
        if self
            .pairs
            .text(self.place)
            .is_some_and(|text| !text.is_empty())
        {
            return Err(DecodeError::unexpected(expected, "a text"));
        }
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::new(DecodeErrorKind::TooDeep));
        }
        self.depth += 1;
        Ok(Outer {
            place: self.place,
            member: self.member,
            part: std::mem::replace(&mut self.part, Part::All),
        })
    }

    fn leave(&mut self, outer: Outer) {
        self.place = outer.place;
        self.member = outer.member;
        self.depth -= 1;
    }

    /// Steps to a member of a structure, if the form has it.
    fn find(
        &mut self,
        outer: &Outer,
        index: usize,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        if !outer.part.includes(member) {
            return Ok(false);
        }
        let Some(place) = self.pairs.part(outer.place, &self.dialect.member(member)) else {
            if member.required {
                self.reading.miss(member)?;
            }
            return Ok(false);
        };
        self.place = place;
        self.member = member;
        self.index = index;
        Ok(true)
    }

    /// Steps to the one member that the form has of a union.
    fn find_variant(
        &mut self,
        outer: &Outer,
        schema: &Schema,
    ) -> Result<&'static Member, DecodeError> {
        let one = |found| DecodeError::unexpected("one member of a union", found);
        let mut parts = self.pairs.named_parts(outer.place);
        let (name, place) = parts.next().ok_or_else(|| one("none"))?;
        if parts.next().is_some() {
            return Err(one("several"));
        }
        let members = schema.members.iter().enumerate();
        let found = members
            .into_iter()
            .find(|(_, member)| self.dialect.member(member) == name);
        let (index, member) = found
            .ok_or_else(|| DecodeError::unexpected("a member of the union", "an unknown member"))?;
        self.place = place;
        self.member = member;
        self.index = index;
        Ok(member)
    }

    /// What stands between a list or map and the numbers of what it holds, if anything does.
    fn container(&self, segment: Option<&'static str>) -> Result<Place, DecodeError> {
        let Some(segment) = segment else {
            return Ok(self.place);
        };
        let mut parts = self.pairs.named_parts(self.place);
        match (parts.next(), parts.next()) {
            (None, _) => Ok(Place::NOWHERE),
            (Some((name, place)), None) if name == segment => Ok(place),
            _ => Err(DecodeError::unexpected(
                format!("`{segment}` before the number"),
                "another segment of a key",
            )),
        }
    }

    /// What a list or map holds, in the order of its numbers.
    fn numbered(&self, segment: Option<&'static str>) -> Result<Vec<Place>, DecodeError> {
        let parts = self.pairs.named_parts(self.container(segment)?);
        let numbered = parts.map(|(name, place)| {
            let number = number(name);
            number.map(|number| (number, place)).ok_or_else(|| {
                DecodeError::unexpected("a number from 1 on", "another segment of a key")
            })
        });
        let mut places = numbered.collect::<Result<Vec<_>, _>>()?;
        places.sort_unstable_by_key(|(number, _)| *number);
        Ok(places.into_iter().map(|(_, place)| place).collect())
    }

    /// The key of a map's entry, whose value it steps to.
    fn entry(&mut self, place: Place, (key, value): (&str, &str)) -> Result<&'p str, DecodeError> {
        self.place = self.pairs.part(place, value).unwrap_or(Place::NOWHERE);
        let key = self.pairs.part(place, key);
        key.and_then(|key| self.pairs.text(key))
            .ok_or_else(|| DecodeError::unexpected("a key", "an entry without one"))
    }
}

/// Where the decoder was before it stepped into a value.
struct Outer {
    place: Place,
    member: &'static Member,
    part: Part,
}

/// The number of an item or entry, in its one spelling.
fn number(segment: &str) -> Option<u32> {
    let is_plain = segment.bytes().all(|byte| byte.is_ascii_digit()) && !segment.starts_with('0');
    segment.parse().ok().filter(|_| is_plain)
}

impl Decoder for FormDecoder<'_, '_> {
    fn index(&self) -> usize {
        self.index
    }

    fn structure<T: Shape>(&mut self, value: &mut T) -> DecodeResult {
        let outer = self.enter("a structure")?;
        if T::UNION {
            let member = self.find_variant(&outer, T::SCHEMA)?;
            let mark = self.reading.mark();
            let result = value.decode_member(self);
            self.reading.within(mark, member.name, result)?;
        } else {
            for (index, member) in T::SCHEMA.members.iter().enumerate() {
                if self.find(&outer, index, member)? {
                    let mark = self.reading.mark();
                    let result = value.decode_member(self);
                    self.reading.within(mark, member.name, result)?;
                }
            }
        }
        self.leave(outer);
        Ok(())
    }

    fn list<T: Decode>(&mut self, items: &mut Vec<T>) -> DecodeResult {
        let outer = self.enter("a list")?;
        let places = self.numbered(self.dialect.items(outer.member))?;
        self.member = match outer.member.items {
            Items::List(element) => element,
            _ => &ANY,
        };
        items.clear();
        for place in places {
            self.place = place;
            let mark = self.reading.mark();
            let mut item = T::blank();
            let result = item.decode(self);
            self.reading.within_item(mark, items.len(), result)?;
            items.push(item);
        }
        self.leave(outer);
        Ok(())
    }

    fn map<T: Decode>(&mut self, entries: &mut BTreeMap<String, T>) -> DecodeResult {
        let outer = self.enter("a map")?;
        if !self.dialect.has_maps() {
            return Err(DecodeError::unexpected("no map", "one"));
        }
        let places = self.numbered(self.dialect.entries(outer.member))?;
        let names = self.dialect.entry(outer.member);
        self.member = match outer.member.items {
            Items::Map(_, value) => value,
            _ => &ANY,
        };
        entries.clear();
        for place in places {
            let key = self.entry(place, names)?;
            let mark = self.reading.mark();
            let mut value = T::blank();
            let result = value.decode(self);
            self.reading
                .within(mark, outer.member.key_token(key), result)?;
            entries.insert(key.to_owned(), value);
        }
        self.leave(outer);
        Ok(())
    }

    fn null(&mut self) -> Result<bool, DecodeError> {
        Ok(false)
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        scalar::boolean(self.text("a boolean")?)
    }

    fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        scalar::integer(self.text("an integer")?, min, max)
    }

    fn float(&mut self) -> Result<f32, DecodeError> {
        scalar::float(self.text("a number")?)
    }

    fn double(&mut self) -> Result<f64, DecodeError> {
        scalar::double(self.text("a number")?)
    }

    fn big_number(&mut self) -> Result<String, DecodeError> {
        scalar::big_number(self.text("a number")?)
    }

    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        self.text("a string").map(take)
    }

    fn blob(&mut self) -> Result<Blob, DecodeError> {
        scalar::blob(self.text("a blob")?)
    }

    fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        let text = self.text("a timestamp")?;
        let format = self.member.timestamp.unwrap_or(TimestampFormat::DateTime);
        scalar::timestamp(text, format, self.reading.role().strictness())
    }

    fn document(&mut self) -> Result<Document, DecodeError> {
        Err(DecodeError::unexpected("no document", "one"))
    }
}
