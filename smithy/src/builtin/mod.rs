//! The models that are always there: the prelude, and the trait definitions that every generator must know.

use std::sync::LazyLock;

use crate::Source;
use crate::ast::Definition;

/// Built-in sources are numbered from here up, so that their spans never meet those of other sources.
const FIRST: u32 = u32::MAX - 0xff;

static SOURCES: LazyLock<[Source; 4]> = LazyLock::new(|| {
    [
        Source::new("<smithy.api>", include_str!("prelude.json")),
        Source::new("<aws>", include_str!("aws.json")),
        Source::new("<smithy.protocols>", include_str!("protocols.json")),
        Source::new("<smithy.test>", include_str!("test.json")),
    ]
});

/// A built-in source by its number.
pub(crate) fn source(number: u32) -> Option<&'static Source> {
    SOURCES.get(number.checked_sub(FIRST)? as usize)
}

/// Whether a source is built in.
pub(crate) fn is_builtin(number: u32) -> bool {
    number >= FIRST
}

/// Whether a definition of the same shape in a model goes before this one: models that other tools
/// print bring the definitions of the traits that they use. The prelude is the language's own.
pub(crate) fn gives_way(definition: &Definition) -> bool {
    is_builtin(definition.span.source) && !definition.id.is_prelude()
}

/// Every built-in source with its number.
pub(crate) fn sources() -> impl Iterator<Item = (u32, &'static Source)> {
    (FIRST..).zip(SOURCES.iter())
}

/// Whether the built-in models define every trait of a namespace.
pub(crate) fn is_complete(namespace: &str) -> bool {
    matches!(
        namespace,
        "smithy.api"
            | "smithy.protocols"
            | "smithy.test"
            | "aws.api"
            | "aws.auth"
            | "aws.protocols"
            | "aws.customizations"
    )
}
