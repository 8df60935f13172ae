//! Reading elements into lists and maps, as far as it does not depend on the type.

use super::decode::XmlDecoder;
use super::names;
use crate::wire::{DecodeError, DecodeResult, Member, Role};

/// Where the decoder is in a list.
pub(super) struct List {
    outer: &'static Member,
    /// The element of an item.
    name: &'static str,
    /// Whether the element that is open is an item that has not been read.
    begun: bool,
    flattened: bool,
    pub(super) index: usize,
    missing: usize,
}

/// Where the decoder is in a map.
pub(super) struct Map {
    outer: &'static Member,
    key: &'static Member,
    value: &'static Member,
    /// The element of an entry.
    name: &'static str,
    /// Whether the element that is open is an entry that has not been read.
    begun: bool,
    pub(super) flattened: bool,
    missing: usize,
}

/// One half of an entry.
pub(super) enum Half {
    /// The key, which has been read.
    Key(String),
    /// The value, which the decoder stands before.
    Value,
}

impl XmlDecoder<'_, '_> {
    /// Steps into a list, of which `read` items were there before: if it is flattened, these stay.
    pub(super) fn begin_list(&mut self, read: usize) -> Result<List, DecodeError> {
        let outer = self.member;
        let flattened = outer.xml_flattened;
        self.descend()?;
        self.again = false;
        self.member = names::element(outer);
        Ok(List {
            outer,
            name: names::of_member(if flattened { outer } else { self.member }),
            begun: flattened,
            flattened,
            index: if flattened { read } else { 0 },
            missing: 0,
        })
    }

    /// Steps into the next item. Of a flattened list, these are the ones that follow at once.
    pub(super) fn next_item(&mut self, list: &mut List) -> Result<bool, DecodeError> {
        list.missing = self.reading.mark();
        self.next(list.name, list.flattened, &mut list.begun)
    }

    pub(super) fn after_item(&mut self, list: &mut List, result: DecodeResult) -> DecodeResult {
        let index = list.index;
        list.index += 1;
        self.reading.within_item(list.missing, index, result)
    }

    pub(super) fn end_list(&mut self, list: List) {
        self.member = list.outer;
        self.depth -= 1;
    }

    pub(super) fn begin_map(&mut self) -> Result<Map, DecodeError> {
        let outer = self.member;
        let (key, value) = names::entry(outer);
        let flattened = outer.xml_flattened;
        self.descend()?;
        self.again = false;
        Ok(Map {
            outer,
            key,
            value,
            name: if flattened {
                names::of_member(outer)
            } else {
                names::ENTRY
            },
            begun: flattened,
            flattened,
            missing: 0,
        })
    }

    /// Steps into the next entry. Of a flattened map, these are the ones that follow at once.
    pub(super) fn next_entry(&mut self, map: &mut Map) -> Result<bool, DecodeError> {
        map.missing = self.reading.mark();
        self.next(map.name, map.flattened, &mut map.begun)
    }

    /// Reads the key of an entry, or steps into its value; nothing at the entry's end.
    pub(super) fn next_half(&mut self, map: &Map) -> Result<Option<Half>, DecodeError> {
        while let Some(tag) = self.tokens.child()? {
            let is_called = |member| names::fits(tag.name().as_ref(), names::of_member(member));
            if is_called(map.key) {
                let key = self.tokens.text()?;
                return Ok(Some(Half::Key(key.into_owned())));
            }
            if is_called(map.value) {
                self.member = map.value;
                self.tag = tag;
                return Ok(Some(Half::Value));
            }
            self.tokens.skip(self.depth)?;
        }
        Ok(None)
    }

    pub(super) fn after_value<T>(
        &self,
        map: &Map,
        key: Option<&str>,
        result: Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        result.map_err(|error| error.within(map.outer.key_token(key.unwrap_or_default())))
    }

    /// Takes an entry with its key, and tells of what it lacks.
    pub(super) fn after_entry(
        &mut self,
        map: &Map,
        key: Option<String>,
        has_value: bool,
    ) -> Result<Option<String>, DecodeError> {
        let Some(key) = key else {
            return Err(DecodeError::unexpected("a key", "none"));
        };
        let token = map.outer.key_token(&key);
        self.reading.relocate(map.missing, token);
        if !has_value && self.reading.role() == Role::Server {
            return Err(DecodeError::unexpected("a value", "none").within(token));
        }
        Ok(Some(key))
    }

    pub(super) fn end_map(&mut self, map: Map) {
        self.member = map.outer;
        self.depth -= 1;
    }

    /// Steps into the next element of this name; if only those count that follow at once, up to another.
    fn next(
        &mut self,
        name: &'static str,
        at_once: bool,
        begun: &mut bool,
    ) -> Result<bool, DecodeError> {
        if std::mem::take(begun) {
            return Ok(true);
        }
        if !at_once {
            return self.enter(name);
        }
        match self.tokens.child_called(name)? {
            Some(tag) => {
                self.tag = tag;
                Ok(true)
            }
            None => Ok(false),
        }
    }
}
