//! Texts with a picture, and without it.

use super::*;

fn without_abc(text: &str) -> Option<String> {
    without(text, |address| address.contains("uploads/abc-"))
}

#[track_caller]
fn leaves(cases: &[(&str, &str)]) {
    for (text, left) in cases {
        assert_eq!(without_abc(text).as_deref(), Some(*left), "{text}");
        assert_eq!(without_abc(left), None, "{left}");
    }
}

#[test]
fn a_picture_goes_and_everything_else_stays() {
    leaves(&[
        ("One\n\n![A *dance*](/uploads/abc-800.webp \"t\")\n\nTwo", "One\n\nTwo"),
        ("![a](/uploads/abc-400.webp)", ""),
        ("A ![a](uploads/abc-1.webp) B\nC", "A  B\nC"),
        ("![a](/uploads/abc-1.webp) ![b](/uploads/def-1.webp)", " ![b](/uploads/def-1.webp)"),
        ("[see **it**](/uploads/abc-1.webp) now", "see **it** now"),
        ("[![a](/uploads/abc-1.webp)](/uploads/abc-2.webp)\n\nB", "B"),
        ("[![b](/uploads/def-1.webp)](/uploads/abc-1.webp)", "![b](/uploads/def-1.webp)"),
        ("> A\n>\n> ![a](/uploads/abc-1.webp)\n>\n> B", "> A\n>\n>\n> B"),
        (
            "| a | b |\n|---|---|\n| ![a](/uploads/abc-1.webp) | c |",
            "| a | b |\n|---|---|\n|  | c |",
        ),
    ]);
    for text in [
        "",
        "![b](/uploads/def-1.webp)",
        "`![a](/uploads/abc-1.webp)`",
        "/uploads/abc-1.webp",
        "    ![a](/uploads/abc-1.webp)",
        "<img src=/uploads/def-1.webp alt=\"/uploads/abc-1.webp\">",
        "`https://a.example/uploads/abc-1.webp`",
    ] {
        assert_eq!(without_abc(text), None, "{text}");
    }
}

#[test]
fn an_address_is_found_however_it_is_spelled() {
    leaves(&[
        ("A ![a](/uploads/%61bc-1.webp)", "A"),
        ("A ![a](/uploads\\/abc-1.webp)", "A"),
        ("A ![a](&#47;uploads&sol;abc-1.webp)", "A"),
        ("A ![a](<http://127.0.0.1:4780/main/uploads/abc-1.webp>)", "A"),
        ("A <img src='&#x2f;uploads/abc&#45;1.webp'>", "A"),
        ("A <img src=/uploads/ab%63-1.webp> B", "A  B"),
        ("A https://a.example/uploads/abc-1.webp B", "A  B"),
        ("A <https://a.example/uploads/abc-1.webp>", "A"),
    ]);
}

#[test]
fn references_leave_no_litter() {
    leaves(&[
        ("A ![a][p]\n\n[p]: /uploads/abc-1.webp\n", "A"),
        ("A ![a][] B\n\n[a]: /uploads/abc-1.webp", "A  B"),
        ("A [rose][] B\n\n[rose]: /uploads/abc-1.webp \"t\"", "A rose B"),
        ("A [rose] B\n\n[rose]: /uploads/abc-1.webp", "A rose B"),
        ("A [rose][p] B\n\n[p]: </uploads/abc-1.webp>", "A rose B"),
        ("A ![p]\n\n[p]: /uploads/abc-1.webp\n[p]: /uploads/abc-2.webp", "A"),
        ("A\n\n[p]: /uploads/abc-1.webp\n[q]: /b\n\n[x][q]", "A\n\n[q]: /b\n\n[x][q]"),
    ]);
}

#[test]
fn every_attribute_that_holds_it_is_a_use() {
    leaves(&[
        ("A <a href=\"/uploads/abc-1.webp\">the **rose**</a> B", "A the **rose** B"),
        ("<p><a class=x href='/uploads/abc-1.webp'>rose</a></p>", "<p>rose</p>"),
        (
            "<picture><source srcset=\"/uploads/abc-1.webp 1x\"><img src=/uploads/abc-2.webp></picture>\n\nB",
            "B",
        ),
        (
            "<picture><source srcset=\"/uploads/abc-1.webp 1x\"><img src=/uploads/def-2.webp></picture>",
            "<picture><img src=/uploads/def-2.webp></picture>",
        ),
        (
            "<img src=/uploads/def-1.webp srcset=\"/uploads/abc-1.webp 1x,/uploads/def-2.webp 2x\">",
            "<img src=/uploads/def-1.webp srcset=\"/uploads/def-2.webp 2x\">",
        ),
        ("A <img\n src=\"/uploads/abc-1.webp\"\n alt='a > b'> B", "A  B"),
        ("<video poster=\"/uploads/abc-1.webp\" src=/b></video>", "<video src=/b></video>"),
        ("<div style=\"background:url(/uploads/abc-1.webp)\">A</div>", "<div>A</div>"),
        ("<blockquote cite=/uploads/abc-1.webp>A</blockquote>", "<blockquote>A</blockquote>"),
        ("<IMAGE src=/uploads/abc-1.webp> B", " B"),
    ]);
}

#[test]
fn what_holds_nothing_any_more_goes_with_it() {
    leaves(&[
        ("[![a](/uploads/abc-1.webp)](/about)\n\nB", "B"),
        ("- ![a](http://127.0.0.1:4780/main/uploads/abc-1.webp)\n- b", "- b"),
        ("- b\n- [ ] ![a](/uploads/abc-1.webp)\n- c", "- b\n- c"),
        ("- ![a](/uploads/abc-1.webp)\n\n  more\n- b", "- \n\n  more\n- b"),
        ("## ![a](/uploads/abc-1.webp)\n\nB", "B"),
        ("A **![a](/uploads/abc-1.webp)** B", "A  B"),
        ("> ![a](/uploads/abc-1.webp)\n\nB", "B"),
        ("<p><IMG alt='x' src=/uploads/abc-1.webp></p>\n\nB", "B"),
        (
            "<figure><img src=/uploads/abc-1.webp><figcaption>June</figcaption></figure>",
            "<figure><figcaption>June</figcaption></figure>",
        ),
        ("A <a href=/about><img src=/uploads/abc-1.webp></a> B", "A  B"),
        ("A <a href=/uploads/abc-1.webp></a> B", "A  B"),
    ]);
}
