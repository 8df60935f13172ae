//! Traits that refine a type, and those that say what a shape is for.

use super::{markers, nodes, strings, texts};
use crate::{Node, ShapeId, Trait};

markers! {
    /// The member must be there. See [required](https://smithy.io/2.0/spec/type-refinement-traits.html#required-trait).
    Required = "smithy.api#required";
    /// Clients take the member for optional, whatever else is said of it.
    /// See [clientOptional](https://smithy.io/2.0/spec/type-refinement-traits.html#clientoptional-trait).
    ClientOptional = "smithy.api#clientOptional";
    /// The member's default was added after its first release.
    /// See [addedDefault](https://smithy.io/2.0/spec/type-refinement-traits.html#addeddefault-trait).
    AddedDefault = "smithy.api#addedDefault";
    /// The structure is one operation's input and nothing else. See [input](https://smithy.io/2.0/spec/type-refinement-traits.html#input-trait).
    Input = "smithy.api#input";
    /// The structure is one operation's output and nothing else. See [output](https://smithy.io/2.0/spec/type-refinement-traits.html#output-trait).
    Output = "smithy.api#output";
    /// The list or map may hold nulls. See [sparse](https://smithy.io/2.0/spec/type-refinement-traits.html#sparse-trait).
    Sparse = "smithy.api#sparse";
    /// The structure stands for no value. See [unit types](https://smithy.io/2.0/spec/model.html#unit-type).
    UnitType = "smithy.api#unitType";
    /// Smithy 1.0: the number or boolean has no default.
    /// See [box](https://smithy.io/1.0/spec/core/type-refinement-traits.html#box-trait).
    Boxed = "smithy.api#box";
    /// Only shapes of the same namespace may refer to it. See [private](https://smithy.io/2.0/spec/constraint-traits.html#private-trait).
    Private = "smithy.api#private";
    /// The operation changes nothing. See [readonly](https://smithy.io/2.0/spec/behavior-traits.html#readonly-trait).
    Readonly = "smithy.api#readonly";
    /// Doing the operation twice is like doing it once. See [idempotent](https://smithy.io/2.0/spec/behavior-traits.html#idempotent-trait).
    Idempotent = "smithy.api#idempotent";
    /// Clients fill the member with a UUID when it is not set.
    /// See [idempotencyToken](https://smithy.io/2.0/spec/behavior-traits.html#idempotencytoken-trait).
    IdempotencyToken = "smithy.api#idempotencyToken";
    /// Requests of the operation carry a checksum of their body.
    /// See [httpChecksumRequired](https://smithy.io/2.0/spec/http-bindings.html#httpchecksumrequired-trait).
    HttpChecksumRequired = "smithy.api#httpChecksumRequired";
    /// The value is not to be shown. See [sensitive](https://smithy.io/2.0/spec/documentation-traits.html#sensitive-trait).
    Sensitive = "smithy.api#sensitive";
    /// The blob, or the events of the union, are too large or too many to be held at once.
    /// See [streaming](https://smithy.io/2.0/spec/streaming.html#streaming-trait).
    Streaming = "smithy.api#streaming";
    /// The streamed blob's length must be known before it is sent.
    /// See [requiresLength](https://smithy.io/2.0/spec/streaming.html#requireslength-trait).
    RequiresLength = "smithy.api#requiresLength";
    /// The member is a header of an event. See [eventHeader](https://smithy.io/2.0/spec/streaming.html#eventheader-trait).
    EventHeader = "smithy.api#eventHeader";
    /// The member is the payload of an event. See [eventPayload](https://smithy.io/2.0/spec/streaming.html#eventpayload-trait).
    EventPayload = "smithy.api#eventPayload";
    /// The shape defines a trait. See [trait](https://smithy.io/2.0/spec/model.html#trait-trait).
    TraitDefinition = "smithy.api#trait";
    /// The trait is an authentication scheme.
    /// See [authDefinition](https://smithy.io/2.0/spec/authentication-traits.html#authdefinition-trait).
    AuthDefinition = "smithy.api#authDefinition";
    /// The trait is a protocol. See [protocolDefinition](https://smithy.io/2.0/spec/protocol-traits.html#protocoldefinition-trait).
    ProtocolDefinition = "smithy.api#protocolDefinition";
}

texts! {
    /// The identifier of a resource that the member holds.
    /// See [resourceIdentifier](https://smithy.io/2.0/spec/resource-traits.html#resourceidentifier-trait).
    ResourceIdentifier = "smithy.api#resourceIdentifier";
}

nodes! {
    /// The value that stands for an absent one; `null` takes a default of the target back.
    /// See [default](https://smithy.io/2.0/spec/type-refinement-traits.html#default-trait).
    Default = "smithy.api#default";
    /// Examples of an operation's input and output. See [examples](https://smithy.io/2.0/spec/documentation-traits.html#examples-trait).
    Examples = "smithy.api#examples";
}

/// Whose fault an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The caller's.
    Client,
    /// The service's.
    Server,
}

/// The structure is an error. See [error](https://smithy.io/2.0/spec/type-refinement-traits.html#error-trait).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error(pub Fault);

impl Trait for Error {
    const ID: &'static str = "smithy.api#error";

    fn from_node(node: &Node) -> Option<Self> {
        match node.as_str()? {
            "client" => Some(Self(Fault::Client)),
            "server" => Some(Self(Fault::Server)),
            _ => None,
        }
    }
}

/// The same call may succeed later. See [retryable](https://smithy.io/2.0/spec/behavior-traits.html#retryable-trait).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retryable {
    /// Whether the service asks to be called less often.
    pub throttling: bool,
}

impl Trait for Retryable {
    const ID: &'static str = "smithy.api#retryable";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            throttling: super::flag(node, "throttling"),
        })
    }
}

/// The value of a member of an enum or intEnum. See [enumValue](https://smithy.io/2.0/spec/type-refinement-traits.html#enumvalue-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumValue {
    /// Of an enum.
    String(String),
    /// Of an intEnum.
    Integer(i32),
}

impl Trait for EnumValue {
    const ID: &'static str = "smithy.api#enumValue";

    fn from_node(node: &Node) -> Option<Self> {
        match node.as_str() {
            Some(text) => Some(Self::String(text.to_owned())),
            None => node
                .as_number()?
                .as_i64()?
                .try_into()
                .ok()
                .map(Self::Integer),
        }
    }
}

/// One entry of [`Enum`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumDefinition {
    /// The value on the wire.
    pub value: String,
    /// A name for programs.
    pub name: Option<String>,
    /// What it means.
    pub documentation: Option<String>,
    /// Whether it is not to be used any more.
    pub deprecated: bool,
    /// Words that group it with others.
    pub tags: Vec<String>,
}

/// Smithy 1.0: the string is one of these. Strings where each entry has a name are read as enums instead.
/// See [enum](https://smithy.io/2.0/spec/constraint-traits.html#enum-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enum(pub Vec<EnumDefinition>);

impl Trait for Enum {
    const ID: &'static str = "smithy.api#enum";

    fn from_node(node: &Node) -> Option<Self> {
        let definition = |node: &Node| {
            Some(EnumDefinition {
                value: super::string(node, "value")?,
                name: super::string(node, "name"),
                documentation: super::string(node, "documentation"),
                deprecated: super::flag(node, "deprecated"),
                tags: node.get("tags").and_then(strings).unwrap_or_default(),
            })
        };
        node.as_array()?
            .iter()
            .map(definition)
            .collect::<Option<_>>()
            .map(Self)
    }
}

/// The shape is a part for other shapes, and no shape of its own. See [mixins](https://smithy.io/2.0/spec/mixins.html).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mixin {
    /// The traits that shapes made with it do not take over.
    pub local_traits: Vec<ShapeId>,
}

impl Trait for Mixin {
    const ID: &'static str = "smithy.api#mixin";

    fn from_node(node: &Node) -> Option<Self> {
        let local_traits = node
            .get("localTraits")
            .and_then(strings)
            .unwrap_or_default();
        Some(Self {
            local_traits: local_traits.into_iter().map(ShapeId::new).collect(),
        })
    }
}

/// The operation, or all of a service, gives its results in pages.
/// See [paginated](https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paginated {
    /// The input member that takes the token.
    pub input_token: Option<String>,
    /// The path to the output member that gives the next token.
    pub output_token: Option<String>,
    /// The path to the output member that holds a page's items.
    pub items: Option<String>,
    /// The input member that bounds the size of a page.
    pub page_size: Option<String>,
}

impl Trait for Paginated {
    const ID: &'static str = "smithy.api#paginated";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            input_token: super::string(node, "inputToken"),
            output_token: super::string(node, "outputToken"),
            items: super::string(node, "items"),
            page_size: super::string(node, "pageSize"),
        })
    }
}

/// Requests of the operation may be compressed.
/// See [requestCompression](https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestCompression {
    /// The encodings that the service takes, best first.
    pub encodings: Vec<String>,
}

impl Trait for RequestCompression {
    const ID: &'static str = "smithy.api#requestCompression";

    fn from_node(node: &Node) -> Option<Self> {
        Some(Self {
            encodings: strings(node.get("encodings")?)?,
        })
    }
}
