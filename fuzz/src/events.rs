//! Event streams.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use farrier::Body;
use farrier::protocol::{Protocol, RestJson1, RpcV2Cbor};

use crate::watch::Watch;
use crate::{SERVICE, bounded};

/// Reads bytes as a stream, as they come, and once more cut into messages whose checksums are right.
///
/// # Panics
///
/// If that takes too much memory.
pub fn events(bytes: &[u8]) {
    check(bytes);
    check(&framed(bytes));
}

fn check(bytes: &[u8]) {
    bounded(bytes, 20, || read::<RestJson1>(bytes));
    bounded(bytes, 20, || read::<RpcV2Cbor>(bytes));
}

/// Messages whose lengths and checksums are right, since few inputs have such: one of each part of the input that two
/// bytes begin, which say how long its headers and its payload are.
fn framed(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let [headers, payload, rest @ ..] = bytes {
        let (headers, rest) = rest.split_at(rest.len().min((*headers).into()));
        let (payload, rest) = rest.split_at(rest.len().min((*payload).into()));
        let (length, start) = (headers.len() + payload.len() + 16, body.len());
        body.extend((length as u32).to_be_bytes());
        body.extend((headers.len() as u32).to_be_bytes());
        body.extend(crc32(&body[start..]).to_be_bytes());
        body.extend(headers);
        body.extend(payload);
        body.extend(crc32(&body[start..]).to_be_bytes());
        bytes = rest;
    }
    body
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 * (sum & 1))
        })
    })
}

/// Reads all events. Their bytes are all there, so nothing is waited for.
fn read<P: Protocol>(bytes: &[u8]) {
    let response = http::Response::builder()
        .header("content-type", "application/vnd.amazon.eventstream")
        .header("smithy-protocol", "rpc-v2-cbor");
    let body = Body::from(bytes.to_vec());
    let mut response = response.body(body).expect("a response");
    let Ok(output) = P::decode_response::<Watch>(SERVICE, &mut response) else {
        return;
    };
    let mut events = output.into_events();
    let mut context = Context::from_waker(Waker::noop());
    loop {
        match pin!(events.next()).poll(&mut context) {
            Poll::Ready(Some(_)) => {}
            Poll::Ready(None) => return,
            Poll::Pending => panic!("nothing is to come"),
        }
    }
}
