//! Takes look-around out of patterns, where that can be done exactly.
//!
//! A look-around at a place that is the same in every match, such as the start, is a check of its own
//! beside the rest of the pattern. One for a single character narrows what comes after it. One that
//! follows every occurrence of a character forbids a sequence in the whole string.

use std::cell::Cell;

use super::PatternFault;
use super::parse::Node;
use super::set::Set;

/// More alternatives are not worth their code.
const MAX_ROWS: usize = 16;
/// Nodes that one look-around may copy while it narrows what is beside it.
const FUEL: usize = 20_000;

/// A pattern without look-around that has to match, or not to.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) negated: bool,
    pub(super) node: Node,
}

/// Flattens sequences and joins alternatives that are single characters.
pub(super) fn simplify(node: Node) -> Node {
    match node {
        Node::Concat(nodes) => {
            let mut flat: Vec<Node> = Vec::new();
            for node in nodes {
                match simplify(node) {
                    Node::Empty => {}
                    Node::Concat(more) => flat.extend(more),
                    node => flat.push(node),
                }
            }
            flat.dedup_by(|a, b| a == b && matches!(a, Node::Start | Node::End));
            concat(flat)
        }
        Node::Either(nodes) => {
            let mut flat: Vec<Node> = Vec::new();
            for node in nodes {
                let node = simplify(node);
                if let (Some(Node::Set(last)), Node::Set(set)) = (flat.last(), &node)
                    && let Some(union) = last.union(set)
                {
                    flat.pop();
                    flat.push(Node::Set(union));
                } else {
                    flat.push(node);
                }
            }
            if flat.len() == 1 {
                flat.remove(0)
            } else {
                Node::Either(flat)
            }
        }
        Node::Repeat { node, min, max } => match simplify(*node) {
            node if (min, max) == (1, Some(1)) => node,
            node => Node::Repeat {
                node: Box::new(node),
                min,
                max,
            },
        },
        Node::Look {
            behind,
            negated,
            node,
            offset,
        } => Node::Look {
            behind,
            negated,
            node: Box::new(simplify(*node)),
            offset,
        },
        node => node,
    }
}

/// The pattern as rows of parts: it matches where every part of some row does.
pub(super) fn rows(node: &Node) -> Result<Vec<Vec<Part>>, PatternFault> {
    let mut global = Vec::new();
    let node = forbid_sequences(node.clone(), &mut global);
    let node = simplify(narrow_both(node));
    let mut rows = split(&node)?;
    for row in &mut rows {
        row.extend(global.iter().cloned());
    }
    Ok(rows)
}

fn split(node: &Node) -> Result<Vec<Vec<Part>>, PatternFault> {
    let Some(offset) = find_look(node) else {
        return Ok(vec![vec![Part {
            negated: false,
            node: node.clone(),
        }]]);
    };
    let refused = || {
        PatternFault::new(
            "this look-around has no exact equivalent that takes linear time",
            "anchor the pattern and move the look-around next to `^` or `$`, or write it without",
            Some(offset),
        )
    };
    let alternatives: Vec<Node> = match node {
        Node::Either(nodes) => nodes.clone(),
        Node::Repeat {
            node,
            min: 0,
            max: Some(1),
        } => vec![Node::Empty, node.as_ref().clone()],
        Node::Look { .. } => {
            return split_sequence(std::slice::from_ref(node)).ok_or_else(refused)?;
        }
        Node::Concat(nodes) => {
            if let Some(rows) = split_sequence(nodes) {
                return rows;
            }
            if let Some(alternatives) = start_or_later(nodes) {
                return split_each(&alternatives, refused);
            }
            let branch = nodes.iter().position(|node| {
                let optional = matches!(
                    node,
                    Node::Either(_)
                        | Node::Repeat {
                            min: 0,
                            max: Some(1),
                            ..
                        }
                );
                optional && find_look(node).is_some()
            });
            let at = branch.ok_or_else(refused)?;
            let branches = match &nodes[at] {
                Node::Either(branches) => branches.clone(),
                Node::Repeat { node, .. } => vec![Node::Empty, node.as_ref().clone()],
                _ => return Err(refused()),
            };
            let sequence = |branch: Node| {
                let mut sequence = nodes.clone();
                sequence[at] = branch;
                simplify(narrow_both(simplify(Node::Concat(sequence))))
            };
            branches.into_iter().map(sequence).collect()
        }
        _ => return Err(refused()),
    };
    split_each(&alternatives, refused)
}

type Rows = Result<Vec<Vec<Part>>, PatternFault>;

fn split_each(alternatives: &[Node], refused: impl Fn() -> PatternFault) -> Rows {
    let mut rows = Vec::new();
    for node in alternatives {
        rows.extend(split(node)?);
        if rows.len() > MAX_ROWS {
            return Err(refused());
        }
    }
    Ok(rows)
}

/// A pattern that begins with a look-ahead for something at the start of the string, as alternatives: a match there,
/// with the look-ahead behind `^`, and, if it is negated, a match after some character, where it always holds.
fn start_or_later(nodes: &[Node]) -> Option<Vec<Node>> {
    let (
        Node::Look {
            behind: false,
            negated,
            node,
            ..
        },
        rest,
    ) = nodes.split_first()?
    else {
        return None;
    };
    if !is_anchored(std::slice::from_ref(node)) {
        return None;
    }
    let start = sequence(Node::Start, nodes);
    let later = sequence(Node::Set(Set::any()), rest);
    Some(match negated {
        true => vec![start, later],
        false => vec![start],
    })
}

/// Takes out one look-around whose place is the same in every match.
fn split_sequence(nodes: &[Node]) -> Option<Rows> {
    nodes.iter().enumerate().find_map(|(at, node)| {
        let Node::Look {
            behind,
            negated,
            node,
            ..
        } = node
        else {
            return None;
        };
        if find_look(node).is_some() {
            return None;
        }
        let (before, after) = (&nodes[..at], &nodes[at + 1..]);
        let mut check = if *behind {
            let width = fixed_width(after)?;
            after
                .last()
                .is_some_and(|node| *node == Node::End)
                .then_some(())?;
            let mut check = vec![node.as_ref().clone()];
            check.extend(any(width));
            check.push(Node::End);
            check
        } else {
            let width = fixed_width(before)?;
            let anchored = before.contains(&Node::Start) || (width == 0 && is_anchored(after));
            anchored.then_some(())?;
            let mut check = vec![Node::Start];
            check.extend(any(width));
            check.push(node.as_ref().clone());
            check
        };
        let rest: Vec<Node> = before.iter().chain(after).cloned().collect();
        let part = Part {
            negated: *negated,
            node: simplify(Node::Concat(std::mem::take(&mut check))),
        };
        let rows = split(&simplify(Node::Concat(rest)));
        Some(rows.map(|mut rows| {
            rows.iter_mut().for_each(|row| row.push(part.clone()));
            rows
        }))
    })
}

fn any(width: u32) -> Option<Node> {
    let node = Box::new(Node::Set(Set::any()));
    (width > 0).then_some(Node::Repeat {
        node,
        min: width,
        max: Some(width),
    })
}

/// The number of characters in every match, where it is the same; look-around has none.
fn fixed_width(nodes: &[Node]) -> Option<u32> {
    nodes.iter().try_fold(0u32, |sum, node| {
        let width = match node {
            Node::Set(_) => 1,
            Node::Empty | Node::Start | Node::End | Node::Boundary | Node::Look { .. } => 0,
            Node::Concat(nodes) => fixed_width(nodes)?,
            Node::Either(nodes) => {
                let mut widths = nodes
                    .iter()
                    .map(|node| fixed_width(std::slice::from_ref(node)));
                let first = widths.next()??;
                widths.all(|width| width == Some(first)).then_some(first)?
            }
            Node::Repeat { node, min, max } if *max == Some(*min) => {
                fixed_width(std::slice::from_ref(node))?.checked_mul(*min)?
            }
            Node::Repeat { .. } => return None,
        };
        sum.checked_add(width).filter(|sum| *sum < 1000)
    })
}

/// Whether every match starts at the start of the string.
fn is_anchored(nodes: &[Node]) -> bool {
    match nodes
        .iter()
        .find(|node| !matches!(node, Node::Empty | Node::Look { .. }))
    {
        Some(Node::Start) => true,
        Some(Node::Concat(nodes)) => is_anchored(nodes),
        Some(Node::Either(nodes)) => nodes
            .iter()
            .all(|node| is_anchored(std::slice::from_ref(node))),
        _ => false,
    }
}

/// Where the first look-around in a node is, as an offset in the pattern.
fn find_look(node: &Node) -> Option<usize> {
    match node {
        Node::Look { offset, .. } => Some(*offset),
        Node::Concat(nodes) | Node::Either(nodes) => nodes.iter().find_map(find_look),
        Node::Repeat { node, .. } => find_look(node),
        _ => None,
    }
}

/// Replaces each look-around for one character by a narrower sequence beside it.
fn narrow_both(node: Node) -> Node {
    reverse(narrow(reverse(narrow(node))))
}

/// The node for strings that are read from their end, where a look-behind looks ahead.
fn reverse(node: Node) -> Node {
    match node {
        Node::Start => Node::End,
        Node::End => Node::Start,
        Node::Concat(nodes) => Node::Concat(nodes.into_iter().rev().map(reverse).collect()),
        Node::Either(nodes) => Node::Either(nodes.into_iter().map(reverse).collect()),
        Node::Repeat { node, min, max } => Node::Repeat {
            node: Box::new(reverse(*node)),
            min,
            max,
        },
        Node::Look {
            behind,
            negated,
            node,
            offset,
        } => Node::Look {
            behind: !behind,
            negated,
            node: Box::new(reverse(*node)),
            offset,
        },
        Node::Empty | Node::Boundary | Node::Set(_) => node,
    }
}

/// Replaces each look-ahead for one character by a narrower sequence after it.
fn narrow(node: Node) -> Node {
    match node {
        Node::Concat(nodes) => {
            let mut done: Vec<Node> = Vec::new();
            for node in nodes.into_iter().rev() {
                let node = narrow(node);
                match narrow_after(&node, &done) {
                    Some(narrowed) => done = vec![narrowed],
                    None => done.push(node),
                }
            }
            done.reverse();
            concat(done)
        }
        Node::Either(nodes) => Node::Either(nodes.into_iter().map(narrow).collect()),
        Node::Repeat { node, min, max } => Node::Repeat {
            node: Box::new(narrow(*node)),
            min,
            max,
        },
        node => node,
    }
}

/// The nodes after a look-ahead, which are given in reverse, as the look-ahead lets them be.
fn narrow_after(look: &Node, reversed: &[Node]) -> Option<Node> {
    let Node::Look {
        behind: false,
        negated,
        node,
        ..
    } = look
    else {
        return None;
    };
    let Node::Set(set) = node.as_ref() else {
        return None;
    };
    let rest: Vec<Node> = reversed.iter().rev().cloned().collect();
    first_within(
        &rest,
        &Wanted {
            set,
            negated: *negated,
            fuel: Cell::new(FUEL),
        },
    )
}

/// The next character is in a set; or, if negated, it is not, or there is none.
struct Wanted<'a> {
    set: &'a Set,
    negated: bool,
    fuel: Cell<usize>,
}

/// The sequence, as far as its first character is as wanted; none where that depends on what comes
/// after the sequence.
fn first_within(nodes: &[Node], wanted: &Wanted<'_>) -> Option<Node> {
    let (first, rest) = nodes.split_first()?;
    let cost = 1 + nodes.iter().map(size).sum::<usize>();
    wanted.fuel.set(wanted.fuel.get().checked_sub(cost)?);
    match first {
        Node::Set(set) => {
            let set = match wanted.negated {
                true if set.is_disjoint(wanted.set) => set.clone(),
                true => {
                    let mut set = set.clone();
                    set.without.push(wanted.set.clone());
                    set
                }
                false => {
                    let complement = Set {
                        without: vec![wanted.set.clone()],
                        ..Set::any()
                    };
                    let mut set = set.clone();
                    set.without.push(complement);
                    set
                }
            };
            Some(sequence(Node::Set(set), rest))
        }
        Node::End if wanted.negated => Some(concat(nodes.to_vec())),
        Node::End => Some(Node::Set(Set::default())),
        Node::Empty => first_within(rest, wanted),
        Node::Concat(inner) => {
            let flat: Vec<Node> = inner.iter().chain(rest).cloned().collect();
            first_within(&flat, wanted)
        }
        Node::Either(branches) => {
            let branches: Option<Vec<Node>> = branches
                .iter()
                .map(|branch| first_within(&concat_nodes(branch, rest), wanted))
                .collect();
            branches.map(Node::Either)
        }
        Node::Repeat { max: Some(0), .. } => first_within(rest, wanted),
        Node::Repeat { node, min, max } => {
            if is_nullable(node) {
                return None;
            }
            let more = Node::Repeat {
                node: node.clone(),
                min: min.saturating_sub(1),
                max: max.map(|max| max - 1),
            };
            let mut once = vec![node.as_ref().clone(), more];
            once.extend_from_slice(rest);
            let once = first_within(&once, wanted)?;
            if *min > 0 {
                return Some(once);
            }
            Some(Node::Either(vec![once, first_within(rest, wanted)?]))
        }
        Node::Start | Node::Boundary | Node::Look { .. } => None,
    }
}

fn concat_nodes(first: &Node, rest: &[Node]) -> Vec<Node> {
    std::iter::once(first).chain(rest).cloned().collect()
}

fn sequence(first: Node, rest: &[Node]) -> Node {
    concat(std::iter::once(first).chain(rest.iter().cloned()).collect())
}

fn concat(mut nodes: Vec<Node>) -> Node {
    match nodes.len() {
        0 => Node::Empty,
        1 => nodes.remove(0),
        _ => Node::Concat(nodes),
    }
}

fn is_nullable(node: &Node) -> bool {
    match node {
        Node::Set(_) => false,
        Node::Concat(nodes) => nodes.iter().all(is_nullable),
        Node::Either(nodes) => nodes.iter().any(is_nullable),
        Node::Repeat { node, min, .. } => *min == 0 || is_nullable(node),
        Node::Empty | Node::Start | Node::End | Node::Boundary | Node::Look { .. } => true,
    }
}

fn size(node: &Node) -> usize {
    match node {
        Node::Concat(nodes) | Node::Either(nodes) => 1 + nodes.iter().map(size).sum::<usize>(),
        Node::Repeat { node, .. } | Node::Look { node, .. } => 1 + size(node),
        _ => 1,
    }
}

/// Takes out a negated look-ahead that comes after every occurrence of a character, in a pattern
/// that spans the whole string: then the string must not hold the character with that after it.
fn forbid_sequences(node: Node, parts: &mut Vec<Part>) -> Node {
    let Node::Concat(nodes) = &node else {
        return node;
    };
    let (Some(Node::Start), Some(Node::End)) = (nodes.first(), nodes.last()) else {
        return node;
    };
    let mut pairs = Vec::new();
    guarded(nodes, &mut pairs);
    let mut taken: Vec<(Set, Node)> = Vec::new();
    for (set, look) in &pairs {
        let Some(look) = look else { continue };
        let everywhere = pairs.iter().all(|(other, guard)| {
            other.is_disjoint(set) || (other.is_subset(set) && guard.as_ref() == Some(look))
        });
        let known = taken
            .iter()
            .any(|(taken, guard)| taken == set && guard == look);
        if everywhere && !known && find_look(look).is_none() {
            taken.push((set.clone(), look.clone()));
        }
    }
    for (set, look) in &taken {
        let sequence = vec![Node::Set(set.clone()), look.clone()];
        parts.push(Part {
            negated: true,
            node: simplify(Node::Concat(sequence)),
        });
    }
    if taken.is_empty() {
        node
    } else {
        simplify(without_guards(node, &taken))
    }
}

/// Each set of a pattern, with the negated look-ahead that comes right after it.
fn guarded(nodes: &[Node], pairs: &mut Vec<(Set, Option<Node>)>) {
    for (at, node) in nodes.iter().enumerate() {
        match node {
            Node::Set(set) => {
                let guard = match nodes.get(at + 1) {
                    Some(Node::Look {
                        behind: false,
                        negated: true,
                        node,
                        ..
                    }) => Some(node.as_ref().clone()),
                    _ => None,
                };
                pairs.push((set.clone(), guard));
            }
            Node::Concat(nodes) => guarded(nodes, pairs),
            Node::Either(nodes) => nodes
                .iter()
                .for_each(|node| guarded(std::slice::from_ref(node), pairs)),
            Node::Repeat { node, .. } => guarded(std::slice::from_ref(node), pairs),
            _ => {}
        }
    }
}

fn without_guards(node: Node, taken: &[(Set, Node)]) -> Node {
    match node {
        Node::Concat(nodes) => {
            let mut kept: Vec<Node> = Vec::new();
            for node in nodes {
                if let (
                    Some(Node::Set(set)),
                    Node::Look {
                        behind: false,
                        negated: true,
                        node: look,
                        ..
                    },
                ) = (kept.last(), &node)
                    && taken
                        .iter()
                        .any(|(known, guard)| known == set && guard == look.as_ref())
                {
                    continue;
                }
                kept.push(without_guards(node, taken));
            }
            concat(kept)
        }
        Node::Either(nodes) => Node::Either(
            nodes
                .into_iter()
                .map(|node| without_guards(node, taken))
                .collect(),
        ),
        Node::Repeat { node, min, max } => Node::Repeat {
            node: Box::new(without_guards(*node, taken)),
            min,
            max,
        },
        node => node,
    }
}
