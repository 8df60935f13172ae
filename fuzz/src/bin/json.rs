//! JSON.

#![no_main]

use farrier::json::{self, Json, RpcJson};
use libfuzzer_sys::fuzz_target;

const FACTOR: usize = 20;

fuzz_target!(|bytes: &[u8]| {
    farrier_fuzz::document(bytes, 2 * FACTOR, json::from_slice);
    farrier_fuzz::structure::<Json>(bytes, FACTOR);
    farrier_fuzz::structure::<RpcJson>(bytes, FACTOR);
});
