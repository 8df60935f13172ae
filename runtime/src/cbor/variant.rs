//! Reading a map into a union, as far as it does not depend on the type.

use super::CborDecoder;
use super::tokens::Left;
use crate::wire::lookup::{Held, Names};
use crate::wire::{DecodeError, DecodeResult, Member, Part, Schema};

/// Where the decoder is in a union.
pub(super) struct Variant {
    left: Left,
    schema: &'static Schema,
    outer: &'static Member,
    /// How many members had been missing before the union was read.
    since: usize,
    pub(super) held: Held,
}

impl CborDecoder<'_> {
    /// Steps into a union, to the value of the member that it holds.
    pub(super) fn begin_union(&mut self, schema: &'static Schema) -> Result<Variant, DecodeError> {
        let mut left = self.enter_map()?;
        self.part = Part::All;
        let held = loop {
            let key = self.tokens.next_key(&mut left)?.ok_or_else(Held::none)?;
            let (null, role) = (self.tokens.is_null(), self.reading.role());
            match Held::first(schema, &key, null, Names::Model, role)? {
                Some(held @ Held::Member(_)) => break held,
                Some(held @ Held::Unknown(_)) => {
                    self.tokens.skip(self.depth)?;
                    break held;
                }
                None => self.tokens.skip(self.depth)?,
            }
        };
        let outer = self.member;
        if let Held::Member(index) = held {
            self.member = &schema.members[index];
        }
        Ok(Variant {
            left,
            schema,
            outer,
            since: self.reading.mark(),
            held,
        })
    }

    /// Steps out of a union, given what reading its member came to.
    pub(super) fn end_union(&mut self, mut variant: Variant, result: DecodeResult) -> DecodeResult {
        if let Held::Member(index) = variant.held {
            let name = variant.schema.members[index].name;
            self.reading.within(variant.since, name, result)?;
        }
        while let Some(key) = self.tokens.next_key(&mut variant.left)? {
            let null = self.tokens.is_null();
            Held::second(variant.schema, &key, null, Names::Model)?;
            self.tokens.skip(self.depth)?;
        }
        self.member = variant.outer;
        self.depth -= 1;
        Ok(())
    }
}
