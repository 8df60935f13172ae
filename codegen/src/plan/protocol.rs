//! The protocols of a service: which it declares, and which of them are wanted.

use std::collections::BTreeSet;

use farrier_smithy::traits::{
    AwsJson1_0, AwsJson1_1, AwsQuery, Ec2Query, RestJson1, RestXml, RpcV2Cbor, RpcV2Json,
};
use farrier_smithy::{Diagnostic, Diagnostics, Shape, Trait};

use super::Options;

/// A protocol of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ProtocolPlan {
    RpcV2Cbor,
    RpcV2Json,
    AwsJson1_0,
    AwsJson1_1,
    RestJson1,
    RestXml,
    AwsQuery,
    Ec2Query,
}

impl ProtocolPlan {
    /// All of them, in the order in which a client chooses among them: Smithy's guidance for clients, by which a
    /// protocol that is cheaper to read and write goes first, and `rpcv2Json` beside the one it shares its frame with.
    pub(crate) const ALL: [Self; 8] = [
        Self::RpcV2Cbor,
        Self::RpcV2Json,
        Self::AwsJson1_0,
        Self::AwsJson1_1,
        Self::RestJson1,
        Self::RestXml,
        Self::AwsQuery,
        Self::Ec2Query,
    ];

    /// The shape id of the protocol's trait.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::RpcV2Cbor => RpcV2Cbor::ID,
            Self::RpcV2Json => RpcV2Json::ID,
            Self::AwsJson1_0 => AwsJson1_0::ID,
            Self::AwsJson1_1 => AwsJson1_1::ID,
            Self::RestJson1 => RestJson1::ID,
            Self::RestXml => RestXml::ID,
            Self::AwsQuery => AwsQuery::ID,
            Self::Ec2Query => Ec2Query::ID,
        }
    }

    /// The type in the runtime's module `protocol`.
    pub(crate) fn ident(self) -> &'static str {
        match self {
            Self::RpcV2Cbor => "RpcV2Cbor",
            Self::RpcV2Json => "RpcV2Json",
            Self::AwsJson1_0 => "AwsJson1_0",
            Self::AwsJson1_1 => "AwsJson1_1",
            Self::RestJson1 => "RestJson1",
            Self::RestXml => "RestXml",
            Self::AwsQuery => "AwsQuery",
            Self::Ec2Query => "Ec2Query",
        }
    }

    /// The feature of the runtime that has the protocol; none if it is always there.
    pub(crate) fn feature(self) -> Option<&'static str> {
        match self {
            Self::RpcV2Json | Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RestJson1 => None,
            Self::RpcV2Cbor => Some("cbor"),
            Self::RestXml => Some("xml"),
            Self::AwsQuery | Self::Ec2Query => Some("query"),
        }
    }

    /// Whether operations are told apart by method and path, and members travel in these, in the query and in headers;
    /// else operations are told apart by their names, and HTTP traits mean nothing.
    pub(crate) fn binds_http(self) -> bool {
        matches!(self, Self::RestJson1 | Self::RestXml)
    }

    /// Whether messages are XML, in one direction at least.
    pub(crate) fn sends_xml(self) -> bool {
        matches!(self, Self::RestXml | Self::AwsQuery | Self::Ec2Query)
    }

    /// Whether errors are named with their namespace.
    pub(crate) fn names_namespaces(self) -> bool {
        matches!(self, Self::RpcV2Cbor | Self::RpcV2Json | Self::AwsJson1_0)
    }

    /// Whether the protocol can stand in for awsQuery: `@awsQueryCompatible`.
    pub(crate) fn succeeds_query(self) -> bool {
        matches!(self, Self::RpcV2Cbor | Self::RpcV2Json | Self::AwsJson1_0)
    }

    /// Whether `@jsonName` says what members are called.
    pub(crate) fn names_json(self) -> bool {
        self == Self::RestJson1
    }
}

/// Tells the protocols that a service declares and the options keep, the preferred first. None is an error.
pub(super) fn protocols(
    service: &Shape,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<ProtocolPlan>> {
    let declared: Vec<ProtocolPlan> = ProtocolPlan::ALL
        .into_iter()
        .filter(|protocol| service.traits.node(protocol.id()).is_some())
        .collect();
    if declared.is_empty() {
        diagnostics.push(
            Diagnostic::error(
                "ProtocolNotSupported",
                format!("`{}` declares no protocol that is supported", service.id),
            )
            .on(&service.id)
            .at(service.span)
            .help(format!(
                "put one of {} on the service, or ask for its types alone, which need no protocol: \
                 `Generator::types_only`",
                listed(ProtocolPlan::ALL),
            )),
        );
        return None;
    }
    if options.protocols.is_empty() {
        return Some(declared);
    }
    let mut kept = BTreeSet::new();
    for wanted in &options.protocols {
        let is_named = |protocol: &ProtocolPlan| {
            let id = protocol.id();
            wanted == id || id.rsplit('#').next() == Some(wanted)
        };
        match declared.iter().copied().find(is_named) {
            Some(protocol) => {
                kept.insert(protocol);
            }
            None => diagnostics.push(
                Diagnostic::error(
                    "ProtocolNotDeclared",
                    format!("`{}` does not declare the protocol `{wanted}`", service.id),
                )
                .on(&service.id)
                .at(service.span)
                .help(format!("it declares {}", listed(declared.iter().copied()))),
            ),
        }
    }
    // The order of the enum is that of `ALL`.
    (!kept.is_empty()).then(|| kept.into_iter().collect())
}

/// The protocols in the order in which a server asks them whether a request is of theirs: those that bind operations to
/// HTTP last, and of these that last whose requests alone may state nothing at all.
pub(super) fn served(protocols: &[ProtocolPlan]) -> Vec<ProtocolPlan> {
    let (bound, named): (Vec<_>, Vec<_>) = protocols
        .iter()
        .copied()
        .partition(|protocol| protocol.binds_http());
    named.into_iter().chain(bound.into_iter().rev()).collect()
}

fn listed(protocols: impl IntoIterator<Item = ProtocolPlan>) -> String {
    let ids: Vec<String> = protocols
        .into_iter()
        .map(|protocol| format!("`{}`", protocol.id()))
        .collect();
    ids.join(", ")
}
