//! Values, as expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::types;
use crate::plan::{DocumentPlan, MemberValue, Plan, StructureValue, Type, ValuePlan};

/// A value of this very type.
pub(super) fn owned(plan: &Plan, ty: &Type, value: &ValuePlan) -> TokenStream {
    match value {
        ValuePlan::Zero => zero(plan, ty),
        ValuePlan::Boolean(value) => quote!(#value),
        ValuePlan::Integer(value) => {
            let literal = Literal::i64_unsuffixed(*value);
            quote!(#literal)
        }
        ValuePlan::Float(value) => float(ty, *value),
        ValuePlan::BigNumber(text) => {
            let ty = types::ty(plan, ty);
            quote!(#ty::from_literal(#text))
        }
        ValuePlan::String(text) => {
            let text = string(text);
            quote!(#text.to_owned())
        }
        ValuePlan::Blob(bytes) => match (ty, text(bytes)) {
            (Type::ByteStream, _) => {
                let bytes = literal(bytes);
                quote!(farrier::ByteStream::from(#bytes))
            }
            (_, Some(text)) => {
                let text = string(text);
                quote!(farrier::Blob::from(#text))
            }
            (_, None) => {
                let literal = Literal::byte_string(bytes);
                quote!(farrier::Blob::from_static(#literal))
            }
        },
        ValuePlan::Variant(variant) => {
            let ty = types::ty(plan, ty);
            quote!(#ty::#variant)
        }
        ValuePlan::Unlisted(value) => {
            let (ty, value) = (types::ty(plan, ty), borrowed(value));
            quote!(#ty::from(#value))
        }
        ValuePlan::Timestamp {
            seconds,
            nanoseconds,
        } => {
            let seconds = Literal::i64_unsuffixed(*seconds);
            let nanoseconds = Literal::i32_unsuffixed(*nanoseconds);
            quote!(farrier::Timestamp::constant(#seconds, #nanoseconds))
        }
        ValuePlan::DateTime(text) => quote!(#text.parse::<farrier::Timestamp>()?),
        ValuePlan::Document(value) => document(plan, value),
        ValuePlan::List(elements) => list(plan, ty, elements),
        ValuePlan::Map(entries) => map(plan, ty, entries),
        ValuePlan::Structure(value) => structure(plan, ty, value),
        ValuePlan::Union {
            variant,
            ty: inner,
            boxed,
            value,
        } => {
            let union = types::ty(plan, ty);
            match inner {
                Type::Unit => quote!(#union::#variant),
                _ => {
                    let value = in_box(plan, *boxed, owned(plan, inner, value));
                    quote!(#union::#variant(#value))
                }
            }
        }
        ValuePlan::Variable(name) => quote!(#name),
    }
}

/// A value for an argument, which converts some types.
pub(super) fn argument(plan: &Plan, ty: &Type, value: &ValuePlan) -> TokenStream {
    match (ty, value) {
        (Type::String, ValuePlan::String(_)) => borrowed(value),
        (Type::Blob | Type::ByteStream, ValuePlan::Blob(bytes)) => literal(bytes),
        (Type::Document, ValuePlan::Document(DocumentPlan::String(text))) => string(text),
        (Type::Document, ValuePlan::Document(DocumentPlan::Boolean(value))) => quote!(#value),
        _ => owned(plan, ty, value),
    }
}

/// What `new` takes for the required members of a structure of this module.
pub(super) fn arguments(plan: &Plan, module: &TokenStream, value: &StructureValue) -> TokenStream {
    match &value.required {
        Some(required) => {
            let fields = value.arguments.iter().map(|member| {
                let MemberValue { field, ty, .. } = member;
                let value = in_box(plan, member.boxed, owned(plan, ty, &member.value));
                match *field == value.to_string() {
                    true => quote!(#field),
                    false => quote!(#field: #value),
                }
            });
            quote!(#module::#required { #(#fields),* })
        }
        None => {
            let arguments = value
                .arguments
                .iter()
                .map(|member| argument(plan, &member.ty, &member.value));
            quote!(#(#arguments),*)
        }
    }
}

/// The calls of setters, to be put behind a structure.
pub(super) fn setters(plan: &Plan, value: &StructureValue) -> TokenStream {
    let calls = value.setters.iter().map(|member| {
        let (setter, value) = (&member.setter, argument(plan, &member.ty, &member.value));
        quote!(.#setter(#value))
    });
    calls.collect()
}

/// A value in a box, where there is one.
pub(super) fn in_box(plan: &Plan, boxed: bool, value: TokenStream) -> TokenStream {
    if boxed {
        let path = types::std(plan, "Box");
        quote!(#path::new(#value))
    } else {
        value
    }
}

/// The content of a stream, as a text where it is one.
pub(super) fn bytes(content: &[u8]) -> TokenStream {
    match text(content) {
        Some(text) => string(text),
        None => {
            let literal = Literal::byte_string(content);
            quote!(#literal[..])
        }
    }
}

/// What a list of this type can be compared with, element by element.
pub(super) fn compared(
    plan: &Plan,
    element: &Type,
    sparse: bool,
    values: &[Option<ValuePlan>],
) -> Vec<TokenStream> {
    let values = values.iter().map(|value| match value {
        Some(ValuePlan::String(text)) if !sparse && *element == Type::String => string(text),
        value => item(plan, element, sparse, value.as_ref()),
    });
    values.collect()
}

fn zero(plan: &Plan, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(false),
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => quote!(0),
        Type::F32 | Type::F64 => quote!(0.0),
        Type::EventStream(_) => quote!(farrier::EventStream::default()),
        _ => {
            let default = types::std(plan, "Default");
            quote!(#default::default())
        }
    }
}

fn float(ty: &Type, value: f64) -> TokenStream {
    let ty = match ty {
        Type::F32 => quote!(f32),
        _ => quote!(f64),
    };
    if value.is_nan() {
        quote!(#ty::NAN)
    } else if value == f64::INFINITY {
        quote!(#ty::INFINITY)
    } else if value == f64::NEG_INFINITY {
        quote!(#ty::NEG_INFINITY)
    } else {
        let literal = Literal::f64_unsuffixed(value);
        quote!(#literal)
    }
}

/// A string or integer as it is.
fn borrowed(value: &ValuePlan) -> TokenStream {
    match value {
        ValuePlan::String(text) => string(text),
        ValuePlan::Integer(value) => {
            let literal = Literal::i64_unsuffixed(*value);
            quote!(#literal)
        }
        _ => TokenStream::new(),
    }
}

/// Bytes as a text that shows them.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let plain = |c: char| c == '\n' || !c.is_control();
    text.chars().all(plain).then_some(text)
}

/// A text, raw where quotes would else be escaped.
pub(super) fn string(text: &str) -> TokenStream {
    let raw =
        text.contains(['"', '\\']) && !text.contains("\"#") && !text.chars().any(char::is_control);
    let literal = match raw {
        true => format!("r#\"{text}\"#").parse().ok(),
        false => None,
    };
    let literal = literal.unwrap_or_else(|| Literal::string(text));
    quote!(#literal)
}

/// Bytes, as a text where they are one.
fn literal(bytes: &[u8]) -> TokenStream {
    match text(bytes) {
        Some(text) => string(text),
        None => {
            let literal = Literal::byte_string(bytes);
            quote!(#literal)
        }
    }
}

fn list(plan: &Plan, ty: &Type, values: &[Option<ValuePlan>]) -> TokenStream {
    let Type::List { element, sparse } = ty else {
        return TokenStream::new();
    };
    if values.is_empty() {
        let vec = types::std(plan, "Vec");
        return quote!(#vec::new());
    }
    let values = values
        .iter()
        .map(|value| item(plan, element, *sparse, value.as_ref()));
    quote!(vec![#(#values),*])
}

fn map(plan: &Plan, ty: &Type, entries: &[(String, Option<ValuePlan>)]) -> TokenStream {
    let Type::Map { value: ty, sparse } = ty else {
        return TokenStream::new();
    };
    if entries.is_empty() {
        return quote!(std::collections::BTreeMap::new());
    }
    let entries = entries.iter().map(|(key, value)| {
        let value = item(plan, ty, *sparse, value.as_ref());
        quote!((#key.to_owned(), #value))
    });
    quote!(std::collections::BTreeMap::from([#(#entries),*]))
}

fn item(plan: &Plan, ty: &Type, sparse: bool, value: Option<&ValuePlan>) -> TokenStream {
    match value {
        None => quote!(None),
        Some(value) => {
            let value = owned(plan, ty, value);
            if sparse { quote!(Some(#value)) } else { value }
        }
    }
}

fn structure(plan: &Plan, ty: &Type, value: &StructureValue) -> TokenStream {
    let (ty, arguments, setters) = (
        types::ty(plan, ty),
        arguments(plan, &quote!(crate::types), value),
        setters(plan, value),
    );
    quote!(#ty::new(#arguments)#setters)
}

fn document(plan: &Plan, value: &DocumentPlan) -> TokenStream {
    match value {
        DocumentPlan::Null => quote!(farrier::Document::Null),
        DocumentPlan::Boolean(value) => quote!(farrier::Document::Boolean(#value)),
        DocumentPlan::Number(text) => match text.parse() {
            Ok(integer) => {
                let literal = Literal::i64_suffixed(integer);
                quote!(farrier::Document::from(#literal))
            }
            Err(_) => {
                quote!(farrier::Document::Number(farrier::BigDecimal::from_literal(#text)))
            }
        },
        DocumentPlan::String(text) => {
            let text = string(text);
            quote!(farrier::Document::from(#text))
        }
        DocumentPlan::Array(elements) if elements.is_empty() => {
            let vec = types::std(plan, "Vec");
            quote!(farrier::Document::Array(#vec::new()))
        }
        DocumentPlan::Array(elements) => {
            let elements = elements.iter().map(|element| document(plan, element));
            quote!(farrier::Document::Array(vec![#(#elements),*]))
        }
        DocumentPlan::Object(entries) if entries.is_empty() => {
            quote!(farrier::Document::Object(std::collections::BTreeMap::new()))
        }
        DocumentPlan::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = document(plan, value);
                quote!((#key.to_owned(), #value))
            });
            quote!(farrier::Document::Object(std::collections::BTreeMap::from([#(#entries),*])))
        }
    }
}
