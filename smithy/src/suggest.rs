//! "Did you mean": the known name nearest to an unknown one.

use crate::{Model, ShapeId};

/// The candidate nearest to `name`, if one is near enough to have been meant.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = name.chars().count();
    let allowed = (length / 3).clamp(1, 4);
    let name = name.to_lowercase();
    candidates
        .into_iter()
        // Most are told apart by their length, which is far quicker to see.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&name, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// ``did you mean `x`?``, if there is such a candidate.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(name, candidates).map(question)
}

/// What to do about a key that is not one of those that are known.
pub(crate) fn unknown_key(key: &str, known: &[&str]) -> String {
    did_you_mean(key, known.iter().copied()).unwrap_or_else(|| {
        let known: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
        format!("its keys are {}", known.join(", "))
    })
}

/// The shape that was meant by an id that names none: one of nearly the same id, or of the same name elsewhere.
pub(crate) fn did_you_mean_shape<'a>(
    id: &ShapeId,
    shapes: impl Iterator<Item = &'a ShapeId> + Clone,
) -> Option<String> {
    let namesake = shapes
        .clone()
        .filter(|other| other.name() == id.name() && other.member().is_none())
        .min();
    if let Some(namesake) = namesake {
        return Some(question(namesake.as_str()));
    }
    let siblings = shapes
        .clone()
        .filter(|other| other.namespace() == id.namespace());
    if let Some(name) = nearest(id.name(), siblings.map(ShapeId::name)) {
        return Some(question(&format!("{}#{name}", id.namespace())));
    }
    let name = nearest(
        id.name(),
        shapes
            .clone()
            .filter(|other| other.is_prelude())
            .map(ShapeId::name),
    );
    name.map(|name| question(&format!("smithy.api#{name}")))
}

/// The trait that was meant by an id that names none.
pub(crate) fn did_you_mean_trait(id: &ShapeId, model: &Model) -> Option<String> {
    did_you_mean_shape(id, model.trait_ids())
}

fn question(name: &str) -> String {
    format!("did you mean `{name}`?")
}
