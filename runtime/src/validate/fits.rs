//! Whether a value satisfies its constraints, and nothing more: the walk that suffices for most values.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::check;
use crate::wire::{
    Constraint, Encode, EncodeError, EncodeResult, Encoder, Items, MAX_DEPTH, Member,
    MemberEncoder, Shape,
};
use crate::{ByteStream, Document, EncodeErrorKind, Timestamp};
#[cfg(feature = "event-stream")]
use crate::{EventStream, wire::Event};

/// Whether the value is valid. `false` may also mean that it takes the other walk to tell.
pub(super) fn fits<T: Shape>(value: &T) -> bool {
    let mut walk = Fits {
        member: &Member::ANY,
        depth: 0,
    };
    walk.structure(value).is_ok()
}

struct Fits {
    /// What the value that comes next must satisfy.
    member: &'static Member,
    depth: usize,
}

impl Fits {
    #[inline]
    fn check(&self, fits: impl Fn(&Constraint) -> bool) -> EncodeResult {
        match self.member.constraints.iter().all(fits) {
            true => Ok(()),
            false => Err(enough()),
        }
    }

    #[inline]
    fn descend(&mut self) -> EncodeResult {
        if self.depth == MAX_DEPTH {
            return Err(enough());
        }
        self.depth += 1;
        Ok(())
    }
}

/// Ends the walk.
#[cold]
fn enough() -> EncodeError {
    EncodeError::new(EncodeErrorKind::Unrepresentable("not valid"))
}

impl Encoder for Fits {
    #[inline]
    fn structure<T: Shape>(&mut self, value: &T) -> EncodeResult {
        self.descend()?;
        value.encode_members(&mut Members {
            walk: self,
            shape: PhantomData::<T>,
        })?;
        self.depth -= 1;
        Ok(())
    }

    #[inline]
    fn list<T: Encode>(&mut self, items: &[T]) -> EncodeResult {
        self.check(|constraint| match constraint {
            // The other walk knows how to find repeats.
            Constraint::UniqueItems => items.len() < 2,
            _ => check::fits_length(items.len() as u64, constraint),
        })?;
        self.descend()?;
        let element = match self.member.items {
            Items::List(element) => element,
            _ => &Member::ANY,
        };
        for item in items {
            self.member = element;
            item.encode(self)?;
        }
        self.depth -= 1;
        Ok(())
    }

    #[inline]
    fn map<T: Encode>(&mut self, entries: &BTreeMap<String, T>) -> EncodeResult {
        self.check(|constraint| check::fits_length(entries.len() as u64, constraint))?;
        self.descend()?;
        let (of_key, of_value) = match self.member.items {
            Items::Map(key, value) => (key, value),
            _ => (&Member::ANY, &Member::ANY),
        };
        for (key, value) in entries {
            self.member = of_key;
            self.string(key)?;
            self.member = of_value;
            value.encode(self)?;
        }
        self.depth -= 1;
        Ok(())
    }

    #[inline]
    fn null(&mut self) -> EncodeResult {
        Ok(())
    }

    #[inline]
    fn boolean(&mut self, _: bool) -> EncodeResult {
        Ok(())
    }

    #[inline]
    fn integer(&mut self, value: i64) -> EncodeResult {
        self.check(|constraint| check::fits_integer(value, constraint))
    }

    #[inline]
    fn float(&mut self, value: f32) -> EncodeResult {
        self.check(|constraint| check::fits_float(value, constraint))
    }

    #[inline]
    fn double(&mut self, value: f64) -> EncodeResult {
        self.check(|constraint| check::fits_double(value, constraint))
    }

    fn big_number(&mut self, text: &str) -> EncodeResult {
        self.check(|constraint| check::fits_big_number(text, constraint))
    }

    #[inline]
    fn string(&mut self, value: &str) -> EncodeResult {
        self.check(|constraint| check::fits_string(value, constraint))
    }

    #[inline]
    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        self.check(|constraint| check::fits_length(value.len() as u64, constraint))
    }

    #[inline]
    fn timestamp(&mut self, _: Timestamp) -> EncodeResult {
        Ok(())
    }

    #[inline]
    fn document(&mut self, _: &Document) -> EncodeResult {
        Ok(())
    }

    /// What is still to come is not checked.
    #[inline]
    fn byte_stream(&mut self, _: &ByteStream) -> EncodeResult {
        Ok(())
    }

    /// What is still to come is not checked.
    #[cfg(feature = "event-stream")]
    #[inline]
    fn event_stream<T: Event>(&mut self, _: &EventStream<T>) -> EncodeResult {
        Ok(())
    }
}

struct Members<'a, T> {
    walk: &'a mut Fits,
    /// Where the members are stated, so that the compiler sees which one it is about.
    shape: PhantomData<T>,
}

impl<S: Shape> MemberEncoder for Members<'_, S> {
    #[inline]
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        let Some(member) = S::MEMBERS.get(index) else {
            return Ok(());
        };
        if value.is_absent() {
            return match member.required {
                true => Err(enough()),
                false => Ok(()),
            };
        }
        self.walk.member = member;
        value.encode(self.walk)
    }

    fn unknown(&mut self, _: &str) -> EncodeResult {
        Err(enough())
    }
}
