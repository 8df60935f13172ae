//! From sources to a checked model.

use std::sync::LazyLock;

use crate::ast::Ast;
use crate::idl::Shadows;
use crate::names::Names;
use crate::{Diagnostic, Diagnostics, Model, Source, Sources, assemble, builtin, check, idl, json};

/// Loads a model from all sources together, with the prelude beneath it.
///
/// A source is read as JSON if its path ends in `.json`, as IDL if it ends in `.smithy`, and else by how it begins.
///
/// Every fault of every source is reported in one run. The model is `None` when one of them is an
/// error; warnings and notes come along with a model.
pub fn load(sources: &Sources) -> (Option<Model>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let model = assembled(sources, &mut diagnostics);
    check::check(&model, &mut diagnostics);
    diagnostics.close();
    let model = (!diagnostics.has_errors()).then_some(model);
    (model, diagnostics)
}

/// Reads all sources together as [`load`] does, without checking what they say.
///
/// There is a model of all that could be understood even if something is wrong, for programs that help to write one.
/// Targets of such a model may lead nowhere.
pub fn load_unchecked(sources: &Sources) -> (Model, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let model = assembled(sources, &mut diagnostics);
    diagnostics.close();
    (model, diagnostics)
}

fn assembled(sources: &Sources, diagnostics: &mut Diagnostics) -> Model {
    let asts = read(sources, diagnostics);
    let model = assemble::assemble(asts, diagnostics);
    diagnostics.sort();
    model
}

/// These sources, and the built-in ones that they need.
fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Vec<Ast> {
    let mut names = Names::default();
    let none = Shadows::default();
    let mut read: Vec<(Ast, Diagnostics)> = sources
        .numbered()
        .map(|(source, origin)| parse(source, origin, &none, &mut names))
        .collect();
    if read.iter().any(|(ast, _)| ast.namespace.is_some()) {
        let shadows = Shadows::of(read.iter().map(|(ast, _)| ast));
        for ((source, origin), read) in sources.numbered().zip(&mut read) {
            // Names were taken to mean the prelude that do not: these files are read again.
            let namespace = read.0.namespace.as_deref();
            if namespace.is_some_and(|namespace| shadows.any_in(namespace)) {
                *read = Default::default();
                *read = parse(source, origin, &shadows, &mut names);
            }
        }
    }
    let mut asts = builtin::needed_by(read.iter().map(|(ast, _)| ast));
    for (ast, complaints) in read {
        asts.push(ast);
        diagnostics.append(complaints);
    }
    asts
}

/// Reads a source whose bytes are counted from `origin` on.
fn parse(
    source: &Source,
    origin: Option<u32>,
    shadows: &Shadows,
    names: &mut Names,
) -> (Ast, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let Some(origin) = origin else {
        let message = format!("with `{}` the files are larger than 4 GB", source.path());
        diagnostics.push(Diagnostic::error("Model.Syntax", message));
        return (Ast::default(), diagnostics);
    };
    let text = source.text();
    let ast = if is_json(source) {
        json::parse(text, origin, names, &mut diagnostics)
    } else {
        idl::parse(text, origin, shadows, names, &mut diagnostics)
    };
    (ast, diagnostics)
}

fn is_json(source: &Source) -> bool {
    match source.path().rsplit_once('.') {
        Some((_, "json")) => true,
        Some((_, "smithy")) => false,
        _ => {
            let text = source.text().trim_start_matches('\u{feff}');
            text.trim_start().starts_with('{')
        }
    }
}

/// Whether the prelude defines a shape of this name.
pub(crate) fn in_prelude(name: &str) -> bool {
    static NAMES: LazyLock<rustc_hash::FxHashSet<&'static str>> = LazyLock::new(|| {
        let definitions = builtin::prelude().definitions.iter();
        definitions.map(|definition| definition.id.name()).collect()
    });
    NAMES.contains(name)
}
