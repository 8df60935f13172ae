//! HTTP messages as they were sent, whole.

use std::fmt::{self, Write as _};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue};
use http_body_util::BodyExt;

/// A request or response with all of its body, for comparison and for people.
#[derive(Debug)]
pub(super) struct Message {
    /// `PUT http://host/path` or `200 OK`.
    pub(super) start: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Message {
    /// Reads the body, and adds the headers about its length that an HTTP/1.1 connection would; `zero`
    /// tells whether that is said of an empty one, too.
    pub(super) async fn receive<B>(
        start: String,
        mut headers: HeaderMap,
        body: B,
        zero: bool,
    ) -> Result<Self, String>
    where
        B: http_body::Body<Data = Bytes>,
        B::Error: fmt::Display,
    {
        if !headers.contains_key(CONTENT_LENGTH) {
            match body.size_hint().exact() {
                Some(0) if !zero => {}
                Some(length) => {
                    headers.insert(CONTENT_LENGTH, length.into());
                }
                None => {
                    headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
                }
            }
        }
        let body = body.collect().await;
        let body = body.map_err(|error| format!("the body breaks off: {error}"))?;
        Ok(Self {
            start,
            headers,
            body: body.to_bytes(),
        })
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {}", self.start)?;
        for (name, value) in &self.headers {
            writeln!(f, "  {name}: {}", String::from_utf8_lossy(value.as_bytes()))?;
        }
        f.write_char('\n')?;
        for line in String::from_utf8_lossy(&self.body).lines() {
            writeln!(f, "  {line}")?;
        }
        Ok(())
    }
}
