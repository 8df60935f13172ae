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
    ),
    all(feature = "sigv4", feature = "event-stream")
))]
mod flaw;
mod take;
#[cfg(any(
    all(
        any(feature = "checksums", feature = "compression"),
        any(feature = "client", feature = "server")
    ),
    all(feature = "sigv4", feature = "event-stream")
))]
mod transform;

pub use self::body::{Body, StreamError};
pub use self::bytes::ByteStream;
#[cfg(all(feature = "event-stream", any(feature = "client", feature = "server")))]
pub(crate) use self::events::first_message;
#[cfg(feature = "event-stream")]
pub use self::events::{EventStream, EventStreamError};
#[cfg(all(feature = "sigv4", feature = "event-stream"))]
pub(crate) use self::events::{HeaderValue, Message, write_header};
#[cfg(feature = "event-stream")]
pub(crate) use self::events::{read_initial, write_initial};
#[cfg(feature = "server")]
pub(crate) use self::flaw::Flaw;
pub use self::take::{give_stream, take_stream};
#[cfg(any(
    all(
        any(feature = "checksums", feature = "compression"),
        any(feature = "client", feature = "server")
    ),
    all(feature = "sigv4", feature = "event-stream")
))]
pub(crate) use self::transform::{Transform, Transformed};
