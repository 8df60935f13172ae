//! Types alone: the same for every protocol, and named as they are with a client and a server.

use farrier_codegen::{Files, Generator};

/// A service of one operation, with these traits.
fn notes(service: &str, operation: &str) -> String {
    format!(
        r#"{{
    "smithy": "2.0",
    "shapes": {{
        "example#Notes": {{
            "type": "service",
            "version": "1",
            "operations": [{{ "target": "example#PutNote" }}],
            "errors": [{{ "target": "example#Full" }}],
            "traits": {{ {service} }}
        }},
        "example#PutNote": {{
            "type": "operation",
            "input": {{ "target": "example#PutNoteInput" }},
            "traits": {{ {operation} }}
        }},
        "example#PutNoteInput": {{
            "type": "structure",
            "members": {{ "note": {{ "target": "example#Note" }} }}
        }},
        "example#Note": {{
            "type": "structure",
            "members": {{ "title": {{ "target": "example#Title" }} }}
        }},
        "example#Title": {{
            "type": "string",
            "traits": {{ "smithy.api#length": {{ "max": 80 }} }}
        }},
        "example#Full": {{
            "type": "structure",
            "members": {{}},
            "traits": {{ "smithy.api#error": "server" }}
        }}
    }}
}}"#
    )
}

fn generate(generator: Generator, model: String) -> Files {
    match generator.source("notes.json", model).generate() {
        Ok(generated) => generated.files,
        Err(failure) => panic!("{failure}"),
    }
}

fn types_only(protocol: &str) -> Files {
    let http = r#""smithy.api#http": { "method": "POST", "uri": "/notes" }"#;
    generate(Generator::new().types_only(true), notes(protocol, http))
}

#[test]
fn no_protocol_makes_a_difference() {
    let none = types_only("");
    for protocol in [
        r#""aws.protocols#awsJson1_0": {}"#,
        r#""aws.protocols#awsJson1_1": {}"#,
        r#""aws.protocols#awsQuery": {}, "smithy.api#xmlNamespace": { "uri": "https://example.com/" }"#,
        r#""aws.protocols#ec2Query": {}, "smithy.api#xmlNamespace": { "uri": "https://example.com/" }"#,
        r#""aws.protocols#restXml": {}"#,
        r#""smithy.protocols#rpcv2Cbor": {}"#,
        r#""example.protocols#ours": {}"#,
    ] {
        let files = types_only(protocol);
        assert!(files.iter().eq(none.iter()), "{protocol}");
    }
}

#[test]
fn nothing_but_types_and_what_validates_them_is_written() {
    let files = types_only("");
    let paths: Vec<&str> = files.iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "notes/Cargo.toml",
            "notes/src/constraints.rs",
            "notes/src/lib.rs",
            "notes/src/operation/mod.rs",
            "notes/src/operation/put_note.rs",
            "notes/src/types.rs",
        ]
    );
    let manifest = files.get("notes/Cargo.toml").expect("there is a manifest");
    assert!(!manifest.contains("[features]"), "{manifest}");
    for (path, text) in files.iter() {
        assert!(!text.contains("Protocol"), "{path}:\n{text}");
        assert!(
            !text.contains("impl wire::Operation for"),
            "{path}:\n{text}"
        );
    }
}

#[test]
fn types_are_those_that_a_client_and_a_server_use() {
    let model = || {
        notes(
            r#""aws.protocols#restJson1": {}"#,
            r#""smithy.api#http": { "method": "POST", "uri": "/notes" }"#,
        )
    };
    let whole = generate(Generator::new(), model());
    let types = generate(Generator::new().types_only(true), model());
    for path in ["notes/src/types.rs", "notes/src/constraints.rs"] {
        assert_eq!(types.get(path), whole.get(path), "{path}");
    }
}
