//! XML text as a tree, by another reader than the one that is tested.
//!
//! Whatever makes no difference is left out of the tree: the order of attributes and of elements that are
//! called differently, white space between elements, the order of the entries of a map as far as their names show
//! that they are such, and the offset of a date-time, which is written in UTC.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::tree;
use crate::Document;
use crate::timestamp::{self, Strictness};
use crate::wire::{Member, Schema, TimestampFormat};

/// What stands before the names of attributes.
const ATTRIBUTE: char = '@';
/// The text of an element that has no others in it.
const TEXT: &str = "#text";

/// Reads a document: its root under its name.
pub(super) fn parse(text: &str) -> Result<Document, String> {
    let mut reader = Reader::from_str(text.trim());
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => open.push(Element::begin(&tag)?),
            Event::Empty(tag) => {
                open.push(Element::begin(&tag)?);
                end(&mut open)?;
            }
            Event::End(_) => end(&mut open)?,
            Event::Text(text) => last(&mut open)?.text += &text.xml10_content(),
            Event::CData(text) => last(&mut open)?.text += &text,
            Event::GeneralRef(reference) => {
                let escaped = format!("&{};", &*reference);
                let text =
                    quick_xml::escape::unescape(&escaped).map_err(|error| error.to_string())?;
                last(&mut open)?.text += &text;
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
    }
    match <[Element; 1]>::try_from(open) {
        Ok([root]) => Ok(root.finish()),
        Err(_) => Err("an element is not closed".to_owned()),
    }
}

/// Leaves out the id of the request, right inside the root: that of a case is of no request that is made here.
pub(super) fn forget_request(document: &mut Document) {
    let Document::Object(content) = document else {
        return;
    };
    const IDS: [&str; 4] = ["RequestID", "RequestId", "requestId", "ResponseMetadata"];
    for root in content.values_mut().flat_map(elements) {
        if let Document::Object(content) = root {
            content.retain(|name, _| !IDS.contains(&&**name));
        }
    }
}

/// Leaves out of an error's document what neither the model knows nor tells which error it is: cases have a
/// message there, which no parameter says.
pub(super) fn keep_modelled(document: &mut Document, error: &Schema) {
    let Document::Object(content) = document else {
        return;
    };
    for (name, items) in content {
        for element in elements(items) {
            match name.as_str() {
                "Error" => keep_members(element, error),
                _ => keep_modelled(element, error),
            }
        }
    }
}

fn keep_members(element: &mut Document, error: &Schema) {
    let Document::Object(content) = element else {
        return;
    };
    let is_member = |name: &str| {
        let named = |member: &Member| member.xml_name.unwrap_or(member.name) == name;
        error.members.iter().any(named)
    };
    content.retain(|name, _| ["Type", "Code"].contains(&&**name) || is_member(name));
}

fn elements(items: &mut Document) -> &mut [Document] {
    match items {
        Document::Array(items) => items,
        _ => &mut [],
    }
}

#[derive(Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, Document>,
    children: BTreeMap<String, Vec<Document>>,
    text: String,
}

impl Element {
    fn begin(tag: &BytesStart<'_>) -> Result<Self, String> {
        let mut attributes = BTreeMap::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let name = format!("{ATTRIBUTE}{}", attribute.key.as_ref());
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            let value = value.map_err(|error| error.to_string())?;
            attributes.insert(name, Document::String(value.into_owned()));
        }
        Ok(Self {
            name: tag.name().as_ref().to_owned(),
            attributes,
            ..Self::default()
        })
    }

    fn finish(self) -> Document {
        let mut entries = self.attributes;
        if self.children.is_empty() && !self.text.is_empty() {
            let text = in_utc(&self.text).unwrap_or(self.text);
            entries.insert(TEXT.to_owned(), Document::String(text));
        }
        for (name, mut items) in self.children {
            if are_entries(&name, &items) {
                items.sort_by_key(tree::print);
            }
            entries.insert(name, Document::Array(items));
        }
        Document::Object(entries)
    }
}

/// A date-time with an offset, in UTC.
fn in_utc(text: &str) -> Option<String> {
    let with_offset = !text.ends_with('Z') && text.len() > "0000-00-00T00:00:00".len();
    let timestamp =
        with_offset.then(|| timestamp::parse(text, TimestampFormat::DateTime, Strictness::Lenient));
    timestamp::format(timestamp??, TimestampFormat::DateTime).ok()
}

/// Whether elements are the entries of a map: an element in it is called `entry`, and those of a flattened map
/// hold a `key` and a `value`.
fn are_entries(name: &str, elements: &[Document]) -> bool {
    let is_child = |name: &&String| !name.starts_with(ATTRIBUTE);
    let mut halves = elements.iter().map(|element| match element {
        Document::Object(content) => content.keys().filter(is_child).collect(),
        _ => Vec::new(),
    });
    halves.all(|halves| match halves.as_slice() {
        [_, _] if name == "entry" => true,
        [key, value] => [key.as_str(), value.as_str()] == ["key", "value"],
        _ => false,
    })
}

fn last(open: &mut [Element]) -> Result<&mut Element, String> {
    open.last_mut()
        .ok_or_else(|| "an element too many is closed".to_owned())
}

/// Puts the element that was begun last into the one around it.
fn end(open: &mut Vec<Element>) -> Result<(), String> {
    let element = open.pop().unwrap_or_default();
    let name = element.name.clone();
    let outer = last(open)?;
    outer
        .children
        .entry(name)
        .or_default()
        .push(element.finish());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(expected: &str, actual: &str) -> Vec<String> {
        tree::differences(&parse(expected).unwrap(), &parse(actual).unwrap())
    }

    #[test]
    fn what_makes_no_difference_is_no_difference() {
        for (one, other) in [
            (
                "<a><b>1</b><c/></a>",
                "<?xml version='1.0'?>\n<a>\n <c></c>\n <b>1</b>\n</a>\n",
            ),
            ("<a x='1' y='&lt;'/>", "<a y=\"&#60;\" x=\"1\"></a>"),
            (
                "<a><entry><k>1</k><v>2</v></entry><entry><k>3</k><v>4</v></entry></a>",
                "<a><entry><k>3</k><v>4</v></entry><entry><v>2</v><k>1</k></entry></a>",
            ),
            (
                "<a><e><key>1</key><value>2</value></e><e><key>3</key><value>4</value></e></a>",
                "<a><e><key>3</key><value>4</value></e><e><key>1</key><value>2</value></e></a>",
            ),
            ("<a>x&amp;y</a>", "<a><![CDATA[x&y]]></a>"),
            (
                "<a>2019-12-16T22:48:18-01:00</a>",
                "<a>2019-12-16T23:48:18Z</a>",
            ),
        ] {
            assert_eq!(differences(one, other), [""; 0], "{one}");
        }
    }

    #[test]
    fn the_order_of_a_list_counts_whatever_is_in_it() {
        let list = [
            "<a><e><x>1</x><y>2</y></e><e><x>3</x><y>4</y></e></a>",
            "<a><e><x>3</x><y>4</y></e><e><x>1</x><y>2</y></e></a>",
        ];
        assert_eq!(differences(list[0], list[1]).len(), 4);
    }

    #[test]
    fn differences_name_their_place() {
        assert_eq!(
            differences(
                "<a><b>1</b><b>2</b><c xmlns='x'/><d> </d></a>",
                "<a><b>2</b><b>1</b><c xmlns='y'/><d/></a>"
            ),
            [
                r##"/a/0/b/0/#text: expected "1", found "2""##,
                r##"/a/0/b/1/#text: expected "2", found "1""##,
                r#"/a/0/c/0/@xmlns: expected "x", found "y""#,
                r##"/a/0/d/0/#text: expected " ", found nothing"##,
            ]
        );
        for text in ["<a>", "<a></b>", "</a>", "<a>&b;</a>"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
