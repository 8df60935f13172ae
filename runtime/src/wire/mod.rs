//! How shapes travel: the schemas and codec traits that generated code implements.
//!
//! Generated code states each shape once, as a [`Schema`] and two short routines that are generic
//! over the codec. Codecs, HTTP bindings, validation and error messages all work from that one
//! statement, and each is compiled only where an application uses it.

mod bound;
mod checksum;
mod codec;
pub(crate) mod lookup;
mod macros;
mod only;
pub(crate) mod refuse;
mod schema;
mod seen;
mod traits;
mod tuples;
mod values;

pub use bound::Bound;
#[cfg(all(feature = "checksums", any(feature = "client", feature = "server")))]
pub(crate) use checksum::header_of;
pub use checksum::{Checksum, ChecksumAlgorithm, Compression, RequestChecksum, ResponseChecksum};
pub use codec::{Codec, Part, Reading, Role};
pub(crate) use only::encode_only;
pub use schema::*;
pub(crate) use seen::Seen;
pub use traits::*;

/// How deep structures, lists and maps may nest in a message, the root counting as one.
pub const MAX_DEPTH: usize = 128;
