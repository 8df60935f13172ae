//! Protocol tests: a statement for each.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{doc_lines, inner_doc_lines};
use crate::plan::{ArgumentPlan, CallPlan, Plan, Side, TestModulePlan, TestPlan, TestsPlan};

/// The file of one side's tests. `name` is the crate's.
pub(super) fn emit(plan: &Plan, tests: &TestsPlan, side: Side, name: &str) -> TokenStream {
    let title = &plan.service.title_docs;
    let krate = format_ident!("{}", name.replace('-', "_"));
    let modules = tests.modules.iter().map(|tests| module(tests, side));
    let deprecated = plan
        .operations
        .iter()
        .any(|operation| operation.docs.deprecated.is_some())
        .then(|| quote!(#![allow(deprecated, reason = "what the model deprecates is tested like all else")]));
    let (about, feature, imports, service) = match side {
        Side::Client => (
            format!("The client of {title}, held to the tests in its model."),
            "client",
            quote!(use #krate::{Client, operation};),
            None,
        ),
        Side::Server => (
            format!("The server of {title}, held to the tests in its model."),
            "server",
            quote!(use #krate::{operation, server};),
            Some(service(plan)),
        ),
    };
    let about = inner_doc_lines(&about);
    let runtime = match plan.service.speaks_several() {
        true => quote!(
            use farrier::{protocol, testing};
        ),
        false => quote!(
            use farrier::testing;
        ),
    };
    quote! {
        #about
        #![cfg(feature = #feature)]
        #deprecated
        #runtime
        #imports
        #service
        #(#modules)*
    }
}

/// What stands in for the service's handlers.
fn service(plan: &Plan) -> TokenStream {
    let handler = &plan.service.handler;
    let methods = plan.operations.iter().map(|operation| {
        let (method, ident) = (&operation.method, &operation.ident);
        quote!(testing::handler!(#method => operation::#ident);)
    });
    // Of several protocols, each case names the one that it is of.
    let (service, generics) = match plan.service.speaks_several() {
        true => (quote!(Service<P>), quote!(<P: protocol::Protocol>)),
        false => (quote!(Service), TokenStream::new()),
    };
    quote! {
        testing::service!(#service, server::Operations);
        impl #generics server::#handler for #service {
            #(#methods)*
        }
    }
}

fn module(module: &TestModulePlan, side: Side) -> TokenStream {
    let ident = &module.ident;
    let about = doc_lines(module.about);
    let tests = module.tests.iter().map(|plan| test(plan, side));
    quote! {
        #about
        mod #ident {
            use super::*;
            #(#tests)*
        }
    }
}

fn test(plan: &TestPlan, side: Side) -> TokenStream {
    let ident = &plan.ident;
    let docs = doc_lines(&plan.docs);
    let ignored = plan
        .ignored
        .as_ref()
        .map(|reason| quote!(#[ignore = #reason]));
    let calls = plan.calls.iter().map(emit_call);
    let of = plan.protocol.map(|protocol| {
        let ident = format_ident!("{}", protocol.ident());
        quote!(<protocol::#ident>)
    });
    let mut arguments = vec![match side {
        Side::Client => quote!(Client #of),
        Side::Server => quote!(Service #of),
    }];
    arguments.extend(
        plan.operation
            .iter()
            .map(|operation| quote!(operation::#operation)),
    );
    let side: Ident = match side {
        Side::Client => format_ident!("client"),
        Side::Server => format_ident!("server"),
    };
    quote! {
        #docs
        #[test]
        #ignored
        fn #ident() {
            testing::#(#calls).*.#side::<#(#arguments),*>();
        }
    }
}

fn emit_call(call: &CallPlan) -> TokenStream {
    let name = format_ident!("{}", call.name);
    let arguments = call.arguments.iter().map(|argument| match argument {
        ArgumentPlan::Boolean(value) => quote!(#value),
        ArgumentPlan::Number(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        ArgumentPlan::Part(calls) => {
            let calls = calls.iter().map(emit_call);
            quote!(testing::#(#calls).*)
        }
        ArgumentPlan::Text(value) => text(value),
        ArgumentPlan::Texts(values) => texts(values),
        ArgumentPlan::Parameters(parameters) => {
            let parameters = parameters.iter().map(|(name, values)| {
                let values = texts(values);
                quote!((#name, #values))
            });
            quote!(&[#(#parameters),*])
        }
    });
    quote!(#name(#(#arguments),*))
}

fn texts(values: &[String]) -> TokenStream {
    let values = values.iter().map(|value| text(value));
    quote!(&[#(#values),*])
}

/// A string as people would write it: raw where there would be much to escape.
fn text(value: &str) -> TokenStream {
    let raw = value.contains(['"', '\\']) && !value.contains(char::is_control);
    let hashes = (1..16)
        .map(|count| "#".repeat(count))
        .find(|hashes| raw && !value.contains(&format!("\"{hashes}")));
    let literal = hashes.and_then(|hashes| format!("r{hashes}\"{value}\"{hashes}").parse().ok());
    literal.unwrap_or_else(|| {
        let literal = Literal::string(value);
        quote!(#literal)
    })
}
