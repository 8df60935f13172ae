//! Shapes that are not for everyone any more, or not for all.
//! See [deprecated](https://smithy.io/2.0/spec/documentation-traits.html#deprecated-trait) and
//! [private](https://smithy.io/2.0/spec/constraint-traits.html#private-trait).

use super::loaded;
use crate::traits::{Deprecated, Mixin, Private, Trait};
use crate::{Diagnostic, Diagnostics, Model, Shape, ShapeId, Span};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        let of_mixin = shape.traits.has::<Mixin>();
        for mixin in &shape.mixins {
            deprecated(model, &shape.id, mixin, "uses the mixin", shape.span, out);
        }
        for member in &shape.members {
            deprecated(
                model,
                &member.id,
                &member.target,
                "targets",
                member.span,
                out,
            );
            if of_mixin && let Some(applied) = member.traits.applied(Private::ID) {
                let message = format!(
                    "`{}` does not keep shapes of other namespaces from having the member: they get it with the mixin",
                    Private::ID
                );
                out.push(
                    Diagnostic::warning("PrivateMixinMember", message)
                        .on(&member.id)
                        .at(applied.span),
                );
            }
        }
    }
}

fn deprecated(
    model: &Model,
    owner: &ShapeId,
    target: &ShapeId,
    what: &str,
    place: Span,
    out: &mut Diagnostics,
) {
    let Some(target) = model.shape(target).filter(|target| !owns(target, owner)) else {
        return;
    };
    if let Some(Deprecated { message, since }) = target.traits.get() {
        let since = since.map(|since| format!(" since {since}"));
        let why = message.map(|why| format!(": {why}"));
        let message = format!(
            "`{owner}` {what} `{}`, which is deprecated{}{}",
            target.id,
            since.unwrap_or_default(),
            why.unwrap_or_default()
        );
        let event = format!("DeprecatedShape.{}", target.id);
        out.push(Diagnostic::warning(event, message).on(owner).at(place));
    }
}

/// Whether a member belongs to the shape that it targets.
fn owns(shape: &Shape, member: &ShapeId) -> bool {
    member
        .as_str()
        .strip_prefix(shape.id.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('$'))
}
