//! Names that occur again and again, each kept once.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::ShapeId;

/// How many names are known at a time. What occurs again mostly does so soon.
const MOST: usize = 1 << 14;

/// The names met lately.
#[derive(Debug, Default)]
pub(crate) struct Names {
    known: FxHashSet<Arc<str>>,
    scratch: String,
}

impl Names {
    pub(crate) fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.known.get(name) {
            return Arc::clone(known);
        }
        if self.known.len() == MOST {
            self.known.clear();
        }
        let name: Arc<str> = name.into();
        self.known.insert(Arc::clone(&name));
        name
    }

    pub(crate) fn shape_id(&mut self, id: &str) -> ShapeId {
        ShapeId::new(self.shared(id))
    }

    /// The id of a shape in a namespace.
    pub(crate) fn qualified(&mut self, namespace: &str, name: &str) -> ShapeId {
        let mut id = std::mem::take(&mut self.scratch);
        id.clear();
        id.push_str(namespace);
        id.push('#');
        id.push_str(name);
        let shared = self.shape_id(&id);
        self.scratch = id;
        shared
    }

    /// The id of a member. No two are alike, so that they are not worth remembering.
    pub(crate) fn member_id(&mut self, shape: &ShapeId, member: &str) -> ShapeId {
        self.scratch.clear();
        self.scratch.push_str(shape.as_str());
        self.scratch.push('$');
        self.scratch.push_str(member);
        ShapeId::new(&*self.scratch)
    }
}
