//! Reads HTML, however badly formed, into a flat list of blocks.

use std::rc::Rc;

use html5gum::{DefaultEmitter, EndTag, Span, StartTag, Token, Tokenizer};

/// Containers nested deeper than this are read as if they were not there, so that no line gets
/// more indentation than text and the work stays linear.
const MAX_DEPTH: usize = 12;

/// A part of a text: a leaf with its content, or the start or end of a container.
#[derive(Debug)]
pub(super) enum Block {
    Open(Container),
    Close,
    Paragraph(Vec<Run>),
    Heading(usize, Vec<Run>),
    Code(String),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Container {
    Quote,
    Bullets,
    Numbers(u32),
    Item,
}

impl Container {
    fn is_list(self) -> bool {
        matches!(self, Container::Bullets | Container::Numbers(_))
    }
}

/// Text of one style. A line end stands for a forced break; other white space is not yet folded.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) style: Style,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Style {
    pub(super) code: bool,
    pub(super) emphasis: Emphasis,
    /// An absolute URL that is safe as a link destination.
    pub(super) link: Option<Rc<str>>,
    /// A `<br>`; the text is empty.
    pub(super) line_break: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Emphasis {
    #[default]
    None,
    Weak,
    Strong,
}

/// Reads HTML into blocks; every opened container is closed.
pub(super) fn read(html: &str) -> Vec<Block> {
    let mut reader = Reader {
        html,
        ..Reader::default()
    };
    let emitter = DefaultEmitter::<usize>::new_with_span();
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        match token {
            Token::StartTag(tag) => reader.start(&tag),
            Token::EndTag(tag) => reader.end(&tag),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader<'a> {
    html: &'a str,
    blocks: Vec<Block>,
    open: Vec<Container>,
    runs: Vec<Run>,
    heading: Option<usize>,
    /// The word that opens a note, until its first block is written.
    label: Option<&'static str>,
    term: bool,
    cells: usize,
    code: usize,
    weak: usize,
    strong: usize,
    link: Option<Rc<str>>,
    preformatted: Option<String>,
    hidden: Option<&'static str>,
}

impl Reader<'_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        if self.hidden.is_some() {
            return;
        }
        let name = str::from_utf8(&tag.name).unwrap_or_default();
        if self.preformatted.is_some() {
            match name {
                "br" => self.text("\n"),
                "pre" | "code" | "p" => {}
                _ if is_inline(name) => {}
                _ => self.literal(tag.span),
            }
            return;
        }
        match name {
            "pre" => {
                self.flush();
                self.preformatted = Some(String::new());
            }
            "ul" | "menu" | "dl" | "table" => self.open_block(Container::Bullets),
            "ol" => {
                let start = attribute(tag, "start").and_then(|start| start.trim().parse().ok());
                self.open_block(Container::Numbers(start.unwrap_or(1)));
            }
            "li" | "tr" => self.open_item(),
            "dt" => {
                self.open_item();
                self.term = true;
            }
            "dd" => self.open_description(),
            "td" | "th" => {
                if self.cells > 0 {
                    self.push(" \u{2014} ", Style::default());
                }
                self.cells += 1;
            }
            "blockquote" => self.open_block(Container::Quote),
            "note" => self.open_note("Note:"),
            "important" => self.open_note("Important:"),
            "tip" => self.open_note("Tip:"),
            "caution" => self.open_note("Caution:"),
            "warning" => self.open_note("Warning:"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading = name[1..].parse().ok();
            }
            "script" => self.hidden = Some("script"),
            "style" => self.hidden = Some("style"),
            "br" => self.push(
                "",
                Style {
                    line_break: true,
                    ..self.style()
                },
            ),
            "img" => {
                if let Some(text) = attribute(tag, "alt") {
                    self.text(&text);
                }
            }
            "b" | "strong" => self.strong += 1,
            "i" | "em" | "var" | "cite" | "dfn" => self.weak += 1,
            "code" | "tt" | "kbd" | "samp" => self.code += 1,
            "a" => self.link = attribute(tag, "href").and_then(|href| destination(&href)),
            _ if is_boundary(name) => self.flush(),
            _ if is_inline(name) => {}
            _ => self.literal(tag.span),
        }
    }

    fn end(&mut self, tag: &EndTag<usize>) {
        let name = str::from_utf8(&tag.name).unwrap_or_default();
        if let Some(hidden) = self.hidden {
            if hidden == name {
                self.hidden = None;
            }
            return;
        }
        if self.preformatted.is_some() {
            match name {
                "pre" => self.flush(),
                "code" | "p" | "br" => {}
                _ if is_inline(name) => {}
                _ => self.literal(tag.span),
            }
            return;
        }
        match name {
            "ul" | "menu" | "dl" | "table" | "ol" => self.close(Container::is_list, |_| false),
            "li" | "tr" => self.close(|open| open == Container::Item, Container::is_list),
            "dt" | "dd" => self.flush(),
            "blockquote" | "note" | "important" | "tip" | "caution" | "warning" => {
                self.close(|open| open == Container::Quote, |_| false);
                self.label = None;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.flush(),
            "b" | "strong" => self.strong = self.strong.saturating_sub(1),
            "i" | "em" | "var" | "cite" | "dfn" => self.weak = self.weak.saturating_sub(1),
            "code" | "tt" | "kbd" | "samp" => self.code = self.code.saturating_sub(1),
            "a" => self.link = None,
            "br" | "td" | "th" | "script" | "style" | "img" | "pre" => {}
            _ if is_boundary(name) => self.flush(),
            _ if is_inline(name) => {}
            _ => self.literal(tag.span),
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        match &mut self.preformatted {
            Some(code) => code.push_str(text),
            None => self.push(text, self.style()),
        }
    }

    /// A tag that HTML does not know is mostly a placeholder, such as `<region>`: keep it as text.
    fn literal(&mut self, span: Span) {
        let html = self.html;
        if let Some(source) = html.get(span.start..span.end) {
            self.text(source);
        }
    }

    fn style(&self) -> Style {
        let emphasis = match (self.strong, self.weak) {
            _ if self.heading.is_some() => Emphasis::None,
            _ if self.term => Emphasis::Strong,
            (0, 0) => Emphasis::None,
            (0, _) => Emphasis::Weak,
            _ => Emphasis::Strong,
        };
        Style {
            code: self.code > 0,
            emphasis,
            link: self.link.clone(),
            line_break: false,
        }
    }

    fn push(&mut self, text: &str, style: Style) {
        match self.runs.last_mut() {
            Some(last) if last.style == style && !style.line_break => last.text.push_str(text),
            _ => self.runs.push(Run {
                text: text.to_owned(),
                style,
            }),
        }
    }

    /// Ends the current leaf. Styles end with it: a tag left open does not reach the next block.
    fn flush(&mut self) {
        let mut runs = std::mem::take(&mut self.runs);
        let blank = runs.iter().all(|run| run.text.trim().is_empty());
        if let Some(code) = self.preformatted.take() {
            let code = code.trim_matches(['\r', '\n']).trim_end();
            if !code.trim().is_empty() {
                self.place();
                self.write_label();
                self.blocks.push(Block::Code(code.to_owned()));
            }
        } else if !blank {
            self.place();
            if let Some(level) = self.heading {
                self.write_label();
                self.blocks.push(Block::Heading(level, runs));
            } else {
                if let Some(label) = self.label.take() {
                    runs.insert(0, label_run(label));
                }
                self.blocks.push(Block::Paragraph(runs));
            }
        }
        self.heading = None;
        self.term = false;
        (self.code, self.weak, self.strong, self.link) = (0, 0, 0, None);
    }

    fn write_label(&mut self) {
        if let Some(label) = self.label.take() {
            self.blocks.push(Block::Paragraph(vec![label_run(label)]));
        }
    }

    /// A list holds nothing but items: opens one for content that stands outside them.
    fn place(&mut self) {
        if self.open.last().is_some_and(|open| open.is_list()) {
            self.enter(Container::Item);
        }
    }

    fn enter(&mut self, container: Container) {
        self.open.push(container);
        self.blocks.push(Block::Open(container));
    }

    fn open_block(&mut self, container: Container) {
        self.flush();
        if self.open.len() < MAX_DEPTH {
            self.place();
            self.write_label();
            self.enter(container);
        }
    }

    fn open_note(&mut self, label: &'static str) {
        self.open_block(Container::Quote);
        self.label = Some(label);
    }

    /// The place of the innermost list that no quote separates from here; opens one if there is none.
    fn list(&mut self) -> usize {
        let list = self.open.iter().rposition(|open| *open != Container::Item);
        match list {
            Some(list) if self.open[list].is_list() => list,
            _ => {
                self.place();
                self.write_label();
                self.enter(Container::Bullets);
                self.open.len() - 1
            }
        }
    }

    fn open_item(&mut self) {
        self.flush();
        let list = self.list();
        self.leave(list + 1);
        self.enter(Container::Item);
        self.cells = 0;
    }

    /// A `<dd>` goes on in the item that its `<dt>` opened.
    fn open_description(&mut self) {
        self.flush();
        let list = self.list();
        if self.open.len() == list + 1 {
            self.enter(Container::Item);
        }
        self.leave(list + 2);
    }

    fn close(&mut self, wanted: impl Fn(Container) -> bool, barrier: impl Fn(Container) -> bool) {
        self.flush();
        let found = self
            .open
            .iter()
            .rposition(|open| wanted(*open) || barrier(*open));
        if let Some(found) = found
            && wanted(self.open[found])
        {
            self.leave(found);
        }
    }

    /// Closes containers until `depth` are open.
    fn leave(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.open.pop();
            self.blocks.push(Block::Close);
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.leave(0);
        self.blocks
    }
}

fn label_run(label: &str) -> Run {
    let style = Style {
        emphasis: Emphasis::Strong,
        ..Style::default()
    };
    Run {
        text: format!("{label} "),
        style,
    }
}

fn attribute(tag: &StartTag<usize>, name: &str) -> Option<String> {
    let (_, value) = tag
        .attributes
        .iter()
        .find(|(key, _)| key.as_slice() == name.as_bytes())?;
    Some(String::from_utf8_lossy(&value.value).into_owned())
}

/// Tags that end a paragraph and say nothing else here.
fn is_boundary(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "center"
            | "hr"
            | "html"
            | "body"
            | "head"
            | "thead"
            | "tbody"
            | "tfoot"
            | "caption"
            | "figure"
            | "figcaption"
    )
}

/// Tags within a paragraph whose text stays and whose look is dropped.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "big"
            | "del"
            | "em"
            | "font"
            | "fullname"
            | "i"
            | "ins"
            | "mark"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "u"
            | "wbr"
    )
}

/// The URL of a link in a form that needs no escape in Markdown; none where it is not absolute.
fn destination(href: &str) -> Option<Rc<str>> {
    let href = href.trim();
    let rest = href
        .strip_prefix("https://")
        .or_else(|| href.strip_prefix("http://"))?;
    if !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let mut url = String::with_capacity(href.len());
    for c in href.chars() {
        match c {
            '\t' | '\r' | '\n' => {}
            ' ' | '"' | '(' | ')' | '<' | '>' | '[' | ']' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                url.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c if c.is_control() || c.is_whitespace() => return None,
            c => url.push(c),
        }
    }
    Some(
        if url.contains(';') {
            url.replace('&', "&amp;")
        } else {
            url
        }
        .into(),
    )
}
