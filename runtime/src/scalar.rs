//! Simple values as texts: the forms that labels, queries, headers, forms and XML have in common.

use std::borrow::Cow;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::timestamp::{self, Strictness};
use crate::wire::{DecodeError, TimestampFormat};
use crate::{BigDecimal, Blob, Timestamp};

/// `true` or `false`.
pub(crate) fn boolean(text: &str) -> Result<bool, DecodeError> {
    parse(text, "true or false", |_| true)
}

/// An integer between the two bounds.
pub(crate) fn integer(text: &str, min: i64, max: i64) -> Result<i64, DecodeError> {
    let value = parse(text, "an integer", |text| !text.starts_with('+'))?;
    in_range(Some(value), min, max)
}

/// An integer, if it is between the two bounds; none is one that is far out of them.
#[inline]
pub(crate) fn in_range(value: Option<i64>, min: i64, max: i64) -> Result<i64, DecodeError> {
    let fitting = value.filter(|value| (min..=max).contains(value));
    fitting.ok_or_else(|| {
        DecodeError::unexpected(
            format!("an integer between {min} and {max}"),
            "a number out of range",
        )
    })
}

/// A float, which may be `NaN`, `Infinity` or `-Infinity`.
pub(crate) fn float(text: &str) -> Result<f32, DecodeError> {
    parse(text, "a number of 32 bits", |text| {
        is_name(text) || is_number(text) && text.parse().is_ok_and(f32::is_finite)
    })
}

/// A double, which may be `NaN`, `Infinity` or `-Infinity`.
pub(crate) fn double(text: &str) -> Result<f64, DecodeError> {
    parse(text, "a number of 64 bits", |text| {
        is_name(text) || is_number(text) && text.parse().is_ok_and(f64::is_finite)
    })
}

/// A number of any size, as its decimal text.
pub(crate) fn big_number(text: &str) -> Result<String, DecodeError> {
    parse::<BigDecimal>(text, "a number", is_number).map(|number| number.to_string())
}

/// Bytes in base64.
pub(crate) fn blob(text: &str) -> Result<Blob, DecodeError> {
    let bytes = STANDARD
        .decode(text.as_bytes())
        .map_err(|_| DecodeError::unexpected("base64", "another text"))?;
    Ok(bytes.into())
}

/// A timestamp in one form.
pub(crate) fn timestamp(
    text: &str,
    format: TimestampFormat,
    strictness: Strictness,
) -> Result<Timestamp, DecodeError> {
    timestamp::parse(text, format, strictness)
        .ok_or_else(|| DecodeError::unexpected(timestamp::expected(format), "another text"))
}

/// The text of a float.
pub(crate) fn float_text(value: f32) -> Cow<'static, str> {
    match not_finite(value.into()) {
        Some(name) => name.into(),
        None => format!("{value:?}").into(),
    }
}

/// The text of a double.
pub(crate) fn double_text(value: f64) -> Cow<'static, str> {
    match not_finite(value) {
        Some(name) => name.into(),
        None => format!("{value:?}").into(),
    }
}

/// The text of a boolean.
pub(crate) const fn boolean_text(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Writes bytes in base64.
pub(crate) fn base64(bytes: &[u8], out: &mut Vec<u8>) {
    // A whole number of threes, each of which has four digits.
    const CHUNK: usize = 48;
    let mut text = [0; CHUNK / 3 * 4];
    for chunk in bytes.chunks(CHUNK) {
        // There is room for the digits of a chunk.
        let length = STANDARD.encode_slice(chunk, &mut text).unwrap_or_default();
        out.extend_from_slice(&text[..length]);
    }
}

/// The names of the doubles that have no digits.
pub(crate) fn not_finite(value: f64) -> Option<&'static str> {
    match value {
        f64::INFINITY => Some("Infinity"),
        f64::NEG_INFINITY => Some("-Infinity"),
        value if value.is_nan() => Some("NaN"),
        _ => None,
    }
}

fn parse<T: FromStr>(
    text: &str,
    expected: &'static str,
    is_form: fn(&str) -> bool,
) -> Result<T, DecodeError> {
    let parsed = text.parse().ok().filter(|_| is_form(text));
    parsed.ok_or_else(|| DecodeError::unexpected(expected, "another text"))
}

/// Whether the text is the name of a number that has no digits.
fn is_name(text: &str) -> bool {
    matches!(text, "NaN" | "Infinity" | "-Infinity")
}

fn is_number(text: &str) -> bool {
    text.parse::<BigDecimal>().is_ok()
}
