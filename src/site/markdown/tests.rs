//! Texts as they come out.

use super::*;

mod hostile;

#[test]
fn markdown_becomes_html_below_the_section_heading() {
    let html = to_html("# A\n\nHello **you**, see [prices](/services).\n\n1. one\n", "/main");
    assert_eq!(
        html,
        "<h3>A</h3>\n<p>Hello <strong>you</strong>, see <a href=\"/main/services\" \
         rel=\"noopener noreferrer\">prices</a>.</p>\n<ol>\n<li>one</li>\n</ol>\n"
    );
}

#[test]
fn headings_skip_no_level() {
    let headings = |level, text: &str| -> Vec<String> {
        let html = to_html_at(level, text, "");
        html.lines().map(|line| line[..4].to_owned()).collect()
    };
    assert_eq!(headings(3, "### A\n##### B\n### C\n# D"), ["<h3>", "<h4>", "<h3>", "<h3>"]);
    assert_eq!(headings(2, "# A\n## B\n### C"), ["<h2>", "<h3>", "<h4>"]);
    assert_eq!(headings(5, "# A\n## B\n### C"), ["<h5>", "<h6>", "<h6>"]);
}

#[test]
fn a_text_is_cut_between_words() {
    let markdown = "# Rain\n\nIt *rained*, and [we](/x) stayed.\nLong.\n\n- one\n- two";
    assert_eq!(to_text(markdown, 100), "It rained, and we stayed. Long. one two");
    assert_eq!(to_text(markdown, 12), "It rained…");
    assert_eq!(to_text("<b>x</b> `y`", 100), "x y");
    assert_eq!(shortened("ééééé", 3), "ééé…");
    assert_eq!(shortened(" short ", 5), "short");
}

#[test]
fn nothing_that_runs_survives() {
    let attacks = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "<a href=\"java&#x09;script:alert(1)\">x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<p style='background:url(x)' onclick=alert(1)>x</p>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
        "<form action=/x><input formaction=javascript:alert(1)></form>",
    ];
    for attack in attacks {
        let html = to_html(attack, "/main").replace("&lt;", "");
        for forbidden in ["script", "onerror=", "onload=", "onclick", "style", "<form", "data:"] {
            assert!(!html.contains(forbidden), "{attack} gave {html}");
        }
    }
}

#[test]
fn cleaning_twice_changes_nothing() {
    let once = to_html("## B\n\n<b>x & y</b> <u>z</u>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "");
    assert_eq!(clean(&once, ""), once);
}
