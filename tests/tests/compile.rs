//! Each fixture's crate compiles without a warning, of rustc, clippy or rustdoc.
//!
//! The crates lie in a workspace of their own below the target folder. Files that have not changed are left alone, so
//! that a second run compiles only what the generator changed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use farrier_codegen::{Files, Generator};
use farrier_tests::corpus::Model;
use farrier_tests::fixtures::Fixture;
use farrier_tests::torture;
use farrier_tests::workspace::{self, cargo, run, runtime};

/// What every crate here has, and the features that need no more than the runtime.
const FEATURES: &str = "client,server";

/// The fixtures whose operations have examples.
const EXAMPLES: [&str; 3] = [
    "service_examples",
    "service_examples_names",
    "service_examples_stream",
];

#[test]
fn each_fixture_compiles_without_a_warning() {
    let workspace = workspace();
    let lints = ["-D", "warnings", "-D", "clippy::all", "-D", "missing_docs"];
    let clippy = [
        "clippy",
        "--workspace",
        "--no-deps",
        "--offline",
        "--quiet",
        "--keep-going",
        "--no-default-features",
    ];
    run(Command::new(cargo())
        .current_dir(workspace)
        .args(clippy)
        .args(["--features", FEATURES, "--"])
        .args(lints));
    let doc = [
        "doc",
        "--workspace",
        "--no-deps",
        "--offline",
        "--quiet",
        "--keep-going",
        "--no-default-features",
    ];
    let mut doc_command = Command::new(cargo());
    doc_command
        .current_dir(workspace)
        .args(doc)
        .args(["--features", FEATURES]);
    run(doc_command.env("RUSTDOCFLAGS", "-D warnings"));
}

#[test]
fn examples_compile() {
    let test = [
        "test",
        "--doc",
        "--offline",
        "--quiet",
        "--no-default-features",
    ];
    let packages = EXAMPLES.map(|fixture| ["--package", fixture]);
    run(Command::new(cargo())
        .current_dir(workspace())
        .args(test)
        .args(packages.as_flattened())
        .args(["--features", "client"]));
}

/// Every fixture, and some of them with other options than the default ones.
fn generators() -> Vec<(String, Generator)> {
    let fixtures = Fixture::all().expect("the fixtures can be read");
    let mut generators: Vec<_> = fixtures
        .iter()
        .map(|fixture| (fixture.name.clone(), fixture.generator()))
        .collect();
    let named = |name: &str| {
        Fixture::named(name)
            .expect("the fixture is there")
            .generator()
    };
    let mut add =
        |name: &str, generator: Generator| generators.push((format!("options_{name}"), generator));
    add("client_alone", named("service_notes").server(false));
    add("server_alone", named("service_notes").client(false));
    add(
        "validators_alone",
        named("service_notes").client(false).server(false),
    );
    add(
        "types_alone",
        named("service_notes")
            .client(false)
            .server(false)
            .validators(false),
    );
    add(
        "types_only",
        named("naming_type_names")
            .types_only(true)
            .validators(false),
    );
    let tortured = |model: String| Generator::new().source("torture.json", model);
    add("torture_shapes", tortured(torture::shapes()));
    add("torture_calls", tortured(torture::calls()));
    add("no_validators", named("service_notes").validators(false));
    add("one_operation", named("service_routes").operation("Greedy"));
    add(
        "derives",
        named("shape_structure")
            .derive("Eq")
            .derive("std::hash::Hash"),
    );
    // Real models, where they are at hand: one of each protocol at least.
    for (start, operations) in MODELS {
        if let Some(model) = Model::named(start) {
            let start = start.replace('-', "_");
            let generator = operations
                .iter()
                .fold(model.generator(), |generator, operation| {
                    generator.operation(*operation)
                });
            generators.push((format!("model_{start}"), generator));
        }
    }
    generators
}

/// How the names of real models begin, and the operations that are compiled of large ones; none means all.
const MODELS: [(&str, &[&str]); 6] = [
    ("efs", &[]),
    ("polly", &[]),
    (
        "s3",
        &[
            "GetBucketLocation",
            "GetObject",
            "ListObjectsV2",
            "PutObject",
            "SelectObjectContent",
        ],
    ),
    ("secrets-manager", &[]),
    ("sqs", &[]),
    ("sts", &[]),
];

/// Where the workspace of all fixtures is, which is written once.
fn workspace() -> &'static Path {
    static WORKSPACE: LazyLock<PathBuf> = LazyLock::new(write_workspace);
    &WORKSPACE
}

fn write_workspace() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    let runtime = runtime();
    let mut files = Files::new();
    let mut members = Vec::new();
    for (name, generator) in generators() {
        match generator
            .crate_name(&*name)
            .runtime(runtime.clone())
            .generate()
        {
            Ok(generated) => files.extend(generated.files),
            Err(failure) => panic!("{name}:\n{failure}"),
        }
        members.push(name);
    }
    workspace::write(&root, files, &members, "");
    root
}
