//! Reading an element into a structure or union, as far as it does not depend on the type.

use super::decode::XmlDecoder;
use super::names;
use super::tokens::Tag;
use crate::wire::{DecodeError, DecodeResult, Member, Part, Role, Schema, Seen};

/// Where the decoder is in a structure.
pub(super) struct Element<'x> {
    schema: &'static Schema,
    part: Part,
    outer: &'static Member,
    /// The start tag, as long as there may be more members in its attributes.
    attributes: Option<Tag<'x>>,
    /// The member that is likely to be next: senders mostly keep to the model's order.
    hint: usize,
    seen: Seen,
    current: usize,
    /// How many members had been missing before the current one was read.
    missing: usize,
}

/// Where the decoder is in a union.
pub(super) struct Union {
    schema: &'static Schema,
    outer: &'static Member,
    missing: usize,
    /// The member that it holds; the decoder stands before its value.
    pub(super) held: Option<usize>,
    /// Else the name of what it holds.
    pub(super) unknown: String,
}

impl<'x> XmlDecoder<'x, '_> {
    pub(super) fn begin_element(
        &mut self,
        schema: &'static Schema,
    ) -> Result<Element<'x>, DecodeError> {
        self.descend()?;
        let tag = std::mem::replace(&mut self.tag, Tag::new(""));
        let has_attributes = !tag.attributes_raw().is_empty() && schema.has_xml_attributes();
        Ok(Element {
            schema,
            part: std::mem::replace(&mut self.part, Part::All),
            outer: self.member,
            attributes: has_attributes.then_some(tag),
            hint: 0,
            seen: Seen::default(),
            current: 0,
            missing: self.reading.mark(),
        })
    }

    /// The next member that is there, with the decoder before its value.
    pub(super) fn next_member(
        &mut self,
        element: &mut Element<'x>,
    ) -> Result<Option<usize>, DecodeError> {
        if let Some(index) = self.next_attribute(element)? {
            return Ok(Some(index));
        }
        while let Some(tag) = self.tokens.child()? {
            let Element { schema, part, .. } = *element;
            let Some(index) = find(schema, tag.name().as_ref(), element.hint, part) else {
                self.tokens.skip(self.depth)?;
                continue;
            };
            self.tag = tag;
            self.again = element.seen.contains(index);
            element.hint = index + 1;
            self.stand_before(element, index);
            return Ok(Some(index));
        }
        Ok(None)
    }

    fn next_attribute(&mut self, element: &mut Element<'x>) -> Result<Option<usize>, DecodeError> {
        let Some(tag) = &element.attributes else {
            return Ok(None);
        };
        let Element {
            schema, part, hint, ..
        } = *element;
        for (index, member) in schema.members.iter().enumerate().skip(hint) {
            if member.xml_attribute
                && part.includes(member)
                && let Some(value) = self.tokens.attribute(tag, names::of_member(member))?
            {
                self.attribute = Some(value);
                element.hint = index + 1;
                self.stand_before(element, index);
                return Ok(Some(index));
            }
        }
        element.attributes = None;
        element.hint = 0;
        Ok(None)
    }

    fn stand_before(&mut self, element: &mut Element<'x>, index: usize) {
        self.member = &element.schema.members[index];
        element.current = index;
        element.missing = self.reading.mark();
    }

    /// Takes what reading the current member came to.
    pub(super) fn after_member(
        &mut self,
        element: &mut Element<'x>,
        result: DecodeResult,
    ) -> DecodeResult {
        let name = element.schema.members[element.current].name;
        self.again = false;
        self.attribute = None;
        element.seen.insert(element.current);
        self.reading.within(element.missing, name, result)
    }

    pub(super) fn end_element(&mut self, element: Element<'x>) -> DecodeResult {
        self.member = element.outer;
        self.depth -= 1;
        let absent = |&(index, member): &(usize, &'static Member)| {
            member.required && !element.seen.contains(index) && element.part.includes(member)
        };
        for (_, member) in element.schema.members.iter().enumerate().filter(absent) {
            self.reading.miss(member)?;
        }
        Ok(())
    }

    /// Steps into a union, to the value of the member that it holds.
    pub(super) fn begin_union(&mut self, schema: &'static Schema) -> Result<Union, DecodeError> {
        self.descend()?;
        self.part = Part::All;
        let Some(tag) = self.tokens.child()? else {
            return Err(DecodeError::unexpected("one member of a union", "none"));
        };
        let mut union = Union {
            schema,
            outer: self.member,
            missing: self.reading.mark(),
            held: find(schema, tag.name().as_ref(), 0, Part::All),
            unknown: String::new(),
        };
        match union.held {
            Some(index) => {
                self.member = &schema.members[index];
                self.tag = tag;
            }
            None if self.reading.role() == Role::Server => {
                return Err(DecodeError::unexpected(
                    "a member of the union",
                    "an unknown member",
                ));
            }
            None => {
                tag.name().as_ref().clone_into(&mut union.unknown);
                self.tokens.skip(self.depth)?;
            }
        }
        Ok(union)
    }

    /// Takes what reading the member came to.
    pub(super) fn after_variant(&mut self, union: &Union, result: DecodeResult) -> DecodeResult {
        let Some(member) = union.held.and_then(|index| union.schema.members.get(index)) else {
            return result;
        };
        self.reading.within(union.missing, member.name, result)
    }

    pub(super) fn end_union(&mut self, union: Union) -> DecodeResult {
        if self.tokens.child()?.is_some() {
            return Err(DecodeError::unexpected("one member of a union", "several"));
        }
        self.member = union.outer;
        self.depth -= 1;
        Ok(())
    }
}

/// The member of an element.
fn find(schema: &Schema, found: &str, hint: usize, part: Part) -> Option<usize> {
    let is_it = |member: &Member, name: &str| {
        names::of_member(member) == name && !member.xml_attribute && part.includes(member)
    };
    if schema
        .members
        .get(hint)
        .is_some_and(|member| is_it(member, found))
    {
        return Some(hint);
    }
    let position = |name: &str| schema.members.iter().position(|member| is_it(member, name));
    // What repeats is that of the member before.
    if let Some(before) = hint.checked_sub(1)
        && schema
            .members
            .get(before)
            .is_some_and(|member| is_it(member, found))
    {
        return Some(before);
    }
    position(found)
        .or_else(|| {
            found
                .contains(':')
                .then(|| position(names::local(found)))
                .flatten()
        })
        .or_else(|| find_message(schema, found, part))
}

/// Services write the message of an error as `message` or `Message`, whichever the model has.
fn find_message(schema: &Schema, found: &str, part: Part) -> Option<usize> {
    let either_case = |name: &str| matches!(name, "message" | "Message");
    schema.error.filter(|_| either_case(found))?;
    schema
        .members
        .iter()
        .position(|member| either_case(names::of_member(member)) && part.includes(member))
}
