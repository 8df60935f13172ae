//! What a generated crate offers: every public item, in the order of the files, without what is inside of it.

use farrier_codegen::Files;
use quote::ToTokens;
use syn::{Attribute, ImplItem, Item, Visibility};

/// The public items of the crate's files, each file's under its path.
///
/// # Panics
///
/// When a file is no Rust.
pub fn surface(name: &str, files: &Files) -> String {
    let mut surface = String::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let items = public(text);
        if !items.is_empty() {
            let path = path
                .strip_prefix(name)
                .unwrap_or(path)
                .trim_start_matches('/');
            surface += &format!("// ======== {path}\n\n{items}\n");
        }
    }
    surface
}

/// The public items of a file, and the traits that its types implement.
fn public(text: &str) -> String {
    let mut file = syn::parse_file(text).expect("what is generated is Rust");
    file.attrs.clear();
    file.items = file.items.into_iter().filter_map(outside).collect();
    prettyplease::unparse(&file)
}

/// An item as it is seen from outside: no documentation, no bodies, nothing private.
fn outside(mut item: Item) -> Option<Item> {
    let public = match &mut item {
        Item::Use(item) => shown(&item.vis, &mut item.attrs),
        Item::Mod(item) => shown(&item.vis, &mut item.attrs),
        Item::Type(item) => shown(&item.vis, &mut item.attrs),
        Item::Struct(item) => {
            item.fields
                .iter_mut()
                .for_each(|field| undocument(&mut field.attrs));
            if item.fields.iter().any(|field| !is_public(&field.vis)) {
                item.fields = syn::Fields::Unit;
                item.semi_token = Some(Default::default());
            }
            shown(&item.vis, &mut item.attrs)
        }
        Item::Enum(item) => {
            item.variants
                .iter_mut()
                .for_each(|variant| undocument(&mut variant.attrs));
            shown(&item.vis, &mut item.attrs)
        }
        Item::Trait(item) => {
            for member in &mut item.items {
                if let syn::TraitItem::Fn(method) = member {
                    undocument(&mut method.attrs);
                }
            }
            shown(&item.vis, &mut item.attrs)
        }
        Item::Impl(item) if item.trait_.is_some() => {
            item.items.clear();
            true
        }
        Item::Impl(item) => {
            item.items.retain_mut(is_public_member);
            !item.items.is_empty()
        }
        _ => false,
    };
    public.then_some(item)
}

fn is_public_member(member: &mut ImplItem) -> bool {
    match member {
        ImplItem::Fn(method) => {
            undocument(&mut method.attrs);
            method.block.stmts.clear();
            is_public(&method.vis)
        }
        ImplItem::Const(constant) => {
            undocument(&mut constant.attrs);
            is_public(&constant.vis)
        }
        _ => false,
    }
}

fn shown(visibility: &Visibility, attributes: &mut Vec<Attribute>) -> bool {
    undocument(attributes);
    is_public(visibility)
}

fn is_public(visibility: &Visibility) -> bool {
    visibility.to_token_stream().to_string() == "pub"
}

/// Drops documentation, but for the note that an item is called otherwise in the model.
fn undocument(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| {
        !attribute.path().is_ident("doc")
            || attribute.to_token_stream().to_string().contains("Named `")
    });
}
