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
    let markers = plan
        .operations
        .iter()
        .map(|operation| imports::operation(&operation.ident));
    let routes = plan.service.routes.iter().map(|route| arm(plan, route));
    let (send, sync) = (types::std(plan, "Send"), types::std(plan, "Sync"));
    let items = quote! {
        #does
        pub trait #handler: #send + #sync + 'static { #(#methods)* }
        #serves
        pub type Router<S> = farrier::server::Router<S, Operations>;
        /// Which request is for which operation.
        #[derive(Debug)]
        pub enum Operations {}
        impl<S: #handler> farrier::server::Routes<S> for Operations {
            type Protocol = crate::Protocol;
            const SERVICE: &'static wire::ServiceSchema = crate::SERVICE;
            const OPERATIONS: &'static [&'static wire::OperationSchema] =
                &[#(<#markers as wire::Operation>::SCHEMA),*];
            fn route(method: &str, path: &[&str], call: farrier::server::Incoming<S, Self>) -> farrier::server::Reply {
                match (method, path) {
                    #(#routes)*
                    _ => call.unmatched(),
                }
            }
        }
    };
    let items = imports::shorten(items, plan, Place::Server);
    quote!(#about #items)
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
    let operation = &plan.operations[route.operation];
    let (marker, handler) = (imports::operation(&operation.ident), &operation.method);
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
            call.handle::<#marker, _>(S::#handler)
        }
    }
}
