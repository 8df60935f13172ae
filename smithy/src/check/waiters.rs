//! Waiters. See [waitable](https://smithy.io/2.0/additional-specs/waiters.html#smithy-waiters-waitable-trait).

use super::loaded;
use crate::{Diagnostic, Diagnostics, Model, Node, Number, Operation, Shape, ShapeId};

const ID: &str = "smithy.waiters#waitable";

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        let (Some(operation), Some(node)) = (shape.as_operation(), shape.traits.node(ID)) else {
            continue;
        };
        for (name, waiter) in node.as_object().into_iter().flatten() {
            let complain = &mut |message: String, place: &Node, help: &str| {
                let message = format!("the waiter `{}` {message}", name.as_str());
                let fault = Diagnostic::error("WaitableTrait", message).on(&shape.id);
                out.push(fault.at(place.span).help(help));
            };
            delays(waiter, complain);
            acceptors(shape, operation, waiter, complain);
        }
    }
}

/// Takes what is wrong with a waiter, where, and what to do about it.
type Complain<'c> = dyn FnMut(String, &Node, &str) + 'c;

fn delays(waiter: &Node, complain: &mut Complain<'_>) {
    let delay = |key, default| {
        let said = waiter.get(key).and_then(Node::as_number);
        said.and_then(Number::as_i64).unwrap_or(default)
    };
    let (least, most) = (delay("minDelay", 2), delay("maxDelay", 120));
    if least > most {
        let message = format!("waits at least {least} seconds, and at most {most}");
        let place = waiter.get("minDelay").or(waiter.get("maxDelay"));
        let help = "let `minDelay` be no greater than `maxDelay`";
        complain(message, place.unwrap_or(waiter), help);
    }
}

fn acceptors(shape: &Shape, operation: &Operation, waiter: &Node, complain: &mut Complain<'_>) {
    let Some(node) = waiter.get("acceptors") else {
        return;
    };
    let acceptors = node.as_array().unwrap_or_default();
    let state = |acceptor: &Node| {
        acceptor
            .get("state")
            .and_then(Node::as_str)
            .map(str::to_owned)
    };
    let succeeds = |acceptor: &Node| state(acceptor).as_deref() == Some("success");
    if !acceptors.iter().any(succeeds) {
        let message = "never succeeds".to_owned();
        complain(message, node, "add an acceptor with the state `success`");
    }
    for acceptor in acceptors {
        if let Some(message) = acceptor.get("message")
            && state(acceptor).as_deref() != Some("failure")
        {
            let what = "has a message for what is no failure".to_owned();
            complain(what, message, "remove it, or let the state be `failure`");
        }
        let matcher = acceptor.get("matcher");
        for key in ["output", "inputOutput"] {
            let Some(path) = matcher.and_then(|matcher| matcher.get(key)) else {
                continue;
            };
            let unit = ShapeId::unit();
            let lacks_input = key == "inputOutput" && operation.input == unit;
            if lacks_input || operation.output == unit {
                let what = if lacks_input { "input" } else { "output" };
                let message = format!("looks at the {what} of `{}`, which has none", shape.id);
                complain(message, path, "match on `success` or `errorType`");
            }
            if let Some(expected) = path.get("expected")
                && path.get("comparator").and_then(Node::as_str) == Some("booleanEquals")
                && !matches!(expected.as_str(), Some("true" | "false"))
            {
                let message = "compares a boolean with what is none".to_owned();
                complain(message, expected, "write `true` or `false` in quotes");
            }
        }
    }
}
