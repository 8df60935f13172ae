//! Printing: models to JSON and to the IDL.

use std::path::Path;

use farrier_smithy::{Model, load_unchecked, print};

use super::{Suite, files, sources, text};

/// `shapes/ast-serialization`: what is read from JSON, printed as JSON of version 2.
pub(crate) fn json(corpus: &Path) -> Suite {
    let folder = corpus.join("smithy/shapes/ast-serialization/cases");
    let mut suite = Suite::new("JSON, printed");
    for path in files(&folder, "json") {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".1.0.json") || name.ends_with(".2.0.json") {
            continue;
        }
        let upgraded = path.with_extension("2.0.json");
        let expected = if upgraded.is_file() { &upgraded } else { &path };
        let expected = value(&text(expected));
        let printed = print::json(&model(&path));
        let failure = (value(&printed) != expected).then(|| format!("{name}\n{printed}"));
        suite.judge(failure);
    }
    suite
}

/// `shapes/idl-serialization`: what is read from the IDL, printed again, byte for byte.
pub(crate) fn idl(corpus: &Path) -> Suite {
    let folder = corpus.join("smithy/shapes/idl-serialization/cases");
    let mut suite = Suite::new("IDL, printed");
    for path in files(&folder, "smithy") {
        let printed = print::idl(&model(&path));
        let printed = printed.into_values().next().unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        suite.judge((printed != text(&path)).then(|| format!("{name}\n{printed}")));
    }
    suite
}

/// What the pairs mean, printed in both notations and read again.
pub(crate) fn round_trips(corpus: &Path) -> Suite {
    let mut suite = Suite::new("printed and read again");
    for folder in ["smithy/loader/valid", "smithy/idl-pairs"] {
        let folder = corpus.join(folder);
        for path in files(&folder, "smithy") {
            let model = model(&path);
            let json = [("model.json".to_owned(), print::json(&model))];
            let idl = print::idl(&model).into_iter();
            let idl = idl.map(|(namespace, text)| (format!("{namespace}.smithy"), text));
            let same = |texts: Vec<(String, String)>| {
                let (again, _) = load_unchecked(&texts.iter().cloned().collect());
                super::compare::compare(&model, &again).map_err(|why| {
                    let texts: String = texts.into_iter().map(|(_, text)| text).collect();
                    format!("{}\n{why}\n{texts}", path.display())
                })
            };
            let outcome = same(json.into()).and_then(|()| same(idl.collect()));
            suite.judge(outcome.err());
        }
    }
    suite
}

fn value(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn model(path: &Path) -> Model {
    load_unchecked(&sources(path)).0
}
