//! Parameters of a case: `$name:L` stands for a value, `$name:S` for the value in quotes, `$$` for `$`.

/// Puts the values into a text. What is no parameter stays as it is.
pub(super) fn substitute(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        rest = behind;
        if let Some(behind) = rest.strip_prefix('$') {
            out.push('$');
            rest = behind;
            continue;
        }
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let value = values.iter().find(|(known, _)| *known == name);
        match (value, behind.get(..2)) {
            (Some((_, value)), Some(":L")) => {
                out.push_str(value);
                rest = &behind[2..];
            }
            (Some((_, value)), Some(":S")) => {
                out.push_str(&quoted(value));
                rest = &behind[2..];
            }
            _ => out.push('$'),
        }
    }
    out + rest
}

/// The value as a JSON string.
fn quoted(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_put_in_place() {
        let values = [("value", r#"a"b"#), ("n", "1")];
        let substitute = |text| substitute(text, &values);
        assert_eq!(substitute("/x/$value:L?$n:L"), r#"/x/a"b?1"#);
        assert_eq!(substitute(r#"{"a": $value:S}"#), r#"{"a": "a\"b"}"#);
        assert_eq!(
            substitute("costs $$5, $other:L, $n"),
            "costs $5, $other:L, $n"
        );
    }
}
