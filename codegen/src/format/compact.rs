//! What prettyplease spreads over more lines than it needs.
//!
//! A structure hands out its members twice and is made of all of them, an operation lists its errors, and a line for
//! each would be the most of what is generated. So these stand side by side, and a private function whose body is one
//! short expression stands on one line. Signatures, and the structures themselves, stay as people would write them.

/// The most columns of a line.
const WIDTH: usize = 100;

/// What begins a list of members, what ends it, and the space inside of both where it fits on one line.
const LISTS: [(&str, &str, &str); 3] = [
    ("to.members((", "))", ""),
    ("from.member((", "))", ""),
    ("Self {", "}", " "),
];

/// The text with members side by side and short private functions on one line.
pub(super) fn compact(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut compact = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = &lines[at + 1..];
        let taken = list(line, rest, &mut compact)
            .or_else(|| errors(line, rest, &mut compact))
            .or_else(|| joined(line, rest, &mut compact))
            .or_else(|| function(line, rest, &mut compact));
        if taken.is_none() {
            compact.push_str(line);
            compact.push('\n');
        }
        at += 1 + taken.unwrap_or(0);
    }
    compact
}

/// Writes a list of members, and tells how many more lines it took.
fn list(line: &str, rest: &[&str], out: &mut String) -> Option<usize> {
    let start = line.trim_start();
    let (_, end, space) = LISTS.into_iter().find(|(begin, ..)| *begin == start)?;
    let indent = line.len() - start.len();
    let is_end = |line: &&str| line.len() == indent + end.len() && line.ends_with(end);
    let length = rest.iter().position(is_end)?;
    let inner = &rest[..length];
    // A value that is itself spread over lines stays so.
    if !inner
        .iter()
        .all(|line| line.ends_with(',') || line.trim_start() == "(")
    {
        return None;
    }
    let mut atoms = atoms(inner);
    let closed = |atoms: &[String]| atoms.join(" ").trim_end_matches(',').to_owned();
    let one = match (end, atoms.as_slice()) {
        // The comma makes a tuple of one.
        ("))", [only]) => only.clone(),
        (_, atoms) => closed(atoms),
    };
    if line.len() + one.len() + 2 * space.len() + end.len() <= WIDTH {
        out.push_str(&format!("{line}{space}{one}{space}{end}\n"));
        return Some(length + 1);
    }
    if let ("))", [_, .., last]) = (end, atoms.as_mut_slice()) {
        last.truncate(last.trim_end_matches(',').len());
    }
    out.push_str(line);
    fill(&atoms, " ", indent + 4, out);
    out.push_str(&format!("\n{}\n", rest[length]));
    Some(length + 1)
}

/// Writes what an operation's errors are, and tells how many more lines it took.
fn errors(line: &str, rest: &[&str], out: &mut String) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let is_call = |line: &&&str| line.trim_start().starts_with(".variant(");
    let length = rest.iter().take_while(is_call).count();
    if line.trim_start() != "variants" || length == 0 {
        return None;
    }
    let calls: Vec<String> = rest[..length]
        .iter()
        .map(|call| call.trim().to_owned())
        .collect();
    out.push_str(line);
    let one = calls.concat();
    if line.len() + one.len() <= WIDTH {
        out.push_str(&one);
    } else {
        fill(&calls, "", indent + 4, out);
    }
    out.push('\n');
    Some(length)
}

/// Writes as many parts on each line as fit.
fn fill(parts: &[String], between: &str, indent: usize, out: &mut String) {
    let mut column = WIDTH;
    for part in parts {
        if column + between.len() + part.len() > WIDTH {
            out.push_str(&format!("\n{:indent$}{part}", ""));
            column = indent + part.len();
        } else {
            out.push_str(between);
            out.push_str(part);
            column += between.len() + part.len();
        }
    }
}

/// The members, each with the parentheses and the comma that stay beside it.
fn atoms(lines: &[&str]) -> Vec<String> {
    let mut atoms: Vec<String> = Vec::new();
    let mut opened = String::new();
    for line in lines {
        match line.trim() {
            "(" => opened.push('('),
            ")," => {
                if let Some(last) = atoms.last_mut() {
                    last.truncate(last.trim_end_matches(',').len());
                    last.push_str("),");
                }
            }
            member => atoms.push(std::mem::take(&mut opened) + member),
        }
    }
    atoms
}

/// Writes arguments, parameters or the items of an array that fit on one line, as rustfmt would, and tells how many
/// more lines it took.
fn joined(line: &str, rest: &[&str], out: &mut String) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let is_call = |before: &str| {
        before.ends_with(|last: char| last.is_alphanumeric() || "_>!".contains(last))
    };
    let close = match (line.strip_suffix('('), line.strip_suffix('[')) {
        (Some(before), _) if is_call(before) => ')',
        (_, Some(_)) => ']',
        _ => return None,
    };
    let inner: Vec<&str> = rest
        .iter()
        .map_while(|line| line.strip_suffix(','))
        .collect();
    let end = rest.get(inner.len())?;
    let inner: Vec<&str> = inner.iter().map(|line| line.trim_start()).collect();
    let is_end =
        end.len() - end.trim_start().len() == indent && end.trim_start().starts_with(close);
    let one = format!("{line}{}{}", inner.join(", "), end.trim_start());
    let is_short = is_end && !inner.is_empty() && one.len() <= WIDTH;
    is_short.then(|| out.push_str(&(one + "\n")))?;
    Some(inner.len() + 1)
}

/// Writes a private function with a short body, and tells how many more lines it took.
fn function(line: &str, rest: &[&str], out: &mut String) -> Option<usize> {
    let start = line.trim_start();
    let &[body, end, ..] = rest else {
        return None;
    };
    let indent = line.len() - start.len();
    let is_short = start.starts_with("fn ")
        && start.ends_with(" {")
        && end.len() == indent + 1
        && end.ends_with('}')
        && !body.ends_with(['{', ';', ','])
        && line.len() + body.trim_start().len() + 3 <= WIDTH;
    is_short.then(|| out.push_str(&format!("{line} {} }}\n", body.trim_start())))?;
    Some(2)
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn members_stand_side_by_side() {
        let names = [
            "first_of_the_members",
            "second_of_the_members",
            "third",
            "fourth",
        ];
        let lines: String = names
            .iter()
            .map(|name| format!("        &self.{name},\n"))
            .collect();
        let text = format!("    to.members((\n{lines}{lines}    ))\n");
        assert_eq!(
            compact(&text),
            "    to.members((\n        \
             &self.first_of_the_members, &self.second_of_the_members, &self.third, &self.fourth,\n        \
             &self.first_of_the_members, &self.second_of_the_members, &self.third, &self.fourth\n    ))\n"
        );
    }

    #[test]
    fn tuples_in_a_tuple_keep_their_parentheses() {
        let text = "to.members((\n    (\n        &self.a,\n        &self.b,\n    ),\n    (&self.c,),\n))\n";
        assert_eq!(
            compact(text),
            "to.members(((&self.a, &self.b), (&self.c,)))\n"
        );
    }

    #[test]
    fn a_tuple_of_one_keeps_its_comma() {
        let name = "a".repeat(90);
        let text = format!("to.members((\n    &self.{name},\n))\n");
        assert_eq!(compact(&text), text);
    }

    #[test]
    fn the_members_of_a_new_structure_stand_side_by_side() {
        assert_eq!(
            compact("    Self {\n        name: name.into(),\n        size: None,\n    }\n"),
            "    Self { name: name.into(), size: None }\n"
        );
        let long = "a_member_with_a_name: a_member_with_a_name.into(),";
        assert_eq!(
            compact(&format!(
                "Self {{\n    {long}\n    {long}\n    b: None,\n}}\n"
            )),
            format!("Self {{\n    {long}\n    {long} b: None,\n}}\n")
        );
        let nested = "Self {\n    a: A {\n        b: None,\n    },\n}\n";
        assert_eq!(compact(nested), nested);
    }

    #[test]
    fn errors_stand_side_by_side() {
        let text = "    variants\n        .variant(Self::Conflict)\n        .variant(Self::Throttling)\n}\n";
        assert_eq!(
            compact(text),
            "    variants.variant(Self::Conflict).variant(Self::Throttling)\n}\n"
        );
    }

    #[test]
    fn what_fits_on_a_line_stands_on_it() {
        assert_eq!(
            compact("    pub fn new(\n        id: u8,\n        name: u8,\n    ) -> Self {\n"),
            "    pub fn new(id: u8, name: u8) -> Self {\n"
        );
        assert_eq!(
            compact("const A: &[u8] = &[\n    1,\n];\n"),
            "const A: &[u8] = &[1];\n"
        );
        let of_one = "match (\n    a,\n) {\n";
        assert_eq!(compact(of_one), of_one);
    }

    #[test]
    fn a_short_private_function_stands_on_a_line() {
        let text = "    fn blank() -> Self {\n        Self::default()\n    }\n";
        assert_eq!(
            compact(text),
            "    fn blank() -> Self { Self::default() }\n"
        );
        for spread in [
            "    pub fn new() -> Self {\n        Self::default()\n    }\n",
            "    fn set(&mut self) {\n        self.a = 1;\n    }\n",
        ] {
            assert_eq!(compact(spread), spread);
        }
    }
}
