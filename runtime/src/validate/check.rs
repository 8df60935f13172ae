//! One value against the constraints of its member.

use std::cmp::Ordering;
use std::fmt::Display;

use super::ConstraintKind;
use crate::number;
use crate::wire::Constraint;

/// What a value does not satisfy, in words.
pub(super) struct Fault {
    pub(super) constraint: ConstraintKind,
    /// The length that does not fit.
    pub(super) length: Option<u64>,
    pub(super) rule: String,
}

impl Fault {
    fn new(constraint: ConstraintKind, rule: String) -> Self {
        Self {
            constraint,
            length: None,
            rule,
        }
    }
}

pub(super) fn length(length: u64, constraint: &Constraint) -> Option<Fault> {
    let &Constraint::Length(min, max) = constraint else {
        return None;
    };
    let fits = min.is_none_or(|min| length >= min) && max.is_none_or(|max| length <= max);
    let fault = || Fault {
        length: Some(length),
        ..Fault::new(
            ConstraintKind::Length,
            format!("Member must have length {}", between(min, max)),
        )
    };
    (!fits).then(fault)
}

pub(super) fn string(value: &str, constraint: &Constraint) -> Option<Fault> {
    match constraint {
        &Constraint::Length(min, max) => {
            let bytes = value.len() as u64;
            // A character takes one to four bytes, so that most texts need not be counted.
            let fits = min.is_none_or(|min| bytes.div_ceil(4) >= min)
                && max.is_none_or(|max| bytes <= max);
            match fits {
                true => None,
                false => length(value.chars().count() as u64, constraint),
            }
        }
        Constraint::Pattern(text, matches) if !matches(value) => {
            let rule = format!("Member must satisfy regular expression pattern: {text}");
            Some(Fault::new(ConstraintKind::Pattern, rule))
        }
        Constraint::Enum(values) if !values.contains(&value) => Some(one_of(values)),
        _ => None,
    }
}

/// The value is none of a fixed set.
pub(super) fn one_of<T: Display>(values: &[T]) -> Fault {
    let values: Vec<String> = values.iter().map(T::to_string).collect();
    Fault::new(
        ConstraintKind::Enum,
        format!(
            "Member must satisfy enum value set: [{}]",
            values.join(", ")
        ),
    )
}

pub(super) fn integer(value: i64, constraint: &Constraint) -> Option<Fault> {
    match constraint {
        &Constraint::IntegerRange(min, max) => {
            let fits = min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max);
            (!fits).then(|| range(min, max))
        }
        Constraint::DecimalRange(..) => big_number(&value.to_string(), constraint),
        Constraint::IntEnum(values) if !values.iter().any(|&known| i64::from(known) == value) => {
            Some(one_of(values))
        }
        _ => None,
    }
}

/// Bounds are rounded as the value was, so that a float of 8.8 is not past a bound of 8.8.
pub(super) fn float(value: f32, constraint: &Constraint) -> Option<Fault> {
    floating(constraint, |bound| {
        bound
            .parse()
            .ok()
            .and_then(|bound: f32| value.partial_cmp(&bound))
    })
}

pub(super) fn double(value: f64, constraint: &Constraint) -> Option<Fault> {
    floating(constraint, |bound| {
        let bound = match short_whole(bound) {
            Some(bound) => f64::from(bound),
            None => bound.parse().ok()?,
        };
        value.partial_cmp(&bound)
    })
}

/// A number of a few digits alone, as most bounds are: read in a tenth of the time of others.
#[inline]
fn short_whole(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.bytes().try_fold(0, |whole, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| whole * 10 + u32::from(digit))
    })
}

/// `compare` gives nothing of NaN, which no bound lets through.
fn floating(constraint: &Constraint, compare: impl Fn(&str) -> Option<Ordering>) -> Option<Fault> {
    let within = |min: Option<&str>, max: Option<&str>| {
        min.is_none_or(|min| compare(min).is_some_and(Ordering::is_ge))
            && max.is_none_or(|max| compare(max).is_some_and(Ordering::is_le))
    };
    match *constraint {
        Constraint::IntegerRange(min, max) => {
            let fits = within(
                min.map(|min| min.to_string()).as_deref(),
                max.map(|max| max.to_string()).as_deref(),
            );
            (!fits).then(|| range(min, max))
        }
        Constraint::DecimalRange(min, max) => (!within(min, max)).then(|| range(min, max)),
        _ => None,
    }
}

pub(super) fn big_number(value: &str, constraint: &Constraint) -> Option<Fault> {
    floating(constraint, |bound| Some(number::compare(value, bound)))
}

fn range(min: Option<impl Display>, max: Option<impl Display>) -> Fault {
    Fault::new(
        ConstraintKind::Range,
        format!("Member must be {}", between(min, max)),
    )
}

fn between(min: Option<impl Display>, max: Option<impl Display>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("between {min} and {max}, inclusive"),
        (Some(min), None) => format!("greater than or equal to {min}"),
        (None, Some(max)) => format!("less than or equal to {max}"),
        (None, None) => "anything".to_owned(),
    }
}
