//! Constraint traits.

use std::collections::{BTreeMap, BTreeSet};

use farrier_smithy::traits::{EnumValue, Internal, Length, Pattern, Range, Streaming, UniqueItems};
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
    unchecked: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<ShapeId, ConstraintsPlan> {
    let mut patterns = Patterns {
        unchecked,
        told: BTreeSet::new(),
        diagnostics,
    };
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
        if target.traits.has::<Streaming>() {
            unchecked_stream(member, target, patterns.diagnostics);
            continue;
        }
        let owner = owner(member, target);
        if !stated.contains_key(owner) {
            stated.insert(
                owner,
                constraints(member, target, idents.get(&target.id), &mut patterns),
            );
        }
    }
    patterns.note_checked();
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

/// Says that the content of a stream is not looked at.
fn unchecked_stream(member: &Member, target: &Shape, diagnostics: &mut Diagnostics) {
    if member.traits.has::<Length>() || target.traits.has::<Length>() {
        let message = format!(
            "the length of `{}` is not checked, since it streams",
            member.id
        );
        let warning = Diagnostic::warning("StreamLength", message).on(&member.id);
        let help = "check it in the operation's code, as the stream is read";
        diagnostics.push(warning.at(member.span).help(help));
    }
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
    stated: &Member,
    target: &Shape,
    ident: Option<&Ident>,
    patterns: &mut Patterns<'_>,
) -> Vec<ConstraintPlan> {
    let member = &stated.traits;
    let mut constraints = Vec::new();
    if let Some(Length { min, max }) = member.get().or_else(|| target.traits.get()) {
        constraints.push(ConstraintPlan::Length { min, max });
    }
    if let Some(Range { min, max }) = member.get().or_else(|| target.traits.get()) {
        constraints.push(range(&target.kind, min.as_ref(), max.as_ref()));
    }
    constraints.extend(patterns.constraint(stated, target));
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

/// The patterns of a service, and those among them that cannot be checked.
struct Patterns<'a> {
    /// The shapes and members whose patterns may go unchecked.
    unchecked: &'a BTreeSet<String>,
    /// Those of which a complaint has told.
    told: BTreeSet<ShapeId>,
    diagnostics: &'a mut Diagnostics,
}

impl Patterns<'_> {
    /// The pattern of a member, else of its target; none, with a complaint, if it cannot be checked.
    fn constraint(&mut self, member: &Member, target: &Shape) -> Option<ConstraintPlan> {
        let own = member
            .traits
            .get()
            .map(|pattern| (pattern, &member.traits, &member.id));
        let (Pattern(text), traits, id) =
            own.or_else(|| Some((target.traits.get()?, &target.traits, &target.id)))?;
        let fault = match pattern::compile(&text) {
            Ok(matcher) => return Some(ConstraintPlan::Pattern { text, matcher }),
            Err(fault) => fault,
        };
        if self.told.insert(id.clone()) {
            let accepted = self.unchecked.contains(id.as_str());
            let diagnostic = match accepted {
                true => Diagnostic::warning(
                    "PatternUnchecked",
                    format!("values are not held to this pattern: {}", fault.message),
                ),
                false => Diagnostic::error("PatternNotSupported", fault.message),
            };
            let help = match accepted {
                true => fault.help,
                false => format!(
                    "{}; or accept that values are not held to it: `Generator::accept_unchecked_pattern(\"{id}\")`",
                    fault.help
                ),
            };
            let span = traits
                .node("smithy.api#pattern")
                .map_or(target.span, |node| node.span);
            self.diagnostics.push(diagnostic.on(id).at(span).help(help));
        }
        None
    }

    /// Tells of patterns that may go unchecked and do not.
    fn note_checked(&mut self) {
        let told = |id: &String| self.told.iter().any(|told| told.as_str() == id);
        for id in self.unchecked.iter().filter(|id| !told(id)) {
            let message = format!("`{id}` has no pattern that goes unchecked in what is generated");
            let note = Diagnostic::note("PatternUnchecked", message);
            self.diagnostics
                .push(note.help("accept those alone that are refused without it"));
        }
    }
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
    let bound = |bound: Option<&Number>| bound.map(|number| number.text().into_owned());
    ConstraintPlan::DecimalRange {
        min: bound(min),
        max: bound(max),
    }
}

/// The values that a caller may be told of, if the enum has others.
fn public_values(target: &Shape) -> Option<Vec<String>> {
    let internal = |traits: &Traits| traits.has::<Internal>();
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
