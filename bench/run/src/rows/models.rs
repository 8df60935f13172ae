//! Loading and checking models, beside merely reading their JSON. The models are those of the folder `FARRIER_CORPUS`.

use std::path::Path;

use farrier_smithy::{Sources, load};
use serde_json::Value;

use crate::harness::{Bench, Subject, Target};

const SECTION: &str = "Loading models";

/// Runs the rows; without models there are none.
pub fn run(bench: &Bench) {
    let Some(corpus) = std::env::var_os("FARRIER_CORPUS") else {
        eprintln!("{SECTION}: no rows, as FARRIER_CORPUS is not set");
        return;
    };
    let models = read(&Path::new(&corpus).join("models"));
    let smallest = models.iter().min_by_key(|(_, text)| text.len());
    let Some(smallest) = smallest else {
        eprintln!("{SECTION}: no rows, as there are no models");
        return;
    };
    let all = format!("{} models, one after the other", models.len());
    row(bench, &all, &models);
    let kilobytes = smallest.1.len() / 1000;
    let what = format!("the smallest of them, of {kilobytes} kB");
    row(bench, &what, std::slice::from_ref(smallest));
}

fn row(bench: &Bench, what: &str, models: &[(String, String)]) {
    let sources: Vec<Sources> = models
        .iter()
        .map(|(path, text)| Sources::from_iter([(path.as_str(), text.as_str())]))
        .collect();
    for (sources, (path, _)) in sources.iter().zip(models) {
        assert!(load(sources).0.is_some(), "{path} has no errors");
    }
    bench.row(
        SECTION,
        what,
        Subject::new("farrier", || {
            sources.iter().for_each(|sources| drop(load(sources)));
        }),
        vec![(
            Subject::new("serde_json into Value", || {
                for (path, text) in models {
                    let value: Value = serde_json::from_str(text).expect(path);
                    drop(value);
                }
            }),
            Target::Time(5.0),
        )],
    );
}

/// The path and text of each model of a folder.
fn read(folder: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).expect("the folder of models");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    let text = |path: &Path| std::fs::read_to_string(path).expect("a model");
    paths
        .iter()
        .map(|path| (path.display().to_string(), text(path)))
        .collect()
}
