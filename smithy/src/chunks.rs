//! Long lists that are built one by one and read once.

use std::ops::{Index, IndexMut};

/// How many values are kept together.
const LENGTH: usize = 256;

/// A list in parts. It grows without ever being there twice, as a [`Vec`] is while it moves, and what is taken out of it
/// part by part is free.
#[derive(Clone, Debug)]
pub(crate) struct Chunks<T>(Vec<Vec<T>>);

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Chunks<T> {
    pub(crate) fn push(&mut self, value: T) {
        match self.0.last_mut() {
            Some(last) if last.len() < LENGTH => last.push(value),
            Some(_) => {
                let mut next = Vec::with_capacity(LENGTH);
                next.push(value);
                self.0.push(next);
            }
            None => {
                self.0.reserve_exact(1);
                self.0.push(vec![value]);
            }
        }
    }

    /// Gives back the room that was kept for more values.
    pub(crate) fn shrink(&mut self) {
        self.0.iter_mut().next_back().map(Vec::shrink_to_fit);
        self.0.shrink_to_fit();
    }

    pub(crate) fn len(&self) -> usize {
        match self.0.split_last() {
            Some((last, full)) => full.len() * LENGTH + last.len(),
            None => 0,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn first(&self) -> Option<&T> {
        self.iter().next()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.0.iter().flatten()
    }

    pub(crate) fn position(&self, is_it: impl FnMut(&T) -> bool) -> Option<usize> {
        self.iter().position(is_it)
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().flatten()
    }

    /// The values in one piece, which takes no more room than they need.
    pub(crate) fn into_vec(mut self) -> Vec<T> {
        match self.0.len() {
            0 | 1 => self.0.pop().unwrap_or_default(),
            _ => {
                let mut values = Vec::with_capacity(self.len());
                values.extend(self);
                values
            }
        }
    }
}

impl<T> Index<usize> for Chunks<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.0[at / LENGTH][at % LENGTH]
    }
}

impl<T> IndexMut<usize> for Chunks<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.0[at / LENGTH][at % LENGTH]
    }
}

impl<T> Extend<T> for Chunks<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.push(value));
    }
}

impl<T> FromIterator<T> for Chunks<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut chunks = Self::default();
        chunks.extend(values);
        chunks
    }
}

impl<T> From<Vec<T>> for Chunks<T> {
    fn from(values: Vec<T>) -> Self {
        Self::from_iter(values)
    }
}

impl<T> IntoIterator for Chunks<T> {
    type Item = T;
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<T>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().flatten()
    }
}

impl<'a, T> IntoIterator for &'a Chunks<T> {
    type Item = &'a T;
    type IntoIter = std::iter::Flatten<std::slice::Iter<'a, Vec<T>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().flatten()
    }
}

impl<'a, T> IntoIterator for &'a mut Chunks<T> {
    type Item = &'a mut T;
    type IntoIter = std::iter::Flatten<std::slice::IterMut<'a, Vec<T>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut().flatten()
    }
}
