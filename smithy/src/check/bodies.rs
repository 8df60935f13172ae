//! Compression and checksums of bodies name algorithms and members that are there.
//! See [requestCompression](https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait) and
//! [httpChecksum](https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait).

use super::{listed, loaded};
use crate::suggest::did_you_mean;
use crate::traits::{HttpChecksum, RequestCompression, RequiresLength, Streaming, Trait};
use crate::{Diagnostic, Diagnostics, Member, Model, Node, Shape, ShapeKind, Span};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        let Some(operation) = shape.as_operation() else {
            continue;
        };
        let input = model.shape(&operation.input);
        if let Some(node) = shape.traits.node(RequestCompression::ID) {
            compression(model, shape, input, node, out);
        }
        if let Some(node) = shape.traits.node(HttpChecksum::ID) {
            checksum(model, shape, input, node, out);
        }
    }
}

fn compression(
    model: &Model,
    shape: &Shape,
    input: Option<&Shape>,
    node: &Node,
    out: &mut Diagnostics,
) {
    let mut fault = |message: String, span: Span, help: &str| {
        let fault = Diagnostic::error("RequestCompressionTrait", message);
        out.push(fault.on(&shape.id).at(span).help(help));
    };
    let encodings = node.get("encodings");
    if let Some(encodings) = encodings
        && let Some(list) = encodings.as_array()
    {
        if list.is_empty() {
            let message = "`encodings` names no compression algorithm".to_owned();
            fault(
                message,
                encodings.span,
                "put `\"gzip\"` in it, or remove the trait",
            );
        }
        for encoding in list {
            if let Some(name) = encoding.as_str()
                && !name.eq_ignore_ascii_case("gzip")
            {
                let message = format!("`{name}` is no compression algorithm that Smithy knows");
                fault(message, encoding.span, "the only one is `gzip`");
            }
        }
    }
    if input.is_none_or(|input| input.id.is_prelude()) {
        let message = "there is no input that could be compressed".to_owned();
        fault(
            message,
            node.span,
            "give the operation an input, or remove the trait",
        );
    }
    for member in input.into_iter().flat_map(|input| &input.members) {
        let traits = model.shape(&member.target).map(|target| &target.traits);
        if traits.is_some_and(|traits| traits.has::<Streaming>() && traits.has::<RequiresLength>())
        {
            let message = format!(
                "the length of the stream `{}` must be known before it is sent, which it is not once compressed",
                member.name()
            );
            let help = "remove `smithy.api#requiresLength` from its target, or this trait";
            fault(message, node.span, help);
        }
    }
}

fn checksum(
    model: &Model,
    shape: &Shape,
    input: Option<&Shape>,
    node: &Node,
    out: &mut Diagnostics,
) {
    let mut faults = Vec::new();
    let has = |key| node.get(key).is_some();
    let response = (
        has("requestValidationModeMember"),
        has("responseAlgorithms"),
    );
    let required = node.get("requestChecksumRequired").and_then(Node::as_bool);
    let fault = |message: String, span: Span| {
        Diagnostic::error("HttpChecksumTrait", message)
            .on(&shape.id)
            .at(span)
    };
    if !has("requestAlgorithmMember") && required != Some(true) && response == (false, false) {
        let message = "the trait says nothing of requests or responses".to_owned();
        faults.push(fault(message, node.span).help(
            "give it `requestAlgorithmMember` or `requestChecksumRequired`, or both \
             `requestValidationModeMember` and `responseAlgorithms`",
        ));
    }
    if response.0 != response.1 {
        let message =
            "`requestValidationModeMember` and `responseAlgorithms` belong together".to_owned();
        faults.push(fault(message, node.span).help("give both, or neither"));
    }
    for key in ["requestAlgorithmMember", "requestValidationModeMember"] {
        let Some((name, span)) = node
            .get(key)
            .and_then(|node| Some((node.as_str()?, node.span)))
        else {
            continue;
        };
        let members = input.map_or(&[][..], |input| &input.members);
        match members.iter().find(|member| member.name() == name) {
            None => {
                let known = members.iter().map(Member::name);
                let message = format!("the input has no member `{name}`");
                let help = did_you_mean(name, known.clone());
                let help = help.unwrap_or_else(|| format!("its members are {}", listed(known)));
                faults.push(fault(message, span).help(help));
            }
            Some(member) => {
                let target = model.shape(&member.target);
                if let Some(target) = target.filter(|target| !is_enum(target)) {
                    let message = format!("`{name}` targets `{}`, which is no enum", target.id);
                    faults.push(fault(message, span).help("let it target an enum of strings"));
                }
            }
        }
    }
    faults.into_iter().for_each(|fault| out.push(fault));
}

fn is_enum(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Enum) || shape.traits.has::<crate::traits::Enum>()
}
