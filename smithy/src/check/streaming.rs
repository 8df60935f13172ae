//! Streams stand at the top of an input or output. See [streaming](https://smithy.io/2.0/spec/streaming.html#streaming-trait).

use rustc_hash::FxHashSet;

use super::http_services::supports;
use super::loaded;
use crate::closure::service_operations;
use crate::traits::{Default, HttpPayload, Required, RequiresLength, Streaming, Trait};
use crate::{Diagnostic, Diagnostics, Member, Model, Operation, Shape, ShapeId, ShapeKind};

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
        if let Some(operation) = shape.as_operation() {
            for error in &operation.errors {
                if containers.contains(error.as_str()) {
                    let message = format!("the error `{error}` contains a stream");
                    let place = model.reference(&shape.id, error).unwrap_or(shape.span);
                    let fault = Diagnostic::error("StreamingTrait", message).on(&shape.id);
                    let help = "only the input and output of an operation can stream";
                    out.push(fault.at(place).help(help));
                }
            }
            known_length(model, shape, operation, out);
        }
        if shape.as_service().is_some() {
            payloads(model, shape, out);
        }
    }
}

/// A stream whose length must be known before it is sent can only be taken.
/// See [requiresLength](https://smithy.io/2.0/spec/streaming.html#requireslength-trait).
fn known_length(model: &Model, shape: &Shape, operation: &Operation, out: &mut Diagnostics) {
    for id in std::iter::once(&operation.output).chain(&operation.errors) {
        let Some(top) = model.shape(id) else { continue };
        let measured = |member: &&Member| {
            let target = model.shape(&member.target);
            target.is_some_and(|target| target.traits.has::<RequiresLength>())
        };
        if let Some(member) = top.members.iter().find(measured) {
            let message = format!(
                "the length of the stream `{}` must be known before it is sent, which only holds for an input, and this is what `{}` gives",
                member.name(),
                shape.id
            );
            out.push(
                Diagnostic::error("StreamingTrait", message)
                    .on(&top.id)
                    .at(member.span)
                    .help("target a stream without the trait `smithy.api#requiresLength`"),
            );
        }
    }
}

/// Where a protocol has payloads, a streamed blob is one.
fn payloads(model: &Model, service: &Shape, out: &mut Diagnostics) {
    let mut protocols = service.traits.iter().map(|(id, _)| id.as_str());
    let Some(protocol) = protocols.find(|id| supports(model, id, HttpPayload::ID)) else {
        return;
    };
    for operation in service_operations(model, service) {
        let Some(operation) = model.shape(&operation).and_then(Shape::as_operation) else {
            continue;
        };
        for top in [&operation.input, &operation.output] {
            let members = model.shape(top).map_or(&[][..], |top| &top.members);
            for member in members {
                let streams = model.shape(&member.target).is_some_and(|target| {
                    matches!(target.kind, ShapeKind::Blob) && target.traits.has::<Streaming>()
                });
                if streams && !member.traits.has::<HttpPayload>() {
                    let message = format!(
                        "the stream is no payload, and the protocol `{protocol}` of `{}` has no other place for it",
                        service.id
                    );
                    out.push(
                        Diagnostic::error("StreamingTrait", message)
                            .on(&member.id)
                            .at(member.span)
                            .help("add the trait `smithy.api#httpPayload`"),
                    );
                }
            }
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
    let mut fault: Option<Diagnostic> = None;
    for member in &union.members {
        let Some(target) = model.shape(&member.target) else {
            continue;
        };
        if matches!(target.kind, ShapeKind::Structure) {
            continue;
        }
        let what = target.shape_type();
        let message = format!(
            "the event `{}` is a structure, and `{}` is {} {}",
            member.name(),
            target.id,
            what.article(),
            what.name()
        );
        fault = Some(match fault {
            Some(fault) => fault.also(member.span, message),
            None => Diagnostic::error("StreamingTrait", message)
                .on(&union.id)
                .at(member.span),
        });
    }
    if let Some(fault) = fault {
        out.push(fault);
    }
}
