//! What a codec has to know of a shape, as constants in generated code.

use super::{Bound, Checksum, Compression};

/// A structure, union or error shape.
#[derive(Debug)]
pub struct Schema {
    /// The shape's name, without its namespace, as Smithy spells it.
    pub name: &'static str,
    /// The members, in the order of the model; a member's index is its place here.
    pub members: &'static [Member],
    /// What makes the shape an error, where it has the `@error` trait.
    pub error: Option<ErrorSchema>,
    /// Whether the shape is a union, which holds exactly one member.
    pub union: bool,
    /// The element of the shape where it is an XML document: `@xmlName`, else its name.
    pub xml_name: Option<&'static str>,
    /// The XML namespace of that element: `@xmlNamespace`.
    pub xml_namespace: Option<&'static XmlNamespace>,
}

impl Schema {
    /// Whether a member is an event stream.
    #[cfg(feature = "sigv4")]
    pub(crate) fn streams_events(&self) -> bool {
        let is_stream = |index: usize| self.members[index].binding == Binding::EventStream;
        self.stream().is_some_and(is_stream)
    }

    /// Whether a member is an attribute in XML.
    #[cfg(feature = "xml")]
    pub(crate) const fn has_xml_attributes(&self) -> bool {
        // A loop, because iterators do not run in constants.
        let mut index = 0;
        while index < self.members.len() {
            if self.members[index].xml_attribute {
                return true;
            }
            index += 1;
        }
        false
    }

    /// Whether there are members beside an event stream, which travel in the stream's first message where they
    /// are not bound to HTTP.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) const fn has_initial_message(&self) -> bool {
        match self.stream() {
            Some(index) => {
                self.members.len() > 1
                    && matches!(self.members[index].binding, Binding::EventStream)
            }
            None => false,
        }
    }

    /// The index of the member that is a stream, of which a structure has one at most.
    pub const fn stream(&self) -> Option<usize> {
        // A loop, because iterators do not run in constants.
        let mut index = 0;
        while index < self.members.len() {
            if matches!(
                self.members[index].binding,
                Binding::ByteStream | Binding::EventStream
            ) {
                return Some(index);
            }
            index += 1;
        }
        None
    }
}

/// What makes a structure an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorSchema {
    /// The namespace of the error, where it is not that of the service.
    pub namespace: Option<&'static str>,
    /// The HTTP status, from `@httpError` or the default of the `@error` trait.
    pub status: u16,
    /// Whether a client may try again.
    pub retry: Retry,
    /// What the error is called in awsQuery, where that is not its name: `@awsQueryError`.
    pub query: Option<QueryError>,
}

/// The code and HTTP status of an error in awsQuery: [`@awsQueryError`].
///
/// [`@awsQueryError`]: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsqueryerror-trait
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// What the error is known by.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
}

impl ErrorSchema {
    /// An error that is answered with this HTTP status.
    pub const fn new(status: u16) -> Self {
        Self {
            namespace: None,
            status,
            retry: Retry::No,
            query: None,
        }
    }

    /// States the namespace of an error that is not in that of the service.
    pub const fn namespace(mut self, namespace: &'static str) -> Self {
        self.namespace = Some(namespace);
        self
    }

    /// States `@retryable`.
    pub const fn retryable(mut self) -> Self {
        self.retry = Retry::Retryable;
        self
    }

    /// States `@retryable(throttling: true)`.
    pub const fn throttling(mut self) -> Self {
        self.retry = Retry::Throttling;
        self
    }

    /// States `@awsQueryError`.
    pub const fn query(mut self, code: &'static str, status: u16) -> Self {
        self.query = Some(QueryError { code, status });
        self
    }
}

/// What the `@retryable` trait says of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Without the trait: trying again does not help.
    No,
    /// Trying again may help.
    Retryable,
    /// The caller was slowed down: trying again later may help.
    Throttling,
}

/// A member of a structure or union, or the element, key or value of a list or map.
#[derive(Debug)]
pub struct Member {
    /// The name in the model.
    pub name: &'static str,
    /// The name in a JSON object: `@jsonName`, else the name in the model.
    pub json_name: &'static str,
    /// Whether that name stands for itself in JSON, without a backslash.
    pub(crate) plain: bool,
    /// The name in a form of ec2Query, where it is not made of the others: `@ec2QueryName`.
    pub ec2_query_name: Option<&'static str>,
    /// The name of the element or attribute in XML: `@xmlName`, else the name in the model.
    pub xml_name: Option<&'static str>,
    /// The XML namespace of that element: `@xmlNamespace`.
    pub xml_namespace: Option<&'static XmlNamespace>,
    /// Whether the value is an attribute in XML: `@xmlAttribute`.
    pub xml_attribute: bool,
    /// Whether each item of a list or map is an element of the structure's: `@xmlFlattened`.
    pub xml_flattened: bool,
    /// Whether the member has the `@required` trait.
    pub required: bool,
    /// Whether a client takes the member as optional all the same: `@clientOptional`.
    pub client_optional: bool,
    /// Whether the value must not be shown: `@sensitive` on the member's target.
    pub sensitive: bool,
    /// Whether a client fills in an absent value: `@idempotencyToken`.
    pub idempotency_token: bool,
    /// Where the value travels.
    pub binding: Binding,
    /// Whether the value stands before the host, too: `@hostLabel`.
    pub host_label: bool,
    /// The form of a timestamp, from the member or its target; `None` leaves it to the location.
    pub timestamp: Option<TimestampFormat>,
    /// The media type of a string or blob: `@mediaType`.
    pub media_type: Option<&'static str>,
    /// Whether a streaming blob must tell its length before its first byte: `@requiresLength`.
    pub requires_length: bool,
    /// What the value must satisfy.
    pub constraints: &'static [Constraint],
    /// What a list or map holds.
    pub items: Items,
    /// What a client sends for an empty label.
    pub empty_label: Option<&'static str>,
}

/// An XML namespace: [`@xmlNamespace`].
///
/// [`@xmlNamespace`]: https://smithy.io/2.0/spec/protocol-traits.html#xmlnamespace-trait
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlNamespace {
    /// Where the names are from, such as `http://s3.amazonaws.com/doc/2006-03-01/`.
    pub uri: &'static str,
    /// What names that are from there begin with; without one, all names are that have no other.
    pub prefix: Option<&'static str>,
}

impl XmlNamespace {
    /// The namespace of all names without a prefix.
    pub const fn new(uri: &'static str) -> Self {
        Self { uri, prefix: None }
    }

    /// The namespace of all names with this prefix.
    pub const fn prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = Some(prefix);
        self
    }
}

/// What the value of a member holds.
#[derive(Debug)]
pub enum Items {
    /// Not a list or map.
    None,
    /// A list, and its element.
    List(&'static Member),
    /// A map, its key and its value.
    Map(&'static Member, &'static Member),
}

impl Member {
    /// That of a value that has no schema: the root, and what a schema forgot to describe.
    pub(crate) const ANY: Self = Self::new("");

    /// A member that travels in the body under its own name.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            json_name: name,
            plain: is_plain(name),
            ec2_query_name: None,
            xml_name: None,
            xml_namespace: None,
            xml_attribute: false,
            xml_flattened: false,
            required: false,
            client_optional: false,
            sensitive: false,
            idempotency_token: false,
            binding: Binding::Body,
            host_label: false,
            timestamp: None,
            media_type: None,
            requires_length: false,
            constraints: &[],
            items: Items::None,
            empty_label: None,
        }
    }

    /// The same with `@required`.
    pub const fn required(name: &'static str) -> Self {
        let mut member = Self::new(name);
        member.required = true;
        member
    }

    /// The same with `@required @httpLabel`.
    pub const fn label(name: &'static str) -> Self {
        Self::required(name).bind(Binding::Label)
    }

    /// States what a client sends for a label that is empty, which no service takes otherwise.
    pub const fn or(mut self, label: &'static str) -> Self {
        self.empty_label = Some(label);
        self
    }

    /// States `@clientOptional`: a response may lack the member though it is `@required`.
    pub const fn client_optional(mut self) -> Self {
        self.client_optional = true;
        self
    }

    /// States `@sensitive`.
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// States `@idempotencyToken`.
    pub const fn idempotency_token(mut self) -> Self {
        self.idempotency_token = true;
        self
    }

    /// States `@jsonName`.
    pub const fn json_name(mut self, name: &'static str) -> Self {
        self.json_name = name;
        self.plain = is_plain(name);
        self
    }

    /// States `@ec2QueryName`.
    pub const fn ec2_query_name(mut self, name: &'static str) -> Self {
        self.ec2_query_name = Some(name);
        self
    }

    /// States `@xmlName`.
    pub const fn xml_name(mut self, name: &'static str) -> Self {
        self.xml_name = Some(name);
        self
    }

    /// States `@xmlNamespace`.
    pub const fn xml_namespace(mut self, namespace: &'static XmlNamespace) -> Self {
        self.xml_namespace = Some(namespace);
        self
    }

    /// States `@xmlAttribute`.
    pub const fn xml_attribute(mut self) -> Self {
        self.xml_attribute = true;
        self
    }

    /// States `@xmlFlattened`.
    pub const fn xml_flattened(mut self) -> Self {
        self.xml_flattened = true;
        self
    }

    /// States `@timestampFormat`.
    pub const fn timestamp(mut self, format: TimestampFormat) -> Self {
        self.timestamp = Some(format);
        self
    }

    /// States `@mediaType`.
    pub const fn media_type(mut self, media_type: &'static str) -> Self {
        self.media_type = Some(media_type);
        self
    }

    /// States `@httpQuery`.
    pub const fn query(self, name: &'static str) -> Self {
        self.bind(Binding::Query(name))
    }

    /// States `@httpQueryParams`.
    pub const fn query_params(self) -> Self {
        self.bind(Binding::QueryParams)
    }

    /// States `@httpHeader`.
    pub const fn header(self, name: &'static str) -> Self {
        self.bind(Binding::Header(name))
    }

    /// States `@httpPrefixHeaders`.
    pub const fn prefix_headers(self, prefix: &'static str) -> Self {
        self.bind(Binding::PrefixHeaders(prefix))
    }

    /// States `@httpPayload`.
    pub const fn payload(self) -> Self {
        self.bind(Binding::Payload)
    }

    /// States `@httpResponseCode`.
    pub const fn response_code(self) -> Self {
        self.bind(Binding::ResponseCode)
    }

    /// States `@hostLabel`: the value stands before the host, and where the member travels.
    pub const fn host_label(mut self) -> Self {
        self.host_label = true;
        self
    }

    /// States `@streaming` of a blob: a [`ByteStream`](crate::ByteStream) that is the whole body.
    pub const fn byte_stream(self) -> Self {
        self.bind(Binding::ByteStream)
    }

    /// States `@requiresLength` of a streaming blob.
    pub const fn requires_length(mut self) -> Self {
        self.requires_length = true;
        self
    }

    /// States `@streaming` of a union: an [`EventStream`](crate::EventStream) that is the whole body.
    pub const fn event_stream(self) -> Self {
        self.bind(Binding::EventStream)
    }

    /// States `@eventHeader`, in the structure of an event.
    pub const fn event_header(self) -> Self {
        self.bind(Binding::EventHeader)
    }

    /// States `@eventPayload`, in the structure of an event.
    pub const fn event_payload(self) -> Self {
        self.bind(Binding::EventPayload)
    }

    /// Whether the member of an input travels in the body.
    #[cfg(all(feature = "testing", feature = "server"))]
    pub(crate) fn in_body(&self) -> bool {
        matches!(
            self.binding,
            Binding::Body | Binding::Payload | Binding::ByteStream | Binding::EventStream
        )
    }

    /// What stands in a path for `key` of a map that the member holds.
    pub(crate) fn key_token<'a>(&self, key: &'a str) -> &'a str {
        match self.items {
            Items::Map(member, _) if member.sensitive => "*",
            _ => key,
        }
    }

    const fn bind(mut self, binding: Binding) -> Self {
        self.binding = binding;
        self
    }

    /// States the constraint traits of the member and its target.
    pub const fn constraints(mut self, constraints: &'static [Constraint]) -> Self {
        self.constraints = constraints;
        self
    }

    /// Describes the elements of a list.
    pub const fn list(mut self, element: &'static Member) -> Self {
        self.items = Items::List(element);
        self
    }

    /// Describes the keys and values of a map.
    pub const fn map(mut self, key: &'static Member, value: &'static Member) -> Self {
        self.items = Items::Map(key, value);
        self
    }
}

/// Whether JSON has the text without a backslash. Known when code is compiled, so that it is not asked at each writing.
const fn is_plain(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        if matches!(first, b'"' | b'\\' | ..0x20) {
            return false;
        }
        rest = others;
    }
    true
}

/// Where a member of an input, output or error travels in protocols that bind to HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// In the document that is the body.
    Body,
    /// In the path: `@httpLabel`.
    Label,
    /// In the query string under this key: `@httpQuery`.
    Query(&'static str),
    /// As all other keys of the query string: `@httpQueryParams`.
    QueryParams,
    /// In this header: `@httpHeader`.
    Header(&'static str),
    /// In all headers that begin so: `@httpPrefixHeaders`.
    PrefixHeaders(&'static str),
    /// As the whole body: `@httpPayload`.
    Payload,
    /// As the status of the response: `@httpResponseCode`.
    ResponseCode,
    /// As the whole body, chunk by chunk: a blob with `@streaming`.
    ByteStream,
    /// As the whole body, event by event: a union with `@streaming`.
    EventStream,
    /// In a header of the event: `@eventHeader`.
    EventHeader,
    /// As the whole payload of the event: `@eventPayload`.
    EventPayload,
}

/// The three wire forms of a timestamp: [`@timestampFormat`].
///
/// [`@timestampFormat`]: https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// RFC 3339 in UTC: `1985-04-12T23:20:50.52Z`.
    DateTime,
    /// The date of an HTTP header: `Tue, 29 Apr 2014 18:30:38 GMT`.
    HttpDate,
    /// Seconds since 1970-01-01T00:00:00Z, with an optional fraction.
    EpochSeconds,
}

/// One thing that a value must satisfy: a constraint trait.
#[derive(Debug)]
pub enum Constraint {
    /// `@length`: Unicode scalar values of a string, bytes of a blob, items of a list or map.
    Length(Option<u64>, Option<u64>),
    /// `@range` over whole numbers of up to 64 bits.
    IntegerRange(Option<i64>, Option<i64>),
    /// `@range` over any number; see [`Constraint::decimal_range`].
    DecimalRange(Option<Bound>, Option<Bound>),
    /// `@pattern`: its text as the model has it, for messages, and what tells whether a string matches.
    Pattern(&'static str, fn(&str) -> bool),
    /// `@uniqueItems`.
    UniqueItems,
    /// An enum of strings, with the values that a message may list.
    Enum(&'static [&'static str]),
    /// An enum of integers.
    IntEnum(&'static [i32]),
}

impl Constraint {
    /// `@range` over any number, with bounds as decimal text.
    pub const fn decimal_range(min: Option<&'static str>, max: Option<&'static str>) -> Self {
        const fn bound(text: Option<&'static str>) -> Option<Bound> {
            match text {
                Some(text) => Some(Bound::new(text)),
                None => None,
            }
        }
        Self::DecimalRange(bound(min), bound(max))
    }
}

/// An operation.
#[derive(Debug)]
pub struct OperationSchema {
    /// The operation's name, as Smithy spells it.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The URI template of the `@http` trait, such as `/tokens/{id}` or `/files/{path+}?raw`.
    pub uri: &'static str,
    /// The HTTP status of success.
    pub status: u16,
    /// Whether a repeated call does no more than one: `@idempotent` or `@readonly`.
    pub idempotent: bool,
    /// Whether the call is made without credentials: `@auth([])`.
    pub anonymous: bool,
    /// The prefix of the host, with labels: `@endpoint(hostPrefix:)`.
    pub host_prefix: Option<&'static str>,
    /// How the bodies of requests may be compressed: `@requestCompression`.
    pub compression: Option<Compression>,
    /// The checksums of requests and responses: `@httpChecksumRequired`, `@httpChecksum`.
    pub checksum: Checksum,
    /// The members of the input.
    pub input: &'static Schema,
}

/// A service.
#[derive(Debug)]
pub struct ServiceSchema {
    /// The service's name, as Smithy spells it.
    pub name: &'static str,
    /// The service's version, which may be empty.
    pub version: &'static str,
    /// The namespace of the service and of most of its shapes, for protocols that tell it.
    pub namespace: &'static str,
    /// Whether errors have the codes that they had in awsQuery, too: `@awsQueryCompatible`.
    pub query_compatible: bool,
    /// The ways to authenticate that the service takes, the preferred one first.
    pub auth: &'static [Auth],
    /// Headers that every request has, unless the call sets them.
    pub headers: &'static [(&'static str, &'static str)],
    /// The XML namespace of documents whose shape states none: `@xmlNamespace`.
    pub xml_namespace: Option<&'static XmlNamespace>,
    /// Whether the root of an error in XML is the error itself: `@restXml(noErrorWrapping: true)`.
    pub bare_errors: bool,
    /// The label that names a bucket, if the service is one of buckets, as Amazon S3 is.
    pub bucket: Option<&'static str>,
}

impl ServiceSchema {
    /// A service of this name and version, with these ways to authenticate.
    pub const fn new(name: &'static str, version: &'static str, auth: &'static [Auth]) -> Self {
        Self {
            name,
            version,
            namespace: "",
            query_compatible: false,
            auth,
            headers: &[],
            xml_namespace: None,
            bare_errors: false,
            bucket: None,
        }
    }

    /// States the namespace of the service.
    pub const fn namespace(mut self, namespace: &'static str) -> Self {
        self.namespace = namespace;
        self
    }

    /// States `@awsQueryCompatible`.
    pub const fn query_compatible(mut self) -> Self {
        self.query_compatible = true;
        self
    }

    /// States headers that every request has.
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }

    /// States `@xmlNamespace`.
    pub const fn xml_namespace(mut self, namespace: &'static XmlNamespace) -> Self {
        self.xml_namespace = Some(namespace);
        self
    }

    /// States `@restXml(noErrorWrapping: true)`.
    pub const fn bare_errors(mut self) -> Self {
        self.bare_errors = true;
        self
    }

    /// States that the service is one of buckets, as Amazon S3 is, which this label of operations names.
    ///
    /// Then a bucket may stand before the host instead of in the path, paths are taken as they stand,
    /// dots included, an answer of 404 without a body is the error `NotFound`, and one of success may
    /// hold an error all the same.
    pub const fn buckets(mut self, label: &'static str) -> Self {
        self.bucket = Some(label);
        self
    }
}

/// A way to authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// `Authorization: Bearer …`: `@httpBearerAuth`.
    Bearer,
    /// AWS Signature Version 4 under this signing name: `@aws.auth#sigv4`.
    SigV4(&'static str),
}
