//! The traits on every shape and member: that they exist, fit their definition, stand where they may, and get along.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

use super::matcher::Matcher;
use super::values::{Kind, Misfit, Values};
use super::{listed, loaded};
use crate::selector::Node as Place;
use crate::suggest::did_you_mean_trait;
use crate::traits::{
    AppliedTrait, Default, Deprecated, EnumValue, Error, Mixin, Private, Required, Trait,
    TraitDefinition, Unstable,
};
use crate::{
    Diagnostic, Diagnostics, Element, Member, Model, Node, Shape, ShapeId, ShapeKind, builtin,
};

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let namespaces = loaded(model).map(|shape| shape.id.namespace()).collect();
    let mut checker = Checker {
        model,
        namespaces,
        rules: FxHashMap::default(),
        values: Values::new(model),
        out,
    };
    for (at, shape) in model.shapes().enumerate() {
        if builtin::is_builtin(shape.span) {
            continue;
        }
        let place = Place::shape(at);
        checker.traits(place, Element::Shape(shape));
        for (at, member) in shape.members.iter().enumerate() {
            checker.traits(place.member(at), Element::Member(shape, member));
        }
    }
    exclusive(model, out);
}

/// What the definition of a trait says about where it stands.
struct Rule<'m> {
    definition: &'m Shape,
    matcher: Option<Matcher>,
    conflicts: Vec<&'m str>,
    /// Why it should rather not be used.
    notice: Option<Notice>,
    private: bool,
    mixin: bool,
}

/// A trait that can be used, and better is not.
enum Notice {
    Deprecated(String),
    Unstable,
}

struct Checker<'m, 'o> {
    model: &'m Model,
    namespaces: FxHashSet<&'m str>,
    rules: FxHashMap<&'m str, Rule<'m>>,
    values: Values<'m>,
    out: &'o mut Diagnostics,
}

impl<'m> Checker<'m, '_> {
    fn traits(&mut self, place: Place, element: Element<'m>) {
        let (owner, traits) = (element.id(), element.traits());
        for applied in traits.all() {
            let id = applied.id.as_str();
            if !self.rules.contains_key(id)
                && let Some(rule) = rule(self.model, id)
            {
                self.rules.insert(id, rule);
            }
            let Some(rule) = self.rules.get(id) else {
                unknown(self.model, &self.namespaces, owner, applied, self.out);
                continue;
            };
            for misfit in self.values.misfits(rule.definition, &applied.node) {
                // Enums and defaults have checks of their own, which say more.
                if id != EnumValue::ID && id != Default::ID {
                    self.out.push(complaint(owner, &applied.id, misfit));
                }
            }
            if rule.mixin {
                let message = format!("the trait `{id}` is a mixin, and cannot stand on a shape");
                let fault = Diagnostic::error("TraitTarget", message)
                    .on(owner)
                    .at(applied.span);
                self.out
                    .push(fault.help("define a trait that uses the mixin"));
            } else if let Some(matcher) = &rule.matcher
                && !lost(self.model, element)
                && !matcher.matches(self.model, place)
            {
                self.out.push(misplaced(
                    self.model,
                    element,
                    applied,
                    rule,
                    matcher.text(),
                ));
            }
            notices(owner, applied, rule, self.out);
            for other in &rule.conflicts {
                if let Some(other) = traits.applied(other)
                    && (other.id > applied.id || !conflicts_back(self.model, other, &applied.id))
                {
                    let fault = Diagnostic::error(
                        "TraitConflict",
                        format!(
                            "the traits `{}` and `{}` exclude each other",
                            applied.id, other.id
                        ),
                    )
                    .on(owner)
                    .at(applied.span)
                    .also(other.span, "the other trait is here")
                    .help("remove one of them");
                    self.out.push(fault);
                }
            }
        }
    }
}

/// Whether a member leads nowhere, so that nothing can be told of what it is.
fn lost(model: &Model, element: Element<'_>) -> bool {
    matches!(element, Element::Member(_, member) if model.shape(&member.target).is_none())
}

fn notices(owner: &ShapeId, applied: &AppliedTrait, rule: &Rule<'_>, out: &mut Diagnostics) {
    let id = &applied.id;
    let place = |notice: Diagnostic| notice.on(owner).at(applied.span);
    match &rule.notice {
        Some(Notice::Deprecated(why)) => {
            let message = format!("the trait `{id}` is deprecated{why}");
            out.push(place(Diagnostic::warning("DeprecatedTrait", message)));
        }
        Some(Notice::Unstable) => {
            let message = format!("the trait `{id}` is unstable, and may yet change");
            let event = format!("UnstableTrait.{id}");
            out.push(place(Diagnostic::warning(event, message)));
        }
        None => {}
    }
    if rule.private && id.namespace() != owner.namespace() {
        let message = format!(
            "the trait `{id}` is private to the namespace `{}`",
            id.namespace()
        );
        out.push(place(Diagnostic::warning("PrivateAccess", message)));
    }
}

/// Traits that one member of a structure may have, or one target of its members.
fn exclusive(model: &Model, out: &mut Diagnostics) {
    let mut of_members: Vec<&ShapeId> = Vec::new();
    let mut of_targets: Vec<&ShapeId> = Vec::new();
    for id in model.trait_ids() {
        let definition = model
            .shape(id)
            .and_then(|shape| shape.traits.node(TraitDefinition::ID));
        match definition
            .and_then(|node| node.get("structurallyExclusive"))
            .and_then(Node::as_str)
        {
            Some("member") => of_members.push(id),
            Some("target") => of_targets.push(id),
            _ => {}
        }
    }
    let marked = |id: &ShapeId| {
        model
            .shapes()
            .filter(|shape| shape.traits.node(id.as_str()).is_some())
            .map(|shape| &shape.id)
            .collect()
    };
    let of_targets: Vec<(&ShapeId, FxHashSet<&ShapeId>)> =
        of_targets.into_iter().map(|id| (id, marked(id))).collect();
    for shape in loaded(model).filter(|shape| matches!(shape.kind, ShapeKind::Structure)) {
        for id in &of_members {
            let members = shape
                .members
                .iter()
                .filter(|member| member.traits.node(id.as_str()).is_some());
            let message = format_args!("only one member of a structure can have the trait `{id}`");
            one_only(shape, members, id, message, out);
        }
        for (id, targets) in of_targets.iter().filter(|(_, targets)| !targets.is_empty()) {
            let members = shape
                .members
                .iter()
                .filter(|member| targets.contains(&member.target));
            let message = format_args!(
                "only one member of a structure can target a shape with the trait `{id}`"
            );
            one_only(shape, members, id, message, out);
        }
    }
}

fn one_only<'m>(
    shape: &Shape,
    mut members: impl Iterator<Item = &'m Member>,
    id: &ShapeId,
    message: fmt::Arguments<'_>,
    out: &mut Diagnostics,
) {
    let Some(first) = members.next() else { return };
    let others: Vec<&Member> = members.collect();
    if others.is_empty() {
        return;
    }
    let place = |member: &Member| {
        member
            .traits
            .applied(id.as_str())
            .map_or(member.span, |applied| applied.span)
    };
    let names = listed(
        std::iter::once(first)
            .chain(others.iter().copied())
            .map(Member::name),
    );
    let mut fault = Diagnostic::error(
        "ExclusiveStructureMemberTrait",
        format!("{message}, and here are {}", others.len() + 1),
    )
    .on(&shape.id)
    .at(place(first));
    for member in others {
        fault = fault.also(place(member), format!("`{}` too", member.name()));
    }
    out.push(fault.help(format!("keep one of {names}")));
}

fn conflicts_back(model: &Model, other: &AppliedTrait, id: &ShapeId) -> bool {
    let definition = model
        .shape(&other.id)
        .and_then(|shape| shape.traits.node(TraitDefinition::ID));
    definition
        .and_then(conflicts)
        .is_some_and(|conflicts| conflicts.contains(&id.as_str()))
}

fn unknown(
    model: &Model,
    namespaces: &FxHashSet<&str>,
    owner: &ShapeId,
    applied: &AppliedTrait,
    out: &mut Diagnostics,
) {
    let AppliedTrait { id, span, .. } = applied;
    if let Some(shape) = model.shape(id) {
        let fault = Diagnostic::error("Model.UnresolvedTrait", format!("`{id}` is not a trait"))
            .on(id)
            .at(*span)
            .also(
                shape.span,
                "it is defined here, without the trait `smithy.api#trait`",
            );
        out.push(fault);
        return;
    }
    if let Some(fault) = crate::shape_id::fault(id.as_str(), false) {
        let prelude = format!("smithy.api#{id}");
        let help = model
            .find(&prelude)
            .map(|_| format!("did you mean `{prelude}`?"));
        let fault = Diagnostic::error(
            "Model.ShapeId",
            format!("`{id}` is not the id of a trait: {fault}"),
        )
        .on(owner)
        .at(*span);
        out.push(fault.maybe_help(help));
        return;
    }
    let namespace = id.namespace();
    let is_crowded = out.is_crowded();
    let help = || {
        (!is_crowded)
            .then(|| did_you_mean_trait(id, model))
            .flatten()
    };
    if builtin::is_complete(namespace) || namespaces.contains(namespace) {
        let fault = Diagnostic::error("Model.UnresolvedTrait", format!("there is no trait `{id}`"))
            .on(owner)
            .at(*span);
        out.push(fault.maybe_help(help()));
    } else if !namespace.starts_with("aws.") && !namespace.starts_with("smithy.") {
        let fault = Diagnostic::warning(
            "Model.UnresolvedTrait",
            format!("the trait `{id}` is not defined in any of the models"),
        )
        .on(owner)
        .at(*span)
        .help(help().unwrap_or_else(|| {
            format!("load the model that defines the namespace `{namespace}` as well")
        }));
        out.push(fault);
    }
}

fn rule<'m>(model: &'m Model, id: &str) -> Option<Rule<'m>> {
    let definition = model.find(id)?;
    let node = definition.traits.node(TraitDefinition::ID)?;
    let selector = node
        .get("selector")
        .and_then(Node::as_str)
        .filter(|text| *text != "*");
    let deprecated = definition.traits.get::<Deprecated>().map(|deprecated| {
        let since = deprecated.since.map(|since| format!(" since {since}"));
        let why = deprecated.message.map(|message| format!(": {message}"));
        Notice::Deprecated(since.unwrap_or_default() + &why.unwrap_or_default())
    });
    let unstable = definition
        .traits
        .has::<Unstable>()
        .then_some(Notice::Unstable);
    Some(Rule {
        definition,
        matcher: selector.and_then(|text| Matcher::new(text, model).ok()),
        conflicts: conflicts(node).unwrap_or_default(),
        notice: deprecated.or(unstable),
        private: definition.traits.has::<Private>(),
        mixin: definition.traits.has::<Mixin>(),
    })
}

fn conflicts(definition: &Node) -> Option<Vec<&str>> {
    Some(
        definition
            .get("conflicts")?
            .as_array()?
            .iter()
            .filter_map(Node::as_str)
            .collect(),
    )
}

fn complaint(owner: &ShapeId, id: &ShapeId, misfit: Misfit) -> Diagnostic {
    // What has the wrong form altogether is no value of a built-in trait.
    let formless = match misfit.kind {
        Kind::Type | Kind::Missing => id.is_prelude(),
        Kind::Constraint => *id == Error::ID,
        Kind::Reference | Kind::Range { .. } | Kind::UnknownMember { .. } => false,
    };
    let event = if formless {
        "Model.TraitValue".into()
    } else {
        misfit.event("TraitValue")
    };
    Diagnostic::new(
        misfit.severity,
        event,
        format!(
            "the value of the trait `{id}` does not fit: {}",
            misfit.message
        ),
    )
    .on(owner)
    .at(misfit.span)
    .maybe_help(misfit.help)
}

fn misplaced(
    model: &Model,
    element: Element<'_>,
    applied: &AppliedTrait,
    rule: &Rule<'_>,
    selector: &str,
) -> Diagnostic {
    let owner = element.id();
    let what = match element {
        Element::Shape(shape) => format!("the {} `{owner}`", shape.shape_type().name()),
        Element::Member(..) => format!("the member `{owner}`"),
    };
    let mut fault = Diagnostic::error(
        "TraitTarget",
        format!("the trait `{}` cannot stand on {what}", applied.id),
    )
    .on(owner)
    .at(applied.span)
    .help(format!(
        "it stands on what matches the selector `{selector}`"
    ));
    if let Element::Member(_, member) = element
        && rule.definition.id.is_prelude()
    {
        if selector.contains("[trait|required]") && !member.traits.has::<Required>() {
            fault = fault
                .label("this member is not required")
                .help("add `\"smithy.api#required\": {}` to the member");
        } else if let Some(target) = model.shape(&member.target)
            && selector.starts_with("structure")
        {
            let target = target.shape_type();
            fault = fault.label(format!(
                "this member is {} {}",
                target.article(),
                target.name()
            ));
        }
    }
    fault
}
