//! Where a walk is in a value. It is put in words only where something is wrong.

use std::fmt::Write as _;

use super::pointer;

/// A path of members, items and keys from the root.
#[derive(Default)]
pub(super) struct Place {
    steps: Vec<Step>,
    /// The keys of maps on the path, one after the other.
    keys: String,
}

enum Step {
    Member(&'static str),
    Item(usize),
    /// A key, by where it begins.
    Key(usize),
}

impl Place {
    pub(super) fn enter(&mut self, member: &'static str) {
        self.steps.push(Step::Member(member));
    }

    pub(super) fn enter_item(&mut self, index: usize) {
        self.steps.push(Step::Item(index));
    }

    pub(super) fn enter_key(&mut self, key: &str) {
        self.steps.push(Step::Key(self.keys.len()));
        self.keys.push_str(key);
    }

    /// Steps back.
    pub(super) fn leave(&mut self) {
        if let Some(Step::Key(start)) = self.steps.pop() {
            self.keys.truncate(start);
        }
    }

    /// The path as a JSON pointer.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        let mut keys = self.keys.as_str();
        let mut ends = self.steps.iter().filter_map(|step| match step {
            Step::Key(start) => Some(*start),
            _ => None,
        });
        // The first key begins where the keys do.
        ends.next();
        let mut start = 0;
        for step in &self.steps {
            match step {
                Step::Member(name) => pointer::push(&mut path, name),
                Step::Item(index) => {
                    // Writing to a string does not fail.
                    let _ = write!(path, "/{index}");
                }
                Step::Key(_) => {
                    let end = ends.next().unwrap_or(self.keys.len());
                    let (key, rest) = keys.split_at(end - start);
                    pointer::push(&mut path, key);
                    (keys, start) = (rest, end);
                }
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn the_path_is_that_of_the_steps_which_were_not_taken_back() {
        let mut place = Place::default();
        assert_eq!(place.path(), "");
        place.enter("orders");
        place.enter_key("a/b");
        place.enter_key("");
        place.enter_item(7);
        place.enter_key("c~");
        place.enter("id");
        assert_eq!(place.path(), "/orders/a~1b//7/c~0/id");
        (0..3).for_each(|_| place.leave());
        place.enter_key("d");
        assert_eq!(place.path(), "/orders/a~1b//d");
        (0..9).for_each(|_| place.leave());
        assert_eq!(place.path(), "");
    }
}
