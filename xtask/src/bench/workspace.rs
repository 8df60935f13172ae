//! Our side of the build rows: a workspace of generated crates and of applications that use them.

use std::fmt::{Debug, Write as _};
use std::path::{Path, PathBuf};

use farrier_codegen::sync::{self, Scope};
use farrier_codegen::{Files, Runtime};

use super::corpus::{Corpus, generate};
use super::subject::Subject;
use crate::Failure;

/// Writes the workspace of these services and tells where it is: for each a crate with a client alone, one with
/// everything, and an application of each.
pub(super) fn write(
    folder: &Path,
    corpus: &Corpus,
    subjects: &[Subject],
) -> Result<PathBuf, Failure> {
    let root = folder.join("builds/ours");
    let repository = std::env::current_dir()
        .map_err(|error| Failure::new(format_args!("cannot tell the current folder: {error}")))?;
    let runtime = Runtime::Path(repository.join("runtime").display().to_string());
    let mut files = Files::new();
    let mut members = Vec::new();
    for subject in subjects {
        let generator = corpus.generator(subject.model).runtime(runtime.clone());
        let whole = format!("{}-whole", subject.name);
        let client = generator
            .clone()
            .crate_name(subject.name)
            .server(false)
            .validators(false);
        files.extend(generate(&client)?);
        let everything = generate(&generator.crate_name(&*whole))?;
        let server = everything
            .get(&format!("{whole}/src/server.rs"))
            .unwrap_or_default();
        let service = service(&whole.replace('-', "_"), server);
        files.extend(everything);

        let three = three(subject)?;
        let mut features = vec!["hyper"];
        features.extend(subject.features);
        for (name, library, features, main) in [
            (
                format!("{}-three", subject.name),
                subject.name,
                &*features,
                three,
            ),
            (
                format!("{}-all", subject.name),
                &*whole,
                &["client", "serve"],
                service,
            ),
        ] {
            files.insert(
                format!("{name}/Cargo.toml"),
                manifest(&name, library, features),
            );
            files.insert(
                format!("{name}/src/main.rs"),
                format!("// {}\n{main}", sync::MARK),
            );
            members.extend([library.to_owned(), name]);
        }
    }
    files.insert("Cargo.toml", self::root(&members));
    let changes = sync::compare(&root, &files, Scope::Root).map_err(Failure::new)?;
    changes.write().map_err(Failure::new)?;
    // The versions that the repository pins.
    std::fs::copy("Cargo.lock", root.join("Cargo.lock"))
        .map_err(|error| Failure::new(format_args!("cannot copy Cargo.lock: {error}")))?;
    Ok(root)
}

/// The application that calls three operations.
fn three(subject: &Subject) -> Result<String, Failure> {
    let path = format!("bench/builds/ours/{}.rs", subject.name);
    std::fs::read_to_string(&path)
        .map_err(|error| Failure::new(format_args!("cannot read {path}: {error}")))
}

/// The manifest of a workspace with these members.
pub(super) fn root(members: &[impl Debug]) -> String {
    format!(
        "# {}\n[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.release]\nstrip = true\n",
        sync::MARK
    )
}

/// The manifest of an application of one library.
pub(super) fn manifest(name: &str, library: &str, features: &[&str]) -> String {
    format!(
        "# {}\n[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         {library} = {{ path = \"../{library}\", default-features = false, features = {features:?} }}\n\
         tokio = {{ version = \"~1.54\", default-features = false, features = [\"macros\", \"net\", \"rt\", \"time\"] }}\n",
        sync::MARK
    )
}

/// The trait that a crate's server asks for, given its text, and a body of an implementation.
///
/// What the handlers return is hidden from the optimiser, so that successes and errors are compiled alike.
pub(super) fn handlers(server: &str) -> (&str, String) {
    let handler = server
        .split_once("pub trait ")
        .map_or(server, |(_, rest)| rest);
    let (name, rest) = handler.split_once(':').unwrap_or_default();
    let methods = rest.split_once("\n}").map_or(rest, |(methods, _)| methods);
    let mut bodies = String::new();
    for method in methods.split("    fn ").skip(1) {
        let signature = method
            .split_once(';')
            .map_or(method, |(signature, _)| signature);
        let _ = write!(
            bodies,
            "    fn {signature} {{\n        let _ = (input, context);\n        \
             async {{ std::hint::black_box(Ok(Shape::blank())) }}\n    }}\n"
        );
    }
    (name, bodies)
}

/// The application that serves every operation of a crate, given the text of its server.
pub(super) fn service(library: &str, server: &str) -> String {
    let (name, bodies) = handlers(server);
    format!(
        "//! Serves every operation.\n\
         #![allow(refining_impl_trait)]\n\
         use {library}::farrier::server::{{Context, Outcome}};\n\
         use {library}::farrier::wire::Shape;\n\
         use {library}::operation::*;\n\
         use {library}::server::{{{name}, Router}};\n\n\
         struct Service;\n\n\
         impl {name} for Service {{\n{bodies}}}\n\n\
         #[tokio::main(flavor = \"current_thread\")]\n\
         async fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         let listener = tokio::net::TcpListener::bind(\"127.0.0.1:8080\").await?;\n    \
         {library}::farrier::server::serve(listener, Router::new(Service)).await?;\n    \
         Ok(())\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::service;

    #[test]
    fn every_operation_is_served() {
        let server = "/// What a server does.\npub trait Shop: Send + Sync + 'static {\n    \
                      /// Buys.\n    fn buy(\n        &self,\n        input: BuyInput,\n        \
                      context: Context,\n    ) -> impl Future<Output = Outcome<Buy>> + Send;\n}\n";
        let text = service("shop", server);
        assert!(text.contains("use shop::server::{Shop, Router};"), "{text}");
        assert!(
            text.contains(") -> impl Future<Output = Outcome<Buy>> + Send {\n        let _ = (input, context);"),
            "{text}"
        );
    }
}
