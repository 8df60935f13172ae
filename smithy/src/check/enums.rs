//! The values of enums. See [enum](https://smithy.io/2.0/spec/simple-types.html#enum) and
//! [intEnum](https://smithy.io/2.0/spec/simple-types.html#intenum).

use rustc_hash::FxHashMap;

use super::loaded;
use crate::traits::{EnumValue, Trait};
use crate::{Diagnostic, Diagnostics, Model, Node, Number, Shape, ShapeKind, Span, Value};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        match shape.kind {
            ShapeKind::Enum => values(shape, enum_value, out),
            ShapeKind::IntEnum => values(shape, int_enum_value, out),
            ShapeKind::Union if shape.members.is_empty() => {
                let fault =
                    Diagnostic::error("Union", format!("the union `{}` has no members", shape.id))
                        .on(&shape.id)
                        .at(shape.span);
                out.push(fault.help("give it at least one member"));
            }
            _ => {}
        }
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
            Diagnostic::error("EnumShape", message)
                .on(&shape.id)
                .at(shape.span)
                .help("give it at least one member"),
        );
    }
    let mut met: FxHashMap<&str, (&str, Span)> =
        FxHashMap::with_capacity_and_hasher(shape.members.len(), Default::default());
    for member in &shape.members {
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
            continue;
        }
        let text = node
            .as_str()
            .or_else(|| node.as_number().map(Number::text))
            .unwrap_or_default();
        if let Some((first, span)) = met.insert(text, (member.name(), node.span)) {
            let message = format!(
                "`{}` has the value of `{first}`: {}",
                member.name(),
                shown(node)
            );
            let fault = Diagnostic::error("EnumShape", message)
                .on(&member.id)
                .at(node.span)
                .also(span, "the value was first given here");
            out.push(fault.help("each member has a value of its own"));
        }
    }
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
