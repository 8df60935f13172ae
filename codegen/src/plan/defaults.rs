//! The values of `@default` traits.

use farrier_smithy::{Model, Node, Number, ShapeId, ShapeKind};

use super::names::{self, Style};
use super::values::{self, DocumentPlan, ValuePlan};
use super::{Type, constraints};

/// The default of a member of type `ty`, if the node fits its target.
///
/// What is no simple type has no default but an empty list, map or stream.
pub(super) fn plan(model: &Model, target: &ShapeId, ty: &Type, node: &Node) -> Option<ValuePlan> {
    let default = match ty {
        Type::Shape(_) => ValuePlan::Variant(variant(model, target, node)?),
        Type::List { .. }
        | Type::Map { .. }
        | Type::Unit
        | Type::ByteStream
        | Type::EventStream(_) => ValuePlan::Zero,
        _ => values::simple(ty, node)?,
    };
    Some(if is_zero(&default) {
        ValuePlan::Zero
    } else {
        default
    })
}

/// Whether the value is what the type's own `Default` gives.
fn is_zero(default: &ValuePlan) -> bool {
    match default {
        ValuePlan::Boolean(value) => !value,
        ValuePlan::Integer(value) => *value == 0,
        ValuePlan::Float(value) => *value == 0.0 && value.is_sign_positive(),
        ValuePlan::String(value) => value.is_empty(),
        ValuePlan::Blob(value) => value.is_empty(),
        ValuePlan::Timestamp {
            seconds,
            nanoseconds,
        } => (*seconds, *nanoseconds) == (0, 0),
        ValuePlan::Document(value) => *value == DocumentPlan::Null,
        _ => false,
    }
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
