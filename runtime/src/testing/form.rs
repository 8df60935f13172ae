//! Forms as sets of pairs, by another reader than the one that is tested.

use percent_encoding::percent_decode_str;

/// Everything in which two forms differ, a line each; neither the order of pairs nor how they are encoded counts.
pub(super) fn differences(expected: &str, actual: &str) -> Vec<String> {
    let mut left = pairs(actual);
    let mut found = Vec::new();
    for pair in pairs(expected) {
        match left.iter().position(|actual| *actual == pair) {
            Some(at) => drop(left.remove(at)),
            None => found.push(format!("expected {}", shown(&pair))),
        }
    }
    found.extend(left.iter().map(|pair| format!("found {}", shown(pair))));
    found
}

/// The pairs, decoded. Cases break lines before pairs, for people to read.
fn pairs(form: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = form
        .split('&')
        .map(str::trim)
        .filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .map(|(key, value)| (decoded(key), decoded(value)))
        .collect()
}

fn shown((key, value): &(String, String)) -> String {
    format!("{key:?} = {value:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_sets_of_pairs() {
        assert_eq!(
            differences("Action=A\n&b=x%20y&c=1", "c=1&Action=A&b=x+y"),
            [""; 0]
        );
        assert_eq!(
            differences("a=1&b=2&b=2", "b=2&c=%26"),
            [
                r#"expected "a" = "1""#,
                r#"expected "b" = "2""#,
                r#"found "c" = "&""#
            ]
        );
    }
}
