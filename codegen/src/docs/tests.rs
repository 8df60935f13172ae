use super::*;

#[test]
fn html_becomes_paragraphs_lists_and_notes() {
    let html = r#"<p>Starts the <b>kettle</b>.</p>
        <note><p>It gets <i>hot</i>.</p></note>

        <ul>
            <li><p><code>SLOW</code> - saves power</p></li>
            <li><p>Fast</p><ol><li>First</li><li>Second</li></ol></li>
        </ul>"#;
    let expected = "Starts the **kettle**.\n\n> **Note:** It gets *hot*.\n\n- `SLOW` - saves power\n- Fast\n  1. First\n  2. Second";
    assert_eq!(rustdoc(html), expected);
}

#[test]
fn commonmark_keeps_its_structure() {
    let text = "# Tea\n\nSome *green* tea, see [the list](https://example.com/tea?a=1).\n\n* one\n* two\n\n```\nlet x = 1;\n```";
    let expected = "## Tea\n\nSome *green* tea, see [the list](https://example.com/tea?a=1).\n\n- one\n- two\n\n```text\nlet x = 1;\n```";
    assert_eq!(rustdoc(text), expected);
}

#[test]
fn text_means_only_itself() {
    assert_eq!(
        rustdoc("<p>[Cup] &lt;T&gt; a*b __x__ pass --force</p>"),
        r"\[Cup\] \<T> a\*b \_\_x\_\_ pass -\-force"
    );
    assert_eq!(
        rustdoc("<p>1. is not a list</p><p># nor a heading</p>"),
        "1\\. is not a list\n\n\\# nor a heading"
    );
    assert_eq!(rustdoc("<p>use <code>a`b</code></p>"), "use ``a`b``");
    assert_eq!(rustdoc("<p>arn:<region>:x</p>"), r"arn:\<region>:x");
}

#[test]
fn urls_are_links_only_when_absolute() {
    assert_eq!(
        rustdoc("See http://example.com/a, too."),
        "See <http://example.com/a>, too."
    );
    assert_eq!(rustdoc("See https://[host]/a."), "See `https://[host]/a`.");
    assert_eq!(
        rustdoc(r#"<a href="tea.html">Tea</a> and <a>cups</a>"#),
        "Tea and cups"
    );
    assert_eq!(
        rustdoc(r#"Hot!<a href="https://e.org/a b(c)">x</a>"#),
        r"Hot\![x](https://e.org/a%20b%28c%29)"
    );
}

#[test]
fn sloppy_tags_do_no_harm() {
    assert_eq!(rustdoc("<p>a <b>b<p>c</li></ul>"), "a **b**\n\nc");
    assert_eq!(rustdoc("<b>warm </b>tea<b></b>"), "**warm** tea");
    assert_eq!(rustdoc("<p>say <b>(x)</b>y</p>"), "say (x)y");
    assert_eq!(
        rustdoc("<dl><dt>Tea</dt><dd><p>Hot.</p></dd></dl>"),
        "- **Tea**\n\n  Hot."
    );
    assert_eq!(rustdoc("  \n <p> </p><!-- x -->"), "");
}

#[test]
fn nothing_becomes_a_doctest() {
    let fenced = rustdoc("```rust\npanic!()\n```\n\n    indented()\n");
    assert_eq!(fenced, "```text\npanic!()\n```\n\n```text\nindented()\n```");
    assert_eq!(rustdoc("<p>a</p>\n\n        <p>b</p>"), "a\n\nb");
}

#[test]
fn lines_wrap_without_opening_blocks() {
    let text = format!("<p>{} - {}</p>", "tea ".repeat(24), "cup ".repeat(24));
    let written = rustdoc(&text);
    assert!(
        written
            .lines()
            .all(|line| line.len() <= WIDTH + 1 && line == line.trim_end()),
        "{written}"
    );
    assert!(written.contains("\n\\- cup"), "{written}");
}

#[test]
fn a_summary_is_the_first_sentence() {
    let html =
        r#"<p>Makes <b>tea</b>, e.g. <a href="https://e.org">green</a>. Then serves it.</p>"#;
    assert_eq!(summary(html), "Makes tea, e.g. green.");
    assert_eq!(summary("<note>Only a note</note>"), "Note: Only a note");
    assert_eq!(summary(""), "");
}

#[test]
fn deep_nesting_is_flattened() {
    let text = "<ul><li>".repeat(10_000) + "x";
    let expected = format!("{}x", "- ".repeat(6));
    assert_eq!(rustdoc(&text), expected);
}
