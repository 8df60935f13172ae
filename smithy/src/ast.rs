//! What was written: the definitions of one source, with their places, before anything is resolved.
//!
//! Every notation of the language arrives here.

use crate::chunks::Chunks;
use crate::traits::AppliedTrait;
use crate::{Key, Node, ShapeId, ShapeType, Span};

/// The content of one source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ast {
    pub(crate) metadata: Vec<(Key, Node)>,
    pub(crate) definitions: Chunks<Definition>,
    pub(crate) applications: Chunks<Application>,
    /// Shapes whose definition is too broken to keep. They are known by name, so that nobody is told that they are missing.
    pub(crate) broken: Chunks<ShapeId>,
    /// The namespace of all of it, if the notation has one.
    pub(crate) namespace: Option<String>,
    /// Shapes that a name was made to stand for.
    pub(crate) uses: Chunks<Reference>,
    /// Ids in values that were written as ids, and not as strings.
    pub(crate) mentions: Chunks<Reference>,
}

impl Ast {
    /// Applies traits to a shape or member, which is named even if there are none.
    pub(crate) fn apply(&mut self, target: &Reference, traits: Chunks<AppliedTrait>) {
        let is_bare = traits.is_empty().then_some(None);
        let traits = traits.into_iter().map(Some).chain(is_bare);
        self.applications.extend(traits.map(|applied| Application {
            target: target.clone(),
            applied,
        }));
    }
}

/// The version of the language that a source is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    V2,
}

/// A shape as it was defined.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) id: ShapeId,
    /// Where its name stands.
    pub(crate) span: Span,
    pub(crate) shape_type: ShapeType,
    pub(crate) version: Version,
    pub(crate) traits: Vec<AppliedTrait>,
    pub(crate) members: Chunks<MemberDefinition>,
    pub(crate) mixins: Vec<Reference>,
    /// The resource that says what elided members target.
    pub(crate) resource: Option<Box<Reference>>,
    pub(crate) properties: Properties,
}

/// A member as it was defined.
#[derive(Clone, Debug)]
pub(crate) struct MemberDefinition {
    pub(crate) id: ShapeId,
    /// Where its name stands.
    pub(crate) span: Span,
    /// None where a mixin or resource says it: for elided members, and for what was only applied to one.
    pub(crate) target: Option<Reference>,
    pub(crate) traits: Vec<AppliedTrait>,
}

impl MemberDefinition {
    pub(crate) fn name(&self) -> &str {
        self.id.member().unwrap_or_default()
    }
}

/// The id of another shape, where it was written.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) id: ShapeId,
    pub(crate) span: Span,
}

/// What only services, resources or operations have.
#[derive(Clone, Debug)]
pub(crate) enum Properties {
    None,
    Service(Box<ServiceProperties>),
    Resource(Box<ResourceProperties>),
    Operation(Box<OperationProperties>),
}

impl Properties {
    /// None of those that a shape of this type may have.
    pub(crate) fn of(shape_type: ShapeType) -> Self {
        match shape_type {
            ShapeType::Service => Self::Service(Box::default()),
            ShapeType::Resource => Self::Resource(Box::default()),
            ShapeType::Operation => Self::Operation(Box::default()),
            _ => Self::None,
        }
    }

    /// Every other shape that is named here.
    pub(crate) fn references(&self) -> Vec<&Reference> {
        match self {
            Self::None => Vec::new(),
            Self::Service(service) => {
                let ServiceProperties {
                    operations,
                    resources,
                    errors,
                    rename,
                    ..
                } = &**service;
                let renamed = rename.iter().map(|rename| &rename.shape);
                renamed
                    .chain(operations)
                    .chain(resources)
                    .chain(errors)
                    .collect()
            }
            Self::Resource(resource) => resource
                .all_operations()
                .chain(&resource.resources)
                .collect(),
            Self::Operation(operation) => {
                let OperationProperties {
                    input,
                    output,
                    errors,
                } = &**operation;
                input.iter().chain(output).chain(errors).collect()
            }
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ServiceProperties {
    pub(crate) version: Option<String>,
    pub(crate) operations: Vec<Reference>,
    pub(crate) resources: Vec<Reference>,
    pub(crate) errors: Vec<Reference>,
    pub(crate) rename: Vec<Rename>,
}

/// A shape and the name that it has inside a service.
#[derive(Clone, Debug)]
pub(crate) struct Rename {
    pub(crate) shape: Reference,
    pub(crate) name: String,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ResourceProperties {
    pub(crate) identifiers: Vec<(Key, Reference)>,
    pub(crate) properties: Vec<(Key, Reference)>,
    pub(crate) create: Option<Box<Reference>>,
    pub(crate) put: Option<Box<Reference>>,
    pub(crate) read: Option<Box<Reference>>,
    pub(crate) update: Option<Box<Reference>>,
    pub(crate) delete: Option<Box<Reference>>,
    pub(crate) list: Option<Box<Reference>>,
    pub(crate) operations: Vec<Reference>,
    pub(crate) collection_operations: Vec<Reference>,
    pub(crate) resources: Vec<Reference>,
}

impl ResourceProperties {
    pub(crate) fn all_operations(&self) -> impl Iterator<Item = &Reference> {
        [
            &self.create,
            &self.put,
            &self.read,
            &self.update,
            &self.delete,
            &self.list,
        ]
        .into_iter()
        .flatten()
        .map(|reference| &**reference)
        .chain(&self.operations)
        .chain(&self.collection_operations)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct OperationProperties {
    pub(crate) input: Option<Reference>,
    pub(crate) output: Option<Reference>,
    pub(crate) errors: Vec<Reference>,
}

/// A trait applied from outside to a shape or member.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    pub(crate) target: Reference,
    /// None where a statement names a shape, and no trait.
    pub(crate) applied: Option<AppliedTrait>,
}

/// What is said of a set.
pub(crate) const SETS_ARE_LISTS: &str = "sets are deprecated: they are lists with unique items";
