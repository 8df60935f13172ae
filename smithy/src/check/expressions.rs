//! Traits of expressions: conditions on values, and parameters of endpoints that inputs hold.
//! See [operationContextParams](https://smithy.io/2.0/additional-specs/rules-engine/parameters.html#smithy-rules-operationcontextparams-trait).

use super::jmespath::{Expression, Type};
use super::loaded;
use crate::{Diagnostic, Diagnostics, Model, Node, Severity, Shape, ShapeId, Traits};

const PARAMETERS: &str = "smithy.rules#operationContextParams";
const CONDITIONS: &str = "smithy.contracts#conditions";

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        parameters(model, shape, out);
        conditions(
            model,
            &shape.id,
            &shape.traits,
            || Type::of_shape(shape),
            out,
        );
        for member in &shape.members {
            let value = || Type::of(model, &member.target);
            conditions(model, &member.id, &member.traits, value, out);
        }
    }
}

/// The named expressions of a trait: each a node under a key of what has the name.
fn named<'n>(
    node: &'n Node,
    key: &'static str,
) -> impl Iterator<Item = (&'n str, &'n Node, &'n str)> {
    let entries = node.as_object().into_iter().flatten();
    entries.filter_map(move |(name, node)| {
        let node = node.get(key)?;
        Some((name.as_str(), node, node.as_str()?))
    })
}

fn parameters(model: &Model, shape: &Shape, out: &mut Diagnostics) {
    let (Some(operation), Some(node)) = (shape.as_operation(), shape.traits.node(PARAMETERS))
    else {
        return;
    };
    let input = Type::of(model, &operation.input);
    for (name, node, text) in named(node, "path") {
        let expression = Expression::read(model, text, &input);
        let whose = format!("the path of the parameter `{name}`");
        let id = || "OperationContextParamsTrait".to_owned();
        let more = expression.beyond_path();
        for mut fault in expression.faults {
            // Warnings tell of what was not looked at.
            fault.severity = match fault.severity {
                Severity::Danger => Severity::Error,
                severity => severity,
            };
            out.push(fault.diagnose(id(), &whose, node).on(&shape.id));
        }
        if let Some(fault) = more {
            out.push(fault.diagnose(id(), &whose, node).on(&shape.id));
        }
    }
}

fn conditions<'m>(
    model: &'m Model,
    id: &ShapeId,
    traits: &Traits,
    value: impl Fn() -> Type<'m>,
    out: &mut Diagnostics,
) {
    let Some(node) = traits.node(CONDITIONS) else {
        return;
    };
    for (name, node, text) in named(node, "expression") {
        let expression = Expression::read(model, text, &value());
        for fault in expression.faults {
            let how = match fault.severity {
                Severity::Error => "ConditionsTrait".to_owned(),
                Severity::Danger => {
                    format!("ConditionsTrait.JmespathProblem.JmespathEventDanger.{name}")
                }
                _ => format!("ConditionsTrait.JmespathProblem.JmespathEventWarning.{name}"),
            };
            let whose = format!("the condition `{name}`");
            out.push(fault.diagnose(how, &whose, node).on(id));
        }
        if !expression.gives.may_be_boolean() {
            let message = format!("the condition `{name}` gives {}", expression.gives.name());
            let fault = Diagnostic::new(Severity::Danger, "ConditionsTrait", message).on(id);
            out.push(fault.at(node.span).help("compare it with a value by `==`"));
        }
    }
}
