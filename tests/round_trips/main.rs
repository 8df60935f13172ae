//! Clients of real services, each against the server of its own model, over real sockets.
//!
//! The crates are generated from models that are not part of this repository, so this file is part of no package of
//! the workspace: `tests/tests/round_trips.rs` writes one for it, and runs it.

mod queues;
#[path = "../src/server.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod server;
mod storage;
mod streams;
mod tables;
mod tokens;

use farrier::client::AwsCredentials;

/// Keys that a server which looks at no signature takes.
fn credentials() -> AwsCredentials {
    AwsCredentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

/// Makes the client of a service that listens there.
macro_rules! client {
    ($service:ident, $server:expr) => {
        $service::Client::builder()
            .endpoint($server.endpoint())
            .region("eu-central-1")
            .credentials(crate::credentials())
            .build()
            .expect("the settings are complete")
    };
}

use client;
