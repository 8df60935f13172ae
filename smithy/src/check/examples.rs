//! Examples of operations. See [examples](https://smithy.io/2.0/spec/documentation-traits.html#examples-trait).

use super::loaded;
use super::values::{Kind, Misfit, Values};
use crate::closure::service_operations;
use crate::traits::{Examples, Trait};
use crate::{Diagnostic, Diagnostics, Model, Node, Operation, Severity, Shape, ShapeId};

const EVENT: &str = "ExamplesTrait";

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let mut values = Values::new(model);
    for shape in loaded(model) {
        let (Some(operation), Some(node)) = (shape.as_operation(), shape.traits.node(Examples::ID))
        else {
            continue;
        };
        for example in node.as_array().into_iter().flatten() {
            Checker {
                model,
                shape,
                operation,
                example,
                values: &mut values,
                out,
            }
            .check();
        }
    }
}

struct Checker<'m, 'c> {
    model: &'m Model,
    shape: &'m Shape,
    operation: &'m Operation,
    example: &'m Node,
    values: &'c mut Values<'m>,
    out: &'c mut Diagnostics,
}

impl<'m> Checker<'m, '_> {
    fn check(&mut self) {
        let lenient = self.example.get("allowConstraintErrors");
        let lenient = lenient.and_then(Node::as_bool) == Some(true);
        let error = self.example.get("error");
        let input = self.example.get("input");
        if let Some(input) = input {
            self.value("input", &self.operation.input, input, lenient);
        }
        match (self.example.get("output"), error) {
            (Some(output), Some(_)) => {
                let message = "the example has an output and an error".to_owned();
                self.complain(message, output, Some("keep one of them"));
            }
            (Some(output), None) => self.value("output", &self.operation.output, output, false),
            _ => {}
        }
        if let Some(error) = error {
            self.error(error);
        } else if lenient {
            let message =
                "the example allows an input that does not fit, and has no error".to_owned();
            let help = Some("add the `error` that it leads to, or remove `allowConstraintErrors`");
            self.complain(message, self.example, help);
        }
    }

    fn error(&mut self, error: &'m Node) {
        let Some(id) = error.get("shapeId") else {
            return;
        };
        let Some(text) = id.as_str() else { return };
        let known = self.operation.errors.iter().any(|error| error == text)
            || self.is_error_of_service(text);
        if !known {
            let message = format!("`{text}` is no error of the operation");
            self.complain(message, id, Some("add it to the operation's `errors`"));
            return;
        }
        if let Some(content) = error.get("content") {
            self.value("error", &ShapeId::new(text), content, false);
        }
    }

    /// Whether every service that the operation belongs to has the error.
    fn is_error_of_service(&self, error: &str) -> bool {
        let mut has_it = self
            .model
            .services()
            .filter(|service| service_operations(self.model, service).contains(&self.shape.id))
            .map(|service| {
                let errors = service.as_service().map(|found| &found.errors);
                errors.into_iter().flatten().any(|id| id == error)
            })
            .peekable();
        has_it.peek().is_some() && has_it.all(|has_it| has_it)
    }

    fn value(&mut self, what: &str, shape: &ShapeId, node: &Node, lenient: bool) {
        let Some(shape) = self.model.shape(shape) else {
            return;
        };
        for misfit in self.values.misfits(shape, node) {
            let severity = match misfit.kind {
                Kind::UnknownMember { .. } => Severity::Warning,
                Kind::Missing | Kind::Constraint | Kind::Range { .. } if lenient => {
                    Severity::Warning
                }
                _ => Severity::Error,
            };
            let event = misfit.event(EVENT);
            let Misfit {
                message,
                span,
                help,
                ..
            } = misfit;
            let message = format!("the {what} of the example does not fit: {message}");
            self.out.push(
                Diagnostic::new(severity, event, message)
                    .on(&self.shape.id)
                    .at(span)
                    .maybe_help(help),
            );
        }
    }

    fn complain(&mut self, message: String, node: &Node, help: Option<&str>) {
        let title = self.example.get("title").and_then(Node::as_str);
        let message = match title {
            Some(title) => format!("{message}: {title:?}"),
            None => message,
        };
        self.out.push(
            Diagnostic::error(EVENT, message)
                .on(&self.shape.id)
                .at(node.span)
                .maybe_help(help.map(str::to_owned)),
        );
    }
}
