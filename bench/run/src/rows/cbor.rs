//! Shapes to the CBOR of rpcv2Cbor and back, without anything of HTTP: those of the rows of JSON. A crate has the same
//! shapes whichever protocols its model declares.

use farrier::cbor;
use tables::operation::{BatchWriteItemInput, QueryOutput};

use crate::harness::{Bench, Subject, Target};
use crate::{bodies, cbor_shapes, serde_shapes};

const SECTION: &str = "CBOR of rpcv2Cbor";
const SERDE: &str = "minicbor-serde with derives";
const DERIVES: &str = "minicbor with derives, of numbers instead of names";

/// Runs the rows.
pub fn run(bench: &Bench) {
    encode(bench);
    decode(bench);
}

fn encode(bench: &Bench) {
    let theirs = bodies::batch_write();
    let numbered = cbor_shapes::BatchWriteItemInput::from(&theirs);
    let bytes = minicbor_serde::to_vec(&theirs).expect("the shapes have a form as CBOR");
    let ours: BatchWriteItemInput = cbor::from_slice(&bytes).expect("the bytes fit the shape");
    let written = cbor::to_vec(&ours).expect("the shape has a form as CBOR");
    assert_eq!(written, bytes, "both write the same");
    bench.row(
        SECTION,
        "encode 9 kB batch write",
        Subject::new("farrier", || cbor::to_vec(&ours)),
        vec![
            (
                Subject::new(SERDE, || minicbor_serde::to_vec(&theirs)),
                Target::Time(1.0),
            ),
            (
                Subject::new(DERIVES, || minicbor::to_vec(&numbered)),
                Target::Open,
            ),
        ],
    );
}

fn decode(bench: &Bench) {
    let theirs = bodies::query_output();
    let bytes = minicbor_serde::to_vec(&theirs).expect("the shapes have a form as CBOR");
    let ours: QueryOutput = cbor::from_slice(&bytes).expect("the bytes fit the shape");
    let written = cbor::to_vec(&ours).expect("the shape has a form as CBOR");
    // A number that 32 bits hold is written in so many by ours.
    assert_eq!(
        minicbor_serde::from_slice(&written).ok().as_ref(),
        Some(&theirs),
        "nothing is lost"
    );
    let numbered = cbor_shapes::QueryOutput::from(&theirs);
    let numbers = minicbor::to_vec(&numbered).expect("the shapes have a form as CBOR");
    let read = minicbor::decode::<cbor_shapes::QueryOutput>(&numbers);
    assert_eq!(read.ok(), Some(numbered), "nothing is lost");
    bench.row(
        SECTION,
        "decode 36 kB query response",
        Subject::new("farrier", || cbor::from_slice::<QueryOutput>(&bytes)),
        vec![
            (
                Subject::new(SERDE, || {
                    minicbor_serde::from_slice::<serde_shapes::QueryOutput>(&bytes)
                }),
                Target::Time(1.0),
            ),
            (
                Subject::new(DERIVES, || {
                    minicbor::decode::<cbor_shapes::QueryOutput>(&numbers)
                }),
                Target::Open,
            ),
        ],
    );
}
