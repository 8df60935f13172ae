//! Clients of real services and servers of the same models understand each other, over real sockets.
//!
//! `FARRIER_CORPUS` says where the models are. Crates of some operations of each are generated below the target folder,
//! beside a package of the tests in `tests/round_trips`, which `cargo test` runs there. Files that have not changed are
//! left alone, so that a second run compiles only what the generator or the runtime changed.

use std::path::{Path, PathBuf};
use std::process::Command;

use farrier_codegen::{Files, sync};
use farrier_tests::corpus::Model;
use farrier_tests::workspace::{self, cargo, repository, run, runtime};

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

/// Writes a workspace of the crates and of the package that calls them, and gives its folder.
fn write(mut files: Files) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("round_trips");
    let mut members = vec!["calls".to_owned()];
    let mut dependencies = String::new();
    for (_, name, _) in SERVICES {
        members.push(name.to_owned());
        dependencies += &format!(
            "{name} = {{ path = \"../{name}\", default-features = false, features = [\"hyper\", \"serve\", \"sigv4\"] }}\n"
        );
    }
    let mark = sync::MARK;
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
    workspace::write(&root, files, &members, "\n[profile.dev]\ndebug = false\n");
    root
}

/// Runs the tests, and gives what they print.
fn test(workspace: &Path) -> String {
    let mut command = Command::new(cargo());
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
    String::from_utf8_lossy(&run(&mut command).stdout).into_owned()
}
