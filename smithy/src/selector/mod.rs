//! Selectors: expressions that find shapes in a model. See [selectors](https://smithy.io/2.0/spec/selectors.html).

mod attribute;
mod evaluate;
mod neighbors;
mod parse;
mod steps;

use std::fmt;
use std::str::FromStr;

use crate::{Member, Model, Shape, ShapeId, Span, Traits};

pub(crate) use attribute::Template;
pub(crate) use evaluate::Variables;
pub(crate) use neighbors::{Index, Node};
pub(crate) use parse::parse_template;
use steps::Chain;

/// A parsed selector.
///
/// ```
/// use farrier_smithy::{Selector, Sources, load};
///
/// let mut sources = Sources::new();
/// sources.add("city.json", r#"{"smithy": "2.0", "shapes": {
///     "example#Name": {"type": "string", "traits": {"smithy.api#sensitive": {}}},
///     "example#City": {"type": "structure", "members": {"name": {"target": "example#Name"}}}
/// }}"#);
/// let model = load(&sources).0.expect("a model without errors");
/// let selector: Selector = "structure > member :test(> [trait|sensitive])".parse()?;
/// let found = selector.select(&model);
/// assert_eq!(found[0].id(), &"example#City$name");
/// # Ok::<(), farrier_smithy::SelectorError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Selector {
    text: Box<str>,
    chain: Chain,
    /// How many variables and `:root` functions there are.
    variables: Vec<Box<str>>,
    roots: usize,
    /// Whether a match can be told by going backwards from a shape.
    backwards: bool,
}

impl Selector {
    /// Reads a selector. The error tells what is wrong, and where.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        parse::parse(text)
    }

    /// The text that it was read from.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// All shapes and members that it finds, each once, in the order of their ids.
    pub fn select<'m>(&self, model: &'m Model) -> Vec<Element<'m>> {
        evaluate::select(self, model)
    }

    /// What it finds when only this shape or member is sent through it.
    pub fn select_from<'m>(&self, model: &'m Model, element: Element<'_>) -> Vec<Element<'m>> {
        evaluate::select_from(self, model, element)
    }

    /// Whether it finds this shape or member.
    pub fn matches(&self, model: &Model, element: Element<'_>) -> bool {
        Node::of(model, element).is_some_and(|node| evaluate::matches(self, model, node))
    }

    /// As [`Selector::matches`], by the place in the model.
    pub(crate) fn matches_node(&self, model: &Model, node: Node) -> bool {
        evaluate::matches(self, model, node)
    }

    /// Calls back for each shape that is found, with what the variables hold then.
    pub(crate) fn each<'m>(
        &self,
        model: &'m Model,
        found: &mut dyn FnMut(Element<'m>, &Variables<'m, '_>),
    ) {
        evaluate::each(self, model, found);
    }

    /// Whether [`Selector::matches`] needs no look at the whole model.
    pub(crate) fn is_cheap(&self) -> bool {
        self.backwards
    }
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        Self::parse(text)
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a text is not a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorError {
    /// What was found, and what was expected.
    pub message: String,
    /// The byte in the selector where it is.
    pub offset: usize,
}

impl fmt::Display for SelectorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at byte {}", self.message, self.offset)
    }
}

impl std::error::Error for SelectorError {}

/// A shape, or a member and the shape that has it: what selectors work on.
#[derive(Clone, Copy, Debug)]
pub enum Element<'m> {
    /// A shape.
    Shape(&'m Shape),
    /// A member of a shape.
    Member(&'m Shape, &'m Member),
}

impl<'m> Element<'m> {
    /// The id.
    pub fn id(self) -> &'m ShapeId {
        match self {
            Self::Shape(shape) => &shape.id,
            Self::Member(_, member) => &member.id,
        }
    }

    /// The traits on it.
    pub fn traits(self) -> &'m Traits {
        match self {
            Self::Shape(shape) => &shape.traits,
            Self::Member(_, member) => &member.traits,
        }
    }

    /// Where it was defined.
    pub fn span(self) -> Span {
        match self {
            Self::Shape(shape) => shape.span,
            Self::Member(_, member) => member.span,
        }
    }
}
