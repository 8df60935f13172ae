//! Definitions of traits: what they say of changes, and what they ask of shapes.
//! See [trait](https://smithy.io/2.0/spec/model.html#trait-trait) and
//! [traitValidators](https://smithy.io/2.0/spec/model-validation.html#traitvalidators-trait).

use super::loaded;
use crate::shape_id::is_identifier;
use crate::traits::{ProtocolDefinition, Trait, TraitDefinition};
use crate::{
    Diagnostic, Diagnostics, Element, Model, Node, Selector, Severity, Shape, ShapeId, ShapeKind,
};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        if let Some(node) = shape.traits.node(TraitDefinition::ID) {
            changes(model, shape, node, out);
        }
        if let Some(node) = shape.traits.node(VALIDATORS) {
            names(shape, node, out);
        }
    }
    let mut validators = Validators::default();
    for shape in loaded(model) {
        validators.run(model, Element::Shape(shape), out);
        for member in &shape.members {
            validators.run(model, Element::Member(shape, member), out);
        }
        if shape.as_service().is_some() {
            documents(model, shape, out);
        }
    }
}

const VALIDATORS: &str = "smithy.api#traitValidators";

/// Paths to the parts of a trait whose changes break something lead to members.
fn changes(model: &Model, shape: &Shape, node: &Node, out: &mut Diagnostics) {
    let rules = node.get("breakingChanges").and_then(Node::as_array);
    for path in rules
        .into_iter()
        .flatten()
        .filter_map(|rule| rule.get("path"))
    {
        let Some(text) = path.as_str() else { continue };
        let mut at = shape;
        for segment in text.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            let next = at
                .member(&segment)
                .and_then(|member| model.shape(&member.target));
            let Some(next) = next else {
                let message = format!(
                    "`{text}` leads nowhere: `{}` has no member `{segment}`",
                    at.id
                );
                out.push(
                    Diagnostic::error("TraitBreakingChanges", message)
                        .on(&shape.id)
                        .at(path.span),
                );
                break;
            };
            at = next;
        }
    }
}

fn is_event(id: &str) -> bool {
    id.split('.').all(is_identifier)
}

/// The ids of a trait's own checks are names, joined by dots.
fn names(shape: &Shape, node: &Node, out: &mut Diagnostics) {
    for (key, _) in node.as_object().into_iter().flatten() {
        if !is_event(key.as_str()) {
            let message = format!("`{}` is no id of a complaint", key.as_str());
            out.push(
                Diagnostic::error("TraitValidators", message)
                    .on(&shape.id)
                    .at(key.span())
                    .help("an id is made of names, joined by dots"),
            );
        }
    }
}

/// The checks that traits bring, read once each.
#[derive(Default)]
struct Validators<'m>(rustc_hash::FxHashMap<&'m ShapeId, Vec<Validator<'m>>>);

struct Validator<'m> {
    id: &'m str,
    severity: Severity,
    message: Option<&'m str>,
    /// What stands behind the shape that has the trait.
    selector: Selector,
}

impl<'m> Validators<'m> {
    fn run(&mut self, model: &'m Model, element: Element<'m>, out: &mut Diagnostics) {
        for (id, _) in element.traits().iter() {
            let validators = self.0.entry(id).or_insert_with(|| read(model, id));
            for validator in validators.iter() {
                for found in validator.selector.select_from(model, element) {
                    let mut message = format!(
                        "the trait `{id}` on `{}` does not go with this",
                        element.id()
                    );
                    if let Some(why) = validator.message {
                        message = format!("{message}: {why}");
                    }
                    let applied = element.traits().applied(id.as_str());
                    let place = applied.map_or(element.span(), |applied| applied.span);
                    out.push(
                        Diagnostic::new(validator.severity, validator.id.to_owned(), message)
                            .on(found.id())
                            .at(found.span())
                            .also(place, "the trait is here"),
                    );
                }
            }
        }
    }
}

fn read<'m>(model: &'m Model, id: &ShapeId) -> Vec<Validator<'m>> {
    let node = model
        .shape(id)
        .and_then(|definition| definition.traits.node(VALIDATORS)?.as_object());
    let read = |(key, node): &'m (crate::Key, Node)| {
        let severity = match node.get("severity").and_then(Node::as_str) {
            Some("NOTE") => Severity::Note,
            Some("WARNING") => Severity::Warning,
            Some("DANGER") => Severity::Danger,
            _ => Severity::Error,
        };
        Some(Validator {
            id: key.as_str(),
            severity,
            message: node.get("message").and_then(Node::as_str),
            selector: Selector::parse(node.get("selector")?.as_str()?).ok()?,
        })
    };
    let entries = node.into_iter().flatten();
    entries
        .filter(|(key, _)| is_event(key.as_str()))
        .filter_map(read)
        .collect()
}

/// Protocols that have no way to carry documents.
fn documents(model: &Model, service: &Shape, out: &mut Diagnostics) {
    let refuses = |id: &ShapeId| {
        let definition = model
            .shape(id)
            .and_then(|definition| definition.traits.node(ProtocolDefinition::ID));
        definition
            .and_then(|node| node.get("noInlineDocumentSupport"))
            .and_then(Node::as_bool)
            == Some(true)
    };
    for (id, _) in service.traits.iter().filter(|(id, _)| refuses(id)) {
        let Ok(selector) = Selector::parse("~> document") else {
            return;
        };
        let documents = selector.select_from(model, Element::Shape(service));
        let documents: Vec<&str> = documents
            .iter()
            .filter(|found| matches!(found, Element::Shape(shape) if matches!(shape.kind, ShapeKind::Document)))
            .map(|found| found.id().as_str())
            .collect();
        if !documents.is_empty() {
            let message = format!(
                "the protocol `{id}` has no documents, and the service has some: {}",
                super::listed(documents)
            );
            let applied = service.traits.applied(id.as_str());
            out.push(
                Diagnostic::error("NoInlineDocumentSupport", message)
                    .on(&service.id)
                    .at(applied.map_or(service.span, |applied| applied.span)),
            );
        }
    }
}
