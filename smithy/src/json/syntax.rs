//! JSON text to nodes, with the place of each.

use jiter::{Jiter, JiterError, JiterErrorType, Peek};
use rustc_hash::FxHashSet;

use crate::names::Names;
use crate::{Diagnostic, Diagnostics, Key, Node, Number, Span, Value};

/// How deep arrays and objects may nest. Real models stay below 40; the bound keeps the reader's own recursion small.
const MAX_DEPTH: usize = 128;

/// From how many keys on repeats are found by hashing.
const MANY_KEYS: usize = 16;

/// Reads a text that is one JSON value. The first fault ends it, since what follows cannot be trusted.
pub(super) fn read(
    text: &str,
    source: u32,
    names: &mut Names,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    if u32::try_from(text.len()).is_err() {
        diagnostics.push(
            Diagnostic::error("Model.Syntax", "the file is larger than 4 GiB")
                .at(span(source, 0, 0)),
        );
        return None;
    }
    let text_start = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut reader = Reader {
        text: text.as_bytes(),
        jiter: Jiter::new(&text.as_bytes()[text_start..]),
        text_start,
        source,
        depth: 0,
        names,
        diagnostics,
    };
    match reader.document() {
        Ok(node) => Some(node),
        Err(fault) => {
            let fault = fault.diagnostic(text, source, text_start);
            diagnostics.push(fault);
            None
        }
    }
}

fn span(source: u32, start: usize, end: usize) -> Span {
    // The length was checked to fit.
    Span {
        source,
        start: start as u32,
        end: end as u32,
    }
}

enum Fault {
    Syntax(JiterError),
    TooDeep(usize),
}

impl From<JiterError> for Fault {
    fn from(error: JiterError) -> Self {
        Self::Syntax(error)
    }
}

impl Fault {
    fn diagnostic(self, text: &str, source: u32, text_start: usize) -> Diagnostic {
        match self {
            Self::TooDeep(at) => Diagnostic::error(
                "Model.Syntax",
                format!("the JSON nests more than {MAX_DEPTH} levels deep"),
            )
            .at(span(source, at, at + 1)),
            Self::Syntax(error) => {
                let message = match &error.error_type {
                    JiterErrorType::JsonError(error) => error.to_string(),
                    JiterErrorType::WrongType { .. } => "expected value".to_owned(),
                };
                let start = (error.index + text_start).min(text.len());
                let start = (0..=start)
                    .rev()
                    .find(|&at| text.is_char_boundary(at))
                    .unwrap_or(0);
                let end = text[start..]
                    .chars()
                    .next()
                    .map_or(start, |char| start + char.len_utf8());
                Diagnostic::error("Model.Syntax", format!("malformed JSON: {message}"))
                    .at(span(source, start, end))
            }
        }
    }
}

struct Reader<'t, 'n> {
    text: &'t [u8],
    jiter: Jiter<'t>,
    text_start: usize,
    source: u32,
    depth: usize,
    names: &'n mut Names,
    diagnostics: &'n mut Diagnostics,
}

impl Reader<'_, '_> {
    fn document(&mut self) -> Result<Node, Fault> {
        let peek = self.jiter.peek()?;
        let node = self.value(peek)?;
        self.jiter.finish()?;
        Ok(node)
    }

    fn index(&self) -> usize {
        self.jiter.current_index() + self.text_start
    }

    fn value(&mut self, peek: Peek) -> Result<Node, Fault> {
        let start = self.index();
        let value = match peek {
            Peek::String => Value::String(self.jiter.known_str()?.to_owned()),
            Peek::Object => Value::Object(self.nested(start, Self::object)?),
            Peek::Array => Value::Array(self.nested(start, Self::array)?),
            Peek::True | Peek::False => Value::Boolean(self.jiter.known_bool(peek)?),
            Peek::Null => {
                self.jiter.known_null()?;
                Value::Null
            }
            _ => {
                let digits = self.jiter.known_number_bytes(peek)?;
                Value::Number(Number::new(String::from_utf8_lossy(digits)))
            }
        };
        Ok(Node::new(value, span(self.source, start, self.index())))
    }

    fn nested<T>(
        &mut self,
        start: usize,
        read: fn(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.depth == MAX_DEPTH {
            return Err(Fault::TooDeep(start));
        }
        self.depth += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn array(&mut self) -> Result<Vec<Node>, Fault> {
        let mut elements = Vec::new();
        let mut next = self.jiter.known_array()?;
        while let Some(peek) = next {
            elements.push(self.value(peek)?);
            next = self.jiter.array_step()?;
        }
        Ok(elements)
    }

    fn object(&mut self) -> Result<Vec<(Key, Node)>, Fault> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        let mut before = self.index() + 1;
        let mut name = self
            .jiter
            .known_object()?
            .map(|name| self.names.shared(name));
        let mut met = FxHashSet::default();
        while let Some(shared) = name {
            let key = Key::new(shared, self.key_span(before));
            let peek = self.jiter.peek()?;
            let node = self.value(peek)?;
            let first = if entries.len() < MANY_KEYS {
                entries.iter().find(|(other, _)| *other == key)
            } else {
                if met.is_empty() {
                    met.extend(entries.iter().map(|(other, _)| other.shared()));
                }
                if met.insert(key.shared()) {
                    None
                } else {
                    entries.iter().find(|(other, _)| *other == key)
                }
            };
            match first {
                None => entries.push((key, node)),
                Some((first, _)) => {
                    let fault = Diagnostic::error(
                        "Model.DuplicateKey",
                        format!("the key `{}` stands here twice", key.as_str()),
                    )
                    .at(key.span())
                    .also(first.span(), "it was first given here");
                    self.diagnostics.push(fault);
                }
            }
            before = self.index();
            name = self.jiter.next_key()?.map(|name| self.names.shared(name));
        }
        Ok(entries)
    }

    /// The place of the key that was just read: the string that begins behind `before`, where only spaces and a comma stand.
    fn key_span(&self, before: usize) -> Span {
        let start = (before..self.text.len())
            .find(|&at| self.text[at] == b'"')
            .unwrap_or(before);
        let mut end = start + 1;
        while end < self.text.len() && self.text[end] != b'"' {
            end += if self.text[end] == b'\\' { 2 } else { 1 };
        }
        span(self.source, start, (end + 1).min(self.text.len()))
    }
}
