//! Complaints about a model, as values.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use crate::{ShapeId, Span};

/// How bad a [`Diagnostic`] is. See [severity](https://smithy.io/2.0/spec/model-validation.html#severity).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Severity {
    /// Not to be spoken of: a suppression of the model covers it.
    Suppressed,
    /// Worth knowing; nothing is wrong.
    Note,
    /// Likely a mistake.
    Warning,
    /// Very likely a mistake that will hurt; the model can still be used.
    Danger,
    /// The model cannot be used.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Suppressed => "SUPPRESSED",
            Self::Note => "NOTE",
            Self::Warning => "WARNING",
            Self::Danger => "DANGER",
            Self::Error => "ERROR",
        })
    }
}

/// A second place that has to do with a [`Diagnostic`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// One complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable name for this kind of complaint, such as `Target` or `HttpUriConflict`. Names are joined by dots,
    /// from the general to the particular: `TraitValue.UnknownMember`.
    pub id: Cow<'static, str>,
    /// The shape or member it is about.
    pub shape: Option<ShapeId>,
    /// Where to look first.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: String,
    /// A few words at the place itself.
    pub label: Option<String>,
    /// Other places that have to do with it.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A complaint of any severity.
    pub fn new(
        severity: Severity,
        id: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            id: id.into(),
            shape: None,
            span: None,
            message: message.into(),
            label: None,
            labels: Vec::new(),
            help: None,
        }
    }

    /// A complaint that makes the model unusable.
    pub fn error(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, id, message)
    }

    /// A complaint that points at a likely mistake.
    pub fn warning(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, id, message)
    }

    /// Something worth knowing.
    pub fn note(id: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, id, message)
    }

    /// Says where to look.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Says which shape or member it is about.
    #[must_use]
    pub fn on(mut self, shape: &ShapeId) -> Self {
        self.shape = Some(shape.clone());
        self
    }

    /// Whether the id is this one, or a more particular one.
    pub fn has_id(&self, id: &str) -> bool {
        self.id
            .strip_prefix(id)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Puts a few words beside the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn also(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            message: message.into(),
        });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if that is known.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}

/// How many complaints of one severity are kept: more than anybody reads, and few enough to take little memory however
/// many faults a text has.
pub(crate) const MOST: usize = 10_000;

/// The complaints of one run.
///
/// Of each severity ten thousand are kept. Where there are more, the last complaint says so.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    /// How many there were of each severity.
    met: [usize; Severity::Error as usize + 1],
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let met = &mut self.met[diagnostic.severity as usize];
        *met += 1;
        if *met <= MOST {
            self.kept.push(diagnostic);
        }
    }

    /// Adds all those of another run.
    pub(crate) fn append(&mut self, others: Self) {
        self.extend(others.kept);
        for (met, more) in self.met.iter_mut().zip(others.met) {
            *met += more.saturating_sub(MOST);
        }
    }

    /// Says whether some were left out, now that no more will come, and sorts.
    pub(crate) fn close(&mut self) {
        for (severity, plural) in [
            (Severity::Note, "notes"),
            (Severity::Warning, "warnings"),
            (Severity::Danger, "dangers"),
            (Severity::Error, "errors"),
        ] {
            if self.met[severity as usize] > MOST {
                let message =
                    format!("more than {MOST} {plural} were found: the others are left out");
                let fault = Diagnostic::new(severity, "Model.LeftOut", message);
                self.kept
                    .push(fault.help("mend those that are told of first"));
            }
        }
        self.sort();
    }

    /// Whether any of them makes the model unusable.
    pub fn has_errors(&self) -> bool {
        self.kept
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Removes those that a suppression covers.
    pub fn drop_suppressed(&mut self) {
        self.kept
            .retain(|diagnostic| diagnostic.severity != Severity::Suppressed);
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.kept.iter_mut()
    }

    /// Whether there are so many that suggestions, which take their time, are of no use to anybody.
    pub(crate) fn is_crowded(&self) -> bool {
        self.kept.len() > 50
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// The complaints, in the order of their places once [`Diagnostics::sort`] has run.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.kept.iter()
    }

    /// Puts them in the order of their places, those without a place last, and drops repeats.
    pub fn sort(&mut self) {
        fn key(diagnostic: &Diagnostic) -> impl Ord + '_ {
            let Diagnostic {
                severity,
                id,
                shape,
                span,
                message,
                labels,
                ..
            } = diagnostic;
            (
                span.is_none(),
                span,
                std::cmp::Reverse(severity),
                id,
                shape,
                message,
                labels,
            )
        }
        self.kept.sort_by(|a, b| key(a).cmp(&key(b)));
        self.kept.dedup();
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        diagnostics
            .into_iter()
            .for_each(|diagnostic| self.push(diagnostic));
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}
