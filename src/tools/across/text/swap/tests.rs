//! Texts before and after.

use super::*;

fn swapped(find: &str, replace: &str, of: Of, text: &str) -> (String, usize, Vec<(Left, usize)>) {
    let Swapped { text, times, left } = Swap::new(find, replace, "US").in_text(text, of);
    (text, times, left)
}

#[test]
fn words_change_around_addresses_that_stay() {
    let words = |find: &str, replace: &str, text: &str| {
        swapped(find, replace, Of::Column(Holds::Words), text)
    };
    for (find, replace, text, after, times, left) in [
        (
            "40",
            "50",
            "For 40 guests. ![40](/uploads/ae-40.webp)",
            "For 50 guests. ![50](/uploads/ae-40.webp)",
            2,
            vec![(Left::Address, 1)],
        ),
        (
            "bridal",
            "wedding",
            "[bridal](/bridal) [b][r]\n\n[r]: /bridal",
            "[wedding](/bridal) [b][r]\n\n[r]: /bridal",
            1,
            vec![(Left::Address, 2)],
        ),
        (
            "40",
            "50",
            "<img width=40 alt='40' srcset='/a-40.webp 40w'>",
            "<img width=40 alt='50' srcset='/a-40.webp 40w'>",
            1,
            vec![(Left::Address, 3)],
        ),
        (
            "rose",
            "tulip",
            "<a href=/rose class=\"rose\">rose</a>",
            "<a href=/rose class=\"rose\">tulip</a>",
            1,
            vec![(Left::Address, 2)],
        ),
        ("img", "pic", "<img src=/x> img", "<img src=/x> pic", 1, vec![(Left::Markup, 1)]),
        (
            "wren",
            "robin",
            "wren@wren.example, https://wren.example, wren.example and wren",
            "wren@wren.example, https://wren.example, wren.example and robin",
            1,
            vec![(Left::Address, 4)],
        ),
        (
            "415",
            "212",
            "415 seats. Call +14155550132 or (415) 555-0132.",
            "212 seats. Call +14155550132 or (415) 555-0132.",
            1,
            vec![(Left::Address, 1), (Left::Identity, 1)],
        ),
        ("40", "50", "&#40;40&#41;", "&#40;50&#41;", 1, vec![(Left::Markup, 1)]),
        ("2026", "2027", "2026-11-21 and 21.11.2026", "2027-11-21 and 21.11.2027", 2, vec![]),
    ] {
        assert_eq!(words(find, replace, text), (after.to_owned(), times, left), "{find}: {text}");
    }
}

#[test]
fn an_address_that_is_sought_changes_wherever_it_begins() {
    let words = |find: &str, replace: &str, text: &str| {
        swapped(find, replace, Of::Column(Holds::Words), text)
    };
    let (after, times, left) = words(
        "https://old.example",
        "https://new.example",
        "https://old.example [a](https://old.example/b?c) <a href='https://old.example#d'>x</a> https://old.example.com",
    );
    assert_eq!(
        after,
        "https://new.example [a](https://new.example/b?c) <a href='https://new.example#d'>x</a> https://old.example.com"
    );
    assert_eq!((times, left), (3, vec![(Left::Address, 1)]));
    for (find, replace, text, after) in [
        (
            "/bridal",
            "/wedding",
            "[a](/bridal) [b](/bridal/x#y) [c](/bridal-party) [d](/old/bridal)",
            "[a](/wedding) [b](/wedding/x#y) [c](/bridal-party) [d](/old/bridal)",
        ),
        (
            "www.old.example",
            "www.new.example",
            "www.old.example [a](https://www.old.example/x)",
            "www.new.example [a](https://www.new.example/x)",
        ),
        (
            "ada@old.example",
            "ada@new.example",
            "[m](mailto:ada@old.example?subject=x) ada@old.example, granada@old.example",
            "[m](mailto:ada@new.example?subject=x) ada@new.example, granada@old.example",
        ),
        ("(415) 555-0132", "(415) 555-0199", "Call (415) 555-0132.", "Call (415) 555-0199."),
        (
            "/a.webp",
            "/b.webp",
            "<source srcset='/a.webp 1x, /a.webp 2x'>",
            "<source srcset='/b.webp 1x, /b.webp 2x'>",
        ),
        ("[a](/b)", "[c](/d)", "See [a](/b).", "See [c](/d)."),
        ("<b>Rose</b>", "**Rose**", "A <b>Rose</b>", "A **Rose**"),
        ("<br>", "\n", "a<br>b", "a\nb"),
    ] {
        assert_eq!(words(find, replace, text).0, after, "{find}");
    }
}

#[test]
fn a_field_of_an_address_or_a_person_changes_whole_or_where_it_is_named() {
    let (address, person) = (Of::Column(Holds::Address), Of::Column(Holds::Identity));
    for (find, of, text, times) in [
        ("bridal", address, "/bridal", 0),
        ("bridal", address, "bridal", 0),
        ("/bridal", address, "/bridal", 1),
        ("bridal", Of::Named, "/bridal", 1),
        ("415", person, "+14155550132", 0),
        ("+14155550132", person, "+14155550132", 1),
        ("old.example", person, "ada@old.example", 0),
        ("ada@old.example", person, "ada@old.example", 1),
        ("Robin", person, "Robin Smith", 0),
        ("left", Of::Choice, "left", 0),
    ] {
        let (_, done, left) = swapped(find, "x", of, text);
        assert_eq!((done, left.len()), (times, 1 - times), "{find}: {text}");
    }
}

#[test]
fn a_number_that_is_sought_changes_behind_its_country_too() {
    let person = Of::Column(Holds::Identity);
    for (text, after, times) in [
        ("+1 415 555 0132", "+1 415 555 0199", 1),
        ("415 555 0132", "415 555 0199", 1),
        // Another number has the same end.
        ("+1 212 415 555 0132", "+1 212 415 555 0132", 0),
        ("Ada, 415 555 0132", "Ada, 415 555 0132", 0),
    ] {
        let (done, count, left) = swapped("415 555 0132", "415 555 0199", person, text);
        assert_eq!((done.as_str(), count, left.len()), (after, times, 1 - times), "{text}");
    }
    // A part of a number is none.
    let (same, ..) = swapped("555 0132", "555 0199", person, "+1 415 555 0132");
    assert_eq!(same, "+1 415 555 0132");
}

#[test]
fn a_word_that_names_a_link_changes_where_all_of_them_do() {
    for (find, replace, text, after, times, left) in [
        (
            "rose",
            "tulip",
            "[rose][] rose\n\n[rose]: /x",
            "[tulip][] tulip\n\n[tulip]: /x",
            3,
            vec![],
        ),
        (
            "rose",
            "tulip",
            "[Rose][] [a][rose] rose\n\n[rose]: /x",
            "[Rose][] [a][rose] tulip\n\n[rose]: /x",
            1,
            vec![(Left::Markup, 2)],
        ),
    ] {
        let done = swapped(find, replace, Of::Column(Holds::Words), text);
        assert_eq!(done, (after.to_owned(), times, left), "{find}: {text}");
    }
}
