//! The runtime of generated Smithy clients and servers.
//!
//! Generated code states shapes and operations through the traits of [`wire`]; everything that does
//! not differ from shape to shape lives here: the JSON codec ([`json`]), the HTTP bindings ([`protocol`]),
//! validation ([`validate`]), the client and the server.
//!
//! # Features
//!
//! - `cbor`: CBOR, for protocols that speak it and for itself: [`cbor`].
//! - `client`: what generated clients call; with `hyper`, over sockets; with `tls`, over HTTPS; with
//!   `sigv4`, signed with AWS keys.
//! - `s3`: what clients of Amazon S3 need beside: [`client::Addressing`].
//! - `server`: what generated servers call; with `serve`, listening on a socket.
//! - `checksums`: the checksums of bodies, for services that ask for them.
//! - `compression`: bodies of requests in gzip, for services that take them.
//! - `http2`: HTTP/2 beside HTTP/1.1, in the client and on sockets.
//! - `event-stream`: event streams, whose messages a client with AWS keys signs one by one.
//! - `xml`: XML, for services that speak restXml, and for itself: [`xml`].
//! - `query`: awsQuery and ec2Query, whose requests are forms and whose responses are XML.
//! - `serde_json`: a [`Document`] from and to a `serde_json::Value`.
//! - `testing`: what generated protocol tests call, with `client` or `server` or both.
//! - `regex`: patterns that no generated test covers, matched in linear time.

mod blob;
#[cfg(all(feature = "checksums", any(feature = "client", feature = "server")))]
mod checksum;
#[cfg(all(feature = "compression", any(feature = "client", feature = "server")))]
mod compression;
mod document;
mod error;
mod http_binding;
#[cfg(feature = "client")]
mod message;
mod number;
mod redacted;
mod scalar;
mod stream;
mod timestamp;
mod unit;

#[cfg(feature = "cbor")]
pub mod cbor;
#[cfg(feature = "client")]
pub mod client;
pub mod json;
pub mod protocol;
#[cfg(feature = "query")]
mod query;
#[cfg(feature = "server")]
pub mod server;
#[cfg(all(feature = "testing", any(feature = "client", feature = "server")))]
pub mod testing;
pub mod validate;
pub mod wire;
#[cfg(feature = "xml")]
pub mod xml;

pub use blob::Blob;
pub use document::Document;
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind};
pub use number::{BigDecimal, BigInteger, NumberError};
pub use redacted::Redacted;
pub use stream::{Body, ByteStream, StreamError};
#[cfg(feature = "event-stream")]
pub use stream::{EventStream, EventStreamError};
pub use timestamp::Timestamp;
pub use unit::Unit;

// Generated code names these crates through the runtime, so that it needs no dependency of its own.
pub use bytes;
pub use http;
