//! What selectors find, and what is said of those that cannot be read.

use std::fmt::Write as _;

use farrier_smithy::{Element, Model, Selector, Sources, load};

const ATLAS: &str = r#"
$version: "2.0"
namespace example

@tags(["public", "slow"])
service Atlas {
    version: "2024-01-01"
    resources: [Country]
    operations: [Ping]
}
resource Country {
    identifiers: { id: CountryId }
    read: GetCountry
    resources: [City]
}
resource City {
    identifiers: { id: CountryId, city: String }
    collectionOperations: [CountCities]
}
operation Ping {}
@readonly
operation GetCountry {
    input := { @required id: CountryId }
    output := { area: Integer, neighbors: Countries }
    errors: [Lost]
}
operation CountCities {
    input := { @required id: CountryId }
}
@length(min: 2, max: 3)
string CountryId
list Countries { member: CountryId }
@error("client") @httpError(404)
structure Lost with [Told] {}
@mixin
structure Told { message: String }
"#;

fn model() -> Model {
    let sources = Sources::from_iter([("atlas.smithy", ATLAS)]);
    let (model, diagnostics) = load(&sources);
    model.unwrap_or_else(|| panic!("{}", diagnostics.render(&sources)))
}

/// The names of what a selector finds in the atlas, without what is built in.
fn find(model: &Model, text: &str) -> String {
    let selector = Selector::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let found = selector.select(model);
    for element in model.shapes().map(Element::Shape) {
        let is_found = found.iter().any(|found| found.id() == element.id());
        assert_eq!(
            selector.matches(model, element),
            is_found,
            "{text}: {}",
            element.id()
        );
    }
    let names: Vec<&str> = found
        .iter()
        .filter_map(|element| element.id().as_str().strip_prefix("example#"))
        .collect();
    names.join(" ")
}

#[test]
fn selectors_find_shapes() {
    let model = model();
    let mut found = String::new();
    for text in [
        "service",
        "[id|namespace = example] string",
        "[id|namespace = example] simpleType",
        "[trait|length|min >= 2]",
        "[trait|httpError > 400]",
        "[trait|tags|(values) = slow]",
        "[service|version ^= 2024]",
        "[trait|error = CLIENT i]",
        "[@trait|length: @{min} < @{max}]",
        "operation -[input]->",
        "operation -[input, output]-> structure > member",
        "list :test(> member > [trait|length])",
        "structure :not(<-[input, output]- operation)  [id|namespace = example]",
        "service ~> operation",
        "resource -[bound]->",
        "[id = example#CountryId] <",
        ":topdown([trait|tags]) :not(service)",
        "[trait|mixin] <-[mixin]-",
        "-[trait]-> [id|name = readonly]",
        "operation :test(-[trait]-> [id|name = readonly])",
        ":is(resource, service) > operation",
        "service $ops(~> operation) ~> structure :in(${ops} -[error]-> *)",
        "service $self(*) ~> operation [@: @{var|self|id|name} = Atlas]",
        "[id|namespace = example] :recursive(-[resource]->)",
        "string :in(:root(resource -[identifier]-> *)) [id|namespace = example]",
        ":unknown(*)",
        "operation -[unknown]->",
    ] {
        let _ = writeln!(found, "{text}\n    {}", find(&model, text));
    }
    insta::assert_snapshot!(found);
}

#[test]
fn what_is_no_selector_is_told_where() {
    let mut faults = String::new();
    for text in [
        "",
        "strng",
        "string >> ?",
        "[trait|",
        "[trait|tags = ",
        "[trait|tags == a]",
        "[id = 'open]",
        ":not(string, list)",
        ":is()",
        ":test(string",
        "-[]->",
        "[@trait|length @{min} = 1]",
        "${",
        "string)",
    ] {
        let fault = Selector::parse(text).expect_err(text);
        let _ = writeln!(faults, "{text}\n{:>1$} {fault}", "^", fault.offset + 1);
    }
    insta::assert_snapshot!(faults);
}

#[test]
fn functions_nest_only_so_deep() {
    let deep = format!("{}string{}", ":not(".repeat(100_000), ")".repeat(100_000));
    let fault = Selector::parse(&deep).expect_err("too deep");
    assert_eq!(fault.message, "functions nest more than 64 deep");
}

/// Each of these shapes leads to each other one: there are more ways through them than anyone can walk.
#[test]
fn many_ways_cost_no_more_than_many_shapes() {
    let mut text = "$version: \"2.0\"\nnamespace example\n".to_owned();
    for one in 0..40 {
        let members: String = (0..40)
            .map(|other| format!("  m{other}: S{other}\n"))
            .collect();
        let _ = writeln!(text, "structure S{one} {{\n{members}}}");
    }
    let sources = Sources::from_iter([("dense.smithy", text)]);
    let model = load(&sources).0.expect("a model");
    for steps in [
        "> > > > > > > > > > > >",
        "~> ~> ~>",
        ":recursive(:recursive(~>))",
    ] {
        let selector = Selector::parse(&format!("[id|namespace = example] {steps} structure"))
            .expect("a selector");
        assert_eq!(selector.select(&model).len(), 40, "{steps}");
        let selector = Selector::parse(&format!(
            "[id|namespace = example] structure :test({steps} structure)"
        ))
        .expect("one");
        assert_eq!(selector.select(&model).len(), 40, "{steps}");
    }
}
