//! Node values. See [node values](https://smithy.io/2.0/spec/idl.html#node-values).

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::lexer::Token;
use super::parser::{Parsed, Parser};
use super::text;
use crate::ast::Reference;
use crate::{Diagnostic, Key, Node, Number, Span, Value};

/// How deep arrays and objects may nest, as in JSON.
const MAX_DEPTH: usize = 128;

/// From how many keys on repeats are found by hashing.
const MANY_KEYS: usize = 16;

impl<'t> Parser<'_, 't> {
    /// Wants a value.
    pub(super) fn expect_node(&mut self) -> Parsed<Node> {
        let start = self.lexer.start();
        match self.token() {
            Token::String | Token::TextBlock => {
                let text = self.expect_text()?.0.into_owned();
                let end = self.lexer.start();
                Ok(Node::string(text, self.between(start, end)))
            }
            Token::Number => {
                let number = Value::Number(Number::new(text::number(self.lexer.lexeme())));
                let span = self.span();
                self.lexer.next();
                Ok(Node::new(number, span))
            }
            Token::Identifier => {
                let (word, span) = self.expect_id()?;
                Ok(self.word(word, span))
            }
            Token::LeftBrace => self.nested(Self::object),
            Token::LeftBracket => self.nested(Self::array),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// What an unquoted word stands for: the id of a shape, if it is no other value.
    pub(super) fn word(&mut self, word: &str, span: Span) -> Node {
        let value = match word {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            "null" => Value::Null,
            _ => {
                let id = self.resolve(word);
                let text = id.as_str().to_owned();
                self.ast.mentions.push(Reference { id, span });
                Value::String(text)
            }
        };
        Node::new(value, span)
    }

    /// Wants a string or text block; gives what it holds.
    pub(super) fn expect_text(&mut self) -> Parsed<(Cow<'t, str>, Span)> {
        let content = match self.token() {
            Token::String => text::string(self.lexer.lexeme()),
            Token::TextBlock => text::block(self.lexer.lexeme()).map(Cow::Owned),
            _ => return Err(self.unexpected("a string")),
        };
        let content = content.map_err(|message| self.fault(message))?;
        let span = self.span();
        self.lexer.next();
        Ok((content, span))
    }

    /// Wants a key: a name or a string.
    pub(super) fn expect_key(&mut self, wanted: &str) -> Parsed<Key> {
        let (name, span) = match self.token() {
            Token::Identifier => {
                let (name, span) = self.expect_name()?;
                (Cow::Borrowed(name), span)
            }
            Token::String => self.expect_text()?,
            _ => return Err(self.unexpected(wanted)),
        };
        Ok(Key::new(self.names.shared(&name), span))
    }

    /// Bounds how deep values nest.
    fn nested(&mut self, read: fn(&mut Self) -> Parsed<Value>) -> Parsed<Node> {
        if self.depth == MAX_DEPTH {
            return Err(self.fault(format!("values nest more than {MAX_DEPTH} levels deep")));
        }
        let start = self.lexer.start();
        self.depth += 1;
        let value = read(self)?;
        self.depth -= 1;
        // The bracket that closes it has been passed.
        let end = self.lexer.start();
        Ok(Node::new(value, self.between(start, end)))
    }

    fn array(&mut self) -> Parsed<Value> {
        self.lexer.next();
        self.blanks_and_docs();
        let mut elements = Vec::new();
        while self.token() != Token::RightBracket {
            elements.push(self.expect_node()?);
            self.blanks_and_docs();
        }
        self.lexer.next();
        Ok(Value::Array(elements))
    }

    fn object(&mut self) -> Parsed<Value> {
        self.lexer.next();
        self.blanks_and_docs();
        let mut entries = Entries::default();
        while self.token() != Token::RightBrace {
            let key = self.expect_key("a key or `}`")?;
            self.entry(key, &mut entries)?;
        }
        self.lexer.next();
        Ok(Value::Object(entries.list))
    }

    /// Reads what belongs to a key, from the colon on.
    pub(super) fn entry(&mut self, key: Key, entries: &mut Entries) -> Parsed<()> {
        self.blanks_and_docs();
        self.expect(Token::Colon)?;
        self.blanks_and_docs();
        let node = self.expect_node()?;
        self.blanks_and_docs();
        if let Some(first) = entries.add(key.clone(), node) {
            let fault = Diagnostic::error(
                "Model.DuplicateKey",
                format!("the key `{}` stands here twice", key.as_str()),
            );
            self.report(fault.at(key.span()).also(first, "it was first given here"));
        }
        Ok(())
    }
}

/// The entries of an object that is being read.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) list: Vec<(Key, Node)>,
    met: FxHashSet<std::sync::Arc<str>>,
}

impl Entries {
    /// Adds an entry, or tells where there is one of the same key.
    fn add(&mut self, key: Key, node: Node) -> Option<Span> {
        let is_new = if self.list.len() < MANY_KEYS {
            self.list.iter().all(|(other, _)| *other != key)
        } else {
            if self.met.is_empty() {
                self.met
                    .extend(self.list.iter().map(|(other, _)| other.shared()));
            }
            self.met.insert(key.shared())
        };
        if is_new {
            self.list.push((key, node));
            return None;
        }
        let first = self.list.iter().find(|(other, _)| *other == key);
        first.map(|(first, _)| first.span())
    }
}
