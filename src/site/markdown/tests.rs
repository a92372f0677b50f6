//! Tests of the rendered HTML.

use super::*;

mod hostile;

#[test]
fn markdown_becomes_html_below_the_section_heading() {
    let html = to_html("# A\n\nHello **you**, see [prices](/services).\n\n1. one\n", "/main");
    assert_eq!(
        html,
        "<h3 id=\"a\">A</h3>\n<p>Hello <strong>you</strong>, see <a href=\"/main/services\" \
         rel=\"noopener noreferrer\">prices</a>.</p>\n<ol>\n<li>one</li>\n</ol>\n"
    );
}

#[test]
fn headings_skip_no_level() {
    let headings = |level, text: &str| -> Vec<String> {
        let html = to_html_at(level, text, "", &mut Anchors::default());
        html.lines().map(|line| format!("{}>", &line[..3])).collect()
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
    let ids = HashSet::from(["b".to_owned()]);
    assert_eq!(clean(&once, "".into(), &Pictures::default(), ids), once);
}

#[test]
fn columns_stand_to_their_side() {
    let table = "| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |\n| 5 |\n\n\
                 | e |\n|--:|\n| 6 |\n";
    let html = to_html(table, "");
    for cell in [
        "<th align=\"left\">a</th><th align=\"center\">b</th><th align=\"right\">c</th><th>d</th>",
        "<td align=\"left\">1</td><td align=\"center\">2</td><td align=\"right\">3</td><td>4</td>",
        "<td align=\"left\">5</td><td align=\"center\"></td>",
        "<th align=\"right\">e</th>",
        "<td align=\"right\">6</td>",
    ] {
        assert!(html.contains(cell), "{cell} is not in {html}");
    }
    let raw = to_html("<table><tr><td align=\"javascript\" style=\"x\">a</td></tr></table>", "");
    assert!(raw.contains("<td>a</td>"), "{raw}");
}

#[test]
fn footnotes_stand_below_the_text_and_lead_back() {
    let text = "Rain[^b] and *snow[^a]*, rain[^b] <a href=\"/x\">again[^a]</a>.\n\n[^a]: Cold\n[^b]: Wet **too**\n\n[^c]: Never\n";
    let html = to_html(text, "");
    for part in [
        "Rain<sup id=\"note-1-call\"><a href=\"#note-1\" rel=\"noopener noreferrer\">1</a></sup>",
        "<em>snow<sup id=\"note-2-call\"><a href=\"#note-2\" rel=\"noopener noreferrer\">2</a></sup></em>",
        "rain<sup><a href=\"#note-1\"",
        "<hr>\n<ol>\n<li id=\"note-1\">\n<p>Wet <strong>too</strong> <a href=\"#note-1-call\" title=\"Back to the text\"",
        "<li id=\"note-2\">\n<p>Cold <a",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(!html.contains("Never") && !html.contains("[^"), "{html}");
    assert_eq!(to_html("a [^b]", ""), "<p>a [^b]</p>\n");
    assert_eq!(to_text("Rain[^b] falls.\n\n[^b]: Wet", 100), "Rain falls.");
}

#[test]
fn tasks_are_boxes_that_nobody_can_tick() {
    let html = to_html("- [x] done\n- [ ] open\n- [link](/a)\n", "");
    assert_eq!(html.matches("type=\"checkbox\"").count(), 2, "{html}");
    assert_eq!(html.matches("checked").count(), 1, "{html}");
    assert!(html.contains("<li><input") && html.contains("aria-label=\"To do\""), "{html}");
    let forged =
        to_html("<input type=text name=card value=1 onfocus=x autofocus aria-label=Pay>", "");
    assert!(forged.contains("checkbox") && forged.contains("disabled"), "{forged}");
    for attribute in ["text", "name", "value", "focus", "aria"] {
        assert!(!forged.contains(attribute), "{forged}");
    }
}

#[test]
fn a_bare_address_is_a_link_and_ends_where_it_ends() {
    let link =
        |to: &str, text: &str| format!("<a href=\"{to}\" rel=\"noopener noreferrer\">{text}</a>");
    for (text, html) in [
        (
            "See https://a.example/b_c_d?e=1&f=2.",
            format!(
                "See {}.",
                link("https://a.example/b_c_d?e=1&amp;f=2", "https://a.example/b_c_d?e=1&amp;f=2")
            ),
        ),
        ("(www.a.example)", format!("({})", link("https://www.a.example", "www.a.example"))),
        (
            "Ask ada@a.example, now",
            format!("Ask {}, now", link("mailto:ada@a.example", "ada@a.example")),
        ),
        (
            "**http://a.example**",
            format!("<strong>{}</strong>", link("http://a.example", "http://a.example")),
        ),
        ("[https://a.example](/b)", link("/b", "https://a.example")),
        ("`https://a.example`", "<code>https://a.example</code>".to_owned()),
        ("<a href=\"/b\">https://a.example</a>", link("/b", "https://a.example")),
        (
            "ftp://a.example a.example e.g.this @ada",
            "ftp://a.example a.example e.g.this @ada".to_owned(),
        ),
        ("javascript://a.example/%0aalert(1)", "javascript://a.example/%0aalert(1)".to_owned()),
    ] {
        assert_eq!(to_html(text, ""), format!("<p>{html}</p>\n"), "{text}");
    }
}

#[test]
fn what_can_be_linked_to_has_an_id_that_is_there_once() {
    let html =
        to_html("# Our *prices*\n## Цены\n## Our prices\n### Main\n# !\n[see](#our-prices)", "");
    for part in [
        "<h3 id=\"our-prices\">",
        "<h4 id=\"tseny\">",
        "<h4 id=\"our-prices-1\">",
        "<h5 id=\"main-1\">",
        "<h3>!</h3>",
        "href=\"#our-prices\"",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    let mut anchors = Anchors::default();
    to_html_at(3, "# A", "", &mut anchors);
    assert!(to_html_at(3, "# A", "", &mut anchors).contains("id=\"a-1\""));
    // Ids written by an author are removed.
    assert_eq!(to_html("<h2 id=\"x\">a</h2><li id=main>b", ""), "<h2>a</h2><li>b</li>");
}

#[test]
fn a_number_is_dialled_as_its_country_writes_it() {
    let site = Site { base: "", country: "GB", language: None, places: None };
    let html =
        to_html("[call](tel:02079460958) [us](<tel:+1 416-123-4567 ext. 890>) [no](tel:ask)", site);
    assert!(html.contains("href=\"tel:+44-20-7946-0958\""), "{html}");
    assert!(html.contains("href=\"tel:+1-416-123-4567;ext=890\""), "{html}");
    assert!(html.contains("<a rel=\"noopener noreferrer\">no</a>"), "{html}");
}
