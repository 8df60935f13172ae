//! Lints that a crate breaks because its model does, and the reason beside each.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Docs, MemberPlan, OperationPlan, Plan, StructurePlan, Type, TypePlan};

/// The `allow` attributes of the crate's root.
pub(super) fn emit(plan: &Plan) -> TokenStream {
    let deprecated = deprecates(plan)
        .then(|| quote!(#![allow(deprecated, reason = "codecs handle what the model deprecates like all else")]));
    let complex = structures(plan).flat_map(|structure| &structure.members).any(is_complex).then(|| {
        quote!(#![allow(clippy::type_complexity, reason = "the types nest as deeply as the model's lists and maps")])
    });
    let unconventional = called(plan).any(is_unconventional).then(|| {
        quote!(#![allow(
            clippy::new_ret_no_self,
            clippy::wrong_self_convention,
            reason = "methods are called as the model's operations are"
        )])
    });
    let uneven = plan.types.iter().any(is_uneven).then(|| {
        quote!(#![allow(clippy::large_enum_variant, reason = "a union holds its members as they are")])
    });
    let confusing = called(plan).any(is_confusing).then(|| {
        quote!(#![allow(
            clippy::should_implement_trait,
            reason = "methods are called as the model's operations are, not as those of traits"
        )])
    });
    let self_named = structures(plan).any(|structure| structure.ident == "New").then(|| {
        quote!(#![allow(clippy::self_named_constructors, reason = "the model has a shape of that name")])
    });
    quote!(#deprecated #complex #unconventional #confusing #self_named #uneven)
}

/// Whether one member of a union may be much larger than the others: only a structure is.
fn is_uneven(item: &TypePlan) -> bool {
    match item {
        TypePlan::Union(union) => union
            .variants
            .iter()
            .any(|variant| matches!(variant.ty, Type::Shape(_)) && !variant.boxed),
        _ => false,
    }
}

/// Whether Rust would have something else of a method of this name than a call of an operation.
fn is_unconventional(operation: &OperationPlan) -> bool {
    let method = operation.method.to_string();
    method == "new"
        || ["from_", "into_"]
            .iter()
            .any(|start| method.starts_with(start))
}

/// The operations that something stands for.
fn called(plan: &Plan) -> impl Iterator<Item = &OperationPlan> {
    let none_is = plan.service.protocols.is_empty();
    plan.operations.iter().filter(move |_| !none_is)
}

/// Whether a method of this name passes for one of a trait of the standard library.
fn is_confusing(operation: &OperationPlan) -> bool {
    operation.method == "clone" || operation.method == "cmp"
}

fn structures(plan: &Plan) -> impl Iterator<Item = &StructurePlan> {
    let ends = plan
        .operations
        .iter()
        .flat_map(|operation| [&operation.input, &operation.output]);
    let shapes = plan.types.iter().filter_map(|item| match item {
        TypePlan::Structure(structure) => Some(&**structure),
        _ => None,
    });
    ends.chain(shapes)
}

fn deprecates(plan: &Plan) -> bool {
    let is_deprecated = |docs: &Docs| docs.deprecated.is_some();
    let structure = |structure: &StructurePlan| {
        is_deprecated(&structure.docs)
            || structure
                .members
                .iter()
                .any(|member| is_deprecated(&member.docs))
    };
    let item = |item: &TypePlan| match item {
        TypePlan::Structure(_) => false,
        TypePlan::Union(union) => {
            is_deprecated(&union.docs)
                || union
                    .variants
                    .iter()
                    .any(|variant| is_deprecated(&variant.docs))
        }
        TypePlan::Enum(plan) => {
            is_deprecated(&plan.docs) || plan.values.iter().any(|value| is_deprecated(&value.docs))
        }
        TypePlan::IntEnum(plan) => {
            is_deprecated(&plan.docs) || plan.values.iter().any(|value| is_deprecated(&value.docs))
        }
    };
    called(plan).any(|operation| is_deprecated(&operation.docs))
        || structures(plan).any(structure)
        || plan.types.iter().any(item)
}

/// Whether lists, maps and their options nest so deeply that clippy may call the type complex; up to two it never does.
fn is_complex(member: &MemberPlan) -> bool {
    nesting(&member.ty) > 2
}

fn nesting(ty: &Type) -> usize {
    match ty {
        Type::List {
            element: item,
            sparse,
        }
        | Type::Map {
            value: item,
            sparse,
        } => 1 + usize::from(*sparse) + nesting(item),
        _ => 0,
    }
}
