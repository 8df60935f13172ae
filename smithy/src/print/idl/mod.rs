//! The IDL.

mod names;
mod nodes;
mod operations;
mod shapes;
mod writer;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::traits::TraitDefinition;
use crate::{Model, Shape, ShapeId, ShapeType};
use names::Imports;
use operations::Inline;
use writer::Writer;

pub(super) fn print(model: &Model) -> BTreeMap<String, String> {
    let mut namespaces: BTreeMap<&str, Vec<&Shape>> = BTreeMap::new();
    for shape in model.shapes().filter(|shape| !shape.is_built_in()) {
        namespaces
            .entry(shape.id.namespace())
            .or_default()
            .push(shape);
    }
    // Lists of several files would be joined: metadata is written once.
    let is_apart = namespaces.len() > 1 && !model.metadata().is_empty();
    if namespaces.is_empty() || is_apart {
        namespaces.insert("", Vec::new());
    }
    let files = namespaces.into_iter();
    files
        .map(|(namespace, shapes)| {
            let has_metadata = !is_apart || namespace.is_empty();
            let text = file(model, namespace, shapes, has_metadata);
            (namespace.to_owned(), text)
        })
        .collect()
}

/// What is printed, and what was found out on the way.
struct Printer<'m> {
    model: &'m Model,
    imports: Imports<'m>,
    inline: Inline<'m>,
    out: Writer,
}

fn file<'m>(
    model: &'m Model,
    namespace: &'m str,
    mut shapes: Vec<&'m Shape>,
    has_metadata: bool,
) -> String {
    shapes.sort_by(|a, b| order(a, b));
    let mut printer = Printer {
        model,
        imports: Imports::new(model, namespace),
        inline: Inline::of(model, &shapes),
        out: Writer::default(),
    };
    for shape in &shapes {
        if !printer.inline.contains(&shape.id) {
            printer.shape(shape);
        }
    }
    let content = std::mem::take(&mut printer.out).text();
    printer.header(namespace, has_metadata);
    let mut text = std::mem::take(&mut printer.out).text();
    for import in printer.imports.sorted() {
        text.push_str(&format!("use {import}\n"));
    }
    if !printer.imports.is_empty() {
        text.push('\n');
    }
    text.push_str(&content);
    // A blank line follows everything but the end.
    while text.ends_with("\n\n") {
        text.pop();
    }
    text
}

impl Printer<'_> {
    fn header(&mut self, namespace: &str, has_metadata: bool) {
        self.out.line("$version: \"2.0\"");
        for (key, suffix, usual) in [
            ("operationInputSuffix", self.inline.input_suffix, "Input"),
            ("operationOutputSuffix", self.inline.output_suffix, "Output"),
        ] {
            if suffix != usual {
                self.out.line(&format!("${key}: \"{suffix}\""));
            }
        }
        self.out.blank();
        let metadata = self.model.metadata();
        let is_empty = metadata.is_empty() || !has_metadata;
        for (key, node) in metadata.iter().filter(|_| has_metadata) {
            self.out.indent();
            self.out.push("metadata ");
            self.key(key);
            self.out.push(" = ");
            self.node(node, None);
            self.out.end();
        }
        if !is_empty {
            self.out.blank();
        }
        if !namespace.is_empty() {
            self.out.line(&format!("namespace {namespace}"));
            self.out.blank();
        }
    }
}

/// Traits first, then shapes by what is read first in a model.
fn order(a: &Shape, b: &Shape) -> Ordering {
    let rank = |shape: &Shape| {
        if shape.traits.has::<TraitDefinition>() {
            return 0;
        }
        match shape.shape_type() {
            ShapeType::Service => 1,
            ShapeType::Resource => 2,
            ShapeType::Operation => 3,
            ShapeType::Structure => 4,
            ShapeType::Union => 5,
            ShapeType::List => 6,
            ShapeType::Map => 7,
            _ => 8,
        }
    };
    rank(a).cmp(&rank(b)).then_with(|| by_id(&a.id, &b.id))
}

/// Ids by their letters, whatever their case.
fn by_id(a: &ShapeId, b: &ShapeId) -> Ordering {
    let letters = |id: &ShapeId| id.as_str().to_ascii_lowercase();
    letters(a).cmp(&letters(b)).then_with(|| a.cmp(b))
}
