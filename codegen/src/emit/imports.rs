//! The `use` lines of a file.
//!
//! Emitters name the crate's types, operations and most of the runtime's by their full paths, which mean one thing
//! wherever they stand. [`shorten`] cuts each path to its last name where no other item has that name, and imports it.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::plan::Plan;

/// Which file names something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Types,
    Operation,
    Client,
    Server,
    Example,
}

/// The modules whose items are imported, each with the names of those that are: none means any.
const MODULES: [(&str, &[&str]); 6] = [
    ("std::collections", &["BTreeMap"]),
    ("farrier::client", &["Builder", "Call"]),
    (
        "farrier::server",
        &["Context", "Incoming", "Outcome", "Reply"],
    ),
    (
        "farrier",
        &[
            "BigDecimal",
            "BigInteger",
            "Blob",
            "ByteStream",
            "Document",
            "EventStream",
            "Timestamp",
        ],
    ),
    ("crate::operation", &[]),
    ("crate::types", &[]),
];

/// The path of an operation, or of its input, output or error.
pub(super) fn operation(ident: &Ident) -> TokenStream {
    quote!(crate::operation::#ident)
}

/// The items with short names, behind the imports that these need.
pub(super) fn shorten(items: TokenStream, plan: &Plan, place: Place) -> TokenStream {
    let mut shortener = Shortener {
        plan,
        place,
        own: own(plan, place),
        imports: BTreeMap::new(),
    };
    let items = shortener.stream(items);
    let imports = shortener.lines();
    quote!(#imports #items)
}

/// The same for code of an application that uses the crate of this name, which is how it gets at the runtime.
pub(super) fn in_application(
    items: TokenStream,
    plan: &Plan,
    name: &str,
) -> (TokenStream, TokenStream) {
    let mut shortener = Shortener {
        plan,
        place: Place::Example,
        own: BTreeSet::new(),
        imports: BTreeMap::new(),
    };
    let items = shortener.stream(items);
    let name = format_ident!("{}", name.replace('-', "_"));
    (outside(shortener.lines(), &name), outside(items, &name))
}

/// Paths of the crate and the runtime, as the crate's users write them.
fn outside(tokens: TokenStream, name: &Ident) -> TokenStream {
    let mut paths = TokenStream::new();
    let mut colons = 0;
    for token in tokens {
        let start = colons < 2;
        colons = if is_colon(&token) { colons + 1 } else { 0 };
        match token {
            TokenTree::Group(group) => {
                let inner = outside(group.stream(), name);
                paths.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
            }
            TokenTree::Ident(ident) if start && ident == "crate" => paths.extend(quote!(#name)),
            TokenTree::Ident(ident) if start && ident == "farrier" => {
                paths.extend(quote!(#name::farrier));
            }
            other => paths.extend([other]),
        }
    }
    paths
}

/// The names of the items that every file of this kind defines.
fn own(plan: &Plan, place: Place) -> BTreeSet<String> {
    let handler = plan.service.handler.to_string();
    let names: &[&str] = match place {
        Place::Types | Place::Operation | Place::Example => &[],
        Place::Client => &["Client", "Protocol"],
        Place::Server => &["Operations", "Router", "S", &handler],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

struct Shortener<'a> {
    plan: &'a Plan,
    place: Place,
    own: BTreeSet<String>,
    imports: BTreeMap<&'static str, BTreeSet<Ident>>,
}

impl Shortener<'_> {
    fn stream(&mut self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut short = Vec::with_capacity(tokens.len());
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let inner = at > 1 && is_colon(&tokens[at - 1]) && is_colon(&tokens[at - 2]);
            match token {
                TokenTree::Group(group) => short.push(self.group(group)),
                TokenTree::Ident(_) if !inner => {
                    let path = path(&tokens[at..]);
                    let skipped = self.import(&path);
                    at += 3 * skipped;
                    short.push(tokens[at].clone());
                }
                other => short.push(other.clone()),
            }
            at += 1;
        }
        short.into_iter().collect()
    }

    fn group(&mut self, group: &Group) -> TokenTree {
        let mut short = Group::new(group.delimiter(), self.stream(group.stream()));
        short.set_span(group.span());
        short.into()
    }

    /// How many names to cut off the front of a path; the one behind them is imported.
    fn import(&mut self, path: &[&Ident]) -> usize {
        for (module, items) in MODULES {
            let parts: Vec<&str> = module.split("::").collect();
            let Some(item) = path.get(parts.len()) else {
                continue;
            };
            if !path.iter().zip(&parts).all(|(name, part)| name == part) {
                continue;
            }
            let name = item.to_string();
            let ours = items.is_empty();
            let free = if ours {
                !self.own.contains(&name)
            } else {
                !self.plan.shadowed.contains(&name)
            };
            if !free || !ours && !items.contains(&name.as_str()) {
                return 0;
            }
            if !(module == "crate::types" && self.place == Place::Types) {
                self.imports
                    .entry(module)
                    .or_default()
                    .insert((*item).clone());
            }
            return parts.len();
        }
        // `wire` and `constraints` are modules, whose items are named with one step.
        match path {
            [module, _, ..] if *module == "wire" => self
                .imports
                .entry("farrier")
                .or_default()
                .insert((*module).clone()),
            [module, _, ..] if *module == "constraints" => self
                .imports
                .entry("crate")
                .or_default()
                .insert((*module).clone()),
            _ => false,
        };
        0
    }

    /// The imports: the standard library, the runtime, the crate.
    fn lines(&self) -> TokenStream {
        let modules = [
            "std::collections",
            "farrier::client",
            "farrier::server",
            "farrier",
            "crate",
            "crate::operation",
            "crate::types",
        ];
        let mut lines = TokenStream::new();
        for module in modules {
            let Some(items) = self.imports.get(module) else {
                continue;
            };
            let path = module.split("::").map(|part| format_ident!("{part}"));
            let path = quote!(#(#path)::*);
            let items: Vec<&Ident> = items.iter().collect();
            lines.extend(match items.as_slice() {
                [one] => quote!(use #path::#one;),
                many => quote!(use #path::{#(#many),*};),
            });
        }
        lines
    }
}

/// The names of the path that begins here.
fn path(tokens: &[TokenTree]) -> Vec<&Ident> {
    let mut names = Vec::new();
    let mut rest = tokens;
    while let [TokenTree::Ident(name), behind @ ..] = rest {
        names.push(name);
        match behind {
            [first, second, behind @ ..] if is_colon(first) && is_colon(second) => rest = behind,
            _ => break,
        }
    }
    names
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':')
}
