//! The official suites. `FARRIER_CORPUS` names the folder that holds them in `smithy/`.

mod suites;

use std::path::{Path, PathBuf};

use suites::Suite;

fn judge(suite: fn(&Path) -> Suite, least: usize) {
    let Some(corpus) = std::env::var_os("FARRIER_CORPUS").map(PathBuf::from) else {
        println!("skipped: FARRIER_CORPUS is not set");
        return;
    };
    let suite = suite(&corpus);
    for failure in &suite.failures {
        println!("{failure}");
    }
    println!("{}: {} of {}", suite.name, suite.passed, suite.cases);
    assert!(
        suite.passed >= least,
        "{}: {} passed",
        suite.name,
        suite.passed
    );
}

#[test]
fn models_load_without_an_error() {
    judge(suites::models, 34);
}

#[test]
fn validation_finds_the_same_events() {
    judge(suites::events, 290);
}

#[test]
fn selectors_find_the_same_shapes() {
    judge(suites::selectors, 90);
}

#[test]
fn idl_is_read_as_its_json() {
    judge(suites::loader::valid, 62);
}

#[test]
fn more_idl_is_read_as_its_json() {
    judge(suites::loader::pairs, 605);
}

#[test]
fn mixins_are_flattened() {
    judge(suites::loader::flattened, 13);
}

#[test]
fn references_may_point_forward() {
    judge(suites::loader::forward_references, 3);
}

#[test]
fn invalid_models_are_refused() {
    judge(suites::loader::refused, 181);
}

#[test]
fn syntax_errors_are_where_the_reference_finds_them() {
    judge(suites::loader::located, 142);
}

#[test]
fn json_is_printed_as_by_the_reference() {
    judge(suites::print::json, 9);
}

#[test]
fn idl_is_printed_as_by_the_reference() {
    judge(suites::print::idl, 22);
}

#[test]
fn what_is_printed_can_be_read() {
    judge(suites::print::round_trips, 685);
}
