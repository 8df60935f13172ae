//! Errors in bodies of XML.

use http::StatusCode;

use super::ErrorIdentity;
use crate::wire::{DecodeError, Part, Reading, Role};
use crate::xml::{XmlDecoder, XmlEncoder};

/// What an element is called that holds an error.
pub(super) const ERROR: &str = "Error";

/// Who is at fault, as `Type` tells it.
pub(super) fn sender_or_receiver(status: StatusCode) -> &'static str {
    match status.is_client_error() {
        true => "Sender",
        false => "Receiver",
    }
}

/// Writes a text that no model knows; what XML has no character for is replaced.
pub(super) fn write_text(xml: &mut XmlEncoder, name: &str, text: &str) {
    let text = text.replace(
        |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'),
        "\u{fffd}",
    );
    // There is nothing left in the text that has no form.
    let _ = xml.element(name, &text);
}

/// Which error a document is, whether that is its root or somewhere in it.
pub(super) fn identify(xml: &[u8]) -> Result<ErrorIdentity, DecodeError> {
    let mut reading = Reading::new(Role::Client);
    let mut xml = XmlDecoder::new(xml, &mut reading, Part::All)?;
    match enter(&mut xml)? {
        true => identity(&mut xml),
        false => Ok(ErrorIdentity::default()),
    }
}

/// Which error the element is that is open.
pub(super) fn identity(xml: &mut XmlDecoder<'_, '_>) -> Result<ErrorIdentity, DecodeError> {
    let mut identity = ErrorIdentity::default();
    xml.texts(|name, text| match name {
        "Code" => identity.code = Some(text),
        "Message" | "message" => identity.message = Some(text),
        _ => {}
    })?;
    xml.finish()?;
    Ok(identity)
}

/// Steps into the error, if there is one.
pub(super) fn enter(xml: &mut XmlDecoder<'_, '_>) -> Result<bool, DecodeError> {
    Ok(xml.is_called(ERROR) || xml.enter(ERROR)?)
}
