//! One value against the constraints of its member.

use std::cmp::Ordering;
use std::fmt::Display;

use super::ConstraintKind;
use crate::number;
use crate::wire::{Bound, Constraint};

/// What a value does not satisfy, in words.
pub(super) struct Fault {
    pub(super) constraint: ConstraintKind,
    /// The length that does not fit.
    pub(super) length: Option<u64>,
    pub(super) rule: String,
}

impl Fault {
    /// What is said where a value does not satisfy `constraint`; `length` is that of the value, if it has one.
    pub(super) fn of(constraint: &Constraint, length: impl FnOnce() -> Option<u64>) -> Self {
        match constraint {
            Constraint::Length(min, max) => Self {
                length: length(),
                ..Self::new(
                    ConstraintKind::Length,
                    format!("Member must have length {}", between(min, max)),
                )
            },
            Constraint::IntegerRange(min, max) => Self::range(min, max),
            Constraint::DecimalRange(min, max) => Self::range(min, max),
            Constraint::Pattern(text, _) => Self::new(
                ConstraintKind::Pattern,
                format!("Member must satisfy regular expression pattern: {text}"),
            ),
            Constraint::UniqueItems => Self::new(
                ConstraintKind::UniqueItems,
                "Member must have unique values".to_owned(),
            ),
            Constraint::Enum(values) => Self::one_of(values),
            Constraint::IntEnum(values) => Self::one_of(values),
        }
    }

    /// The value is none of a fixed set.
    pub(super) fn one_of<T: Display>(values: &[T]) -> Self {
        let values: Vec<String> = values.iter().map(T::to_string).collect();
        Self::new(
            ConstraintKind::Enum,
            format!(
                "Member must satisfy enum value set: [{}]",
                values.join(", ")
            ),
        )
    }

    fn range<T: Display>(min: &Option<T>, max: &Option<T>) -> Self {
        Self::new(
            ConstraintKind::Range,
            format!("Member must be {}", between(min, max)),
        )
    }

    fn new(constraint: ConstraintKind, rule: String) -> Self {
        Self {
            constraint,
            length: None,
            rule,
        }
    }
}

fn between<T: Display>(min: &Option<T>, max: &Option<T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("between {min} and {max}, inclusive"),
        (Some(min), None) => format!("greater than or equal to {min}"),
        (None, Some(max)) => format!("less than or equal to {max}"),
        (None, None) => "anything".to_owned(),
    }
}

#[inline]
pub(super) fn fits_length(length: u64, constraint: &Constraint) -> bool {
    match *constraint {
        Constraint::Length(min, max) => {
            min.is_none_or(|min| length >= min) && max.is_none_or(|max| length <= max)
        }
        _ => true,
    }
}

#[inline]
pub(super) fn fits_string(value: &str, constraint: &Constraint) -> bool {
    match *constraint {
        Constraint::Length(min, max) => {
            let bytes = value.len() as u64;
            // A character takes one to four bytes, so that most texts need not be counted.
            let surely = min.is_none_or(|min| bytes.div_ceil(4) >= min)
                && max.is_none_or(|max| bytes <= max);
            surely || fits_length(characters(value), constraint)
        }
        Constraint::Pattern(_, matches) => matches(value),
        Constraint::Enum(values) => values.contains(&value),
        _ => true,
    }
}

/// How long a text is.
pub(super) fn characters(text: &str) -> u64 {
    text.chars().count() as u64
}

#[inline]
pub(super) fn fits_integer(value: i64, constraint: &Constraint) -> bool {
    match *constraint {
        Constraint::IntegerRange(min, max) => {
            min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max)
        }
        Constraint::DecimalRange(..) => fits_big_number(&value.to_string(), constraint),
        Constraint::IntEnum(values) => values.iter().any(|&known| i64::from(known) == value),
        _ => true,
    }
}

/// Bounds are rounded as the value was, so that a float of 8.8 is not past a bound of 8.8.
pub(super) fn fits_float(value: f32, constraint: &Constraint) -> bool {
    fits_range(constraint, |bound| {
        let bound: f32 = bound.text().parse().ok()?;
        value.partial_cmp(&bound)
    })
}

#[inline]
pub(super) fn fits_double(value: f64, constraint: &Constraint) -> bool {
    fits_range(constraint, |bound| value.partial_cmp(&bound.double()?))
}

pub(super) fn fits_big_number(value: &str, constraint: &Constraint) -> bool {
    fits_range(constraint, |bound| {
        Some(number::compare(value, bound.text()))
    })
}

/// `compare` gives nothing of NaN, which no bound lets through.
#[inline]
fn fits_range(constraint: &Constraint, compare: impl Fn(&Bound) -> Option<Ordering>) -> bool {
    match constraint {
        Constraint::DecimalRange(min, max) => {
            min.as_ref()
                .is_none_or(|min| compare(min).is_some_and(Ordering::is_ge))
                && max
                    .as_ref()
                    .is_none_or(|max| compare(max).is_some_and(Ordering::is_le))
        }
        _ => true,
    }
}
