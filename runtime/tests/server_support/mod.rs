//! A small service, in the form in which generated code states one.
//!
//! What its handlers do depends on the note's name: `panic` panics, `slow` never ends, `full` and
//! `gone` fail as modelled, `broken` and `spawned` give up, all others succeed.

#![allow(dead_code, reason = "each test binary uses a part of this")]

use std::sync::Arc;
use std::time::Duration;

use farrier::protocol::RestJson1;
use farrier::server::{Context, Incoming, Protocols, Reply, Router, Routes};
use farrier::wire::{self, Constraint, Member, OperationSchema, ServiceSchema};
use tokio::sync::Notify;

/// States a structure the way generated code does.
macro_rules! shape {
    ($name:ident $(error($error:expr))?, $members:expr, $($field:ident: $type:ty),+) => {
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type),+
        }

        impl wire::Shape for $name {
            const NAME: &'static str = stringify!($name);
            $(const ERROR: Option<wire::ErrorSchema> = Some($error);)?
            const MEMBERS: &'static [Member] = &$members;

            fn blank() -> Self {
                Self { $($field: wire::blank()),+ }
            }

            fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
                to.members(($(&self.$field,)+))
            }

            fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
                from.member(($(&mut self.$field,)+))
            }
        }
    };
}

/// States an operation the way generated code does.
macro_rules! operation {
    ($name:ident, $method:literal $uri:literal $status:literal, $input:ty, $output:ty, $error:ty) => {
        #[derive(Debug)]
        pub(crate) enum $name {}

        impl wire::Operation for $name {
            const NAME: &'static str = stringify!($name);
            const METHOD: &'static str = $method;
            const URI: &'static str = $uri;
            const STATUS: u16 = $status;
            const IDEMPOTENT: bool = true;
            type Input = $input;
            type Output = $output;
            type Error = $error;
        }
    };
}

const NAME: Member = Member::label("name").constraints(&[Constraint::Length(Some(1), Some(8))]);

shape!(
    PutNoteInput, [NAME, Member::required("text").constraints(&[Constraint::Length(Some(1), None)])],
    name: String,
    text: String
);
shape!(PutNoteOutput, [Member::required("length")], length: i32);
shape!(GetNoteInput, [NAME], name: String);
shape!(GetNoteOutput, [Member::required("text")], text: String);
shape!(
    GetFileInput, [Member::label("path")],
    path: String
);
shape!(
    NotebookFull error(wire::ErrorSchema::new(507)), [Member::required("message"), Member::new("retryAfterSeconds").header("Retry-After")],
    message: String,
    retry_after_seconds: Option<i32>
);
shape!(InvalidNote error(wire::ErrorSchema::new(422)), [Member::required("message")], message: String);
shape!(NoteGone error(wire::ErrorSchema::new(410)), [Member::required("message")], message: String);

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PutNoteError {
    Full(NotebookFull),
    Invalid(InvalidNote),
}

impl wire::OperationError for PutNoteError {
    fn variants<V: wire::Variants<Self>>(variants: V) -> V {
        variants.variant(Self::Full).variant(Self::Invalid)
    }

    fn visit<V: wire::ErrorVisitor>(&self, visitor: V) -> V::Output {
        match self {
            Self::Full(error) => visitor.error(error),
            Self::Invalid(error) => visitor.error(error),
        }
    }

    const INVALID: wire::Invalid<Self> = Some(|violations| {
        Self::Invalid(InvalidNote {
            message: violations.to_string(),
        })
    });
}

/// Lists no error for invalid inputs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum GetNoteError {
    Gone(NoteGone),
}

impl wire::OperationError for GetNoteError {
    fn variants<V: wire::Variants<Self>>(variants: V) -> V {
        variants.variant(Self::Gone)
    }

    fn visit<V: wire::ErrorVisitor>(&self, visitor: V) -> V::Output {
        match self {
            Self::Gone(error) => visitor.error(error),
        }
    }
}

operation!(
    PutNote,
    "PUT" "/notes/{name}" 201,
    PutNoteInput,
    PutNoteOutput,
    PutNoteError
);
operation!(
    GetNote,
    "GET" "/notes/{name}" 200,
    GetNoteInput,
    GetNoteOutput,
    GetNoteError
);
operation!(
    GetRawNote,
    "GET" "/notes/{name}?raw" 200,
    GetNoteInput,
    GetNoteOutput,
    GetNoteError
);
operation!(
    ProbeNote,
    "HEAD" "/probes/{name}" 200,
    GetNoteInput,
    GetNoteOutput,
    GetNoteError
);
operation!(
    GetFile,
    "GET" "/files/{path+}" 200,
    GetFileInput,
    GetNoteOutput,
    GetNoteError
);

/// What implements the service.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Told when a handler has begun.
    pub(crate) begun: Notify,
    /// Lets the handlers of `held` notes end.
    pub(crate) release: Notify,
}

impl Notes {
    async fn get_note(
        &self,
        input: GetNoteInput,
        context: Context,
    ) -> Result<GetNoteOutput, GetNoteError> {
        match input.name.as_str() {
            "panic" => panic!("the secret of {}", input.name),
            "broken" => match context.abort("the notebook is on fire").await {},
            "spawned" => {
                let context = context.clone();
                tokio::spawn(async move { context.abort("the notebook is on fire").await });
                std::future::pending().await
            }
            "slow" => std::future::pending().await,
            "held" => {
                self.begun.notify_one();
                self.release.notified().await;
            }
            "gone" => {
                return Err(GetNoteError::Gone(NoteGone {
                    message: "burnt".into(),
                }));
            }
            "context" => {
                return Ok(GetNoteOutput {
                    text: format!("{context:?}"),
                });
            }
            "id" => {
                return Ok(GetNoteOutput {
                    text: context.request_id().into(),
                });
            }
            _ => {}
        }
        Ok(GetNoteOutput {
            text: format!("{} by {}", input.name, context.operation()),
        })
    }

    async fn put_note(
        &self,
        input: PutNoteInput,
        _: Context,
    ) -> Result<PutNoteOutput, PutNoteError> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        match input.name.as_str() {
            "full" => Err(PutNoteError::Full(NotebookFull {
                message: "no page left".into(),
                retry_after_seconds: Some(7),
            })),
            _ => Ok(PutNoteOutput {
                length: input.text.len().try_into().unwrap_or(i32::MAX),
            }),
        }
    }

    async fn get_file(
        &self,
        input: GetFileInput,
        _: Context,
    ) -> Result<GetNoteOutput, GetNoteError> {
        Ok(GetNoteOutput { text: input.path })
    }
}

/// The operations of the service, and which request is for which.
#[derive(Debug)]
pub(crate) enum Operations {}

impl Routes<Notes> for Operations {
    type Protocols = RestJson1;
    const SERVICE: &'static ServiceSchema = &ServiceSchema::new("Notebook", "2026-01-01", &[]);
    const OPERATIONS: &'static [&'static OperationSchema] = &[
        <PutNote as wire::Operation>::SCHEMA,
        <GetNote as wire::Operation>::SCHEMA,
        <GetRawNote as wire::Operation>::SCHEMA,
        <ProbeNote as wire::Operation>::SCHEMA,
        <GetFile as wire::Operation>::SCHEMA,
    ];

    fn route(method: &str, path: &[&str], call: Incoming<Notes, impl Protocols>) -> Reply {
        match (method, path) {
            ("PUT", ["notes", _]) => call.handle::<PutNote, _>(Notes::put_note),
            ("GET", ["notes", _]) if call.query_has("raw") => {
                call.handle::<GetRawNote, _>(Notes::get_note)
            }
            ("GET", ["notes", _]) => call.handle::<GetNote, _>(Notes::get_note),
            ("HEAD", ["probes", _]) => call.handle::<ProbeNote, _>(Notes::get_note),
            ("GET", ["files", _, ..]) => call.handle::<GetFile, _>(Notes::get_file),
            _ => call.unmatched(),
        }
    }
}

/// The service behind its router, with ids that a caller may choose.
pub(crate) fn router() -> Router<Notes, Operations, RestJson1> {
    shared().1
}

/// The same, with a handle on the service.
pub(crate) fn shared() -> (Arc<Notes>, Router<Notes, Operations, RestJson1>) {
    let notes = Arc::new(Notes::default());
    let router = Router::shared(Arc::clone(&notes))
        .request_id_header(http::HeaderName::from_static("x-request-id"));
    (notes, router)
}
