//! What older ways of writing a model mean in Smithy 2.0.

use super::Draft;
use crate::ast::{Definition, MemberDefinition, Reference, Version};
use crate::chunks::Chunks;
use crate::names::Names;
use crate::shape_id::is_identifier;
use crate::traits::{
    AppliedTrait, Boxed, Default, Deprecated, Documentation, Enum, EnumDefinition, EnumValue,
    Internal, Range, Required, Streaming, Tags, Trait,
};
use crate::{Diagnostic, Diagnostics, Node, Number, ShapeId, ShapeType, Value};

pub(super) fn upgrade(draft: &mut Draft, diagnostics: &mut Diagnostics) {
    for definition in &draft.definitions {
        if definition.version == Version::V1 {
            reject_defaults(definition, diagnostics);
        }
    }
    // Each id is kept once.
    let names = &mut Names::default();
    for at in 0..draft.definitions.len() {
        for (member, default) in member_defaults(draft, at) {
            let member = &mut draft.definitions[at].members[member];
            let default = Node::new(default, member.span);
            add(&mut member.traits, applied::<Default>(default, names));
        }
    }
    for definition in &mut draft.definitions {
        if definition.version == Version::V1 {
            default_unboxed(definition, names);
        }
        match definition.shape_type {
            ShapeType::String => {
                if let Some(applied) = name_enum(definition, names) {
                    draft.named_values.insert(definition.id.clone(), applied);
                }
            }
            ShapeType::Enum => value_members(definition, names),
            _ => {}
        }
    }
}

/// In Smithy 1.0 numbers and booleans are zero or false when absent, unless they are boxed.
/// See [the migration guide](https://smithy.io/2.0/guides/migrating-idl-1-to-2.html).
fn zero(shape_type: ShapeType) -> Option<Value> {
    match shape_type {
        ShapeType::Boolean => Some(Value::Boolean(false)),
        ShapeType::Byte
        | ShapeType::Short
        | ShapeType::Integer
        | ShapeType::Long
        | ShapeType::Float
        | ShapeType::Double => Some(Value::Number(Number::new("0"))),
        _ => None,
    }
}

/// Version 1.0 has defaults, but no way to say them.
fn reject_defaults(definition: &Definition, diagnostics: &mut Diagnostics) {
    for member in &definition.members {
        for applied in &member.traits {
            if applied.id.as_str() == Default::ID {
                let message =
                    "defaults came with version 2 of Smithy, and this is in a file of version 1";
                let fault = Diagnostic::error("Model.Version", message).on(&member.id);
                diagnostics.push(fault.at(applied.span));
            }
        }
    }
}

fn default_unboxed(definition: &mut Definition, names: &mut Names) {
    let Some(zero) = zero(definition.shape_type) else {
        return;
    };
    if !has::<Boxed>(&definition.traits) && !has::<Default>(&definition.traits) {
        let default = applied::<Default>(Node::new(zero, definition.span), names);
        add(&mut definition.traits, default);
    }
}

/// The defaults that members of a structure have without saying so, by the places of the members.
fn member_defaults(draft: &Draft, at: usize) -> Chunks<(usize, Value)> {
    let definition = &draft.definitions[at];
    if definition.version != Version::V1 || definition.shape_type != ShapeType::Structure {
        return Chunks::default();
    }
    let members = definition.members.iter().enumerate();
    members
        .filter_map(|(at, member)| Some((at, member_default(draft, member)?)))
        .collect()
}

fn member_default(draft: &Draft, member: &MemberDefinition) -> Option<Value> {
    if has::<Default>(&member.traits) {
        return None;
    }
    let target = draft.find(member.target.as_ref()?.id.as_str())?;
    if has::<Boxed>(&member.traits) {
        return Some(Value::Null);
    }
    if target.shape_type == ShapeType::Blob && has::<Streaming>(&target.traits) {
        // A stream is there even if nothing comes of it.
        return (!has::<Required>(&member.traits)).then(|| Value::String("".into()));
    }
    let zero = zero(target.shape_type)?;
    let unboxed = match target.version {
        Version::V1 => !has::<Boxed>(&target.traits),
        // The prelude's `Integer` and the like were boxed in 1.0 too; `PrimitiveInteger` and the like have a default.
        Version::V2 => has::<Default>(&target.traits),
    };
    (unboxed && fits_range(&member.traits) && fits_range(&target.traits)).then_some(zero)
}

/// Zero is no default where the range excludes it.
fn fits_range(traits: &[AppliedTrait]) -> bool {
    let range = traits
        .iter()
        .find(|applied| applied.id.as_str() == Range::ID);
    let Some(range) = range.and_then(|applied| Range::from_node(&applied.node)) else {
        return true;
    };
    let bound = |number: Option<Number>| number.and_then(|number| number.as_f64());
    bound(range.min).is_none_or(|min| min <= 0.0) && bound(range.max).is_none_or(|max| max >= 0.0)
}

/// A string whose `@enum` has a usable name for each value is the enum of these members. Gives that trait.
fn name_enum(definition: &mut Definition, names: &mut Names) -> Option<AppliedTrait> {
    let at = definition
        .traits
        .iter()
        .position(|applied| applied.id.as_str() == Enum::ID)?;
    let node = &definition.traits[at].node;
    let Enum(entries) = Enum::from_node(node)?;
    let nodes = node.as_array().unwrap_or_default();
    let mut usable: Vec<&str> = entries
        .iter()
        .filter_map(|entry| entry.name.as_deref())
        .filter(|name| is_identifier(name))
        .collect();
    usable.sort_unstable();
    usable.dedup();
    if usable.len() != entries.len() {
        return None;
    }
    let members = entries
        .iter()
        .zip(nodes)
        .map(|(entry, node)| enum_member(&definition.id, entry, node, names));
    definition.members = members.collect();
    definition.shape_type = ShapeType::Enum;
    Some(definition.traits.remove(at))
}

fn enum_member(
    owner: &ShapeId,
    entry: &EnumDefinition,
    node: &Node,
    names: &mut Names,
) -> MemberDefinition {
    let span = node.span;
    let mut traits = Vec::new();
    let value_span = node.get("value").map_or(span, |value| value.span);
    let value = Node::string(&*entry.value, value_span);
    add(&mut traits, applied::<EnumValue>(value, names));
    if let Some(documentation) = &entry.documentation {
        let text = Node::string(&**documentation, span);
        add(&mut traits, applied::<Documentation>(text, names));
    }
    if entry.deprecated {
        let empty = Node::empty_object(span);
        add(&mut traits, applied::<Deprecated>(empty, names));
    }
    // Version 1 had no other way to say that a value is not for everyone.
    if entry.tags.iter().any(|tag| tag == "internal") {
        let empty = Node::empty_object(span);
        add(&mut traits, applied::<Internal>(empty, names));
    }
    if !entry.tags.is_empty() {
        let tags = entry.tags.iter().map(|tag| Node::string(&**tag, span));
        let tags = Node::new(Value::Array(tags.collect()), span);
        add(&mut traits, applied::<Tags>(tags, names));
    }
    MemberDefinition {
        id: owner.with_member(entry.name.as_deref().unwrap_or_default()),
        span,
        target: Some(Reference {
            id: ShapeId::unit(),
            span,
        }),
        traits,
    }
}

/// A member of an enum that gives no value has its name as value.
fn value_members(definition: &mut Definition, names: &mut Names) {
    for member in &mut definition.members {
        if !has::<EnumValue>(&member.traits) {
            let name = Node::string(member.name(), member.span);
            add(&mut member.traits, applied::<EnumValue>(name, names));
        }
    }
}

fn has<T: Trait>(traits: &[AppliedTrait]) -> bool {
    traits.iter().any(|applied| applied.id.as_str() == T::ID)
}

/// Adds a trait, and no more room than it takes.
fn add(traits: &mut Vec<AppliedTrait>, applied: AppliedTrait) {
    traits.reserve_exact(1);
    traits.push(applied);
}

fn applied<T: Trait>(node: Node, names: &mut Names) -> AppliedTrait {
    AppliedTrait {
        id: names.shape_id(T::ID),
        span: node.span,
        node,
    }
}
