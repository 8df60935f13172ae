//! Examples of operations that do not fit the model: what is new is left out, and what is wrong is refused.

use farrier_codegen::{Failure, Generated, Generator};
use insta::assert_snapshot;

/// A service of one operation with these examples.
fn things(examples: &str) -> Result<Generated, Failure> {
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
                "smithy.api#idempotent": {{}},
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
    generator.generate()
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
        { "title": "Knows more", "input": { "name": "b", "colour": "red" } }"#,
    )
    .unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(shown(&generated), 1);
    assert_snapshot!(generated.warnings, @r#"
    warning[ExamplesTrait.UnknownMember.example#PutThingInput.colour]: the input of the example does not fit: `colour` is not a member of `example#PutThingInput`
      --> things.json:19:58
       |
    19 |         { "title": "Knows more", "input": { "name": "b", "colour": "red" } }]
       |                                                          ^^^^^^^^
       |
       = in: example#PutThing
       = help: its members are `name`, `size`, `when`, `parts`, `choice`

    warning[ExampleValue]: an example does not fit the model: `PutThingInput` has no member `colour`
      --> things.json:19:68
       |
    19 |         { "title": "Knows more", "input": { "name": "b", "colour": "red" } }]
       |                                                                    ^^^^^
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
    let refusal = generated.expect_err("a refusal");
    let messages: Vec<String> = refusal
        .diagnostics()
        .iter()
        .filter(|fault| fault.has_id("ExamplesTrait"))
        .map(|fault| format!("{} {}", fault.severity, fault.message))
        .collect();
    assert_snapshot!(messages.join("\n"), @r#"
    ERROR the input of the example does not fit: expected a string, found the number 1
    ERROR the input of the example does not fit: 128 does not fit in a byte, which has 8 bits
    ERROR the input of the example does not fit: expected a date-time string or seconds since the epoch, found the string "yesterday"
    ERROR the input of the example does not fit: expected a string, found `null`
    ERROR the input of the example does not fit: a value of a union has one member, and here are 2
    WARNING the input of the example does not fit: `colour` is not a member of `example#PutThingInput`
    ERROR the output of the example does not fit: the member `id` is missing, and it is required
    ERROR `example#Thing` is no error of the operation: "h"
    "#);
}
