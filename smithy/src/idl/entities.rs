//! Services, resources and operations. See [service types](https://smithy.io/2.0/spec/idl.html#service-shape).

use rustc_hash::FxHashMap;

use super::lexer::Token;
use super::parser::{Parsed, Parser};
use crate::ast::{
    Definition, OperationProperties, Properties, Reference, Rename, ResourceProperties,
    ServiceProperties,
};
use crate::suggest::unknown_key;
use crate::traits::{AppliedTrait, Input, Output, Trait};
use crate::{Diagnostic, Key, Node, ShapeId, ShapeType, Value};

impl Parser<'_, '_> {
    pub(super) fn service(&mut self, definition: &mut Definition) -> Parsed<()> {
        let mut service = ServiceProperties::default();
        for (key, node) in self.properties()? {
            match key.as_str() {
                "version" => match node.value {
                    Value::String(version) => service.version = Some((*version).to_owned()),
                    _ => self.wrong_kind(&node, "the version of a service is a string"),
                },
                "operations" => service.operations = self.references(&node),
                "resources" => service.resources = self.references(&node),
                "errors" => service.errors = self.references(&node),
                "rename" => {
                    for (shape, name) in self.entries_of(node) {
                        let reference = Reference {
                            id: self.resolve(shape.as_str()),
                            span: shape.span(),
                        };
                        match name.value {
                            Value::String(name) => service.rename.push(Rename {
                                shape: reference,
                                name: (*name).to_owned(),
                            }),
                            _ => self.wrong_kind(&name, "the new name of a shape is a string"),
                        }
                    }
                }
                _ => self.unknown_property(&key, definition),
            }
        }
        definition.properties = Properties::Service(Box::new(service));
        Ok(())
    }

    pub(super) fn resource_shape(&mut self, definition: &mut Definition) -> Parsed<()> {
        let mut resource = ResourceProperties::default();
        for (key, node) in self.properties()? {
            match key.as_str() {
                "identifiers" => resource.identifiers = self.named_references(node),
                "properties" => {
                    self.require_version_2(key.span(), "properties of resources");
                    resource.properties = self.named_references(node);
                }
                "create" => resource.create = self.reference(&node).map(Box::new),
                "put" => resource.put = self.reference(&node).map(Box::new),
                "read" => resource.read = self.reference(&node).map(Box::new),
                "update" => resource.update = self.reference(&node).map(Box::new),
                "delete" => resource.delete = self.reference(&node).map(Box::new),
                "list" => resource.list = self.reference(&node).map(Box::new),
                "operations" => resource.operations = self.references(&node),
                "collectionOperations" => resource.collection_operations = self.references(&node),
                "resources" => resource.resources = self.references(&node),
                _ => self.unknown_property(&key, definition),
            }
        }
        definition.properties = Properties::Resource(Box::new(resource));
        Ok(())
    }

    pub(super) fn operation(&mut self, definition: &mut Definition) -> Parsed<()> {
        let mut operation = OperationProperties::default();
        let mut met = FxHashMap::default();
        self.open_brace()?;
        self.blanks_and_docs();
        while self.token() != Token::RightBrace {
            let (name, span) = match self.token() {
                Token::Identifier => (self.lexer.lexeme(), self.span()),
                _ => return Err(self.unexpected("a property of the operation or `}`")),
            };
            if let Some(first) = met.insert(name, span) {
                let fault = self.fault(format!("`{name}` is given twice"));
                return Err(Box::new(fault.also(first, "first given here")));
            }
            if !matches!(name, "input" | "output" | "errors") {
                let help = unknown_key(name, &["input", "output", "errors"]);
                let fault = self.fault(format!("`{name}` is not a property of an operation"));
                return Err(Box::new(fault.help(help)));
            }
            self.lexer.next();
            self.blanks_and_docs();
            match name {
                "errors" => {
                    self.expect(Token::Colon)?;
                    operation.errors = self.id_list()?;
                }
                _ => {
                    let key = Key::new(self.names.shared(name), span);
                    let structure = self.input_or_output(&definition.id, &key)?;
                    match name {
                        "input" => operation.input = Some(structure),
                        _ => operation.output = Some(structure),
                    }
                }
            }
            if self.token() != Token::RightBrace {
                self.expect_blanks()?;
            }
        }
        self.lexer.next();
        definition.properties = Properties::Operation(Box::new(operation));
        Ok(())
    }

    /// `: CityInput`, or `:=` and a structure.
    fn input_or_output(&mut self, operation: &ShapeId, key: &Key) -> Parsed<Reference> {
        match self.token() {
            Token::Colon => {
                self.lexer.next();
                self.blanks_and_docs();
                self.expect_reference()
            }
            Token::Walrus => {
                self.require_version_2(self.span(), "`:=`");
                // What documents the operation's property documents nothing.
                self.lexer.drop_docs();
                self.lexer.next();
                self.blanks();
                self.inline_structure(operation, key)
            }
            _ => Err(self.unexpected("`:` or `:=`")),
        }
    }

    fn inline_structure(&mut self, operation: &ShapeId, key: &Key) -> Parsed<Reference> {
        let (suffix, marker) = match key.as_str() {
            "input" => (&self.input_suffix, Input::ID),
            _ => (&self.output_suffix, Output::ID),
        };
        let name = format!("{}{suffix}", operation.name());
        let id = self.own_id(&name);
        let span = key.span();
        let mut prefix = self.prefix()?;
        prefix.traits.push(AppliedTrait {
            id: self.names.shape_id(marker),
            span,
            node: Node::empty_object(span),
        });
        let mut definition = self.definition(id.clone(), span, ShapeType::Structure);
        definition.traits = self.own_traits(&id, prefix);
        self.resource(&mut definition)?;
        self.mixins(&mut definition)?;
        self.members(&mut definition)?;
        self.ast.definitions.push(definition);
        Ok(Reference { id, span })
    }

    /// `[City Country]`
    fn id_list(&mut self) -> Parsed<Vec<Reference>> {
        self.blanks_and_docs();
        self.expect(Token::LeftBracket)?;
        self.blanks_and_docs();
        let mut ids = Vec::new();
        while self.token() != Token::RightBracket {
            ids.push(self.expect_reference()?);
            self.blanks_and_docs();
        }
        self.lexer.next();
        Ok(ids)
    }

    /// The body of a service or resource, which reads like an object.
    fn properties(&mut self) -> Parsed<Box<[(Key, Node)]>> {
        self.blanks_and_docs();
        if self.token() != Token::LeftBrace {
            return Err(self.unexpected("`{`"));
        }
        let node = self.expect_node()?;
        Ok(self.entries_of(node))
    }

    fn entries_of(&mut self, node: Node) -> Box<[(Key, Node)]> {
        match node.value {
            Value::Object(entries) => entries,
            _ => {
                self.wrong_kind(&node, "this is an object");
                Box::default()
            }
        }
    }

    fn references(&mut self, node: &Node) -> Vec<Reference> {
        let Some(elements) = node.as_array() else {
            self.wrong_kind(node, "this is a list of shapes");
            return Vec::new();
        };
        elements
            .iter()
            .filter_map(|node| self.reference(node))
            .collect()
    }

    fn named_references(&mut self, node: Node) -> Vec<(Key, Reference)> {
        let entries = self.entries_of(node).into_iter();
        let mut references = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            if let Some(reference) = self.reference(&node) {
                references.push((key, reference));
            }
        }
        references
    }

    /// The shape that a value names. Where it was not quoted, that was told when it was read.
    fn reference(&mut self, node: &Node) -> Option<Reference> {
        let Some(id) = node.as_str() else {
            self.wrong_kind(node, "this is the id of a shape");
            return None;
        };
        Some(Reference {
            id: self.resolve(id),
            span: node.span,
        })
    }

    fn wrong_kind(&mut self, node: &Node, expected: &str) {
        let message = format!("{expected}, and not {}", node.kind());
        self.report(Diagnostic::error("Model.NodeType", message).at(node.span));
    }

    fn unknown_property(&mut self, key: &Key, definition: &Definition) {
        let shape_type = definition.shape_type;
        let known: Vec<&str> = shape_type
            .keys()
            .iter()
            .copied()
            .filter(|key| !matches!(*key, "type" | "traits" | "mixins"))
            .collect();
        let fault = Diagnostic::warning(
            "Model.UnknownKey",
            format!(
                "`{}` is not a property of {} {}",
                key.as_str(),
                shape_type.article(),
                shape_type.name()
            ),
        );
        self.diagnostics.push(
            fault
                .on(&definition.id)
                .at(key.span())
                .help(unknown_key(key.as_str(), &known)),
        );
    }
}
