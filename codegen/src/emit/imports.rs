//! The `use` lines of a file.
//!
//! Emitters name the crate's types, operations and most of the runtime's by their full paths, which mean one thing
//! wherever they stand. [`shorten`] cuts each path to its last name where no other item has that name, and imports it:
//! the crate's own with their whole module, what is the runtime's by name.

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

/// A module, name by name.
type Module = &'static [&'static str];

const OPERATION: Module = &["crate", "operation"];
const TYPES: Module = &["crate", "types"];

/// The modules whose items are imported, each with the names of those that are: none means any.
const MODULES: [(Module, &[&str]); 7] = [
    (&["std", "collections"], &["BTreeMap"]),
    (
        &["farrier", "client"],
        &["Builder", "Call", "Core", "ServiceClient"],
    ),
    (&["farrier", "protocol"], &["Protocol"]),
    (
        &["farrier", "server"],
        &["Context", "Incoming", "Outcome", "Protocols", "Reply"],
    ),
    (
        &["farrier"],
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
    (OPERATION, &[]),
    (TYPES, &[]),
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
        Place::Client => &["Client", "P", "Q"],
        Place::Server => &["Operations", "P", "Router", "S", &handler],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

struct Shortener<'a> {
    plan: &'a Plan,
    place: Place,
    own: BTreeSet<String>,
    /// By name: identifiers are compared through texts of their own.
    imports: BTreeMap<Module, BTreeMap<String, Ident>>,
}

impl Shortener<'_> {
    fn stream(&mut self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        if tokens.is_empty() {
            return TokenStream::new();
        }
        let mut short = Vec::with_capacity(tokens.len());
        let mut rest = tokens.into_iter();
        let mut colons = 0;
        loop {
            let path = Names(rest.as_slice());
            let skipped = if colons < 2 { self.import(path) } else { 0 };
            let Some(token) = rest.nth(3 * skipped) else {
                break;
            };
            colons = if is_colon(&token) { colons + 1 } else { 0 };
            short.push(match token {
                TokenTree::Group(group) => self.group(group),
                other => other,
            });
        }
        short.into_iter().collect()
    }

    fn group(&mut self, group: Group) -> TokenTree {
        let (delimiter, stream, span) = (group.delimiter(), group.stream(), group.span());
        // With the group gone the stream has one owner, who takes it apart without a copy.
        drop(group);
        let mut short = Group::new(delimiter, self.stream(stream));
        short.set_span(span);
        short.into()
    }

    /// How many names to cut off the front of a path; the one behind them is imported.
    fn import(&mut self, path: Names) -> usize {
        let Some(first) = path.nth(0).filter(|_| path.nth(1).is_some()) else {
            return 0;
        };
        for (module, items) in MODULES {
            let is_part =
                |(at, part): (usize, &&str)| path.nth(at).is_some_and(|name| name == part);
            if !module.iter().enumerate().all(is_part) {
                continue;
            }
            let Some(item) = path.nth(module.len()) else {
                continue;
            };
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
            if !(module == TYPES && self.place == Place::Types) {
                self.imported(module, item);
            }
            return module.len();
        }
        // `wire` and `constraints` are modules, whose items are named with one step.
        if first == "wire" {
            self.imported(&["farrier"], first);
        } else if first == "constraints" {
            self.imported(&["crate"], first);
        }
        0
    }

    fn imported(&mut self, module: Module, item: &Ident) {
        let items = self.imports.entry(module).or_default();
        // Most are there already, as the last of their kind.
        if !items.values().any(|known| known == item) {
            items.insert(item.to_string(), item.clone());
        }
    }

    /// The imports: the standard library, the runtime, the crate.
    fn lines(&self) -> TokenStream {
        let modules: [Module; 8] = [
            &["std", "collections"],
            &["farrier", "client"],
            &["farrier", "protocol"],
            &["farrier", "server"],
            &["farrier"],
            &["crate"],
            OPERATION,
            TYPES,
        ];
        let mut lines = TokenStream::new();
        for module in modules {
            let Some(items) = self.imports.get(module) else {
                continue;
            };
            let path = module.iter().map(|part| format_ident!("{part}"));
            let path = quote!(#(#path)::*);
            let items: Vec<&Ident> = items.values().collect();
            // What a crate defines has names that are told apart in all of it; an application's may not be.
            let whole = self.place != Place::Example && (module == OPERATION || module == TYPES);
            lines.extend(match items.as_slice() {
                _ if whole => quote!(use #path::*;),
                [one] => quote!(use #path::#one;),
                many => quote!(use #path::{#(#many),*};),
            });
        }
        lines
    }
}

/// Tokens that may begin with a path.
#[derive(Clone, Copy)]
struct Names<'a>(&'a [TokenTree]);

impl<'a> Names<'a> {
    /// A name of the path, if it has so many.
    fn nth(self, at: usize) -> Option<&'a Ident> {
        let mut colons = self.0.get(..3 * at)?.chunks_exact(3);
        let is_step = |step: &[TokenTree]| {
            matches!(&step[0], TokenTree::Ident(_)) && step[1..].iter().all(is_colon)
        };
        match self.0.get(3 * at)? {
            TokenTree::Ident(name) if colons.all(is_step) => Some(name),
            _ => None,
        }
    }
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':')
}
