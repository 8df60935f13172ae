//! The server: the trait to implement, and the router.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::{self, Place};
use super::{doc_lines, inner_doc_lines, types};
use crate::plan::{OperationPlan, Plan, RoutePlan, RouteSegment, link};

/// The server's file.
pub(super) fn emit(plan: &Plan) -> TokenStream {
    let title = &plan.service.title_docs;
    let handler = &plan.service.handler;
    let about = inner_doc_lines(&format!("The server of {title}."));
    let does = doc_lines(&format!(
        "What a server of {title} does, operation by operation."
    ));
    let methods = plan
        .operations
        .iter()
        .map(|operation| method(plan, operation));
    let serves = doc_lines(&format!(
        "Serves a {} over HTTP: a `tower` service.",
        link("trait", handler)
    ));
    let protocols = match plan.service.speaks_several() {
        false => quote!(crate::Protocol),
        true => quote!(crate::Protocols),
    };
    let (route, named) = (route(plan), named(plan));
    let (send, sync) = (types::std(plan, "Send"), types::std(plan, "Sync"));
    let items = quote! {
        #does
        pub trait #handler: #send + #sync + 'static { #(#methods)* }
        #serves
        pub type Router<S, P = #protocols> = farrier::server::Router<S, Operations, P>;
        /// Which request is for which operation.
        #[derive(Debug)]
        pub enum Operations {}
        impl<S: #handler> farrier::server::Routes<S> for Operations {
            type Protocols = #protocols;
            const SERVICE: &'static wire::ServiceSchema = crate::SERVICE;
            #route
            #named
        }
    };
    let items = imports::shorten(items, plan, Place::Server);
    quote!(#about #items)
}

/// How requests are told apart by method and path, where a protocol does so.
fn route(plan: &Plan) -> Option<TokenStream> {
    plan.service.finds_by_path().then(|| {
        let markers = plan.operations.iter().map(|operation| imports::operation(&operation.ident));
        let routes = plan.service.routes.iter().map(|route| arm(plan, route));
        quote! {
            const OPERATIONS: &'static [&'static wire::OperationSchema] =
                &[#(<#markers as wire::Operation>::SCHEMA),*];
            fn route(method: &str, path: &[&str], call: farrier::server::Incoming<S, impl farrier::server::Protocols>)
                -> farrier::server::Reply
            {
                match (method, path) {
                    #(#routes)*
                    _ => call.unmatched(),
                }
            }
        }
    })
}

/// How requests are told apart by the names of operations, where a protocol does so.
fn named(plan: &Plan) -> Option<TokenStream> {
    plan.service.finds_by_name().then(|| {
        let arms = plan.operations.iter().map(|operation| {
            let (name, handle) = (&operation.name, handle(operation));
            quote!(#name => #handle,)
        });
        quote! {
            fn named(name: &str, call: farrier::server::Incoming<S, impl farrier::server::Protocols>)
                -> farrier::server::Reply
            {
                match name {
                    #(#arms)*
                    _ => call.unmatched(),
                }
            }
        }
    })
}

/// Hands the request over to the method that handles an operation.
fn handle(operation: &OperationPlan) -> TokenStream {
    let (marker, handler) = (imports::operation(&operation.ident), &operation.method);
    quote!(call.handle::<#marker, _>(S::#handler))
}

fn method(plan: &Plan, operation: &OperationPlan) -> TokenStream {
    let OperationPlan {
        ident,
        method,
        input,
        ..
    } = operation;
    let docs = doc_lines(&operation.summary);
    let (operation, input) = (imports::operation(ident), imports::operation(&input.ident));
    let (future, send) = (types::std(plan, "Future"), types::std(plan, "Send"));
    quote! {
        #docs
        fn #method(&self, input: #input, context: farrier::server::Context)
            -> impl #future<Output = farrier::server::Outcome<#operation>> + #send;
    }
}

fn arm(plan: &Plan, route: &RoutePlan) -> TokenStream {
    let handle = handle(&plan.operations[route.operation]);
    let method = &route.method;
    let segments = route.segments.iter().map(|segment| match segment {
        RouteSegment::Literal(text) => quote!(#text),
        RouteSegment::Label => quote!(_),
        RouteSegment::Greedy => quote!(_, ..),
    });
    let guards = route.query.iter().map(|(key, value)| match value {
        Some(value) => quote!(call.query_is(#key, #value)),
        None => quote!(call.query_has(#key)),
    });
    let guard = (!route.query.is_empty()).then(|| quote!(if #(#guards)&&*));
    quote! {
        (#method, [#(#segments),*]) #guard => {
            #handle
        }
    }
}
