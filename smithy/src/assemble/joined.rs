//! Arrays that grow by what several places add to them.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::{Node, Value};

/// The elements of arrays that something was added to, until nothing more comes: an array of a node has no room to grow.
pub(super) struct Joined<K>(FxHashMap<K, Vec<Node>>);

impl<K> Default for Joined<K> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<K: Eq + Hash> Joined<K> {
    /// Adds elements to those of an array. These are taken out of it when the first come.
    pub(super) fn join(&mut self, key: K, elements: &mut Box<[Node]>, more: Box<[Node]>) {
        let all = self.0.entry(key);
        let all = all.or_insert_with(|| std::mem::take(elements).into_vec());
        all.extend(more);
    }

    /// The elements so far, if something was added to them.
    pub(super) fn get(&self, key: &K) -> Option<&[Node]> {
        self.0.get(key).map(Vec::as_slice)
    }

    /// All of the arrays.
    pub(super) fn into_all(self) -> impl Iterator<Item = (K, Value)> {
        let all = self.0.into_iter();
        all.map(|(key, elements)| (key, Value::Array(elements.into())))
    }
}
