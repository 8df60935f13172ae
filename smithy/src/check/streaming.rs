//! Streams stand at the top of an input or output. See [streaming](https://smithy.io/2.0/spec/streaming.html#streaming-trait).

use rustc_hash::FxHashSet;

use super::loaded;
use crate::traits::{Default, Error, Required, Streaming, Trait};
use crate::{Diagnostic, Diagnostics, Member, Model, Shape, ShapeId, ShapeKind};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let streams: FxHashSet<&ShapeId> = model
        .shapes()
        .filter(|shape| shape.traits.has::<Streaming>())
        .map(|shape| &shape.id)
        .collect();
    if streams.is_empty() {
        return;
    }
    let containers: FxHashSet<&str> = model
        .shapes()
        .filter(|shape| {
            shape
                .members
                .iter()
                .any(|member| streams.contains(&member.target))
        })
        .map(|shape| shape.id.as_str())
        .collect();
    for shape in loaded(model) {
        for member in &shape.members {
            if let Some(target) = model.shape(&member.target) {
                check_member(shape, member, target, &containers, out);
            }
        }
        if shape.traits.has::<Streaming>() && matches!(shape.kind, ShapeKind::Union) {
            events(model, shape, out);
        }
        if shape.traits.has::<Error>() && containers.contains(shape.id.as_str()) {
            let fault = Diagnostic::error(
                "StreamingTrait",
                format!("the error `{}` contains a stream", shape.id),
            );
            out.push(
                fault
                    .on(&shape.id)
                    .at(shape.span)
                    .help("only the input and output of an operation can stream"),
            );
        }
    }
}

fn check_member(
    shape: &Shape,
    member: &Member,
    target: &Shape,
    containers: &FxHashSet<&str>,
    out: &mut Diagnostics,
) {
    let fault = |message: String| {
        Diagnostic::error("StreamingTrait", message)
            .on(&member.id)
            .at(member.span)
    };
    if target.traits.has::<Streaming>() {
        if !matches!(shape.kind, ShapeKind::Structure) {
            let what = shape.shape_type();
            let message = format!(
                "{} {} cannot hold the stream `{}`",
                what.article(),
                what.name(),
                target.id
            );
            out.push(
                fault(message)
                    .help("only a structure that is the input or output of an operation can"),
            );
        } else if matches!(target.kind, ShapeKind::Blob)
            && !member.traits.has::<Required>()
            && member.traits.node(Default::ID).is_none()
        {
            let message = format!(
                "the member `{}` streams a blob, and is neither required nor has it a default",
                member.name()
            );
            out.push(
                fault(message)
                    .help("add `\"smithy.api#required\": {}` or `\"smithy.api#default\": \"\"`"),
            );
        }
    } else if containers.contains(target.id.as_str()) {
        out.push(
            fault(format!("the target `{}` contains a stream", target.id))
                .help("only the input and output of an operation can stream"),
        );
    }
}

fn events(model: &Model, union: &Shape, out: &mut Diagnostics) {
    for member in &union.members {
        let Some(target) = model.shape(&member.target) else {
            continue;
        };
        if !matches!(target.kind, ShapeKind::Structure) {
            let what = target.shape_type();
            let message = format!(
                "the event `{}` is a structure, and `{}` is {} {}",
                member.name(),
                target.id,
                what.article(),
                what.name()
            );
            out.push(
                Diagnostic::error("StreamingTrait", message)
                    .on(&member.id)
                    .at(member.span),
            );
        }
    }
}
