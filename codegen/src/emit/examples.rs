//! Examples, as doctests in the documentation of a client's method.
//!
//! An example is a function that is formatted like the rest of the crate; of it, rustdoc shows the body.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{imports, values};
use crate::format;
use crate::plan::{
    ExamplePlan, Expectation, Expected, OperationPlan, Outcome, Plan, StructureValue, Type,
    ValuePlan,
};

/// The examples of an operation, as Markdown to be put behind the documentation of its method.
///
/// `name` is the crate's, by which an example calls it.
pub(super) fn emit(plan: &Plan, operation: &OperationPlan, name: &str) -> String {
    let mut text = String::new();
    for example in &operation.examples {
        let code = code(plan, operation, example, name);
        if text.is_empty() {
            text.push_str("\n\n# Examples");
        }
        for part in [format!("## {}", example.title), example.docs.clone()] {
            if !part.is_empty() {
                text.push_str("\n\n");
                text.push_str(&part);
            }
        }
        text.push_str(&format!("\n\n```no_run\n{code}```"));
    }
    text
}

/// The lines of an example, those that rustdoc hides included.
fn code(plan: &Plan, operation: &OperationPlan, example: &ExamplePlan, name: &str) -> String {
    let body = body(plan, operation, example);
    let (imports, body) = imports::in_application(body, plan, name);
    let Ok(function) = format::rust(quote!(async fn example() { #imports #body })) else {
        return String::new();
    };
    let mut code = format!(
        "# async fn example(client: &{}::Client) -> Result<(), Box<dyn std::error::Error>> {{\n",
        name.replace('-', "_")
    );
    let lines = function
        .lines()
        .filter_map(|line| line.strip_prefix("    "));
    // The imports stand first, some of them on several lines.
    let (mut import, mut imported) = (false, false);
    for line in lines {
        import |= line.starts_with("use ");
        if imported && !import {
            code.push('\n');
        }
        imported = import && line.ends_with(';');
        import &= !imported;
        code.push_str(line);
        code.push('\n');
    }
    code + "# Ok(())\n# }\n"
}

fn body(plan: &Plan, operation: &OperationPlan, example: &ExamplePlan) -> TokenStream {
    let times = example
        .times
        .iter()
        .map(|(name, text)| quote!(let #name = #text.parse::<farrier::Timestamp>()?;));
    let call = call(plan, operation, &example.input);
    let outcome = match &example.outcome {
        Outcome::Output(expectations) if expectations.is_empty() => quote!(#call.await?;),
        Outcome::Output(expectations) => {
            let checks = checks(plan, &quote!(output), expectations);
            let events = expectations
                .iter()
                .any(|expectation| matches!(expectation.expected, Expected::Events));
            let mutable = events.then(|| quote!(mut));
            quote!(let #mutable output = #call.await?; #checks)
        }
        Outcome::Error(variant, expectations) => {
            let error = imports::operation(&operation.error.ident);
            let checks = match expectations.is_empty() {
                true => quote!(println!("{error:?}")),
                false => checks(plan, &quote!(error), expectations),
            };
            quote! {
                let result = #call.await;
                match result {
                    Err(crate::Error::Service(#error::#variant(error), ..)) => { #checks }
                    _ => panic!("{result:?}"),
                }
            }
        }
    };
    quote!(#(#times)* #outcome)
}

/// The call, up to `send`.
fn call(plan: &Plan, operation: &OperationPlan, input: &StructureValue) -> TokenStream {
    let method = &operation.method;
    let takes = operation.input.construction.required().is_some() || !input.arguments.is_empty();
    let arguments = takes.then(|| values::arguments(plan, &quote!(crate::operation), input));
    let changes = (!input.setters.is_empty()).then(|| {
        let setters = values::setters(plan, input);
        quote!(.with(|input| input #setters))
    });
    quote!(client.#method(#arguments)#changes.send())
}

/// What an output or error is checked for.
fn checks(plan: &Plan, of: &TokenStream, expectations: &[Expectation]) -> TokenStream {
    let checks = expectations.iter().map(|expectation| {
        let field = &expectation.field;
        let field = quote!(#of.#field);
        match &expectation.expected {
            Expected::Value(value) => equals(plan, &field, expectation, value),
            Expected::Length(length) => {
                let length = Literal::usize_unsuffixed(*length);
                let list = expectation.optional.then(|| quote!(.unwrap_or_default()));
                quote!(assert_eq!(#field #list.len(), #length);)
            }
            Expected::Any => quote!(println!("{:?}", #field);),
            Expected::Content(content) => {
                let content = values::bytes(content);
                quote!(assert_eq!(#field.collect().await?, #content);)
            }
            Expected::Events => quote! {
                while let Some(event) = #field.next().await {
                    println!("{:?}", event?);
                }
            },
        }
    });
    checks.collect()
}

fn equals(
    plan: &Plan,
    field: &TokenStream,
    expectation: &Expectation,
    value: &ValuePlan,
) -> TokenStream {
    let Expectation { ty, optional, .. } = expectation;
    let owned = || values::in_box(plan, expectation.boxed, values::owned(plan, ty, value));
    match (value, ty) {
        (ValuePlan::Boolean(true), Type::Bool) if !optional => quote!(assert!(#field);),
        (ValuePlan::Boolean(false), Type::Bool) if !optional => quote!(assert!(!#field);),
        (ValuePlan::String(text), Type::String) => {
            let text = values::string(text);
            match optional {
                true => quote!(assert_eq!(#field.as_deref(), Some(#text));),
                false => quote!(assert_eq!(#field, #text);),
            }
        }
        (ValuePlan::List(elements), Type::List { .. }) if elements.is_empty() && !optional => {
            quote!(assert!(#field.is_empty());)
        }
        (ValuePlan::List(elements), Type::List { element, sparse }) if !optional => {
            let elements = values::compared(plan, element, *sparse, elements);
            quote!(assert_eq!(#field, [#(#elements),*]);)
        }
        _ => {
            let value = owned();
            let value = if *optional {
                quote!(Some(#value))
            } else {
                value
            };
            quote!(assert_eq!(#field, #value);)
        }
    }
}
