//! What models mean: merging, applying, mixins, resources, services, and the views of older notations.

use farrier_smithy::traits::{
    Default, Documentation, EnumValue, HttpLabel, Length, Mixin, Range, Required, Sensitive, Tags,
    UniqueItems,
};
use farrier_smithy::{
    Closure, Diagnostics, Model, Shape, ShapeId, ShapeKind, ShapeType, Sources, load,
};

fn load_all<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Model {
    let sources: Sources = texts.into_iter().collect();
    let (model, diagnostics) = load(&sources);
    model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources)))
}

fn shapes(shapes: &str) -> Model {
    load_all([(
        "model.json",
        &*format!(r#"{{"smithy": "2.0", "shapes": {{{shapes}}}}}"#),
    )])
}

fn shape<'m>(model: &'m Model, id: &str) -> &'m Shape {
    model
        .shape(&id.into())
        .unwrap_or_else(|| panic!("no shape {id}"))
}

fn member_names(shape: &Shape) -> Vec<&str> {
    shape.members.iter().map(|member| member.name()).collect()
}

#[test]
fn nothing_but_the_prelude() {
    let sources = Sources::new();
    let (model, diagnostics) = load(&sources);
    assert!(diagnostics.is_empty(), "{}", diagnostics.render(&sources));
    let model = model.expect("the prelude");
    assert_eq!(shape(&model, "smithy.api#Integer").kind, ShapeKind::Integer);
    let traits = model
        .shapes()
        .filter(|shape| shape.id.is_prelude() && shape.traits.node("smithy.api#trait").is_some());
    assert_eq!(traits.count(), 79);
    // The built-in models keep to their own rules.
    let targets = model
        .shapes()
        .flat_map(|shape| &shape.members)
        .map(|member| &member.target);
    assert_eq!(
        targets
            .filter(|target| model.shape(target).is_none())
            .count(),
        0
    );
}

#[test]
fn files_are_merged() {
    let one = r#"{"smithy": "2.0", "metadata": {"names": ["a"], "owner": "me"},
        "shapes": {"example#City": {"type": "string"}, "example#Twin": {"type": "string"}}}"#;
    let two = r#"{"smithy": "2.0", "metadata": {"names": ["b"], "owner": "me"},
        "shapes": {"example#Town": {"type": "string"}, "example#Twin": {"type": "string"}}}"#;
    let model = load_all([("one.json", one), ("two.json", two)]);
    shape(&model, "example#City");
    shape(&model, "example#Town");
    let names = model.metadata()["names"].as_array().expect("an array");
    assert_eq!(
        names.iter().map(|name| name.as_str()).collect::<Vec<_>>(),
        [Some("a"), Some("b")]
    );
}

#[test]
fn a_model_may_bring_its_own_definition_of_what_is_built_in() {
    let model = shapes(
        r#""smithy.framework#ValidationException": {
            "type": "structure",
            "members": {"message": {"target": "smithy.api#String"}},
            "traits": {"smithy.api#error": "client", "smithy.api#documentation": "As another tool printed it."}
        }"#,
    );
    let exception = shape(&model, "smithy.framework#ValidationException");
    assert_eq!(member_names(exception), ["message"]);
    assert!(exception.traits.has::<Documentation>());
}

#[test]
fn smoke_tests_may_name_the_parameters_of_aws() {
    let model = shapes(
        r#""example#Ping": {
            "type": "operation",
            "traits": {
                "smithy.test#smokeTests": [{
                    "id": "PingSucceeds",
                    "vendorParams": { "region": "us-west-2" },
                    "vendorParamsShape": "aws.test#AwsVendorParams",
                    "expect": { "success": {} }
                }]
            }
        }"#,
    );
    let traits = &shape(&model, "example#Ping").traits;
    assert!(traits.node("smithy.test#smokeTests").is_some());
}

#[test]
fn the_order_of_input_has_no_effect() {
    let texts = [
        (
            "b.json",
            r#"{"smithy": "2.0", "metadata": {"list": [2]}, "shapes": {"example#B": {"type": "list", "member": {"target": "example#Missing"}}}}"#,
        ),
        (
            "a.json",
            r#"{"smithy": "2.0", "metadata": {"list": [1]}, "shapes": {"example#A": {"type": "strng"}, "example#B": {"type": "blob"}}}"#,
        ),
        (
            "c.json",
            r#"{"smithy": "2.0", "metadata": {"list": [3]}, "shapes": {"example#B$member": {"type": "apply", "traits": {"example#nosuch": {}}}}}"#,
        ),
    ];
    let print = |order: [usize; 3]| {
        let sources: Sources = order.map(|at| texts[at]).into_iter().collect();
        let (_, diagnostics) = load(&sources);
        diagnostics.render(&sources)
    };
    let first = print([0, 1, 2]);
    assert!(
        first.contains("a.json:1") && first.contains("b.json:1"),
        "{first}"
    );
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(print(order), first);
    }
}

#[test]
fn traits_are_applied_from_outside() {
    let model = shapes(
        r#""example#City": {"type": "structure", "members": {"name": {"target": "smithy.api#String"}}},
           "example#City$name": {"type": "apply", "traits": {"smithy.api#required": {}}}"#,
    );
    assert!(
        shape(&model, "example#City").members[0]
            .traits
            .has::<Required>()
    );

    let applied = r#"{"smithy": "2.0", "shapes": {"example#City": {"type": "apply", "traits": {"smithy.api#tags": ["two"]}}}}"#;
    let defined = r#"{"smithy": "2.0", "shapes": {"example#City": {"type": "structure", "traits": {"smithy.api#tags": ["one"]}}}}"#;
    let model = load_all([("applied.json", applied), ("defined.json", defined)]);
    let tags = shape(&model, "example#City").traits.get::<Tags>();
    assert_eq!(tags, Some(Tags(vec!["one".to_owned(), "two".to_owned()])));
}

#[test]
fn mixins_come_first_and_own_traits_win() {
    let model = shapes(
        r#""example#Named": {
             "type": "structure",
             "members": {
               "name": {"target": "smithy.api#String", "traits": {"smithy.api#documentation": "A name.", "smithy.api#required": {}}},
               "nick": {"target": "smithy.api#String"}},
             "traits": {"smithy.api#mixin": {"localTraits": ["smithy.api#internal"]}, "smithy.api#internal": {}, "smithy.api#sensitive": {}}},
           "example#Dated": {
             "type": "structure",
             "mixins": [{"target": "example#Named"}],
             "members": {"day": {"target": "smithy.api#Timestamp"}},
             "traits": {"smithy.api#mixin": {}}},
           "example#City": {
             "type": "structure",
             "mixins": [{"target": "example#Dated"}],
             "members": {"size": {"target": "smithy.api#Integer"}, "name": {"target": "smithy.api#String", "traits": {"smithy.api#documentation": "The city's name."}}}},
           "example#City$nick": {"type": "apply", "traits": {"smithy.api#required": {}}}"#,
    );
    let city = shape(&model, "example#City");
    assert_eq!(member_names(city), ["name", "nick", "day", "size"]);
    assert!(city.traits.has::<Sensitive>());
    assert!(!city.traits.has::<Mixin>());
    assert!(city.traits.node("smithy.api#internal").is_none());
    let name = city.member("name").expect("from the mixin");
    assert_eq!(name.id, "example#City$name");
    assert_eq!(
        name.traits.get::<Documentation>(),
        Some(Documentation("The city's name.".to_owned()))
    );
    assert!(name.traits.has::<Required>());
    assert!(
        city.member("nick")
            .expect("from the mixin")
            .traits
            .has::<Required>()
    );
    assert!(
        !shape(&model, "example#Dated")
            .member("nick")
            .expect("from the mixin")
            .traits
            .has::<Required>()
    );
}

#[test]
fn operations_and_services_take_over_from_mixins() {
    let model = shapes(
        r#""example#Fails": {"type": "operation", "errors": [{"target": "example#Lost"}], "traits": {"smithy.api#mixin": {}}},
           "example#Get": {"type": "operation", "mixins": [{"target": "example#Fails"}], "errors": [{"target": "example#Busy"}]},
           "example#Base": {"type": "service", "version": "1", "operations": [{"target": "example#Get"}], "traits": {"smithy.api#mixin": {}}},
           "example#Weather": {"type": "service", "mixins": [{"target": "example#Base"}], "version": "2"},
           "example#Lost": {"type": "structure", "traits": {"smithy.api#error": "client"}},
           "example#Busy": {"type": "structure", "traits": {"smithy.api#error": "server"}}"#,
    );
    let get = shape(&model, "example#Get")
        .as_operation()
        .expect("an operation");
    assert_eq!(
        get.errors,
        [ShapeId::new("example#Lost"), ShapeId::new("example#Busy")]
    );
    let service = shape(&model, "example#Weather")
        .as_service()
        .expect("a service");
    assert_eq!((&*service.version, service.operations.len()), ("2", 1));
}

#[test]
fn a_named_enum_trait_makes_an_enum() {
    let model = shapes(
        r#""example#Named": {"type": "string", "traits": {"smithy.api#enum": [
               {"value": "r", "name": "RED", "documentation": "Red."}, {"value": "g", "name": "GREEN", "deprecated": true}]}},
           "example#Bare": {"type": "string", "traits": {"smithy.api#enum": [{"value": "r"}, {"value": "g"}]}},
           "example#Implied": {"type": "enum", "members": {"RED": {"target": "smithy.api#Unit"}}}"#,
    );
    let named = shape(&model, "example#Named");
    assert_eq!(
        (named.shape_type(), member_names(named)),
        (ShapeType::Enum, vec!["RED", "GREEN"])
    );
    assert_eq!(
        named.members[1].traits.get::<EnumValue>(),
        Some(EnumValue::String("g".to_owned()))
    );
    assert_eq!(
        shape(&model, "example#Bare").shape_type(),
        ShapeType::String
    );
    let implied = &shape(&model, "example#Implied").members[0];
    assert_eq!(
        implied.traits.get::<EnumValue>(),
        Some(EnumValue::String("RED".to_owned()))
    );
}

#[test]
fn models_of_version_1_are_upgraded() {
    let text = r#"{"smithy": "1.0", "shapes": {
        "example#Count": {"type": "integer"},
        "example#BoxedCount": {"type": "integer", "traits": {"smithy.api#box": {}}},
        "example#Unique": {"type": "set", "member": {"target": "smithy.api#String"}},
        "example#City": {"type": "structure", "members": {
            "count": {"target": "example#Count"},
            "boxed": {"target": "example#BoxedCount"},
            "boxedHere": {"target": "example#Count", "traits": {"smithy.api#box": {}}},
            "primitive": {"target": "smithy.api#PrimitiveBoolean"},
            "object": {"target": "smithy.api#Integer"}}}}}"#;
    let model = load_all([("one.json", text)]);
    let default = |name| {
        let member = shape(&model, "example#City")
            .member(name)
            .expect("a member");
        member.traits.get::<Default>().map(|Default(node)| {
            (
                node.as_number().map(|number| number.text().into_owned()),
                node.as_bool(),
                node.is_null(),
            )
        })
    };
    assert_eq!(default("count"), Some((Some("0".to_owned()), None, false)));
    assert_eq!(default("primitive"), Some((None, Some(false), false)));
    assert_eq!(default("boxedHere"), Some((None, None, true)));
    assert_eq!(default("boxed"), None);
    assert_eq!(default("object"), None);
    let unique = shape(&model, "example#Unique");
    assert!(unique.shape_type() == ShapeType::List && unique.traits.has::<UniqueItems>());
}

#[test]
fn numbers_keep_their_digits() {
    let model = shapes(
        r#""example#Price": {"type": "bigDecimal", "traits": {"smithy.api#range": {"min": 0.10, "max": 123456789012345678901234567890.5}}},
           "example#Name": {"type": "string", "traits": {"smithy.api#length": {"min": 1, "max": 9007199254740993}}}"#,
    );
    let Range { min, max } = shape(&model, "example#Price")
        .traits
        .get()
        .expect("a range");
    assert_eq!(
        min.map(|min| min.text().into_owned()).as_deref(),
        Some("0.10")
    );
    assert_eq!(
        max.map(|max| max.text().into_owned()).as_deref(),
        Some("123456789012345678901234567890.5")
    );
    let length: Length = shape(&model, "example#Name")
        .traits
        .get()
        .expect("a length");
    assert_eq!(length.max, Some(9_007_199_254_740_993));
}

const WEATHER: &str = r#"
    "example#Weather": {
        "type": "service",
        "version": "2024",
        "operations": [{"target": "example#Ping"}],
        "resources": [{"target": "example#Land"}],
        "errors": [{"target": "example#Busy"}, {"target": "example#Lost"}],
        "rename": {"other#Name": "OtherName"}
    },
    "example#Land": {
        "type": "resource",
        "identifiers": {"landId": {"target": "smithy.api#String"}},
        "read": {"target": "example#GetLand"},
        "collectionOperations": [{"target": "example#CountLands"}],
        "resources": [{"target": "example#City"}]
    },
    "example#City": {
        "type": "resource",
        "identifiers": {"landId": {"target": "smithy.api#String"}, "cityId": {"target": "smithy.api#String"}},
        "operations": [{"target": "example#NameCity"}]
    },
    "example#Ping": {"type": "operation"},
    "example#CountLands": {"type": "operation"},
    "example#GetLand": {
        "type": "operation",
        "input": {"target": "example#GetLandInput"},
        "errors": [{"target": "example#Lost"}],
        "traits": {"smithy.api#readonly": {}, "smithy.api#http": {"method": "GET", "uri": "/lands/{landId}"}}
    },
    "example#GetLandInput": {"type": "structure", "members": {
        "landId": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}, "smithy.api#httpLabel": {}}}}},
    "example#NameCity": {"type": "operation", "input": {"target": "example#Name"}},
    "example#Name": {"type": "structure", "members": {
        "landId": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}}},
        "cityId": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}}},
        "names": {"target": "example#Names"}}},
    "example#Names": {"type": "list", "member": {"target": "other#Name"}},
    "other#Name": {"type": "structure"},
    "example#Lost": {"type": "structure", "traits": {"smithy.api#error": "client"}},
    "example#Busy": {"type": "structure", "traits": {"smithy.api#error": "server"}},
    "example#Unused": {"type": "structure"}"#;

fn ids<'a>(ids: impl IntoIterator<Item = &'a ShapeId>) -> Vec<&'a str> {
    ids.into_iter().map(ShapeId::as_str).collect()
}

#[test]
fn a_closure_is_what_a_service_reaches() {
    let model = shapes(WEATHER);
    let closure = Closure::of(&model, None, &[], &mut Diagnostics::new()).expect("one service");
    assert_eq!(
        ids(&closure.operations),
        [
            "example#CountLands",
            "example#GetLand",
            "example#NameCity",
            "example#Ping"
        ]
    );
    assert_eq!(
        ids(&closure.shapes),
        [
            "example#Busy",
            "example#GetLandInput",
            "example#Lost",
            "example#Name",
            "example#Names",
            "other#Name",
            "smithy.api#String",
            "smithy.api#Unit"
        ]
    );
    assert_eq!(closure.name(&model, &"other#Name".into()), "OtherName");
    assert_eq!(closure.name(&model, &"example#Name".into()), "Name");
    assert_eq!(
        ids(&closure.errors(&model, &"example#GetLand".into())),
        ["example#Lost", "example#Busy"]
    );
    assert_eq!(
        ids(&closure.errors(&model, &"example#Ping".into())),
        ["example#Busy", "example#Lost"]
    );
}

#[test]
fn a_closure_of_some_operations() {
    let model = shapes(WEATHER);
    let names = ["GetLand".to_owned(), "example#Ping".to_owned()];
    let closure =
        Closure::of(&model, Some("Weather"), &names, &mut Diagnostics::new()).expect("known names");
    assert_eq!(
        ids(&closure.operations),
        ["example#GetLand", "example#Ping"]
    );
    assert!(!closure.shapes.contains("example#Name"));
    let input = shape(&model, "example#GetLandInput");
    assert!(input.members[0].traits.has::<HttpLabel>());
}

#[test]
fn unknown_names_are_explained() {
    let sources = Sources::from_iter([(
        "weather.json",
        format!(
            r#"{{"smithy": "2.0", "shapes": {{{WEATHER}, "example#Second": {{"type": "service"}}}}}}"#
        ),
    )]);
    let (model, _) = load(&sources);
    let model = model.expect("a model");
    let mut diagnostics = Diagnostics::new();
    assert_eq!(Closure::of(&model, None, &[], &mut diagnostics), None);
    assert_eq!(
        Closure::of(&model, Some("Wether"), &[], &mut diagnostics),
        None
    );
    assert_eq!(
        Closure::of(
            &model,
            Some("Weather"),
            &["GetLnd".to_owned(), "Unused".to_owned()],
            &mut diagnostics
        ),
        None
    );
    insta::assert_snapshot!(diagnostics.render(&sources));
}

#[test]
fn no_part_of_a_model_brings_the_loader_down() {
    let text = format!(
        r#"{{"smithy": "2.0", "shapes": {{{WEATHER}, "example#Ü": {{"type": "strüng"}}}}}}"#
    );
    for (at, _) in text.char_indices() {
        let sources = Sources::from_iter([("part.json", &text[..at])]);
        let (model, diagnostics) = load(&sources);
        assert!(model.is_none(), "{}", &text[..at]);
        assert!(
            diagnostics
                .render(&sources)
                .starts_with("error[Model.Syntax]"),
            "{}",
            diagnostics.render(&sources)
        );
    }
    for (at, char) in text.char_indices() {
        let changed = format!("{}{}{}", &text[..at], '7', &text[at + char.len_utf8()..]);
        let sources = Sources::from_iter([("changed.json", changed)]);
        let (_, diagnostics) = load(&sources);
        diagnostics.render(&sources);
    }
}
