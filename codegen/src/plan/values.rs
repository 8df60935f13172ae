//! Values that a model states: of `@default` traits and in examples.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use farrier_smithy::{Node, Number, Value};
use proc_macro2::Ident;

use super::Type;

/// The greatest exponent of a number that the runtime reads.
const MAX_EXPONENT: i64 = 1_000_000_000;

/// A value, as Rust makes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ValuePlan {
    /// The type's own zero: `false`, `0`, `""`, an empty list, map or stream.
    Zero,
    Boolean(bool),
    /// A whole number of the member's type.
    Integer(i64),
    Float(f64),
    /// The text of a bigInteger or bigDecimal.
    BigNumber(String),
    String(String),
    /// The bytes of a blob, which may stream.
    Blob(Vec<u8>),
    /// A variant of an enum.
    Variant(Ident),
    /// A value that an enum does not list: a string or an integer.
    Unlisted(Box<ValuePlan>),
    Timestamp {
        seconds: i64,
        nanoseconds: i32,
    },
    /// A timestamp that is read from its text, where `?` can be.
    DateTime(String),
    Document(DocumentPlan),
    /// The elements, of which a sparse list lacks some.
    List(Vec<Option<ValuePlan>>),
    /// The entries, of which a sparse map lacks some values.
    Map(Vec<(String, Option<ValuePlan>)>),
    Structure(StructureValue),
    /// What a union holds: a value, unless the variant has none.
    Union {
        variant: Ident,
        ty: Type,
        boxed: bool,
        value: Box<ValuePlan>,
    },
    /// A variable that holds the value.
    Variable(Ident),
}

/// A document, as Rust makes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DocumentPlan {
    Null,
    Boolean(bool),
    Number(String),
    String(String),
    Array(Vec<DocumentPlan>),
    Object(Vec<(String, DocumentPlan)>),
}

/// How a structure is made: `new` with what is required, then setters.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StructureValue {
    /// The structure that `new` takes in place of arguments.
    pub(crate) required: Option<Ident>,
    pub(crate) arguments: Vec<MemberValue>,
    pub(crate) setters: Vec<MemberValue>,
}

/// The value of one member of a structure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MemberValue {
    pub(crate) field: Ident,
    pub(crate) setter: Ident,
    pub(crate) ty: Type,
    pub(crate) boxed: bool,
    pub(crate) value: ValuePlan,
}

/// A value of a simple type that is no enum, if the node holds one.
pub(super) fn simple(ty: &Type, node: &Node) -> Option<ValuePlan> {
    Some(match ty {
        Type::Bool => ValuePlan::Boolean(node.as_bool()?),
        Type::I8 => integer(node, i8::MIN.into(), i8::MAX.into())?,
        Type::I16 => integer(node, i16::MIN.into(), i16::MAX.into())?,
        Type::I32 => integer(node, i32::MIN.into(), i32::MAX.into())?,
        Type::I64 => integer(node, i64::MIN, i64::MAX)?,
        Type::F32 | Type::F64 => ValuePlan::Float(float(node)?),
        Type::BigInteger => ValuePlan::BigNumber(whole(node.as_number()?)?),
        Type::BigDecimal => ValuePlan::BigNumber(decimal(node.as_number()?)?),
        Type::String => ValuePlan::String(node.as_str()?.to_owned()),
        Type::Blob => ValuePlan::Blob(STANDARD.decode(node.as_str()?).ok()?),
        Type::Timestamp => {
            let time = timestamp(node)?;
            ValuePlan::Timestamp {
                seconds: time.as_second(),
                nanoseconds: time.subsec_nanosecond(),
            }
        }
        Type::Document => ValuePlan::Document(document(node)?),
        Type::Shape(_)
        | Type::List { .. }
        | Type::Map { .. }
        | Type::Unit
        | Type::ByteStream
        | Type::EventStream(_) => return None,
    })
}

pub(super) fn integer(node: &Node, min: i64, max: i64) -> Option<ValuePlan> {
    let value = node.as_number()?.as_i64()?;
    (min..=max)
        .contains(&value)
        .then_some(ValuePlan::Integer(value))
}

/// A number, or the name of what JSON has no number for.
fn float(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => match &**text {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

/// The digits of a whole number, which may have been written with a fraction or exponent.
fn whole(number: &Number) -> Option<String> {
    let text = number.text();
    let digits = text.strip_prefix('-').unwrap_or(&text);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.into_owned());
    }
    number.as_i64().map(|value| value.to_string())
}

/// The text of a number, unless its exponent is past what the runtime takes.
fn decimal(number: &Number) -> Option<String> {
    let text = number.text();
    let fits = |exponent: &str| {
        exponent
            .parse::<i64>()
            .is_ok_and(|exponent| exponent.abs() <= MAX_EXPONENT)
    };
    text.split_once(['e', 'E'])
        .is_none_or(|(_, exponent)| fits(exponent))
        .then(|| text.into_owned())
}

/// A number of epoch seconds, a date-time, or the date of an HTTP header.
pub(super) fn timestamp(node: &Node) -> Option<jiff::Timestamp> {
    Some(match &node.value {
        Value::Number(number) => match number.as_i64() {
            Some(seconds) => jiff::Timestamp::from_second(seconds).ok()?,
            None => jiff::Timestamp::from_millisecond((number.as_f64()? * 1000.0).round() as i64)
                .ok()?,
        },
        Value::String(text) => text
            .parse()
            .or_else(|_| jiff::fmt::rfc2822::parse(text).map(|date| date.timestamp()))
            .ok()?,
        _ => return None,
    })
}

fn document(node: &Node) -> Option<DocumentPlan> {
    Some(match &node.value {
        Value::Null => DocumentPlan::Null,
        Value::Boolean(value) => DocumentPlan::Boolean(*value),
        Value::Number(number) => DocumentPlan::Number(decimal(number)?),
        Value::String(text) => DocumentPlan::String((**text).to_owned()),
        Value::Array(elements) => {
            DocumentPlan::Array(elements.iter().map(document).collect::<Option<_>>()?)
        }
        Value::Object(entries) => {
            let entry = |(key, value): &(farrier_smithy::Key, Node)| {
                Some((key.as_str().to_owned(), document(value)?))
            };
            DocumentPlan::Object(entries.iter().map(entry).collect::<Option<_>>()?)
        }
    })
}
