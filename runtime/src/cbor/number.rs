//! Numbers of any size: the bignums and decimal fractions of RFC 8949, section 3.4.

use super::Tokens;
use super::tokens::Kind;
use crate::json::finite;
use crate::wire::{DecodeError, EncodeError};

/// The tag of a whole number from 0 on, as bytes.
pub(super) const POSITIVE: u64 = 2;
/// The tag of a whole number below 0: of `-1 - n`, where the bytes are `n`.
pub(super) const NEGATIVE: u64 = 3;
/// The tag of an exponent of ten and a mantissa.
pub(super) const DECIMAL: u64 = 4;

/// The longest whole number, in bytes: some 2,466 digits. Between bytes and digits, time grows with the square of the
/// length, and it is the sender who chooses the length.
const MAX_BYTES: usize = 1024;

const NUMBER: &str = "a number";

/// Reads a number of any form as its decimal text.
pub(super) fn read(tokens: &mut Tokens<'_>) -> Result<String, DecodeError> {
    match tokens.peek()? {
        Kind::Float => match tokens.float()? {
            value if value.is_finite() => Ok(finite(value)),
            _ => Err(DecodeError::unexpected("a finite number", "another number")),
        },
        Kind::Tag => match tokens.tag()? {
            DECIMAL => decimal(tokens),
            tag => bignum(tokens, tag),
        },
        _ => whole(tokens),
    }
}

/// Reads a whole number.
fn whole(tokens: &mut Tokens<'_>) -> Result<String, DecodeError> {
    match tokens.peek()? {
        Kind::Integer => Ok(tokens.integer()?.to_string()),
        Kind::Tag => {
            let tag = tokens.tag()?;
            bignum(tokens, tag)
        }
        found => Err(super::decode::wrong_kind(NUMBER, found)),
    }
}

/// Reads what follows a tag.
fn bignum(tokens: &mut Tokens<'_>, tag: u64) -> Result<String, DecodeError> {
    if !matches!(tag, POSITIVE | NEGATIVE) || tokens.peek()? != Kind::Bytes {
        return Err(DecodeError::unexpected(NUMBER, "another tagged value"));
    }
    let bytes = tokens.bytes()?;
    let leading = bytes.iter().take_while(|byte| **byte == 0).count();
    let significant = &bytes[leading..];
    if significant.len() > MAX_BYTES {
        return Err(DecodeError::unexpected(
            format!("a number of up to {MAX_BYTES} bytes"),
            "a longer one",
        ));
    }
    let mut limbs: Vec<u32> = significant.rchunks(4).map(limb).collect();
    if tag == NEGATIVE {
        increment(&mut limbs);
    }
    let digits = digits(limbs);
    Ok(match tag {
        NEGATIVE => format!("-{digits}"),
        _ => digits,
    })
}

/// Reads the exponent and the mantissa of a decimal fraction.
fn decimal(tokens: &mut Tokens<'_>) -> Result<String, DecodeError> {
    let pair = || DecodeError::unexpected("an exponent and a mantissa", "something else");
    if tokens.peek()? != Kind::Array {
        return Err(pair());
    }
    let mut left = tokens.enter_array()?;
    if !tokens.more(&mut left)? || tokens.peek()? != Kind::Integer {
        return Err(pair());
    }
    let exponent = tokens.integer()?;
    if !tokens.more(&mut left)? {
        return Err(pair());
    }
    let mantissa = whole(tokens)?;
    if tokens.more(&mut left)? {
        return Err(pair());
    }
    Ok(shifted(&mantissa, exponent))
}

/// The text of `mantissa × 10^exponent`: with a point where that makes no more than a few zeros.
fn shifted(mantissa: &str, exponent: i128) -> String {
    const MOST_ZEROS: usize = 8;
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa),
    };
    let places = exponent
        .checked_neg()
        .and_then(|places| usize::try_from(places).ok());
    match places.filter(|places| *places < digits.len() + MOST_ZEROS) {
        Some(0) => mantissa.to_owned(),
        Some(places) => {
            let padded = format!("{digits:0>width$}", width = places + 1);
            let (integer, fraction) = padded.split_at(padded.len() - places);
            format!("{sign}{integer}.{fraction}")
        }
        None => format!("{mantissa}e{exponent}"),
    }
}

/// A whole number, as CBOR has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// It fits into an integer.
    Integer(i128),
    /// A tag and the bytes behind it.
    Bignum(u64, Vec<u8>),
}

impl Whole {
    /// Of digits with a sign.
    pub(super) fn parse(text: &str) -> Result<Self, EncodeError> {
        const MIN: i128 = -1 - u64::MAX as i128;
        const MAX: i128 = u64::MAX as i128;
        if let Some(value) = text
            .parse()
            .ok()
            .filter(|value| (MIN..=MAX).contains(value))
        {
            return Ok(Self::Integer(value));
        }
        let (tag, digits) = match text.strip_prefix('-') {
            Some(digits) => (NEGATIVE, digits),
            None => (POSITIVE, text),
        };
        let mut limbs = limbs(digits.trim_start_matches('0'))?;
        if tag == NEGATIVE {
            decrement(&mut limbs);
        }
        let mut bytes: Vec<u8> = limbs
            .iter()
            .rev()
            .flat_map(|limb| limb.to_be_bytes())
            .collect();
        let leading = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes.drain(..leading);
        Ok(Self::Bignum(tag, bytes))
    }
}

/// A decimal number as an exponent of ten and a mantissa.
pub(super) fn split(text: &str) -> Result<(i64, Whole), EncodeError> {
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (integer, fraction) = number.split_once('.').unwrap_or((number, ""));
    let exponent = exponent.parse::<i64>().unwrap_or_default();
    // Numbers keep their exponents far from the ends of the type, and texts are shorter than memory.
    let exponent = exponent.saturating_sub(fraction.len() as i64);
    Ok((exponent, Whole::parse(&format!("{integer}{fraction}"))?))
}

/// Up to four bytes, the first of which weighs most.
fn limb(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |limb, byte| limb << 8 | u32::from(*byte))
}

/// As many digits as a limb has room for, and their unit.
const DIGITS: usize = 9;
const UNIT: u64 = 1_000_000_000;

/// The decimal digits of limbs, the first of which weighs least.
fn digits(mut limbs: Vec<u32>) -> String {
    let mut groups = Vec::new();
    while limbs.pop_if(|limb| *limb == 0).is_some() {}
    while !limbs.is_empty() {
        let mut rest = 0;
        for limb in limbs.iter_mut().rev() {
            let value = rest << 32 | u64::from(*limb);
            // A quotient of less than `UNIT << 32` by `UNIT`.
            *limb = (value / UNIT) as u32;
            rest = value % UNIT;
        }
        groups.push(rest);
        while limbs.pop_if(|limb| *limb == 0).is_some() {}
    }
    let mut text = groups.pop().unwrap_or_default().to_string();
    for group in groups.iter().rev() {
        text.push_str(&format!("{group:0DIGITS$}"));
    }
    text
}

/// The limbs of decimal digits.
fn limbs(digits: &str) -> Result<Vec<u32>, EncodeError> {
    let mut limbs: Vec<u32> = Vec::new();
    for group in digits.as_bytes().rchunks(DIGITS).rev() {
        let mut carry = group
            .iter()
            .fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        let unit = 10_u64.pow(group.len() as u32);
        for limb in &mut limbs {
            carry += u64::from(*limb) * unit;
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
        if limbs.len() > MAX_BYTES / 4 {
            return Err(EncodeError::unrepresentable(
                "a number of this format has at most 1,024 bytes",
            ));
        }
    }
    Ok(limbs)
}

fn increment(limbs: &mut Vec<u32>) {
    for limb in limbs.iter_mut() {
        let (sum, carries) = limb.overflowing_add(1);
        *limb = sum;
        if !carries {
            return;
        }
    }
    limbs.push(1);
}

fn decrement(limbs: &mut [u32]) {
    for limb in limbs {
        let (difference, borrows) = limb.overflowing_sub(1);
        *limb = difference;
        if !borrows {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bignum(text: &str) -> (u64, Vec<u8>) {
        match Whole::parse(text).unwrap() {
            Whole::Bignum(tag, bytes) => (tag, bytes),
            Whole::Integer(value) => panic!("{value} needs no tag"),
        }
    }

    #[test]
    fn whole_numbers_past_64_bits_are_bytes_behind_a_tag() {
        let one_more = "18446744073709551616";
        assert_eq!(
            bignum(one_more),
            (POSITIVE, vec![1, 0, 0, 0, 0, 0, 0, 0, 0])
        );
        assert_eq!(
            bignum("-18446744073709551617"),
            (NEGATIVE, vec![1, 0, 0, 0, 0, 0, 0, 0, 0])
        );
        assert_eq!(
            Whole::parse("-18446744073709551616").unwrap(),
            Whole::Integer(-18_446_744_073_709_551_616)
        );
        assert_eq!(Whole::parse("-0").unwrap(), Whole::Integer(0));
    }

    #[test]
    fn digits_and_limbs_are_each_others_inverse() {
        for length in 1..200 {
            let nines = "9".repeat(length);
            let power = format!("1{}", "0".repeat(length));
            for text in [&*nines, &*power] {
                assert_eq!(digits(limbs(text).unwrap()), text);
            }
            let mut one_less = limbs(&power).unwrap();
            decrement(&mut one_less);
            assert_eq!(digits(one_less.clone()), nines);
            increment(&mut one_less);
            assert_eq!(digits(one_less), power);
        }
        assert_eq!(digits(Vec::new()), "0");
    }

    #[test]
    fn what_is_too_long_to_convert_is_refused() {
        assert!(limbs(&"9".repeat(2466)).is_ok());
        assert!(limbs(&"9".repeat(2467)).is_err());
    }

    #[test]
    fn decimals_keep_their_digits() {
        for (text, exponent, mantissa) in [
            ("1.50", -2, 150),
            ("-0.001", -3, -1),
            ("15e2", 2, 15),
            ("1.5E+3", 2, 15),
            ("7", 0, 7),
        ] {
            assert_eq!(split(text).unwrap(), (exponent, Whole::Integer(mantissa)));
        }
        assert_eq!(shifted("150", -2), "1.50");
        assert_eq!(shifted("-1", -3), "-0.001");
        assert_eq!(shifted("15", 2), "15e2");
        assert_eq!(shifted("15", -20), "15e-20");
        assert_eq!(shifted("15", i128::MIN), format!("15e{}", i128::MIN));
    }
}
