//! `cargo xtask conformance`: Smithy's own protocol tests, as tests of generated crates, and how many of them pass.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;
use farrier_codegen::sync::{self, Scope};
use farrier_codegen::{Files, Generator, Runtime, Side};
use serde_json::Value;

use crate::{Failure, language};

/// The models with the tests, in the corpus.
const MODEL: &str = "smithy/protocol-tests.json";

/// Where the table is kept.
const TABLE: &str = "docs/conformance.md";

/// The protocols.
const PROTOCOLS: [&str; 8] = [
    "aws.protocols#restJson1",
    "aws.protocols#awsJson1_0",
    "aws.protocols#awsJson1_1",
    "aws.protocols#restXml",
    "aws.protocols#awsQuery",
    "aws.protocols#ec2Query",
    "smithy.protocols#rpcv2Cbor",
    "smithy.protocols#rpcv2Json",
];

/// A test that is not run.
struct Excluded {
    service: &'static str,
    side: Side,
    id: &'static str,
    reason: &'static str,
    /// What it contradicts, on the pages of Smithy 2.0.
    passage: &'static str,
}

const EXCLUDED: [Excluded; 6] = [
    Excluded {
        service: "aws.protocoltests.ec2#AwsEc2",
        side: Side::Server,
        id: "Ec2EmptyQueryLists",
        reason: "an empty list is not written to a form, so a server cannot tell it from none",
        passage: "aws/protocols/aws-ec2-query-protocol.html",
    },
    Excluded {
        service: "aws.protocoltests.json#JsonProtocol",
        side: Side::Server,
        id: "responses::AwsJson11IntEnums",
        reason: "it expects the header `X-Amz-Target`, which the protocol has of requests alone",
        passage: "aws/protocols/aws-json-1_1-protocol.html#protocol-behaviors",
    },
    Excluded {
        service: "aws.protocoltests.query#AwsQuery",
        side: Side::Server,
        id: "QueryEmptyQueryMaps",
        reason: "an empty map is not written to a form, so a server cannot tell it from none",
        passage: "aws/protocols/aws-query-protocol.html",
    },
    Excluded {
        service: "aws.protocoltests.query#AwsQuery",
        side: Side::Server,
        id: "QueryNoInputAndNoOutputWithResponseMetadata",
        reason: "it lacks the namespace that `@xmlNamespace` of its service gives to every response",
        passage: "spec/protocol-traits.html#xmlnamespace-trait",
    },
    Excluded {
        service: "aws.protocoltests.restjson#RestJson",
        side: Side::Server,
        id: "RestJsonOmitsEmptyListQueryValues",
        reason: "an empty list is not written to the query, so a server cannot tell it from none",
        passage: "spec/http-bindings.html#httpquery-trait",
    },
    Excluded {
        service: "aws.protocoltests.restjson.validation#RestJsonValidation",
        side: Side::Server,
        id: "RestJsonMalformedPatternReDOSString",
        reason: "it expects `$$`, which is `$` only in a test with parameters, where the pattern has `$`",
        passage: "additional-specs/http-protocol-compliance-tests.html#httpmalformedrequesttests",
    },
];

/// What binds the operations that have tests and belong to no service.
const UNBOUND: &str = "conformance.unbound#Unbound";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Compares the table with the one that is kept, and writes nothing.
    #[arg(long)]
    check: bool,
    /// Runs the official cases of the language alone, and writes their section of the page.
    #[arg(long)]
    language: bool,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let Some(corpus) = std::env::var_os("FARRIER_CORPUS") else {
        return Err(Failure::new(
            "FARRIER_CORPUS is not set: it names the folder of models and tests",
        ));
    };
    if options.language {
        return language::run(Path::new(&corpus), TABLE, options.check);
    }
    let model = Path::new(&corpus).join(MODEL);
    let model = std::path::absolute(&model).unwrap_or(model);
    let text = std::fs::read_to_string(&model)
        .map_err(|error| Failure::new(format_args!("cannot read {}: {error}", model.display())))?;
    let shapes: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format_args!("cannot read {}: {error}", model.display())))?;
    let unbound = unbound(&shapes);
    let services = services(&shapes);
    let workspace = write(&model, &unbound, &services)?;
    let cases = cases(&shapes);
    let tests = build(&workspace)?;
    let mut results = Vec::new();
    for service in &services {
        for side in ["client", "server"] {
            // Not every service has tests for both sides.
            let name = format!("{side}_protocol");
            let is_it = |test: &&Test| test.krate == service.name && test.name == name;
            let Some(test) = tests.iter().find(is_it) else {
                continue;
            };
            let result = run_test(test, &workspace, &cases)?;
            if !result.failures.is_empty() {
                println!("{}, {side}:\n{}\n", service.id, result.failures);
            }
            results.push((service, side, result));
        }
    }
    let kept = std::fs::read_to_string(TABLE).unwrap_or_default();
    let table = table(&results) + language::section(&kept);
    if !options.check {
        return std::fs::write(TABLE, table)
            .map(|()| ExitCode::SUCCESS)
            .map_err(|error| Failure::new(format_args!("cannot write {TABLE}: {error}")));
    }
    if kept == table {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Failure::new(format_args!(
        "{TABLE} is not what the tests come to; `cargo xtask conformance` writes this:\n{table}"
    )))
}

/// A service with protocol tests.
#[derive(Debug)]
struct Service {
    id: String,
    protocol: String,
    /// The crate that is made of it.
    name: String,
}

fn services(model: &Value) -> Vec<Service> {
    let shapes = model["shapes"].as_object().into_iter().flatten();
    let service = |(id, shape): (&String, &Value)| {
        let protocol = PROTOCOLS
            .iter()
            .find(|id| !shape["traits"][**id].is_null())?;
        (shape["type"] == "service").then(|| Service {
            id: id.clone(),
            protocol: protocol.rsplit('#').next().unwrap_or_default().to_owned(),
            name: id
                .to_lowercase()
                .replace(|c: char| !c.is_ascii_alphanumeric(), "_"),
        })
    };
    let mut services: Vec<Service> = shapes.filter_map(service).collect();
    services.push(Service {
        id: UNBOUND.to_owned(),
        protocol: "restJson1".to_owned(),
        name: "unbound".to_owned(),
    });
    services.sort_by(|a, b| (&a.protocol, &a.id).cmp(&(&b.protocol, &b.id)));
    services
}

/// A model with a service of the operations that have tests of restJson1 and belong to no service.
fn unbound(model: &Value) -> String {
    let shapes = model["shapes"].as_object().into_iter().flatten();
    let bound: BTreeSet<&str> = shapes
        .clone()
        .flat_map(|(_, shape)| {
            let lists = ["operations", "collectionOperations"];
            let listed = lists.map(|key| shape[key].as_array().into_iter().flatten());
            let ends = ["create", "put", "read", "update", "delete", "list"];
            let targets = listed
                .into_iter()
                .flatten()
                .chain(ends.map(|key| &shape[key]));
            targets
                .filter_map(|target| target["target"].as_str())
                .collect::<Vec<_>>()
        })
        .collect();
    let is_tested = |shape: &Value| {
        let tests = shape["traits"]["smithy.test#httpRequestTests"].as_array();
        tests
            .into_iter()
            .flatten()
            .any(|test| test["protocol"] == PROTOCOLS[0])
    };
    let operations: Vec<Value> = shapes
        .filter(|(id, shape)| !bound.contains(id.as_str()) && is_tested(shape))
        .map(|(id, _)| serde_json::json!({ "target": id }))
        .collect();
    let service = serde_json::json!({
        "type": "service",
        "version": "1",
        "operations": operations,
        "traits": { PROTOCOLS[0]: {} },
    });
    serde_json::json!({ "smithy": "2.0", "shapes": { UNBOUND: service } }).to_string()
}

/// How many cases each malformed-request test stands for, by its id without case and underscores.
fn cases(model: &Value) -> BTreeMap<String, usize> {
    let shapes = model["shapes"].as_object().into_iter().flatten();
    let tests = shapes.flat_map(|(_, shape)| {
        shape["traits"]["smithy.test#httpMalformedRequestTests"]
            .as_array()
            .into_iter()
            .flatten()
    });
    tests
        .map(|test| {
            let parameters = test["testParameters"].as_object();
            let values = parameters.and_then(|parameters| parameters.values().next()?.as_array());
            let id = test["id"].as_str().unwrap_or_default();
            (plain(id), values.map_or(1, Vec::len))
        })
        .collect()
}

fn plain(id: &str) -> String {
    id.to_lowercase().replace('_', "")
}

/// Writes a workspace of the services' crates, and gives its folder.
fn write(model: &Path, unbound: &str, services: &[Service]) -> Result<PathBuf, Failure> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let root = std::path::absolute(target.join("conformance"))
        .map_err(|error| Failure::new(format_args!("no folder for the tests: {error}")))?;
    let runtime = std::path::absolute("runtime")
        .map_err(|error| Failure::new(format_args!("no folder of the runtime: {error}")))?;
    let mut files = Files::new();
    for service in services {
        let mut generator = Generator::new()
            .model(model)
            .source("unbound.json", unbound)
            .service(&*service.id)
            .crate_name(&*service.name)
            .runtime(Runtime::Path(runtime.display().to_string()));
        for excluded in EXCLUDED
            .iter()
            .filter(|excluded| excluded.service == service.id)
        {
            generator = generator.exclude_test(excluded.side, excluded.id, excluded.reason);
        }
        files.extend(generator.generate().map_err(Failure::new)?.files);
    }
    let members: Vec<&str> = services.iter().map(|service| &*service.name).collect();
    let manifest = format!(
        "# {}\n[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = false\n",
        sync::MARK
    );
    files.insert("Cargo.toml", manifest);
    std::fs::create_dir_all(&root)
        .and_then(|()| std::fs::copy("Cargo.lock", root.join("Cargo.lock")))
        .map_err(|error| Failure::new(format_args!("cannot write {}: {error}", root.display())))?;
    let changes = sync::compare(&root, &files, Scope::Root).map_err(Failure::new)?;
    changes.write().map_err(Failure::new)?;
    Ok(root)
}

/// What came of the tests of one crate and side.
#[derive(Debug, Default)]
struct Results {
    /// What became of the cases of each kind.
    kinds: BTreeMap<String, Count>,
    /// What failing tests say.
    failures: String,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    passed: usize,
    failed: usize,
    excluded: usize,
}

/// A program that runs the tests of one crate and side.
#[derive(Debug)]
struct Test {
    krate: String,
    name: String,
    program: PathBuf,
}

/// Builds all tests at once, so that the runtime is built once, with the features that all of them need.
fn build(workspace: &Path) -> Result<Vec<Test>, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["test", "--offline", "--workspace", "--tests", "--no-run"])
        .args(["--no-default-features", "--features", "client,server"])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .map_err(|error| Failure::new(format_args!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        let printed = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(format_args!(
            "the tests cannot be built:\n{printed}"
        )));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    Ok(printed.lines().filter_map(built).collect())
}

/// A program that cargo tells to have built.
fn built(message: &str) -> Option<Test> {
    let message: Value = serde_json::from_str(message).ok()?;
    let manifest = Path::new(message["manifest_path"].as_str()?);
    Some(Test {
        krate: manifest.parent()?.file_name()?.to_str()?.to_owned(),
        name: message["target"]["name"].as_str()?.to_owned(),
        program: message["executable"].as_str()?.into(),
    })
}

/// Runs the tests of one crate and side.
fn run_test(
    test: &Test,
    workspace: &Path,
    cases: &BTreeMap<String, usize>,
) -> Result<Results, Failure> {
    let output = Command::new(&test.program)
        .current_dir(workspace.join(&test.krate))
        .env("RUST_BACKTRACE", "0")
        .output()
        .map_err(|error| Failure::new(format_args!("cannot run {}: {error}", test.krate)))?;
    Ok(read(&String::from_utf8_lossy(&output.stdout), cases))
}

/// Reads what a test program prints: which tests ran, and what became of each.
fn read(printed: &str, cases: &BTreeMap<String, usize>) -> Results {
    let mut results = Results::default();
    for line in printed.lines() {
        let Some((name, outcome)) = line
            .strip_prefix("test ")
            .and_then(|line| line.split_once(" ... "))
        else {
            continue;
        };
        let (kind, test) = name.split_once("::").unwrap_or(("", name));
        let count = results.kinds.entry(kind.to_owned()).or_default();
        let total = match kind {
            "malformed_requests" => cases.get(&plain(test)).copied().unwrap_or(1),
            _ => 1,
        };
        match outcome {
            "ok" => count.passed += total,
            outcome if outcome.starts_with("ignored") => count.excluded += total,
            _ => {
                let failed = failed(printed, name).unwrap_or(total);
                count.failed += failed;
                count.passed += total.saturating_sub(failed);
            }
        }
    }
    let failures = printed.split_once("\nfailures:\n").map(|(_, rest)| rest);
    let failures = failures.and_then(|rest| rest.split("\nfailures:\n").next());
    results.failures = failures.unwrap_or_default().trim().to_owned();
    results
}

/// How many cases of a failing test it says have failed: `2 of 7 cases failed`.
fn failed(printed: &str, name: &str) -> Option<usize> {
    let (_, behind) = printed.split_once(&format!("---- {name} stdout ----"))?;
    let told = behind.split("\n---- ").next()?;
    let (before, _) = told.split_once(" cases failed")?;
    let (before, _) = before.rsplit_once(" of ")?;
    before.rsplit(' ').next()?.parse().ok()
}

/// The table of all results.
fn table(results: &[(&Service, &str, Results)]) -> String {
    let mut table = String::from(HEADING);
    let mut sums: BTreeMap<&str, Count> = BTreeMap::new();
    for (service, side, results) in results {
        for (kind, count) in &results.kinds {
            let sum = sums.entry(side).or_default();
            sum.passed += count.passed;
            sum.failed += count.failed;
            sum.excluded += count.excluded;
            let row = format!(
                "{} | `{}` | {side} | {}",
                service.protocol,
                service.id,
                kind.replace('_', " ")
            );
            let _ = writeln!(table, "| {row} | {} |", count);
        }
    }
    for (side, sum) in sums {
        let _ = writeln!(table, "| | **all** | {side} | | **{sum}** |");
    }
    table.push_str("\nNot run:\n\n");
    for excluded in &EXCLUDED {
        let Excluded {
            service,
            id,
            reason,
            passage,
            ..
        } = excluded;
        let side = match excluded.side {
            Side::Client => "client",
            Side::Server => "server",
        };
        let _ = writeln!(
            table,
            "- `{id}` of `{service}`, {side}: {reason} ([specification](https://smithy.io/2.0/{passage}))"
        );
    }
    table
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            excluded,
        } = self;
        write!(f, "{passed} of {}", passed + failed + excluded)
    }
}

const HEADING: &str = "\
# Conformance

How many of [Smithy's protocol tests](https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html) the
generated code passes. `cargo xtask conformance` writes this page; it generates a crate of each service, with the tests
that the model states, and runs them. A test with parameters counts once for each of their values.

| protocol | service | side | kind | passed |
|---|---|---|---|---:|
";
