//! Definitions to shapes: every reference is followed, and must lead to a shape of the right type.

use rustc_hash::FxHashMap;

use super::Draft;
use crate::ast::{
    Definition, MemberDefinition, OperationProperties, Properties, Reference, Rename,
    ResourceProperties, ServiceProperties,
};
use crate::chunks::Chunks;
use crate::positions::Positions;
use crate::suggest::did_you_mean_shape;
use crate::traits::{Error, Mixin, Private, Trait, TraitDefinition};
use crate::{
    Diagnostic, Diagnostics, Key, Member, Model, Operation, Resource, Service, Shape, ShapeId,
    ShapeKind, ShapeType, Traits, shape_id,
};

pub(super) fn lower(mut draft: Draft, diagnostics: &mut Diagnostics) -> Model {
    let resolver = Resolver { draft: &draft };
    let mut references = FxHashMap::default();
    for definition in &draft.definitions {
        resolver.check(definition, diagnostics);
        for reference in definition.properties.references() {
            references
                .entry((definition.id.clone(), reference.id.clone()))
                .or_insert(reference.span);
        }
    }
    // From here on nothing is looked up there.
    draft.index = Positions::default();
    let definitions = std::mem::take(&mut draft.definitions).into_iter();
    let shapes = definitions.map(shape).collect();
    Model::new(shapes, draft.metadata, references, draft.named_values)
}

struct Resolver<'a> {
    draft: &'a Draft,
}

/// What a reference may lead to.
#[derive(Clone, Copy)]
enum Wanted {
    Type(ShapeType),
    Text,
    Data,
    Error,
}

impl Resolver<'_> {
    fn check(&self, definition: &Definition, out: &mut Diagnostics) {
        for member in &definition.members {
            self.member(definition, member, out);
        }
        require_members(definition, out);
        let id = &definition.id;
        match &definition.properties {
            Properties::None => {}
            Properties::Service(service) => {
                self.all(
                    id,
                    "operation of a service",
                    &service.operations,
                    Wanted::Type(ShapeType::Operation),
                    out,
                );
                self.all(
                    id,
                    "resource of a service",
                    &service.resources,
                    Wanted::Type(ShapeType::Resource),
                    out,
                );
                self.all(
                    id,
                    "error of a service",
                    &service.errors,
                    Wanted::Error,
                    out,
                );
            }
            Properties::Resource(resource) => self.resource(id, resource, out),
            Properties::Operation(operation) => {
                self.all(
                    id,
                    "input of an operation",
                    &operation.input,
                    Wanted::Type(ShapeType::Structure),
                    out,
                );
                self.all(
                    id,
                    "output of an operation",
                    &operation.output,
                    Wanted::Type(ShapeType::Structure),
                    out,
                );
                self.all(
                    id,
                    "error of an operation",
                    &operation.errors,
                    Wanted::Error,
                    out,
                );
            }
        }
    }

    fn resource(&self, id: &ShapeId, resource: &ResourceProperties, out: &mut Diagnostics) {
        let identifiers = resource.identifiers.iter().map(|(_, reference)| reference);
        self.all(
            id,
            "identifier of a resource",
            identifiers,
            Wanted::Text,
            out,
        );
        let properties = resource.properties.iter().map(|(_, reference)| reference);
        self.all(id, "property of a resource", properties, Wanted::Data, out);
        self.all(
            id,
            "operation of a resource",
            resource.all_operations(),
            Wanted::Type(ShapeType::Operation),
            out,
        );
        self.all(
            id,
            "resource of a resource",
            &resource.resources,
            Wanted::Type(ShapeType::Resource),
            out,
        );
    }

    fn all<'r>(
        &self,
        id: &ShapeId,
        role: &str,
        references: impl IntoIterator<Item = &'r Reference>,
        wanted: Wanted,
        out: &mut Diagnostics,
    ) {
        for reference in references {
            if let Some(target) = self.find(id, reference, out) {
                reject_unwanted(id, role, reference, target, wanted, out);
            }
        }
    }

    fn member(&self, definition: &Definition, member: &MemberDefinition, out: &mut Diagnostics) {
        let Some(reference) = &member.target else {
            return;
        };
        let Some(target) = self.find(&member.id, reference, out) else {
            return;
        };
        let (role, wanted) = match (definition.shape_type, member.name()) {
            (ShapeType::Map, "key") => ("key of a map", Wanted::Text),
            _ => ("target of a member", Wanted::Data),
        };
        let owner = match wanted {
            Wanted::Text => &definition.id,
            _ => &member.id,
        };
        reject_unwanted(owner, role, reference, target, wanted, out);
        if has::<TraitDefinition>(target) {
            let message = format!(
                "`{}` defines a trait, which no member can target",
                target.id
            );
            let fault = Diagnostic::error("Target", message)
                .on(&member.id)
                .at(reference.span)
                .also(target.span, "the trait is defined here");
            out.push(fault.help("define another shape for values of members"));
        }
        if target.id == "smithy.api#Unit"
            && !matches!(
                definition.shape_type,
                ShapeType::Union | ShapeType::Enum | ShapeType::IntEnum
            )
        {
            let fault = Diagnostic::error(
                "UnitType",
                "only members of a union can be of the unit type",
            )
            .on(&member.id)
            .at(reference.span)
            .help("target an empty structure of your own");
            out.push(fault);
        }
        if matches!(definition.shape_type, ShapeType::Enum | ShapeType::IntEnum)
            && target.id != "smithy.api#Unit"
        {
            let fault = Diagnostic::error(
                "Target",
                format!(
                    "members of an enum target `smithy.api#Unit`, not `{}`",
                    target.id
                ),
            );
            out.push(fault.on(&member.id).at(reference.span));
        }
    }

    fn find(
        &self,
        owner: &ShapeId,
        reference: &Reference,
        out: &mut Diagnostics,
    ) -> Option<&Definition> {
        let found = self.draft.find(reference.id.as_str());
        if found.is_none() && !self.draft.broken.contains(&reference.id) {
            let missing = self.missing(owner, reference, out.is_crowded());
            out.push(missing);
        }
        let found = found?;
        if found.id.namespace() != owner.namespace() && has::<Private>(found) {
            let fault = Diagnostic::error(
                "PrivateAccess",
                format!(
                    "`{}` is private to the namespace `{}`",
                    found.id,
                    found.id.namespace()
                ),
            )
            .on(owner)
            .at(reference.span)
            .also(found.span, "it is defined here");
            out.push(fault);
        }
        if has::<Mixin>(found) {
            let fault = Diagnostic::error(
                "Target",
                format!(
                    "`{}` is a mixin, which only `mixins` can name",
                    reference.id
                ),
            )
            .on(owner)
            .at(reference.span)
            .also(found.span, "the mixin is defined here")
            .help("define a shape that uses the mixin, and target that");
            out.push(fault);
        }
        Some(found)
    }

    fn missing(&self, owner: &ShapeId, reference: &Reference, is_crowded: bool) -> Diagnostic {
        let id = &reference.id;
        if id.member().is_some() && shape_id::fault(id.as_str(), true).is_none() {
            let message = format!("`{id}` is a member, and a shape is needed here");
            return Diagnostic::error("Target", message)
                .on(owner)
                .at(reference.span);
        }
        if let Some(fault) = shape_id::fault(id.as_str(), false) {
            let help = shape_id::is_identifier(id.as_str())
                .then(|| self.qualified(owner, id.as_str()))
                .flatten();
            return Diagnostic::error(
                "Model.ShapeId",
                format!("`{id}` is not the id of a shape: {fault}"),
            )
            .on(owner)
            .at(reference.span)
            .maybe_help(help);
        }
        let fault = Diagnostic::error("Target", format!("there is no shape `{id}`"))
            .on(owner)
            .at(reference.span);
        if is_crowded {
            return fault;
        }
        fault.maybe_help(did_you_mean_shape(id, self.draft.names()))
    }

    /// The shape that a name without a namespace most likely stands for.
    fn qualified(&self, owner: &ShapeId, name: &str) -> Option<String> {
        [owner.namespace(), "smithy.api"]
            .into_iter()
            .map(|namespace| format!("{namespace}#{name}"))
            .find(|id| self.draft.find(id).is_some())
            .map(|id| format!("did you mean `{id}`?"))
    }
}

/// Lists and maps say what they hold.
fn require_members(definition: &Definition, out: &mut Diagnostics) {
    let names: &[&str] = match definition.shape_type {
        ShapeType::List => &["member"],
        ShapeType::Map => &["key", "value"],
        _ => return,
    };
    for name in names {
        let is_there = |member: &MemberDefinition| member.name() == *name;
        if !definition.members.iter().any(is_there) {
            let what = definition.shape_type.name();
            let message = format!("the {what} `{}` has no `{name}`", definition.id);
            let fault = Diagnostic::error("Model.MissingMember", message).on(&definition.id);
            let help = format!("say with the member `{name}` what it holds");
            out.push(fault.at(definition.span).help(help));
        }
    }
}

fn reject_unwanted(
    owner: &ShapeId,
    role: &str,
    reference: &Reference,
    target: &Definition,
    wanted: Wanted,
    out: &mut Diagnostics,
) {
    let found = target.shape_type;
    let (fits, expected) = match wanted {
        Wanted::Type(shape_type) => (
            found == shape_type,
            format!("{} {}", shape_type.article(), shape_type.name()),
        ),
        Wanted::Text => (
            matches!(found, ShapeType::String | ShapeType::Enum),
            "a string".to_owned(),
        ),
        Wanted::Data => (found.is_data(), "a shape that has values".to_owned()),
        Wanted::Error => (
            found == ShapeType::Structure,
            "a structure with the trait `smithy.api#error`".to_owned(),
        ),
    };
    let place = |fault: Diagnostic| {
        fault
            .on(owner)
            .at(reference.span)
            .also(target.span, format!("`{}` is defined here", target.id))
    };
    if !fits {
        let message = format!(
            "the {role} must be {expected}, and `{}` is {} {}",
            reference.id,
            found.article(),
            found.name()
        );
        out.push(place(Diagnostic::error("Target", message)));
        return;
    }
    let is_error = has::<Error>(target);
    if matches!(wanted, Wanted::Type(ShapeType::Structure)) && is_error {
        let message = format!(
            "the {role} cannot be an error, and `{}` is one",
            reference.id
        );
        out.push(place(Diagnostic::error("Target", message)));
    }
    if matches!(wanted, Wanted::Error) && !is_error {
        let message = format!(
            "`{}` is the {role}, and does not have the trait `smithy.api#error`",
            reference.id
        );
        out.push(
            place(Diagnostic::error("Target", message))
                .help("add `\"smithy.api#error\": \"client\"` or `\"server\"` to it"),
        );
    }
}

fn shape(definition: Definition) -> Shape {
    let kind = match definition.properties {
        Properties::None => definition.shape_type.kind(),
        Properties::Service(service) => ShapeKind::Service(Box::new(self::service(*service))),
        Properties::Resource(resource) => ShapeKind::Resource(Box::new(self::resource(*resource))),
        Properties::Operation(operation) => {
            ShapeKind::Operation(Box::new(self::operation(*operation)))
        }
    };
    Shape {
        id: definition.id,
        kind,
        traits: Traits::new(definition.traits),
        mixins: ids(definition.mixins),
        members: members(definition.members),
        span: definition.span,
    }
}

fn members(definitions: Chunks<MemberDefinition>) -> Box<[Member]> {
    let mut members = Vec::with_capacity(definitions.len());
    members.extend(definitions.into_iter().filter_map(member));
    members.into()
}

fn member(member: MemberDefinition) -> Option<Member> {
    Some(Member {
        id: member.id,
        target: member.target?.id,
        traits: Traits::new(member.traits),
        span: member.span,
    })
}

fn service(service: ServiceProperties) -> Service {
    Service {
        version: service.version.unwrap_or_default(),
        operations: ids(service.operations),
        resources: ids(service.resources),
        errors: ids(service.errors),
        rename: service
            .rename
            .into_iter()
            .map(|Rename { shape, name, .. }| (shape.id, name))
            .collect(),
    }
}

fn resource(resource: ResourceProperties) -> Resource {
    let id = |reference: Option<Box<Reference>>| reference.map(|reference| reference.id);
    let named = |references: Vec<(Key, Reference)>| {
        references
            .into_iter()
            .map(|(key, reference)| (key.as_str().to_owned(), reference.id))
            .collect()
    };
    Resource {
        identifiers: named(resource.identifiers),
        properties: named(resource.properties),
        create: id(resource.create),
        put: id(resource.put),
        read: id(resource.read),
        update: id(resource.update),
        delete: id(resource.delete),
        list: id(resource.list),
        operations: ids(resource.operations),
        collection_operations: ids(resource.collection_operations),
        resources: ids(resource.resources),
    }
}

fn operation(operation: OperationProperties) -> Operation {
    let id = |reference: Option<Reference>| {
        reference.map_or_else(ShapeId::unit, |reference| reference.id)
    };
    Operation {
        input: id(operation.input),
        output: id(operation.output),
        errors: ids(operation.errors),
    }
}

fn ids<I: FromIterator<ShapeId>>(references: Vec<Reference>) -> I {
    references
        .into_iter()
        .map(|reference| reference.id)
        .collect()
}

fn has<T: Trait>(definition: &Definition) -> bool {
    definition
        .traits
        .iter()
        .any(|applied| applied.id.as_str() == T::ID)
}
