//! Values from texts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ANY;
use crate::scalar;
use crate::wire::{
    Binding, Decode, DecodeError, DecodeResult, Decoder, Items, Member, Role, Shape,
    TimestampFormat, read,
};
use crate::{Blob, Document, Timestamp};

/// What a message has for one member.
pub(super) enum Texts<'a> {
    /// One text.
    One(Cow<'a, str>),
    /// Several of a list.
    Values(Vec<Cow<'a, str>>),
    /// The entries of a map.
    Entries(BTreeMap<String, Vec<Cow<'a, str>>>),
}

/// Reads one member from texts. It does not go into structures, which have none.
pub(super) struct TextDecoder<'a> {
    /// The member's place in its structure.
    index: usize,
    member: &'static Member,
    binding: Binding,
    role: Role,
    texts: Texts<'a>,
    /// The next of the values.
    next: usize,
    /// In a list in a header, what is left of it: its items are separated as each is read, since it
    /// is the type of the items that tells whether a comma is part of one.
    header_list: Option<HeaderList>,
}

/// The items of a list in a header.
struct HeaderList {
    text: String,
    /// Where the next item begins.
    at: usize,
}

impl<'a> Texts<'a> {
    /// The texts, unless they are the entries of a map.
    fn values(&self) -> Option<&[Cow<'a, str>]> {
        match self {
            Self::One(text) => Some(std::slice::from_ref(text)),
            Self::Values(texts) => Some(texts),
            Self::Entries(_) => None,
        }
    }
}

impl<'a> TextDecoder<'a> {
    pub(super) fn new(index: usize, member: &'static Member, role: Role, texts: Texts<'a>) -> Self {
        Self {
            index,
            member,
            binding: member.binding,
            role,
            texts,
            next: 0,
            header_list: None,
        }
    }

    fn is_header(&self) -> bool {
        matches!(self.binding, Binding::Header(_) | Binding::PrefixHeaders(_))
    }

    /// The text of one value; `commas` tells how many are part of an item in a header.
    fn text(&mut self, commas: usize) -> Result<Cow<'_, str>, DecodeError> {
        if let Some(list) = &mut self.header_list {
            return list.take(commas).map(Cow::Owned);
        }
        let values = self.texts.values().unwrap_or_default();
        let text = values.get(self.next).ok_or_else(no_text)?;
        self.next += 1;
        Ok(Cow::Borrowed(text))
    }

    fn begin_list(&mut self) -> &'static Member {
        let outer = self.member;
        if let Items::List(element) = outer.items {
            self.member = element;
        }
        if let (true, Some(values)) = (self.is_header(), self.texts.values()) {
            self.header_list = Some(HeaderList {
                text: values.join(", "),
                at: 0,
            });
        }
        outer
    }

    fn has_item(&mut self) -> bool {
        match &mut self.header_list {
            Some(list) => {
                list.skip_empty();
                list.at < list.text.len()
            }
            None => self
                .texts
                .values()
                .is_some_and(|values| self.next < values.len()),
        }
    }

    /// Steps to the values of a map's next key.
    fn next_entry(&mut self, entries: &mut BTreeMap<String, Vec<Cow<'a, str>>>) -> Option<String> {
        let (key, values) = entries.pop_first()?;
        self.texts = Texts::Values(values);
        self.next = 0;
        self.header_list = None;
        Some(key)
    }
}

fn no_text() -> DecodeError {
    DecodeError::unexpected("a text", "none")
}

impl HeaderList {
    /// Empty items do not count (RFC 9110, section 5.6.1); an empty string is quoted.
    fn skip_empty(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([',', ' ', '\t']).len();
    }

    /// Takes the next item, in which so many commas are no separators.
    fn take(&mut self, commas: usize) -> Result<String, DecodeError> {
        self.skip_empty();
        let rest = &self.text[self.at..];
        let Some(quoted) = rest.strip_prefix('"') else {
            let end = rest
                .match_indices(',')
                .nth(commas)
                .map_or(rest.len(), |(comma, _)| comma);
            self.at += end;
            return Ok(rest[..end].trim_end().to_owned());
        };
        let (item, length) =
            unquote(quoted).ok_or_else(|| DecodeError::unexpected("a closing quote", "none"))?;
        let after = quoted[length..].trim_start();
        if !after.is_empty() && !after.starts_with(',') {
            return Err(DecodeError::unexpected(
                "a comma after a quoted item",
                "another character",
            ));
        }
        self.at = self.text.len() - after.len();
        Ok(item)
    }
}

/// The text before the closing quote, and where what follows it begins.
fn unquote(text: &str) -> Option<(String, usize)> {
    let mut item = String::new();
    let mut characters = text.char_indices();
    loop {
        match characters.next()? {
            (index, '"') => return Some((item, index + 1)),
            (_, '\\') => item.push(characters.next()?.1),
            (_, character) => item.push(character),
        }
    }
}

impl Decoder for TextDecoder<'_> {
    fn index(&self) -> usize {
        self.index
    }

    fn structure<T: Shape>(&mut self, _value: &mut T) -> DecodeResult {
        Err(DecodeError::unexpected("a structure", "a text"))
    }

    fn list<T: Decode>(&mut self, items: &mut Vec<T>) -> DecodeResult {
        let outer = self.begin_list();
        items.clear();
        while self.has_item() {
            let item = read(self).map_err(|error| error.within(&items.len().to_string()))?;
            items.push(item);
        }
        self.member = outer;
        Ok(())
    }

    fn map<T: Decode>(&mut self, entries: &mut BTreeMap<String, T>) -> DecodeResult {
        let Texts::Entries(mut texts) =
            std::mem::replace(&mut self.texts, Texts::Values(Vec::new()))
        else {
            return Err(no_text());
        };
        let outer = self.member;
        self.member = match outer.items {
            Items::Map(_, value) => value,
            _ => &ANY,
        };
        entries.clear();
        while let Some(key) = self.next_entry(&mut texts) {
            let value = read(self).map_err(|error| error.within(outer.key_token(&key)))?;
            entries.insert(key, value);
        }
        self.member = outer;
        Ok(())
    }

    fn null(&mut self) -> Result<bool, DecodeError> {
        Ok(false)
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        scalar::boolean(&self.text(0)?)
    }

    fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        scalar::integer(&self.text(0)?, min, max)
    }

    fn float(&mut self) -> Result<f32, DecodeError> {
        scalar::float(&self.text(0)?)
    }

    fn double(&mut self) -> Result<f64, DecodeError> {
        scalar::double(&self.text(0)?)
    }

    fn big_number(&mut self) -> Result<String, DecodeError> {
        scalar::big_number(&self.text(0)?)
    }

    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        let encoded = self.is_header() && self.member.media_type.is_some();
        let text = self.text(0)?;
        if !encoded {
            return Ok(take(&text));
        }
        let bytes = STANDARD.decode(text.as_bytes()).ok();
        let text = bytes
            .as_deref()
            .and_then(|bytes| std::str::from_utf8(bytes).ok());
        text.map(take)
            .ok_or_else(|| DecodeError::unexpected("text in base64", "another text"))
    }

    fn blob(&mut self) -> Result<Blob, DecodeError> {
        scalar::blob(&self.text(0)?)
    }

    fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        let default = if self.is_header() {
            TimestampFormat::HttpDate
        } else {
            TimestampFormat::DateTime
        };
        let format = self.member.timestamp.unwrap_or(default);
        let strictness = self.role.strictness();
        // `Tue, 29 Apr 2014 18:30:38 GMT` has a comma of its own.
        let text = self.text(usize::from(format == TimestampFormat::HttpDate))?;
        scalar::timestamp(&text, format, strictness)
    }

    fn document(&mut self) -> Result<Document, DecodeError> {
        Err(DecodeError::unexpected("a document", "a text"))
    }
}
