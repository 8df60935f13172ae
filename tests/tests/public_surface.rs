//! What the generated crates offer to their users. A change here is a change for them.

use farrier_codegen::{Files, Generator};
use farrier_tests::fixtures;
use farrier_tests::surface::surface;

#[test]
fn codecatalyst() {
    insta::assert_snapshot!(surface("codecatalyst", &generate("codecatalyst")));
}

#[test]
fn global_resolver() {
    insta::assert_snapshot!(surface(
        "route53globalresolver",
        &generate("route53globalresolver")
    ));
}

fn generate(name: &str) -> Files {
    let model = fixtures::root()
        .join("../model")
        .join(name)
        .with_extension("json");
    match Generator::new().model(model).crate_name(name).generate() {
        Ok(generated) => generated.files,
        Err(failure) => panic!("{failure}"),
    }
}
