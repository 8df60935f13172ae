//! Errors, and what tells which one it is.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

use super::ErrorIdentity;
use crate::json::quote;

/// The header that names an error.
pub(super) const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// Which error a response is: what the header says, else what the texts of the body do.
pub(super) fn identify(headers: &HeaderMap, texts: BTreeMap<String, String>) -> ErrorIdentity {
    let text = |key: &str| texts.get(key).map(String::as_str);
    let code = header(headers)
        .or_else(|| text("code"))
        .or_else(|| text("__type"));
    ErrorIdentity {
        code: code.and_then(shape_name),
        message: message_in(texts),
    }
}

/// The same where it is `__type` that says so, and nothing else does.
pub(super) fn identify_typed(texts: BTreeMap<String, String>) -> ErrorIdentity {
    ErrorIdentity {
        code: texts.get("__type").and_then(|code| shape_name(code)),
        message: message_in(texts),
    }
}

/// The message of an error that the model does not list.
pub(crate) fn message_in(mut texts: BTreeMap<String, String>) -> Option<String> {
    ["message", "Message", "errorMessage"]
        .into_iter()
        .find_map(|key| texts.remove(key))
}

fn header(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(ERROR_TYPE)
        .and_then(|value| value.to_str().ok())
}

/// `FooError` of `aws.protocoltests#FooError:http://internal.example/`.
fn shape_name(code: &str) -> Option<String> {
    let without_url = code.split(':').next().unwrap_or_default();
    let name = without_url.rsplit('#').next().unwrap_or_default().trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// A response of an error that no model lists, with a body of JSON: `{"message": …}`.
pub(super) fn response(
    status: StatusCode,
    media_type: &'static str,
    code: &str,
    message: &str,
) -> Response<Bytes> {
    let mut body = br#"{"message":"#.to_vec();
    quote(message, &mut body);
    body.push(b'}');
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(ERROR_TYPE, name_value(code));
    response
}

/// The name of an error in a header; names in models are ASCII.
pub(super) fn name_value(name: &str) -> HeaderValue {
    HeaderValue::from_str(name).unwrap_or(HeaderValue::from_static("UnknownError"))
}
