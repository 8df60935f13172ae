//! Defaults that fit their target. See [default](https://smithy.io/2.0/spec/type-refinement-traits.html#default-trait).

use super::loaded;
use super::values::{Kind, Misfit, Values};
use crate::traits::{Default, Streaming, Trait};
use crate::{
    Diagnostic, Diagnostics, Member, Model, Node, Severity, Shape, ShapeId, ShapeKind, Value,
};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let mut values = Values::new(model);
    for shape in loaded(model) {
        if let Some(node) = shape.traits.node(Default::ID)
            && node.is_null()
        {
            let message = "only a member can take back a default with `null`";
            let fault = Diagnostic::error("DefaultTrait", message);
            out.push(fault.on(&shape.id).at(node.span));
        } else if let Some(node) = shape.traits.node(Default::ID) {
            let misfits = values.misfits(shape, node);
            report(&shape.id, misfits, out);
            empty(&shape.id, shape, node, out);
        }
        for member in &shape.members {
            if let Some(node) = member.traits.node(Default::ID)
                && let Some(target) = model.shape(&member.target)
            {
                member_default(member, target, node, &mut values, out);
            } else if matches!(shape.kind, ShapeKind::Structure) {
                missing(model, member, out);
            }
        }
    }
}

fn member_default<'m>(
    member: &'m Member,
    target: &'m Shape,
    node: &Node,
    values: &mut Values<'m>,
    out: &mut Diagnostics,
) {
    // Null takes back the default of the target.
    if node.is_null() {
        return;
    }
    report(&member.id, values.member_misfits(member, node), out);
    empty(&member.id, target, node, out);
    if let Some(of_target) = target.traits.node(Default::ID)
        && of_target != node
    {
        let fault = Diagnostic::error(
            "DefaultTrait",
            format!(
                "the default differs from that of its target, `{}`",
                target.id
            ),
        )
        .on(&member.id)
        .at(node.span)
        .also(of_target.span, "the default of the target")
        .help("a member's default is that of its target, or `null` to take it back");
        out.push(fault);
    }
}

/// A member has the default of its target, and says so.
fn missing(model: &Model, member: &Member, out: &mut Diagnostics) {
    let Some(target) = model.shape(&member.target) else {
        return;
    };
    if let Some(of_target) = target.traits.node(Default::ID)
        && !of_target.is_null()
    {
        let message = format!(
            "the target `{}` has a default, and the member has none",
            target.id
        );
        out.push(
            Diagnostic::error("DefaultTrait", message)
                .on(&member.id)
                .at(member.span)
                .also(of_target.span, "the default of the target")
                .help("give the member the same default, or `null` to take it back"),
        );
    }
}

fn report(owner: &ShapeId, misfits: Vec<Misfit>, out: &mut Diagnostics) {
    for misfit in misfits {
        // Zeros out of range exist in services of old, whose numbers were never absent.
        let severity = match misfit.kind {
            Kind::Range { zero: true, .. } => Severity::Warning,
            _ => Severity::Error,
        };
        let fault = Diagnostic::new(
            severity,
            misfit.event("DefaultTrait"),
            format!("the default does not fit: {}", misfit.message),
        );
        out.push(fault.on(owner).at(misfit.span).maybe_help(misfit.help));
    }
}

/// The text of a blob is base64. See RFC 4648, section 4.
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    text.len().is_multiple_of(4)
        && padding <= 2
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

/// Lists and maps, and documents that hold such, are empty by default; so are streams.
fn empty(owner: &ShapeId, shape: &Shape, node: &Node, out: &mut Diagnostics) {
    if let Value::String(text) = &node.value
        && matches!(shape.kind, ShapeKind::Blob)
        && !is_base64(text)
    {
        let message = "the default of a blob is base64, and this is not";
        let fault = Diagnostic::warning("DefaultTrait", message);
        out.push(fault.on(owner).at(node.span));
    }
    let filled = match &node.value {
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
        Value::String(text) => shape.traits.has::<Streaming>() && !text.is_empty(),
        _ => false,
    };
    if filled
        && matches!(
            shape.kind,
            ShapeKind::List | ShapeKind::Map | ShapeKind::Document | ShapeKind::Blob
        )
    {
        let what = shape.shape_type().name();
        let fault = Diagnostic::error(
            "DefaultTrait",
            format!("the default of a {what} must be empty"),
        )
        .on(owner)
        .at(node.span);
        out.push(fault);
    }
}
