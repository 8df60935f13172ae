//! The examples of an operation, as its client's documentation shows them.
//!
//! See [examples](https://smithy.io/2.0/spec/documentation-traits.html#examples-trait). One that does not fit the
//! model is left out with a warning: what it shows could not be compiled, or would mislead.

use std::collections::{BTreeMap, BTreeSet};

use farrier_smithy::traits::Examples;
use farrier_smithy::{Diagnostic, Diagnostics, Node, Shape, ShapeId, Span, Value};
use proc_macro2::Ident;

use super::literals::Literals;
use super::names;
use super::values::{DocumentPlan, StructureValue, ValuePlan};
use super::{MemberPlan, OperationPlan, Presence, StructurePlan, Type, TypePlan};
use crate::docs::{plain, rustdoc};

/// The most values that an example tells of an output or error, so that it stays an example.
const MOST_EXPECTED: usize = 12;

/// What an example itself calls something.
const VARIABLES: [&str; 5] = ["client", "error", "input", "output", "result"];

/// One example.
#[derive(Debug)]
pub(crate) struct ExamplePlan {
    pub(crate) title: String,
    pub(crate) docs: String,
    /// The variables that hold a time, each with its date-time.
    pub(crate) times: Vec<(Ident, String)>,
    pub(crate) input: StructureValue,
    pub(crate) outcome: Outcome,
}

/// What comes of the call.
#[derive(Debug)]
pub(crate) enum Outcome {
    Output(Vec<Expectation>),
    /// The variant of the operation's error, and what the error holds.
    Error(Ident, Vec<Expectation>),
}

/// What a member of an output or error holds.
#[derive(Debug)]
pub(crate) struct Expectation {
    pub(crate) field: Ident,
    pub(crate) ty: Type,
    pub(crate) optional: bool,
    pub(crate) boxed: bool,
    pub(crate) expected: Expected,
}

#[derive(Debug)]
pub(crate) enum Expected {
    Value(ValuePlan),
    /// So many elements or entries, which are too many to show.
    Length(usize),
    /// Something that is too large to show.
    Any,
    /// The content of a stream.
    Content(Vec<u8>),
    /// Events, which come one after the other.
    Events,
}

/// Why an example does not fit, and where.
pub(super) struct Misfit {
    pub(super) span: Span,
    pub(super) message: String,
}

/// What planning examples looks up.
pub(super) struct Lookup<'a> {
    types: BTreeMap<&'a Ident, &'a TypePlan>,
    idents: &'a BTreeMap<ShapeId, Ident>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(types: &'a [TypePlan], idents: &'a BTreeMap<ShapeId, Ident>) -> Self {
        let types = types.iter().map(|item| (item.ident(), item)).collect();
        Self { types, idents }
    }

    /// The examples of an operation; those that do not fit are complained of.
    pub(super) fn examples(
        &self,
        shape: &Shape,
        operation: &OperationPlan,
        diagnostics: &mut Diagnostics,
    ) -> Vec<ExamplePlan> {
        let Some(Examples(examples)) = shape.traits.get() else {
            return Vec::new();
        };
        let mut plans = Vec::new();
        for node in examples.as_array().unwrap_or_default() {
            match self.example(operation, node) {
                Ok(plan) => plans.push(plan),
                Err(misfit) => {
                    let message = format!("an example does not fit the model: {}", misfit.message);
                    let warning = Diagnostic::warning("ExampleValue", message).on(&shape.id);
                    let help = "mend it: until then the documentation goes without the example";
                    diagnostics.push(warning.at(misfit.span).help(help));
                }
            }
        }
        plans
    }

    fn example(&self, operation: &OperationPlan, node: &Node) -> Result<ExamplePlan, Misfit> {
        let literals = Literals(&self.types);
        let text = |key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default();
        let nothing = Node {
            value: Value::Object(Box::default()),
            span: node.span,
        };
        let mut input =
            literals.structure(&operation.input, node.get("input").unwrap_or(&nothing))?;
        let outcome = match (node.get("error"), node.get("output")) {
            (Some(error), _) => self.error(operation, error)?,
            (None, Some(output)) => {
                Outcome::Output(expectations(literals, &operation.output, output)?)
            }
            (None, None) => Outcome::Output(Vec::new()),
        };
        Ok(ExamplePlan {
            title: plain(text("title")),
            docs: rustdoc(text("documentation")),
            times: times(&mut input),
            input,
            outcome,
        })
    }

    fn error(&self, operation: &OperationPlan, node: &Node) -> Result<Outcome, Misfit> {
        let id = node
            .get("shapeId")
            .and_then(Node::as_str)
            .unwrap_or_default();
        let ident = self.idents.get(&ShapeId::from(id));
        let variant = operation
            .error
            .variants
            .iter()
            .find(|variant| Some(&variant.ty) == ident);
        let (Some(variant), Some(TypePlan::Structure(structure))) =
            (variant, ident.and_then(|ident| self.types.get(ident)))
        else {
            return Err(Misfit {
                span: node.get("shapeId").unwrap_or(node).span,
                message: format!("`{}` has no error `{id}`", operation.name),
            });
        };
        let members = match node.get("content") {
            Some(content) => expectations(Literals(&self.types), structure, content)?,
            None => Vec::new(),
        };
        Ok(Outcome::Error(variant.ident.clone(), members))
    }
}

/// What an output or error is to hold, as far as there is room for it.
fn expectations(
    literals: Literals<'_>,
    structure: &StructurePlan,
    node: &Node,
) -> Result<Vec<Expectation>, Misfit> {
    let StructureValue {
        arguments, setters, ..
    } = literals.structure(structure, node)?;
    let mut values: BTreeMap<Ident, ValuePlan> = arguments
        .into_iter()
        .chain(setters)
        .map(|member| (member.field, member.value))
        .collect();
    let mut room = MOST_EXPECTED;
    let mut expectations = Vec::new();
    for member in &structure.members {
        let Some(expected) = values
            .remove(&member.field)
            .and_then(|value| expected(member, value, &mut room))
        else {
            continue;
        };
        expectations.push(Expectation {
            field: member.field.clone(),
            ty: member.ty.clone(),
            optional: matches!(member.presence, Presence::Optional),
            boxed: member.boxed,
            expected,
        });
    }
    Ok(expectations)
}

fn expected(member: &MemberPlan, value: ValuePlan, room: &mut usize) -> Option<Expected> {
    match (&member.ty, value) {
        (Type::EventStream(_), _) => Some(Expected::Events),
        (Type::ByteStream, ValuePlan::Blob(content)) => Some(Expected::Content(content)),
        (_, value) if size(&value) <= *room => {
            *room -= size(&value);
            Some(Expected::Value(value))
        }
        _ if *room == 0 => None,
        (_, value) => {
            *room -= 1;
            Some(match value {
                ValuePlan::List(elements) => Expected::Length(elements.len()),
                ValuePlan::Map(entries) => Expected::Length(entries.len()),
                _ => Expected::Any,
            })
        }
    }
}

/// How many simple values a value is made of.
fn size(value: &ValuePlan) -> usize {
    let items = |items: usize| items.max(1);
    match value {
        ValuePlan::List(elements) => items(elements.iter().flatten().map(size).sum()),
        ValuePlan::Map(entries) => items(
            entries
                .iter()
                .map(|(_, value)| 1 + value.as_ref().map_or(0, size))
                .sum(),
        ),
        ValuePlan::Structure(structure) => {
            let members = structure.arguments.iter().chain(&structure.setters);
            items(members.map(|member| size(&member.value)).sum())
        }
        ValuePlan::Union { value, .. } => size(value),
        ValuePlan::Document(document) => document_size(document),
        _ => 1,
    }
}

fn document_size(document: &DocumentPlan) -> usize {
    match document {
        DocumentPlan::Array(elements) => 1 + elements.iter().map(document_size).sum::<usize>(),
        DocumentPlan::Object(entries) => {
            let size = |(_, value): &(String, DocumentPlan)| 1 + document_size(value);
            1 + entries.iter().map(size).sum::<usize>()
        }
        _ => 1,
    }
}

/// Takes the times out of the setters, which are called in a closure, and so where `?` cannot be: they become variables.
fn times(input: &mut StructureValue) -> Vec<(Ident, String)> {
    let mut times = Times {
        found: Vec::new(),
        taken: VARIABLES.map(str::to_owned).into(),
    };
    for member in &mut input.setters {
        times.take(&member.field, &mut member.value);
    }
    times.found
}

struct Times {
    found: Vec<(Ident, String)>,
    taken: BTreeSet<String>,
}

impl Times {
    /// `member` is the nearest that has a name.
    fn take(&mut self, member: &Ident, value: &mut ValuePlan) {
        match value {
            ValuePlan::DateTime(_) => {
                let name = names::unique(member.to_string(), &self.taken);
                let variable = match *member == name {
                    true => member.clone(),
                    false => names::ident(name.trim_start_matches("r#")),
                };
                self.taken.insert(name);
                let time = std::mem::replace(value, ValuePlan::Variable(variable.clone()));
                if let ValuePlan::DateTime(text) = time {
                    self.found.push((variable, text));
                }
            }
            ValuePlan::List(elements) => {
                for element in elements.iter_mut().flatten() {
                    self.take(member, element);
                }
            }
            ValuePlan::Map(entries) => {
                for value in entries.iter_mut().filter_map(|(_, value)| value.as_mut()) {
                    self.take(member, value);
                }
            }
            ValuePlan::Structure(structure) => {
                let members = structure.arguments.iter_mut();
                for inner in members.chain(&mut structure.setters) {
                    self.take(&inner.field, &mut inner.value);
                }
            }
            ValuePlan::Union { value, .. } => self.take(member, value),
            _ => {}
        }
    }
}
