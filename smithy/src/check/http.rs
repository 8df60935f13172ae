//! Operations over HTTP: the pattern of the URI, and the members that fill it.
//! See [HTTP bindings](https://smithy.io/2.0/spec/http-bindings.html).

use std::collections::BTreeSet;

use super::{http_members, loaded};
use crate::suggest::did_you_mean;
use crate::traits::{Error, Http, HttpLabel, HttpQuery, Trait, UriError, UriPattern};
use crate::{
    Diagnostic, Diagnostics, Member, Model, Node, Number, Severity, Shape, ShapeKind, ShapeType,
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
    }
    for shape in bodies.into_iter().filter_map(|id| model.shape(id)) {
        http_members::payload(shape, out);
    }
    for shape in loaded(model) {
        if matches!(shape.kind, ShapeKind::Structure) {
            http_members::check(shape, out);
        }
        if shape.traits.has::<Error>() {
            http_members::error_status(shape, out);
        }
    }
}

fn request(
    model: &Model,
    shape: &Shape,
    input: Option<&Shape>,
    node: &Node,
    out: &mut Diagnostics,
) {
    let Some(uri) = node.get("uri") else { return };
    let Some(text) = uri.as_str() else { return };
    match text.parse::<UriPattern>() {
        Err(UriError::LabelBehindGreedy(_)) => greedy(shape, text, uri.span, out),
        Err(fault) => {
            let message = format!("the URI pattern `{text}` is malformed: {fault}");
            let fault = Diagnostic::error("HttpUriFormat", message);
            out.push(fault.on(&shape.id).at(uri.span));
        }
        Ok(pattern) => {
            if let Some(input) = input {
                labels(model, shape, input, &pattern, uri.span, out);
                query_literals(shape, input, &pattern, uri.span, out);
            }
        }
    }
}

/// A greedy label takes all that follows, so nothing can tell where a label behind it begins.
fn greedy(shape: &Shape, uri: &str, span: Span, out: &mut Diagnostics) {
    let complaint = |event, message: String| {
        Diagnostic::new(Severity::Danger, event, message)
            .on(&shape.id)
            .at(span)
    };
    let message = format!("a label stands behind a greedy one, which is the last: `{uri}`");
    let event = "HttpUriGreedyLabel.GreedyLabelIsNotLastLabel";
    out.push(complaint(event, message));
    if uri.matches("+}").count() > 1 {
        let message = format!("only one label can be greedy: `{uri}`");
        let event = "HttpUriGreedyLabel.MultipleGreedyLabels";
        out.push(complaint(event, message));
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
