//! Numbers of any size.

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::json;

/// Exponents beyond this many digits of shift are refused: no document means them.
const MAX_EXPONENT: i64 = 1_000_000_000;

/// A text is not a number, or has an exponent past ±1,000,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberError;

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a decimal number")
    }
}

impl Error for NumberError {}

/// A whole number of any size: a JSON number, kept digit by digit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BigInteger(BigDecimal);

/// A decimal number of any size and precision: a JSON number, kept digit by digit.
///
/// Comparison is by value: `1.0`, `1` and `10e-1` are equal.
#[derive(Clone)]
pub struct BigDecimal {
    text: String,
}

impl BigInteger {
    /// The decimal digits, with a sign if negative.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) const ZERO_TEXT: &'static str = "0";

    /// The number that a program states, as generated code does for `@default`.
    ///
    /// # Panics
    ///
    /// If the text is not a whole number. The generator has checked what it writes.
    pub fn from_literal(text: &'static str) -> Self {
        text.parse().expect("a literal is a whole number")
    }

    /// Zero.
    pub fn zero() -> Self {
        Self(BigDecimal::zero())
    }
}

impl BigDecimal {
    /// The number that a program states, as generated code does for `@default`.
    ///
    /// # Panics
    ///
    /// If the text is not a number. The generator has checked what it writes.
    pub fn from_literal(text: &'static str) -> Self {
        text.parse().expect("a literal is a number")
    }

    /// The number as JSON has it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Zero.
    pub fn zero() -> Self {
        Self {
            text: BigInteger::ZERO_TEXT.to_owned(),
        }
    }

    /// The finite double in its shortest form that reads back the same; none of NaN and infinities.
    pub fn from_f64(value: f64) -> Option<Self> {
        value.is_finite().then(|| Self {
            text: json::finite(value),
        })
    }

    /// The nearest double, which is infinite if the number is too large.
    pub fn to_f64(&self) -> f64 {
        self.text.parse().unwrap_or(f64::NAN)
    }

    /// The number, if it is written as a whole one and fits.
    pub fn to_i64(&self) -> Option<i64> {
        self.text.parse().ok()
    }
}

/// A number in pieces that compare: its sign, where its first digit stands, and its digits.
struct Canonical<'a> {
    negative: bool,
    /// The number is `0.DIGITS × 10^exponent`.
    exponent: i64,
    integer: &'a str,
    fraction: &'a str,
}

impl Canonical<'_> {
    fn of(text: &str) -> Canonical<'_> {
        let (negative, magnitude) = text
            .strip_prefix('-')
            .map_or((false, text), |magnitude| (true, magnitude));
        let (mantissa, exponent) = magnitude.split_once(['e', 'E']).unwrap_or((magnitude, "0"));
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let integer = integer.trim_start_matches('0');
        let significant = if integer.is_empty() {
            fraction.trim_start_matches('0')
        } else {
            fraction
        };
        let shift = if integer.is_empty() {
            significant.len() as i64 - fraction.len() as i64
        } else {
            integer.len() as i64
        };
        let fraction = significant.trim_end_matches('0');
        let integer = if fraction.is_empty() {
            integer.trim_end_matches('0')
        } else {
            integer
        };
        if integer.is_empty() && fraction.is_empty() {
            return Canonical {
                negative: false,
                exponent: i64::MIN,
                integer,
                fraction,
            };
        }
        let exponent = exponent.parse::<i64>().unwrap_or(0).saturating_add(shift);
        Canonical {
            negative,
            exponent,
            integer,
            fraction,
        }
    }

    fn digits(&self) -> impl Iterator<Item = u8> {
        self.integer.bytes().chain(self.fraction.bytes())
    }
}

/// Compares two texts that [`BigDecimal`] takes, by value.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (Canonical::of(left), Canonical::of(right));
    let magnitude = || {
        left.exponent
            .cmp(&right.exponent)
            .then_with(|| left.digits().cmp(right.digits()))
    };
    match (left.negative, right.negative) {
        (false, false) => magnitude(),
        (true, true) => magnitude().reverse(),
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
    }
}

/// Bytes that are the same for equal numbers and no others.
pub(crate) fn canonical_bytes(text: &str, out: &mut Vec<u8>) {
    let canonical = Canonical::of(text);
    out.push(canonical.negative.into());
    out.extend(canonical.exponent.to_be_bytes());
    out.extend(canonical.digits());
}

/// Whether the text is a JSON number whose exponent is in bounds.
fn is_json_number(text: &str) -> bool {
    let all_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let magnitude = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match magnitude.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (magnitude, None),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    let exponent_fits = |exponent: &str| {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        all_digits(unsigned)
            && exponent
                .parse::<i64>()
                .is_ok_and(|exponent| exponent.abs() <= MAX_EXPONENT)
    };
    all_digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(all_digits)
        && exponent.is_none_or(exponent_fits)
}

impl FromStr for BigDecimal {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        if is_json_number(text) {
            Ok(Self {
                text: text.to_owned(),
            })
        } else {
            Err(NumberError)
        }
    }
}

impl FromStr for BigInteger {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        if text.contains(['.', 'e', 'E']) {
            return Err(NumberError);
        }
        text.parse().map(Self)
    }
}

impl PartialEq for BigDecimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for BigDecimal {}

impl PartialOrd for BigDecimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for BigDecimal {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.text, &other.text)
    }
}

impl Hash for BigDecimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let canonical = Canonical::of(&self.text);
        canonical.negative.hash(state);
        canonical.exponent.hash(state);
        canonical.digits().for_each(|digit| state.write_u8(digit));
    }
}

impl fmt::Display for BigDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for BigDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for BigInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for BigInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl From<BigInteger> for BigDecimal {
    fn from(value: BigInteger) -> Self {
        value.0
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for BigDecimal {
            fn from(value: $integer) -> Self {
                Self { text: value.to_string() }
            }
        }

        impl From<$integer> for BigInteger {
            fn from(value: $integer) -> Self {
                Self(value.into())
            }
        }
    )*};
}

from_integers!(i8, i16, i32, i64, i128, u8, u16, u32, u64, u128);

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> BigDecimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_ordered_by_value() {
        let ascending = [
            "-1e30",
            "-12.5",
            "-12.4999999999999999999999",
            "-0.001",
            "0",
            "1e-400",
            "0.09",
            "0.1",
            "1",
            "9.99",
            "10",
            "123456789012345678901234567890",
            "1e30",
            "1e400",
        ];
        for pair in ascending.windows(2) {
            assert!(decimal(pair[0]) < decimal(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn equal_numbers_may_be_written_differently() {
        for (left, right) in [
            ("1", "1.0"),
            ("1", "10e-1"),
            ("0", "-0.00e5"),
            ("1200", "1.2E+3"),
            ("0.012", "12e-3"),
        ] {
            assert_eq!(decimal(left), decimal(right));
            let (mut a, mut b) = (Vec::new(), Vec::new());
            canonical_bytes(left, &mut a);
            canonical_bytes(right, &mut b);
            assert_eq!(a, b);
        }
    }

    #[test]
    fn what_is_no_json_number_is_refused() {
        for text in [
            "",
            "-",
            "+1",
            "01",
            ".5",
            "5.",
            "1e",
            "1e+",
            "NaN",
            "0x1",
            "1_000",
            " 1",
            "1e99999999999",
            "1e+-1",
        ] {
            assert_eq!(text.parse::<BigDecimal>(), Err(NumberError), "{text}");
        }
        for text in ["1.0", "1e3", ""] {
            assert_eq!(text.parse::<BigInteger>(), Err(NumberError), "{text}");
        }
    }
}
