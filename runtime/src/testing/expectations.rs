//! What a case says of an HTTP message's headers and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderMap;

use super::cbor;
use super::form;
use super::message::Message;
use super::report::Report;
use super::tree;
#[cfg(feature = "xml")]
use super::xml;
use crate::wire::Schema;

const CBOR: &str = "application/cbor";

/// What headers and body must be.
#[derive(Clone, Debug, Default)]
pub(super) struct Expectations {
    pub(super) headers: Vec<(&'static str, &'static str)>,
    pub(super) forbidden: Vec<&'static str>,
    pub(super) required: Vec<&'static str>,
    /// The media type, which may be unknown, and the body.
    pub(super) body: Option<(&'static str, &'static str)>,
}

impl Expectations {
    /// Compares a message, which is that of an error if it is one.
    pub(super) fn check(&self, message: &Message, error: Option<&Schema>, report: &mut Report) {
        for (name, expected) in &self.headers {
            header(name, expected, &message.headers, report);
        }
        for name in &self.forbidden {
            if let Some(value) = joined(&message.headers, name) {
                report.push(format!("header {name}: expected none, found {value:?}"));
            }
        }
        for name in &self.required {
            if !message.headers.contains_key(*name) {
                report.push(format!("header {name}: not there"));
            }
        }
        if let Some((media_type, expected)) = self.body {
            report.about("body", body(media_type, expected, &message.body, error));
        }
    }
}

/// Compares a header; several lines of it are one list.
pub(super) fn header(name: &str, expected: &str, headers: &HeaderMap, report: &mut Report) {
    match joined(headers, name) {
        Some(value) => report.same(&format!("header {name}"), expected, &value),
        None => report.push(format!("header {name}: expected {expected:?}, found none")),
    }
}

fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Vec<_> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// The bytes of a body that a case states; those of CBOR stand in base64.
pub(super) fn bytes(media_type: &str, body: &'static str) -> Bytes {
    let decoded = match essence(media_type) {
        CBOR => STANDARD.decode(body).ok(),
        _ => None,
    };
    decoded.map_or(Bytes::from_static(body.as_bytes()), Bytes::from)
}

/// What differs in two bodies of a media type; `error` is that which they stand for.
pub(super) fn body(
    media_type: &str,
    expected: &str,
    actual: &[u8],
    error: Option<&Schema>,
) -> Vec<String> {
    // Only XML says more than a model knows.
    let _ = error;
    if expected.as_bytes() == actual {
        return Vec::new();
    }
    if essence(media_type) == CBOR {
        return cbor::differences(expected, actual);
    }
    let unlike = |actual: &str| vec![format!("expected {expected:?}, found {actual:?}")];
    let Ok(text) = std::str::from_utf8(actual) else {
        return unlike(&String::from_utf8_lossy(actual));
    };
    if expected.is_empty() || text.is_empty() {
        return unlike(text);
    }
    match essence(media_type) {
        json if json == "application/json" || json.ends_with("+json") => {
            match (tree::parse(expected), tree::parse(text)) {
                (Ok(expected), Ok(actual)) => tree::differences(&expected, &actual),
                (Err(error), _) => vec![format!("the case states no JSON: {error}")],
                (_, Err(error)) => vec![format!("no JSON: {error}")],
            }
        }
        #[cfg(feature = "xml")]
        "application/xml" | "text/xml" => match (xml::parse(expected), xml::parse(text)) {
            (Ok(mut expected), Ok(mut actual)) => {
                xml::forget_request(&mut expected);
                xml::forget_request(&mut actual);
                if let Some(error) = error {
                    xml::keep_modelled(&mut expected, error);
                    xml::keep_modelled(&mut actual, error);
                }
                tree::differences(&expected, &actual)
            }
            (Err(error), _) => vec![format!("the case states no XML: {error}")],
            (_, Err(error)) => vec![format!("no XML: {error}")],
        },
        "application/x-www-form-urlencoded" => form::differences(expected, text),
        _ => unlike(text),
    }
}

fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_compared_by_media_type() {
        let same = |media_type, one: &str, other: &str| {
            body(media_type, one, other.as_bytes(), None).is_empty()
        };
        assert!(same(
            "application/json; charset=utf-8",
            r#"{"a":1.0,"b":2}"#,
            r#"{ "b": 2, "a": 1 }"#
        ));
        assert!(!same("application/json", r#"{"a":1}"#, r#"{"a":1,"b":2}"#));
        assert!(!same("application/json", "{}", ""));
        assert!(same(
            "application/x-www-form-urlencoded",
            "a=1&b=2",
            "b=2&a=1"
        ));
        assert!(!same("application/x-www-form-urlencoded", "a=1&b=2", "b=2"));
        assert!(!same("text/plain", "a=1&b=2", "b=2&a=1"));
        assert!(!same("", "x", ""));
        let same = |one: &str, other: &[u8]| body("application/cbor", one, other, None).is_empty();
        assert!(same("v/8=", b"\xa0"));
        assert!(!same("v/8=", b""));
        assert!(!same("v/8=", b"\xa1\x61a\x00"));
    }
}
