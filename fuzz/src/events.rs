//! An operation whose output is a stream of events.

use farrier::wire::{
    self, DecodeResult, Decoder, EncodeResult, ErrorSchema, Member, MemberEncoder, Operation, Shape,
};
use farrier::{Blob, EventStream, Timestamp, Unit};

use crate::shapes::{NoError, Tree};

macro_rules! structure {
    ($(#[$docs:meta])* $name:ident $(error($error:expr))? = $members:expr; $($field:ident: $type:ty,)*) => {
        $(#[$docs])*
        #[derive(Debug, PartialEq)]
        pub struct $name {
            $($field: $type,)*
        }

        impl Shape for $name {
            const NAME: &'static str = stringify!($name);
            $(const ERROR: Option<ErrorSchema> = Some($error);)?
            const MEMBERS: &'static [Member] = &$members;

            fn blank() -> Self {
                Self { $($field: wire::blank(),)* }
            }

            fn encode_members<M: MemberEncoder>(&self, to: &mut M) -> EncodeResult {
                to.members(($(&self.$field,)*))
            }

            fn decode_member<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
                from.member(($(&mut self.$field,)*))
            }
        }
    };
}

structure! {
    /// An event with headers of all types.
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
structure! {
    /// An event with a payload of bytes.
    Painted = [Member::required("picture").event_payload()];
    picture: Blob,
}
structure! {
    /// An error that is an event.
    Kicked error(ErrorSchema::new(403)) = [Member::required("message")];
    message: String,
}

/// The events.
#[derive(Debug, PartialEq)]
pub enum Events {
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

structure! {
    /// A stream.
    Output = [Member::new("topic"), Member::new("events").event_stream()];
    topic: Option<String>,
    events: EventStream<Events>,
}

impl Output {
    /// The stream.
    pub fn into_events(self) -> EventStream<Events> {
        self.events
    }
}

/// The operation.
#[derive(Debug)]
pub enum Watch {}

impl Operation for Watch {
    const NAME: &'static str = "Watch";
    const METHOD: &'static str = "POST";
    const URI: &'static str = "/watch";
    type Input = Unit;
    type Output = Output;
    type Error = NoError;
}
