//! `model/README.md` tells which test holds each fact of the models: it must be there.

use std::fs;
use std::path::Path;

/// The tests that the tables name in their last column, each with its file: "`file.rs`: `test`, `test`".
fn named_tests(readme: &str) -> Vec<(&str, &str)> {
    let mut named = Vec::new();
    for row in readme.lines().filter(|line| line.starts_with('|')) {
        let cell = row
            .trim_end_matches('|')
            .rsplit('|')
            .next()
            .unwrap_or_default();
        let mut file = None;
        for code in cell.split('`').skip(1).step_by(2) {
            match file {
                _ if code.ends_with(".rs") => file = Some(code),
                Some(file) => named.push((file, code)),
                None => panic!("a test without its file: {row}"),
            }
        }
    }
    named
}

#[test]
fn every_test_that_the_readme_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = fs::read_to_string(root.join("model/README.md")).expect("a readme");
    let named = named_tests(&readme);
    assert!(
        named.len() > 40,
        "the tables name only {} tests",
        named.len()
    );
    let missing: Vec<_> = named
        .into_iter()
        .filter(|(file, test)| {
            let text = fs::read_to_string(root.join("tests/tests").join(file)).unwrap_or_default();
            !text.contains(&format!("fn {test}("))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
