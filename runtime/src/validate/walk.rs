//! The walk over a value, as a codec that writes nothing but violations.

use std::collections::BTreeMap;

use super::check::{self, Fault};
use super::fits::fits;
use super::place::Place;
use super::unique::{Canonical, Repeats};
use super::{ConstraintKind, Violation, Violations, pointer};
use crate::wire::{
    Constraint, Encode, EncodeError, EncodeResult, Encoder, Items, MAX_DEPTH, Member,
    MemberEncoder, Schema, Shape,
};
use crate::{ByteStream, Document, EncodeErrorKind, Timestamp};
#[cfg(feature = "event-stream")]
use crate::{EventStream, wire::Event};

/// Values with constraints.
pub trait Validate {
    /// Checks the value and all that it holds against the constraint traits of the model.
    ///
    /// # Errors
    ///
    /// All violations, up to [`MAX_VIOLATIONS`](super::MAX_VIOLATIONS), in the order of the model.
    fn validate(&self) -> Result<(), Violations>;
}

impl<T: Shape> Validate for T {
    fn validate(&self) -> Result<(), Violations> {
        // Most values are valid, and it is quicker to see that than to say what is wrong, and where.
        if fits(self) {
            return Ok(());
        }
        let mut walk = Walk::default();
        // The one error of the walk says that it has found enough.
        let _ = walk.structure(self);
        walk.violations.into_result()
    }
}

struct Walk {
    violations: Violations,
    place: Place,
    member: &'static Member,
    depth: usize,
    canonical: Canonical,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            violations: Violations::new(),
            place: Place::default(),
            member: &Member::ANY,
            depth: 0,
            canonical: Canonical::default(),
        }
    }
}

impl Walk {
    fn report(&mut self, violation: Violation) -> EncodeResult {
        self.violations.push(violation);
        if self.violations.is_truncated() {
            Err(enough())
        } else {
            Ok(())
        }
    }

    /// Checks a value; `length` is how long it is, where that is something to tell.
    fn check(
        &mut self,
        fits: impl Fn(&Constraint) -> bool,
        length: impl Fn() -> Option<u64>,
    ) -> EncodeResult {
        for constraint in self.member.constraints {
            if !fits(constraint) {
                self.fault(Fault::of(constraint, &length))?;
            }
        }
        Ok(())
    }

    fn check_length(&mut self, length: usize) -> EncodeResult {
        let length = length as u64;
        self.check(
            |constraint| check::fits_length(length, constraint),
            || Some(length),
        )
    }

    fn fault(&mut self, fault: Fault) -> EncodeResult {
        let Fault {
            constraint,
            length,
            rule,
        } = fault;
        let mut violation = Violation::at(self.place.path(), constraint, &rule);
        if let Some(length) = length {
            violation.message = format!(
                "Value with length {length} at '{}' failed to satisfy constraint: {rule}",
                violation.path
            );
        }
        self.report(violation)
    }

    /// Steps into a member of this index; [`Walk::leave`] steps back.
    fn enter(&mut self, index: usize, member: &'static Member) -> &'static Member {
        self.canonical.member(index);
        self.place.enter(member.name);
        std::mem::replace(&mut self.member, member)
    }

    fn leave(&mut self, outer: &'static Member) {
        self.place.leave();
        self.member = outer;
    }

    /// Whether there is room to go one level deeper.
    fn descend(&mut self) -> Result<bool, EncodeError> {
        if self.depth == MAX_DEPTH {
            let rule = format!("Member must not be nested deeper than {MAX_DEPTH} levels");
            self.report(Violation::at(
                self.place.path(),
                ConstraintKind::Depth,
                &rule,
            ))?;
            return Ok(false);
        }
        self.depth += 1;
        Ok(true)
    }

    fn absent(&mut self, member: &'static Member) -> EncodeResult {
        if !member.required {
            return Ok(());
        }
        let mut path = self.place.path();
        pointer::push(&mut path, member.name);
        self.report(Violation::missing(path))
    }

    fn begin_list(&mut self, length: usize) -> Result<List, EncodeError> {
        self.check_length(length)?;
        self.canonical.open(length);
        let unique = self
            .member
            .constraints
            .iter()
            .any(|constraint| matches!(constraint, Constraint::UniqueItems));
        let element = match self.member.items {
            Items::List(element) => element,
            _ => &Member::ANY,
        };
        Ok(List {
            element,
            repeats: unique.then(|| self.canonical.watch()),
        })
    }

    fn after_item(&mut self, list: &mut List, outer: &'static Member) {
        self.leave(outer);
        if let Some(repeats) = &mut list.repeats {
            repeats.note(&self.canonical);
        }
    }

    fn end_list(&mut self, list: List) -> EncodeResult {
        let Some(repeats) = list.repeats else {
            return Ok(());
        };
        let indices = repeats.finish(&mut self.canonical);
        if indices.is_empty() {
            return Ok(());
        }
        let Fault {
            constraint, rule, ..
        } = Fault::of(&Constraint::UniqueItems, || None);
        let mut violation = Violation::at(self.place.path(), constraint, &rule);
        violation.indices = indices;
        self.report(violation)
    }

    fn begin_map(
        &mut self,
        length: usize,
    ) -> Result<(&'static Member, &'static Member), EncodeError> {
        self.check_length(length)?;
        self.canonical.open(length);
        Ok(match self.member.items {
            Items::Map(key, value) => (key, value),
            _ => (&Member::ANY, &Member::ANY),
        })
    }

    /// Checks the key, whose faults are those of the map, and steps into its value.
    fn enter_entry(
        &mut self,
        key: &str,
        members: (&'static Member, &'static Member),
    ) -> Result<&'static Member, EncodeError> {
        let map = std::mem::replace(&mut self.member, members.0);
        self.string(key)?;
        self.place.enter_key(map.key_token(key));
        self.member = members.1;
        Ok(map)
    }
}

struct List {
    element: &'static Member,
    repeats: Option<Repeats>,
}

/// Ends the walk.
#[cold]
fn enough() -> EncodeError {
    EncodeError::new(EncodeErrorKind::Unrepresentable(
        "no more violations are reported",
    ))
}

impl Encoder for Walk {
    fn structure<T: Shape>(&mut self, value: &T) -> EncodeResult {
        if !self.descend()? {
            return Ok(());
        }
        value.encode_members(&mut Members {
            walk: self,
            schema: T::SCHEMA,
        })?;
        self.canonical.close();
        self.depth -= 1;
        Ok(())
    }

    fn list<T: Encode>(&mut self, items: &[T]) -> EncodeResult {
        if !self.descend()? {
            return Ok(());
        }
        let mut list = self.begin_list(items.len())?;
        for (index, item) in items.iter().enumerate() {
            self.place.enter_item(index);
            let outer = std::mem::replace(&mut self.member, list.element);
            item.encode(self)?;
            self.after_item(&mut list, outer);
        }
        self.depth -= 1;
        self.end_list(list)
    }

    fn map<T: Encode>(&mut self, entries: &BTreeMap<String, T>) -> EncodeResult {
        if !self.descend()? {
            return Ok(());
        }
        let members = self.begin_map(entries.len())?;
        for (key, value) in entries {
            let outer = self.enter_entry(key, members)?;
            value.encode(self)?;
            self.leave(outer);
        }
        self.depth -= 1;
        Ok(())
    }

    fn null(&mut self) -> EncodeResult {
        self.canonical.null();
        Ok(())
    }

    fn boolean(&mut self, value: bool) -> EncodeResult {
        self.canonical.number(value.into());
        Ok(())
    }

    fn integer(&mut self, value: i64) -> EncodeResult {
        self.canonical.number(value as u64);
        self.check(|constraint| check::fits_integer(value, constraint), || None)
    }

    fn float(&mut self, value: f32) -> EncodeResult {
        self.canonical.double(value.into());
        self.check(|constraint| check::fits_float(value, constraint), || None)
    }

    fn double(&mut self, value: f64) -> EncodeResult {
        self.canonical.double(value);
        self.check(|constraint| check::fits_double(value, constraint), || None)
    }

    fn big_number(&mut self, text: &str) -> EncodeResult {
        self.canonical.decimal(text);
        self.check(
            |constraint| check::fits_big_number(text, constraint),
            || None,
        )
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        self.canonical.bytes(value.as_bytes());
        self.check(
            |constraint| check::fits_string(value, constraint),
            || Some(check::characters(value)),
        )
    }

    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        self.canonical.bytes(value);
        self.check_length(value.len())
    }

    fn timestamp(&mut self, value: Timestamp) -> EncodeResult {
        self.canonical.bytes(&value.as_nanosecond().to_be_bytes());
        Ok(())
    }

    fn document(&mut self, value: &Document) -> EncodeResult {
        self.canonical.document(value);
        Ok(())
    }

    /// What is still to come is not checked.
    fn byte_stream(&mut self, _: &ByteStream) -> EncodeResult {
        Ok(())
    }

    /// What is still to come is not checked.
    #[cfg(feature = "event-stream")]
    fn event_stream<T: Event>(&mut self, _: &EventStream<T>) -> EncodeResult {
        Ok(())
    }
}

struct Members<'a> {
    walk: &'a mut Walk,
    schema: &'static Schema,
}

impl MemberEncoder for Members<'_> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        let Some(member) = self.schema.members.get(index) else {
            return Ok(());
        };
        if value.is_absent() {
            return self.walk.absent(member);
        }
        let outer = self.walk.enter(index, member);
        value.encode(self.walk)?;
        self.walk.leave(outer);
        Ok(())
    }

    fn unknown(&mut self, name: &str) -> EncodeResult {
        self.walk.canonical.bytes(name.as_bytes());
        let names: Vec<&str> = self
            .schema
            .members
            .iter()
            .map(|member| member.name)
            .collect();
        self.walk.fault(Fault::one_of(&names))
    }
}
