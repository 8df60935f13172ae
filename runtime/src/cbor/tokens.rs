//! CBOR item by item: minicbor reads what an item says of itself, and this module what may follow what.

use std::borrow::Cow;

use minicbor::data::Tag;
use minicbor::decode::{Decoder, Error};

use crate::DecodeErrorKind;
use crate::wire::{DecodeError, DecodeResult, MAX_DEPTH};

/// The byte that ends what has no stated length.
const BREAK: u8 = 0xFF;

/// What a data item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `null`, or `undefined`, which readers take for it.
    Null,
    Boolean,
    Integer,
    Float,
    Bytes,
    Text,
    Array,
    Map,
    Tag,
    /// A simple value without a meaning of its own.
    Simple,
}

/// How many items or entries are left of an array or map; none if a break tells its end.
#[derive(Debug)]
pub(crate) struct Left(Option<u64>);

/// Reads a document from the front. Nothing is set aside by what a length says: of everything that is kept,
/// the bytes are there.
#[derive(Debug)]
pub(crate) struct Tokens<'c> {
    decoder: Decoder<'c>,
}

impl<'c> Tokens<'c> {
    pub(crate) fn new(cbor: &'c [u8]) -> Self {
        Self {
            decoder: Decoder::new(cbor),
        }
    }

    /// What comes next.
    #[inline]
    pub(crate) fn peek(&self) -> Result<Kind, DecodeError> {
        Ok(match self.byte()? {
            0x00..=0x1B | 0x20..=0x3B => Kind::Integer,
            0x40..=0x5B | 0x5F => Kind::Bytes,
            0x60..=0x7B | 0x7F => Kind::Text,
            0x80..=0x9B | 0x9F => Kind::Array,
            0xA0..=0xBB | 0xBF => Kind::Map,
            0xC0..=0xDB => Kind::Tag,
            0xF4 | 0xF5 => Kind::Boolean,
            0xF6 | 0xF7 => Kind::Null,
            0xF9..=0xFB => Kind::Float,
            0xE0..=0xF3 | 0xF8 => Kind::Simple,
            BREAK => return Err(self.syntax("unexpected break")),
            _ => return Err(self.syntax("reserved byte")),
        })
    }

    /// Whether `null` is what comes next.
    #[inline]
    pub(crate) fn is_null(&self) -> bool {
        matches!(self.byte(), Ok(0xF6 | 0xF7))
    }

    /// Steps over the one byte that `null` is.
    #[inline]
    pub(crate) fn null(&mut self) {
        self.advance(1);
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, DecodeError> {
        let value = self.decoder.bool();
        self.read(value)
    }

    /// An integer of up to 64 bits and a sign.
    #[inline]
    pub(crate) fn integer(&mut self) -> Result<i128, DecodeError> {
        let value = self.decoder.int();
        self.read(value).map(i128::from)
    }

    /// A float of any precision, all of whose values a double has.
    pub(crate) fn float(&mut self) -> Result<f64, DecodeError> {
        if self.byte()? != 0xF9 {
            let value = self.decoder.f64();
            return self.read(value);
        }
        let rest = &self.decoder.input()[self.decoder.position() + 1..];
        let bits = rest.first_chunk().copied();
        let bits = bits.ok_or_else(|| self.end())?;
        self.advance(3);
        Ok(half(u16::from_be_bytes(bits)))
    }

    /// A text string, whole or in chunks, each of which is UTF-8.
    #[inline]
    pub(crate) fn text(&mut self) -> Result<Cow<'c, str>, DecodeError> {
        if self.byte()? != 0x7F {
            let text = self.decoder.str();
            return self.read(text).map(Cow::Borrowed);
        }
        self.advance(1);
        let mut text = String::new();
        while !self.breaks()? {
            let chunk = self.decoder.str();
            text.push_str(self.read(chunk)?);
        }
        Ok(Cow::Owned(text))
    }

    /// A byte string, whole or in chunks.
    pub(crate) fn bytes(&mut self) -> Result<Cow<'c, [u8]>, DecodeError> {
        if self.byte()? != 0x5F {
            let bytes = self.decoder.bytes();
            return self.read(bytes).map(Cow::Borrowed);
        }
        self.advance(1);
        let mut bytes = Vec::new();
        while !self.breaks()? {
            let chunk = self.decoder.bytes();
            bytes.extend_from_slice(self.read(chunk)?);
        }
        Ok(Cow::Owned(bytes))
    }

    pub(crate) fn tag(&mut self) -> Result<u64, DecodeError> {
        let tag = self.decoder.tag();
        self.read(tag).map(Tag::as_u64)
    }

    /// Steps into an array.
    #[inline]
    pub(crate) fn enter_array(&mut self) -> Result<Left, DecodeError> {
        let length = self.decoder.array();
        self.read(length).map(Left)
    }

    /// Steps into a map.
    #[inline]
    pub(crate) fn enter_map(&mut self) -> Result<Left, DecodeError> {
        let length = self.decoder.map();
        self.read(length).map(Left)
    }

    /// Steps to the next item or entry, if there is one, or else out of the array or map.
    #[inline]
    pub(crate) fn more(&mut self, left: &mut Left) -> Result<bool, DecodeError> {
        match &mut left.0 {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None => self.breaks().map(|ends| !ends),
        }
    }

    /// Steps to the value of the next entry, whose key it gives, or else out of the map.
    #[inline]
    pub(crate) fn next_key(
        &mut self,
        left: &mut Left,
    ) -> Result<Option<Cow<'c, str>>, DecodeError> {
        if !self.more(left)? {
            return Ok(None);
        }
        match self.peek()? {
            Kind::Text => self.text().map(Some),
            _ => Err(self.syntax("expected a text string as key")),
        }
    }

    /// Steps over a value that is inside of `depth` others.
    pub(crate) fn skip(&mut self, depth: usize) -> DecodeResult {
        if depth > MAX_DEPTH {
            return Err(DecodeError::new(DecodeErrorKind::TooDeep));
        }
        let mut kind = self.peek()?;
        while kind == Kind::Tag {
            self.tag()?;
            kind = self.peek()?;
        }
        match kind {
            Kind::Null => self.null(),
            Kind::Boolean => drop(self.boolean()?),
            Kind::Integer => drop(self.integer()?),
            Kind::Float => drop(self.float()?),
            Kind::Bytes => drop(self.bytes()?),
            Kind::Text => drop(self.text()?),
            Kind::Simple => {
                let value = self.decoder.simple();
                self.read(value)?;
            }
            Kind::Array => {
                let mut left = self.enter_array()?;
                while self.more(&mut left)? {
                    self.skip(depth + 1)?;
                }
            }
            Kind::Map => {
                let mut left = self.enter_map()?;
                while self.more(&mut left)? {
                    self.skip(depth + 1)?;
                    self.skip(depth + 1)?;
                }
            }
            // The loop has gone past all of them.
            Kind::Tag => {}
        }
        Ok(())
    }

    /// Nothing follows.
    pub(crate) fn finish(&self) -> DecodeResult {
        match self.byte() {
            Err(_) => Ok(()),
            Ok(_) => Err(self.syntax("trailing bytes")),
        }
    }

    /// Something is wrong about what comes next.
    #[cold]
    pub(super) fn syntax(&self, reason: &'static str) -> DecodeError {
        syntax(reason, self.decoder.position())
    }

    #[inline]
    fn byte(&self) -> Result<u8, DecodeError> {
        match self.decoder.input().get(self.decoder.position()) {
            Some(byte) => Ok(*byte),
            None => Err(self.end()),
        }
    }

    #[inline]
    fn advance(&mut self, bytes: usize) {
        self.decoder.set_position(self.decoder.position() + bytes);
    }

    /// Steps over a break, if it is what comes next.
    #[inline]
    fn breaks(&mut self) -> Result<bool, DecodeError> {
        let ends = self.byte()? == BREAK;
        if ends {
            self.advance(1);
        }
        Ok(ends)
    }

    #[cold]
    fn end(&self) -> DecodeError {
        syntax("unexpected end", self.decoder.input().len())
    }

    #[inline]
    fn read<T>(&self, result: Result<T, Error>) -> Result<T, DecodeError> {
        result.map_err(|error| self.fault(&error))
    }

    /// minicbor's own reasons may tell values.
    #[cold]
    fn fault(&self, error: &Error) -> DecodeError {
        if error.is_end_of_input() {
            return self.end();
        }
        let offset = error.position().unwrap_or(self.decoder.position());
        let text = matches!(self.decoder.input().get(offset), Some(0x60..=0x7B));
        let reason = match error.is_type_mismatch() {
            true => "unexpected item",
            false if text => "invalid UTF-8",
            false => "invalid length",
        };
        syntax(reason, offset)
    }
}

#[cold]
fn syntax(reason: &'static str, offset: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Syntax {
        reason: reason.to_owned(),
        offset,
    })
}

/// The value of a float of 16 bits: RFC 8949, appendix D.
fn half(bits: u16) -> f64 {
    let exponent = i32::from(bits >> 10 & 0x1F);
    let fraction = f64::from(bits & 0x3FF);
    let magnitude = match exponent {
        0 => fraction * f64::powi(2.0, -24),
        0x1F if fraction == 0.0 => f64::INFINITY,
        0x1F => f64::NAN,
        _ => (fraction + 1024.0) * f64::powi(2.0, exponent - 25),
    };
    match bits >> 15 {
        0 => magnitude,
        _ => -magnitude,
    }
}
