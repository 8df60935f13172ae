//! What travels piece by piece: bodies, streaming blobs and event streams.

mod body;
mod bytes;
#[cfg(feature = "event-stream")]
mod events;
#[cfg(any(
    feature = "server",
    all(
        feature = "client",
        any(feature = "checksums", feature = "compression")
    )
))]
mod flaw;
mod take;
#[cfg(all(
    any(feature = "checksums", feature = "compression"),
    any(feature = "client", feature = "server")
))]
mod transform;

pub use self::body::{Body, StreamError};
pub use self::bytes::ByteStream;
#[cfg(feature = "event-stream")]
pub use self::events::{EventStream, EventStreamError};
#[cfg(feature = "server")]
pub(crate) use self::flaw::Flaw;
pub(crate) use self::take::{give_stream, take_stream};
#[cfg(all(
    any(feature = "checksums", feature = "compression"),
    any(feature = "client", feature = "server")
))]
pub(crate) use self::transform::{Transform, Transformed};
