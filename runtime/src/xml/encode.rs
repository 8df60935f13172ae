//! Writing XML.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::{ANY, escape, names};
use crate::wire::{
    Encode, EncodeError, EncodeResult, Encoder, MAX_DEPTH, Member, MemberEncoder, Part, Schema,
    ServiceSchema, Shape, TimestampFormat, XmlNamespace, encode_only,
};
use crate::{Document, EncodeErrorKind, Timestamp};
use crate::{scalar, timestamp};

/// Writes a document, tag by tag or value by value.
///
/// A value is the content of the element that was opened last.
pub(crate) struct XmlEncoder {
    out: Vec<u8>,
    member: &'static Member,
    depth: usize,
    part: Part,
    /// Whether the start tag that was written last may still get attributes.
    tag_open: bool,
    /// Whether the value of an attribute comes next.
    in_attribute: bool,
    /// The service, if the value that comes next is a whole document that has no root yet.
    rootless: Option<&'static ServiceSchema>,
    /// What the root is called that such a value got.
    root: &'static str,
}

impl XmlEncoder {
    /// An encoder that writes these members of the first structure that it is given.
    pub(crate) fn new(part: Part) -> Self {
        Self {
            // Few documents are shorter.
            out: Vec::with_capacity(256),
            member: &ANY,
            depth: 0,
            part,
            tag_open: false,
            in_attribute: false,
            rootless: None,
            root: "",
        }
    }

    /// Begins an element.
    pub(crate) fn open(&mut self, name: &str, namespace: Option<&XmlNamespace>) {
        self.end_tag();
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        self.tag_open = true;
        let Some(XmlNamespace { uri, prefix }) = namespace else {
            return;
        };
        self.out.extend_from_slice(b" xmlns");
        if let Some(prefix) = prefix {
            self.out.push(b':');
            self.out.extend_from_slice(prefix.as_bytes());
        }
        self.out.extend_from_slice(b"=\"");
        // The URI of a model has no control characters.
        let _ = escape::attribute(uri, &mut self.out);
        self.out.push(b'"');
    }

    /// Ends the element of this name that was begun last.
    pub(crate) fn close(&mut self, name: &str) {
        self.end_tag();
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b'>');
    }

    /// Writes an element with a text.
    ///
    /// # Errors
    ///
    /// The text has characters that XML has not.
    pub(crate) fn element(&mut self, name: &str, text: &str) -> EncodeResult {
        self.open(name, None);
        self.string(text)?;
        self.close(name);
        Ok(())
    }

    /// Writes a structure or union behind the elements that `before` writes.
    ///
    /// # Errors
    ///
    /// One of the two has no form in XML.
    pub(crate) fn structure_after<T: Shape>(
        &mut self,
        value: &T,
        before: impl FnOnce(&mut Self) -> EncodeResult,
    ) -> EncodeResult {
        self.begin(Some(T::SCHEMA));
        self.descend()?;
        let (part, outer) = (std::mem::replace(&mut self.part, Part::All), self.member);
        if const { T::SCHEMA.has_xml_attributes() } {
            value.encode_members(&mut Attributes {
                encoder: self,
                schema: T::SCHEMA,
                part,
            })?;
        }
        self.end_tag();
        before(self)?;
        value.encode_members(&mut Members {
            encoder: self,
            schema: T::SCHEMA,
            part,
        })?;
        self.member = outer;
        self.depth -= 1;
        Ok(())
    }

    /// Writes a structure or union as a whole document.
    pub(super) fn document<T: Shape>(
        &mut self,
        service: Option<&'static ServiceSchema>,
        value: &T,
    ) -> EncodeResult {
        let schema = T::SCHEMA;
        let name = names::of_shape(schema);
        self.open(name, root_namespace(schema, service));
        self.structure(value)?;
        self.close(name);
        Ok(())
    }

    /// Writes the value of one member as a whole document, and tells whether it is there.
    pub(super) fn only<T: Shape>(
        &mut self,
        service: &'static ServiceSchema,
        value: &T,
        index: usize,
    ) -> Result<bool, EncodeError> {
        let Some(member) = T::SCHEMA.members.get(index) else {
            return Ok(false);
        };
        self.member = member;
        self.rootless = Some(service);
        let present = encode_only(value, index, self)?;
        if present {
            self.close(self.root);
        }
        Ok(present)
    }

    /// What was written.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.out
    }

    /// Ends the start tag that was written last, unless it has ended.
    #[inline]
    fn end_tag(&mut self) {
        if self.tag_open {
            self.tag_open = false;
            self.out.push(b'>');
        }
    }

    /// Begins what is in an element or attribute; `shape` is what is about to be written there.
    #[inline]
    fn begin(&mut self, shape: Option<&'static Schema>) {
        if let Some(service) = self.rootless.take() {
            self.begin_root(service, shape);
        }
        if !self.in_attribute && shape.is_none() {
            self.end_tag();
        }
    }

    /// Writes the root of a member that is a document: it is called as the member, if that has an
    /// `@xmlName`, else as what it holds.
    fn begin_root(&mut self, service: &ServiceSchema, shape: Option<&'static Schema>) {
        let member = self.member;
        self.root = member
            .xml_name
            .unwrap_or_else(|| shape.map_or(member.name, names::of_shape));
        let namespace = shape.and_then(|shape| shape.xml_namespace);
        let namespace = member.xml_namespace.or(namespace);
        self.open(self.root, namespace.or(service.xml_namespace));
    }

    #[inline]
    fn descend(&mut self) -> EncodeResult {
        if self.depth == MAX_DEPTH {
            return Err(EncodeError::new(EncodeErrorKind::TooDeep));
        }
        self.depth += 1;
        Ok(())
    }

    /// Writes what has no character that is markup.
    fn plain(&mut self, text: &str) -> EncodeResult {
        self.begin(None);
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

impl Encoder for XmlEncoder {
    fn structure<T: Shape>(&mut self, value: &T) -> EncodeResult {
        self.structure_after(value, |_| Ok(()))
    }

    fn list<T: Encode>(&mut self, items: &[T]) -> EncodeResult {
        self.begin(None);
        self.descend()?;
        let outer = self.member;
        let element = names::element(outer);
        let (name, namespace) = match outer.xml_flattened {
            true => (
                names::of_member(outer),
                outer.xml_namespace.or(element.xml_namespace),
            ),
            false => (names::of_member(element), element.xml_namespace),
        };
        for (index, item) in items.iter().enumerate() {
            self.open(name, namespace);
            self.member = element;
            item.encode(self)
                .map_err(|error| error.within(&index.to_string()))?;
            self.close(name);
        }
        self.member = outer;
        self.depth -= 1;
        Ok(())
    }

    fn map<T: Encode>(&mut self, entries: &BTreeMap<String, T>) -> EncodeResult {
        self.begin(None);
        self.descend()?;
        let outer = self.member;
        let (name, namespace) = match outer.xml_flattened {
            true => (names::of_member(outer), outer.xml_namespace),
            false => (names::ENTRY, None),
        };
        for (key, value) in entries {
            self.open(name, namespace);
            self.entry(outer, key, value)
                .map_err(|error| error.within(outer.key_token(key)))?;
            self.close(name);
        }
        self.member = outer;
        self.depth -= 1;
        Ok(())
    }

    fn null(&mut self) -> EncodeResult {
        if self.tag_open {
            self.out.extend_from_slice(NIL.as_bytes());
        }
        self.begin(None);
        Ok(())
    }

    fn boolean(&mut self, value: bool) -> EncodeResult {
        self.plain(scalar::boolean_text(value))
    }

    fn integer(&mut self, value: i64) -> EncodeResult {
        self.begin(None);
        // Writing to a vector does not fail.
        let _ = write!(self.out, "{value}");
        Ok(())
    }

    fn float(&mut self, value: f32) -> EncodeResult {
        self.plain(&scalar::float_text(value))
    }

    fn double(&mut self, value: f64) -> EncodeResult {
        self.plain(&scalar::double_text(value))
    }

    fn big_number(&mut self, text: &str) -> EncodeResult {
        self.plain(text)
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        self.begin(None);
        match self.in_attribute {
            true => escape::attribute(value, &mut self.out),
            false => escape::text(value, &mut self.out),
        }
    }

    fn blob(&mut self, value: &[u8]) -> EncodeResult {
        self.begin(None);
        scalar::base64(value, &mut self.out);
        Ok(())
    }

    fn timestamp(&mut self, value: Timestamp) -> EncodeResult {
        let format = self.member.timestamp.unwrap_or(TimestampFormat::DateTime);
        self.plain(&timestamp::format(value, format)?)
    }

    fn document(&mut self, _value: &Document) -> EncodeResult {
        Err(EncodeError::unrepresentable(
            "a document has no form in XML",
        ))
    }
}

impl XmlEncoder {
    fn entry<T: Encode>(&mut self, map: &'static Member, key: &str, value: &T) -> EncodeResult {
        let (keys, values) = names::entry(map);
        let name = names::of_member(keys);
        self.open(name, keys.xml_namespace);
        self.string(key)?;
        self.close(name);
        let name = names::of_member(values);
        self.open(name, values.xml_namespace);
        self.member = values;
        value.encode(self)?;
        self.close(name);
        Ok(())
    }
}

/// What an element says of a value that is absent from a sparse list or map.
const NIL: &str = r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true""#;

/// The namespace of a root: that of its shape, else that of the service.
fn root_namespace(
    schema: &Schema,
    service: Option<&'static ServiceSchema>,
) -> Option<&'static XmlNamespace> {
    schema
        .xml_namespace
        .or_else(|| service.and_then(|service| service.xml_namespace))
}

/// Writes those members that are elements.
struct Members<'a> {
    encoder: &'a mut XmlEncoder,
    schema: &'static Schema,
    part: Part,
}

impl Members<'_> {
    /// Writes the start tag of a member that belongs here. The items of a flattened list or map have
    /// tags of their own.
    fn begin(&mut self, index: usize) -> Option<&'static Member> {
        let member = self.schema.members.get(index)?;
        if member.xml_attribute || !self.part.includes(member) {
            return None;
        }
        self.encoder.member = member;
        if !member.xml_flattened {
            self.encoder
                .open(names::of_member(member), member.xml_namespace);
        }
        Some(member)
    }

    fn end(&mut self, member: &Member) {
        if !member.xml_flattened {
            self.encoder.close(names::of_member(member));
        }
    }
}

impl MemberEncoder for Members<'_> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        if value.is_absent() {
            return Ok(());
        }
        let Some(member) = self.begin(index) else {
            return Ok(());
        };
        value
            .encode(self.encoder)
            .map_err(|error| error.within(member.name))?;
        self.end(member);
        Ok(())
    }
}

/// Writes those members that are attributes.
struct Attributes<'a> {
    encoder: &'a mut XmlEncoder,
    schema: &'static Schema,
    part: Part,
}

impl MemberEncoder for Attributes<'_> {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        let is_here = |member: &&Member| member.xml_attribute && self.part.includes(member);
        let Some(member) = self.schema.members.get(index).filter(is_here) else {
            return Ok(());
        };
        if value.is_absent() {
            return Ok(());
        }
        let encoder = &mut *self.encoder;
        encoder.out.push(b' ');
        encoder
            .out
            .extend_from_slice(names::of_member(member).as_bytes());
        encoder.out.extend_from_slice(b"=\"");
        encoder.member = member;
        encoder.in_attribute = true;
        value
            .encode(encoder)
            .map_err(|error| error.within(member.name))?;
        encoder.in_attribute = false;
        encoder.out.push(b'"');
        Ok(())
    }
}
