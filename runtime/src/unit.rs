//! The empty structure.

use crate::wire::{Member, Shape};

/// The structure without members, `smithy.api#Unit`: `{}` in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Unit;

impl Shape for Unit {
    const NAME: &'static str = "Unit";
    const MEMBERS: &'static [Member] = &[];

    fn blank() -> Self {
        Self
    }
}
