//! XML.

#![no_main]

use farrier::xml::Xml;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| farrier_fuzz::structure::<Xml>(bytes, 20));
