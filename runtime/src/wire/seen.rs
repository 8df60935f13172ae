//! Which members of a structure have been read.

/// A set of member indices, of any size.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    first: u64,
    more: Vec<u64>,
}

impl Seen {
    pub(crate) fn contains(&self, index: usize) -> bool {
        let word = match index / 64 {
            0 => self.first,
            word => self.more.get(word - 1).copied().unwrap_or(0),
        };
        word & (1 << (index % 64)) != 0
    }

    pub(crate) fn insert(&mut self, index: usize) {
        let bit = 1 << (index % 64);
        match index / 64 {
            0 => self.first |= bit,
            word => {
                if self.more.len() < word {
                    self.more.resize(word, 0);
                }
                self.more[word - 1] |= bit;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn a_structure_may_have_any_number_of_members() {
        let mut seen = Seen::default();
        let inserted = [0, 63, 64, 127, 128, 1000];
        inserted.into_iter().for_each(|index| seen.insert(index));
        let found: Vec<usize> = (0..2000).filter(|&index| seen.contains(index)).collect();
        assert_eq!(found, inserted);
    }
}
