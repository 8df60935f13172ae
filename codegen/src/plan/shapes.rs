//! Structures, unions and enums.

use farrier_smithy::traits::{Error as ErrorTrait, Fault, HttpError, Retryable, Sensitive};
use farrier_smithy::{Diagnostic, Member, Shape, ShapeKind};
use proc_macro2::Ident;

use super::members::{Bindings, Context};
use super::names::{self, Style};
use super::{
    Construction, EnumPlan, EnumValuePlan, ErrorPlan, IntEnumPlan, MemberPlan, Presence, RetryPlan,
    StructurePlan, TypePlan, UnionPlan, ValuePlan, VariantPlan, constraints, docs,
    validation_error,
};

/// The most required members that `new` takes one by one.
const MOST_ARGUMENTS: usize = 4;

impl Context<'_> {
    /// A shape that is no operation's own, if it becomes a type.
    pub(super) fn shape(&mut self, shape: &Shape) -> Option<TypePlan> {
        let ident = self.idents.get(&shape.id)?.clone();
        let name = self.closure.name(self.model, &shape.id).to_owned();
        Some(match shape.kind {
            ShapeKind::Structure => {
                let error = error(shape).map(|error| ErrorPlan {
                    query: self.forms.error(shape),
                    namespace: self
                        .namespace
                        .filter(|namespace| *namespace != shape.id.namespace())
                        .map(|_| shape.id.namespace().to_owned()),
                    ..error
                });
                let bindings = match (&error, self.events.contains(&shape.id)) {
                    (Some(_), _) => Bindings::Error,
                    (None, true) => Bindings::Event,
                    (None, false) => Bindings::None,
                };
                let mut plan = self.structure(shape, ident, name, bindings);
                plan.error = error;
                plan.from_violations = validation_error::plan(self, shape);
                TypePlan::Structure(Box::new(plan))
            }
            ShapeKind::Union => TypePlan::Union(self.union(shape, ident, name)),
            ShapeKind::Enum => TypePlan::Enum(string_enum(shape, ident, &name)),
            ShapeKind::IntEnum => TypePlan::IntEnum(self.int_enum(shape, ident, &name)),
            _ => return None,
        })
    }

    /// A structure under this Rust name.
    pub(super) fn structure(
        &mut self,
        shape: &Shape,
        ident: Ident,
        name: String,
        bindings: Bindings,
    ) -> StructurePlan {
        let mut docs = docs::docs(&shape.traits, || format!("`{name}`"));
        let own = matches!(bindings, Bindings::Request | Bindings::Response);
        if !own && ident != names::ident(&names::styled(Style::Type, &name)) {
            docs::renamed(&mut docs, &name);
        }
        let members = self.members(shape, bindings);
        StructurePlan {
            construction: self.construction(&ident, &members),
            redacted: members.iter().any(|member| member.redacted),
            streams: members.iter().any(|member| member.ty.streams()),
            ident,
            xml: self.xml_document(shape, &name),
            name,
            docs,
            members,
            error: None,
            from_violations: None,
        }
    }

    fn construction(&mut self, ident: &Ident, members: &[MemberPlan]) -> Construction {
        match members
            .iter()
            .filter(|member| matches!(member.presence, Presence::Required))
            .count()
        {
            0 => Construction::Default {
                derived: members.iter().all(|member| match &member.presence {
                    Presence::Default(default) => {
                        *default == ValuePlan::Zero && member.ty.has_default()
                    }
                    Presence::Optional | Presence::Required => true,
                }),
            },
            1..=MOST_ARGUMENTS => Construction::Arguments,
            _ => {
                let name = names::unique(format!("{ident}Required"), &self.taken);
                self.taken.insert(name.clone());
                Construction::Required(names::ident(&name))
            }
        }
    }

    fn union(&mut self, shape: &Shape, ident: Ident, name: String) -> UnionPlan {
        let variants = self.variants(shape);
        UnionPlan {
            docs: docs::docs(&shape.traits, || format!("`{name}`")),
            redacted: variants.iter().any(|variant| variant.redacted),
            ident,
            xml: self.xml_document(shape, &name),
            name,
            variants,
        }
    }

    fn variants(&mut self, shape: &Shape) -> Vec<VariantPlan> {
        let idents = variant_idents(shape);
        let sensitive = shape.traits.has::<Sensitive>();
        let variants = shape.members.iter().zip(idents).map(|(member, ident)| {
            let wire = self.wire(member);
            VariantPlan {
                docs: docs::docs(&member.traits, || format!("`{}`", member.name())),
                ty: self.ty(&member.target),
                boxed: self.boxed.contains(&member.id),
                redacted: sensitive || wire.sensitive,
                wire,
                ident,
            }
        });
        variants.collect()
    }

    fn int_enum(&mut self, shape: &Shape, ident: Ident, name: &str) -> IntEnumPlan {
        let mut values = Vec::new();
        for (member, ident) in shape.members.iter().zip(variant_idents(shape)) {
            let Some(value) = constraints::int_enum_value(&member.traits) else {
                let fault = Diagnostic::error(
                    "EnumValue",
                    format!("`{}` has no value of 32 bits", member.id),
                );
                self.diagnostics.push(
                    fault
                        .on(&member.id)
                        .at(member.span)
                        .help("give it an `@enumValue` integer"),
                );
                continue;
            };
            values.push(EnumValuePlan {
                ident,
                docs: docs::docs(&member.traits, || format!("`{value}`")),
                value,
            });
        }
        IntEnumPlan {
            ident,
            docs: docs::docs(&shape.traits, || format!("`{name}`")),
            values,
            redacted: shape.traits.has::<Sensitive>(),
        }
    }
}

fn string_enum(shape: &Shape, ident: Ident, name: &str) -> EnumPlan {
    let values = shape
        .members
        .iter()
        .zip(variant_idents(shape))
        .map(|(member, ident)| {
            let value = constraints::enum_value(member.name(), &member.traits);
            EnumValuePlan {
                ident,
                docs: docs::docs(&member.traits, || format!("`{value}`")),
                value,
            }
        });
    EnumPlan {
        ident,
        docs: docs::docs(&shape.traits, || format!("`{name}`")),
        values: values.collect(),
        redacted: shape.traits.has::<Sensitive>(),
    }
}

/// The variants of an enum or union, in the order of its members.
pub(super) fn variant_idents(shape: &Shape) -> Vec<Ident> {
    let names = names::assign(
        Style::Variant,
        shape.members.iter().map(Member::name),
        &names::unknown(),
    );
    shape
        .members
        .iter()
        .map(|member| names::ident(&names[member.name()]))
        .collect()
}

/// What makes the shape an error.
pub(super) fn error(shape: &Shape) -> Option<ErrorPlan> {
    let ErrorTrait(fault) = shape.traits.get()?;
    let by_fault = if fault == Fault::Client { 400 } else { 500 };
    Some(ErrorPlan {
        status: shape
            .traits
            .get::<HttpError>()
            .map_or(by_fault, |HttpError(status)| status),
        retry: match shape.traits.get::<Retryable>() {
            None => RetryPlan::No,
            Some(Retryable { throttling: false }) => RetryPlan::Retryable,
            Some(Retryable { throttling: true }) => RetryPlan::Throttling,
        },
        query: None,
        namespace: None,
    })
}
