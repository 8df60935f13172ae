//! Finds the text of one member: the message of a modelled error, and what an input asks for.

use std::collections::BTreeMap;

use crate::wire::{Encode, EncodeResult, Encoder, MemberEncoder, Shape};
use crate::{Document, Timestamp};

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
    let mut finder = Finder {
        index,
        text: Text(None),
    };
    value.encode_members(&mut finder).ok()?;
    finder.text.0.filter(|text| !text.is_empty())
}

struct Finder {
    index: usize,
    text: Text,
}

impl MemberEncoder for Finder {
    fn member<T: Encode>(&mut self, index: usize, value: &T) -> EncodeResult {
        match index == self.index && !value.is_absent() {
            true => value.encode(&mut self.text),
            false => Ok(()),
        }
    }
}

/// Keeps a string, and nothing of any other value.
struct Text(Option<String>);

impl Encoder for Text {
    fn structure<T: Shape>(&mut self, _: &T) -> EncodeResult {
        Ok(())
    }
    fn list<T: Encode>(&mut self, _: &[T]) -> EncodeResult {
        Ok(())
    }
    fn map<T: Encode>(&mut self, _: &BTreeMap<String, T>) -> EncodeResult {
        Ok(())
    }
    fn null(&mut self) -> EncodeResult {
        Ok(())
    }
    fn boolean(&mut self, _: bool) -> EncodeResult {
        Ok(())
    }
    fn integer(&mut self, _: i64) -> EncodeResult {
        Ok(())
    }
    fn float(&mut self, _: f32) -> EncodeResult {
        Ok(())
    }
    fn double(&mut self, _: f64) -> EncodeResult {
        Ok(())
    }
    fn big_number(&mut self, _: &str) -> EncodeResult {
        Ok(())
    }
    fn string(&mut self, value: &str) -> EncodeResult {
        self.0 = Some(value.to_owned());
        Ok(())
    }
    fn blob(&mut self, _: &[u8]) -> EncodeResult {
        Ok(())
    }
    fn timestamp(&mut self, _: Timestamp) -> EncodeResult {
        Ok(())
    }
    fn document(&mut self, _: &Document) -> EncodeResult {
        Ok(())
    }
}
