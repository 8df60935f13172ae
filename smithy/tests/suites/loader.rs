//! Reading: what models mean, and where they are wrong.

use std::path::Path;

use farrier_smithy::{Model, Severity, Sources, load, load_unchecked};

use super::compare::{compare, compare_flat};
use super::{Suite, files, text};

/// `loader/valid`: a model in the IDL, and the same in JSON.
pub(crate) fn valid(corpus: &Path) -> Suite {
    let folder = corpus.join("smithy/loader/valid");
    let shared = folder.join("__shared.json");
    let mut suite = Suite::new("IDL and its JSON");
    for path in files(&folder, "smithy") {
        let json = path.with_extension("json");
        if json.is_file() {
            let read = |path: &Path| model(&[path, &shared]);
            case(
                &mut suite,
                name(&path, &folder),
                compare(&read(&path), &read(&json)),
            );
        }
    }
    suite
}

/// `idl-pairs`: more of these, each file by itself.
pub(crate) fn pairs(corpus: &Path) -> Suite {
    let folder = corpus.join("smithy/idl-pairs");
    let mut suite = Suite::new("IDL and its JSON, more");
    for path in files(&folder, "smithy") {
        let json = path.with_extension("json");
        let outcome = compare(&model(&[&path]), &model(&[&json]));
        case(&mut suite, name(&path, &folder), outcome);
    }
    suite
}

/// `loader/valid/mixins`: a model with mixins, and what it comes to.
pub(crate) fn flattened(corpus: &Path) -> Suite {
    let folder = corpus.join("smithy/loader/valid/mixins");
    let mut suite = Suite::new("mixins, flattened");
    for path in files(&folder, "smithy") {
        let flat = path.with_extension("flattened.smithy");
        if !flat.is_file() {
            continue;
        }
        case(
            &mut suite,
            name(&path, &folder),
            compare_flat(&model(&[&path]), &model(&[&flat])),
        );
    }
    suite
}

/// `loader/forwardrefs`: files that refer to each other.
pub(crate) fn forward_references(corpus: &Path) -> Suite {
    let folder = corpus.join("smithy/loader/forwardrefs");
    let mut suite = Suite::new("forward references");
    let (resource, uses) = (folder.join("resource"), folder.join("use"));
    let parts = ["resource.smithy", "operation.smithy"].map(|file| resource.join(file));
    let outcome = compare(
        &model(&[&parts[0], &parts[1]]),
        &model(&[&resource.join("result.json")]),
    );
    case(&mut suite, "resource", outcome);
    for file in ["use.smithy", "no-use.smithy"] {
        let widget = (
            "widget.json",
            r#"{"smithy": "2.0", "shapes": {"foo.example#Widget": {
                "type": "structure", "members": {"id": {"target": "smithy.api#String"}}}}}"#
                .to_owned(),
        );
        let sources = Sources::from_iter([("use.smithy", text(&uses.join(file))), widget]);
        let (merged, _) = load_unchecked(&sources);
        let outcome = compare(&merged, &model(&[&uses.join("result.json")]));
        case(&mut suite, file, outcome);
    }
    suite
}

/// `loader/invalid`: models that no tool may accept.
pub(crate) fn refused(corpus: &Path) -> Suite {
    let folder = corpus.join("smithy/loader/invalid");
    let mut suite = Suite::new("invalid models, refused");
    for path in files(&folder, "smithy") {
        let sources = sources(&[&path]);
        let (_, diagnostics) = load(&sources);
        // The reference gives no model when there is danger either.
        let refused = diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity >= Severity::Danger);
        let outcome = if refused {
            Ok(())
        } else {
            Err(first_line(&path))
        };
        case(&mut suite, name(&path, &folder), outcome);
    }
    suite
}

/// `loader/invalid` again: where the first syntax error is.
pub(crate) fn located(corpus: &Path) -> Suite {
    let folder = corpus.join("smithy/loader/invalid");
    let mut suite = Suite::new("syntax errors, located");
    for path in files(&folder, "smithy") {
        let expected = first_line(&path);
        let Some(place) = place(&expected) else {
            continue;
        };
        let sources = sources(&[&path]);
        let (_, diagnostics) = load(&sources);
        let first = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            // Where a target is missing was found out later.
            .filter(|diagnostic| diagnostic.id.starts_with("Model."))
            .filter(|diagnostic| diagnostic.id != "Model.UnknownShape")
            .find_map(|diagnostic| sources.locate(diagnostic.span?));
        let found = first.map(|location| (location.line, location.column));
        let outcome = if found == Some(place) {
            Ok(())
        } else {
            Err(format!("{expected}\n{}", diagnostics.render(&sources)))
        };
        case(&mut suite, name(&path, &folder), outcome);
    }
    suite
}

/// The place in `Syntax error at line 3, column 5`.
fn place(message: &str) -> Option<(usize, usize)> {
    let (_, place) = message.split_once("// Syntax error at line ")?;
    let (line, column) = place.split_once(", column ")?;
    let column = column
        .split(|char: char| !char.is_ascii_digit())
        .next()
        .unwrap_or_default();
    Some((line.parse().ok()?, column.parse().ok()?))
}

fn case(suite: &mut Suite, name: impl std::fmt::Display, outcome: Result<(), String>) {
    suite.judge(outcome.err().map(|why| format!("{name}\n{why}\n")));
}

/// A path as seen from a folder.
fn name(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder)
        .unwrap_or(path)
        .display()
        .to_string()
}

fn first_line(path: &Path) -> String {
    text(path).lines().next().unwrap_or_default().to_owned()
}

fn sources(paths: &[&Path]) -> Sources {
    paths
        .iter()
        .map(|path| (path.to_string_lossy(), text(path)))
        .collect()
}

fn model(paths: &[&Path]) -> Model {
    load_unchecked(&sources(paths)).0
}
