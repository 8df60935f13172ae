//! What the IDL means, and how models are printed in it.

use farrier_smithy::traits::{Default, Documentation, EnumValue, Input, Required};
use farrier_smithy::{Model, Shape, Sources, load, print};

fn load_all<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Model {
    let sources: Sources = texts.into_iter().collect();
    let (model, diagnostics) = load(&sources);
    model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources)))
}

fn idl(text: &str) -> Model {
    load_all([(
        "model.smithy",
        &*format!("$version: \"2.0\"\nnamespace example\n{text}"),
    )])
}

fn shape<'m>(model: &'m Model, id: &str) -> &'m Shape {
    model
        .shape(&id.into())
        .unwrap_or_else(|| panic!("no shape {id}"))
}

/// The members of a shape with their targets.
fn members(shape: &Shape) -> Vec<String> {
    let members = shape.members.iter();
    members
        .map(|member| format!("{}: {}", member.name(), member.target))
        .collect()
}

#[test]
fn files_of_both_notations_make_up_one_model() {
    let model = load_all([
        (
            "city.smithy",
            "$version: \"2\"\nnamespace example\nuse example.people#Person\n
            structure City { mayor: Person, twin: City, name: Name }",
        ),
        (
            "people.json",
            r#"{"smithy": "2.0", "shapes": {
                "example.people#Person": {"type": "structure", "members": {"home": {"target": "example#City"}}},
                "example#Name": {"type": "string"}
            }}"#,
        ),
    ]);
    assert_eq!(
        members(shape(&model, "example#City")),
        [
            "mayor: example.people#Person",
            "twin: example#City",
            "name: example#Name"
        ]
    );
}

#[test]
fn a_name_means_what_the_namespace_defines_before_what_the_prelude_does() {
    let uses = "$version: \"2\"\nnamespace example\nstructure City { name: String, area: Integer }";
    let defines = "$version: \"2\"\nnamespace example\n@length(min: 1)\nstring String";
    let other = "$version: \"2\"\nnamespace other\nstructure Town { name: String }";
    let model = load_all([
        ("1.smithy", uses),
        ("2.smithy", defines),
        ("3.smithy", other),
    ]);
    assert_eq!(
        members(shape(&model, "example#City")),
        ["name: example#String", "area: smithy.api#Integer"]
    );
    assert_eq!(
        members(shape(&model, "other#Town")),
        ["name: smithy.api#String"]
    );
}

#[test]
fn inputs_and_outputs_are_named_after_their_operation() {
    let text = "$version: \"2\"\n$operationInputSuffix: \"Request\"\nnamespace example
        @mixin structure Named { @required name: String }
        operation GetCity {
            input := with [Named] {}
            output := {
                area: Integer = 0
            }
        }";
    let model = load_all([("model.smithy", text)]);
    let operation = shape(&model, "example#GetCity").as_operation();
    let operation = operation.expect("an operation");
    assert_eq!(operation.input, "example#GetCityRequest");
    assert_eq!(operation.output, "example#GetCityOutput");
    let input = shape(&model, "example#GetCityRequest");
    assert!(input.traits.has::<Input>());
    assert!(input.members[0].traits.has::<Required>());
    let output = shape(&model, "example#GetCityOutput");
    let default = output.members[0].traits.get::<Default>();
    assert_eq!(default.expect("a default").0.to_json(), "0");
}

#[test]
fn elided_members_take_their_targets_from_the_resource() {
    let model = idl("
        resource City {
            identifiers: { id: CityId }
            properties: { area: Integer }
            read: GetCity
        }
        string CityId
        @readonly
        operation GetCity {
            input := for City { @required $id }
            output := for City { $area }
        }
        @references([{resource: City}])
        structure Summary for City {
            @required
            $id
            $area
            note: String
        }");
    assert_eq!(
        members(shape(&model, "example#Summary")),
        [
            "id: example#CityId",
            "area: smithy.api#Integer",
            "note: smithy.api#String"
        ]
    );
}

#[test]
fn documentation_is_what_stands_before_the_traits() {
    let model = idl("
        /// A place
        ///  where many live.
        @sensitive
        string City");
    let documentation = shape(&model, "example#City").traits.get::<Documentation>();
    assert_eq!(
        documentation.expect("a text").0,
        "A place\n where many live."
    );
}

#[test]
fn members_of_enums_have_their_names_as_values_unless_they_say_otherwise() {
    let model = idl("enum Direction {\n NORTH\n SOUTH = \"south\"\n }");
    let values: Vec<_> = shape(&model, "example#Direction")
        .members
        .iter()
        .map(|member| member.traits.get::<EnumValue>().expect("a value"))
        .collect();
    assert_eq!(
        values,
        [
            EnumValue::String("NORTH".to_owned()),
            EnumValue::String("south".to_owned())
        ]
    );
}

#[test]
fn traits_without_a_value_hold_nothing_of_their_type() {
    let model = idl("
        @trait list labels { member: String }
        @trait structure marked {}
        @labels @marked @tags
        string City");
    let traits = &shape(&model, "example#City").traits;
    for (id, expected) in [
        ("example#labels", "[]"),
        ("example#marked", "{}"),
        ("smithy.api#tags", "[]"),
    ] {
        assert_eq!(traits.node(id).expect("a value").to_json(), expected);
    }
}

#[test]
fn a_model_is_printed_as_people_write_it() {
    let model = load_all([(
        "model.json",
        r#"{"smithy": "2.0", "metadata": {"owners": ["us"]}, "shapes": {
            "example#Cities": {"type": "service", "version": "2020-01-01",
                "operations": [{"target": "example#GetCity"}],
                "traits": {"aws.protocols#restJson1": {}, "aws.api#service": {"sdkId": "Cities"}}},
            "example#GetCity": {"type": "operation",
                "input": {"target": "example#GetCityRequest"}, "output": {"target": "other#City"},
                "traits": {"smithy.api#http": {"method": "GET", "uri": "/cities/{name}"}, "smithy.api#readonly": {}}},
            "example#GetCityRequest": {"type": "structure",
                "members": {"name": {"target": "smithy.api#String",
                    "traits": {"smithy.api#required": {}, "smithy.api#httpLabel": {}}}},
                "traits": {"smithy.api#input": {}, "smithy.api#documentation": "Which city.\n\nBy its name."}},
            "other#City": {"type": "structure", "members": {
                "area": {"target": "smithy.api#Integer", "traits": {"smithy.api#default": 0}},
                "note": {"target": "smithy.api#String", "traits": {"smithy.api#deprecated": {"message": "Gone.\nSee \"map\"."}}}}}
        }}"#,
    )]);
    let files = print::idl(&model);
    let sources: Sources = files
        .iter()
        .map(|(namespace, text)| (format!("{namespace}.smithy"), text))
        .collect();
    let (again, diagnostics) = load(&sources);
    let again = again.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources)));
    assert_eq!(print::json(&again), print::json(&model));
    let files: Vec<String> = files
        .into_iter()
        .map(|(namespace, text)| format!("// {namespace}.smithy\n{text}"))
        .collect();
    insta::assert_snapshot!(files.join("\n"));
}
