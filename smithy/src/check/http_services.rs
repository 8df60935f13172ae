//! Operations of one service over HTTP: that all have a request, and no two the same.
//! See [conflicts](https://smithy.io/2.0/spec/http-bindings.html#specificity-routing).

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::loaded;
use super::patterns::Patterns;
use crate::closure::service_operations;
use crate::traits::{Endpoint, Http, Pattern, ProtocolDefinition, Segment, Trait};
use crate::{Diagnostic, Diagnostics, Model, Node, Severity, Shape, Span};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for service in loaded(model).filter(|shape| shape.as_service().is_some()) {
        let operations = service_operations(model, service);
        let operations: Vec<&Shape> = operations.iter().filter_map(|id| model.shape(id)).collect();
        missing(model, service, &operations, out);
        let mut routes: BTreeMap<String, Vec<(&Shape, Http)>> = BTreeMap::new();
        for operation in operations {
            if let Some(http) = operation.traits.get::<Http>() {
                routes
                    .entry(route(&http))
                    .or_default()
                    .push((operation, http));
            }
        }
        for operations in routes.into_values() {
            conflicts(model, &operations, out);
        }
    }
}

/// Operations without a request, where others have one or the protocol needs one.
fn missing(model: &Model, service: &Shape, operations: &[&Shape], out: &mut Diagnostics) {
    let has_http = |operation: &&&Shape| operation.traits.node(Http::ID).is_some();
    let protocol = service
        .traits
        .iter()
        .find(|(id, _)| supports_http(model, id.as_str()));
    let (severity, why) = match protocol {
        Some((id, _)) => (Severity::Error, format!("the protocol `{id}` needs it")),
        None if operations.iter().any(|operation| has_http(&operation)) => (
            Severity::Warning,
            format!("other operations of `{}` have it", service.id),
        ),
        None => return,
    };
    for operation in operations.iter().filter(|operation| !has_http(operation)) {
        let message = format!("the operation has no trait `smithy.api#http`, and {why}");
        out.push(
            Diagnostic::new(severity, "HttpBindingsMissing", message)
                .on(&operation.id)
                .at(operation.span)
                .help("say which request it is: `\"smithy.api#http\": {\"method\": \"…\", \"uri\": \"…\"}`"),
        );
    }
}

/// Whether a trait is a protocol that keeps to `http` traits.
pub(super) fn supports_http(model: &Model, id: &str) -> bool {
    supports(model, id, Http::ID)
}

/// Whether a trait is a protocol that keeps to another trait.
pub(super) fn supports(model: &Model, protocol: &str, id: &str) -> bool {
    let definition = model
        .find(protocol)
        .and_then(|shape| shape.traits.node(ProtocolDefinition::ID));
    definition
        .and_then(|node| node.get("traits")?.as_array())
        .is_some_and(|traits| traits.iter().any(|node| node.as_str() == Some(id)))
}

/// What a router sees: method, segments without the labels' names, and the query parameters that are always there.
fn route(http: &Http) -> String {
    let mut route = format!("{} ", http.method);
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

/// How many operations of one route are named beside one of them.
const MAX_OTHERS: usize = 4;

/// With how many host prefixes that have labels one is compared; real services have a handful.
const MAX_COMPARED: usize = 200;

/// Every operation that shares its route with another is told of.
fn conflicts(model: &Model, operations: &[(&Shape, Http)], out: &mut Diagnostics) {
    let hosts: Vec<Host> = operations
        .iter()
        .map(|(operation, _)| Host::of(operation))
        .collect();
    // Without labels, only equal prefixes are met by the same host.
    let mut alike: FxHashMap<&Host, Vec<usize>> = FxHashMap::default();
    for (at, host) in hosts.iter().enumerate() {
        alike.entry(host).or_default().push(at);
    }
    let labelled: Vec<usize> = (0..hosts.len())
        .filter(|&at| hosts[at].has_label())
        .collect();
    let literal: Vec<usize> = (0..hosts.len())
        .filter(|&at| hosts[at].is_literal())
        .collect();
    let mut patterns = Patterns::default();
    for (at, (operation, http)) in operations.iter().enumerate() {
        let host = &hosts[at];
        let mut others: Vec<usize> = Vec::new();
        if !host.has_label() {
            let same = alike.get(host).into_iter().flatten();
            others.extend(same.filter(|&&other| other != at).take(MAX_OTHERS));
        }
        let rivals: &[&[usize]] = match host {
            Host::Any => &[],
            Host::Prefix(_) if host.has_label() => &[&labelled, &literal],
            Host::Prefix(_) => &[&labelled],
        };
        for rivals in rivals {
            let rivals = rivals.iter().take(MAX_COMPARED);
            others.extend(rivals.filter(|&&other| {
                other != at
                    && !told_apart(
                        model,
                        (operation, host),
                        (operations[other].0, &hosts[other]),
                        &mut patterns,
                    )
            }));
        }
        others.sort_unstable();
        others.truncate(MAX_OTHERS);
        let others: Vec<&(&Shape, Http)> =
            others.into_iter().map(|other| &operations[other]).collect();
        let Some((first, _)) = others.first() else {
            continue;
        };
        let message = format!(
            "`{}` and `{}` answer the same requests: {} `{}`",
            operation.id,
            first.id,
            http.method,
            http.uri.as_str()
        );
        let mut fault = Diagnostic::error("HttpUriConflict", message)
            .on(&operation.id)
            .at(uri(operation));
        for (other, http) in others {
            let place = format!(
                "{} `{}`, with the same method",
                other.id.name(),
                http.uri.as_str()
            );
            fault = fault.also(uri(other), place);
        }
        out.push(fault.help("give one of them another method or path"));
    }
}

/// Which hosts an operation is reached at.
#[derive(PartialEq, Eq, Hash)]
enum Host {
    Any,
    /// Those that begin like this, in the parts between dots.
    Prefix(Vec<String>),
}

impl Host {
    fn of(operation: &Shape) -> Self {
        operation
            .traits
            .get::<Endpoint>()
            .map_or(Self::Any, |found| {
                Self::Prefix(found.host_prefix.split('.').map(str::to_owned).collect())
            })
    }

    fn has_label(&self) -> bool {
        matches!(self, Self::Prefix(parts) if parts.iter().any(|part| label(part).is_some()))
    }

    fn is_literal(&self) -> bool {
        matches!(self, Self::Prefix(_)) && !self.has_label()
    }
}

fn uri(shape: &Shape) -> Span {
    let uri = shape.traits.node(Http::ID).and_then(|node| node.get("uri"));
    uri.map_or(shape.span, |uri| uri.span)
}

/// Whether two operations of one route have host prefixes that no host begins with at once.
fn told_apart<'m>(
    model: &'m Model,
    (first, first_host): (&Shape, &Host),
    (second, second_host): (&Shape, &Host),
    patterns: &mut Patterns<'m>,
) -> bool {
    let (Host::Prefix(first_parts), Host::Prefix(second_parts)) = (first_host, second_host) else {
        return true;
    };
    let mut excludes = |operation, label, text: &str| {
        pattern(model, operation, label)
            .is_some_and(|pattern| patterns.matches(pattern, text) == Some(false))
    };
    first_parts.len() != second_parts.len()
        || first_parts
            .iter()
            .zip(second_parts)
            .any(|(a, b)| match (label(a), label(b)) {
                (None, None) => a != b,
                (Some(_), Some(_)) => false,
                (Some(label), None) => excludes(first, label, b),
                (None, Some(label)) => excludes(second, label, a),
            })
}

fn label(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

/// What a label has to match.
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
