//! Traits that were written without a value. See [annotation traits](https://smithy.io/2.0/spec/idl.html#trait-values).

use rustc_hash::FxHashMap;

use super::Draft;
use crate::traits::AppliedTrait;
use crate::{ShapeId, ShapeType, Value};

/// A value that was left out is that of the trait's type which holds nothing. The grammar has made it an object, which
/// is right for nearly all traits.
pub(super) fn fill_in(draft: &mut Draft) {
    let mut others: FxHashMap<ShapeId, Value> = FxHashMap::default();
    for applied in all(draft).filter(|applied| applied.is_without_value()) {
        let value = match draft
            .find(applied.id.as_str())
            .map(|found| found.shape_type)
        {
            None | Some(ShapeType::Structure | ShapeType::Map) => continue,
            Some(ShapeType::List) => Value::Array(Box::default()),
            Some(_) => Value::Null,
        };
        others.insert(applied.id.clone(), value);
    }
    if others.is_empty() {
        return;
    }
    let fill_in = |applied: &mut AppliedTrait| {
        if applied.is_without_value()
            && let Some(value) = others.get(&applied.id)
        {
            applied.node.value = value.clone();
        }
    };
    for definition in &mut draft.definitions {
        definition.traits.iter_mut().for_each(fill_in);
        for member in &mut definition.members {
            member.traits.iter_mut().for_each(fill_in);
        }
    }
    for application in &mut draft.applications {
        application.applied.iter_mut().for_each(fill_in);
    }
}

fn all(draft: &Draft) -> impl Iterator<Item = &AppliedTrait> {
    let own = draft.definitions.iter().flat_map(|definition| {
        let members = definition.members.iter().flat_map(|member| &member.traits);
        definition.traits.iter().chain(members)
    });
    own.chain(
        draft
            .applications
            .iter()
            .flat_map(|application| &application.applied),
    )
}
