//! Waiters. See [waitable](https://smithy.io/2.0/additional-specs/waiters.html#smithy-waiters-waitable-trait).

use super::jmespath::{Expression, Type};
use super::{listed, loaded};
use crate::{Diagnostic, Diagnostics, Model, Node, Number, Operation, Severity, Shape, ShapeId};

const TRAIT: &str = "smithy.waiters#waitable";
const ID: &str = "WaitableTrait";

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        let (Some(operation), Some(node)) = (shape.as_operation(), shape.traits.node(TRAIT)) else {
            continue;
        };
        for (name, node) in node.as_object().into_iter().flatten() {
            let mut waiter = Waiter {
                model,
                shape,
                operation,
                name: name.as_str(),
                out,
            };
            waiter.delays(node);
            waiter.acceptors(node);
        }
    }
}

struct Waiter<'m, 'o> {
    model: &'m Model,
    shape: &'m Shape,
    operation: &'m Operation,
    name: &'m str,
    out: &'o mut Diagnostics,
}

impl<'m> Waiter<'m, '_> {
    fn complain(&mut self, message: String, place: &Node, help: &str) {
        let message = format!("the waiter `{}` {message}", self.name);
        let fault = Diagnostic::error(ID, message).on(&self.shape.id);
        self.out.push(fault.at(place.span).help(help));
    }

    fn delays(&mut self, waiter: &Node) {
        let delay = |key, default| {
            let said = waiter.get(key).and_then(Node::as_number);
            said.and_then(Number::as_i64).unwrap_or(default)
        };
        let (least, most) = (delay("minDelay", 2), delay("maxDelay", 120));
        if least > most {
            let message = format!("waits at least {least} seconds, and at most {most}");
            let place = waiter.get("minDelay").or(waiter.get("maxDelay"));
            let help = "let `minDelay` be no greater than `maxDelay`";
            self.complain(message, place.unwrap_or(waiter), help);
        }
    }

    fn acceptors(&mut self, waiter: &Node) {
        let Some(node) = waiter.get("acceptors") else {
            return;
        };
        let acceptors = node.as_array().unwrap_or_default();
        let state = |acceptor: &'_ Node| {
            acceptor
                .get("state")
                .and_then(Node::as_str)
                .map(str::to_owned)
        };
        let succeeds = |acceptor: &Node| state(acceptor).as_deref() == Some("success");
        if !acceptors.iter().any(succeeds) {
            let message = "never succeeds".to_owned();
            self.complain(message, node, "add an acceptor with the state `success`");
        }
        for (position, acceptor) in acceptors.iter().enumerate() {
            let matcher = acceptor.get("matcher");
            if let Some(message) = acceptor.get("message") {
                if state(acceptor).as_deref() != Some("failure") {
                    let what = "has a message for what is no failure".to_owned();
                    self.complain(what, message, "remove it, or let the state be `failure`");
                }
                let from_output = matcher.is_some_and(|matcher| matcher.get("output").is_some());
                self.message(message, from_output, position);
            }
            for key in ["output", "inputOutput"] {
                if let Some(matcher) = matcher.and_then(|matcher| matcher.get(key)) {
                    self.matcher(matcher, key == "inputOutput", position);
                }
            }
            if let Some(error) = matcher.and_then(|matcher| matcher.get("errorType")) {
                self.error_type(error, position);
            }
        }
    }

    /// What matches on an operation's output, or on its input too.
    fn matcher(&mut self, matcher: &Node, with_input: bool, position: usize) {
        let (model, operation) = (self.model, self.operation);
        let unit = ShapeId::unit();
        let lacks_input = with_input && operation.input == unit;
        let lacks = lacks_input || operation.output == unit;
        if lacks {
            let what = if lacks_input { "input" } else { "output" };
            let message = format!("looks at the {what} of `{}`, which has none", self.shape.id);
            self.complain(message, matcher, "match on `success` or `errorType`");
        }
        let comparator = matcher.get("comparator").and_then(Node::as_str);
        if let Some(expected) = matcher.get("expected")
            && comparator == Some("booleanEquals")
            && !matches!(expected.as_str(), Some("true" | "false"))
        {
            let message = "compares a boolean with what is none".to_owned();
            self.complain(message, expected, "write `true` or `false` in quotes");
        }
        let output = Type::of(model, &operation.output);
        let root = match () {
            () if lacks => Type::Any,
            () if with_input => Type::record([
                ("input".to_owned(), Type::of(model, &operation.input)),
                ("output".to_owned(), output),
            ]),
            () => output,
        };
        let Some(path) = matcher.get("path") else {
            return;
        };
        let Some(gives) = self.expression(path, &root, position) else {
            return;
        };
        let (fits, wanted) = match comparator {
            Some("booleanEquals") => (gives.may_be_boolean(), "a boolean"),
            Some("stringEquals") => (gives.may_be_string(), "a string"),
            Some("allStringEquals" | "anyStringEquals") => {
                (gives.may_be_strings(model), "a list of strings")
            }
            _ => return,
        };
        if !fits {
            let message = format!(
                "compares {} by `{}`, which takes {wanted}",
                gives.full_name(model),
                comparator.unwrap_or_default()
            );
            let id = format!(
                "WaitableTraitJmespathProblem.ReturnTypeMismatch.{}.{position}",
                self.name
            );
            let help = match gives {
                _ if wanted == "a list of strings" && gives.may_be_string() => {
                    "use `stringEquals`".to_owned()
                }
                _ if wanted == "a string" && gives.may_be_strings(model) => {
                    "use `allStringEquals` or `anyStringEquals`".to_owned()
                }
                _ if gives.may_be_boolean() => "use `booleanEquals`".to_owned(),
                _ if gives.may_be_string() => "use `stringEquals`".to_owned(),
                _ if wanted == "a boolean" => "compare it with a value by `==`".to_owned(),
                _ => format!("let the expression give {wanted}"),
            };
            self.judge(Severity::Danger, id, message, path, help);
        }
    }

    fn judge(
        &mut self,
        severity: Severity,
        id: String,
        message: String,
        place: &Node,
        help: String,
    ) {
        let message = format!("the waiter `{}` {message}", self.name);
        let fault = Diagnostic::new(severity, id, message).on(&self.shape.id);
        self.out.push(fault.at(place.span).help(help));
    }

    /// What an expression gives, if it is one.
    fn expression(&mut self, node: &Node, root: &Type<'m>, position: usize) -> Option<Type<'m>> {
        let expression = Expression::read(self.model, node.as_str()?, root);
        for fault in expression.faults {
            let id = match fault.severity {
                Severity::Error => ID.to_owned(),
                severity => {
                    let how = if severity == Severity::Danger {
                        "Danger"
                    } else {
                        "Warning"
                    };
                    format!(
                        "WaitableTraitJmespathProblem.JmespathEvent{how}.{}.{position}",
                        self.name
                    )
                }
            };
            let whose = format!("the expression of the waiter `{}`", self.name);
            self.out
                .push(fault.diagnose(id, &whose, node).on(&self.shape.id));
        }
        Some(expression.gives)
    }

    /// The message of a failure, which the output of the operation holds if that was matched.
    fn message(&mut self, node: &Node, from_output: bool, position: usize) {
        let root = match from_output && self.operation.output != ShapeId::unit() {
            true => Type::of(self.model, &self.operation.output),
            false => Type::Any,
        };
        if let Some(gives) = self.expression(node, &root, position)
            && !gives.may_be_string()
            && !gives.may_be_strings(self.model)
        {
            let message = format!("has {} for a message", gives.full_name(self.model));
            self.complain(message, node, "let the expression give a string");
        }
    }

    /// That the operation has an error: it may come from elsewhere too.
    fn error_type(&mut self, node: &Node, position: usize) {
        let Some(error) = node.as_str() else {
            return;
        };
        let errors = &self.operation.errors;
        if errors
            .iter()
            .any(|id| id.as_str() == error || id.name() == error)
        {
            return;
        }
        let message = format!(
            "waits for the error `{error}`, which `{}` has not",
            self.shape.id
        );
        let help = match errors.len() {
            0 => "add it to the operation's errors".to_owned(),
            1..=20 => format!(
                "its errors are {}",
                listed(errors.iter().map(ShapeId::name))
            ),
            _ => "add it to the operation's errors, or name one of these".to_owned(),
        };
        let id = format!("WaitableTraitInvalidErrorType.{}.{position}", self.name);
        self.judge(Severity::Warning, id, message, node, help);
    }
}
