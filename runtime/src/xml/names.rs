//! What elements and attributes are called.

use crate::wire::{Items, Member, Schema};

/// The element around the key and the value of each entry of a map that is not flattened.
pub(super) const ENTRY: &str = "entry";

/// The items of lists and maps that the model has no other names for.
static ELEMENT: Member = Member::new("member");
static KEY: Member = Member::new("key");
static VALUE: Member = Member::new("value");

/// The element or attribute of a member.
pub(super) fn of_member(member: &Member) -> &'static str {
    member.xml_name.unwrap_or(member.name)
}

/// The element of a structure or union that is a document of its own.
pub(super) fn of_shape(schema: &Schema) -> &'static str {
    schema.xml_name.unwrap_or(schema.name)
}

/// The elements of a list.
pub(super) fn element(list: &Member) -> &'static Member {
    match list.items {
        Items::List(element) => element,
        _ => &ELEMENT,
    }
}

/// The keys and values of a map.
pub(super) fn entry(map: &Member) -> (&'static Member, &'static Member) {
    match map.items {
        Items::Map(key, value) => (key, value),
        _ => (&KEY, &VALUE),
    }
}

/// Whether a name in a document is what the model says. Namespaces are not resolved: a name with a
/// prefix fits if what follows the prefix does, whatever the prefix.
pub(super) fn fits(found: &str, name: &str) -> bool {
    found == name
        || found.contains(':') && !found.starts_with("xmlns:") && local(found) == local(name)
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
