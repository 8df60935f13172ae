//! Documentation traits, as rustdoc.

use farrier_smithy::Traits;
use farrier_smithy::traits::{Deprecated, Documentation, ExternalDocumentation};

use super::{Deprecation, Docs, Type};
use crate::docs::{self, rustdoc};

/// What the traits say, with `fallback` where they say nothing.
pub(super) fn docs(traits: &Traits, fallback: impl FnOnce() -> String) -> Docs {
    let documentation = traits
        .get::<Documentation>()
        .map(|trait_| trait_.0)
        .unwrap_or_default();
    let mut text = rustdoc(&documentation);
    if text.is_empty() {
        text = fallback();
    }
    if let Some(ExternalDocumentation(links)) = traits.get() {
        for (name, url) in links {
            text.push_str("\n\n");
            text.push_str(&rustdoc(&format!("[{name}]({url})")));
        }
    }
    let deprecated = traits.get::<Deprecated>().map(|trait_| Deprecation {
        note: trait_.message,
        since: trait_.since,
    });
    Docs { text, deprecated }
}

/// The first sentence of what the traits say, on one line.
pub(super) fn summary(traits: &Traits, docs: &Docs) -> String {
    let sentence = traits
        .get::<Documentation>()
        .map(|trait_| docs::summary(&trait_.0))
        .unwrap_or_default();
    // A list or a block of code has no first sentence.
    if sentence.is_empty() {
        docs.text.lines().next().unwrap_or_default().to_owned()
    } else {
        sentence
    }
}

/// Says that the name differs from the model's by more than style.
pub(super) fn renamed(docs: &mut Docs, name: &str) {
    docs.text
        .push_str(&format!("\n\nNamed `{name}` in the model."));
}

/// Says of a member that streams what that means.
pub(super) fn streams(docs: &mut Docs, ty: &Type, requires_length: bool) {
    docs.text.push_str(match ty {
        Type::ByteStream if requires_length => {
            "\n\nStreams; its length must be known before it is sent."
        }
        Type::ByteStream => "\n\nStreams, and may be larger than memory.",
        Type::EventStream(_) => "\n\nA stream of events.",
        _ => "",
    });
}
