//! What one service, or some of its operations, need of a model.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::suggest::{did_you_mean, nearest};
use crate::{Diagnostic, Diagnostics, Model, Service, Shape, ShapeId};

/// What one service, or some of its operations, reach.
///
/// See [service closure](https://smithy.io/2.0/spec/service-types.html#service-closure).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// The service.
    pub service: ShapeId,
    /// The operations bound to the service and, at any depth, to its resources, by id.
    pub operations: Vec<ShapeId>,
    /// Every shape reached from them: inputs, outputs, errors, also those of the service, and what their members target.
    /// Neither the operations themselves nor the definitions of traits.
    pub shapes: BTreeSet<ShapeId>,
}

impl Closure {
    /// The closure of a service, or of some of its operations; of all of them if `operations` is empty.
    ///
    /// Services and operations go by `Name` or `namespace#Name`. The service may be left out if there is
    /// one only. Names that are unknown or leave a choice are errors in `diagnostics`, and then there is no closure.
    pub fn of(
        model: &Model,
        service: Option<&str>,
        operations: &[String],
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let service = choose_service(model, service, diagnostics)?;
        let all = service_operations(model, service);
        let operations = if operations.is_empty() {
            all
        } else {
            choose_operations(service, &all, operations, diagnostics)?
        };
        let mut closure = Self {
            service: service.id.clone(),
            operations: operations.into_iter().collect(),
            shapes: BTreeSet::new(),
        };
        closure.shapes = closure.reach(model, service.as_service()?);
        Some(closure)
    }

    /// The name of a shape inside this service: its new one if it is renamed, else its own.
    pub fn name<'a>(&self, model: &'a Model, id: &'a ShapeId) -> &'a str {
        let service = model.shape(&self.service).and_then(Shape::as_service);
        service
            .and_then(|service| service.rename.get(id))
            .map_or(id.name(), String::as_str)
    }

    /// The errors of an operation: its own, then those of the service that it does not list.
    pub fn errors(&self, model: &Model, operation: &ShapeId) -> Vec<ShapeId> {
        let mut errors = model
            .shape(operation)
            .and_then(Shape::as_operation)
            .map_or_else(Vec::new, |operation| operation.errors.clone());
        if let Some(service) = model.shape(&self.service).and_then(Shape::as_service) {
            for error in &service.errors {
                if !errors.contains(error) {
                    errors.push(error.clone());
                }
            }
        }
        errors
    }

    fn reach(&self, model: &Model, service: &Service) -> BTreeSet<ShapeId> {
        let mut waiting: Vec<&ShapeId> = service.errors.iter().collect();
        for operation in &self.operations {
            if let Some(operation) = model.shape(operation).and_then(Shape::as_operation) {
                waiting.extend([&operation.input, &operation.output]);
                waiting.extend(&operation.errors);
            }
        }
        reach(model, waiting).into_iter().cloned().collect()
    }
}

/// The shapes that some shapes reach by their members, themselves included.
pub(crate) fn reach<'a>(model: &'a Model, mut waiting: Vec<&'a ShapeId>) -> FxHashSet<&'a ShapeId> {
    let mut met = FxHashSet::default();
    while let Some(id) = waiting.pop() {
        // Most members have been met: that costs less to find out than the shape.
        if !met.contains(id)
            && let Some(shape) = model.shape(id)
        {
            met.insert(&shape.id);
            waiting.extend(shape.members.iter().map(|member| &member.target));
        }
    }
    met
}

/// The operations bound to a service or, at any depth, to its resources.
pub(crate) fn service_operations(model: &Model, service: &Shape) -> BTreeSet<ShapeId> {
    let Some(service) = service.as_service() else {
        return BTreeSet::new();
    };
    let mut operations: BTreeSet<ShapeId> = service.operations.iter().cloned().collect();
    let mut waiting: Vec<&ShapeId> = service.resources.iter().collect();
    let mut met = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if let Some(resource) = model.shape(id).and_then(Shape::as_resource)
            && met.insert(id)
        {
            operations.extend(resource.all_operations().cloned());
            waiting.extend(&resource.resources);
        }
    }
    operations
}

fn choose_service<'a>(
    model: &'a Model,
    name: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Shape> {
    let services: Vec<&Shape> = model.services().collect();
    let list = || {
        services
            .iter()
            .map(|service| format!("`{}`", service.id))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let Some(name) = name else {
        return match *services.as_slice() {
            [service] => Some(service),
            [] => {
                diagnostics.push(Diagnostic::error(
                    "Closure.Service",
                    "the model has no service",
                ));
                None
            }
            _ => {
                let fault = Diagnostic::error(
                    "Closure.Service",
                    "the model has several services, and none was chosen",
                );
                diagnostics.push(fault.help(format!("choose one of {}", list())));
                None
            }
        };
    };
    let found: Vec<&Shape> = services
        .iter()
        .copied()
        .filter(|service| matches(&service.id, name))
        .collect();
    match *found.as_slice() {
        [service] => Some(service),
        [] => {
            let help = match suggestion(name, services.iter().map(|service| &service.id)) {
                Some(help) => help,
                None if services.is_empty() => "the model has no service".to_owned(),
                None => format!("the services are {}", list()),
            };
            diagnostics.push(
                Diagnostic::error("Closure.Service", format!("there is no service `{name}`"))
                    .help(help),
            );
            None
        }
        _ => {
            let fault = Diagnostic::error(
                "Closure.Service",
                format!("there are several services `{name}`"),
            );
            diagnostics.push(fault.help(format!(
                "name it with its namespace; the services are {}",
                list()
            )));
            None
        }
    }
}

fn choose_operations(
    service: &Shape,
    all: &BTreeSet<ShapeId>,
    names: &[String],
    diagnostics: &mut Diagnostics,
) -> Option<BTreeSet<ShapeId>> {
    let mut chosen = BTreeSet::new();
    let mut unknown = false;
    for name in names {
        let found = all.iter().filter(|operation| matches(operation, name));
        let before = chosen.len();
        let repeated = found.clone().any(|operation| chosen.contains(operation));
        chosen.extend(found.cloned());
        if chosen.len() == before && !repeated {
            unknown = true;
            let fault = Diagnostic::error(
                "Closure.Operation",
                format!("`{}` has no operation `{name}`", service.id),
            )
            .on(&service.id)
            .at(service.span)
            .maybe_help(suggestion(name, all.iter()));
            diagnostics.push(fault);
        }
    }
    (!unknown).then_some(chosen)
}

fn matches(id: &ShapeId, name: &str) -> bool {
    if name.contains('#') {
        id.as_str() == name
    } else {
        id.name() == name
    }
}

fn suggestion<'a>(name: &str, ids: impl Iterator<Item = &'a ShapeId> + Clone) -> Option<String> {
    if name.contains('#') {
        let whole = did_you_mean(name, ids.clone().map(ShapeId::as_str));
        let short = || {
            nearest(name.rsplit('#').next()?, ids.map(ShapeId::name))
                .map(|name| format!("did you mean `{name}`?"))
        };
        return whole.or_else(short);
    }
    did_you_mean(name, ids.map(ShapeId::name))
}
