//! Authentication. See [authentication traits](https://smithy.io/2.0/spec/authentication-traits.html).

use super::{listed, loaded};
use crate::closure::service_operations;
use crate::traits::{Auth, AuthDefinition, HttpApiKeyAuth, HttpApiKeyLocation, Trait};
use crate::{Diagnostic, Diagnostics, Model, Node, Severity, Shape};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for service in loaded(model) {
        api_key(service, out);
        if service.as_service().is_none() {
            continue;
        }
        let schemes: Vec<&str> = service
            .traits
            .iter()
            .map(|(id, _)| id.as_str())
            .filter(|id| {
                let definition = model.find(id);
                definition.is_some_and(|definition| definition.traits.has::<AuthDefinition>())
            })
            .collect();
        if schemes.len() > 1 && service.traits.node(Auth::ID).is_none() {
            let message = format!(
                "the service has several ways to authenticate, and no order among them: {}",
                listed(schemes.iter().copied())
            );
            out.push(
                Diagnostic::warning("ServiceAuthDefinitions", message)
                    .on(&service.id)
                    .at(service.span)
                    .help("name them in the trait `smithy.api#auth`, best first"),
            );
        }
        offered(service, service, &schemes, out);
        for operation in service_operations(model, service) {
            if let Some(operation) = model.shape(&operation) {
                offered(service, operation, &schemes, out);
            }
        }
    }
}

/// That a service has the schemes which its `auth`, or that of an operation, names.
fn offered(service: &Shape, shape: &Shape, schemes: &[&str], out: &mut Diagnostics) {
    let Some(node) = shape.traits.node(Auth::ID) else {
        return;
    };
    let names = node.as_array().into_iter().flatten();
    let missing: Vec<&str> = names
        .filter_map(Node::as_str)
        .filter(|name| !schemes.contains(name))
        .collect();
    if !missing.is_empty() {
        let message = format!(
            "`{}` has no such way to authenticate: {}",
            service.id,
            listed(missing)
        );
        out.push(
            Diagnostic::new(Severity::Danger, "AuthTrait", message)
                .on(&shape.id)
                .at(node.span)
                .help("add these traits to the service, or remove them here"),
        );
    }
}

fn api_key(shape: &Shape, out: &mut Diagnostics) {
    let Some(node) = shape.traits.node(HttpApiKeyAuth::ID) else {
        return;
    };
    let Some(key) = HttpApiKeyAuth::from_node(node) else {
        return;
    };
    if key.scheme.is_some() && key.location != HttpApiKeyLocation::Header {
        let message = "only a key in a header has a scheme before it".to_owned();
        let place = node.get("scheme").map_or(node.span, |node| node.span);
        out.push(
            Diagnostic::error("HttpApiKeyAuthTrait", message)
                .on(&shape.id)
                .at(place)
                .help("remove `scheme`, or let the key travel in a header"),
        );
    }
}
