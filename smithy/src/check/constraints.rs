//! Lengths, ranges and patterns that contradict themselves.

use super::loaded;
use super::patterns::syntax_fault;
use crate::traits::{Length, Pattern, Range, Trait};
use crate::{Diagnostic, Diagnostics, Model, Node, Number, ShapeId, ShapeType, Traits};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        traits(&shape.id, shape.shape_type(), &shape.traits, out);
        for member in &shape.members {
            if let Some(target) = model.shape(&member.target) {
                traits(&member.id, target.shape_type(), &member.traits, out);
            }
        }
    }
}

fn traits(owner: &ShapeId, shape_type: ShapeType, traits: &Traits, out: &mut Diagnostics) {
    for applied in traits.all() {
        match applied.id.as_str() {
            Length::ID => length(owner, &applied.node, out),
            Range::ID => range(owner, shape_type, &applied.node, out),
            Pattern::ID => pattern(owner, &applied.node, out),
            _ => {}
        }
    }
}

fn length(owner: &ShapeId, node: &Node, out: &mut Diagnostics) {
    for key in ["min", "max"] {
        if let Some(bound) = node.get(key)
            && bound
                .as_number()
                .and_then(Number::as_i64)
                .is_some_and(|bound| bound < 0)
        {
            let fault = Diagnostic::error(
                "LengthTrait",
                format!("the `{key}` of a length is negative"),
            )
            .on(owner)
            .at(bound.span);
            out.push(fault.help("write 0 or more"));
        }
    }
    if let (Some(min), Some(max)) = (node.get("min"), node.get("max"))
        && let (Some(least), Some(most)) = (
            min.as_number().and_then(Number::as_u64),
            max.as_number().and_then(Number::as_u64),
        )
        && least > most
    {
        let fault = Diagnostic::error(
            "LengthTrait",
            format!("no value has this length: `min` {least} is greater than `max` {most}"),
        );
        out.push(
            fault
                .on(owner)
                .at(min.span)
                .also(max.span, "the `max` is here"),
        );
    }
    no_bounds("LengthTrait", "a length", owner, node, out);
}

fn range(owner: &ShapeId, shape_type: ShapeType, node: &Node, out: &mut Diagnostics) {
    let whole = !matches!(
        shape_type,
        ShapeType::Float | ShapeType::Double | ShapeType::BigDecimal
    );
    for key in ["min", "max"] {
        if let Some(bound) = node.get(key)
            && let Some(number) = bound.as_number()
            && whole
            && !number.is_integer()
        {
            let message = format!(
                "the `{key}` of a range of {} {} is a whole number, not {number}",
                shape_type.article(),
                shape_type.name()
            );
            out.push(
                Diagnostic::error("RangeTrait", message)
                    .on(owner)
                    .at(bound.span),
            );
        }
    }
    if let (Some(min), Some(max)) = (node.get("min"), node.get("max"))
        && let (Some(least), Some(most)) = (min.as_number(), max.as_number())
        && let (Some(low), Some(high)) = (least.as_f64(), most.as_f64())
        && low > high
    {
        let fault = Diagnostic::error(
            "RangeTrait",
            format!("no number is in this range: `min` {least} is greater than `max` {most}"),
        );
        out.push(
            fault
                .on(owner)
                .at(min.span)
                .also(max.span, "the `max` is here"),
        );
    }
    no_bounds("RangeTrait", "a range", owner, node, out);
}

fn no_bounds(event: &'static str, what: &str, owner: &ShapeId, node: &Node, out: &mut Diagnostics) {
    if node.as_object().is_some() && node.get("min").is_none() && node.get("max").is_none() {
        let fault = Diagnostic::error(event, format!("{what} has neither `min` nor `max`"))
            .on(owner)
            .at(node.span);
        out.push(fault.help("give one of them, or remove the trait"));
    }
}

fn pattern(owner: &ShapeId, node: &Node, out: &mut Diagnostics) {
    let Some(text) = node.as_str() else { return };
    if let Some((at, fault)) = syntax_fault(text) {
        let rest: String = text[at..].chars().take(20).collect();
        let fault = Diagnostic::error(
            "PatternTrait",
            format!("the pattern is not a regular expression: {fault}"),
        )
        .on(owner)
        .at(node.span)
        .label(format!("at `{rest}`"));
        out.push(fault);
    }
    let missing = match (text.starts_with('^'), text.ends_with('$')) {
        (true, true) => return,
        (false, true) => "`^` at its beginning",
        (true, false) => "`$` at its end",
        (false, false) => "`^` at its beginning and `$` at its end",
    };
    let message = format!("the pattern matches a part of the text, since it has no {missing}");
    out.push(
        Diagnostic::warning("PatternTrait", message)
            .on(owner)
            .at(node.span)
            .help("say whether the whole text must match"),
    );
}
