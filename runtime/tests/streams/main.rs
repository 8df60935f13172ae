//! Streams of bytes and of events, on the wire, through a router, and over sockets.
#![cfg(all(feature = "hyper", feature = "serve", feature = "event-stream"))]

mod archive;
mod bytes;
mod chat;
mod events;
mod support;
