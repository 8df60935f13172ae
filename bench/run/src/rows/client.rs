//! One whole call with an empty reply, from typed input to typed output, over a transport that answers at once.

use std::convert::Infallible;

use bytes::Bytes;
use farrier::client::AwsCredentials;
use http::Response;
use http_body_util::Full;
use tower::service_fn;

use super::runtime;
use crate::harness::{Bench, Subject};

const SECTION: &str = "One client call";

/// Runs the rows, which have peers with the feature `aws` alone.
pub fn run(bench: &Bench) {
    let runtime = runtime();
    let answer =
        || service_fn(|_| async { Ok::<_, Infallible>(Response::new(Full::<Bytes>::default())) });

    let client = codecatalyst::Client::builder()
        .endpoint("https://codecatalyst.global.api.aws")
        .bearer_token("a-token-of-some-length-0123456789")
        .transport(answer())
        .build()
        .expect("the client is set up");
    let call = async || {
        client
            .delete_access_token("a1b2c3d4-0000-1111-2222-333344445555")
            .send()
            .await
    };
    assert!(runtime.block_on(call()).is_ok(), "the call succeeds");
    bench.row(
        SECTION,
        "bearer token",
        Subject::future("farrier", &runtime, call),
        vec![
            #[cfg(feature = "aws")]
            (
                crate::aws::delete_access_token(&runtime),
                crate::harness::Target::TimeAndAllocations(0.2),
            ),
        ],
    );

    let client = tables::Client::builder()
        .endpoint("https://dynamodb.eu-central-1.amazonaws.com")
        .region("eu-central-1")
        .credentials(AwsCredentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        ))
        .transport(answer())
        .build()
        .expect("the client is set up");
    let call = async || {
        let keys = vec!["team".to_owned(), "cost-center".to_owned()];
        client.untag_resource(TABLE, keys).send().await
    };
    assert!(runtime.block_on(call()).is_ok(), "the call succeeds");
    bench.row(
        SECTION,
        "SigV4",
        Subject::future("farrier", &runtime, call),
        vec![
            #[cfg(feature = "aws")]
            (
                crate::aws::untag_resource(&runtime, TABLE),
                crate::harness::Target::TimeAndAllocations(0.5),
            ),
        ],
    );
}

const TABLE: &str = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders";
