//! Whether a value satisfies its constraints, which it does.

use farrier::json;
use farrier::validate::Validate as _;
use farrier::wire::{Constraint, Shape as _};
use regex::Regex;
use tables::operation::PlaceOrderInput;

use crate::harness::{Bench, Subject, Target};
use crate::{bodies, by_hand};

const SECTION: &str = "Validation";

/// Runs the rows.
pub fn run(bench: &Bench) {
    let with_customer = bodies::ORDER.replacen('{', r#"{"customer":"customer-17","#, 1);
    let ours: PlaceOrderInput =
        json::from_slice(with_customer.as_bytes()).expect("the text fits the shape");
    let theirs: by_hand::Order =
        serde_json::from_str(bodies::ORDER).expect("the text fits the shape");
    assert!(ours.validate().is_ok(), "the order is valid");
    bench.row(
        SECTION,
        "an order",
        Subject::new("farrier", || ours.validate()),
        vec![(
            Subject::new("checks by hand", || by_hand::check("customer-17", &theirs)),
            Target::Time(1.2),
        )],
    );
    for (what, member, text) in [
        (
            "a pattern, a class of characters",
            "reference",
            "PO-2024.0042-b_7",
        ),
        (
            "a pattern, by the engine",
            "email",
            "first.last@mail.example.com",
        ),
    ] {
        let (pattern, matches) = pattern(member);
        let regex = Regex::new(pattern).expect("the pattern is well-formed");
        assert!(matches(text) && regex.is_match(text), "the text fits");
        bench.row(
            SECTION,
            what,
            Subject::new("farrier", || matches(std::hint::black_box(text))),
            vec![(
                Subject::new("regex", || regex.is_match(std::hint::black_box(text))),
                Target::Time(1.0),
            )],
        );
    }
}

/// The pattern of a member of an order, and what generated code makes of it.
fn pattern(member: &str) -> (&'static str, fn(&str) -> bool) {
    PlaceOrderInput::MEMBERS
        .iter()
        .filter(|found| found.name == member)
        .flat_map(|found| found.constraints)
        .find_map(|constraint| match constraint {
            Constraint::Pattern(text, matches) => Some((*text, *matches)),
            _ => None,
        })
        .expect("the member has a pattern")
}
