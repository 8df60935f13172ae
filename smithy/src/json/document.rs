//! Nodes of a JSON document to what they define.

use std::str::FromStr;

use crate::ast::SETS_ARE_LISTS;
use crate::ast::{
    Ast, Definition, MemberDefinition, OperationProperties, Properties, Reference, Rename,
    ResourceProperties, ServiceProperties, Version,
};
use crate::chunks::Chunks;
use crate::names::Names;
use crate::shape_id;
use crate::suggest::{did_you_mean, unknown_key};
use crate::traits::AppliedTrait;
use crate::{Diagnostic, Diagnostics, Key, Node, ShapeId, ShapeType, Span, Value};

type Entries = Box<[(Key, Node)]>;

/// Reads the root of a document.
pub(super) fn read(root: Node, names: &mut Names, diagnostics: &mut Diagnostics) -> Ast {
    let mut reader = Reader {
        names,
        diagnostics,
        version: Version::V2,
        ast: Ast::default(),
        owner: None,
    };
    reader.root(root);
    reader.ast
}

struct Reader<'a> {
    names: &'a mut Names,
    diagnostics: &'a mut Diagnostics,
    version: Version,
    ast: Ast,
    /// The shape or member that is being read.
    owner: Option<ShapeId>,
}

impl Reader<'_> {
    fn root(&mut self, root: Node) {
        let span = Span {
            end: root.span.start + 1,
            ..root.span
        };
        let Some(entries) = self.object(root, "a model") else {
            return;
        };
        match entries.iter().find(|(key, _)| key.as_str() == "smithy") {
            Some((_, version)) => self.version(version),
            None => {
                let fault = Diagnostic::error(
                    "Model.Version",
                    "the model does not say which version of Smithy it is written in",
                )
                .at(span)
                .help("add `\"smithy\": \"2.0\"`");
                self.diagnostics.push(fault);
            }
        }
        for (key, node) in entries {
            match key.as_str() {
                "smithy" => {}
                "metadata" => {
                    let entries = self.object(node, "`metadata`").unwrap_or_default();
                    self.ast.metadata = entries.into();
                }
                "shapes" => {
                    let shapes = self.object(node, "`shapes`").unwrap_or_default();
                    for (id, definition) in shapes {
                        self.shape(&id, definition);
                    }
                }
                _ => self.unknown_key(&key, "a model", &["smithy", "metadata", "shapes"]),
            }
        }
    }

    fn version(&mut self, node: &Node) {
        match node.as_str() {
            Some("2" | "2.0") => {}
            Some("1" | "1.0") => self.version = Version::V1,
            _ => {
                let written = node
                    .as_str()
                    .map_or_else(|| node.kind().to_owned(), |text| format!("`{text}`"));
                let fault = Diagnostic::error(
                    "Model.Version",
                    format!("the version of Smithy is \"1.0\" or \"2.0\", not {written}"),
                )
                .at(node.span)
                .help("write `\"2.0\"`");
                self.diagnostics.push(fault);
            }
        }
    }

    fn shape(&mut self, key: &Key, node: Node) {
        let id = ShapeId::new(key.shared());
        let what = format!("the definition of `{id}`");
        let span = node.span;
        let Some(entries) = self.object(node, &what) else {
            self.ast.broken.push(id);
            return;
        };
        let Some((type_span, type_name)) = self.shape_type(&id, key.span(), span, &entries) else {
            self.ast.broken.push(id);
            return;
        };
        if type_name == "apply" {
            self.application(
                Reference {
                    id,
                    span: key.span(),
                },
                entries,
            );
            return;
        }
        if let Some(fault) = shape_id::fault(id.as_str(), false) {
            let fault = Diagnostic::error(
                "Model.ShapeId",
                format!("`{id}` is not the id of a shape: {fault}"),
            )
            .at(key.span());
            let fault = match id.member() {
                Some(_) => fault.on(&id),
                None => fault,
            };
            self.diagnostics.push(fault);
            self.ast.broken.push(id);
            return;
        }
        match ShapeType::from_str(&type_name) {
            Ok(shape_type) => {
                self.owner = Some(id.clone());
                self.definition(id, key.span(), shape_type, type_name == "set", entries);
                self.owner = None;
            }
            Err(()) => {
                let known = ShapeType::ALL
                    .iter()
                    .map(|known| known.name())
                    .chain(["apply"]);
                let fault = Diagnostic::error(
                    "Model.ShapeType",
                    format!("`{type_name}` is not a type of shape"),
                )
                .on(&id)
                .at(type_span)
                .maybe_help(did_you_mean(&type_name, known));
                self.diagnostics.push(fault);
                self.ast.broken.push(id);
            }
        }
    }

    fn shape_type(
        &mut self,
        id: &ShapeId,
        key: Span,
        span: Span,
        entries: &Entries,
    ) -> Option<(Span, String)> {
        let Some((_, node)) = entries.iter().find(|(key, _)| key.as_str() == "type") else {
            let nearly = entries
                .iter()
                .find(|(key, _)| did_you_mean(key.as_str(), ["type"]).is_some());
            let mut fault = Diagnostic::error("Model.ShapeType", format!("`{id}` has no `type`"))
                .on(id)
                .at(nearly.map_or(key, |(key, _)| key.span()))
                .help("say which type of shape it is, such as `\"type\": \"structure\"`");
            if nearly.is_some() {
                fault = fault.help("did you mean `type`?");
            } else if span.end > span.start {
                fault = fault.label("defined here");
            }
            self.diagnostics.push(fault);
            return None;
        };
        match node.as_str() {
            Some(name) => Some((node.span, name.to_owned())),
            None => {
                let fault = Diagnostic::error(
                    "Model.ShapeType",
                    format!("the `type` of a shape is a string, not {}", node.kind()),
                );
                self.diagnostics.push(fault.on(id).at(node.span));
                None
            }
        }
    }

    fn definition(
        &mut self,
        id: ShapeId,
        span: Span,
        shape_type: ShapeType,
        is_set: bool,
        entries: Entries,
    ) {
        let mut definition = Definition {
            id,
            span,
            shape_type,
            version: self.version,
            traits: Vec::new(),
            members: Chunks::default(),
            mixins: Vec::new(),
            resource: None,
            properties: Properties::of(shape_type),
        };
        for (key, node) in entries {
            match (shape_type, key.as_str()) {
                (_, "type") => {}
                (_, "traits") => definition.traits = self.traits(node),
                (_, "mixins") => definition.mixins = self.references(node),
                (ShapeType::List, "member") | (ShapeType::Map, "key" | "value") => {
                    self.member(&mut definition, &key, node)
                }
                (
                    ShapeType::Structure | ShapeType::Union | ShapeType::Enum | ShapeType::IntEnum,
                    "members",
                ) => {
                    let members = self.object(node, "`members`").unwrap_or_default();
                    for (name, member) in members {
                        self.member(&mut definition, &name, member);
                    }
                    definition.members.shrink();
                }
                _ => {
                    let node = match &mut definition.properties {
                        Properties::Service(service) => self.service_property(service, &key, node),
                        Properties::Resource(resource) => {
                            self.resource_property(resource, &key, node)
                        }
                        Properties::Operation(operation) => {
                            self.operation_property(operation, &key, node)
                        }
                        Properties::None => Err(node),
                    };
                    if node.is_err() {
                        let what = format!("{} {}", shape_type.article(), shape_type.name());
                        self.unknown_key(&key, &what, shape_type.keys());
                    }
                }
            }
        }
        // A map's key comes first, whatever was written first.
        if shape_type == ShapeType::Map {
            let mut members = std::mem::take(&mut definition.members).into_vec();
            members.sort_by(|a, b| a.id.cmp(&b.id));
            definition.members = members.into();
        }
        if is_set {
            let fault = Diagnostic::warning("ModelDeprecation", SETS_ARE_LISTS);
            let fault = fault.on(&definition.id).at(span);
            self.diagnostics
                .push(fault.help("use a list with the trait `smithy.api#uniqueItems`"));
        }
        if is_set
            && !definition
                .traits
                .iter()
                .any(|applied| applied.id == "smithy.api#uniqueItems")
        {
            definition.traits.push(AppliedTrait {
                id: self.names.shape_id("smithy.api#uniqueItems"),
                span,
                node: Node::empty_object(span),
            });
        }
        self.ast.definitions.push(definition);
    }

    fn member(&mut self, definition: &mut Definition, name: &Key, node: Node) {
        let id = self.names.member_id(&definition.id, name.as_str());
        let node_span = node.span;
        if !shape_id::is_identifier(name.as_str()) {
            let fault = Diagnostic::error(
                "Model.ShapeId",
                format!(
                    "`{}` is not a name for a member: letters, digits and underscores, not a digit first",
                    name.as_str()
                ),
            );
            self.diagnostics
                .push(fault.on(&definition.id).at(name.span()));
        }
        let Some(entries) = self.object(node, "a member") else {
            return;
        };
        let mut member = MemberDefinition {
            id,
            span: name.span(),
            target: None,
            traits: Vec::new(),
        };
        for (key, node) in entries {
            match key.as_str() {
                "target" => member.target = self.shape_id(&node),
                "traits" => member.traits = self.traits(node),
                _ => {
                    let owner = self.owner.replace(member.id.clone());
                    self.unknown_key(&key, "a member", &["target", "traits"]);
                    self.owner = owner;
                }
            }
        }
        if member.target.is_none() {
            match definition.shape_type {
                ShapeType::Enum | ShapeType::IntEnum => {
                    member.target = Some(Reference {
                        id: self.names.shape_id("smithy.api#Unit"),
                        span: node_span,
                    });
                }
                _ if definition.mixins.is_empty() => {
                    let fault = Diagnostic::error(
                        "Model.MissingMember",
                        format!("the member `{}` has no `target`", name.as_str()),
                    )
                    .on(&member.id)
                    .at(name.span())
                    .help("say which shape it holds: `\"target\": \"smithy.api#String\"`");
                    self.diagnostics.push(fault);
                    return;
                }
                _ => {}
            }
        }
        definition.members.push(member);
    }

    fn service_property(
        &mut self,
        service: &mut ServiceProperties,
        key: &Key,
        node: Node,
    ) -> Result<(), Node> {
        match key.as_str() {
            "version" => service.version = self.string(node, "`version`"),
            "operations" => service.operations = self.references(node),
            "resources" => service.resources = self.references(node),
            "errors" => service.errors = self.references(node),
            "rename" => {
                for (shape, name) in self.object(node, "`rename`").unwrap_or_default() {
                    if let Some(name) = self.string(name, "the new name") {
                        let shape = Reference {
                            id: ShapeId::new(shape.shared()),
                            span: shape.span(),
                        };
                        service.rename.push(Rename { shape, name });
                    }
                }
            }
            _ => return Err(node),
        }
        Ok(())
    }

    fn resource_property(
        &mut self,
        resource: &mut ResourceProperties,
        key: &Key,
        node: Node,
    ) -> Result<(), Node> {
        match key.as_str() {
            "identifiers" => resource.identifiers = self.named_references(node, "`identifiers`"),
            "properties" => resource.properties = self.named_references(node, "`properties`"),
            "create" => resource.create = self.reference(node).map(Box::new),
            "put" => resource.put = self.reference(node).map(Box::new),
            "read" => resource.read = self.reference(node).map(Box::new),
            "update" => resource.update = self.reference(node).map(Box::new),
            "delete" => resource.delete = self.reference(node).map(Box::new),
            "list" => resource.list = self.reference(node).map(Box::new),
            "operations" => resource.operations = self.references(node),
            "collectionOperations" => resource.collection_operations = self.references(node),
            "resources" => resource.resources = self.references(node),
            _ => return Err(node),
        }
        Ok(())
    }

    fn operation_property(
        &mut self,
        operation: &mut OperationProperties,
        key: &Key,
        node: Node,
    ) -> Result<(), Node> {
        match key.as_str() {
            "input" => operation.input = self.reference(node),
            "output" => operation.output = self.reference(node),
            "errors" => operation.errors = self.references(node),
            _ => return Err(node),
        }
        Ok(())
    }

    fn application(&mut self, target: Reference, entries: Entries) {
        let mut traits = Vec::new();
        for (key, node) in entries {
            match key.as_str() {
                "type" => {}
                "traits" => traits = self.traits(node),
                _ => self.unknown_key(&key, "an `apply` statement", &["type", "traits"]),
            }
        }
        self.ast.apply(&target, traits.into());
    }

    fn traits(&mut self, node: Node) -> Vec<AppliedTrait> {
        let entries = self.object(node, "`traits`").unwrap_or_default();
        let mut traits = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            let span = key.span();
            traits.push(AppliedTrait {
                id: ShapeId::new(key.into_shared()),
                span,
                node,
            });
        }
        traits
    }

    fn references(&mut self, node: Node) -> Vec<Reference> {
        match node.value {
            Value::Array(elements) => {
                let mut references = Vec::new();
                for node in elements {
                    references.extend(self.reference(node));
                }
                references
            }
            _ => {
                let fault = format!(
                    "expected an array of `{{\"target\": \"…\"}}`, found {}",
                    node.kind()
                );
                let fault = self.owned(Diagnostic::error("Model.NodeType", fault).at(node.span));
                self.diagnostics.push(fault);
                Vec::new()
            }
        }
    }

    fn named_references(&mut self, node: Node, what: &str) -> Vec<(Key, Reference)> {
        let entries = self.object(node, what).unwrap_or_default();
        entries
            .into_iter()
            .filter_map(|(key, node)| Some((key, self.reference(node)?)))
            .collect()
    }

    fn reference(&mut self, node: Node) -> Option<Reference> {
        let span = node.span;
        let mut target = None;
        for (key, node) in self.object(node, "a reference to a shape")? {
            match key.as_str() {
                "target" => target = Some(node),
                _ => self.unknown_key(&key, "a reference to a shape", &["target"]),
            }
        }
        match target {
            Some(node) => self.shape_id(&node),
            None => {
                let fault = Diagnostic::error(
                    "Model.MissingMember",
                    "a reference to a shape has no `target`",
                )
                .at(span);
                let fault = self.owned(fault.help("write `{\"target\": \"namespace#Name\"}`"));
                self.diagnostics.push(fault);
                None
            }
        }
    }

    fn shape_id(&mut self, node: &Node) -> Option<Reference> {
        match node.as_str() {
            Some(id) => Some(Reference {
                id: self.names.shape_id(id),
                span: node.span,
            }),
            None => {
                let fault = format!("a shape id is a string, not {}", node.kind());
                let fault = self.owned(Diagnostic::error("Model.NodeType", fault).at(node.span));
                self.diagnostics.push(fault);
                None
            }
        }
    }

    fn object(&mut self, node: Node, what: &str) -> Option<Entries> {
        match node.value {
            Value::Object(entries) => Some(entries),
            _ => {
                let fault = format!("{what} must be an object, and this is {}", node.kind());
                let fault = self.owned(Diagnostic::error("Model.NodeType", fault).at(node.span));
                self.diagnostics.push(fault);
                None
            }
        }
    }

    fn string(&mut self, node: Node, what: &str) -> Option<String> {
        match node.value {
            Value::String(text) => Some((*text).to_owned()),
            _ => {
                let fault = format!("{what} must be a string, and this is {}", node.kind());
                let fault = self.owned(Diagnostic::error("Model.NodeType", fault).at(node.span));
                self.diagnostics.push(fault);
                None
            }
        }
    }

    fn unknown_key(&mut self, key: &Key, what: &str, known: &[&'static str]) {
        let help = unknown_key(key.as_str(), known);
        let fault = Diagnostic::warning(
            "Model.UnknownKey",
            format!("`{}` is not a key of {what}", key.as_str()),
        );
        let fault = self.owned(fault.at(key.span()).help(help));
        self.diagnostics.push(fault);
    }

    /// Says of which shape it is, if it is of one.
    fn owned(&self, fault: Diagnostic) -> Diagnostic {
        match &self.owner {
            Some(owner) => fault.on(owner),
            None => fault,
        }
    }
}
