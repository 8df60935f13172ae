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
    judge(suites::events, 0);
}
