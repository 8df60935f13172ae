//! Values without a schema.

#[cfg(feature = "serde_json")]
mod value;

use std::collections::BTreeMap;

use crate::BigDecimal;

/// The value of a [document] shape: any JSON value. Numbers keep every digit.
///
/// With the feature `serde_json` it comes from and turns into a `serde_json::Value`.
///
/// [document]: https://smithy.io/2.0/spec/simple-types.html#document
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Document {
    /// `null`.
    #[default]
    Null,
    /// A boolean.
    Boolean(bool),
    /// A number of any size.
    Number(BigDecimal),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Document>),
    /// An object.
    Object(BTreeMap<String, Document>),
}

impl Document {
    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<&BigDecimal> {
        match self {
            Self::Number(value) => Some(value),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(value) => Some(value),
            _ => None,
        }
    }

    /// The items, if it is an array.
    pub fn as_array(&self) -> Option<&[Document]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if it is an object.
    pub fn as_object(&self) -> Option<&BTreeMap<String, Document>> {
        match self {
            Self::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under `key`, if it is an object that has one.
    pub fn get(&self, key: &str) -> Option<&Document> {
        self.as_object()?.get(key)
    }
}

impl From<()> for Document {
    fn from((): ()) -> Self {
        Self::Null
    }
}

impl From<bool> for Document {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<&str> for Document {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Document {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<i64> for Document {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<BigDecimal> for Document {
    fn from(value: BigDecimal) -> Self {
        Self::Number(value)
    }
}

impl<T: Into<Document>> From<Vec<T>> for Document {
    fn from(items: Vec<T>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Document>> From<BTreeMap<String, T>> for Document {
    fn from(entries: BTreeMap<String, T>) -> Self {
        Self::Object(
            entries
                .into_iter()
                .map(|(key, value)| (key, value.into()))
                .collect(),
        )
    }
}
