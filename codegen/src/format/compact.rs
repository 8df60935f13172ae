//! What prettyplease spreads over more lines than it needs.
//!
//! A structure states its members, hands them out twice and is made of all of them, and a line for each would be the
//! most of what is generated. So these stand side by side, and so do parameters; a function whose body is one short
//! expression stands on one line. The structures themselves stay as people would write them.

/// The most columns of a line.
const WIDTH: usize = 100;

/// The text with members side by side and short private functions on one line.
pub(super) fn compact(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut compact = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = &lines[at + 1..];
        let taken = values(line, rest, &mut compact)
            .or_else(|| tuple(line, rest, &mut compact))
            .or_else(|| joined(line, rest, &mut compact))
            .or_else(|| listed(line, rest, &mut compact))
            .or_else(|| function(line, rest, &mut compact));
        if taken.is_none() {
            compact.push_str(line);
            compact.push('\n');
        }
        at += 1 + taken.unwrap_or(0);
    }
    compact
}

/// Writes what a structure is made of, and tells how many more lines it took.
fn values(line: &str, rest: &[&str], out: &mut String) -> Option<usize> {
    let indent = indent(line);
    if &line[indent..] != "Self {" {
        return None;
    }
    let length = rest.iter().position(|line| is_end(line, indent, "}"))?;
    let inner = &rest[..length];
    // A value that is itself spread over lines stays so.
    if !inner.iter().all(|line| line.ends_with(',')) {
        return None;
    }
    let values: Vec<&str> = inner.iter().map(|line| line.trim_start()).collect();
    let one = values.join(" ");
    let one = one.trim_end_matches(',');
    if line.len() + one.len() + " ".len() + " }".len() <= WIDTH {
        out.push_str(&format!("{line} {one} }}\n"));
        return Some(length + 1);
    }
    out.push_str(line);
    fill(&values, indent + 4, out);
    out.push_str(&format!("\n{}\n", rest[length]));
    Some(length + 1)
}

/// Writes a function that gives a tuple, and tells how many more lines it took.
fn tuple(line: &str, rest: &[&str], out: &mut String) -> Option<usize> {
    let indent = indent(line);
    let [open, rest @ ..] = rest else {
        return None;
    };
    if !line.ends_with(" {") || open.trim_start() != "(" {
        return None;
    }
    let length = rest.iter().position(|line| is_end(line, indent + 4, ")"))?;
    if !rest
        .get(length + 1)
        .is_some_and(|line| is_end(line, indent, "}"))
    {
        return None;
    }
    let mut atoms = atoms(&rest[..length]);
    // The comma makes a tuple of one.
    if let [_, .., last] = atoms.as_mut_slice() {
        last.truncate(last.trim_end_matches(',').len());
    }
    atoms.first_mut()?.insert(0, '(');
    atoms.last_mut()?.push(')');
    let one = atoms.join(" ");
    let taken = Some(length + 3);
    if line.len() + " ".len() + one.len() + " }".len() <= WIDTH {
        out.push_str(&format!("{line} {one} }}\n"));
        return taken;
    }
    out.push_str(line);
    fill(&atoms, indent + 4, out);
    out.push_str(&format!("\n{}}}\n", &line[..indent]));
    taken
}

/// Writes members and parameters that do not fit on one line, and tells how many more lines it took.
fn listed(line: &str, rest: &[&str], out: &mut String) -> Option<usize> {
    let indent = indent(line);
    let start = &line[indent..];
    let end = if start.starts_with("const MEMBERS: ") && start.ends_with('[') {
        "];"
    } else if start.starts_with("pub fn ") && start.ends_with('(') {
        ")"
    } else {
        return None;
    };
    let is_part = |line: &&&str| self::indent(line) == indent + 4 && line.ends_with(',');
    let length = rest.iter().take_while(is_part).count();
    let closes = rest
        .get(length)
        .is_some_and(|line| line[self::indent(line)..].starts_with(end));
    if length == 0 || !closes {
        return None;
    }
    let parts: Vec<&str> = rest[..length]
        .iter()
        .map(|line| line.trim_start())
        .collect();
    out.push_str(line);
    fill(&parts, indent + 4, out);
    out.push('\n');
    Some(length)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether the line is `end` alone, this far in.
fn is_end(line: &str, indent: usize, end: &str) -> bool {
    line.len() == indent + end.len() && line.ends_with(end)
}

/// Writes as many parts on each line as fit.
fn fill(parts: &[impl AsRef<str>], indent: usize, out: &mut String) {
    let mut column = WIDTH;
    for part in parts.iter().map(AsRef::as_ref) {
        if column + " ".len() + part.len() > WIDTH {
            out.push_str(&format!("\n{:indent$}{part}", ""));
            column = indent + part.len();
        } else {
            out.push(' ');
            out.push_str(part);
            column += " ".len() + part.len();
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
    let indent = indent(line);
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
    let is_end = self::indent(end) == indent && end.trim_start().starts_with(close);
    let one = format!("{line}{}{}", inner.join(", "), end.trim_start());
    let is_short = is_end && !inner.is_empty() && one.len() <= WIDTH;
    is_short.then(|| out.push_str(&(one + "\n")))?;
    Some(inner.len() + 1)
}

/// Writes a function with a short body, and tells how many more lines it took.
fn function(line: &str, rest: &[&str], out: &mut String) -> Option<usize> {
    let indent = indent(line);
    let start = &line[indent..];
    let &[body, end, ..] = rest else {
        return None;
    };
    let is_short = (start.starts_with("fn ") || start.starts_with("pub fn "))
        && start.ends_with(" {")
        && is_end(end, indent, "}")
        && !body.ends_with(['{', ';', ','])
        && line.len() + " ".len() + body.trim_start().len() + " }".len() <= WIDTH;
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
        let lines: String = [names, names]
            .concat()
            .iter()
            .map(|name| format!("        &self.{name},\n"))
            .collect();
        let text = format!("fn members() -> T {{\n    (\n{lines}    )\n}}\n");
        assert_eq!(
            compact(&text),
            "fn members() -> T {\n    \
             (&self.first_of_the_members, &self.second_of_the_members, &self.third, &self.fourth,\n    \
             &self.first_of_the_members, &self.second_of_the_members, &self.third, &self.fourth)\n}\n"
        );
        assert_eq!(
            compact("fn members() -> T {\n    (\n        a,\n        b,\n    )\n}\n"),
            "fn members() -> T { (a, b) }\n"
        );
    }

    #[test]
    fn tuples_in_a_tuple_keep_their_parentheses() {
        let text = "fn a() -> T {\n    (\n        (\n            a,\n            b,\n        ),\n        (c,),\n    )\n}\n";
        assert_eq!(compact(text), "fn a() -> T { ((a, b), (c,)) }\n");
    }

    #[test]
    fn a_tuple_of_one_keeps_its_comma() {
        let name = "a".repeat(90);
        let text = format!("fn a() -> T {{\n    (\n        {name},\n    )\n}}\n");
        assert_eq!(
            compact(&text),
            format!("fn a() -> T {{\n    ({name},)\n}}\n")
        );
    }

    #[test]
    fn what_is_stated_of_members_and_parameters_stands_side_by_side() {
        let long = "wire::Member::new(\"aMemberWithALongName\"),";
        let text = format!("const MEMBERS: &[M] = &[\n    {long}\n    {long}\n    {long}\n];\n");
        assert_eq!(
            compact(&text),
            format!("const MEMBERS: &[M] = &[\n    {long} {long}\n    {long}\n];\n")
        );
        let spread = format!("const MEMBERS: &[M] = &[\n    {long}\n    a\n        .b(),\n];\n");
        assert_eq!(compact(&spread), spread);
        let long = "a_parameter_with_a_name: impl Into<String>,";
        assert_eq!(
            compact(&format!(
                "pub fn new(\n    {long}\n    {long}\n    {long}\n) -> A {{\n"
            )),
            format!("pub fn new(\n    {long} {long}\n    {long}\n) -> A {{\n")
        );
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
    fn a_short_function_stands_on_a_line() {
        let text = "    fn blank() -> Self {\n        Self::default()\n    }\n";
        assert_eq!(
            compact(text),
            "    fn blank() -> Self { Self::default() }\n"
        );
        let spread = "    fn set(&mut self) {\n        self.a = 1;\n    }\n";
        assert_eq!(compact(spread), spread);
    }
}
