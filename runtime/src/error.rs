//! Why a value cannot be written or read.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use crate::validate::pointer;

/// A value cannot be written. Nothing of it was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct EncodeError(Box<EncodeFault>);

#[derive(Clone, PartialEq, Eq)]
struct EncodeFault {
    path: String,
    kind: EncodeErrorKind,
}

/// What kept a value from being written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// A label of the path or the host is empty: the request would go to another resource.
    EmptyLabel,
    /// A union holds a member that the model does not list, whose value is lost.
    UnknownVariant(String),
    /// The value nests deeper than codecs go.
    TooDeep,
    /// The value has no form where the member travels; the text says why.
    Unrepresentable(&'static str),
}

impl EncodeError {
    /// An error of this kind, at the value itself.
    pub fn new(kind: EncodeErrorKind) -> Self {
        Self(Box::new(EncodeFault {
            path: String::new(),
            kind,
        }))
    }

    /// The label `member` is empty.
    pub fn empty_label(member: &str) -> Self {
        Self::new(EncodeErrorKind::EmptyLabel).within(member)
    }

    /// A union holds `name`, which the model does not list.
    pub fn unknown_variant(name: &str) -> Self {
        Self::new(EncodeErrorKind::UnknownVariant(name.to_owned()))
    }

    /// The value has no form where it travels.
    pub fn unrepresentable(why: &'static str) -> Self {
        Self::new(EncodeErrorKind::Unrepresentable(why))
    }

    /// Where the value is, as a JSON pointer; empty at the root.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong.
    pub fn kind(&self) -> &EncodeErrorKind {
        &self.0.kind
    }

    /// Puts the path inside the member, key or index `name`.
    pub(crate) fn within(mut self, name: &str) -> Self {
        pointer::prepend(&mut self.0.path, name);
        self
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot write ")?;
        write_path(f, &self.0.path)?;
        match &self.0.kind {
            EncodeErrorKind::EmptyLabel => f.write_str(": a label must not be empty"),
            EncodeErrorKind::UnknownVariant(name) => {
                write!(f, ": the union's member {name:?} is not in the model")
            }
            EncodeErrorKind::TooDeep => f.write_str(": nested too deep"),
            EncodeErrorKind::Unrepresentable(why) => write!(f, ": {why}"),
        }
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodeError")
            .field("path", &self.0.path)
            .field("kind", &self.0.kind)
            .finish()
    }
}

impl Error for EncodeError {}

/// A message cannot be read. It tells where, and kinds of values, never a value.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<DecodeFault>);

#[derive(Clone, PartialEq, Eq)]
struct DecodeFault {
    path: String,
    kind: DecodeErrorKind,
}

/// What kept a message from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// A required member is not there.
    Missing,
    /// Something else is there than the model says.
    Unexpected {
        /// What the model says, such as `a string`.
        expected: Cow<'static, str>,
        /// What is there, such as `a number`.
        found: Cow<'static, str>,
    },
    /// The message is not of its format.
    Syntax {
        /// What the format's reader says.
        reason: String,
        /// How many bytes into the body.
        offset: usize,
    },
    /// The message nests deeper than codecs go.
    TooDeep,
}

impl DecodeError {
    /// An error of this kind, at the value itself.
    pub fn new(kind: DecodeErrorKind) -> Self {
        Self(Box::new(DecodeFault {
            path: String::new(),
            kind,
        }))
    }

    /// The required member `name` is not there.
    pub fn missing(name: &str) -> Self {
        Self::new(DecodeErrorKind::Missing).within(name)
    }

    /// The required member at this path is not there.
    pub(crate) fn missing_at(path: String) -> Self {
        Self(Box::new(DecodeFault {
            path,
            kind: DecodeErrorKind::Missing,
        }))
    }

    /// `expected` is what the model says, `found` what is there instead: kinds of values, not values.
    pub fn unexpected(
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(DecodeErrorKind::Unexpected {
            expected: expected.into(),
            found: found.into(),
        })
    }

    /// Where the value is, as a JSON pointer such as `/items/3/id`; empty at the root.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong.
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.0.kind
    }

    /// Puts the path inside the member, key or index `name`.
    pub(crate) fn within(mut self, name: &str) -> Self {
        pointer::prepend(&mut self.0.path, name);
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot read ")?;
        write_path(f, &self.0.path)?;
        match &self.0.kind {
            DecodeErrorKind::Missing => f.write_str(": the required member is missing"),
            DecodeErrorKind::Unexpected { expected, found } => {
                write!(f, ": expected {expected}, found {found}")
            }
            DecodeErrorKind::Syntax { reason, offset } => write!(f, ": {reason} at byte {offset}"),
            DecodeErrorKind::TooDeep => f.write_str(": nested too deep"),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("path", &self.0.path)
            .field("kind", &self.0.kind)
            .finish()
    }
}

impl Error for DecodeError {}

fn write_path(f: &mut fmt::Formatter<'_>, path: &str) -> fmt::Result {
    match path {
        "" => f.write_str("the message"),
        path => f.write_str(path),
    }
}
