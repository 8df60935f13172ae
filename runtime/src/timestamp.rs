//! The wire forms of timestamps.

pub use jiff::Timestamp;
use jiff::fmt::{rfc2822, temporal};

use crate::wire::{EncodeError, TimestampFormat};

const NANOSECONDS_PER_MILLISECOND: i128 = 1_000_000;

/// How exact a reader is about the forms that `@timestampFormat` lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// What a server takes: date-times in UTC alone.
    Strict,
    /// What a client takes, too: date-times with an offset.
    Lenient,
}

/// The timestamp in a wire form, to the millisecond; what is finer is dropped.
///
/// # Errors
///
/// Dates have years from 0 to 9999.
pub(crate) fn format(timestamp: Timestamp, format: TimestampFormat) -> Result<String, EncodeError> {
    let milliseconds = timestamp
        .as_nanosecond()
        .div_euclid(NANOSECONDS_PER_MILLISECOND);
    match format {
        TimestampFormat::EpochSeconds => {
            let sign = if milliseconds < 0 { "-" } else { "" };
            let (seconds, fraction) = (milliseconds.abs() / 1000, milliseconds.abs() % 1000);
            Ok(format!("{sign}{seconds}{}", fraction_text(fraction)))
        }
        TimestampFormat::DateTime => {
            let date = Timestamp::from_nanosecond(milliseconds * NANOSECONDS_PER_MILLISECOND);
            let text = date.map_err(|_| no_year())?.to_string();
            if text.starts_with('-') {
                Err(no_year())
            } else {
                Ok(text)
            }
        }
        TimestampFormat::HttpDate => {
            let text = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&timestamp);
            let text = text.map_err(|_| no_year())?;
            let fraction = fraction_text(milliseconds.rem_euclid(1000));
            match text.strip_suffix(" GMT") {
                Some(seconds) if !fraction.is_empty() => Ok(format!("{seconds}{fraction} GMT")),
                _ => Ok(text),
            }
        }
    }
}

fn no_year() -> EncodeError {
    EncodeError::unrepresentable("a date has a year from 0 to 9999")
}

/// `.5` of 500 milliseconds, and nothing of none.
fn fraction_text(milliseconds: i128) -> String {
    match milliseconds {
        0 => String::new(),
        _ => format!(".{milliseconds:03}")
            .trim_end_matches('0')
            .to_owned(),
    }
}

/// The wire form, for messages.
pub(crate) fn expected(format: TimestampFormat) -> &'static str {
    match format {
        TimestampFormat::DateTime => "a date-time in UTC",
        TimestampFormat::HttpDate => "an HTTP date",
        TimestampFormat::EpochSeconds => "a number of seconds since 1970",
    }
}

/// Reads one wire form and no other.
pub(crate) fn parse(
    text: &str,
    format: TimestampFormat,
    strictness: Strictness,
) -> Option<Timestamp> {
    match format {
        TimestampFormat::DateTime => parse_date_time(text, strictness),
        TimestampFormat::HttpDate => parse_http_date(text, strictness),
        TimestampFormat::EpochSeconds => parse_epoch_seconds(text),
    }
}

fn parse_date_time(text: &str, strictness: Strictness) -> Option<Timestamp> {
    // The parser takes all of ISO 8601; RFC 3339 has this one form.
    const FORM: &[u8] = b"0000-00-00T00:00:00";
    let (date, rest) = text.as_bytes().split_at_checked(FORM.len())?;
    let digits = rest.strip_prefix(b".").map_or(rest, |fraction| {
        let digits = fraction
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits == 0 {
            fraction
        } else {
            &fraction[digits..]
        }
    });
    let offset_fits = match (digits, strictness) {
        (b"Z", _) | (b"z", Strictness::Lenient) => true,
        (offset, Strictness::Lenient) => {
            matches!(offset.first(), Some(b'+' | b'-')) && fits(&offset[1..], b"00:00")
        }
        _ => false,
    };
    if !fits(date, FORM) || !offset_fits {
        return None;
    }
    temporal::DateTimeParser::new().parse_timestamp(text).ok()
}

/// Whether `text` is `form` with other digits.
fn fits(text: &[u8], form: &[u8]) -> bool {
    let digit_or_same = |(&byte, &expected): (&u8, &u8)| match expected {
        b'0' => byte.is_ascii_digit(),
        other => byte == other,
    };
    text.len() == form.len() && text.iter().zip(form).all(digit_or_same)
}

/// Reads the `IMF-fixdate` of RFC 9110, section 5.6.7, whose seconds may have a fraction.
///
/// The parser takes all of RFC 2822: days of one digit, years of two, no seconds, comments. A client does,
/// too.
fn parse_http_date(text: &str, strictness: Strictness) -> Option<Timestamp> {
    const FORM: &[u8] = b", 00 ___ 0000 00:00:00";
    let date = text.strip_suffix(" GMT")?;
    let (seconds, fraction) = date.split_once('.').unwrap_or((date, "0"));
    let letter_or_fits = |(&byte, &expected): (&u8, &u8)| match expected {
        b'_' => byte.is_ascii_alphabetic(),
        expected => fits(&[byte], &[expected]),
    };
    let is_fixed = seconds
        .as_bytes()
        .split_at_checked(3)
        .is_some_and(|(day, rest)| {
            day.iter().all(u8::is_ascii_alphabetic)
                && rest.len() == FORM.len()
                && rest.iter().zip(FORM).all(letter_or_fits)
        });
    if strictness == Strictness::Strict && !is_fixed {
        return None;
    }
    let whole = rfc2822::DateTimeParser::new()
        .parse_timestamp(format!("{seconds} GMT"))
        .ok()?;
    let nanoseconds = whole.as_nanosecond() + i128::from(parse_fraction(fraction)?);
    Timestamp::from_nanosecond(nanoseconds).ok()
}

/// Nanoseconds of the digits after the point; digits past the ninth are dropped.
fn parse_fraction(digits: &str) -> Option<u32> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = &digits[..digits.len().min(9)];
    let value: u32 = digits.parse().ok()?;
    Some(value * 10u32.pow(9 - digits.len() as u32))
}

fn parse_epoch_seconds(text: &str) -> Option<Timestamp> {
    if text.contains(['e', 'E']) {
        return parse_epoch_exponent(text);
    }
    let (negative, magnitude) = text
        .strip_prefix('-')
        .map_or((false, text), |magnitude| (true, magnitude));
    let (seconds, fraction) = magnitude.split_once('.').unwrap_or((magnitude, "0"));
    if !seconds.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let nanoseconds = i128::from(seconds.parse::<u64>().ok()?) * 1_000_000_000
        + i128::from(parse_fraction(fraction)?);
    Timestamp::from_nanosecond(if negative { -nanoseconds } else { nanoseconds }).ok()
}

/// Doubles tell today's seconds to less than a microsecond, so nothing finer is taken from one.
fn parse_epoch_exponent(text: &str) -> Option<Timestamp> {
    let starts_well = text
        .trim_start_matches('-')
        .starts_with(|c: char| c.is_ascii_digit());
    let milliseconds = text.parse::<f64>().ok().filter(|_| starts_well)? * 1e3;
    // Out-of-range values saturate, and jiff refuses those.
    Timestamp::from_millisecond(milliseconds.round() as i64).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use TimestampFormat::{DateTime, EpochSeconds, HttpDate};

    fn lenient(text: &str, format: TimestampFormat) -> Option<String> {
        parse(text, format, Strictness::Lenient).map(|timestamp| timestamp.to_string())
    }

    fn strict(text: &str, format: TimestampFormat) -> Option<String> {
        parse(text, format, Strictness::Strict).map(|timestamp| timestamp.to_string())
    }

    #[test]
    fn each_form_is_written_to_the_millisecond() {
        let time: Timestamp = "2014-04-29T18:30:38.120999Z".parse().unwrap();
        assert_eq!(
            format(time, DateTime).as_deref(),
            Ok("2014-04-29T18:30:38.12Z")
        );
        assert_eq!(
            format(time, HttpDate).as_deref(),
            Ok("Tue, 29 Apr 2014 18:30:38.12 GMT")
        );
        assert_eq!(format(time, EpochSeconds).as_deref(), Ok("1398796238.12"));
        let whole: Timestamp = "2014-04-09T18:30:38Z".parse().unwrap();
        assert_eq!(
            format(whole, DateTime).as_deref(),
            Ok("2014-04-09T18:30:38Z")
        );
        assert_eq!(
            format(whole, HttpDate).as_deref(),
            Ok("Wed, 09 Apr 2014 18:30:38 GMT")
        );
        assert_eq!(format(whole, EpochSeconds).as_deref(), Ok("1397068238"));
    }

    #[test]
    fn times_before_1970_keep_their_sign() {
        let time: Timestamp = "1969-12-31T23:59:59.75Z".parse().unwrap();
        assert_eq!(format(time, EpochSeconds).as_deref(), Ok("-0.25"));
        assert_eq!(
            strict("-0.25", EpochSeconds).as_deref(),
            Some("1969-12-31T23:59:59.75Z")
        );
        assert_eq!(
            format(Timestamp::MIN, EpochSeconds).as_deref(),
            Ok("-377705023201")
        );
    }

    #[test]
    fn a_year_before_0_has_no_date() {
        assert!(format(Timestamp::MIN, DateTime).is_err());
        assert!(format(Timestamp::MIN, HttpDate).is_err());
    }

    #[test]
    fn date_times_have_one_form() {
        assert_eq!(
            strict("1985-04-12T23:20:50.52Z", DateTime).as_deref(),
            Some("1985-04-12T23:20:50.52Z")
        );
        for text in [
            "1996-12-19T16:39:57+00",
            "1996-12-19T16:39:57",
            "19961219T163957Z",
            "1996-12-19T16:39Z",
            "1996-12-19 16:39:57Z",
            "1996-12-19T16:39:57.Z",
            "2011-12-03T10:15:30+01:00[Europe/Paris]",
            "2011-13-03T10:15:30Z",
            "Tue, 29 Apr 2014 18:30:38 GMT",
            "1996-12-19T16:39:5\u{e9}Z",
            "",
        ] {
            assert_eq!(strict(text, DateTime), None, "{text}");
            assert_eq!(lenient(text, DateTime), None, "{text}");
        }
    }

    #[test]
    fn a_client_alone_takes_offsets() {
        assert_eq!(
            lenient("1996-12-19T16:39:57-08:00", DateTime).as_deref(),
            Some("1996-12-20T00:39:57Z")
        );
        assert_eq!(strict("1996-12-19T16:39:57-08:00", DateTime), None);
    }

    #[test]
    fn http_dates_take_a_fraction() {
        assert_eq!(
            strict("Sun, 02 Jan 2000 20:34:56 GMT", HttpDate).as_deref(),
            Some("2000-01-02T20:34:56Z")
        );
        assert_eq!(
            strict("Sun, 02 Jan 2000 20:34:56.456 GMT", HttpDate).as_deref(),
            Some("2000-01-02T20:34:56.456Z")
        );
        for text in [
            "Sun, 02 Jan 2000 20:34:56 +0000",
            "Sun, 02 Jan 2000 20:34:56. GMT",
            "Mon, 02 Jan 2000 20:34:56 GMT",
            "2000-01-02T20:34:56Z",
            "946845296",
        ] {
            assert_eq!(strict(text, HttpDate), None, "{text}");
        }
    }

    #[test]
    fn a_client_alone_takes_dates_of_mail() {
        for (text, time) in [
            ("Sun, 2 Jan 2000 20:34:56 GMT", "2000-01-02T20:34:56Z"),
            ("02 Jan 2000 20:34:56 GMT", "2000-01-02T20:34:56Z"),
            ("Sun, 02 Jan 2000 20:34 GMT", "2000-01-02T20:34:00Z"),
            ("Sun, 02 Jan 00 20:34:56 GMT", "2000-01-02T20:34:56Z"),
        ] {
            assert_eq!(lenient(text, HttpDate).as_deref(), Some(time), "{text}");
            assert_eq!(strict(text, HttpDate), None, "{text}");
        }
    }

    #[test]
    fn epoch_seconds_are_numbers() {
        assert_eq!(
            strict("1515531081.1234", EpochSeconds).as_deref(),
            Some("2018-01-09T20:51:21.1234Z")
        );
        assert_eq!(
            strict("1.5155E9", EpochSeconds).as_deref(),
            Some("2018-01-09T12:13:20Z")
        );
        for text in [
            "true",
            "1515531081ABC",
            "0x42",
            "1.2.3",
            "Infinity",
            "NaN",
            "+1",
            "",
            "-",
            "1e999",
            "99999999999999999999",
        ] {
            assert_eq!(strict(text, EpochSeconds), None, "{text}");
        }
    }
}
