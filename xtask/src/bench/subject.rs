//! The services whose crates are compared.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use serde_json::Value;

use super::command::{command, output};
use crate::Failure;

/// A service that both sides have a crate for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    /// The crate's name on our side.
    pub(super) name: &'static str,
    /// The service's name for people.
    pub(super) title: &'static str,
    /// The model's file, without `.json`.
    pub(super) model: &'static str,
    /// The peer's package.
    pub(super) peer: &'static str,
    /// Features that its client needs beside the transport.
    pub(super) features: &'static [&'static str],
    /// How often each side is built; what takes minutes is built once.
    pub(super) rounds: usize,
}

const SUBJECTS: [Subject; 4] = [
    Subject {
        name: "codecatalyst",
        title: "CodeCatalyst",
        model: "codecatalyst-2022-09-28",
        peer: "aws-sdk-codecatalyst",
        features: &[],
        rounds: 3,
    },
    Subject {
        name: "iot",
        title: "IoT",
        model: "iot-2015-05-28",
        peer: "aws-sdk-iot",
        features: &["sigv4"],
        rounds: 1,
    },
    Subject {
        name: "dynamodb",
        title: "DynamoDB (awsJson1_0)",
        model: "dynamodb-2012-08-10",
        peer: "aws-sdk-dynamodb",
        features: &["sigv4"],
        rounds: 1,
    },
    Subject {
        name: "s3",
        title: "S3 (restXml)",
        model: "s3-2006-03-01",
        peer: "aws-sdk-s3",
        features: &["sigv4"],
        rounds: 1,
    },
];

impl Subject {
    /// The heading of the rows of its applications.
    pub(super) fn applications(&self) -> String {
        format!("Applications of {}", self.title)
    }

    /// Whether what stands under a heading is of this service.
    fn is_told_under(&self, heading: &str) -> bool {
        match heading.strip_prefix(self.title) {
            Some(rest) => rest.is_empty() || rest.starts_with(", "),
            None => heading == self.applications(),
        }
    }
}

/// Where a heading stands: those of a service among services, those of none at the end.
pub(super) fn place(heading: &str) -> usize {
    SUBJECTS
        .iter()
        .position(|subject| subject.is_told_under(heading))
        .unwrap_or(SUBJECTS.len())
}

/// The service of this name; all without one.
pub(super) fn named(name: Option<&str>) -> Vec<Subject> {
    let is_asked_for = |subject: &Subject| name.is_none_or(|name| name == subject.name);
    SUBJECTS.into_iter().filter(is_asked_for).collect()
}

/// The names that [`named`] knows.
pub(super) fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(SUBJECTS.map(|subject| subject.name))
}

/// Where the peers' applications lie.
pub(super) const PEERS: &str = "bench/builds/peer";

/// The folder of a peer's source, and its version, as cargo has them.
pub(super) fn peer(package: &str) -> Result<(PathBuf, String), Failure> {
    let mut cargo = command("cargo");
    cargo
        .args([
            "metadata",
            "--locked",
            "--format-version",
            "1",
            "--manifest-path",
        ])
        .arg(Path::new(PEERS).join("Cargo.toml"));
    let metadata: Value = serde_json::from_str(&output(&mut cargo)?)
        .map_err(|error| Failure::new(format_args!("cannot read cargo's metadata: {error}")))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice);
    let found = packages
        .unwrap_or_default()
        .iter()
        .find(|one| one["name"] == package);
    let text = |key: &str| found.and_then(|found| found[key].as_str());
    match (
        text("manifest_path").and_then(|path| Path::new(path).parent()),
        text("version"),
    ) {
        (Some(folder), Some(version)) => Ok((folder.to_owned(), version.to_owned())),
        _ => Err(Failure::new(format_args!(
            "{PEERS} does not depend on {package}"
        ))),
    }
}
