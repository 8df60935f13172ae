//! One member of a structure.

use super::{Encode, EncodeError, EncodeResult, Encoder, MemberEncoder, Schema, Shape};

/// Writes the value of the member at `index` alone, and tells whether it is there.
pub(crate) fn encode_only<T: Shape, E: Encoder>(
    value: &T,
    index: usize,
    to: &mut E,
) -> Result<bool, EncodeError> {
    let mut only = Only {
        schema: T::SCHEMA,
        index,
        to,
        present: false,
    };
    value.encode_members(&mut only)?;
    Ok(only.present)
}

struct Only<'a, E> {
    schema: &'static Schema,
    index: usize,
    to: &'a mut E,
    present: bool,
}

impl<E: Encoder> MemberEncoder for Only<'_, E> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        match self.schema.members.get(index) {
            Some(member) if index == self.index && !value.is_absent() => {
                self.present = true;
                value
                    .encode(self.to)
                    .map_err(|error| error.within(member.name))
            }
            _ => Ok(()),
        }
    }
}
