//! Some operations of a service give a crate of what they reach, and of nothing else.
//!
//! What they reach is worked out here from the model's JSON, without the generator's help. `FARRIER_CORPUS` says where
//! the models are.

use std::collections::{BTreeMap, BTreeSet};

use farrier_codegen::{Files, Generated};
use farrier_tests::corpus::Model;
use serde_json::{Map, Value};

/// What some operations of a model reach.
#[derive(Debug, Default, PartialEq)]
struct Reached {
    /// The structures, unions and enums that are no operation's own, by name.
    types: BTreeSet<String>,
    /// The shapes and members that state constraints, enums among them, are this many at most.
    constraints: usize,
    patterns: BTreeSet<String>,
}

fn target(value: &Value) -> &str {
    value["target"].as_str().unwrap_or_default()
}

fn name(id: &str) -> &str {
    id.rsplit('#').next().unwrap_or(id)
}

/// The one service of the model.
fn service(shapes: &Map<String, Value>) -> &Value {
    shapes
        .values()
        .find(|shape| shape["type"] == "service")
        .expect("the model has a service")
}

/// Every operation of the service and its resources.
fn operations(shapes: &Map<String, Value>) -> Vec<String> {
    const LIFECYCLE: [&str; 6] = ["put", "create", "read", "update", "delete", "list"];
    let mut found = BTreeSet::new();
    let mut waiting = vec![service(shapes)];
    while let Some(shape) = waiting.pop() {
        let list = |key: &str| shape[key].as_array().into_iter().flatten();
        found.extend(
            list("operations")
                .chain(list("collectionOperations"))
                .map(|id| target(id).to_owned()),
        );
        found.extend(
            LIFECYCLE
                .iter()
                .filter_map(|key| shape.get(*key))
                .map(|id| target(id).to_owned()),
        );
        waiting.extend(list("resources").filter_map(|id| shapes.get(target(id))));
    }
    found.into_iter().collect()
}

fn members(shape: &Value) -> impl Iterator<Item = &Value> {
    let items = ["member", "key", "value"]
        .into_iter()
        .filter_map(|item| shape.get(item));
    shape["members"]
        .as_object()
        .into_iter()
        .flat_map(Map::values)
        .chain(items)
}

fn reached(shapes: &Map<String, Value>, operations: &[String]) -> Reached {
    let mut waiting = Vec::new();
    let mut ends = BTreeSet::new();
    let mut errors: BTreeSet<&str> = service(shapes)["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(target)
        .collect();
    for operation in operations {
        let operation = &shapes[operation];
        ends.extend([target(&operation["input"]), target(&operation["output"])]);
        errors.extend(
            operation["errors"]
                .as_array()
                .into_iter()
                .flatten()
                .map(target),
        );
    }
    waiting.extend(&errors);
    waiting.extend(&ends);
    let (mut met, mut targets) = (BTreeSet::new(), BTreeSet::new());
    while let Some(id) = waiting.pop() {
        if let Some(shape) = shapes.get(id).filter(|_| met.insert(id)) {
            let next: Vec<&str> = members(shape).map(target).collect();
            targets.extend(next.iter().copied());
            waiting.extend(next);
        }
    }
    let is_type = |id: &&str| {
        ["structure", "union", "enum", "intEnum"]
            .iter()
            .any(|kind| shapes[*id]["type"] == *kind)
            || shapes[*id]["traits"].get("smithy.api#enum").is_some()
    };
    let own = |id: &&str| ends.contains(id) && !targets.contains(id) && !errors.contains(id);
    let mut reached = Reached::default();
    for id in &met {
        let shape = &shapes[*id];
        if is_type(id) && !own(id) {
            reached.types.insert(name(id).to_owned());
        }
        for traits in members(shape)
            .chain([shape])
            .map(|stated| &stated["traits"])
        {
            let limits = ["pattern", "length", "range", "uniqueItems"]
                .map(|limit| traits.get(format!("smithy.api#{limit}")));
            reached.constraints += usize::from(limits.iter().any(Option::is_some));
            reached
                .patterns
                .extend(limits[0].and_then(Value::as_str).map(str::to_owned));
        }
        reached.constraints += usize::from(shape["type"] == "enum" || shape["type"] == "intEnum");
    }
    reached
}

fn generate(model: &Model, operations: &[String]) -> Generated {
    let generator = operations
        .iter()
        .fold(model.generator(), |generator, operation| {
            generator.operation(operation)
        });
    generator
        .crate_name("subset")
        .generate()
        .unwrap_or_else(|failure| panic!("{}:\n{failure}", model.name))
}

fn file<'a>(files: &'a Files, path: &str) -> &'a str {
    files.get(&format!("subset/src/{path}")).unwrap_or_default()
}

/// The types that a file defines.
fn defined(text: &str) -> BTreeSet<String> {
    let starts = ["pub struct ", "pub enum "];
    let names = text
        .lines()
        .filter_map(|line| starts.iter().find_map(|start| line.strip_prefix(start)));
    names
        .filter_map(|rest| rest.split([' ', '{', '(', ';']).next())
        .map(str::to_owned)
        .collect()
}

/// What two sets have in common with different spelling: names in Rust style.
fn styled(names: &BTreeSet<String>) -> BTreeSet<String> {
    let style = |name: &String| {
        name.chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase()
    };
    names.iter().map(style).collect()
}

/// Asserts that the crate has what the operations reach, and nothing else.
#[track_caller]
fn assert_exact(model: &Model, shapes: &Map<String, Value>, operations: &[String]) -> Generated {
    let generated = generate(model, operations);
    let files = &generated.files;
    let reached = reached(shapes, operations);
    let types: BTreeSet<String> = defined(file(files, "types.rs"))
        .into_iter()
        // What `new` takes of a structure with many required members.
        .filter(|name| {
            !name
                .strip_suffix("Required")
                .is_some_and(|of| generated.contents.types.iter().any(|ty| ty == of))
        })
        .collect();
    assert_eq!(styled(&types), styled(&reached.types), "{operations:?}");
    let expected: BTreeSet<String> = operations.iter().map(|id| name(id).to_owned()).collect();
    let stated: BTreeSet<String> = generated.contents.operations.iter().cloned().collect();
    assert_eq!(stated, expected);
    let constraints = file(files, "constraints.rs")
        .matches("pub(crate) const")
        .count();
    assert!(
        constraints <= reached.constraints,
        "{operations:?}: {constraints} of {}",
        reached.constraints
    );
    let patterns: BTreeSet<String> = generated.contents.patterns.keys().cloned().collect();
    assert!(patterns.is_subset(&reached.patterns), "{operations:?}");
    let modules = files.iter().filter(|(path, _)| {
        path.starts_with("subset/src/operation/") && !path.ends_with("/mod.rs")
    });
    assert_eq!(modules.count(), operations.len());
    assert_eq!(
        file(files, "server.rs").matches("call.handle::<").count(),
        operations.len()
    );
    assert_eq!(
        file(files, "client.rs").matches("-> Call<'_, ").count(),
        operations.len()
    );
    generated
}

fn lines(generated: &Generated) -> usize {
    let files = generated
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"));
    files
        .map(|(_, text)| text.lines().filter(|line| !line.trim().is_empty()).count())
        .sum()
}

fn ids(shapes: &Map<String, Value>, names: [&str; 3]) -> Vec<String> {
    let all = operations(shapes);
    let id = |wanted: &str| {
        all.iter()
            .find(|id| name(id) == wanted)
            .cloned()
            .expect("the service has the operation")
    };
    names.map(id).to_vec()
}

#[test]
fn three_operations_of_the_largest_model() {
    let Some(model) = Model::named("sagemaker-2") else {
        return;
    };
    let shapes = model.shapes();
    let chosen = ids(&shapes, ["AddTags", "ListTags", "DeleteModel"]);
    let generated = assert_exact(&model, &shapes, &chosen);
    assert!(
        generated.contents.types.len() <= 2,
        "{:?}",
        generated.contents.types
    );
    // Of some 150,000 for the whole service.
    assert!(lines(&generated) <= 560, "{} lines", lines(&generated));
}

#[test]
fn three_operations_of_the_largest_rest_service() {
    let Some(model) = Model::named("iot-2") else {
        return;
    };
    let shapes = model.shapes();
    let chosen = ids(
        &shapes,
        ["DescribeThing", "DeleteThing", "AddThingToThingGroup"],
    );
    let generated = assert_exact(&model, &shapes, &chosen);
    assert!(lines(&generated) <= 1_010, "{} lines", lines(&generated));
    for file in ["types.rs", "server.rs", "client.rs", "operation/mod.rs"] {
        assert!(
            !self::file(&generated.files, file).contains("Certificate"),
            "{file}"
        );
    }
}

#[test]
fn any_operations_give_exactly_what_they_reach() {
    for (start, rounds) in [("iot-2", 20), ("efs", 10), ("api-gateway", 10), ("kms", 10)] {
        let Some(model) = Model::named(start) else {
            return;
        };
        let shapes = model.shapes();
        let all = operations(&shapes);
        let mut random = Random(7);
        let mut sizes = BTreeMap::new();
        for _ in 0..rounds {
            let chosen: BTreeSet<String> = (0..=random.below(6))
                .map(|_| all[random.below(all.len())].clone())
                .collect();
            let chosen: Vec<String> = chosen.into_iter().collect();
            sizes.insert(lines(&assert_exact(&model, &shapes, &chosen)), chosen);
        }
        println!(
            "{start}: from {:?} to {:?} lines",
            sizes.keys().next(),
            sizes.keys().last()
        );
    }
}

/// Numbers that are the same in every run: a linear congruential generator with Knuth's constants.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}
