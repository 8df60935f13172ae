//! Constraints: one constant for each shape or member that states some.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::inner_doc_lines;
use crate::pattern::{Check, Matcher};
use crate::plan::{ConstraintPlan, ConstraintsPlan, Plan};

/// `src/constraints.rs`.
pub(super) fn emit(plan: &Plan) -> TokenStream {
    let constants = plan
        .constraints
        .iter()
        .map(|ConstraintsPlan { ident, constraints }| {
            let constraints = constraints.iter().map(constraint);
            quote!(pub(crate) const #ident: &[wire::Constraint] = &[#(#constraints),*];)
        });
    let enums = plan
        .constraints
        .iter()
        .flat_map(|plan| &plan.constraints)
        .any(|constraint| {
            matches!(
                constraint,
                ConstraintPlan::Enum { public: None, .. } | ConstraintPlan::IntEnum { .. }
            )
        });
    let types = enums.then(|| {
        quote!(
            use crate::types;
        )
    });
    let regex = plan.service.needs_regex.then(|| {
        quote!(
            use farrier::validate::LazyRegex;
        )
    });
    let about = inner_doc_lines("What values must satisfy, by the shape or member that says so.");
    quote! {
        #about
        #regex
        use farrier::wire;
        #types
        #(#constants)*
    }
}

fn constraint(constraint: &ConstraintPlan) -> TokenStream {
    match constraint {
        ConstraintPlan::Length { min, max } => {
            let (min, max) = (
                bound(min, |n| Literal::u64_unsuffixed(*n)),
                bound(max, |n| Literal::u64_unsuffixed(*n)),
            );
            quote!(wire::Constraint::Length(#min, #max))
        }
        ConstraintPlan::IntegerRange { min, max } => {
            let (min, max) = (
                bound(min, |n| Literal::i64_unsuffixed(*n)),
                bound(max, |n| Literal::i64_unsuffixed(*n)),
            );
            quote!(wire::Constraint::IntegerRange(#min, #max))
        }
        ConstraintPlan::DecimalRange { min, max } => {
            let (min, max) = (
                bound(min, |text| Literal::string(text)),
                bound(max, |text| Literal::string(text)),
            );
            quote!(wire::Constraint::decimal_range(#min, #max))
        }
        ConstraintPlan::Pattern { text, matcher } => {
            let test = test(matcher);
            quote!(wire::Constraint::Pattern(#text, #test))
        }
        ConstraintPlan::UniqueItems => quote!(wire::Constraint::UniqueItems),
        ConstraintPlan::Enum {
            ident,
            public: None,
        } => quote!(wire::Constraint::Enum(types::#ident::VALUES)),
        ConstraintPlan::Enum {
            public: Some(values),
            ..
        } => quote!(wire::Constraint::Enum(&[#(#values),*])),
        ConstraintPlan::IntEnum { ident } => {
            quote!(wire::Constraint::IntEnum(types::#ident::VALUES))
        }
    }
}

fn bound<T>(bound: &Option<T>, literal: impl Fn(&T) -> Literal) -> TokenStream {
    match bound {
        Some(bound) => {
            let literal = literal(bound);
            quote!(Some(#literal))
        }
        None => quote!(None),
    }
}

/// The test of a pattern, as a function.
fn test(matcher: &Matcher) -> TokenStream {
    let mut statics = Vec::new();
    let test = match matcher {
        Matcher::Class { ranges, min, max } => {
            let length = match (min, max) {
                (1, None) => Some(quote!(!text.is_empty() &&)),
                _ => length(quote!(text.len()), *min, *max).map(|length| quote!(#length &&)),
            };
            let class = class(ranges);
            quote!(#length text.bytes().all(#class))
        }
        Matcher::Regex(expression) => regex(expression, &mut statics),
        Matcher::All(checks) => all(checks, &mut statics),
        Matcher::Any(rows) => {
            let rows = rows.iter().map(|row| all(row, &mut statics));
            let rows: Vec<TokenStream> = rows.collect();
            quote!(#(#rows)||*)
        }
    };
    if statics.is_empty() {
        quote!(|text| #test)
    } else {
        quote!(|text| { #(#statics)* #test })
    }
}

/// The test of one byte: the standard library's, where it has one for the class.
fn class(ranges: &[(u8, u8)]) -> TokenStream {
    match ranges {
        [(b'0', b'9')] => quote!(|byte: u8| byte.is_ascii_digit()),
        [(b'A', b'Z')] => quote!(|byte: u8| byte.is_ascii_uppercase()),
        [(b'a', b'z')] => quote!(|byte: u8| byte.is_ascii_lowercase()),
        [(b'A', b'Z'), (b'a', b'z')] => quote!(|byte: u8| byte.is_ascii_alphabetic()),
        [(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')] => {
            quote!(|byte: u8| byte.is_ascii_alphanumeric())
        }
        [(b'0', b'9'), (b'A', b'F'), (b'a', b'f')] => quote!(|byte: u8| byte.is_ascii_hexdigit()),
        _ => {
            let ranges = ranges.iter().map(|(first, last)| {
                let (a, b) = (
                    Literal::byte_character(*first),
                    Literal::byte_character(*last),
                );
                if first == last {
                    quote!(#a)
                } else {
                    quote!(#a..=#b)
                }
            });
            quote!(|byte| matches!(byte, #(#ranges)|*))
        }
    }
}

fn all(checks: &[Check], statics: &mut Vec<TokenStream>) -> TokenStream {
    let checks = checks.iter().filter_map(|check| match check {
        Check::Regex {
            negated: false,
            regex: expression,
        } => Some(regex(expression, statics)),
        Check::Regex {
            negated: true,
            regex: expression,
        } => {
            let found = regex(expression, statics);
            Some(quote!(!#found))
        }
        Check::Length { min, max } => length(quote!(text.chars().count()), *min, *max),
    });
    let checks: Vec<TokenStream> = checks.collect();
    if checks.is_empty() {
        quote!(true)
    } else {
        quote!(#(#checks)&&*)
    }
}

/// A search for an expression that is built once, on first use.
fn regex(expression: &str, statics: &mut Vec<TokenStream>) -> TokenStream {
    let name = match statics.len() {
        0 => format_ident!("REGEX"),
        number => format_ident!("REGEX_{}", number + 1),
    };
    statics.push(quote!(static #name: LazyRegex = LazyRegex::new(#expression);));
    quote!(#name.is_match(text))
}

/// A test of a length, unless any will do.
fn length(length: TokenStream, min: u32, max: Option<u32>) -> Option<TokenStream> {
    let literal = Literal::u32_unsuffixed;
    let (least, most) = (literal(min), max.map(literal));
    match (min, most) {
        (0, None) => None,
        (0, Some(most)) => Some(quote!(#length <= #most)),
        (_, None) => Some(quote!(#length >= #least)),
        (_, Some(_)) if max == Some(min) => Some(quote!(#length == #least)),
        (_, Some(most)) => Some(quote!((#least..=#most).contains(&#length))),
    }
}
