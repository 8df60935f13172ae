//! How much is generated: lines that are not blank, for each operation, structure and error.

use std::collections::BTreeMap;
use std::fmt;

use farrier_codegen::{Files, Generator};
use farrier_tests::fixtures;

/// The most lines that may be one operation's own: an input with a label, an empty output, six errors.
const OPERATION: usize = 110;
/// The same with three required members in the output and five errors.
const OPERATION_WITH_OUTPUT: usize = 130;
/// The most lines that a structure or error with one member may take.
const SMALL: usize = 28;

#[test]
fn codecatalyst_stays_small() {
    let sizes = Sizes::of("codecatalyst");
    insta::assert_snapshot!(sizes);
    sizes.check(OPERATION);
}

#[test]
fn global_resolver_stays_small() {
    let sizes = Sizes::of("route53globalresolver");
    insta::assert_snapshot!(sizes);
    sizes.check(OPERATION_WITH_OUTPUT);
}

/// The lines of one crate.
struct Sizes {
    operations: BTreeMap<String, usize>,
    types: BTreeMap<String, Lines>,
}

/// How large one type is.
#[derive(Clone, Copy, Debug, Default)]
struct Lines {
    members: usize,
    /// The type, its construction and its wire form.
    own: usize,
    /// How violations become this error, which one error of a service has.
    violations: usize,
}

impl Sizes {
    fn of(name: &str) -> Self {
        let files = generate(name);
        Self {
            operations: operations(name, &files),
            types: types(get(name, &files, "types.rs")),
        }
    }

    fn check(&self, most: usize) {
        for (operation, &lines) in &self.operations {
            assert!(
                lines <= most,
                "{operation} takes {lines} lines, {most} at most"
            );
        }
        for (ty, Lines { members, own, .. }) in &self.types {
            assert!(
                *members != 1 || *own <= SMALL,
                "{ty} takes {own} lines, {SMALL} at most"
            );
        }
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (operation, lines) in &self.operations {
            writeln!(f, "operation {operation}: {lines}")?;
        }
        for (
            ty,
            Lines {
                members,
                own,
                violations,
            },
        ) in &self.types
        {
            write!(f, "{ty}: {own} for {members}")?;
            writeln!(
                f,
                "{}",
                if *violations > 0 {
                    format!(", {violations} from violations")
                } else {
                    String::new()
                }
            )?;
        }
        Ok(())
    }
}

fn generate(name: &str) -> Files {
    let model = fixtures::root()
        .join("../model")
        .join(name)
        .with_extension("json");
    match Generator::new().model(model).crate_name(name).generate() {
        Ok(generated) => generated.files,
        Err(failure) => panic!("{failure}"),
    }
}

fn get<'a>(name: &str, files: &'a Files, path: &str) -> &'a str {
    files
        .get(&format!("{name}/src/{path}"))
        .unwrap_or_else(|| panic!("{path} is generated"))
}

/// The lines of each operation: its file, and its part of the client and the server.
fn operations(name: &str, files: &Files) -> BTreeMap<String, usize> {
    let folder = format!("{name}/src/operation/");
    let mut counts = BTreeMap::new();
    for (path, text) in files
        .iter()
        .filter(|(path, _)| path.starts_with(&folder) && !path.ends_with("/mod.rs"))
    {
        let method = path.trim_start_matches(&folder).trim_end_matches(".rs");
        let client = part(get(name, files, "client.rs"), &format!("pub fn {method}("));
        let server = part(get(name, files, "server.rs"), &format!("fn {method}("));
        let route = part(get(name, files, "server.rs"), &format!("(S::{method})"));
        counts.insert(
            method.to_owned(),
            lines(items(text)) + client + server + route,
        );
    }
    counts
}

/// A file without what stands before its first documented item: the header and the imports.
fn items(text: &str) -> &str {
    text.find("\n///").map_or(text, |start| &text[start..])
}

/// The lines of the item that has `mark` in it, its documentation included: from the nearest line above that is
/// indented as little and begins an item, to the one that closes it.
fn part(text: &str, mark: &str) -> usize {
    let all: Vec<&str> = text.lines().collect();
    let at = all
        .iter()
        .position(|line| line.contains(mark))
        .unwrap_or_else(|| panic!("{mark} is generated"));
    let opens = |line: &str| {
        ["///", "pub fn ", "fn ", "(\""]
            .iter()
            .any(|start| line.trim_start().starts_with(start))
    };
    let mut first = at;
    while !opens(all[first]) {
        first -= 1;
    }
    let depth = indent(all[first]);
    while first > 0 && all[first - 1].trim_start().starts_with("///") {
        first -= 1;
    }
    let closes = |line: &&&str| indent(line) == depth && line.ends_with(['}', ';', ',']);
    let after = all[at.max(first)..].iter();
    let rest = after.take_while(|line| !closes(line)).count();
    at - first + rest + 1
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines of each type, with all that is implemented for it.
fn types(text: &str) -> BTreeMap<String, Lines> {
    let mut counts: BTreeMap<String, Lines> = BTreeMap::new();
    let mut name = String::new();
    for item in items(text).split("\n\n") {
        let defined = item.lines().find_map(|line| {
            line.strip_prefix("pub struct ")
                .or_else(|| line.strip_prefix("pub enum "))
                .and_then(|rest| rest.split([' ', '{']).next())
        });
        if let Some(defined) = defined {
            name = defined.to_owned();
            let members = item
                .lines()
                .filter(|line| line.starts_with("    ") && !line.trim_start().starts_with('/'))
                .count();
            counts.entry(name.clone()).or_default().members = members;
        }
        let count = counts.entry(name.clone()).or_default();
        let lines = lines(item);
        if item.starts_with("impl From<farrier::validate::Violations>") {
            count.violations += lines
        } else {
            count.own += lines
        }
    }
    counts
}

fn lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}
