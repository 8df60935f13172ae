//! Shapes that lead back to themselves.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Model, Shape, ShapeId, Span};

/// A step from a shape to another.
#[derive(Clone, Copy)]
pub(super) struct Step<'m> {
    /// What the step is called, such as the name of a member.
    pub(super) name: &'m str,
    pub(super) target: &'m ShapeId,
    pub(super) span: Span,
}

/// A shape, and steps that lead from it back to it.
pub(super) struct Cycle<'m> {
    pub(super) shape: &'m Shape,
    pub(super) steps: Vec<Step<'m>>,
}

/// How many steps of a cycle are told; whoever needs more has other worries.
const MAX_STEPS: usize = 32;

/// Every shape that leads back to itself, with a way that it does.
pub(super) fn cycles<'m>(
    model: &'m Model,
    shapes: impl Iterator<Item = &'m Shape>,
    steps: impl Fn(&'m Shape) -> Vec<Step<'m>>,
) -> Vec<Cycle<'m>> {
    let mut search = Search {
        model,
        steps,
        places: FxHashMap::default(),
        open: Vec::new(),
        knots: Vec::new(),
    };
    for shape in shapes {
        search.from(shape);
    }
    let Search { steps, knots, .. } = search;
    let mut cycles = Vec::new();
    for knot in knots {
        let ids: FxHashSet<&ShapeId> = knot.iter().map(|shape| &shape.id).collect();
        // A shape of many members is passed by many ways: what leads on from it is found once.
        let mut inside: FxHashMap<&ShapeId, Vec<Step<'m>>> = FxHashMap::default();
        for shape in &knot {
            let mut targets: FxHashSet<&ShapeId> = FxHashSet::default();
            let mut steps = steps(shape);
            steps.retain(|step| ids.contains(step.target) && targets.insert(step.target));
            inside.insert(&shape.id, steps);
        }
        for shape in knot {
            cycles.push(Cycle {
                shape,
                steps: way(model, shape, &inside),
            });
        }
    }
    cycles
}

/// The shortest way within a knot from a shape back to itself, or how it begins.
fn way<'m>(
    model: &'m Model,
    start: &'m Shape,
    inside: &FxHashMap<&ShapeId, Vec<Step<'m>>>,
) -> Vec<Step<'m>> {
    let mut ways: Vec<(&Shape, Option<(usize, Step<'m>)>)> = vec![(start, None)];
    let mut met: FxHashSet<&ShapeId> = FxHashSet::default();
    let mut at = 0;
    while let Some((shape, _)) = ways.get(at).copied() {
        for &step in inside.get(&shape.id).into_iter().flatten() {
            if !met.insert(step.target) {
                continue;
            }
            let Some(target) = model.shape(step.target) else {
                continue;
            };
            ways.push((target, Some((at, step))));
            if target.id == start.id || ways.len() > MAX_STEPS {
                let mut way = Vec::new();
                let mut last = ways.last().and_then(|(_, from)| *from);
                while let Some((from, step)) = last {
                    way.push(step);
                    last = ways[from].1;
                }
                way.reverse();
                return way;
            }
        }
        at += 1;
    }
    Vec::new()
}

/// Tarjan's search for strongly connected components, with a stack of its own, since a model
/// decides how deep it goes.
struct Search<'m, F> {
    model: &'m Model,
    steps: F,
    /// When each shape was met, and the earliest shape that is known to be reached from it; `None` when it is done.
    places: FxHashMap<&'m ShapeId, Option<(usize, usize)>>,
    open: Vec<&'m Shape>,
    knots: Vec<Vec<&'m Shape>>,
}

impl<'m, F: Fn(&'m Shape) -> Vec<Step<'m>>> Search<'m, F> {
    fn from(&mut self, start: &'m Shape) {
        if self.places.contains_key(&start.id) {
            return;
        }
        let mut path = vec![self.enter(start)];
        while let Some((shape, waiting)) = path.last_mut() {
            let shape: &'m Shape = shape;
            let Some(step) = waiting.pop() else {
                path.pop();
                let low = self.leave(shape);
                if let (Some(low), Some((parent, _))) = (low, path.last()) {
                    self.lower(parent, low);
                }
                continue;
            };
            match self.places.get(step.target) {
                Some(Some((_, low))) => {
                    let low = *low;
                    self.lower(shape, low);
                }
                Some(None) => {}
                None => {
                    if let Some(target) = self.model.shape(step.target) {
                        let entered = self.enter(target);
                        path.push(entered);
                    }
                }
            }
        }
    }

    fn enter(&mut self, shape: &'m Shape) -> (&'m Shape, Vec<Step<'m>>) {
        let number = self.places.len();
        self.places.insert(&shape.id, Some((number, number)));
        self.open.push(shape);
        (shape, (self.steps)(shape))
    }

    fn lower(&mut self, shape: &Shape, low: usize) {
        if let Some(Some((_, known))) = self.places.get_mut(&shape.id) {
            *known = low.min(*known);
        }
    }

    /// The earliest shape that is reached from this one, unless this one is it.
    fn leave(&mut self, shape: &'m Shape) -> Option<usize> {
        let (number, low) = self.places.get(&shape.id).copied().flatten()?;
        if low < number {
            return Some(low);
        }
        let from = self.open.iter().rposition(|open| open.id == shape.id)?;
        let mut knot = self.open.split_off(from);
        for shape in &knot {
            self.places.insert(&shape.id, None);
        }
        let alone = knot.len() == 1
            && !(self.steps)(shape)
                .iter()
                .any(|step| *step.target == shape.id);
        if !alone {
            knot.sort_by(|a, b| a.id.cmp(&b.id));
            self.knots.push(knot);
        }
        None
    }
}
