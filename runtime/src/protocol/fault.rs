//! Errors in bodies of JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Response};

use super::ErrorIdentity;
use crate::DecodeError;
use crate::json::{Kind, Tokens, quote};

/// The header that names an error.
pub(super) const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// Which error a response is: what the header says, else what the body does.
pub(super) fn identify(response: &Response<Bytes>) -> ErrorIdentity {
    let texts = texts(response.body()).unwrap_or_default();
    let text = |key: &str| texts.get(key).map(|text| &**text);
    let code = header(response.headers())
        .or_else(|| text("code"))
        .or_else(|| text("__type"));
    let message = MESSAGE.into_iter().find_map(text);
    ErrorIdentity {
        code: code
            .map(shape_name)
            .filter(|code| !code.is_empty())
            .map(str::to_owned),
        message: message.map(str::to_owned),
    }
}

/// Where the body of an error tells its message.
const MESSAGE: [&str; 3] = ["message", "Message", "errorMessage"];

/// The message of an error that the model does not list.
#[cfg(feature = "event-stream")]
pub(crate) fn message_in(body: &[u8]) -> Option<String> {
    let texts = texts(body).ok()?;
    let message = MESSAGE.into_iter().find_map(|key| texts.get(key))?;
    Some(message.clone().into_owned())
}

fn header(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(ERROR_TYPE)
        .and_then(|value| value.to_str().ok())
}

/// The members of a JSON object that are strings; none of another value.
fn texts(body: &[u8]) -> Result<BTreeMap<Cow<'_, str>, Cow<'_, str>>, DecodeError> {
    let mut texts = BTreeMap::new();
    let mut tokens = Tokens::new(body);
    if tokens.peek()? != Kind::Object {
        return Ok(texts);
    }
    let mut key = tokens.first_key()?;
    while let Some(name) = key {
        match tokens.peek()? {
            Kind::String => {
                texts.insert(name, tokens.string()?);
            }
            _ => tokens.skip(1)?,
        }
        key = tokens.next_key()?;
    }
    tokens.finish().map(|()| texts)
}

/// `FooError` of `aws.protocoltests#FooError:http://internal.example/`.
fn shape_name(code: &str) -> &str {
    let without_url = code.split(':').next().unwrap_or_default();
    without_url.rsplit('#').next().unwrap_or_default().trim()
}

/// `{"message": …}`.
pub(super) fn body(message: &str) -> Vec<u8> {
    let mut body = br#"{"message":"#.to_vec();
    quote(message, &mut body);
    body.push(b'}');
    body
}
