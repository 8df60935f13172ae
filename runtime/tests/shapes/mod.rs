//! Shapes and operations in the form that generated code has.

#![allow(dead_code, reason = "each test binary uses some of them")]

#[macro_use]
#[path = "../structure/mod.rs"]
mod structure;

use std::collections::BTreeMap;

use farrier::wire::{self, Constraint, Member, Shape, TimestampFormat};
use farrier::{BigDecimal, BigInteger, Blob, Document, Timestamp};

/// The service of all of them.
pub(crate) const SERVICE: &wire::ServiceSchema = &wire::ServiceSchema::new("Shapes", "1", &[]);

macro_rules! operation {
    ($name:ident = $method:literal $uri:literal $status:literal: $input:ty => $output:ty) => {
        #[derive(Debug)]
        pub(crate) enum $name {}

        impl wire::Operation for $name {
            const NAME: &'static str = stringify!($name);
            const METHOD: &'static str = $method;
            const URI: &'static str = $uri;
            const STATUS: u16 = $status;
            type Input = $input;
            type Output = $output;
            type Error = NoError;
        }
    };
}

pub(crate) mod forms;
pub(crate) mod texts;

/// The error of operations that have none.
#[derive(Debug)]
pub(crate) enum NoError {}

impl wire::OperationError for NoError {
    fn variants<V: wire::Variants<Self>>(variants: V) -> V {
        variants
    }

    fn visit<V: wire::ErrorVisitor>(&self, _visitor: V) -> V::Output {
        match *self {}
    }
}

const TEXT: Member = Member::new("member");
const DATE: Member = Member::new("member").timestamp(TimestampFormat::DateTime);

// Every simple type, lists and maps, in a tuple of two tuples.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Values {
    pub(crate) boolean: Option<bool>,
    pub(crate) byte: Option<i8>,
    pub(crate) long: Option<i64>,
    pub(crate) float: Option<f32>,
    pub(crate) double: Option<f64>,
    pub(crate) big_integer: Option<BigInteger>,
    pub(crate) big_decimal: Option<BigDecimal>,
    pub(crate) string: Option<String>,
    pub(crate) blob: Option<Blob>,
    pub(crate) epoch: Option<Timestamp>,
    pub(crate) date: Option<Timestamp>,
    pub(crate) dates: Option<Vec<Timestamp>>,
    pub(crate) document: Option<Document>,
    pub(crate) dense: Option<Vec<String>>,
    pub(crate) sparse: Option<Vec<Option<String>>>,
    pub(crate) map: Option<BTreeMap<String, i32>>,
    pub(crate) event: Option<Event>,
    pub(crate) tree: Option<Tree>,
}

impl Shape for Values {
    const NAME: &'static str = "Values";
    const MEMBERS: &'static [Member] = &[
        Member::new("boolean"),
        Member::new("byte"),
        Member::new("long"),
        Member::new("float"),
        Member::new("double"),
        Member::new("bigInteger"),
        Member::new("bigDecimal"),
        Member::new("string").json_name("text"),
        Member::new("blob"),
        Member::new("epoch"),
        Member::new("date").timestamp(TimestampFormat::HttpDate),
        Member::new("dates").list(&DATE),
        Member::new("document"),
        Member::new("dense").list(&TEXT),
        Member::new("sparse").list(&TEXT),
        Member::new("map").map(&TEXT, &TEXT),
        Member::new("event"),
        Member::new("tree"),
    ];

    fn blank() -> Self {
        Self {
            boolean: None,
            byte: None,
            long: None,
            float: None,
            double: None,
            big_integer: None,
            big_decimal: None,
            string: None,
            blob: None,
            epoch: None,
            date: None,
            dates: None,
            document: None,
            dense: None,
            sparse: None,
            map: None,
            event: None,
            tree: None,
        }
    }

    fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
        to.members((
            (
                &self.boolean,
                &self.byte,
                &self.long,
                &self.float,
                &self.double,
                &self.big_integer,
                &self.big_decimal,
                &self.string,
                &self.blob,
                &self.epoch,
                &self.date,
                &self.dates,
            ),
            (
                &self.document,
                &self.dense,
                &self.sparse,
                &self.map,
                &self.event,
                &self.tree,
            ),
        ))
    }

    fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
        from.member((
            (
                &mut self.boolean,
                &mut self.byte,
                &mut self.long,
                &mut self.float,
                &mut self.double,
                &mut self.big_integer,
                &mut self.big_decimal,
                &mut self.string,
                &mut self.blob,
                &mut self.epoch,
                &mut self.date,
                &mut self.dates,
            ),
            (
                &mut self.document,
                &mut self.dense,
                &mut self.sparse,
                &mut self.map,
                &mut self.event,
                &mut self.tree,
            ),
        ))
    }
}

// A recursive shape.
structure! {
    Tree = [Member::required("name"), Member::new("left")];
    name: String,
    left: Option<Box<Tree>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    Created(Tree),
    Removed,
    Unknown(String),
}

impl Shape for Event {
    const NAME: &'static str = "Event";
    const UNION: bool = true;
    const MEMBERS: &'static [Member] = &[Member::new("created"), Member::new("removed")];

    fn blank() -> Self {
        Self::Unknown(String::new())
    }

    fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
        match self {
            Self::Created(value) => to.member(0, value),
            Self::Removed => to.member(1, &farrier::Unit),
            Self::Unknown(name) => to.unknown(name),
        }
    }

    fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
        *self = match from.index() {
            0 => Self::Created(wire::read(from)?),
            1 => {
                wire::read::<farrier::Unit, _>(from)?;
                Self::Removed
            }
            _ => return Ok(()),
        };
        Ok(())
    }

    fn decode_unknown(&mut self, name: &str) {
        *self = Self::Unknown(name.to_owned());
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Color {
    Red,
    Blue,
    Unknown(String),
}

impl Color {
    pub(crate) const VALUES: &'static [&'static str] = &["RED", "BLUE"];

    fn as_str(&self) -> &str {
        match self {
            Self::Red => "RED",
            Self::Blue => "BLUE",
            Self::Unknown(value) => value,
        }
    }
}

impl From<&str> for Color {
    fn from(value: &str) -> Self {
        match value {
            "RED" => Self::Red,
            "BLUE" => Self::Blue,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

impl wire::Encode for Color {
    fn encode<E: wire::Encoder>(&self, to: &mut E) -> wire::EncodeResult {
        to.string(self.as_str())
    }
}

impl wire::Decode for Color {
    fn blank() -> Self {
        Self::Unknown(String::new())
    }

    fn decode<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
        *self = from.string(|value| value.into())?;
        Ok(())
    }
}

operation!(PutValues = "PUT" "/values" 201: Values => Values);

// Every binding of a request.
structure! {
    PutFileInput = [
        Member::label("bucket"),
        Member::label("path"),
        Member::new("at").query("at"),
        Member::new("tags").query("tag").list(&TEXT),
        Member::new("others").query_params().map(&TEXT, &TEXT),
        Member::new("etag").header("If-Match"),
        Member::new("names").header("X-Names").list(&TEXT),
        Member::new("dates").header("X-Dates").list(&TEXT),
        Member::new("note").header("X-Note").media_type("application/json"),
        Member::new("meta").prefix_headers("x-meta-").map(&TEXT, &TEXT),
        Member::required("size"),
    ];
    bucket: String,
    path: String,
    at: Option<Timestamp>,
    tags: Option<Vec<String>>,
    others: Option<BTreeMap<String, String>>,
    etag: Option<String>,
    names: Option<Vec<String>>,
    dates: Option<Vec<Timestamp>>,
    note: Option<String>,
    meta: Option<BTreeMap<String, String>>,
    size: i32,
}

structure! {
    PutFileOutput = [
        Member::new("status").response_code(),
        Member::required("etag").header("ETag"),
        Member::new("created").header("X-Created"),
        Member::new("count").header("X-Count"),
    ];
    status: Option<i32>,
    etag: String,
    created: Option<Timestamp>,
    count: Option<i16>,
}

operation!(PutFile = "POST" "/b/{bucket}/f/{path+}/end?upload&mode=fast" 200: PutFileInput => PutFileOutput);

structure! {
    IdInput = [Member::label("id")];
    id: String,
}

structure! {
    Empty = [Member::new("later")];
    later: Option<String>,
}

operation!(Delete = "DELETE" "/tokens/{id}" 204: IdInput => Empty);
operation!(Ping = "POST" "/ping" 200: farrier::Unit => farrier::Unit);
operation!(Refresh = "POST" "/refresh" 200: Empty => Empty);

structure! {
    TextPayload = [Member::new("text").payload()];
    text: Option<String>,
}

structure! {
    ImagePayload = [Member::new("image").payload().media_type("image/png")];
    image: Option<Blob>,
}

structure! {
    TreePayload = [Member::new("tree").payload(), Member::new("kind").header("X-Kind")];
    tree: Option<Tree>,
    kind: Option<String>,
}

structure! {
    BytesPayload = [Member::required("bytes").payload()];
    bytes: Blob,
}

operation!(Say = "POST" "/say" 200: TextPayload => TextPayload);
operation!(Draw = "POST" "/draw" 200: ImagePayload => ImagePayload);
operation!(Plant = "POST" "/plant" 200: TreePayload => TreePayload);
operation!(Store = "POST" "/store" 200: BytesPayload => BytesPayload);

structure! {
    Throttled { const ERROR: Option<wire::ErrorSchema> = Some(wire::ErrorSchema::new(429).throttling()); } = [
        Member::required("message"),
        Member::new("retryAfter").header("Retry-After"),
    ];
    message: String,
    retry_after: Option<i32>,
}

const LETTERS: Constraint = Constraint::Pattern("^[a-m]+$", |text| {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'a'..=b'm'))
});
const SHORT: Member = Member::new("member").constraints(&[Constraint::Length(None, Some(3))]);
const COLOR: Member = Member::new("member").constraints(&[Constraint::Enum(Color::VALUES)]);
const TREES: Member = Member::new("member");
const KEY: Member = Member::new("key").constraints(&[LETTERS]);
const GRADE: Member =
    Member::new("value").constraints(&[Constraint::IntegerRange(Some(1), Some(6))]);

// Every constraint.
structure! {
    Checked = [
        Member::required("name").constraints(&[Constraint::Length(Some(2), Some(8)), LETTERS]),
        Member::new("blob").constraints(&[Constraint::Length(Some(2), None)]),
        Member::new("list").list(&SHORT).constraints(&[Constraint::Length(None, Some(3)), Constraint::UniqueItems]),
        Member::new("trees").list(&TREES).constraints(&[Constraint::UniqueItems]),
        Member::new("grades").map(&KEY, &GRADE),
        Member::new("float").constraints(&[Constraint::decimal_range(Some("2.2"), Some("8.8"))]),
        Member::new("big").constraints(&[Constraint::decimal_range(None, Some("0.1"))]),
        Member::new("colors").list(&COLOR),
        Member::new("level").constraints(&[Constraint::IntEnum(&[1, 2])]),
        Member::new("event"),
        Member::required("must"),
    ];
    name: String,
    blob: Option<Blob>,
    list: Option<Vec<String>>,
    trees: Option<Vec<Tree>>,
    grades: Option<BTreeMap<String, i32>>,
    float: Option<f32>,
    big: Option<BigDecimal>,
    colors: Option<Vec<Color>>,
    level: Option<i32>,
    event: Option<Event>,
    must: Option<Vec<Tree>>,
}

operation!(Check = "POST" "/check" 200: Checked => Checked);

/// A checked value without a fault.
pub(crate) fn checked() -> Checked {
    Checked {
        name: "abc".into(),
        must: Some(Vec::new()),
        ..Shape::blank()
    }
}

pub(crate) fn tree(name: &str) -> Tree {
    Tree {
        name: name.into(),
        left: None,
    }
}

structure! {
    Lenient = [
        Member::required("document"),
        Member::required("note").client_optional(),
    ];
    document: Document,
    note: Option<String>,
}

operation!(Relax = "POST" "/relax" 200: Lenient => Lenient);
