//! What a model must keep to, beyond being well written. Each module looks at one matter.

mod bodies;
mod constraints;
mod defaults;
mod enums;
mod hierarchy;
mod http;
mod http_members;
mod http_routes;
mod matcher;
mod metadata;
mod names;
mod patterns;
mod recursion;
mod services;
mod streaming;
mod traits;
mod values;

use crate::{Diagnostics, Model, Shape, builtin};

/// Checks a whole model. It may have targets that lead nowhere: these were reported before.
pub(crate) fn check(model: &Model, out: &mut Diagnostics) {
    names::check(model, out);
    traits::check(model, out);
    constraints::check(model, out);
    defaults::check(model, out);
    enums::check(model, out);
    recursion::check(model, out);
    http::check(model, out);
    http_routes::check(model, out);
    streaming::check(model, out);
    bodies::check(model, out);
    hierarchy::check(model, out);
    services::check(model, out);
    metadata::check(model, out);
    metadata::weigh(model, out);
}

/// The shapes that were loaded: all but the built-in ones.
fn loaded(model: &Model) -> impl Iterator<Item = &Shape> {
    model
        .shapes()
        .filter(|shape| !builtin::is_builtin(shape.span.source))
}

/// Names in backticks, joined by commas.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names
        .into_iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
