//! Mixins, flattened into the shapes that use them. See [mixins](https://smithy.io/2.0/spec/mixins.html).

use rustc_hash::{FxHashMap, FxHashSet};

use super::Draft;
use super::elide::without_target;
use crate::ast::{Definition, MemberDefinition, Properties, Reference, Version};
use crate::suggest::did_you_mean_shape;
use crate::traits::{AppliedTrait, Mixin};
use crate::{Diagnostic, Diagnostics, Key, ShapeId, ShapeType, Trait};

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    Done,
}

pub(super) fn flatten(draft: &mut Draft, diagnostics: &mut Diagnostics) {
    let mut flattener = Flattener {
        draft,
        diagnostics,
        states: FxHashMap::default(),
        broken: FxHashSet::default(),
        path: Vec::new(),
    };
    for at in 0..flattener.draft.definitions.len() {
        check_mixin(&flattener.draft.definitions[at], flattener.diagnostics);
        if !flattener.draft.definitions[at].mixins.is_empty() {
            flattener.flatten(at);
        }
    }
}

/// What a mixin cannot have.
fn check_mixin(definition: &Definition, diagnostics: &mut Diagnostics) {
    let Some(applied) = definition
        .traits
        .iter()
        .find(|applied| applied.id.as_str() == Mixin::ID)
    else {
        return;
    };
    let mut reject = |span, message: &str| {
        diagnostics.push(
            Diagnostic::error("Model.Mixin", message)
                .on(&definition.id)
                .at(span),
        );
    };
    if definition.version == Version::V1 {
        let message =
            "mixins came with version 2 of Smithy, and this shape is in a file of version 1";
        reject(applied.span, message);
    }
    match &definition.properties {
        Properties::Operation(operation) => {
            for reference in operation.input.iter().chain(&operation.output) {
                if reference.id != ShapeId::unit() {
                    reject(
                        reference.span,
                        "an operation that is a mixin has neither input nor output",
                    );
                }
            }
        }
        Properties::Resource(resource) => {
            let named = resource.identifiers.iter().chain(&resource.properties);
            let targets = named.map(|(_, reference)| reference);
            let others = resource.all_operations().chain(&resource.resources);
            if let Some(first) = targets.chain(others).next() {
                reject(
                    first.span,
                    "a resource that is a mixin has no properties of its own",
                );
            }
        }
        _ => {}
    }
}

struct Flattener<'a> {
    draft: &'a mut Draft,
    diagnostics: &'a mut Diagnostics,
    states: FxHashMap<usize, State>,
    /// The shapes that lack a mixin, and so are none that others could use.
    broken: FxHashSet<usize>,
    /// The shapes that are being flattened, each a mixin of the one before.
    path: Vec<usize>,
}

/// How long a chain of mixins may be.
const MAX_CHAIN: usize = 128;

impl Flattener<'_> {
    fn flatten(&mut self, at: usize) {
        if self.states.insert(at, State::Open) == Some(State::Done) {
            self.states.insert(at, State::Done);
            return;
        }
        self.path.push(at);
        let mixins = std::mem::take(&mut self.draft.definitions[at].mixins);
        let mut usable = Vec::with_capacity(mixins.len());
        for mixin in mixins {
            match self.resolve(at, &mixin) {
                Some(part) => usable.push((mixin, part)),
                None => {
                    self.broken.insert(at);
                }
            }
        }
        if !usable.is_empty() {
            self.combine(at, &usable);
        }
        self.reject_unknown_members(at);
        let used = usable.into_iter().map(|(mixin, _)| mixin);
        self.draft.definitions[at].mixins = used.collect();
        self.path.pop();
        self.states.insert(at, State::Done);
    }

    /// The mixin's place among the definitions, flattened; `None` if it cannot be used.
    fn resolve(&mut self, at: usize, mixin: &Reference) -> Option<usize> {
        let user = &self.draft.definitions[at];
        let Some(part) = self.draft.position(mixin.id.as_str()) else {
            if !self.draft.broken.contains(&mixin.id) {
                let message = format!("there is no mixin `{}`", mixin.id);
                let fault = Diagnostic::error("Model.UnknownMixin", message)
                    .on(&user.id)
                    .at(mixin.span);
                let help = (!self.diagnostics.is_crowded())
                    .then(|| did_you_mean_shape(&mixin.id, self.draft.names()));
                self.diagnostics.push(fault.maybe_help(help.flatten()));
            }
            return None;
        };
        if self.path.len() >= MAX_CHAIN {
            let message = format!(
                "more than {MAX_CHAIN} mixins build on each other up to `{}`",
                mixin.id
            );
            self.diagnostics.push(
                Diagnostic::error("Model.Mixin", message)
                    .on(&user.id)
                    .at(mixin.span),
            );
            return None;
        }
        if self.states.get(&part) == Some(&State::Open) {
            let from = self.path.iter().position(|&open| open == part).unwrap_or(0);
            let cycle = self.path[from..]
                .iter()
                .chain([&part])
                .map(|&at| self.draft.definitions[at].id.to_string());
            let cycle = cycle.collect::<Vec<_>>().join(" → ");
            let fault = Diagnostic::error(
                "Model.MixinCycle",
                format!("mixins lead back to themselves: {cycle}"),
            )
            .on(&user.id)
            .at(mixin.span)
            .help("remove one of these mixins");
            self.diagnostics.push(fault);
            return None;
        }
        if !self.draft.definitions[part].mixins.is_empty() {
            self.flatten(part);
        }
        if lacks_members(&self.draft.definitions[part]) {
            self.broken.insert(part);
        }
        if self.broken.contains(&part) {
            let user = &self.draft.definitions[at];
            let message = format!(
                "`{}` cannot be used, since it is incomplete itself",
                mixin.id
            );
            let fault = Diagnostic::error("Model.Mixin", message).on(&user.id);
            self.diagnostics.push(fault.at(mixin.span));
            return None;
        }
        let user = &self.draft.definitions[at];
        let definition = &self.draft.definitions[part];
        if !definition
            .traits
            .iter()
            .any(|applied| applied.id.as_str() == Mixin::ID)
        {
            let fault = Diagnostic::error("Target", format!("`{}` is not a mixin", mixin.id))
                .on(&user.id)
                .at(mixin.span)
                .also(
                    definition.span,
                    "it is defined here, without the trait `smithy.api#mixin`",
                );
            self.diagnostics.push(fault);
            return None;
        }
        if definition.shape_type != user.shape_type {
            let message = format!(
                "{} {} cannot use the {} `{}` as a mixin",
                user.shape_type.article(),
                user.shape_type.name(),
                definition.shape_type.name(),
                mixin.id
            );
            let fault = Diagnostic::error("Model.Mixin", message)
                .on(&user.id)
                .at(mixin.span);
            self.diagnostics
                .push(fault.help("a mixin has the type of the shapes that use it"));
            return None;
        }
        Some(part)
    }

    fn combine(&mut self, at: usize, mixins: &[(Reference, usize)]) {
        let mut members: Vec<MemberDefinition> = Vec::new();
        let mut traits: Vec<AppliedTrait> = Vec::new();
        let mut properties: Option<Properties> = None;
        let user = &self.draft.definitions[at];
        let user_id = user.id.clone();
        for (reference, part) in mixins {
            let mixin = &self.draft.definitions[*part];
            for applied in mixin
                .traits
                .iter()
                .filter(|applied| is_inherited(mixin, &applied.id))
            {
                set(&mut traits, applied.clone());
            }
            for inherited in &mixin.members {
                match members
                    .iter_mut()
                    .find(|member| member.name() == inherited.name())
                {
                    None => members.push(MemberDefinition {
                        id: user_id.with_member(inherited.name()),
                        ..inherited.clone()
                    }),
                    Some(first) if target(first) == target(inherited) => {
                        for applied in &inherited.traits {
                            set(&mut first.traits, applied.clone());
                        }
                    }
                    Some(first) => {
                        let message = format!(
                            "two mixins of `{user_id}` have a member `{}`, and not of one target",
                            inherited.name()
                        );
                        let fault = Diagnostic::error("Model.Mixin", message)
                            .on(&user_id)
                            .at(reference.span);
                        self.diagnostics.push(
                            fault
                                .also(first.span, "the first")
                                .also(inherited.span, "the second"),
                        );
                    }
                }
            }
            properties = Some(match properties {
                None => mixin.properties.clone(),
                Some(before) => joined(&before, &mixin.properties),
            });
        }
        let user = &mut self.draft.definitions[at];
        for own in std::mem::take(&mut user.members) {
            match members
                .iter_mut()
                .find(|member| member.name() == own.name())
            {
                None => members.push(own),
                Some(inherited) => {
                    if own.target.is_some() && target(&own) != target(inherited) {
                        let message =
                            format!("`{}` comes from a mixin with another target", own.id);
                        let fault = Diagnostic::error("Model.Mixin", message)
                            .on(&own.id)
                            .at(own.target.as_ref().map_or(own.span, |target| target.span))
                            .also(inherited.span, "it comes from here")
                            .help("members of a mixin can be given traits, but no other target");
                        self.diagnostics.push(fault);
                    }
                    inherited.span = own.span;
                    for applied in own.traits {
                        set(&mut inherited.traits, applied);
                    }
                }
            }
        }
        user.members = members.into();
        for own in std::mem::take(&mut user.traits) {
            set(&mut traits, own);
        }
        user.traits = traits;
        if let Some(inherited) = properties {
            user.properties = joined(&inherited, &user.properties);
        }
    }

    /// A member without a target was applied to what no mixin brought.
    fn reject_unknown_members(&mut self, at: usize) {
        let definition = &mut self.draft.definitions[at];
        let is_whole = |member: &MemberDefinition| member.target.is_some();
        if definition.members.iter().all(is_whole) {
            return;
        }
        for member in without_target(&mut definition.members) {
            let message = format!(
                "`{}` does not say what it targets, and no mixin or resource does",
                member.id
            );
            let fault = Diagnostic::error("Model.UnknownMember", message)
                .on(&definition.id)
                .at(member.span);
            self.diagnostics
                .push(fault.also(definition.span, "the shape is defined here"));
        }
    }
}

/// Whether a list or map does not say what it holds.
fn lacks_members(definition: &Definition) -> bool {
    let names: &[&str] = match definition.shape_type {
        ShapeType::List => &["member"],
        ShapeType::Map => &["key", "value"],
        _ => return false,
    };
    let has = |name: &&str| {
        definition
            .members
            .iter()
            .any(|member| member.name() == *name)
    };
    !names.iter().all(has)
}

fn target(member: &MemberDefinition) -> Option<&ShapeId> {
    member.target.as_ref().map(|target| &target.id)
}

/// Whether shapes made with a mixin take over one of its traits.
fn is_inherited(mixin: &Definition, id: &ShapeId) -> bool {
    if id.as_str() == Mixin::ID {
        return false;
    }
    let trait_itself = mixin
        .traits
        .iter()
        .find(|applied| applied.id.as_str() == Mixin::ID);
    let local = trait_itself
        .and_then(|applied| Mixin::from_node(&applied.node))
        .map(|mixin| mixin.local_traits);
    !local.unwrap_or_default().contains(id)
}

/// Puts a trait in the place of one of the same id.
fn set(traits: &mut Vec<AppliedTrait>, applied: AppliedTrait) {
    match traits.iter_mut().find(|other| other.id == applied.id) {
        Some(other) => *other = applied,
        None => traits.push(applied),
    }
}

/// What a mixin and the shape that uses it say together: lists are joined, and what the shape says itself wins.
fn joined(mixin: &Properties, own: &Properties) -> Properties {
    match (mixin, own) {
        (Properties::Service(mixin), Properties::Service(own)) => {
            let mut service = mixin.clone();
            service.version = own.version.clone().or(service.version);
            add_all(&mut service.operations, &own.operations);
            add_all(&mut service.resources, &own.resources);
            add_all(&mut service.errors, &own.errors);
            for rename in &own.rename {
                service
                    .rename
                    .retain(|other| other.shape.id != rename.shape.id);
                service.rename.push(rename.clone());
            }
            Properties::Service(service)
        }
        (Properties::Resource(mixin), Properties::Resource(own)) => {
            let mut resource = mixin.clone();
            add_named(&mut resource.identifiers, &own.identifiers);
            add_named(&mut resource.properties, &own.properties);
            for (place, own) in [
                (&mut resource.create, &own.create),
                (&mut resource.put, &own.put),
                (&mut resource.read, &own.read),
                (&mut resource.update, &own.update),
                (&mut resource.delete, &own.delete),
                (&mut resource.list, &own.list),
            ] {
                *place = own.clone().or(place.take());
            }
            add_all(&mut resource.operations, &own.operations);
            add_all(
                &mut resource.collection_operations,
                &own.collection_operations,
            );
            add_all(&mut resource.resources, &own.resources);
            Properties::Resource(resource)
        }
        (Properties::Operation(mixin), Properties::Operation(own)) => {
            let mut operation = mixin.clone();
            operation.input = own.input.clone().or(operation.input);
            operation.output = own.output.clone().or(operation.output);
            add_all(&mut operation.errors, &own.errors);
            Properties::Operation(operation)
        }
        (_, own) => own.clone(),
    }
}

/// Adds what is not there yet. What is there takes the place where it was named last.
fn add_all(list: &mut Vec<Reference>, more: &[Reference]) {
    for reference in more {
        match list.iter_mut().find(|other| other.id == reference.id) {
            Some(other) => other.span = reference.span,
            None => list.push(reference.clone()),
        }
    }
}

fn add_named(list: &mut Vec<(Key, Reference)>, more: &[(Key, Reference)]) {
    for (key, reference) in more {
        list.retain(|(other, _)| other != key);
        list.push((key.clone(), reference.clone()));
    }
}
