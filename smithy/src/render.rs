//! Complaints for people and for programs.

use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};
use serde::Serialize;

use crate::{Diagnostic, Diagnostics, Severity, Source, Sources, Span};

/// How many bytes of text an excerpt spans at most. What lies between the places is folded away.
const MAX_EXCERPT: usize = 16 * 1024;

/// How many bytes are shown of a line that is longer than that, as in a model that is all on one line.
const WINDOW: usize = 160;

impl Diagnostics {
    /// All complaints for people, each with its place, an excerpt and what to do.
    pub fn render(&self, sources: &Sources) -> String {
        self.render_with(sources, &Renderer::plain())
    }

    /// As [`Diagnostics::render`], with colours for a terminal.
    pub fn render_styled(&self, sources: &Sources) -> String {
        self.render_with(sources, &Renderer::styled())
    }

    fn render_with(&self, sources: &Sources, renderer: &Renderer) -> String {
        let mut text = String::new();
        for diagnostic in self.shown() {
            text.push_str(&renderer.render(&[group(diagnostic, sources)]));
            text.push_str("\n\n");
        }
        text
    }

    /// All but those that a suppression covers.
    fn shown(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter()
            .filter(|diagnostic| diagnostic.severity != Severity::Suppressed)
    }

    /// All complaints as a JSON array, for programs.
    ///
    /// Each has `severity`, `id` and `message`, and where there are such: `shape`, `path`, `line` and
    /// `column` (counted from 1), `help`, and `related` places.
    pub fn to_json(&self, sources: &Sources) -> String {
        let entries: Vec<Entry<'_>> = self
            .shown()
            .map(|diagnostic| Entry::new(diagnostic, sources))
            .collect();
        // Strings and numbers cannot fail to be written.
        serde_json::to_string_pretty(&entries).unwrap_or_default()
    }
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Danger => Level::WARNING.with_name("danger"),
        Severity::Warning => Level::WARNING,
        Severity::Note | Severity::Suppressed => Level::NOTE,
    };
    let title = level
        .primary_title(&*diagnostic.message)
        .id(&*diagnostic.id);
    let mut elements: Vec<Element<'a>> = Vec::new();
    let label = diagnostic.label.as_deref().unwrap_or_default();
    let mut places: Vec<Mark<'a>> = Vec::new();
    places.extend(
        diagnostic
            .span
            .and_then(|span| Mark::new(span, label, AnnotationKind::Primary, sources)),
    );
    places.extend(diagnostic.labels.iter().filter_map(|label| {
        Mark::new(label.span, &label.message, AnnotationKind::Context, sources)
    }));
    while !places.is_empty() {
        let first = places.remove(0);
        let (together, apart) = places.into_iter().partition(|other| first.is_near(other));
        places = apart;
        elements.extend(excerpt(first, together));
    }
    if let Some(shape) = &diagnostic.shape {
        elements.push(Level::NOTE.with_name("in").message(shape.as_str()).into());
    }
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.message(&**help).into());
    }
    title.elements(elements)
}

/// A place to show, with the line that it begins on.
struct Mark<'a> {
    source: &'a Source,
    line: usize,
    column: usize,
    /// The bytes of the whole line in the text.
    lines: Range<usize>,
    /// The bytes of the place in the text; no more than the line.
    place: Range<usize>,
    label: &'a str,
    kind: AnnotationKind,
}

impl<'a> Mark<'a> {
    fn new(span: Span, label: &'a str, kind: AnnotationKind, sources: &'a Sources) -> Option<Self> {
        let (source, bytes) = sources.find(span)?;
        let location = sources.locate(span)?;
        let text = source.text();
        let start = bytes.start;
        let line = source.line_of(start);
        let line_start = source.line_start(line);
        let line_end = line_start
            + text[line_start..source.line_start(line + 1)]
                .trim_end_matches(['\n', '\r'])
                .len();
        let start = start.min(line_end);
        let end = bytes.end.clamp(start, line_end);
        Some(Self {
            source,
            line: location.line,
            column: location.column,
            lines: line_start..line_end,
            place: start..end,
            label,
            kind,
        })
    }

    /// Whether both can be shown in one excerpt.
    fn is_near(&self, other: &Self) -> bool {
        let reach = self.lines.end.max(other.lines.end) - self.lines.start.min(other.lines.start);
        std::ptr::eq(self.source, other.source) && reach <= MAX_EXCERPT
    }

    fn annotation(&self, from: usize) -> Annotation<'a> {
        let annotation = self
            .kind
            .span(self.place.start - from..self.place.end - from);
        if self.label.is_empty() {
            annotation
        } else {
            annotation.label(self.label)
        }
    }
}

/// A place and those near it, with their lines.
fn excerpt<'a>(first: Mark<'a>, others: Vec<Mark<'a>>) -> Vec<Element<'a>> {
    let text = first.source.text();
    if first.lines.len() > MAX_EXCERPT {
        return window(&first);
    }
    let marks = || std::iter::once(&first).chain(&others);
    let start = marks()
        .map(|mark| mark.lines.start)
        .min()
        .unwrap_or(first.lines.start);
    let end = marks()
        .map(|mark| mark.lines.end)
        .max()
        .unwrap_or(first.lines.end);
    let line = marks().map(|mark| mark.line).min().unwrap_or(first.line);
    let snippet = Snippet::source(&text[start..end])
        .path(first.source.path())
        .line_start(line)
        .annotations(marks().map(|mark| mark.annotation(start)));
    vec![snippet.into()]
}

/// A part of a line that is too long to be shown.
fn window<'a>(mark: &Mark<'a>) -> Vec<Element<'a>> {
    let text = mark.source.text();
    let from = boundary(
        text,
        mark.place
            .start
            .saturating_sub(WINDOW / 2)
            .max(mark.lines.start),
    );
    let to = boundary(text, (from + WINDOW).min(mark.lines.end)).max(mark.place.start);
    let cut = Mark {
        place: mark.place.start..mark.place.end.min(to),
        lines: from..to,
        ..*mark
    };
    let origin = Origin::path(mark.source.path())
        .line(mark.line)
        .char_column(mark.column);
    let snippet = Snippet::source(&text[from..to])
        .line_start(mark.line)
        .annotation(cut.annotation(from));
    vec![origin.into(), snippet.into()]
}

/// The nearest character boundary at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

#[derive(Serialize)]
struct Entry<'a> {
    severity: Severity,
    id: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<&'a str>,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

impl<'a> Entry<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let related = |label: &'a crate::Label| Related {
            message: &label.message,
            place: Place::of(label.span, sources),
        };
        Self {
            severity: diagnostic.severity,
            id: &diagnostic.id,
            message: &diagnostic.message,
            shape: diagnostic.shape.as_ref().map(|shape| shape.as_str()),
            place: diagnostic.span.and_then(|span| Place::of(span, sources)),
            help: diagnostic.help.as_deref(),
            related: diagnostic.labels.iter().map(related).collect(),
        }
    }
}

impl<'a> Place<'a> {
    fn of(span: Span, sources: &'a Sources) -> Option<Self> {
        let location = sources.locate(span)?;
        Some(Self {
            path: location.path,
            line: location.line,
            column: location.column,
        })
    }
}
