//! Where the things with a name stand in a list.

use std::hash::{BuildHasher, Hash};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Positions by name. The names are those of the things in the list, so that nothing is kept of them here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Positions(HashTable<u32>);

impl Positions {
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self(HashTable::with_capacity(count))
    }

    /// The position of a name; `name_at` tells the name at one.
    pub(crate) fn find<'a>(&self, name: &str, name_at: impl Fn(usize) -> &'a str) -> Option<usize> {
        let found = self
            .0
            .find(hash(name), |at| name_at(*at as usize) == name)?;
        Some(*found as usize)
    }

    /// Adds a name that is not there yet.
    pub(crate) fn add<'a>(&mut self, name: &str, at: usize, name_at: impl Fn(usize) -> &'a str) {
        let rehash = |at: &u32| hash(name_at(*at as usize));
        // A name takes a byte of a text at least, and texts have fewer than 4 GiB.
        self.0.insert_unique(hash(name), at as u32, rehash);
    }
}

/// Calls back for each position whose key stands before too, with the first position of that key.
pub(crate) fn repeats<K: Eq + Hash>(
    count: usize,
    key: impl Fn(usize) -> Option<K>,
    mut found: impl FnMut(usize, usize),
) {
    let mut met: HashTable<u32> = HashTable::with_capacity(count);
    let hash_at = |at: usize| FxBuildHasher.hash_one(key(at));
    for at in (0..count).filter(|at| key(*at).is_some()) {
        let is_same = |other: &u32| key(*other as usize) == key(at);
        match met.find(hash_at(at), is_same) {
            Some(first) => found(at, *first as usize),
            None => {
                met.insert_unique(hash_at(at), at as u32, |at| hash_at(*at as usize));
            }
        }
    }
}

fn hash(name: &str) -> u64 {
    FxBuildHasher.hash_one(name)
}
