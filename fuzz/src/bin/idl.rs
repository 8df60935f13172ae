//! Models in the IDL.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| farrier_fuzz::models::model("model.smithy", text));
