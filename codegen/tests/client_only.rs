//! A crate for callers alone: what only a service makes has no setters.

use farrier_codegen::{Files, Generator};

const MODEL: &str = r#"{
    "smithy": "2.0",
    "shapes": {
        "example#Notes": {
            "type": "service",
            "version": "1",
            "operations": [{ "target": "example#PutNote" }],
            "errors": [{ "target": "example#Full" }],
            "traits": { "aws.protocols#restJson1": {} }
        },
        "example#PutNote": {
            "type": "operation",
            "input": { "target": "example#PutNoteInput" },
            "output": { "target": "example#PutNoteOutput" },
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/notes" } }
        },
        "example#PutNoteInput": {
            "type": "structure",
            "members": { "notes": { "target": "example#NoteList" } }
        },
        "example#NoteList": { "type": "list", "member": { "target": "example#Note" } },
        "example#Note": {
            "type": "structure",
            "members": { "title": { "target": "smithy.api#String" } }
        },
        "example#PutNoteOutput": {
            "type": "structure",
            "members": { "receipt": { "target": "example#Receipt" } }
        },
        "example#Receipt": {
            "type": "structure",
            "members": {
                "number": { "target": "smithy.api#Integer", "traits": { "smithy.api#required": {} } },
                "remark": { "target": "smithy.api#String" }
            }
        },
        "example#Full": {
            "type": "structure",
            "members": { "message": { "target": "smithy.api#String" } },
            "traits": { "smithy.api#error": "server" }
        }
    }
}"#;

fn generate(generator: Generator) -> Files {
    match generator.source("notes.json", MODEL).generate() {
        Ok(generated) => generated.files,
        Err(failure) => panic!("{failure}"),
    }
}

/// The functions that each structure has of its own, by the text of their heads.
fn functions(files: &Files) -> Vec<String> {
    let mut functions = Vec::new();
    for path in ["src/types.rs", "src/operation/put_note.rs"] {
        let text = files.get(&format!("notes/{path}")).expect("a file");
        for own in text.split("\nimpl ").skip(1) {
            let (name, rest) = own.split_once(" {\n").expect("a block");
            let (block, _) = rest.split_once("\n}").expect("an end");
            let heads = block
                .lines()
                .filter_map(|line| line.trim().strip_prefix("pub fn "));
            functions.extend(
                heads
                    .filter_map(|head| head.split_once('('))
                    .map(|(head, _)| format!("{name}::{head}")),
            );
        }
    }
    functions
}

#[test]
fn callers_make_what_they_send() {
    let files = generate(Generator::new().server(false));
    assert_eq!(
        functions(&files),
        [
            "Note::new",
            "Note::title",
            "Receipt::new",
            "PutNoteInput::new",
            "PutNoteInput::notes"
        ]
    );
}

#[test]
fn a_service_makes_the_rest() {
    assert_eq!(
        functions(&generate(Generator::new())),
        [
            "Full::new",
            "Full::message",
            "Note::new",
            "Note::title",
            "Receipt::new",
            "Receipt::remark",
            "PutNoteInput::new",
            "PutNoteInput::notes",
            "PutNoteOutput::new",
            "PutNoteOutput::receipt",
        ]
    );
}
