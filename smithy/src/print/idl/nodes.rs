//! Values.

use super::Printer;
use crate::print::json;
use crate::shape_id::{self, is_identifier};
use crate::{Node, Shape, ShapeId, ShapeType, Traits, Value};

/// What is known of the shape that a value has.
#[derive(Clone, Copy)]
pub(super) struct Kind<'m> {
    shape: Option<&'m Shape>,
    /// Whether it is the id of a shape.
    is_id: bool,
}

impl<'m> Kind<'m> {
    pub(super) fn of(shape: &'m Shape) -> Self {
        Self {
            shape: Some(shape),
            is_id: is_id_ref(&shape.traits),
        }
    }

    fn target(printer: &Printer<'m>, target: &ShapeId, traits: &Traits) -> Self {
        let shape = printer.model.shape(target);
        Self {
            shape,
            is_id: is_id_ref(traits) || shape.is_some_and(|shape| is_id_ref(&shape.traits)),
        }
    }
}

impl<'m> Printer<'m> {
    /// Writes a value. If its shape is known, ids in it are written as such.
    pub(super) fn node(&mut self, node: &Node, kind: Option<Kind<'m>>) {
        match &node.value {
            Value::Null => self.out.push("null"),
            Value::Boolean(true) => self.out.push("true"),
            Value::Boolean(false) => self.out.push("false"),
            Value::Number(number) => self.out.push(&number.text()),
            Value::String(text) => match self.known_id(text, kind) {
                Some(id) => self.out.push(&id),
                None => self.string(text),
            },
            Value::Array(elements) if elements.is_empty() => self.out.push("[]"),
            Value::Array(elements) => {
                let kind = self.part(kind, "member");
                self.out.push("[");
                self.out.end();
                self.out.deeper();
                for element in elements {
                    self.out.indent();
                    self.node(element, kind);
                    self.out.end();
                }
                self.out.shallower();
                self.out.indent();
                self.out.push("]");
            }
            Value::Object(entries) if entries.is_empty() => self.out.push("{}"),
            Value::Object(_) => {
                self.out.push("{");
                self.out.end();
                self.entries(node, kind);
                self.out.indent();
                self.out.push("}");
            }
        }
    }

    /// Writes the entries of an object, a line each.
    pub(super) fn entries(&mut self, node: &Node, kind: Option<Kind<'m>>) {
        self.out.deeper();
        for (key, node) in node.as_object().unwrap_or_default() {
            let kind = self.part(kind, key.as_str());
            self.out.indent();
            self.key(key.as_str());
            self.out.push(": ");
            self.node(node, kind);
            self.out.end();
        }
        self.out.shallower();
    }

    /// Writes a key, in quotes if it needs them.
    pub(super) fn key(&mut self, key: &str) {
        if is_identifier(key) {
            self.out.push(key);
        } else {
            self.quoted(key);
        }
    }

    pub(super) fn quoted(&mut self, text: &str) {
        let mut quoted = String::new();
        json::string(text, &mut quoted);
        self.out.push(&quoted);
    }

    /// Writes a string: several lines as a text block, if that can say them.
    fn string(&mut self, text: &str) {
        let block = text
            .contains('\n')
            .then(|| block(text, self.out.indentation() + 4));
        match block {
            Some(block) if crate::idl::text_block(&block).as_deref() == Ok(text) => {
                self.out.push(&block);
            }
            _ => self.quoted(text),
        }
    }

    /// An id that a string is known to hold, as it is written in this file.
    fn known_id(&mut self, text: &str, kind: Option<Kind<'m>>) -> Option<String> {
        if !kind?.is_id || shape_id::fault(text, true).is_some() {
            return None;
        }
        let id = ShapeId::new(text);
        let exists = match id.member() {
            Some(_) => self.model.member(&id).is_some(),
            None => self.model.shape(&id).is_some(),
        };
        exists.then(|| self.imports.write(&id))
    }

    /// What is known of an element or of what belongs to a key.
    fn part(&self, kind: Option<Kind<'m>>, key: &str) -> Option<Kind<'m>> {
        let shape = kind?.shape?;
        let name = match shape.shape_type() {
            ShapeType::Map => "value",
            ShapeType::List => "member",
            ShapeType::Structure | ShapeType::Union => key,
            _ => return None,
        };
        let member = shape.member(name)?;
        Some(Kind::target(self, &member.target, &member.traits))
    }
}

/// Whether values are ids of shapes. See [idRef](https://smithy.io/2.0/spec/constraint-traits.html#idref-trait).
fn is_id_ref(traits: &Traits) -> bool {
    traits.node("smithy.api#idRef").is_some()
}

fn block(text: &str, indentation: usize) -> String {
    let mut block = r#"""""#.to_owned();
    for line in text.split('\n') {
        block.push('\n');
        if !line.is_empty() {
            block.push_str(&" ".repeat(indentation));
            block.push_str(&line.replace('\\', r"\\").replace(r#"""""#, r#"\"\"\""#));
        }
    }
    if text.ends_with('\n') {
        block.push_str(&" ".repeat(indentation));
    }
    if text.ends_with('"') {
        block.pop();
        block.push_str("\\\"");
    }
    block.push_str(r#"""""#);
    block
}
