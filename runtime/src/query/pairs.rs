//! The pairs of a form, in an order in which those of one value stand together.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::wire::DecodeError;

/// The keys and values of a form, sorted by the segments of keys.
///
/// What belongs to a value is a range of neighbours, so no tree is built: beside the decoded text, a
/// pair takes twelve bytes, whatever numbers and how many segments its key has.
#[derive(Debug)]
pub(crate) struct Pairs {
    /// Each key and, right behind, its value.
    text: String,
    pairs: Vec<Pair>,
}

/// Where key and value of a pair are.
#[derive(Clone, Copy, Debug)]
struct Pair {
    key: u32,
    value: u32,
    end: u32,
}

/// A value: the pairs whose keys begin with the key of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    first: usize,
    end: usize,
    /// How long the value's own key is.
    key: usize,
}

impl Place {
    /// A value that no pair belongs to.
    pub(super) const NOWHERE: Self = Self {
        first: 0,
        end: 0,
        key: 0,
    };
}

impl Pairs {
    /// Reads a form; pairs without a key do not count.
    pub(crate) fn parse(form: &[u8]) -> Result<Self, DecodeError> {
        let form = std::str::from_utf8(form)
            .ok()
            .filter(|form| u32::try_from(form.len()).is_ok())
            .ok_or_else(not_a_form)?;
        let mut text = String::with_capacity(form.len());
        // Decoding makes nothing longer, so all places have 32 bits.
        let place = |text: &String| u32::try_from(text.len()).map_err(|_| not_a_form());
        let mut pairs = Vec::with_capacity(form.split('&').count());
        for (key, value) in split(form).filter(|(key, _)| !key.is_empty()) {
            let start = place(&text)?;
            text.push_str(&decoded(key)?);
            let middle = place(&text)?;
            text.push_str(&decoded(value)?);
            pairs.push(Pair {
                key: start,
                value: middle,
                end: place(&text)?,
            });
        }
        let mut pairs = Self { text, pairs };
        pairs.sort()?;
        Ok(pairs)
    }

    /// Puts the pairs in order, and refuses a key that is there twice.
    fn sort(&mut self) -> Result<(), DecodeError> {
        let text = &self.text;
        let key = |pair: &Pair| slice(text, pair.key, pair.value);
        self.pairs
            .sort_unstable_by(|a, b| in_segments(key(a), key(b)));
        match self
            .pairs
            .windows(2)
            .find(|pair| key(&pair[0]) == key(&pair[1]))
        {
            // A key may tell that of a map, which may be secret, so it is not repeated.
            Some(_) => Err(DecodeError::unexpected("each key once", "one twice")),
            None => Ok(()),
        }
    }

    /// The whole form.
    pub(super) fn root(&self) -> Place {
        Place {
            first: 0,
            end: self.pairs.len(),
            key: 0,
        }
    }

    /// The text that stands for the value itself.
    pub(super) fn text(&self, place: Place) -> Option<&str> {
        let own = self.own(place)?;
        Some(slice(&self.text, own.value, own.end))
    }

    /// Whether something stands for a part of the value.
    pub(super) fn has_parts(&self, place: Place) -> bool {
        !self.parts(place).is_empty()
    }

    /// The part of the value that has this name.
    pub(super) fn part(&self, place: Place, name: &str) -> Option<Place> {
        let range = self.parts(place);
        let parts = self.pairs.get(range.clone())?;
        let order = |pair: &Pair| in_segments(self.segment(pair, place), name);
        let first = parts.partition_point(|pair| order(pair) == Ordering::Less);
        let length = parts[first..].partition_point(|pair| order(pair) == Ordering::Equal);
        (length > 0).then_some(Place {
            first: range.start + first,
            end: range.start + first + length,
            key: start_of_segment(place) + name.len(),
        })
    }

    /// The names of the value's parts, and the parts.
    pub(super) fn named_parts(&self, place: Place) -> impl Iterator<Item = (&str, Place)> {
        let Range { start, end } = self.parts(place);
        let mut next = start;
        std::iter::from_fn(move || {
            let parts = self.pairs.get(next..end)?;
            let name = self.segment(parts.first()?, place);
            let of_part = |pair: &&Pair| self.segment(pair, place) == name;
            let first = next;
            next += parts.iter().take_while(of_part).count();
            let part = Place {
                first,
                end: next,
                key: start_of_segment(place) + name.len(),
            };
            Some((name, part))
        })
    }

    fn key(&self, pair: &Pair) -> &str {
        slice(&self.text, pair.key, pair.value)
    }

    /// The pair whose key is that of the value: the first of its range, if it is there.
    fn own(&self, place: Place) -> Option<&Pair> {
        let first = self.pairs.get(place.first..place.end)?.first()?;
        (place.key > 0 && self.key(first).len() == place.key).then_some(first)
    }

    fn parts(&self, place: Place) -> Range<usize> {
        place.first + usize::from(self.own(place).is_some())..place.end
    }

    /// The segment that follows the value's own key.
    fn segment(&self, pair: &Pair, place: Place) -> &str {
        let rest = self.key(pair).get(start_of_segment(place)..);
        rest.and_then(|rest| rest.split('.').next())
            .unwrap_or_default()
    }
}

/// Where the segment begins that follows the value's own key; that of the form itself is empty.
fn start_of_segment(place: Place) -> usize {
    match place.key {
        0 => 0,
        length => length + 1,
    }
}

fn slice(text: &str, start: u32, end: u32) -> &str {
    // Pairs are made of places in the text.
    text.get(start as usize..end as usize).unwrap_or_default()
}

/// The order of keys segment by segment, in which `a` and `a.b` stand before `a-b`.
fn in_segments(one: &str, other: &str) -> Ordering {
    let rank = |byte: u8| if byte == b'.' { 0 } else { u16::from(byte) + 1 };
    one.bytes().map(rank).cmp(other.bytes().map(rank))
}

/// The value of a key in a form or query that may be malformed elsewhere.
pub(crate) fn find(form: &[u8], key: &str) -> Option<String> {
    let form = std::str::from_utf8(form).ok()?;
    let (_, value) = split(form).find(|(name, _)| *name == key)?;
    decoded(value).ok().map(Cow::into_owned)
}

fn split(form: &str) -> impl Iterator<Item = (&str, &str)> {
    form.split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn decoded(text: &str) -> Result<Cow<'_, str>, DecodeError> {
    if !text.contains(['%', '+']) {
        return Ok(Cow::Borrowed(text));
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded
        .map(|text| Cow::Owned(text.into_owned()))
        .map_err(|_| not_a_form())
}

fn not_a_form() -> DecodeError {
    DecodeError::unexpected("a form in percent-encoded UTF-8", "other bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(form: &str) -> Vec<(String, Option<String>)> {
        let pairs = Pairs::parse(form.as_bytes()).unwrap();
        let parts = pairs.named_parts(pairs.root());
        let owned =
            |(name, part): (&str, Place)| (name.to_owned(), pairs.text(part).map(str::to_owned));
        parts.map(owned).collect()
    }

    #[test]
    fn what_belongs_to_a_value_stands_together() {
        let form = "a.1.x=1&a-b=2&a=3&ab=4&a.1=5&a.1-x=6";
        let expected = [("a", Some("3")), ("a-b", Some("2")), ("ab", Some("4"))];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.map(str::to_owned)));
        assert_eq!(parts(form), expected);
        let pairs = Pairs::parse(form.as_bytes()).unwrap();
        let a = pairs.part(pairs.root(), "a").unwrap();
        let one = pairs.part(a, "1").unwrap();
        assert_eq!(pairs.text(one), Some("5"));
        let x = pairs.part(one, "x").unwrap();
        assert_eq!((pairs.text(x), pairs.has_parts(x)), (Some("1"), false));
        assert!(pairs.part(one, "y").is_none());
        assert!(pairs.part(pairs.root(), "b").is_none());
    }

    #[test]
    fn keys_and_values_are_decoded() {
        let one = |form| parts(form).pop().unwrap();
        let pair = |key: &str, value: &str| (key.to_owned(), Some(value.to_owned()));
        assert_eq!(one("a%20b=c+d%2B%C3%A9"), pair("a b", "c d+\u{e9}"));
        assert_eq!(one("&&a&"), pair("a", ""));
        assert_eq!(one("a==b"), pair("a", "=b"));
        assert_eq!(parts("=a&"), []);
    }

    #[test]
    fn a_form_is_utf_8_and_has_no_key_twice() {
        let refused = |form: &[u8]| Pairs::parse(form).unwrap_err().to_string();
        let bytes =
            "cannot read the message: expected a form in percent-encoded UTF-8, found other bytes";
        assert_eq!(refused(b"a=\xff"), bytes);
        assert_eq!(refused(b"a=%ff"), bytes);
        // The halves of a character, on both sides of a border.
        assert_eq!(refused(b"%c3=%a9"), bytes);
        let twice = "cannot read the message: expected each key once, found one twice";
        assert_eq!(refused(b"a=1&b=2&%61=1"), twice);
    }

    #[test]
    fn the_value_of_a_key_is_found_wherever_it_stands() {
        assert_eq!(
            find(b"a=1&Action=Put+%21&b=2", "Action").as_deref(),
            Some("Put !")
        );
        assert_eq!(find(b"Actions=x&a.Action=y", "Action"), None);
        assert_eq!(find(b"\xff&Action=x", "Action"), None);
    }
}
