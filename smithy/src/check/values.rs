//! Whether a node is a value of a shape. See [trait node values](https://smithy.io/2.0/spec/model.html#trait-node-values).

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::matcher::Matcher;
use super::patterns::Patterns;
use crate::diagnostic::MOST;
use crate::selector::Node as Place;
use crate::suggest::{did_you_mean, did_you_mean_shape};
use crate::traits::{EnumValue, Length, Pattern, Range, Required, Sparse, Traits, UniqueItems};
use crate::{
    Member, Model, Node, Number, Severity, Shape, ShapeId, ShapeKind, ShapeType, Span, Value,
    shape_id,
};

/// Something in a node that does not fit.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) severity: Severity,
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// Reads on from "the value of the trait `x`: ".
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// What sort of misfit it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Type,
    /// A required member is not there.
    Missing,
    /// The id of a shape that is not there, or is not of those that may be named.
    Reference,
    /// Lengths, patterns and the like.
    Constraint,
    /// A number is out of a range that stands on a member, or on its target.
    Range {
        of_member: bool,
        zero: bool,
    },
    /// A shape has no member of this name.
    UnknownMember {
        shape: ShapeId,
        name: String,
    },
}

impl Misfit {
    /// The id of a complaint about it, under the id of the check that found it.
    pub(super) fn event(&self, check: &'static str) -> Cow<'static, str> {
        match &self.kind {
            Kind::Type | Kind::Missing | Kind::Reference | Kind::Constraint => Cow::Borrowed(check),
            Kind::Range { of_member, .. } => {
                let whose = if *of_member { "Member" } else { "Target" };
                Cow::Owned(format!("{check}.{whose}.InvalidRange"))
            }
            Kind::UnknownMember { shape, name } => {
                Cow::Owned(format!("{check}.UnknownMember.{shape}.{name}"))
            }
        }
    }
}

/// Checks nodes against the shapes of a model.
pub(super) struct Values<'m> {
    model: &'m Model,
    patterns: Patterns<'m>,
    references: FxHashMap<&'m str, Option<Matcher>>,
    misfits: Vec<Misfit>,
    /// How often a name was looked for that is like one that is not there.
    suggestions: usize,
}

/// Looking for a name like another takes a look at all names: whoever has many such faults is helped by the first.
const MAX_SUGGESTIONS: usize = 64;

impl<'m> Values<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Self {
            model,
            patterns: Patterns::default(),
            references: FxHashMap::default(),
            misfits: Vec::new(),
            suggestions: 0,
        }
    }

    /// What does not fit in a node that is to be a value of `shape`.
    pub(super) fn misfits(&mut self, shape: &'m Shape, node: &Node) -> Vec<Misfit> {
        self.value(shape, None, node);
        std::mem::take(&mut self.misfits)
    }

    /// What does not fit in a node that is to be a value of a member.
    pub(super) fn member_misfits(&mut self, member: &'m Member, node: &Node) -> Vec<Misfit> {
        self.member(member, node);
        std::mem::take(&mut self.misfits)
    }

    fn misfit(&mut self, kind: Kind, span: Span, message: String) -> &mut Misfit {
        // One is left that takes the place of all beyond.
        self.misfits.truncate(MOST);
        self.misfits.push(Misfit {
            severity: Severity::Error,
            kind,
            span,
            message,
            help: None,
        });
        let last = self.misfits.len() - 1;
        &mut self.misfits[last]
    }

    fn may_suggest(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= MAX_SUGGESTIONS
    }

    fn member(&mut self, member: &'m Member, node: &Node) {
        if let Some(shape) = self.model.shape(&member.target) {
            self.value(shape, Some(&member.traits), node);
        }
    }

    fn value(&mut self, shape: &'m Shape, member: Option<&'m Traits>, node: &Node) {
        let found = |expected: &str| format!("expected {expected}, found {}", describe(node));
        match (&shape.kind, &node.value) {
            (ShapeKind::Document, _)
            | (ShapeKind::Boolean, Value::Boolean(_))
            | (ShapeKind::Blob, Value::String(_)) => {}
            (ShapeKind::String, Value::String(text)) => self.string(shape, member, node, text),
            (ShapeKind::Enum, Value::String(text)) => self.enumerated(shape, node, text),
            (ShapeKind::Timestamp, Value::Number(_)) => {}
            (ShapeKind::Timestamp, Value::String(text)) if is_instant(text) => {}
            (ShapeKind::IntEnum, Value::Number(number)) => self.int_enumerated(shape, node, number),
            (kind, Value::Number(number)) if kind.shape_type().is_number() => {
                self.number(shape, member, node, number)
            }
            (ShapeKind::Float | ShapeKind::Double, Value::String(text))
                if matches!(&**text, "NaN" | "Infinity" | "-Infinity") =>
            {
                self.range(shape, member, node, text.parse().unwrap_or(f64::NAN));
            }
            (ShapeKind::BigInteger | ShapeKind::BigDecimal, Value::String(text))
                if is_decimal(text) => {}
            (ShapeKind::List, Value::Array(elements)) => self.list(shape, member, elements),
            (ShapeKind::Map, Value::Object(entries)) => self.map(shape, entries),
            (ShapeKind::Structure, Value::Object(entries)) => self.structure(shape, node, entries),
            (ShapeKind::Union, Value::Object(entries)) => self.union(shape, node, entries),
            (ShapeKind::Service(_) | ShapeKind::Resource(_) | ShapeKind::Operation(_), _) => {}
            (kind, _) => {
                let expected = expectation(kind.shape_type());
                self.misfit(Kind::Type, node.span, found(expected));
            }
        }
        match &node.value {
            Value::String(text) if matches!(shape.kind, ShapeKind::Blob) => {
                self.length(shape, member, node.span, "bytes", || text.len());
            }
            Value::String(text) if matches!(shape.kind, ShapeKind::String | ShapeKind::Enum) => {
                self.length(shape, member, node.span, "characters", || {
                    text.chars().count()
                });
            }
            Value::Array(elements) => {
                self.length(shape, member, node.span, "elements", || elements.len())
            }
            Value::Object(entries) if matches!(shape.kind, ShapeKind::Map) => {
                self.length(shape, member, node.span, "entries", || entries.len());
            }
            _ => {}
        }
    }

    fn string(&mut self, shape: &'m Shape, member: Option<&'m Traits>, node: &Node, text: &str) {
        for traits in [Some(&shape.traits), member].into_iter().flatten() {
            if let Some(pattern) = traits
                .node(<Pattern as crate::Trait>::ID)
                .and_then(Node::as_str)
                && self.patterns.matches(pattern, text) == Some(false)
            {
                self.misfit(
                    Kind::Constraint,
                    node.span,
                    format!("\"{text}\" does not match the pattern `{pattern}`"),
                );
            }
            if let Some(reference) = traits.node("smithy.api#idRef") {
                self.reference(reference, node, text);
            }
        }
    }

    /// A string that names a shape. See [idRef](https://smithy.io/2.0/spec/constraint-traits.html#idref-trait).
    fn reference(&mut self, reference: &'m Node, node: &Node, text: &str) {
        if let Some(fault) = shape_id::fault(text, true) {
            let message = format!("`{text}` is not the id of a shape: {fault}");
            self.misfit(Kind::Type, node.span, message);
            return;
        }
        let id = ShapeId::new(text);
        let (shape, member) = match text.split_once('$') {
            Some((shape, member)) => (shape, Some(member)),
            None => (text, None),
        };
        let found = self.model.position(shape).and_then(|at| {
            let place = Place::shape(at);
            match member {
                None => Some(place),
                Some(member) => {
                    let members = &self.model.at(at)?.members;
                    let at = members.iter().position(|other| other.name() == member)?;
                    Some(place.member(at))
                }
            }
        });
        let said = reference.get("errorMessage").and_then(Node::as_str);
        let Some(found) = found else {
            if reference.get("failWhenMissing").and_then(Node::as_bool) == Some(true) {
                let help = self
                    .may_suggest()
                    .then(|| did_you_mean_shape(&id, self.model.shapes().map(|shape| &shape.id)));
                let message = match said {
                    Some(said) => format!("there is no shape `{text}`: {said}"),
                    None => format!("there is no shape `{text}`"),
                };
                self.misfit(Kind::Reference, node.span, message).help = help.flatten();
            }
            return;
        };
        let Some(selector) = reference.get("selector").and_then(Node::as_str) else {
            return;
        };
        if selector == "*" {
            return;
        }
        let model = self.model;
        let matcher = self
            .references
            .entry(selector)
            .or_insert_with(|| Matcher::new(selector, model).ok());
        if matcher
            .as_ref()
            .is_some_and(|matcher| !matcher.matches(model, found))
        {
            let mut message =
                format!("`{id}` is not of the shapes that match the selector `{selector}`");
            if let Some(said) = said {
                message = format!("{message}: {said}");
            }
            self.misfit(Kind::Reference, node.span, message);
        }
    }

    fn enumerated(&mut self, shape: &Shape, node: &Node, text: &str) {
        let values: Vec<String> = shape
            .members
            .iter()
            .filter_map(|member| match member.traits.get::<EnumValue>() {
                Some(EnumValue::String(value)) => Some(value),
                _ => None,
            })
            .collect();
        if values.iter().any(|value| value == text) {
            return;
        }
        let values = || values.iter().map(String::as_str);
        let help = self.may_suggest().then(|| did_you_mean(text, values()));
        let help = help
            .flatten()
            .unwrap_or_else(|| format!("the values are {}", super::listed(values())));
        self.misfit(
            Kind::Constraint,
            node.span,
            format!("\"{text}\" is not a value of the enum `{}`", shape.id),
        )
        .help = Some(help);
    }

    fn int_enumerated(&mut self, shape: &Shape, node: &Node, number: &Number) {
        let value = number.as_i64();
        let known = |member: &Member| match member.traits.get::<EnumValue>() {
            Some(EnumValue::Integer(known)) => Some(i64::from(known)) == value,
            _ => false,
        };
        if !shape.members.iter().any(known) {
            self.misfit(
                Kind::Constraint,
                node.span,
                format!("{number} is not a value of the intEnum `{}`", shape.id),
            );
        }
    }

    fn number(
        &mut self,
        shape: &'m Shape,
        member: Option<&'m Traits>,
        node: &Node,
        number: &Number,
    ) {
        let shape_type = shape.shape_type();
        let bits = match shape_type {
            ShapeType::Byte => Some(8),
            ShapeType::Short => Some(16),
            ShapeType::Integer => Some(32),
            ShapeType::Long => Some(64),
            _ => None,
        };
        if (bits.is_some() || shape_type == ShapeType::BigInteger) && !number.is_integer() {
            self.misfit(
                Kind::Type,
                node.span,
                format!("expected a whole number, found {number}"),
            );
            return;
        }
        if let Some(bits) = bits
            && number.as_i64().is_none_or(|value| {
                bits < 64 && !(-(1_i64 << (bits - 1))..1_i64 << (bits - 1)).contains(&value)
            })
        {
            self.misfit(
                Kind::Type,
                node.span,
                format!(
                    "{number} does not fit in a {}, which has {bits} bits",
                    shape_type.name()
                ),
            );
            return;
        }
        let Some(value) = number.as_f64() else {
            return;
        };
        self.range(shape, member, node, value);
    }

    fn range(&mut self, shape: &'m Shape, member: Option<&'m Traits>, node: &Node, value: f64) {
        for (of_member, traits) in [(false, Some(&shape.traits)), (true, member)] {
            let Some(range) = traits.and_then(Traits::get::<Range>) else {
                continue;
            };
            let shown = describe(node);
            let kind = || Kind::Range {
                of_member,
                zero: value == 0.0,
            };
            if value.is_nan() {
                let message = "a range holds only numbers, and this is `NaN`".to_owned();
                self.misfit(kind(), node.span, message);
                continue;
            }
            if let Some(min) = range
                .min
                .filter(|min| min.as_f64().is_some_and(|min| value < min))
            {
                let message = format!("{shown} is less than {min}, the least that is allowed");
                self.misfit(kind(), node.span, message);
            }
            if let Some(max) = range
                .max
                .filter(|max| max.as_f64().is_some_and(|max| value > max))
            {
                let message = format!("{shown} is more than {max}, the most that is allowed");
                self.misfit(kind(), node.span, message);
            }
        }
    }

    fn length(
        &mut self,
        shape: &'m Shape,
        member: Option<&'m Traits>,
        span: Span,
        unit: &str,
        count: impl Fn() -> usize,
    ) {
        for traits in [Some(&shape.traits), member].into_iter().flatten() {
            let Some(length) = traits.get::<Length>() else {
                continue;
            };
            let count = count() as u64;
            if let Some(min) = length.min.filter(|min| count < *min) {
                self.misfit(
                    Kind::Constraint,
                    span,
                    format!("it has {count} {unit}, and at least {min} are needed"),
                );
            }
            if let Some(max) = length.max.filter(|max| count > *max) {
                self.misfit(
                    Kind::Constraint,
                    span,
                    format!("it has {count} {unit}, and at most {max} are allowed"),
                );
            }
        }
    }

    fn list(&mut self, shape: &'m Shape, member: Option<&'m Traits>, elements: &[Node]) {
        let Some(element_member) = shape.members.first() else {
            return;
        };
        let sparse = shape.traits.has::<Sparse>();
        for element in elements {
            if !(sparse && element.is_null()) {
                self.member(element_member, element);
            }
        }
        let unique =
            shape.traits.has::<UniqueItems>() || member.is_some_and(Traits::has::<UniqueItems>);
        if unique && let Some(repeated) = repeated(elements) {
            self.misfit(
                Kind::Constraint,
                repeated.span,
                "this element stands twice".to_owned(),
            );
        }
    }

    fn map(&mut self, shape: &'m Shape, entries: &[(crate::Key, Node)]) {
        let sparse = shape.traits.has::<Sparse>();
        for (key, value) in entries {
            if let Some(key_member) = shape.member("key") {
                self.member(key_member, &Node::string(key.as_str(), key.span()));
            }
            if let Some(value_member) = shape.member("value")
                && !(sparse && value.is_null())
            {
                self.member(value_member, value);
            }
        }
    }

    fn structure(&mut self, shape: &'m Shape, node: &Node, entries: &[(crate::Key, Node)]) {
        for (key, value) in entries {
            match shape.member(key.as_str()) {
                Some(member) => self.member(member, value),
                None => self.unknown_member(shape, key),
            }
        }
        for member in shape
            .members
            .iter()
            .filter(|member| member.traits.has::<Required>())
        {
            if !entries.iter().any(|(key, _)| key.as_str() == member.name()) {
                let message = format!(
                    "the member `{}` is missing, and it is required",
                    member.name()
                );
                self.misfit(Kind::Missing, node.span, message);
            }
        }
    }

    fn union(&mut self, shape: &'m Shape, node: &Node, entries: &[(crate::Key, Node)]) {
        let [(key, value)] = entries else {
            self.misfit(
                Kind::Type,
                node.span,
                format!(
                    "a value of a union has one member, and here are {}",
                    entries.len()
                ),
            );
            return;
        };
        match shape.member(key.as_str()) {
            Some(member) => self.member(member, value),
            None => self.unknown_member(shape, key),
        }
    }

    fn unknown_member(&mut self, shape: &Shape, key: &crate::Key) {
        let names = || shape.members.iter().map(Member::name);
        let help = self
            .may_suggest()
            .then(|| did_you_mean(key.as_str(), names()));
        let help = help.flatten().or_else(|| {
            (!shape.members.is_empty())
                .then(|| format!("its members are {}", super::listed(names())))
        });
        let kind = Kind::UnknownMember {
            shape: shape.id.clone(),
            name: key.as_str().to_owned(),
        };
        let misfit = self.misfit(
            kind,
            key.span(),
            format!("`{}` is not a member of `{}`", key.as_str(), shape.id),
        );
        misfit.help = help;
        // Newer definitions of a trait may have members that this one does not know.
        misfit.severity = Severity::Warning;
    }
}

/// The first element that stands in the list before.
fn repeated(elements: &[Node]) -> Option<&Node> {
    let mut met: FxHashMap<u64, Vec<&Node>> = FxHashMap::default();
    elements.iter().find(|element| {
        let alike = met.entry(fingerprint(element)).or_default();
        let repeats = alike.contains(element);
        alike.push(element);
        repeats
    })
}

/// A number that equal nodes share.
fn fingerprint(node: &Node) -> u64 {
    let mut hasher = FxHasher::default();
    match &node.value {
        Value::Null => {}
        Value::Boolean(value) => value.hash(&mut hasher),
        // However it is written, it comes to the same float.
        Value::Number(number) => number
            .as_f64()
            .unwrap_or_default()
            .abs()
            .to_bits()
            .hash(&mut hasher),
        Value::String(text) => text.hash(&mut hasher),
        Value::Array(elements) => elements
            .iter()
            .map(fingerprint)
            .for_each(|one| one.hash(&mut hasher)),
        // Entries may stand in any order.
        Value::Object(entries) => {
            let entry = |(key, value): &(crate::Key, Node)| {
                let mut hasher = FxHasher::default();
                (key.as_str(), fingerprint(value)).hash(&mut hasher);
                hasher.finish()
            };
            entries
                .iter()
                .map(entry)
                .fold(0, u64::wrapping_add)
                .hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn expectation(shape_type: ShapeType) -> &'static str {
    match shape_type {
        ShapeType::Boolean => "`true` or `false`",
        ShapeType::String | ShapeType::Enum => "a string",
        ShapeType::Blob => "a string of base64",
        ShapeType::Timestamp => "a date-time string or seconds since the epoch",
        ShapeType::List => "an array",
        ShapeType::Map | ShapeType::Structure | ShapeType::Union => "an object",
        _ => "a number",
    }
}

/// The value itself where it is short, else what kind of value it is.
fn describe(node: &Node) -> String {
    match &node.value {
        Value::String(text) if text.chars().count() <= 40 => format!("the string {text:?}"),
        Value::Number(number) => format!("the number {number}"),
        Value::Boolean(value) => format!("`{value}`"),
        Value::Null => "`null`".to_owned(),
        _ => node.kind().to_owned(),
    }
}

/// Whether a text may be a date-time of RFC 3339, or a date of HTTP.
fn is_instant(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00:00";
    let begins = text.len() > FORM.len()
        && text.bytes().zip(FORM).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b't' | b' '),
            form => byte == *form,
        });
    begins || text.ends_with(" GMT")
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|char: char| char.is_ascii_digit()) && text.parse::<f64>().is_ok()
}
