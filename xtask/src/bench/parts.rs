//! A generated crate without one of its parts, to see what the part costs to build.
//!
//! What no option of the generator leaves out is cut from the text: the text's form is the generator's own, and a cut
//! that goes wrong does not compile.

use farrier_codegen::sync;
use farrier_codegen::{Files, Generator, Runtime};
use serde_json::Value;

use super::corpus::generate;
use super::workspace::handlers;
use crate::Failure;

/// A crate, and what it lacks or has more.
pub(super) struct Variant {
    /// The crate's name.
    pub(super) name: String,
    /// What is told of it.
    pub(super) about: &'static str,
    /// The parts that it has, as features.
    pub(super) features: &'static [&'static str],
    pub(super) files: Files,
}

/// What every variant is compared with.
pub(super) const WHOLE: &str = "everything";
/// The variant that compiles every operation in the crate.
pub(super) const COMPILED: &str = "routines compiled in the crate";

/// A change of a file's text, given its path.
type Edit = fn(&str, &str) -> String;

const EDITS: [(&str, Edit); 8] = [
    ("doc comments", |_, text| without_docs(text)),
    ("`Clone`", |path, text| {
        on_shapes(path, text, |text| without(text, "Clone", ""))
    }),
    ("`PartialEq`", |path, text| {
        let stub = "impl PartialEq for NAME { fn eq(&self, _: &Self) -> bool { true } }";
        on_shapes(path, text, |text| without(text, "PartialEq", stub))
    }),
    ("`Debug`", |path, text| {
        let stub = "impl std::fmt::Debug for NAME { fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> \
                    std::fmt::Result { Ok(()) } }";
        on_shapes(path, text, |text| without(text, "Debug", stub))
    }),
    ("`Eq`, `Ord` and `Hash` of enums", |_, text| {
        text.replace("PartialEq, Eq, PartialOrd, Ord, Hash)]", "PartialEq)]")
    }),
    ("setters", |_, text| without_setters(text)),
    ("handing members to a codec", |_, text| {
        without_function(text, "    fn members(")
    }),
    ("reading members from a codec", |_, text| {
        without_function(text, "    fn members_mut(")
    }),
];

/// The variants of a crate with client, server and validators.
pub(super) fn variants(
    name: &str,
    model: &str,
    generator: &Generator,
    runtime: Runtime,
) -> Result<Vec<Variant>, Failure> {
    let of = |tag: &str| format!("{name}-{tag}");
    let whole = generate(&generator.clone().crate_name(of("everything")))?;
    let mut variants = Vec::new();
    let both: &[&str] = &["--features", "client,server"];
    let mut add = |name: String, about, features, files| {
        variants.push(Variant {
            name,
            about,
            features,
            files,
        });
    };
    let compiled = compiled(&of("everything"), &of("compiled"), &whole);
    for (at, (about, edit)) in EDITS.into_iter().enumerate() {
        let name = of(&format!("part-{at}"));
        let files = edited(&whole, &of("everything"), &name, edit);
        add(name, about, both, files);
    }
    let mut options = |tag, about, features, generator: Generator| {
        let name = of(tag);
        let files = generate(&generator.crate_name(&*name))?;
        add(name, about, features, files);
        Ok(())
    };
    let flawless = Generator::new()
        .source("model.json", without_errors(model)?)
        .runtime(runtime);
    let client: &[&str] = &["--features", "client"];
    let server: &[&str] = &["--features", "server"];
    options(
        "no-validators",
        "constraints",
        both,
        generator.clone().validators(false),
    )?;
    options(
        "no-client",
        "the client",
        server,
        generator.clone().client(false),
    )?;
    options(
        "no-server",
        "the server",
        client,
        generator.clone().server(false),
    )?;
    options("no-errors", "operations' errors", both, flawless)?;
    add(of("compiled"), COMPILED, both, compiled);
    let whole = Variant {
        name: of("everything"),
        about: WHOLE,
        features: both,
        files: whole,
    };
    variants.insert(0, whole);
    Ok(variants)
}

/// The files of a crate under another name, each Rust file changed.
fn edited(files: &Files, from: &str, to: &str, edit: Edit) -> Files {
    let mut edited = Files::new();
    for (path, text) in files.iter() {
        let path = path.replacen(from, to, 1);
        let text = match path.ends_with(".rs") {
            true => edit(&path, text),
            false => text.replace(&format!("\"{from}\""), &format!("\"{to}\"")),
        };
        edited.insert(path, text);
    }
    edited
}

/// Changes the shapes alone: what the client and the server define is little, and their own.
fn on_shapes(path: &str, text: &str, edit: impl Fn(&str) -> String) -> String {
    if path.ends_with("/types.rs") || path.contains("/operation/") {
        edit(text)
    } else {
        text.to_owned()
    }
}

fn without_docs(text: &str) -> String {
    lines(
        text.lines()
            .filter(|line| !line.trim_start().starts_with("///")),
    )
    .replace("#![warn(missing_docs)]\n", "")
}

/// Leaves out a derive; `stub` stands for it where the runtime asks for the trait.
fn without(text: &str, derive: &str, stub: &str) -> String {
    let mut out = String::new();
    let mut stubs = String::new();
    let mut cut = false;
    for line in text.lines() {
        match line
            .strip_prefix("#[derive(")
            .and_then(|rest| rest.strip_suffix(")]"))
        {
            // What is `Copy` has to be `Clone`, and there is next to nothing of it.
            Some(derives) if !derives.contains("Copy") => {
                let kept: Vec<&str> = derives.split(", ").filter(|one| *one != derive).collect();
                cut = kept.len() < derives.split(", ").count();
                out.push_str(&format!("#[derive({})]\n", kept.join(", ")));
                continue;
            }
            _ => {}
        }
        if let Some(rest) = line
            .strip_prefix("pub struct ")
            .or(line.strip_prefix("pub enum "))
        {
            let name = rest.split([' ', '(', '{', ';']).next().unwrap_or(rest);
            if std::mem::take(&mut cut) {
                stubs.push_str(&stub.replace("NAME", name));
                stubs.push('\n');
            }
        }
        out.push_str(line);
        out.push('\n');
    }
    out + &stubs
}

fn without_setters(text: &str) -> String {
    let mut inside = false;
    lines(text.lines().filter(|line| {
        inside |= line.starts_with("    /// Sets `");
        let keep = !inside;
        inside &= *line != "    }";
        keep
    }))
}

/// Leaves out the functions that begin so, on one line or to their closing brace.
fn without_function(text: &str, start: &str) -> String {
    let mut inside = false;
    lines(text.lines().filter(|line| {
        let starts = line.starts_with(start);
        let keep = !starts && !inside;
        inside = (starts && !line.ends_with('}')) || (inside && *line != "    }");
        keep
    }))
}

/// The model without the errors of operations.
fn without_errors(model: &str) -> Result<String, Failure> {
    let unreadable = |error| Failure::new(format_args!("cannot read the model: {error}"));
    let mut model: Value = serde_json::from_str(model).map_err(unreadable)?;
    let shapes = model["shapes"].as_object_mut().into_iter().flatten();
    for (_, shape) in shapes {
        if let Some(shape) = shape.as_object_mut() {
            shape.remove("errors");
        }
    }
    Ok(model.to_string())
}

/// The crate with functions, not generic, that call and serve every operation.
fn compiled(from: &str, to: &str, files: &Files) -> Files {
    let mut compiled = edited(files, from, to, |_, text| text.to_owned());
    let file = |name: &str| files.get(&format!("{from}/src/{name}")).unwrap_or_default();
    let server = file("server.rs");
    let (service, body) = handlers(server);
    let mut text = format!(
        "// {}\n#![allow(missing_docs, refining_impl_trait)]\n\
         use crate::operation::*;\nuse crate::server::{{{service}, Operations}};\n\
         use farrier::server::{{Context, Incoming, Outcome, Reply, Routes}};\nuse farrier::wire::Shape;\n\
         #[derive(Debug)]\npub struct Service;\n\nimpl {service} for Service {{\n{body}}}\n\n\
         type Served = Incoming<Service, <Operations as Routes<Service>>::Protocols>;\n\n\
         pub fn route(method: &str, path: &[&str], call: Served) -> Reply {{\n    \
         <Operations as Routes<Service>>::route(method, path, call)\n}}\n\n\
         pub fn named(name: &str, call: Served) -> Reply {{\n    \
         <Operations as Routes<Service>>::named(name, call)\n}}\n\n",
        sync::MARK
    );
    let operations = server
        .split("Outcome<")
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    for (at, operation) in operations.enumerate() {
        text.push_str(&format!(
            "pub fn call_{at}(core: &farrier::client::Core<crate::Protocol>, input: <{operation} as farrier::wire::Operation>::Input)\n    \
             -> std::pin::Pin<Box<dyn Future<Output = Result<<{operation} as farrier::wire::Operation>::Output, \
             crate::Error<<{operation} as farrier::wire::Operation>::Error>>>>> {{\n    \
             Box::pin(farrier::client::Call::<{operation}, crate::Protocol>::new(core, input).send())\n}}\n"
        ));
    }
    compiled.insert(format!("{to}/src/compiled.rs"), text);
    let root = file("lib.rs").to_owned() + "\npub mod compiled;\n";
    compiled.insert(
        format!("{to}/src/lib.rs"),
        root.replace("#![warn(missing_docs)]\n", ""),
    );
    compiled
}

fn lines<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
/// A shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its name.
    pub name: String,
}

impl Shape {
    /// Sets `name`.
    pub fn name(mut self, name: String) -> Self {
        self.name = name;
        self
    }
}

impl wire::Shape for Shape {
    fn blank() -> Self { Self::default() }
    fn members(&self) -> impl wire::Members { (&self.name,) }
    fn members_mut(&mut self) -> impl wire::MembersMut {
        (&mut self.name,)
    }
}
";

    #[test]
    fn a_derive_is_left_out() {
        let text = without(TEXT, "Debug", "impl Debug for NAME {}");
        assert!(
            text.contains("#[derive(Clone, PartialEq)]\npub struct Shape {"),
            "{text}"
        );
        assert!(text.ends_with("}\nimpl Debug for Shape {}\n"), "{text}");
    }

    #[test]
    fn setters_are_left_out() {
        let text = without_setters(TEXT);
        assert!(text.contains("impl Shape {\n}\n"), "{text}");
    }

    #[test]
    fn routines_are_left_out() {
        let text = without_function(TEXT, "    fn members(");
        assert!(
            text.contains("Self::default() }\n    fn members_mut("),
            "{text}"
        );
        let text = without_function(TEXT, "    fn members_mut(");
        assert!(text.ends_with("{ (&self.name,) }\n}\n"), "{text}");
    }

    #[test]
    fn comments_are_left_out() {
        assert!(!without_docs(TEXT).contains("///"));
    }
}
