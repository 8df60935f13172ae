//! What HTTP says of methods and statuses. See [http](https://smithy.io/2.0/spec/http-bindings.html#http-trait).

use super::{listed, loaded};
use crate::traits::{
    HostLabel, Http, HttpHeader, HttpLabel, HttpPayload, HttpPrefixHeaders, HttpQuery,
    HttpQueryParams, HttpResponseCode, Idempotent, Readonly, Trait,
};
use crate::{Diagnostic, Diagnostics, Member, Model, Node, Number, Severity, Shape};

/// What a method promises; nothing where it leaves that to the operation.
struct Method {
    name: &'static str,
    readonly: bool,
    idempotent: Option<bool>,
    /// Whether a request has a body that means something.
    body: bool,
}

const METHODS: [Method; 8] = [
    Method {
        name: "GET",
        readonly: true,
        idempotent: None,
        body: false,
    },
    Method {
        name: "HEAD",
        readonly: true,
        idempotent: None,
        body: false,
    },
    Method {
        name: "OPTIONS",
        readonly: true,
        idempotent: None,
        body: true,
    },
    Method {
        name: "TRACE",
        readonly: true,
        idempotent: None,
        body: false,
    },
    Method {
        name: "POST",
        readonly: false,
        idempotent: None,
        body: true,
    },
    Method {
        name: "DELETE",
        readonly: false,
        idempotent: Some(true),
        body: false,
    },
    Method {
        name: "PUT",
        readonly: false,
        idempotent: Some(true),
        body: true,
    },
    Method {
        name: "PATCH",
        readonly: false,
        idempotent: None,
        body: true,
    },
];

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        let (Some(operation), Some(node)) = (shape.as_operation(), shape.traits.node(Http::ID))
        else {
            continue;
        };
        let input = model.shape(&operation.input);
        if let Some(method) = node.get("method") {
            semantics(shape, input, method, out);
        }
        let output = model.shape(&operation.output);
        no_content(shape, output, node, out);
    }
}

fn semantics(shape: &Shape, input: Option<&Shape>, node: &Node, out: &mut Diagnostics) {
    let Some(text) = node.as_str() else { return };
    let complaint = |severity, part: &str, message: String| {
        Diagnostic::new(severity, format!("HttpMethodSemantics{part}"), message)
            .on(&shape.id)
            .at(node.span)
    };
    if !super::is_token(text) {
        let message = format!("`{text}` is not an HTTP method");
        out.push(complaint(Severity::Error, "", message));
        return;
    }
    let Some(method) = METHODS
        .iter()
        .find(|method| method.name.eq_ignore_ascii_case(text))
    else {
        return;
    };
    let name = method.name;
    if name != text {
        let message = format!("the method `{text}` has small letters, and methods differ by case");
        out.push(complaint(Severity::Warning, "", message).help(format!("did you mean `{name}`?")));
    }
    if name == "OPTIONS" {
        let message =
            "OPTIONS is how browsers ask for permission, and no part of an API".to_owned();
        out.push(
            complaint(Severity::Warning, ".OPTIONS", message)
                .help("describe what browsers may do with the trait `smithy.api#cors`"),
        );
    }
    let readonly = shape.traits.has::<Readonly>();
    let mut promise = |part: &str, message: String, help: &str| {
        out.push(complaint(Severity::Warning, part, message).help(help));
    };
    if method.readonly && !readonly {
        let message = format!("{name} changes nothing, and the operation does not say so");
        let help = "add the trait `smithy.api#readonly`";
        promise(".MissingReadonlyTrait", message, help);
    }
    if !method.readonly && readonly {
        let message = format!("the operation is read-only, and {name} is for changes");
        promise(".UnnecessaryReadonlyTrait", message, "use GET");
    }
    if method.idempotent == Some(true) && !shape.traits.has::<Idempotent>() {
        let message = format!("{name} can be repeated, and the operation does not say so");
        let help = "add the trait `smithy.api#idempotent`";
        promise(".MissingIdempotentTrait", message, help);
    }
    let members = input.map_or(&[][..], |input| &input.members);
    let in_body: Vec<&str> = members
        .iter()
        .filter(|member| !beside_body(member))
        .map(Member::name)
        .collect();
    if !method.body && !in_body.is_empty() {
        let message = format!(
            "a {name} request has no body, and these members have no other place: {}",
            listed(in_body)
        );
        out.push(
            complaint(Severity::Danger, ".UnexpectedPayload", message)
                .help("bind them to labels, the query or headers"),
        );
    }
}

/// Whether a member of an input travels elsewhere than in the body.
fn beside_body(member: &Member) -> bool {
    let traits = &member.traits;
    traits.has::<HttpLabel>()
        || traits.has::<HttpQuery>()
        || traits.has::<HttpQueryParams>()
        || traits.has::<HttpHeader>()
        || traits.has::<HttpPrefixHeaders>()
        || traits.has::<HostLabel>()
}

/// A response of 204 or 205 has no body.
fn no_content(shape: &Shape, output: Option<&Shape>, node: &Node, out: &mut Diagnostics) {
    let Some(code) = node.get("code") else { return };
    let status = code.as_number().and_then(Number::as_u64);
    let Some(status @ (204 | 205)) = status else {
        return;
    };
    let elsewhere = |member: &&Member| {
        let traits = &member.traits;
        traits.has::<HttpHeader>()
            || traits.has::<HttpPrefixHeaders>()
            || (traits.has::<HttpResponseCode>() && !traits.has::<HttpPayload>())
    };
    let members = output.map_or(&[][..], |output| &output.members);
    let in_body: Vec<&str> = members
        .iter()
        .filter(|member| !elsewhere(member))
        .map(Member::name)
        .collect();
    if !in_body.is_empty() {
        let message = format!(
            "a response of {status} has no body, and these members have no other place: {}",
            listed(in_body)
        );
        out.push(
            Diagnostic::warning("HttpResponseCodeSemantics", message)
                .on(&shape.id)
                .at(code.span)
                .help("bind them to headers, or choose another status"),
        );
    }
}
