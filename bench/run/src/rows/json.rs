//! Shapes to the JSON of restJson1 and back, without anything of HTTP. In awsJson1_0 these shapes have the same bodies.

use farrier::json;
use tables::operation::{BatchWriteItemInput, QueryOutput};

use crate::harness::{Bench, Subject, Target};
use crate::{bodies, serde_shapes};

const SECTION: &str = "JSON of restJson1 and awsJson1_0";

/// Runs the rows.
pub fn run(bench: &Bench) {
    encode(bench);
    decode(bench);
}

fn encode(bench: &Bench) {
    let theirs = bodies::batch_write();
    let text = serde_json::to_vec(&theirs).expect("the shapes have a form as JSON");
    let ours: BatchWriteItemInput = json::from_slice(&text).expect("the text fits the shape");
    let written = json::to_vec(&ours).expect("the shape has a form as JSON");
    assert_eq!(as_text(&written), as_text(&text), "both write the same");
    #[cfg_attr(
        not(feature = "aws"),
        expect(unused_mut, reason = "one more peer with the feature")
    )]
    let mut peers = vec![(
        Subject::new("serde_json with derives", || serde_json::to_vec(&theirs)),
        Target::Time(1.0),
    )];
    #[cfg(feature = "aws")]
    {
        let body = crate::aws::batch_write_body(&theirs);
        let same = json::from_slice(&body).expect("the body fits the shape");
        assert_eq!(ours, same, "AWS's SDK writes the same");
        peers.push((crate::aws::encode(&theirs), Target::Time(0.4)));
    }
    bench.row(
        SECTION,
        "encode 14 kB batch write",
        Subject::new("farrier", || json::to_vec(&ours)),
        peers,
    );
}

fn decode(bench: &Bench) {
    let text = serde_json::to_vec(&bodies::query_output()).expect("the shapes have a form as JSON");
    let ours: QueryOutput = json::from_slice(&text).expect("the text fits the shape");
    let written = json::to_vec(&ours).expect("the shape has a form as JSON");
    assert_eq!(as_text(&written), as_text(&text), "nothing is lost");
    #[cfg_attr(
        not(feature = "aws"),
        expect(unused_mut, reason = "one more peer with the feature")
    )]
    let mut peers = vec![(
        Subject::new("serde_json with derives", || {
            serde_json::from_slice::<serde_shapes::QueryOutput>(&text)
        }),
        Target::Time(1.0),
    )];
    #[cfg(feature = "aws")]
    peers.push((crate::aws::decode(&text), Target::Time(0.6)));
    bench.row(
        SECTION,
        "decode 55 kB query response",
        Subject::new("farrier", || json::from_slice::<QueryOutput>(&text)),
        peers,
    );
}

fn as_text(json: &[u8]) -> &str {
    std::str::from_utf8(json).unwrap_or_default()
}
