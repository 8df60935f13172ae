//! Names that cannot be told apart: ids that differ in case only, and members of one JSON key.
//! See [shape id conflicts](https://smithy.io/2.0/spec/model.html#shape-id-conflicts).

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet};

use super::loaded;
use crate::positions::repeats;
use crate::traits::JsonName;
use crate::{Diagnostic, Diagnostics, Member, Model, Shape, ShapeId, Span};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        json_names(shape, out);
    }
    let shapes: Vec<&Shape> = loaded(model).collect();
    let shape = |at: usize| (&shapes[at].id, shapes[at].id.as_str(), shapes[at].span);
    conflicts(shapes.len(), shape, "shape", out);
    for shape in loaded(model).filter(|shape| has_conflicts(shape)) {
        let member = |at: usize| {
            let member = &shape.members[at];
            (&member.id, member.name(), member.span)
        };
        conflicts(shape.members.len(), member, "member", out);
    }
}

/// Two members that are one key in JSON.
fn json_names(shape: &Shape, out: &mut Diagnostics) {
    if !shape
        .members
        .iter()
        .any(|member| member.traits.has::<JsonName>())
    {
        return;
    }
    let mut met: FxHashMap<String, &Member> = FxHashMap::default();
    for member in &shape.members {
        let name = member
            .traits
            .get::<JsonName>()
            .map_or_else(|| member.name().to_owned(), |JsonName(name)| name);
        if let Some(first) = met.insert(name.clone(), member) {
            let message = format!(
                "the members `{}` and `{}` are both `{name}` in JSON",
                first.name(),
                member.name()
            );
            let fault = Diagnostic::error("JsonName", message)
                .on(&shape.id)
                .at(member.span)
                .also(first.span, "the other member is here");
            out.push(fault.help("change the `smithy.api#jsonName` of one of them"));
        }
    }
}

/// How many names are compared each with each, which is quicker than hashing them.
const FEW: usize = 8;

fn has_conflicts(shape: &Shape) -> bool {
    let members = &shape.members;
    members.len() > FEW
        || (1..members.len()).any(|at| {
            members[..at]
                .iter()
                .any(|other| other.name().eq_ignore_ascii_case(members[at].name()))
        })
}

/// Tells of things by their places, whose names differ in case only.
fn conflicts<'a>(
    count: usize,
    named: impl Fn(usize) -> (&'a ShapeId, &'a str, Span),
    what: &str,
    out: &mut Diagnostics,
) {
    let mut complain = |one: usize, other: usize| {
        let ((id, _, span), (other, _, other_span)) = (named(one), named(other));
        let message = format!("`{id}` and `{other}` differ in case only");
        let help = format!("rename the {what}: ids must differ in more than the case of letters");
        out.push(
            Diagnostic::error("ShapeIdConflict", message)
                .on(id)
                .at(span)
                .also(other_span, format!("the other {what} is defined here"))
                .help(help),
        );
    };
    // The first of a name is told of once.
    let mut told: FxHashSet<usize> = FxHashSet::default();
    let key = |at: usize| Some(AnyCase(named(at).1));
    repeats(count, key, |again, first| {
        complain(again, first);
        if told.insert(first) {
            complain(first, again);
        }
    });
}

/// A name whose letters' case does not count.
pub(super) struct AnyCase<'a>(pub(super) &'a str);

impl PartialEq for AnyCase<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for AnyCase<'_> {}

impl Hash for AnyCase<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.0.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
    }
}
