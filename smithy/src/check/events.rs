//! Events of streams, and what their members are.
//! See [event payloads](https://smithy.io/2.0/spec/streaming.html#eventpayload-trait).

use super::{listed, loaded};
use crate::traits::{EventHeader, EventPayload};
use crate::{Diagnostic, Diagnostics, Member, Model};

/// A payload is all of an event but its headers.
pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for shape in loaded(model) {
        let payload = |member: &&Member| member.traits.has::<EventPayload>();
        let Some(payload) = shape.members.iter().find(payload) else {
            continue;
        };
        let others: Vec<&str> = shape
            .members
            .iter()
            .filter(|member| {
                !member.traits.has::<EventPayload>() && !member.traits.has::<EventHeader>()
            })
            .map(Member::name)
            .collect();
        if !others.is_empty() {
            let message = format!(
                "`{}` is the whole payload of the event, and these members have no other place: {}",
                payload.name(),
                listed(others)
            );
            let place = payload.traits.span::<EventPayload>();
            out.push(
                Diagnostic::error("EventPayloadTrait", message)
                    .on(&shape.id)
                    .at(place.unwrap_or(payload.span))
                    .help("add the trait `smithy.api#eventHeader` to them"),
            );
        }
    }
}
