//! Constraints, and how violations are told.

mod shapes;

use std::collections::BTreeMap;

use farrier::protocol::{Protocol, RestJson1};
use farrier::validate::{ConstraintKind, MAX_VIOLATIONS, Validate, Violation, Violations};
use farrier::{Blob, Body, Redacted};
use shapes::{Check, Checked, Color, Event, SERVICE, Tree, checked, tree};

fn messages(value: &Checked) -> Vec<String> {
    let violations = value.validate().err().unwrap_or_default();
    violations
        .into_iter()
        .map(|violation| violation.message)
        .collect()
}

#[test]
fn a_value_in_order_has_no_violations() {
    assert_eq!(checked().validate(), Ok(()));
}

#[test]
fn each_constraint_is_worded_as_smithy_words_it() {
    let cases = [
        (
            Checked {
                name: "a".into(),
                ..checked()
            },
            "Value with length 1 at '/name' failed to satisfy constraint: Member must have length between 2 and 8, inclusive",
        ),
        (
            Checked {
                name: "xyz".into(),
                ..checked()
            },
            "Value at '/name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-m]+$",
        ),
        (
            Checked {
                blob: Some(Blob::from("b")),
                ..checked()
            },
            "Value with length 1 at '/blob' failed to satisfy constraint: Member must have length greater than or equal to 2",
        ),
        (
            Checked {
                list: Some(vec!["a".into(), "abcd".into()]),
                ..checked()
            },
            "Value with length 4 at '/list/1' failed to satisfy constraint: Member must have length less than or equal to 3",
        ),
        (
            Checked {
                list: Some(vec!["a".into(), "b".into(), "a".into()]),
                ..checked()
            },
            "Value at '/list' failed to satisfy constraint: Member must have unique values",
        ),
        (
            Checked {
                grades: Some(BTreeMap::from([("ab".into(), 7)])),
                ..checked()
            },
            "Value at '/grades/ab' failed to satisfy constraint: Member must be between 1 and 6, inclusive",
        ),
        (
            Checked {
                grades: Some(BTreeMap::from([("x".into(), 1)])),
                ..checked()
            },
            "Value at '/grades' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-m]+$",
        ),
        (
            Checked {
                float: Some(8.9),
                ..checked()
            },
            "Value at '/float' failed to satisfy constraint: Member must be between 2.2 and 8.8, inclusive",
        ),
        (
            Checked {
                float: Some(f32::NAN),
                ..checked()
            },
            "Value at '/float' failed to satisfy constraint: Member must be between 2.2 and 8.8, inclusive",
        ),
        (
            Checked {
                big: Some("0.1000000000000000000000000000001".parse().unwrap()),
                ..checked()
            },
            "Value at '/big' failed to satisfy constraint: Member must be less than or equal to 0.1",
        ),
        (
            Checked {
                colors: Some(vec![Color::Red, Color::Unknown("PINK".into())]),
                ..checked()
            },
            "Value at '/colors/1' failed to satisfy constraint: Member must satisfy enum value set: [RED, BLUE]",
        ),
        (
            Checked {
                level: Some(3),
                ..checked()
            },
            "Value at '/level' failed to satisfy constraint: Member must satisfy enum value set: [1, 2]",
        ),
        (
            Checked {
                event: Some(Event::Unknown("x".into())),
                ..checked()
            },
            "Value at '/event' failed to satisfy constraint: Member must satisfy enum value set: [created, removed]",
        ),
        (
            Checked {
                must: None,
                ..checked()
            },
            "Value at '/must' failed to satisfy constraint: Member must not be null",
        ),
    ];
    for (value, message) in cases {
        assert_eq!(messages(&value), [message]);
    }
}

#[test]
fn edges_are_inside() {
    let edges = Checked {
        name: "ab".into(),
        float: Some(8.8),
        big: Some("0.10".parse().unwrap()),
        // Lengths count characters, not bytes.
        list: Some(vec!["\u{1F60A}\u{1F60A}\u{1F60A}".into()]),
        ..checked()
    };
    assert_eq!(edges.validate(), Ok(()));
    assert_eq!(
        Checked {
            float: Some(2.2),
            name: "abcdefgh".into(),
            ..checked()
        }
        .validate(),
        Ok(())
    );
}

#[test]
fn all_violations_are_told_at_once() {
    let value = Checked {
        name: "x".into(),
        level: Some(9),
        ..checked()
    };
    let violations = value.validate().unwrap_err();
    assert_eq!(
        violations.to_string(),
        "3 validation errors detected. \
         Value with length 1 at '/name' failed to satisfy constraint: Member must have length between 2 and 8, inclusive; \
         Value at '/name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-m]+$; \
         Value at '/level' failed to satisfy constraint: Member must satisfy enum value set: [1, 2]"
    );
    let kinds: Vec<ConstraintKind> = violations
        .iter()
        .map(|violation| violation.constraint)
        .collect();
    assert_eq!(
        kinds,
        [
            ConstraintKind::Length,
            ConstraintKind::Pattern,
            ConstraintKind::Enum
        ]
    );
}

#[test]
fn repeated_items_are_told_by_their_places() {
    let trees = vec![
        tree("a"),
        Tree {
            left: Some(Box::new(tree("a"))),
            ..tree("a")
        },
        tree("b"),
        tree("a"),
        tree("b"),
    ];
    let violations = Checked {
        trees: Some(trees),
        ..checked()
    }
    .validate()
    .unwrap_err();
    let found: Vec<_> = violations
        .into_iter()
        .map(|violation| (violation.path, violation.indices))
        .collect();
    assert_eq!(found, [("/trees".to_owned(), vec![0, 2, 3, 4])]);
}

#[test]
fn a_list_of_many_unique_items_takes_no_long() {
    let trees: Vec<Tree> = (0..100_000).map(|index| tree(&index.to_string())).collect();
    let start = std::time::Instant::now();
    assert_eq!(
        Checked {
            trees: Some(trees),
            ..checked()
        }
        .validate(),
        Ok(())
    );
    // Comparing each with each would take minutes.
    assert!(start.elapsed().as_secs() < 20);
}

#[test]
fn at_most_a_hundred_are_told() {
    let trees = |count: i32| {
        Some(
            (0..count)
                .map(|index| (format!("a{index}"), 0))
                .collect::<BTreeMap<_, _>>(),
        )
    };
    // A key and a value each.
    let violations = Checked {
        grades: trees(50),
        ..checked()
    }
    .validate()
    .unwrap_err();
    assert_eq!(
        (violations.len(), violations.is_truncated()),
        (MAX_VIOLATIONS, false)
    );
    let violations = Checked {
        grades: trees(5000),
        ..checked()
    }
    .validate()
    .unwrap_err();
    assert_eq!(
        (violations.len(), violations.is_truncated()),
        (MAX_VIOLATIONS, true)
    );
    assert!(
        violations
            .to_string()
            .starts_with("More than 100 validation errors detected. Value at '/grades'")
    );
}

#[test]
fn depth_is_bounded() {
    let mut deep = tree("leaf");
    for _ in 0..10_000 {
        deep = Tree {
            left: Some(Box::new(deep)),
            ..tree("n")
        };
    }
    let violations = Checked {
        must: Some(vec![deep]),
        ..checked()
    }
    .validate()
    .unwrap_err();
    let violation = violations.into_iter().next().unwrap();
    assert_eq!(violation.constraint, ConstraintKind::Depth);
    assert!(
        violation
            .message
            .ends_with("Member must not be nested deeper than 128 levels")
    );
}

#[test]
fn what_is_missing_hides_what_stands_in_for_it() {
    let body = Body::from(r#"{"level":5,"must":[{"name":"a","left":{}}]}"#);
    let request = http::Request::post("/check")
        .header("content-type", "application/json")
        .body(body)
        .unwrap();
    let (head, mut body) = request.into_parts();
    let received = RestJson1::decode_request::<Check>(SERVICE, &head, &mut body).unwrap();
    let found = received.input.validate().err().unwrap_or_default();
    let paths = |violations: &Violations| {
        violations
            .iter()
            .map(|violation| violation.path.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(paths(&found), ["/name", "/name", "/level"]);
    assert_eq!(
        paths(&Violations::join(received.missing, found)),
        ["/must/0/left/name", "/name", "/level"]
    );
}

#[test]
fn under_a_missing_member_nothing_else_is_told() {
    let missing = Violations::from(Violation::missing("/a"));
    let found = ["/a", "/a/b/0", "/ab", "/b/a"]
        .into_iter()
        .map(Violation::missing)
        .collect();
    let paths: Vec<String> = Violations::join(missing, found)
        .into_iter()
        .map(|violation| violation.path)
        .collect();
    assert_eq!(paths, ["/a", "/ab", "/b/a"]);
}

#[test]
fn keys_are_escaped_in_paths() {
    let grades = BTreeMap::from([("a~b/c".to_owned(), 0)]);
    let found = Checked {
        grades: Some(grades),
        ..checked()
    }
    .validate()
    .unwrap_err();
    assert!(
        found
            .iter()
            .any(|violation| violation.path == "/grades/a~0b~1c")
    );
}

#[test]
fn what_is_sensitive_prints_as_redacted() {
    assert_eq!(
        format!("{Redacted} {Redacted:?}"),
        "*** redacted *** *** redacted ***"
    );
}

#[cfg(feature = "regex")]
mod regex {
    use farrier::validate::{LazyRegex, Validate};
    use farrier::wire::{self, Constraint, Member, Shape};

    const DIGITS: Constraint = Constraint::Pattern("^([0-9]+)+$", |text| {
        static REGEX: LazyRegex = LazyRegex::new("^([0-9]+)+$");
        REGEX.is_match(text)
    });

    #[derive(PartialEq)]
    struct Evil {
        text: String,
    }

    impl Shape for Evil {
        const NAME: &'static str = "Evil";
        const MEMBERS: &'static [Member] = &[Member::new("text").constraints(&[DIGITS])];

        fn blank() -> Self {
            Self {
                text: wire::blank(),
            }
        }

        fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
            to.members((&self.text,))
        }

        fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
            from.member((&mut self.text,))
        }
    }

    #[test]
    fn a_pattern_is_matched_in_linear_time() {
        let text = format!("{}!", "0".repeat(1_000_000));
        let message = Evil { text }
            .validate()
            .unwrap_err()
            .into_iter()
            .next()
            .unwrap()
            .message;
        assert_eq!(
            message,
            "Value at '/text' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([0-9]+)+$"
        );
        assert_eq!(
            Evil {
                text: "0123".into()
            }
            .validate(),
            Ok(())
        );
    }
}
