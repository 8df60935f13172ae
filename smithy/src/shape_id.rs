//! Shape ids: `namespace#Name` and `namespace#Name$member`.

use std::fmt;
use std::sync::{Arc, LazyLock};

/// The id of a shape or member: `namespace#Name` or `namespace#Name$member`.
///
/// See [shape id](https://smithy.io/2.0/spec/model.html#shape-id).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(Arc<str>);

impl ShapeId {
    /// An absolute id. The text is taken as it is: the loader checks it before.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }

    /// What stands before `#`.
    pub fn namespace(&self) -> &str {
        self.0
            .split_once('#')
            .map_or("", |(namespace, _)| namespace)
    }

    /// The shape's name, between `#` and `$`.
    pub fn name(&self) -> &str {
        let name = self.0.split_once('#').map_or(&*self.0, |(_, name)| name);
        name.split_once('$').map_or(name, |(name, _)| name)
    }

    /// The member's name, behind `$`.
    pub fn member(&self) -> Option<&str> {
        self.0.rsplit_once('$').map(|(_, member)| member)
    }

    /// The id of a member of this shape.
    pub fn with_member(&self, member: &str) -> Self {
        Self(format!("{self}${member}").into())
    }

    /// The id of the prelude's unit, which stands for no value.
    pub fn unit() -> Self {
        static UNIT: LazyLock<ShapeId> = LazyLock::new(|| ShapeId::new("smithy.api#Unit"));
        UNIT.clone()
    }

    /// Whether the shape belongs to the prelude, namespace `smithy.api`.
    pub fn is_prelude(&self) -> bool {
        self.namespace() == "smithy.api"
    }
}

/// Whether a text is an identifier: a letter, or underscores and then a letter or digit, then letters, digits, underscores.
pub(crate) fn is_identifier(text: &str) -> bool {
    let tail = text.trim_start_matches('_');
    let first_fits = match tail.bytes().next() {
        Some(first) if tail.len() < text.len() => first.is_ascii_alphanumeric(),
        Some(first) => first.is_ascii_alphabetic(),
        None => false,
    };
    first_fits
        && tail
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a text is a namespace: identifiers joined by dots.
pub(crate) fn is_namespace(text: &str) -> bool {
    text.split('.').all(is_identifier)
}

/// How many bytes an identifier or a namespace has at most; real ones have fewer than a hundred. Ids repeat them, so that
/// without a bound a text with a long one would take memory as its square.
pub(crate) const LONGEST: usize = 1_000;

/// Why a text is not the absolute id of a shape or, if `member` allows it, of a member.
pub(crate) fn fault(text: &str, member: bool) -> Option<String> {
    let Some((namespace, name)) = text.split_once('#') else {
        return Some("it has no namespace: an absolute id reads `namespace#Name`".to_owned());
    };
    let (name, tail) = match name.split_once('$') {
        Some((name, tail)) => (name, Some(tail)),
        None => (name, None),
    };
    if [namespace, name].iter().any(|part| part.len() > LONGEST) {
        return Some(format!(
            "namespaces and names have at most {LONGEST} letters"
        ));
    }
    if !is_namespace(namespace) {
        return Some(format!(
            "`{namespace}` is not a namespace: identifiers joined by dots"
        ));
    }
    if !is_identifier(name) {
        return Some(format!(
            "`{name}` is not an identifier: letters, digits and underscores, not a digit first"
        ));
    }
    match tail {
        Some(tail) if !member => Some(format!("`${tail}` names a member where a shape is needed")),
        Some(tail) if !is_identifier(tail) => Some(format!("`{tail}` is not an identifier")),
        _ => None,
    }
}

impl fmt::Display for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShapeId({})", self.0)
    }
}

impl From<&str> for ShapeId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<&ShapeId> for ShapeId {
    fn from(id: &ShapeId) -> Self {
        id.clone()
    }
}

impl std::borrow::Borrow<str> for ShapeId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for ShapeId {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for ShapeId {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}
