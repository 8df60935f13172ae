//! `cargo xtask msrv`: holds the workspace to the oldest compiler that it says it needs.
//!
//! Every dependency must be content with that compiler, whatever the platform, and so must the compiler at hand be at
//! least that one. That the workspace's own code keeps to it is seen by building it with that very compiler or, with a
//! later one, by clippy's `incompatible_msrv`.

use std::process::{Command, ExitCode};

use serde_json::Value;

use crate::Failure;

/// Major, minor, patch.
type Version = [u64; 3];

pub(crate) fn run() -> Result<ExitCode, Failure> {
    let metadata = output("cargo", &["metadata", "--locked", "--format-version", "1"])?;
    let metadata: Value = serde_json::from_str(&metadata)
        .map_err(|error| Failure::new(format_args!("cannot read cargo's metadata: {error}")))?;
    let rustc = output("rustc", &["--version"])?;
    match check(&metadata, &rustc) {
        Ok(verdict) => {
            println!("{verdict}");
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => Err(Failure::new(faults.join("\nerror: "))),
    }
}

/// What a program prints.
fn output(program: &str, arguments: &[&str]) -> Result<String, Failure> {
    let failed =
        |what: &str| Failure::new(format_args!("`{program} {}`: {what}", arguments.join(" ")));
    let output = Command::new(program)
        .args(arguments)
        .output()
        .map_err(|error| failed(&error.to_string()))?;
    if !output.status.success() {
        return Err(failed(&String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| failed(&error.to_string()))
}

/// Compares everything that states an oldest compiler; on failure, everything that is wrong.
fn check(metadata: &Value, rustc: &str) -> Result<String, Vec<String>> {
    let list = |key: &str| {
        metadata[key]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
    };
    let members = list("workspace_members");
    let (own, others): (Vec<_>, Vec<_>) = list("packages")
        .iter()
        .partition(|package| members.contains(&package["id"]));
    let mut faults = Vec::new();

    let stated = own
        .iter()
        .filter_map(|package| package["rust_version"].as_str())
        .find_map(parse);
    let Some(ours) = stated else {
        return Err(vec![
            "no package of the workspace states a rust-version".to_owned(),
        ]);
    };
    for package in &own {
        if rust_version(package) != Some(ours) {
            faults.push(format!(
                "{} does not state rust-version {}",
                name(package),
                print(ours)
            ));
        }
    }
    for package in &others {
        if let Some(theirs) = rust_version(package).filter(|theirs| *theirs > ours) {
            faults.push(format!(
                "{} needs Rust {}, later than {}",
                name(package),
                print(theirs),
                print(ours)
            ));
        }
    }
    let at_hand = rustc.split(' ').nth(1).and_then(parse);
    match at_hand {
        Some(at_hand) if at_hand >= ours => {}
        _ => faults.push(format!(
            "the compiler is older than Rust {}: {}",
            print(ours),
            rustc.trim_end()
        )),
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let built = match at_hand {
        Some(at_hand) if at_hand[..2] == ours[..2] => "which is the compiler at hand",
        _ => {
            "which is older than the compiler at hand: clippy's `incompatible_msrv` stands in for it"
        }
    };
    Ok(format!(
        "{} packages and {} dependencies are content with Rust {}, {built}",
        own.len(),
        others.len(),
        print(ours)
    ))
}

fn name(package: &Value) -> String {
    let text = |key: &str| package[key].as_str().unwrap_or("?");
    format!("{} {}", text("name"), text("version"))
}

fn rust_version(package: &Value) -> Option<Version> {
    parse(package["rust_version"].as_str()?)
}

/// Reads `1.95` and `1.95.0`, and what a pre-release adds is left out.
fn parse(version: &str) -> Option<Version> {
    let version = version.split(['-', '+']).next()?;
    let mut parts = version.split('.').map(|part| part.parse().ok());
    let parsed = [
        parts.next()??,
        parts.next().unwrap_or(Some(0))?,
        parts.next().unwrap_or(Some(0))?,
    ];
    parts.next().is_none().then_some(parsed)
}

fn print([major, minor, patch]: Version) -> String {
    if patch == 0 {
        format!("{major}.{minor}")
    } else {
        format!("{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(own: &str, other: Option<&str>) -> Value {
        serde_json::json!({
            "workspace_members": ["own"],
            "packages": [
                {"id": "own", "name": "own", "version": "0.1.0", "rust_version": own},
                {"id": "other", "name": "other", "version": "1.2.3", "rust_version": other},
            ],
        })
    }

    #[test]
    fn a_dependency_may_not_need_more_than_the_workspace_says() {
        let rustc = "rustc 1.95.0 (abc 2026-04-14)";
        for content in [None, Some("1.95"), Some("1.63.0"), Some("1")] {
            assert!(
                check(&metadata("1.95", content), rustc).is_ok(),
                "{content:?}"
            );
        }
        assert_eq!(
            check(&metadata("1.95", Some("1.95.1")), rustc),
            Err(vec![
                "other 1.2.3 needs Rust 1.95.1, later than 1.95".to_owned()
            ])
        );
    }

    #[test]
    fn the_compiler_may_not_be_older_than_the_workspace_says() {
        assert_eq!(
            check(&metadata("1.95", None), "rustc 1.94.2 (abc 2026-03-01)\n"),
            Err(vec![
                "the compiler is older than Rust 1.95: rustc 1.94.2 (abc 2026-03-01)".to_owned()
            ])
        );
        let nightly = check(
            &metadata("1.95", None),
            "rustc 1.97.0-nightly (abc 2026-05-01)",
        );
        assert!(nightly.expect("it is later").contains("incompatible_msrv"));
    }
}
