//! What keys are made of in each of the two protocols.

use std::borrow::Cow;

use crate::wire::{Items, Member};

/// A protocol's rules for keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Those of [awsQuery].
    ///
    /// [awsQuery]: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#query-key-resolution
    Aws,
    /// Those of [ec2Query].
    ///
    /// [ec2Query]: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#query-key-resolution
    Ec2,
}

impl Dialect {
    /// What a member of a structure or union is called.
    pub(super) fn member(self, member: &'static Member) -> Cow<'static, str> {
        let name = xml_name(member);
        match (self, member.ec2_query_name) {
            (Self::Aws, _) => name.into(),
            (Self::Ec2, Some(name)) => name.into(),
            (Self::Ec2, None) => capitalized(name),
        }
    }

    /// What stands between a list and the numbers of its items.
    pub(super) fn items(self, list: &Member) -> Option<&'static str> {
        let element = match list.items {
            Items::List(element) => xml_name(element),
            _ => "member",
        };
        (self == Self::Aws && !list.xml_flattened).then_some(element)
    }

    /// What stands between a map and the numbers of its entries.
    pub(super) fn entries(self, map: &Member) -> Option<&'static str> {
        (self == Self::Aws && !map.xml_flattened).then_some("entry")
    }

    /// What keys and values of a map are called.
    pub(super) fn entry(self, map: &Member) -> (&'static str, &'static str) {
        match map.items {
            Items::Map(key, value) => (xml_name(key), xml_name(value)),
            _ => ("key", "value"),
        }
    }

    /// Whether there is a form for a list without items.
    pub(super) fn tells_empty_lists(self) -> bool {
        self == Self::Aws
    }

    /// Whether there is a form for maps.
    pub(super) fn has_maps(self) -> bool {
        self == Self::Aws
    }
}

/// The name that XML has for a member, which awsQuery has in forms, too.
fn xml_name(member: &Member) -> &'static str {
    member.xml_name.unwrap_or(member.name)
}

fn capitalized(name: &'static str) -> Cow<'static, str> {
    match name.as_bytes().first() {
        Some(first) if first.is_ascii_lowercase() => {
            let mut name = name.to_owned();
            if let Some(first) = name.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            name.into()
        }
        _ => name.into(),
    }
}
