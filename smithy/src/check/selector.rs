//! Which shapes a trait may stand on, where the selector is plain.
//!
//! Types, `*`, `[trait|x]`, `[id=x]`, `[id|member=x]`, `:test`, `:is`, `:not` and `>` from a shape to its members and from a
//! member to its target are understood. A selector with anything more tells nothing about any shape.
//! See [selectors](https://smithy.io/2.0/spec/selectors.html).

use crate::{Member, Model, Shape, ShapeType, Traits};

/// A parsed selector: steps that narrow a set of shapes or move on from it.
#[derive(Debug)]
pub(super) struct Selector(Vec<Step>);

#[derive(Debug)]
enum Step {
    Any,
    Type(ShapeType),
    Number,
    Simple,
    Data,
    Member,
    Trait(String),
    Id(String),
    MemberName(String),
    Children,
    Test(Vec<Selector>),
    Is(Vec<Selector>),
    Not(Vec<Selector>),
}

/// What a trait stands on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject<'m> {
    Shape(&'m Shape),
    /// A member, and the shape that has it.
    Member(&'m Shape, &'m Member),
}

impl<'m> Subject<'m> {
    fn traits(self) -> &'m Traits {
        match self {
            Self::Shape(shape) => &shape.traits,
            Self::Member(_, member) => &member.traits,
        }
    }

    fn id(self) -> &'m str {
        match self {
            Self::Shape(shape) => shape.id.as_str(),
            Self::Member(_, member) => member.id.as_str(),
        }
    }
}

impl Selector {
    /// Reads a selector; `None` if it is not a plain one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { rest: text };
        let selector = parser.selector()?;
        parser.rest.is_empty().then_some(selector)
    }

    /// Whether the selector, run over a whole model, finds the subject. `None` if that cannot be told.
    pub(super) fn matches(&self, model: &Model, subject: Subject<'_>) -> Option<bool> {
        finds(&self.0, model, subject)
    }
}

/// Follows the steps backwards from a shape that they may have found.
fn finds(steps: &[Step], model: &Model, subject: Subject<'_>) -> Option<bool> {
    let Some((last, before)) = steps.split_last() else {
        return Some(true);
    };
    match last {
        Step::Children => match subject {
            Subject::Member(shape, _) => finds(before, model, Subject::Shape(shape)),
            Subject::Shape(_) => None,
        },
        Step::Is(selectors) if selectors.iter().any(Selector::moves) => {
            if !before.is_empty() {
                return None;
            }
            any(selectors
                .iter()
                .map(|selector| finds(&selector.0, model, subject)))
        }
        filter => match accepts(filter, model, subject)? {
            true => finds(before, model, subject),
            false => Some(false),
        },
    }
}

impl Selector {
    fn moves(&self) -> bool {
        self.0.iter().any(|step| match step {
            Step::Children => true,
            Step::Is(selectors) => selectors.iter().any(Self::moves),
            _ => false,
        })
    }
}

/// Whether a step that only narrows keeps a shape.
fn accepts(step: &Step, model: &Model, subject: Subject<'_>) -> Option<bool> {
    let shape_type = match subject {
        Subject::Shape(shape) => Some(shape.shape_type()),
        Subject::Member(..) => None,
    };
    Some(match step {
        Step::Any => true,
        Step::Member => shape_type.is_none(),
        Step::Number => shape_type.is_some_and(ShapeType::is_number),
        Step::Simple => shape_type.is_some_and(ShapeType::is_simple),
        Step::Data => shape_type.is_none_or(ShapeType::is_data),
        // An enum is a string too, and an intEnum an integer.
        Step::Type(ShapeType::String) => {
            matches!(shape_type, Some(ShapeType::String | ShapeType::Enum))
        }
        Step::Type(ShapeType::Integer) => {
            matches!(shape_type, Some(ShapeType::Integer | ShapeType::IntEnum))
        }
        Step::Type(wanted) => shape_type == Some(*wanted),
        Step::Trait(id) => subject.traits().node(id).is_some(),
        Step::Id(id) => subject.id() == id,
        Step::MemberName(name) => {
            matches!(subject, Subject::Member(_, member) if member.name() == name)
        }
        Step::Test(selectors) | Step::Is(selectors) => {
            return any(selectors
                .iter()
                .map(|selector| leads_on(&selector.0, model, subject)));
        }
        Step::Not(selectors) => {
            return any(selectors
                .iter()
                .map(|selector| leads_on(&selector.0, model, subject)))
            .map(|found| !found);
        }
        Step::Children => return None,
    })
}

/// Whether the steps, taken from a shape, arrive anywhere.
fn leads_on(steps: &[Step], model: &Model, subject: Subject<'_>) -> Option<bool> {
    let Some((first, rest)) = steps.split_first() else {
        return Some(true);
    };
    if !matches!(first, Step::Children) {
        return match accepts(first, model, subject)? {
            true => leads_on(rest, model, subject),
            false => Some(false),
        };
    }
    match subject {
        Subject::Member(_, member) => match model.shape(&member.target) {
            Some(target) => leads_on(rest, model, Subject::Shape(target)),
            None => None,
        },
        Subject::Shape(shape) if shape.shape_type().is_data() => any(shape
            .members
            .iter()
            .map(|member| leads_on(rest, model, Subject::Member(shape, member)))),
        Subject::Shape(_) => None,
    }
}

fn any(results: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut answer = Some(false);
    for result in results {
        match result {
            Some(true) => return Some(true),
            Some(false) => {}
            None => answer = None,
        }
    }
    answer
}

struct Parser<'t> {
    rest: &'t str,
}

impl<'t> Parser<'t> {
    fn selector(&mut self) -> Option<Selector> {
        let mut steps = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() || self.rest.starts_with([',', ')']) {
                return (!steps.is_empty()).then_some(Selector(steps));
            }
            steps.push(self.step()?);
        }
    }

    fn step(&mut self) -> Option<Step> {
        if self.eat("*") {
            return Some(Step::Any);
        }
        if self.eat(">") {
            return Some(Step::Children);
        }
        if self.eat("[") {
            let (inside, rest) = self.rest.split_once(']')?;
            self.rest = rest;
            return attribute(inside.trim());
        }
        if self.eat(":test") {
            return self.arguments().map(Step::Test);
        }
        if self.eat(":is") {
            return self.arguments().map(Step::Is);
        }
        if self.eat(":not") {
            return self.arguments().map(Step::Not);
        }
        let length = self
            .rest
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        let (name, rest) = self.rest.split_at(length);
        self.rest = rest;
        match name {
            "number" => Some(Step::Number),
            "simpleType" => Some(Step::Simple),
            "dataType" => Some(Step::Data),
            "member" => Some(Step::Member),
            _ => name.parse().ok().map(Step::Type),
        }
    }

    fn arguments(&mut self) -> Option<Vec<Selector>> {
        self.rest = self.rest.trim_start();
        let mut selectors = Vec::new();
        if !self.eat("(") {
            return None;
        }
        loop {
            selectors.push(self.selector()?);
            if self.eat(")") {
                return Some(selectors);
            }
            if !self.eat(",") {
                return None;
            }
        }
    }

    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

fn attribute(text: &str) -> Option<Step> {
    if let Some(id) = text.strip_prefix("trait|") {
        if id.contains(['=', '|', '<', '>', '*', '^', '$', '?']) {
            return None;
        }
        let id = if id.contains('#') {
            id.to_owned()
        } else {
            format!("smithy.api#{id}")
        };
        return Some(Step::Trait(id));
    }
    if let Some(name) = text.strip_prefix("id|member=") {
        return Some(Step::MemberName(name.trim_matches(['\'', '"']).to_owned()));
    }
    text.strip_prefix("id=")
        .map(|id| Step::Id(id.trim_matches(['\'', '"']).to_owned()))
}
