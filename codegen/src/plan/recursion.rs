//! Which members need a box.

use std::collections::{BTreeMap, BTreeSet};

use farrier_smithy::{Model, ShapeId, ShapeKind};

/// The members that close a cycle of structures and unions, so that their type would have no size.
///
/// A list or map on the way breaks a cycle, since it holds its items on the heap. Shapes are
/// walked in the order of their ids, so that one model always has the same boxes.
pub(crate) fn boxed_members(model: &Model, shapes: &BTreeSet<ShapeId>) -> BTreeSet<ShapeId> {
    let mut boxed = BTreeSet::new();
    let mut state = BTreeMap::new();
    for root in shapes {
        walk(model, root, &mut state, &mut boxed);
    }
    boxed
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    Done,
}

/// Depth first, with the way there on a stack of its own: a model may nest deeper than ours.
fn walk(
    model: &Model,
    root: &ShapeId,
    state: &mut BTreeMap<ShapeId, State>,
    boxed: &mut BTreeSet<ShapeId>,
) {
    if state.contains_key(root) {
        return;
    }
    state.insert(root.clone(), State::Open);
    let mut stack = vec![(root.clone(), 0)];
    while let Some((id, next)) = stack.last_mut() {
        let members = match model.shape(id) {
            Some(shape) if matches!(shape.kind, ShapeKind::Structure | ShapeKind::Union) => {
                &shape.members[..]
            }
            _ => &[],
        };
        let Some(member) = members.get(*next) else {
            state.insert(id.clone(), State::Done);
            stack.pop();
            continue;
        };
        *next += 1;
        match state.get(&member.target) {
            Some(State::Open) => {
                boxed.insert(member.id.clone());
            }
            Some(State::Done) => {}
            None => {
                state.insert(member.target.clone(), State::Open);
                stack.push((member.target.clone(), 0));
            }
        }
    }
}
