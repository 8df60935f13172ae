//! Reads an ECMA-262 pattern into a tree.
//!
//! Characters are code points, as with the `u` flag, and what the specification tolerates without it
//! (its Annex B: a lone `{`, escapes of any punctuation, octal escapes) is tolerated as well.

use super::PatternFault;
use super::property;
use super::set::{self, DIGIT, Item, LINE_END, SPACE, Set, WORD, items};

/// Groups nested deeper than this are refused.
const MAX_DEPTH: usize = 64;
/// More look-arounds than this are refused, as each adds a pass over the text.
const MAX_LOOKS: usize = 32;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Empty,
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`
    Boundary,
    Set(Set),
    Concat(Vec<Node>),
    Either(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
    },
    Look {
        behind: bool,
        negated: bool,
        node: Box<Node>,
        offset: usize,
    },
}

/// Reads a pattern.
pub(super) fn parse(pattern: &str) -> Result<Node, PatternFault> {
    let chars: Vec<(usize, char)> = pattern.char_indices().collect();
    let groups = count_groups(&chars);
    let mut parser = Parser {
        pattern,
        chars,
        at: 0,
        depth: 0,
        looks: 0,
        groups,
        any_case: false,
        dot_all: false,
    };
    let node = parser.either()?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.fault("this `)` closes no group", "write `\\)` for a parenthesis")),
    }
}

/// The number of groups that a back-reference can name.
fn count_groups(chars: &[(usize, char)]) -> u32 {
    let mut count = 0;
    let mut in_class = false;
    let mut at = 0;
    let is = |at: usize, wanted: char| chars.get(at).is_some_and(|(_, c)| *c == wanted);
    while let Some((_, c)) = chars.get(at) {
        match c {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class && !is(at + 1, '?') => count += 1,
            '(' if !in_class && is(at + 2, '<') && !is(at + 3, '=') && !is(at + 3, '!') => {
                count += 1
            }
            _ => {}
        }
        at += 1;
    }
    count
}

struct Parser<'a> {
    pattern: &'a str,
    chars: Vec<(usize, char)>,
    at: usize,
    depth: usize,
    looks: usize,
    groups: u32,
    any_case: bool,
    dot_all: bool,
}

/// What a class holds between two hyphens.
enum ClassAtom {
    Point(u32),
    Items(Vec<Item>),
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).map(|(_, c)| *c)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += usize::from(c.is_some());
        c
    }

    fn eat(&mut self, text: &str) -> bool {
        let matches = text
            .chars()
            .enumerate()
            .all(|(ahead, c)| self.peek_at(ahead) == Some(c));
        if matches {
            self.at += text.chars().count();
        }
        matches
    }

    fn offset(&self) -> usize {
        self.chars
            .get(self.at)
            .map_or(self.pattern.len(), |(offset, _)| *offset)
    }

    fn fault(&self, message: &str, help: &str) -> PatternFault {
        PatternFault::new(message, help, Some(self.offset()))
    }

    /// A fault at the term that starts at the given place.
    fn fault_at(&self, at: usize, message: &str, help: &str) -> PatternFault {
        let offset = self
            .chars
            .get(at)
            .map_or(self.pattern.len(), |(offset, _)| *offset);
        PatternFault::new(message, help, Some(offset))
    }

    fn either(&mut self) -> Result<Node, PatternFault> {
        let mut nodes = vec![self.concat()?];
        while self.eat("|") {
            nodes.push(self.concat()?);
        }
        Ok(if nodes.len() == 1 {
            nodes.remove(0)
        } else {
            Node::Either(nodes)
        })
    }

    fn concat(&mut self) -> Result<Node, PatternFault> {
        let mut nodes = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let node = self.term()?;
            nodes.push(self.quantified(node)?);
        }
        join_surrogates(&mut nodes);
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.remove(0),
            _ => Node::Concat(nodes),
        })
    }

    fn term(&mut self) -> Result<Node, PatternFault> {
        let start = self.at;
        match self.next() {
            Some('^') => Ok(Node::Start),
            Some('$') => Ok(Node::End),
            Some('.') if self.dot_all => Ok(Node::Set(Set::any())),
            Some('.') => Ok(Node::Set(Set {
                negated: true,
                ..Set::of(items(LINE_END))
            })),
            Some('(') => self.group(start),
            Some('[') => self.class(start),
            Some('\\') => self.escape(start),
            Some('*' | '+' | '?') => Err(self.fault_at(
                start,
                "there is nothing for this quantifier to repeat",
                "write a back-slash before it to match the character, or take it out",
            )),
            Some('{') => {
                self.at = start;
                if self.braces()?.is_some() {
                    let help = "write `\\{` to match a brace, or take the quantifier out";
                    return Err(self.fault_at(
                        start,
                        "there is nothing for this quantifier to repeat",
                        help,
                    ));
                }
                self.at = start + 1;
                Ok(self.point('{'.into()))
            }
            Some(c) => Ok(self.point(c.into())),
            None => Ok(Node::Empty),
        }
    }

    fn point(&self, point: u32) -> Node {
        self.set(vec![Item::Range(point, point)])
    }

    fn set(&self, items: Vec<Item>) -> Node {
        Node::Set(Set {
            any_case: self.any_case,
            ..Set::of(items)
        })
    }

    fn quantified(&mut self, node: Node) -> Result<Node, PatternFault> {
        let quantifier = self.at;
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.braces()? {
                Some(bounds) => bounds,
                None => return Ok(node),
            },
            _ => return Ok(node),
        };
        if self.at == quantifier {
            self.at += 1;
        }
        // A lazy quantifier matches the same strings.
        self.eat("?");
        if matches!(self.peek(), Some('+')) {
            return Err(self.fault(
                "possessive quantifiers are not part of ECMA-262",
                "take the `+` out if the pattern matches the same without it",
            ));
        }
        // An assertion that holds once holds any number of times.
        let assertion = matches!(
            node,
            Node::Start | Node::End | Node::Boundary | Node::Look { .. }
        );
        Ok(match assertion {
            true if min == 0 => Node::Empty,
            true => node,
            false => Node::Repeat {
                node: Box::new(node),
                min,
                max,
            },
        })
    }

    /// `{n}`, `{n,}` or `{n,m}`; nothing is read where the text is something else.
    fn braces(&mut self) -> Result<Option<(u32, Option<u32>)>, PatternFault> {
        let start = self.at;
        self.at += 1;
        let Some(min) = self.number() else {
            self.at = start;
            return Ok(None);
        };
        let max = if self.eat(",") {
            self.number()
        } else {
            Some(min)
        };
        if !self.eat("}") {
            self.at = start;
            return Ok(None);
        }
        if max.is_some_and(|max| max < min) {
            let help = "write the smaller number first";
            return Err(self.fault_at(
                start,
                "the bounds of this quantifier are out of order",
                help,
            ));
        }
        Ok(Some((min, max)))
    }

    fn number(&mut self) -> Option<u32> {
        let start = self.at;
        let mut number = 0u32;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(digit);
            self.at += 1;
        }
        (self.at > start).then_some(number)
    }

    fn group(&mut self, start: usize) -> Result<Node, PatternFault> {
        let flags = (self.any_case, self.dot_all);
        let look = [
            ("?=", false, false),
            ("?!", false, true),
            ("?<=", true, false),
            ("?<!", true, true),
        ]
        .into_iter()
        .find(|(open, ..)| self.eat(open));
        if look.is_none()
            && self.peek() == Some('?')
            && !self.eat("?:")
            && self.group_prefix(start)?
        {
            // `(?i)` alone holds until the group around it ends, which restores the flags.
            return Ok(Node::Empty);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("groups are nested more than {MAX_DEPTH} deep");
            return Err(self.fault_at(start, &message, "write the pattern with fewer groups"));
        }
        let node = self.either()?;
        self.depth -= 1;
        if !self.eat(")") {
            return Err(self.fault_at(
                start,
                "this group is not closed",
                "write `\\(` for a parenthesis",
            ));
        }
        (self.any_case, self.dot_all) = flags;
        Ok(match look {
            Some((_, behind, negated)) => {
                self.looks += 1;
                if self.looks > MAX_LOOKS {
                    let message = format!("the pattern has more than {MAX_LOOKS} look-arounds");
                    return Err(self.fault_at(start, &message, "write the pattern with fewer"));
                }
                let offset = self.chars.get(start).map_or(0, |(offset, _)| *offset);
                Node::Look {
                    behind,
                    negated,
                    node: Box::new(node),
                    offset,
                }
            }
            None => node,
        })
    }

    /// A group's name or its flags; true where the flags stand alone and the group has no content.
    fn group_prefix(&mut self, start: usize) -> Result<bool, PatternFault> {
        self.at += 1;
        if self.eat("<") {
            while let Some(c) = self.next() {
                match c {
                    '>' => return Ok(false),
                    c if c.is_alphanumeric() || c == '_' || c == '$' => {}
                    _ => break,
                }
            }
            return Err(self.fault_at(
                start,
                "this group's name does not end",
                "write `(?<name>…)`",
            ));
        }
        let mut on = true;
        while let Some(c) = self.next() {
            match c {
                'i' => self.any_case = on,
                's' => self.dot_all = on,
                '-' if on => on = false,
                ')' => return Ok(true),
                ':' => return Ok(false),
                _ => break,
            }
        }
        Err(self.fault_at(
            start,
            "this kind of group is not part of ECMA-262",
            "use `(…)`, `(?:…)` or `(?<name>…)`; the flags `i` and `s` are understood as well",
        ))
    }

    fn escape(&mut self, start: usize) -> Result<Node, PatternFault> {
        match self.peek() {
            Some('B') => Err(self.fault_at(
                start,
                "`\\B` has no equivalent that takes linear time",
                "write what may stand there, as in `\\w\\w`",
            )),
            Some('b') if self.any_case => {
                let help = "write the group without `(?i)`";
                Err(self.fault_at(start, "`\\b` has no exact equivalent under `(?i)`", help))
            }
            Some('b') => {
                self.at += 1;
                Ok(Node::Boundary)
            }
            Some('A') => {
                self.at += 1;
                Ok(Node::Start)
            }
            Some('z') => {
                self.at += 1;
                Ok(Node::End)
            }
            Some('1'..='9') => {
                let digits = self.at;
                let number = self.number().unwrap_or(u32::MAX);
                if number <= self.groups {
                    return Err(back_reference(self.fault_at(start, "", "")));
                }
                self.at = digits;
                self.class_escape(start).map(|atom| self.atom(atom))
            }
            Some('k') => Err(back_reference(self.fault_at(start, "", ""))),
            _ => self.class_escape(start).map(|atom| self.atom(atom)),
        }
    }

    fn atom(&self, atom: ClassAtom) -> Node {
        match atom {
            ClassAtom::Point(point) => self.point(point),
            ClassAtom::Items(items) => self.set(items),
        }
    }

    fn class(&mut self, start: usize) -> Result<Node, PatternFault> {
        let negated = self.eat("^");
        let mut items = Vec::new();
        loop {
            let first = match self.peek() {
                None => {
                    let help = "write `\\[` to match a bracket";
                    return Err(self.fault_at(start, "this class is not closed", help));
                }
                Some(']') => {
                    self.at += 1;
                    break;
                }
                Some('&') if !items.is_empty() && self.eat("&&[") => {
                    let help = "write the class out without `&&`, or `&\\[` where the characters are meant";
                    let message =
                        "`&&[` is an intersection in Java and three characters in ECMA-262";
                    return Err(self.fault_at(self.at - 3, message, help));
                }
                Some(_) => self.class_atom()?,
            };
            let hyphen = self.at;
            let last = match (self.peek(), self.peek_at(1)) {
                (Some('-'), Some(c)) if c != ']' => {
                    self.at += 1;
                    Some(self.class_atom()?)
                }
                _ => None,
            };
            match (first, last) {
                (ClassAtom::Point(first), Some(ClassAtom::Point(last))) if first > last => {
                    let help = "write `\\-` for a hyphen, or the lower character first";
                    return Err(self.fault_at(
                        hyphen,
                        "the ends of this range are out of order",
                        help,
                    ));
                }
                (ClassAtom::Point(first), Some(ClassAtom::Point(last))) => {
                    items.push(Item::Range(first, last));
                }
                // Beside `\w` and the like a hyphen stands for itself.
                (first, Some(last)) => {
                    push_atom(&mut items, first);
                    items.push(Item::Range('-'.into(), '-'.into()));
                    push_atom(&mut items, last);
                }
                (first, None) => push_atom(&mut items, first),
            }
        }
        Ok(Node::Set(Set {
            negated,
            any_case: self.any_case,
            ..Set::of(items)
        }))
    }

    fn class_atom(&mut self) -> Result<ClassAtom, PatternFault> {
        let start = self.at;
        match self.next() {
            Some('\\') if self.peek() == Some('b') => {
                self.at += 1;
                Ok(ClassAtom::Point(0x08))
            }
            Some('\\') => self.class_escape(start),
            Some(c) => Ok(ClassAtom::Point(c.into())),
            None => Ok(ClassAtom::Items(Vec::new())),
        }
    }

    /// An escape with the same meaning within and without a class.
    fn class_escape(&mut self, start: usize) -> Result<ClassAtom, PatternFault> {
        let negatable = |ranges: &[(u32, u32)], negated: bool| {
            let items = items(ranges);
            ClassAtom::Items(if negated {
                vec![Item::Not(items)]
            } else {
                items
            })
        };
        let Some(c) = self.next() else {
            let help = "write `\\\\` to match a back-slash";
            return Err(self.fault_at(start, "the pattern ends within an escape", help));
        };
        let point = match c {
            'd' | 'D' => return Ok(negatable(DIGIT, c == 'D')),
            'w' | 'W' => return Ok(negatable(WORD, c == 'W')),
            's' | 'S' => return Ok(negatable(SPACE, c == 'S')),
            'p' | 'P' => return self.property(start, c == 'P').map(ClassAtom::Items),
            't' => 0x09,
            'n' => 0x0a,
            'v' => 0x0b,
            'f' => 0x0c,
            'r' => 0x0d,
            'c' => match self.next() {
                Some(letter) if letter.is_ascii_alphabetic() => u32::from(letter) % 32,
                _ => {
                    return Err(self.fault_at(
                        start,
                        "`\\c` needs a letter",
                        "write `\\cA` to `\\cZ`",
                    ));
                }
            },
            'x' => match self.hex(2) {
                Some(point) => point,
                None => {
                    return Err(self.fault_at(
                        start,
                        "`\\x` needs two hex digits",
                        "write `\\x2D`",
                    ));
                }
            },
            'u' => self.unicode(start)?,
            '0'..='7' => self.octal(c),
            c if c.is_ascii_alphabetic() => {
                let message = format!("the escape `\\{c}` has no meaning in ECMA-262");
                return Err(self.fault_at(
                    start,
                    &message,
                    "write the letter alone, or the class that is meant",
                ));
            }
            c => c.into(),
        };
        Ok(ClassAtom::Point(point))
    }

    fn octal(&mut self, first: char) -> u32 {
        let mut value = first.to_digit(8).unwrap_or(0);
        let limit = if value <= 3 { 2 } else { 1 };
        for _ in 0..limit {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else {
                break;
            };
            value = value * 8 + digit;
            self.at += 1;
        }
        value
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let mut value = 0;
        for ahead in 0..digits {
            value = value * 16 + self.peek_at(ahead)?.to_digit(16)?;
        }
        self.at += digits;
        Some(value)
    }

    fn unicode(&mut self, start: usize) -> Result<u32, PatternFault> {
        let fault = |parser: &Self| {
            let help =
                "write four hex digits, as in `\\u00E9`, or a code point, as in `\\u{1F600}`";
            parser.fault_at(start, "`\\u` does not name a code point", help)
        };
        if self.eat("{") {
            let mut value = 0u32;
            while let Some(digit) = self.peek().and_then(|c| c.to_digit(16)) {
                value = value.saturating_mul(16).saturating_add(digit);
                self.at += 1;
            }
            return if self.eat("}") && value <= 0x10_ffff {
                Ok(value)
            } else {
                Err(fault(self))
            };
        }
        let high = self.hex(4).ok_or_else(|| fault(self))?;
        if (0xd800..=0xdbff).contains(&high) {
            let next = self.at;
            if self.eat("\\u")
                && let Some(low) = self.hex(4)
                && (0xdc00..=0xdfff).contains(&low)
            {
                return Ok(join_pair(high, low));
            }
            self.at = next;
        }
        Ok(high)
    }

    fn property(&mut self, start: usize, negated: bool) -> Result<Vec<Item>, PatternFault> {
        let mut name = String::new();
        if self.eat("{") {
            loop {
                match self.next() {
                    Some('}') => break,
                    Some(c) => name.push(c),
                    None => {
                        let help = "write it as `\\p{L}`";
                        return Err(self.fault_at(start, "this property is not closed", help));
                    }
                }
            }
        } else if let Some(c) = self.next() {
            name.push(c);
        }
        if negated && self.any_case {
            let help = "write the group without `(?i)`";
            return Err(self.fault_at(start, "`\\P` has no exact equivalent under `(?i)`", help));
        }
        let items = property::lookup(&name).ok_or_else(|| {
            let message = format!("there is no Unicode property `{name}`");
            let help = "use a general category such as `L`, a script such as `Script=Greek`, or a property such as `Alphabetic`";
            self.fault_at(start, &message, help)
        })?;
        Ok(match items.as_slice() {
            [
                Item::Property {
                    name,
                    negated: inner,
                },
            ] => {
                vec![Item::Property {
                    name: name.clone(),
                    negated: negated != *inner,
                }]
            }
            _ if negated => vec![Item::Not(items)],
            _ => items,
        })
    }
}

fn back_reference(fault: PatternFault) -> PatternFault {
    PatternFault::new(
        "back-references cannot be matched in linear time",
        "write the repeated part out, or check it in the operation's code",
        fault.offset,
    )
}

fn push_atom(items: &mut Vec<Item>, atom: ClassAtom) {
    match atom {
        ClassAtom::Point(point) => items.push(Item::Range(point, point)),
        ClassAtom::Items(more) => items.extend(more),
    }
}

fn join_pair(high: u32, low: u32) -> u32 {
    0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)
}

/// Makes a class of high surrogates and one of low ones after it into the code points they encode.
fn join_surrogates(nodes: &mut Vec<Node>) {
    let mut at = 0;
    while at + 1 < nodes.len() {
        if let (Node::Set(high), Node::Set(low)) = (&nodes[at], &nodes[at + 1])
            && let Some(highs) = high.surrogates(0xd800, 0xdbff)
            && let Some(lows) = low.surrogates(0xdc00, 0xdfff)
        {
            let mut points = Vec::new();
            for (first, last) in highs {
                for (low_first, low_last) in &lows {
                    if (*low_first, *low_last) == (0xdc00, 0xdfff) {
                        points.push(Item::Range(
                            join_pair(first, 0xdc00),
                            join_pair(last, 0xdfff),
                        ));
                    } else {
                        let range = |high| {
                            Item::Range(join_pair(high, *low_first), join_pair(high, *low_last))
                        };
                        points.extend((first..=last).map(range));
                    }
                }
            }
            nodes[at] = Node::Set(Set::of(points));
            nodes.remove(at + 1);
        }
        at += 1;
    }
}

/// Whether a node asks for a surrogate by itself, which no string holds.
pub(super) fn has_lone_surrogate(node: &Node) -> bool {
    match node {
        Node::Set(set) => {
            let lone = |item: &Item| matches!(item, Item::Range(a, b) if set::is_surrogate(*a) && set::is_surrogate(*b));
            !set.negated && !set.items.is_empty() && set.items.iter().all(lone)
        }
        Node::Concat(nodes) | Node::Either(nodes) => nodes.iter().any(has_lone_surrogate),
        Node::Repeat { node, .. } | Node::Look { node, .. } => has_lone_surrogate(node),
        Node::Empty | Node::Start | Node::End | Node::Boundary => false,
    }
}
