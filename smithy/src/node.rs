//! Node values: what traits and metadata hold.

use std::borrow::Cow;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use crate::{Diagnostic, Span};

/// A JSON-like value, with the place where it was written.
///
/// Nodes are equal when their values are; where they stand has no part in it.
/// See [node values](https://smithy.io/2.0/spec/model.html#node-values).
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, kept as it was written.
    Number(Number),
    /// A string.
    String(Arc<str>),
    /// A list.
    Array(Box<[Node]>),
    /// A map; keys keep the order in which they were written.
    Object(Box<[(Key, Node)]>),
}

impl Node {
    pub(crate) fn new(value: Value, span: Span) -> Self {
        Self { value, span }
    }

    pub(crate) fn empty_object(span: Span) -> Self {
        Self::new(Value::Object(Box::default()), span)
    }

    pub(crate) fn string(text: impl Into<Arc<str>>, span: Span) -> Self {
        Self::new(Value::String(text.into()), span)
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if this is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Boolean(value) => Some(value),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The entries in the order in which they were written, if this is an object.
    pub fn as_object(&self) -> Option<&[(Key, Node)]> {
        match &self.value {
            Value::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a key, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?
            .iter()
            .find(|(name, _)| name.as_str() == key)
            .map(|(_, node)| node)
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// What kind of value this is, for people.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Boolean(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => same_entries(a, b),
            _ => false,
        }
    }
}

/// Objects are equal whatever the order of their keys.
fn same_entries(a: &[(Key, Node)], b: &[(Key, Node)]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    if a.iter().zip(b).all(|((a, _), (b, _))| a == b) {
        return a.iter().zip(b).all(|((_, a), (_, b))| a == b);
    }
    let sorted = |entries: &[(Key, Node)]| {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by(|&x, &y| entries[x].0.as_str().cmp(entries[y].0.as_str()));
        order
    };
    sorted(a)
        .into_iter()
        .zip(sorted(b))
        .all(|(x, y)| a[x] == b[y])
}

/// A key of an object, with the place where it was written.
#[derive(Clone)]
pub struct Key {
    name: Arc<str>,
    span: Span,
}

impl Key {
    pub(crate) fn new(name: Arc<str>, span: Span) -> Self {
        Self { name, span }
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.span
    }

    pub(crate) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    pub(crate) fn into_shared(self) -> Arc<str> {
        self.name
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.name)
    }
}

/// A number as it was written, so that no digit of a big one is lost.
#[derive(Clone, Debug)]
pub struct Number(Written);

/// Most numbers are small and whole: these need no text.
#[derive(Clone, Debug)]
enum Written {
    /// In digits alone, without zeros in front.
    Whole(i64),
    Otherwise(Box<str>),
}

/// How many digits every `i64` can hold.
const SAFE_DIGITS: usize = 18;

impl Number {
    pub(crate) fn new(text: &str) -> Self {
        Self(match whole(text) {
            Some(value) => Written::Whole(value),
            None => Written::Otherwise(text.into()),
        })
    }

    /// The number in JSON's notation, as it was written.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Written::Whole(value) => Cow::Owned(value.to_string()),
            Written::Otherwise(text) => Cow::Borrowed(text),
        }
    }

    /// The number as an `i64`, if it is whole and fits; `1.0` and `1e3` are whole.
    pub fn as_i64(&self) -> Option<i64> {
        let text = match &self.0 {
            Written::Whole(value) => return Some(*value),
            Written::Otherwise(text) => text,
        };
        text.parse().ok().or_else(|| {
            let value = self.as_f64()?;
            // Beyond 2^53 a float no longer tells which integer was written.
            (value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0).then_some(value as i64)
        })
    }

    /// The number as a `u64`, if it is whole and fits.
    pub fn as_u64(&self) -> Option<u64> {
        let large = match &self.0 {
            Written::Whole(_) => None,
            Written::Otherwise(text) => text.parse().ok(),
        };
        large.or_else(|| self.as_i64().and_then(|value| value.try_into().ok()))
    }

    /// The nearest `f64`, if it is finite.
    pub fn as_f64(&self) -> Option<f64> {
        match &self.0 {
            Written::Whole(value) => Some(*value as f64),
            Written::Otherwise(text) => text.parse().ok().filter(|value: &f64| value.is_finite()),
        }
    }

    /// Whether the number is whole: written without a fraction, or with one of zeros.
    pub fn is_integer(&self) -> bool {
        let text = match &self.0 {
            Written::Whole(_) => return true,
            Written::Otherwise(text) => text,
        };
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.bytes().all(|byte| byte.is_ascii_digit())
            || self.as_f64().is_some_and(|value| value.fract() == 0.0)
    }
}

/// The value of a text that can be told from it again.
fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = digits.len() <= SAFE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_unique = text == "0" || !digits.starts_with('0');
    if is_plain && is_unique {
        text.parse().ok()
    } else {
        None
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Written::Whole(a), Written::Whole(b)) => a == b,
            (Written::Otherwise(a), Written::Otherwise(b)) if a == b => true,
            _ => Decimal::of(&self.text()) == Decimal::of(&other.text()),
        }
    }
}

/// What a number comes to, however it is written: digits without zeros at either end, and where the point stands.
#[derive(PartialEq)]
struct Decimal {
    is_negative: bool,
    digits: Vec<u8>,
    /// How many digits stand before the point. It cannot overflow where texts are shorter than 4 GiB.
    exponent: i64,
}

impl Decimal {
    fn of(text: &str) -> Self {
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = || whole.bytes().chain(fraction.bytes());
        let leading = all().take_while(|digit| *digit == b'0').count();
        let mut digits: Vec<u8> = all().skip(leading).collect();
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        if digits.is_empty() {
            return Self {
                is_negative: false,
                digits,
                exponent: 0,
            };
        }
        // Exponents beyond any use are as good as the greatest.
        let exponent: i64 = exponent.parse().unwrap_or(i64::MAX / 2);
        Self {
            is_negative,
            digits,
            exponent: exponent.saturating_add(whole.len() as i64 - leading as i64),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// Whether an array or object that is being read has so much in it that it is worth knowing how much more there is.
///
/// What is in arrays and objects that have not ended stands in one list, the innermost last; its part begins at `bottom`.
pub(crate) fn is_long(waiting: usize, bottom: usize) -> bool {
    waiting >= 4096 && waiting - bottom >= FEW
}

/// How many keys are compared each with each.
const FEW: usize = 16;

/// The entries of an object, each key once: the first entry of a key is kept, and the others are complained about.
pub(crate) fn unique(
    mut entries: Vec<(Key, Node)>,
    mut complain: impl FnMut(Diagnostic),
) -> Box<[(Key, Node)]> {
    let repeats = if entries.len() <= FEW {
        few_repeats(&entries)
    } else {
        many_repeats(&entries)
    };
    if repeats.is_empty() {
        return entries.into();
    }
    for (again, first) in &repeats {
        let [again, first] = [again, first].map(|at| &entries[*at].0);
        let message = format!("the key `{}` stands here twice", again.as_str());
        let fault = Diagnostic::error("Model.DuplicateKey", message).at(again.span());
        complain(fault.also(first.span(), "it was first given here"));
    }
    let mut repeats = repeats.into_iter().map(|(again, _)| again).peekable();
    let mut at = 0;
    entries.retain(|_| {
        let is_repeat = repeats.next_if_eq(&at).is_some();
        at += 1;
        !is_repeat
    });
    entries.into()
}

/// Where a key stands that stands before too, and where it does first; in the order of the list.
fn few_repeats(entries: &[(Key, Node)]) -> Vec<(usize, usize)> {
    let mut repeats = Vec::new();
    for (at, (key, _)) in entries.iter().enumerate() {
        if let Some(first) = entries[..at].iter().position(|(other, _)| other == key) {
            repeats.push((at, first));
        }
    }
    repeats
}

/// The same by sorting, which takes less room than a set of what was met.
fn many_repeats(entries: &[(Key, Node)]) -> Vec<(usize, usize)> {
    let mut order: Vec<(u32, u32)> = (0..)
        .zip(entries)
        .map(|(at, (key, _))| {
            // The upper half is the one that differs.
            let hash = FxBuildHasher.hash_one(key.as_str()) >> 32;
            (hash as u32, at)
        })
        .collect();
    order.sort_unstable();
    let key = |at: u32| entries[at as usize].0.as_str();
    let mut repeats = Vec::new();
    for alike in order.chunk_by_mut(|a, b| a.0 == b.0) {
        if alike.len() == 1 {
            continue;
        }
        alike.sort_unstable_by_key(|(_, at)| (key(*at), *at));
        for same in alike.chunk_by(|a, b| key(a.1) == key(b.1)) {
            let again = same.iter().skip(1);
            repeats.extend(again.map(|(_, at)| (*at as usize, same[0].1 as usize)));
        }
    }
    repeats.sort_unstable();
    repeats
}
