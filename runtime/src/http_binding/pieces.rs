//! Short texts in pieces: several times as quick as `str::split`, which is made for long ones.

/// What stands before the first `mark`, an ASCII character, and what stands after it.
#[inline]
pub(crate) fn cut(text: &str, mark: u8) -> (&str, Option<&str>) {
    let at = text.bytes().position(|byte| byte == mark);
    match at.and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?))) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// What stands between the marks, as `str::split` has it.
pub(crate) fn pieces(text: &str, mark: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let (piece, after) = cut(rest?, mark);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn pieces_are_those_of_a_split() {
        for text in ["", "/", "a", "/a/b", "a//b/", "\u{e9}/\u{1f60a}"] {
            assert_eq!(
                pieces(text, b'/').collect::<Vec<_>>(),
                text.split('/').collect::<Vec<_>>()
            );
        }
    }
}
