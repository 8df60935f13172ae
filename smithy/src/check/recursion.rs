//! Shapes that can have no finite value. See [recursive shapes](https://smithy.io/2.0/spec/model.html#recursive-shape-definitions).

use rustc_hash::{FxHashMap, FxHashSet};

use super::cycles::{Cycle, Step, cycles};
use super::loaded;
use crate::traits::Required;
use crate::{Diagnostic, Diagnostics, Member, Model, Shape, ShapeKind};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let lists = loaded(model).filter(|shape| is_collection(shape));
    for cycle in cycles(model, lists, |shape| held(model, shape)) {
        let help = "a list or map may be recursive only by way of a structure or union";
        let fault = complaint(&cycle, "holds only itself", out.is_crowded());
        out.push(fault.help(help));
    }
    let endless = endless(model);
    if endless.is_empty() {
        return;
    }
    let is_endless = |shape: &&Shape| endless.contains(shape.id.as_str());
    for union in loaded(model).filter(is_endless) {
        if matches!(union.kind, ShapeKind::Union) {
            let message = format!("the union `{}` has no value that ends", union.id);
            out.push(
                Diagnostic::error("ShapeRecursion", message)
                    .on(&union.id)
                    .at(union.span)
                    .help("give it a member that does not lead back to it"),
            );
        }
    }
    let structures = loaded(model).filter(is_endless);
    for cycle in cycles(model, structures, |shape| needed(model, shape)) {
        let help = "make one of these members optional, or let it target a list, map or union that can end";
        let fault = complaint(&cycle, "needs itself", out.is_crowded());
        out.push(fault.help(help));
    }
}

fn is_collection(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::List | ShapeKind::Map)
}

fn is_structure(model: &Model, member: &Member) -> bool {
    let target = model.shape(&member.target);
    target.is_some_and(|target| matches!(target.kind, ShapeKind::Structure))
}

fn step(member: &Member) -> Step<'_> {
    Step {
        name: member.name(),
        target: &member.target,
        span: member.span,
    }
}

/// What a list or map holds, if that is a list or map again.
fn held<'m>(model: &'m Model, shape: &'m Shape) -> Vec<Step<'m>> {
    let member = match shape.kind {
        ShapeKind::List => shape.member("member"),
        ShapeKind::Map => shape.member("value"),
        _ => None,
    };
    let held = member.filter(|member| model.shape(&member.target).is_some_and(is_collection));
    held.map(step).into_iter().collect()
}

/// The structures that a structure cannot be without.
fn needed<'m>(model: &'m Model, shape: &'m Shape) -> Vec<Step<'m>> {
    if !matches!(shape.kind, ShapeKind::Structure) {
        return Vec::new();
    }
    let required = shape
        .members
        .iter()
        .filter(|member| member.traits.has::<Required>());
    required
        .filter(|member| is_structure(model, member))
        .map(step)
        .collect()
}

/// Structures and unions without a finite value: those left over when every shape that can be built from others is taken away.
fn endless(model: &Model) -> FxHashSet<&str> {
    let mut needs: FxHashMap<&str, usize> = FxHashMap::default();
    let mut needed_by: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    let mut finite: Vec<&str> = Vec::new();
    for shape in model.shapes() {
        let members: Vec<&Member> = match shape.kind {
            ShapeKind::Structure => shape
                .members
                .iter()
                .filter(|member| member.traits.has::<Required>())
                .collect(),
            ShapeKind::Union => shape.members.iter().collect(),
            _ => Vec::new(),
        };
        // One member is enough for a union.
        let count = if matches!(shape.kind, ShapeKind::Union) {
            members.len().min(1)
        } else {
            members.len()
        };
        if count == 0 {
            finite.push(shape.id.as_str());
            continue;
        }
        needs.insert(shape.id.as_str(), count);
        for member in members {
            match model.shape(&member.target) {
                Some(target) => needed_by
                    .entry(target.id.as_str())
                    .or_default()
                    .push(shape.id.as_str()),
                // Missing targets were reported, and are taken for finite.
                None => finite.extend(met(&mut needs, shape.id.as_str())),
            }
        }
    }
    while let Some(shape) = finite.pop() {
        for user in needed_by.get(shape).into_iter().flatten() {
            finite.extend(met(&mut needs, user));
        }
    }
    needs
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(id, _)| *id)
        .collect()
}

/// Counts one need of a shape as met; gives the shape back when all are.
fn met<'m>(needs: &mut FxHashMap<&'m str, usize>, shape: &'m str) -> Option<&'m str> {
    let count = needs.get_mut(shape).filter(|count| **count > 0)?;
    *count -= 1;
    (*count == 0).then_some(shape)
}

/// Each step has a label of its own, unless there are more complaints than anybody reads so closely.
fn complaint(cycle: &Cycle<'_>, what: &str, is_crowded: bool) -> Diagnostic {
    let shape = cycle.shape;
    let mut way = shape.id.name().to_owned();
    for step in &cycle.steps {
        way = format!("{way}${} → {}", step.name, step.target.name());
    }
    let message = format!(
        "the {} `{}` {what}: {way}",
        shape.shape_type().name(),
        shape.id,
    );
    let mut fault = Diagnostic::error("ShapeRecursion", message)
        .on(&shape.id)
        .at(shape.span);
    let labelled = if is_crowded { &[] } else { &*cycle.steps };
    for step in labelled {
        let place = format!("`{}` leads on to `{}`", step.name, step.target);
        fault = fault.also(step.span, place);
    }
    fault
}
