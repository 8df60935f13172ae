//! The attributes of shapes, and how they compare. See [attributes](https://smithy.io/2.0/spec/selectors.html#attributes).

use std::borrow::Cow;

use super::Element;
use super::evaluate::Variables;
use super::steps::{Assertion, Comparator, Comparison, Operand, Path, Property};
use crate::traits::{Documentation, Enum, EnumValue, Tags, Trait};
use crate::{Key, Node, ShapeId, ShapeKind, Span, Value};

/// A shape, and the variables that its attributes may name.
pub(super) struct Scope<'m, 'v> {
    pub(super) element: Element<'m>,
    pub(super) variables: Variables<'m, 'v>,
}

/// A value that an attribute leads to.
#[derive(Clone)]
enum Found<'m> {
    Empty,
    Text(Cow<'m, str>),
    Id(Cow<'m, str>),
    Element(Element<'m>),
    Traits(Element<'m>),
    Service(Element<'m>),
    Variables,
    Node(Cow<'m, Node>),
    Projection(Vec<Found<'m>>),
}

/// Whether a shape has an attribute, and it compares.
pub(super) fn holds(scope: &Scope<'_, '_>, path: &Path, comparison: Option<&Comparison>) -> bool {
    let found = lookup(scope, Found::Element(scope.element), path);
    match comparison {
        None => found.exists(),
        Some(comparison) => compares(scope, &found, &found, comparison),
    }
}

/// Whether all assertions hold for the scope, or for one value of it if it is a projection.
pub(super) fn all_hold(scope: &Scope<'_, '_>, path: &Path, assertions: &[Assertion]) -> bool {
    let scoped = lookup(scope, Found::Element(scope.element), path);
    let hold = |scoped: &Found<'_>| {
        assertions.iter().all(|Assertion { left, comparison }| {
            compares(scope, scoped, &operand(scope, scoped, left), comparison)
        })
    };
    match &scoped {
        Found::Projection(values) => values.iter().any(hold),
        scoped => hold(scoped),
    }
}

fn compares<'m>(
    scope: &Scope<'m, '_>,
    scoped: &Found<'m>,
    left: &Found<'m>,
    comparison: &Comparison,
) -> bool {
    comparison.values.iter().any(|value| {
        let right = operand(scope, scoped, value);
        compare(comparison.comparator, comparison.any_case, left, &right)
    })
}

fn operand<'m>(scope: &Scope<'m, '_>, scoped: &Found<'m>, operand: &Operand) -> Found<'m> {
    match operand {
        Operand::Text(text) => Found::Text(Cow::Owned(text.to_string())),
        Operand::Context(path) => lookup(scope, scoped.clone(), path),
    }
}

fn lookup<'m>(scope: &Scope<'m, '_>, from: Found<'m>, path: &Path) -> Found<'m> {
    path.iter()
        .fold(from, |found, property| found.property(scope, property))
}

impl<'m> Found<'m> {
    fn exists(&self) -> bool {
        match self {
            Self::Empty => false,
            Self::Projection(values) => !values.is_empty(),
            _ => true,
        }
    }

    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Id(text) => Cow::Borrowed(text),
            Self::Element(element) | Self::Service(element) => Cow::Borrowed(element.id().as_str()),
            Self::Node(node) => match &node.value {
                Value::String(text) => Cow::Borrowed(text),
                Value::Number(number) => number.text(),
                Value::Boolean(value) => Cow::Owned(value.to_string()),
                _ => Cow::Borrowed(""),
            },
            Self::Empty | Self::Traits(_) | Self::Variables | Self::Projection(_) => {
                Cow::Borrowed("")
            }
        }
    }

    fn property(self, scope: &Scope<'m, '_>, property: &Property) -> Self {
        match self {
            Self::Projection(values) => match property {
                Property::First => values.into_iter().next().unwrap_or(Self::Empty),
                _ => projection(
                    values
                        .into_iter()
                        .map(|value| value.property(scope, property)),
                ),
            },
            Self::Element(element) => of_shape(element, property),
            Self::Id(id) => of_id(id, property),
            Self::Text(text) if *property == Property::Length => length(text.chars().count()),
            Self::Traits(element) => of_traits(element, property),
            Self::Service(element) => of_service(element, property),
            Self::Variables => match property {
                Property::Name(name) => match scope.variables.get(name) {
                    Some(elements) => projection(elements.map(Self::Element)),
                    None => Self::Empty,
                },
                _ => Self::Empty,
            },
            Self::Node(Cow::Borrowed(node)) => of_node(node, property),
            Self::Node(Cow::Owned(node)) => of_node(&node, property).into_owned(),
            Self::Text(_) | Self::Empty => Self::Empty,
        }
    }

    /// The same without anything borrowed from a node that was made up.
    fn into_owned<'o>(self) -> Found<'o> {
        match self {
            Self::Text(text) => Found::Text(Cow::Owned(text.into_owned())),
            Self::Id(id) => Found::Id(Cow::Owned(id.into_owned())),
            Self::Node(node) => Found::Node(Cow::Owned(node.into_owned())),
            Self::Projection(values) => {
                Found::Projection(values.into_iter().map(Self::into_owned).collect())
            }
            _ => Found::Empty,
        }
    }
}

/// A projection of all values that exist, and of what is in them if they are projections.
fn projection<'m>(values: impl Iterator<Item = Found<'m>>) -> Found<'m> {
    let mut all = Vec::new();
    for value in values {
        match value {
            Found::Empty => {}
            Found::Projection(values) => all.extend(values),
            value => all.push(value),
        }
    }
    Found::Projection(all)
}

fn length<'m>(count: usize) -> Found<'m> {
    Found::Text(Cow::Owned(count.to_string()))
}

fn of_shape<'m>(element: Element<'m>, property: &Property) -> Found<'m> {
    let Property::Name(name) = property else {
        return Found::Empty;
    };
    match &**name {
        "id" => Found::Id(Cow::Borrowed(element.id().as_str())),
        "trait" => Found::Traits(element),
        "var" => Found::Variables,
        "service" => match element {
            Element::Shape(shape) if shape.as_service().is_some() => Found::Service(element),
            _ => Found::Empty,
        },
        _ => Found::Empty,
    }
}

fn of_id<'m>(text: Cow<'m, str>, property: &Property) -> Found<'m> {
    let name = match property {
        Property::Length => return length(text.chars().count()),
        Property::Name(name) => name,
        _ => return Found::Empty,
    };
    let id = ShapeId::new(&*text);
    let part = match &**name {
        "namespace" => Some(id.namespace()),
        "name" => Some(id.name()),
        "member" => id.member(),
        _ => None,
    };
    match part {
        Some(part) => Found::Text(Cow::Owned(part.to_owned())),
        None => Found::Empty,
    }
}

fn of_service<'m>(element: Element<'m>, property: &Property) -> Found<'m> {
    let (Element::Shape(shape), Property::Name(name)) = (element, property) else {
        return Found::Empty;
    };
    match (&**name, shape.as_service()) {
        ("id", _) => Found::Id(Cow::Borrowed(shape.id.as_str())),
        ("version", Some(service)) => Found::Text(Cow::Borrowed(&service.version)),
        _ => Found::Empty,
    }
}

fn of_traits<'m>(element: Element<'m>, property: &Property) -> Found<'m> {
    let traits = element.traits();
    match property {
        Property::Keys => projection(
            traits
                .iter()
                .map(|(id, _)| Found::Id(Cow::Borrowed(id.as_str()))),
        ),
        Property::Values => projection(
            traits
                .iter()
                .map(|(_, node)| Found::Node(Cow::Borrowed(node))),
        ),
        Property::Length => length(traits.iter().count()),
        Property::Name(name) => {
            let node = if name.contains('#') {
                traits.node(name)
            } else {
                traits.node(&format!("smithy.api#{name}"))
            };
            match node {
                Some(node) => Found::Node(Cow::Borrowed(node)),
                None if matches!(&**name, "enum" | Enum::ID) => enum_trait(element),
                None => Found::Empty,
            }
        }
        Property::First | Property::Unknown => Found::Empty,
    }
}

fn of_node<'m>(node: &'m Node, property: &Property) -> Found<'m> {
    let found = |node: &'m Node| Found::Node(Cow::Borrowed(node));
    match (property, &node.value) {
        (Property::Keys, Value::Object(entries)) => projection(
            entries
                .iter()
                .map(|(key, _)| Found::Text(Cow::Borrowed(key.as_str()))),
        ),
        (Property::Values, Value::Object(entries)) => {
            projection(entries.iter().map(|(_, node)| found(node)))
        }
        (Property::Values, Value::Array(elements)) => projection(elements.iter().map(found)),
        (Property::Length, Value::Object(entries)) => length(entries.len()),
        (Property::Length, Value::Array(elements)) => length(elements.len()),
        (Property::Length, Value::String(text)) => length(text.chars().count()),
        (Property::Name(name), Value::Object(_)) => node.get(name).map_or(Found::Empty, found),
        _ => Found::Empty,
    }
}

/// An enum has the trait `enum` that would make the same of a string.
fn enum_trait<'m>(element: Element<'m>) -> Found<'m> {
    let Element::Shape(shape) = element else {
        return Found::Empty;
    };
    if !matches!(shape.kind, ShapeKind::Enum) {
        return Found::Empty;
    }
    let definition = |member: &crate::Member| {
        let mut entries = Vec::new();
        let mut push = |name: &str, node: Node| {
            entries.push((Key::new(name.into(), member.span), node));
        };
        push("name", Node::string(member.name(), member.span));
        for (name, id) in [
            ("value", EnumValue::ID),
            ("documentation", Documentation::ID),
            ("tags", Tags::ID),
        ] {
            if let Some(node) = member.traits.node(id) {
                push(name, node.clone());
            }
        }
        if member.traits.node("smithy.api#deprecated").is_some() {
            push("deprecated", Node::new(Value::Boolean(true), member.span));
        }
        Node::new(Value::Object(entries.into()), member.span)
    };
    let span: Span = shape.span;
    let definitions = shape.members.iter().map(definition).collect();
    Found::Node(Cow::Owned(Node::new(Value::Array(definitions), span)))
}

fn compare(comparator: Comparator, any_case: bool, left: &Found<'_>, right: &Found<'_>) -> bool {
    let equal = |a: &Found<'_>, b: &Found<'_>| compare_one(Comparator::Equal, any_case, a, b);
    let within = |a: &[Found<'_>], b: &[Found<'_>]| a.iter().all(|a| b.iter().any(|b| equal(a, b)));
    let projections = match (left, right) {
        (Found::Projection(left), Found::Projection(right)) => Some((left, right)),
        _ => None,
    };
    match (comparator, projections) {
        (Comparator::Exists, _) => left.exists() == (right.text() == "true"),
        (Comparator::ProjectionEqual, Some((a, b))) => within(a, b) && within(b, a),
        (Comparator::ProjectionNotEqual, Some((a, b))) => !(within(a, b) && within(b, a)),
        (Comparator::ProjectionNotEqual, None) => true,
        (Comparator::Subset, Some((a, b))) => within(a, b),
        (Comparator::ProperSubset, Some((a, b))) => within(a, b) && !within(b, a),
        (Comparator::ProjectionEqual | Comparator::Subset | Comparator::ProperSubset, None) => {
            false
        }
        _ => each(left).any(|a| each(right).any(|b| compare_one(comparator, any_case, a, b))),
    }
}

/// The values of a projection, or the value itself.
fn each<'f, 'm>(found: &'f Found<'m>) -> impl Iterator<Item = &'f Found<'m>> {
    match found {
        Found::Projection(values) => values.as_slice(),
        found => std::slice::from_ref(found),
    }
    .iter()
}

fn compare_one(
    comparator: Comparator,
    any_case: bool,
    left: &Found<'_>,
    right: &Found<'_>,
) -> bool {
    if !left.exists() || !right.exists() {
        return false;
    }
    let (mut a, mut b) = (left.text(), right.text());
    if any_case {
        a = Cow::Owned(a.to_lowercase());
        b = Cow::Owned(b.to_lowercase());
    }
    let numbers = |order: fn(&f64, &f64) -> bool| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => order(&a, &b),
        _ => false,
    };
    match comparator {
        Comparator::Equal => a == b,
        Comparator::NotEqual => a != b,
        Comparator::StartsWith => a.starts_with(&*b),
        Comparator::EndsWith => a.ends_with(&*b),
        Comparator::Contains => a.contains(&*b),
        Comparator::Greater => numbers(f64::gt),
        Comparator::GreaterEqual => numbers(f64::ge),
        Comparator::Less => numbers(f64::lt),
        Comparator::LessEqual => numbers(f64::le),
        // Compared as a whole before.
        Comparator::Exists
        | Comparator::ProjectionEqual
        | Comparator::ProjectionNotEqual
        | Comparator::Subset
        | Comparator::ProperSubset => false,
    }
}

/// A message with attributes in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Template(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Path(Path),
}

impl Template {
    pub(super) fn push_char(&mut self, found: char) {
        match self.0.last_mut() {
            Some(Piece::Text(text)) => text.push(found),
            _ => self.0.push(Piece::Text(found.into())),
        }
    }

    pub(super) fn push_path(&mut self, path: Path) {
        self.0.push(Piece::Path(path));
    }

    /// The message for a shape. Several values of one attribute are joined by commas.
    pub(crate) fn fill<'m>(&self, element: Element<'m>, variables: &Variables<'m, '_>) -> String {
        let scope = Scope {
            element,
            variables: *variables,
        };
        let mut message = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => message.push_str(text),
                Piece::Path(path) => {
                    let found = lookup(&scope, Found::Element(element), path);
                    let texts: Vec<Cow<'_, str>> = each(&found).map(Found::text).collect();
                    message.push_str(&texts.join(", "));
                }
            }
        }
        message
    }
}
