//! Members by their names, for codecs whose structures are entries with keys.

use super::{DecodeError, DecodeResult, Member, Part, Reading, Role, Schema, Seen};

/// A key that says of which type the sender takes a structure or union to be: no member of the model.
const TYPE_HINT: &str = "__type";

/// What members are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// As `@jsonName` says.
    Json,
    /// As in the model.
    Model,
}

impl Names {
    #[inline]
    pub(crate) fn of(self, member: &Member) -> &'static str {
        match self {
            Self::Json => member.json_name,
            Self::Model => member.name,
        }
    }
}

/// The members of a structure while its entries are read, as far as that does not depend on the format.
#[derive(Debug)]
pub(crate) struct Lookup {
    schema: &'static Schema,
    part: Part,
    names: Names,
    /// The member that is likely to be next: senders mostly keep to the model's order.
    hint: usize,
    seen: Seen,
    current: usize,
    /// Whether the current member is a `null` that its type may refuse.
    null: bool,
    /// How many members had been missing before the current one was read.
    since: usize,
}

/// A member whose value is to be read.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) index: usize,
    pub(crate) member: &'static Member,
    /// Whether it was read before: the last of its values wins.
    pub(crate) again: bool,
}

impl Lookup {
    pub(crate) fn new(schema: &'static Schema, part: Part, names: Names) -> Self {
        Self {
            schema,
            part,
            names,
            hint: 0,
            seen: Seen::default(),
            current: 0,
            null: false,
            since: 0,
        }
    }

    /// The member of this name, unless its value is to be skipped; `null` tells whether it is none.
    #[inline]
    pub(crate) fn find(&mut self, key: &str, null: bool, reading: &Reading) -> Option<Found> {
        let index = find(self.schema, key, self.hint, self.part, self.names)?;
        let member = self.schema.members.get(index)?;
        self.hint = index + 1;
        self.null = null;
        let again = self.seen.contains(index);
        if null && !again && !member.required {
            return None;
        }
        self.current = index;
        self.since = reading.mark();
        Some(Found {
            index,
            member,
            again,
        })
    }

    /// Takes what reading the current member came to, and tells whether a `null` is to be skipped that its type
    /// does not have: such a member counts as absent.
    #[inline]
    pub(crate) fn done(
        &mut self,
        result: DecodeResult,
        is_null: impl FnOnce() -> bool,
        reading: &mut Reading,
    ) -> Result<bool, DecodeError> {
        let Some(member) = self.schema.members.get(self.current) else {
            return result.map(|()| false);
        };
        reading.relocate(self.since, member.name);
        match result {
            Ok(()) => {
                self.seen.insert(self.current);
                Ok(false)
            }
            Err(_) if self.null && is_null() => Ok(true),
            Err(error) => Err(error.within(member.name)),
        }
    }

    /// Notes the required members that were not there.
    pub(crate) fn end(self, reading: &mut Reading) -> DecodeResult {
        let absent = |&(index, member): &(usize, &'static Member)| {
            member.required && !self.seen.contains(index) && self.part.includes(member)
        };
        for (_, member) in self.schema.members.iter().enumerate().filter(absent) {
            reading.miss(member)?;
        }
        Ok(())
    }
}

/// What a union holds.
#[derive(Debug)]
pub(crate) enum Held {
    /// The member of this index, whose value is to be read.
    Member(usize),
    /// A member that is not in the model; its value is to be skipped.
    Unknown(String),
}

impl Held {
    /// What an entry makes of a union that has held nothing so far; nothing if its value is to be skipped.
    pub(crate) fn first(
        schema: &Schema,
        key: &str,
        null: bool,
        names: Names,
        role: Role,
    ) -> Result<Option<Self>, DecodeError> {
        if null {
            return Ok(None);
        }
        match find(schema, key, 0, Part::All, names) {
            Some(index) => Ok(Some(Self::Member(index))),
            None if key == TYPE_HINT => Ok(None),
            None if role == Role::Server => Err(DecodeError::unexpected(
                "a member of the union",
                "an unknown member",
            )),
            None => Ok(Some(Self::Unknown(key.to_owned()))),
        }
    }

    /// Refuses an entry of a union that holds a member already, unless its value is to be skipped.
    pub(crate) fn second(schema: &Schema, key: &str, null: bool, names: Names) -> DecodeResult {
        let known = || find(schema, key, 0, Part::All, names).is_some();
        if !null && (key != TYPE_HINT || known()) {
            return Err(Self::not_one("several"));
        }
        Ok(())
    }

    /// A union without a member.
    #[cold]
    pub(crate) fn none() -> DecodeError {
        Self::not_one("none")
    }

    fn not_one(found: &'static str) -> DecodeError {
        DecodeError::unexpected("one member of a union", found)
    }
}

/// The member of this name, which is likely to be the one at `hint`.
fn find(schema: &Schema, key: &str, hint: usize, part: Part, names: Names) -> Option<usize> {
    let first = key.as_bytes().first();
    // Most names differ in their first letter, if not in their length.
    let is_key = |member: &Member| {
        let name = names.of(member);
        name.len() == key.len()
            && name.as_bytes().first() == first
            && name == key
            && part.includes(member)
    };
    if schema.members.get(hint).is_some_and(is_key) {
        return Some(hint);
    }
    schema
        .members
        .iter()
        .position(is_key)
        .or_else(|| find_message(schema, key, part, names))
}

/// Services write the message of an error as `message` or `Message`, whichever the model has.
fn find_message(schema: &Schema, key: &str, part: Part, names: Names) -> Option<usize> {
    let either_case = |name: &str| matches!(name, "message" | "Message");
    schema.error.filter(|_| either_case(key))?;
    schema
        .members
        .iter()
        .position(|member| either_case(names.of(member)) && part.includes(member))
}
