//! Shapes as XML, the form that the bodies of some protocols have: [`@xmlName`] and its like say how.
//!
//! [`to_vec`] and [`from_slice`] write and read a shape as a document of its own, to keep it in a file
//! or a queue, say: all members are in it, wherever they travel in an HTTP message. Blobs are base64,
//! timestamps are date-times unless the model says otherwise, and what is absent from a sparse list or
//! map is an element with `xsi:nil="true"`.
//!
//! Documents are UTF-8, and have none but the five entities that every document has: one with a
//! document type definition is refused, as is what follows the root. Comments and instructions are
//! passed over, and so are elements and attributes that the model does not list, and text between
//! elements. Namespaces are written as the model states them; when a name is read, a prefix does not count.
//!
//! [`@xmlName`]: https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings

mod decode;
mod element;
mod encode;
mod escape;
mod items;
mod names;
mod tokens;

use std::collections::BTreeMap;

pub(crate) use decode::XmlDecoder;
pub(crate) use encode::XmlEncoder;

use crate::wire::{
    Codec, DecodeError, DecodeResult, EncodeError, Member, Part, Reading, Role, ServiceSchema,
    Shape,
};

/// Writes a structure or union as XML, without a declaration and without white space.
///
/// # Errors
///
/// [`UnknownVariant`](crate::EncodeErrorKind::UnknownVariant), [`TooDeep`](crate::EncodeErrorKind::TooDeep),
/// and [`Unrepresentable`](crate::EncodeErrorKind::Unrepresentable) of a control character, which XML
/// has not, of a document, and of a timestamp whose form has no place for its year.
pub fn to_vec<T: Shape>(value: &T) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = XmlEncoder::new(Part::All);
    encoder.document(None, value)?;
    Ok(encoder.finish())
}

/// Reads what [`to_vec`] writes. It reads as a client does: the root may have any name, elements and
/// attributes that the model does not list are skipped, unknown values of enums are kept.
///
/// Constraints are not checked: see [`Validate`](crate::validate::Validate).
///
/// # Errors
///
/// The text is not XML, nests too deep, does not fit the shape or lacks a required member; see
/// [`DecodeErrorKind`](crate::DecodeErrorKind).
pub fn from_slice<T: Shape>(xml: &[u8]) -> Result<T, DecodeError> {
    let mut reading = Reading::new(Role::Client);
    let mut value = T::blank();
    XmlDecoder::new(xml, &mut reading, Part::All)?.document(&mut value)?;
    Ok(value)
}

/// XML, as [`@xmlName`] and its like shape it.
///
/// [`@xmlName`]: https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings
#[derive(Clone, Copy, Debug)]
pub struct Xml;

impl Codec for Xml {
    const MEDIA_TYPE: &'static str = "application/xml";

    fn encode<T: Shape>(
        service: &'static ServiceSchema,
        value: &T,
        part: Part,
    ) -> Result<Vec<u8>, EncodeError> {
        let mut encoder = XmlEncoder::new(part);
        encoder.document(Some(service), value)?;
        Ok(encoder.finish())
    }

    fn encode_member<T: Shape>(
        service: &'static ServiceSchema,
        value: &T,
        index: usize,
    ) -> Result<Option<Vec<u8>>, EncodeError> {
        let mut encoder = XmlEncoder::new(Part::All);
        let present = encoder.only(service, value, index)?;
        Ok(present.then(|| encoder.finish()))
    }

    fn decode<T: Shape>(
        value: &mut T,
        part: Part,
        bytes: &[u8],
        reading: &mut Reading,
    ) -> DecodeResult {
        XmlDecoder::new(bytes, reading, part)?.document(value)
    }

    fn decode_member<T: Shape>(
        value: &mut T,
        index: usize,
        bytes: &[u8],
        reading: &mut Reading,
    ) -> DecodeResult {
        XmlDecoder::new(bytes, reading, Part::All)?.only(value, index)
    }

    fn texts(bytes: &[u8]) -> BTreeMap<String, String> {
        texts(bytes).unwrap_or_default()
    }
}

fn texts(xml: &[u8]) -> Result<BTreeMap<String, String>, DecodeError> {
    let mut texts = BTreeMap::new();
    let mut reading = Reading::new(Role::Client);
    let mut decoder = XmlDecoder::new(xml, &mut reading, Part::All)?;
    decoder.texts(|name, text| {
        texts.insert(name.to_owned(), text);
    })?;
    decoder.finish()?;
    Ok(texts)
}

/// The member of a value that has no schema: the root.
static ANY: Member = Member::new("");
