//! The crate's root, and the list of operations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{doc_lines, inner_doc_lines, lints, schema};
use crate::plan::{AuthPlan, Options, Plan, ProtocolPlan, ServicePlan};

/// `src/lib.rs`.
pub(super) fn emit(plan: &Plan, options: &Options) -> TokenStream {
    let service = &plan.service;
    let mut about = format!("{}: {}.", service.title_docs, parts(options));
    if !service.docs.text.is_empty() {
        about.push_str("\n\n");
        about.push_str(&service.docs.text);
    }
    let about = inner_doc_lines(&about);
    let constraints = (!plan.constraints.is_empty()).then(|| {
        quote!(
            mod constraints;
        )
    });
    let client = options.client.then(|| {
        quote! {
            #[cfg(feature = "client")]
            pub mod client;
            #[cfg(feature = "client")]
            pub use client::Client;
            #[cfg(feature = "client")]
            pub use farrier::client::Error;
        }
    });
    let lints = lints::emit(plan);
    let runtime = doc_lines("The runtime, for what an application needs of it beside this crate.");
    let server = options.server.then(|| {
        quote!(
            #[cfg(feature = "server")]
            pub mod server;
        )
    });
    let validate = options.validators.then(|| {
        quote!(
            pub use farrier::validate::Validate;
        )
    });
    let (name, version) = (&service.name, &service.version);
    let auth = service.auth.iter().map(|auth| match auth {
        AuthPlan::Bearer => quote!(farrier::wire::Auth::Bearer),
        AuthPlan::SigV4 { signing_name } => quote!(farrier::wire::Auth::SigV4(#signing_name)),
    });
    let headers = (!service.headers.is_empty()).then(|| {
        let headers = service
            .headers
            .iter()
            .map(|(name, value)| quote!((#name, #value)));
        quote!(.headers(&[#(#headers),*]))
    });
    let xml_namespace = service.xml_namespace.as_ref().map(|namespace| {
        let namespace = schema::namespace(&quote!(farrier::wire), namespace);
        quote!(.xml_namespace(#namespace))
    });
    let buckets = service.bucket.map(|label| quote!(.buckets(#label)));
    let bare_errors = service.bare_errors.then(|| quote!(.bare_errors()));
    let namespace = service.namespace.as_ref();
    let namespace = namespace.map(|namespace| quote!(.namespace(#namespace)));
    let query_compatible = service
        .query_compatible
        .then(|| quote!(.query_compatible()));
    let either = either(options).map(|either| {
        let protocols = protocols(service, &either, options);
        quote! {
            #either
            const SERVICE: &farrier::wire::ServiceSchema =
                &farrier::wire::ServiceSchema::new(#name, #version, &[#(#auth),*])
                    #namespace #query_compatible #headers #xml_namespace #bare_errors #buckets;
            #protocols
        }
    });
    quote! {
        #about
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]
        #lints
        #constraints
        pub mod operation;
        pub mod types;
        #client
        #server
        #validate
        #runtime
        pub use farrier;
        #either
    }
}

/// The protocol that a client speaks by default, which is also a server's if there is no other; else all of these.
fn protocols(service: &ServicePlan, either: &TokenStream, options: &Options) -> TokenStream {
    let path = |protocol: &ProtocolPlan| {
        let ident = format_ident!("{}", protocol.ident());
        quote!(farrier::protocol::#ident)
    };
    let first = service.protocols.first().map(path);
    if !service.speaks_several() {
        return quote! {
            #either
            type Protocol = #first;
        };
    }
    let first = options.client.then(|| {
        quote! {
            #[cfg(feature = "client")]
            type Protocol = #first;
        }
    });
    let all = service.served.iter().map(path);
    let all = options.server.then(|| {
        quote! {
            #[cfg(feature = "server")]
            type Protocols = (#(#all),*);
        }
    });
    quote!(#first #all)
}

/// `src/operation/mod.rs`.
pub(super) fn operations(plan: &Plan) -> TokenStream {
    let about = inner_doc_lines(&format!("The operations of {}.", plan.service.title_docs));
    let modules = plan.operations.iter().map(|operation| &operation.module);
    let modules: Vec<_> = modules.collect();
    quote!(#about #(mod #modules;)* #(pub use #modules::*;)*)
}

/// What the crate holds, in words.
fn parts(options: &Options) -> String {
    let parts = [
        (options.types_only, "types"),
        (options.client, "client"),
        (options.server, "server"),
        (options.validators, "validators"),
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, part)| part)
        .collect();
    match parts.as_slice() {
        [] => "types".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The condition under which the client or the server is there.
fn either(options: &Options) -> Option<TokenStream> {
    match (options.client, options.server) {
        (true, true) => Some(quote!(#[cfg(any(feature = "client", feature = "server"))])),
        (true, false) => Some(quote!(#[cfg(feature = "client")])),
        (false, true) => Some(quote!(#[cfg(feature = "server")])),
        (false, false) => None,
    }
}
