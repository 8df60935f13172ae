//! Finds the text of one member: the message of a modelled error, and what an input asks for.

use crate::wire::refuse::refuse_encoding;
use crate::wire::{EncodeResult, Encoder, Shape, encode_only};

/// The member of an error that is called `message`, in whatever case, unless it is sensitive.
pub(crate) fn message_of<T: Shape>(error: &T) -> Option<String> {
    let is_message = |member: &crate::wire::Member| member.name.eq_ignore_ascii_case("message");
    let index = T::SCHEMA.members.iter().position(is_message)?;
    if T::SCHEMA.members[index].sensitive {
        return None;
    }
    text_at(error, index)
}

/// The member of this name, if it is a string or an enum that is there.
pub(crate) fn text_of<T: Shape>(value: &T, member: &str) -> Option<String> {
    let index = T::SCHEMA
        .members
        .iter()
        .position(|found| found.name == member)?;
    text_at(value, index)
}

fn text_at<T: Shape>(value: &T, index: usize) -> Option<String> {
    let mut text = Text(None);
    encode_only(value, index, &mut text).ok()?;
    text.0.filter(|text| !text.is_empty())
}

/// Keeps a string.
struct Text(Option<String>);

impl Encoder for Text {
    refuse_encoding! {
        "the value is no text":
        structure list map null boolean integer float double big_number blob timestamp document
    }

    fn string(&mut self, value: &str) -> EncodeResult {
        self.0 = Some(value.to_owned());
        Ok(())
    }
}
