//! The names of `\p{…}`: those of ECMA-262, and those of Java that models use.

use super::set::{Item, items};

/// What a property holds, if its name is known.
///
/// A name that ECMA-262 knows has its meaning there, so `\p{Alpha}` is Unicode's Alphabetic. Names
/// that only Java's `java.util.regex.Pattern` knows have the meaning they have there.
pub(super) fn lookup(name: &str) -> Option<Vec<Item>> {
    java(name).or_else(|| unicode(name))
}

fn java(name: &str) -> Option<Vec<Item>> {
    let ascii: &[(u32, u32)] = match name {
        "Alnum" => &[(0x30, 0x39), (0x41, 0x5a), (0x61, 0x7a)],
        "Blank" => &[(0x09, 0x09), (0x20, 0x20)],
        "Cntrl" => &[(0x00, 0x1f), (0x7f, 0x7f)],
        "Digit" => &[(0x30, 0x39)],
        "Graph" => &[(0x21, 0x7e)],
        "Print" => &[(0x20, 0x7e)],
        "Punct" => &[(0x21, 0x2f), (0x3a, 0x40), (0x5b, 0x60), (0x7b, 0x7e)],
        "Space" => &[(0x09, 0x0d), (0x20, 0x20)],
        "XDigit" => &[(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)],
        "L1" => &[(0x00, 0xff)],
        "all" => &[(0x00, 0x10_ffff)],
        "LD" | "javaLetterOrDigit" => return Some(vec![property("L"), property("Nd")]),
        "LC" => return Some(vec![property("Lu"), property("Ll"), property("Lt")]),
        "javaLetter" => return Some(vec![property("L")]),
        "javaDigit" => return Some(vec![property("Nd")]),
        "javaAlphabetic" => return Some(vec![property("Alphabetic")]),
        "javaLowerCase" => return Some(vec![property("Lowercase")]),
        "javaUpperCase" => return Some(vec![property("Uppercase")]),
        _ => return None,
    };
    Some(items(ascii))
}

fn unicode(name: &str) -> Option<Vec<Item>> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '=');
    if !name.chars().all(plain) {
        return None;
    }
    // Java writes `IsLatin` where ECMA-262 has `Script=Latin`.
    let candidates = [Some(name), name.strip_prefix("Is")];
    candidates.into_iter().flatten().find_map(|name| {
        let written = format!("\\p{{{name}}}");
        regex_syntax::parse(&written)
            .is_ok()
            .then(|| vec![property(name)])
    })
}

fn property(name: &str) -> Item {
    Item::Property {
        name: name.to_owned(),
        negated: false,
    }
}
