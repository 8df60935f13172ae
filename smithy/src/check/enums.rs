//! The values of enums. See [enum](https://smithy.io/2.0/spec/simple-types.html#enum) and
//! [intEnum](https://smithy.io/2.0/spec/simple-types.html#intenum).

use std::borrow::Cow;

use super::loaded;
use crate::positions::repeats;
use crate::traits::{Enum, EnumValue, Trait};
use crate::{Diagnostic, Diagnostics, Model, Node, Number, Shape, ShapeKind, Value};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        match shape.kind {
            // What the trait says is judged as such.
            ShapeKind::Enum if model.named_values(&shape.id).is_some() => {}
            ShapeKind::Enum => values(shape, enum_value, out),
            ShapeKind::IntEnum => values(shape, int_enum_value, out),
            _ => {}
        }
        let named = model.named_values(&shape.id).map(|applied| &applied.node);
        if let Some(node) = shape.traits.node(Enum::ID).or(named) {
            enum_trait(shape, node, out);
        }
    }
}

/// Names are like those of constants: `UPPER_CASE`, so that every language can have them.
fn is_usual(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// The trait that made an enum of a string before there were enums.
/// See [enum](https://smithy.io/2.0/spec/constraint-traits.html#enum-trait).
fn enum_trait(shape: &Shape, node: &Node, out: &mut Diagnostics) {
    let definitions = node.as_array().unwrap_or_default();
    let place = |fault: Diagnostic, node: &Node| fault.on(&shape.id).at(node.span);
    let message = "the trait `smithy.api#enum` is deprecated: there is a type `enum`";
    out.push(place(
        Diagnostic::warning("ModelDeprecation", message),
        node,
    ));
    let names = definitions.iter().filter(|node| node.get("name").is_some());
    let named = names.count();
    if named == 0 && !definitions.is_empty() {
        let message = "no value of the enum has a name, which types in many languages need";
        out.push(
            place(Diagnostic::warning("EnumNamesPresent", message), node)
                .help("give each value a `name`"),
        );
    }
    for definition in definitions {
        if named > 0 && definition.get("name").is_none() {
            let message = "this value has no name, and others have";
            out.push(place(Diagnostic::error("EnumTrait", message), definition));
        }
        if let Some(name) = definition.get("name")
            && let Some(text) = name.as_str()
            && !is_usual(text)
        {
            let message = format!("the name `{text}` is not in UPPER_CASE");
            let fault = Diagnostic::warning(format!("EnumTrait.{text}"), message);
            out.push(place(fault, name));
        }
    }
    for key in ["name", "value"] {
        let value = |at: usize| definitions[at].get(key);
        let text = |at: usize| value(at)?.as_str();
        repeats(definitions.len(), text, |again, first| {
            if let (Some(node), Some(text), Some(first)) = (value(again), text(again), value(first))
            {
                let message = format!("two values of the enum have the {key} `{text}`");
                let fault = place(Diagnostic::error("EnumTrait", message), node);
                out.push(fault.also(first.span, "the other is here"));
            }
        });
    }
}

fn values(shape: &Shape, fault: fn(&Node) -> Option<String>, out: &mut Diagnostics) {
    if shape.members.is_empty() {
        let message = format!(
            "the {} `{}` has no members",
            shape.shape_type().name(),
            shape.id
        );
        out.push(
            Diagnostic::error("Model.EnumShape", message)
                .on(&shape.id)
                .at(shape.span)
                .help("give it at least one member"),
        );
    }
    for member in &shape.members {
        if !is_usual(member.name()) {
            let message = format!("the name `{}` is not in UPPER_CASE", member.name());
            out.push(
                Diagnostic::warning("EnumShape", message)
                    .on(&member.id)
                    .at(member.span),
            );
        }
        let Some(node) = member.traits.node(EnumValue::ID) else {
            let fault = Diagnostic::error(
                "EnumShape",
                format!("the member `{}` of an intEnum has no value", member.name()),
            )
            .on(&member.id)
            .at(member.span)
            .help("add the trait `smithy.api#enumValue` with a whole number");
            out.push(fault);
            continue;
        };
        if let Some(fault) = fault(node) {
            out.push(
                Diagnostic::error("EnumShape", fault)
                    .on(&member.id)
                    .at(node.span),
            );
        }
    }
    let value = |at: usize| shape.members[at].traits.node(EnumValue::ID);
    let text = |at: usize| {
        let node = value(at).filter(|node| fault(node).is_none())?;
        let text = node.as_str().map(Cow::Borrowed);
        text.or_else(|| node.as_number().map(Number::text))
    };
    repeats(shape.members.len(), text, |again, first| {
        let (Some(node), Some(first_node)) = (value(again), value(first)) else {
            return;
        };
        let (member, first) = (&shape.members[again], &shape.members[first]);
        let message = format!(
            "`{}` has the value of `{}`: {}",
            member.name(),
            first.name(),
            shown(node)
        );
        let fault = Diagnostic::error("EnumShape", message)
            .on(&member.id)
            .at(node.span)
            .also(first_node.span, "the value was first given here");
        out.push(fault.help("each member has a value of its own"));
    });
}

fn enum_value(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) if text.is_empty() => {
            Some("a value of an enum cannot be empty".to_owned())
        }
        Value::String(_) => None,
        _ => Some(format!(
            "a value of an enum is a string, not {}",
            node.kind()
        )),
    }
}

fn int_enum_value(node: &Node) -> Option<String> {
    match &node.value {
        Value::Number(number)
            if number
                .as_i64()
                .is_some_and(|value| i32::try_from(value).is_ok()) =>
        {
            None
        }
        Value::Number(number) => Some(format!(
            "a value of an intEnum is a whole number of 32 bits, not {number}"
        )),
        _ => Some(format!(
            "a value of an intEnum is a whole number, not {}",
            node.kind()
        )),
    }
}

fn shown(node: &Node) -> String {
    match &node.value {
        Value::String(text) => format!("{text:?}"),
        Value::Number(number) => number.to_string(),
        _ => node.kind().to_owned(),
    }
}
