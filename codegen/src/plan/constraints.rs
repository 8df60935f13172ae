//! Constraint traits.

use std::collections::{BTreeMap, BTreeSet};

use farrier_smithy::traits::{EnumValue, Internal, Length, Pattern, Range, Tags, UniqueItems};
use farrier_smithy::{
    Closure, Diagnostic, Diagnostics, Member, Model, Number, Shape, ShapeId, ShapeKind, Traits,
};
use proc_macro2::Ident;

use super::names::{self, Style};
use super::{ConstraintPlan, ConstraintsPlan};
use crate::pattern;

/// The constraints of every member and target in the closure, by the shape or member that states them.
pub(super) fn all(
    model: &Model,
    closure: &Closure,
    idents: &BTreeMap<ShapeId, Ident>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<ShapeId, ConstraintsPlan> {
    let mut stated: BTreeMap<&ShapeId, Vec<ConstraintPlan>> = BTreeMap::new();
    for member in closure
        .shapes
        .iter()
        .filter_map(|id| model.shape(id))
        .flat_map(|shape| &shape.members)
    {
        let Some(target) = model.shape(&member.target) else {
            continue;
        };
        let owner = owner(member, target);
        if !stated.contains_key(owner) {
            stated.insert(
                owner,
                constraints(
                    &member.traits,
                    target,
                    idents.get(&target.id),
                    owner,
                    diagnostics,
                ),
            );
        }
    }
    stated.retain(|_, constraints| !constraints.is_empty());
    let name = |id: &ShapeId| {
        id.member().map_or_else(
            || closure.name(model, id).to_owned(),
            |member| format!("{}_{member}", id.name()),
        )
    };
    let owners: Vec<String> = stated.keys().map(|id| name(id)).collect();
    let names = names::assign(
        Style::Static,
        owners.iter().map(String::as_str),
        &BTreeSet::new(),
    );
    let plans = stated
        .into_iter()
        .zip(&owners)
        .map(|((id, constraints), owner)| {
            (
                id.clone(),
                ConstraintsPlan {
                    ident: names::ident(&names[owner.as_str()]),
                    constraints,
                },
            )
        });
    plans.collect()
}

/// The shape that states what a member's values must satisfy: the member, if it states anything itself, else its target.
pub(super) fn owner<'a>(member: &'a Member, target: &'a Shape) -> &'a ShapeId {
    let traits = &member.traits;
    let own = traits.has::<Length>()
        || traits.has::<Range>()
        || traits.has::<Pattern>()
        || traits.has::<UniqueItems>();
    if own { &member.id } else { &target.id }
}

/// The constraint traits of a member, and those of its target that the member does not state itself.
fn constraints(
    member: &Traits,
    target: &Shape,
    ident: Option<&Ident>,
    owner: &ShapeId,
    diagnostics: &mut Diagnostics,
) -> Vec<ConstraintPlan> {
    let mut constraints = Vec::new();
    if let Some(Length { min, max }) = member.get().or_else(|| target.traits.get()) {
        constraints.push(ConstraintPlan::Length { min, max });
    }
    if let Some(Range { min, max }) = member.get().or_else(|| target.traits.get()) {
        constraints.push(range(&target.kind, min.as_ref(), max.as_ref()));
    }
    if let Some(Pattern(text)) = member.get().or_else(|| target.traits.get()) {
        match pattern::compile(&text) {
            Ok(matcher) => constraints.push(ConstraintPlan::Pattern { text, matcher }),
            Err(fault) => {
                let node =
                    |traits: &Traits| traits.node("smithy.api#pattern").map(|node| node.span);
                let span = node(member)
                    .or_else(|| node(&target.traits))
                    .unwrap_or(target.span);
                let diagnostic = Diagnostic::error("PatternNotSupported", fault.message);
                diagnostics.push(diagnostic.on(owner).at(span).help(fault.help));
            }
        }
    }
    if member.has::<UniqueItems>() || target.traits.has::<UniqueItems>() {
        constraints.push(ConstraintPlan::UniqueItems);
    }
    match (&target.kind, ident) {
        (ShapeKind::Enum, Some(ident)) => {
            constraints.push(ConstraintPlan::Enum {
                ident: ident.clone(),
                public: public_values(target),
            });
        }
        (ShapeKind::IntEnum, Some(ident)) => constraints.push(ConstraintPlan::IntEnum {
            ident: ident.clone(),
        }),
        _ => {}
    }
    constraints
}

fn range(kind: &ShapeKind, min: Option<&Number>, max: Option<&Number>) -> ConstraintPlan {
    let whole = matches!(
        kind,
        ShapeKind::Byte
            | ShapeKind::Short
            | ShapeKind::Integer
            | ShapeKind::Long
            | ShapeKind::IntEnum
    );
    let fits =
        |bound: Option<&Number>| bound.is_none_or(|number| number.text().parse::<i64>().is_ok());
    if whole && fits(min) && fits(max) {
        let bound = |bound: Option<&Number>| bound.and_then(Number::as_i64);
        return ConstraintPlan::IntegerRange {
            min: bound(min),
            max: bound(max),
        };
    }
    let bound = |bound: Option<&Number>| bound.map(|number| number.text().to_owned());
    ConstraintPlan::DecimalRange {
        min: bound(min),
        max: bound(max),
    }
}

/// The values that a caller may be told of, if the enum has others.
fn public_values(target: &Shape) -> Option<Vec<String>> {
    let internal = |traits: &Traits| {
        traits.has::<Internal>()
            || traits
                .get::<Tags>()
                .is_some_and(|Tags(tags)| tags.iter().any(|tag| tag == "internal"))
    };
    target
        .members
        .iter()
        .any(|member| internal(&member.traits))
        .then(|| {
            let public = target
                .members
                .iter()
                .filter(|member| !internal(&member.traits));
            public
                .map(|member| enum_value(member.name(), &member.traits))
                .collect()
        })
}

/// The value of an enum's member: its `@enumValue`, else its name.
pub(super) fn enum_value(name: &str, traits: &Traits) -> String {
    match traits.get() {
        Some(EnumValue::String(value)) => value,
        _ => name.to_owned(),
    }
}

/// The value of an intEnum's member.
pub(super) fn int_enum_value(traits: &Traits) -> Option<i32> {
    match traits.get() {
        Some(EnumValue::Integer(value)) => Some(value),
        _ => None,
    }
}
