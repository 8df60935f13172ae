//! The Rust to be: every name, type, optionality, box, wire name, binding, constraint and doc, decided.
//!
//! [`plan`] is the one place that reads the model. Emitters print what stands here.

mod bodies;
mod constraints;
mod customizations;
mod defaults;
mod docs;
mod examples;
mod literals;
mod members;
mod names;
mod only_read;
mod operations;
mod protocol;
mod protocol_tests;
mod recursion;
mod routes;
mod service;
mod shapes;
mod validation_error;
mod values;
mod xml;

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};

use crate::pattern::Matcher;

pub(crate) use examples::{ExamplePlan, Expectation, Expected, Outcome};
pub(crate) use names::{Shadowed, link};
pub(crate) use protocol::ProtocolPlan;
pub use protocol_tests::Side;
pub(crate) use protocol_tests::{
    ArgumentPlan, CallPlan, Exclusion, TestModulePlan, TestPlan, TestsPlan, check_exclusions,
    plan as protocol_tests,
};
pub(crate) use service::plan;
pub(crate) use values::{DocumentPlan, MemberValue, StructureValue, ValuePlan};

/// One service's crate.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) service: ServicePlan,
    /// In the order of their names.
    pub(crate) operations: Vec<OperationPlan>,
    /// Every shape that is not one operation's own, in the order of their Rust names.
    pub(crate) types: Vec<TypePlan>,
    /// In the order of their names.
    pub(crate) constraints: Vec<ConstraintsPlan>,
    /// The structures that nothing makes but a service.
    pub(crate) only_read: BTreeSet<Ident>,
    /// The names of the standard library and the runtime that a shape has taken.
    pub(crate) shadowed: Shadowed,
}

/// The service itself.
#[derive(Debug)]
pub(crate) struct ServicePlan {
    /// The shape id, for the header of every file.
    pub(crate) id: String,
    /// The name in the model.
    pub(crate) name: String,
    pub(crate) version: String,
    /// The title for people, else the name.
    pub(crate) title: String,
    /// The same, as rustdoc has it.
    pub(crate) title_docs: String,
    pub(crate) docs: Docs,
    /// The server's trait.
    pub(crate) handler: Ident,
    pub(crate) auth: Vec<AuthPlan>,
    /// Headers that every request has.
    pub(crate) headers: Vec<(String, String)>,
    /// The label of buckets, which may stand before the host.
    pub(crate) bucket: Option<&'static str>,
    /// The namespace of XML documents.
    pub(crate) xml_namespace: Option<XmlNamespacePlan>,
    /// Whether the root of an error in XML is the error itself.
    pub(crate) bare_errors: bool,
    /// Where a protocol tells it.
    pub(crate) namespace: Option<String>,
    /// Whether a protocol tells the codes that errors have in awsQuery, too.
    pub(crate) query_compatible: bool,
    /// The preferred one first; none where types alone are asked for.
    pub(crate) protocols: Vec<ProtocolPlan>,
    /// The same in the order in which a server asks them: those whose requests bear a mark of them first.
    pub(crate) served: Vec<ProtocolPlan>,
    /// Routes, the most specific path first; none where no protocol tells operations apart by path.
    pub(crate) routes: Vec<RoutePlan>,
    /// Whether some pattern needs the regular expression engine.
    pub(crate) needs_regex: bool,
    /// Whether some operation takes or gives a stream of events.
    pub(crate) event_streams: bool,
}

impl ServicePlan {
    /// Whether there is more than one protocol, so that code has to say which.
    pub(crate) fn speaks_several(&self) -> bool {
        self.protocols.len() > 1
    }

    /// Whether a protocol tells operations apart by method and path.
    pub(crate) fn finds_by_path(&self) -> bool {
        self.protocols.iter().any(|protocol| protocol.binds_http())
    }

    /// Whether a protocol tells operations apart by their names.
    pub(crate) fn finds_by_name(&self) -> bool {
        self.protocols.iter().any(|protocol| !protocol.binds_http())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AuthPlan {
    Bearer,
    SigV4 { signing_name: String },
}

/// Markdown for rustdoc; empty where the model says nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs {
    pub(crate) text: String,
    pub(crate) deprecated: Option<Deprecation>,
}

#[derive(Clone, Debug)]
pub(crate) struct Deprecation {
    pub(crate) note: Option<String>,
    pub(crate) since: Option<String>,
}

/// A shape that becomes a type.
#[derive(Debug)]
pub(crate) enum TypePlan {
    Structure(Box<StructurePlan>),
    Union(UnionPlan),
    Enum(EnumPlan),
    IntEnum(IntEnumPlan),
}

impl TypePlan {
    pub(crate) fn ident(&self) -> &Ident {
        match self {
            Self::Structure(structure) => &structure.ident,
            Self::Union(union) => &union.ident,
            Self::Enum(plan) => &plan.ident,
            Self::IntEnum(plan) => &plan.ident,
        }
    }
}

#[derive(Debug)]
pub(crate) struct StructurePlan {
    pub(crate) ident: Ident,
    /// The name in the model.
    pub(crate) name: String,
    pub(crate) xml: XmlPlan,
    pub(crate) docs: Docs,
    pub(crate) members: Vec<MemberPlan>,
    pub(crate) construction: Construction,
    pub(crate) error: Option<ErrorPlan>,
    /// How violations become this error.
    pub(crate) from_violations: Option<FromViolations>,
    /// Whether `Debug` must hide something.
    pub(crate) redacted: bool,
    /// Whether a member streams, so that there is no `Clone`.
    pub(crate) streams: bool,
}

/// How a structure is made.
#[derive(Debug)]
pub(crate) enum Construction {
    /// Nothing is required: `Default`, by derive where each member is absent at first.
    Default { derived: bool },
    /// `new` takes the required members.
    Arguments,
    /// `new` takes a structure of the required members.
    Required(Ident),
}

impl Construction {
    /// The structure of required members that `new` takes.
    pub(crate) fn required(&self) -> Option<&Ident> {
        match self {
            Self::Required(name) => Some(name),
            Self::Default { .. } | Self::Arguments => None,
        }
    }
}

#[derive(Debug)]
pub(crate) struct MemberPlan {
    pub(crate) field: Ident,
    pub(crate) setter: Ident,
    pub(crate) docs: Docs,
    pub(crate) ty: Type,
    pub(crate) boxed: bool,
    pub(crate) presence: Presence,
    /// What a server fills in where a request lacks the member, which a client leaves out.
    pub(crate) filled_in: Option<ValuePlan>,
    /// Whether `Debug` hides the value.
    pub(crate) redacted: bool,
    pub(crate) wire: WirePlan,
}

#[derive(Clone, Debug)]
pub(crate) enum Presence {
    Required,
    Optional,
    /// With a `@default`.
    Default(ValuePlan),
}

/// What a codec has to know of a member, or of an element, key or value.
#[derive(Clone, Debug, Default)]
pub(crate) struct WirePlan {
    pub(crate) name: String,
    pub(crate) json_name: Option<String>,
    pub(crate) ec2_query_name: Option<String>,
    pub(crate) xml: XmlPlan,
    pub(crate) required: bool,
    /// Whether a client does without a required member: `@clientOptional`.
    pub(crate) client_optional: bool,
    pub(crate) sensitive: bool,
    pub(crate) idempotency_token: bool,
    pub(crate) binding: BindingPlan,
    /// Whether the value stands before the host, too.
    pub(crate) host_label: bool,
    /// What a client sends for an empty label.
    pub(crate) empty_label: Option<&'static str>,
    /// Whether the length of a stream must be known before it is sent: `@requiresLength`.
    pub(crate) requires_length: bool,
    pub(crate) timestamp: Option<TimestampFormat>,
    pub(crate) media_type: Option<String>,
    /// A constant of the crate's `constraints` module.
    pub(crate) constraints: Option<Ident>,
    pub(crate) items: ItemsPlan,
}

/// What the XML traits say of a shape or member; nothing where no protocol asks for XML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct XmlPlan {
    pub(crate) name: Option<String>,
    pub(crate) namespace: Option<XmlNamespacePlan>,
    pub(crate) attribute: bool,
    pub(crate) flattened: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct XmlNamespacePlan {
    pub(crate) uri: String,
    pub(crate) prefix: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimestampFormat {
    DateTime,
    HttpDate,
    EpochSeconds,
}

#[derive(Clone, Debug, Default)]
pub(crate) enum ItemsPlan {
    #[default]
    None,
    List(Box<WirePlan>),
    Map(Box<WirePlan>, Box<WirePlan>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum BindingPlan {
    #[default]
    Body,
    Label,
    Query(String),
    QueryParams,
    Header(String),
    PrefixHeaders(String),
    Payload,
    ResponseCode,
    ByteStream,
    EventStream,
    EventHeader,
    EventPayload,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ConstraintPlan {
    Length {
        min: Option<u64>,
        max: Option<u64>,
    },
    IntegerRange {
        min: Option<i64>,
        max: Option<i64>,
    },
    DecimalRange {
        min: Option<String>,
        max: Option<String>,
    },
    Pattern {
        text: String,
        matcher: Matcher,
    },
    UniqueItems,
    /// The values that a message may list: those of the type, unless some are internal.
    Enum {
        ident: Ident,
        public: Option<Vec<String>>,
    },
    IntEnum {
        ident: Ident,
    },
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    Bool,
    I8,
    I16,
    I32,
    I64,
    F32,
    F64,
    String,
    Blob,
    Timestamp,
    Document,
    BigInteger,
    BigDecimal,
    Unit,
    /// A blob that streams.
    ByteStream,
    /// A stream of events, which are of this union in the crate's `types` module.
    EventStream(Ident),
    /// A type of the generated crate, in its `types` module.
    Shape(Ident),
    List {
        element: Box<Type>,
        sparse: bool,
    },
    Map {
        value: Box<Type>,
        sparse: bool,
    },
}

impl Type {
    /// Whether an argument of this type is better taken as `impl Into`.
    pub(crate) fn converts(&self) -> bool {
        matches!(
            self,
            Self::String | Self::Blob | Self::Document | Self::ByteStream
        )
    }

    /// Whether the value is read or written while it is under way.
    pub(crate) fn streams(&self) -> bool {
        matches!(self, Self::ByteStream | Self::EventStream(_))
    }

    /// Whether the type implements `Default` with its zero value.
    pub(crate) fn has_default(&self) -> bool {
        !matches!(
            self,
            Self::Shape(_) | Self::Unit | Self::BigInteger | Self::BigDecimal
        )
    }
}

#[derive(Debug)]
pub(crate) struct ErrorPlan {
    pub(crate) status: u16,
    pub(crate) retry: RetryPlan,
    /// The code and status in awsQuery, where they matter to the service.
    pub(crate) query: Option<(String, u16)>,
    /// The namespace, where a protocol tells it and it is not the service's.
    pub(crate) namespace: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryPlan {
    No,
    Retryable,
    Throttling,
}

/// Which members of a validation error tell what of the violations.
#[derive(Debug)]
pub(crate) struct FromViolations {
    pub(crate) message: Ident,
    /// The member that gives the reason, and the variant for invalid members.
    pub(crate) reason: Option<(Ident, Type, Ident)>,
    pub(crate) fields: Option<FieldList>,
}

/// The list of invalid members in a validation error.
#[derive(Debug)]
pub(crate) struct FieldList {
    pub(crate) field: Ident,
    pub(crate) entry: Ident,
    /// The member of an entry that takes the path, and whether each is required.
    pub(crate) path: Ident,
    pub(crate) message: Ident,
}

#[derive(Debug)]
pub(crate) struct UnionPlan {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) xml: XmlPlan,
    pub(crate) docs: Docs,
    pub(crate) variants: Vec<VariantPlan>,
    pub(crate) redacted: bool,
}

#[derive(Debug)]
pub(crate) struct VariantPlan {
    pub(crate) ident: Ident,
    pub(crate) docs: Docs,
    pub(crate) ty: Type,
    pub(crate) boxed: bool,
    /// Whether `Debug` hides the value.
    pub(crate) redacted: bool,
    pub(crate) wire: WirePlan,
}

#[derive(Debug)]
pub(crate) struct EnumPlan {
    pub(crate) ident: Ident,
    pub(crate) docs: Docs,
    pub(crate) values: Vec<EnumValuePlan<String>>,
    pub(crate) redacted: bool,
}

#[derive(Debug)]
pub(crate) struct IntEnumPlan {
    pub(crate) ident: Ident,
    pub(crate) docs: Docs,
    pub(crate) values: Vec<EnumValuePlan<i32>>,
    pub(crate) redacted: bool,
}

#[derive(Debug)]
pub(crate) struct EnumValuePlan<T> {
    pub(crate) ident: Ident,
    pub(crate) docs: Docs,
    pub(crate) value: T,
}

/// What the values of one shape or member must satisfy.
#[derive(Debug)]
pub(crate) struct ConstraintsPlan {
    pub(crate) ident: Ident,
    pub(crate) constraints: Vec<ConstraintPlan>,
}

#[derive(Debug)]
pub(crate) struct OperationPlan {
    /// The type that stands for the operation.
    pub(crate) ident: Ident,
    /// The operation's file in `src/operation`, without its ending.
    pub(crate) file: String,
    pub(crate) module: Ident,
    /// The method of the client and of the server's trait.
    pub(crate) method: Ident,
    /// The name in the model.
    pub(crate) name: String,
    pub(crate) docs: Docs,
    /// The first sentence of its documentation, on one line.
    pub(crate) summary: String,
    /// None where no protocol binds operations to HTTP.
    pub(crate) http: Option<HttpPlan>,
    pub(crate) idempotent: bool,
    pub(crate) anonymous: bool,
    pub(crate) host_prefix: Option<String>,
    /// The member of the input that says where the request goes.
    pub(crate) endpoint: Option<&'static str>,
    /// Whether the body of the response is the one member of the output.
    pub(crate) unwrapped_output: bool,
    /// Whether requests may be compressed.
    pub(crate) gzip: bool,
    pub(crate) checksum: ChecksumPlan,
    pub(crate) input: StructurePlan,
    pub(crate) output: StructurePlan,
    pub(crate) error: OperationErrorPlan,
    /// For the documentation of the client's method.
    pub(crate) examples: Vec<ExamplePlan>,
}

/// The checksums of an operation's messages. Algorithms have the names of the runtime's variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChecksumPlan {
    pub(crate) request: Option<RequestChecksumPlan>,
    /// The member that asks for one, and the algorithms.
    pub(crate) response: Option<(String, Vec<&'static str>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RequestChecksumPlan {
    Md5,
    /// The member that names the algorithm, and the one to take otherwise where there must be one.
    Chosen {
        member: String,
        default: Option<&'static str>,
    },
    TreeHash,
}

#[derive(Clone, Debug)]
pub(crate) struct HttpPlan {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) status: u16,
}

#[derive(Debug)]
pub(crate) struct OperationErrorPlan {
    pub(crate) ident: Ident,
    pub(crate) docs: String,
    pub(crate) variants: Vec<ErrorVariantPlan>,
    /// The variant that tells of an invalid input.
    pub(crate) invalid: Option<Ident>,
}

#[derive(Debug)]
pub(crate) struct ErrorVariantPlan {
    pub(crate) ident: Ident,
    /// The error's type.
    pub(crate) ty: Ident,
    pub(crate) status: u16,
}

/// One arm of the server's router.
#[derive(Debug)]
pub(crate) struct RoutePlan {
    pub(crate) method: String,
    pub(crate) segments: Vec<RouteSegment>,
    /// Keys that the query string must have, with the value that each must have, if any.
    pub(crate) query: Vec<(String, Option<String>)>,
    /// The operation's index in [`Plan::operations`].
    pub(crate) operation: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RouteSegment {
    Literal(String),
    Label,
    Greedy,
}

/// What the library's user asked for.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) client: bool,
    pub(crate) server: bool,
    pub(crate) validators: bool,
    /// Whether no protocol matters: then nothing stands for an operation.
    pub(crate) types_only: bool,
    /// The protocols to keep, by name or shape id; none means all that the service declares.
    pub(crate) protocols: BTreeSet<String>,
    /// The shapes and members whose patterns may go unchecked if they have to.
    pub(crate) unchecked_patterns: BTreeSet<String>,
    /// Paths to derive on every structure, union and enum, beside the usual ones.
    pub(crate) derives: Vec<TokenStream>,
}
