//! The client: one thin method for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::{self, Place};
use super::{doc_lines, documented, examples, inner_doc_lines, structure, types};
use crate::plan::{Construction, OperationPlan, Plan};

/// The client's file.
pub(super) fn emit(plan: &Plan, name: &str) -> TokenStream {
    let title = &plan.service.title_docs;
    let about = inner_doc_lines(&format!("The client of {title}."));
    let calls = doc_lines(&format!("Calls {title}."));
    let methods = plan
        .operations
        .iter()
        .map(|operation| method(plan, operation, name));
    let items = quote! {
        #calls
        #[derive(Clone, Debug)]
        pub struct Client<P = crate::Protocol>(farrier::client::Core<P>);
        impl<P: farrier::protocol::Protocol> farrier::client::ServiceClient for Client<P> {
            const SERVICE: &'static wire::ServiceSchema = crate::SERVICE;
            type Protocol = P;
            type Speaking<Q: farrier::protocol::Protocol> = Client<Q>;
            fn from_core(core: farrier::client::Core<P>) -> Self { Self(core) }
        }
        impl Client {
            /// Starts a client: say where the service is and who calls, then build it.
            pub fn builder() -> farrier::client::Builder<Self> { farrier::client::Builder::new() }
        }
        impl<P: farrier::protocol::Protocol> Client<P> {
            #(#methods)*
        }
    };
    let items = imports::shorten(items, plan, Place::Client);
    quote!(#about #items)
}

fn method(plan: &Plan, operation: &OperationPlan, name: &str) -> TokenStream {
    let OperationPlan { method, input, .. } = operation;
    let docs = documented(&operation.docs, &examples::emit(plan, operation, name));
    let (ident, input_ident) = (
        imports::operation(&operation.ident),
        imports::operation(&input.ident),
    );
    let (arguments, values): (Vec<_>, Vec<_>) = match &input.construction {
        Construction::Default { .. } => (Vec::new(), Vec::new()),
        Construction::Arguments => structure::required(input)
            .map(|member| {
                let (field, ty) = (&member.field, types::argument(plan, member));
                (quote!(#field: #ty), quote!(#field))
            })
            .unzip(),
        Construction::Required(name) => {
            let name = imports::operation(name);
            (vec![quote!(required: #name)], vec![quote!(required)])
        }
    };
    quote! {
        #docs
        pub fn #method(&self, #(#arguments),*) -> farrier::client::Call<'_, #ident, P> {
            farrier::client::Call::new(&self.0, #input_ident::new(#(#values),*))
        }
    }
}
