//! Values as texts.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{ANY, Direction};
use crate::scalar;
use crate::timestamp;
use crate::wire::{
    Binding, Encode, EncodeError, EncodeResult, Encoder, Items, Member, MemberEncoder, Schema,
    Shape, TimestampFormat,
};
use crate::{Document, Timestamp};

/// The members of a message that are beside its body.
#[derive(Debug, Default)]
pub(crate) struct Bound {
    /// Members' names, and their text.
    pub(crate) labels: Vec<(&'static str, String)>,
    /// Of members with a key of their own.
    pub(crate) query: Vec<(String, String)>,
    /// Of a map of keys.
    pub(crate) params: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) status: Option<u16>,
}

/// Takes the members of a structure that are bound to texts.
pub(crate) struct TextMembers<'a> {
    schema: &'static Schema,
    direction: Direction,
    bound: &'a mut Bound,
    /// Headers of a map, which give way to members with a header of their own.
    prefixed: Vec<(String, String)>,
}

impl<'a> TextMembers<'a> {
    /// Puts the members that are bound to texts in such a message where they travel.
    pub(crate) fn encode<T: Shape>(
        value: &T,
        direction: Direction,
        bound: &'a mut Bound,
    ) -> EncodeResult {
        let mut members = Self {
            schema: T::SCHEMA,
            direction,
            bound,
            prefixed: Vec::new(),
        };
        value.encode_members(&mut members)?;
        members.finish()
    }

    fn place(&mut self, member: &'static Member, text: TextEncoder) -> EncodeResult {
        let TextEncoder {
            values, is_list, ..
        } = text;
        let texts = values.into_iter();
        if self.direction == Direction::Host {
            self.label(member, texts);
            return Ok(());
        }
        match member.binding {
            Binding::Label => self.label(member, texts),
            Binding::Query(key) => self
                .bound
                .query
                .extend(texts.map(|(_, text)| (key.to_owned(), text))),
            Binding::QueryParams => self.bound.params.extend(texts),
            Binding::Header(name) => {
                let texts: Vec<String> = texts.map(|(_, text)| text).collect();
                if is_list || !texts.is_empty() {
                    self.bound
                        .headers
                        .insert(header_name(name)?, header_value(&texts.join(", "))?);
                }
            }
            Binding::PrefixHeaders(prefix) => {
                self.prefixed
                    .extend(texts.map(|(key, text)| (format!("{prefix}{key}"), text)));
            }
            Binding::ResponseCode => {
                // What is no status at all is not one that frames a response either.
                let status = |(_, text): (String, String)| text.parse().unwrap_or(0);
                self.bound.status = texts.map(status).next();
            }
            Binding::Body
            | Binding::Payload
            | Binding::ByteStream
            | Binding::EventStream
            | Binding::EventHeader
            | Binding::EventPayload => {}
        }
        Ok(())
    }

    fn label(&mut self, member: &'static Member, texts: impl Iterator<Item = (String, String)>) {
        let mut text = texts.map(|(_, text)| text).next().unwrap_or_default();
        if let Some(label) = member.empty_label.filter(|_| text.is_empty()) {
            label.clone_into(&mut text);
        }
        self.bound.labels.push((member.name, text));
    }

    fn finish(self) -> EncodeResult {
        for (name, text) in self.prefixed {
            let name = header_name(&name)?;
            let value = header_value(&text)?;
            self.bound.headers.entry(name).or_insert(value);
        }
        Ok(())
    }
}

fn header_name(name: &str) -> Result<HeaderName, EncodeError> {
    name.parse()
        .map_err(|_| EncodeError::unrepresentable("the name is no name of a header"))
}

fn header_value(text: &str) -> Result<HeaderValue, EncodeError> {
    HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| EncodeError::unrepresentable("a header has no control characters"))
}

impl MemberEncoder for TextMembers<'_> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        let Some(member) = self
            .schema
            .members
            .get(index)
            .filter(|member| self.direction.binds(member))
        else {
            return Ok(());
        };
        if value.is_absent() {
            return Ok(());
        }
        let mut text = TextEncoder::new(member);
        value
            .encode(&mut text)
            .and_then(|()| self.place(member, text))
            .map_err(|error| error.within(member.name))
    }
}

/// Writes one member as texts. It does not go into structures, which have none.
struct TextEncoder {
    member: &'static Member,
    binding: Binding,
    /// The key of a map whose value comes next.
    key: String,
    is_list: bool,
    values: Vec<(String, String)>,
}

impl TextEncoder {
    fn new(member: &'static Member) -> Self {
        Self {
            member,
            binding: member.binding,
            key: String::new(),
            is_list: false,
            values: Vec::new(),
        }
    }

    fn push(&mut self, text: impl Into<String>) -> EncodeResult {
        self.values.push((self.key.clone(), text.into()));
        Ok(())
    }

    fn is_header(&self) -> bool {
        matches!(self.binding, Binding::Header(_) | Binding::PrefixHeaders(_))
    }
}

impl Encoder for TextEncoder {
    fn structure<T: Shape>(&mut self, _value: &T) -> EncodeResult {
        Err(EncodeError::unrepresentable(
            "a structure has no form as text",
        ))
    }

    fn list<T: Encode>(&mut self, items: &[T]) -> EncodeResult {
        let outer = self.member;
        if let Items::List(element) = outer.items {
            self.member = element;
        }
        self.is_list = true;
        items.iter().try_for_each(|item| item.encode(self))?;
        self.member = outer;
        Ok(())
    }

    fn map<T: Encode>(&mut self, entries: &BTreeMap<String, T>) -> EncodeResult {
        let outer = self.member;
        self.member = match outer.items {
            Items::Map(_, value) => value,
            _ => &ANY,
        };
        for (key, value) in entries {
            self.key.clone_from(key);
            value.encode(self)?;
        }
        self.member = outer;
        Ok(())
    }

    /// What is absent from a list or map has no text.
    fn null(&mut self) -> EncodeResult {
        Ok(())
    }

    fn boolean(&mut self, value: bool) -> EncodeResult {
        self.push(scalar::boolean_text(value))
    }

    fn integer(&mut self, value: i64) -> EncodeResult {
        self.push(value.to_string())
    }

    fn float(&mut self, value: f32) -> EncodeResult {
        self.push(scalar::float_text(value))
    }

    fn double(&mut self, value: f64) -> EncodeResult {
        self.push(scalar::double_text(value))
    }

    fn big_number(&mut self, text: &str) -> EncodeResult {
        self.push(text)
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        if self.is_header() && self.member.media_type.is_some() {
            return self.push(STANDARD.encode(value));
        }
        if self.is_header() && self.is_list && needs_quotes(value) {
            return self.push(quoted(value));
        }
        self.push(value)
    }

    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        self.push(STANDARD.encode(value))
    }

    fn timestamp(&mut self, value: Timestamp) -> EncodeResult {
        let default = if self.is_header() {
            TimestampFormat::HttpDate
        } else {
            TimestampFormat::DateTime
        };
        self.push(timestamp::format(
            value,
            self.member.timestamp.unwrap_or(default),
        )?)
    }

    fn document(&mut self, _value: &Document) -> EncodeResult {
        Err(EncodeError::unrepresentable(
            "a document has no form as text",
        ))
    }
}

/// Whether an item of a list in a header would be read as another one, or as several.
fn needs_quotes(item: &str) -> bool {
    item.is_empty() || item.contains([',', '"']) || item.trim() != item
}

fn quoted(item: &str) -> String {
    format!("\"{}\"", item.replace('\\', "\\\\").replace('"', "\\\""))
}
