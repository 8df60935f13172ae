//! One operation: what stands for it, its input, output and error.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::imports::{self, Place};
use super::{doc_lines, docs, inner_doc_lines, structure, types};
use crate::plan::{
    ChecksumPlan, Docs, HttpPlan, OperationErrorPlan, OperationPlan, Options, Plan,
    RequestChecksumPlan,
};

/// The file of one operation.
pub(super) fn emit(plan: &Plan, operation: &OperationPlan, options: &Options) -> TokenStream {
    let about = inner_doc_lines(&match &operation.http {
        Some(http) => format!("`{}`: `{} {}`.", operation.name, http.method, http.uri),
        None => format!("`{}`.", operation.name),
    });
    let operation_item = (!options.types_only).then(|| operation_item(plan, operation, options));
    let input = structure::emit(plan, &operation.input, options);
    let output = structure::emit(plan, &operation.output, options);
    let error = error(operation, options);
    let items = quote!(#operation_item #input #output #error);
    let items = imports::shorten(items, plan, Place::Operation);
    quote!(#about #items)
}

fn operation_item(plan: &Plan, operation: &OperationPlan, options: &Options) -> TokenStream {
    let OperationPlan {
        ident,
        name,
        input,
        output,
        error,
        ..
    } = operation;
    // The client's method tells it all.
    let docs = match options.client {
        true => docs(&Docs {
            text: operation.summary.clone(),
            deprecated: operation.docs.deprecated.clone(),
        }),
        false => docs(&operation.docs),
    };
    let http = operation.http.as_ref().map(http);
    let idempotent = operation.idempotent.then(|| {
        quote!(
            const IDEMPOTENT: bool = true;
        )
    });
    let anonymous = operation.anonymous.then(|| {
        quote!(
            const ANONYMOUS: bool = true;
        )
    });
    let host_prefix = operation.host_prefix.as_ref().map(|prefix| {
        let option = types::std(plan, "Option");
        quote!(const HOST_PREFIX: #option<&'static str> = Some(#prefix);)
    });
    let endpoint = operation.endpoint.map(|member| {
        let option = types::std(plan, "Option");
        quote!(const ENDPOINT: #option<&'static str> = Some(#member);)
    });
    let unwrapped_output = operation.unwrapped_output.then(|| {
        quote!(
            const UNWRAPPED_OUTPUT: bool = true;
        )
    });
    let compression = operation.gzip.then(|| {
        let option = types::std(plan, "Option");
        quote!(const COMPRESSION: #option<wire::Compression> = Some(wire::Compression::Gzip);)
    });
    let checksum = checksum(&operation.checksum);
    let (input, output, error) = (&input.ident, &output.ident, &error.ident);
    quote! {
        #docs
        pub enum #ident {}
        impl wire::Operation for #ident {
            const NAME: &'static str = #name;
            #http
            #idempotent
            #anonymous
            #host_prefix
            #endpoint
            #unwrapped_output
            #compression
            #checksum
            type Input = #input;
            type Output = #output;
            type Error = #error;
        }
    }
}

fn http(
    HttpPlan {
        method,
        uri,
        status,
    }: &HttpPlan,
) -> TokenStream {
    let status = (*status != 200).then(|| {
        let status = Literal::u16_unsuffixed(*status);
        quote!(const STATUS: u16 = #status;)
    });
    quote! {
        const METHOD: &'static str = #method;
        const URI: &'static str = #uri;
        #status
    }
}

fn checksum(plan: &ChecksumPlan) -> Option<TokenStream> {
    let algorithm = |name: &str| {
        let name = format_ident!("{name}");
        quote!(wire::ChecksumAlgorithm::#name)
    };
    let request = plan.request.as_ref().map(|request| match request {
        RequestChecksumPlan::Md5 => quote!(wire::Checksum::MD5),
        RequestChecksumPlan::TreeHash => quote!(wire::Checksum::TREE_HASH),
        RequestChecksumPlan::Chosen {
            member,
            default: None,
        } => quote!(wire::Checksum::chosen(#member)),
        RequestChecksumPlan::Chosen {
            member,
            default: Some(default),
        } => {
            let default = algorithm(default);
            quote!(wire::Checksum::required(#member, #default))
        }
    });
    let response = plan.response.as_ref().map(|(member, algorithms)| {
        let algorithms = algorithms.iter().map(|name| algorithm(name));
        quote!(.response(#member, &[#(#algorithms),*]))
    });
    if request.is_none() && response.is_none() {
        return None;
    }
    let request = request.unwrap_or_else(|| quote!(wire::Checksum::NONE));
    Some(quote!(const CHECKSUM: wire::Checksum = #request #response;))
}

fn error(operation: &OperationPlan, options: &Options) -> TokenStream {
    let OperationErrorPlan {
        ident,
        docs,
        variants,
        invalid,
    } = &operation.error;
    let about = doc_lines(docs);
    let derives = &options.derives;
    let definitions = variants.iter().map(|variant| {
        let (name, ty) = (&variant.ident, &variant.ty);
        let about = doc_lines(&format!("HTTP status {}.", variant.status));
        quote!(#about #name(crate::types::#ty))
    });
    let names = variants.iter().map(|variant| &variant.ident);
    let invalid = invalid.as_ref().map(|variant| quote!(, invalid = #variant));
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq #(, #derives)*)]
        #[non_exhaustive]
        pub enum #ident { #(#definitions),* }
        farrier::operation_error!(#ident, [#(#names),*] #invalid);
    }
}
