//! What a crate holds, counted.

use std::collections::BTreeMap;

use crate::plan::{ConstraintPlan, Plan};

/// What a generated crate holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contents {
    /// The operations, by their names in the model, in order.
    pub operations: Vec<String>,
    /// The structures, unions and enums that are no operation's own, by their Rust names, in order.
    pub types: Vec<String>,
    /// Each distinct `@pattern` that is checked, as the model has it, and how: by a `byte test`, by `one search` or by
    /// `several checks`.
    pub patterns: BTreeMap<String, &'static str>,
}

impl Contents {
    pub(crate) fn of(plan: &Plan) -> Self {
        let constraints = plan.constraints.iter().flat_map(|plan| &plan.constraints);
        let patterns = constraints.filter_map(|constraint| match constraint {
            ConstraintPlan::Pattern { text, matcher } => Some((text.clone(), matcher.kind())),
            _ => None,
        });
        Self {
            operations: plan
                .operations
                .iter()
                .map(|operation| operation.name.clone())
                .collect(),
            types: plan
                .types
                .iter()
                .map(|item| item.ident().to_string())
                .collect(),
            patterns: patterns.collect(),
        }
    }
}
