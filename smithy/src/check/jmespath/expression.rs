//! Reads an expression, by the binding powers of its operators, and types it on the way.

use std::ops::Range;

use super::functions::Function;
use super::tokens::{Kind, Token, tokens};
use super::{DEEPEST, Expression, Fault, MOST_CANDIDATES, MOST_TOKENS, Syntax, Type, functions};
use crate::check::listed;
use crate::suggest::did_you_mean;
use crate::{Model, Severity, ShapeType};

/// Why reading ended early.
enum Stop {
    Syntax(Syntax),
    /// It nests too deep to be looked at.
    Deep,
}

impl From<Syntax> for Stop {
    fn from(syntax: Syntax) -> Self {
        Self::Syntax(syntax)
    }
}

type Read<T> = Result<T, Stop>;

/// How tight an operator binds what stands before it.
fn power(kind: Kind) -> u8 {
    match kind {
        Kind::Pipe => 1,
        Kind::Or => 2,
        Kind::And => 3,
        Kind::Equality | Kind::Order => 5,
        Kind::Flatten => FLATTEN,
        Kind::Filter => FILTER,
        Kind::Dot => DOT,
        Kind::Open => 55,
        _ => 0,
    }
}

const FLATTEN: u8 = 9;
/// Operators that bind less end a projection.
const PROJECTION_END: u8 = 10;
const STAR: u8 = 20;
const FILTER: u8 = 21;
const DOT: u8 = 40;
/// Less than a dot: engines differ on what `!a.b` denies, and only all of `a.b` makes sense.
const NOT: u8 = 39;

pub(super) fn read<'m>(model: &'m Model, text: &str, root: &Type<'m>) -> Expression<'m> {
    let mut reader = Reader {
        model,
        text,
        tokens: Vec::new(),
        at: 0,
        depth: 0,
        faults: Vec::new(),
        beyond_paths: Vec::new(),
    };
    let gives = reader.whole(root).unwrap_or_else(|stop| {
        // What was found so far may rest on a misreading.
        reader.faults = vec![match stop {
            Stop::Syntax(Syntax { place, help }) => Fault {
                severity: Severity::Error,
                place,
                message: "is no JMESPath expression".to_owned(),
                help,
            },
            Stop::Deep => Fault {
                severity: Severity::Warning,
                place: 0..0,
                message: format!(
                    "is not checked: it nests deeper than {DEEPEST} levels, or has more than {MOST_TOKENS} tokens"
                ),
                help: "write a shorter expression".to_owned(),
            },
        }];
        reader.beyond_paths.clear();
        Type::Any
    });
    Expression {
        gives,
        faults: reader.faults,
        beyond_paths: reader.beyond_paths,
    }
}

struct Reader<'m, 't> {
    model: &'m Model,
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    faults: Vec<Fault>,
    beyond_paths: Vec<(Range<usize>, &'static str)>,
}

impl<'m> Reader<'m, '_> {
    fn whole(&mut self, root: &Type<'m>) -> Read<Type<'m>> {
        self.tokens = tokens(self.text)?;
        if self.tokens.len() > MOST_TOKENS {
            return Err(Stop::Deep);
        }
        let gives = self.expression(root, 0)?;
        match self.peek() {
            Kind::End => Ok(gives),
            _ => Err(self.unexpected("an operator, or the end,")),
        }
    }

    fn token(&self, ahead: usize) -> &Token {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.at + ahead).min(last)]
    }

    fn peek(&self) -> Kind {
        self.token(0).kind
    }

    fn next(&mut self) -> Token {
        let token = self.token(0).clone();
        self.at += 1;
        token
    }

    fn expect(&mut self, kind: Kind, wanted: &str) -> Read<()> {
        if self.peek() != kind {
            return Err(self.unexpected(wanted));
        }
        self.at += 1;
        Ok(())
    }

    fn unexpected(&self, wanted: &str) -> Stop {
        let place = self.token(0).place.clone();
        let found = match &self.text[place.clone()] {
            "" => "the end".to_owned(),
            found => format!("`{found}`"),
        };
        Syntax::new(place, format!("{wanted} goes here instead of {found}")).into()
    }

    fn fault(&mut self, severity: Severity, place: &Range<usize>, message: String, help: String) {
        self.faults.push(Fault {
            severity,
            place: place.clone(),
            message,
            help,
        });
    }

    fn danger(&mut self, place: &Range<usize>, message: String, help: &str) {
        self.fault(Severity::Danger, place, message, help.to_owned());
    }

    /// An expression up to the first operator that binds no tighter than `least`.
    fn expression(&mut self, current: &Type<'m>, least: u8) -> Read<Type<'m>> {
        if self.depth == DEEPEST {
            return Err(Stop::Deep);
        }
        self.depth += 1;
        let mut left = self.operand(current)?;
        while least < power(self.peek()) {
            left = self.operator(left, current)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self, current: &Type<'m>) -> Read<Type<'m>> {
        let token = self.token(0).clone();
        let wanted = "a name, a value or a bracket";
        match token.kind {
            Kind::Current => {
                self.at += 1;
                Ok(current.clone())
            }
            Kind::Name if self.token(1).kind == Kind::OpenParen => self.call(current),
            Kind::Name | Kind::QuotedName => {
                let name = self.key()?;
                Ok(self.field(&name, &token.place, current))
            }
            Kind::Star => {
                self.at += 1;
                self.values(&token.place, current)
            }
            Kind::Json => {
                self.at += 1;
                self.beyond_paths.push((token.place.clone(), "a literal"));
                self.json(&token.place)
            }
            Kind::Raw => {
                self.at += 1;
                self.beyond_paths.push((token.place, "a literal"));
                Ok(Type::String)
            }
            Kind::Open | Kind::Flatten | Kind::Filter => {
                let is_choice = token.kind == Kind::Open
                    && match self.token(1).kind {
                        Kind::Number | Kind::Colon => false,
                        Kind::Star => self.token(2).kind != Kind::Close,
                        _ => true,
                    };
                if is_choice {
                    self.choice(current)
                } else {
                    self.bracket(current.clone())
                }
            }
            Kind::OpenBrace => self.record(current),
            Kind::Reference => {
                self.at += 1;
                self.expression(current, 0)?;
                Ok(Type::Reference)
            }
            Kind::Not => {
                self.at += 1;
                self.beyond_paths.push((token.place, "`!`"));
                self.expression(current, NOT)?;
                Ok(Type::Boolean)
            }
            Kind::OpenParen => {
                self.at += 1;
                let inner = self.expression(current, 0)?;
                self.expect(Kind::CloseParen, "`)`")?;
                Ok(inner)
            }
            _ => Err(self.unexpected(wanted)),
        }
    }

    fn operator(&mut self, left: Type<'m>, current: &Type<'m>) -> Read<Type<'m>> {
        let token = self.token(0).clone();
        let (kind, place) = (token.kind, token.place);
        if matches!(kind, Kind::Open | Kind::Flatten | Kind::Filter) {
            return self.bracket(left);
        }
        self.at += 1;
        match kind {
            Kind::Dot => self.after_dot(&left, DOT),
            Kind::Pipe => self.expression(&left, power(kind)),
            Kind::Or | Kind::And => {
                let name = if kind == Kind::Or { "`||`" } else { "`&&`" };
                self.beyond_paths.push((place, name));
                let right = self.expression(current, power(kind))?;
                Ok(left.or(&right))
            }
            _ => {
                self.beyond_paths.push((place.clone(), "a comparison"));
                let right = self.expression(current, power(kind))?;
                if kind == Kind::Order
                    && let Some(odd) = [&left, &right]
                        .into_iter()
                        .find(|side| !side.is_one_of(functions::NUMBER))
                {
                    let operator = &self.text[place.clone()];
                    let message = format!(
                        "compares {} by `{operator}`, which takes numbers",
                        odd.name()
                    );
                    let help = "use `==` or `!=`, or compare numbers";
                    self.fault(Severity::Warning, &place, message, help.to_owned());
                    return Ok(Type::Any);
                }
                Ok(Type::Boolean)
            }
        }
    }

    fn after_dot(&mut self, left: &Type<'m>, least: u8) -> Read<Type<'m>> {
        match self.peek() {
            Kind::Star => {
                let place = self.next().place;
                self.values(&place, left)
            }
            Kind::Open => self.choice(left),
            Kind::Name | Kind::QuotedName | Kind::OpenBrace => self.expression(left, least),
            _ => Err(self.unexpected("a name, `*`, `[` or `{`")),
        }
    }

    /// A name, which may be in quotes.
    fn key(&mut self) -> Read<String> {
        let token = self.next();
        let text = &self.text[token.place.clone()];
        if token.kind == Kind::Name {
            return Ok(text.to_owned());
        }
        let fault = |_| {
            Syntax::new(
                token.place.clone(),
                "what is in double quotes is a string of JSON",
            )
        };
        Ok(serde_json::from_str(text).map_err(fault)?)
    }

    fn json(&self, place: &Range<usize>) -> Read<Type<'m>> {
        let inner = self.text[place.start + 1..place.end - 1].replace("\\`", "`");
        let value = serde_json::from_str(&inner).map_err(|_| {
            let help = "what is in backticks is JSON; write text in single quotes";
            Syntax::new(place.clone(), help)
        })?;
        Ok(match value {
            serde_json::Value::Null => Type::Null,
            serde_json::Value::Bool(_) => Type::Boolean,
            serde_json::Value::Number(_) => Type::Number,
            serde_json::Value::String(_) => Type::String,
            serde_json::Value::Array(_) => Type::list(Type::Any),
            serde_json::Value::Object(_) => Type::Object,
        })
    }

    fn field(&mut self, name: &str, place: &Range<usize>, of: &Type<'m>) -> Type<'m> {
        let known: Vec<&str> = match of {
            Type::Any | Type::Object => return Type::Any,
            Type::Record(fields) => {
                if let Some((_, field)) = fields.iter().find(|(key, _)| key == name) {
                    return field.clone();
                }
                fields.iter().map(|(key, _)| key.as_str()).collect()
            }
            Type::Shape(shape) if of.is_one_of(functions::OBJECT) => {
                if let Some(value) = shape
                    .member("value")
                    .filter(|_| shape.shape_type() == ShapeType::Map)
                {
                    return Type::of(self.model, &value.target);
                }
                if let Some(member) = shape.member(name) {
                    return Type::of(self.model, &member.target);
                }
                let members = shape.members.iter().take(MOST_CANDIDATES);
                members.map(|member| member.name()).collect()
            }
            _ => {
                let help = match of.element(self.model) {
                    Some(_) => "put `[]` before the dot, to take it of each element",
                    None => "take a field of a structure or map",
                };
                let message = format!("looks for `{name}` in {}", of.name());
                self.danger(place, message, help);
                return Type::Any;
            }
        };
        let whose = match of {
            Type::Shape(shape) => format!("`{}`", shape.id),
            _ => "an object".to_owned(),
        };
        let message = format!("looks for `{name}` in {whose}, which has no such member");
        // Suggestions take their time: one for each expression is enough.
        let near = known.iter().copied();
        let help = did_you_mean(name, near.filter(|_| self.faults.is_empty()));
        let help = help.unwrap_or_else(|| match known.len() {
            0 => "it has no members".to_owned(),
            MOST_CANDIDATES => "name one of its members".to_owned(),
            _ => format!("its members are {}", listed(known)),
        });
        self.fault(Severity::Danger, place, message, help);
        Type::Any
    }

    /// What goes on for each element of a list, and the list of what comes out.
    fn projected(&mut self, element: &Type<'m>, least: u8) -> Read<Type<'m>> {
        let kind = self.peek();
        let each = match kind {
            Kind::Dot => {
                self.at += 1;
                self.after_dot(element, least)?
            }
            Kind::Open | Kind::Filter => self.expression(element, least)?,
            _ if power(kind) < PROJECTION_END => element.clone(),
            _ => return Err(self.unexpected("`.` or `[`")),
        };
        Ok(Type::list(each))
    }

    /// `*`: the values of an object, projected.
    fn values(&mut self, place: &Range<usize>, of: &Type<'m>) -> Read<Type<'m>> {
        let value = of.value(self.model).unwrap_or(Type::Any);
        if !of.is_one_of(functions::OBJECT) {
            let message = format!("takes the values of {}", of.name());
            let help = "write `[*]` for the elements of a list; only objects have values";
            self.danger(place, message, help);
        }
        self.projected(&value, STAR)
    }

    /// What elements a list has; it is a fault if it is none.
    fn element(&mut self, what: &str, place: &Range<usize>, of: &Type<'m>) -> Type<'m> {
        if !of.is_one_of(functions::LIST) {
            let message = format!("{what} of {}", of.name());
            self.danger(place, message, "only lists have elements");
        }
        of.element(self.model).unwrap_or(Type::Any)
    }

    /// `[1]`, `[1:2]`, `[*]`, `[]` and `[?..]`.
    fn bracket(&mut self, of: Type<'m>) -> Read<Type<'m>> {
        let opening = self.next();
        let start = opening.place.start;
        match opening.kind {
            Kind::Flatten => {
                let element = self.element("flattens elements", &opening.place, &of);
                let element = element.element(self.model).unwrap_or(element);
                return self.projected(&element, FLATTEN);
            }
            Kind::Filter => {
                self.beyond_paths.push((opening.place.clone(), "a filter"));
                let element = self.element("filters elements", &opening.place, &of);
                self.expression(&element, 0)?;
                self.expect(Kind::Close, "`]`")?;
                return self.projected(&element, FILTER);
            }
            _ => {}
        }
        if self.peek() == Kind::Star {
            self.at += 1;
            let end = self.token(0).place.end;
            self.expect(Kind::Close, "`]`")?;
            let element = self.element("takes each element", &(start..end), &of);
            return self.projected(&element, STAR);
        }
        let (mut colons, mut number) = (0, false);
        while self.peek() != Kind::Close {
            match self.peek() {
                Kind::Number if !number => number = true,
                Kind::Colon if colons < 2 => {
                    colons += 1;
                    number = false;
                }
                _ => return Err(self.unexpected("a number, `*`, `:` or `]`")),
            }
            self.at += 1;
        }
        let place = start..self.next().place.end;
        if colons == 0 {
            if !number {
                self.at -= 1;
                return Err(self.unexpected("a number or `*`"));
            }
            self.beyond_paths.push((place.clone(), "an index"));
            return Ok(self.element("takes one element", &place, &of));
        }
        self.beyond_paths.push((place.clone(), "a slice"));
        let element = self.element("takes elements", &place, &of);
        self.projected(&element, STAR)
    }

    /// `[a, b]`: a list of what several expressions give.
    fn choice(&mut self, current: &Type<'m>) -> Read<Type<'m>> {
        self.at += 1;
        let all = self.separated(Kind::Close, "`,` or `]`", |reader| {
            reader.expression(current, 0)
        })?;
        Ok(Type::list(Type::of_all(all.into_iter())))
    }

    /// `{a: b}`: an object of what several expressions give.
    fn record(&mut self, current: &Type<'m>) -> Read<Type<'m>> {
        let place = self.next().place;
        self.beyond_paths.push((place, "an object"));
        let fields = self.separated(Kind::CloseBrace, "`,` or `}`", |reader| {
            if !matches!(reader.peek(), Kind::Name | Kind::QuotedName) {
                return Err(reader.unexpected("a key"));
            }
            let key = reader.key()?;
            reader.expect(Kind::Colon, "`:`")?;
            Ok((key, reader.expression(current, 0)?))
        })?;
        Ok(Type::record(fields))
    }

    /// One or more, with commas between them, and what closes them.
    fn separated<T>(
        &mut self,
        close: Kind,
        wanted: &str,
        mut one: impl FnMut(&mut Self) -> Read<T>,
    ) -> Read<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.peek() == Kind::Comma {
            self.at += 1;
            all.push(one(self)?);
        }
        self.expect(close, wanted)?;
        Ok(all)
    }

    fn call(&mut self, current: &Type<'m>) -> Read<Type<'m>> {
        let place = self.next().place;
        let name = &self.text[place.clone()];
        if name != "keys" {
            self.beyond_paths.push((place.clone(), "a function"));
        }
        self.at += 1;
        // What references are applied to is what the function goes through.
        let mut element = Type::Any;
        let mut arguments = Vec::new();
        let mut places = Vec::new();
        if self.peek() == Kind::CloseParen {
            self.at += 1;
        } else {
            arguments = self.separated(Kind::CloseParen, "`,` or `)`", |reader| {
                let start = reader.token(0).place.start;
                let argument = if reader.peek() == Kind::Reference {
                    reader.expression(&element, 0)?
                } else {
                    reader.expression(current, 0)?
                };
                element = argument.element(reader.model).unwrap_or(Type::Any);
                places.push(start..reader.tokens[reader.at - 1].place.end);
                Ok(argument)
            })?;
        }
        let Some(function) = Function::named(name) else {
            let message = format!("calls `{name}`, which is no function of JMESPath");
            let help = did_you_mean(name, Function::names());
            let help =
                help.unwrap_or_else(|| format!("its functions are {}", listed(Function::names())));
            self.fault(Severity::Error, &place, message, help);
            return Ok(Type::Any);
        };
        let (count, wanted) = (arguments.len(), function.arguments.len());
        if !function.takes(count) {
            let s = if count == 1 { "" } else { "s" };
            let message = format!("gives `{name}` {count} argument{s}");
            let least = if function.more.is_some() {
                "at least "
            } else {
                ""
            };
            self.fault(
                Severity::Error,
                &place,
                message,
                format!("it takes {least}{wanted}"),
            );
            return Ok(function.gives(&arguments));
        }
        for (position, (argument, place)) in arguments.iter().zip(&places).enumerate() {
            let accepted = function.accepts(position);
            if !argument.is_one_of(accepted) {
                let message = format!("gives `{name}` {}", argument.name());
                let help = format!("it takes {} there", functions::describe(accepted));
                self.fault(Severity::Error, place, message, help);
            }
        }
        Ok(function.gives(&arguments))
    }
}
