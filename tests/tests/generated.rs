//! The crate that `http_notes.rs` calls is current.
//!
//! To write it again after a change of the fixture or the generator, run
//! `FARRIER_UPDATE=1 cargo test -p farrier-tests --test generated`.

use std::env;

use farrier_codegen::Runtime;
use farrier_codegen::sync::{Scope, compare};
use farrier_tests::fixtures::{self, Fixture};

#[test]
fn the_crate_is_what_the_fixture_gives() {
    let fixture = Fixture::named("service_notes").expect("the fixture is there");
    let generator = fixture
        .generator()
        .crate_name("notes")
        .runtime(Runtime::Workspace);
    let files = generator
        .generate()
        .unwrap_or_else(|failure| panic!("{failure}"))
        .files;
    let folder = fixtures::root().join("generated");
    let changes = compare(folder, &files, Scope::Root).expect("the crate can be read");
    if env::var_os("FARRIER_UPDATE").is_some() {
        changes.write().expect("the crate can be written");
    } else {
        assert!(changes.is_empty(), "{}", changes.report());
    }
}
