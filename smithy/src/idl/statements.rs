//! A file and its statements.

use std::str::FromStr;

use rustc_hash::FxHashMap;

use super::lexer::Token;
use super::parser::{MAX_FAULTS, Parsed, Parser};
use super::traits::Prefix;
use crate::ast::{Application, Ast, Reference, Version};
use crate::shape_id::LONGEST;
use crate::suggest::did_you_mean;
use crate::{Diagnostic, ShapeId, ShapeType, Span, Value};

impl Parser<'_, '_> {
    /// Reads all of the file.
    pub(super) fn file(mut self) -> Ast {
        self.blanks_and_docs();
        let mut controls = FxHashMap::default();
        while self.token() == Token::Dollar && self.goes_on() {
            self.recovering(|parser| parser.control_statement(&mut controls));
            self.blanks_and_docs();
        }
        while self.is_word("metadata") && self.goes_on() {
            self.recovering(Self::metadata_statement);
            self.blanks_and_docs();
        }
        if self.namespace() {
            self.content();
        }
        self.ast
    }

    /// Reads what stands behind the namespace.
    fn content(&mut self) {
        let start = self.lexer.start();
        self.blanks_and_docs();
        while self.is_word("use") && self.goes_on() {
            self.recovering(Self::use_statement);
            self.blanks_and_docs();
        }
        // Whether documentation belongs to a `use` statement, which has none, is known only now.
        let mut documentation = self.documentation(start);
        while self.token() != Token::End && self.goes_on() {
            let documentation = documentation.take();
            self.recovering(|parser| {
                let mut prefix = parser.prefix()?;
                if documentation.is_some() {
                    prefix.documentation = documentation;
                }
                parser.statement(prefix)
            });
        }
        if self.token() == Token::End {
            self.warn_of_docs();
        }
    }

    /// Whether there are so few faults that the rest is worth reading.
    fn goes_on(&mut self) -> bool {
        if self.faults < MAX_FAULTS {
            return true;
        }
        let fault = Diagnostic::error(
            "Model.Syntax",
            format!("the file has {MAX_FAULTS} faults up to here; what follows was not read"),
        );
        self.diagnostics.push(fault.at(self.span()));
        false
    }

    /// `$version: "2.0"`
    fn control_statement(&mut self, met: &mut FxHashMap<String, Span>) -> Parsed<()> {
        self.expect(Token::Dollar)?;
        let key = self.expect_key("the key of a control statement")?;
        self.spaces();
        self.expect(Token::Colon)?;
        self.spaces();
        if let Some(first) = met.insert(key.as_str().to_owned(), key.span()) {
            let fault = self.fault(format!("`${}` is given twice", key.as_str()));
            return Err(Box::new(fault.also(first, "first given here")));
        }
        let node = self.expect_node()?;
        match (key.as_str(), node.value) {
            ("version", Value::String(version)) => match &*version {
                "1" | "1.0" => self.version = Version::V1,
                "2" | "2.0" => self.version = Version::V2,
                _ => {
                    // What was not understood is best taken for the newest.
                    self.version = Version::V2;
                    let message =
                        format!("the version of Smithy is \"1.0\" or \"2.0\", not `{version}`");
                    let at = Span {
                        start: node.span.end,
                        ..node.span
                    };
                    let fault = Diagnostic::error("Model.Version", message);
                    self.report(fault.at(at).help("write `\"2.0\"`"));
                }
            },
            ("operationInputSuffix", Value::String(suffix)) => {
                self.input_suffix = (*suffix).to_owned()
            }
            ("operationOutputSuffix", Value::String(suffix)) => {
                self.output_suffix = (*suffix).to_owned()
            }
            ("version" | "operationInputSuffix" | "operationOutputSuffix", _) => {
                let message = format!("`${}` is a string", key.as_str());
                self.report(Diagnostic::error("Model.NodeType", message).at(node.span));
            }
            (unknown, _) => {
                let known = ["version", "operationInputSuffix", "operationOutputSuffix"];
                let fault = Diagnostic::warning(
                    "Model.UnknownControl",
                    format!("`${unknown}` is not a control statement"),
                );
                let help = did_you_mean(unknown, known);
                self.diagnostics.push(fault.at(key.span()).maybe_help(help));
            }
        }
        self.expect_line_break()
    }

    /// `metadata key = value`
    fn metadata_statement(&mut self) -> Parsed<()> {
        self.lexer.next();
        self.expect_spaces()?;
        let key = self.expect_key("the key of the metadata")?;
        self.spaces();
        self.expect(Token::Equal)?;
        self.spaces();
        let node = self.expect_node()?;
        self.ast.metadata.push((key, node));
        self.expect_line_break()
    }

    /// `namespace example.weather`; false if there is none.
    fn namespace(&mut self) -> bool {
        let mut told = false;
        while self.token() != Token::End {
            if self.is_word("namespace") {
                let before = self.faults;
                self.recovering(Self::namespace_statement);
                return self.faults == before || !self.scope.namespace.is_empty();
            }
            if !told {
                told = true;
                let fault = self.unexpected("a namespace");
                let help = match self.token() {
                    Token::Dollar => "control statements come first in a file",
                    _ => {
                        "metadata comes before the namespace, all else after it: add `namespace example`"
                    }
                };
                self.report(fault.help(help));
            }
            self.lexer.next();
            self.skip_to_statement();
        }
        false
    }

    fn namespace_statement(&mut self) -> Parsed<()> {
        self.lexer.next();
        self.expect_spaces()?;
        let start = self.lexer.start();
        let end = self.expect_dotted()?;
        if end - start > LONGEST {
            let message = format!("a namespace has at most {LONGEST} letters");
            let fault = Diagnostic::error("Model.Syntax", message);
            return Err(Box::new(fault.at(self.between(start, end))));
        }
        self.scope.namespace = self.lexer.slice(start, end).to_owned();
        self.ast.namespace = Some(self.scope.namespace.clone());
        self.expect_line_break()
    }

    /// `use example.weather#City`
    fn use_statement(&mut self) -> Parsed<()> {
        self.lexer.next();
        self.expect_spaces()?;
        let start = self.lexer.start();
        self.expect_dotted()?;
        self.expect(Token::Pound)?;
        let mut end = self.expect_name_end()?;
        let id = self.names.shape_id(self.lexer.slice(start, end));
        if self.token() == Token::Dollar {
            self.lexer.next();
            end = self.expect_name_end()?;
            let fault = Diagnostic::error("Model.Use", "`use` names a shape, not a member");
            let span = self.between(start, end);
            self.report(fault.at(span).help(format!("write `use {id}`")));
        }
        let span = self.between(start, end);
        if let Some(first) = self.scope.used(id.name()) {
            let message = format!(
                "`{}` cannot stand for `{id}` too: it stands for `{first}`",
                id.name()
            );
            let fault = Diagnostic::error("Model.Use", message).at(span);
            self.report(fault.help("write one of them in full where it is used"));
        } else {
            self.scope.import(id.clone());
            self.ast.uses.push(Reference { id, span });
        }
        self.expect_line_break()
    }

    /// A shape, or `apply`.
    fn statement(&mut self, prefix: Prefix) -> Parsed<()> {
        if self.token() == Token::End && prefix.traits.is_empty() {
            if let Some(documentation) = prefix.documentation {
                let fault = Diagnostic::warning(
                    "Model.BadDocumentationComment",
                    "this documentation comment belongs to nothing: the file ends",
                );
                self.diagnostics.push(fault.at(documentation.span));
            }
            return Ok(());
        }
        if self.is_word("apply") {
            return self.apply_statement(&prefix);
        }
        let word = self.lexer.lexeme();
        if self.token() != Token::Identifier {
            return Err(self.unexpected("a shape"));
        }
        let Ok(shape_type) = ShapeType::from_str(word) else {
            return Err(self.unknown_statement(word));
        };
        let type_span = self.span();
        self.lexer.next();
        self.expect_spaces()?;
        let (name, span) = self.expect_name()?;
        if let Some(used) = self.scope.used(name) {
            let message =
                format!("the name `{name}` is taken: `use` lets it stand for `{used}` here");
            let fault = Diagnostic::error("Model.Use", message).at(span);
            self.report(fault.help("rename the shape, or remove the `use` statement"));
        }
        let id = self.own_id(name);
        let read = self.shape(id.clone(), span, (shape_type, type_span), prefix);
        if read.is_err() {
            self.ast.broken.push(id);
        }
        read?;
        self.expect_line_break()
    }

    /// The id of a shape that is defined here.
    pub(super) fn own_id(&mut self, name: &str) -> ShapeId {
        self.names.qualified(&self.scope.namespace, name)
    }

    fn unknown_statement(&self, word: &str) -> Box<Diagnostic> {
        let fault = self.fault(format!("`{word}` is not a type of shape"));
        let help = match word {
            "metadata" => Some("metadata comes before the namespace".to_owned()),
            "namespace" => Some("a file has one namespace".to_owned()),
            "use" => Some("`use` statements come before all shapes".to_owned()),
            "with" => Some("`with` stands on the line of the shape's name".to_owned()),
            _ => {
                let types = ShapeType::ALL.iter().map(|known| known.name());
                did_you_mean(word, types.chain(["apply"]))
            }
        };
        Box::new(fault.maybe_help(help))
    }

    /// `apply City @sensitive`, `apply City { @sensitive @deprecated }`
    fn apply_statement(&mut self, prefix: &Prefix) -> Parsed<()> {
        if let Some(first) = prefix.traits.first() {
            let fault = self.fault("`apply` takes its traits behind the name, not before itself");
            return Err(Box::new(fault.also(first.span, "a trait stands here")));
        }
        self.lexer.next();
        self.expect_blanks()?;
        let target = self.expect_reference()?;
        self.expect_blanks()?;
        match self.token() {
            Token::At => {
                let applied = Some(self.expect_trait()?);
                self.ast.applications.push(Application { target, applied });
            }
            Token::LeftBrace => {
                self.lexer.next();
                self.blanks_and_docs();
                let traits = self.traits()?;
                self.expect(Token::RightBrace)?;
                self.ast.apply(&target, traits);
            }
            _ => return Err(self.unexpected("a trait, or several in braces")),
        }
        self.expect_line_break()
    }
}
