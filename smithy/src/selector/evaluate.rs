//! What a selector finds.
//!
//! A chain of steps is taken by all shapes together, a set at a time, so that no shape is looked at twice
//! however many ways lead to it. Only a variable parts the set: it is set for each shape on its own.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::attribute::{self, Scope};
use super::neighbors::{Node, neighbors};
use super::steps::{Chain, Direction, Relation, Relations, Step, TypeFilter};
use super::{Element, Selector};
use crate::{Model, ShapeType};

pub(super) fn select<'m>(selector: &Selector, model: &'m Model) -> Vec<Element<'m>> {
    let run = Run::new(selector, model);
    let found = run.steps(&selector.chain, Node::all(model).collect(), &run.unset);
    found
        .into_iter()
        .filter_map(|node| node.element(model))
        .collect()
}

pub(super) fn select_from<'m>(
    selector: &Selector,
    model: &'m Model,
    element: Element<'_>,
) -> Vec<Element<'m>> {
    let run = Run::new(selector, model);
    let start = Node::of(model, element).into_iter().collect();
    let found = run.steps(&selector.chain, start, &run.unset);
    found
        .into_iter()
        .filter_map(|node| node.element(model))
        .collect()
}

pub(super) fn matches(selector: &Selector, model: &Model, node: Node) -> bool {
    let run = Run::new(selector, model);
    if selector.backwards {
        return run.came(&selector.chain, None, node);
    }
    let found = run.steps(&selector.chain, Node::all(model).collect(), &run.unset);
    found.binary_search(&node).is_ok()
}

pub(super) fn each<'m>(
    selector: &Selector,
    model: &'m Model,
    found: &mut dyn FnMut(Element<'m>, &Variables<'m, '_>),
) {
    let run = Run::new(selector, model);
    let all = Node::all(model).collect();
    run.each(&selector.chain, all, &run.unset, &mut |node, values| {
        if let Some(element) = node.element(model) {
            let names = &selector.variables;
            found(
                element,
                &Variables {
                    model,
                    names,
                    values,
                },
            );
        }
    });
}

/// What each variable holds; nothing before it is set.
type Values = Rc<[Option<Rc<[Node]>>]>;

/// The variables of a selector.
#[derive(Clone, Copy)]
pub(crate) struct Variables<'m, 'v> {
    model: &'m Model,
    names: &'v [Box<str>],
    values: &'v Values,
}

impl<'m> Variables<'m, '_> {
    /// What the variable of this name holds, if it is set.
    pub(super) fn get(
        &self,
        name: &str,
    ) -> Option<impl Iterator<Item = Element<'m>> + use<'_, 'm>> {
        let at = self.names.iter().position(|known| **known == *name)?;
        let nodes = self.values.get(at)?.as_ref()?;
        Some(nodes.iter().filter_map(|node| node.element(self.model)))
    }
}

/// One evaluation.
struct Run<'m, 's> {
    model: &'m Model,
    names: &'s [Box<str>],
    /// No variable set.
    unset: Values,
    /// What each `:root` found: it is the same wherever it is asked for.
    roots: RefCell<Vec<Option<Rc<[Node]>>>>,
}

/// Chains whose steps go before others, when going backwards.
#[derive(Clone, Copy)]
struct Before<'s> {
    steps: &'s [Step],
    before: Option<&'s Before<'s>>,
}

impl<'m, 's> Run<'m, 's> {
    fn new(selector: &'s Selector, model: &'m Model) -> Self {
        Self {
            model,
            names: &selector.variables,
            unset: vec![None; selector.variables.len()].into(),
            roots: RefCell::new(vec![None; selector.roots]),
        }
    }

    /// Takes all steps; what comes out is sorted, and holds nothing twice.
    fn steps(&self, steps: &[Step], mut set: Vec<Node>, values: &Values) -> Vec<Node> {
        for (at, step) in steps.iter().enumerate() {
            if set.is_empty() {
                return set;
            }
            if let Step::SetVariable(variable, chain) = step {
                let mut found = Vec::new();
                for node in set {
                    let values = self.set(values, *variable, chain, node);
                    found.extend(self.steps(&steps[at + 1..], vec![node], &values));
                }
                return sorted(found);
            }
            set = self.step(step, set, values);
        }
        set
    }

    /// As [`Run::steps`], and calls back with what the variables hold.
    fn each(
        &self,
        steps: &[Step],
        mut set: Vec<Node>,
        values: &Values,
        found: &mut dyn FnMut(Node, &Values),
    ) {
        for (at, step) in steps.iter().enumerate() {
            if let Step::SetVariable(variable, chain) = step {
                for node in set {
                    let values = self.set(values, *variable, chain, node);
                    self.each(&steps[at + 1..], vec![node], &values, found);
                }
                return;
            }
            set = self.step(step, set, values);
        }
        for node in set {
            found(node, values);
        }
    }

    fn set(&self, values: &Values, variable: usize, chain: &Chain, node: Node) -> Values {
        let held = self.steps(chain, vec![node], values);
        let mut values = values.to_vec();
        if let Some(value) = values.get_mut(variable) {
            *value = Some(held.into());
        }
        values.into()
    }

    fn step(&self, step: &Step, mut set: Vec<Node>, values: &Values) -> Vec<Node> {
        match step {
            Step::Neighbors(direction, relations) => {
                let mut found = Vec::new();
                for node in set {
                    neighbors(self.model, node, *direction, relations, &mut |node| {
                        found.push(node);
                    });
                }
                sorted(found)
            }
            Step::Closure => self.closure(&set),
            Step::Is(chains) => {
                let mut found = Vec::new();
                for chain in chains {
                    found.extend(self.steps(chain, set.clone(), values));
                }
                sorted(found)
            }
            Step::Root(number, chain) => self.root(*number, chain).to_vec(),
            Step::Variable(variable) => match values.get(*variable) {
                Some(Some(held)) => held.to_vec(),
                _ => Vec::new(),
            },
            Step::Recursive(chain) => {
                let mut met: FxHashSet<Node> = FxHashSet::default();
                let mut waiting = set;
                while !waiting.is_empty() {
                    waiting = self.steps(chain, waiting, values);
                    waiting.retain(|node| met.insert(*node));
                }
                sorted(met.into_iter().collect())
            }
            Step::Topdown(qualifier, disqualifier) => {
                let mut found = FxHashSet::default();
                for node in set {
                    self.topdown(node, qualifier, disqualifier.as_ref(), values, &mut found);
                }
                sorted(found.into_iter().collect())
            }
            Step::Nothing => Vec::new(),
            // Taken apart by the callers.
            Step::SetVariable(..) => set,
            Step::Type(_)
            | Step::Attribute(..)
            | Step::Scoped(..)
            | Step::Test(_)
            | Step::Not(_)
            | Step::In(_) => {
                set.retain(|node| self.keeps(step, *node, values));
                set
            }
        }
    }

    /// Whether a step that only narrows keeps a node.
    fn keeps(&self, step: &Step, node: Node, values: &Values) -> bool {
        let Some(element) = node.element(self.model) else {
            return false;
        };
        let scope = || {
            let variables = Variables {
                model: self.model,
                names: self.names,
                values,
            };
            Scope { element, variables }
        };
        match step {
            Step::Type(filter) => fits(*filter, element),
            Step::Attribute(path, comparison) => {
                attribute::holds(&scope(), path, comparison.as_ref())
            }
            Step::Scoped(path, assertions) => attribute::all_hold(&scope(), path, assertions),
            Step::Test(chains) => chains.iter().any(|chain| self.any(chain, node, values)),
            Step::Not(chain) => !self.any(chain, node, values),
            Step::In(chain) => match chain.as_slice() {
                [Step::Root(number, chain)] => {
                    self.root(*number, chain).binary_search(&node).is_ok()
                }
                [Step::Variable(variable)] => matches!(
                    values.get(*variable),
                    Some(Some(held)) if held.binary_search(&node).is_ok()
                ),
                chain => self.steps(chain, vec![node], values).contains(&node),
            },
            _ => false,
        }
    }

    /// Whether the steps, taken from a node, arrive anywhere.
    fn any(&self, steps: &[Step], node: Node, values: &Values) -> bool {
        let moves = |step: &&Step| !narrows(step);
        // One way each is walked at once; where ways may meet again, sets keep them apart.
        if steps.iter().filter(moves).count() > 2 {
            return !self.steps(steps, vec![node], values).is_empty();
        }
        let Some((first, rest)) = steps.split_first() else {
            return true;
        };
        match first {
            Step::Neighbors(direction, relations) => {
                let mut found = false;
                neighbors(self.model, node, *direction, relations, &mut |node| {
                    found = found || self.any(rest, node, values);
                });
                found
            }
            step if narrows(step) => self.keeps(step, node, values) && self.any(rest, node, values),
            _ => !self.steps(steps, vec![node], values).is_empty(),
        }
    }

    /// Everything that can be reached from each node, but the node itself.
    fn closure(&self, set: &[Node]) -> Vec<Node> {
        let mut met: FxHashSet<Node> = FxHashSet::default();
        let mut waiting = set.to_vec();
        while let Some(node) = waiting.pop() {
            neighbors(
                self.model,
                node,
                Direction::Forward,
                &Relations::Any,
                &mut |next| {
                    if met.insert(next) {
                        waiting.push(next);
                    }
                },
            );
        }
        // Whoever was there before stays only if another of them leads to it.
        met.retain(|node| {
            set.binary_search(node).is_err() || (set.len() > 1 && self.led_to(*node, set))
        });
        sorted(met.into_iter().collect())
    }

    fn led_to(&self, node: Node, set: &[Node]) -> bool {
        let mut met: FxHashSet<Node> = FxHashSet::from_iter([node]);
        let mut waiting = vec![node];
        let mut found = false;
        while let Some(next) = waiting.pop() {
            neighbors(
                self.model,
                next,
                Direction::Reverse,
                &Relations::Any,
                &mut |source| {
                    if met.insert(source) {
                        found = found || set.binary_search(&source).is_ok();
                        waiting.push(source);
                    }
                },
            );
            if found {
                return true;
            }
        }
        false
    }

    fn root(&self, number: usize, chain: &Chain) -> Rc<[Node]> {
        if let Some(Some(known)) = self.roots.borrow().get(number) {
            return Rc::clone(known);
        }
        let found = self.steps(chain, Node::all(self.model).collect(), &self.unset);
        let found: Rc<[Node]> = found.into();
        if let Some(place) = self.roots.borrow_mut().get_mut(number) {
            *place = Some(Rc::clone(&found));
        }
        found
    }

    fn topdown(
        &self,
        start: Node,
        qualifier: &Chain,
        disqualifier: Option<&Chain>,
        values: &Values,
        found: &mut FxHashSet<Node>,
    ) {
        let mut met: FxHashSet<(Node, bool)> = FxHashSet::default();
        let mut waiting = vec![(start, false)];
        while let Some((node, inherited)) = waiting.pop() {
            let Some(Element::Shape(shape)) = node.element(self.model) else {
                continue;
            };
            if shape.shape_type().is_data() || !met.insert((node, inherited)) {
                continue;
            }
            let qualified = (inherited || self.any(qualifier, node, values))
                && !disqualifier.is_some_and(|chain| self.any(chain, node, values));
            if qualified {
                found.insert(node);
            }
            super::neighbors::forward(self.model, node, &mut |relation: Relation, next| {
                if relation.binds() {
                    waiting.push((next, qualified));
                }
            });
        }
    }

    /// Whether a node came out of the last of these steps, going backwards.
    fn came(&self, steps: &[Step], before: Option<&Before<'_>>, node: Node) -> bool {
        let Some((last, rest)) = steps.split_last() else {
            return before.is_none_or(|before| self.came(before.steps, before.before, node));
        };
        match last {
            Step::Neighbors(direction, relations) => {
                let mut found = false;
                neighbors(
                    self.model,
                    node,
                    direction.reversed(),
                    relations,
                    &mut |source| {
                        found = found || self.came(rest, before, source);
                    },
                );
                found
            }
            Step::Is(chains) => {
                let before = Before {
                    steps: rest,
                    before,
                };
                chains
                    .iter()
                    .any(|chain| self.came(chain, Some(&before), node))
            }
            step => self.keeps(step, node, &self.unset) && self.came(rest, before, node),
        }
    }
}

fn narrows(step: &Step) -> bool {
    matches!(
        step,
        Step::Type(_)
            | Step::Attribute(..)
            | Step::Scoped(..)
            | Step::Test(_)
            | Step::Not(_)
            | Step::In(_)
    )
}

fn fits(filter: TypeFilter, element: Element<'_>) -> bool {
    let shape_type = match element {
        Element::Shape(shape) => Some(shape.shape_type()),
        Element::Member(..) => None,
    };
    match filter {
        TypeFilter::Any => true,
        TypeFilter::Member => shape_type.is_none(),
        TypeFilter::Number => shape_type.is_some_and(ShapeType::is_number),
        TypeFilter::Simple => shape_type.is_some_and(ShapeType::is_simple),
        TypeFilter::Data => shape_type.is_some_and(ShapeType::is_data),
        // An enum is a string too, and an intEnum an integer.
        TypeFilter::Type(ShapeType::String) => {
            matches!(shape_type, Some(ShapeType::String | ShapeType::Enum))
        }
        TypeFilter::Type(ShapeType::Integer) => {
            matches!(shape_type, Some(ShapeType::Integer | ShapeType::IntEnum))
        }
        TypeFilter::Type(wanted) => shape_type == Some(wanted),
    }
}

fn sorted(mut nodes: Vec<Node>) -> Vec<Node> {
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}
