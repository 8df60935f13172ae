//! JSON text as a tree, by another reader than the one that is tested, and what differs in two trees.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::Document;

/// At most this many differences are told of.
const MOST: usize = 20;

/// Reads JSON; numbers keep every digit.
pub(super) fn parse(text: &str) -> Result<Document, String> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| error.to_string())?;
    read(raw)
}

fn read(raw: &RawValue) -> Result<Document, String> {
    let text = raw.get();
    let failed = |error: serde_json::Error| error.to_string();
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let entries: BTreeMap<String, &RawValue> =
                serde_json::from_str(text).map_err(failed)?;
            let entry = |(key, value)| Ok((key, read(value)?));
            Document::Object(
                entries
                    .into_iter()
                    .map(entry)
                    .collect::<Result<_, String>>()?,
            )
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(failed)?;
            Document::Array(items.into_iter().map(read).collect::<Result<_, String>>()?)
        }
        Some(b'"') => Document::String(serde_json::from_str(text).map_err(failed)?),
        Some(b't') => Document::Boolean(true),
        Some(b'f') => Document::Boolean(false),
        Some(b'n') => Document::Null,
        _ => Document::Number(text.parse().map_err(|_| format!("{text} is no number"))?),
    })
}

/// Everything in which two trees differ, a line each.
pub(super) fn differences(expected: &Document, actual: &Document) -> Vec<String> {
    let mut found = Vec::new();
    compare("", Some(expected), Some(actual), &mut found);
    if found.len() > MOST {
        let more = found.len() - MOST;
        found.truncate(MOST);
        found.push(format!("and {more} more"));
    }
    found
}

fn compare(
    path: &str,
    expected: Option<&Document>,
    actual: Option<&Document>,
    found: &mut Vec<String>,
) {
    let at = |key: &str| format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
    match (expected, actual) {
        (Some(expected), Some(actual)) if expected == actual => {}
        (Some(Document::Object(expected)), Some(Document::Object(actual))) => {
            for (key, value) in expected {
                compare(&at(key), Some(value), actual.get(key), found);
            }
            for (key, value) in actual
                .iter()
                .filter(|(key, _)| !expected.contains_key(*key))
            {
                compare(&at(key), None, Some(value), found);
            }
        }
        (Some(Document::Array(expected)), Some(Document::Array(actual))) => {
            for index in 0..expected.len().max(actual.len()) {
                let path = at(&index.to_string());
                compare(&path, expected.get(index), actual.get(index), found);
            }
        }
        _ => {
            let path = if path.is_empty() { "the value" } else { path };
            found.push(format!(
                "{path}: expected {}, found {}",
                shown(expected),
                shown(actual)
            ));
        }
    }
}

fn shown(value: Option<&Document>) -> String {
    value.map_or_else(|| "nothing".to_owned(), print)
}

/// The tree as JSON.
pub(super) fn print(value: &Document) -> String {
    match value {
        Document::Null => "null".to_owned(),
        Document::Boolean(value) => value.to_string(),
        Document::Number(value) => value.as_str().to_owned(),
        Document::String(value) => format!("{value:?}"),
        Document::Array(items) => {
            let items: Vec<String> = items.iter().map(print).collect();
            format!("[{}]", items.join(","))
        }
        Document::Object(entries) => {
            let entry = |(key, value): (&String, &Document)| format!("{key:?}:{}", print(value));
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_name_their_place() {
        let expected = parse(r#"{"a": [1, 2], "b/c": 1.50, "d": "x"}"#).unwrap();
        let actual = parse(r#"{"a": [1], "b/c": 1.5, "e": null}"#).unwrap();
        assert_eq!(
            differences(&expected, &actual),
            [
                "/a/1: expected 2, found nothing",
                "/d: expected \"x\", found nothing",
                "/e: expected nothing, found null",
            ]
        );
    }

    #[test]
    fn numbers_keep_every_digit() {
        let one = parse("12345678901234567890.1234567890").unwrap();
        let other = parse("12345678901234567890.1234567891").unwrap();
        assert_ne!(one, other);
        assert!(parse("[1,]").is_err());
    }
}
