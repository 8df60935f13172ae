//! Types and values, as tokens.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::plan::{MemberPlan, Plan, Presence, Type};

/// A name of the standard library, with its path where a shape has taken the name.
pub(super) fn std(plan: &Plan, name: &str) -> TokenStream {
    let ident = format_ident!("{name}");
    if !plan.shadowed.contains(name) {
        return quote!(#ident);
    }
    match name {
        "Box" => quote!(std::boxed::Box),
        "From" | "Into" => quote!(std::convert::#ident),
        "Default" => quote!(std::default::Default),
        "Future" => quote!(std::future::Future),
        "Option" => quote!(std::option::Option),
        "Result" => quote!(std::result::Result),
        "Send" | "Sync" => quote!(std::marker::#ident),
        "Vec" => quote!(std::vec::Vec),
        _ => quote!(std::string::String),
    }
}

/// A type, as a field has it.
pub(super) fn ty(plan: &Plan, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::I8 => quote!(i8),
        Type::I16 => quote!(i16),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => std(plan, "String"),
        Type::Blob => quote!(farrier::Blob),
        Type::Timestamp => quote!(farrier::Timestamp),
        Type::Document => quote!(farrier::Document),
        Type::BigInteger => quote!(farrier::BigInteger),
        Type::BigDecimal => quote!(farrier::BigDecimal),
        Type::Unit => quote!(farrier::Unit),
        Type::ByteStream => quote!(farrier::ByteStream),
        Type::EventStream(ident) => quote!(farrier::EventStream<crate::types::#ident>),
        Type::Shape(ident) => quote!(crate::types::#ident),
        Type::List { element, sparse } => {
            let (vec, element) = (std(plan, "Vec"), item(plan, element, *sparse));
            quote!(#vec<#element>)
        }
        Type::Map { value, sparse } => {
            let (key, value) = (std(plan, "String"), item(plan, value, *sparse));
            quote!(std::collections::BTreeMap<#key, #value>)
        }
    }
}

fn item(plan: &Plan, inner: &Type, sparse: bool) -> TokenStream {
    let inner = ty(plan, inner);
    if sparse {
        let option = std(plan, "Option");
        quote!(#option<#inner>)
    } else {
        inner
    }
}

/// A type in a box, where the plan says so.
pub(super) fn boxed(plan: &Plan, inner: &Type, boxed: bool) -> TokenStream {
    let inner = ty(plan, inner);
    if boxed {
        let path = std(plan, "Box");
        quote!(#path<#inner>)
    } else {
        inner
    }
}

/// The type of a structure's field.
pub(super) fn field(plan: &Plan, member: &MemberPlan) -> TokenStream {
    let inner = boxed(plan, &member.ty, member.boxed);
    match member.presence {
        Presence::Optional => {
            let option = std(plan, "Option");
            quote!(#option<#inner>)
        }
        Presence::Required | Presence::Default(_) => inner,
    }
}

/// The type of an argument for a member.
pub(super) fn argument(plan: &Plan, member: &MemberPlan) -> TokenStream {
    let inner = ty(plan, &member.ty);
    if member.ty.converts() {
        let into = std(plan, "Into");
        quote!(impl #into<#inner>)
    } else {
        inner
    }
}

/// An argument, as the field's value.
pub(super) fn from_argument(plan: &Plan, member: &MemberPlan) -> TokenStream {
    let field = &member.field;
    let value = if member.ty.converts() {
        quote!(#field.into())
    } else {
        quote!(#field)
    };
    if member.boxed {
        let path = std(plan, "Box");
        quote!(#path::new(#value))
    } else {
        value
    }
}
