//! What a generated client does, over a transport that plays the service and over a socket.
#![cfg(feature = "hyper")]

mod attempts;
mod failures;
mod fake;
#[path = "../log/mod.rs"]
mod log;
mod setup;
mod shop;
mod socket;
