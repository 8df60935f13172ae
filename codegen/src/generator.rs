//! From models to files.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use farrier_smithy::{Closure, Diagnostic, Diagnostics, Model, Sources};
use heck::ToSnakeCase;
use proc_macro2::TokenStream;

use crate::emit::{self, Manifest};
use crate::plan::{self, Exclusion, Options, Plan, Side, TestsPlan};
use crate::{Contents, Files, Runtime, format};

/// Generates the crate of one service: models in, files out.
#[derive(Clone, Debug)]
pub struct Generator {
    models: Vec<PathBuf>,
    sources: Vec<(String, String)>,
    service: Option<String>,
    operations: Vec<String>,
    client: bool,
    server: bool,
    validators: bool,
    types_only: bool,
    protocols: BTreeSet<String>,
    unchecked_patterns: BTreeSet<String>,
    derives: Vec<String>,
    name: Option<String>,
    version: String,
    folder: Option<String>,
    runtime: Runtime,
    command: Option<String>,
    protocol_tests: bool,
    exclusions: Vec<Exclusion>,
}

impl Default for Generator {
    fn default() -> Self {
        Self::new()
    }
}

impl Generator {
    /// A generator of client, server and validators for every operation of the only service.
    pub fn new() -> Self {
        Self {
            models: Vec::new(),
            sources: Vec::new(),
            service: None,
            operations: Vec::new(),
            client: true,
            server: true,
            validators: true,
            types_only: false,
            protocols: BTreeSet::new(),
            unchecked_patterns: BTreeSet::new(),
            derives: Vec::new(),
            name: None,
            version: "0.1.0".to_owned(),
            folder: None,
            runtime: Runtime::Registry,
            command: None,
            protocol_tests: true,
            exclusions: Vec::new(),
        }
    }

    /// Reads a model from a file, JSON if its name ends in `.json` and the Smithy IDL if it ends in `.smithy`, or from
    /// all such files below a folder; may be called for each of several, in any order. They make up one model.
    pub fn model(mut self, path: impl Into<PathBuf>) -> Self {
        self.models.push(path.into());
        self
    }

    /// Takes a model as text; `path` is the name under which complaints cite it, and its ending says what it is
    /// written in, as for [`Generator::model`].
    pub fn source(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.sources.push((path.into(), text.into()));
        self
    }

    /// Chooses the service, by its name or shape id; needed only where the models have several.
    pub fn service(mut self, service: impl Into<String>) -> Self {
        self.service = Some(service.into());
        self
    }

    /// Generates this operation, by its name or shape id, and others that are so chosen, with just the shapes that
    /// they reach. Without a call, all of them.
    pub fn operation(mut self, operation: impl Into<String>) -> Self {
        self.operations.push(operation.into());
        self
    }

    /// Whether to write a client; on at first.
    pub fn client(mut self, client: bool) -> Self {
        self.client = client;
        self
    }

    /// Whether to write server stubs; on at first.
    pub fn server(mut self, server: bool) -> Self {
        self.server = server;
        self
    }

    /// Whether to write what validation needs; on at first. A server without it checks no constraint but `@required`.
    pub fn validators(mut self, validators: bool) -> Self {
        self.validators = validators;
        self
    }

    /// Whether to write types alone, whatever protocol the service speaks; off at first.
    ///
    /// The crate then has every shape, input, output and error, with their schemas, and what validation needs. It has
    /// no client, no server and nothing that stands for an operation on the wire, so that operations need no `@http`
    /// trait. Types are called as they are without this option.
    pub fn types_only(mut self, types_only: bool) -> Self {
        self.types_only = types_only;
        self
    }

    /// Keeps this protocol, by its trait's name or shape id, such as `awsJson1_0` or `smithy.protocols#rpcv2Cbor`, and
    /// others that are so chosen; without a call, all that the service declares. One that it does not declare is an
    /// error, `ProtocolNotDeclared`.
    ///
    /// A crate depends on what every protocol that is kept needs. A server speaks all of them; a client speaks, unless
    /// it is told otherwise, the first of them in this order: `rpcv2Cbor`, `rpcv2Json`, `awsJson1_0`, `awsJson1_1`,
    /// `restJson1`, `restXml`, `awsQuery`, `ec2Query`. Operations need an `@http` trait only where `restJson1` or
    /// `restXml` is kept.
    pub fn protocol(mut self, protocol: impl Into<String>) -> Self {
        self.protocols.insert(protocol.into());
        self
    }

    /// Accepts that values are not held to the `@pattern` of this shape or member, by its shape id, if it is one that
    /// cannot be matched in linear time; what can be is checked nonetheless. May be called for each of several.
    ///
    /// Without this, such a pattern is an error, `PatternNotSupported`; with it, a warning, `PatternUnchecked`. The
    /// shape's other constraints are checked in any case. A service then has to check the pattern in its own code.
    pub fn accept_unchecked_pattern(mut self, shape: impl Into<String>) -> Self {
        self.unchecked_patterns.insert(shape.into());
        self
    }

    /// Derives one more trait, by its path, on every structure, union, enum and operation error.
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.derives.push(path.into());
        self
    }

    /// The crate's name, which is also its folder's; at first the service's in snake case.
    pub fn crate_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The crate's folder, below the root that [`sync`](crate::sync) is given, with `/` between its parts; at first
    /// the crate's name.
    pub fn folder(mut self, folder: impl Into<String>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// The crate's version; at first `0.1.0`.
    pub fn crate_version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// Where the crate finds the runtime; at first in the registry.
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = runtime;
        self
    }

    /// The command that generates the files again, for the header of each.
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// Whether to write the protocol tests that the model states for its service with the traits of
    /// [`smithy.test`], as `tests/client_protocol.rs` and `tests/server_protocol.rs`; on at first. Without such
    /// traits nothing is written.
    ///
    /// [`smithy.test`]: https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html
    pub fn protocol_tests(mut self, protocol_tests: bool) -> Self {
        self.protocol_tests = protocol_tests;
        self
    }

    /// Marks a protocol test as ignored on one side, for a reason that is printed with it. A test that is not there is
    /// an error. Where a request and a response have the same `id`, `requests::id` or `responses::id` is one of them.
    pub fn exclude_test(
        mut self,
        side: Side,
        id: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        self.exclusions.push(Exclusion {
            id: id.into(),
            side,
            reason: reason.into(),
        });
        self
    }

    /// Generates the files.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with the models and the options, if anything is.
    pub fn generate(&self) -> Result<Generated, Failure> {
        let mut clock = Clock::start();
        let mut diagnostics = Diagnostics::new();
        let sources = self.read(&mut diagnostics);
        clock.lap("read");
        // What a file that cannot be read would have said is not missing from the model.
        let all_read = !diagnostics.has_errors();
        let derives = self.parse_derives(&mut diagnostics);
        let (model, complaints) = farrier_smithy::load(&sources);
        diagnostics.extend(complaints);
        let Some(model) = model.filter(|_| all_read) else {
            return Err(Failure::new(diagnostics, sources));
        };
        clock.lap("load");
        let options = Options {
            client: self.client && !self.types_only,
            server: self.server && !self.types_only,
            validators: self.validators,
            types_only: self.types_only,
            protocols: self.protocols.clone(),
            unchecked_patterns: self.unchecked_patterns.clone(),
            derives,
        };
        let closure = Closure::of(
            &model,
            self.service.as_deref(),
            &self.operations,
            &mut diagnostics,
        );
        let plan = closure
            .as_ref()
            .and_then(|closure| plan::plan(&model, closure, &options, &mut diagnostics));
        let tests = match (&closure, &plan) {
            (Some(closure), Some(plan)) if self.protocol_tests => {
                self.tests(&model, closure, plan, &mut diagnostics)
            }
            _ => Vec::new(),
        };
        let name = match (&self.name, &plan) {
            (Some(name), _) => name.clone(),
            (None, Some(plan)) => plan.service.name.to_snake_case(),
            (None, None) => return Err(Failure::new(diagnostics, sources)),
        };
        check_name(&name, &mut diagnostics);
        let Some(plan) = plan.filter(|_| !diagnostics.has_errors()) else {
            return Err(Failure::new(diagnostics, sources));
        };
        clock.lap("plan");
        let mut emitted = emit::emit(&plan, &options, &name);
        let tests = tests
            .iter()
            .filter_map(|(side, tests)| emit::protocol_tests(&plan, tests, *side, &name));
        let own = emitted.len();
        emitted.extend(tests);
        let tested = emitted.len() > own;
        clock.lap("emit");
        let manifest = Manifest {
            name,
            version: self.version.clone(),
            runtime: self.runtime.clone(),
            tests: tested,
        };
        let Some(files) = self.print(
            &plan,
            &options,
            manifest,
            emitted,
            &sources,
            &mut diagnostics,
        ) else {
            return Err(Failure::new(diagnostics, sources));
        };
        clock.lap("format");
        diagnostics.sort();
        Ok(Generated {
            contents: Contents::of(&plan),
            files,
            warnings: diagnostics.render(&sources),
            diagnostics,
            steps: clock.laps,
        })
    }

    /// The protocol tests of each side that is generated.
    fn tests(
        &self,
        model: &Model,
        closure: &Closure,
        plan: &Plan,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(Side, TestsPlan)> {
        let sides = [(Side::Client, self.client), (Side::Server, self.server)];
        let mut tests = Vec::new();
        for (side, _) in sides.into_iter().filter(|(_, on)| *on) {
            let exclusions = &self.exclusions;
            let planned = plan::protocol_tests(model, closure, plan, side, exclusions, diagnostics);
            tests.push((side, planned));
        }
        let planned: Vec<_> = tests.iter().map(|(side, tests)| (*side, tests)).collect();
        plan::check_exclusions(&self.exclusions, &planned, diagnostics);
        tests
    }

    fn read(&self, diagnostics: &mut Diagnostics) -> Sources {
        let mut sources = Sources::new();
        for (path, text) in &self.sources {
            sources.add(path.clone(), text.clone());
        }
        for path in &self.models {
            if let Err(error) = sources.read(path) {
                let fault = Diagnostic::error("ModelFile", format!("cannot read {error}"));
                diagnostics
                    .push(fault.help("a model is a file of UTF-8 text, or a folder of them"));
            }
        }
        if sources.is_empty() && !diagnostics.has_errors() {
            diagnostics.push(
                Diagnostic::error("ModelFile", "no model is given")
                    .help("name at least one file that ends in `.smithy` or `.json`"),
            );
        }
        sources
    }

    fn parse_derives(&self, diagnostics: &mut Diagnostics) -> Vec<TokenStream> {
        let parse = |path: &String| match syn::parse_str::<syn::Path>(path) {
            Ok(path) => Some(quote::quote!(#path)),
            Err(error) => {
                let fault = Diagnostic::error(
                    "Derive",
                    format!("`{path}` is not the path of a trait: {error}"),
                );
                diagnostics.push(fault.help("a path is like `serde::Serialize`"));
                None
            }
        };
        self.derives.iter().filter_map(parse).collect()
    }

    fn print(
        &self,
        plan: &Plan,
        options: &Options,
        manifest: Manifest,
        emitted: Vec<(String, TokenStream)>,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Files> {
        let folder = self.folder.clone().unwrap_or_else(|| manifest.name.clone());
        let header = self.header(plan, sources);
        let mut files = Files::new();
        let text = comment("# ", &header) + &emit::manifest(plan, options, &manifest);
        files.insert(format!("{folder}/Cargo.toml"), text);
        for (path, tokens) in emitted {
            match format::rust(tokens) {
                Ok(text) => {
                    files.insert(
                        format!("{folder}/{path}"),
                        comment("// ", &header) + "\n" + &text,
                    );
                }
                Err(error) => diagnostics.push(
                    Diagnostic::error(
                        "GeneratedSyntax",
                        format!("{path} came out as invalid Rust: {error}"),
                    )
                    .help("this is a fault of the generator: please report it with the model"),
                ),
            }
        }
        (!diagnostics.has_errors()).then_some(files)
    }

    /// What every file begins with: the tool, the model and how to generate again.
    fn header(&self, plan: &Plan, sources: &Sources) -> Vec<String> {
        let file = |path: &str| {
            Path::new(path)
                .file_name()
                .map(|name| name.to_string_lossy().escape_debug().to_string())
        };
        let models: Vec<String> = sources
            .iter()
            .filter_map(|source| file(source.path()))
            .collect();
        let mut header = vec![format!(
            "Generated by Farrier {} from {} ({}). Do not edit.",
            env!("CARGO_PKG_VERSION"),
            models.join(", "),
            plan.service.id,
        )];
        header.extend(
            self.command
                .iter()
                .map(|command| format!("To generate again: {command}")),
        );
        header
    }
}

fn check_name(name: &str, diagnostics: &mut Diagnostics) {
    let fits = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if !fits || syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_err() {
        let message = format!("`{name}` cannot be the name of a crate");
        let help = "use ASCII letters, digits, `-` and `_`, a letter first, and no keyword";
        diagnostics.push(Diagnostic::error("CrateName", message).help(help));
    }
}

fn comment(start: &str, lines: &[String]) -> String {
    lines
        .iter()
        .map(|line| format!("{start}{line}\n"))
        .collect()
}

/// What a run gives.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The files; each path begins with the crate's folder.
    pub files: Files,
    /// What the crate holds, counted.
    pub contents: Contents,
    /// What is worth knowing, though nothing is wrong.
    pub diagnostics: Diagnostics,
    /// The same, ready to print; empty if there is nothing.
    pub warnings: String,
    /// How long each step took.
    pub steps: Vec<(&'static str, Duration)>,
}

/// Why nothing was generated: every complaint, with the texts that they point into.
#[derive(Debug)]
pub struct Failure(Box<(Diagnostics, Sources)>);

impl Failure {
    fn new(mut diagnostics: Diagnostics, sources: Sources) -> Self {
        diagnostics.sort();
        Self(Box::new((diagnostics, sources)))
    }

    /// The complaints.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.0.0
    }

    /// The complaints as JSON, one object each, for tools.
    pub fn to_json(&self) -> String {
        self.0.0.to_json(&self.0.1)
    }
}

/// The complaints as people read them, with excerpts.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.0.render(&self.0.1))
    }
}

impl std::error::Error for Failure {}

/// How long each step takes.
struct Clock {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        Self {
            last: Instant::now(),
            laps: Vec::new(),
        }
    }

    fn lap(&mut self, step: &'static str) {
        let now = Instant::now();
        self.laps.push((step, now - self.last));
        self.last = now;
    }
}
