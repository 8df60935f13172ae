//! Schemas: what codecs, bindings and validation work from.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::types;
use crate::plan::{
    BindingPlan, ErrorPlan, ItemsPlan, Plan, RetryPlan, TimestampFormat, WirePlan,
    XmlNamespacePlan, XmlPlan,
};

/// The name, error and members of a shape.
pub(super) fn emit<'a>(
    plan: &Plan,
    name: &str,
    union: bool,
    xml: &XmlPlan,
    error: Option<&ErrorPlan>,
    members: impl Iterator<Item = &'a WirePlan>,
) -> TokenStream {
    let members = members.map(member);
    let error = error.map(|error| {
        let status = Literal::u16_unsuffixed(error.status);
        let retry = match error.retry {
            RetryPlan::No => quote!(),
            RetryPlan::Retryable => quote!(.retryable()),
            RetryPlan::Throttling => quote!(.throttling()),
        };
        let query = error.query.as_ref().map(|(code, status)| {
            let status = Literal::u16_unsuffixed(*status);
            quote!(.query(#code, #status))
        });
        let namespace = error.namespace.as_ref();
        let namespace = namespace.map(|namespace| quote!(.namespace(#namespace)));
        let option = types::std(plan, "Option");
        quote!(const ERROR: #option<wire::ErrorSchema> = Some(wire::ErrorSchema::new(#status)#retry #query #namespace);)
    });
    let xml_name = xml.name.as_ref().map(|name| {
        let option = types::std(plan, "Option");
        quote!(const XML_NAME: #option<&'static str> = Some(#name);)
    });
    let xml_namespace = xml.namespace.as_ref().map(|uri| {
        let option = types::std(plan, "Option");
        let namespace = namespace(&quote!(wire), uri);
        quote!(const XML_NAMESPACE: #option<&'static wire::XmlNamespace> = Some(#namespace);)
    });
    let union = union.then(|| {
        quote!(
            const UNION: bool = true;
        )
    });
    quote! {
        const NAME: &'static str = #name;
        #union
        #error
        #xml_name
        #xml_namespace
        const MEMBERS: &'static [wire::Member] = &[#(#members),*];
    }
}

fn member(wire: &WirePlan) -> TokenStream {
    let name = &wire.name;
    let mut tokens = match (&wire.binding, wire.required) {
        (BindingPlan::Label, _) => quote!(wire::Member::label(#name)),
        (_, true) => quote!(wire::Member::required(#name)),
        (_, false) => quote!(wire::Member::new(#name)),
    };
    let mut add = |call: TokenStream| tokens.extend(call);
    if wire.client_optional {
        add(quote!(.client_optional()));
    }
    if wire.sensitive {
        add(quote!(.sensitive()));
    }
    if wire.idempotency_token {
        add(quote!(.idempotency_token()));
    }
    if let Some(name) = &wire.json_name {
        add(quote!(.json_name(#name)));
    }
    if let Some(name) = &wire.ec2_query_name {
        add(quote!(.ec2_query_name(#name)));
    }
    let XmlPlan {
        name,
        namespace: stated,
        attribute,
        flattened,
    } = &wire.xml;
    if let Some(name) = name {
        add(quote!(.xml_name(#name)));
    }
    if let Some(stated) = stated {
        let namespace = namespace(&quote!(wire), stated);
        add(quote!(.xml_namespace(#namespace)));
    }
    if *attribute {
        add(quote!(.xml_attribute()));
    }
    if *flattened {
        add(quote!(.xml_flattened()));
    }
    match wire.timestamp {
        None => {}
        Some(TimestampFormat::DateTime) => add(quote!(.timestamp(wire::TimestampFormat::DateTime))),
        Some(TimestampFormat::HttpDate) => add(quote!(.timestamp(wire::TimestampFormat::HttpDate))),
        Some(TimestampFormat::EpochSeconds) => {
            add(quote!(.timestamp(wire::TimestampFormat::EpochSeconds)))
        }
    }
    if let Some(label) = wire.empty_label {
        add(quote!(.or(#label)));
    }
    if let Some(media_type) = &wire.media_type {
        add(quote!(.media_type(#media_type)));
    }
    match &wire.binding {
        BindingPlan::Body | BindingPlan::Label => {}
        BindingPlan::Query(key) => add(quote!(.query(#key))),
        BindingPlan::QueryParams => add(quote!(.query_params())),
        BindingPlan::Header(name) => add(quote!(.header(#name))),
        BindingPlan::PrefixHeaders(prefix) => add(quote!(.prefix_headers(#prefix))),
        BindingPlan::Payload => add(quote!(.payload())),
        BindingPlan::ResponseCode => add(quote!(.response_code())),
        BindingPlan::ByteStream => add(quote!(.byte_stream())),
        BindingPlan::EventStream => add(quote!(.event_stream())),
        BindingPlan::EventHeader => add(quote!(.event_header())),
        BindingPlan::EventPayload => add(quote!(.event_payload())),
    }
    if wire.host_label {
        add(quote!(.host_label()));
    }
    if wire.requires_length {
        add(quote!(.requires_length()));
    }
    if let Some(constraints) = &wire.constraints {
        add(quote!(.constraints(constraints::#constraints)));
    }
    match &wire.items {
        ItemsPlan::None => {}
        ItemsPlan::List(element) => {
            let element = member(element);
            add(quote!(.list(&#element)));
        }
        ItemsPlan::Map(key, value) => {
            let (key, value) = (member(key), member(value));
            add(quote!(.map(&#key, &#value)));
        }
    }
    tokens
}

/// A reference to an XML namespace, which `wire` is the path to.
pub(super) fn namespace(wire: &TokenStream, namespace: &XmlNamespacePlan) -> TokenStream {
    let XmlNamespacePlan { uri, prefix } = namespace;
    let prefix = prefix.as_ref().map(|prefix| quote!(.prefix(#prefix)));
    quote!(&#wire::XmlNamespace::new(#uri) #prefix)
}
