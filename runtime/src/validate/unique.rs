//! `@uniqueItems`.
//!
//! The walk writes each value within such a list as bytes that are the same for equal values and no
//! others. A set of them finds repeats in time linear in the size of the list, whatever it holds.

use std::collections::{BTreeSet, HashMap};

use crate::number;
use crate::{BigDecimal, Document};

/// The most indices that are told of one list.
const MAX_INDICES: usize = 100;

/// Canonical bytes, written only within lists of unique items.
///
/// Each value begins with its kind, and what has no fixed size with its length, so that no value is
/// the beginning of another.
#[derive(Default)]
pub(super) struct Canonical {
    bytes: Vec<u8>,
    /// How many lists of unique items the walk is in.
    watchers: usize,
}

#[derive(Clone, Copy)]
enum Kind {
    Null,
    Number,
    Bytes,
    Decimal,
    Open,
    Member,
    Close,
}

impl Canonical {
    /// Begins to record, for a list of unique items.
    pub(super) fn watch(&mut self) -> Repeats {
        self.watchers += 1;
        Repeats {
            from: self.bytes.len(),
            count: 0,
            first: HashMap::new(),
            repeated: BTreeSet::new(),
        }
    }

    #[inline]
    fn write(&mut self, kind: Kind, value: &[u8]) {
        if self.watchers > 0 {
            self.bytes.push(kind as u8);
            self.bytes.extend(value);
        }
    }

    #[inline]
    pub(super) fn null(&mut self) {
        self.write(Kind::Null, &[]);
    }

    #[inline]
    pub(super) fn number(&mut self, value: u64) {
        self.write(Kind::Number, &value.to_be_bytes());
    }

    /// Equal doubles have equal bits, but for zeros of either sign.
    #[inline]
    pub(super) fn double(&mut self, value: f64) {
        let value = if value == 0.0 { 0.0 } else { value };
        self.number(value.to_bits());
    }

    #[inline]
    pub(super) fn bytes(&mut self, value: &[u8]) {
        if self.watchers > 0 {
            self.write(Kind::Bytes, &(value.len() as u64).to_be_bytes());
            self.bytes.extend(value);
        }
    }

    pub(super) fn decimal(&mut self, text: &str) {
        if self.watchers > 0 {
            let mut digits = Vec::new();
            number::canonical_bytes(text, &mut digits);
            self.write(Kind::Decimal, &[]);
            self.bytes(&digits);
        }
    }

    #[inline]
    pub(super) fn open(&mut self, length: usize) {
        self.write(Kind::Open, &(length as u64).to_be_bytes());
    }

    #[inline]
    pub(super) fn member(&mut self, index: usize) {
        self.write(Kind::Member, &(index as u64).to_be_bytes());
    }

    #[inline]
    pub(super) fn close(&mut self) {
        self.write(Kind::Close, &[]);
    }

    pub(super) fn document(&mut self, document: &Document) {
        if self.watchers == 0 {
            return;
        }
        match document {
            Document::Null => self.null(),
            Document::Boolean(value) => self.number((*value).into()),
            Document::Number(value) => self.decimal(BigDecimal::as_str(value)),
            Document::String(value) => self.bytes(value.as_bytes()),
            Document::Array(items) => {
                self.open(items.len());
                items.iter().for_each(|item| self.document(item));
            }
            Document::Object(entries) => {
                self.member(entries.len());
                for (key, value) in entries {
                    self.bytes(key.as_bytes());
                    self.document(value);
                }
            }
        }
    }
}

/// Finds the repeats in one list.
pub(super) struct Repeats {
    /// Where the next item begins.
    from: usize,
    count: usize,
    first: HashMap<Box<[u8]>, usize>,
    repeated: BTreeSet<usize>,
}

impl Repeats {
    /// Takes the item that was written last.
    pub(super) fn note(&mut self, canonical: &Canonical) {
        let index = self.count;
        let item = &canonical.bytes[self.from..];
        match self.first.get(item) {
            Some(&first) if self.repeated.len() < MAX_INDICES => {
                self.repeated.extend([first, index])
            }
            Some(_) => {}
            None => {
                self.first.insert(item.into(), index);
            }
        }
        self.from = canonical.bytes.len();
        self.count += 1;
    }

    /// Ends the list, and gives the indices of items that are there more than once.
    pub(super) fn finish(self, canonical: &mut Canonical) -> Vec<usize> {
        canonical.watchers -= 1;
        if canonical.watchers == 0 {
            canonical.bytes.clear();
        }
        self.repeated.into_iter().take(MAX_INDICES).collect()
    }
}
