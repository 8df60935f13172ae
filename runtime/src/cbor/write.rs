//! CBOR item by item, each in its shortest form.

use std::convert::Infallible;

use minicbor::data::{Int, Tag};
use minicbor::encode::{Encoder, Write};

use super::number::{DECIMAL, Whole, split};
use crate::wire::EncodeResult;

/// A document that is being written.
pub(super) struct Writer {
    encoder: Encoder<Bytes>,
}

/// Bytes in memory, into which writing never fails.
struct Bytes(Vec<u8>);

impl Write for Bytes {
    type Error = Infallible;

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// A map whose entries are counted when they are written.
#[must_use]
pub(super) struct Open {
    at: usize,
    width: usize,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            // Few bodies are shorter, and fewer have to grow it from one byte on.
            encoder: Encoder::new(Bytes(Vec::with_capacity(128))),
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.encoder.into_writer().0
    }

    pub(super) fn null(&mut self) {
        let _ = self.encoder.null();
    }

    pub(super) fn boolean(&mut self, value: bool) {
        let _ = self.encoder.bool(value);
    }

    #[inline]
    pub(super) fn integer(&mut self, value: i64) {
        let _ = self.encoder.i64(value);
    }

    /// A float of 32 bits if that has the value, else of 64; never of 16, which not every reader knows.
    pub(super) fn float(&mut self, value: f64) {
        let single = value as f32;
        let _ = match value.is_nan() || f64::from(single) == value {
            true => self
                .encoder
                .f32(if value.is_nan() { f32::NAN } else { single }),
            false => self.encoder.f64(value),
        };
    }

    #[inline]
    pub(super) fn text(&mut self, value: &str) {
        let _ = self.encoder.str(value);
    }

    pub(super) fn bytes(&mut self, value: &[u8]) {
        let _ = self.encoder.bytes(value);
    }

    pub(super) fn tag(&mut self, tag: u64) {
        let _ = self.encoder.tag(Tag::new(tag));
    }

    pub(super) fn array(&mut self, length: usize) {
        let _ = self.encoder.array(length as u64);
    }

    pub(super) fn map(&mut self, length: usize) {
        let _ = self.encoder.map(length as u64);
    }

    /// A whole number of any size, from its digits.
    pub(super) fn whole(&mut self, text: &str) -> EncodeResult {
        self.put(Whole::parse(text)?);
        Ok(())
    }

    /// A decimal number as an exponent of ten and a mantissa.
    pub(super) fn decimal(&mut self, text: &str) -> EncodeResult {
        let (exponent, mantissa) = split(text)?;
        self.tag(DECIMAL);
        self.array(2);
        self.integer(exponent);
        self.put(mantissa);
        Ok(())
    }

    fn put(&mut self, number: Whole) {
        match number {
            Whole::Integer(value) => {
                let value = Int::try_from(value);
                let _ = value.map(|value| drop(self.encoder.int(value)));
            }
            Whole::Bignum(tag, bytes) => {
                self.tag(tag);
                self.bytes(&bytes);
            }
        }
    }

    /// Begins a map of at most so many entries.
    #[inline]
    pub(super) fn open(&mut self, most: usize) -> Open {
        let out = &mut self.encoder.writer_mut().0;
        let at = out.len();
        let width = match most {
            0..24 => 1,
            24..0x100 => 2,
            _ => 5,
        };
        out.extend_from_slice(&[0; 5][..width]);
        Open { at, width }
    }

    /// Ends a map that has so many entries.
    #[inline]
    pub(super) fn close(&mut self, open: Open, entries: usize) {
        const MAP: u8 = 0xA0;
        let Open { at, width } = open;
        let head = &mut self.encoder.writer_mut().0[at..at + width];
        match head {
            [short] => *short = MAP | entries as u8,
            [first, length] => (*first, *length) = (MAP | 24, entries as u8),
            [first, length @ ..] => {
                *first = MAP | 26;
                length.copy_from_slice(&(entries as u32).to_be_bytes());
            }
            [] => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn a_map_has_room_for_as_many_entries_as_there_may_be() {
        for (most, entries, head) in [
            (23, 0, &[0xA0][..]),
            (23, 23, &[0xB7]),
            (24, 2, &[0xB8, 2]),
            (255, 255, &[0xB8, 255]),
            (256, 1, &[0xBA, 0, 0, 0, 1]),
            (70_000, 65_536, &[0xBA, 0, 1, 0, 0]),
        ] {
            let mut writer = Writer::new();
            writer.null();
            let open = writer.open(most);
            writer.text("x");
            writer.close(open, entries);
            let written = [&[0xF6], head, &[0x61, b'x']].concat();
            assert_eq!(writer.finish(), written, "{entries} of {most}");
        }
    }
}
