//! Media types, and the `Accept` header (RFC 9110, section 12.5.1).

use http::{HeaderMap, header};

/// The media type of event streams.
pub(crate) const EVENTS: &str = "application/vnd.amazon.eventstream";

/// Whether the body says that it is of a media type, whatever its parameters.
pub(crate) fn states(headers: &HeaderMap, expected: &str) -> bool {
    let stated = headers.get(header::CONTENT_TYPE);
    let stated = stated.and_then(|stated| stated.to_str().ok());
    stated.is_some_and(|stated| is_media_type(stated, expected))
}

/// Whether a `Content-Type` is of a media type, whatever its parameters.
fn is_media_type(content_type: &str, expected: &str) -> bool {
    essence(content_type).eq_ignore_ascii_case(essence(expected))
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Whether the caller takes a media type. One that does not say takes everything.
pub(crate) fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    let mut ranges = headers
        .get_all(header::ACCEPT)
        .iter()
        .flat_map(|value| value.as_bytes().split(|&byte| byte == b','))
        .filter_map(|range| std::str::from_utf8(range).ok())
        .filter(|range| !range.trim().is_empty())
        .peekable();
    if ranges.peek().is_none() {
        return true;
    }
    // The most specific range that fits decides.
    let fitting = ranges.filter_map(|range| {
        Some((
            specificity(essence(range), essence(media_type))?,
            weight(range),
        ))
    });
    fitting
        .max_by_key(|&(specificity, _)| specificity)
        .is_some_and(|(_, weight)| weight > 0.0)
}

fn specificity(range: &str, media_type: &str) -> Option<u8> {
    let (kind, subkind) = range.split_once('/')?;
    let (expected_kind, expected_subkind) = media_type.split_once('/')?;
    match (kind, subkind) {
        ("*", "*") => Some(0),
        (kind, "*") if kind.eq_ignore_ascii_case(expected_kind) => Some(1),
        (kind, subkind)
            if kind.eq_ignore_ascii_case(expected_kind)
                && subkind.eq_ignore_ascii_case(expected_subkind) =>
        {
            Some(2)
        }
        _ => None,
    }
}

/// The `q` of a range; one that is no number counts as 1, as if it were not there.
fn weight(range: &str) -> f32 {
    let parameters = range
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='));
    let mut weights = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    weights
        .next()
        .and_then(|(_, weight)| weight.trim().parse().ok())
        .unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json_is_accepted(accept: &[&'static str]) -> bool {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(header::ACCEPT, http::HeaderValue::from_static(value));
        }
        accepts(&headers, "application/json")
    }

    #[test]
    fn a_range_may_be_wide() {
        for accept in [
            "application/json",
            "*/*",
            "application/*",
            "Application/JSON; charset=utf-8",
            "",
            "text/html, */*;q=0.1",
        ] {
            assert!(json_is_accepted(&[accept]), "{accept}");
        }
        assert!(json_is_accepted(&[]));
        assert!(json_is_accepted(&["text/html", "application/json"]));
    }

    #[test]
    fn the_most_specific_range_decides() {
        for accept in [
            "application/hal+json",
            "text/*",
            "application/json;q=0",
            "application/json;q=0, */*",
            "application/*;q=0.0",
        ] {
            assert!(!json_is_accepted(&[accept]), "{accept}");
        }
        assert!(json_is_accepted(&["*/*;q=0, application/json;q=0.5"]));
    }

    #[test]
    fn parameters_do_not_make_another_media_type() {
        assert!(is_media_type(
            "application/json; charset=utf-8",
            "application/json"
        ));
        assert!(!is_media_type(
            "application/x-amz-json-1.1",
            "application/json"
        ));
    }
}
