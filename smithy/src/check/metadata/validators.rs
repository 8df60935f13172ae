//! Checks that a model defines itself. See [validators](https://smithy.io/2.0/spec/model-validation.html#validators).

use rustc_hash::FxHashSet;

use super::{objects, required};
use crate::check::loaded;
use crate::selector::parse_template;
use crate::{
    Diagnostic, Diagnostics, Element, Model, Node, Selector, Severity, ShapeId, Span, builtin,
};

/// The checks that there are, with the severity that their complaints have unless the model says otherwise.
const KNOWN: [(&str, Severity); 3] = [
    ("EmitEachSelector", Severity::Danger),
    ("EmitNoneSelector", Severity::Danger),
    ("UnreferencedShape", Severity::Note),
];

pub(super) fn check(model: &Model, out: &mut Diagnostics) {
    for node in objects(model, "validators", out) {
        let Some(name) = required(node, "name", out) else {
            continue;
        };
        let Some((_, severity)) = KNOWN.iter().find(|(known, _)| *known == name) else {
            let known = KNOWN.iter().map(|(known, _)| *known);
            let message = format!("there is no validator `{name}`");
            let fault = Diagnostic::warning(format!("UnknownValidator_{name}"), message)
                .at(node.get("name").map_or(node.span, |node| node.span))
                .maybe_help(crate::suggest::did_you_mean(name, known));
            out.push(fault);
            continue;
        };
        if let Some(validator) = Validator::new(model, node, name, *severity, out) {
            let mut found = Diagnostics::new();
            match name {
                "EmitEachSelector" => validator.emit_each(&mut found, out),
                "EmitNoneSelector" => validator.emit_none(&mut found, out),
                _ => validator.unreferenced(&mut found, out),
            }
            out.extend(found);
        }
    }
}

struct Validator<'m> {
    model: &'m Model,
    node: &'m Node,
    name: &'m str,
    id: &'m str,
    severity: Severity,
    message: Option<&'m str>,
    /// The shapes that may be complained about, unless all may.
    namespaces: Option<Vec<&'m str>>,
    selected: Option<FxHashSet<&'m ShapeId>>,
}

impl<'m> Validator<'m> {
    fn new(
        model: &'m Model,
        node: &'m Node,
        name: &'m str,
        severity: Severity,
        out: &mut Diagnostics,
    ) -> Option<Self> {
        let severity = match node.get("severity").and_then(Node::as_str) {
            None => severity,
            Some("NOTE") => Severity::Note,
            Some("WARNING") => Severity::Warning,
            Some("DANGER") => Severity::Danger,
            Some("ERROR") => Severity::Error,
            Some(other) => {
                let message = format!("`{other}` is not a severity");
                let place = node.get("severity").map_or(node.span, |node| node.span);
                let fault = Diagnostic::error("Model.Metadata", message).at(place);
                out.push(fault.help("write NOTE, WARNING, DANGER or ERROR"));
                return None;
            }
        };
        let namespaces = node.get("namespaces").and_then(Node::as_array);
        let mut validator = Self {
            model,
            node,
            name,
            id: node.get("id").and_then(Node::as_str).unwrap_or(name),
            severity,
            message: node.get("message").and_then(Node::as_str),
            namespaces: namespaces.map(|names| names.iter().filter_map(Node::as_str).collect()),
            selected: None,
        };
        if node.get("selector").is_some() {
            let selector = validator.selector(node, "selector", out)?;
            let selected = selector.select(model).into_iter().map(Element::id);
            validator.selected = Some(selected.collect());
        }
        Some(validator)
    }

    fn configuration(&self, key: &str) -> Option<&'m Node> {
        self.node.get("configuration")?.get(key)
    }

    /// The selector under a key; that it cannot be read is reported.
    fn selector(&self, node: &Node, key: &str, out: &mut Diagnostics) -> Option<Selector> {
        let mut fault = |message: String, span: Span| {
            let message = format!("the validator `{}` cannot be used: {message}", self.name);
            out.push(Diagnostic::error("Model.Validator", message).at(span));
        };
        let Some(value) = node.get(key) else {
            fault(format!("`{key}` is missing"), node.span);
            return None;
        };
        let Some(text) = value.as_str() else {
            fault(
                format!("`{key}` is a string, not {}", value.kind()),
                value.span,
            );
            return None;
        };
        match Selector::parse(text) {
            Ok(selector) => Some(selector),
            Err(error) => {
                fault(format!("`{text}` is not a selector: {error}"), value.span);
                None
            }
        }
    }

    /// The selector of the configuration.
    fn configured(&self, key: &str, out: &mut Diagnostics) -> Option<Selector> {
        let configuration = self.node.get("configuration").unwrap_or(self.node);
        if self.node.get("configuration").is_none() {
            let message = format!(
                "the validator `{}` cannot be used: `configuration` is missing",
                self.name
            );
            out.push(Diagnostic::error("Model.Validator", message).at(self.node.span));
            return None;
        }
        self.selector(configuration, key, out)
    }

    fn may_concern(&self, element: Element<'_>) -> bool {
        let id = element.id();
        !builtin::is_builtin(element.span())
            && self
                .namespaces
                .as_ref()
                .is_none_or(|namespaces| namespaces.contains(&id.namespace()))
            && self.selected.as_ref().is_none_or(|ids| ids.contains(id))
    }

    fn complaint(&self, message: String) -> Diagnostic {
        Diagnostic::new(self.severity, self.id.to_owned(), message)
    }

    fn emit_each(&self, found: &mut Diagnostics, out: &mut Diagnostics) {
        let Some(selector) = self.configured("selector", out) else {
            return;
        };
        let template = self.configuration("messageTemplate");
        let template = match template.and_then(Node::as_str).map(parse_template) {
            Some(Err(error)) => {
                let place = template.map_or(self.node.span, |node| node.span);
                let message = format!("`messageTemplate` cannot be read: {error}");
                out.push(Diagnostic::error("Model.Validator", message).at(place));
                return;
            }
            Some(Ok(template)) => Some(template),
            None => None,
        };
        let bound = self.configuration("bindToTrait").and_then(Node::as_str);
        let bound = bound.map(|id| match id.contains('#') {
            true => id.to_owned(),
            false => format!("smithy.api#{id}"),
        });
        selector.each(self.model, &mut |element, variables| {
            let applied = bound.as_ref().map(|id| element.traits().applied(id));
            // A trait that is not there cannot be pointed at.
            if !self.may_concern(element) || matches!(applied, Some(None)) {
                return;
            }
            let message = match (&template, self.message) {
                (Some(template), _) => template.fill(element, variables),
                (None, Some(message)) => message.to_owned(),
                (None, None) => format!("it matches the selector `{selector}`"),
            };
            let place = match applied {
                Some(Some(applied)) => applied.span,
                _ => element.span(),
            };
            found.push(self.complaint(message).on(element.id()).at(place));
        });
    }

    fn emit_none(&self, found: &mut Diagnostics, out: &mut Diagnostics) {
        let Some(selector) = self.configured("selector", out) else {
            return;
        };
        let matches = selector.select(self.model);
        if matches.into_iter().any(|element| self.may_concern(element)) {
            return;
        }
        let message = match self.message {
            Some(message) => message.to_owned(),
            None => format!("no shape matches the selector `{selector}`"),
        };
        found.push(self.complaint(message).at(self.node.span));
    }

    /// Shapes that nothing leads to, neither from the roots nor from a trait.
    fn unreferenced(&self, found: &mut Diagnostics, out: &mut Diagnostics) {
        let key = "rootShapeSelector";
        let roots = match self.configuration(key) {
            Some(_) => self.configured(key, out),
            None => Selector::parse("service").ok(),
        };
        let Some(roots) = roots else { return };
        let text = format!(":is({roots}, [trait|trait]) :is(*, ~>)");
        let Ok(connected) = Selector::parse(&text) else {
            return;
        };
        let connected: FxHashSet<&ShapeId> = connected
            .select(self.model)
            .into_iter()
            .map(Element::id)
            .collect();
        for shape in loaded(self.model) {
            let element = Element::Shape(shape);
            if !connected.contains(&shape.id) && self.may_concern(element) {
                let message = match self.message {
                    Some(message) => message.to_owned(),
                    None => format!(
                        "nothing leads to `{}` from the shapes that match the selector `{roots}`",
                        shape.id
                    ),
                };
                found.push(self.complaint(message).on(&shape.id).at(shape.span));
            }
        }
    }
}
