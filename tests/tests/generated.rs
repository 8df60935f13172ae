//! The crates that the tests over sockets call are current.
//!
//! To write it again after a change of the fixture or the generator, run
//! `FARRIER_UPDATE=1 cargo test -p farrier-tests --test generated`.

use std::env;

use farrier_codegen::Runtime;
use farrier_codegen::sync::{Scope, compare};
use farrier_tests::fixtures::{self, Fixture};

#[test]
fn the_crates_are_what_the_fixtures_give() {
    for name in ["notes", "parcels"] {
        is_current(name);
    }
}

fn is_current(name: &str) {
    let fixture = Fixture::named(&format!("service_{name}")).expect("the fixture is there");
    let generator = fixture
        .generator()
        .crate_name(name)
        .runtime(Runtime::Workspace);
    let files = generator
        .generate()
        .unwrap_or_else(|failure| panic!("{failure}"))
        .files;
    let folder = fixtures::root().join("generated");
    let changes = compare(folder, &files, Scope::Folders).expect("the crate can be read");
    if env::var_os("FARRIER_UPDATE").is_some() {
        changes.write().expect("the crate can be written");
    } else {
        assert!(changes.is_empty(), "{}", changes.report());
    }
}
