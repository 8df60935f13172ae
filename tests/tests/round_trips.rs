//! Clients of real services and servers of the same models understand each other, over real sockets.
//!
//! `FARRIER_CORPUS` says where the models are. Crates of some operations of each are generated below the target folder,
//! beside a package of the tests in `tests/round_trips`, which `cargo test` runs there. Files that have not changed are
//! left alone, so that a second run compiles only what the generator or the runtime changed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use farrier_codegen::sync::{self, Scope};
use farrier_codegen::{Files, Runtime};
use farrier_tests::corpus::Model;
use farrier_tests::fixtures;

/// How the models' names begin, what their crates are called, and the operations that are called.
const SERVICES: [(&str, &str, &[&str]); 5] = [
    ("dynamodb-", "dynamodb", &["GetItem", "PutItem"]),
    ("kinesis-", "kinesis", &["PutRecord", "SubscribeToShard"]),
    (
        "s3-",
        "s3",
        &[
            "DeleteObjects",
            "GetBucketLocation",
            "GetObject",
            "ListObjectsV2",
            "PutObject",
            "SelectObjectContent",
        ],
    ),
    ("sqs-", "sqs", &["ReceiveMessage", "SendMessage"]),
    ("sts-", "sts", &["AssumeRole", "GetCallerIdentity"]),
];

#[test]
fn clients_and_servers_of_real_services_understand_each_other() {
    let mut files = Files::new();
    for (start, name, operations) in SERVICES {
        let Some(model) = Model::named(start) else {
            return;
        };
        let generator = model.generator().crate_name(name).runtime(runtime());
        let generator = operations.iter().fold(generator, |generator, operation| {
            generator.operation(*operation)
        });
        match generator.generate() {
            Ok(generated) => files.extend(generated.files),
            Err(failure) => panic!("{name}:\n{failure}"),
        }
    }
    let printed = test(&write(files));
    // What was skipped and measured.
    let told = printed
        .lines()
        .filter(|line| line.contains("skipped: ") || line.contains("peak memory: "));
    told.for_each(|line| println!("{line}"));
}

fn repository() -> PathBuf {
    let repository = fixtures::root();
    let repository = repository
        .parent()
        .expect("the tests lie in the repository");
    repository.to_owned()
}

fn runtime() -> Runtime {
    Runtime::Path(repository().join("runtime").display().to_string())
}

/// Writes a workspace of the crates and of the package that calls them, and gives its folder.
fn write(mut files: Files) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("round_trips");
    let mut members = vec!["calls"];
    let mut dependencies = String::new();
    for (_, name, _) in SERVICES {
        members.push(name);
        dependencies += &format!(
            "{name} = {{ path = \"../{name}\", default-features = false, features = [\"hyper\", \"serve\", \"sigv4\"] }}\n"
        );
    }
    let mark = sync::MARK;
    files.insert(
        "Cargo.toml",
        format!("# {mark}\n[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = false\n"),
    );
    let calls = repository().join("tests/round_trips/main.rs");
    files.insert(
        "calls/Cargo.toml",
        format!(
            "# {mark}\n[package]\nname = \"calls\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [lib]\npath = \"nothing.rs\"\n\n[[test]]\nname = \"calls\"\npath = {calls:?}\n\n\
             [dependencies]\n{dependencies}farrier = {{ path = {:?} }}\nfutures-core = \"0.3\"\n\
             tokio = {{ version = \"1\", features = [\"io-util\", \"macros\", \"net\", \"rt-multi-thread\", \"sync\"] }}\n",
            repository().join("runtime")
        ),
    );
    files.insert("calls/nothing.rs", format!("// {mark}\n"));
    fs::create_dir_all(&root).expect("the workspace's folder can be made");
    // The versions that the repository pins, so that nothing is fetched.
    fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the lock file can be copied");
    let changes = sync::compare(&root, &files, Scope::Root).expect("the workspace can be read");
    changes.write().expect("the workspace can be written");
    root
}

/// Runs the tests, and gives what they print.
fn test(workspace: &Path) -> String {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(workspace)
        .args([
            "test",
            "--offline",
            "--quiet",
            "--package",
            "calls",
            "--test",
            "calls",
        ])
        .args(["--", "--nocapture"]);
    // Nothing of the outer cargo's settings is left but the toolchain.
    for name in [
        "CARGO_TARGET_DIR",
        "CARGO_BUILD_TARGET_DIR",
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
    ] {
        command.env_remove(name);
    }
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} cannot be run: {error}"));
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?} failed:\n{printed}\n{complained}"
    );
    printed
}
