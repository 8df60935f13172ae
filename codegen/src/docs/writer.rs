//! Lays out blocks as lines of Markdown.

use super::WIDTH;
use super::blocks::{Block, Container};
use super::inline::{self, Token};

/// The narrowest that text gets in nested containers.
const MIN_WIDTH: usize = 40;

/// The blocks as Markdown.
pub(super) fn write(blocks: &[Block]) -> String {
    let mut writer = Writer::default();
    for block in blocks {
        match block {
            Block::Open(container) => writer.open(*container),
            Block::Close => writer.close(),
            Block::Paragraph(runs) => writer.paragraph(inline::words(runs)),
            Block::Heading(level, runs) => writer.heading(*level, inline::words(runs)),
            Block::Code(code) => writer.code(code),
        }
    }
    writer.out
}

#[derive(Default)]
struct Writer {
    out: String,
    frames: Vec<Frame>,
    /// A blank line has to stand before the next block.
    apart: bool,
    /// The list that was closed last, while nothing follows it.
    last_list: Option<(usize, Marker)>,
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    container: Container,
    marker: Marker,
    /// For a list, the number of its next item.
    number: u32,
    /// Whether a line of it is written.
    started: bool,
    /// Its first line needs no blank line before it.
    tight: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Marker {
    Quote,
    Bullet(char),
    Number(u32, char),
}

impl Marker {
    fn first(self) -> String {
        match self {
            Marker::Quote => "> ".to_owned(),
            Marker::Bullet(bullet) => format!("{bullet} "),
            Marker::Number(number, delimiter) => format!("{number}{delimiter} "),
        }
    }

    fn rest(self) -> String {
        match self {
            Marker::Quote => "> ".to_owned(),
            _ => " ".repeat(self.first().len()),
        }
    }
}

impl Writer {
    fn open(&mut self, container: Container) {
        let depth = self.frames.len();
        let sibling = self
            .last_list
            .take()
            .filter(|(at, _)| *at == depth)
            .map(|(_, marker)| marker);
        let marker = match container {
            Container::Quote => Marker::Quote,
            // Beside a list of the same marks it would go on with that one.
            Container::Bullets if sibling == Some(Marker::Bullet('-')) => Marker::Bullet('*'),
            Container::Bullets => Marker::Bullet('-'),
            Container::Numbers(number) => match sibling {
                Some(Marker::Number(_, '.')) => Marker::Number(number, ')'),
                _ => Marker::Number(number, '.'),
            },
            Container::Item => self.item_marker(),
        };
        let tight = match (container, self.frames.last()) {
            (Container::Item, Some(list)) => list.started,
            (Container::Bullets | Container::Numbers(1), Some(parent)) => {
                parent.container == Container::Item && sibling.is_none()
            }
            _ => false,
        };
        self.frames.push(Frame {
            container,
            marker,
            number: 0,
            started: false,
            tight,
        });
    }

    fn item_marker(&mut self) -> Marker {
        let Some(list) = self.frames.last_mut() else {
            return Marker::Bullet('-');
        };
        // Items without content are not shown, nor counted at the start of a list.
        let position = if list.started { list.number } else { 0 };
        list.number = position + 1;
        match list.marker {
            Marker::Number(start, delimiter) => {
                Marker::Number(start.saturating_add(position).min(999_999_999), delimiter)
            }
            marker => marker,
        }
    }

    fn close(&mut self) {
        if let Some(frame) = self.frames.pop() {
            let is_list = matches!(frame.container, Container::Bullets | Container::Numbers(_));
            self.last_list =
                (is_list && frame.started).then_some((self.frames.len(), frame.marker));
        }
    }

    fn width(&self) -> usize {
        let prefix: usize = self.items().map(|frame| frame.marker.first().len()).sum();
        WIDTH.saturating_sub(prefix).max(MIN_WIDTH)
    }

    /// The frames that show in a line: quotes and items.
    fn items(&self) -> impl Iterator<Item = &Frame> {
        let shown = |frame: &&Frame| matches!(frame.container, Container::Quote | Container::Item);
        self.frames.iter().filter(shown)
    }

    fn line(&mut self, text: &str) {
        let mut line = String::new();
        let new = self.frames.iter().find(|frame| !frame.started);
        if self.apart && !new.is_some_and(|frame| frame.tight) {
            let started = self.items().take_while(|frame| frame.started);
            let blank: String = started.map(|frame| frame.marker.rest()).collect();
            self.out.push('\n');
            self.out.push_str(blank.trim_end());
        }
        self.apart = false;
        for frame in self.items() {
            line += &if frame.started {
                frame.marker.rest()
            } else {
                frame.marker.first()
            };
        }
        for frame in &mut self.frames {
            frame.started = true;
        }
        line += text;
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(line.trim_end());
    }

    fn end_leaf(&mut self) {
        self.apart = true;
        self.last_list = None;
    }

    fn paragraph(&mut self, tokens: Vec<Token>) {
        let width = self.width();
        let mut line = String::new();
        let mut columns = 0;
        for token in tokens {
            match token {
                Token::Word(word) => {
                    let length = word.chars().count();
                    if columns > 0 && columns + 1 + length > width {
                        self.line(&line);
                        line.clear();
                        columns = 0;
                    }
                    if columns == 0 {
                        line.push_str(&inline::line_start(&word));
                    } else {
                        line.push(' ');
                        line.push_str(&word);
                        columns += 1;
                    }
                    columns += length;
                }
                Token::Break => {
                    line.push('\\');
                    self.line(&line);
                    line.clear();
                    columns = 0;
                }
            }
        }
        if columns > 0 {
            self.line(&line);
            self.end_leaf();
        }
    }

    fn heading(&mut self, level: usize, tokens: Vec<Token>) {
        let mut line = "#".repeat((level + 1).min(6));
        let marks = line.len();
        for token in tokens {
            if let Token::Word(word) = token {
                line.push(' ');
                // A heading may end with number signs that are not shown.
                line.push_str(&if word.starts_with('#') {
                    format!("\\{word}")
                } else {
                    word
                });
            }
        }
        if line.len() > marks {
            self.line(&line);
            self.end_leaf();
        }
    }

    fn code(&mut self, code: &str) {
        let fence = "`".repeat(inline::longest_backticks(code).max(2) + 1);
        self.line(&format!("{fence}text"));
        for line in code.lines() {
            let text: String = line
                .replace('\t', "    ")
                .chars()
                .filter(|c| is_shown(*c))
                .collect();
            self.line(&text);
        }
        self.line(&fence);
        self.end_leaf();
    }
}

fn is_shown(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
