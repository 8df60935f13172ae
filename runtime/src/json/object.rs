//! Reading a JSON object into a structure, as far as it does not depend on the type.

use super::{ANY, JsonDecoder};
use crate::wire::lookup::Lookup;
use crate::wire::{DecodeError, DecodeResult, Member, Part, Schema};

/// Where the decoder is in an object.
pub(super) struct Object {
    begun: bool,
    outer: &'static Member,
    members: Lookup,
}

/// What comes next in an object.
pub(super) enum Step {
    /// The member of this index; the decoder stands before its value.
    Member(usize),
    End,
}

impl JsonDecoder<'_> {
    pub(super) fn begin_object(&mut self, schema: &'static Schema) -> Result<Object, DecodeError> {
        self.enter_object()?;
        let part = std::mem::replace(&mut self.part, Part::All);
        Ok(Object {
            begun: false,
            outer: self.member,
            members: Lookup::new(schema, part, self.dialect.names()),
        })
    }

    pub(super) fn next_member(&mut self, object: &mut Object) -> Result<Step, DecodeError> {
        loop {
            let key = match object.begun {
                true => self.tokens.next_key()?,
                false => self.tokens.begins_key()?,
            };
            object.begun = true;
            let Some(key) = key else {
                return Ok(Step::End);
            };
            let null = self.tokens.is_null();
            let Some(found) = object.members.find(&key, null, self.reading) else {
                self.tokens.skip(self.depth)?;
                continue;
            };
            self.again = found.again;
            self.member = found.member;
            return Ok(Step::Member(found.index));
        }
    }

    /// Takes what reading the current member came to.
    pub(super) fn after_member(
        &mut self,
        object: &mut Object,
        result: DecodeResult,
    ) -> DecodeResult {
        self.again = false;
        let is_null = || self.tokens.is_null();
        if object.members.done(result, is_null, self.reading)? {
            self.tokens.literal()?;
        }
        Ok(())
    }

    pub(super) fn end_object(&mut self, object: Object) -> DecodeResult {
        self.member = object.outer;
        self.depth -= 1;
        object.members.end(self.reading)
    }

    /// Steps into the elements or values of a list or map, and gives the member to step back to.
    pub(super) fn enter_items(&mut self, items: Option<&'static Member>) -> &'static Member {
        std::mem::replace(&mut self.member, items.unwrap_or(&ANY))
    }
}
