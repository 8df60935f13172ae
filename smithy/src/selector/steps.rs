//! What a selector consists of.

use crate::ShapeType;

/// Steps, taken one after the other.
pub(super) type Chain = Vec<Step>;

#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Keeps what is of a type.
    Type(TypeFilter),
    /// `[key comparator values]`: keeps what has an attribute.
    Attribute(Path, Option<Comparison>),
    /// `[@key: assertions]`
    Scoped(Path, Vec<Assertion>),
    /// Moves to what stands beside.
    Neighbors(Direction, Relations),
    /// `~>`: moves to everything that can be reached.
    Closure,
    Test(Vec<Chain>),
    Is(Vec<Chain>),
    Not(Chain),
    In(Chain),
    /// The number of the `:root`, by which its result is kept.
    Root(usize, Chain),
    Topdown(Chain, Option<Chain>),
    Recursive(Chain),
    SetVariable(usize, Chain),
    Variable(usize),
    /// A function that is not known: it yields nothing.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TypeFilter {
    Any,
    Type(ShapeType),
    Member,
    Number,
    Simple,
    Data,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Direction {
    Forward,
    Reverse,
}

impl Direction {
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Forward => Self::Reverse,
            Self::Reverse => Self::Forward,
        }
    }
}

/// Which relationships to follow.
#[derive(Clone, Debug)]
pub(super) enum Relations {
    /// All but `trait` and `bound`.
    Any,
    Named(Vec<Relation>),
}

impl Relations {
    pub(super) fn has(&self, relation: Relation) -> bool {
        match self {
            Self::Any => relation != Relation::Trait && relation != Relation::Bound,
            Self::Named(relations) => relations.contains(&relation),
        }
    }
}

/// How one shape belongs to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Member,
    /// From a member to its target, which has no name in the language.
    Target,
    Input,
    Output,
    Error,
    Operation,
    CollectionOperation,
    Create,
    Put,
    Read,
    Update,
    Delete,
    List,
    Resource,
    Identifier,
    Property,
    Mixin,
    Trait,
    Bound,
}

impl Relation {
    /// The relationships that a name stands for; none if it is not known.
    pub(super) fn named(name: &str) -> &'static [Self] {
        match name {
            "member" => &[Self::Member],
            "input" => &[Self::Input],
            "output" => &[Self::Output],
            "error" => &[Self::Error],
            "operation" => &[Self::Operation],
            "collectionOperation" => &[Self::CollectionOperation],
            "instanceOperation" => &[
                Self::Operation,
                Self::Put,
                Self::Read,
                Self::Update,
                Self::Delete,
            ],
            "create" => &[Self::Create],
            "put" => &[Self::Put],
            "read" => &[Self::Read],
            "update" => &[Self::Update],
            "delete" => &[Self::Delete],
            "list" => &[Self::List],
            "resource" => &[Self::Resource],
            "identifier" => &[Self::Identifier],
            "property" => &[Self::Property],
            "mixin" => &[Self::Mixin],
            "trait" => &[Self::Trait],
            "bound" => &[Self::Bound],
            _ => &[],
        }
    }

    /// Whether it binds an operation or resource to its service or resource.
    pub(super) fn binds(self) -> bool {
        matches!(
            self,
            Self::Operation
                | Self::CollectionOperation
                | Self::Create
                | Self::Put
                | Self::Read
                | Self::Update
                | Self::Delete
                | Self::List
                | Self::Resource
        )
    }
}

/// The names of properties, each of what comes before.
pub(super) type Path = Vec<Property>;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Property {
    Name(Box<str>),
    Keys,
    Values,
    Length,
    First,
    /// A property in parentheses that is not known: it leads nowhere.
    Unknown,
}

#[derive(Clone, Debug)]
pub(super) struct Comparison {
    pub(super) comparator: Comparator,
    pub(super) values: Vec<Operand>,
    pub(super) any_case: bool,
}

/// One comparison inside a scoped attribute.
#[derive(Clone, Debug)]
pub(super) struct Assertion {
    pub(super) left: Operand,
    pub(super) comparison: Comparison,
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    Text(Box<str>),
    /// `@{path}`
    Context(Path),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Comparator {
    Equal,
    NotEqual,
    StartsWith,
    EndsWith,
    Contains,
    Exists,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    ProjectionEqual,
    ProjectionNotEqual,
    Subset,
    ProperSubset,
}
