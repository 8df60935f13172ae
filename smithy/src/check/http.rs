//! Operations over HTTP: the pattern of the URI, and the members that fill it.
//! See [HTTP bindings](https://smithy.io/2.0/spec/http-bindings.html).

use std::collections::BTreeSet;

use super::{http_members, listed, loaded};
use crate::suggest::did_you_mean;
use crate::traits::{Endpoint, Error, HostLabel, Http, HttpLabel, HttpQuery, Trait, UriPattern};
use crate::{
    Diagnostic, Diagnostics, Member, Model, Node, Number, Operation, Severity, Shape, ShapeType,
    Span,
};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let mut bodies = BTreeSet::new();
    for shape in loaded(model) {
        let Some(operation) = shape.as_operation() else {
            continue;
        };
        let input = model.shape(&operation.input);
        if let Some(node) = shape.traits.node(Http::ID) {
            request(model, shape, input, node, out);
            response(shape, node, out);
            bodies.extend([&operation.input, &operation.output]);
            bodies.extend(&operation.errors);
        }
        host(shape, operation, input, out);
    }
    for shape in bodies.into_iter().filter_map(|id| model.shape(id)) {
        http_members::check(shape, out);
    }
    for shape in loaded(model).filter(|shape| shape.traits.has::<Error>()) {
        http_members::error_status(shape, out);
    }
}

fn request(
    model: &Model,
    shape: &Shape,
    input: Option<&Shape>,
    node: &Node,
    out: &mut Diagnostics,
) {
    if let Some(method) = node.get("method")
        && let Some(text) = method.as_str()
    {
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
        {
            out.push(
                Diagnostic::error(
                    "HttpMethodSemantics",
                    format!("`{text}` is not an HTTP method"),
                )
                .on(&shape.id)
                .at(method.span),
            );
        } else if text.bytes().any(|byte| byte.is_ascii_lowercase()) {
            let fault = Diagnostic::warning(
                "HttpMethodSemantics",
                format!("the method `{text}` has small letters, and methods differ by case"),
            );
            out.push(
                fault
                    .on(&shape.id)
                    .at(method.span)
                    .help(format!("did you mean `{}`?", text.to_ascii_uppercase())),
            );
        }
    }
    let Some(uri) = node.get("uri") else { return };
    let Some(text) = uri.as_str() else { return };
    match text.parse::<UriPattern>() {
        Err(fault) => {
            let event = match fault {
                crate::traits::UriError::LabelBehindGreedy(_) => "HttpUriGreedyLabel",
                _ => "HttpUriFormat",
            };
            let message = format!("the URI pattern `{text}` is malformed: {fault}");
            out.push(Diagnostic::error(event, message).on(&shape.id).at(uri.span));
        }
        Ok(pattern) => {
            if let Some(input) = input {
                labels(model, shape, input, &pattern, uri.span, out);
                query_literals(shape, input, &pattern, uri.span, out);
            }
        }
    }
}

fn labels(
    model: &Model,
    operation: &Shape,
    input: &Shape,
    pattern: &UriPattern,
    uri: Span,
    out: &mut Diagnostics,
) {
    let bound = |member: &&Member| member.traits.has::<HttpLabel>();
    for label in pattern.labels() {
        match input.member(label) {
            Some(member) if bound(&member) => {}
            Some(member) => {
                let message = format!(
                    "nothing fills the label `{{{label}}}`: the member `{}` lacks the trait `smithy.api#httpLabel`",
                    member.id
                );
                let fault = Diagnostic::error("HttpLabelTrait", message)
                    .on(&operation.id)
                    .at(uri)
                    .also(member.span, "the member is here");
                out.push(fault.help("add `\"smithy.api#httpLabel\": {}` and `\"smithy.api#required\": {}` to the member"));
            }
            None => {
                let unfilled = input
                    .members
                    .iter()
                    .filter(bound)
                    .map(Member::name)
                    .filter(|name| !pattern.labels().any(|label| label == *name));
                let help = did_you_mean(label, unfilled)
                    .or_else(|| did_you_mean(label, input.members.iter().map(Member::name)))
                    .unwrap_or_else(|| {
                        format!(
                            "add a required member `{label}` with the trait `smithy.api#httpLabel`"
                        )
                    });
                let message = format!(
                    "nothing fills the label `{{{label}}}`: the input `{}` has no member of this name",
                    input.id
                );
                let mut fault = Diagnostic::error("HttpLabelTrait", message)
                    .on(&operation.id)
                    .at(uri);
                if input.id != "smithy.api#Unit" {
                    fault = fault.also(input.span, "the input is defined here");
                }
                out.push(fault.help(help));
            }
        }
    }
    for member in input.members.iter().filter(bound) {
        if !pattern.labels().any(|label| label == member.name()) {
            let message = format!(
                "the member `{}` fills a label, and the URI of `{}` has no label `{{{}}}`",
                member.id,
                operation.id,
                member.name()
            );
            let place = member.traits.span::<HttpLabel>().unwrap_or(member.span);
            let fault = Diagnostic::error("HttpLabelTrait", message)
                .on(&member.id)
                .at(place)
                .also(uri, "the URI is here");
            let labels = pattern
                .labels()
                .filter(|label| input.member(label).is_none());
            let help = did_you_mean(member.name(), labels).unwrap_or_else(|| {
                format!(
                    "add `{{{}}}` to the URI, or bind the member in another way",
                    member.name()
                )
            });
            out.push(fault.help(help));
        } else if pattern.greedy_label() == Some(member.name())
            && let Some(target) = model.shape(&member.target)
            && !matches!(target.shape_type(), ShapeType::String | ShapeType::Enum)
        {
            let what = target.shape_type();
            let message = format!(
                "the greedy label `{{{}+}}` is filled by a string, and this member is {} {}",
                member.name(),
                what.article(),
                what.name()
            );
            out.push(
                Diagnostic::error("HttpLabelTrait", message)
                    .on(&member.id)
                    .at(member.span)
                    .also(uri, "the URI is here"),
            );
        }
    }
}

fn query_literals(
    operation: &Shape,
    input: &Shape,
    pattern: &UriPattern,
    uri: Span,
    out: &mut Diagnostics,
) {
    for member in &input.members {
        if let Some(HttpQuery(key)) = member.traits.get::<HttpQuery>()
            && pattern.query().iter().any(|(literal, _)| *literal == key)
        {
            let message = format!(
                "the query parameter `{key}` is bound to `{}`, and stands in the URI of `{}` already",
                member.id, operation.id
            );
            let place = member.traits.span::<HttpQuery>().unwrap_or(member.span);
            let fault = Diagnostic::error("HttpQueryTrait", message)
                .on(&input.id)
                .at(place)
                .also(uri, "the URI is here");
            out.push(fault.help("remove one of them"));
        }
    }
}

fn response(shape: &Shape, node: &Node, out: &mut Diagnostics) {
    let Some(code) = node.get("code") else { return };
    let Some(status) = code.as_number().and_then(Number::as_u64) else {
        return;
    };
    if (100..=999).contains(&status) && !(200..300).contains(&status) {
        let message = format!("the status of success is between 200 and 299, and this is {status}");
        out.push(
            Diagnostic::new(Severity::Danger, "HttpResponseCodeSemantics", message)
                .on(&shape.id)
                .at(code.span),
        );
    }
}

/// The labels of a host prefix. See [endpoint](https://smithy.io/2.0/spec/endpoint-traits.html#endpoint-trait).
fn host(shape: &Shape, operation: &Operation, input: Option<&Shape>, out: &mut Diagnostics) {
    let endpoint = shape.traits.get::<Endpoint>();
    let place = shape
        .traits
        .node(Endpoint::ID)
        .map_or(shape.span, |node| node.span);
    let labels: Vec<&str> = endpoint.iter().flat_map(Endpoint::labels).collect();
    let members = input.map_or(&[][..], |input| &input.members);
    let missing = |label: &&&str| {
        !members
            .iter()
            .any(|member| member.name() == **label && member.traits.has::<HostLabel>())
    };
    let missing: Vec<&str> = labels.iter().filter(missing).copied().collect();
    if !missing.is_empty() {
        let message = format!(
            "nothing fills these labels of the host prefix: {}",
            listed(missing)
        );
        let help = format!(
            "give `{}` required string members of these names with the trait `smithy.api#hostLabel`",
            operation.input
        );
        out.push(
            Diagnostic::error("HostLabelTrait", message)
                .on(&shape.id)
                .at(place)
                .help(help),
        );
    }
    if endpoint.is_none() {
        return;
    }
    for member in members
        .iter()
        .filter(|member| member.traits.has::<HostLabel>() && !labels.contains(&member.name()))
    {
        let message = format!(
            "the member `{}` fills a host label, and the host prefix of `{}` has no label `{{{}}}`",
            member.id,
            shape.id,
            member.name()
        );
        let span = member.traits.span::<HostLabel>().unwrap_or(member.span);
        out.push(
            Diagnostic::error("HostLabelTrait", message)
                .on(&member.id)
                .at(span)
                .also(place, "the host prefix is here"),
        );
    }
}
