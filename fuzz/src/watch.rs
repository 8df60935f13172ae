//! An operation whose output is a stream of events.

use farrier::wire::{
    self, DecodeResult, Decoder, EncodeResult, ErrorSchema, Member, MemberEncoder, Members,
    MembersMut, Operation, Shape,
};
use farrier::{Blob, EventStream, Timestamp, Unit};

use crate::shapes::{NoError, Tree};

// An event with headers of all types.
structure! {
    Marked = [
        Member::new("flag").event_header(),
        Member::new("tiny").event_header(),
        Member::new("large").event_header(),
        Member::new("bytes").event_header(),
        Member::new("text").event_header(),
        Member::new("time").event_header(),
        Member::new("tree"),
    ];
    flag: Option<bool>,
    tiny: Option<i8>,
    large: Option<i64>,
    bytes: Option<Blob>,
    text: Option<String>,
    time: Option<Timestamp>,
    tree: Option<Tree>,
}
// An event with a payload of bytes.
structure! {
    Painted = [Member::required("picture").event_payload()];
    picture: Blob,
}
// An error that is an event.
structure! {
    Kicked {const ERROR: Option<ErrorSchema> = Some(ErrorSchema::new(403));} = [Member::required("message")];
    message: String,
}

/// The events.
#[derive(Debug, PartialEq)]
pub(crate) enum Events {
    /// A [`Marked`].
    Marked(Marked),
    /// A [`Painted`].
    Painted(Painted),
    /// A [`Kicked`].
    Kicked(Kicked),
    /// Any other.
    Unknown(String),
}

impl Shape for Events {
    const NAME: &'static str = "Events";
    const UNION: bool = true;
    const MEMBERS: &'static [Member] = &[
        Member::new("marked"),
        Member::new("painted"),
        Member::new("kicked"),
    ];

    fn blank() -> Self {
        Self::Unknown(String::new())
    }

    fn encode_members<M: MemberEncoder>(&self, to: &mut M) -> EncodeResult {
        match self {
            Self::Marked(event) => to.member(0, event),
            Self::Painted(event) => to.member(1, event),
            Self::Kicked(event) => to.member(2, event),
            Self::Unknown(name) => to.unknown(name),
        }
    }

    fn decode_member<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        *self = match from.index() {
            0 => Self::Marked(wire::read(from)?),
            1 => Self::Painted(wire::read(from)?),
            2 => Self::Kicked(wire::read(from)?),
            _ => return Ok(()),
        };
        Ok(())
    }

    fn decode_unknown(&mut self, name: &str) {
        *self = Self::Unknown(name.to_owned());
    }
}

/// A stream.
#[derive(Debug, PartialEq)]
pub(crate) struct Output {
    topic: Option<String>,
    events: EventStream<Events>,
}

impl Shape for Output {
    const NAME: &'static str = "Output";
    const MEMBERS: &'static [Member] =
        &[Member::new("topic"), Member::new("events").event_stream()];

    fn blank() -> Self {
        Self {
            topic: wire::blank(),
            events: wire::blank(),
        }
    }

    fn members(&self) -> impl Members {
        (&self.topic, &self.events)
    }

    fn members_mut(&mut self) -> impl MembersMut {
        (&mut self.topic, &mut self.events)
    }
}

impl Output {
    /// The stream.
    pub(crate) fn into_events(self) -> EventStream<Events> {
        self.events
    }
}

/// The operation.
#[derive(Debug)]
pub(crate) enum Watch {}

impl Operation for Watch {
    const NAME: &'static str = "Watch";
    const METHOD: &'static str = "POST";
    const URI: &'static str = "/watch";
    type Input = Unit;
    type Output = Output;
    type Error = NoError;
}
