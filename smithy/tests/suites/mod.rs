//! The official suites of the language, judged. Each function takes the folder that `FARRIER_CORPUS` names.

mod compare;
pub(crate) mod loader;
pub(crate) mod print;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use farrier_smithy::{Node, Selector, Severity, Sources, load};

/// How one suite went.
pub(crate) struct Suite {
    /// What it is called.
    pub(crate) name: &'static str,
    /// How many cases it has, and how many of them passed.
    pub(crate) cases: usize,
    pub(crate) passed: usize,
    /// What went wrong, a case each.
    pub(crate) failures: Vec<String>,
}

impl Suite {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            cases: 0,
            passed: 0,
            failures: Vec::new(),
        }
    }

    fn judge(&mut self, failure: Option<String>) {
        self.cases += 1;
        match failure {
            None => self.passed += 1,
            Some(failure) => self.failures.push(failure),
        }
    }
}

/// All files below a folder with this extension, sorted.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sources(path: &Path) -> Sources {
    let text = text(path);
    let name = path.file_name().and_then(|name| name.to_str());
    Sources::from_iter([(name.expect("a name"), text)])
}

/// Severity, shape and id of an event.
type Event = (String, String, String);

/// Models beside the events that validation must find in them: `errorfiles/**/X.errors`.
pub(crate) fn events(corpus: &Path) -> Suite {
    let mut suite = Suite::new("validation events");
    let folder = corpus.join("smithy/errorfiles");
    for path in files(&folder, "errors") {
        let expected = expected_events(&path);
        let model = ["smithy", "json"]
            .map(|extension| path.with_extension(extension))
            .into_iter()
            .find(|path| path.exists())
            .unwrap_or_else(|| panic!("{} has no model", path.display()));
        let (_, diagnostics) = load(&sources(&model));
        let found: BTreeSet<Event> = diagnostics
            .iter()
            .map(|diagnostic| {
                let shape = diagnostic
                    .shape
                    .as_ref()
                    .map_or("-", |shape| shape.as_str());
                (
                    diagnostic.severity.to_string(),
                    shape.to_owned(),
                    diagnostic.id.to_string(),
                )
            })
            .collect();
        let missing = expected
            .iter()
            .filter(|expected| !found.iter().any(|found| is(found, expected)))
            .map(|event| format!("  missing    {event:?}\n"));
        let unexpected = found
            .iter()
            .filter(|found| !expected.iter().any(|expected| is(found, expected)))
            .filter(|(severity, _, id)| severity != "SUPPRESSED" && !is_free(id))
            .map(|event| format!("  unexpected {event:?}\n"));
        let differences: String = missing.chain(unexpected).collect();
        let name = model.strip_prefix(&folder).unwrap_or(&model).display();
        suite.judge((!differences.is_empty()).then(|| format!("{name}\n{differences}")));
    }
    suite
}

/// Lines read `[SEVERITY] shape: message | EventId`, with `-` where there is no shape.
fn expected_events(path: &Path) -> BTreeSet<Event> {
    let text = fs::read_to_string(path).expect("events");
    let read = |line: &str| {
        let (severity, rest) = line.strip_prefix('[')?.split_once("] ")?;
        let (shape, rest) = rest.split_once(": ")?;
        let (_, id) = rest.rsplit_once(" | ")?;
        Some((
            severity.to_owned(),
            shape.trim().to_owned(),
            id.trim().to_owned(),
        ))
    };
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| read(line).unwrap_or_else(|| panic!("{}: {line}", path.display())))
        .collect()
}

fn is(found: &Event, expected: &Event) -> bool {
    found.0 == expected.0 && found.1 == expected.1 && is_within(&found.2, &expected.2)
}

/// Whether an id is this one, or a more particular one.
fn is_within(id: &str, general: &str) -> bool {
    id.strip_prefix(general)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What the reference's own judge lets pass without being expected.
fn is_free(id: &str) -> bool {
    ["ModelDeprecation", "DeprecatedTrait", "DeprecatedShape"]
        .iter()
        .any(|general| is_within(id, general))
}

/// Selectors beside the shapes that they must find: metadata `selectorTests`.
pub(crate) fn selectors(corpus: &Path) -> Suite {
    let mut suite = Suite::new("selectors");
    for path in files(&corpus.join("smithy/selectors"), "smithy") {
        let sources = sources(&path);
        let (model, diagnostics) = load(&sources);
        let Some(model) = model else {
            suite.judge(Some(diagnostics.render(&sources)));
            continue;
        };
        let tests = model
            .metadata()
            .get("selectorTests")
            .and_then(Node::as_array);
        for test in tests.expect("tests") {
            let text = test.get("selector").and_then(Node::as_str).expect("a text");
            let skip = test.get("skipPreludeShapes").and_then(Node::as_bool) == Some(true);
            let matches = test.get("matches").and_then(Node::as_array).expect("ids");
            let expected: BTreeSet<&str> = matches.iter().filter_map(Node::as_str).collect();
            let selector = match Selector::parse(text) {
                Ok(selector) => selector,
                Err(error) => {
                    suite.judge(Some(format!("{text}: {error}")));
                    continue;
                }
            };
            let found: BTreeSet<&str> = selector
                .select(&model)
                .into_iter()
                .map(|element| element.id())
                .filter(|id| !skip || !id.is_prelude())
                .map(|id| id.as_str())
                .collect();
            let failure = (found != expected)
                .then(|| format!("{text}\n  expected {expected:?}\n  found    {found:?}"));
            // One at a time, a selector tells the same.
            let differs = model.shapes().find(|shape| {
                let id = shape.id.as_str();
                let hidden = skip && shape.id.is_prelude();
                let matches = selector.matches(&model, farrier_smithy::Element::Shape(shape));
                !hidden && matches != found.contains(id)
            });
            let differs = differs.map(|shape| format!("{text}\n  differs for {}", shape.id));
            suite.judge(failure.or(differs));
        }
    }
    suite
}

/// The models of real services, which load without an error.
pub(crate) fn models(corpus: &Path) -> Suite {
    let mut suite = Suite::new("models of services");
    for path in files(&corpus.join("models"), "json") {
        let sources = sources(&path);
        let (_, diagnostics) = load(&sources);
        let errors = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .map(|diagnostic| format!("  {}: {}\n", diagnostic.id, diagnostic.message));
        let errors: String = errors.collect();
        suite.judge((!errors.is_empty()).then(|| format!("{}\n{errors}", path.display())));
    }
    suite
}
