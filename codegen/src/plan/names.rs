//! Rust names for Smithy names, decided in one place.
//!
//! Every scope gives its names with [`assign`], which knows what is taken. A name that Rust style leaves
//! as it is goes before one that style changes, and those go by the model's spelling, so the
//! outcome depends on the names alone and never on the order in which they are asked for.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// Names of the standard library and the runtime that generated code would write short.
const SHORT: [&str; 29] = [
    "BTreeMap",
    "BigDecimal",
    "BigInteger",
    "Blob",
    "Box",
    "Builder",
    "ByteStream",
    "Call",
    "Context",
    "Core",
    "Default",
    "Document",
    "EventStream",
    "From",
    "Future",
    "Incoming",
    "Into",
    "Option",
    "Outcome",
    "Protocol",
    "Protocols",
    "Reply",
    "Result",
    "Send",
    "ServiceClient",
    "String",
    "Sync",
    "Timestamp",
    "Vec",
];

/// Method names of common traits; a setter of such a name would hide the method, or pass for an operator's.
const METHODS: [&str; 21] = [
    "new", "validate", "clone", "default", "into", "try_into", "to_owned", "borrow", "eq", "fmt",
    "from", "add", "sub", "mul", "div", "rem", "bitand", "bitor", "bitxor", "shl", "shr",
];

/// The names that some type of the crate has taken, so that generated code writes the full paths of what they meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shadowed(BTreeSet<&'static str>);

impl Shadowed {
    /// Finds which short names are among `names`.
    pub(crate) fn by<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let names: BTreeSet<&str> = names.collect();
        Self(
            SHORT
                .into_iter()
                .filter(|name| names.contains(name))
                .collect(),
        )
    }

    /// Whether this name means something else in the crate.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

/// How a Smithy name becomes a Rust name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// A type.
    Type,
    /// A variant of an enum or union.
    Variant,
    /// A field, method, argument or module.
    Value,
    /// A static.
    Static,
}

impl Style {
    /// The Rust spelling of a Smithy name, before keywords and clashes are seen to.
    fn apply(self, name: &str) -> String {
        let styled = match self {
            Self::Type | Self::Variant => name.to_upper_camel_case(),
            Self::Value => name.to_snake_case(),
            Self::Static => name.to_shouty_snake_case(),
        };
        match (styled.chars().next(), self) {
            (Some('0'..='9'), Self::Value) => format!("n{styled}"),
            (Some('0'..='9'), _) => format!("N{styled}"),
            (Some(_), Self::Variant) if styled == UNKNOWN => format!("{UNKNOWN}Value"),
            (Some(_), _) => styled,
            (None, Self::Type | Self::Variant) => "Underscore".to_owned(),
            (None, Self::Value) => "underscore".to_owned(),
            (None, Self::Static) => "UNDERSCORE".to_owned(),
        }
    }
}

/// The Rust spelling of a Smithy name that nothing clashes with.
pub(super) fn styled(style: Style, name: &str) -> String {
    style.apply(name)
}

/// A link in documentation to an enum or trait of the crate, which may share its name with a derive macro.
pub(crate) fn link(kind: &str, ident: &Ident) -> String {
    const DERIVES: [&str; 9] = [
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "Eq",
        "Hash",
        "Ord",
        "PartialEq",
        "PartialOrd",
    ];
    match DERIVES.iter().any(|name| ident == name) {
        true => format!("[`{ident}`]({kind}@{ident})"),
        false => format!("[`{ident}`]"),
    }
}

/// The server's trait, beside which its file has the router and the operations.
pub(super) fn handler(service: &str) -> Ident {
    let taken = ["Operations", "P", "Router", "S"].map(str::to_owned).into();
    ident(&unique(Style::Type.apply(service), &taken))
}

/// The variant that every enum and union has for what the model does not list.
pub(crate) const UNKNOWN: &str = "Unknown";

/// What is taken in the scope of every enum and union.
pub(super) fn unknown() -> BTreeSet<String> {
    BTreeSet::from([UNKNOWN.to_owned()])
}

/// Gives every Smithy name of one scope a Rust name of its own.
///
/// `reserved` are names that the scope has given away already.
pub(crate) fn assign<'a>(
    style: Style,
    names: impl IntoIterator<Item = &'a str>,
    reserved: &BTreeSet<String>,
) -> BTreeMap<&'a str, String> {
    let mut names: Vec<(bool, &str, String)> = names
        .into_iter()
        .map(|name| {
            let styled = style.apply(name);
            (styled != name, name, styled)
        })
        .collect();
    names.sort();
    names.dedup();
    let mut taken = reserved.clone();
    let mut assigned = BTreeMap::new();
    for (_, name, styled) in names {
        let unique = unique(styled, &taken);
        taken.insert(unique.clone());
        assigned.insert(name, unique);
    }
    assigned
}

/// The name itself if it is free, else with the lowest number from 2 that makes it so.
pub(crate) fn unique(name: String, taken: &BTreeSet<String>) -> String {
    if !taken.contains(&name) {
        return name;
    }
    let mut number = 2u32;
    loop {
        let candidate = format!("{name}{number}");
        if !taken.contains(&candidate) {
            return candidate;
        }
        number += 1;
    }
}

/// The name as an identifier: raw where it is a keyword, with `_` behind it where it cannot be raw.
pub(crate) fn ident(name: &str) -> Ident {
    match name {
        "self" | "Self" | "super" | "crate" | "_" => {
            Ident::new(&format!("{name}_"), Span::call_site())
        }
        // A keyword since edition 2024, which syn parses for all editions.
        "gen" => Ident::new_raw(name, Span::call_site()),
        _ if may_be_keyword(name) && syn::parse_str::<Ident>(name).is_err() => {
            Ident::new_raw(name, Span::call_site())
        }
        _ => Ident::new(name, Span::call_site()),
    }
}

/// Whether the name looks as keywords do, which syn knows: short, and of small letters alone.
fn may_be_keyword(name: &str) -> bool {
    name.len() <= "continue".len() && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The name of a member's setter, which must not hide a method of a common trait.
pub(crate) fn setter(field: &Ident) -> Ident {
    let name = field.to_string();
    if METHODS.contains(&name.as_str()) {
        ident(&format!("set_{name}"))
    } else {
        field.clone()
    }
}

/// The file of a module of operations, without its ending: `mod.rs` would be the parent's, and
/// `operation::operation` the parent's own name again.
pub(crate) fn module(name: &str) -> (String, Ident) {
    let ident = if matches!(name, "mod" | "operation") {
        Ident::new(&format!("{name}_"), Span::call_site())
    } else {
        ident(name)
    };
    (ident.to_string().trim_start_matches("r#").to_owned(), ident)
}
