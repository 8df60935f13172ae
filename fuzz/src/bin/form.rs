//! Forms, as awsQuery and ec2Query have them.

#![no_main]

use farrier_fuzz::form::form;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| form(bytes));
