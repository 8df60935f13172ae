//! What is generated of each fixture: one snapshot each, with what its feature touches.
//!
//! After a change of the generator, `cargo insta review` shows what it did to each of them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use farrier_codegen::Files;
use farrier_tests::fixtures::Fixture;
use farrier_tests::surface::surface;

#[test]
fn each_fixture_is_generated_as_its_snapshot_shows() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/fixtures");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut failed = Vec::new();
    for fixture in Fixture::all().expect("the fixtures can be read") {
        let generated = match fixture.generator().generate() {
            Ok(generated) => shown(&fixture.name, &generated.files),
            Err(failure) => format!("refused:\n{failure}"),
        };
        let compare = || settings.bind(|| insta::assert_snapshot!(&*fixture.name, generated));
        let outcome = catch_unwind(AssertUnwindSafe(compare));
        failed.extend(outcome.is_err().then_some(fixture.name));
    }
    assert!(
        failed.is_empty(),
        "these differ from their snapshots: {}",
        failed.join(", ")
    );
}

/// What the snapshot of a fixture shows: the surface where it is about names, every file where it is about the
/// service, and else the files that depend on shapes, without the header that all of them begin with.
fn shown(name: &str, files: &Files) -> String {
    if name.starts_with("naming_") {
        return surface(name, files);
    }
    let whole = name.starts_with("service_");
    let shapes = |path: &str| {
        !["client.rs", "lib.rs", "mod.rs", "server.rs"]
            .iter()
            .any(|file| path.ends_with(file))
    };
    let mut text = String::new();
    for (path, file) in files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs") && (whole || shapes(path)))
    {
        let path = path
            .strip_prefix(name)
            .unwrap_or(path)
            .trim_start_matches('/');
        let body = file.split_once("\n\n").map_or(file, |(_, body)| body);
        text += &format!("// ======== {path}\n\n{body}\n");
    }
    text
}
