//! The pattern of a request's path and query. See [URI patterns](https://smithy.io/2.0/spec/http-bindings.html#uri-patterns).

use std::fmt;
use std::str::FromStr;

use crate::shape_id::is_identifier;

/// A path with labels, and query parameters that are always there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriPattern {
    text: String,
    segments: Vec<Segment>,
    query: Vec<(String, Option<String>)>,
}

/// What stands between two slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text that stands for itself, as it was written; empty for a trailing slash.
    Literal(String),
    /// `{name}`: one segment, filled by the member of this name.
    Label(String),
    /// `{name+}`: one or more segments, filled by the member of this name.
    Greedy(String),
}

impl Segment {
    /// The label's name.
    pub fn label(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Label(name) | Self::Greedy(name) => Some(name),
        }
    }
}

impl UriPattern {
    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The path's segments, in order. None for the path `/`.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The query parameters of the pattern; `None` for those without `=`.
    pub fn query(&self) -> &[(String, Option<String>)] {
        &self.query
    }

    /// The labels' names, in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(Segment::label)
    }

    /// The greedy label's name, if there is one.
    pub fn greedy_label(&self) -> Option<&str> {
        self.segments.iter().find_map(|segment| match segment {
            Segment::Greedy(name) => Some(&**name),
            _ => None,
        })
    }
}

/// Why a text is not a [`UriPattern`]. Its `Display` names the part that is at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UriError {
    /// It does not begin with `/`.
    NoLeadingSlash,
    /// It has a `#`.
    Fragment,
    /// It has a character that cannot stand in a URI.
    Character(char),
    /// Two slashes stand together, or a segment is `.` or `..`.
    Segment(String),
    /// A brace stands alone, or a label shares its segment with text.
    PartialLabel(String),
    /// A label's name is not an identifier.
    LabelName(String),
    /// A label stands twice.
    RepeatedLabel(String),
    /// A greedy label is followed by another label.
    LabelBehindGreedy(String),
    /// A label stands in the query.
    QueryLabel(String),
    /// A query parameter stands twice.
    RepeatedQuery(String),
}

impl fmt::Display for UriError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLeadingSlash => f.write_str("it does not begin with `/`"),
            Self::Fragment => f.write_str("it has a fragment, which no request carries"),
            Self::Character(char) => write!(f, "`{char}` cannot stand in a URI"),
            Self::Segment(segment) if segment.is_empty() => f.write_str("it has an empty segment"),
            Self::Segment(segment) => write!(f, "it has a segment `{segment}`"),
            Self::PartialLabel(segment) => write!(
                f,
                "`{segment}` is neither a literal nor one label: a label takes its whole segment"
            ),
            Self::LabelName(name) => write!(
                f,
                "`{{{name}}}` is not a label: `{name}` is not the name of a member"
            ),
            Self::RepeatedLabel(name) => write!(f, "the label `{{{name}}}` stands twice"),
            Self::LabelBehindGreedy(name) => write!(
                f,
                "the label `{{{name}}}` stands behind a greedy one, which must be the last"
            ),
            Self::QueryLabel(text) => write!(
                f,
                "the query has a label in `{text}`: bind a member with `@httpQuery`"
            ),
            Self::RepeatedQuery(key) => write!(f, "the query parameter `{key}` stands twice"),
        }
    }
}

impl std::error::Error for UriError {}

impl FromStr for UriPattern {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        if !text.starts_with('/') {
            return Err(UriError::NoLeadingSlash);
        }
        if text.contains('#') {
            return Err(UriError::Fragment);
        }
        if let Some(char) = text.chars().find(|char| {
            !char.is_ascii_graphic() || matches!(char, '"' | '<' | '>' | '\\' | '^' | '`' | '|')
        }) {
            return Err(UriError::Character(char));
        }
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (text, None),
        };
        Ok(Self {
            text: text.to_owned(),
            segments: segments(path)?,
            query: parameters(query)?,
        })
    }
}

fn segments(path: &str) -> Result<Vec<Segment>, UriError> {
    let path = &path[1..];
    if path.is_empty() {
        return Ok(Vec::new());
    }
    let mut segments: Vec<Segment> = Vec::new();
    let mut rest = path.split('/').peekable();
    while let Some(text) = rest.next() {
        let segment = segment(text, rest.peek().is_none())?;
        if let Some(name) = segment.label() {
            if segments.iter().any(|other| other.label() == Some(name)) {
                return Err(UriError::RepeatedLabel(name.to_owned()));
            }
            if segments
                .iter()
                .any(|other| matches!(other, Segment::Greedy(_)))
            {
                return Err(UriError::LabelBehindGreedy(name.to_owned()));
            }
        }
        segments.push(segment);
    }
    Ok(segments)
}

fn segment(text: &str, last: bool) -> Result<Segment, UriError> {
    if let Some(name) = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
    {
        let (name, greedy) = match name.strip_suffix('+') {
            Some(name) => (name, true),
            None => (name, false),
        };
        return match (is_identifier(name), greedy) {
            (false, _) if name.contains(['{', '}']) => Err(UriError::PartialLabel(text.to_owned())),
            (false, _) => Err(UriError::LabelName(name.to_owned())),
            (true, true) => Ok(Segment::Greedy(name.to_owned())),
            (true, false) => Ok(Segment::Label(name.to_owned())),
        };
    }
    match text {
        "" if !last => Err(UriError::Segment(String::new())),
        "." | ".." => Err(UriError::Segment(text.to_owned())),
        _ if text.contains(['{', '}']) => Err(UriError::PartialLabel(text.to_owned())),
        _ => Ok(Segment::Literal(text.to_owned())),
    }
}

fn parameters(query: Option<&str>) -> Result<Vec<(String, Option<String>)>, UriError> {
    let mut parameters: Vec<(String, Option<String>)> = Vec::new();
    for text in query
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|text| !text.is_empty())
    {
        if text.contains(['{', '}']) {
            return Err(UriError::QueryLabel(text.to_owned()));
        }
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (text, None),
        };
        if parameters.iter().any(|(other, _)| other == key) {
            return Err(UriError::RepeatedQuery(key.to_owned()));
        }
        parameters.push((key.to_owned(), value));
    }
    Ok(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        text.parse::<UriPattern>().expect_err(text).to_string()
    }

    #[test]
    fn labels_literals_and_query() {
        let uri: UriPattern = "/buckets/{bucket}/{key+}?list-type=2&versions"
            .parse()
            .expect("valid");
        let literal = Segment::Literal("buckets".to_owned());
        assert_eq!(
            uri.segments(),
            [
                literal,
                Segment::Label("bucket".to_owned()),
                Segment::Greedy("key".to_owned())
            ]
        );
        assert_eq!(
            uri.query(),
            [
                ("list-type".to_owned(), Some("2".to_owned())),
                ("versions".to_owned(), None)
            ]
        );
        assert_eq!(uri.greedy_label(), Some("key"));
    }

    #[test]
    fn a_trailing_slash_is_an_empty_literal() {
        let segments = |text: &str| {
            text.parse::<UriPattern>()
                .expect("valid")
                .segments()
                .to_vec()
        };
        assert_eq!(segments("/"), []);
        assert_eq!(
            segments("/a/"),
            [
                Segment::Literal("a".to_owned()),
                Segment::Literal(String::new())
            ]
        );
    }

    #[test]
    fn faults_name_their_part() {
        assert_eq!(fault("tokens"), "it does not begin with `/`");
        assert_eq!(fault("/a//b"), "it has an empty segment");
        assert_eq!(fault("/a/../b"), "it has a segment `..`");
        assert_eq!(fault("/a b"), "` ` cannot stand in a URI");
        assert_eq!(
            fault("/x{id}"),
            "`x{id}` is neither a literal nor one label: a label takes its whole segment"
        );
        assert_eq!(
            fault("/{a}{b}"),
            "`{a}{b}` is neither a literal nor one label: a label takes its whole segment"
        );
        assert_eq!(
            fault("/{a-b}"),
            "`{a-b}` is not a label: `a-b` is not the name of a member"
        );
        assert_eq!(fault("/{a}/{a}"), "the label `{a}` stands twice");
        assert_eq!(
            fault("/{a+}/{b}"),
            "the label `{b}` stands behind a greedy one, which must be the last"
        );
        assert_eq!(
            fault("/a?b={c}"),
            "the query has a label in `b={c}`: bind a member with `@httpQuery`"
        );
    }
}
