//! Operations that give their results page by page.
//! See [paginated](https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait).

use rustc_hash::FxHashMap;

use super::{listed, loaded};
use crate::closure::service_operations;
use crate::suggest::did_you_mean;
use crate::traits::{Paginated, Required, Trait};
use crate::{Diagnostic, Diagnostics, Member, Model, Node, Severity, Shape, ShapeId, ShapeType};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let mut services: FxHashMap<ShapeId, Vec<&Shape>> = FxHashMap::default();
    for service in loaded(model).filter(|shape| shape.as_service().is_some()) {
        for operation in service_operations(model, service) {
            services.entry(operation).or_default().push(service);
        }
    }
    for operation in loaded(model).filter(|shape| shape.as_operation().is_some()) {
        let Some(node) = operation.traits.node(Paginated::ID) else {
            continue;
        };
        let mut of_service = None;
        for service in services.get(&operation.id).into_iter().flatten() {
            let said = service.traits.node(Paginated::ID);
            whole(service, operation, node, said, out);
            of_service = of_service.or(said);
        }
        pages(model, operation, node, of_service, out);
    }
}

/// What a trait says, or the service's where it says nothing.
fn text<'n>(node: &'n Node, of_service: Option<&'n Node>, key: &str) -> Option<&'n Node> {
    node.get(key).or_else(|| of_service?.get(key))
}

/// That both tokens are named, by the operation or by its service.
fn whole(
    service: &Shape,
    operation: &Shape,
    node: &Node,
    of_service: Option<&Node>,
    out: &mut Diagnostics,
) {
    for key in ["inputToken", "outputToken"] {
        if text(node, of_service, key).is_none() {
            let message = format!(
                "neither the operation nor `{}` says what the `{key}` is",
                service.id
            );
            out.push(
                Diagnostic::error("PaginatedTrait", message)
                    .on(&operation.id)
                    .at(node.span)
                    .help(format!("add `\"{key}\": \"…\"` with the name of a member")),
            );
        }
    }
}

/// What one key of the trait names.
struct Rule {
    key: &'static str,
    in_output: bool,
    fits: &'static [ShapeType],
    /// Others fit, and are better not used.
    best: Option<&'static [ShapeType]>,
    /// How bad it is that the member is required.
    required: Option<Severity>,
}

const RULES: [Rule; 4] = [
    Rule {
        key: "inputToken",
        in_output: false,
        fits: &[ShapeType::String, ShapeType::Map],
        best: Some(&[ShapeType::String]),
        required: Some(Severity::Error),
    },
    Rule {
        key: "outputToken",
        in_output: true,
        fits: &[ShapeType::String, ShapeType::Map],
        best: Some(&[ShapeType::String]),
        required: Some(Severity::Danger),
    },
    Rule {
        key: "pageSize",
        in_output: false,
        fits: &[
            ShapeType::Byte,
            ShapeType::Short,
            ShapeType::Integer,
            ShapeType::Long,
        ],
        best: Some(&[ShapeType::Integer]),
        required: Some(Severity::Warning),
    },
    Rule {
        key: "items",
        in_output: true,
        fits: &[ShapeType::List, ShapeType::Map],
        best: None,
        required: None,
    },
];

fn pages(
    model: &Model,
    shape: &Shape,
    node: &Node,
    of_service: Option<&Node>,
    out: &mut Diagnostics,
) {
    let Some(operation) = shape.as_operation() else {
        return;
    };
    for rule in &RULES {
        let Some(value) = text(node, of_service, rule.key) else {
            continue;
        };
        let Some(path) = value.as_str() else { continue };
        let top = match rule.in_output {
            true => &operation.output,
            false => &operation.input,
        };
        let mut complain = |severity, part: &str, message: String, help: Option<String>| {
            let event = match part {
                "" => "PaginatedTrait".to_owned(),
                part => format!("PaginatedTrait.{part}.{}", rule.key),
            };
            out.push(
                Diagnostic::new(severity, event, message)
                    .on(&shape.id)
                    .at(value.span)
                    .maybe_help(help),
            );
        };
        if !rule.in_output && path.contains('.') {
            let message = format!(
                "the `{}` is a member of the input itself, not `{path}`",
                rule.key
            );
            complain(Severity::Error, "", message, None);
            continue;
        }
        if path.split('.').count() > 2 {
            let message = format!("the `{}` is deep inside the output: `{path}`", rule.key);
            complain(Severity::Warning, "DeeplyNested", message, None);
        }
        let Some(top) = model.shape(top) else {
            continue;
        };
        let (member, target) = match walk(model, top, path) {
            Ok(found) => found,
            Err((shape, name)) => {
                let message = format!(
                    "the `{}` is `{path}`, and `{}` has no member `{name}`",
                    rule.key, shape.id
                );
                let help = did_you_mean(name, shape.members.iter().map(Member::name));
                complain(Severity::Error, "", message, help);
                continue;
            }
        };
        if let Some(severity) = rule.required
            && member.traits.has::<Required>()
        {
            let message = format!("the `{}` is `{path}`, which is required", rule.key);
            let part = match severity {
                Severity::Warning => "ShouldNotBeRequired",
                _ => "",
            };
            let help = Some("remove `smithy.api#required` from the member".to_owned());
            complain(severity, part, message, help);
        }
        let found = as_base(target.shape_type());
        let names = |types: &[ShapeType]| listed(types.iter().map(|found| found.name()));
        if !rule.fits.contains(&found) {
            let message = format!(
                "the `{}` is `{path}`, which is {} {} and not one of {}",
                rule.key,
                found.article(),
                found.name(),
                names(rule.fits)
            );
            complain(Severity::Error, "WrongShapeType", message, None);
        } else if let Some(best) = rule.best
            && !best.contains(&found)
        {
            let message = format!(
                "the `{}` is `{path}`, which is {} {}; better is {}",
                rule.key,
                found.article(),
                found.name(),
                names(best)
            );
            complain(Severity::Danger, "WrongShapeType", message, None);
        }
    }
}

/// An enum is a string too, and an intEnum an integer.
fn as_base(shape_type: ShapeType) -> ShapeType {
    match shape_type {
        ShapeType::Enum => ShapeType::String,
        ShapeType::IntEnum => ShapeType::Integer,
        other => other,
    }
}

/// The member at the end of a path, and its target; else the shape where it breaks off, and the name there.
fn walk<'m, 'p>(
    model: &'m Model,
    top: &'m Shape,
    path: &'p str,
) -> Result<(&'m Member, &'m Shape), (&'m Shape, &'p str)> {
    let mut shape = top;
    let mut found = None;
    for name in path.split('.') {
        let member = shape.member(name).ok_or((shape, name))?;
        shape = model.shape(&member.target).ok_or((shape, name))?;
        found = Some(member);
    }
    found.map(|member| (member, shape)).ok_or((top, path))
}
