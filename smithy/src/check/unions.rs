//! Unions. See [union](https://smithy.io/2.0/spec/aggregate-types.html#union).

use super::loaded;
use crate::traits::{Boxed, Default, Trait};
use crate::{Diagnostic, Diagnostics, Model, ShapeKind};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        if !matches!(shape.kind, ShapeKind::Union) {
            continue;
        }
        if shape.members.is_empty() {
            let message = format!("the union `{}` has no members", shape.id);
            out.push(
                Diagnostic::error("Union", message)
                    .on(&shape.id)
                    .at(shape.span)
                    .help("give it at least one member"),
            );
        }
        for member in &shape.members {
            if let Some(applied) = member.traits.applied(Boxed::ID) {
                let message =
                    "a member of a union is never absent, so `smithy.api#box` says nothing";
                out.push(
                    Diagnostic::warning("Union", message)
                        .on(&member.id)
                        .at(applied.span),
                );
            }
            if let Some(target) = model.shape(&member.target)
                && let Some(default) = target.traits.node(Default::ID)
            {
                let message = format!(
                    "the target `{}` has a default, which a member of a union never takes",
                    target.id
                );
                out.push(
                    Diagnostic::note("Union", message)
                        .on(&member.id)
                        .at(member.span)
                        .also(default.span, "the default is here"),
                );
            }
        }
    }
}
