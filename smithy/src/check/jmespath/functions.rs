//! The functions of JMESPath. See [built-in functions](https://jmespath.org/specification.html#built-in-functions).

use std::rc::Rc;

use super::Type;

/// Types that an argument may have, a bit each.
pub(super) type Accepts = u8;

pub(super) const BOOLEAN: Accepts = 1;
pub(super) const NUMBER: Accepts = 2;
pub(super) const STRING: Accepts = 4;
pub(super) const LIST: Accepts = 8;
pub(super) const OBJECT: Accepts = 16;
pub(super) const REFERENCE: Accepts = 32;
pub(super) const NULL: Accepts = 64;
const ANY: Accepts = u8::MAX;

/// What a function gives.
enum Gives {
    Any,
    Boolean,
    Number,
    String,
    Strings,
    List,
    Object,
    /// What it was given first.
    First,
}

pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) arguments: &'static [Accepts],
    /// What may follow these, any number of times.
    pub(super) more: Option<Accepts>,
    gives: Gives,
}

impl Function {
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        FUNCTIONS.iter().find(|function| function.name == name)
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        FUNCTIONS.iter().map(|function| function.name)
    }

    /// What it may be given at a position.
    pub(super) fn accepts(&self, position: usize) -> Accepts {
        let argument = self.arguments.get(position).copied();
        argument.or(self.more).unwrap_or(ANY)
    }

    pub(super) fn takes(&self, count: usize) -> bool {
        match self.more {
            None => count == self.arguments.len(),
            Some(_) => count >= self.arguments.len(),
        }
    }

    pub(super) fn gives<'m>(&self, arguments: &[Type<'m>]) -> Type<'m> {
        let list = |element| Type::List(Rc::new(element));
        match self.gives {
            Gives::Any => Type::Any,
            Gives::Boolean => Type::Boolean,
            Gives::Number => Type::Number,
            Gives::String => Type::String,
            Gives::Strings => list(Type::String),
            Gives::List => list(Type::Any),
            Gives::Object => Type::Object,
            Gives::First => arguments.first().cloned().unwrap_or(Type::Any),
        }
    }
}

const fn function(name: &'static str, arguments: &'static [Accepts], gives: Gives) -> Function {
    Function {
        name,
        arguments,
        more: None,
        gives,
    }
}

const fn variadic(
    name: &'static str,
    arguments: &'static [Accepts],
    more: Accepts,
    gives: Gives,
) -> Function {
    Function {
        name,
        arguments,
        more: Some(more),
        gives,
    }
}

static FUNCTIONS: &[Function] = &[
    function("abs", &[NUMBER], Gives::Number),
    function("avg", &[LIST], Gives::Number),
    function("ceil", &[NUMBER], Gives::Number),
    function("contains", &[LIST | STRING, ANY], Gives::Boolean),
    function("ends_with", &[STRING, STRING], Gives::Boolean),
    function("floor", &[NUMBER], Gives::Number),
    function("join", &[STRING, LIST], Gives::String),
    function("keys", &[OBJECT], Gives::Strings),
    function("length", &[STRING | LIST | OBJECT], Gives::Number),
    function("map", &[REFERENCE, LIST], Gives::List),
    function("max", &[LIST], Gives::Any),
    function("max_by", &[LIST, REFERENCE], Gives::Any),
    variadic("merge", &[], OBJECT, Gives::Object),
    function("min", &[LIST], Gives::Any),
    function("min_by", &[LIST, REFERENCE], Gives::Any),
    variadic("not_null", &[ANY], ANY, Gives::Any),
    function("reverse", &[LIST | STRING], Gives::First),
    function("sort", &[LIST], Gives::First),
    function("sort_by", &[LIST, REFERENCE], Gives::First),
    function("starts_with", &[STRING, STRING], Gives::Boolean),
    function("sum", &[LIST], Gives::Number),
    function("to_array", &[ANY], Gives::List),
    function("to_number", &[ANY], Gives::Number),
    function("to_string", &[ANY], Gives::String),
    function("type", &[ANY], Gives::String),
    function("values", &[OBJECT], Gives::List),
];

/// Types, for people.
pub(super) fn describe(accepted: Accepts) -> String {
    let names = [
        (BOOLEAN, "a boolean"),
        (NUMBER, "a number"),
        (STRING, "a string"),
        (LIST, "a list"),
        (OBJECT, "an object"),
        (REFERENCE, "an expression with `&` before it"),
    ];
    let accepted = names.iter().filter(|(bit, _)| accepted & bit != 0);
    let accepted: Vec<&str> = accepted.map(|(_, name)| *name).collect();
    accepted.join(" or ")
}
