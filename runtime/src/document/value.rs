//! Documents as values of `serde_json`.

use serde_json::Value;

use crate::{Document, NumberError};

impl From<Value> for Document {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(value),
            // JSON writes every number that a `Value` holds so that it parses.
            Value::Number(value) => value.to_string().parse().map_or(Self::Null, Self::Number),
            Value::String(value) => Self::String(value),
            Value::Array(items) => items.into(),
            Value::Object(entries) => Self::Object(
                entries
                    .into_iter()
                    .map(|(key, value)| (key, value.into()))
                    .collect(),
            ),
        }
    }
}

/// Whole numbers of 64 bits stay as they are, others become the nearest double; a number that is too
/// large for one is an error.
impl TryFrom<Document> for Value {
    type Error = NumberError;

    fn try_from(document: Document) -> Result<Self, NumberError> {
        Ok(match document {
            Document::Null => Self::Null,
            Document::Boolean(value) => Self::Bool(value),
            Document::Number(value) => {
                Self::Number(value.as_str().parse().map_err(|_| NumberError)?)
            }
            Document::String(value) => Self::String(value),
            Document::Array(items) => Self::Array(
                items
                    .into_iter()
                    .map(Self::try_from)
                    .collect::<Result<_, _>>()?,
            ),
            Document::Object(entries) => {
                let entry = |(key, value)| Ok((key, Self::try_from(value)?));
                Self::Object(entries.into_iter().map(entry).collect::<Result<_, _>>()?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_serde_json_come_and_go() {
        let value = serde_json::json!({"a": [1, -2.5, true, null, "x", u64::MAX], "b": {}});
        let document = Document::from(value.clone());
        assert_eq!(
            document
                .get("a")
                .and_then(Document::as_array)
                .map(<[_]>::len),
            Some(6)
        );
        assert_eq!(Value::try_from(document), Ok(value));
    }

    #[test]
    fn a_number_too_large_for_a_double_is_no_value() {
        let document = Document::Number("1e400".parse().unwrap());
        assert_eq!(Value::try_from(document), Err(NumberError));
    }
}
