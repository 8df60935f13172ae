//! What a model must keep to, beyond being well written. Each module looks at one matter.

mod auth;
mod bindings;
mod bodies;
mod constraints;
mod cycles;
mod defaults;
mod definitions;
mod enums;
mod events;
mod examples;
mod expressions;
mod hierarchy;
mod host;
mod http;
mod http_ignored;
mod http_members;
mod http_methods;
mod http_services;
mod jmespath;
mod matcher;
mod metadata;
mod names;
mod operations;
mod paginated;
mod patterns;
mod privacy;
mod properties;
mod recursion;
mod references;
mod services;
mod streaming;
mod texts;
mod traits;
mod unions;
mod values;
mod waiters;

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
    http_ignored::check(model, out);
    http_methods::check(model, out);
    http_services::check(model, out);
    host::check(model, out);
    streaming::check(model, out);
    bodies::check(model, out);
    hierarchy::check(model, out);
    services::check(model, out);
    bindings::check(model, out);
    operations::check(model, out);
    auth::check(model, out);
    paginated::check(model, out);
    waiters::check(model, out);
    expressions::check(model, out);
    properties::check(model, out);
    references::check(model, out);
    unions::check(model, out);
    events::check(model, out);
    examples::check(model, out);
    texts::check(model, out);
    privacy::check(model, out);
    definitions::check(model, out);
    metadata::check(model, out);
    metadata::weigh(model, out);
}

/// The shapes that were loaded: all but the built-in ones.
fn loaded(model: &Model) -> impl Iterator<Item = &Shape> {
    model
        .shapes()
        .filter(|shape| !builtin::is_builtin(shape.span))
}

/// How many names are listed; nobody reads more.
const MAX_LISTED: usize = 32;

/// Names in backticks, joined by commas.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let first: Vec<String> = names
        .by_ref()
        .take(MAX_LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.count() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// Whether a text is a token of HTTP, such as a method or the name of a header.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
