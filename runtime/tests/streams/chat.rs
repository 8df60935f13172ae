//! A service that talks in events, both ways.

use std::sync::Mutex;

use farrier::client::{Builder, Call, Core, ServiceClient};
use farrier::protocol::{Protocol, RestJson1};
use farrier::server::{Context, Incoming, Protocols, Reply, Routes};
use farrier::wire::{
    Constraint, DecodeResult, Decoder, EncodeResult, ErrorSchema, Member, MemberEncoder, Operation,
    OperationSchema, ServiceSchema, Shape, blank,
};
use farrier::{Blob, EventStream, EventStreamError, Timestamp};
use tokio::sync::mpsc;

use crate::support::{error, operation, shape};

shape!(
    Said, [
        Member::new("to").event_header(),
        Member::required("text").constraints(&[Constraint::Length(Some(1), Some(8))]),
    ],
    to: Option<String>,
    text: String
);
shape!(
    Marked, [
        Member::new("flag").event_header(),
        Member::new("tiny").event_header(),
        Member::new("small").event_header(),
        Member::new("middle").event_header(),
        Member::new("large").event_header(),
        Member::new("bytes").event_header(),
        Member::new("text").event_header(),
        Member::new("time").event_header(),
    ],
    flag: Option<bool>,
    tiny: Option<i8>,
    small: Option<i16>,
    middle: Option<i32>,
    large: Option<i64>,
    bytes: Option<Blob>,
    text: Option<String>,
    time: Option<Timestamp>
);
shape!(Painted, [Member::required("picture").event_payload()], picture: Blob);
shape!(
    Typed, [
        Member::required("line").event_header(),
        Member::new("text").event_payload().media_type("text/markdown"),
    ],
    line: i32,
    text: Option<String>
);
shape!(Quoted, [Member::required("said").event_payload()], said: Said);
shape!(Left, [],);
shape!(
    Kicked error(ErrorSchema::new(403)), [Member::required("message")],
    message: String
);

/// What is said.
#[derive(Debug, PartialEq)]
pub(crate) enum Events {
    Said(Said),
    Marked(Marked),
    Painted(Painted),
    Typed(Typed),
    Quoted(Quoted),
    Left(Left),
    Kicked(Kicked),
    Unknown(String),
}

impl Shape for Events {
    const NAME: &'static str = "Events";
    const UNION: bool = true;
    const MEMBERS: &'static [Member] = &[
        Member::new("said"),
        Member::new("marked"),
        Member::new("painted"),
        Member::new("typed"),
        Member::new("quoted"),
        Member::new("left"),
        Member::new("kicked"),
    ];

    fn blank() -> Self {
        Self::Unknown(String::new())
    }

    fn encode_members<M: MemberEncoder>(&self, to: &mut M) -> EncodeResult {
        match self {
            Self::Said(value) => to.member(0, value),
            Self::Marked(value) => to.member(1, value),
            Self::Painted(value) => to.member(2, value),
            Self::Typed(value) => to.member(3, value),
            Self::Quoted(value) => to.member(4, value),
            Self::Left(value) => to.member(5, value),
            Self::Kicked(value) => to.member(6, value),
            Self::Unknown(name) => to.unknown(name),
        }
    }

    fn decode_member<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        *self = match from.index() {
            0 => Self::Said(farrier::wire::read(from)?),
            1 => Self::Marked(farrier::wire::read(from)?),
            2 => Self::Painted(farrier::wire::read(from)?),
            3 => Self::Typed(farrier::wire::read(from)?),
            4 => Self::Quoted(farrier::wire::read(from)?),
            5 => Self::Left(farrier::wire::read(from)?),
            _ => Self::Kicked(farrier::wire::read(from)?),
        };
        Ok(())
    }

    fn decode_unknown(&mut self, name: &str) {
        *self = Self::Unknown(name.to_owned());
    }
}

/// Something said to all.
pub(crate) fn said(text: &str) -> Events {
    Events::Said(Said {
        to: None,
        text: text.into(),
    })
}

pub(crate) fn marked() -> Marked {
    blank()
}

pub(crate) fn kicked(message: &str) -> Events {
    Events::Kicked(Kicked {
        message: message.into(),
    })
}

shape!(
    JoinInput, [
        Member::label("room"),
        Member::required("nick").header("x-nick"),
        Member::new("events").event_stream(),
    ],
    room: String,
    nick: String,
    events: EventStream<Events>
);
shape!(
    JoinOutput, [
        Member::required("topic").header("x-topic"),
        Member::new("events").event_stream(),
    ],
    topic: String,
    events: EventStream<Events>
);
shape!(
    NoSuchRoom error(ErrorSchema::new(404)), [Member::required("message")],
    message: String
);
error!(JoinError, NoSuchRoom(NoSuchRoom));
operation!(Join, "POST" "/rooms/{room}", JoinInput, JoinOutput, JoinError);

const SERVICE: &ServiceSchema =
    &ServiceSchema::new("Chat", "2026-01-01", &[farrier::wire::Auth::SigV4("chat")]);

/// A client as it is generated.
#[derive(Clone, Debug)]
pub(crate) struct Client<P = RestJson1>(Core<P>);

impl<P: Protocol> ServiceClient for Client<P> {
    type Protocol = P;
    type Speaking<Q: Protocol> = Client<Q>;
    const SERVICE: &'static ServiceSchema = SERVICE;

    fn from_core(core: Core<P>) -> Self {
        Self(core)
    }
}

impl Client {
    pub(crate) fn builder() -> Builder<Self> {
        Builder::new()
    }

    pub(crate) fn join(
        &self,
        room: &str,
        events: impl Into<EventStream<Events>>,
    ) -> Call<'_, Join, RestJson1> {
        let input = JoinInput {
            room: room.into(),
            nick: "n".into(),
            events: events.into(),
        };
        Call::new(&self.0, input)
    }
}

/// Repeats what it hears; a room may be `closed`, and in others handlers do as they are told.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    /// How each stream ended that was heard to its end.
    pub(crate) ends: Mutex<Vec<Option<EventStreamError>>>,
}

impl Chat {
    async fn join(&self, input: JoinInput, _: Context) -> Result<JoinOutput, JoinError> {
        let mut heard = input.events;
        if input.room == "closed" {
            return Err(JoinError::NoSuchRoom(NoSuchRoom {
                message: "closed".into(),
            }));
        }
        if input.room == "listening" {
            let mut end = None;
            while let Some(event) = heard.next().await {
                end = event.err().or(end);
            }
            self.ends.lock().unwrap().push(end);
            return Ok(JoinOutput {
                topic: "listened".into(),
                events: EventStream::default(),
            });
        }
        let (answers, events) = mpsc::channel(1);
        tokio::spawn(async move {
            while let Some(Ok(event)) = heard.next().await {
                let event = match event {
                    Events::Said(said) if said.text == "kick me" => kicked("as you wish"),
                    event => event,
                };
                if answers.send(event).await.is_err() {
                    return;
                }
            }
        });
        Ok(JoinOutput {
            topic: format!("{} in {}", input.nick, input.room),
            events: events.into(),
        })
    }
}

#[derive(Debug)]
pub(crate) enum Operations {}

impl Routes<Chat> for Operations {
    type Protocols = RestJson1;
    const SERVICE: &'static ServiceSchema = SERVICE;
    const OPERATIONS: &'static [&'static OperationSchema] = &[Join::SCHEMA];

    fn route(method: &str, path: &[&str], call: Incoming<Chat, impl Protocols>) -> Reply {
        match (method, path) {
            ("POST", ["rooms", _]) => call.handle::<Join, _>(Chat::join),
            _ => call.unmatched(),
        }
    }
}
