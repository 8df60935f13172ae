//! Traits and documentation before what they belong to. See [trait statements](https://smithy.io/2.0/spec/idl.html#applying-traits).

use super::lexer::Token;
use super::parser::{Parsed, Parser};
use crate::ast::{Application, Reference};
use crate::chunks::Chunks;
use crate::positions::Positions;
use crate::traits::{AppliedTrait, Documentation, Trait};
use crate::{Key, Node, ShapeId, Span, Value};

/// The traits that stand before something.
#[derive(Default)]
pub(super) struct Prefix {
    pub(super) traits: Chunks<AppliedTrait>,
    pub(super) documentation: Option<AppliedTrait>,
}

impl Prefix {
    pub(super) fn is_empty(&self) -> bool {
        self.traits.is_empty() && self.documentation.is_none()
    }
}

impl Parser<'_, '_> {
    /// Reads documentation and traits, as many as there are.
    pub(super) fn prefix(&mut self) -> Parsed<Prefix> {
        self.blanks();
        let start = self.lexer.start();
        let has_docs = self.token() == Token::DocComment;
        self.blanks_and_docs();
        let documentation = if has_docs {
            self.documentation(start)
        } else {
            None
        };
        let traits = self.traits()?;
        self.blanks_and_docs();
        // Documentation stands before traits: what comes between them, or within, is of no use.
        self.warn_of_docs();
        Ok(Prefix {
            traits,
            documentation,
        })
    }

    /// The documentation comments that were met and not taken yet, as a trait.
    pub(super) fn documentation(&mut self, start: usize) -> Option<AppliedTrait> {
        let span = self.between(start, self.lexer.start());
        let text = self.lexer.take_docs()?;
        Some(AppliedTrait {
            id: self.names.shape_id(Documentation::ID),
            span,
            node: Node::string(text, span),
        })
    }

    /// Reads traits alone. One that says again what was said just before is passed over.
    pub(super) fn traits(&mut self) -> Parsed<Chunks<AppliedTrait>> {
        let mut traits = Chunks::<AppliedTrait>::default();
        let mut met = Positions::default();
        while self.token() == Token::At {
            let applied = self.expect_trait()?;
            self.blanks_and_docs();
            match met.find(applied.id.as_str(), |at| traits[at].id.as_str()) {
                Some(first) if traits[first].says_the_same(&applied) => continue,
                Some(_) => {}
                None => met.add(applied.id.as_str(), traits.len(), |at| {
                    traits[at].id.as_str()
                }),
            }
            traits.push(applied);
        }
        Ok(traits)
    }

    pub(super) fn expect_trait(&mut self) -> Parsed<AppliedTrait> {
        self.expect(Token::At)?;
        let Reference { id, span } = self.expect_reference()?;
        let without_value = Node::empty_object(Span {
            start: span.end,
            ..span
        });
        if self.token() != Token::LeftParen {
            return Ok(AppliedTrait {
                id,
                span,
                node: without_value,
            });
        }
        self.lexer.next();
        self.blanks_and_docs();
        let node = if self.token() == Token::RightParen {
            without_value
        } else {
            self.trait_value()?
        };
        self.blanks_and_docs();
        self.expect(Token::RightParen)?;
        Ok(AppliedTrait { id, span, node })
    }

    /// Reads a value, or the entries of an object without its braces.
    fn trait_value(&mut self) -> Parsed<Node> {
        match self.token() {
            Token::String => {
                let (text, span) = self.expect_text()?;
                self.blanks_and_docs();
                if self.token() == Token::Colon {
                    return self.bare_object(&text, span);
                }
                Ok(Node::string(text, span))
            }
            Token::Identifier => {
                let (word, span) = self.expect_id()?;
                self.blanks_and_docs();
                if self.token() == Token::RightParen || word.contains(['.', '#', '$']) {
                    return Ok(self.word(word, span));
                }
                self.bare_object(word, span)
            }
            _ => self.expect_node(),
        }
    }

    /// Reads an object from the colon behind its first key on.
    fn bare_object(&mut self, first: &str, span: Span) -> Parsed<Node> {
        let key = Key::new(self.names.shared(first), span);
        let entries = self.entries(Some(key), Token::RightParen, "a key or `)`")?;
        let end = self.span().start;
        Ok(Node::new(Value::Object(entries), Span { end, ..span }))
    }

    /// What a prefix puts on a shape or member. Where a trait stands twice, the second is as if it was applied from
    /// outside, which tells what becomes of two values.
    pub(super) fn own_traits(&mut self, owner: &ShapeId, prefix: Prefix) -> Vec<AppliedTrait> {
        let count = prefix.traits.len() + usize::from(prefix.documentation.is_some());
        let mut own: Vec<AppliedTrait> = Vec::with_capacity(count);
        let mut met = Positions::default();
        for applied in prefix.traits.into_iter().chain(prefix.documentation) {
            let id = applied.id.as_str();
            if met.find(id, |at| own[at].id.as_str()).is_none() {
                met.add(id, own.len(), |at| own[at].id.as_str());
                own.push(applied);
            } else {
                self.apply(owner, applied);
            }
        }
        own
    }

    pub(super) fn put_trait(
        &mut self,
        owner: &ShapeId,
        own: &mut Vec<AppliedTrait>,
        applied: AppliedTrait,
    ) {
        if own.iter().all(|other| other.id != applied.id) {
            own.reserve_exact(1);
            own.push(applied);
        } else {
            self.apply(owner, applied);
        }
    }

    fn apply(&mut self, owner: &ShapeId, applied: AppliedTrait) {
        let target = Reference {
            id: owner.clone(),
            span: applied.span,
        };
        self.ast.applications.push(Application {
            target,
            applied: Some(applied),
        });
    }
}
