//! JSON pointers (RFC 6901).

/// Puts `token` and its slash before `path`.
pub(crate) fn prepend(path: &mut String, token: &str) {
    let mut longer = String::with_capacity(path.len() + token.len() + 1);
    push(&mut longer, token);
    longer.push_str(path);
    *path = longer;
}

/// Puts a slash and `token` after `path`.
pub(crate) fn push(path: &mut String, token: &str) {
    path.push('/');
    for c in token.chars() {
        match c {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            c => path.push(c),
        }
    }
}
