//! Tokens to text.

mod compact;

use proc_macro2::TokenStream;

/// The text of a Rust file: prettyplease's, made [compact](compact::compact) and with a blank line between items and
/// documented methods.
pub(crate) fn rust(tokens: TokenStream) -> syn::Result<String> {
    let text = prettyplease::unparse(&syn::parse2(tokens)?);
    Ok(space(&compact::compact(&text)))
}

/// Sets a blank line before each item that is more than a line, and before each documented method.
///
/// Lines can be looked at one by one: tokens hold no string or comment of several lines.
fn space(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 16);
    let mut before = "";
    for line in text.lines() {
        if starts_apart(before, line) {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        before = line;
    }
    spaced
}

fn starts_apart(before: &str, line: &str) -> bool {
    let inner = line.starts_with("    ");
    if inner {
        // A documented method behind another, or a test.
        let documented = line.starts_with("    ///");
        let test = line == "    #[test]" && !before.starts_with("    ///");
        let function = before.starts_with("    pub fn ") && before.ends_with('}');
        let behind = function || matches!(before, "    }" | "    use super::*;");
        return behind && (documented || test);
    }
    let about_crate = before.starts_with("//!") || before.starts_with("#![");
    let more_about_crate = line.starts_with("//!") || line.starts_with("#![");
    let closed = (before.ends_with('}') || before.ends_with(';')) && !before.starts_with("//");
    let list = is_listed(before) && is_listed(line);
    !before.is_empty()
        && !line.starts_with(['}', ')', ']'])
        && (about_crate != more_about_crate || closed && !before.starts_with(' ') && !list)
}

/// Whether the line belongs to a list of short items, which stand together.
fn is_listed(line: &str) -> bool {
    ["use ", "pub use ", "mod ", "pub mod "]
        .iter()
        .any(|start| line.starts_with(start))
        && line.ends_with(';')
}
