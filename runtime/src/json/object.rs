//! Reading a JSON object into a structure, as far as it does not depend on the type.

use super::{ANY, Dialect, JsonDecoder};
use crate::wire::{DecodeError, DecodeResult, Member, Part, Schema, Seen};

/// Where the decoder is in an object.
pub(super) struct Object {
    schema: &'static Schema,
    part: Part,
    outer: &'static Member,
    begun: bool,
    /// The member that is likely to be next: senders mostly keep to the model's order.
    hint: usize,
    seen: Seen,
    current: usize,
    /// Whether the current member is a `null` that its type may refuse.
    null: bool,
    /// How many members had been missing before the current one was read.
    missing: usize,
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
        Ok(Object {
            schema,
            part: std::mem::replace(&mut self.part, Part::All),
            outer: self.member,
            begun: false,
            hint: 0,
            seen: Seen::default(),
            current: 0,
            null: false,
            missing: self.reading.mark(),
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
            let Some(index) = find(object.schema, &key, object.hint, object.part, self.dialect)
            else {
                self.tokens.skip(self.depth)?;
                continue;
            };
            let Some(member) = object.schema.members.get(index) else {
                continue;
            };
            object.hint = index + 1;
            object.null = null;
            let again = object.seen.contains(index);
            if object.null && !again && !member.required {
                self.tokens.literal()?;
                continue;
            }
            self.again = again;
            self.member = member;
            object.current = index;
            object.missing = self.reading.mark();
            return Ok(Step::Member(index));
        }
    }

    /// Takes what reading the current member came to.
    pub(super) fn after_member(
        &mut self,
        object: &mut Object,
        result: DecodeResult,
    ) -> DecodeResult {
        let Some(member) = object.schema.members.get(object.current) else {
            return result;
        };
        self.again = false;
        self.reading.relocate(object.missing, member.name);
        match result {
            Ok(()) => object.seen.insert(object.current),
            // The type has no `null`, so the member counts as absent.
            Err(_) if object.null && self.tokens.is_null() => {
                self.tokens.literal()?;
            }
            Err(error) => return Err(error.within(member.name)),
        }
        Ok(())
    }

    pub(super) fn end_object(&mut self, object: Object) -> DecodeResult {
        self.member = object.outer;
        self.depth -= 1;
        let absent = |&(index, member): &(usize, &'static Member)| {
            member.required && !object.seen.contains(index) && object.part.includes(member)
        };
        for (_, member) in object.schema.members.iter().enumerate().filter(absent) {
            self.reading.miss(member)?;
        }
        Ok(())
    }

    /// Steps into the elements or values of a list or map, and gives the member to step back to.
    pub(super) fn enter_items(&mut self, items: Option<&'static Member>) -> &'static Member {
        std::mem::replace(&mut self.member, items.unwrap_or(&ANY))
    }
}

pub(super) fn find(
    schema: &Schema,
    key: &str,
    hint: usize,
    part: Part,
    dialect: Dialect,
) -> Option<usize> {
    let first = key.as_bytes().first();
    // Most names differ in their first letter, if not in their length.
    let is_key = |member: &Member| {
        let name = dialect.name(member);
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
        .or_else(|| find_message(schema, key, part, dialect))
}

/// Services write the message of an error as `message` or `Message`, whichever the model has.
fn find_message(schema: &Schema, key: &str, part: Part, dialect: Dialect) -> Option<usize> {
    let either_case = |name: &str| matches!(name, "message" | "Message");
    schema.error.filter(|_| either_case(key))?;
    schema
        .members
        .iter()
        .position(|member| either_case(dialect.name(member)) && part.includes(member))
}
