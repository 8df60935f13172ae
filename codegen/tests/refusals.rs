//! What the generator refuses, and what it says then.

use farrier_codegen::Generator;
use insta::assert_snapshot;

/// A service of one operation, whose input, traits and the like are given.
fn notes(service: &str, operation: &str, members: &str, shapes: &str) -> String {
    format!(
        r#"{{
    "smithy": "2.0",
    "shapes": {{
        "example#Notes": {{
            "type": "service",
            "version": "1",
            "operations": [{{ "target": "example#PutNote" }}],
            "traits": {{ {service} }}
        }},
        "example#PutNote": {{
            "type": "operation",
            "input": {{ "target": "example#PutNoteInput" }},
            "traits": {{ {operation} }}
        }},
        "example#PutNoteInput": {{
            "type": "structure",
            "members": {{ {members} }}
        }}{shapes}
    }}
}}"#
    )
}

const REST: &str = r#""aws.protocols#restJson1": {}"#;
const PUT: &str =
    r#""smithy.api#http": { "method": "PUT", "uri": "/notes" }, "smithy.api#idempotent": {}"#;
const TEXT: &str = r#""text": { "target": "smithy.api#String" }"#;

fn refusal(generator: Generator) -> String {
    generator
        .generate()
        .expect_err("the model or the options are at fault")
        .to_string()
}

#[test]
fn a_protocol_that_is_not_supported() {
    let model = notes(
        r#""smithy.api#documentation": "Keeps notes.""#,
        "",
        TEXT,
        "",
    );
    assert_snapshot!(refusal(Generator::new().source("notes.json", model)), @r#"
    error[ProtocolNotSupported]: `example#Notes` declares no protocol that is supported
     --> notes.json:4:9
      |
    4 |         "example#Notes": {
      |         ^^^^^^^^^^^^^^^
      |
      = in: example#Notes
      = help: put one of `smithy.protocols#rpcv2Cbor`, `smithy.protocols#rpcv2Json`, `aws.protocols#awsJson1_0`, `aws.protocols#awsJson1_1`, `aws.protocols#restJson1`, `aws.protocols#restXml`, `aws.protocols#awsQuery`, `aws.protocols#ec2Query` on the service, or ask for its types alone, which need no protocol: `Generator::types_only`
    "#);
}

#[test]
fn an_operation_that_is_not_bound_to_http() {
    let model = notes(REST, "", TEXT, "");
    assert_snapshot!(refusal(Generator::new().source("notes.json", model)), @r#"
    error[HttpBindingsMissing]: the operation has no trait `smithy.api#http`, and the protocol `aws.protocols#restJson1` needs it
      --> notes.json:10:9
       |
    10 |         "example#PutNote": {
       |         ^^^^^^^^^^^^^^^^^
       |
       = in: example#PutNote
       = help: say which request it is: `"smithy.api#http": {"method": "…", "uri": "…"}`
    "#);
}

#[test]
fn a_protocol_that_the_service_does_not_declare() {
    let generator = Generator::new()
        .source("notes.json", notes(REST, PUT, TEXT, ""))
        .protocol("restJson1")
        .protocol("aws.protocols#awsJson1_0")
        .protocol("gopher");
    assert_snapshot!(refusal(generator), @r#"
    error[ProtocolNotDeclared]: `example#Notes` does not declare the protocol `aws.protocols#awsJson1_0`
     --> notes.json:4:9
      |
    4 |         "example#Notes": {
      |         ^^^^^^^^^^^^^^^
      |
      = in: example#Notes
      = help: it declares `aws.protocols#restJson1`

    error[ProtocolNotDeclared]: `example#Notes` does not declare the protocol `gopher`
     --> notes.json:4:9
      |
    4 |         "example#Notes": {
      |         ^^^^^^^^^^^^^^^
      |
      = in: example#Notes
      = help: it declares `aws.protocols#restJson1`
    "#);
}

#[test]
fn a_pattern_that_takes_more_than_linear_time() {
    let members = r#""text": { "target": "smithy.api#String", "traits": { "smithy.api#pattern": "^(.)\\1$" } }"#;
    let model = notes(REST, PUT, members, "");
    assert_snapshot!(refusal(Generator::new().source("notes.json", model)), @r#"
    error[PatternNotSupported]: back-references cannot be matched in linear time
      --> notes.json:17:101
       |
    17 |             "members": { "text": { "target": "smithy.api#String", "traits": { "smithy.api#pattern": "^(.)\\1$" } } }
       |                                                                                                     ^^^^^^^^^^
       |
       = in: example#PutNoteInput$text
       = help: write the repeated part out, or check it in the operation's code; or accept that values are not held to it: `Generator::accept_unchecked_pattern("example#PutNoteInput$text")`
    "#);
}

#[test]
fn a_pattern_that_may_go_unchecked_is_warned_of() {
    let members = r#""text": { "target": "example#Text", "traits": { "smithy.api#length": { "max": 2 } } }, "again": { "target": "example#Text" }"#;
    let shapes =
        r#", "example#Text": { "type": "string", "traits": { "smithy.api#pattern": "^(.)\\1$" } }"#;
    let generated = Generator::new()
        .source("notes.json", notes(REST, PUT, members, shapes))
        .accept_unchecked_pattern("example#Text")
        .accept_unchecked_pattern("example#Txet")
        .generate()
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert_snapshot!(generated.warnings, @r#"
    warning[PatternUnchecked]: values are not held to this pattern: back-references cannot be matched in linear time
      --> notes.json:18:82
       |
    18 |         }, "example#Text": { "type": "string", "traits": { "smithy.api#pattern": "^(.)\\1$" } }
       |                                                                                  ^^^^^^^^^^
       |
       = in: example#Text
       = help: write the repeated part out, or check it in the operation's code

    note[PatternUnchecked]: `example#Txet` has no pattern that goes unchecked in what is generated
     |
     = help: accept those alone that are refused without it
    "#);
    let constraints = generated
        .files
        .get("notes/src/constraints.rs")
        .expect("the other constraints are checked");
    assert!(constraints.contains("Length"), "{constraints}");
    assert!(!constraints.contains("Pattern"), "{constraints}");
}

#[test]
fn every_fault_of_the_options_at_once() {
    let generator = Generator::new()
        .source("notes.json", notes(REST, PUT, TEXT, ""))
        .derive("serde::")
        .crate_name("match");
    assert_snapshot!(refusal(generator), @r"
    error[CrateName]: `match` cannot be the name of a crate
     |
     = help: use ASCII letters, digits, `-` and `_`, a letter first, and no keyword

    error[Derive]: `serde::` is not the path of a trait: unexpected end of input, expected identifier
     |
     = help: a path is like `serde::Serialize`
    ");
}

#[test]
fn an_operation_that_is_not_there() {
    let generator = Generator::new()
        .source("notes.json", notes(REST, PUT, TEXT, ""))
        .operation("PutNotes");
    assert_snapshot!(refusal(generator), @r#"
    error[Closure.Operation]: `example#Notes` has no operation `PutNotes`
     --> notes.json:4:9
      |
    4 |         "example#Notes": {
      |         ^^^^^^^^^^^^^^^
      |
      = in: example#Notes
      = help: did you mean `PutNote`?
    "#);
}

#[test]
fn a_file_that_is_not_there() {
    assert_snapshot!(refusal(Generator::new().model("no/such/model.json")), @r"
    error[ModelFile]: cannot read no/such/model.json: No such file or directory (os error 2)
     |
     = help: a model is a file of UTF-8 text, or a folder of them
    ");
}

#[test]
fn no_model_at_all() {
    assert_snapshot!(refusal(Generator::new()), @r"
    error[ModelFile]: no model is given
     |
     = help: name at least one file that ends in `.smithy` or `.json`
    ");
}

#[test]
fn faults_are_told_to_tools_as_json() {
    let model = notes(REST, PUT, r#""text": { "target": "smithy.api#Strng" }"#, "");
    let failure = Generator::new().source("notes.json", model).generate();
    let json = failure.expect_err("a target is missing").to_json();
    let faults: serde_json::Value = serde_json::from_str(&json).expect("the faults are JSON");
    assert_eq!(faults[0]["id"], "Target");
    assert_eq!(faults[0]["shape"], "example#PutNoteInput$text");
    assert_eq!(faults[0]["help"], "did you mean `smithy.api#String`?");
}
