//! The plan as a whole.

use std::collections::{BTreeMap, BTreeSet};

use farrier_smithy::traits::{Auth, HttpBearerAuth, RestXml, SigV4, Streaming, Title};
use farrier_smithy::{Closure, Diagnostics, Model, Operation, Shape, ShapeId, ShapeKind};
use proc_macro2::Ident;

use super::customizations::Customization;
use super::members::{Context, Forms, is_query_compatible};
use super::names::{self, Shadowed, Style};
use super::operations::OperationNames;
use super::{
    AuthPlan, ConstraintPlan, ConstraintsPlan, Options, Plan, ProtocolPlan, ServicePlan, TypePlan,
    constraints, docs, examples, only_read, protocol, recursion, routes, xml,
};
use crate::pattern::Matcher;

/// Plans one service's crate; complaints go to `diagnostics`.
pub(crate) fn plan(
    model: &Model,
    closure: &Closure,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<Plan> {
    let service = model.shape(&closure.service)?;
    let protocols = match options.types_only {
        true => Vec::new(),
        false => protocol::protocols(service, options, diagnostics)?,
    };
    let namespace = protocols
        .iter()
        .any(|protocol| protocol.names_namespaces())
        .then(|| service.id.namespace());
    let sends_xml = protocols.iter().any(|protocol| protocol.sends_xml());
    let operations = operations(model, closure);
    let ends: BTreeSet<&ShapeId> = operations
        .iter()
        .flat_map(|(_, plan)| [&plan.input, &plan.output])
        .collect();
    let shared = shared_shapes(model, closure, &ends);
    let names = crate_names(model, closure, &shared, &operations);
    let idents: BTreeMap<ShapeId, Ident> = names.types;
    let constraints = match options.validators {
        true => constraints::all(
            model,
            closure,
            &idents,
            &options.unchecked_patterns,
            diagnostics,
        ),
        false => BTreeMap::new(),
    };
    let customization = Customization::of(service);
    let shadowed = Shadowed::by(names.taken.iter().map(String::as_str));
    let mut context = Context {
        model,
        closure,
        options,
        protocols: &protocols,
        namespace,
        idents,
        constraints,
        boxed: recursion::boxed_members(model, &closure.shapes),
        xml: options.types_only || sends_xml,
        customization,
        forms: Forms::of(service, &protocols),
        events: events(model, closure),
        taken: names.taken,
        diagnostics,
    };
    let mut types: Vec<TypePlan> = shared
        .iter()
        .filter_map(|shape| context.shape(shape))
        .collect();
    types.sort_by(|a, b| a.ident().cmp(b.ident()));
    let idents = context.idents.clone();
    let examples = examples::Lookup::new(&types, &idents);
    let mut plans = Vec::new();
    let mut table = Vec::new();
    for ((shape, operation), names) in operations.iter().zip(names.operations) {
        let Some(mut plan) = context.operation(shape, operation, names) else {
            continue;
        };
        if options.client {
            plan.examples = examples.examples(shape, &plan, context.diagnostics);
        }
        if plan.http.is_some()
            && let Some(http) = shape.traits.get()
        {
            table.push(routes::route(&http, plans.len()));
        }
        plans.push(plan);
    }
    routes::sort(&mut table);
    let mut constraints: Vec<ConstraintsPlan> = context.constraints.into_values().collect();
    constraints.sort_by(|a, b| a.ident.cmp(&b.ident));
    let title = service.traits.get::<Title>().map(|Title(title)| title);
    let name = closure.name(model, &service.id).to_owned();
    let title = title.unwrap_or_else(|| name.clone());
    Some(Plan {
        service: ServicePlan {
            id: service.id.to_string(),
            version: version(service),
            title_docs: crate::docs::plain(&title),
            title,
            docs: docs::docs(&service.traits, String::new),
            handler: names::handler(&name),
            auth: auth(service),
            headers: customization
                .map(|customization| customization.headers(&version(service)))
                .unwrap_or_default(),
            bucket: customization.and_then(Customization::bucket),
            xml_namespace: xml::namespace(&service.traits).filter(|_| sends_xml),
            bare_errors: service
                .traits
                .get::<RestXml>()
                .filter(|_| protocols.contains(&ProtocolPlan::RestXml))
                .is_some_and(|protocol| protocol.no_error_wrapping),
            namespace: namespace.map(str::to_owned),
            query_compatible: is_query_compatible(service, &protocols),
            served: protocol::served(&protocols),
            protocols,
            routes: table,
            needs_regex: constraints.iter().flat_map(|plan| &plan.constraints).any(|constraint| {
                matches!(constraint, ConstraintPlan::Pattern { matcher, .. } if !matches!(matcher, Matcher::Class { .. }))
            }),
            event_streams: closure.shapes.iter().filter_map(|id| model.shape(id)).any(is_event_stream),
            name,
        },
        only_read: only_read::only_read(&plans, &types, options),
        operations: plans,
        types,
        constraints,
        shadowed,
    })
}

fn version(service: &Shape) -> String {
    match &service.kind {
        ShapeKind::Service(service) => service.version.clone(),
        _ => String::new(),
    }
}

/// The ways to authenticate, the preferred one first: as `@auth` lists them, else by the names of their traits.
fn auth(service: &Shape) -> Vec<AuthPlan> {
    let bearer = service
        .traits
        .has::<HttpBearerAuth>()
        .then_some(("smithy.api#httpBearerAuth", AuthPlan::Bearer));
    let sigv4 = service
        .traits
        .get::<SigV4>()
        .map(|SigV4 { name }| ("aws.auth#sigv4", AuthPlan::SigV4 { signing_name: name }));
    let mut schemes: Vec<(&str, AuthPlan)> = sigv4.into_iter().chain(bearer).collect();
    if let Some(Auth(order)) = service.traits.get::<Auth>() {
        let place = |id: &str| order.iter().position(|listed| listed.as_str() == id);
        schemes.retain(|(id, _)| place(id).is_some());
        schemes.sort_by_key(|(id, _)| place(id));
    }
    schemes.into_iter().map(|(_, scheme)| scheme).collect()
}

fn operations<'a>(model: &'a Model, closure: &Closure) -> Vec<(&'a Shape, &'a Operation)> {
    let mut operations: Vec<_> = closure
        .operations
        .iter()
        .filter_map(|id| model.shape(id))
        .filter_map(|shape| Some((shape, shape.as_operation()?)))
        .collect();
    operations.sort_by(|(a, _), (b, _)| {
        (closure.name(model, &a.id), &a.id).cmp(&(closure.name(model, &b.id), &b.id))
    });
    operations
}

/// The structures, unions and enums that are not only an operation's input or output.
fn shared_shapes<'a>(
    model: &'a Model,
    closure: &Closure,
    ends: &BTreeSet<&ShapeId>,
) -> Vec<&'a Shape> {
    let shapes: Vec<&Shape> = closure
        .shapes
        .iter()
        .filter_map(|id| model.shape(id))
        .collect();
    let targets: BTreeSet<&ShapeId> = shapes
        .iter()
        .flat_map(|shape| &shape.members)
        .map(|member| &member.target)
        .collect();
    let errors: BTreeSet<ShapeId> = closure
        .operations
        .iter()
        .flat_map(|operation| closure.errors(model, operation))
        .collect();
    let is_type = |shape: &Shape| {
        matches!(
            shape.kind,
            ShapeKind::Structure | ShapeKind::Union | ShapeKind::Enum | ShapeKind::IntEnum
        ) && shape.id.as_str() != "smithy.api#Unit"
    };
    let own = |id: &ShapeId| ends.contains(id) && !targets.contains(id) && !errors.contains(id);
    shapes
        .into_iter()
        .filter(|shape| is_type(shape) && !own(&shape.id))
        .collect()
}

/// The structures that are messages of a stream.
fn events<'a>(model: &'a Model, closure: &Closure) -> BTreeSet<&'a ShapeId> {
    let streams = closure.shapes.iter().filter_map(|id| model.shape(id));
    streams
        .filter(|shape| is_event_stream(shape))
        .flat_map(|shape| &shape.members)
        .map(|member| &member.target)
        .collect()
}

fn is_event_stream(shape: &Shape) -> bool {
    shape.kind == ShapeKind::Union && shape.traits.has::<Streaming>()
}

struct CrateNames {
    types: BTreeMap<ShapeId, Ident>,
    operations: Vec<OperationNames>,
    taken: BTreeSet<String>,
}

/// One flat space of type names: shapes first, then operations, then what belongs to operations.
fn crate_names(
    model: &Model,
    closure: &Closure,
    shared: &[&Shape],
    operations: &[(&Shape, &Operation)],
) -> CrateNames {
    let name = |id: &ShapeId| closure.name(model, id).to_owned();
    let shape_names: Vec<String> = shared.iter().map(|shape| name(&shape.id)).collect();
    let operation_names: Vec<String> = operations
        .iter()
        .map(|(shape, _)| name(&shape.id))
        .collect();
    let mut taken = BTreeSet::new();
    let types = assign_types(shape_names.iter().map(String::as_str), &mut taken);
    let operation_types = assign_types(operation_names.iter().map(String::as_str), &mut taken);
    let types: BTreeMap<ShapeId, Ident> = shared
        .iter()
        .zip(&shape_names)
        .map(|(shape, name)| (shape.id.clone(), types[name.as_str()].clone()))
        .collect();
    let methods = names::assign(
        Style::Value,
        operation_names.iter().map(String::as_str),
        &BTreeSet::from(["builder".to_owned()]),
    );
    let mut end = |operation: &Ident, suffix: &str| {
        let name = names::unique(
            format!("{}{suffix}", operation.to_string().trim_end_matches('_')),
            &taken,
        );
        taken.insert(name.clone());
        names::ident(&name)
    };
    let planned = operation_names.iter().map(|name| {
        let ident = operation_types[name.as_str()].clone();
        let method = &methods[name.as_str()];
        let (file, module) = names::module(method);
        OperationNames {
            input: end(&ident, "Input"),
            output: end(&ident, "Output"),
            error: end(&ident, "Error"),
            ident,
            file,
            module,
            method: names::ident(method),
        }
    });
    let operations: Vec<OperationNames> = planned.collect();
    CrateNames {
        types,
        operations,
        taken,
    }
}

/// Gives each name a type name that none in `taken` has, and adds them there.
fn assign_types<'a>(
    names: impl Iterator<Item = &'a str>,
    taken: &mut BTreeSet<String>,
) -> BTreeMap<&'a str, Ident> {
    let assigned = names::assign(Style::Type, names, taken);
    taken.extend(assigned.values().cloned());
    assigned
        .into_iter()
        .map(|(name, unique)| (name, names::ident(&unique)))
        .collect()
}
