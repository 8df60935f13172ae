//! A model gives the same crate whether it is in the IDL or in JSON, in one file or in several.

use std::fs;

use farrier_codegen::{Files, Generator};
use farrier_smithy::{Sources, load, print};

const SERVICE: &str = r#"$version: "2.0"
namespace example
use aws.protocols#restJson1
use example.common#Gone

@restJson1
service Notes {
    version: "2020-01-01"
    operations: [PutNote]
}

@idempotent
@http(method: "PUT", uri: "/notes/{id}")
operation PutNote {
    input := {
        @required
        @httpLabel
        id: String
        @length(max: 10)
        text: String
        stars: Integer = 3
    }
    errors: [Gone]
}
"#;

const COMMON: &str = r#"$version: "2.0"
namespace example.common

@error("client")
@httpError(410)
structure Gone {
    message: String
}
"#;

fn generate(generator: Generator) -> Files {
    match generator.generate() {
        Ok(generated) => generated.files,
        Err(failure) => panic!("{failure}"),
    }
}

/// A file without its first line, which names the files of the model.
fn content(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, content)| content)
}

#[test]
fn the_crate_is_the_same_whatever_the_notation() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("common")).expect("a folder");
    fs::write(folder.path().join("service.smithy"), SERVICE).expect("a write");
    fs::write(folder.path().join("common/errors.smithy"), COMMON).expect("a write");
    let from_folder = generate(Generator::new().model(folder.path()));

    let sources = Sources::from_iter([("service.smithy", SERVICE), ("errors.smithy", COMMON)]);
    let model = load(&sources).0.expect("a model");
    let from_json = generate(Generator::new().source("model.json", print::json(&model)));

    assert!(from_folder.get("notes/src/client.rs").is_some());
    assert_eq!(from_folder.len(), from_json.len());
    for (path, text) in from_folder.iter() {
        assert_eq!(
            Some(content(text)),
            from_json.get(path).map(content),
            "{path}"
        );
    }
}
