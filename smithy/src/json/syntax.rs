//! JSON text to nodes, with the place of each.

use std::sync::Arc;

use jiter::{Jiter, JiterError, JiterErrorType, Peek};

use crate::names::Names;
use crate::node::{is_long, unique};
use crate::{Diagnostic, Diagnostics, Key, Node, Number, Span, Value};

/// How deep arrays and objects may nest. Real models stay below 40; the bound keeps the reader's own recursion small.
const MAX_DEPTH: usize = 128;

/// Reads a text that is one JSON value. The first fault ends it, since what follows cannot be trusted.
pub(super) fn read(
    text: &str,
    origin: u32,
    names: &mut Names,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let text_start = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut reader = Reader {
        text: text.as_bytes(),
        jiter: Jiter::new(&text.as_bytes()[text_start..]),
        text_start,
        origin,
        depth: 0,
        nodes: Vec::new(),
        entries: Vec::new(),
        names,
        diagnostics,
    };
    match reader.document() {
        Ok(node) => Some(node),
        Err(fault) => {
            let fault = fault.diagnostic(text, origin, text_start);
            diagnostics.push(fault);
            None
        }
    }
}

fn span(origin: u32, start: usize, end: usize) -> Span {
    // The text was checked to be one that can be counted.
    Span {
        start: origin + start as u32,
        end: origin + end as u32,
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
    fn diagnostic(self, text: &str, origin: u32, text_start: usize) -> Diagnostic {
        match self {
            Self::TooDeep(at) => Diagnostic::error(
                "Model.Syntax",
                format!("the JSON nests more than {MAX_DEPTH} levels deep"),
            )
            .at(span(origin, at, at + 1)),
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
                    .at(span(origin, start, end))
            }
        }
    }
}

struct Reader<'t, 'n> {
    text: &'t [u8],
    jiter: Jiter<'t>,
    text_start: usize,
    /// Where the bytes of the text begin to count.
    origin: u32,
    depth: usize,
    /// The elements of arrays that have not ended yet. Once an array ends, it has the room that it needs and no more.
    nodes: Vec<Node>,
    /// The entries of objects that have not ended yet.
    entries: Vec<(Key, Node)>,
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
            Peek::String => Value::String(self.jiter.known_str()?.into()),
            Peek::Object => Value::Object(self.nested(start, Self::object)?),
            Peek::Array => Value::Array(self.nested(start, Self::array)?),
            Peek::True | Peek::False => Value::Boolean(self.jiter.known_bool(peek)?),
            Peek::Null => {
                self.jiter.known_null()?;
                Value::Null
            }
            _ => {
                let digits = self.jiter.known_number_bytes(peek)?;
                Value::Number(Number::new(&String::from_utf8_lossy(digits)))
            }
        };
        Ok(Node::new(value, span(self.origin, start, self.index())))
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

    fn array(&mut self) -> Result<Box<[Node]>, Fault> {
        let bottom = self.nodes.len();
        let mut next = self.jiter.known_array()?;
        while let Some(peek) = next {
            if is_long(self.nodes.len(), bottom) {
                return self.long_array(bottom, peek);
            }
            let node = self.value(peek)?;
            self.nodes.push(node);
            next = self.jiter.array_step()?;
        }
        Ok(self.nodes.drain(bottom..).collect())
    }

    /// Reads the rest of an array into the room that it needs, which is told by looking ahead.
    fn long_array(&mut self, bottom: usize, first: Peek) -> Result<Box<[Node]>, Fault> {
        let rest = &self.text[self.index()..];
        let mut elements = Vec::with_capacity(self.nodes.len() - bottom + count_ahead(rest, "0,"));
        elements.extend(self.nodes.drain(bottom..));
        let mut next = Some(first);
        while let Some(peek) = next {
            elements.push(self.value(peek)?);
            next = self.jiter.array_step()?;
        }
        Ok(elements.into())
    }

    fn object(&mut self) -> Result<Box<[(Key, Node)]>, Fault> {
        let bottom = self.entries.len();
        let before = self.index() + 1;
        let first = self
            .jiter
            .known_object()?
            .map(|name| self.names.shared(name));
        let mut next = self.key(first, before);
        while let Some(key) = next {
            if is_long(self.entries.len(), bottom) {
                return self.long_object(bottom, key);
            }
            let peek = self.jiter.peek()?;
            let node = self.value(peek)?;
            self.entries.push((key, node));
            next = self.next_key()?;
        }
        let entries = self.entries.drain(bottom..).collect();
        Ok(self.unique(entries))
    }

    /// Reads the rest of an object as that of an array.
    fn long_object(&mut self, bottom: usize, first: Key) -> Result<Box<[(Key, Node)]>, Fault> {
        let rest = &self.text[self.index()..];
        let more = count_ahead(rest, r#""":0,"#);
        let mut entries = Vec::with_capacity(self.entries.len() - bottom + more);
        entries.extend(self.entries.drain(bottom..));
        let mut next = Some(first);
        while let Some(key) = next {
            let peek = self.jiter.peek()?;
            entries.push((key, self.value(peek)?));
            next = self.next_key()?;
        }
        Ok(self.unique(entries))
    }

    /// Moves to the next key of an object.
    fn next_key(&mut self) -> Result<Option<Key>, Fault> {
        let before = self.index();
        let name = self.jiter.next_key()?.map(|name| self.names.shared(name));
        Ok(self.key(name, before))
    }

    /// The key that was just read behind `before`, if one was.
    fn key(&self, name: Option<Arc<str>>, before: usize) -> Option<Key> {
        Some(Key::new(name?, self.key_span(before)))
    }

    fn unique(&mut self, entries: Vec<(Key, Node)>) -> Box<[(Key, Node)]> {
        unique(entries, |fault| self.diagnostics.push(fault))
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
        span(self.origin, start, (end + 1).min(self.text.len()))
    }
}

/// How many elements or entries there are from here to the bracket that closes the array or object. In a text that is
/// malformed there are no more than there is room for, if each is as short as can be.
fn count_ahead(text: &[u8], shortest: &str) -> usize {
    let (mut count, mut depth, mut at) = (1, 0_usize, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(byte) = text.get(at)
                    && *byte != b'"'
                {
                    at += if *byte == b'\\' { 2 } else { 1 };
                }
            }
            b',' if depth == 0 => count += 1,
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 0 => break,
            b']' | b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    count.min(at / shortest.len() + 1)
}
