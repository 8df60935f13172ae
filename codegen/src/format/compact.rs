//! What prettyplease spreads over more lines than it needs.
//!
//! A structure hands out its members twice, and a line for each would be the most of what is generated. So members
//! stand side by side, and a private function whose body is one short expression stands on one line. What users call,
//! `pub fn`, stays as they would write it.

/// The most columns of a line.
const WIDTH: usize = 100;

/// The text with members side by side and short private functions on one line.
pub(super) fn compact(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut compact = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = &lines[at + 1..];
        let taken =
            members(line, rest, &mut compact).or_else(|| function(line, rest, &mut compact));
        if taken.is_none() {
            compact.push_str(line);
            compact.push('\n');
        }
        at += 1 + taken.unwrap_or(0);
    }
    compact
}

/// Writes a call that takes a tuple of members, and tells how many more lines it took.
fn members(line: &str, rest: &[&str], out: &mut String) -> Option<usize> {
    let call = ["to.members((", "from.member(("];
    let start = line.trim_start();
    if !call.contains(&start) {
        return None;
    }
    let indent = line.len() - start.len();
    let is_end = |line: &&str| line.len() == indent + 2 && line.ends_with("))");
    let length = rest.iter().position(is_end)?;
    let atoms = atoms(&rest[..length]);
    let one = atoms.join(" ");
    if line.len() + one.len() + 2 <= WIDTH {
        out.push_str(&format!("{line}{one}))\n"));
        return Some(length + 1);
    }
    out.push_str(line);
    let mut column = WIDTH;
    for atom in &atoms {
        if column + 1 + atom.len() > WIDTH {
            out.push_str(&format!("\n{:width$}{atom}", "", width = indent + 4));
            column = indent + 4 + atom.len();
        } else {
            out.push_str(&format!(" {atom}"));
            column += 1 + atom.len();
        }
    }
    out.push_str(&format!("\n{}\n", rest[length]));
    Some(length + 1)
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
    // The comma behind the last makes a tuple of one only.
    if let [_, .., last] = atoms.as_mut_slice() {
        last.truncate(last.trim_end_matches(',').len());
    }
    atoms
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
