//! Structures and errors.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

use super::{doc_lines, docs, schema, types, values};
use crate::plan::{
    Construction, FromViolations, MemberPlan, Options, Plan, Presence, StructurePlan, Type,
    ValuePlan,
};

/// The most members that one tuple of the runtime's holds.
const MOST_IN_TUPLE: usize = 12;

/// A structure with its construction, wire form and, for a validation error, its making from violations.
pub(super) fn emit(plan: &Plan, structure: &StructurePlan, options: &Options) -> TokenStream {
    let definition = definition(plan, structure, options);
    let construction = construction(plan, structure);
    let shape = shape(plan, structure);
    let debug = structure.redacted.then(|| debug(structure));
    let from_violations = structure
        .from_violations
        .as_ref()
        .map(|from| from_violations(plan, structure, from));
    quote!(#definition #construction #debug #shape #from_violations)
}

fn definition(plan: &Plan, structure: &StructurePlan, options: &Options) -> TokenStream {
    let StructurePlan { ident, members, .. } = structure;
    let docs = docs(&structure.docs);
    // A stream can be read once only.
    let clone = (!structure.streams).then(|| quote!(Clone,));
    let debug = (!structure.redacted).then(|| quote!(Debug,));
    let default = matches!(
        structure.construction,
        Construction::Default { derived: true }
    )
    .then(|| quote!(Default,));
    let derives = &options.derives;
    let fields = members.iter().map(|member| field(plan, member));
    quote! {
        #docs
        #[derive(#clone #debug #default PartialEq #(, #derives)*)]
        #[non_exhaustive]
        pub struct #ident { #(#fields),* }
    }
}

fn field(plan: &Plan, member: &MemberPlan) -> TokenStream {
    let (docs, ident, ty) = (
        docs(&member.docs),
        &member.field,
        types::field(plan, member),
    );
    quote!(#docs pub #ident: #ty)
}

fn construction(plan: &Plan, structure: &StructurePlan) -> TokenStream {
    let StructurePlan {
        ident,
        members,
        construction,
        ..
    } = structure;
    let required: Vec<&MemberPlan> = required(structure).collect();
    let made = !plan.only_read.contains(ident);
    let setters = members
        .iter()
        .filter(|member| made && !is_required(member))
        .map(|member| setter(plan, member));
    let (new, beside) = match construction {
        Construction::Default { derived } => {
            let default = (!derived).then(|| {
                let values = members.iter().map(|member| initial(plan, member, quote!()));
                let trait_ = types::std(plan, "Default");
                quote!(impl #trait_ for #ident { fn default() -> Self { Self { #(#values),* } } })
            });
            let about = doc_lines(if members.is_empty() {
                "The structure, which has no members."
            } else {
                "The structure with nothing set."
            });
            (
                quote!(#about pub fn new() -> Self { Self::default() }),
                default,
            )
        }
        Construction::Arguments => {
            let arguments = required.iter().map(|member| {
                let (field, ty) = (&member.field, types::argument(plan, member));
                quote!(#field: #ty)
            });
            let values = members
                .iter()
                .map(|member| initial(plan, member, types::from_argument(plan, member)));
            let about = doc_lines("The structure with its required members.");
            (
                quote!(#about pub fn new(#(#arguments),*) -> Self { Self { #(#values),* } }),
                None,
            )
        }
        Construction::Required(name) => {
            let values = members.iter().map(|member| {
                let field = &member.field;
                initial(plan, member, quote!(required.#field))
            });
            let about = doc_lines("The structure with its required members.");
            let new = quote!(#about pub fn new(required: #name) -> Self { Self { #(#values),* } });
            (new, Some(required_members(plan, ident, name, &required)))
        }
    };
    // What callers only read, they make with `Default` at most, for tests.
    let own = (made || !matches!(construction, Construction::Default { .. }))
        .then(|| quote!(impl #ident { #new #(#setters)* }));
    quote!(#own #beside)
}

/// The structure of required members that `new` takes.
fn required_members(
    plan: &Plan,
    ident: &Ident,
    name: &Ident,
    required: &[&MemberPlan],
) -> TokenStream {
    let about = doc_lines(&format!(
        "What [`{ident}::new`] takes: every required member."
    ));
    let fields = required.iter().map(|member| field(plan, member));
    let clone = (!required.iter().any(|member| member.ty.streams())).then(|| quote!(Clone,));
    let debug = (!required.iter().any(|member| member.redacted)).then(|| quote!(Debug,));
    let derives = (clone.is_some() || debug.is_some()).then(|| quote!(#[derive(#clone #debug)]));
    quote!(#about #derives pub struct #name { #(#fields),* })
}

/// A field of a new structure; `argument` is the value of a required one.
fn initial(plan: &Plan, member: &MemberPlan, argument: TokenStream) -> TokenStream {
    let field = &member.field;
    match &member.presence {
        Presence::Required if is(&argument, field) => quote!(#field),
        Presence::Required => quote!(#field: #argument),
        Presence::Optional => quote!(#field: None),
        Presence::Default(value) => {
            let value = values::owned(plan, &member.ty, value);
            quote!(#field: #value)
        }
    }
}

/// Whether the value is the variable of this name.
fn is(value: &TokenStream, name: &Ident) -> bool {
    let mut tokens = value.clone().into_iter();
    let first = tokens.next();
    tokens.next().is_none() && matches!(first, Some(TokenTree::Ident(only)) if only == *name)
}

fn setter(plan: &Plan, member: &MemberPlan) -> TokenStream {
    let MemberPlan { field, setter, .. } = member;
    let about = doc_lines(&format!("Sets `{}`.", member.wire.name));
    let (ty, value) = (
        types::argument(plan, member),
        types::from_argument(plan, member),
    );
    let value = if matches!(member.presence, Presence::Optional) {
        quote!(Some(#value))
    } else {
        value
    };
    quote!(#about pub fn #setter(mut self, #field: #ty) -> Self { self.#field = #value; self })
}

fn shape(plan: &Plan, structure: &StructurePlan) -> TokenStream {
    let StructurePlan {
        ident,
        name,
        xml,
        members,
        error,
        construction,
        ..
    } = structure;
    let schema = schema::emit(
        plan,
        name,
        false,
        xml,
        error.as_ref(),
        members.iter().map(|member| &member.wire),
    );
    let blank = match construction {
        Construction::Default { .. } => quote!(Self::default()),
        Construction::Arguments => {
            let values = required(structure).map(blank);
            quote!(Self::new(#(#values),*))
        }
        Construction::Required(name) => {
            let fields = required(structure).map(|member| &member.field);
            quote!(Self::new(#name { #(#fields: wire::blank()),* }))
        }
    };
    let each = tuple(
        &members
            .iter()
            .map(|MemberPlan { field, .. }| quote!(&self.#field))
            .collect::<Vec<_>>(),
    );
    let one = tuple(
        &members
            .iter()
            .map(|MemberPlan { field, .. }| quote!(&mut self.#field))
            .collect::<Vec<_>>(),
    );
    let filled = members;
    // A structure without members inherits what hands out none.
    let members = (!members.is_empty()).then(|| {
        quote! {
            fn members(&self) -> impl wire::Members { #each }
            fn members_mut(&mut self) -> impl wire::MembersMut { #one }
        }
    });
    let filled = filled.iter().filter_map(|member| {
        let (field, value) = (&member.field, member.filled_in.as_ref()?);
        let owned = values::owned(plan, &member.ty, value);
        // A closure where it saves an allocation.
        Some(match value {
            ValuePlan::Zero => quote!(self.#field.get_or_insert_default();),
            ValuePlan::String(_) | ValuePlan::Blob(_) | ValuePlan::BigNumber(_) => {
                quote!(self.#field.get_or_insert_with(|| #owned);)
            }
            _ => quote!(self.#field.get_or_insert(#owned);),
        })
    });
    let filled: Vec<TokenStream> = filled.collect();
    let fill_in = (!filled.is_empty()).then(|| quote!(fn fill_in(&mut self) { #(#filled)* }));
    quote! {
        impl wire::Shape for #ident {
            #schema
            fn blank() -> Self { #blank }
            #members
            #fill_in
        }
    }
}

/// What `new` takes for a member that is about to be read.
fn blank(member: &MemberPlan) -> TokenStream {
    match member.ty {
        // An argument that is `impl Into` does not tell which type is meant.
        Type::String | Type::ByteStream => quote!(""),
        Type::Blob => quote!(&[]),
        Type::Document => quote!(()),
        _ => quote!(wire::blank()),
    }
}

/// A tuple, or a tuple of tuples where there are too many for one.
fn tuple(values: &[TokenStream]) -> TokenStream {
    match values.len() {
        0 => quote!(()),
        1..=MOST_IN_TUPLE => quote!((#(#values,)*)),
        _ => {
            let mut width = MOST_IN_TUPLE;
            while width * MOST_IN_TUPLE < values.len() {
                width *= MOST_IN_TUPLE;
            }
            let chunks: Vec<TokenStream> = values.chunks(width).map(tuple).collect();
            tuple(&chunks)
        }
    }
}

/// `Debug` that shows no sensitive member.
fn debug(structure: &StructurePlan) -> TokenStream {
    let StructurePlan { ident, members, .. } = structure;
    let name = ident.to_string();
    let fields = members.iter().map(
        |MemberPlan {
             field, redacted, ..
         }| {
            let label = field.to_string();
            let label = label.trim_start_matches("r#");
            if *redacted {
                quote!(.field(#label, &farrier::Redacted))
            } else {
                quote!(.field(#label, &self.#field))
            }
        },
    );
    quote! {
        impl std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#name) #(#fields)* .finish()
            }
        }
    }
}

fn from_violations(plan: &Plan, structure: &StructurePlan, from: &FromViolations) -> TokenStream {
    let ident = &structure.ident;
    let values = structure.members.iter().map(|member| {
        let field = &member.field;
        let value = if *field == from.message {
            quote!(violations.to_string())
        } else if let Some((_, ty, variant)) = from.reason.as_ref().filter(|(reason, ..)| reason == field) {
            let ty = types::ty(plan, ty);
            quote!(#ty::#variant)
        } else if let Some(list) = from.fields.as_ref().filter(|list| list.field == *field) {
            let (entry, path, message) = (&list.entry, &list.path, &list.message);
            quote! {
                violations
                    .into_iter()
                    .map(|violation| crate::types::#entry { #path: violation.path, #message: violation.message })
                    .collect()
            }
        } else {
            return initial(plan, member, quote!());
        };
        if is_required(member) { quote!(#field: #value) } else { quote!(#field: Some(#value)) }
    });
    let trait_ = types::std(plan, "From");
    quote! {
        impl #trait_<farrier::validate::Violations> for #ident {
            fn from(violations: farrier::validate::Violations) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

/// The members that `new` takes.
pub(super) fn required(structure: &StructurePlan) -> impl Iterator<Item = &MemberPlan> {
    structure
        .members
        .iter()
        .filter(|member| is_required(member))
}

fn is_required(member: &MemberPlan) -> bool {
    matches!(member.presence, Presence::Required)
}
