//! How fast generated code runs, beside a named peer in the same run: one row for each, as
//! `bench/README.md` says.
//!
//! ```text
//! cargo run --release [--features aws] [-- WHAT…]
//! ```
//!
//! runs the rows whose sections or names hold one of the words, or all. Rows against AWS's SDK want the feature `aws`. For
//! profilers, `--times N SUBJECT` before the words runs one subject of each row so many times, and makes no table.

mod allocations;
#[cfg(feature = "aws")]
mod aws;
mod bodies;
mod by_hand;
mod cbor_shapes;
mod harness;
mod loopback;
mod rows;
mod serde_shapes;
mod xml_shapes;

use harness::Bench;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let bench = match words.as_slice() {
        [flag, times, subject, words @ ..] if flag == "--times" => {
            let times = times.parse().expect("--times is followed by a number");
            Bench::profiled(words, subject, times)
        }
        words => Bench::new(words),
    };
    rows::json::run(&bench);
    rows::cbor::run(&bench);
    rows::xml::run(&bench);
    rows::tokens::run(&bench);
    rows::client::run(&bench);
    rows::server::run(&bench);
    rows::validators::run(&bench);
    rows::models::run(&bench);
}
