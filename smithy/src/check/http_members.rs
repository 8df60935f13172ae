//! Members of inputs, outputs and errors, and the parts of a message that they take.

use rustc_hash::FxHashMap;

use super::listed;
use crate::traits::{
    Error, Fault, HostLabel, HttpError, HttpHeader, HttpLabel, HttpPayload, HttpPrefixHeaders,
    HttpQuery, HttpQueryParams, HttpResponseCode, Trait,
};
use crate::{Diagnostic, Diagnostics, Member, Severity, Shape, Span};

pub(super) fn check(shape: &Shape, out: &mut Diagnostics) {
    repeated::<HttpHeader>(
        shape,
        "HttpHeaderTrait",
        "header",
        str::to_ascii_lowercase,
        out,
    );
    repeated::<HttpQuery>(
        shape,
        "HttpQueryTrait",
        "query parameter",
        str::to_owned,
        out,
    );
    header_names(shape, out);
    reserved_headers(shape, out);
    prefixes(shape, out);
    query_params(shape, out);
}

/// Two members that are the same header or parameter.
fn repeated<T: Trait>(
    shape: &Shape,
    event: &'static str,
    what: &str,
    key: fn(&str) -> String,
    out: &mut Diagnostics,
) {
    let mut met: FxHashMap<String, (&Member, Span)> = FxHashMap::default();
    for member in &shape.members {
        let Some(node) = member.traits.node(T::ID) else {
            continue;
        };
        let Some(name) = node.as_str() else { continue };
        if let Some((first, span)) = met.get(&key(name)) {
            let message = format!(
                "the {what} `{name}` is bound to two members: `{}` and `{}`",
                first.name(),
                member.name()
            );
            let fault = Diagnostic::error(event, message)
                .on(&shape.id)
                .at(node.span)
                .also(*span, "it is bound here as well");
            out.push(fault.help("bind one of them to another name"));
        } else {
            met.insert(key(name), (member, node.span));
        }
    }
}

fn header_names(shape: &Shape, out: &mut Diagnostics) {
    for member in &shape.members {
        if let Some(node) = member.traits.node(HttpHeader::ID)
            && let Some(name) = node.as_str()
            && !super::is_token(name)
        {
            let message = format!("`{name}` is not the name of a header");
            out.push(
                Diagnostic::new(Severity::Danger, "HttpHeaderTrait", message)
                    .on(&member.id)
                    .at(node.span),
            );
        }
    }
}

/// Headers that belong to whoever carries the message.
const RESERVED: [&str; 15] = [
    "authorization",
    "connection",
    "content-length",
    "expect",
    "host",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "www-authenticate",
    "x-forwarded-for",
];

fn reserved_headers(shape: &Shape, out: &mut Diagnostics) {
    for member in &shape.members {
        if let Some(node) = member.traits.node(HttpHeader::ID)
            && let Some(name) = node.as_str()
            && RESERVED
                .iter()
                .any(|reserved| reserved.eq_ignore_ascii_case(name))
        {
            let message = format!("the header `{name}` belongs to HTTP itself");
            out.push(
                Diagnostic::new(Severity::Danger, "HttpHeaderTrait", message)
                    .on(&member.id)
                    .at(node.span),
            );
        }
    }
}

/// Parameters that a map of all others would take as well.
fn query_params(shape: &Shape, out: &mut Diagnostics) {
    let map = |member: &&Member| member.traits.has::<HttpQueryParams>();
    let Some(owner) = shape.members.iter().find(map) else {
        return;
    };
    let named: Vec<&str> = shape
        .members
        .iter()
        .filter(|member| member.traits.has::<HttpQuery>())
        .map(Member::name)
        .collect();
    if named.is_empty() {
        return;
    }
    let place = owner.traits.span::<HttpQueryParams>().unwrap_or(owner.span);
    let message = format!(
        "a server cannot tell parameters of `{}` from those of {}",
        owner.name(),
        listed(named)
    );
    out.push(
        Diagnostic::note("HttpQueryParamsTrait", message)
            .on(&shape.id)
            .at(place),
    );
}

/// A header that begins like a member's prefix would belong to both.
fn prefixes(shape: &Shape, out: &mut Diagnostics) {
    let Some(owner) = shape
        .members
        .iter()
        .find(|member| member.traits.has::<HttpPrefixHeaders>())
    else {
        return;
    };
    let Some(prefix) = owner.traits.node(HttpPrefixHeaders::ID) else {
        return;
    };
    let Some(text) = prefix.as_str() else {
        return;
    };
    // Every header begins with nothing, and that is what is asked for.
    let severity = match text {
        "" => Severity::Note,
        _ => Severity::Error,
    };
    for member in &shape.members {
        if let Some(header) = member.traits.node(HttpHeader::ID)
            && let Some(name) = header.as_str()
            && name
                .to_ascii_lowercase()
                .starts_with(&text.to_ascii_lowercase())
        {
            let (member_name, owner_name) = (member.name(), owner.name());
            let message = match text {
                "" => format!("`{owner_name}` is every header, `{name}` of `{member_name}` too"),
                text => format!(
                    "the header `{name}` of `{member_name}` begins with the prefix `{text}` of `{owner_name}`"
                ),
            };
            let fault = Diagnostic::new(severity, "HttpPrefixHeadersTrait", message)
                .on(&member.id)
                .at(header.span);
            out.push(
                fault
                    .also(prefix.span, "the prefix is here")
                    .help("choose another prefix or another header"),
            );
        }
    }
}

/// A payload is the whole body, so that nothing else can be in it.
pub(super) fn payload(shape: &Shape, out: &mut Diagnostics) {
    let Some(payload) = shape
        .members
        .iter()
        .find(|member| member.traits.has::<HttpPayload>())
    else {
        return;
    };
    let unbound: Vec<&str> = shape
        .members
        .iter()
        .filter(|member| !is_bound(member))
        .map(Member::name)
        .collect();
    if unbound.is_empty() {
        return;
    }
    let place = payload.traits.span::<HttpPayload>().unwrap_or(payload.span);
    let message = format!(
        "`{}` is the whole body, and these members have no other place: {}",
        payload.name(),
        listed(unbound)
    );
    let fault = Diagnostic::error("HttpPayload", message)
        .on(&shape.id)
        .at(place);
    out.push(
        fault.help("bind them to headers, labels or the query, or move them into the payload"),
    );
}

fn is_bound(member: &Member) -> bool {
    let traits = &member.traits;
    traits.has::<HttpPayload>()
        || traits.has::<HttpHeader>()
        || traits.has::<HttpPrefixHeaders>()
        || traits.has::<HttpLabel>()
        || traits.has::<HttpQuery>()
        || traits.has::<HttpQueryParams>()
        || traits.has::<HttpResponseCode>()
        || traits.has::<HostLabel>()
}

/// The status of an error tells whose fault it is.
pub(super) fn error_status(shape: &Shape, out: &mut Diagnostics) {
    let (Some(Error(fault)), Some(HttpError(status))) = (shape.traits.get(), shape.traits.get())
    else {
        return;
    };
    let (range, whose) = match fault {
        Fault::Client => (400..500, "client"),
        Fault::Server => (500..600, "server"),
    };
    if !range.contains(&status) {
        let message = format!(
            "the status of a {whose} error is between {} and {}, and this is {status}",
            range.start,
            range.end - 1
        );
        let place = shape
            .traits
            .node(HttpError::ID)
            .map_or(shape.span, |node| node.span);
        out.push(
            Diagnostic::new(Severity::Danger, "HttpResponseCodeSemantics", message)
                .on(&shape.id)
                .at(place),
        );
    }
}
