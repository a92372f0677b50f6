//! Other spellings of a text: what is the same to a person and written otherwise, where it stands, and how it differs.

use std::{borrow::Cow, ops::Range};

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::{CodePointMapData, props::GeneralCategory};

use super::{compose, fold, loose};

/// So many spellings are told apart in one text.
const SPELLINGS_MAX: usize = 5;

/// Stands where something has been found already. No text has it: it is refused in all of them.
const FOUND: &str = "\u{1}";

/// Another spelling of what was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    pub written: String,
    /// The words of which it is a part, where it is one.
    pub within: Option<String>,
    /// How often it stands in the text.
    pub times: usize,
    /// In what it differs: `capitals`.
    pub differs: String,
}

/// The spellings in which `sought` stands in `text` beside its own, in the order of the text.
pub fn other_spellings(text: &str, sought: &str) -> Vec<Spelling> {
    let alike = loose(sought);
    let mut others = Vec::new();
    if alike.trim().is_empty() || !loose(text).contains(&alike) {
        return others;
    }
    let mut rest = compose(text).replace(sought, FOUND);
    while others.len() < SPELLINGS_MAX
        && let Some(place) = loose_place(&rest, &alike)
        && let Some(written) = rest.get(place.clone())
        && !written.is_empty()
    {
        let written = written.to_owned();
        let within = whole_words(&rest, place).filter(|words| *words != written);
        let times = rest.matches(&*written).count();
        rest = rest.replace(&*written, FOUND);
        let differs = difference(sought, &written);
        others.push(Spelling { written, within, times, differs });
    }
    others
}

/// The words that a place is a part of.
fn whole_words(text: &str, place: Range<usize>) -> Option<String> {
    let (before, rest) = text.split_at_checked(place.start)?;
    let (written, after) = rest.split_at_checked(place.len())?;
    let starts = before.trim_end_matches(char::is_alphanumeric).len();
    let ends = after.len() - after.trim_start_matches(char::is_alphanumeric).len();
    Some(format!("{}{written}{}", before.get(starts..)?, after.get(..ends)?))
}

/// The first place in a text, composed, of what is the same to a person as `sought`, which is [`loose`].
pub fn loose_place(text: &str, sought: &str) -> Option<Range<usize>> {
    // Mostly in one line, and a line is short.
    let lines = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    });
    let mut lines = lines.filter(|(_, line)| loose(line).contains(sought));
    let (offset, text) = lines.next().unwrap_or((0, text));
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    // The shortest beginning that has it, and of that the shortest end.
    let until = |end: &usize| text.get(..*end).is_some_and(|text| loose(text).contains(sought));
    let end = *ends.get(ends.partition_point(|end| !until(end)))?;
    let starts: Vec<usize> =
        text.char_indices().map(|(at, _)| at).take_while(|at| *at < end).collect();
    let from =
        |start: &usize| text.get(*start..end).is_some_and(|text| loose(text).contains(sought));
    let start = *starts.get(starts.partition_point(from).checked_sub(1)?)?;
    Some(offset + start..offset + end)
}

/// One way in which two spellings can differ, and a text without it.
type Way = (&'static str, fn(&str) -> String);

const WAYS: [Way; 5] = [
    ("capitals", |text| CaseMapper::new().fold_string(text).into_owned()),
    ("blanks", |text| text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()),
    ("quotes or dashes", |text| text.chars().map(typed).collect()),
    ("accents", without_accents),
    ("the form of its letters", |text| {
        ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
    }),
];

/// In what two spellings differ, in words.
fn difference(one: &str, other: &str) -> String {
    let is_same = |ways: &[Way]| {
        let plain = |text: &str| ways.iter().fold(text.to_owned(), |text, (_, plain)| plain(&text));
        plain(one) == plain(other)
    };
    if let Some((name, _)) = WAYS.iter().find(|way| is_same(&[**way])) {
        return (*name).to_owned();
    }
    for (at, first) in WAYS.iter().enumerate() {
        for second in WAYS.iter().skip(at + 1) {
            if is_same(&[*first, *second]) {
                return format!("{} and {}", first.0, second.0);
            }
        }
    }
    let differs = if fold(one) == fold(other) { "its letters" } else { "what groups its digits" };
    differs.to_owned()
}

/// A quotation mark or a dash as keyboards have it.
fn typed(c: char) -> char {
    match c {
        '‘' | '’' | '‛' | 'ʼ' | '′' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        c => c,
    }
}

fn without_accents(text: &str) -> String {
    let apart: Cow<'_, str> = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    let categories = CodePointMapData::<GeneralCategory>::new();
    let is_mark = |c: &char| categories.get(*c) == GeneralCategory::NonspacingMark;
    let plain: String = apart.chars().filter(|c| !is_mark(c)).collect();
    compose(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_otherwise_is_found_with_how_it_differs() {
        let told = |text: &str, sought: &str| {
            let others = other_spellings(text, sought).into_iter();
            others
                .map(|it| {
                    let within = it.within.map(|words| format!(" in {words}")).unwrap_or_default();
                    format!("{} {} {}{within}", it.times, it.written, it.differs)
                })
                .collect::<Vec<_>>()
                .join("; ")
        };
        for (text, sought, others) in [
            (
                "Photo sessions and photo sessions.",
                "photo session",
                "1 Photo session capitals in Photo sessions",
            ),
            ("a wrench", "Wren", "1 wren capitals in wrench"),
            ("PHOTO photo Photo Photo", "photo", "1 PHOTO capitals; 2 Photo capitals"),
            ("photo photo", "photo", ""),
            ("Café cafe", "cafe", "1 Café capitals and accents"),
            ("café", "cafe", "1 café accents"),
            ("two\u{a0}words", "two words", "1 two\u{a0}words blanks"),
            ("Baby’s", "Baby's", "1 Baby’s quotes or dashes"),
            ("ｗｒｅｎ", "wren", "1 ｗｒｅｎ the form of its letters"),
            ("1,200", "1200", "1 1,200 what groups its digits"),
            ("ПРИВЕТ", "привет", "1 ПРИВЕТ capitals"),
            ("Ada\nwren\nWREN", "Wren", "1 wren capitals; 1 WREN capitals"),
            ("nothing", "wren", ""),
            ("a - b", "-", ""),
            ("a — b", " ", ""),
        ] {
            assert_eq!(told(text, sought), others, "{text}");
        }
    }
}
