//! Turns the text of `@documentation` traits into Markdown for rustdoc.
//!
//! The trait holds [CommonMark][1]; the models of large services hold HTML, or both in one text, and
//! often with tags left open. The text is read as CommonMark into HTML, the HTML as tag soup into
//! blocks, and the blocks are written as Markdown that rustdoc and Clippy take without a warning.
//! All steps take linear time, and no text is refused.
//!
//! [1]: https://smithy.io/2.0/spec/documentation-traits.html#documentation-trait

mod blocks;
mod inline;
mod writer;

use std::borrow::Cow;

use pulldown_cmark::{Options, Parser};

use blocks::Block;

/// Columns of text in a line of documentation, without the `///` before it.
const WIDTH: usize = 96;

/// The documentation as Markdown for rustdoc: lines of at most about 96 columns, without trailing
/// white space and without a line end at the end. Empty where nothing would be shown.
///
/// Code blocks are marked as `text`, so that none becomes a doctest; headings go down one level;
/// links stay where they are absolute `http` or `https` URLs and become their text elsewhere. Text
/// is escaped where Markdown or rustdoc would read a meaning into it.
pub(crate) fn rustdoc(documentation: &str) -> String {
    writer::write(&parse(documentation))
}

/// The first sentence of the documentation as one line of Markdown, without links and emphasis.
/// Empty where there is no text.
pub(crate) fn summary(documentation: &str) -> String {
    let blocks = parse(documentation);
    let paragraph = blocks.iter().find_map(|block| match block {
        Block::Paragraph(runs) => Some(runs),
        _ => None,
    });
    let heading = || {
        blocks.iter().find_map(|block| match block {
            Block::Heading(_, runs) => Some(runs),
            _ => None,
        })
    };
    paragraph
        .or_else(heading)
        .map(|runs| inline::sentence(runs))
        .unwrap_or_default()
}

/// Plain text as one line of Markdown that shows it as it is.
pub(crate) fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    inline::escape(&words.join(" "))
}

fn parse(documentation: &str) -> Vec<Block> {
    let text = unindented(documentation);
    let mut html = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(&text, Options::empty()));
    blocks::read(&html)
}

/// HTML is often indented as its tags nest; after a blank line CommonMark would take that for code.
fn unindented(text: &str) -> Cow<'_, str> {
    const TAGS: [&str; 10] = [
        "<p>",
        "<p ",
        "</p>",
        "<ul>",
        "<ol>",
        "<dl>",
        "<li>",
        "<note>",
        "<important>",
        "<div",
    ];
    if !TAGS.iter().any(|tag| text.contains(tag)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut verbatim = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let fence = trimmed.starts_with("```");
        out.push_str(if verbatim && !fence { line } else { trimmed });
        out.push('\n');
        if fence
            || (if verbatim {
                line.contains("</pre>")
            } else {
                line.contains("<pre")
            })
        {
            verbatim = !verbatim && !line.contains("</pre>");
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
