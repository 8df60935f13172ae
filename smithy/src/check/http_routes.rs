//! Operations of one service that no router could tell apart.
//! See [conflicts](https://smithy.io/2.0/spec/http-bindings.html#specificity-routing).

use std::collections::BTreeMap;

use super::loaded;
use crate::closure::service_operations;
use crate::traits::{Endpoint, Http, Pattern, Segment, Trait};
use crate::{Diagnostic, Diagnostics, Model, Node, Shape};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for service in loaded(model).filter(|shape| shape.as_service().is_some()) {
        let mut routes: BTreeMap<String, Vec<(&Shape, Http)>> = BTreeMap::new();
        for operation in service_operations(model, service) {
            if let Some(operation) = model.shape(&operation)
                && let Some(http) = operation.traits.get::<Http>()
            {
                routes
                    .entry(route(operation, &http))
                    .or_default()
                    .push((operation, http));
            }
        }
        for operations in routes.into_values() {
            conflicts(model, &operations, out);
        }
    }
}

/// What a router sees: method, host prefix, segments without the labels' names, and the query parameters that are always there.
fn route(operation: &Shape, http: &Http) -> String {
    let mut route = format!("{} ", http.method);
    if let Some(Endpoint { host_prefix }) = operation.traits.get::<Endpoint>() {
        route.push_str(&host_prefix);
    }
    for segment in http.uri.segments() {
        route.push('/');
        match segment {
            Segment::Literal(text) => route.push_str(text),
            Segment::Label(_) => route.push_str("{}"),
            Segment::Greedy(_) => route.push_str("{+}"),
        }
    }
    let mut query: Vec<String> = http
        .uri
        .query()
        .iter()
        .map(|(key, value)| format!("{key}={}", value.as_deref().unwrap_or_default()))
        .collect();
    query.sort();
    for literal in query {
        route.push('?');
        route.push_str(&literal);
    }
    route
}

fn conflicts(model: &Model, operations: &[(&Shape, Http)], out: &mut Diagnostics) {
    for (at, (second, http)) in operations.iter().enumerate() {
        let Some((first, first_http)) = operations[..at]
            .iter()
            .find(|(first, other)| !told_apart(model, first, other, second, http))
        else {
            continue;
        };
        let uri = |shape: &Shape| {
            shape
                .traits
                .node(Http::ID)
                .and_then(|node| node.get("uri"))
                .map_or(shape.span, |uri| uri.span)
        };
        let message = format!(
            "`{}` and `{}` answer the same requests: {} `{}`",
            second.id,
            first.id,
            http.method,
            http.uri.as_str()
        );
        let fault = Diagnostic::error("HttpUriConflict", message)
            .on(&second.id)
            .at(uri(second))
            .also(
                uri(first),
                format!(
                    "{} `{}`, with the same method",
                    first.id.name(),
                    first_http.uri.as_str()
                ),
            );
        out.push(fault.help("give one of them another method or path"));
    }
}

/// Labels with different patterns may tell operations apart, which is for whoever wrote them to know.
fn told_apart(
    model: &Model,
    first: &Shape,
    first_http: &Http,
    second: &Shape,
    second_http: &Http,
) -> bool {
    first_http
        .uri
        .labels()
        .zip(second_http.uri.labels())
        .any(|(a, b)| {
            let pair = (pattern(model, first, a), pattern(model, second, b));
            matches!(pair, (Some(a), Some(b)) if a != b)
        })
}

fn pattern<'m>(model: &'m Model, operation: &Shape, label: &str) -> Option<&'m str> {
    let member = model
        .shape(&operation.as_operation()?.input)?
        .member(label)?;
    let node = member
        .traits
        .node(Pattern::ID)
        .or_else(|| model.shape(&member.target)?.traits.node(Pattern::ID));
    node.and_then(Node::as_str)
}
