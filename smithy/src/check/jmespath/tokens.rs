//! The tokens of an expression.

use std::ops::Range;

use super::Syntax;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    QuotedName,
    Number,
    /// JSON in backticks.
    Json,
    /// Text in single quotes.
    Raw,
    Dot,
    Star,
    /// `[]`
    Flatten,
    /// `[?`
    Filter,
    Open,
    Close,
    OpenBrace,
    CloseBrace,
    OpenParen,
    CloseParen,
    Comma,
    Colon,
    Current,
    Reference,
    And,
    Or,
    Pipe,
    Not,
    /// `==` and `!=`
    Equality,
    /// `<`, `<=`, `>` and `>=`
    Order,
    End,
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Its bytes in the expression.
    pub(super) place: Range<usize>,
}

/// Takes an expression apart; the last token is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Syntax> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        if matches!(char, ' ' | '\t' | '\n' | '\r') {
            at += 1;
            continue;
        }
        let (kind, length) = token(text, at, char)?;
        tokens.push(Token {
            kind,
            place: at..at + length,
        });
        at += length;
    }
    tokens.push(Token {
        kind: Kind::End,
        place: at..at,
    });
    Ok(tokens)
}

/// The token that begins with a character at a place, and how many bytes it has.
fn token(text: &str, at: usize, char: char) -> Result<(Kind, usize), Syntax> {
    let rest = &text[at + char.len_utf8()..];
    let while_bytes =
        |allowed: fn(u8) -> bool| rest.bytes().take_while(|&byte| allowed(byte)).count();
    let one_of_two = |second: char, long: Kind, short: Kind| match rest.starts_with(second) {
        true => (long, 2),
        false => (short, 1),
    };
    Ok(match char {
        'a'..='z' | 'A'..='Z' | '_' => {
            let more = while_bytes(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            (Kind::Name, 1 + more)
        }
        '-' | '0'..='9' => {
            let more = while_bytes(|byte| byte.is_ascii_digit());
            if char == '-' && more == 0 {
                return Err(Syntax::new(at..at + 1, "digits go after `-`"));
            }
            (Kind::Number, 1 + more)
        }
        '"' => (Kind::QuotedName, quoted(text, at, '"')?),
        '`' => (Kind::Json, quoted(text, at, '`')?),
        '\'' => (Kind::Raw, quoted(text, at, '\'')?),
        '.' => (Kind::Dot, 1),
        '*' => (Kind::Star, 1),
        '[' if rest.starts_with('?') => (Kind::Filter, 2),
        '[' => one_of_two(']', Kind::Flatten, Kind::Open),
        ']' => (Kind::Close, 1),
        '{' => (Kind::OpenBrace, 1),
        '}' => (Kind::CloseBrace, 1),
        '(' => (Kind::OpenParen, 1),
        ')' => (Kind::CloseParen, 1),
        ',' => (Kind::Comma, 1),
        ':' => (Kind::Colon, 1),
        '@' => (Kind::Current, 1),
        '&' => one_of_two('&', Kind::And, Kind::Reference),
        '|' => one_of_two('|', Kind::Or, Kind::Pipe),
        '!' => one_of_two('=', Kind::Equality, Kind::Not),
        '<' | '>' => one_of_two('=', Kind::Order, Kind::Order),
        '=' if rest.starts_with('=') => (Kind::Equality, 2),
        '=' => return Err(Syntax::new(at..at + 1, "equality is written `==`")),
        _ => {
            let help =
                "names with other characters than letters, digits and `_` go in double quotes";
            return Err(Syntax::new(at..at + char.len_utf8(), help));
        }
    })
}

/// How many bytes a token has that ends with the quote that it began with.
fn quoted(text: &str, at: usize, quote: char) -> Result<usize, Syntax> {
    let mut escaped = false;
    for (offset, char) in text[at..].char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if char == '\\' {
            escaped = true;
        } else if char == quote {
            return Ok(offset + 1);
        }
    }
    Err(Syntax::new(
        at..at + 1,
        "the quote that begins here is not closed",
    ))
}
