//! The crates that the tests over sockets and `bench/run` call are current.
//!
//! To write them again after a change of a model or the generator, run
//! `FARRIER_UPDATE=1 cargo test -p farrier-tests --test generated`.

use std::env;
use std::path::Path;

use farrier_codegen::sync::{Scope, compare};
use farrier_codegen::{Generator, Runtime};
use farrier_tests::fixtures::{self, Fixture};
use farrier_tests::torture;

#[test]
fn the_crates_are_what_the_fixtures_give() {
    for name in ["harbour", "ledger", "notes", "parcels", "studio"] {
        let fixture = Fixture::named(&format!("service_{name}")).expect("the fixture is there");
        let generator = fixture
            .generator()
            .crate_name(name)
            .runtime(Runtime::Workspace);
        is_current(&generator, &fixtures::root().join("generated"));
    }
}

#[test]
fn the_crates_with_names_that_hurt_are_what_their_models_give() {
    let shapes = Generator::new()
        .source("torture_shapes.json", torture::shapes())
        .operation("Echo");
    let calls = Generator::new().source("torture_calls.json", torture::calls());
    let calls = torture::CALLED
        .into_iter()
        .fold(calls, Generator::operation);
    for (name, generator) in [("torture_shapes", shapes), ("torture_calls", calls)] {
        let generator = generator.crate_name(name).runtime(Runtime::Workspace);
        is_current(&generator, &fixtures::root().join("generated"));
    }
}

#[test]
fn the_crates_that_are_measured_are_what_their_models_give() {
    let folder = fixtures::root().join("../bench/run");
    let model = |name: &str| {
        Generator::new()
            .model(folder.join("model").join(name))
            .runtime(Runtime::Path("../../../runtime".to_owned()))
    };
    let tables = model("tables.json").crate_name("tables");
    let shelves = model("shelves.smithy").crate_name("shelves");
    for generator in [tables, shelves.server(false).validators(false)] {
        is_current(&generator, &folder);
    }
}

fn is_current(generator: &Generator, folder: &Path) {
    let files = generator
        .generate()
        .unwrap_or_else(|failure| panic!("{failure}"))
        .files;
    let changes = compare(folder, &files, Scope::Folders).expect("the crate can be read");
    if env::var_os("FARRIER_UPDATE").is_some() {
        changes.write().expect("the crate can be written");
    } else {
        assert!(changes.is_empty(), "{}", changes.report());
    }
}
