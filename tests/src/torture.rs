//! Models that call everything by a name that means something in Rust, to the runtime, or beside another name.
//!
//! No two members of a shape, and no two shapes of a service, may differ by case alone: see
//! [shape ID conflicts](https://smithy.io/2.0/spec/model.html#shape-id-conflicts). A name that does so goes into a
//! second shape.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Every name, in groups.
const NAMES: [&[&str]; 9] = [
    // Keywords: strict, of later editions, reserved and weak.
    &[
        "as",
        "break",
        "const",
        "continue",
        "crate",
        "else",
        "enum",
        "extern",
        "false",
        "fn",
        "for",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "match",
        "mod",
        "move",
        "mut",
        "pub",
        "ref",
        "return",
        "self",
        "Self",
        "static",
        "struct",
        "super",
        "trait",
        "true",
        "type",
        "unsafe",
        "use",
        "where",
        "while",
        "async",
        "await",
        "dyn",
        "abstract",
        "become",
        "box",
        "do",
        "final",
        "macro",
        "override",
        "priv",
        "typeof",
        "unsized",
        "virtual",
        "yield",
        "try",
        "gen",
        "macro_rules",
        "raw",
        "safe",
        "union",
        "auto",
    ],
    // The prelude.
    &[
        "Copy",
        "Send",
        "Sized",
        "Sync",
        "Unpin",
        "Drop",
        "Fn",
        "FnMut",
        "FnOnce",
        "AsyncFn",
        "Box",
        "ToOwned",
        "Clone",
        "PartialEq",
        "PartialOrd",
        "Eq",
        "Ord",
        "AsRef",
        "AsMut",
        "Into",
        "From",
        "TryFrom",
        "TryInto",
        "Default",
        "Iterator",
        "Extend",
        "IntoIterator",
        "Option",
        "Some",
        "None",
        "Result",
        "Ok",
        "Err",
        "String",
        "ToString",
        "Vec",
        "FromIterator",
        "Debug",
        "Display",
        "Hash",
        "Future",
        "BTreeMap",
        "Formatter",
    ],
    // Macros and attributes.
    &[
        "vec",
        "println",
        "assert_eq",
        "format",
        "matches",
        "panic",
        "todo",
        "derive",
        "cfg",
        "allow",
        "test",
        "doc",
    ],
    // Primitive types.
    &[
        "bool", "char", "str", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
        "u64", "u128", "usize", "f32", "f64",
    ],
    // What the runtime offers.
    &[
        "farrier",
        "Auth",
        "BearerToken",
        "BigDecimal",
        "BigInteger",
        "Blob",
        "Body",
        "Builder",
        "ByteStream",
        "Call",
        "Constraint",
        "Context",
        "Core",
        "Decode",
        "DecodeError",
        "DecodeResult",
        "Decoder",
        "Details",
        "Document",
        "Encode",
        "EncodeError",
        "EncodeResult",
        "Encoder",
        "Error",
        "ErrorSchema",
        "ErrorVisitor",
        "EventStream",
        "Fault",
        "Handler",
        "Incoming",
        "Invalid",
        "Items",
        "LazyRegex",
        "Member",
        "MemberEncoder",
        "OperationError",
        "OperationSchema",
        "Outcome",
        "Protocol",
        "Redacted",
        "Reply",
        "RestJson1",
        "Router",
        "Routes",
        "Schema",
        "ServiceClient",
        "ServiceSchema",
        "Shape",
        "Timestamp",
        "TimestampFormat",
        "Unit",
        "Validate",
        "Variants",
        "Violation",
        "Violations",
        "wire",
        "protocol",
        "bytes",
        "http",
        "json",
    ],
    // What generated code defines, or calls its modules and arguments.
    &[
        "std",
        "core",
        "alloc",
        "types",
        "operation",
        "client",
        "server",
        "constraints",
        "validate",
        "Client",
        "Operation",
        "Operations",
        "Service",
        "SERVICE",
        "VALUES",
        "NAME",
        "MEMBERS",
        "Input",
        "Output",
        "Required",
        "Unknown",
        "value",
        "visitor",
        "variants",
        "visit",
        "violations",
        "required",
        "context",
        "input",
        "method",
        "path",
        "route",
        "blank",
        "encode_members",
        "decode_member",
        "decode_unknown",
        "M",
        "D",
        "E",
        "V",
        "S",
        "T",
        "f",
    ],
    // Methods that a setter or a client's method must not hide.
    &[
        "new",
        "builder",
        "default",
        "clone",
        "fmt",
        "eq",
        "from",
        "into",
        "as_str",
        "to_string",
        "send",
        "with",
        "drop",
        "hash",
        "cmp",
        "from_str",
        "into_inner",
        "is_empty",
    ],
    // Each other in another spelling.
    &[
        "ACRONYMInside_Op",
        "ACRONYM_InsideOp",
        "acronym_inside_op",
        "fooBar",
        "foo_bar",
        "Foo_Bar",
        "FooBar2",
        "fooBar_2",
        "foo_bar2",
        "ID",
        "I_D",
        "HTTPServer",
        "HttpServer_",
        "http_server",
    ],
    // Digits and underscores.
    &[
        "_1", "_1st", "__a", "a__", "a_", "_a", "A1", "a_1", "x2y", "X2_Y", "_2_", "n2", "N_2",
    ],
];

/// Suffixes that the generator itself gives, on names that it gives them to.
const TAKEN: [&str; 8] = [
    "EchoInput",
    "EchoOutput",
    "EchoError",
    "EchoInput2",
    "NestInput",
    "NestOutputRequired",
    "type_Input",
    "self_Error",
];

/// The errors of `Echo`, each with a `message`.
pub const ERRORS: [&str; 5] = ["Error", "Option", "Result", "Err", "Unknown"];

/// The operations of the service `Calls` whose crate is called over sockets.
pub const CALLED: [&str; 14] = [
    "self",
    "Super",
    "type",
    "async",
    "mod",
    "operation",
    "new",
    "Builder",
    "Result",
    "String",
    "client",
    "ACRONYMInside_Op",
    "ACRONYM_InsideOp",
    "_1st",
];

/// Every name, and behind them those that differ from an earlier one by case alone.
pub fn names() -> [Vec<&'static str>; 2] {
    let mut met = BTreeSet::new();
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for name in NAMES.into_iter().flatten().chain(&TAKEN) {
        match met.insert(name.to_lowercase()) {
            true => first.push(*name),
            false => again.push(*name),
        }
    }
    [first, again]
}

/// A service, `Shapes`, whose members, values and types have the names: `Echo` takes and gives strings under all of
/// them, `Nest` structures that are called by them.
pub fn shapes() -> String {
    const SPACE: &str = "crate.self.type";
    let [first, again] = names();
    let mut model = Shapes(Map::new());
    let mut add = |name: &str, shape: Value| model.add(SPACE, name, shape);
    let here = |name: &str| json!({ "target": format!("{SPACE}#{name}") });
    let text = |_: &str| json!({ "target": "crate.self.type#TheText" });
    let echo =
        ["Everything", "Others"].map(|name| (name.to_lowercase(), here(&format!("All{name}"))));
    let lists = ["Values", "OtherValues", "Choices", "Numbers"]
        .map(|name| (name.to_lowercase(), here(&format!("All{name}"))));
    let ends: Map<String, Value> = echo.into_iter().chain(lists).collect();
    let mut input = ends.clone();
    input.insert(
        "fail".to_owned(),
        json!({ "target": "crate.self.type#TheText", "traits": { "smithy.api#httpHeader": "x-fail" } }),
    );
    // The prelude's own `String` would be a second shape of that name.
    add("TheText", json!({ "type": "string" }));
    add("Shapes", service(SPACE, ["Echo", "Nest"].into_iter()));
    add(
        "Echo",
        json!({
            "type": "operation",
            "input": here("TheseAreEchoed"),
            "output": here("TheseWereEchoed"),
            "errors": ERRORS.map(here),
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/echo" } },
        }),
    );
    add(
        "TheseAreEchoed",
        json!({ "type": "structure", "members": input }),
    );
    add(
        "TheseWereEchoed",
        json!({ "type": "structure", "members": ends }),
    );
    add(
        "AllEverything",
        json!({ "type": "structure", "members": members(&first, text) }),
    );
    add(
        "AllOthers",
        json!({ "type": "structure", "members": members(&again, text) }),
    );
    let unit = |_: &str| json!({ "target": "smithy.api#Unit" });
    add(
        "EachValue",
        json!({ "type": "enum", "members": members(&first, unit) }),
    );
    add(
        "EachOtherValue",
        json!({ "type": "enum", "members": members(&again, unit) }),
    );
    add(
        "EachChoice",
        json!({ "type": "union", "members": members(&first, text) }),
    );
    let mut numbers = members(&first, unit);
    for (number, member) in (1..).zip(numbers.values_mut()) {
        member["traits"] = json!({ "smithy.api#enumValue": number });
    }
    add(
        "EachNumber",
        json!({ "type": "intEnum", "members": numbers }),
    );
    for (list, item) in [
        ("AllValues", "EachValue"),
        ("AllOtherValues", "EachOtherValue"),
        ("AllChoices", "EachChoice"),
        ("AllNumbers", "EachNumber"),
    ] {
        add(list, json!({ "type": "list", "member": here(item) }));
    }
    add(
        "Nest",
        json!({
            "type": "operation",
            "input": here("TheseNest"),
            "output": here("TheseNest"),
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/nest" } },
        }),
    );
    let nested = json!({ "structures": here("EveryStructure"), "one": here("EveryUnion") });
    add(
        "TheseNest",
        json!({ "type": "structure", "members": nested }),
    );
    add(
        "EveryStructure",
        json!({ "type": "structure", "members": members(&first, here) }),
    );
    add(
        "EveryUnion",
        json!({ "type": "union", "members": members(&first, here) }),
    );
    for name in &first {
        let shape = match ERRORS.contains(name) {
            true => json!({
                "type": "structure",
                "members": { "message": text("") },
                "traits": { "smithy.api#error": "client", "smithy.api#httpError": 409 },
            }),
            false => {
                json!({ "type": "structure", "members": { *name: { "target": "crate.self.type#TheText", "traits": {
                "smithy.api#required": {}, "smithy.api#length": { "max": 40 },
            } } } })
            }
        };
        add(name, shape);
    }
    model.text()
}

/// A service, `Calls`, whose operations have the names, and so has all that is bound to their requests and answers.
pub fn calls() -> String {
    const SPACE: &str = "std.async.dyn";
    let [first, _] = names();
    // The second name that is called differs from a keyword by case.
    let names = || {
        first
            .iter()
            .copied()
            .filter(|name| *name != "super")
            .chain(["Super"])
    };
    let mut model = Shapes(Map::new());
    model.add(SPACE, "TheText", json!({ "type": "string" }));
    model.add(SPACE, "Calls", service(SPACE, names()));
    for (number, name) in names().enumerate() {
        let string = |traits: Value| json!({ "target": "std.async.dyn#TheText", "traits": traits });
        let ends = ["Request", "Reply"].map(|end| format!("Its{end}{number}"));
        let [input, output] = ends
            .each_ref()
            .map(|end| json!({ "target": format!("{SPACE}#{end}") }));
        let uri = format!("/{name}/{{{name}}}");
        model.add(
            SPACE,
            name,
            json!({
                "type": "operation",
                "input": input,
                "output": output,
                "traits": { "smithy.api#http": { "method": "PUT", "uri": uri } },
            }),
        );
        model.add(
            SPACE,
            &ends[0],
            json!({ "type": "structure", "members": {
            name: string(json!({ "smithy.api#httpLabel": {}, "smithy.api#required": {} })),
            format!("{name}_query"): string(json!({ "smithy.api#httpQuery": name })),
        } }),
        );
        model.add(
            SPACE,
            &ends[1],
            json!({ "type": "structure", "members": {
            name: string(json!({ "smithy.api#httpHeader": format!("x-{name}") })),
            format!("{name}_query"): string(json!({})),
        } }),
        );
    }
    model.text()
}

fn service<'a>(space: &str, operations: impl Iterator<Item = &'a str>) -> Value {
    let operations: Vec<Value> = operations
        .map(|name| json!({ "target": format!("{space}#{name}") }))
        .collect();
    json!({ "type": "service", "version": "1", "operations": operations, "traits": { "aws.protocols#restJson1": {} } })
}

fn members(names: &[&str], member: impl Fn(&str) -> Value) -> Map<String, Value> {
    names
        .iter()
        .map(|name| ((*name).to_owned(), member(name)))
        .collect()
}

struct Shapes(Map<String, Value>);

impl Shapes {
    fn add(&mut self, space: &str, name: &str, shape: Value) {
        let known = self.0.insert(format!("{space}#{name}"), shape);
        assert!(known.is_none(), "there are two shapes {name}");
    }

    fn text(self) -> String {
        json!({ "smithy": "2.0", "shapes": self.0 }).to_string()
    }
}
