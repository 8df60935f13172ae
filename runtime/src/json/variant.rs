//! Reading a JSON object into a union, as far as it does not depend on the type.

use super::JsonDecoder;
use super::object::find;
use crate::wire::{DecodeError, DecodeResult, Member, Part, Role, Schema};

/// A member that says of which type the sender takes the union to be: no member of the model.
const TYPE_HINT: &str = "__type";

/// Where the decoder is in a union.
pub(super) struct Variant {
    schema: &'static Schema,
    outer: &'static Member,
    /// How many members had been missing before the union was read.
    missing: usize,
    pub(super) held: Held,
}

/// What a union holds.
pub(super) enum Held {
    /// The member of this index; the decoder stands before its value.
    Member(usize),
    /// A member that is not in the model; its value is skipped.
    Unknown(String),
}

impl JsonDecoder<'_> {
    /// Steps into a union, to the value of the member that it holds.
    pub(super) fn begin_union(&mut self, schema: &'static Schema) -> Result<Variant, DecodeError> {
        self.enter_object()?;
        self.part = Part::All;
        let mut key = self.tokens.begins_key()?;
        let held = loop {
            let Some(name) = key else {
                return Err(DecodeError::unexpected("one member of a union", "none"));
            };
            let null = self.tokens.is_null();
            match find(schema, &name, 0, Part::All, self.dialect) {
                Some(index) if !null => break Held::Member(index),
                Some(_) => drop(self.tokens.literal()?),
                None => {
                    self.tokens.skip(self.depth)?;
                    if name != TYPE_HINT && !null {
                        if self.reading.role() == Role::Server {
                            return Err(DecodeError::unexpected(
                                "a member of the union",
                                "an unknown member",
                            ));
                        }
                        break Held::Unknown(name.into_owned());
                    }
                }
            }
            key = self.tokens.next_key()?;
        };
        let outer = self.member;
        if let Held::Member(index) = held {
            self.member = &schema.members[index];
        }
        Ok(Variant {
            schema,
            outer,
            missing: self.reading.mark(),
            held,
        })
    }

    /// Steps out of a union, given what reading its member came to.
    pub(super) fn end_union(&mut self, variant: Variant, result: DecodeResult) -> DecodeResult {
        if let Held::Member(index) = variant.held {
            let name = variant.schema.members[index].name;
            self.reading.relocate(variant.missing, name);
            result.map_err(|error| error.within(name))?;
        }
        while let Some(key) = self.tokens.next_key()? {
            let known = || find(variant.schema, &key, 0, Part::All, self.dialect).is_some();
            if !self.tokens.is_null() && (key != TYPE_HINT || known()) {
                return Err(DecodeError::unexpected("one member of a union", "several"));
            }
            self.tokens.skip(self.depth)?;
        }
        self.member = variant.outer;
        self.depth -= 1;
        Ok(())
    }
}
