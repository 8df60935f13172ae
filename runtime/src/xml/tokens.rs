//! XML, element by element: what may follow what in a document.
//!
//! The lexer is quick-xml's. It knows no document type definition: there are no entities but the five
//! that every document has, so none of a few bytes stands for gigabytes, or for a file.

use std::borrow::Cow;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use super::escape;
use super::names::{fits, local};
use crate::DecodeErrorKind;
use crate::wire::{DecodeError, DecodeResult, MAX_DEPTH, Role};

/// A start tag.
pub(super) type Tag<'x> = BytesStart<'x>;

/// The elements of a document, one after the other.
pub(super) struct Tokens<'x> {
    reader: Reader<&'x [u8]>,
    /// How many elements are open.
    open: usize,
    /// Whether the innermost of them has no content: `<a/>`.
    empty: bool,
    /// What was looked at and not taken: a child, or the end of its parent.
    ahead: Option<Option<Tag<'x>>>,
    /// Services write characters that XML does not have, in keys of objects for one: a client takes them.
    role: Role,
}

impl<'x> Tokens<'x> {
    pub(super) fn new(xml: &'x [u8], role: Role) -> Self {
        Self {
            reader: Reader::from_reader(xml),
            open: 0,
            empty: false,
            ahead: None,
            role,
        }
    }

    /// Steps into the root.
    pub(super) fn root(&mut self) -> Result<Tag<'x>, DecodeError> {
        loop {
            match self.event()? {
                Event::Start(tag) => return self.enter(tag, false),
                Event::Empty(tag) => return self.enter(tag, true),
                Event::Decl(declaration) => self.check(&declaration)?,
                Event::Text(text) if is_blank(&text) => {}
                Event::Eof => return Err(DecodeError::unexpected("an element", "none")),
                event => self.ignore(&event, "text outside of the root")?,
            }
        }
    }

    /// Steps into the next element inside the one that is open, or out of that at its end. Text between
    /// elements does not count.
    pub(super) fn child(&mut self) -> Result<Option<Tag<'x>>, DecodeError> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(ahead);
        }
        if self.leave_empty() {
            return Ok(None);
        }
        loop {
            match self.event()? {
                Event::Start(tag) => return self.enter(tag, false).map(Some),
                Event::Empty(tag) => return self.enter(tag, true).map(Some),
                Event::End(_) => {
                    self.open -= 1;
                    return Ok(None);
                }
                Event::GeneralRef(reference) => {
                    self.resolve(&reference)?;
                }
                Event::Text(_) | Event::CData(_) => {}
                event => self.ignore(&event, "")?,
            }
        }
    }

    /// Steps into the next element if it is called `name`; else it comes next still.
    pub(super) fn child_called(&mut self, name: &str) -> Result<Option<Tag<'x>>, DecodeError> {
        match self.child()? {
            Some(tag) if fits(tag.name().as_ref(), name) => Ok(Some(tag)),
            other => {
                self.ahead = Some(other);
                Ok(None)
            }
        }
    }

    /// The text of the element that is open, which has no elements in it; steps out of that.
    pub(super) fn text(&mut self) -> Result<Cow<'x, str>, DecodeError> {
        self.content()?
            .ok_or_else(|| DecodeError::unexpected("text", "an element"))
    }

    /// The same of an element that may have others in it: then it has no text.
    pub(super) fn leaf(&mut self) -> Result<Option<Cow<'x, str>>, DecodeError> {
        let text = self.content()?;
        if text.is_none() {
            self.skip(0)?;
            self.skip(0)?;
        }
        Ok(text)
    }

    /// The text of the element that is open, up to its end or into an element that is in it.
    fn content(&mut self) -> Result<Option<Cow<'x, str>>, DecodeError> {
        let mut text = Cow::Borrowed("");
        if self.leave_empty() {
            return Ok(Some(text));
        }
        loop {
            match self.event()? {
                Event::Text(more) => append(&mut text, more.xml10_content()),
                Event::CData(more) => append(&mut text, more.xml10_content()),
                Event::GeneralRef(reference) => self.resolve(&reference)?.push_to(text.to_mut()),
                Event::End(_) => {
                    self.open -= 1;
                    self.check_text(&text)?;
                    return Ok(Some(text));
                }
                Event::Start(tag) => return self.enter(tag, false).map(|_| None),
                Event::Empty(tag) => return self.enter(tag, true).map(|_| None),
                event => self.ignore(&event, "")?,
            }
        }
    }

    /// Steps out of the element that is open, which is `depth` deep, whatever is in it.
    pub(super) fn skip(&mut self, depth: usize) -> DecodeResult {
        if self.leave_empty() {
            return Ok(());
        }
        let mut inside = depth + 1;
        loop {
            match self.event()? {
                Event::Start(_) if inside >= MAX_DEPTH => {
                    return Err(DecodeError::new(DecodeErrorKind::TooDeep));
                }
                Event::Start(_) => inside += 1,
                Event::End(_) => inside -= 1,
                Event::Empty(_) | Event::Text(_) | Event::CData(_) => {}
                Event::GeneralRef(reference) => {
                    self.resolve(&reference)?;
                }
                event => self.ignore(&event, "")?,
            }
            if inside == depth {
                self.open -= 1;
                return Ok(());
            }
        }
    }

    /// Holds the document to its end; what is left in open elements does not count.
    pub(super) fn finish(&mut self) -> DecodeResult {
        if let Some(Some(_)) = self.ahead.take() {
            self.skip(0)?;
        }
        while self.open > 0 {
            self.skip(0)?;
        }
        loop {
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::Text(text) if is_blank(&text) => {}
                event => self.ignore(&event, "content after the root")?,
            }
        }
    }

    /// The value of an attribute, which an element has once.
    pub(super) fn attribute(
        &self,
        tag: &Tag<'x>,
        name: &str,
    ) -> Result<Option<String>, DecodeError> {
        let mut found = None;
        // The lexer's own check compares each with each.
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.syntax(error.to_string()))?;
            if !fits(attribute.key.as_ref(), name) {
                continue;
            }
            if found.is_some() {
                return Err(self.syntax("an attribute that is there twice"));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|_| self.syntax("an attribute with an unknown entity"))?;
            self.check_text(&value)?;
            found = Some(value.into_owned());
        }
        Ok(found)
    }

    /// Whether the element says that its value is absent: [`xsi:nil`].
    ///
    /// [`xsi:nil`]: https://www.w3.org/TR/xmlschema-1/#xsi_nil
    pub(super) fn is_nil(tag: &Tag<'x>) -> bool {
        let is_nil = |name: &str| name.contains(':') && local(name) == "nil";
        tag.attributes()
            .with_checks(false)
            .flatten()
            .any(|attribute| is_nil(attribute.key.as_ref()) && attribute.as_bool() == Some(true))
    }

    fn enter(&mut self, tag: Tag<'x>, empty: bool) -> Result<Tag<'x>, DecodeError> {
        if tag.name().as_ref().is_empty() {
            return Err(self.syntax("an element without a name"));
        }
        self.open += 1;
        self.empty = empty;
        Ok(tag)
    }

    /// Steps out of an element without content, and tells whether it is one.
    fn leave_empty(&mut self) -> bool {
        let empty = std::mem::take(&mut self.empty);
        self.open -= usize::from(empty);
        empty
    }

    #[inline]
    fn event(&mut self) -> Result<Event<'x>, DecodeError> {
        self.reader.read_event().map_err(|error| self.broken(error))
    }

    /// Passes over what says nothing; `found` is what the rest is.
    fn ignore(&self, event: &Event<'_>, found: &str) -> DecodeResult {
        match event {
            Event::Comment(_) | Event::PI(_) => Ok(()),
            Event::Decl(_) => Err(self.syntax("an XML declaration inside of the document")),
            Event::DocType(_) => Err(self.syntax("a document type definition")),
            Event::Eof => Err(self.syntax("an element is not closed")),
            _ => Err(self.syntax(found)),
        }
    }

    fn check_text(&self, text: &str) -> DecodeResult {
        match self.role == Role::Client || escape::is_text(text) {
            true => Ok(()),
            false => Err(self.syntax("a character that XML does not have")),
        }
    }

    /// Refuses what says that it is not in UTF-8.
    fn check(&self, declaration: &BytesDecl<'_>) -> DecodeResult {
        let Some(encoding) = declaration.encoding() else {
            return Ok(());
        };
        let known = |name: &str| {
            ["utf-8", "us-ascii"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        };
        match encoding {
            Ok(name) if known(&name) => Ok(()),
            _ => Err(self.syntax("another encoding than UTF-8")),
        }
    }

    fn resolve(&self, reference: &BytesRef<'_>) -> Result<Resolved, DecodeError> {
        match reference.resolve_char_ref() {
            Ok(Some(character)) => Ok(Resolved::Character(character)),
            Ok(None) => match resolve_xml_entity(reference) {
                Some(text) => Ok(Resolved::Text(text)),
                None => Err(self.syntax("an unknown entity")),
            },
            Err(_) => Err(self.syntax("a reference to no character")),
        }
    }

    #[cold]
    fn broken(&self, error: Error) -> DecodeError {
        let offset = match error {
            Error::Syntax(_) | Error::IllFormed(_) => self.reader.error_position(),
            _ => self.reader.buffer_position(),
        };
        syntax(error.to_string(), offset)
    }

    #[cold]
    fn syntax(&self, reason: impl Into<String>) -> DecodeError {
        syntax(reason.into(), self.reader.buffer_position())
    }
}

fn syntax(reason: String, offset: u64) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Syntax {
        reason,
        offset: usize::try_from(offset).unwrap_or(usize::MAX),
    })
}

/// What a reference stands for.
enum Resolved {
    Character(char),
    Text(&'static str),
}

impl Resolved {
    fn push_to(self, text: &mut String) {
        match self {
            Self::Character(character) => text.push(character),
            Self::Text(more) => text.push_str(more),
        }
    }
}

fn append<'x>(text: &mut Cow<'x, str>, more: Cow<'x, str>) {
    match text.is_empty() {
        true => *text = more,
        false => text.to_mut().push_str(&more),
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}
