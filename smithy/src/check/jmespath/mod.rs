//! [JMESPath](https://jmespath.org/specification.html): whether a text is an expression, whether what it looks for is
//! there, and what comes out of it. An expression is typed while it is read, so there is no tree of it.

mod expression;
mod functions;
mod tokens;

use std::ops::Range;
use std::rc::Rc;

use crate::{Diagnostic, Model, Node, Severity, Shape, ShapeId, ShapeType, Span};

/// How many tokens an expression has at most; real ones have a tenth of that. More are not looked at.
const MOST_TOKENS: usize = 1_000;
/// How deep brackets, projections and operators nest at most, which keeps the stack small.
const DEEPEST: usize = 40;

/// How many members are looked through to tell more than whether one is there.
const MOST_CANDIDATES: usize = 200;

/// What is known of a value.
#[derive(Clone, Debug)]
pub(super) enum Type<'m> {
    /// Nothing.
    Any,
    Null,
    Boolean,
    Number,
    String,
    /// `&expression`
    Reference,
    /// A list, map, structure or union of the model.
    Shape(&'m Shape),
    List(Rc<Type<'m>>),
    /// An object of which no key is known.
    Object,
    /// An object with these keys alone.
    Record(Rc<[(String, Type<'m>)]>),
}

impl<'m> Type<'m> {
    /// What values of a shape are in JMESPath.
    pub(super) fn of(model: &'m Model, id: &ShapeId) -> Self {
        model.shape(id).map_or(Self::Any, Self::of_shape)
    }

    pub(super) fn of_shape(shape: &'m Shape) -> Self {
        match shape.shape_type() {
            ShapeType::Boolean => Self::Boolean,
            ShapeType::String | ShapeType::Enum => Self::String,
            ShapeType::List | ShapeType::Map | ShapeType::Structure | ShapeType::Union => {
                Self::Shape(shape)
            }
            kind if kind.is_number() => Self::Number,
            // How timestamps, blobs and documents look is up to the protocol or the value.
            _ => Self::Any,
        }
    }

    pub(super) fn record(fields: impl IntoIterator<Item = (String, Self)>) -> Self {
        Self::Record(fields.into_iter().collect())
    }

    fn list(element: Self) -> Self {
        Self::List(Rc::new(element))
    }

    /// The type of what is of either type.
    fn or(self, other: &Self) -> Self {
        let same = match (&self, other) {
            (Self::Shape(one), Self::Shape(other)) => one.id == other.id,
            (Self::List(one), Self::List(other)) => Rc::ptr_eq(one, other),
            (Self::Record(_), _) | (_, Self::Record(_)) => false,
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        };
        if same { self } else { Self::Any }
    }

    fn of_all(mut types: impl Iterator<Item = Self>) -> Self {
        let first = types.next().unwrap_or(Self::Any);
        types.fold(first, |all, one| all.or(&one))
    }

    /// What a list of the type has for elements, if it is a list.
    pub(super) fn element(&self, model: &'m Model) -> Option<Self> {
        match self {
            Self::List(element) => Some(element.as_ref().clone()),
            Self::Shape(shape) if shape.shape_type() == ShapeType::List => {
                Some(target(model, shape, "member"))
            }
            _ => None,
        }
    }

    /// What an object of the type has for values, if it is an object.
    fn value(&self, model: &'m Model) -> Option<Self> {
        match self {
            Self::Object => Some(Self::Any),
            Self::Record(fields) => {
                Some(Self::of_all(fields.iter().map(|(_, field)| field.clone())))
            }
            Self::Shape(shape) => match shape.shape_type() {
                ShapeType::List => None,
                ShapeType::Map => Some(target(model, shape, "value")),
                _ if shape.members.len() > MOST_CANDIDATES => Some(Self::Any),
                _ => {
                    let members = shape.members.iter();
                    Some(Self::of_all(
                        members.map(|member| Self::of(model, &member.target)),
                    ))
                }
            },
            _ => None,
        }
    }

    /// For people.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Any => "an unknown value",
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Reference => "an expression",
            Self::Shape(shape) => match shape.shape_type() {
                ShapeType::List => "a list",
                ShapeType::Map => "a map",
                ShapeType::Union => "a union",
                _ => "a structure",
            },
            Self::List(_) => "a list",
            Self::Object | Self::Record(_) => "an object",
        }
    }

    /// The same, and what a list holds.
    pub(super) fn full_name(&self, model: &'m Model) -> String {
        match self.element(model) {
            Some(element) if !matches!(element, Self::Any) => {
                format!("a list whose elements are each {}", element.name())
            }
            _ => self.name().to_owned(),
        }
    }

    /// Whether one of these types is that of the value, as far as can be known.
    fn is_one_of(&self, accepted: functions::Accepts) -> bool {
        let bit = match self {
            Self::Any => return true,
            Self::Null => functions::NULL,
            Self::Boolean => functions::BOOLEAN,
            Self::Number => functions::NUMBER,
            Self::String => functions::STRING,
            Self::Reference => functions::REFERENCE,
            Self::List(_) => functions::LIST,
            Self::Shape(shape) if shape.shape_type() == ShapeType::List => functions::LIST,
            Self::Shape(_) | Self::Object | Self::Record(_) => functions::OBJECT,
        };
        accepted & bit != 0
    }

    pub(super) fn may_be_boolean(&self) -> bool {
        self.is_one_of(functions::BOOLEAN)
    }

    pub(super) fn may_be_string(&self) -> bool {
        self.is_one_of(functions::STRING)
    }

    pub(super) fn may_be_strings(&self, model: &'m Model) -> bool {
        match self.element(model) {
            Some(element) => element.may_be_string(),
            None => matches!(self, Self::Any),
        }
    }
}

fn target<'m>(model: &'m Model, shape: &Shape, member: &str) -> Type<'m> {
    let member = shape.member(member);
    member.map_or(Type::Any, |member| Type::of(model, &member.target))
}

/// What keeps a text from being an expression.
#[derive(Debug)]
struct Syntax {
    place: Range<usize>,
    help: String,
}

impl Syntax {
    fn new(place: Range<usize>, help: impl Into<String>) -> Self {
        Self {
            place,
            help: help.into(),
        }
    }
}

/// Something that is wrong with an expression.
#[derive(Debug)]
pub(super) struct Fault {
    /// As bad as the reference says that it is: an error if the expression cannot be evaluated, danger if what it looks
    /// for is not there.
    pub(super) severity: Severity,
    /// The bytes of the expression.
    place: Range<usize>,
    /// What the expression does, such as "calls `lenght`, which is no function".
    pub(super) message: String,
    help: String,
}

impl Fault {
    /// The complaint of it, which is about an expression that stands at a node.
    pub(super) fn diagnose(self, id: String, whose: &str, node: &Node) -> Diagnostic {
        let text = node.as_str().unwrap_or_default();
        let mut message = format!("{whose} {}", self.message);
        let span = within(node, text, &self.place).unwrap_or_else(|| {
            let column = text[..self.place.start].chars().count() + 1;
            message.push_str(&format!(", at its character {column}"));
            node.span
        });
        Diagnostic::new(self.severity, id, message)
            .at(span)
            .help(self.help)
    }
}

/// Where a part of a string stands, if the string is written as it reads: escapes make it longer.
fn within(node: &Node, text: &str, part: &Range<usize>) -> Option<Span> {
    let Span { start, end } = node.span;
    let quotes = (end - start).checked_sub(u32::try_from(text.len()).ok()?)?;
    let first = match quotes {
        0 => start,
        2 => start + 1,
        _ => return None,
    };
    let (from, to) = (
        u32::try_from(part.start).ok()?,
        u32::try_from(part.end).ok()?,
    );
    Some(Span {
        start: first + from,
        // What is missing at the end is pointed at where the end is.
        end: (first + to).max(first + from + 1).min(end),
    })
}

/// What an expression is.
pub(super) struct Expression<'m> {
    /// What comes out of it.
    pub(super) gives: Type<'m>,
    pub(super) faults: Vec<Fault>,
    /// What it is made of beyond names, projections and `keys`, each with its place.
    beyond_paths: Vec<(Range<usize>, &'static str)>,
}

impl<'m> Expression<'m> {
    /// Reads an expression that is evaluated against a value of a type.
    pub(super) fn read(model: &'m Model, text: &str, root: &Type<'m>) -> Self {
        expression::read(model, text, root)
    }

    /// That it does more than to lead to values, if it does: the first of such.
    pub(super) fn beyond_path(&self) -> Option<Fault> {
        let (place, what) = self.beyond_paths.first()?.clone();
        Some(Fault {
            severity: Severity::Error,
            place,
            message: format!("has {what}, which parameters of endpoints do not take"),
            help: "lead to the values by names, `[*]`, `*`, `[]` and `keys` alone".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    const FLEET: &str = "$version: \"2\"\nnamespace example\n
        structure Fleet { ships: Ships, flag: String, count: Integer, since: Timestamp, log: Document }
        list Ships { member: Ship }
        structure Ship { name: String, afloat: Boolean, rooms: Rooms, crew: Crew, consort: Ship, decks: Decks }
        list Rooms { member: String }
        list Decks { member: Rooms }
        map Crew { key: String, value: Integer }";

    #[test]
    fn expressions_give_what_their_types_tell() {
        let (model, _) = load(&Sources::from_iter([("fleet.smithy", FLEET)]));
        let model = model.expect("a model");
        let fleet = Type::of(&model, &ShapeId::new("example#Fleet"));
        let cases = [
            ("flag", "a string"),
            ("\"flag\"", "a string"),
            ("ships[0].consort.consort.name", "a string"),
            ("ships[*].name", "a list whose elements are each a string"),
            (
                "ships[1:-1:2].afloat",
                "a list whose elements are each a boolean",
            ),
            (
                "ships[].decks[][]",
                "a list whose elements are each a string",
            ),
            (
                "ships[].decks[0][0]",
                "a list whose elements are each a string",
            ),
            (
                "ships[?afloat && name != 'Pequod'].crew.captain",
                "a list whose elements are each a number",
            ),
            ("ships[0].crew.*", "a list whose elements are each a number"),
            ("ships[].*", "a list whose elements are each a list"),
            (
                "ships[].[name, consort.name]",
                "a list whose elements are each a list",
            ),
            ("ships[0].{a: name, \"b c\": afloat}.\"b c\"", "a boolean"),
            ("(ships | [0]).name", "a string"),
            ("sort_by(ships, &consort.name)[0].name", "a string"),
            ("max_by(ships, &name).anything", "an unknown value"),
            ("keys(ships[0].crew)[0]", "a string"),
            ("length(ships[?!consort.afloat]) > `0`", "a boolean"),
            (
                "contains(ships[].name, 'Pequod') || count == `2`",
                "a boolean",
            ),
            ("not_null(flag, count)", "an unknown value"),
            ("flag || count", "an unknown value"),
            ("since > `10`", "a boolean"),
            ("log.anything[0].*.more", "a list"),
            ("to_string(@)", "a string"),
            ("`{\"a\": 1}`.b", "an unknown value"),
        ];
        for (text, wanted) in cases {
            let expression = Expression::read(&model, text, &fleet);
            assert!(
                expression.faults.is_empty(),
                "{text}: {:?}",
                expression.faults
            );
            assert_eq!(expression.gives.full_name(&model), wanted, "{text}");
        }
    }
}
