//! Named sets of shapes: the metadata `shapeClosures`.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::closure::reach;
use crate::shape_id;
use crate::{Diagnostic, Diagnostics, Element, Model, Node, Selector, Severity, ShapeId, Span};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let nodes = model.metadata().get("shapeClosures");
    let nodes = nodes.and_then(Node::as_array).unwrap_or_default();
    let mut met: FxHashMap<&str, Span> = FxHashMap::default();
    for node in nodes {
        // What has not the form of a closure was told of by its type.
        let Some(id) = node.get("id").and_then(Node::as_str) else {
            continue;
        };
        let place = node.get("id").map_or(node.span, |node| node.span);
        if let Some(first) = met.insert(id, place) {
            let message = format!("two closures have the id `{id}`");
            let fault = Diagnostic::error("ShapeClosure", message).at(place);
            out.push(fault.also(first, "the other is here"));
            continue;
        }
        Closure {
            model,
            node,
            id,
            place,
            out,
        }
        .check();
    }
}

struct Closure<'m, 'o> {
    model: &'m Model,
    node: &'m Node,
    id: &'m str,
    place: Span,
    out: &'o mut Diagnostics,
}

impl<'m> Closure<'m, '_> {
    fn complain(&mut self, severity: Severity, part: &str, message: String, place: Span) {
        let event = match part {
            "" => "ShapeClosure".to_owned(),
            part => format!("ShapeClosure.{part}.{}", self.id),
        };
        let message = format!("the closure `{}` {message}", self.id);
        self.out
            .push(Diagnostic::new(severity, event, message).at(place));
    }

    fn error(&mut self, message: String, place: Span) {
        self.complain(Severity::Error, "", message, place);
    }

    fn check(mut self) {
        if self.model.find(self.id).is_some() {
            self.error("has the id of a shape".to_owned(), self.place);
        }
        let namespaces = self.node.get("includeNamespaces").and_then(Node::as_array);
        let namespaces: Vec<(&str, Span)> = namespaces
            .into_iter()
            .flatten()
            .filter_map(|node| Some((node.as_str()?, node.span)))
            .collect();
        let selector = self.node.get("includeBySelector");
        if namespaces.is_empty() && selector.is_none() {
            let message = "has neither `includeNamespaces` nor `includeBySelector`".to_owned();
            self.error(message, self.node.span);
        }
        let model = self.model;
        let mut roots: BTreeSet<&ShapeId> = BTreeSet::new();
        for (namespace, place) in namespaces {
            let within = model.shapes().map(|shape| &shape.id);
            let before = roots.len();
            roots.extend(within.filter(|id| id.namespace() == namespace));
            if roots.len() == before {
                let message = format!("includes the namespace `{namespace}`, which has no shapes");
                self.complain(Severity::Danger, "EmptyNamespace", message, place);
            }
        }
        let text = selector.and_then(|node| Some((node.as_str()?, node.span)));
        if let Some((text, place)) = text.filter(|(text, _)| !text.is_empty()) {
            match Selector::parse(text) {
                Err(error) => {
                    let message =
                        format!("cannot be found, since `{text}` is not a selector: {error}");
                    self.error(message, place);
                    return;
                }
                Ok(selector) => {
                    let found = selector.select(model);
                    let before = roots.len();
                    roots.extend(found.into_iter().map(|found| match found {
                        Element::Shape(shape) | Element::Member(shape, _) => &shape.id,
                    }));
                    if roots.len() == before {
                        let message =
                            format!("includes what matches `{text}`, which adds no shape");
                        self.complain(Severity::Danger, "EmptySelector", message, place);
                    }
                }
            }
        }
        let closure = self.grow(roots);
        self.names(&closure);
    }

    /// The shapes, and all that they lead to.
    fn grow(&self, roots: BTreeSet<&'m ShapeId>) -> BTreeSet<&'m ShapeId> {
        let mut all = roots.clone();
        all.extend(reach(self.model, roots.into_iter().collect()));
        all.retain(|id| self.model.shape(id).is_some());
        all
    }

    fn names(&mut self, closure: &BTreeSet<&'m ShapeId>) {
        let renames = self.node.get("rename").and_then(Node::as_object);
        let renames: Vec<(&str, &str, Span)> = renames
            .into_iter()
            .flatten()
            .filter_map(|(key, node)| Some((key.as_str(), node.as_str()?, key.span())))
            .filter(|(from, _, _)| shape_id::fault(from, true).is_none())
            .collect();
        let mut names: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for id in closure {
            let own = renames.iter().all(|(from, _, _)| **id != *from);
            // The prelude's shapes are those of the language, not the closure's.
            if own && !id.is_prelude() {
                let name = id.name().to_ascii_lowercase();
                names.entry(name).or_default().push(id.as_str());
            }
        }
        let mut given: BTreeMap<String, &str> = BTreeMap::new();
        for (from, to, place) in renames {
            let id = ShapeId::new(from);
            if to == id.name() {
                let message = format!("renames `{from}` to the name that it has");
                self.error(message, place);
            }
            if !closure.contains(&id) {
                let message = format!("renames `{from}`, which is not in it");
                self.error(message, place);
                continue;
            }
            let name = to.to_ascii_lowercase();
            if let Some(first) = given.insert(name.clone(), from) {
                let message = format!("renames `{first}` and `{from}` to the same name, `{to}`");
                self.error(message, place);
            }
            if let Some([other, ..]) = names.get(&name).map(Vec::as_slice) {
                let message = format!("renames `{from}` to `{to}`, the name of `{other}`");
                self.error(message, place);
            }
        }
        for ids in names.into_values().filter(|ids| ids.len() > 1) {
            let message = format!("has shapes of one name: {}", crate::check::listed(ids));
            self.complain(Severity::Warning, "NameConflicts", message, self.place);
        }
    }
}
