//! Writes the text of a block as Markdown words, escaped so that it means only itself.

use super::blocks::{Emphasis, Run};

/// What a line is filled with.
#[derive(Debug, PartialEq)]
pub(super) enum Token {
    /// Text that stays on one line: mostly a word, or a code span with its spaces.
    Word(String),
    /// A forced line break.
    Break,
}

#[derive(Debug)]
enum Piece {
    Space,
    Break,
    Text(String),
    Open(Mark),
    Close(Mark),
}

#[derive(Debug, Clone, PartialEq)]
enum Mark {
    Weak,
    Strong,
    Link(String),
}

/// The words of a block in Markdown.
pub(super) fn words(runs: &[Run]) -> Vec<Token> {
    join(drop_unflanked(pieces(runs, true)))
}

/// The first sentence of a block in Markdown, on one line, without links and emphasis.
pub(super) fn sentence(runs: &[Run]) -> String {
    let words: Vec<String> = join(pieces(runs, false))
        .into_iter()
        .filter_map(|token| match token {
            Token::Word(word) => Some(word),
            Token::Break => None,
        })
        .collect();
    let end = words
        .windows(2)
        .position(|pair| ends_sentence(&pair[0], &pair[1]));
    let words = &words[..end.map_or(words.len(), |end| end + 1)];
    match words.split_first() {
        Some((first, rest)) => {
            let mut line = line_start(first);
            for word in rest {
                line.push(' ');
                line.push_str(word);
            }
            line
        }
        None => String::new(),
    }
}

fn ends_sentence(word: &str, next: &str) -> bool {
    let bare = word.trim_end_matches([')', '"', '\'', '\u{201d}']);
    let abbreviated = || {
        let stem = bare.trim_end_matches('.').trim_start_matches('(');
        stem.contains('.') || stem.chars().count() == 1 || ["vs", "etc", "incl"].contains(&stem)
    };
    let starts = next.starts_with(|c: char| !c.is_lowercase() && !c.is_ascii_digit());
    starts && (bare.ends_with(['!', '?']) || (bare.ends_with('.') && !abbreviated()))
}

/// The word as it has to be at the start of a line, where some characters open a block.
pub(super) fn line_start(word: &str) -> String {
    let mut chars = word.chars();
    let (first, second) = (chars.next(), chars.next());
    let escape = match first {
        Some('#' | '>' | '|' | '=') => true,
        Some('+' | '-' | ':') => second.is_none_or(|c| !c.is_alphanumeric()),
        _ => false,
    };
    if escape {
        return format!("\\{word}");
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && matches!(&word[digits..], "." | ")") {
        return format!("{}\\{}", &word[..digits], &word[digits..]);
    }
    word.to_owned()
}

fn pieces(runs: &[Run], markup: bool) -> Vec<Piece> {
    let mut out = Pieces::default();
    let mut index = 0;
    while index < runs.len() {
        let style = &runs[index].style;
        let mut text = clean(&runs[index].text);
        index += 1;
        while !style.line_break && runs.get(index).is_some_and(|run| run.style == *style) {
            text.push_str(&clean(&runs[index].text));
            index += 1;
        }
        if style.line_break {
            out.marks(Vec::new());
            out.line_break();
            continue;
        }
        let link = style
            .link
            .as_deref()
            .filter(|url| markup && text.trim() != *url);
        let mut marks = Vec::new();
        marks.extend(link.map(|url| Mark::Link(url.to_owned())));
        match style.emphasis {
            Emphasis::Weak if markup => marks.push(Mark::Weak),
            Emphasis::Strong if markup => marks.push(Mark::Strong),
            _ => {}
        }
        out.marks(marks);
        if style.code {
            out.code(&text);
        } else {
            out.text(&text, markup, link.is_some());
        }
    }
    out.marks(Vec::new());
    out.pieces
}

/// Characters that text cannot hold in a doc comment: controls, and those that reorder what is shown.
fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            c if c.is_whitespace() => Some(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// Collects pieces so that marks stand next to text, never next to a space on their inner side.
#[derive(Default)]
struct Pieces {
    pieces: Vec<Piece>,
    written: Vec<Mark>,
    wanted: Vec<Mark>,
}

impl Pieces {
    fn marks(&mut self, wanted: Vec<Mark>) {
        let kept = self
            .written
            .iter()
            .zip(&wanted)
            .take_while(|(a, b)| a == b)
            .count();
        let space = matches!(self.pieces.last(), Some(Piece::Space));
        if space && self.written.len() > kept {
            self.pieces.pop();
        }
        let closes = self.written.len() > kept;
        while self.written.len() > kept {
            self.pieces.extend(self.written.pop().map(Piece::Close));
        }
        if space && closes {
            self.pieces.push(Piece::Space);
        }
        self.wanted = wanted;
    }

    fn space(&mut self) {
        if !matches!(self.pieces.last(), None | Some(Piece::Space | Piece::Break)) {
            self.pieces.push(Piece::Space);
        }
    }

    fn line_break(&mut self) {
        if matches!(self.pieces.last(), Some(Piece::Space)) {
            self.pieces.pop();
        }
        if !matches!(self.pieces.last(), None | Some(Piece::Break)) {
            self.pieces.push(Piece::Break);
        }
    }

    fn push(&mut self, markdown: String) {
        // The back-ticks of two code spans side by side would be read as one run.
        if markdown.starts_with('`')
            && matches!(self.pieces.last(), Some(Piece::Text(text)) if text.ends_with('`'))
        {
            self.pieces.push(Piece::Space);
        }
        for mark in &self.wanted[self.written.len()..] {
            self.pieces.push(Piece::Open(mark.clone()));
            self.written.push(mark.clone());
        }
        self.pieces.push(Piece::Text(markdown));
    }

    fn text(&mut self, text: &str, markup: bool, linked: bool) {
        let mut words = text.split(' ').peekable();
        while let Some(word) = words.next() {
            if !word.is_empty() {
                let markdown = if linked {
                    escape(word)
                } else {
                    with_urls(word, markup)
                };
                self.push(markdown);
            }
            if words.peek().is_some() {
                self.space();
            }
        }
    }

    fn code(&mut self, text: &str) {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        if text.starts_with(' ') {
            self.space();
        }
        if !words.is_empty() {
            self.push(code_span(&words.join(" ")));
        }
        if text.ends_with(' ') {
            self.space();
        }
    }
}

fn code_span(code: &str) -> String {
    let fence = "`".repeat(longest_backticks(code) + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{code}{pad}{fence}")
}

/// The length of the longest run of back-ticks.
pub(super) fn longest_backticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A word with its bare URLs as links, or as code where they are no complete URLs.
fn with_urls(mut word: &str, markup: bool) -> String {
    let mut out = String::new();
    while let Some(start) = word
        .match_indices("http")
        .map(|(at, _)| at)
        .find(|at| word[*at..].starts_with("http://") || word[*at..].starts_with("https://"))
    {
        let (before, rest) = word.split_at(start);
        let url = trimmed_url(rest);
        let whole = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c);
        let complete = markup && url.chars().all(whole) && !url.ends_with("//");
        out += &escape(before);
        out += &if complete {
            format!("<{url}>")
        } else {
            code_span(url)
        };
        word = &rest[url.len()..];
    }
    out + &escape(word)
}

/// The URL that a text starts with, without the punctuation of the sentence around it.
fn trimmed_url(text: &str) -> &str {
    let end = text.find(['"', '<', '>', '`', '\'']).unwrap_or(text.len());
    let url = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
    let balanced = url.contains('(');
    if balanced {
        url
    } else {
        url.trim_end_matches([')', '.', ',', ';'])
    }
}

pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied();
        let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escaped = match c {
            '\\' | '*' | '`' | '[' | ']' | '<' | '~' => true,
            '_' => !(alphanumeric(before) && alphanumeric(after)),
            '&' => after.is_none_or(|c| c == '#' || c.is_ascii_alphabetic()),
            // Smart punctuation would join them into a dash.
            '-' => before == Some('-'),
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
    out
}

/// Drops emphasis that CommonMark would show as asterisks: its marks must stand beside text on the
/// inner side and, where that text is punctuation, beside none on the outer side.
fn drop_unflanked(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let mut opened = None;
    let mut dropped = vec![false; pieces.len()];
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Open(Mark::Weak | Mark::Strong) => opened = Some(index),
            Piece::Close(Mark::Weak | Mark::Strong) => {
                let Some(open) = opened.take() else { continue };
                let outer = open.checked_sub(1).map(|at| (&pieces[at], dropped[at]));
                let before = match outer {
                    Some((Piece::Close(Mark::Weak | Mark::Strong), false)) => Outer::Mark,
                    Some((piece, _)) => last(piece),
                    None => Outer::Space,
                };
                let after = pieces.get(index + 1).map_or(Outer::Space, first);
                let starts = flanks(first(&pieces[open + 1]), before);
                let ends = flanks(last(&pieces[index - 1]), after);
                if !starts || !ends {
                    dropped[open] = true;
                    dropped[index] = true;
                }
            }
            _ => {}
        }
    }
    let mut index = 0;
    pieces.retain(|_| {
        index += 1;
        !dropped[index - 1]
    });
    pieces
}

#[derive(PartialEq)]
enum Outer {
    Space,
    Punctuation,
    Letter,
    Mark,
}

fn kind(c: Option<char>) -> Outer {
    match c {
        None => Outer::Space,
        Some(c) if c.is_alphanumeric() => Outer::Letter,
        Some(_) => Outer::Punctuation,
    }
}

fn first(piece: &Piece) -> Outer {
    match piece {
        Piece::Text(text) => kind(text.chars().next()),
        Piece::Open(Mark::Link(_)) => Outer::Punctuation,
        Piece::Close(Mark::Link(_)) => Outer::Punctuation,
        Piece::Open(_) | Piece::Close(_) => Outer::Punctuation,
        Piece::Space | Piece::Break => Outer::Space,
    }
}

fn last(piece: &Piece) -> Outer {
    match piece {
        Piece::Text(text) => kind(text.chars().next_back()),
        other => first(other),
    }
}

fn flanks(inner: Outer, outer: Outer) -> bool {
    match outer {
        Outer::Mark => false,
        Outer::Letter => inner == Outer::Letter,
        Outer::Space | Outer::Punctuation => inner != Outer::Space,
    }
}

fn join(pieces: Vec<Piece>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let end = |word: &mut String| {
        if word.is_empty() {
            None
        } else {
            Some(Token::Word(std::mem::take(word)))
        }
    };
    for piece in pieces {
        match piece {
            Piece::Space => tokens.extend(end(&mut word)),
            Piece::Break => {
                tokens.extend(end(&mut word));
                tokens.push(Token::Break);
            }
            Piece::Text(text) => word.push_str(&text),
            Piece::Open(Mark::Weak) | Piece::Close(Mark::Weak) => word.push('*'),
            Piece::Open(Mark::Strong) | Piece::Close(Mark::Strong) => word.push_str("**"),
            Piece::Open(Mark::Link(_)) => {
                // Otherwise the link would be an image.
                if word.ends_with('!') {
                    word.insert(word.len() - 1, '\\');
                }
                word.push('[');
            }
            Piece::Close(Mark::Link(url)) => {
                word.push_str("](");
                word.push_str(&url);
                word.push(')');
            }
        }
    }
    tokens.extend(end(&mut word));
    while tokens.last() == Some(&Token::Break) {
        tokens.pop();
    }
    tokens
}
