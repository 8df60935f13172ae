//! Unions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{docs, schema, types};
use crate::plan::{Options, Plan, Type, UnionPlan, VariantPlan};

/// A union: an enum with a variant for each member and one for members that the model does not list.
pub(super) fn emit(plan: &Plan, union: &UnionPlan, options: &Options) -> TokenStream {
    let UnionPlan {
        ident,
        name,
        xml,
        variants,
        ..
    } = union;
    let derive_debug = (!union.redacted).then(|| quote!(Debug,));
    let derives = &options.derives;
    let about = docs(&union.docs);
    let definitions = variants.iter().map(
        |VariantPlan {
             ident,
             docs,
             ty,
             boxed,
             ..
         }| {
            let docs = super::docs(docs);
            match ty {
                Type::Unit => quote!(#docs #ident),
                _ => {
                    let ty = types::boxed(plan, ty, *boxed);
                    quote!(#docs #ident(#ty))
                }
            }
        },
    );
    let schema = schema::emit(
        plan,
        name,
        true,
        xml,
        None,
        variants.iter().map(|variant| &variant.wire),
    );
    let encode = variants
        .iter()
        .enumerate()
        .map(|(index, VariantPlan { ident, ty, .. })| {
            let index = Literal::usize_unsuffixed(index);
            match ty {
                Type::Unit => quote!(Self::#ident => to.member(#index, &farrier::Unit)),
                _ => quote!(Self::#ident(value) => to.member(#index, value)),
            }
        });
    let decode = variants
        .iter()
        .enumerate()
        .map(|(index, VariantPlan { ident, ty, .. })| {
            let index = Literal::usize_unsuffixed(index);
            match ty {
                Type::Unit => {
                    quote!(#index => wire::read::<farrier::Unit, _>(from).map(|_| Self::#ident))
                }
                _ => quote!(#index => wire::read(from).map(Self::#ident)),
            }
        });
    let string = types::std(plan, "String");
    let debug = union.redacted.then(|| debug(union));
    quote! {
        #about
        #[derive(Clone, #derive_debug PartialEq #(, #derives)*)]
        #[non_exhaustive]
        pub enum #ident {
            #(#definitions,)*
            /// A member that the model does not list, by its name; its value is not kept.
            Unknown(#string),
        }
        #debug
        impl wire::Shape for #ident {
            #schema
            fn blank() -> Self { Self::Unknown(#string::new()) }
            fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
                match self {
                    #(#encode,)*
                    Self::Unknown(name) => to.unknown(name),
                }
            }
            fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
                *self = match from.index() {
                    #(#decode,)*
                    _ => return Ok(()),
                }?;
                Ok(())
            }
            fn decode_unknown(&mut self, name: &str) {
                *self = Self::Unknown(name.to_owned());
            }
        }
    }
}

/// `Debug` that names the member and shows no sensitive value.
fn debug(union: &UnionPlan) -> TokenStream {
    let ident = &union.ident;
    let arms = union.variants.iter().map(|variant| {
        let (ident, name) = (&variant.ident, variant.ident.to_string());
        match variant.ty {
            Type::Unit => quote!(Self::#ident => f.write_str(#name)),
            _ if variant.redacted => {
                quote!(Self::#ident(_) => f.debug_tuple(#name).field(&farrier::Redacted).finish())
            }
            _ => quote!(Self::#ident(value) => f.debug_tuple(#name).field(value).finish()),
        }
    });
    quote! {
        impl std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    #(#arms,)*
                    Self::Unknown(name) => f.debug_tuple("Unknown").field(name).finish(),
                }
            }
        }
    }
}
