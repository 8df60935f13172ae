//! Bindings to HTTP where they mean nothing.
//! See [httpLabel](https://smithy.io/2.0/spec/http-bindings.html#httplabel-trait) and the traits that follow it there.

use rustc_hash::FxHashMap;

use super::loaded;
use crate::traits::{
    HttpHeader, HttpLabel, HttpPayload, HttpPrefixHeaders, HttpQuery, HttpQueryParams,
    HttpResponseCode, IdempotencyToken, Mixin, Trait as _,
};
use crate::{Diagnostic, Diagnostics, Model, ShapeId, ShapeKind};

/// How often a structure is used, and as what.
#[derive(Clone, Copy, Default)]
struct Uses {
    input: usize,
    output: usize,
    error: usize,
    /// As the target of a member, or as a mixin.
    nested: usize,
}

impl Uses {
    fn all(self) -> usize {
        self.input + self.output + self.error + self.nested
    }
}

const INPUT: [&str; 3] = [HttpLabel::ID, HttpQuery::ID, HttpQueryParams::ID];
const OUTPUT: [&str; 1] = [HttpResponseCode::ID];
const MESSAGE: [&str; 3] = [HttpHeader::ID, HttpPrefixHeaders::ID, HttpPayload::ID];

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    let uses = uses(model);
    for shape in loaded(model) {
        if !matches!(shape.kind, ShapeKind::Structure) || shape.traits.has::<Mixin>() {
            continue;
        }
        let uses = uses.get(&shape.id).copied().unwrap_or_default();
        let all = uses.all();
        if all == 0 {
            continue;
        }
        for member in &shape.members {
            for applied in member.traits.all() {
                let id = applied.id.as_str();
                let (event, fitting, place) = if INPUT.contains(&id) {
                    ("HttpBindingTraitIgnored.Input", uses.input, "an input")
                } else if OUTPUT.contains(&id) {
                    ("HttpBindingTraitIgnored.Output", uses.output, "an output")
                } else if MESSAGE.contains(&id) {
                    let top = all - uses.nested;
                    let place = "an input, output or error";
                    ("HttpBindingTraitIgnored.TopLevel", top, place)
                } else if id == IdempotencyToken::ID {
                    ("IdempotencyTokenIgnored", uses.input, "an input")
                } else {
                    continue;
                };
                if fitting == all {
                    continue;
                }
                let how = match fitting {
                    0 => "nowhere used as such",
                    _ => "used as something else too",
                };
                let message = format!(
                    "the trait `{id}` means something in {place} only, and `{}` is {how}",
                    shape.id
                );
                out.push(
                    Diagnostic::warning(event, message)
                        .on(&member.id)
                        .at(applied.span),
                );
            }
        }
    }
}

fn uses(model: &Model) -> FxHashMap<&ShapeId, Uses> {
    let mut uses: FxHashMap<&ShapeId, Uses> = FxHashMap::default();
    for shape in loaded(model) {
        match &shape.kind {
            ShapeKind::Operation(operation) => {
                uses.entry(&operation.input).or_default().input += 1;
                uses.entry(&operation.output).or_default().output += 1;
                for error in &operation.errors {
                    uses.entry(error).or_default().error += 1;
                }
            }
            ShapeKind::Service(service) => {
                for error in &service.errors {
                    uses.entry(error).or_default().error += 1;
                }
            }
            _ => {}
        }
        for member in &shape.members {
            uses.entry(&member.target).or_default().nested += 1;
        }
    }
    uses
}
