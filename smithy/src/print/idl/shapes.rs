//! Shapes.

use super::nodes::Kind;
use super::{Printer, by_id};
use crate::print::own::{Own, lists};
use crate::traits::{AppliedTrait, Boxed, Default, Documentation, EnumValue, Trait};
use crate::{Member, Resource, Service, Shape, ShapeId, ShapeKind, ShapeType, Value};

impl<'m> Printer<'m> {
    pub(super) fn shape(&mut self, shape: &'m Shape) {
        let own = Own::of(self.model, shape);
        self.traits(own.traits());
        self.out.indent();
        self.out.push(shape.shape_type().name());
        self.out.push(" ");
        self.out.push(shape.id.name());
        self.out.push(" ");
        self.mixins(shape);
        match &shape.kind {
            ShapeKind::Service(service) => self.service(&own, service),
            ShapeKind::Resource(resource) => self.resource(&own, resource),
            ShapeKind::Operation(operation) => self.operation(&own, operation),
            kind if kind.shape_type().has_members() => {
                self.members(&own);
                self.out.blank();
                self.changes(own.changed_members());
            }
            _ => {
                self.out.end();
                self.out.blank();
            }
        }
    }

    /// `with [Named Aged] `
    pub(super) fn mixins(&mut self, shape: &Shape) {
        match &*shape.mixins {
            [] => {}
            [mixin] => {
                let mixin = self.imports.write(mixin);
                self.out.push(&format!("with [{mixin}] "));
            }
            mixins => {
                self.out.push("with [");
                self.out.end();
                self.out.deeper();
                for mixin in mixins {
                    let mixin = self.imports.write(mixin);
                    self.out.line(&mixin);
                }
                self.out.shallower();
                self.out.indent();
                self.out.push("] ");
            }
        }
    }

    /// Braces and the members between them.
    pub(super) fn members(&mut self, own: &Own<'m>) {
        let mut members = own.members().peekable();
        if members.peek().is_none() {
            self.out.push("{}");
            self.out.end();
            return;
        }
        self.out.push("{");
        self.out.end();
        self.out.deeper();
        for member in members {
            match own.shape.shape_type() {
                ShapeType::Enum | ShapeType::IntEnum => self.enum_member(member),
                shape_type => self.member(member, shape_type),
            }
        }
        self.out.shallower();
        self.out.line("}");
    }

    fn member(&mut self, member: &'m Member, shape_type: ShapeType) {
        let default = member
            .traits
            .applied(Default::ID)
            .filter(|_| shape_type == ShapeType::Structure);
        let traits = member.traits.all().iter();
        self.traits(
            traits
                .filter(|applied| default.is_none() || applied.id.as_str() != Default::ID)
                .collect(),
        );
        let target = self.imports.write(&member.target);
        self.out.indent();
        self.out.push(&format!("{}: {target}", member.name()));
        if let Some(default) = default {
            self.out.push(" = ");
            self.node(&default.node, None);
        }
        self.out.end();
    }

    fn enum_member(&mut self, member: &'m Member) {
        let traits = member.traits.all().iter();
        self.traits(
            traits
                .filter(|applied| applied.id.as_str() != EnumValue::ID)
                .collect(),
        );
        self.out.indent();
        self.out.push(member.name());
        let value = member.traits.node(EnumValue::ID);
        if let Some(value) = value.filter(|value| value.as_str() != Some(member.name())) {
            self.out.push(" = ");
            self.node(value, None);
        }
        self.out.end();
    }

    /// What is applied to members that come from mixins.
    pub(super) fn changes(&mut self, changes: Vec<(&'m Member, Vec<&'m AppliedTrait>)>) {
        for (member, traits) in changes {
            let mut traits: Vec<_> = traits
                .into_iter()
                .filter(|applied| is_printed(applied))
                .collect();
            traits.sort_by(|a, b| by_id(&a.id, &b.id));
            let target = self.imports.write(&member.id);
            if let [applied] = *traits {
                self.out.indent();
                self.out.push(&format!("apply {target} "));
                self.trait_in_line(applied);
                self.out.end();
            } else {
                self.out.line(&format!("apply {target} {{"));
                self.out.deeper();
                for applied in traits {
                    self.out.indent();
                    self.trait_in_line(applied);
                    self.out.end();
                }
                self.out.shallower();
                self.out.line("}");
            }
            self.out.blank();
        }
    }

    /// Documentation, then other traits by id, a line each.
    pub(super) fn traits(&mut self, mut traits: Vec<&'m AppliedTrait>) {
        traits.retain(|applied| is_printed(applied));
        traits.sort_by(|a, b| by_id(&a.id, &b.id));
        if let Some(at) = traits
            .iter()
            .position(|applied| applied.id.as_str() == Documentation::ID)
            && let Value::String(text) = &traits[at].node.value
            && is_commentable(text)
        {
            for line in text.split('\n') {
                let space = if line.is_empty() { "" } else { " " };
                self.out.line(&format!("///{space}{line}"));
            }
            traits.remove(at);
        }
        for applied in traits {
            self.out.indent();
            self.trait_in_line(applied);
            self.out.end();
        }
    }

    fn trait_in_line(&mut self, applied: &'m AppliedTrait) {
        let name = self.imports.write(&applied.id);
        self.out.push("@");
        self.out.push(&name);
        let definition = self.model.shape(&applied.id);
        let entries = applied.node.as_object();
        // A document is not known to be an object.
        let is_object = definition.is_none_or(|shape| shape.shape_type() != ShapeType::Document);
        match entries {
            Some([]) if is_object => {}
            Some([_, ..]) => {
                self.out.push("(");
                self.out.end();
                self.entries(&applied.node, definition.map(Kind::of));
                self.out.indent();
                self.out.push(")");
            }
            _ => {
                self.out.push("(");
                self.node(&applied.node, definition.map(Kind::of));
                self.out.push(")");
            }
        }
    }

    fn service(&mut self, own: &Own<'m>, service: &'m Service) {
        self.open();
        if let Some(version) = own.version(service) {
            self.out.indent();
            self.out.push("version: ");
            self.quoted(version);
            self.out.end();
        }
        self.id_list(
            "operations",
            &own.listed(&service.operations, lists::operations),
        );
        self.id_list(
            "resources",
            &own.listed(&service.resources, lists::resources),
        );
        self.id_list("errors", &own.listed(&service.errors, lists::errors));
        let renames = own.renames(service);
        if !renames.is_empty() {
            self.out.line("rename: {");
            self.out.deeper();
            for (id, name) in renames {
                self.out.line(&format!("\"{id}\": \"{name}\""));
            }
            self.out.shallower();
            self.out.line("}");
        }
        self.close();
    }

    fn resource(&mut self, own: &Own<'m>, resource: &'m Resource) {
        self.open();
        for (key, named) in [
            ("identifiers", &resource.identifiers),
            ("properties", &resource.properties),
        ] {
            if named.is_empty() {
                continue;
            }
            self.out.line(&format!("{key}: {{"));
            self.out.deeper();
            for (name, id) in named {
                let id = self.imports.write(id);
                self.out.line(&format!("{name}: {id}"));
            }
            self.out.shallower();
            self.out.line("}");
        }
        for (key, id) in resource.lifecycle() {
            let id = self.imports.write(id);
            self.out.line(&format!("{key}: {id}"));
        }
        self.id_list(
            "operations",
            &own.listed(&resource.operations, lists::operations),
        );
        let collection_operations: Vec<_> = resource.collection_operations.iter().collect();
        self.id_list("collectionOperations", &collection_operations);
        self.id_list(
            "resources",
            &own.listed(&resource.resources, lists::resources),
        );
        self.close();
    }

    fn open(&mut self) {
        self.out.push("{");
        self.out.end();
        self.out.deeper();
    }

    fn close(&mut self) {
        self.out.shallower();
        self.out.line("}");
        self.out.blank();
    }

    pub(super) fn id_list(&mut self, key: &str, ids: &[&ShapeId]) {
        if ids.is_empty() {
            return;
        }
        self.out.line(&format!("{key}: ["));
        self.out.deeper();
        for id in ids {
            let id = self.imports.write(id);
            self.out.line(&id);
        }
        self.out.shallower();
        self.out.line("]");
    }
}

/// Version 2 has no word for what boxes meant: defaults say it.
fn is_printed(applied: &AppliedTrait) -> bool {
    applied.id.as_str() != Boxed::ID
}

/// Whether documentation can be read back from comments.
fn is_commentable(text: &str) -> bool {
    !text
        .chars()
        .any(|char| char.is_control() && char != '\n' && char != '\t')
}
