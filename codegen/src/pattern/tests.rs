use super::*;

/// Evaluates a matcher as the runtime does.
fn matches(pattern: &str, text: &str) -> bool {
    let check = |check: &Check| match check {
        Check::Regex { negated, regex } => {
            regex::Regex::new(regex).unwrap().is_match(text) != *negated
        }
        Check::Length { min, max } => {
            let count = text.chars().count() as u32;
            *min <= count && max.is_none_or(|max| count <= max)
        }
    };
    match compile(pattern).unwrap() {
        Matcher::Class { ranges, min, max } => {
            let count = text.len() as u32;
            let within = |byte: u8| ranges.iter().any(|(a, b)| (*a..=*b).contains(&byte));
            min <= count && max.is_none_or(|max| count <= max) && text.bytes().all(within)
        }
        Matcher::Regex(regex) => regex::Regex::new(&regex).unwrap().is_match(text),
        Matcher::All(checks) => checks.iter().all(check),
        Matcher::Any(rows) => rows.iter().any(|row| row.iter().all(check)),
    }
}

#[track_caller]
fn assert_matches(pattern: &str, yes: &[&str], no: &[&str]) {
    for text in yes {
        assert!(matches(pattern, text), "{pattern} should match {text:?}");
    }
    for text in no {
        assert!(
            !matches(pattern, text),
            "{pattern} should not match {text:?}"
        );
    }
}

#[track_caller]
fn regex_of(pattern: &str) -> String {
    match compile(pattern).unwrap() {
        Matcher::Regex(regex) => regex,
        other => panic!("{pattern} is {other:?}"),
    }
}

#[track_caller]
fn fault(pattern: &str) -> (String, Option<usize>) {
    let fault = compile(pattern).unwrap_err();
    (fault.message, fault.offset)
}

#[test]
fn a_class_of_ascii_is_a_test_of_bytes() {
    let class = |ranges: &[(u8, u8)], min, max| Matcher::Class {
        ranges: ranges.to_vec(),
        min,
        max,
    };
    assert_eq!(
        compile("^[a-z_]+$"),
        Ok(class(&[(b'_', b'_'), (b'a', b'z')], 1, None))
    );
    assert_eq!(
        compile(r"^\d{2,4}$"),
        Ok(class(&[(b'0', b'9')], 2, Some(4)))
    );
    assert_eq!(compile(r"^(?:[\w-.]*)$"), compile(r"^(\w|-|\.)*$"));
    assert_eq!(compile("^[a]$"), Ok(class(&[(b'a', b'a')], 1, Some(1))));
}

#[test]
fn escapes_have_their_ecma_meaning() {
    assert_eq!(regex_of(r"\d\/"), "[0-9]/");
    assert_matches(r"^\s$", &["\u{feff}", "\u{a0}"], &["\u{85}", "a"]);
    assert_matches(r"^\w.$", &["a😀"], &["é!", "a\n", "a\u{2028}"]);
    assert_matches(r"^\u00e9\x41\cJ\0$", &["éA\n\0"], &["éA"]);
    assert_matches(r"^\<a\>$", &["<a>"], &["a"]);
    assert_matches(r"^[^/|\000-\037]+$", &["tea"], &["a\u{1f}", "a/b"]);
    assert_matches(r"^a\b", &["a", "aé"], &["ab"]);
}

#[test]
fn operators_of_other_dialects_are_characters() {
    assert_matches("^[a&&b]+$", &["a&b"], &["c"]);
    assert_matches("^[[:alpha:]]$", &["a]", ":]"], &["z]", "a"]);
    assert_matches("^[!--~~]+$", &["~", "%"], &["A"]);
    assert_matches("^{a}$", &["{a}"], &["a"]);
    assert_matches("^[^]$", &["a", "\n", "😀"], &["", "ab"]);
    assert_matches("[]", &[], &["", "a"]);
}

#[test]
fn properties_of_unicode_and_java() {
    assert_matches(r"^\p{L}+$", &["éß中"], &["1"]);
    assert_matches(r"^[\p{Alnum}\p{Punct}\p{Blank}]*$", &["a1!\t"], &["é"]);
    assert_matches(r"^\p{IsLatin}$", &["é"], &["中"]);
    assert_eq!(
        fault(r"^\p{Teapot}$"),
        ("there is no Unicode property `Teapot`".to_owned(), Some(1))
    );
}

#[test]
fn surrogate_pairs_are_characters() {
    let pattern = r"^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*$";
    assert_matches(pattern, &["", "é😀\t"], &["\n", "\u{ffff}"]);
    assert_matches(r"^\uD83C[\uDF00-\uDFFF]$", &["\u{1f300}"], &["\u{1f400}"]);
    let message = "a surrogate that stands alone matches nothing, as no string holds one";
    assert_eq!(fault(r"^\uD83C$").0, message);
}

#[test]
fn look_around_at_the_ends_is_a_check_of_its_own() {
    let check = |negated, regex: &str| Check::Regex {
        negated,
        regex: regex.to_owned(),
    };
    let expected = Matcher::All(vec![
        check(false, "^[^\\n\\r\\x{2028}\\x{2029}]+"),
        check(true, "^tea:"),
    ]);
    assert_eq!(compile("^(?!tea:).+"), Ok(expected));
    assert_matches("^(?=.{2,3}$)[a-z]+@?[a-z]*$", &["a@b"], &["a", "a@bc"]);
    assert_matches(
        "^[a-z](?!.*--)[a-z-]*(?<!-)$",
        &["a-b", "a"],
        &["a--b", "a-"],
    );
    assert_matches("^(x|(?!ab)[a-c]+)$", &["x", "ba"], &["abc", "d"]);
}

#[test]
fn look_ahead_for_the_start_matters_there_alone() {
    let qualifier = r"^(^\$LATEST$)|((?!^[0-9]+$)([a-zA-Z0-9-_]+))$";
    assert_matches(
        qualifier,
        &["$LATEST", "a1", "1a", "a", "!1", "12"],
        &["1", "", "a!", "$LATEST "],
    );
    assert_matches("(?=^a)[a-c]+$", &["abc", "a"], &["bac", "ab!", ""]);
    assert_matches("(?!^a)b", &["b", "ab", "\nb"], &["a", ""]);
}

#[test]
fn look_around_for_one_character_narrows_what_is_beside_it() {
    assert_matches(
        r"^((?!-)[a-z-]{0,3}[a-z]\.)+$",
        &["a.", "a-b.c."],
        &["-a.", "a.-b.", "a-."],
    );
    assert_matches(
        r"^[a-z]([a-z]|-(?!-)){1,5}[a-z]$",
        &["a-b", "a-b-c"],
        &["a--b", "-ab"],
    );
    assert_matches(r"^x?(a[ab]*)(?<!b)(c)?$", &["aac", "xaba"], &["abc", "xab"]);
}

#[test]
fn flags_hold_until_their_group_ends() {
    assert_matches("^((?i)tea)x$", &["TeAx"], &["teaX"]);
    assert_matches("^(?i:a)b$", &["Ab"], &["AB"]);
}

#[test]
fn large_repetitions_are_counted() {
    assert_matches("^.{1,100000}$", &["a", "é"], &["", "\n"]);
    assert!(matches!(
        compile(r"^[\p{L}\p{N}]{0,20000}$"),
        Ok(Matcher::All(_))
    ));
}

#[test]
fn what_has_no_equivalent_is_refused() {
    assert_eq!(
        fault(r"(a)\1").0,
        "back-references cannot be matched in linear time"
    );
    assert_eq!(
        fault("a++").0,
        "possessive quantifiers are not part of ECMA-262"
    );
    assert_eq!(
        fault("x(?!ab)y*").0,
        "this look-around has no exact equivalent that takes linear time"
    );
    assert_eq!(
        fault("^[a&&[^b]]$").0,
        "`&&[` is an intersection in Java and three characters in ECMA-262"
    );
    assert_eq!(
        fault("(a"),
        ("this group is not closed".to_owned(), Some(0))
    );
    assert_eq!(
        fault("a{3,2}"),
        (
            "the bounds of this quantifier are out of order".to_owned(),
            Some(1)
        )
    );
    assert_eq!(fault("[z-a]").0, "the ends of this range are out of order");
    assert_eq!(
        fault(r"\h").0,
        r"the escape `\h` has no meaning in ECMA-262"
    );
    assert_eq!(
        fault(&"(".repeat(100_000)).0,
        "groups are nested more than 64 deep"
    );
}
