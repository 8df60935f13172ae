//! From text to steps. See [the grammar](https://smithy.io/2.0/spec/selectors.html#grammar).

use super::steps::{
    Assertion, Chain, Comparator, Comparison, Direction, Operand, Path, Property, Relation,
    Relations, Step, TypeFilter,
};
use super::{Selector, SelectorError, Template};

/// How deep functions may nest.
const MAX_DEPTH: usize = 64;

pub(super) fn parse(text: &str) -> Result<Selector, SelectorError> {
    let mut parser = Parser::new(text);
    let chain = parser.chain()?;
    if let Some(found) = parser.peek() {
        return Err(parser.fault(format!("`{found}` is out of place")));
    }
    let backwards = chain.iter().all(goes_backwards);
    Ok(Selector {
        text: text.into(),
        chain,
        variables: parser.variables,
        roots: parser.roots,
        backwards,
    })
}

/// Reads a message with `@{path}` in it; `@@` stands for `@`.
pub(crate) fn parse_template(text: &str) -> Result<Template, SelectorError> {
    let mut parser = Parser::new(text);
    let mut template = Template::default();
    while let Some(found) = parser.next_char() {
        if found != '@' {
            template.push_char(found);
        } else if parser.eat("@") {
            template.push_char('@');
        } else if parser.eat("{") {
            let path = parser.path()?;
            parser.expect("}")?;
            template.push_path(path);
        } else {
            return Err(parser.fault("`@` is followed by `{`, or by another `@`".to_owned()));
        }
    }
    Ok(template)
}

/// Whether a step can be undone: from what it yields to what it was given.
fn goes_backwards(step: &Step) -> bool {
    match step {
        Step::Type(_) | Step::Attribute(..) | Step::Scoped(..) | Step::Neighbors(..) => true,
        Step::Test(_) | Step::Not(_) => true,
        Step::Is(chains) => chains.iter().flatten().all(goes_backwards),
        _ => false,
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    variables: Vec<Box<str>>,
    roots: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            variables: Vec::new(),
            roots: 0,
        }
    }

    fn fault(&self, message: String) -> SelectorError {
        SelectorError {
            message,
            offset: self.at,
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next_char(&mut self) -> Option<char> {
        let found = self.peek()?;
        self.at += found.len_utf8();
        Some(found)
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Takes a token without white space in front of it.
    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn expect(&mut self, token: &str) -> Result<(), SelectorError> {
        self.skip_space();
        if self.eat(token) {
            return Ok(());
        }
        Err(match self.peek() {
            Some(found) => self.fault(format!("expected `{token}`, found `{found}`")),
            None => self.fault(format!("expected `{token}`, found the end")),
        })
    }

    fn chain(&mut self) -> Result<Chain, SelectorError> {
        if self.depth >= MAX_DEPTH {
            return Err(self.fault(format!("functions nest more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let mut steps = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None | Some(')' | ',') => break,
                Some(_) => steps.push(self.step()?),
            }
        }
        self.depth -= 1;
        if steps.is_empty() {
            return Err(self.fault("expected a selector, and there is nothing".to_owned()));
        }
        Ok(steps)
    }

    fn step(&mut self) -> Result<Step, SelectorError> {
        if self.eat("*") {
            return Ok(Step::Type(TypeFilter::Any));
        }
        if self.eat("~>") {
            return Ok(Step::Closure);
        }
        if self.eat("-[") {
            let relations = self.relations("]->")?;
            return Ok(Step::Neighbors(Direction::Forward, relations));
        }
        if self.eat("<-[") {
            let relations = self.relations("]-")?;
            return Ok(Step::Neighbors(Direction::Reverse, relations));
        }
        if self.eat(">") {
            return Ok(Step::Neighbors(Direction::Forward, Relations::Any));
        }
        if self.eat("<") {
            return Ok(Step::Neighbors(Direction::Reverse, Relations::Any));
        }
        if self.eat("[@") {
            return self.scoped();
        }
        if self.eat("[") {
            return self.attribute();
        }
        if self.eat("${") {
            let name = self.identifier()?;
            self.expect("}")?;
            return Ok(Step::Variable(self.variable(name)));
        }
        if self.eat("$") {
            let name = self.identifier()?;
            self.expect("(")?;
            let chain = self.chain()?;
            self.expect(")")?;
            return Ok(Step::SetVariable(self.variable(name), chain));
        }
        if self.eat(":") {
            return self.function();
        }
        let start = self.at;
        match self.identifier() {
            Ok(name) => self.shape_type(name, start),
            Err(_) => Err(self.fault(match self.peek() {
                Some(found) => format!("`{found}` does not begin a selector"),
                None => "expected a selector, and there is nothing".to_owned(),
            })),
        }
    }

    fn shape_type(&self, name: &str, start: usize) -> Result<Step, SelectorError> {
        let filter = match name {
            "number" => TypeFilter::Number,
            "simpleType" => TypeFilter::Simple,
            "dataType" => TypeFilter::Data,
            "member" => TypeFilter::Member,
            "collection" => TypeFilter::Type(crate::ShapeType::List),
            _ => match name.parse() {
                Ok(shape_type) => TypeFilter::Type(shape_type),
                Err(()) => {
                    return Err(SelectorError {
                        message: format!("`{name}` is not a type of shape"),
                        offset: start,
                    });
                }
            },
        };
        Ok(Step::Type(filter))
    }

    fn relations(&mut self, end: &str) -> Result<Relations, SelectorError> {
        let mut relations = Vec::new();
        loop {
            relations.extend(Relation::named(self.identifier()?));
            self.skip_space();
            if !self.eat(",") {
                break;
            }
        }
        self.expect(end)?;
        Ok(Relations::Named(relations))
    }

    fn function(&mut self) -> Result<Step, SelectorError> {
        let start = self.at;
        let name = self.identifier()?;
        self.expect("(")?;
        let mut chains = vec![self.chain()?];
        loop {
            self.skip_space();
            if self.eat(")") {
                break;
            }
            self.expect(",")?;
            chains.push(self.chain()?);
        }
        let most = match name {
            "not" | "in" | "root" | "recursive" => 1,
            "topdown" => 2,
            _ => usize::MAX,
        };
        if chains.len() > most {
            return Err(SelectorError {
                message: format!(
                    "`:{name}` takes {}, and here are {}",
                    if most == 1 {
                        "one selector"
                    } else {
                        "one or two selectors"
                    },
                    chains.len()
                ),
                offset: start,
            });
        }
        let second = (most == 2 && chains.len() == 2)
            .then(|| chains.pop())
            .flatten();
        let first = |chains: Vec<Chain>| chains.into_iter().next().unwrap_or_default();
        Ok(match name {
            "test" => Step::Test(chains),
            "is" | "each" => Step::Is(chains),
            "not" => Step::Not(first(chains)),
            "in" => Step::In(first(chains)),
            "root" => {
                self.roots += 1;
                Step::Root(self.roots - 1, first(chains))
            }
            "topdown" => Step::Topdown(first(chains), second),
            "recursive" => Step::Recursive(first(chains)),
            _ => Step::Nothing,
        })
    }

    fn attribute(&mut self) -> Result<Step, SelectorError> {
        let path = self.key()?;
        self.skip_space();
        if self.eat("]") {
            return Ok(Step::Attribute(path, None));
        }
        let comparator = self.comparator()?;
        let comparison = self.comparison(comparator, false)?;
        self.expect("]")?;
        Ok(Step::Attribute(path, Some(comparison)))
    }

    fn scoped(&mut self) -> Result<Step, SelectorError> {
        self.skip_space();
        let path = if self.rest().starts_with(':') {
            Vec::new()
        } else {
            self.key()?
        };
        self.expect(":")?;
        let mut assertions = Vec::new();
        loop {
            let left = self.operand(true)?;
            let comparator = self.comparator()?;
            let comparison = self.comparison(comparator, true)?;
            assertions.push(Assertion { left, comparison });
            self.skip_space();
            if !self.eat("&&") {
                break;
            }
        }
        self.expect("]")?;
        Ok(Step::Scoped(path, assertions))
    }

    /// The root of an attribute, which is a name, and the path from there.
    fn key(&mut self) -> Result<Path, SelectorError> {
        let mut path = vec![Property::Name(self.identifier()?.into())];
        self.skip_space();
        while self.eat("|") {
            path.push(self.segment()?);
            self.skip_space();
        }
        Ok(path)
    }

    fn path(&mut self) -> Result<Path, SelectorError> {
        let mut path = vec![self.segment()?];
        self.skip_space();
        while self.eat("|") {
            path.push(self.segment()?);
            self.skip_space();
        }
        Ok(path)
    }

    fn segment(&mut self) -> Result<Property, SelectorError> {
        self.skip_space();
        if !self.eat("(") {
            return Ok(Property::Name(self.value()?.into()));
        }
        let name = self.identifier()?;
        self.expect(")")?;
        Ok(match name {
            "keys" => Property::Keys,
            "values" => Property::Values,
            "length" => Property::Length,
            "first" => Property::First,
            _ => Property::Unknown,
        })
    }

    fn comparator(&mut self) -> Result<Comparator, SelectorError> {
        const COMPARATORS: [(&str, Comparator); 14] = [
            ("{!=}", Comparator::ProjectionNotEqual),
            ("{=}", Comparator::ProjectionEqual),
            ("{<<}", Comparator::ProperSubset),
            ("{<}", Comparator::Subset),
            ("^=", Comparator::StartsWith),
            ("$=", Comparator::EndsWith),
            ("*=", Comparator::Contains),
            ("!=", Comparator::NotEqual),
            ("?=", Comparator::Exists),
            (">=", Comparator::GreaterEqual),
            ("<=", Comparator::LessEqual),
            ("=", Comparator::Equal),
            (">", Comparator::Greater),
            ("<", Comparator::Less),
        ];
        self.skip_space();
        for (token, comparator) in COMPARATORS {
            if self.eat(token) {
                return Ok(comparator);
            }
        }
        Err(self.fault("expected a comparator, such as `=` or `^=`".to_owned()))
    }

    fn comparison(
        &mut self,
        comparator: Comparator,
        context: bool,
    ) -> Result<Comparison, SelectorError> {
        let mut values = vec![self.operand(context)?];
        self.skip_space();
        while self.eat(",") {
            values.push(self.operand(context)?);
            self.skip_space();
        }
        let any_case = self.eat("i");
        Ok(Comparison {
            comparator,
            values,
            any_case,
        })
    }

    fn operand(&mut self, context: bool) -> Result<Operand, SelectorError> {
        self.skip_space();
        if context && self.eat("@{") {
            let path = self.path()?;
            self.expect("}")?;
            return Ok(Operand::Context(path));
        }
        self.value().map(|text| Operand::Text(text.into()))
    }

    /// A quoted text, a number, or the id of a shape with or without its namespace.
    fn value(&mut self) -> Result<&'t str, SelectorError> {
        self.skip_space();
        let rest = self.rest();
        let start = self.at;
        match self.peek() {
            Some(quote @ ('\'' | '"')) => match rest[1..].split_once(quote) {
                Some((text, _)) => {
                    self.at += text.len() + 2;
                    Ok(text)
                }
                None => Err(self.fault(format!("the text is not closed by {quote}"))),
            },
            Some(first) if first == '-' || first.is_ascii_digit() => {
                let length = rest[1..]
                    .bytes()
                    .take_while(|byte| byte.is_ascii_digit() || b".eE+-".contains(byte))
                    .count();
                self.at += length + 1;
                let number = &self.text[start..self.at];
                match number.parse::<f64>() {
                    Ok(_) => Ok(number),
                    Err(_) => Err(SelectorError {
                        message: format!("`{number}` is not a number"),
                        offset: start,
                    }),
                }
            }
            _ => {
                self.identifier()?;
                while self.eat(".") || self.eat("#") {
                    self.identifier()?;
                }
                Ok(&self.text[start..self.at])
            }
        }
    }

    fn identifier(&mut self) -> Result<&'t str, SelectorError> {
        self.skip_space();
        let rest = self.rest();
        let length = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
            .count();
        let name = &rest[..length];
        if !crate::shape_id::is_identifier(name) {
            return Err(match rest.chars().next() {
                Some(found) => self.fault(format!("expected a name, found `{found}`")),
                None => self.fault("expected a name, found the end".to_owned()),
            });
        }
        self.at += length;
        Ok(name)
    }

    fn variable(&mut self, name: &str) -> usize {
        match self.variables.iter().position(|known| **known == *name) {
            Some(at) => at,
            None => {
                self.variables.push(name.into());
                self.variables.len() - 1
            }
        }
    }
}
