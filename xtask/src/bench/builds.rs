//! What the compiler uses for a generated crate, and for applications of it, beside the peer's.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::command::{command, output};
use super::corpus::Corpus;
use super::figure;
use super::row::{Row, Target};
use super::subject::{PEERS, Subject, peer};
use super::usage::{Meter, Usage, median};
use super::workspace;
use crate::Failure;

/// How a crate is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    Check,
    Debug,
    Release,
}

impl Profile {
    pub(super) const ALL: [Self; 3] = [Self::Check, Self::Debug, Self::Release];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Debug | Self::Release => "build",
        }
    }

    fn release(self) -> &'static [&'static str] {
        match self {
            Self::Check | Self::Debug => &[],
            Self::Release => &["--release"],
        }
    }
}

/// A library and an application that depends on it, in a workspace.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) workspace: PathBuf,
    pub(super) target: PathBuf,
    pub(super) library: String,
    /// What cargo is told of the library's features where there is no application.
    pub(super) features: &'static [&'static str],
    /// Without one, the library is built as it is, with its client and its server.
    pub(super) application: Option<String>,
}

/// What each build of a pair used.
#[derive(Clone, Debug, Default)]
pub(super) struct Builds {
    library: Vec<(Profile, Usage)>,
    application: Vec<(Profile, Usage)>,
    /// The application's size, in MB.
    pub(super) size: f64,
}

impl Pair {
    fn cargo(&self, verb: &str, profile: Profile) -> Command {
        let mut cargo = command("cargo");
        cargo
            .args([verb, "--quiet", "--offline", "--manifest-path"])
            .arg(self.workspace.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&self.target)
            .args(profile.release());
        cargo
    }

    /// The command that builds the library, and the application if there is one.
    fn cargo_build(&self, profile: Profile) -> Command {
        let mut cargo = self.cargo(profile.verb(), profile);
        match &self.application {
            Some(application) => cargo.args(["--package", application]),
            None => cargo
                .args(["--package", &self.library, "--no-default-features"])
                .args(self.features),
        };
        cargo
    }

    /// Builds everything that the library depends on.
    pub(super) fn prepare(&self, meter: &Meter, profile: Profile) -> Result<(), Failure> {
        meter.cargo_without(
            &mut self.cargo_build(profile),
            &self.library.replace('-', "_"),
        )
    }

    /// Builds the library and the application, and nothing else.
    pub(super) fn build(
        &self,
        meter: &Meter,
        profile: Profile,
        builds: &mut Builds,
    ) -> Result<(), Failure> {
        let mut clean = self.cargo("clean", profile);
        for package in [&self.library].into_iter().chain(&self.application) {
            clean.args(["--package", package]);
        }
        output(&mut clean)?;
        let application = self.application.as_ref().map(|name| name.replace('-', "_"));
        let used = meter.cargo(&mut self.cargo_build(profile))?;
        for used in used {
            if used.name == self.library.replace('-', "_") {
                builds.library.push((profile, used));
            } else if application.as_ref() == Some(&used.name) {
                builds.application.push((profile, used));
            }
        }
        if let Some(application) = self
            .application
            .as_ref()
            .filter(|_| profile == Profile::Release)
        {
            let binary = self.target.join("release").join(application);
            let binary = binary.with_extension(std::env::consts::EXE_EXTENSION);
            let size = std::fs::metadata(&binary).map_err(|error| {
                Failure::new(format_args!("cannot read {}: {error}", binary.display()))
            })?;
            builds.size = size.len() as f64 / 1e6;
        }
        Ok(())
    }
}

impl Builds {
    /// The median of the compiler's user CPU seconds for the library.
    pub(super) fn library(&self, profile: Profile) -> f64 {
        of(&self.library, profile, |used| used.user)
    }

    /// The least of the compiler's user CPU seconds for the library.
    pub(super) fn least(&self, profile: Profile) -> f64 {
        let used = self.library.iter().filter(|(of, _)| *of == profile);
        used.map(|(_, used)| used.user)
            .fold(f64::INFINITY, f64::min)
    }

    /// The median of the compiler's peak memory for the library, in MB.
    pub(super) fn peak(&self, profile: Profile) -> f64 {
        of(&self.library, profile, |used| used.peak)
    }

    /// The median of the compiler's user CPU seconds for the application.
    pub(super) fn application(&self, profile: Profile) -> f64 {
        of(&self.application, profile, |used| used.user)
    }
}

fn of(used: &[(Profile, Usage)], profile: Profile, figure: impl Fn(&Usage) -> f64) -> f64 {
    median(
        used.iter()
            .filter(|(of, _)| *of == profile)
            .map(|(_, used)| figure(used)),
    )
}

pub(super) fn measure(folder: &Path, subjects: &[Subject]) -> Result<Vec<Row>, Failure> {
    let corpus = Corpus::find()?;
    let meter = Meter::new(folder)?;
    let ours = workspace::write(folder, &corpus, subjects)?;
    let mut rows = Vec::new();
    for subject in subjects {
        let (_, version) = peer(subject.peer)?;
        let pair = |side: &str, workspace: &Path, library: &str, application: String| Pair {
            workspace: workspace.to_owned(),
            target: folder.join("builds/target").join(side),
            library: library.to_owned(),
            application: Some(application),
            features: &[],
        };
        let three = format!("{}-three", subject.name);
        let pairs = [
            pair("ours", &ours, subject.name, three.clone()),
            pair(
                "ours",
                &ours,
                &format!("{}-whole", subject.name),
                format!("{}-all", subject.name),
            ),
            pair("peer", Path::new(PEERS), subject.peer, three),
        ];
        let mut builds = [const {
            Builds {
                library: Vec::new(),
                application: Vec::new(),
                size: 0.0,
            }
        }; 3];
        for profile in Profile::ALL {
            for pair in &pairs {
                pair.prepare(&meter, profile)?;
            }
        }
        for round in 1..=subject.rounds {
            for profile in Profile::ALL {
                for (pair, builds) in pairs.iter().zip(&mut builds) {
                    pair.build(&meter, profile, builds)?;
                }
                eprintln!("{}: {}, round {round}", subject.title, profile.name());
            }
        }
        let [client, whole, peer] = &builds;
        let peer_name = format!("{} {version}", subject.peer);
        rows.extend(crates(
            subject,
            "its client",
            client,
            peer,
            &peer_name,
            [4.0, 8.0, 12.0],
        ));
        let with = "its client, server and validators";
        rows.extend(crates(
            subject,
            with,
            whole,
            peer,
            &peer_name,
            [3.0, 5.0, 8.0],
        ));
        rows.extend(applications(subject, client, whole, peer, &peer_name));
    }
    Ok(rows)
}

/// The rows of a crate alone; `parts` says which part of the peer's time each profile may take.
fn crates(
    subject: &Subject,
    what: &str,
    ours: &Builds,
    peer: &Builds,
    peer_name: &str,
    parts: [f64; 3],
) -> Vec<Row> {
    let mut rows = Vec::new();
    let section = format!("{}, {what}", subject.title);
    for (profile, part) in Profile::ALL.into_iter().zip(parts) {
        let name = profile.name();
        let (time, peer_time) = (ours.library(profile), peer.library(profile));
        let (peak, peer_peak) = (ours.peak(profile), peer.peak(profile));
        rows.push(Row {
            section: section.clone(),
            what: format!("{name}, user CPU"),
            ours: figure::seconds(time),
            peer_name: peer_name.to_owned(),
            peer: figure::seconds(peer_time),
            ratio: Some(time / peer_time),
            target: Some(Target::AtMost(round(1.0 / part))),
            note: String::new(),
        });
        rows.push(Row {
            section: section.clone(),
            what: format!("{name}, peak memory"),
            ours: figure::megabytes(peak),
            peer_name: peer_name.to_owned(),
            peer: figure::megabytes(peer_peak),
            ratio: Some(peak / peer_peak),
            target: Some(Target::AtMost(round(1.0 / 3.0))),
            note: String::new(),
        });
    }
    rows
}

fn round(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

fn applications(
    subject: &Subject,
    client: &Builds,
    whole: &Builds,
    peer: &Builds,
    peer_name: &str,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = |what: String, ours: String, compared: Option<(String, f64)>| {
        let (peer, ratio) = compared.unzip();
        rows.push(Row {
            section: subject.applications(),
            what,
            ours,
            peer_name: peer
                .as_ref()
                .map(|_| peer_name.to_owned())
                .unwrap_or_default(),
            peer: peer.unwrap_or_default(),
            ratio,
            target: None,
            note: String::new(),
        });
    };
    for profile in Profile::ALL {
        let (ours, theirs) = (client.application(profile), peer.application(profile));
        row(
            format!("calls three operations: {}, user CPU", profile.name()),
            figure::seconds(ours),
            Some((figure::seconds(theirs), ours / theirs)),
        );
    }
    row(
        "calls three operations: stripped binary".to_owned(),
        figure::megabytes(client.size),
        Some((figure::megabytes(peer.size), client.size / peer.size)),
    );
    for profile in Profile::ALL {
        let what = format!("serves every operation: {}, user CPU", profile.name());
        row(what, figure::seconds(whole.application(profile)), None);
    }
    let what = "serves every operation: stripped binary".to_owned();
    row(what, figure::megabytes(whole.size), None);
    rows
}
