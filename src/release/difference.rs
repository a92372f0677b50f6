//! What differs between what is public and what would be, in words of its owner: prices on three pages, not ids.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::error::Result;

/// So many pages are named.
const NAMED_MAX: usize = 5;

/// What is another on a page, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Prices,
    Words,
    Pictures,
    Links,
    Menus,
    Results,
    Looks,
}

impl What {
    fn noun(self) -> &'static str {
        match self {
            What::Prices => "prices",
            What::Words => "words",
            What::Pictures => "pictures",
            What::Links => "links",
            What::Menus => "menu or footer",
            What::Results => "titles or descriptions for search engines",
            What::Looks => "looks",
        }
    }
}

/// The pages of one side: the digest of each by its file.
pub(crate) struct Side<'s> {
    pub(crate) pages: BTreeMap<String, String>,
    /// Reads the HTML of a file.
    pub(crate) text: &'s dyn Fn(&str) -> Result<String>,
}

/// What differs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What people call the pages.
    pub(crate) added: Vec<String>,
    pub(crate) changed: Vec<String>,
    pub(crate) removed: Vec<String>,
    /// The same in sentences.
    pub(crate) words: Vec<String>,
}

/// Compares what is public with what would be.
///
/// # Errors
/// When a page cannot be read.
pub(crate) fn between(before: &Side<'_>, after: &Side<'_>) -> Result<Difference> {
    let mut difference = Difference::default();
    let mut of_kind: BTreeMap<What, Vec<String>> = BTreeMap::new();
    for (file, digest) in &after.pages {
        match before.pages.get(file) {
            Some(known) if known == digest => {}
            Some(_) => {
                let (old, new) = ((before.text)(file)?, (after.text)(file)?);
                let name = called(file, &new);
                for what in whats(&old, &new) {
                    of_kind.entry(what).or_default().push(name.clone());
                }
                difference.changed.push(name);
            }
            None => difference.added.push(called(file, &(after.text)(file)?)),
        }
    }
    for file in before.pages.keys().filter(|file| !after.pages.contains_key(*file)) {
        difference.removed.push(called(file, &(before.text)(file)?));
    }
    let mut words = Vec::new();
    for (lead, names) in [("new", &difference.added), ("gone", &difference.removed)] {
        if !names.is_empty() {
            words.push(format!("{lead}: {}", listed(names)));
        }
    }
    for (what, names) in of_kind {
        let all = names.len() == after.pages.len() && names.len() > NAMED_MAX;
        let on = match names.len() {
            count if all => format!("all {count} pages"),
            1 => listed(&names),
            count => format!("{count} pages ({})", listed(&names)),
        };
        words.push(format!("{} on {on}", what.noun()));
    }
    difference.words = words;
    Ok(difference)
}

fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED_MAX).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED_MAX) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What people call a page: its title, else its address.
pub(crate) fn called(file: &str, html: &str) -> String {
    let title = html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
    let path = file.trim_end_matches("index.html").trim_end_matches('/');
    match title.map(|title| plain(title.split(" · ").next().unwrap_or(title))) {
        Some(title) if !title.is_empty() => format!("“{title}” (/{path})"),
        Some(_) | None => format!("/{path}"),
    }
}

/// What differs between two versions of a page.
fn whats(old: &str, new: &str) -> BTreeSet<What> {
    let (before, after) = (Parts::of(old), Parts::of(new));
    let mut found = BTreeSet::new();
    let (gone, came) = difference(&before.words(), &after.words());
    let amounts: Vec<String> = gone.iter().filter_map(|text| without_amount(text)).collect();
    for text in &came {
        let is_price = without_amount(text).is_some_and(|rest| amounts.contains(&rest));
        found.insert(if is_price { What::Prices } else { What::Words });
    }
    if came.is_empty() && !gone.is_empty() {
        found.insert(What::Words);
    }
    for (attributes, what) in
        [(["src", "srcset"], What::Pictures), (["href", "action"], What::Links)]
    {
        let of = |html: &str| attributes.map(|name| values(html, name)).concat();
        let is_said = what == What::Links && !found.is_empty();
        if !is_said && of(before.main) != of(after.main) {
            found.insert(what);
        }
    }
    if texts(before.around()) != texts(after.around()) {
        found.insert(What::Menus);
    }
    let heads = [before.head, after.head].map(|head| {
        [values(head, "content"), texts([head.split("<script").next().unwrap_or(head)])].concat()
    });
    if found.is_empty() && heads.first() != heads.last() {
        found.insert(What::Results);
    }
    if found.is_empty() {
        found.insert(What::Looks);
    }
    found
}

struct Parts<'h> {
    head: &'h str,
    header: &'h str,
    main: &'h str,
    footer: &'h str,
}

impl<'h> Parts<'h> {
    fn of(html: &'h str) -> Parts<'h> {
        let (head, body) = html.split_once("</head>").unwrap_or(("", html));
        let (header, rest) = body.split_once("<main").unwrap_or(("", body));
        let (main, footer) = rest.split_once("</main>").unwrap_or((rest, ""));
        Parts { head, header, main, footer }
    }

    fn words(&self) -> Vec<String> {
        texts([self.main])
    }

    fn around(&self) -> [&'h str; 2] {
        [self.header, self.footer]
    }
}

/// The texts between tags.
fn texts<'h>(parts: impl IntoIterator<Item = &'h str>) -> Vec<String> {
    let pieces = parts.into_iter().flat_map(|html| html.split('<'));
    let texts = pieces.map(|piece| piece.split_once('>').map_or("", |(_, text)| text).trim());
    texts.filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// The values of an attribute.
fn values(html: &str, name: &str) -> Vec<String> {
    let begin = format!(" {name}=\"");
    let found = html.split(begin.as_str()).skip(1);
    found.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// What only one of two lists has, each as often as it has it.
fn difference(before: &[String], after: &[String]) -> (Vec<String>, Vec<String>) {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for (texts, step) in [(before, -1), (after, 1)] {
        for text in texts {
            *counts.entry(text).or_default() += step;
        }
    }
    let only = |sign: i64| {
        let mut texts: Vec<String> = counts
            .iter()
            .filter(|(_, count)| **count * sign > 0)
            .map(|(text, _)| (*text).to_owned())
            .collect();
        texts.sort();
        texts
    };
    (only(-1), only(1))
}

/// A text with an amount of money, without its digits; `None` for any other.
fn without_amount(text: &str) -> Option<String> {
    let has_digit = text.contains(|c: char| c.is_numeric());
    let is_sign = |c: char| matches!(c, '$' | '¢' | '£' | '¤' | '¥' | '₠'..='⃀');
    let is_code =
        |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut words = text.split(|c: char| !c.is_alphabetic());
    let is_money = text.contains(is_sign) || words.any(is_code) || text.contains("zł");
    (has_digit && is_money).then(|| {
        text.chars()
            .filter(|c| {
                !c.is_numeric() && !matches!(c, '.' | ',' | '\'' | ' ' | '\u{a0}' | '\u{202f}')
            })
            .collect()
    })
}

/// A text as people read it.
fn plain(text: &str) -> String {
    [
        ("&amp;", "&"),
        ("&#x27;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#x2f;", "/"),
    ]
    .into_iter()
    .fold(text.trim().to_owned(), |text, (coded, letter)| text.replace(coded, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: &str, main: &str) -> String {
        format!(
            "<head><title>{title} · Wren</title><meta name=\"description\" content=\"d\"></head>\
             <header><a href=\"/\">Wren</a></header><main id=\"main\">{main}</main><footer>© 2026</footer>"
        )
    }

    fn told(before: &[(&str, String)], after: &[(&str, String)]) -> Vec<String> {
        let side = |pages: &[(&str, String)]| -> BTreeMap<String, String> {
            pages.iter().map(|(file, html)| ((*file).to_owned(), html.clone())).collect()
        };
        let (old, new) = (side(before), side(after));
        let before = Side { pages: old.clone(), text: &|file| Ok(old[file].clone()) };
        let after = Side { pages: new.clone(), text: &|file| Ok(new[file].clone()) };
        between(&before, &after).unwrap().words
    }

    #[test]
    fn what_differs_is_said_in_words() {
        let home = |main: &str| ("index.html", page("Home", main));
        let base = "<h1>Hi</h1><p>From $2,500</p><img src=\"/a.webp\">";
        for (main, said) in [
            ("<h1>Hi</h1><p>From $2,900</p><img src=\"/a.webp\">", "prices on “Home” (/)"),
            ("<h1>Hello</h1><p>From $2,500</p><img src=\"/a.webp\">", "words on “Home” (/)"),
            ("<h1>Hi</h1><p>From $2,500</p><img src=\"/b.webp\">", "pictures on “Home” (/)"),
            (
                "<h1>Hi</h1><p class=\"x\">From $2,500</p><img src=\"/a.webp\">",
                "looks on “Home” (/)",
            ),
        ] {
            assert_eq!(told(&[home(base)], &[home(main)]), [said], "{main}");
        }
        assert!(told(&[home(base)], &[home(base)]).is_empty());
        let about = ("about/index.html", page("About &amp; me", "<p>a</p>"));
        let both = [home(base), about.clone()];
        assert_eq!(told(&[home(base)], &both), ["new: “About & me” (/about)"]);
        assert_eq!(told(&both, &[home(base)]), ["gone: “About & me” (/about)"]);
        let price = |amount: &str| page("P", &format!("<p>{amount} €</p>"));
        let pages =
            |amount: &str| [("a/index.html", price(amount)), ("b/index.html", price(amount))];
        assert_eq!(told(&pages("10"), &pages("12,50")), ["prices on 2 pages (“P” (/a), “P” (/b))"]);
    }

    #[test]
    fn an_amount_is_money_and_no_other_number() {
        for text in ["$2,500", "2.500 €", "CHF 1'200", "from 300 zł", "₹ 5,000"] {
            assert!(without_amount(text).is_some(), "{text}");
        }
        for text in ["12 guests", "$", "Monday 9:00", "2026", "no numbers"] {
            assert!(without_amount(text).is_none(), "{text}");
        }
    }
}
