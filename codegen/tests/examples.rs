//! Examples of operations that do not fit the model are told of, and left out.

use farrier_codegen::{Generated, Generator};
use insta::assert_snapshot;

/// A service of one operation with these examples.
fn things(examples: &str) -> Generated {
    let model = format!(
        r#"{{
    "smithy": "2.0",
    "shapes": {{
        "example#Things": {{
            "type": "service",
            "operations": [{{ "target": "example#PutThing" }}],
            "traits": {{ "aws.protocols#restJson1": {{}} }}
        }},
        "example#PutThing": {{
            "type": "operation",
            "input": {{ "target": "example#PutThingInput" }},
            "output": {{ "target": "example#PutThingOutput" }},
            "errors": [{{ "target": "example#Taken" }}],
            "traits": {{
                "smithy.api#http": {{ "method": "PUT", "uri": "/things" }},
                "smithy.api#examples": [{examples}]
            }}
        }},
        "example#PutThingInput": {{
            "type": "structure",
            "members": {{
                "name": {{ "target": "smithy.api#String", "traits": {{ "smithy.api#required": {{}} }} }},
                "size": {{ "target": "smithy.api#Byte" }},
                "when": {{ "target": "smithy.api#Timestamp" }},
                "parts": {{ "target": "example#Parts" }},
                "choice": {{ "target": "example#Choice" }}
            }}
        }},
        "example#PutThingOutput": {{
            "type": "structure",
            "members": {{ "id": {{ "target": "smithy.api#String", "traits": {{ "smithy.api#required": {{}} }} }} }}
        }},
        "example#Parts": {{ "type": "list", "member": {{ "target": "smithy.api#String" }} }},
        "example#Choice": {{ "type": "union", "members": {{ "link": {{ "target": "smithy.api#String" }} }} }},
        "example#Taken": {{
            "type": "structure",
            "members": {{ "message": {{ "target": "smithy.api#String" }} }},
            "traits": {{ "smithy.api#error": "client" }}
        }}
    }}
}}"#
    );
    let generator = Generator::new().source("things.json", model);
    generator
        .generate()
        .unwrap_or_else(|failure| panic!("{failure}"))
}

/// How many examples the documentation of the client's method has.
fn shown(generated: &Generated) -> usize {
    let client = generated.files.get("things/src/client.rs");
    client
        .expect("there is a client")
        .matches("```no_run")
        .count()
}

#[test]
fn only_what_fits_is_shown() {
    let generated = things(
        r#"
        { "title": "Fits", "input": { "name": "a" }, "output": { "id": "1" } },
        { "title": "Lacks a member", "input": { "size": 1 } }"#,
    );
    assert_eq!(shown(&generated), 1);
    assert_snapshot!(generated.warnings, @r#"
    warning[ExampleValue]: an example does not fit the model: `PutThingInput` lacks the required member `name`
      --> things.json:18:47
       |
    18 |         { "title": "Lacks a member", "input": { "size": 1 } }]
       |                                               ^^^^^^^^^^^^^
       |
       = in: example#PutThing
       = help: mend it: until then the documentation goes without the example
    "#);
}

#[test]
fn each_misfit_is_told_of_where_it_is() {
    let generated = things(
        r#"
        { "title": "a", "input": { "name": 1 } },
        { "title": "b", "input": { "name": "b", "size": 128 } },
        { "title": "c", "input": { "name": "c", "when": "yesterday" } },
        { "title": "d", "input": { "name": "d", "parts": ["x", null] } },
        { "title": "e", "input": { "name": "e", "choice": { "link": "x", "other": "y" } } },
        { "title": "f", "input": { "name": "f", "colour": "red" } },
        { "title": "g", "input": { "name": "g" }, "output": {} },
        { "title": "h", "input": { "name": "h" }, "error": { "shapeId": "example#Thing", "content": {} } }"#,
    );
    assert_eq!(shown(&generated), 0);
    let messages: Vec<&str> = generated
        .diagnostics
        .iter()
        .map(|warning| warning.message.as_str())
        .collect();
    assert_snapshot!(messages.join("\n"), @r"
    an example does not fit the model: `name` takes a string
    an example does not fit the model: `size` takes a whole number of 8 bits
    an example does not fit the model: `when` takes a date-time, or seconds since 1970
    an example does not fit the model: an item of `parts` takes a string
    an example does not fit the model: `Choice` takes an object with one member
    an example does not fit the model: `PutThingInput` has no member `colour`
    an example does not fit the model: `PutThingOutput` lacks the required member `id`
    an example does not fit the model: `PutThing` has no error `example#Thing`
    ");
}
