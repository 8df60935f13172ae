//! The values of `@default` traits.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use farrier_smithy::{Model, Node, Number, ShapeId, ShapeKind, Value};

use super::names::{self, Style};
use super::{DefaultPlan, DocumentPlan, Type, constraints};

/// The greatest exponent of a number that the runtime reads.
const MAX_EXPONENT: i64 = 1_000_000_000;

/// The default of a member of type `ty`, if the node fits its target.
pub(super) fn plan(model: &Model, target: &ShapeId, ty: &Type, node: &Node) -> Option<DefaultPlan> {
    let default = match ty {
        Type::Bool => DefaultPlan::Boolean(node.as_bool()?),
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
            DefaultPlan::Integer(node.as_number()?.as_i64()?)
        }
        Type::F32 | Type::F64 => DefaultPlan::Float(node.as_number()?.as_f64()?),
        Type::BigInteger => DefaultPlan::BigNumber(whole(node.as_number()?)?),
        Type::BigDecimal => DefaultPlan::BigNumber(decimal(node.as_number()?)?),
        Type::String => DefaultPlan::String(node.as_str()?.to_owned()),
        Type::Blob => DefaultPlan::Blob(STANDARD.decode(node.as_str()?).ok()?),
        Type::Timestamp => timestamp(node)?,
        Type::Document => DefaultPlan::Document(document(node)?),
        Type::Shape(_) => DefaultPlan::Variant(variant(model, target, node)?),
        Type::List { .. }
        | Type::Map { .. }
        | Type::Unit
        | Type::ByteStream
        | Type::EventStream(_) => DefaultPlan::Zero,
    };
    Some(if is_zero(&default) {
        DefaultPlan::Zero
    } else {
        default
    })
}

/// Whether the value is what the type's own `Default` gives.
fn is_zero(default: &DefaultPlan) -> bool {
    match default {
        DefaultPlan::Boolean(value) => !value,
        DefaultPlan::Integer(value) => *value == 0,
        DefaultPlan::Float(value) => *value == 0.0 && value.is_sign_positive(),
        DefaultPlan::String(value) => value.is_empty(),
        DefaultPlan::Blob(value) => value.is_empty(),
        DefaultPlan::Timestamp {
            seconds,
            nanoseconds,
        } => (*seconds, *nanoseconds) == (0, 0),
        DefaultPlan::Document(value) => *value == DocumentPlan::Null,
        DefaultPlan::Zero => true,
        DefaultPlan::BigNumber(_) | DefaultPlan::Variant(_) => false,
    }
}

/// The digits of a whole number, which may have been written with a fraction or exponent.
fn whole(number: &Number) -> Option<String> {
    let text = number.text();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.to_owned());
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
        .then(|| text.to_owned())
}

/// A number of epoch seconds, or a date-time.
fn timestamp(node: &Node) -> Option<DefaultPlan> {
    let timestamp = match &node.value {
        Value::Number(number) => match number.as_i64() {
            Some(seconds) => jiff::Timestamp::from_second(seconds).ok()?,
            None => jiff::Timestamp::from_millisecond((number.as_f64()? * 1000.0).round() as i64)
                .ok()?,
        },
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    Some(DefaultPlan::Timestamp {
        seconds: timestamp.as_second(),
        nanoseconds: timestamp.subsec_nanosecond(),
    })
}

/// The variant whose value the node is.
fn variant(model: &Model, target: &ShapeId, node: &Node) -> Option<proc_macro2::Ident> {
    let shape = model.shape(target)?;
    let member = shape.members.iter().find(|member| match shape.kind {
        ShapeKind::Enum => {
            node.as_str() == Some(&*constraints::enum_value(member.name(), &member.traits))
        }
        ShapeKind::IntEnum => {
            let value = constraints::int_enum_value(&member.traits).map(i64::from);
            value.is_some() && node.as_number().and_then(Number::as_i64) == value
        }
        _ => false,
    })?;
    let variants = names::assign(
        Style::Variant,
        shape.members.iter().map(|member| member.name()),
        &names::unknown(),
    );
    Some(names::ident(&variants[member.name()]))
}

/// What `@default` admits of a document.
fn document(node: &Node) -> Option<DocumentPlan> {
    Some(match &node.value {
        Value::Null => DocumentPlan::Null,
        Value::Boolean(value) => DocumentPlan::Boolean(*value),
        Value::Number(number) => DocumentPlan::Number(decimal(number)?),
        Value::String(text) => DocumentPlan::String(text.clone()),
        Value::Array(elements) => elements.is_empty().then_some(DocumentPlan::EmptyList)?,
        Value::Object(entries) => entries.is_empty().then_some(DocumentPlan::EmptyMap)?,
    })
}
