//! The semantic model.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::OnceLock;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use crate::chunks::Chunks;
use crate::positions::Positions;
use crate::selector::Index;
use crate::traits::{AppliedTrait, TraitDefinition};
use crate::{Node, ShapeId, Span, Traits, builtin};

/// A checked model: every target resolved, mixins flattened, applied traits in place, prelude included.
///
/// See [the semantic model](https://smithy.io/2.0/spec/model.html#the-semantic-model).
#[derive(Clone, Debug)]
pub struct Model {
    /// In the order in which they were defined.
    shapes: Chunks<Shape>,
    /// The places of the shapes, by id.
    order: Box<[u32]>,
    /// The places in the order.
    index: Positions,
    metadata: BTreeMap<String, Node>,
    /// Where a service, resource or operation names another shape.
    references: FxHashMap<(ShapeId, ShapeId), Span>,
    /// The `@enum` traits of strings that were read as enums.
    named_values: FxHashMap<ShapeId, AppliedTrait>,
    /// What selectors need to go backwards, made when one does.
    neighbors: OnceLock<Index>,
}

impl Model {
    pub(crate) fn new(
        shapes: Chunks<Shape>,
        metadata: BTreeMap<String, Node>,
        references: FxHashMap<(ShapeId, ShapeId), Span>,
        named_values: FxHashMap<ShapeId, AppliedTrait>,
    ) -> Self {
        // A shape takes bytes of texts that have fewer than 4 GiB.
        let mut order: Box<[u32]> = (0..shapes.len() as u32).collect();
        let id_of = |place: u32| shapes[place as usize].id.as_str();
        order.sort_unstable_by(|a, b| id_of(*a).cmp(id_of(*b)));
        let mut index = Positions::with_capacity(shapes.len());
        for (at, place) in order.iter().enumerate() {
            index.add(id_of(*place), at, |at| id_of(order[at]));
        }
        Self {
            shapes,
            order,
            index,
            metadata,
            references,
            named_values,
            neighbors: OnceLock::new(),
        }
    }

    /// The shape of this id; members are found in their shape.
    pub fn shape(&self, id: &ShapeId) -> Option<&Shape> {
        self.find(id.as_str())
    }

    /// The member of this id.
    pub fn member(&self, id: &ShapeId) -> Option<&Member> {
        let (shape, member) = id.as_str().split_once('$')?;
        self.find(shape)?.member(member)
    }

    /// Every shape, by id.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> + Clone {
        let places = self.order.iter();
        places.map(|place| &self.shapes[*place as usize])
    }

    /// The metadata, by key.
    pub fn metadata(&self) -> &BTreeMap<String, Node> {
        &self.metadata
    }

    /// Every service, by id.
    pub fn services(&self) -> impl Iterator<Item = &Shape> {
        self.shapes()
            .filter(|shape| matches!(shape.kind, ShapeKind::Service(_)))
    }

    /// The place of a shape among all shapes, by id.
    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        let id_at = |at: usize| self.shapes[self.order[at] as usize].id.as_str();
        self.index.find(id, id_at)
    }

    /// The shape at a place.
    pub(crate) fn at(&self, position: usize) -> Option<&Shape> {
        let place = *self.order.get(position)?;
        Some(&self.shapes[place as usize])
    }

    pub(crate) fn index(&self) -> &Index {
        self.neighbors.get_or_init(|| Index::of(self))
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Shape> {
        self.at(self.position(id)?)
    }

    /// Where a service, resource or operation names another shape, first.
    pub(crate) fn reference(&self, owner: &ShapeId, target: &ShapeId) -> Option<Span> {
        self.references
            .get(&(owner.clone(), target.clone()))
            .copied()
    }

    /// The `@enum` trait of a string that was read as an enum.
    pub(crate) fn named_values(&self, id: &ShapeId) -> Option<&AppliedTrait> {
        self.named_values.get(id)
    }

    /// The ids of all shapes that define a trait.
    pub(crate) fn trait_ids(&self) -> impl Iterator<Item = &ShapeId> + Clone {
        self.shapes()
            .filter(|shape| shape.traits.has::<TraitDefinition>())
            .map(|shape| &shape.id)
    }
}

/// A shape.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Its absolute id.
    pub id: ShapeId,
    /// Its type, and what belongs to that type alone.
    pub kind: ShapeKind,
    /// Its traits: its own, applied ones and those of its mixins.
    pub traits: Traits,
    /// The mixins that it was made with, in the order in which they were named.
    pub mixins: Box<[ShapeId]>,
    /// Its members in order: those of a structure, union, enum, intEnum; `member` of a list; `key` and `value` of a map.
    pub members: Box<[Member]>,
    /// Where it was defined.
    pub span: Span,
}

impl Shape {
    /// The member of this name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name() == name)
    }

    /// The type without what belongs to it.
    pub fn shape_type(&self) -> ShapeType {
        self.kind.shape_type()
    }

    /// Whether the shape comes with this crate, as the prelude does, and not from a source.
    pub fn is_built_in(&self) -> bool {
        builtin::is_builtin(self.span)
    }

    /// The operation, if this is one.
    pub fn as_operation(&self) -> Option<&Operation> {
        match &self.kind {
            ShapeKind::Operation(operation) => Some(operation),
            _ => None,
        }
    }

    /// The service, if this is one.
    pub fn as_service(&self) -> Option<&Service> {
        match &self.kind {
            ShapeKind::Service(service) => Some(service),
            _ => None,
        }
    }

    /// The resource, if this is one.
    pub fn as_resource(&self) -> Option<&Resource> {
        match &self.kind {
            ShapeKind::Resource(resource) => Some(resource),
            _ => None,
        }
    }
}

/// The type of a shape. See [shape types](https://smithy.io/2.0/spec/model.html#shape-types).
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeKind {
    /// Uninterpreted bytes.
    Blob,
    /// True or false.
    Boolean,
    /// UTF-8 text.
    String,
    /// An 8-bit signed integer.
    Byte,
    /// A 16-bit signed integer.
    Short,
    /// A 32-bit signed integer.
    Integer,
    /// A 64-bit signed integer.
    Long,
    /// A single-precision float.
    Float,
    /// A double-precision float.
    Double,
    /// An integer of any size.
    BigInteger,
    /// A decimal number of any precision.
    BigDecimal,
    /// An instant.
    Timestamp,
    /// Untyped data.
    Document,
    /// A string of one of the members' values.
    Enum,
    /// An integer of one of the members' values.
    IntEnum,
    /// Values of one shape, in order.
    List,
    /// Values of one shape by string keys.
    Map,
    /// Named members.
    Structure,
    /// One of the named members.
    Union,
    /// A service: the entry point of an API.
    Service(Box<Service>),
    /// An entity with an identity and operations.
    Resource(Box<Resource>),
    /// Something that a service does.
    Operation(Box<Operation>),
}

impl ShapeKind {
    /// The type without what belongs to it.
    pub fn shape_type(&self) -> ShapeType {
        match self {
            Self::Blob => ShapeType::Blob,
            Self::Boolean => ShapeType::Boolean,
            Self::String => ShapeType::String,
            Self::Byte => ShapeType::Byte,
            Self::Short => ShapeType::Short,
            Self::Integer => ShapeType::Integer,
            Self::Long => ShapeType::Long,
            Self::Float => ShapeType::Float,
            Self::Double => ShapeType::Double,
            Self::BigInteger => ShapeType::BigInteger,
            Self::BigDecimal => ShapeType::BigDecimal,
            Self::Timestamp => ShapeType::Timestamp,
            Self::Document => ShapeType::Document,
            Self::Enum => ShapeType::Enum,
            Self::IntEnum => ShapeType::IntEnum,
            Self::List => ShapeType::List,
            Self::Map => ShapeType::Map,
            Self::Structure => ShapeType::Structure,
            Self::Union => ShapeType::Union,
            Self::Service(_) => ShapeType::Service,
            Self::Resource(_) => ShapeType::Resource,
            Self::Operation(_) => ShapeType::Operation,
        }
    }
}

/// The name of a type of shape. A `set` of Smithy 1.0 is a list with unique items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    missing_docs,
    reason = "each is explained at the `ShapeKind` of its name"
)]
pub enum ShapeType {
    Blob,
    Boolean,
    String,
    Byte,
    Short,
    Integer,
    Long,
    Float,
    Double,
    BigInteger,
    BigDecimal,
    Timestamp,
    Document,
    Enum,
    IntEnum,
    List,
    Map,
    Structure,
    Union,
    Service,
    Resource,
    Operation,
}

impl ShapeType {
    /// Every type.
    pub const ALL: [Self; 22] = [
        Self::Blob,
        Self::Boolean,
        Self::String,
        Self::Byte,
        Self::Short,
        Self::Integer,
        Self::Long,
        Self::Float,
        Self::Double,
        Self::BigInteger,
        Self::BigDecimal,
        Self::Timestamp,
        Self::Document,
        Self::Enum,
        Self::IntEnum,
        Self::List,
        Self::Map,
        Self::Structure,
        Self::Union,
        Self::Service,
        Self::Resource,
        Self::Operation,
    ];

    /// The name as models write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blob => "blob",
            Self::Boolean => "boolean",
            Self::String => "string",
            Self::Byte => "byte",
            Self::Short => "short",
            Self::Integer => "integer",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::BigInteger => "bigInteger",
            Self::BigDecimal => "bigDecimal",
            Self::Timestamp => "timestamp",
            Self::Document => "document",
            Self::Enum => "enum",
            Self::IntEnum => "intEnum",
            Self::List => "list",
            Self::Map => "map",
            Self::Structure => "structure",
            Self::Union => "union",
            Self::Service => "service",
            Self::Resource => "resource",
            Self::Operation => "operation",
        }
    }

    /// Whether values of this type are numbers; an intEnum is one.
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Self::Byte
                | Self::Short
                | Self::Integer
                | Self::Long
                | Self::Float
                | Self::Double
                | Self::BigInteger
                | Self::BigDecimal
                | Self::IntEnum
        )
    }

    /// Whether values of this type hold no others; enums are simple.
    pub fn is_simple(self) -> bool {
        self.is_number()
            || matches!(
                self,
                Self::Blob
                    | Self::Boolean
                    | Self::String
                    | Self::Timestamp
                    | Self::Document
                    | Self::Enum
            )
    }

    /// Whether this is the type of values, and not a service, resource or operation.
    pub fn is_data(self) -> bool {
        !matches!(self, Self::Service | Self::Resource | Self::Operation)
    }

    /// Whether shapes of this type have members.
    pub fn has_members(self) -> bool {
        matches!(
            self,
            Self::Enum | Self::IntEnum | Self::List | Self::Map | Self::Structure | Self::Union
        )
    }

    pub(crate) fn article(self) -> &'static str {
        match self {
            Self::Integer | Self::Enum | Self::IntEnum | Self::Operation => "an",
            _ => "a",
        }
    }

    /// The kind of shape, with nothing in what belongs to its type.
    pub(crate) fn kind(self) -> ShapeKind {
        match self {
            Self::Blob => ShapeKind::Blob,
            Self::Boolean => ShapeKind::Boolean,
            Self::String => ShapeKind::String,
            Self::Byte => ShapeKind::Byte,
            Self::Short => ShapeKind::Short,
            Self::Integer => ShapeKind::Integer,
            Self::Long => ShapeKind::Long,
            Self::Float => ShapeKind::Float,
            Self::Double => ShapeKind::Double,
            Self::BigInteger => ShapeKind::BigInteger,
            Self::BigDecimal => ShapeKind::BigDecimal,
            Self::Timestamp => ShapeKind::Timestamp,
            Self::Document => ShapeKind::Document,
            Self::Enum => ShapeKind::Enum,
            Self::IntEnum => ShapeKind::IntEnum,
            Self::List => ShapeKind::List,
            Self::Map => ShapeKind::Map,
            Self::Structure => ShapeKind::Structure,
            Self::Union => ShapeKind::Union,
            Self::Service => ShapeKind::Service(Box::default()),
            Self::Resource => ShapeKind::Resource(Box::default()),
            Self::Operation => ShapeKind::Operation(Box::new(Operation {
                input: ShapeId::unit(),
                output: ShapeId::unit(),
                errors: Vec::new(),
            })),
        }
    }

    /// The keys that a definition of this type may have.
    pub(crate) fn keys(self) -> &'static [&'static str] {
        match self {
            Self::List => &["type", "member", "traits", "mixins"],
            Self::Map => &["type", "key", "value", "traits", "mixins"],
            Self::Structure | Self::Union | Self::Enum | Self::IntEnum => {
                &["type", "members", "traits", "mixins"]
            }
            Self::Service => &[
                "type",
                "version",
                "operations",
                "resources",
                "errors",
                "rename",
                "traits",
                "mixins",
            ],
            Self::Resource => &[
                "type",
                "identifiers",
                "properties",
                "create",
                "put",
                "read",
                "update",
                "delete",
                "list",
                "operations",
                "collectionOperations",
                "resources",
                "traits",
                "mixins",
            ],
            Self::Operation => &["type", "input", "output", "errors", "traits", "mixins"],
            _ => &["type", "traits", "mixins"],
        }
    }
}

impl FromStr for ShapeType {
    type Err = ();

    /// Reads a type's name; `set` is a list.
    fn from_str(name: &str) -> Result<Self, ()> {
        if name == "set" {
            return Ok(Self::List);
        }
        Self::ALL
            .into_iter()
            .find(|shape_type| shape_type.name() == name)
            .ok_or(())
    }
}

/// A member of a shape.
#[derive(Clone, Debug)]
pub struct Member {
    /// `namespace#Shape$name`
    pub id: ShapeId,
    /// The shape that it targets, which exists.
    pub target: ShapeId,
    /// Its own traits, not those of its target.
    pub traits: Traits,
    /// Where it was defined.
    pub span: Span,
}

impl Member {
    /// Its name, as the model writes it.
    pub fn name(&self) -> &str {
        self.id.member().unwrap_or_default()
    }
}

/// What an operation takes and gives. See [operation](https://smithy.io/2.0/spec/service-types.html#operation).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The structure that it takes; `smithy.api#Unit` if there is none.
    pub input: ShapeId,
    /// The structure that it gives; `smithy.api#Unit` if there is none.
    pub output: ShapeId,
    /// Its own errors, in the order in which they were listed; [`Closure::errors`](crate::Closure::errors) adds the service's.
    pub errors: Vec<ShapeId>,
}

/// What a service is made of. See [service](https://smithy.io/2.0/spec/service-types.html#service).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Its version, in no set form; empty if it has none.
    pub version: String,
    /// The operations bound to it and not to one of its resources.
    pub operations: Vec<ShapeId>,
    /// Its resources.
    pub resources: Vec<ShapeId>,
    /// Errors that every operation of the service can give.
    pub errors: Vec<ShapeId>,
    /// Names that shapes have in this service in place of their own.
    pub rename: IndexMap<ShapeId, String>,
}

/// What a resource is made of. See [resource](https://smithy.io/2.0/spec/service-types.html#resource).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// The shapes of its identifiers.
    pub identifiers: IndexMap<String, ShapeId>,
    /// The shapes of its properties.
    pub properties: IndexMap<String, ShapeId>,
    /// The operation that creates one, under an id that the service chooses.
    pub create: Option<ShapeId>,
    /// The operation that creates or replaces one, under an id that the client chooses.
    pub put: Option<ShapeId>,
    /// The operation that reads one.
    pub read: Option<ShapeId>,
    /// The operation that changes one.
    pub update: Option<ShapeId>,
    /// The operation that deletes one.
    pub delete: Option<ShapeId>,
    /// The operation that lists them.
    pub list: Option<ShapeId>,
    /// Other operations on one.
    pub operations: Vec<ShapeId>,
    /// Other operations on all of them.
    pub collection_operations: Vec<ShapeId>,
    /// The resources that belong to it.
    pub resources: Vec<ShapeId>,
}

impl Resource {
    /// Every operation bound to it: those of its lifecycle, then the others.
    pub fn all_operations(&self) -> impl Iterator<Item = &ShapeId> {
        self.lifecycle()
            .map(|(_, id)| id)
            .chain(&self.operations)
            .chain(&self.collection_operations)
    }

    /// The operations of its lifecycle, with the names of their parts in it: `put`, `create` and so on.
    pub fn lifecycle(&self) -> impl Iterator<Item = (&'static str, &ShapeId)> {
        [
            ("put", &self.put),
            ("create", &self.create),
            ("read", &self.read),
            ("update", &self.update),
            ("delete", &self.delete),
            ("list", &self.list),
        ]
        .into_iter()
        .filter_map(|(part, id)| Some((part, id.as_ref()?)))
    }
}
