//! The URI template of an operation, both ways.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::Bound;
use super::pieces::{cut, pieces};
use crate::wire::{DecodeError, EncodeError, OperationSchema};

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// A greedy label keeps its slashes.
const RESERVED_IN_GREEDY: &AsciiSet = &RESERVED.remove(b'/');

/// A piece of a path between slashes.
#[derive(Clone, Copy)]
enum Segment<'a> {
    Literal(&'a str),
    Label(&'a str),
    /// All that is left between what stands before and after.
    Greedy(&'a str),
}

fn split(template: &str) -> (&str, Option<&str>) {
    cut(template, b'?')
}

fn segments(path: &str) -> impl Iterator<Item = Segment<'_>> {
    pieces(path.strip_prefix('/').unwrap_or(path), b'/').map(|segment| {
        match segment
            .strip_prefix('{')
            .and_then(|label| label.strip_suffix('}'))
        {
            Some(label) => label
                .strip_suffix('+')
                .map_or(Segment::Label(label), Segment::Greedy),
            None => Segment::Literal(segment),
        }
    })
}

/// The path and query of a request. Where paths are `raw`, nobody on the way gives dots a meaning.
pub(crate) fn expand(
    schema: &OperationSchema,
    bound: &Bound,
    raw: bool,
) -> Result<String, EncodeError> {
    let (path, literals) = split(schema.uri);
    let mut uri = String::with_capacity(schema.uri.len() + 64);
    for segment in segments(path) {
        uri.push('/');
        match segment {
            Segment::Literal(text) => uri.push_str(text),
            Segment::Label(name) => {
                let text = label(bound, name)?;
                keeps_place(text, raw).map_err(|error| error.within(name))?;
                uri.extend(utf8_percent_encode(text, RESERVED));
            }
            Segment::Greedy(name) => {
                let text = label(bound, name)?;
                for segment in text.split('/') {
                    keeps_place(segment, raw).map_err(|error| error.within(name))?;
                }
                uri.extend(utf8_percent_encode(text, RESERVED_IN_GREEDY));
            }
        }
    }
    let mut separator = '?';
    for literal in literals.into_iter().flat_map(|query| query.split('&')) {
        uri.push(separator);
        uri.push_str(literal);
        separator = '&';
    }
    let explicit = |key: &str| {
        let literal = |query: &str| {
            let mut literals = query.split('&').filter_map(|pair| pair.split('=').next());
            literals.any(|literal| percent_decode_str(literal).eq(key.bytes()))
        };
        bound.query.iter().any(|(name, _)| name == key) || literals.is_some_and(literal)
    };
    let params = bound.params.iter().filter(|(key, _)| !explicit(key));
    for (key, value) in bound.query.iter().chain(params) {
        uri.push(separator);
        uri.extend(utf8_percent_encode(key, RESERVED));
        uri.push('=');
        uri.extend(utf8_percent_encode(value, RESERVED));
        separator = '&';
    }
    Ok(uri)
}

/// Refuses a segment that, encoded or not, would make the path that of another resource to
/// whoever normalises it.
fn keeps_place(segment: &str, raw: bool) -> Result<(), EncodeError> {
    if !raw && matches!(segment, "." | "..") {
        return Err(EncodeError::unrepresentable(
            "a label must not have a dot segment",
        ));
    }
    Ok(())
}

/// The text of a label, which is not empty.
fn label<'b>(bound: &'b Bound, name: &str) -> Result<&'b str, EncodeError> {
    let text = bound
        .labels
        .iter()
        .find(|(label, _)| *label == name)
        .map_or("", |(_, text)| text);
    if text.is_empty() {
        return Err(EncodeError::empty_label(name));
    }
    Ok(text)
}

/// The prefix of the host.
pub(crate) fn expand_host(template: &str, bound: &Bound) -> Result<String, EncodeError> {
    let mut host = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, (name, after))) = rest
        .split_once('{')
        .and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        host.push_str(before);
        let text = label(bound, name)?;
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            || text.len() > 63
        {
            return Err(EncodeError::unrepresentable(
                "a host label has letters, digits and hyphens alone",
            )
            .within(name));
        }
        host.push_str(text);
        rest = after;
    }
    host.push_str(rest);
    Ok(host)
}

/// The names of labels, and what they stand for.
pub(super) type Labels<'p> = Vec<(&'static str, Cow<'p, str>)>;

/// The labels of a request's path. Where paths are `raw`, a slash at the end is part of a greedy label.
pub(super) fn labels<'p>(
    schema: &OperationSchema,
    path: &'p str,
    raw: bool,
) -> Result<Labels<'p>, DecodeError> {
    let mut labels = Vec::new();
    let template = split(schema.uri).0;
    let path = path.strip_prefix('/').unwrap_or(path);
    let mut rest = Some(match path.strip_suffix('/') {
        // A slash at the end does not count, neither of a greedy label.
        Some(before) if !raw || !template.ends_with("+}") => before,
        _ => path,
    });
    let mut template = segments(template);
    while let Some(segment) = template.next() {
        let Some(path) = rest else {
            return Err(other_path());
        };
        match segment {
            Segment::Greedy(name) => {
                rest = None;
                // What stands after a greedy label is taken from the end.
                let after: Vec<_> = template.by_ref().collect();
                let text = before_last(path, &after, &mut labels)?;
                labels.push((name, decode(text, name)?));
            }
            segment => {
                let (text, after) = cut(path, b'/');
                rest = after;
                take(segment, text, &mut labels)?;
            }
        }
    }
    if rest.is_some() {
        Err(other_path())
    } else {
        Ok(labels)
    }
}

/// What is before the last segments, whose labels it takes.
fn before_last<'p>(
    path: &'p str,
    last: &[Segment<'static>],
    labels: &mut Labels<'p>,
) -> Result<&'p str, DecodeError> {
    let mut rest = path;
    for segment in last.iter().rev() {
        let (before, text) = rest.rsplit_once('/').ok_or_else(other_path)?;
        take(*segment, text, labels)?;
        rest = before;
    }
    Ok(rest)
}

fn take<'p>(
    segment: Segment<'static>,
    text: &'p str,
    labels: &mut Labels<'p>,
) -> Result<(), DecodeError> {
    match segment {
        Segment::Literal(literal) if text == literal => Ok(()),
        Segment::Literal(literal) if percent_decode_str(text).eq(literal.bytes()) => Ok(()),
        Segment::Literal(_) => Err(other_path()),
        Segment::Label(name) | Segment::Greedy(name) => {
            labels.push((name, decode(text, name)?));
            Ok(())
        }
    }
}

fn decode<'p>(text: &'p str, name: &str) -> Result<Cow<'p, str>, DecodeError> {
    // Most texts have nothing to decode, and are known to be UTF-8.
    if !text.as_bytes().contains(&b'%') {
        return Ok(Cow::Borrowed(text));
    }
    percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| DecodeError::unexpected("percent-encoded UTF-8", "other bytes").within(name))
}

fn other_path() -> DecodeError {
    DecodeError::unexpected("the path of the operation", "another path")
}

/// Keys and values, as they are after decoding.
pub(super) type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// The keys and values of a query.
pub(super) fn query(query: &str) -> Result<Pairs<'_>, DecodeError> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let key = decode(key, "query")?;
            let value = decode(value, &key)?;
            Ok((key, value))
        })
        .collect()
}
