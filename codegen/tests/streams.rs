//! What a model's streams ask of the crate beside its shapes.

use farrier_codegen::{Generated, Generator};
use insta::assert_snapshot;

/// A service of one operation, which takes a stream of this shape.
fn recordings(stream: &str) -> Generated {
    let model = format!(
        r#"{{
    "smithy": "2.0",
    "shapes": {{
        "example#Recordings": {{
            "type": "service",
            "operations": [{{ "target": "example#Record" }}],
            "traits": {{ "aws.protocols#restJson1": {{}} }}
        }},
        "example#Record": {{
            "type": "operation",
            "input": {{ "target": "example#RecordInput" }},
            "traits": {{ "smithy.api#http": {{ "method": "POST", "uri": "/" }} }}
        }},
        "example#RecordInput": {{
            "type": "structure",
            "members": {{
                "stream": {{
                    "target": "example#Stream",
                    "traits": {{ "smithy.api#required": {{}}, "smithy.api#httpPayload": {{}} }}
                }}
            }}
        }},
        "example#Stream": {stream},
        "example#Event": {{ "type": "structure", "members": {{}} }}
    }}
}}"#
    );
    let generator = Generator::new().source("recordings.json", model);
    generator
        .generate()
        .unwrap_or_else(|failure| panic!("{failure}"))
}

/// The line of the manifest that asks for the runtime, without its version.
fn runtime(generated: &Generated) -> String {
    let manifest = generated.files.get("recordings/Cargo.toml");
    let lines = manifest.expect("there is a manifest").lines();
    let line = lines.filter(|line| line.starts_with("farrier = "));
    let line: String = line.collect();
    line.split_once("default-features")
        .map(|(_, features)| features.to_owned())
        .unwrap_or_default()
}

#[test]
fn events_alone_ask_for_a_feature_of_the_runtime() {
    let events = recordings(
        r#"{
            "type": "union",
            "members": { "event": { "target": "example#Event" } },
            "traits": { "smithy.api#streaming": {} }
        }"#,
    );
    assert_eq!(
        runtime(&events),
        r#" = false, features = ["event-stream"] }"#
    );
    let bytes = recordings(r#"{ "type": "blob", "traits": { "smithy.api#streaming": {} } }"#);
    assert_eq!(runtime(&bytes), " = false }");
}

#[test]
fn the_length_of_a_stream_is_not_checked_silently() {
    let generated = recordings(
        r#"{
            "type": "blob",
            "traits": { "smithy.api#streaming": {}, "smithy.api#length": { "max": 10 } }
        }"#,
    );
    assert_snapshot!(generated.warnings, @r#"
    warning[StreamLength]: the length of `example#RecordInput$stream` is not checked, since it streams
      --> recordings.json:17:17
       |
    17 |                 "stream": {
       |                 ^^^^^^^^
       |
       = in: example#RecordInput$stream
       = help: check it in the operation's code, as the stream is read
    "#);
}
