//! Values from the parameters of protocol tests.

use std::collections::BTreeMap;

use super::tree;
#[cfg(feature = "event-stream")]
use crate::EventStream;
#[cfg(feature = "event-stream")]
use crate::wire::Event;
use crate::wire::{Decode, DecodeError, DecodeResult, Decoder, MAX_DEPTH, Shape, read};
use crate::{Blob, ByteStream, DecodeErrorKind, Document, Timestamp};

/// Reads the parameters of a test as a structure; no text is a structure of nothing.
pub(super) fn structure<T: Shape>(text: &str) -> Result<T, String> {
    from_tree(&match text {
        "" => Document::Object(BTreeMap::new()),
        _ => tree::parse(text)?,
    })
}

/// The same of a tree.
pub(super) fn from_tree<T: Shape>(tree: &Document) -> Result<T, String> {
    let mut value = T::blank();
    let mut params = Params {
        value: tree,
        index: 0,
        depth: 0,
    };
    params
        .structure(&mut value)
        .map(|()| value)
        .map_err(|error| error.to_string())
}

/// Where the reader is in the parameters.
struct Params<'a> {
    value: &'a Document,
    /// The place of the member that is to be read.
    index: usize,
    depth: usize,
}

impl<'a> Params<'a> {
    fn at<T>(
        &mut self,
        value: &'a Document,
        place: &str,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::new(DecodeErrorKind::TooDeep));
        }
        let outer = std::mem::replace(&mut self.value, value);
        self.depth += 1;
        let result = read(self).map_err(|error| error.within(place));
        self.depth -= 1;
        self.value = outer;
        result
    }

    fn wrong(&self, expected: &'static str) -> DecodeError {
        DecodeError::unexpected(expected, tree::print(self.value))
    }

    fn text(&self, expected: &'static str) -> Result<&'a str, DecodeError> {
        self.value.as_str().ok_or_else(|| self.wrong(expected))
    }

    fn floating<T: std::str::FromStr>(&self) -> Result<T, DecodeError> {
        let text = match self.value {
            Document::Number(value) => value.as_str(),
            Document::String(name) if matches!(&**name, "NaN" | "Infinity" | "-Infinity") => name,
            _ => return Err(self.wrong("a number")),
        };
        text.parse().map_err(|_| self.wrong("a number"))
    }
}

/// Seconds in decimal, as nanoseconds.
fn nanoseconds(seconds: &str) -> Option<i128> {
    let (decimal, exponent) = seconds.split_once(['e', 'E']).unwrap_or((seconds, "0"));
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{whole}{fraction}").parse::<i128>().ok()?;
    let missing = exponent.parse::<i64>().ok()? + 9 - i64::try_from(fraction.len()).ok()?;
    digits.checked_mul(10_i128.checked_pow(missing.try_into().ok()?)?)
}

impl Decoder for Params<'_> {
    fn index(&self) -> usize {
        self.index
    }

    fn structure<T: Shape>(&mut self, value: &mut T) -> DecodeResult {
        let entries = self.value.as_object();
        for (name, entry) in entries.ok_or_else(|| self.wrong("a structure"))? {
            let index = T::MEMBERS.iter().position(|member| member.name == name);
            let Some(index) = index else {
                let expected = format!("a member of {}", T::NAME);
                return Err(DecodeError::unexpected(expected, "another name").within(name));
            };
            self.index = index;
            self.at(entry, name, |params| value.decode_member(params))?;
        }
        Ok(())
    }

    fn list<T: Decode>(&mut self, items: &mut Vec<T>) -> DecodeResult {
        let values = self.value.as_array().ok_or_else(|| self.wrong("a list"))?;
        items.clear();
        for (index, item) in values.iter().enumerate() {
            items.push(self.at(item, &index.to_string(), |params| read(params))?);
        }
        Ok(())
    }

    fn map<T: Decode>(&mut self, entries: &mut BTreeMap<String, T>) -> DecodeResult {
        let values = self.value.as_object().ok_or_else(|| self.wrong("a map"))?;
        entries.clear();
        for (key, value) in values {
            let value = self.at(value, key, |params| read(params))?;
            entries.insert(key.clone(), value);
        }
        Ok(())
    }

    fn null(&mut self) -> Result<bool, DecodeError> {
        Ok(self.value.is_null())
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        self.value.as_bool().ok_or_else(|| self.wrong("a boolean"))
    }

    fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        let number = self.value.as_number().and_then(|number| number.to_i64());
        number
            .filter(|number| (min..=max).contains(number))
            .ok_or_else(|| self.wrong("an integer in range"))
    }

    fn float(&mut self) -> Result<f32, DecodeError> {
        self.floating()
    }

    fn double(&mut self) -> Result<f64, DecodeError> {
        self.floating()
    }

    fn big_number(&mut self) -> Result<String, DecodeError> {
        match self.value {
            Document::Number(value) => Ok(value.as_str().to_owned()),
            _ => self.text("a number").map(str::to_owned),
        }
    }

    fn string<T>(&mut self, take: impl FnOnce(&str) -> T) -> Result<T, DecodeError> {
        self.text("a string").map(take)
    }

    fn blob(&mut self) -> Result<Blob, DecodeError> {
        self.text("the text of a blob")
            .map(|text| text.as_bytes().into())
    }

    fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        let expected = "seconds since 1970";
        let Some(number) = self.value.as_number() else {
            let parsed = self.text(expected)?.parse();
            return parsed.map_err(|_| self.wrong(expected));
        };
        nanoseconds(number.as_str())
            .and_then(|nanoseconds| Timestamp::from_nanosecond(nanoseconds).ok())
            .ok_or_else(|| self.wrong(expected))
    }

    fn byte_stream(&mut self) -> Result<ByteStream, DecodeError> {
        let text = self.text("the text of a stream")?;
        Ok(ByteStream::from(text.to_owned()))
    }

    #[cfg(feature = "event-stream")]
    fn event_stream<T: Event>(&mut self) -> Result<EventStream<T>, DecodeError> {
        let mut events = Vec::new();
        self.list(&mut events)?;
        Ok(EventStream::from(events))
    }

    fn document(&mut self) -> Result<Document, DecodeError> {
        Ok(self.value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::nanoseconds;

    #[test]
    fn seconds_keep_their_fraction() {
        assert_eq!(nanoseconds("946845296.123"), Some(946_845_296_123_000_000));
        assert_eq!(nanoseconds("-1.5"), Some(-1_500_000_000));
        assert_eq!(nanoseconds("-0.5"), Some(-500_000_000));
        assert_eq!(nanoseconds("12"), Some(12_000_000_000));
        assert_eq!(nanoseconds("1.0123456789"), None);
        assert_eq!(nanoseconds("-1.5E2"), Some(-150_000_000_000));
    }
}
