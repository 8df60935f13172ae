//! Messages as text: the first line, the headers in order of name, and the body.

use farrier::Body;
use http::{HeaderMap, Request, Response};

/// A request, its body as `show` has it.
pub(crate) fn request_text(request: Request<Body>, show: fn(&[u8]) -> String) -> String {
    let first = format!("{} {}", request.method(), request.uri());
    let body = show(request.body().as_bytes().unwrap());
    text(first, request.headers(), body)
}

/// A response, its body as `show` has it.
pub(crate) fn response_text(
    response: Response<impl Into<Body>>,
    show: fn(&[u8]) -> String,
) -> String {
    let response = response.map(Into::into);
    let first = response.status().as_str().to_owned();
    let body = show(response.body().as_bytes().unwrap());
    text(first, response.headers(), body)
}

fn text(first: String, headers: &HeaderMap, body: String) -> String {
    let mut lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    lines.sort();
    lines.insert(0, first);
    lines.push(body);
    lines.join("\n")
}
