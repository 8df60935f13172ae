//! What people see of broken models. Each file of `faults/` is loaded alone, each folder as one model.

use std::fs;
use std::path::{Path, PathBuf};

use farrier_smithy::{Sources, load};

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    entries
}

fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .expect("a name")
}

#[test]
fn every_fault_is_explained() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    for entry in entries(&folder) {
        let files = if entry.is_dir() {
            entries(&entry)
        } else {
            vec![entry.clone()]
        };
        let read = |file: &PathBuf| {
            (
                name(file).to_owned(),
                fs::read_to_string(file).expect("a text"),
            )
        };
        let sources: Sources = files.iter().map(read).collect();
        let (model, diagnostics) = load(&sources);
        assert_eq!(
            model.is_none(),
            diagnostics.has_errors(),
            "{}",
            entry.display()
        );
        assert!(!diagnostics.is_empty(), "{} has no fault", entry.display());
        insta::assert_snapshot!(
            name(&entry)
                .trim_end_matches(".json")
                .trim_end_matches(".smithy"),
            diagnostics.render(&sources)
        );
    }
}

#[test]
fn programs_get_json() {
    let text = r#"{"smithy": "2.0", "shapes": {
    "example#City": {"type": "structure", "members": {"mayor": {"target": "example#Persn"}}},
    "example#Person": {"type": "strng"},
    "example#Names": {"type": "list", "member": {"target": "example#Cty"}, "traits": {"org.example#odd": {}}}
}}"#;
    let sources = Sources::from_iter([("model/city.json", text)]);
    let (_, diagnostics) = load(&sources);
    insta::assert_snapshot!(diagnostics.to_json(&sources));
}
