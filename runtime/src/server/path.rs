//! Paths in segments, and the URI templates that they fit.
//!
//! A path is split at each `/` before anything is decoded, so that `%2F` stays within a segment.
//! Each segment is then decoded on its own, so that `/t%6Fkens` and `/tokens` are one path: see
//! [RFC 3986, section 6.2.2.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.2).
//! A slash at the end does not count: see
//! [literals](https://smithy.io/2.0/spec/http-bindings.html#literal-character-sequences). Other empty segments do:
//! `/tokens//a` is another path than `/tokens/a`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::http_binding::pieces;

/// Up to how many segments are kept on the stack.
const SHORT: usize = 16;

/// Hands the segments of `path` to `take`. The path `/` has none.
pub(super) fn split<T>(path: &str, take: impl FnOnce(&[&str]) -> T) -> T {
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() {
        return take(&[]);
    }
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.as_bytes().contains(&b'%') {
        let decoded: Vec<_> = path.split('/').map(decode).collect();
        let segments: Vec<&str> = decoded.iter().map(AsRef::as_ref).collect();
        return take(&segments);
    }
    let mut short = [""; SHORT];
    let mut len = 0;
    let mut rest = pieces(path, b'/');
    for (slot, segment) in short.iter_mut().zip(&mut rest) {
        *slot = segment;
        len += 1;
    }
    match rest.next() {
        None => take(&short[..len]),
        Some(_) => take(&path.split('/').collect::<Vec<_>>()),
    }
}

/// Whether a request for `path` and `query` fits the URI template of an operation.
///
/// This is the slow way, for requests that no operation takes and for paths with empty segments;
/// the others are routed by the `match` in generated code.
pub(super) fn fits(template: &str, path: &[&str], query: Option<&str>) -> bool {
    let (pattern, literals) = template.split_once('?').unwrap_or((template, ""));
    path_fits(pattern, path)
        && literals
            .split('&')
            .filter(|literal| !literal.is_empty())
            .all(|literal| match literal.split_once('=') {
                Some((key, value)) => query_is(query, &decode(key), &decode(value)),
                None => query_has(query, &decode(literal)),
            })
}

fn path_fits(pattern: &str, path: &[&str]) -> bool {
    let mut rest = path;
    let mut pattern = pattern.split('/').filter(|segment| !segment.is_empty());
    while let Some(segment) = pattern.next() {
        if segment.ends_with("+}") {
            let after: Vec<&str> = pattern.collect();
            let Some(length) = rest.len().checked_sub(after.len()) else {
                return false;
            };
            let (held, end) = rest.split_at(length);
            return !matches!(held, [] | [""])
                && after
                    .iter()
                    .zip(end)
                    .all(|(segment, text)| segment_fits(segment, text));
        }
        match rest {
            [first, others @ ..] if segment_fits(segment, first) => rest = others,
            _ => return false,
        }
    }
    rest.is_empty()
}

fn segment_fits(segment: &str, text: &str) -> bool {
    match segment.starts_with('{') {
        true => !text.is_empty(),
        false => decode(segment) == text,
    }
}

/// Whether the query holds `key`, with any value or none.
pub(super) fn query_has(query: Option<&str>, key: &str) -> bool {
    pairs(query).any(|(found, _)| found == key)
}

/// Whether the query holds `key` with `value`. A key without `=` has the empty value.
pub(super) fn query_is(query: Option<&str>, key: &str, value: &str) -> bool {
    pairs(query).any(|(found, held)| found == key && held == value)
}

fn pairs(query: Option<&str>) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    query
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
}

/// Text that is no UTF-8 when decoded stays as it is: it equals no literal, and a label refuses it.
fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(path: &str) -> Vec<String> {
        split(path, |segments| {
            segments.iter().map(|&segment| segment.to_owned()).collect()
        })
    }

    #[test]
    fn paths_are_split_before_they_are_decoded() {
        assert_eq!(segments("/"), [""; 0]);
        assert_eq!(segments("/tokens/a"), ["tokens", "a"]);
        assert_eq!(segments("/tokens/"), ["tokens"]);
        assert_eq!(segments("/tokens//"), ["tokens", ""]);
        assert_eq!(segments("//tokens"), ["", "tokens"]);
        assert_eq!(segments("/t%6Fkens/a%2Fb"), ["tokens", "a/b"]);
        assert_eq!(segments("/%FF"), ["%FF"]);
    }

    #[test]
    fn long_paths_are_whole() {
        let path = "/s".repeat(SHORT);
        assert_eq!(segments(&path).len(), SHORT);
        assert_eq!(
            segments(&format!("{path}/end")).last().map(String::as_str),
            Some("end")
        );
    }

    #[test]
    fn templates() {
        let fits = |template, path, query| split(path, |path| fits(template, path, query));
        for (template, path) in [
            ("/", "/"),
            ("/tokens/{id}", "/tokens/a"),
            ("/tokens", "/tokens/"),
            ("/tokens/{id}", "/tokens/a/"),
            ("/tokens/{id}", "/t%6Fkens/%20"),
            ("/files/{path+}", "/files/a//b/"),
            ("/files/{path+}/meta", "/files/a/b/meta"),
        ] {
            assert!(fits(template, path, None), "{template} fits {path}");
        }
        for (template, path) in [
            ("/", "/tokens"),
            ("/tokens", "/tokens//"),
            ("/tokens/{id}", "/tokens/"),
            ("/tokens/{id}", "/tokens//"),
            ("/tokens/{id}", "/tokens"),
            ("/tokens/{id}", "/Tokens/a"),
            ("/files/{path+}", "/files"),
            ("/files/{path+}", "/files/"),
            ("/files/{path+}/meta", "/files/meta"),
        ] {
            assert!(
                !fits(template, path, None),
                "{template} does not fit {path}"
            );
        }
    }

    #[test]
    fn query_literals() {
        let fits = |template, query| split("/a", |path| fits(template, path, Some(query)));
        assert!(fits("/a?raw", "x=1&raw"));
        assert!(fits("/a?raw", "raw=yes"));
        assert!(!fits("/a?raw", "x=raw"));
        assert!(fits("/a?kind=new%20one&raw", "raw&kind=new%20one"));
        assert!(!fits("/a?kind=new", "kind=old"));
        assert!(query_is(Some("raw"), "raw", ""));
        assert!(!query_is(None, "raw", ""));
    }
}
