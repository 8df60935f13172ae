//! Shapes that hold data, and the members of all. See [shapes](https://smithy.io/2.0/spec/idl.html#defining-shapes).

use std::ops::Range;

use super::lexer::Token;
use super::parser::{Parsed, Parser};
use super::traits::Prefix;
use crate::ast::{Definition, MemberDefinition, Properties, Reference, SETS_ARE_LISTS, Version};
use crate::chunks::Chunks;
use crate::positions::Positions;
use crate::traits::{AppliedTrait, Default, EnumValue, Trait, UniqueItems};
use crate::{Diagnostic, Node, ShapeId, ShapeType, Span};

impl Parser<'_, '_> {
    /// Reads a shape from behind its name on.
    pub(super) fn shape(
        &mut self,
        id: ShapeId,
        span: Span,
        (shape_type, type_span): (ShapeType, Span),
        prefix: Prefix,
    ) -> Parsed<()> {
        let mut definition = self.definition(id, span, shape_type);
        definition.traits = self.own_traits(&definition.id, prefix);
        if matches!(
            shape_type,
            ShapeType::List | ShapeType::Map | ShapeType::Structure | ShapeType::Union
        ) {
            self.resource(&mut definition)?;
        }
        self.mixins(&mut definition)?;
        match shape_type {
            ShapeType::List => {
                if self.is_set(type_span) {
                    self.make_set(&mut definition, type_span);
                }
                self.fixed_members(&mut definition, &["member"])?;
            }
            ShapeType::Map => self.fixed_members(&mut definition, &["key", "value"])?,
            ShapeType::Enum | ShapeType::IntEnum => {
                let what = format!("the shape type `{}`", shape_type.name());
                self.require_version_2(type_span, &what);
                self.enum_members(&mut definition)?;
            }
            ShapeType::Structure | ShapeType::Union => self.members(&mut definition)?,
            ShapeType::Service => self.service(&mut definition)?,
            ShapeType::Resource => self.resource_shape(&mut definition)?,
            ShapeType::Operation => self.operation(&mut definition)?,
            _ => {}
        }
        self.ast.definitions.push(definition);
        Ok(())
    }

    pub(super) fn definition(&self, id: ShapeId, span: Span, shape_type: ShapeType) -> Definition {
        Definition {
            id,
            span,
            shape_type,
            version: self.version,
            traits: Vec::new(),
            members: Chunks::default(),
            mixins: Vec::new(),
            resource: None,
            properties: Properties::of(shape_type),
        }
    }

    /// `for City`: the resource that gives elided members their targets.
    pub(super) fn resource(&mut self, definition: &mut Definition) -> Parsed<()> {
        self.spaces();
        if !self.is_word("for") {
            return Ok(());
        }
        self.require_version_2(self.span(), "`for`");
        self.lexer.next();
        self.expect_spaces()?;
        definition.resource = Some(Box::new(self.expect_reference()?));
        Ok(())
    }

    /// `with [Named Aged]`
    pub(super) fn mixins(&mut self, definition: &mut Definition) -> Parsed<()> {
        self.spaces();
        if !self.is_word("with") {
            return Ok(());
        }
        self.require_version_2(self.span(), "`with`");
        self.lexer.next();
        self.blanks_and_docs();
        self.expect(Token::LeftBracket)?;
        self.blanks_and_docs();
        loop {
            let mixin = self.expect_reference()?;
            definition.mixins.push(mixin);
            self.blanks_and_docs();
            if self.token() == Token::RightBracket {
                self.lexer.next();
                return Ok(());
            }
        }
    }

    fn is_set(&self, type_span: Span) -> bool {
        let Range { start, end } = self.bytes(type_span);
        self.lexer.slice(start, end) == "set"
    }

    /// A set of Smithy 1.0 is a list with unique items.
    fn make_set(&mut self, definition: &mut Definition, span: Span) {
        if self.version == Version::V2 {
            let fault = Diagnostic::error("Model.ShapeType", "sets ended with version 1 of Smithy");
            let help = "use a list with the trait `@uniqueItems`";
            self.report(fault.on(&definition.id).at(span).help(help));
        } else {
            let fault = Diagnostic::warning("ModelDeprecation", SETS_ARE_LISTS);
            let fault = fault.on(&definition.id).at(span);
            self.diagnostics
                .push(fault.help("use a list with the trait `@uniqueItems`"));
        }
        let has_unique_items = definition
            .traits
            .iter()
            .any(|applied| applied.id.as_str() == UniqueItems::ID);
        if !has_unique_items {
            definition.traits.push(AppliedTrait {
                id: self.names.shape_id(UniqueItems::ID),
                span,
                node: Node::empty_object(span),
            });
        }
    }

    pub(super) fn open_brace(&mut self) -> Parsed<()> {
        self.blanks_and_docs();
        self.expect(Token::LeftBrace)
    }

    /// The members of lists and maps, which have set names.
    fn fixed_members(&mut self, definition: &mut Definition, names: &[&str]) -> Parsed<()> {
        self.members(definition)?;
        let place = |member: &MemberDefinition| {
            let mut names = names.iter();
            names.position(|name| *name == member.name())
        };
        let mut known = Vec::new();
        for member in std::mem::take(&mut definition.members) {
            if place(&member).is_some() {
                known.push(member);
                continue;
            }
            let what = definition.shape_type;
            let message = format!(
                "{} {} has no member `{}`",
                what.article(),
                what.name(),
                member.name()
            );
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let help = format!("it has {}", names.join(" and "));
            let fault = Diagnostic::error("Model.Member", message).on(&definition.id);
            self.report(fault.at(member.span).help(help));
        }
        known.sort_by_key(place);
        definition.members = known.into();
        Ok(())
    }

    /// The `$` before a member that says nothing of its target.
    fn elision(&mut self) -> Parsed<()> {
        self.require_version_2(self.span(), "a member without a target");
        self.expect(Token::Dollar)
    }

    fn member(
        &mut self,
        definition: &Definition,
        name: &str,
        span: Span,
        prefix: Prefix,
    ) -> MemberDefinition {
        let id = self.names.member_id(&definition.id, name);
        let traits = self.own_traits(&id, prefix);
        MemberDefinition {
            id,
            span,
            target: None,
            traits,
        }
    }

    /// Members of any names.
    pub(super) fn members(&mut self, definition: &mut Definition) -> Parsed<()> {
        self.open_brace()?;
        self.blanks();
        let mut met = Positions::default();
        while self.token() != Token::RightBrace {
            let prefix = self.prefix()?;
            if self.token() == Token::RightBrace && prefix.traits.is_empty() {
                self.dangling(&prefix);
                break;
            }
            let is_elided = self.token() == Token::Dollar;
            if is_elided {
                self.elision()?;
            }
            let (name, span) = match self.token() {
                Token::Identifier => self.expect_name()?,
                _ if prefix.is_empty() => return Err(self.unexpected("a member or `}`")),
                _ => return Err(self.unexpected("a member")),
            };
            let mut member = self.member(definition, name, span, prefix);
            if !is_elided {
                self.spaces();
                self.expect(Token::Colon)?;
                self.spaces();
                member.target = Some(self.expect_reference()?);
            }
            self.spaces();
            if self.token() == Token::Equal {
                self.default(&mut member)?;
            }
            self.add_member(definition, member, &mut met);
            self.blanks();
        }
        definition.members.shrink();
        self.lexer.next();
        Ok(())
    }

    /// `= value` behind a member.
    fn default(&mut self, member: &mut MemberDefinition) -> Parsed<()> {
        if self.version == Version::V1 {
            return Err(
                self.fault("defaults came with version 2 of Smithy, and this file is of version 1")
            );
        }
        let id = self.names.shape_id(Default::ID);
        let (span, node) = self.assignment()?;
        self.put_trait(
            &member.id,
            &mut member.traits,
            AppliedTrait { id, span, node },
        );
        Ok(())
    }

    /// The value behind a `=`, which ends the line. Gives the place of the `=` too.
    fn assignment(&mut self) -> Parsed<(Span, Node)> {
        let span = self.span();
        self.expect(Token::Equal)?;
        self.spaces();
        let node = self.expect_node()?;
        self.expect_line_break()?;
        Ok((span, node))
    }

    /// The members of enums and intEnums.
    fn enum_members(&mut self, definition: &mut Definition) -> Parsed<()> {
        self.open_brace()?;
        self.blanks();
        let mut met = Positions::default();
        while self.token() != Token::RightBrace {
            let prefix = self.prefix()?;
            if self.token() == Token::RightBrace && prefix.traits.is_empty() {
                self.dangling(&prefix);
                break;
            }
            let (name, span) = match self.token() {
                Token::Identifier => self.expect_name()?,
                _ => return Err(self.unexpected("a member or `}`")),
            };
            let mut member = self.member(definition, name, span, prefix);
            member.target = Some(Reference {
                id: ShapeId::unit(),
                span,
            });
            self.spaces();
            if self.token() == Token::Equal {
                let (span, node) = self.assignment()?;
                let id = self.names.shape_id(EnumValue::ID);
                self.put_trait(
                    &member.id,
                    &mut member.traits,
                    AppliedTrait { id, span, node },
                );
            } else {
                self.blanks();
            }
            self.add_member(definition, member, &mut met);
        }
        definition.members.shrink();
        self.lexer.next();
        Ok(())
    }

    /// Documentation before a closing brace.
    fn dangling(&mut self, prefix: &Prefix) {
        if let Some(documentation) = &prefix.documentation {
            let fault = Diagnostic::warning(
                "Model.BadDocumentationComment",
                "this documentation comment belongs to nothing: no member follows",
            );
            self.diagnostics.push(fault.at(documentation.span));
        }
    }

    /// Adds a member, unless there is one of its name.
    fn add_member(
        &mut self,
        definition: &mut Definition,
        member: MemberDefinition,
        met: &mut Positions,
    ) {
        let (owner, members) = (&definition.id, &definition.members);
        let name_at = |at: usize| members[at].name();
        let Some(first) = met.find(member.name(), name_at) else {
            met.add(member.name(), members.len(), name_at);
            definition.members.push(member);
            return;
        };
        let message = format!("`{owner}` has a member `{}` already", member.name());
        let fault = Diagnostic::error("Model.Syntax", message).on(owner);
        let first = members[first].span;
        self.report(
            fault
                .at(member.span)
                .also(first, "it was first defined here"),
        );
    }
}
