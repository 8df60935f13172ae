//! The plan, printed: one file per kind of item, each of the form `fn emit(plan, item) -> TokenStream`.

mod client;
mod constraints;
mod enumeration;
mod examples;
mod imports;
mod lints;
mod manifest;
mod operation;
mod protocol_tests;
mod root;
mod schema;
mod server;
mod structure;
mod types;
mod union;
mod values;

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Docs, Options, Plan, Side, TestsPlan, TypePlan};

pub(crate) use manifest::Manifest;

/// The Rust files of the crate of this name, by path.
pub(crate) fn emit(plan: &Plan, options: &Options, name: &str) -> Vec<(String, TokenStream)> {
    let mut files = vec![
        ("src/lib.rs".to_owned(), root::emit(plan, options)),
        ("src/types.rs".to_owned(), shapes(plan, options)),
        ("src/operation/mod.rs".to_owned(), root::operations(plan)),
    ];
    if options.client {
        files.push(("src/client.rs".to_owned(), client::emit(plan, name)));
    }
    if options.server {
        files.push(("src/server.rs".to_owned(), server::emit(plan)));
    }
    if !plan.constraints.is_empty() {
        files.push(("src/constraints.rs".to_owned(), constraints::emit(plan)));
    }
    for operation in &plan.operations {
        files.push((
            format!("src/operation/{}.rs", operation.file),
            operation::emit(plan, operation, options),
        ));
    }
    files
}

/// The protocol tests of one side, by path; nothing where there are none. `name` is the crate's.
pub(crate) fn protocol_tests(
    plan: &Plan,
    tests: &TestsPlan,
    side: Side,
    name: &str,
) -> Option<(String, TokenStream)> {
    let path = match side {
        Side::Client => "tests/client_protocol.rs",
        Side::Server => "tests/server_protocol.rs",
    };
    let is_tested = !tests.modules.is_empty();
    is_tested.then(|| {
        (
            path.to_owned(),
            protocol_tests::emit(plan, tests, side, name),
        )
    })
}

/// The text of the crate's `Cargo.toml`.
pub(crate) fn manifest(plan: &Plan, options: &Options, manifest: &Manifest) -> String {
    manifest::emit(plan, options, manifest)
}

fn shapes(plan: &Plan, options: &Options) -> TokenStream {
    let items: Vec<TokenStream> = plan
        .types
        .iter()
        .map(|item| match item {
            TypePlan::Structure(structure) => structure::emit(plan, structure, options),
            TypePlan::Union(union) => union::emit(plan, union, options),
            TypePlan::Enum(enumeration) => enumeration::emit(plan, enumeration, options),
            TypePlan::IntEnum(enumeration) => enumeration::emit_int(plan, enumeration, options),
        })
        .collect();
    let about = inner_doc_lines(&format!(
        "The shapes of {} that its operations share.",
        plan.service.title_docs
    ));
    let items = imports::shorten(items.into_iter().collect(), plan, imports::Place::Types);
    quote!(#about #items)
}

/// Doc comments and deprecation.
fn docs(docs: &Docs) -> TokenStream {
    documented(docs, "")
}

/// The same with more text behind the model's.
fn documented(docs: &Docs, more: &str) -> TokenStream {
    let lines = doc_lines(&format!("{}{more}", docs.text));
    let deprecated = docs.deprecated.as_ref().map(|deprecation| {
        // Rust takes a version of three numbers; models also give dates.
        let (versions, dates): (Vec<_>, Vec<_>) = deprecation
            .since
            .iter()
            .partition(|since| is_version(since));
        let since = versions.iter().map(|since| quote!(since = #since));
        let dates = dates.iter().map(|date| format!("since {date}"));
        let notes: Vec<String> = dates.chain(deprecation.note.clone()).collect();
        let note = (!notes.is_empty()).then(|| notes.join(": "));
        let arguments: Vec<_> = since
            .chain(note.iter().map(|note| quote!(note = #note)))
            .collect();
        if arguments.is_empty() {
            quote!(#[deprecated])
        } else {
            quote!(#[deprecated(#(#arguments),*)])
        }
    });
    quote!(#lines #deprecated)
}

fn is_version(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('.').collect();
    let is_number = |number: &&str| {
        !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && (*number == "0" || !number.starts_with('0'))
    };
    numbers.len() == 3 && numbers.iter().all(is_number)
}

/// Text as the lines of a doc comment.
fn doc_lines(text: &str) -> TokenStream {
    let lines = comment_lines(text);
    quote!(#(#[doc = #lines])*)
}

/// Text as the lines of a doc comment on the file that it stands in.
fn inner_doc_lines(text: &str) -> TokenStream {
    let lines = comment_lines(text);
    quote!(#(#![doc = #lines])*)
}

fn comment_lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(|line| match line {
        "" => String::new(),
        _ => format!(" {line}"),
    })
}
