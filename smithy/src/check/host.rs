//! The host prefix of an operation. See [endpoint](https://smithy.io/2.0/spec/endpoint-traits.html#endpoint-trait).

use super::{listed, loaded};
use crate::traits::{Endpoint, HostLabel, Trait};
use crate::{Diagnostic, Diagnostics, Member, Model, Operation, Severity, Shape, Span};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        if let Some(operation) = shape.as_operation()
            && let Some(endpoint) = shape.traits.get::<Endpoint>()
        {
            let place = shape.traits.node(Endpoint::ID);
            let place = place.map_or(shape.span, |node| node.span);
            prefix(shape, &endpoint, place, out);
            let input = model.shape(&operation.input);
            let members = input.map_or(&[][..], |input| &input.members);
            labels(shape, operation, &endpoint, members, place, out);
        }
    }
}

/// That a host can begin so, whatever fills the labels.
fn prefix(shape: &Shape, endpoint: &Endpoint, place: Span, out: &mut Diagnostics) {
    let text = &endpoint.host_prefix;
    let mut filled = text.clone();
    for label in endpoint.labels() {
        filled = filled.replace(&format!("{{{label}}}"), "a");
    }
    // What stands behind the last dot goes on in the endpoint's own host.
    let host = match filled.strip_suffix('.') {
        Some(whole) => whole.to_owned(),
        None => format!("{filled}a"),
    };
    if let Some(part) = host.split('.').find(|part| !is_host_label(part)) {
        let message = format!("no host begins with `{text}`: `{part}` is no part of a host's name");
        out.push(
            Diagnostic::error("HostLabelTrait", message)
                .on(&shape.id)
                .at(place)
                .help("a part has at most 63 letters, digits and hyphens, and no hyphen first or last"),
        );
    }
    if endpoint.labels().next().is_some() && !text.ends_with('.') {
        let message = format!(
            "the host prefix `{text}` has labels, and no dot at its end: what fills a label may choose another domain"
        );
        out.push(
            Diagnostic::new(Severity::Danger, "HostLabelTrait", message)
                .on(&shape.id)
                .at(place)
                .help(format!("write `{text}.`")),
        );
    }
}

fn is_host_label(part: &str) -> bool {
    (1..=63).contains(&part.len())
        && !part.starts_with('-')
        && !part.ends_with('-')
        && part
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// That each label is filled by a member, and each such member fills one.
fn labels(
    shape: &Shape,
    operation: &Operation,
    endpoint: &Endpoint,
    members: &[Member],
    place: Span,
    out: &mut Diagnostics,
) {
    let labels: Vec<&str> = endpoint.labels().collect();
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
