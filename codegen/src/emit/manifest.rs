//! The crate's `Cargo.toml`.

use std::fmt::Write as _;

use crate::Runtime;
use crate::plan::{AuthPlan, OperationPlan, Options, Plan, ProtocolPlan};

/// What the manifest says beyond the model.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) runtime: Runtime,
    /// Whether there are protocol tests.
    pub(crate) tests: bool,
}

pub(super) fn emit(plan: &Plan, options: &Options, manifest: &Manifest) -> String {
    let mut text = String::new();
    let Manifest {
        name,
        version,
        runtime,
        tests,
    } = manifest;
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line("[package]");
    line(&format!("name = {}", string(name)));
    line(&format!("version = {}", string(version)));
    line("edition = \"2024\"");
    line(&format!(
        "rust-version = {}",
        string(env!("CARGO_PKG_RUST_VERSION"))
    ));
    line(&format!(
        "description = {}",
        string(&format!(
            "{}, generated from its Smithy model.",
            plan.service.title
        ))
    ));
    line("publish = false");
    if options.client || options.server {
        line("");
        line("[features]");
    }
    let signs = plan
        .service
        .auth
        .iter()
        .any(|auth| matches!(auth, AuthPlan::SigV4 { .. }));
    if options.client {
        let defaults = [
            ("tls", true),
            ("sigv4", signs),
            ("http2", plan.service.event_streams),
        ];
        let defaults = defaults.iter().filter(|(_, on)| *on);
        let defaults: Vec<String> = defaults.map(|(name, _)| string(name)).collect();
        line(&format!("default = [{}]", defaults.join(", ")));
        line("# The client, over a transport of the application's own.");
        line(match plan.service.bucket {
            Some(_) => "client = [\"farrier/client\", \"farrier/s3\"]",
            None => "client = [\"farrier/client\"]",
        });
        line("# The client's own HTTP transport.");
        line("hyper = [\"client\", \"farrier/hyper\"]");
        line("# The same with TLS.");
        line("tls = [\"hyper\", \"farrier/tls\"]");
        if signs {
            line("# AWS Signature Version 4, which the service asks for.");
            line("sigv4 = [\"client\", \"farrier/sigv4\"]");
        }
    }
    if options.server {
        line("# The server's trait and router.");
        line("server = [\"farrier/server\"]");
        line("# Listening on a socket.");
        line("serve = [\"server\", \"farrier/serve\"]");
    }
    if plan.service.event_streams && (options.client || options.server) {
        line("# HTTP/2, which events in both directions at once want.");
        line("http2 = [\"farrier/http2\"]");
    }
    line("");
    line("[dependencies]");
    let features = features(plan);
    let version = string(&format!("~{}", env!("CARGO_PKG_VERSION")));
    let dependency = |features: &str| match runtime {
        Runtime::Registry => {
            format!("farrier = {{ version = {version}, default-features = false{features} }}")
        }
        Runtime::Path(path) => {
            format!(
                "farrier = {{ path = {}, version = {version}, default-features = false{features} }}",
                string(path)
            )
        }
        Runtime::Workspace => format!("farrier = {{ workspace = true{features} }}"),
    };
    line(&dependency(&features));
    if *tests {
        line("");
        line("[dev-dependencies]");
        line(&dependency(", features = [\"testing\"]"));
    }
    if *runtime == Runtime::Workspace {
        line("");
        line("[lints]");
        line("workspace = true");
    }
    text
}

/// The features of the runtime that the crate needs whatever its own are.
fn features(plan: &Plan) -> String {
    let sums = |operation: &OperationPlan| {
        operation.checksum.request.is_some() || operation.checksum.response.is_some()
    };
    let protocol = |feature| {
        let mut features = plan.service.protocols.iter().copied();
        features.any(|protocol| ProtocolPlan::feature(protocol) == Some(feature))
    };
    let needed = [
        ("cbor", protocol("cbor")),
        ("checksums", plan.operations.iter().any(sums)),
        (
            "compression",
            plan.operations.iter().any(|operation| operation.gzip),
        ),
        ("event-stream", plan.service.event_streams),
        ("query", protocol("query")),
        ("regex", plan.service.needs_regex),
        ("xml", protocol("xml")),
    ];
    let names = needed.iter().filter(|(_, needed)| *needed);
    let names: Vec<String> = names.map(|(name, _)| string(name)).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!(", features = [{}]", names.join(", ")),
    }
}

/// A basic string of TOML.
fn string(value: &str) -> String {
    let mut quoted = String::from('"');
    for character in value.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
