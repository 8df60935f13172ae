//! Enums of strings and of integers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{docs, types};
use crate::plan::{EnumPlan, EnumValuePlan, IntEnumPlan, Options, Plan};

/// An enum of strings, open to values that the model does not list.
pub(super) fn emit(plan: &Plan, enumeration: &EnumPlan, options: &Options) -> TokenStream {
    let EnumPlan {
        ident,
        values,
        redacted,
        ..
    } = enumeration;
    let string = types::std(plan, "String");
    let about = docs(&enumeration.docs);
    let derives = &options.derives;
    let debug = derive_debug(*redacted);
    let variants = values.iter().map(definition);
    let texts = values.iter().map(|value| &value.value);
    let to_text = values
        .iter()
        .map(|EnumValuePlan { ident, value, .. }| quote!(Self::#ident => #value));
    let from_text = values
        .iter()
        .map(|EnumValuePlan { ident, value, .. }| quote!(#value => Self::#ident));
    let sensitive = redacted.then(|| quote!(, sensitive));
    let from = types::std(plan, "From");
    quote! {
        #about
        #[derive(Clone, #debug PartialEq, Eq, PartialOrd, Ord, Hash #(, #derives)*)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants,)*
            /// A value that the model does not list.
            Unknown(#string),
        }
        impl #ident {
            /// Every value that the model lists.
            pub const VALUES: &'static [&'static str] = &[#(#texts),*];
            /// The value as it travels.
            pub fn as_str(&self) -> &str {
                match self {
                    #(#to_text,)*
                    Self::Unknown(value) => value,
                }
            }
        }
        impl #from<&str> for #ident {
            fn from(value: &str) -> Self {
                match value {
                    #(#from_text,)*
                    _ => Self::Unknown(value.to_owned()),
                }
            }
        }
        farrier::string_enum!(#ident #sensitive);
    }
}

/// An enum of integers, open to values that the model does not list.
pub(super) fn emit_int(plan: &Plan, enumeration: &IntEnumPlan, options: &Options) -> TokenStream {
    let IntEnumPlan {
        ident,
        values,
        redacted,
        ..
    } = enumeration;
    let about = docs(&enumeration.docs);
    let derives = &options.derives;
    let debug = derive_debug(*redacted);
    let literal = |value: &EnumValuePlan<i32>| Literal::i32_unsuffixed(value.value);
    let variants = values.iter().map(definition);
    let numbers = values.iter().map(literal);
    let to_number = values.iter().map(|value| {
        let (ident, value) = (&value.ident, literal(value));
        quote!(Self::#ident => #value)
    });
    let from_number = values.iter().map(|value| {
        let (ident, value) = (&value.ident, literal(value));
        quote!(#value => Self::#ident)
    });
    let redaction = redacted.then(|| redaction(ident));
    let from = types::std(plan, "From");
    quote! {
        #about
        #[derive(Clone, Copy, #debug PartialEq, Eq, PartialOrd, Ord, Hash #(, #derives)*)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants,)*
            /// A value that the model does not list.
            Unknown(i32),
        }
        impl #ident {
            /// Every value that the model lists.
            pub const VALUES: &'static [i32] = &[#(#numbers),*];
            /// The value as it travels.
            pub fn value(self) -> i32 {
                match self {
                    #(#to_number,)*
                    Self::Unknown(value) => value,
                }
            }
        }
        impl #from<i32> for #ident {
            fn from(value: i32) -> Self {
                match value {
                    #(#from_number,)*
                    _ => Self::Unknown(value),
                }
            }
        }
        #redaction
        farrier::int_enum!(#ident);
    }
}

fn definition<T>(value: &EnumValuePlan<T>) -> TokenStream {
    let (docs, ident) = (docs(&value.docs), &value.ident);
    quote!(#docs #ident)
}

fn derive_debug(redacted: bool) -> Option<TokenStream> {
    (!redacted).then(|| quote!(Debug,))
}

/// `Debug` of a sensitive enum.
fn redaction(ident: &proc_macro2::Ident) -> TokenStream {
    quote! {
        impl std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&farrier::Redacted, f)
            }
        }
    }
}
