//! What a second protocol costs to build: crates and applications of one service with one protocol and with two.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use farrier_codegen::sync::{self, Scope};
use farrier_codegen::{Files, Generator, Runtime};

use super::builds::{Builds, Pair, Profile};
use super::corpus::generate;
use super::figure;
use super::row::Row;
use super::usage::Meter;
use super::workspace;
use crate::Failure;

const MODEL: &str = "bench/run/model/tables.json";
const CALLS: &str = "bench/builds/ours/tables.rs";
const REST: &str = r#""aws.protocols#restJson1": {}"#;
const ROUNDS: usize = 3;

/// A protocol beside restJson1.
#[derive(Clone, Copy, Debug)]
struct Second {
    /// The trait's name.
    name: &'static str,
    /// The type in the runtime.
    ident: &'static str,
}

const SECONDS: [Second; 2] = [
    Second {
        name: "awsJson1_0",
        ident: "AwsJson1_0",
    },
    Second {
        name: "rpcv2Cbor",
        ident: "RpcV2Cbor",
    },
];

/// An application of a library, both by their names.
#[derive(Clone, Debug)]
struct Application {
    library: String,
    name: String,
    features: [&'static str; 1],
    main: String,
}

pub(super) fn measure(folder: &Path) -> Result<Vec<Row>, Failure> {
    let meter = Meter::new(folder)?;
    let (root, applications) = write(folder)?;
    let pairs: Vec<Pair> = applications
        .iter()
        .map(|application| Pair {
            workspace: root.clone(),
            target: folder.join("protocols/target"),
            library: application.library.clone(),
            features: &[],
            application: Some(application.name.clone()),
        })
        .collect();
    let mut builds = vec![Builds::default(); pairs.len()];
    for profile in Profile::ALL {
        for pair in &pairs {
            pair.prepare(&meter, profile)?;
        }
    }
    for round in 1..=ROUNDS {
        for profile in Profile::ALL {
            for (pair, builds) in pairs.iter().zip(&mut builds) {
                pair.build(&meter, profile, builds)?;
            }
            eprintln!("protocols: {}, round {round}", profile.name());
        }
    }
    let of = |name: &str| {
        let mut built = applications.iter().zip(&builds);
        built
            .find(|(application, _)| application.name == name)
            .map(|(_, builds)| builds.clone())
            .unwrap_or_default()
    };
    let mut rows = Vec::new();
    for second in SECONDS {
        let library = format!("tables-{}", second.name.to_lowercase());
        let both = |what: &str| of(&format!("{library}-{what}"));
        let rest = |what: &str| of(&format!("tables-{what}"));
        let section = format!("restJson1 and {}", second.name);
        let mut compare = |what: &str, ours: Builds, alone: Builds| {
            rows.extend(compared(&section, what, &ours, &alone));
        };
        compare("calls three operations in both", both("both"), rest("one"));
        compare("calls three operations in one", both("one"), rest("one"));
        compare("serves every operation", both("serve"), rest("serve"));
    }
    Ok(rows)
}

/// The rows of an application of the crate with both protocols, beside that of the crate with one.
fn compared(section: &str, what: &str, ours: &Builds, alone: &Builds) -> Vec<Row> {
    let row = |figure: &str, text: fn(f64) -> String, ours: f64, alone: f64| Row {
        section: section.to_owned(),
        what: format!("{what}: {figure}"),
        ours: text(ours),
        peer_name: "restJson1 alone".to_owned(),
        peer: text(alone),
        ratio: Some(ours / alone),
        ..Row::default()
    };
    let times = Profile::ALL.into_iter().map(|profile| {
        let figure = format!("{}, user CPU", profile.name());
        let (ours, alone) = (ours.application(profile), alone.application(profile));
        row(&figure, figure::seconds, ours, alone)
    });
    let size = row("stripped binary", figure::megabytes, ours.size, alone.size);
    times.chain([size]).collect()
}

/// Writes the workspace; where it is, and its applications.
fn write(folder: &Path) -> Result<(PathBuf, Vec<Application>), Failure> {
    let root = folder.join("protocols/workspace");
    let repository = std::env::current_dir()
        .map_err(|error| Failure::new(format_args!("cannot tell the current folder: {error}")))?;
    let runtime = Runtime::Path(repository.join("runtime").display().to_string());
    let model = declaring(&read(MODEL)?)?;
    let calls = read(CALLS)?;
    let mut files = Files::new();
    let mut applications = Vec::new();
    let sets = [None].into_iter().chain(SECONDS.map(Some));
    for second in sets {
        let library = match second {
            Some(second) => format!("tables-{}", second.name.to_lowercase()),
            None => "tables".to_owned(),
        };
        let mut generator = Generator::new()
            .source("tables.json", &*model)
            .crate_name(&*library)
            .runtime(runtime.clone())
            .protocol("restJson1");
        if let Some(second) = second {
            generator = generator.protocol(second.name);
        }
        let generated = generate(&generator)?;
        let ident = library.replace('-', "_");
        let server = generated.get(&format!("{library}/src/server.rs"));
        let serve = workspace::service(&ident, server.unwrap_or_default());
        files.extend(generated);

        let calls = calls.replace("use tables::", &format!("use {ident}::"));
        let mut application = |what: &str, feature, main| {
            applications.push(Application {
                library: library.clone(),
                name: format!("{library}-{what}"),
                features: [feature],
                main,
            });
        };
        application("one", "hyper", calling(&calls, &ident, &["RestJson1"]));
        application("serve", "serve", serve);
        if let Some(second) = second {
            let both = calling(&calls, &ident, &["RestJson1", second.ident]);
            application("both", "hyper", both);
        }
    }
    let mut members = Vec::new();
    for application in &applications {
        let Application {
            library,
            name,
            features,
            main,
        } = application;
        files.insert(
            format!("{name}/Cargo.toml"),
            workspace::manifest(name, library, features),
        );
        files.insert(
            format!("{name}/src/main.rs"),
            format!("// {}\n{main}", sync::MARK),
        );
        members.extend([library.clone(), name.clone()]);
    }
    members.sort();
    members.dedup();
    files.insert("Cargo.toml", workspace::root(&members));
    let changes = sync::compare(&root, &files, Scope::Root).map_err(Failure::new)?;
    changes.write().map_err(Failure::new)?;
    // The versions that the repository pins.
    std::fs::copy("Cargo.lock", root.join("Cargo.lock"))
        .map_err(|error| Failure::new(format_args!("cannot copy Cargo.lock: {error}")))?;
    Ok((root, applications))
}

fn read(path: &str) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format_args!("cannot read {path}: {error}")))
}

/// The model with every protocol that is measured, of which the generator keeps some.
fn declaring(model: &str) -> Result<String, Failure> {
    if !model.contains(REST) {
        return Err(Failure::new(format_args!("{MODEL} does not say {REST}")));
    }
    let all = r#""aws.protocols#awsJson1_0": {}, "smithy.protocols#rpcv2Cbor": {}"#;
    Ok(model.replace(REST, &format!("{REST}, {all}")))
}

/// The application that makes its calls in each of these protocols.
fn calling(calls: &str, library: &str, protocols: &[&str]) -> String {
    let mut text = calls.to_owned();
    text.push_str("\n#[tokio::main(flavor = \"current_thread\")]\nasync fn main() -> Outcome {\n");
    for protocol in protocols {
        let _ = writeln!(
            text,
            "    calls(builder().protocol({library}::farrier::protocol::{protocol}).build()?).await?;"
        );
    }
    text.push_str("    Ok(())\n}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_made_in_each_protocol() {
        let text = calling("// calls\n", "shop", &["RestJson1", "RpcV2Cbor"]);
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| line.contains("calls("))
            .collect();
        assert_eq!(
            lines,
            [
                "    calls(builder().protocol(shop::farrier::protocol::RestJson1).build()?).await?;",
                "    calls(builder().protocol(shop::farrier::protocol::RpcV2Cbor).build()?).await?;",
            ]
        );
    }
}
