//! How a server tells a caller, in the service's own words, that an input is invalid.
//!
//! A modelled error tells of violations if it is a client error of status 400 whose name has
//! `Validation` in it, and everything that it requires can be filled:
//!
//! * `message`, a string, takes the summary;
//! * an enum with a value that reads `FIELD_VALIDATION_FAILED` in any spelling takes that value;
//! * a list of structures with a `message` and one of `path`, `name`, `field` or `fieldName`, both
//!   strings and nothing else required, takes an entry for each violation, with its JSON pointer.
//!
//! `smithy.framework#ValidationException` is one such; of several the one that is called
//! `ValidationException` is taken, else the first by name.

use farrier_smithy::traits::{Error as ErrorTrait, Fault, HttpError, Required};
use farrier_smithy::{Member, Shape, ShapeId, ShapeKind};
use proc_macro2::Ident;

use super::members::Context;
use super::names::{self, Style};
use super::{FieldList, FromViolations, Type, constraints, shapes};

const PATHS: [&str; 4] = ["path", "name", "field", "fieldName"];

/// The error of an operation that tells of an invalid input.
pub(super) fn choose(context: &Context<'_>, errors: &[ShapeId]) -> Option<ShapeId> {
    let mut fit: Vec<&ShapeId> = errors
        .iter()
        .filter(|id| {
            context
                .model
                .shape(id)
                .is_some_and(|shape| plan(context, shape).is_some())
        })
        .collect();
    fit.sort_by_key(|id| (id.name() != "ValidationException", id.name(), *id));
    fit.first().copied().cloned()
}

/// Which members tell what, if the shape can tell of violations.
pub(super) fn plan(context: &Context<'_>, shape: &Shape) -> Option<FromViolations> {
    let status = shape
        .traits
        .get::<HttpError>()
        .map_or(400, |HttpError(status)| status);
    let client = shape.traits.get() == Some(ErrorTrait(Fault::Client));
    if !context.options.server
        || !client
        || status != 400
        || !shape.id.name().contains("Validation")
    {
        return None;
    }
    let field = fields(shape);
    let message = shape
        .members
        .iter()
        .find(|member| is_message(context, member))?;
    let mut plan = FromViolations {
        message: field(message),
        reason: None,
        fields: None,
    };
    for member in &shape.members {
        if std::ptr::eq(member, message) {
            continue;
        }
        let target = context.model.shape(&member.target)?;
        if let (None, Some(variant)) = (&plan.reason, invalid_reason(target)) {
            plan.reason = Some((field(member), context.ty(&member.target), variant));
        } else if let (None, Some(mut list)) = (&plan.fields, field_list(context, target)) {
            list.field = field(member);
            plan.fields = Some(list);
        } else if member.traits.has::<Required>() {
            return None;
        }
    }
    Some(plan)
}

fn fields(shape: &Shape) -> impl Fn(&Member) -> Ident + '_ {
    let names = names::assign(
        Style::Value,
        shape.members.iter().map(Member::name),
        &Default::default(),
    );
    move |member| names::ident(&names[member.name()])
}

fn is_message(context: &Context<'_>, member: &Member) -> bool {
    member.name().eq_ignore_ascii_case("message") && is_string(context, member)
}

fn is_string(context: &Context<'_>, member: &Member) -> bool {
    context
        .model
        .shape(&member.target)
        .is_some_and(|target| target.kind == ShapeKind::String)
}

/// The variant that says that members failed validation.
fn invalid_reason(target: &Shape) -> Option<Ident> {
    if target.kind != ShapeKind::Enum {
        return None;
    }
    let is_reason = |member: &Member| {
        let value = constraints::enum_value(member.name(), &member.traits);
        let letters = value.chars().filter(char::is_ascii_alphanumeric);
        letters
            .map(|letter| letter.to_ascii_lowercase())
            .eq("fieldvalidationfailed".chars())
    };
    let index = shape_position(target, is_reason)?;
    shapes::variant_idents(target).into_iter().nth(index)
}

fn shape_position(shape: &Shape, is: impl Fn(&Member) -> bool) -> Option<usize> {
    shape.members.iter().position(is)
}

/// The entries of a list that can take violations. The list's own member is the caller's to name.
fn field_list(context: &Context<'_>, target: &Shape) -> Option<FieldList> {
    let entry = context.model.shape(&target.member("member")?.target)?;
    let Type::Shape(ident) = context.ty(&entry.id) else {
        return None;
    };
    if entry.kind != ShapeKind::Structure {
        return None;
    }
    let message = entry
        .members
        .iter()
        .find(|member| is_message(context, member))?;
    let path = PATHS
        .iter()
        .find_map(|name| entry.member(name))
        .filter(|member| is_string(context, member))?;
    let both = |member: &Member| std::ptr::eq(member, message) || std::ptr::eq(member, path);
    let field = fields(entry);
    entry
        .members
        .iter()
        .all(|member| both(member) == member.traits.has::<Required>())
        .then(|| FieldList {
            field: field(path),
            entry: ident,
            path: field(path),
            message: field(message),
        })
}
