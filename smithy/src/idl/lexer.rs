//! Text to tokens.

use std::borrow::Cow;

use crate::shape_id::LONGEST;

/// What a token is. Its text says the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    End,
    Space,
    Newline,
    Comma,
    Comment,
    DocComment,
    At,
    Dollar,
    Dot,
    Colon,
    Walrus,
    Equal,
    Pound,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    LeftParen,
    RightParen,
    String,
    TextBlock,
    Number,
    Identifier,
    Invalid,
}

impl Token {
    /// Whether it only keeps others apart. Documentation comments do not: they belong to something.
    pub(super) fn is_blank(self) -> bool {
        matches!(
            self,
            Self::Space | Self::Newline | Self::Comma | Self::Comment
        )
    }

    /// For people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::End => "the end of the file",
            Self::Space => "a space",
            Self::Newline => "a line break",
            Self::Comma => "`,`",
            Self::Comment => "a comment",
            Self::DocComment => "a documentation comment",
            Self::At => "`@`",
            Self::Dollar => "`$`",
            Self::Dot => "`.`",
            Self::Colon => "`:`",
            Self::Walrus => "`:=`",
            Self::Equal => "`=`",
            Self::Pound => "`#`",
            Self::LeftBrace => "`{`",
            Self::RightBrace => "`}`",
            Self::LeftBracket => "`[`",
            Self::RightBracket => "`]`",
            Self::LeftParen => "`(`",
            Self::RightParen => "`)`",
            Self::String => "a string",
            Self::TextBlock => "a text block",
            Self::Number => "a number",
            Self::Identifier => "a name",
            Self::Invalid => "a character that has no meaning here",
        }
    }
}

/// What makes a token invalid.
#[derive(Clone, Debug)]
pub(super) struct Malformed {
    /// The byte to look at.
    pub(super) at: usize,
    pub(super) message: Cow<'static, str>,
}

/// Stands on a token and moves to the next.
pub(super) struct Lexer<'t> {
    text: &'t str,
    token: Token,
    start: usize,
    end: usize,
    malformed: Option<Malformed>,
    /// The lines of documentation comments that were met and not yet taken, as byte ranges of their contents.
    docs: Vec<(usize, usize)>,
}

impl<'t> Lexer<'t> {
    /// Stands on the first token.
    pub(super) fn new(text: &'t str) -> Self {
        let end = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let mut lexer = Self {
            text,
            token: Token::End,
            start: end,
            end,
            malformed: None,
            docs: Vec::new(),
        };
        lexer.next();
        lexer
    }

    pub(super) fn token(&self) -> Token {
        self.token
    }

    /// The first byte of the token.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// The byte behind the token.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// The token as it was written.
    pub(super) fn lexeme(&self) -> &'t str {
        &self.text[self.start..self.end]
    }

    /// A part of the text.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Why the token is invalid.
    pub(super) fn malformed(&self) -> Option<&Malformed> {
        self.malformed.as_ref()
    }

    /// Whether the token is the first on its line.
    pub(super) fn begins_line(&self) -> bool {
        self.start == 0 || self.text.as_bytes()[self.start - 1] == b'\n'
    }

    /// Takes the documentation comments met so far: their text, line by line.
    pub(super) fn take_docs(&mut self) -> Option<String> {
        if self.docs.is_empty() {
            return None;
        }
        let mut text = String::new();
        for (number, (start, end)) in self.docs.drain(..).enumerate() {
            if number > 0 {
                text.push('\n');
            }
            text.push_str(&self.text[start..end]);
        }
        Some(text)
    }

    /// Forgets the documentation comments met so far; says where there were any.
    pub(super) fn drop_docs(&mut self) -> Option<(usize, usize)> {
        let (start, _) = *self.docs.first()?;
        let (_, end) = *self.docs.last()?;
        self.docs.clear();
        Some((start, end))
    }

    /// Moves to the next token; at the end of the text it stays.
    pub(super) fn next(&mut self) {
        self.start = self.end;
        self.malformed = None;
        let rest = &self.text.as_bytes()[self.start..];
        let (token, length) = match rest.first() {
            None => (Token::End, 0),
            Some(b' ' | b'\t') => (
                Token::Space,
                count(rest, |byte| matches!(byte, b' ' | b'\t')),
            ),
            Some(b'\n') => (Token::Newline, 1),
            Some(b'\r') => (
                Token::Newline,
                if rest.get(1) == Some(&b'\n') { 2 } else { 1 },
            ),
            Some(b',') => (Token::Comma, 1),
            Some(b'@') => (Token::At, 1),
            Some(b'$') => (Token::Dollar, 1),
            Some(b'.') => (Token::Dot, 1),
            Some(b'{') => (Token::LeftBrace, 1),
            Some(b'}') => (Token::RightBrace, 1),
            Some(b'[') => (Token::LeftBracket, 1),
            Some(b']') => (Token::RightBracket, 1),
            Some(b'(') => (Token::LeftParen, 1),
            Some(b')') => (Token::RightParen, 1),
            Some(b'#') => (Token::Pound, 1),
            Some(b'=') => (Token::Equal, 1),
            Some(b':') if rest.get(1) == Some(&b'=') => (Token::Walrus, 2),
            Some(b':') => (Token::Colon, 1),
            Some(b'"') => self.string(rest),
            Some(b'/') => self.comment(rest),
            Some(b'-' | b'0'..=b'9') => self.number(rest),
            Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => self.identifier(rest),
            Some(_) => self.unknown(),
        };
        self.token = token;
        self.end = self.start + length;
        if token == Token::DocComment {
            self.keep_doc();
        }
    }

    /// How many elements an array has from this token on, if it is well-formed.
    pub(super) fn count_elements(&self) -> usize {
        let mut is_part = false;
        self.count_ahead(|token| {
            let begins = match token {
                Token::Identifier => !is_part,
                Token::String | Token::TextBlock | Token::Number => true,
                Token::LeftBrace | Token::LeftBracket => true,
                _ => false,
            };
            // Those of an id join names.
            is_part = matches!(token, Token::Dot | Token::Pound | Token::Dollar);
            begins
        })
    }

    /// How many entries an object has from this token on, if it is well-formed.
    pub(super) fn count_entries(&self) -> usize {
        self.count_ahead(|token| token == Token::Colon)
    }

    /// How many tokens count from this one up to the bracket that closes what it is in.
    fn count_ahead(&self, mut counts: impl FnMut(Token) -> bool) -> usize {
        let mut ahead = Self {
            docs: Vec::new(),
            malformed: None,
            ..*self
        };
        let (mut count, mut depth) = (0, 0_usize);
        while ahead.token != Token::End {
            if depth == 0 && counts(ahead.token) {
                count += 1;
            }
            match ahead.token {
                Token::LeftBrace | Token::LeftBracket | Token::LeftParen => depth += 1,
                Token::RightBrace | Token::RightBracket | Token::RightParen => {
                    match depth.checked_sub(1) {
                        Some(less) => depth = less,
                        None => break,
                    }
                }
                _ => {}
            }
            ahead.next();
            ahead.docs.clear();
        }
        count
    }

    fn invalid(
        &mut self,
        offset: usize,
        length: usize,
        message: impl Into<Cow<'static, str>>,
    ) -> (Token, usize) {
        self.malformed = Some(Malformed {
            at: self.start + offset,
            message: message.into(),
        });
        (Token::Invalid, length)
    }

    fn unknown(&mut self) -> (Token, usize) {
        let found = self.text[self.start..].chars().next().unwrap_or_default();
        let message = format!("`{found}` has no meaning here");
        self.invalid(0, found.len_utf8(), message)
    }

    /// What is between the quotes is looked at when it is used.
    fn string(&mut self, rest: &[u8]) -> (Token, usize) {
        let is_block = rest.starts_with(br#"""""#);
        let quotes = if is_block { 3 } else { 1 };
        let mut at = quotes;
        while let Some(byte) = rest.get(at) {
            match byte {
                b'"' if !is_block => return (Token::String, at + 1),
                b'"' if rest[at..].starts_with(br#"""""#) => return (Token::TextBlock, at + 3),
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        let what = if is_block { "text block" } else { "string" };
        self.invalid(
            rest.len(),
            rest.len(),
            format!("the file ends inside of a {what}"),
        )
    }

    fn comment(&mut self, rest: &[u8]) -> (Token, usize) {
        if rest.get(1) != Some(&b'/') {
            return self.invalid(0, 1, "`/` has no meaning here: a comment begins with `//`");
        }
        let token = if rest.get(2) == Some(&b'/') {
            Token::DocComment
        } else {
            Token::Comment
        };
        let mut length = count(rest, |byte| !matches!(byte, b'\n' | b'\r'));
        if rest.get(length) == Some(&b'\r') {
            length += 1;
        }
        if rest.get(length) == Some(&b'\n') {
            length += 1;
        }
        (token, length)
    }

    fn keep_doc(&mut self) {
        let line = self.lexeme().trim_end_matches(['\n', '\r']);
        let content = line.strip_prefix("///").unwrap_or_default();
        let content = content.strip_prefix(' ').unwrap_or(content);
        let end = self.start + line.len();
        self.docs.push((end - content.len(), end));
    }

    fn number(&mut self, rest: &[u8]) -> (Token, usize) {
        let digits = |at: usize| count(&rest[at..], |byte| byte.is_ascii_digit());
        let mut length = usize::from(rest[0] == b'-');
        let whole = digits(length);
        length += whole;
        if whole == 0 {
            return self.invalid(0, length, "`-` must be followed by a digit");
        }
        if rest.get(length) == Some(&b'.') {
            length += 1;
            let fraction = digits(length);
            length += fraction;
            if fraction == 0 {
                return self.invalid(0, length, "the `.` of a number must be followed by a digit");
            }
        }
        if let Some(b'e' | b'E') = rest.get(length) {
            length += 1;
            if let Some(b'+' | b'-') = rest.get(length) {
                length += 1;
            }
            let exponent = digits(length);
            length += exponent;
            if exponent == 0 {
                return self.invalid(
                    0,
                    length,
                    "the exponent of a number must have at least one digit",
                );
            }
        }
        (Token::Number, length)
    }

    fn identifier(&mut self, rest: &[u8]) -> (Token, usize) {
        let length = count(rest, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if rest[..length].iter().all(|byte| *byte == b'_') {
            return self.invalid(
                length,
                length,
                "underscores alone are not a name: a letter or digit must follow",
            );
        }
        if length > LONGEST {
            let message = format!("a name has at most {LONGEST} letters");
            return self.invalid(0, length, message);
        }
        (Token::Identifier, length)
    }
}

/// How many bytes there are of a kind, from the first on.
fn count(bytes: &[u8], fits: impl Fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|byte| !fits(*byte))
        .unwrap_or(bytes.len())
}
