//! Words that stand for others: filler text, examples of templates, numbers and addresses that nobody has.
//!
//! Phrases count only in short lines, because a web designer's article may well speak of them.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use serde_json::Value;

use super::{
    Kind, Warning, ids_of,
    rows::{Leaf, LeafKind, Part, PartKind, SiteRows, cut_and_quoted, tool_of},
};
use crate::{
    site::{SECTION_TEMPLATES, link::without_scheme, markdown::outline},
    value::Phone,
};

/// Filler, wherever it stands.
const FILLER: [&str; 4] =
    ["lorem ipsum dolor", "dolor sit amet", "consectetur adipi", "sed do eiusmod"];

/// What stands for words in templates and builders of many languages.
const PHRASES: [&str; 29] = [
    "your text here",
    "your text goes here",
    "text goes here",
    "your heading here",
    "your title here",
    "heading goes here",
    "title goes here",
    "add a description here",
    "add text here",
    "enter text here",
    "insert text here",
    "click here to edit",
    "click to edit",
    "this is a placeholder",
    "placeholder text",
    "company name here",
    "description goes here",
    "ihr text hier",
    "hier steht ihr text",
    "dein text hier",
    "platzhaltertext",
    "votre texte ici",
    "tu texto aquí",
    "su texto aquí",
    "seu texto aqui",
    "il tuo testo qui",
    "uw tekst hier",
    "jouw tekst hier",
    "din text här",
];

/// Addresses of nobody.
const NOBODYS: [&str; 10] = [
    "123 main st",
    "123 example st",
    "123 anywhere st",
    "anytown",
    "musterstraße",
    "musterstrasse",
    "musterstadt",
    "calle falsa 123",
    "rua exemplo",
    "rue exemple",
];

/// What stands for other words where it is all that a line says.
const WHOLE: [&str; 20] = [
    "lorem ipsum",
    "john doe",
    "jane doe",
    "max mustermann",
    "erika mustermann",
    "your name",
    "your address",
    "your street",
    "your city",
    "your business",
    "your business name",
    "your company",
    "your company name",
    "your text",
    "add your text",
    "enter your text",
    "sample text",
    "dummy text",
    "describe your service",
    "write something here",
];

/// Hosts of examples.
const HOSTS: [&str; 12] = [
    "example.com",
    "example.org",
    "example.net",
    "domain.com",
    "yourdomain.com",
    "your-domain.com",
    "yourcompany.com",
    "yourbusiness.com",
    "yoursite.com",
    "yourwebsite.com",
    "mysite.com",
    "mailservice.com",
];

/// The longest line in which a phrase counts.
const LINE_CHARS_MAX: usize = 80;

/// So many digits in a row that are equal, or count up, are no number that somebody has.
const RUN_MIN: usize = 7;

/// So long is a text of a template's example by which a section is known to be it.
const EXAMPLE_CHARS_MIN: usize = 20;

pub(super) fn find(site: &SiteRows, part: &Part, all: &mut Vec<Warning>) {
    let tool = tool_of(part);
    let mut add = |kind, fault: String, advice: String| {
        all.push(Warning::new(kind, site.spoken(part), fault, &advice).about(ids_of(part)));
    };
    if is_example(part) {
        let fault = "its words are still those of the template's example".to_owned();
        return add(Kind::Placeholder, fault, format!("write its own with {tool}, or delete it"));
    }
    let mut seen = HashSet::new();
    for leaf in part.leaves.iter().filter(|leaf| seen.insert(leaf.text.as_str())) {
        if let Some(line) = placeholder(leaf) {
            let fault = format!("{} stands there for the real words", cut_and_quoted(line));
            add(Kind::Placeholder, fault, format!("ask for them and put them there with {tool}"));
        }
        for number in numbers(leaf) {
            let shown = cut_and_quoted(&number);
            if is_nobodys_number(&number) {
                let fault = format!("{shown} is an example of a phone number");
                add(Kind::Placeholder, fault, format!("ask for the real one: {tool}"));
            } else if Phone::link(&number, &site.country).is_none() {
                let fault = format!("{shown} is no phone number that can be called");
                let advice = format!("ask for it with its country code, such as +49: {tool}");
                add(Kind::Phone, fault, advice);
            }
        }
    }
}

/// The line of a text that stands for other words.
fn placeholder(leaf: &Leaf) -> Option<&str> {
    match leaf.kind {
        LeafKind::Text | LeafKind::Markdown => leaf.text.lines().find(|line| is_filler(line)),
        LeafKind::Email => is_nobodys_mail(&leaf.text).then_some(&*leaf.text),
        LeafKind::Link => is_nobodys_link(&leaf.text).then_some(&*leaf.text),
        LeafKind::Phone => None,
    }
}

fn is_filler(line: &str) -> bool {
    let small = line.trim().to_lowercase();
    let has = |phrase: &&str| has_phrase(&small, phrase);
    FILLER.iter().any(has)
        || WHOLE.contains(&small.trim_matches(|c: char| !c.is_alphanumeric()))
        || has_bracketed_words(line)
        || small.chars().count() <= LINE_CHARS_MAX
            && (PHRASES.iter().any(has) || NOBODYS.iter().any(has) || has_blank_to_fill(&small))
}

/// Whether a text has words in square brackets that are no link, as starter sites leave them to be filled in: `[year]`,
/// `[What you sell]`. Not an editor's `[sic]`, a language's `[EN]` or a note's `[1]`.
fn has_bracketed_words(text: &str) -> bool {
    const CHARS: std::ops::RangeInclusive<usize> = 4..=40;
    text.match_indices('[').any(|(at, _)| {
        let inside = text.get(at + 1..).and_then(|rest| rest.split_once(']'));
        inside.is_some_and(|(words, after)| {
            let is_word = |c: char| c.is_alphabetic() || " ’',.".contains(c);
            CHARS.contains(&words.chars().count())
                && words.starts_with(char::is_alphabetic)
                && words.chars().all(is_word)
                && words.chars().any(char::is_lowercase)
                && !after.starts_with(['(', '[', ':'])
        })
    })
}

/// Whether a phrase stands in a text, and is not a part of longer words.
fn has_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        // What begins a word may go on: `adipi` of `adipiscing`, `st` of `street`.
        !before.is_some_and(char::is_alphanumeric)
    })
}

/// Whether a text has a name in brackets that somebody was to fill in: `[your name]`, `{{company}}`, `<insert date>`.
fn has_blank_to_fill(text: &str) -> bool {
    const BEGINS: [&str; 5] = ["your ", "insert ", "add ", "enter ", "company name"];
    let opened = |open: char, close: char| {
        text.match_indices(open).any(|(at, _)| {
            let inside = text.get(at + open.len_utf8()..).and_then(|rest| rest.split_once(close));
            // Behind a bracket, the words of a link.
            inside.is_some_and(|(words, after)| {
                BEGINS.iter().any(|begin| words.starts_with(begin)) && !after.starts_with('(')
            })
        })
    };
    let is_name = |name: &str| {
        let name = name.trim();
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_. ".contains(c))
    };
    let double = text.split_once("{{").and_then(|(_, rest)| rest.split_once("}}"));
    opened('[', ']') || opened('<', '>') || double.is_some_and(|(name, _)| is_name(name))
}

fn is_nobodys_mail(text: &str) -> bool {
    let address = without_scheme("mailto", text).to_lowercase();
    let address = address.split('?').next().unwrap_or_default();
    let host = address.rsplit_once('@').map(|(_, host)| host.trim());
    host.is_some_and(|host| HOSTS.contains(&host))
}

fn is_nobodys_link(text: &str) -> bool {
    let small = text.trim().to_lowercase();
    if small.starts_with("mailto:") {
        return is_nobodys_mail(&small);
    }
    let host = small.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    HOSTS.contains(&host.strip_prefix("www.").unwrap_or(host))
}

/// The phone numbers that a text says are ones.
fn numbers(leaf: &Leaf) -> Vec<String> {
    let dialled = |link: &str| {
        let is_tel = link.trim().get(..4).is_some_and(|it| it.eq_ignore_ascii_case("tel:"));
        is_tel.then(|| without_scheme("tel", link).replace("%20", " "))
    };
    match leaf.kind {
        LeafKind::Phone => vec![without_scheme("tel", &leaf.text).to_owned()],
        LeafKind::Link => dialled(&leaf.text).into_iter().collect(),
        LeafKind::Markdown => {
            outline(&leaf.text).links.iter().filter_map(|link| dialled(link)).collect()
        }
        LeafKind::Text | LeafKind::Email => Vec::new(),
    }
}

fn is_nobodys_number(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let is_run = |next: fn(u32) -> u32| {
        let mut run = 1;
        digits.windows(2).any(|pair| {
            let goes_on = matches!(pair, [a, b] if next(*a) == *b);
            run = if goes_on { run + 1 } else { 1 };
            run >= RUN_MIN
        })
    };
    is_run(|digit| digit) || is_run(|digit| (digit + 1) % 10)
}

/// Whether a section says nothing but what the example of its template does.
fn is_example(part: &Part) -> bool {
    static EXAMPLES: LazyLock<HashMap<String, HashSet<String>>> = LazyLock::new(examples);
    let Some(example) = EXAMPLES.get(&part.template) else { return false };
    let words = || {
        let is_word = |leaf: &&Leaf| leaf.kind != LeafKind::Link && !leaf.text.trim().is_empty();
        part.leaves.iter().filter(is_word).map(|leaf| leaf.text.trim())
    };
    part.kind == PartKind::Section
        && words().any(|text| text.chars().count() >= EXAMPLE_CHARS_MIN)
        && words().all(|text| example.contains(text))
}

/// The texts of the examples, by the keys of their templates.
fn examples() -> HashMap<String, HashSet<String>> {
    let templates: Vec<Value> = serde_json::from_str(SECTION_TEMPLATES).unwrap_or_default();
    let texts = |template: Value| {
        let key = template.get("key")?.as_str()?.to_owned();
        let mut texts = HashSet::new();
        collect(template.get("example")?, &mut texts);
        Some((key, texts))
    };
    templates.into_iter().filter_map(texts).collect()
}

fn collect(value: &Value, texts: &mut HashSet<String>) {
    match value {
        Value::String(text) => drop(texts.insert(text.trim().to_owned())),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{has_bracketed_words, is_filler};

    #[test]
    fn what_a_starter_leaves_to_be_filled_in_is_no_text() {
        for blank in [
            "[What you sell]",
            "Open since [year].",
            "[your street], [your town]",
            "We make [what], by hand, in a workshop of which we have said so much here that the line is long: [what].",
            "[Two sentences about it.]",
        ] {
            assert!(is_filler(blank), "{blank}");
        }
        for text in [
            "[Read more](/about)",
            "As she wrote [sic] then",
            "Book here [EN]",
            "See [1]",
            "[text][1]",
            "[ ] open",
        ] {
            assert!(!has_bracketed_words(text), "{text}");
        }
    }
}
