//! Loading takes at most twenty times the memory of the text, but for a few texts that are as dense as can be.
//!
//! `cargo test -p farrier-smithy --test memory -- --nocapture` prints a line for each input.

use std::time::Instant;

use farrier_smithy::{Sources, load};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// How many bytes of memory a byte of text may take.
const FACTOR: usize = 20;

/// Where it may be more, in texts that no person writes: each line or word is a definition of its own, with a name of a few
/// letters. What stands for one has a size of its own, and its id has the namespace, and a member's that of its shape.
const MORE: [(&str, usize); 18] = [
    ("JSON, faults: values of the wrong type", 24),
    ("IDL, arrays of one", 22),
    ("IDL, longs of version 1", 24),
    ("IDL, operations with inputs and outputs", 30),
    ("IDL, resources", 38),
    ("IDL, services", 28),
    ("IDL, members", 26),
    ("IDL, members with traits", 24),
    ("IDL, members of many structures", 22),
    ("IDL, members of version 1", 34),
    ("IDL, members of an enum", 42),
    ("IDL, members of an intEnum", 26),
    ("IDL, unknown traits on one shape", 24),
    ("IDL, mixins of many shapes", 30),
    ("IDL, mixins of one shape", 34),
    ("IDL, a long namespace", 44),
    ("IDL, a long name of a structure", 52),
    ("IDL, faults: names in another case", 23),
];

/// What a complaint that is kept may take. There are ten thousand of a severity at most.
const COMPLAINT: usize = 512;

/// How long each input is.
const SIZE: usize = 256 << 10;

#[test]
fn memory_is_at_most_twenty_times_the_text() {
    // The prelude is read once.
    let (_, prelude) = taken(Sources::from_iter([(
        "empty.smithy",
        "$version: \"2.0\"\n",
    )]));
    let mut greedy = Vec::new();
    for (name, path, text) in inputs() {
        let size = text.len();
        let start = Instant::now();
        let (complaints, peak) = taken(Sources::from_iter([(path, text)]));
        let peak = peak.saturating_sub(prelude + complaints * COMPLAINT);
        let factor = peak as f64 / size as f64;
        let time = start.elapsed();
        println!("{name:<44} {factor:>6.1} {complaints:>8} complaints {time:>8.1?}");
        let more = MORE.iter().find(|(other, _)| *other == name);
        if factor > more.map_or(FACTOR, |(_, factor)| *factor) as f64 {
            greedy.push(format!("{name}: {factor:.1}"));
        }
    }
    assert!(greedy.is_empty(), "{greedy:#?}");
}

/// Loads sources; gives how many complaints there are, and the most memory that was taken at once.
fn taken(sources: Sources) -> (usize, usize) {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let (_model, diagnostics) = load(&sources);
    let taken = HEAP.peak_usage().saturating_sub(before);
    (diagnostics.len(), taken)
}

/// What an input is called, the path it is read under, and its text.
type Input = (&'static str, &'static str, String);

fn inputs() -> Vec<Input> {
    let metadata = |values: &str| json(r#""metadata":{"a":["#, values, "]}");
    let named = |name: &str| name.to_owned();
    let mut inputs = Vec::new();
    for (name, value) in [
        ("JSON, numbers", "0"),
        ("JSON, decimals", "1.5"),
        ("JSON, truth values", "true"),
        ("JSON, strings", "\"\""),
        ("JSON, strings of a letter", "\"a\""),
        ("JSON, arrays", "[]"),
        ("JSON, arrays of one", "[0]"),
        ("JSON, arrays of two", "[0,0]"),
        ("JSON, arrays of five", "[0,0,0,0,0]"),
        ("JSON, arrays within arrays", "[[[[]]]]"),
        ("JSON, objects", "{}"),
        ("JSON, objects of one", "{\"\":0}"),
        ("JSON, objects of five", r#"{"":0,"a":0,"b":0,"c":0,"d":0}"#),
    ] {
        inputs.push((name, "model.json", metadata(&repeated(value, ","))));
    }
    let shapes = |write: &dyn Fn(&str) -> String| json(r#""shapes":{"#, &listed(write, ","), "}");
    let within = |head: &str, write: &dyn Fn(&str) -> String, tail: &str| {
        json(
            &format!("\"shapes\":{{{head}"),
            &listed(write, ","),
            &format!("{tail}}}"),
        )
    };
    let target = |id: &str| format!(r#"{{"target":"{id}"}}"#);
    inputs.extend([
        ("JSON, keys of an object", "model.json",
            json(r#""metadata":{"a":{"#, &listed(|name| format!("\"{name}\":0"), ","), "}}")),
        ("JSON, keys of metadata", "model.json",
            json(r#""metadata":{"#, &listed(|name| format!("\"{name}\":0"), ","), "}")),
        ("JSON, strings as shapes", "model.json",
            shapes(&|name| format!(r#""a#{name}":{{"type":"string"}}"#))),
        ("JSON, longs as shapes", "model.json",
            shapes(&|name| format!(r#""a#{name}":{{"type":"long"}}"#))),
        ("JSON, longs of version 1", "model.json",
            format!("{{\"smithy\":\"1\",\"shapes\":{{{}}}}}",
                listed(|name| format!(r#""a#{name}":{{"type":"long"}}"#), ","))),
        ("JSON, structures", "model.json",
            shapes(&|name| format!(r#""a#{name}":{{"type":"structure"}}"#))),
        ("JSON, lists", "model.json",
            shapes(&|name| format!(r#""a#{name}":{{"type":"list","member":{{"target":"smithy.api#Blob"}}}}"#))),
        ("JSON, operations", "model.json",
            shapes(&|name| format!(r#""a#{name}":{{"type":"operation"}}"#))),
        ("JSON, services", "model.json",
            shapes(&|name| format!(r#""a#{name}":{{"type":"service"}}"#))),
        ("JSON, resources", "model.json",
            shapes(&|name| format!(r#""a#{name}":{{"type":"resource"}}"#))),
        ("JSON, members", "model.json",
            within(r#""a#A":{"type":"structure","members":{"#, &|name| format!("\"{name}\":{}", target("a#A")), "}}")),
        ("JSON, members of an enum", "model.json",
            within(r#""a#A":{"type":"enum","members":{"#, &|name| format!("\"{name}\":{{}}"), "}}")),
        ("JSON, operations of a service", "model.json",
            within(r#""a#O":{"type":"operation"},"a#A":{"type":"service","operations":["#, &|_| target("a#O"), "]}")),
        ("JSON, identifiers of a resource", "model.json",
            within(r#""a#S":{"type":"string"},"a#A":{"type":"resource","identifiers":{"#, &|name| format!("\"{name}\":{}", target("a#S")), "}}")),
        ("JSON, tags", "model.json",
            within(r#""a#A":{"type":"string","traits":{"smithy.api#tags":["#, &|_| named("\"\""), "]}}")),
        ("JSON, a document as default", "model.json",
            within(r#""a#D":{"type":"document"},"a#A":{"type":"structure","members":{"a":{"target":"a#D","traits":{"smithy.api#default":["#, &|_| named("0"), "]}}}}")),
        ("JSON, values of named enums", "model.json",
            within(r#""a#A":{"type":"string","traits":{"smithy.api#enum":["#, &|name| format!(r#"{{"name":"{name}","value":"{name}"}}"#), "]}}")),
        ("JSON, traits on shapes", "model.json",
            within(r#""a#t":{"type":"structure","traits":{"smithy.api#trait":{}}},"#, &|name| format!(r#""a#{name}":{{"type":"blob","traits":{{"a#t":{{}}}}}}"#), "")),
        ("JSON, applied traits", "model.json",
            within(r#""a#A":{"type":"structure","members":{"a":{"target":"a#A"}}},"#, &|name| format!(r#""a#A$a{name}":{{"type":"apply"}}"#), "")),
        ("JSON, faults: shapes that are numbers", "model.json",
            shapes(&|name| format!("\"{name}\":0"))),
        ("JSON, faults: shapes without a type", "model.json",
            shapes(&|name| format!("\"{name}\":{{}}"))),
        ("JSON, faults: shapes of no type", "model.json",
            shapes(&|name| format!("\"a#{name}\":{{\"type\":\"\"}}"))),
        ("JSON, faults: one key again", "model.json", metadata(&format!("{{{}}}", repeated("\"\":0", ",")))),
        ("JSON, faults: members that are numbers", "model.json",
            within(r#""a#A":{"type":"structure","members":{"#, &|name| format!("\"{name}\":0"), "}}")),
        ("JSON, faults: members without targets", "model.json",
            within(r#""a#A":{"type":"structure","members":{"#, &|name| format!("\"{name}\":{{}}"), "}}")),
        ("JSON, faults: targets that are missing", "model.json",
            within(r#""a#A":{"type":"structure","members":{"#, &|name| format!("\"{name}\":{}", target("a#B")), "}}")),
        ("JSON, faults: unknown keys", "model.json",
            within(r#""a#A":{"type":"string","#, &|name| format!("\"{name}\":0"), "}")),
        ("JSON, faults: unknown traits", "model.json",
            within(r#""a#A":{"type":"string","traits":{"#, &|name| format!("\"{name}\":0"), "}}")),
        ("JSON, faults: operations that are numbers", "model.json",
            within(r#""a#A":{"type":"service","operations":["#, &|_| named("0"), "]}")),
        ("JSON, faults: values of the wrong type", "model.json",
            within(r#""a#A":{"type":"string","traits":{"smithy.api#tags":["#, &|_| named("0"), "]}}")),
    ]);
    for (name, value) in [
        ("IDL, numbers", "0 "),
        ("IDL, strings", "\"\","),
        ("IDL, arrays", "[]"),
        ("IDL, arrays of one", "[0]"),
        ("IDL, objects", "{}"),
        ("IDL, objects of one", "{a:0}"),
        ("IDL, ids of one shape", "a "),
    ] {
        let text = format!("metadata a=[{}]\nnamespace a\n", repeated(value, ""));
        inputs.push((name, "model.smithy", text));
    }
    let idl = |head: &str, write: &dyn Fn(&str) -> String, tail: &str| {
        format!(
            "$version:\"2\"\nnamespace a\n{head}{}{tail}",
            listed(write, "")
        )
    };
    inputs.extend([
        (
            "IDL, ids",
            "model.smithy",
            format!(
                "metadata a=[{}]\nnamespace a\n",
                listed(|name| format!("{name} "), "")
            ),
        ),
        (
            "IDL, keys of metadata",
            "model.smithy",
            format!(
                "{}namespace a\n",
                listed(|name| format!("metadata {name}=0\n"), "")
            ),
        ),
        (
            "IDL, blobs",
            "model.smithy",
            idl("", &|name| format!("blob {name}\n"), ""),
        ),
        (
            "IDL, longs of version 1",
            "model.smithy",
            format!(
                "namespace a\n{}",
                listed(|name| format!("long {name}\n"), "")
            ),
        ),
        (
            "IDL, structures",
            "model.smithy",
            idl("", &|name| format!("structure {name}{{}}\n"), ""),
        ),
        (
            "IDL, unions",
            "model.smithy",
            idl("", &|name| format!("union {name}{{a:A}}\n"), ""),
        ),
        (
            "IDL, lists",
            "model.smithy",
            idl("", &|name| format!("list {name}{{member:Blob}}\n"), ""),
        ),
        (
            "IDL, operations",
            "model.smithy",
            idl("", &|name| format!("operation {name}{{}}\n"), ""),
        ),
        (
            "IDL, operations with inputs and outputs",
            "model.smithy",
            idl(
                "",
                &|name| format!("operation {name}{{input:={{}} output:={{}}}}\n"),
                "",
            ),
        ),
        (
            "IDL, resources",
            "model.smithy",
            idl("", &|name| format!("resource {name}{{}}\n"), ""),
        ),
        (
            "IDL, services",
            "model.smithy",
            idl("", &|name| format!("service {name}{{}}\n"), ""),
        ),
        (
            "IDL, members",
            "model.smithy",
            idl("structure A{", &|name| format!("{name}:A "), "}"),
        ),
        (
            "IDL, members of the prelude's shapes",
            "model.smithy",
            idl("structure A{", &|name| format!("{name}:Long "), "}"),
        ),
        (
            "IDL, members with traits",
            "model.smithy",
            idl(
                "@trait structure t{}\nstructure A{",
                &|name| format!("@t{name}:A ").replace("@t", "@t "),
                "}",
            ),
        ),
        (
            "IDL, members of many structures",
            "model.smithy",
            idl(
                "",
                &|name| format!("structure {name}{{a:A b:A c:A d:A e:A f:A g:A}}\n"),
                "structure A{}",
            ),
        ),
        (
            "IDL, members of version 1",
            "model.smithy",
            format!(
                "namespace a\nlong A\nstructure B{{{}}}",
                listed(|name| format!("{name}:A "), "")
            ),
        ),
        (
            "IDL, members of an enum",
            "model.smithy",
            idl("enum A{", &|name| format!("{name} "), "}"),
        ),
        (
            "IDL, members of an intEnum",
            "model.smithy",
            idl("intEnum A{", &|name| format!("{name}=1\n"), "}"),
        ),
        (
            "IDL, traits on one shape",
            "model.smithy",
            idl("@trait structure t{}\n", &|_| "@t ".to_owned(), "blob A"),
        ),
        (
            "IDL, unknown traits on one shape",
            "model.smithy",
            idl("", &|name| format!("@{name} "), "blob A"),
        ),
        (
            "IDL, traits on shapes",
            "model.smithy",
            idl(
                "@trait structure t{}\n",
                &|name| format!("@t blob {name}\n"),
                "",
            ),
        ),
        (
            "IDL, documented shapes",
            "model.smithy",
            idl("", &|name| format!("///\nblob {name}\n"), ""),
        ),
        (
            "IDL, applied traits",
            "model.smithy",
            idl(
                "@trait structure t{}\nblob A\n",
                &|_| "apply A@t\n".replace("A@", "A @"),
                "",
            ),
        ),
        (
            "IDL, applied numbers",
            "model.smithy",
            idl(
                "@trait list t{member:Long}\nblob A\n",
                &|_| "apply A @t([0])\n".to_owned(),
                "",
            ),
        ),
        (
            "IDL, uses",
            "model.smithy",
            idl("", &|name| format!("use b#{name}\n"), ""),
        ),
        (
            "IDL, mixins of many shapes",
            "model.smithy",
            idl(
                "@mixin structure A{a:A b:A c:A d:A}",
                &|name| format!("\nstructure {name} with[A]{{}}"),
                "",
            ),
        ),
        (
            "IDL, mixins of one shape",
            "model.smithy",
            idl(
                "@mixin structure A{a:Long}structure B with[",
                &|_| "A ".to_owned(),
                "]{}",
            )
            .replace("}structure B", "}\nstructure B"),
        ),
        (
            "IDL, elided members",
            "model.smithy",
            idl(
                "resource R{identifiers:{a:String}}\n",
                &|name| format!("structure {name} for R{{$a}}\n"),
                "",
            ),
        ),
        (
            "IDL, comments",
            "model.smithy",
            idl("", &|_| "///\n".to_owned(), "blob A"),
        ),
        (
            "IDL, a long namespace",
            "model.smithy",
            format!(
                "$version:\"2\"\nnamespace {}\n{}",
                "a".repeat(200),
                listed(|name| format!("blob {name}\n"), "")
            ),
        ),
        (
            "IDL, a long name of a structure",
            "model.smithy",
            idl(
                &format!("structure {}{{", "a".repeat(200)),
                &|name| format!("{name}:A "),
                "}",
            ),
        ),
        (
            "IDL, a selector",
            "model.smithy",
            idl(
                "@trait(selector:\"",
                &|_| ">".to_owned(),
                "*\")structure t{}",
            ),
        ),
        (
            "IDL, choices of a selector",
            "model.smithy",
            idl(
                "@trait(selector:\":is(",
                &|_| "*,".to_owned(),
                "*)\")structure t{}\nblob A",
            ),
        ),
        (
            "IDL, steps of a selector",
            "model.smithy",
            idl(
                "@trait(selector:\"*",
                &|_| ">*".to_owned(),
                "\")structure t{}\nblob A",
            ),
        ),
        (
            "IDL, faults: targets that are missing",
            "model.smithy",
            idl("structure A{", &|name| format!("{name}:B "), "}"),
        ),
        (
            "IDL, faults: one name again",
            "model.smithy",
            idl("blob A\n", &|_| "long A\n".to_owned(), ""),
        ),
        (
            "IDL, faults: documentation of nothing",
            "model.smithy",
            idl("", &|_| "blob A\n///\n\n".to_owned(), ""),
        ),
        (
            "IDL, faults: names in another case",
            "model.smithy",
            idl("", &|name| format!("blob A{name}\nblob a{name}\n"), ""),
        ),
    ]);
    inputs
}

/// A document with a part between two others.
fn json(head: &str, part: &str, tail: &str) -> String {
    format!("{{\"smithy\":\"2.0\",{head}{part}{tail}}}")
}

/// As many times the same as fit.
fn repeated(part: &str, separator: &str) -> String {
    let times = SIZE / (part.len() + separator.len());
    vec![part; times].join(separator)
}

/// What is written for as many names as fit, the shortest names first.
fn listed(write: impl Fn(&str) -> String, separator: &str) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut text = String::with_capacity(SIZE);
    for number in 0.. {
        let mut name = String::new();
        let mut rest: usize = number;
        loop {
            let letters = if name.is_empty() { 26 } else { LETTERS.len() };
            name.push(char::from(LETTERS[rest % letters]));
            rest /= letters;
            if rest == 0 {
                break;
            }
            rest -= 1;
        }
        let part = write(&name);
        if !text.is_empty() {
            text.push_str(separator);
        }
        text.push_str(&part);
        if text.len() + part.len() > SIZE {
            return text;
        }
    }
    text
}
