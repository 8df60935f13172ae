//! CBOR.

#![no_main]

use farrier::cbor::{self, Cbor};
use libfuzzer_sys::fuzz_target;

/// An empty string is one byte in CBOR, and 24 in a list that may have grown to twice its length.
const FACTOR: usize = 48;

fuzz_target!(|bytes: &[u8]| {
    farrier_fuzz::document(bytes, 2 * FACTOR, cbor::from_slice);
    farrier_fuzz::structure::<Cbor>(bytes, FACTOR);
});
