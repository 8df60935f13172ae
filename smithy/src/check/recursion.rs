//! Shapes that can have no finite value. See [recursive shapes](https://smithy.io/2.0/spec/model.html#recursive-shape-definitions).

use rustc_hash::{FxHashMap, FxHashSet};

use super::loaded;
use crate::traits::Required;
use crate::{Diagnostic, Diagnostics, Member, Model, Shape, ShapeKind};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    collections(model, out);
    structures(model, out);
}

/// Lists and maps that hold nothing but each other. Each has one shape that it holds, so a cycle is found by walking on.
fn collections(model: &Model, out: &mut Diagnostics) {
    walk(
        model,
        |shape| held(model, shape),
        out,
        "holds only itself",
        "a list or map may be recursive only by way of a structure or union",
    );
}

/// What a list or map holds, if that is a list or map again.
fn held<'m>(model: &Model, shape: &'m Shape) -> Option<&'m Member> {
    let member = match shape.kind {
        ShapeKind::List => shape.member("member"),
        ShapeKind::Map => shape.member("value"),
        _ => None,
    };
    member.filter(|member| {
        model
            .shape(&member.target)
            .is_some_and(|target| matches!(target.kind, ShapeKind::List | ShapeKind::Map))
    })
}

/// Structures that need themselves: those left over when every shape that can be built from others is taken away.
fn structures(model: &Model, out: &mut Diagnostics) {
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
    let endless: FxHashSet<&str> = needs
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(id, _)| *id)
        .collect();
    if endless.is_empty() {
        return;
    }
    walk(
        model,
        |shape| need(shape, &endless),
        out,
        "needs itself",
        "make one of these members optional, or let it target a list, map or union that can end",
    );
}

/// The member that keeps a shape from being built.
fn need<'m>(shape: &'m Shape, endless: &FxHashSet<&str>) -> Option<&'m Member> {
    if !endless.contains(shape.id.as_str()) {
        return None;
    }
    let needed = |member: &&Member| {
        matches!(shape.kind, ShapeKind::Union) || member.traits.has::<Required>()
    };
    shape
        .members
        .iter()
        .filter(needed)
        .find(|member| endless.contains(member.target.as_str()))
}

/// Counts one need of a shape as met; gives the shape back when all are.
fn met<'m>(needs: &mut FxHashMap<&'m str, usize>, shape: &'m str) -> Option<&'m str> {
    let count = needs.get_mut(shape).filter(|count| **count > 0)?;
    *count -= 1;
    (*count == 0).then_some(shape)
}

/// Follows the one step that leads on from each shape, and reports each cycle once.
fn walk<'m>(
    model: &'m Model,
    next: impl Fn(&'m Shape) -> Option<&'m Member>,
    out: &mut Diagnostics,
    what: &str,
    help: &str,
) {
    let mut done: FxHashSet<&str> = FxHashSet::default();
    for start in loaded(model) {
        let mut path: Vec<&Member> = Vec::new();
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        let mut shape = start;
        while let Some(member) = next(shape) {
            if let Some(&from) = places.get(shape.id.as_str()) {
                out.push(cycle(shape, &path[from..], what, help));
                break;
            }
            if done.contains(shape.id.as_str()) {
                break;
            }
            places.insert(shape.id.as_str(), path.len());
            path.push(member);
            match model.shape(&member.target) {
                Some(target) => shape = target,
                None => break,
            }
        }
        done.extend(places.into_keys());
    }
}

fn cycle(shape: &Shape, members: &[&Member], what: &str, help: &str) -> Diagnostic {
    let steps = members
        .iter()
        .map(|member| format!("{}${} → ", member.id.name(), member.name()));
    let message = format!(
        "the {} `{}` {what}: {}{}",
        shape.shape_type().name(),
        shape.id,
        steps.collect::<String>(),
        shape.id.name()
    );
    let mut fault = Diagnostic::error("ShapeRecursion", message)
        .on(&shape.id)
        .at(shape.span);
    for member in members {
        fault = fault.also(
            member.span,
            format!("`{}` leads on to `{}`", member.name(), member.target),
        );
    }
    fault.help(help)
}
