//! Real models. `FARRIER_CORPUS` names a folder whose `models/` holds them as JSON.

use std::fs;
use std::path::PathBuf;

use farrier_smithy::{Closure, Severity, Sources, load};

#[test]
fn every_model_loads_without_an_error() {
    let Some(corpus) = std::env::var_os("FARRIER_CORPUS") else {
        println!("skipped: FARRIER_CORPUS is not set");
        return;
    };
    let folder = PathBuf::from(corpus).join("models");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no models in {}", folder.display());
    for path in &paths {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name");
        let sources = Sources::from_iter([(name, fs::read_to_string(path).expect("a text"))]);
        let (model, mut diagnostics) = load(&sources);
        let model = model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources)));
        let closure = Closure::of(&model, None, &[], &mut diagnostics)
            .unwrap_or_else(|| panic!("{}", diagnostics.render(&sources)));
        assert!(!closure.operations.is_empty(), "{name}");
        let notable = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity > Severity::Note)
            .count();
        println!(
            "{name}: {} operations, {} shapes, {notable} warnings",
            closure.operations.len(),
            closure.shapes.len()
        );
    }
    println!("{} models loaded", paths.len());
}
