//! Input that no person wrote: it is refused with diagnostics, and nothing worse happens.

use farrier_smithy::{Sources, load};

/// A model that uses most of the grammar.
const IDL: &str = r#"$version: "2.0"
$operationInputSuffix: "Request"
metadata owners = [{name: "us", since: 1.5e3, gone: null}]
namespace example
use smithy.api#String
/// The cities.
@title("Cities")
service Cities { version: "1", resources: [City], errors: [Gone], rename: { "example#Name": "CityName" } }
resource City { identifiers: { id: Name }, properties: { area: Integer }, read: GetCity }
@readonly @http(method: "GET", uri: "/{id}")
operation GetCity { input := for City { @required @httpLabel $id }, output: CityOutput, errors: [Gone] }
structure CityOutput with [Aged] { @required name: Name = "none"
    "#;

/// The same, as far as it goes, in JSON.
const JSON: &str = r#"{"smithy": "2.0", "metadata": {"owners": [{"name": "us", "since": 1.5e3, "gone": null}]},
    "shapes": {
        "example#Name": {"type": "string", "traits": {"smithy.api#length": {"min": 1, "max": 5}}},
        "example#City": {"type": "structure", "members": {
            "name": {"target": "example#Name", "traits": {"smithy.api#required": {}, "smithy.api#jsonName": "\u00e9"}}}},
        "example#Cities": {"type": "service", "version": "1", "rename": {"example#Name": "CityName"}},
        "example#City$name": {"type": "apply", "traits": {"smithy.api#documentation": "a"}}
    }}"#;

fn refuse(path: &str, text: String) {
    let sources = Sources::from_iter([(path, text)]);
    let (model, diagnostics) = load(&sources);
    assert!(model.is_none());
    // Every place must be one of the text.
    assert!(diagnostics.render(&sources).contains("error"));
}

#[test]
fn no_beginning_of_a_model_is_fatal() {
    for (path, text) in [("model.smithy", IDL), ("model.json", JSON)] {
        for (end, _) in text.match_indices(|char: char| !char.is_alphanumeric()) {
            let sources = Sources::from_iter([(path, &text[..end])]);
            let (_, diagnostics) = load(&sources);
            let _ = diagnostics.render(&sources);
        }
    }
}

#[test]
fn no_exchange_of_bytes_is_fatal() {
    let alphabet: Vec<char> = "{}[]()@$#:=,.\"\\/ \n-0eé_aN".chars().collect();
    // Xorshift: the same cases in every run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..200 {
        let (path, text) = [("model.smithy", IDL), ("model.json", JSON)][round % 2];
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..=random(4) {
            let at = random(chars.len());
            chars[at] = alphabet[random(alphabet.len())];
        }
        let sources = Sources::from_iter([(path, chars.into_iter().collect::<String>())]);
        let (_, diagnostics) = load(&sources);
        let _ = diagnostics.render(&sources);
    }
}

#[test]
fn deep_nesting_is_refused_on_a_small_stack() {
    let deep = 200_000;
    let open = |bracket: &str| bracket.repeat(deep);
    let cases = [
        ("a.json", open("[")),
        ("b.json", open("{\"a\":")),
        ("c.smithy", format!("metadata a = {}", open("["))),
        ("d.smithy", format!("metadata a = {}", open("{a: "))),
        ("e.smithy", format!("namespace a\n@a({}", open("[{a:"))),
        ("f.smithy", format!("namespace a\n{}", open("structure "))),
        ("g.smithy", format!("namespace a\nstructure {}", open("a$"))),
    ];
    let small = std::thread::Builder::new().stack_size(512 * 1024);
    let refused = small.spawn(move || {
        for (path, text) in cases {
            refuse(path, text);
        }
    });
    refused.expect("a thread").join().expect("no overflow");
}

#[test]
fn deep_expressions_are_not_looked_at() {
    let small = std::thread::Builder::new().stack_size(512 * 1024);
    let read = small.spawn(|| {
        for unit in ["[", "(", "!", "&", "a.", "a.[@].", "a[*].", "[?", "{a:", "a||", "abs("] {
            let path = unit.repeat(50_000);
            let text = format!(
                r#"{{"smithy": "2.0", "shapes": {{"example#Get": {{"type": "operation", "traits": {{
                    "smithy.waiters#waitable": {{"Got": {{"acceptors": [{{"state": "success", "matcher": {{
                    "output": {{"path": "{path}", "comparator": "stringEquals", "expected": "a"}}}}}}]}}}}}}}}}}}}"#
            );
            let sources = Sources::from_iter([("model.json", text)]);
            let (_, diagnostics) = load(&sources);
            assert!(diagnostics.render(&sources).contains("is not checked"), "{unit}");
        }
    });
    read.expect("a thread").join().expect("no overflow");
}

#[test]
fn a_file_of_nothing_but_faults_ends_early() {
    let mut text = "$version: \"2.0\"\nnamespace example\n".to_owned();
    for number in 0..100_000 {
        text.push_str(&format!("strcture A{number} {{}}\n"));
    }
    let sources = Sources::from_iter([("model.smithy", text)]);
    let (_, diagnostics) = load(&sources);
    assert_eq!(diagnostics.len(), 101);
}

#[test]
fn many_names_that_lead_nowhere_take_no_more_time_than_others() {
    let mut text = "$version: \"2.0\"\nnamespace example\n".to_owned();
    for number in 0..4_000 {
        text.push_str(&format!(
            "structure City{number} {{\n    next: Citty{number}\n}}\n"
        ));
    }
    refuse("model.smithy", text);
}

#[test]
fn names_that_every_id_would_repeat_are_bounded() {
    let long = "a".repeat(1 << 20);
    let shapes = each(10_000, |number| format!("string A{number}"));
    refuse(
        "model.smithy",
        format!("$version: \"2\"\nnamespace {long}\n{shapes}"),
    );
    let members = each(10_000, |number| format!("a{number}: String"));
    refuse(
        "model.smithy",
        format!("$version: \"2\"\nnamespace a\nstructure {long} {{ {members} }}"),
    );
    let target = r#"{"target":"smithy.api#String"}"#;
    let members: Vec<String> = (0..10_000)
        .map(|number| format!(r#""a{number}":{target}"#))
        .collect();
    let members = members.join(",");
    refuse(
        "model.json",
        format!(
            r#"{{"smithy":"2","shapes":{{"a#{long}":{{"type":"structure","members":{{{members}}}}}}}}}"#
        ),
    );
}

/// Statements of a model, one for each number.
fn each(count: usize, statement: impl Fn(usize) -> String) -> String {
    (0..count).map(|number| statement(number) + "\n").collect()
}

/// Operations of one path, told apart by what the function writes of a host.
fn hosts(count: usize, host: impl Fn(usize) -> String) -> String {
    let operations = each(count, |number| {
        let host = host(number);
        format!(
            r#"@endpoint(hostPrefix: "{host}.") @http(method: "GET", uri: "/")
            operation Get{number} {{ input := {{ @required @hostLabel label: String }} }}"#
        )
    });
    let names = each(count, |number| format!("Get{number}"));
    format!("service Cities {{ operations: [{names}] }}\n{operations}")
}

/// One value of a trait.
fn value(trait_shape: &str, count: usize, part: impl Fn(usize) -> String) -> String {
    format!(
        "@trait\n{trait_shape}\n@odd({})\nstructure City {{}}",
        each(count, part)
    )
}

#[test]
fn models_that_are_made_to_be_slow_are_checked_to_the_end() {
    type Write = fn(usize) -> String;
    let cases: [(&str, Write); 9] = [
        ("hosts", |count| hosts(count, |number| format!("h{number}"))),
        ("hosts with labels", |count| {
            hosts(count, |number| {
                ["{label}".to_owned(), format!("h{number}")][number % 2].clone()
            })
        }),
        ("services", |count| {
            each(count, |number| {
                format!("service Cities{number} {{ operations: [Get] }}")
            }) + "operation Get {}"
        }),
        ("resources", |count| {
            each(count, |number| {
                format!(
                    "resource City{number} {{ identifiers: {{ id: String }}, read: Get{number}, resources: [{}] }}
                    @readonly operation Get{number} {{ input := {{ @required id: String }} }}",
                    if number == 0 { String::new() } else { format!("City{}", number - 1) }
                )
            })
        }),
        ("a hub of cycles", |count| {
            let members = each(count, |number| {
                format!("@required city{number}: City{number}")
            });
            each(count, |number| {
                format!("structure City{number} {{ @required hub: Hub }}")
            }) + &format!("structure Hub {{ {members} }}")
        }),
        ("unknown keys", |count| {
            let members = each(count, |number| format!("city{number}: String"));
            let shape = format!("structure odd {{ {members} }}");
            value(&shape, count, |number| format!("citty{number}: \"a\""))
        }),
        ("items", |count| {
            let items = |number| format!("{{city: {number}}}");
            let items = each(count, items);
            format!(
                "@trait\n@uniqueItems\nlist odd {{ member: Item }}\nstructure Item {{ city: Integer }}\n@odd([{items}])\nstructure City {{}}"
            )
        }),
        ("suppressions", |count| {
            let item =
                |number| format!("{{id: \"Odd{number}\", namespace: \"example\", reason: \"\"}}");
            let operations = each(count, |number| {
                format!("@http(method: \"GET\", uri: \"/\") operation Get{number} {{}}")
            });
            format!(
                "metadata suppressions = [{}]\nnamespace example\n{operations}",
                each(count, item)
            )
        }),
        ("waiters", |count| {
            let waiters = each(count, |number| {
                format!(
                    r#"City{number}: {{ acceptors: [{{ state: "success",
                    matcher: {{ output: {{ path: "citty", comparator: "stringEquals", expected: "" }} }} }}] }}"#
                )
            });
            let members = each(count, |number| format!("city{number}: String"));
            format!(
                "@smithy.waiters#waitable({waiters})\noperation Get {{ output := {{ {members} }} }}"
            )
        }),
    ];
    for (name, write) in cases {
        // So large that whoever runs the tests notices work that grows with the square of it.
        let text = write(3_000);
        let namespace = match text.starts_with("metadata") {
            true => "",
            false => "namespace example",
        };
        let text = format!("$version: \"2.0\"\n{namespace}\n{text}");
        let sources = Sources::from_iter([("model.smithy", text)]);
        let (_, diagnostics) = load(&sources);
        let syntax = diagnostics.iter().find(|fault| fault.id == "Model.Syntax");
        assert!(syntax.is_none(), "{name}: {syntax:?}");
    }
}
