//! The values of examples: each node as the value of a planned type.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use farrier_smithy::Node;
use proc_macro2::Ident;

use super::examples::Misfit;
use super::values::{self, MemberValue, StructureValue, ValuePlan};
use super::{
    EnumPlan, IntEnumPlan, MemberPlan, Presence, StructurePlan, Type, TypePlan, UnionPlan,
};

/// Makes values of the types with these names.
#[derive(Clone, Copy)]
pub(super) struct Literals<'a>(pub(super) &'a BTreeMap<&'a Ident, &'a TypePlan>);

impl Literals<'_> {
    /// A structure with the members that the node has.
    pub(super) fn structure(
        self,
        plan: &StructurePlan,
        node: &Node,
    ) -> Result<StructureValue, Misfit> {
        let entries = node
            .as_object()
            .ok_or_else(|| misfit(node, format!("`{}` takes an object", plan.name)))?;
        let is_member = |name: &str| plan.members.iter().any(|member| member.wire.name == name);
        if let Some((key, value)) = entries.iter().find(|(key, _)| !is_member(key.as_str())) {
            let message = format!("`{}` has no member `{}`", plan.name, key.as_str());
            return Err(misfit(value, message));
        }
        let mut structure = StructureValue {
            required: plan.construction.required().cloned(),
            arguments: Vec::new(),
            setters: Vec::new(),
        };
        for member in &plan.members {
            let Some(value) = self.member(plan, member, node)? else {
                continue;
            };
            let value = MemberValue {
                field: member.field.clone(),
                setter: member.setter.clone(),
                ty: member.ty.clone(),
                boxed: member.boxed,
                value,
            };
            match member.presence {
                Presence::Required => structure.arguments.push(value),
                Presence::Optional | Presence::Default(_) => structure.setters.push(value),
            }
        }
        Ok(structure)
    }

    /// The value of one member, unless it is left out.
    fn member(
        self,
        structure: &StructurePlan,
        member: &MemberPlan,
        node: &Node,
    ) -> Result<Option<ValuePlan>, Misfit> {
        let name = &member.wire.name;
        let nullable = member.ty == Type::Document;
        match node.get(name).filter(|value| nullable || !value.is_null()) {
            // What events there are is nothing that an example can say.
            _ if matches!(member.ty, Type::EventStream(_)) => Ok(Some(ValuePlan::Zero)),
            Some(value) => self
                .value(&format!("`{name}`"), &member.ty, value)
                .map(Some),
            None if member.wire.required && !member.wire.idempotency_token => Err(misfit(
                node,
                format!("`{}` lacks the required member `{name}`", structure.name),
            )),
            None => Ok(None),
        }
    }

    /// A value of this type; `what` says for people which.
    fn value(self, what: &str, ty: &Type, node: &Node) -> Result<ValuePlan, Misfit> {
        let unfit = || misfit(node, format!("{what} takes {}", expected(ty)));
        match ty {
            Type::List { element, sparse } => {
                let elements = node.as_array().ok_or_else(unfit)?.iter();
                let elements = elements.map(|element_| self.item(what, element, *sparse, element_));
                Ok(ValuePlan::List(elements.collect::<Result<_, _>>()?))
            }
            Type::Map { value, sparse } => {
                let entries = node.as_object().ok_or_else(unfit)?.iter();
                let entries = entries.map(|(key, node)| {
                    Ok((
                        key.as_str().to_owned(),
                        self.item(what, value, *sparse, node)?,
                    ))
                });
                Ok(ValuePlan::Map(entries.collect::<Result<_, _>>()?))
            }
            Type::Shape(ident) => match self.0.get(ident) {
                Some(TypePlan::Structure(plan)) => {
                    Ok(ValuePlan::Structure(self.structure(plan, node)?))
                }
                Some(TypePlan::Union(plan)) => self.union(plan, node),
                Some(TypePlan::Enum(plan)) => string_enum(plan, node).ok_or_else(unfit),
                Some(TypePlan::IntEnum(plan)) => int_enum(plan, node).ok_or_else(unfit),
                None => Err(unfit()),
            },
            // Models hold base64, and many the text itself.
            Type::Blob | Type::ByteStream => {
                let text = node.as_str().ok_or_else(unfit)?;
                let bytes = STANDARD.decode(text);
                Ok(ValuePlan::Blob(bytes.unwrap_or_else(|_| text.into())))
            }
            Type::Timestamp => values::timestamp(node)
                .map(|time| ValuePlan::DateTime(time.to_string()))
                .ok_or_else(unfit),
            Type::Unit => match node.as_object() {
                Some([]) => Ok(ValuePlan::Zero),
                _ => Err(unfit()),
            },
            _ => values::simple(ty, node).ok_or_else(unfit),
        }
    }

    fn item(
        self,
        what: &str,
        ty: &Type,
        sparse: bool,
        node: &Node,
    ) -> Result<Option<ValuePlan>, Misfit> {
        if sparse && node.is_null() {
            return Ok(None);
        }
        self.value(&format!("an item of {what}"), ty, node)
            .map(Some)
    }

    fn union(self, plan: &UnionPlan, node: &Node) -> Result<ValuePlan, Misfit> {
        let unfit = |message: &str| misfit(node, format!("`{}` {message}", plan.name));
        let Some([(key, value)]) = node.as_object() else {
            return Err(unfit("takes an object with one member"));
        };
        let name = key.as_str();
        let variant = plan
            .variants
            .iter()
            .find(|variant| variant.wire.name == name)
            .ok_or_else(|| unfit(&format!("has no member `{name}`")))?;
        Ok(ValuePlan::Union {
            variant: variant.ident.clone(),
            ty: variant.ty.clone(),
            boxed: variant.boxed,
            value: Box::new(self.value(&format!("`{name}`"), &variant.ty, value)?),
        })
    }
}

fn string_enum(plan: &EnumPlan, node: &Node) -> Option<ValuePlan> {
    let text = node.as_str()?;
    let listed = plan.values.iter().find(|value| value.value == text);
    Some(match listed {
        Some(value) => ValuePlan::Variant(value.ident.clone()),
        None => ValuePlan::Unlisted(Box::new(ValuePlan::String(text.to_owned()))),
    })
}

fn int_enum(plan: &IntEnumPlan, node: &Node) -> Option<ValuePlan> {
    let value = values::integer(node, i32::MIN.into(), i32::MAX.into())?;
    let listed = plan
        .values
        .iter()
        .find(|listed| value == ValuePlan::Integer(listed.value.into()));
    Some(match listed {
        Some(listed) => ValuePlan::Variant(listed.ident.clone()),
        None => ValuePlan::Unlisted(Box::new(value)),
    })
}

fn misfit(node: &Node, message: String) -> Misfit {
    Misfit {
        span: node.span,
        message,
    }
}

/// What a node of a type is, for people.
fn expected(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "a boolean",
        Type::I8 => "a whole number of 8 bits",
        Type::I16 => "a whole number of 16 bits",
        Type::I32 => "a whole number of 32 bits",
        Type::I64 => "a whole number of 64 bits",
        Type::BigInteger => "a whole number",
        Type::F32 | Type::F64 | Type::BigDecimal => "a number",
        Type::String | Type::Blob | Type::ByteStream => "a string",
        Type::Timestamp => "a date-time, or seconds since 1970",
        Type::Document => "a value of JSON",
        Type::List { .. } => "an array",
        Type::Map { .. } => "an object",
        Type::Unit => "an object without members",
        Type::Shape(_) | Type::EventStream(_) => "a value of its enum",
    }
}
