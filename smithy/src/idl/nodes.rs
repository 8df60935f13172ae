//! Node values. See [node values](https://smithy.io/2.0/spec/idl.html#node-values).

use std::borrow::Cow;

use super::lexer::Token;
use super::parser::{MAX_FAULTS, Parsed, Parser};
use super::text;
use crate::ast::Reference;
use crate::diagnostic::MOST;
use crate::node::{is_long, unique};
use crate::{Key, Node, Number, Span, Value};

/// How deep arrays and objects may nest, as in JSON.
const MAX_DEPTH: usize = 128;

impl<'t> Parser<'_, 't> {
    /// Wants a value.
    pub(super) fn expect_node(&mut self) -> Parsed<Node> {
        let start = self.lexer.start();
        match self.token() {
            Token::String | Token::TextBlock => {
                let text = self.expect_text()?.0;
                let end = self.lexer.start();
                Ok(Node::string(text, self.between(start, end)))
            }
            Token::Number => {
                let number = Value::Number(Number::new(&text::number(self.lexer.lexeme())));
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
                let text = id.shared();
                self.mention(Reference { id, span });
                Value::String(text)
            }
        };
        Node::new(value, span)
    }

    /// Remembers where an id stands, unless that would be nothing new.
    fn mention(&mut self, mention: Reference) {
        if self.mentioned.len() == MOST {
            self.mentioned.clear();
        }
        let times = self.mentioned.entry(mention.id.shared()).or_default();
        *times += 1;
        if *times <= MAX_FAULTS {
            self.ast.mentions.push(mention);
        }
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
        let bottom = self.nodes.len();
        while self.token() != Token::RightBracket {
            if is_long(self.nodes.len(), bottom) {
                return self.long_array(bottom);
            }
            let node = self.expect_node()?;
            self.nodes.push(node);
            self.blanks_and_docs();
        }
        self.lexer.next();
        Ok(Value::Array(self.nodes.drain(bottom..).collect()))
    }

    /// Reads the rest of an array into the room that it needs, which is told by looking ahead.
    fn long_array(&mut self, bottom: usize) -> Parsed<Value> {
        let more = self.lexer.count_elements();
        let mut elements = Vec::with_capacity(self.nodes.len() - bottom + more);
        elements.extend(self.nodes.drain(bottom..));
        while self.token() != Token::RightBracket {
            elements.push(self.expect_node()?);
            self.blanks_and_docs();
        }
        self.lexer.next();
        Ok(Value::Array(elements.into()))
    }

    fn object(&mut self) -> Parsed<Value> {
        self.lexer.next();
        self.blanks_and_docs();
        let entries = self.entries(None, Token::RightBrace, "a key or `}`")?;
        self.lexer.next();
        Ok(Value::Object(entries))
    }

    /// Reads the entries of an object up to what ends it. Its first key may have been read.
    pub(super) fn entries(
        &mut self,
        mut first: Option<Key>,
        end: Token,
        wanted: &str,
    ) -> Parsed<Box<[(Key, Node)]>> {
        let bottom = self.entries.len();
        while first.is_some() || self.token() != end {
            let key = match first.take() {
                Some(key) => key,
                None => self.expect_key(wanted)?,
            };
            if is_long(self.entries.len(), bottom) {
                return self.long_object(bottom, key, end, wanted);
            }
            let node = self.entry()?;
            self.entries.push((key, node));
        }
        let entries = self.entries.drain(bottom..).collect();
        Ok(self.unique(entries))
    }

    /// Reads the rest of an object as that of an array.
    fn long_object(
        &mut self,
        bottom: usize,
        key: Key,
        end: Token,
        wanted: &str,
    ) -> Parsed<Box<[(Key, Node)]>> {
        let more = self.lexer.count_entries();
        let mut entries = Vec::with_capacity(self.entries.len() - bottom + more);
        entries.extend(self.entries.drain(bottom..));
        entries.push((key, self.entry()?));
        while self.token() != end {
            let key = self.expect_key(wanted)?;
            entries.push((key, self.entry()?));
        }
        Ok(self.unique(entries))
    }

    /// Reads what belongs to a key, from the colon on.
    fn entry(&mut self) -> Parsed<Node> {
        self.blanks_and_docs();
        self.expect(Token::Colon)?;
        self.blanks_and_docs();
        let node = self.expect_node()?;
        self.blanks_and_docs();
        Ok(node)
    }

    fn unique(&mut self, entries: Vec<(Key, Node)>) -> Box<[(Key, Node)]> {
        unique(entries, |fault| self.report(fault))
    }
}
