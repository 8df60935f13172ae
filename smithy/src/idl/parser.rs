//! What all rules of the grammar are made of.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::lexer::{Lexer, Token};
use super::scope::{Scope, Shadows};
use crate::ast::{Ast, Reference, Version};
use crate::names::Names;
use crate::{Diagnostic, Diagnostics, Key, Node, ShapeId, Span};

/// What a rule reads, or what is wrong.
pub(super) type Parsed<T> = Result<T, Box<Diagnostic>>;

/// How many faults of one file are told. Who has more has given the wrong file.
pub(super) const MAX_FAULTS: usize = 100;

pub(super) struct Parser<'a, 't> {
    pub(super) lexer: Lexer<'t>,
    /// Where the bytes of the text begin to count.
    origin: u32,
    pub(super) scope: Scope<'a>,
    pub(super) names: &'a mut Names,
    pub(super) diagnostics: &'a mut Diagnostics,
    pub(super) faults: usize,
    pub(super) version: Version,
    pub(super) input_suffix: String,
    pub(super) output_suffix: String,
    pub(super) depth: usize,
    /// The elements of arrays that have not ended yet. Once an array ends, it has the room that it needs and no more.
    pub(super) nodes: Vec<Node>,
    /// The entries of objects that have not ended yet.
    pub(super) entries: Vec<(Key, Node)>,
    /// How often ids were met lately where a value is. One that leads nowhere need not be told of more than enough.
    pub(super) mentioned: FxHashMap<Arc<str>, usize>,
    pub(super) ast: Ast,
}

impl<'a, 't> Parser<'a, 't> {
    pub(super) fn new(
        text: &'t str,
        origin: u32,
        shadows: &'a Shadows,
        names: &'a mut Names,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            lexer: Lexer::new(text),
            origin,
            scope: Scope::new(shadows),
            names,
            diagnostics,
            faults: 0,
            version: Version::V1,
            input_suffix: "Input".to_owned(),
            output_suffix: "Output".to_owned(),
            depth: 0,
            nodes: Vec::new(),
            entries: Vec::new(),
            mentioned: FxHashMap::default(),
            ast: Ast::default(),
        }
    }

    pub(super) fn token(&self) -> Token {
        self.lexer.token()
    }

    /// Whether the token is this word.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.token() == Token::Identifier && self.lexer.lexeme() == word
    }

    /// The place of the token.
    pub(super) fn span(&self) -> Span {
        self.between(self.lexer.start(), self.lexer.end())
    }

    /// The place of some bytes.
    pub(super) fn between(&self, start: usize, end: usize) -> Span {
        // The text was checked to be one that can be counted.
        Span {
            start: self.origin + start as u32,
            end: self.origin + end as u32,
        }
    }

    /// The bytes of a place.
    pub(super) fn bytes(&self, span: Span) -> Range<usize> {
        (span.start - self.origin) as usize..(span.end - self.origin) as usize
    }

    /// Moves over spaces.
    pub(super) fn spaces(&mut self) {
        while self.token() == Token::Space {
            self.lexer.next();
        }
    }

    /// Moves over all that only keeps tokens apart.
    pub(super) fn blanks(&mut self) {
        while self.token().is_blank() {
            self.lexer.next();
        }
    }

    /// Moves over the same, and over documentation comments, which may be taken afterwards.
    pub(super) fn blanks_and_docs(&mut self) {
        while self.token().is_blank() || self.token() == Token::DocComment {
            self.lexer.next();
        }
    }

    /// Wants this token to be the one that it stands on, and moves over it.
    pub(super) fn expect(&mut self, token: Token) -> Parsed<()> {
        if self.token() != token {
            return Err(self.unexpected(token.name()));
        }
        self.lexer.next();
        Ok(())
    }

    /// Wants at least one space.
    pub(super) fn expect_spaces(&mut self) -> Parsed<()> {
        self.expect(Token::Space)?;
        self.spaces();
        Ok(())
    }

    /// Wants something that keeps tokens apart.
    pub(super) fn expect_blanks(&mut self) -> Parsed<()> {
        if !self.token().is_blank() {
            return Err(self.unexpected("a space or line break"));
        }
        self.blanks_and_docs();
        Ok(())
    }

    /// Wants a name.
    pub(super) fn expect_name(&mut self) -> Parsed<(&'t str, Span)> {
        let name = (self.lexer.lexeme(), self.span());
        self.expect(Token::Identifier)?;
        Ok(name)
    }

    /// Wants a name; gives the byte behind it.
    pub(super) fn expect_name_end(&mut self) -> Parsed<usize> {
        let end = self.lexer.end();
        self.expect_name()?;
        Ok(end)
    }

    /// Wants the line to end here. Documentation comments met so far belong to nothing.
    pub(super) fn expect_line_break(&mut self) -> Parsed<()> {
        while matches!(self.token(), Token::Space | Token::Comma) {
            self.lexer.next();
        }
        self.warn_of_docs();
        match self.token() {
            Token::End => {}
            Token::Newline | Token::Comment | Token::DocComment => {
                self.lexer.next();
                self.blanks();
            }
            _ => return Err(self.unexpected("a line break")),
        }
        Ok(())
    }

    /// Forgets documentation comments that were met where nothing can be documented.
    pub(super) fn warn_of_docs(&mut self) {
        if let Some((start, end)) = self.lexer.drop_docs() {
            let fault = Diagnostic::warning(
                "Model.BadDocumentationComment",
                "this documentation comment belongs to nothing",
            );
            let help = "put it before a shape or member and its traits, or make it a `//` comment";
            self.diagnostics
                .push(fault.at(self.between(start, end)).help(help));
        }
    }

    /// The fault that the token is not what was wanted.
    pub(super) fn unexpected(&self, wanted: &str) -> Box<Diagnostic> {
        if let Some(malformed) = self.lexer.malformed() {
            let span = self.between(malformed.at, malformed.at.max(self.lexer.end()));
            let fault = Diagnostic::error("Model.Syntax", malformed.message.clone()).at(span);
            let start = self.lexer.start();
            return Box::new(if self.lexer.lexeme().starts_with('"') {
                fault.also(self.between(start, start + 1), "it begins here")
            } else {
                fault
            });
        }
        let found = match self.token() {
            Token::Identifier | Token::Number => format!("`{}`", self.lexer.lexeme()),
            token => token.name().to_owned(),
        };
        self.fault(format!("expected {wanted}, found {found}"))
    }

    /// A fault at the token.
    pub(super) fn fault(&self, message: impl Into<String>) -> Box<Diagnostic> {
        Box::new(Diagnostic::error("Model.Syntax", message).at(self.span()))
    }

    /// Tells of a fault that does not end the statement.
    pub(super) fn report(&mut self, fault: Diagnostic) {
        self.faults += 1;
        self.diagnostics.push(fault);
    }

    /// Reads one statement. If it is broken, tells why, and moves to where the next may begin.
    pub(super) fn recovering(&mut self, read: impl FnOnce(&mut Self) -> Parsed<()>) {
        let start = self.lexer.start();
        if let Err(fault) = read(self) {
            self.report(*fault);
            self.depth = 0;
            self.nodes.clear();
            self.entries.clear();
            self.lexer.drop_docs();
            if self.lexer.start() == start {
                self.lexer.next();
            }
            self.skip_to_statement();
        }
    }

    /// Moves to what begins a line as only statements do, if it does not stand there.
    pub(super) fn skip_to_statement(&mut self) {
        while !(self.token() == Token::End
            || self.lexer.begins_line()
                && matches!(
                    self.token(),
                    Token::Identifier | Token::DocComment | Token::At | Token::Dollar
                ))
        {
            self.lexer.next();
        }
        if self.token() != Token::DocComment {
            self.lexer.drop_docs();
        }
    }

    /// Wants the id of a shape or member, as it is written: `Name`, `namespace#Name`, either of them with `$member`.
    pub(super) fn expect_id(&mut self) -> Parsed<(&'t str, Span)> {
        let start = self.lexer.start();
        let mut end = self.expect_dotted()?;
        let is_absolute = self.token() == Token::Pound;
        if is_absolute || self.token() == Token::Dollar {
            self.lexer.next();
            end = self.expect_name_end()?;
        }
        if is_absolute && self.token() == Token::Dollar {
            self.lexer.next();
            end = self.expect_name_end()?;
        }
        let (id, span) = (self.lexer.slice(start, end), self.between(start, end));
        if id.contains('.') && !is_absolute {
            let fault = Diagnostic::error(
                "Model.ShapeId",
                format!("`{id}` is not the id of a shape: it has no name behind its namespace"),
            );
            self.report(fault.at(span).help("an absolute id reads `namespace#Name`"));
        }
        Ok((id, span))
    }

    /// Wants names joined by dots; gives the byte behind the last.
    pub(super) fn expect_dotted(&mut self) -> Parsed<usize> {
        let mut end = self.expect_name_end()?;
        while self.token() == Token::Dot {
            self.lexer.next();
            end = self.expect_name_end()?;
        }
        Ok(end)
    }

    /// Wants the id of a shape, and tells what it means.
    pub(super) fn expect_reference(&mut self) -> Parsed<Reference> {
        let (id, span) = self.expect_id()?;
        let id = self.resolve(id);
        Ok(Reference { id, span })
    }

    pub(super) fn resolve(&mut self, id: &str) -> ShapeId {
        self.scope.resolve(id, self.names)
    }

    /// What version 2 brought cannot be used in a file of version 1.
    pub(super) fn require_version_2(&mut self, span: Span, what: &str) {
        if self.version == Version::V1 {
            let fault = Diagnostic::error(
                "Model.Version",
                format!("{what} came with version 2 of Smithy, and this file is of version 1"),
            );
            self.report(
                fault
                    .at(span)
                    .help("begin the file with `$version: \"2.0\"`"),
            );
        }
    }
}
