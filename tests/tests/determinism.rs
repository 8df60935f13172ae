//! The same models give the same bytes, in whatever order they and what is in them come.

use farrier_codegen::{Files, Generator};
use farrier_tests::fixtures::Fixture;
use serde_json::{Map, Value, json};

/// The fixtures that are joined below have one service each, and shapes in plenty.
const RICH: [&str; 4] = [
    "naming_type_names",
    "service_resources",
    "trait_constraints_nested",
    "trait_default",
];

fn rich() -> Vec<Fixture> {
    RICH.iter()
        .map(|name| Fixture::named(name).expect("the fixture is there"))
        .collect()
}

fn generate(generator: &Generator) -> Files {
    generator
        .generate()
        .unwrap_or_else(|failure| panic!("{failure}"))
        .files
}

#[test]
fn a_second_run_gives_the_same_bytes() {
    for fixture in Fixture::all().expect("the fixtures can be read") {
        assert_same(&fixture.generate(), &fixture.generate());
    }
}

#[test]
fn the_order_of_shapes_in_a_file_does_not_matter() {
    for fixture in rich() {
        let (version, shapes) = parts(&fixture);
        let in_order = |shapes: &[Shape]| Fixture {
            text: write(&version, shapes),
            ..fixture.clone()
        };
        let expected = in_order(&shapes).generate();
        for order in orders(&shapes) {
            assert_same(&in_order(&order).generate(), &expected);
        }
    }
}

#[test]
fn the_order_of_files_does_not_matter() {
    for fixture in rich() {
        let (version, shapes) = parts(&fixture);
        let files: Vec<(String, String)> = shapes
            .chunks(3)
            .enumerate()
            .map(|(number, shapes)| (format!("part-{number}.json"), write(&version, shapes)))
            .collect();
        let generator = |files: &[(String, String)]| {
            let start = Generator::new().crate_name(&*fixture.name);
            let add = |generator: Generator, (path, text): &(String, String)| {
                generator.source(path, text)
            };
            generate(&files.iter().fold(start, add))
        };
        let expected = generator(&files);
        for order in orders(&files) {
            assert_same(&generator(&order), &expected);
        }
        let whole = generator(&[(format!("{}.json", fixture.name), write(&version, &shapes))]);
        assert_same(&without_header(&whole), &without_header(&expected));
    }
}

#[test]
fn the_order_in_which_operations_are_chosen_does_not_matter() {
    let fixture = Fixture::named("service_routes").expect("the fixture is there");
    let chosen = fixture
        .generator()
        .operation("Exact")
        .operation("Greedy")
        .operation("Posted");
    let otherwise = fixture
        .generator()
        .operation("Posted")
        .operation("Exact")
        .operation("Greedy");
    assert_same(&generate(&chosen), &generate(&otherwise));
}

type Shape = (String, Value);

/// The version and the shapes of a model.
fn parts(fixture: &Fixture) -> (Value, Vec<Shape>) {
    let model: Map<String, Value> =
        serde_json::from_str(&fixture.text).expect("the fixture is JSON");
    let shapes = model["shapes"]
        .as_object()
        .expect("a model has shapes")
        .clone();
    (model["smithy"].clone(), shapes.into_iter().collect())
}

/// A model of these shapes in this order, which `serde_json::Map` would not keep.
fn write(version: &Value, shapes: &[Shape]) -> String {
    let shapes: Vec<String> = shapes
        .iter()
        .map(|(id, shape)| format!("{}: {shape}", json!(id)))
        .collect();
    format!(
        r#"{{"smithy": {version}, "shapes": {{ {} }}}}"#,
        shapes.join(",\n")
    )
}

/// Backwards, halves exchanged, and every second one first.
fn orders<T: Clone>(items: &[T]) -> [Vec<T>; 3] {
    let backwards = items.iter().rev().cloned().collect();
    let (first, second) = items.split_at(items.len() / 2);
    let exchanged = [second, first].concat();
    let second_first = items
        .iter()
        .skip(1)
        .step_by(2)
        .chain(items.iter().step_by(2))
        .cloned()
        .collect();
    [backwards, exchanged, second_first]
}

/// The files without their first line, which names the models' files.
fn without_header(files: &Files) -> Files {
    let body = |text: &str| {
        text.split_once('\n')
            .map_or_else(String::new, |(_, body)| body.to_owned())
    };
    files
        .iter()
        .map(|(path, text)| (path.to_owned(), body(text)))
        .collect()
}

/// Compares, and prints no more than the first line that differs.
#[track_caller]
fn assert_same(found: &Files, expected: &Files) {
    let paths = |files: &Files| {
        files
            .iter()
            .map(|(path, _)| path.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(paths(found), paths(expected));
    for ((path, found), (_, expected)) in found.iter().zip(expected.iter()) {
        let first = found
            .lines()
            .zip(expected.lines())
            .find(|(found, expected)| found != expected);
        assert_eq!(first, None, "{path}");
        assert_eq!(found.len(), expected.len(), "{path}");
    }
}
