//! Values of traits that have a grammar of their own: media types, URIs, links, origins.

use super::loaded;
use crate::traits::{Cors, ExternalDocumentation, MediaType, Trait, XmlFlattened, XmlName};
use crate::{
    Diagnostic, Diagnostics, Element, Member, Model, Node, Severity, Shape, ShapeKind, Traits,
};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        traits(Element::Shape(shape), &shape.traits, out);
        for member in &shape.members {
            traits(Element::Member(shape, member), &member.traits, out);
            flattened(model, member, out);
        }
        cors(shape, out);
    }
}

fn traits(element: Element<'_>, traits: &Traits, out: &mut Diagnostics) {
    let mut complain = |event: &'static str, message: String, node: &Node| {
        let fault = Diagnostic::error(event, message).on(element.id());
        out.push(fault.at(node.span));
    };
    for applied in traits.all() {
        let node = &applied.node;
        match applied.id.as_str() {
            MediaType::ID => {
                if let Some(text) = node.as_str()
                    && !is_media_type(text)
                {
                    complain("MediaType", format!("`{text}` is not a media type"), node);
                }
            }
            "smithy.api#xmlNamespace" => {
                if let Some(uri) = node.get("uri")
                    && let Some(text) = uri.as_str()
                    && !is_uri(text)
                {
                    complain("XmlNamespaceTrait", format!("`{text}` is not a URI"), uri);
                }
            }
            ExternalDocumentation::ID => {
                for (_, link) in node.as_object().into_iter().flatten() {
                    if let Some(text) = link.as_str()
                        && !is_url(text)
                    {
                        complain("Model.TraitValue", format!("`{text}` is not a URL"), link);
                    }
                }
            }
            _ => {}
        }
    }
}

/// `type/subtype`, and parameters behind semicolons. See RFC 9110, section 8.3.1.
fn is_media_type(text: &str) -> bool {
    let (essence, mut rest) = match text.split_once(';') {
        Some((essence, rest)) => (essence, Some(rest)),
        None => (text, None),
    };
    let Some((top, sub)) = essence.trim().split_once('/') else {
        return false;
    };
    if !super::is_token(top) || !super::is_token(sub) {
        return false;
    }
    while let Some(parameters) = rest {
        let Some((name, value)) = parameters.trim_start().split_once('=') else {
            return false;
        };
        if !super::is_token(name) {
            return false;
        }
        let end = match value.strip_prefix('"') {
            Some(quoted) => match quoted.find('"') {
                Some(end) => end + 2,
                None => return false,
            },
            None => value.find(';').unwrap_or(value.len()),
        };
        let (value, behind) = value.split_at(end);
        if !value.starts_with('"') && !super::is_token(value.trim_end()) {
            return false;
        }
        rest = match behind.trim_start() {
            "" => None,
            behind => match behind.strip_prefix(';') {
                Some(behind) => Some(behind),
                None => return false,
            },
        };
    }
    true
}

/// Whether a text may be a URI, absolute or relative: of its characters, and not with a scheme that is none.
fn is_uri(text: &str) -> bool {
    let fits =
        |char: char| !char.is_whitespace() && !char.is_control() && !"<>\"{}|\\^`".contains(char);
    let scheme = text.split(['/', '?', '#']).next().unwrap_or_default();
    let scheme_fits = match scheme.split_once(':') {
        None => true,
        Some((scheme, _)) => is_scheme(scheme),
    };
    !text.is_empty() && text.chars().all(fits) && scheme_fits
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_url(text: &str) -> bool {
    is_uri(text)
        && text
            .split_once(':')
            .is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// A flattened list's elements are called like its member, whatever the list itself says.
/// See [xmlFlattened](https://smithy.io/2.0/spec/protocol-traits.html#xmlflattened-trait).
fn flattened(model: &Model, member: &Member, out: &mut Diagnostics) {
    if !member.traits.has::<XmlFlattened>() || member.traits.has::<XmlName>() {
        return;
    }
    let target = model.shape(&member.target);
    let Some(target) = target.filter(|target| matches!(target.kind, ShapeKind::List)) else {
        return;
    };
    if let Some(element) = target.member("member")
        && let Some(XmlName(name)) = element.traits.get()
        && name != member.name()
    {
        let message = format!(
            "the elements of the flattened list are called `{}`, whatever `{}` says",
            member.name(),
            element.id
        );
        out.push(
            Diagnostic::new(Severity::Warning, "XmlFlattenedTrait", message)
                .on(&member.id)
                .at(member.span)
                .also(element.span, format!("it says `{name}` here"))
                .help("say on the member what its elements are called, with `smithy.api#xmlName`"),
        );
    }
}

fn cors(shape: &Shape, out: &mut Diagnostics) {
    if let Some(node) = shape.traits.node(Cors::ID)
        && let (Some(origin), Some(origins)) = (node.get("origin"), node.get("origins"))
    {
        let message = "`origin` and `origins` exclude each other".to_owned();
        out.push(
            Diagnostic::error("CorsTrait", message)
                .on(&shape.id)
                .at(origins.span)
                .also(origin.span, "the `origin` is here")
                .help("keep one of them"),
        );
    }
}
