//! Properties of resources in what their operations take and give.
//! See [resource properties](https://smithy.io/2.0/spec/service-types.html#resource-properties).

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::bindings::bound;
use super::{listed, loaded};
use crate::{Diagnostic, Diagnostics, Member, Model, Node, Resource, Shape, ShapeId};

const EVENT: &str = "ResourceOperationInputOutput";

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        if let Some(resource) = shape
            .as_resource()
            .filter(|found| !found.properties.is_empty())
        {
            Checker {
                model,
                shape,
                resource,
                used: BTreeSet::new(),
                out,
            }
            .check();
        }
    }
}

struct Checker<'m, 'o> {
    model: &'m Model,
    shape: &'m Shape,
    resource: &'m Resource,
    /// The properties that some operation takes or gives.
    used: BTreeSet<String>,
    out: &'o mut Diagnostics,
}

impl<'m> Checker<'m, '_> {
    fn check(mut self) {
        let resource = self.resource;
        let lifecycle = [
            &resource.put,
            &resource.create,
            &resource.read,
            &resource.update,
            &resource.delete,
        ];
        let lifecycle: Vec<&ShapeId> = lifecycle.into_iter().flatten().collect();
        let others = resource.operations.iter();
        for id in lifecycle.iter().copied().chain(others) {
            let Some(operation) = self.model.shape(id).and_then(Shape::as_operation) else {
                continue;
            };
            let judged = lifecycle.contains(&id);
            for side in [&operation.input, &operation.output] {
                if let Some(top) = self.model.shape(side) {
                    self.side(top, judged);
                }
            }
        }
        for name in resource.properties.keys() {
            if !self.used.contains(name) {
                let message = format!("no operation of the resource has the property `{name}`");
                let fault = Diagnostic::error(EVENT, message)
                    .on(&self.shape.id)
                    .at(self.shape.span);
                self.out.push(fault.help(
                    "add it to the input or output of `create`, or of an operation on one resource",
                ));
            }
        }
    }

    /// An input or output. Its properties may stand one structure deeper.
    fn side(&mut self, top: &'m Shape, judged: bool) {
        let identifiers: FxHashSet<&str> = bound(self.resource, top).into_values().collect();
        let nested = |member: &&Member| member.traits.node("smithy.api#nestedProperties").is_some();
        let nest = top.members.iter().find(nested);
        let place = nest.and_then(|member| self.model.shape(&member.target));
        if place.is_some() && judged {
            for member in &top.members {
                if !self.is_other(member, &identifiers) {
                    let message = format!(
                        "the properties are in another member, so `{}` is none",
                        member.name()
                    );
                    self.complain(member, message, "add the trait `smithy.api#notProperty`");
                }
            }
        }
        let place = place.unwrap_or(top);
        let mut holders: BTreeMap<String, Vec<&'m Member>> = BTreeMap::new();
        for member in &place.members {
            if self.is_other(member, &identifiers) {
                continue;
            }
            let name = property(member).to_owned();
            match self.resource.properties.get(&name) {
                Some(target) if *target != member.target && judged => {
                    let message = format!(
                        "the property `{name}` of `{}` is `{target}`, and the member is `{}`",
                        self.shape.id, member.target
                    );
                    self.complain(member, message, "let the member target the same shape");
                }
                None if judged => {
                    let message = format!(
                        "`{}` has neither a property nor an identifier `{name}`",
                        self.shape.id
                    );
                    let help = "name the property with `smithy.api#property`, or the identifier with `smithy.api#resourceIdentifier`, or say that it is neither with `smithy.api#notProperty`";
                    self.complain(member, message, help);
                }
                _ => {}
            }
            self.used.insert(name.clone());
            holders.entry(name).or_default().push(member);
        }
        for (name, members) in holders {
            if judged && members.len() > 1 {
                let message = format!(
                    "several members are the property `{name}`: {}",
                    listed(members.iter().map(|member| member.name()))
                );
                let fault = Diagnostic::error(EVENT, message)
                    .on(&place.id)
                    .at(members[0].span);
                self.out.push(fault.help("keep one of them"));
            }
        }
    }

    /// Whether a member stands for something else than a property.
    fn is_other(&self, member: &Member, identifiers: &FxHashSet<&str>) -> bool {
        identifiers.contains(member.name())
            || member.traits.iter().any(|(id, _)| {
                matches!(
                    id.as_str(),
                    "smithy.api#notProperty" | "smithy.api#nestedProperties"
                ) || self.model.shape(id).is_some_and(|definition| {
                    definition.traits.node("smithy.api#notProperty").is_some()
                })
            })
    }

    fn complain(&mut self, member: &Member, message: String, help: &str) {
        let fault = Diagnostic::error(EVENT, message)
            .on(&member.id)
            .at(member.span);
        self.out.push(fault.help(help));
    }
}

/// The property that a member is.
fn property(member: &Member) -> &str {
    let named = member.traits.node("smithy.api#property");
    named
        .and_then(|node| node.get("name"))
        .and_then(Node::as_str)
        .unwrap_or_else(|| member.name())
}
