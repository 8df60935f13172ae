//! What the wire design costs to build, part by part: the figures of `docs/decisions/wire-design.md`.

use std::path::{Path, PathBuf};

use farrier_codegen::sync::{self, Scope};
use farrier_codegen::{Files, Runtime};
use serde_json::Value;

use super::builds::{Builds, Pair, Profile};
use super::corpus::{Corpus, generate};
use super::figure::{count, megabytes, seconds};
use super::lines;
use super::parts::{self, COMPILED, Variant, WHOLE};
use super::sheet::Sheet;
use super::subject::Subject;
use super::usage::Meter;
use super::workspace;
use crate::Failure;

/// The service whose parts are taken away one at a time: small, so that each can be built often enough to be told from
/// noise.
const TAKEN_APART: &str = "codecatalyst";

/// How often each crate without a part is built.
const ROUNDS: usize = 7;

/// A service of another protocol: its types, and JSON written and read by hand.
const DYNAMODB: &str = "dynamodb-2012-08-10";

pub(super) fn measure(folder: &Path, subjects: &[Subject]) -> Result<Sheet, Failure> {
    let corpus = Corpus::find()?;
    let meter = Meter::new(folder)?;
    let mut sheet = Sheet::default();
    whole(folder, &corpus, &meter, subjects, &mut sheet)?;
    for subject in subjects {
        let variants = parts_workspace(folder, &corpus, subject)?;
        compiled(folder, &meter, subject, &variants, &mut sheet)?;
        if subject.name == TAKEN_APART {
            each_part(folder, &meter, subject, &variants, &mut sheet)?;
        }
    }
    Ok(sheet)
}

/// Crates as they are, and applications of them.
fn whole(
    folder: &Path,
    corpus: &Corpus,
    meter: &Meter,
    subjects: &[Subject],
    sheet: &mut Sheet,
) -> Result<(), Failure> {
    let ours = workspace::write(folder, corpus, subjects)?;
    let dynamodb = dynamodb_workspace(folder, corpus)?;
    let mut pairs: Vec<(String, &str, Pair)> = Vec::new();
    let pair = |workspace: &Path, library: &str, application: &str| Pair {
        workspace: workspace.to_owned(),
        target: folder.join("builds/target/ours"),
        library: library.to_owned(),
        features: &[],
        application: Some(application.to_owned()),
    };
    for (application, does) in [("three", THREE), ("all", ALL)] {
        let application = format!("dynamodb-{application}");
        pairs.push((
            "DynamoDB, types".to_owned(),
            does,
            pair(&dynamodb, "dynamodb", &application),
        ));
    }
    for subject in subjects {
        let (name, title) = (subject.name, subject.title);
        let client = pair(&ours, name, &format!("{name}-three"));
        pairs.push((format!("{title}, client"), THREE, client));
        let all = pair(&ours, &format!("{name}-whole"), &format!("{name}-all"));
        pairs.push((format!("{title}, client, server and validators"), ALL, all));
    }
    let mut crates = vec![
        [
            "the crate alone",
            "check",
            "debug",
            "release",
            "peak memory",
            "lines",
        ]
        .map(str::to_owned),
    ];
    let mut applications = vec![
        [
            "an application",
            "check",
            "debug",
            "release",
            "stripped binary",
        ]
        .map(str::to_owned),
    ];
    for (title, does, pair) in pairs {
        let builds = build(meter, &pair, &Profile::ALL)?;
        let [check, debug, release] = Profile::ALL.map(|profile| seconds(builds.library(profile)));
        let peak = Profile::ALL.map(|profile| builds.peak(profile));
        let peak = megabytes(peak.into_iter().fold(0.0, f64::max));
        let written = pair.workspace.join(&pair.library).join("src");
        let written = count(lines::count_folder(&written)?);
        // DynamoDB's crate is that of both applications.
        if crates.last().is_none_or(|last| last[0] != title) {
            crates.push([title.clone(), check, debug, release, peak, written]);
        }
        let [check, debug, release] =
            Profile::ALL.map(|profile| seconds(builds.application(profile)));
        applications.push([
            format!("{title}: {does}"),
            check,
            debug,
            release,
            megabytes(builds.size),
        ]);
    }
    sheet.table("As it is", crates);
    sheet.table("Applications", applications);
    Ok(())
}

const THREE: &str = "three operations called";
const ALL: &str = "every operation served";

/// Builds once: what is compared here differs by more than the noise.
fn build(meter: &Meter, pair: &Pair, profiles: &[Profile]) -> Result<Builds, Failure> {
    let mut builds = Builds::default();
    for &profile in profiles {
        pair.prepare(meter, profile)?;
        pair.build(meter, profile, &mut builds)?;
    }
    eprintln!("{}", pair.library);
    Ok(builds)
}

fn variant(folder: &Path, variant: &Variant) -> Pair {
    Pair {
        workspace: folder.join("builds/parts"),
        target: folder.join("builds/target/parts"),
        library: variant.name.clone(),
        features: variant.features,
        application: None,
    }
}

/// The routines where they are called, and in the crate.
fn compiled(
    folder: &Path,
    meter: &Meter,
    subject: &Subject,
    variants: &[Variant],
    sheet: &mut Sheet,
) -> Result<(), Failure> {
    let mut table = vec![
        [
            "routines are compiled",
            "check",
            "debug",
            "release",
            "peak memory",
        ]
        .map(str::to_owned),
    ];
    for (about, wanted) in [("where they are called", WHOLE), ("in the crate", COMPILED)] {
        for of in variants.iter().filter(|variant| variant.about == wanted) {
            let builds = build(meter, &variant(folder, of), &Profile::ALL)?;
            let [check, debug, release] =
                Profile::ALL.map(|profile| seconds(builds.library(profile)));
            let peak = Profile::ALL.map(|profile| builds.peak(profile));
            let peak = megabytes(peak.into_iter().fold(0.0, f64::max));
            table.push([about.to_owned(), check, debug, release, peak]);
        }
    }
    sheet.table(
        &format!("{}, client, server and validators", subject.title),
        table,
    );
    Ok(())
}

/// What is saved without each part, by the least time that each takes: what disturbs a build never shortens it.
fn each_part(
    folder: &Path,
    meter: &Meter,
    subject: &Subject,
    variants: &[Variant],
    sheet: &mut Sheet,
) -> Result<(), Failure> {
    const PROFILES: [Profile; 2] = [Profile::Check, Profile::Debug];
    let variants: Vec<&Variant> = variants
        .iter()
        .filter(|variant| variant.about != COMPILED)
        .collect();
    let mut builds = vec![Builds::default(); variants.len()];
    for round in 1..=ROUNDS {
        for (of, builds) in variants.iter().zip(&mut builds) {
            let pair = variant(folder, of);
            for profile in PROFILES {
                if round == 1 {
                    pair.prepare(meter, profile)?;
                }
                pair.build(meter, profile, builds)?;
            }
        }
        eprintln!("{}, part by part, round {round}", subject.title);
    }
    let mut table = vec![["without", "check", "saves", "debug", "saves"].map(str::to_owned)];
    let took = |builds: &Builds| PROFILES.map(|profile| builds.least(profile));
    let Some(whole) = builds.first().map(took) else {
        return Ok(());
    };
    for (of, builds) in variants.iter().zip(&builds) {
        let took = took(builds);
        let is_whole = of.about == WHOLE;
        let saved = |at: usize| match is_whole {
            true => String::new(),
            false => format!("{:.0} %", 100.0 * (1.0 - took[at] / whole[at])),
        };
        let about = if is_whole { "nothing" } else { of.about };
        let [check, debug] = took.map(seconds);
        table.push([about.to_owned(), check, saved(0), debug, saved(1)]);
    }
    sheet.table(&format!("{}, part by part", subject.title), table);
    Ok(())
}

/// Writes the variants of a service's crate, as a workspace.
fn parts_workspace(
    folder: &Path,
    corpus: &Corpus,
    subject: &Subject,
) -> Result<Vec<Variant>, Failure> {
    let runtime = runtime()?;
    let generator = corpus.generator(subject.model).runtime(runtime.clone());
    let model = corpus.text(subject.model)?;
    let variants = parts::variants(subject.name, &model, &generator, runtime)?;
    let mut files = Files::new();
    for variant in &variants {
        files.extend(variant.files.clone());
    }
    let members: Vec<&str> = variants.iter().map(|variant| &*variant.name).collect();
    write(&folder.join("builds/parts"), files, &members)?;
    Ok(variants)
}

/// Writes DynamoDB's types and two applications that write and read them, as a workspace.
fn dynamodb_workspace(folder: &Path, corpus: &Corpus) -> Result<PathBuf, Failure> {
    let generator = corpus.generator(DYNAMODB).runtime(runtime()?);
    let mut files = generate(&generator.types_only(true).crate_name("dynamodb"))?;
    let model: Value = serde_json::from_str(&corpus.text(DYNAMODB)?)
        .map_err(|error| Failure::new(format_args!("cannot read the model: {error}")))?;
    let operations: Vec<&str> = model["shapes"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, shape)| shape["type"] == "operation")
        .filter_map(|(id, _)| Some(id.split_once('#')?.1))
        .collect();
    let three = ["GetItem", "Query", "BatchWriteItem"];
    let call =
        |name: &str| format!("    write::<{name}Input>();\n    read::<{name}Output>(&json);\n");
    let serve =
        |name: &str| format!("    read::<{name}Input>(&json);\n    write::<{name}Output>();\n");
    let three: String = three.into_iter().map(call).collect();
    let all: String = operations.into_iter().map(serve).collect();
    for (name, body) in [("dynamodb-three", three), ("dynamodb-all", all)] {
        files.insert(
            format!("{name}/Cargo.toml"),
            workspace::manifest(name, "dynamodb", &[]),
        );
        files.insert(format!("{name}/src/main.rs"), application(&body));
    }
    let root = folder.join("builds/dynamodb");
    write(
        &root,
        files,
        &["dynamodb", "dynamodb-three", "dynamodb-all"],
    )?;
    Ok(root)
}

fn application(body: &str) -> String {
    format!(
        "// {}\n\
         //! Writes and reads the inputs and outputs of operations.\n\
         use dynamodb::farrier::json;\nuse dynamodb::farrier::wire::Shape;\nuse dynamodb::operation::*;\n\n\
         fn write<T: Shape>() {{\n    let value = std::hint::black_box(T::blank());\n    \
         println!(\"{{:?}}\", json::to_vec(&value));\n}}\n\n\
         fn read<T: Shape + std::fmt::Debug>(text: &[u8]) {{\n    \
         println!(\"{{:?}}\", json::from_slice::<T>(text).is_ok());\n}}\n\n\
         fn main() {{\n    let json = std::env::args().collect::<String>().into_bytes();\n{body}}}\n",
        sync::MARK
    )
}

fn runtime() -> Result<Runtime, Failure> {
    let repository = std::env::current_dir()
        .map_err(|error| Failure::new(format_args!("cannot tell the current folder: {error}")))?;
    Ok(Runtime::Path(
        repository.join("runtime").display().to_string(),
    ))
}

fn write(root: &Path, mut files: Files, members: &[&str]) -> Result<(), Failure> {
    files.insert("Cargo.toml", workspace::root(members));
    let changes = sync::compare(root, &files, Scope::Root).map_err(Failure::new)?;
    changes.write().map_err(Failure::new)?;
    std::fs::copy("Cargo.lock", root.join("Cargo.lock"))
        .map(drop)
        .map_err(|error| Failure::new(format_args!("cannot copy Cargo.lock: {error}")))
}
