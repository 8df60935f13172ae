//! What travels piece by piece: bodies, streaming blobs and event streams.

mod body;
mod bytes;
#[cfg(feature = "event-stream")]
mod events;
mod take;

pub use self::body::{Body, StreamError};
pub use self::bytes::ByteStream;
#[cfg(feature = "event-stream")]
pub use self::events::{EventStream, EventStreamError};
pub(crate) use self::take::{give_stream, take_stream};
