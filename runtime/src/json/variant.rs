//! Reading a JSON object into a union, as far as it does not depend on the type.

use super::JsonDecoder;
use crate::wire::lookup::Held;
use crate::wire::{DecodeError, DecodeResult, Member, Part, Schema};

/// Where the decoder is in a union.
pub(super) struct Variant {
    schema: &'static Schema,
    outer: &'static Member,
    /// How many members had been missing before the union was read.
    missing: usize,
    pub(super) held: Held,
}

impl JsonDecoder<'_> {
    /// Steps into a union, to the value of the member that it holds.
    pub(super) fn begin_union(&mut self, schema: &'static Schema) -> Result<Variant, DecodeError> {
        self.enter_object()?;
        self.part = Part::All;
        let mut key = self.tokens.begins_key()?;
        let (names, role) = (self.dialect.names(), self.reading.role());
        let held = loop {
            let name = key.ok_or_else(Held::none)?;
            match Held::first(schema, &name, self.tokens.is_null(), names, role)? {
                Some(held @ Held::Member(_)) => break held,
                Some(held @ Held::Unknown(_)) => {
                    self.tokens.skip(self.depth)?;
                    break held;
                }
                None => self.tokens.skip(self.depth)?,
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
            self.reading.within(variant.missing, name, result)?;
        }
        while let Some(key) = self.tokens.next_key()? {
            let null = self.tokens.is_null();
            Held::second(variant.schema, &key, null, self.dialect.names())?;
            self.tokens.skip(self.depth)?;
        }
        self.member = variant.outer;
        self.depth -= 1;
        Ok(())
    }
}
