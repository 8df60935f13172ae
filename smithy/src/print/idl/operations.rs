//! Operations, with their inputs and outputs inside of them.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::Printer;
use crate::print::own::{Own, lists};
use crate::traits::{AppliedTrait, Input, Output, Trait};
use crate::{Member, Model, Operation, Shape, ShapeId};

/// The structures that are written inside of their operations, and what their names end in.
pub(super) struct Inline<'m> {
    pub(super) input_suffix: &'m str,
    pub(super) output_suffix: &'m str,
    structures: FxHashSet<&'m ShapeId>,
}

impl<'m> Inline<'m> {
    pub(super) fn of(model: &'m Model, shapes: &[&'m Shape]) -> Self {
        let mut inputs = Vec::new();
        let mut outputs = Vec::new();
        for shape in shapes {
            if let Some(operation) = shape.as_operation() {
                inputs.extend(suffix::<Input>(model, shape, &operation.input));
                outputs.extend(suffix::<Output>(model, shape, &operation.output));
            }
        }
        let input_suffix = most_common(&inputs, "Input");
        let output_suffix = most_common(&outputs, "Output");
        let inputs = inputs
            .into_iter()
            .filter(|(suffix, _)| *suffix == input_suffix);
        let outputs = outputs
            .into_iter()
            .filter(|(suffix, _)| *suffix == output_suffix);
        let structures = inputs.chain(outputs).map(|(_, id)| id).collect();
        Self {
            input_suffix,
            output_suffix,
            structures,
        }
    }

    pub(super) fn contains(&self, id: &ShapeId) -> bool {
        self.structures.contains(id)
    }
}

/// What the name of an input or output ends in behind that of its operation, if it could be written inside of it.
fn suffix<'m, T: Trait>(
    model: &'m Model,
    operation: &Shape,
    id: &'m ShapeId,
) -> Option<(&'m str, &'m ShapeId)> {
    let structure = model.shape(id)?;
    let suffix = id.name().strip_prefix(operation.id.name())?;
    let fits = id.namespace() == operation.id.namespace()
        && structure.traits.has::<T>()
        && !structure.is_built_in()
        && !suffix.is_empty();
    fits.then_some((suffix, id))
}

/// The most common ending; the usual one if it is as common as any other.
fn most_common<'m>(found: &[(&'m str, &ShapeId)], usual: &'static str) -> &'m str {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (suffix, _) in found {
        *counts.entry(suffix).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(0);
    if counts.get(usual).copied().unwrap_or(0) == most {
        return usual;
    }
    let mut common = counts.into_iter().filter(|(_, count)| *count == most);
    // Where several are as common, none of them is a habit.
    match (common.next(), common.next()) {
        (Some((suffix, _)), None) => suffix,
        _ => usual,
    }
}

/// Members from mixins, with the traits that they have here alone.
type Changes<'m> = Vec<(&'m Member, Vec<&'m AppliedTrait>)>;

impl<'m> Printer<'m> {
    pub(super) fn operation(&mut self, own: &Own<'m>, operation: &'m Operation) {
        self.out.push("{");
        self.out.end();
        self.out.deeper();
        let mut changes = self.input_or_output("input", &operation.input, Input::ID);
        changes.extend(self.input_or_output("output", &operation.output, Output::ID));
        self.id_list("errors", &own.listed(&operation.errors, lists::errors));
        self.out.shallower();
        self.out.line("}");
        self.out.blank();
        self.changes(changes);
    }

    fn input_or_output(&mut self, key: &str, id: &'m ShapeId, marker: &str) -> Changes<'m> {
        let structure = self.model.shape(id).filter(|_| self.inline.contains(id));
        let Some(structure) = structure else {
            let written = self.imports.write(id);
            self.out.line(&format!("{key}: {written}"));
            return Vec::new();
        };
        let own = Own::of(self.model, structure);
        let traits: Vec<_> = own
            .traits()
            .into_iter()
            .filter(|applied| applied.id.as_str() != marker)
            .collect();
        self.out.indent();
        self.out.push(key);
        self.out.push(" := ");
        let has_traits = !traits.is_empty();
        if has_traits {
            self.out.end();
            self.out.deeper();
            self.traits(traits);
            self.out.indent();
        }
        self.mixins(structure);
        self.members(&own);
        if has_traits {
            self.out.shallower();
        }
        own.changed_members()
    }
}
