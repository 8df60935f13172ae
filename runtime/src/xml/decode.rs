//! Reading XML.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::ANY;
use super::items::Half;
use super::names;
use super::tokens::{Tag, Tokens};
use crate::scalar;
use crate::wire::{
    Decode, DecodeError, DecodeResult, Decoder, MAX_DEPTH, Member, Part, Reading, Role, Schema,
    Shape, TimestampFormat, read,
};
use crate::{Blob, DecodeErrorKind, Document, Timestamp};

/// Reads a document from the inside of its root on.
pub(crate) struct XmlDecoder<'x, 'r> {
    pub(super) tokens: Tokens<'x>,
    pub(super) reading: &'r mut Reading,
    /// The element that is open, whose content is to be read.
    pub(super) tag: Tag<'x>,
    /// The value of an attribute of that element, if that is what is to be read.
    pub(super) attribute: Option<String>,
    /// Whether a structure that comes next is the root, and the name that a member gives it.
    root: Option<Option<&'static str>>,
    pub(super) member: &'static Member,
    /// The place of the member that is to be read.
    index: usize,
    pub(super) depth: usize,
    pub(super) part: Part,
    /// Whether the member was read before: the last of its values wins.
    pub(super) again: bool,
}

impl<'x, 'r> XmlDecoder<'x, 'r> {
    /// A decoder that has stepped into the root, and reads these members of the first structure that it
    /// is given.
    ///
    /// # Errors
    ///
    /// The document does not begin as XML does.
    pub(crate) fn new(
        xml: &'x [u8],
        reading: &'r mut Reading,
        part: Part,
    ) -> Result<Self, DecodeError> {
        let mut tokens = Tokens::new(xml, reading.role());
        Ok(Self {
            tag: tokens.root()?,
            tokens,
            reading,
            attribute: None,
            root: None,
            member: &ANY,
            index: 0,
            depth: 0,
            part,
            again: false,
        })
    }

    /// Reads a structure that is the whole document. A server looks at the name of the root.
    pub(super) fn document<T: Shape>(&mut self, value: &mut T) -> DecodeResult {
        self.root = Some(None);
        self.structure(value)?;
        self.finish()
    }

    /// Reads one member of `value`, which is the whole document.
    pub(super) fn only<T: Shape>(&mut self, value: &mut T, index: usize) -> DecodeResult {
        let Some(member) = T::SCHEMA.members.get(index) else {
            return Ok(());
        };
        let since = self.reading.mark();
        self.root = Some(member.xml_name);
        self.member = member;
        self.index = index;
        let result = value.decode_member(self).and_then(|()| self.finish());
        self.reading.within(since, member.name, result)
    }

    /// Whether the element that is open has nothing in it but white space.
    ///
    /// # Errors
    ///
    /// The document is not XML.
    pub(crate) fn is_empty(&mut self) -> Result<bool, DecodeError> {
        let text = self.tokens.leaf()?;
        Ok(text.is_some_and(|text| text.trim_ascii().is_empty()))
    }

    /// Whether the element that is open is called `name`.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        names::fits(self.tag.name().as_ref(), name)
    }

    /// Steps into the next element that is called `name`, or to the end of the one that is open.
    ///
    /// # Errors
    ///
    /// The document is not XML, or what is passed over nests too deep.
    pub(crate) fn enter(&mut self, name: &str) -> Result<bool, DecodeError> {
        while let Some(tag) = self.tokens.child()? {
            if names::fits(tag.name().as_ref(), name) {
                self.tag = tag;
                return Ok(true);
            }
            self.tokens.skip(self.depth)?;
        }
        Ok(false)
    }

    /// Hands the names and texts of the elements inside the one that is open to `take`, but for those
    /// that have elements of their own.
    pub(crate) fn texts(&mut self, mut take: impl FnMut(&str, String)) -> DecodeResult {
        while let Some(tag) = self.tokens.child()? {
            if let Some(text) = self.tokens.leaf()? {
                take(names::local(tag.name().as_ref()), text.into_owned());
            }
        }
        Ok(())
    }

    /// Holds the document to its end; what is left of it does not count.
    ///
    /// # Errors
    ///
    /// The rest is not XML, or there is something after the root.
    pub(crate) fn finish(&mut self) -> DecodeResult {
        self.tokens.finish()
    }

    pub(super) fn descend(&mut self) -> DecodeResult {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::new(DecodeErrorKind::TooDeep));
        }
        self.depth += 1;
        Ok(())
    }

    /// Holds the root of a request to the name that the model gives it.
    fn check_root(&mut self, schema: &Schema) -> DecodeResult {
        let Some(stated) = self.root.take() else {
            return Ok(());
        };
        let name = stated.unwrap_or(names::of_shape(schema));
        if self.reading.role() == Role::Client || self.is_called(name) {
            return Ok(());
        }
        Err(DecodeError::unexpected(
            format!("the element {name}"),
            "another element",
        ))
    }

    /// The text that is to be read.
    pub(super) fn text(&mut self) -> Result<Cow<'x, str>, DecodeError> {
        match self.attribute.take() {
            Some(value) => Ok(Cow::Owned(value)),
            None => self.tokens.text(),
        }
    }

    fn union<T: Shape>(&mut self, value: &mut T) -> DecodeResult {
        let union = self.begin_union(T::SCHEMA)?;
        match &union.held {
            Some(index) => {
                self.index = *index;
                let result = value.decode_member(self);
                self.after_variant(&union, result)?;
            }
            None => value.decode_unknown(&union.unknown),
        }
        self.end_union(union)
    }
}

impl Decoder for XmlDecoder<'_, '_> {
    fn index(&self) -> usize {
        self.index
    }

    fn structure<T: Shape>(&mut self, value: &mut T) -> DecodeResult {
        self.check_root(T::SCHEMA)?;
        if std::mem::take(&mut self.again) {
            *value = T::blank();
        }
        if T::UNION {
            return self.union(value);
        }
        let mut element = self.begin_element(T::SCHEMA)?;
        while let Some(index) = self.next_member(&mut element)? {
            self.index = index;
            let result = value.decode_member(self);
            self.after_member(&mut element, result)?;
        }
        self.end_element(element)
    }

    fn list<T: Decode>(&mut self, items: &mut Vec<T>) -> DecodeResult {
        let mut list = self.begin_list(items.len())?;
        items.truncate(list.index);
        while self.next_item(&mut list)? {
            let result = read(self).map(|item| items.push(item));
            self.after_item(&mut list, result)?;
        }
        self.end_list(list);
        Ok(())
    }

    fn map<T: Decode>(&mut self, entries: &mut BTreeMap<String, T>) -> DecodeResult {
        let mut map = self.begin_map()?;
        if !map.flattened {
            entries.clear();
        }
        while self.next_entry(&mut map)? {
            let (mut key, mut value) = (None, None);
            while let Some(half) = self.next_half(&map)? {
                match half {
                    Half::Key(text) => key = Some(text),
                    Half::Value => {
                        let result = read(self);
                        value = Some(self.after_value(&map, key.as_deref(), result)?);
                    }
                }
            }
            let key = self.after_entry(&map, key, value.is_some())?;
            if let Some((key, value)) = key.zip(value) {
                entries.insert(key, value);
            }
        }
        self.end_map(map);
        Ok(())
    }

    fn null(&mut self) -> Result<bool, DecodeError> {
        let has_none = self.attribute.is_some()
            || self.tag.attributes_raw().is_empty()
            || self.member.xml_flattened;
        if has_none || !Tokens::is_nil(&self.tag) {
            return Ok(false);
        }
        self.tokens.skip(self.depth)?;
        Ok(true)
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        scalar::boolean(self.text()?.trim_ascii())
    }

    fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        scalar::integer(self.text()?.trim_ascii(), min, max)
    }

    fn float(&mut self) -> Result<f32, DecodeError> {
        scalar::float(self.text()?.trim_ascii())
    }

    fn double(&mut self) -> Result<f64, DecodeError> {
        scalar::double(self.text()?.trim_ascii())
    }

    fn big_number(&mut self) -> Result<String, DecodeError> {
        scalar::big_number(self.text()?.trim_ascii())
    }

    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        self.text().map(|text| take(&text))
    }

    fn owned_string(&mut self) -> Result<String, DecodeError> {
        self.text().map(Cow::into_owned)
    }

    fn blob(&mut self) -> Result<Blob, DecodeError> {
        let mut text = self.text()?;
        if text.contains(|character: char| character.is_ascii_whitespace()) {
            text.to_mut()
                .retain(|character| !character.is_ascii_whitespace());
        }
        scalar::blob(&text)
    }

    fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        let format = self.member.timestamp.unwrap_or(TimestampFormat::DateTime);
        let strictness = self.reading.role().strictness();
        let text = self.text()?;
        scalar::timestamp(text.trim_ascii(), format, strictness)
    }

    fn document(&mut self) -> Result<Document, DecodeError> {
        Err(DecodeError::unexpected("a document", "XML, which has none"))
    }
}
