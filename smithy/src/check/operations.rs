//! What operations take and give, and what these structures are called.
//! See [input](https://smithy.io/2.0/spec/type-refinement-traits.html#input-trait) and
//! [output](https://smithy.io/2.0/spec/type-refinement-traits.html#output-trait).

use rustc_hash::{FxHashMap, FxHashSet};

use super::loaded;
use crate::traits::{Default, Http, Idempotent, Input, Output, Trait};
use crate::{Diagnostic, Diagnostics, Member, Model, Node, Operation, Shape, ShapeId};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    misuse(model, out);
    let updates: FxHashSet<&ShapeId> = loaded(model)
        .filter_map(|shape| shape.as_resource()?.update.as_ref())
        .collect();
    for shape in loaded(model) {
        let Some(operation) = shape.as_operation() else {
            continue;
        };
        names(model, shape, operation, out);
        idempotent(shape, operation, out);
        if updates.contains(&shape.id) || updates_by_name(shape) {
            defaults_in_update(model, shape, operation, out);
        }
    }
}

/// One side of an operation.
struct Side {
    name: &'static str,
    of: fn(&Operation) -> &ShapeId,
    marked: fn(&Shape) -> bool,
    /// What names of such structures end with.
    endings: [&'static str; 2],
}

const SIDES: [Side; 2] = [
    Side {
        name: "input",
        of: |operation| &operation.input,
        marked: |shape| shape.traits.has::<Input>(),
        endings: ["Input", "Request"],
    },
    Side {
        name: "output",
        of: |operation| &operation.output,
        marked: |shape| shape.traits.has::<Output>(),
        endings: ["Output", "Response"],
    },
];

/// A structure with `@input` or `@output` is that of one operation, and nothing else.
fn misuse(model: &Model, out: &mut Diagnostics) {
    const EVENT: &str = "OperationInputOutputMisuse";
    for (side, other) in [(&SIDES[0], &SIDES[1]), (&SIDES[1], &SIDES[0])] {
        let mut users: FxHashMap<&ShapeId, Vec<&Shape>> = FxHashMap::default();
        for shape in loaded(model) {
            let Some(operation) = shape.as_operation() else {
                continue;
            };
            let target = (side.of)(operation);
            users.entry(target).or_default().push(shape);
            if model.shape(target).is_some_and(other.marked) {
                let message = format!(
                    "the {} of an operation cannot be `{target}`, which has the trait `smithy.api#{}`",
                    side.name, other.name
                );
                let place = model.reference(&shape.id, target).unwrap_or(shape.span);
                out.push(Diagnostic::error(EVENT, message).on(&shape.id).at(place));
            }
        }
        for shape in loaded(model).filter(|shape| (side.marked)(shape)) {
            let Some([first, second, ..]) = users.get(&shape.id).map(Vec::as_slice) else {
                continue;
            };
            let role = side.name;
            let message = format!(
                "`{}` has the trait `smithy.api#{role}`, and is the {role} of more than one operation",
                shape.id
            );
            let place = |user: &Shape| model.reference(&user.id, &shape.id).unwrap_or(user.span);
            let fault = Diagnostic::error(EVENT, message)
                .on(&shape.id)
                .at(place(second))
                .also(place(first), "it is used here as well")
                .help(format!("give each operation an {role} of its own"));
            out.push(fault);
        }
        for shape in loaded(model) {
            for member in &shape.members {
                if let Some(target) = model.shape(&member.target)
                    && (side.marked)(target)
                {
                    let message = format!(
                        "`{}` has the trait `smithy.api#{}`, so that no member can target it",
                        target.id, side.name
                    );
                    out.push(
                        Diagnostic::error(EVENT, message)
                            .on(&member.id)
                            .at(member.span),
                    );
                }
            }
        }
    }
}

fn names(model: &Model, shape: &Shape, operation: &Operation, out: &mut Diagnostics) {
    for side in &SIDES {
        let target = (side.of)(operation);
        let (role, name) = (side.name, shape.id.name());
        let marked = model.shape(target).is_some_and(side.marked);
        if marked && !target.name().starts_with(name) {
            let message = format!(
                "the {role} of `{name}` is `{target}`, whose name does not begin with `{name}`"
            );
            let place = model.reference(&shape.id, target).unwrap_or(shape.span);
            out.push(
                Diagnostic::warning(format!("OperationInputOutputName.{role}"), message)
                    .on(&shape.id)
                    .at(place),
            );
        }
        for ending in side.endings {
            let namesake = format!("{}{ending}", shape.id);
            if let Some(namesake) = model.find(&namesake)
                && namesake.id != *target
            {
                let message = format!(
                    "`{}` is named like the {role} of `{}`, which is `{target}`",
                    namesake.id, shape.id
                );
                out.push(
                    Diagnostic::warning("OperationNameAmbiguity", message)
                        .on(&namesake.id)
                        .at(namesake.span)
                        .also(shape.span, "the operation is defined here"),
                );
            }
        }
    }
}

/// What an idempotent operation says when its work was done before.
/// See [idempotent](https://smithy.io/2.0/spec/behavior-traits.html#idempotent-trait).
fn idempotent(shape: &Shape, operation: &Operation, out: &mut Diagnostics) {
    let Some(node) = shape.traits.node(Idempotent::ID) else {
        return;
    };
    let complaint = |message: String, place: &Node| {
        Diagnostic::error("IdempotentTrait", message)
            .on(&shape.id)
            .at(place.span)
    };
    if node.get("exists").is_some() && node.get("notFound").is_some() {
        let message = "`exists` and `notFound` exclude each other".to_owned();
        out.push(complaint(message, node).help("keep one of them"));
    }
    for key in ["exists", "notFound"] {
        let errors = node.get(key).and_then(Node::as_array);
        for error in errors.into_iter().flatten() {
            if let Some(id) = error.as_str()
                && !operation.errors.iter().any(|known| known == id)
            {
                let message = format!("`{key}` names `{id}`, which is no error of the operation");
                let known = operation.errors.iter().map(ShapeId::as_str);
                let help = format!("its errors are {}", super::listed(known));
                out.push(complaint(message, error).help(help));
            }
        }
    }
}

fn updates_by_name(shape: &Shape) -> bool {
    let name = shape.id.name();
    let method = shape
        .traits
        .node(Http::ID)
        .and_then(|node| node.get("method"));
    name.starts_with("Update")
        || name.starts_with("Patch")
        || method.and_then(Node::as_str) == Some("PATCH")
}

/// Nobody can tell a default from a value that was left out, which in an update means "as it is".
fn defaults_in_update(model: &Model, shape: &Shape, operation: &Operation, out: &mut Diagnostics) {
    let members = model.shape(&operation.input);
    let members = members.map_or(&[][..], |input| &input.members);
    let filled: Vec<&str> = members
        .iter()
        .filter(|member| {
            let default = member.traits.node(Default::ID);
            default.is_some_and(|node| !node.is_null())
        })
        .map(Member::name)
        .collect();
    if !filled.is_empty() {
        let message = format!(
            "an update cannot tell whether these members were left out, since they have defaults: {}",
            super::listed(filled)
        );
        out.push(
            Diagnostic::warning("DefaultValueInUpdate", message)
                .on(&shape.id)
                .at(shape.span),
        );
    }
}
