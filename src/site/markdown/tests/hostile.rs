//! Tests with texts that are made to be expensive: at the maximal length, the cost stays proportional to the length.

use std::time::{Duration, Instant};

use crate::site::markdown::{to_html, to_text};

/// The longest text of a field.
const LENGTH: usize = 200_000;

/// A debug build takes some hundred milliseconds for the worst text; without the limits it would be minutes.
const BUSY_MAX: Duration = Duration::from_secs(2);

/// The largest growth of a byte: `&` becomes `&amp;`, a link gets `rel`, an image `loading`.
const GROWTH_MAX: usize = 16;

/// Additional growth of every text: pulldown-cmark allows references of this length.
const GROWTH_FREE: usize = 250_000;

/// The CPU time of this thread, so that a busy machine does not matter.
fn busy() -> Duration {
    static BORN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let ours = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = ours.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| BORN.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// Pieces that are expensive in large numbers.
const PIECES: [&str; 107] = [
    ">",
    "> ",
    "*",
    "_",
    "**",
    "[",
    "![",
    "]",
    "[](",
    "[a](<b",
    "[a](",
    "[a](b)",
    "![a](b)",
    "[[]](a)",
    "- ",
    "1. ",
    "* ",
    "> - ",
    "- > ",
    "1. > * ",
    "* - + ",
    "- # ",
    "- \n",
    "_a",
    "*a",
    "**a",
    "*a_",
    "a**b",
    "***a** b* ",
    "*_*_",
    "~~a",
    "~a~",
    "`",
    "`a",
    "|",
    "|-",
    "a|b\n-|-\n",
    "|a|\n|-|\n|",
    "&",
    "&amp",
    "&#x41;",
    "<!--",
    "<!-- -->",
    "<?",
    "<![CDATA[",
    "http://",
    "<http://a",
    "[^a]",
    "[^a]: b\n\n",
    "[^a]: b\n\n[^a]",
    "> [^a]: ",
    "[a](tel:1)",
    "[a](tel:+14155552671)",
    "[a](tel:tel:",
    "http://a.b ",
    "http://a.b/(",
    "www.a.b,",
    "a@b.c ",
    "a@",
    "https://https://",
    "# a\n",
    "- [x] a\n",
    "|a|\n|:-:|\n|b|\n\n",
    "[a]: b\n",
    "[a]:b\n[a]",
    "[a][b]",
    "\\",
    "# ",
    "#\n",
    "a\n---\n",
    "\n",
    "\r\n",
    " \r\n>",
    "\t",
    "a",
    "a ",
    "é",
    "<",
    "<a ",
    "<a\n",
    "<a b=\"",
    "<div>",
    "<b>",
    "<i><p>",
    "<p><b>",
    "<a>",
    "<a><p>",
    "<a href=x>b",
    "<a><b><i><u>",
    "<table>",
    "<table><b>",
    "<table><tr><td>",
    "<table>x<table>",
    "<ul><li>",
    "<ol><li>",
    "<blockquote>",
    "<select>",
    "<svg>",
    "<svg><desc>",
    "<math><mi>",
    "<template>",
    "<script>",
    "<style>",
    "<b>a</p>",
    "</p>",
    "<br>",
    "\u{0}",
];

/// Expensive texts that are not repetitions.
fn made() -> Vec<(&'static str, String)> {
    let until = |length: usize, part: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        for number in 0.. {
            let next = part(number);
            if text.len() + next.len() > length {
                break;
            }
            text += &next;
        }
        text
    };
    let half = LENGTH / 2;
    let table = |columns: usize, row: &str| {
        let head = format!("{}|\n{}|\n", "|a".repeat(columns), "|-".repeat(columns));
        let rows = row.repeat(LENGTH.saturating_sub(head.len()) / row.len());
        head + &rows
    };
    let formats = until(half, &|number| format!("<b id={number}>"));
    vec![
        ("lists in lists", until(LENGTH, &|depth| format!("{}- a\n", "  ".repeat(depth)))),
        ("numbers in numbers", until(LENGTH, &|depth| format!("{}1. a\n", "   ".repeat(depth)))),
        ("quotes in quotes", until(LENGTH, &|depth| format!("{}a\n\n", "> ".repeat(depth)))),
        ("runs of backticks", until(LENGTH, &|length| format!("{} ", "`".repeat(length)))),
        ("brackets that close", "[".repeat(half) + &"]".repeat(half)),
        ("links in links", "[".repeat(LENGTH / 5) + &"](b)".repeat(LENGTH / 5)),
        ("pictures in pictures", "![".repeat(LENGTH / 6) + &"](b)".repeat(LENGTH / 6)),
        ("stars around", "*".repeat(half) + "a" + &"*".repeat(half)),
        ("strong in strong", "**a ".repeat(LENGTH / 8) + &" a**".repeat(LENGTH / 8)),
        (
            "many footnotes",
            until(LENGTH / 2, &|number| format!("[^{number}] "))
                + "\n\n"
                + &until(LENGTH / 2, &|number| format!("[^{number}]: x\n\n")),
        ),
        ("headings alike", until(LENGTH, &|number| format!("# a-{}\n# a\n", number % 100))),
        ("one long heading", format!("# {}", "щ".repeat(half))),
        ("one long address", format!("https://{}", "a.".repeat(half))),
        ("many references", until(LENGTH, &|number| format!("[{number}]: x\n"))),
        ("one long reference", format!("[a]: {}\n", "x".repeat(half)) + &"[a]\n".repeat(half / 4)),
        ("ten columns", table(10, "a\n")),
        ("a thousand columns", table(1_000, "a\n")),
        ("columns without rows", table(half / 4, "|\n")),
        ("many tables", "|a|b|c|d|e|f|g|h\n|-|-|-|-|-|-|-|-\na\n\n".repeat(LENGTH / 44)),
        ("one long line", "a".repeat(LENGTH)),
        ("one long word in marks", format!("**{}**", "é".repeat(half))),
        ("tags that close", "<div>".repeat(LENGTH / 11) + &"</div>".repeat(LENGTH / 11)),
        ("formats in paragraphs", format!("<div>{formats}{}", "<p>x".repeat(half / 4))),
        ("formats in words", format!("x{formats}{}", "<p>x".repeat(half / 4))),
        ("formats in items", until(LENGTH, &|number| format!("<b x={number}><li>"))),
        (
            "a long address again",
            format!("<a href={}>", "x".repeat(half)) + &"<p>x".repeat(half / 4),
        ),
        (
            "formats and tables",
            until(LENGTH, &|n| format!("<b x={n}><table><td></b></td></table>")),
        ),
        ("tags that do not match", "<i>".repeat(LENGTH / 7) + &"</b>".repeat(LENGTH / 7)),
        ("attributes", format!("<div{}>", until(LENGTH - 8, &|number| format!(" a{number:x}")))),
        ("attributes in words", format!("x <b{}>", until(LENGTH, &|number| format!(" a{number}")))),
    ]
}

#[test]
fn a_text_costs_in_proportion_to_its_length() {
    let pieces = PIECES.iter().map(|piece| (*piece, piece.repeat(LENGTH / piece.len())));
    let mut faults = Vec::new();
    for (name, text) in pieces.chain(made()) {
        let before = busy();
        let html = to_html(&text, "/main");
        let took = busy().saturating_sub(before);
        if took > BUSY_MAX {
            faults.push(format!("{name:?} took {took:?}"));
        }
        if html.len() > text.len() * GROWTH_MAX + GROWTH_FREE {
            faults.push(format!("{name:?} became {} bytes", html.len()));
        }
        let before = busy();
        to_text(&text, 300);
        let took = busy().saturating_sub(before);
        if took > BUSY_MAX / 10 {
            faults.push(format!("the beginning of {name:?} took {took:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_nested_too_deep_loses_its_marks_and_no_word() {
    let deep = |depth: usize| to_html(&format!("{}words", "> ".repeat(depth)), "");
    assert_eq!(deep(16).matches("<blockquote>").count(), 16);
    let deeper = deep(5_000);
    assert_eq!(deeper.matches("<blockquote>").count(), 16);
    assert!(deeper.contains("words"), "{deeper}");
    let item = |depth| format!("{}- word{depth}\n", "  ".repeat(depth));
    let list = (0..40).map(item).collect::<Vec<_>>().concat();
    let shown = to_html(&list, "");
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| word.starts_with("word")).count()
    };
    assert_eq!(words(&shown), 40, "{shown}");
    assert_eq!(shown.matches("<li>").count(), shown.matches("</li>").count());
    // Ordinary texts are rendered completely.
    let usual =
        "> - **a *b [c](/d)***\n>   1. e\n>\n>      > f | g\n>      > --|--\n>      > h | i\n";
    let usual = to_html(usual, "");
    for tag in
        ["<blockquote>", "<ul>", "<ol", "<strong>", "<em>", "<a href=\"/d\"", "<table>", "<td>"]
    {
        assert!(usual.contains(tag), "{tag}: {usual}");
    }
}

#[test]
fn what_would_cost_too_much_is_shown_as_its_letters() {
    // Tags that make an expensive tree are shown as text; the Markdown around them is rendered.
    let formats = (0..2_000).map(|number| format!("<b id={number}>")).collect::<Vec<_>>().concat();
    let tags = format!("**Read** this\n\n{formats}{}", "<p>x".repeat(2_000));
    let shown = to_html(&tags, "");
    assert!(shown.contains("<strong>Read</strong>"), "{}", &shown[..200]);
    assert!(shown.contains("&lt;b id=0&gt;"), "{}", &shown[..200]);
    // Ordinary tags stay tags.
    let usual =
        to_html("a <b>b</b> <a href=\"/c\">c</a>\n\n<table><tr><td>d</td></tr></table>\n", "");
    for tag in ["<b>b</b>", "<a href=\"/c\"", "<td>d</td>"] {
        assert!(usual.contains(tag), "{tag}: {usual}");
    }
    // A table of empty cells is shown as plain text.
    let head = format!("{}|\n{}|\n", "|a".repeat(1_000), "|-".repeat(1_000));
    let shown = to_html(&(head + &"a <script>\n".repeat(1_000)), "");
    assert!(!shown.contains("<td>") && !shown.contains("<script"), "{}", &shown[..200]);
    assert!(shown.contains("|a|a") && shown.contains("&lt;script&gt;"));
}
