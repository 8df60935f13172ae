//! The JSON notation.

use super::own::{Own, lists};
use crate::traits::{AppliedTrait, Boxed, Trait};
use crate::{Member, Model, Node, Resource, Service, ShapeId, ShapeKind, ShapeType, Value};

/// A value to print.
enum Json<'m> {
    Node(&'m Node),
    Text(&'m str),
    List(Vec<Json<'m>>),
    Object(Entries<'m>),
}

type Entries<'m> = Vec<(&'m str, Json<'m>)>;

pub(super) fn print(model: &Model) -> String {
    let mut shapes = Vec::new();
    // Ids of what is applied to members from mixins, which the model has, but under another name.
    let mut applied = Vec::new();
    for shape in model.shapes().filter(|shape| !shape.is_built_in()) {
        let own = Own::of(model, shape);
        shapes.push((shape.id.as_str(), Json::Object(definition(model, &own))));
        applied.extend(own.changed_members());
    }
    for (member, own) in &applied {
        let entries = vec![
            ("type", Json::Text("apply")),
            ("traits", traits(own.iter().copied())),
        ];
        shapes.push((member.id.as_str(), Json::Object(entries)));
    }
    let mut root = vec![("smithy", Json::Text("2.0"))];
    let metadata = model.metadata();
    if !metadata.is_empty() {
        let entries = metadata
            .iter()
            .map(|(key, node)| (&**key, Json::Node(node)));
        root.push(("metadata", Json::Object(entries.collect())));
    }
    root.push(("shapes", Json::Object(shapes)));
    let mut text = String::new();
    write(&Json::Object(root), 0, &mut text);
    text
}

pub(super) fn node(node: &Node) -> String {
    let mut text = String::new();
    write(&Json::Node(node), 0, &mut text);
    text
}

fn definition<'m>(model: &'m Model, own: &Own<'m>) -> Entries<'m> {
    let shape = own.shape;
    let named_values = model.named_values(&shape.id);
    let type_name = match named_values {
        Some(_) => ShapeType::String.name(),
        None => shape.shape_type().name(),
    };
    let mut entries = vec![("type", Json::Text(type_name))];
    match &shape.kind {
        ShapeKind::List | ShapeKind::Map => {
            entries.extend(
                own.members()
                    .map(|member| (member.name(), self::member(member))),
            );
        }
        ShapeKind::Enum if named_values.is_some() => {}
        ShapeKind::Structure | ShapeKind::Union | ShapeKind::Enum | ShapeKind::IntEnum => {
            let members = own
                .members()
                .map(|member| (member.name(), self::member(member)));
            entries.push(("members", Json::Object(members.collect())));
        }
        ShapeKind::Service(service) => self::service(own, service, &mut entries),
        ShapeKind::Resource(resource) => self::resource(own, resource, &mut entries),
        ShapeKind::Operation(operation) => {
            entries.push(("input", target(&operation.input)));
            entries.push(("output", target(&operation.output)));
            push_list(
                "errors",
                own.listed(&operation.errors, lists::errors),
                &mut entries,
            );
        }
        _ => {}
    }
    push_list("mixins", shape.mixins.iter().collect(), &mut entries);
    let own = own.traits().into_iter().chain(named_values);
    if let Json::Object(traits) = traits(own)
        && !traits.is_empty()
    {
        entries.push(("traits", Json::Object(traits)));
    }
    entries
}

fn service<'m>(own: &Own<'m>, service: &'m Service, entries: &mut Entries<'m>) {
    if let Some(version) = own.version(service) {
        entries.push(("version", Json::Text(version)));
    }
    push_list(
        "operations",
        own.listed(&service.operations, lists::operations),
        entries,
    );
    push_list(
        "resources",
        own.listed(&service.resources, lists::resources),
        entries,
    );
    push_list(
        "errors",
        own.listed(&service.errors, lists::errors),
        entries,
    );
    let renames = own.renames(service);
    if !renames.is_empty() {
        let renames = renames
            .into_iter()
            .map(|(id, name)| (id.as_str(), Json::Text(name)));
        entries.push(("rename", Json::Object(renames.collect())));
    }
}

fn resource<'m>(own: &Own<'m>, resource: &'m Resource, entries: &mut Entries<'m>) {
    for (key, named) in [
        ("identifiers", &resource.identifiers),
        ("properties", &resource.properties),
    ] {
        if !named.is_empty() {
            let named = named.iter().map(|(name, id)| (&**name, target(id)));
            entries.push((key, Json::Object(named.collect())));
        }
    }
    for (key, id) in resource.lifecycle() {
        entries.push((key, target(id)));
    }
    push_list(
        "operations",
        own.listed(&resource.operations, lists::operations),
        entries,
    );
    let collection_operations = resource.collection_operations.iter().collect();
    push_list("collectionOperations", collection_operations, entries);
    push_list(
        "resources",
        own.listed(&resource.resources, lists::resources),
        entries,
    );
}

fn member(member: &Member) -> Json<'_> {
    let mut entries = vec![("target", Json::Text(member.target.as_str()))];
    if let Json::Object(traits) = traits(member.traits.all())
        && !traits.is_empty()
    {
        entries.push(("traits", Json::Object(traits)));
    }
    Json::Object(entries)
}

/// Traits, but for one that version 1 alone knows: defaults say the same.
fn traits<'m>(traits: impl IntoIterator<Item = &'m AppliedTrait>) -> Json<'m> {
    let traits = traits
        .into_iter()
        .filter(|applied| applied.id.as_str() != Boxed::ID);
    Json::Object(
        traits
            .map(|applied| (applied.id.as_str(), Json::Node(&applied.node)))
            .collect(),
    )
}

fn target(id: &ShapeId) -> Json<'_> {
    Json::Object(vec![("target", Json::Text(id.as_str()))])
}

fn push_list<'m>(key: &'m str, ids: Vec<&'m ShapeId>, entries: &mut Entries<'m>) {
    if !ids.is_empty() {
        entries.push((key, Json::List(ids.into_iter().map(target).collect())));
    }
}

fn write(json: &Json<'_>, depth: usize, out: &mut String) {
    match json {
        Json::Text(text) => string(text, out),
        Json::List(elements) => {
            block(['[', ']'], elements, depth, out, |element, out| {
                write(element, depth + 1, out);
            });
        }
        Json::Object(entries) => {
            block(['{', '}'], entries, depth, out, |(key, json), out| {
                string(key, out);
                out.push_str(": ");
                write(json, depth + 1, out);
            });
        }
        Json::Node(node) => match &node.value {
            Value::Null => out.push_str("null"),
            Value::Boolean(true) => out.push_str("true"),
            Value::Boolean(false) => out.push_str("false"),
            Value::Number(number) => out.push_str(&number.text()),
            Value::String(text) => string(text, out),
            Value::Array(elements) => {
                block(['[', ']'], elements, depth, out, |element, out| {
                    write(&Json::Node(element), depth + 1, out);
                });
            }
            Value::Object(entries) => {
                block(['{', '}'], entries, depth, out, |(key, node), out| {
                    string(key.as_str(), out);
                    out.push_str(": ");
                    write(&Json::Node(node), depth + 1, out);
                });
            }
        },
    }
}

/// Brackets around things, a line each.
fn block<T>(
    [open, close]: [char; 2],
    things: &[T],
    depth: usize,
    out: &mut String,
    mut write: impl FnMut(&T, &mut String),
) {
    out.push(open);
    for (number, thing) in things.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        line(depth + 1, out);
        write(thing, out);
    }
    if !things.is_empty() {
        line(depth, out);
    }
    out.push(close);
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("    ");
    }
}

/// A string in quotes.
pub(super) fn string(text: &str, out: &mut String) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..b' ' => "",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        out.push_str(escape);
        if escape.is_empty() {
            out.push_str(&format!("\\u{byte:04x}"));
        }
        plain = at + 1;
    }
    out.push_str(&text[plain..]);
    out.push('"');
}
