//! Event streams.

#![no_main]

use farrier_fuzz::events::events;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| events(bytes));
