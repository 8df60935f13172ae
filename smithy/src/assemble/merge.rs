//! Several sources into one. See [merging models](https://smithy.io/2.0/spec/model.html#merging-models).

use std::sync::Arc;

use super::Draft;
use super::joined::Joined;
use crate::ast::{Ast, Definition, MemberDefinition, Properties, Reference};
use crate::positions::Positions;
use crate::traits::AppliedTrait;
use crate::{Diagnostic, Diagnostics, Key, Node, Value, builtin};

pub(super) fn merge(asts: Vec<Ast>, diagnostics: &mut Diagnostics) -> Draft {
    let mut draft = Draft::default();
    let count = asts.iter().map(|ast| ast.definitions.len()).sum();
    draft.index = Positions::with_capacity(count);
    let mut joined = Joined::default();
    for ast in asts {
        let starts = ast.definitions.iter().map(|other| other.span.start);
        let start = starts.min().unwrap_or(0);
        draft.applications.extend(ast.applications);
        draft.broken.extend(ast.broken);
        draft.uses.extend(ast.uses);
        draft.mentions.extend(ast.mentions);
        for (key, node) in ast.metadata {
            add_metadata(&mut draft, key, node, &mut joined, diagnostics);
        }
        for definition in ast.definitions {
            let Some(at) = draft.position(definition.id.as_str()) else {
                draft.add(definition);
                continue;
            };
            let first = &mut draft.definitions[at];
            if builtin::gives_way(first) {
                *first = definition;
            } else if !same_definition(first, &definition) {
                diagnostics.push(conflict(first, &definition));
            } else if first.span.start >= start && !builtin::is_builtin(first.span) {
                // Sources come in the order in which their bytes are counted: the first is in this one too.
                diagnostics.push(repeated(first, &definition));
            }
        }
    }
    for (key, elements) in joined.into_all() {
        if let Some(node) = draft.metadata.get_mut(&*key) {
            node.value = elements;
        }
    }
    draft
}

fn repeated(first: &Definition, second: &Definition) -> Diagnostic {
    let message = format!("`{}` is defined twice, and alike", second.id);
    Diagnostic::note("Model.IgnoredDuplicateDefinition", message)
        .on(&second.id)
        .at(second.span)
        .also(first.span, "first defined here")
}

fn conflict(first: &Definition, second: &Definition) -> Diagnostic {
    let id = &second.id;
    let fault = Diagnostic::error(
        "Model.ShapeConflict",
        format!("`{id}` is defined twice, and not alike"),
    )
    .on(id)
    .at(second.span)
    .label("defined again here")
    .also(first.span, "first defined here");
    if id.is_prelude() {
        fault.help("the namespace `smithy.api` belongs to the language: define the shape in a namespace of your own")
    } else {
        fault.help("remove or rename one of them, or make them equal")
    }
}

/// Arrays of one key are joined; other values must be equal.
/// See [merging metadata](https://smithy.io/2.0/spec/model.html#merging-metadata).
fn add_metadata(
    draft: &mut Draft,
    key: Key,
    node: Node,
    joined: &mut Joined<Arc<str>>,
    diagnostics: &mut Diagnostics,
) {
    let Some(first) = draft.metadata.get_mut(key.as_str()) else {
        draft.metadata.insert(key.as_str().to_owned(), node);
        return;
    };
    match (&mut first.value, node.value) {
        (Value::Array(elements), Value::Array(more)) => joined.join(key.shared(), elements, more),
        (first, value) if *first == value => {}
        _ => {
            let fault = Diagnostic::error(
                "Model.MetadataConflict",
                format!("the metadata `{}` has two values", key.as_str()),
            )
            .at(node.span)
            .label("another value")
            .also(first.span, "the first value")
            .help("only arrays are joined: make the values equal, or remove one");
            diagnostics.push(fault);
        }
    }
}

fn same_definition(a: &Definition, b: &Definition) -> bool {
    a.shape_type == b.shape_type
        && a.version == b.version
        && same_references(&a.mixins, &b.mixins)
        && same_traits(&a.traits, &b.traits)
        && a.members.len() == b.members.len()
        && a.members
            .iter()
            .zip(&b.members)
            .all(|(a, b)| same_member(a, b))
        && same_properties(&a.properties, &b.properties)
}

fn same_member(a: &MemberDefinition, b: &MemberDefinition) -> bool {
    a.id == b.id && same_option(&a.target, &b.target) && same_traits(&a.traits, &b.traits)
}

fn same_traits(a: &[AppliedTrait], b: &[AppliedTrait]) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|a| b.iter().any(|b| a.id == b.id && a.node == b.node))
}

fn same_references(a: &[Reference], b: &[Reference]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.id == b.id)
}

fn same_option(a: &Option<Reference>, b: &Option<Reference>) -> bool {
    a.as_ref().map(|a| &a.id) == b.as_ref().map(|b| &b.id)
}

fn same_named(a: &[(Key, Reference)], b: &[(Key, Reference)]) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|(key, a)| b.iter().any(|(other, b)| key == other && a.id == b.id))
}

fn same_properties(a: &Properties, b: &Properties) -> bool {
    match (a, b) {
        (Properties::None, Properties::None) => true,
        (Properties::Service(a), Properties::Service(b)) => {
            a.version == b.version
                && same_references(&a.operations, &b.operations)
                && same_references(&a.resources, &b.resources)
                && same_references(&a.errors, &b.errors)
                && a.rename.len() == b.rename.len()
                && a.rename.iter().all(|a| {
                    b.rename
                        .iter()
                        .any(|b| a.shape.id == b.shape.id && a.name == b.name)
                })
        }
        (Properties::Resource(a), Properties::Resource(b)) => {
            same_named(&a.identifiers, &b.identifiers)
                && same_named(&a.properties, &b.properties)
                && [
                    (&a.create, &b.create),
                    (&a.put, &b.put),
                    (&a.read, &b.read),
                    (&a.update, &b.update),
                    (&a.delete, &b.delete),
                    (&a.list, &b.list),
                ]
                .into_iter()
                .all(|(a, b)| a.as_ref().map(|a| &a.id) == b.as_ref().map(|b| &b.id))
                && same_references(&a.operations, &b.operations)
                && same_references(&a.collection_operations, &b.collection_operations)
                && same_references(&a.resources, &b.resources)
        }
        (Properties::Operation(a), Properties::Operation(b)) => {
            same_option(&a.input, &b.input)
                && same_option(&a.output, &b.output)
                && same_references(&a.errors, &b.errors)
        }
        _ => false,
    }
}
