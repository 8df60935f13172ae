//! What strings and text blocks hold. See [quoted text](https://smithy.io/2.0/spec/idl.html#text-blocks).

use std::borrow::Cow;

/// The content of a string token, quotes included, with escapes resolved.
pub(super) fn string(lexeme: &str) -> Result<Cow<'_, str>, String> {
    let content = lexeme
        .strip_prefix('"')
        .and_then(|content| content.strip_suffix('"'))
        .unwrap_or_default();
    // Most strings say what they mean.
    if content.bytes().all(|byte| byte >= b' ' && byte != b'\\') {
        return Ok(Cow::Borrowed(content));
    }
    unescape(&with_line_feeds(content)).map(Cow::Owned)
}

/// The content of a text block token, quotes included: indentation removed, then escapes resolved.
pub(crate) fn block(lexeme: &str) -> Result<String, String> {
    let content = lexeme
        .strip_prefix(r#"""""#)
        .and_then(|content| content.strip_suffix(r#"""""#))
        .unwrap_or_default();
    let content = with_line_feeds(content);
    if content.is_empty() {
        return Err("a text block cannot be empty".to_owned());
    }
    let Some(content) = content.strip_prefix('\n') else {
        return Err("a text block begins with a line break behind its quotes".to_owned());
    };
    unescape(&without_indentation(content))
}

/// A number token as JSON has it: without zeros in front, which mean nothing.
pub(super) fn number(lexeme: &str) -> Cow<'_, str> {
    let (sign, digits) = match lexeme.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", lexeme),
    };
    let zeros = digits.bytes().take_while(|byte| *byte == b'0').count();
    let is_followed = digits.as_bytes().get(zeros).is_some_and(u8::is_ascii_digit);
    let needless = if is_followed {
        zeros
    } else {
        zeros.saturating_sub(1)
    };
    match needless {
        0 => Cow::Borrowed(lexeme),
        _ => Cow::Owned(format!("{sign}{}", &digits[needless..])),
    }
}

/// Line breaks are line feeds, however the file was saved.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Removes the spaces that all lines have in front of them, and those that end a line. Lines of nothing but spaces do
/// not count, unless it is the last: where the closing quotes stand says how far to the left the text begins.
fn without_indentation(content: &str) -> String {
    let lines = || content.split('\n');
    let last = lines().count() - 1;
    let indentation = lines()
        .enumerate()
        .filter_map(|(number, line)| {
            line.find(|char| char != ' ')
                .or((number == last).then_some(line.len()))
        })
        .min()
        .unwrap_or(0);
    let mut text = String::with_capacity(content.len());
    for (number, line) in lines().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        text.push_str(
            line.get(indentation..)
                .unwrap_or_default()
                .trim_end_matches(' '),
        );
    }
    text
}

fn unescape(content: &str) -> Result<String, String> {
    let mut text = String::with_capacity(content.len());
    let mut rest = content.chars();
    while let Some(char) = rest.next() {
        match char {
            '\\' => match rest.next() {
                Some(char @ ('"' | '\\' | '/')) => text.push(char),
                Some('b') => text.push('\u{8}'),
                Some('f') => text.push('\u{c}'),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                Some('u') => text.push(code_point(&mut rest)?),
                // The line goes on.
                Some('\n') => {}
                Some(char) => return Err(format!("`\\{char}` is not an escape")),
                None => return Err("`\\` escapes nothing".to_owned()),
            },
            '\n' | '\t' => text.push(char),
            char if char < ' ' => {
                return Err(format!(
                    "the control character {char:?} must be written as an escape"
                ));
            }
            char => text.push(char),
        }
    }
    Ok(text)
}

/// The character behind `\u`; two such escapes can make up one character.
fn code_point(rest: &mut std::str::Chars<'_>) -> Result<char, String> {
    let unit = hexadecimal(rest)?;
    if let Some(char) = char::from_u32(unit) {
        return Ok(char);
    }
    let mut ahead = rest.clone();
    if let (0xd800..0xdc00, Some('\\'), Some('u')) = (unit, ahead.next(), ahead.next())
        && let Ok(low @ 0xdc00..0xe000) = hexadecimal(&mut ahead)
        && let Some(char) = char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
    {
        *rest = ahead;
        return Ok(char);
    }
    Err(format!("`\\u{unit:04x}` is half of a character"))
}

fn hexadecimal(rest: &mut std::str::Chars<'_>) -> Result<u32, String> {
    let mut value = 0;
    for _ in 0..4 {
        match rest.next() {
            Some(char) => match char.to_digit(16) {
                Some(digit) => value = value * 16 + digit,
                None => return Err(format!("`{char}` is not a hexadecimal digit")),
            },
            None => return Err("`\\u` is followed by four hexadecimal digits".to_owned()),
        }
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_mean_what_they_escape() {
        let cases = [
            (r#""""#, Ok("")),
            (r#""plain""#, Ok("plain")),
            (r#""a\tb\"c\\d\/""#, Ok("a\tb\"c\\d/")),
            ("\"one \\\ntwo\"", Ok("one two")),
            ("\"one\r\ntwo\rthree\"", Ok("one\ntwo\nthree")),
            (r#""\u00e9\ud83d\ude00""#, Ok("é😀")),
            (r#""\ud83d""#, Err("`\\ud83d` is half of a character")),
            (r#""\uzzzz""#, Err("`z` is not a hexadecimal digit")),
            (r#""\'""#, Err("`\\'` is not an escape")),
        ];
        for (lexeme, expected) in cases {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(string(lexeme).map(Cow::into_owned), expected, "{lexeme}");
        }
    }

    #[test]
    fn numbers_have_no_needless_zeros() {
        for (lexeme, expected) in [
            ("0", "0"),
            ("-0", "-0"),
            ("099", "99"),
            ("-007.50", "-7.50"),
            ("000", "0"),
            ("00.5e1", "0.5e1"),
            ("10", "10"),
        ] {
            assert_eq!(number(lexeme), expected, "{lexeme}");
        }
    }

    #[test]
    fn text_blocks_lose_their_indentation() {
        let cases = [
            (
                "\"\"\"\n    one\n      two\n    three\"\"\"",
                "one\n  two\nthree",
            ),
            ("\"\"\"\n    one  \n\n    two\n    \"\"\"", "one\n\ntwo\n"),
            ("\"\"\"\n    one\n  \"\"\"", "  one\n"),
            ("\"\"\"\n    \"quoted\" \\\n    on\"\"\"", "\"quoted\" on"),
        ];
        for (lexeme, expected) in cases {
            assert_eq!(block(lexeme).as_deref(), Ok(expected), "{lexeme}");
        }
        assert!(block(r#""""one""""#).is_err());
        assert!(block(r#""""""""#).is_err());
    }
}
