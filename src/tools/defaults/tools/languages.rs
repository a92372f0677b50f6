//! Translates a wish in another language into the English words of tools.
//!
//! A language is a word list (`wishes/languages`) with one line for each English word. A word matches everything that
//! begins with it, so that it covers its inflected forms. A new tool needs English words only. The language of a wish
//! is the one that knows most of its words; if English knows as many, the wish is left as it is.

use std::{cmp::Reverse, collections::HashSet, sync::LazyLock};

use super::fold::fold;

/// The languages with their words.
const FILES: &[&str] = &[
    include_str!("wishes/languages/ar.txt"),
    include_str!("wishes/languages/cs.txt"),
    include_str!("wishes/languages/de.txt"),
    include_str!("wishes/languages/el.txt"),
    include_str!("wishes/languages/es.txt"),
    include_str!("wishes/languages/fr.txt"),
    include_str!("wishes/languages/hi.txt"),
    include_str!("wishes/languages/id.txt"),
    include_str!("wishes/languages/it.txt"),
    include_str!("wishes/languages/ja.txt"),
    include_str!("wishes/languages/ko.txt"),
    include_str!("wishes/languages/nl.txt"),
    include_str!("wishes/languages/pl.txt"),
    include_str!("wishes/languages/pt.txt"),
    include_str!("wishes/languages/ro.txt"),
    include_str!("wishes/languages/ru.txt"),
    include_str!("wishes/languages/sv.txt"),
    include_str!("wishes/languages/tr.txt"),
    include_str!("wishes/languages/uk.txt"),
    include_str!("wishes/languages/vi.txt"),
    include_str!("wishes/languages/zh.txt"),
];

/// A word or phrase, and its English translation.
struct Entry {
    words: Vec<String>,
    english: &'static str,
}

struct Language {
    /// The longest first.
    entries: Vec<Entry>,
    /// Words without meaning for the search.
    empty: HashSet<String>,
}

/// A wish as one language understands it.
#[derive(Default)]
struct Reading {
    /// The number of its letters in known words.
    known: usize,
    english: Vec<String>,
}

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| FILES.iter().map(|file| Language::parse(file)).collect());

/// The wish in English words; `None` if it is in English. `is_english` says whether a word is English.
pub(super) fn in_english(wish: &str, is_english: impl Fn(&str) -> bool) -> Option<String> {
    let folded = fold(wish);
    let tokens = tokens(&folded);
    let known: usize = tokens.iter().filter(|token| is_english(token)).map(|it| size(it)).sum();
    let readings: Vec<Reading> = LANGUAGES.iter().map(|language| language.read(&tokens)).collect();
    let most = readings.iter().map(|reading| reading.known).max().filter(|most| *most > known)?;
    // If two languages know equally much, both translations are used.
    let said = readings.into_iter().filter(|reading| reading.known == most);
    Some(said.flat_map(|reading| reading.english).collect::<Vec<_>>().join(" "))
}

impl Language {
    fn parse(file: &'static str) -> Language {
        let mut language = Language { entries: Vec::new(), empty: HashSet::new() };
        for (english, words) in file.lines().filter_map(|line| line.split_once(": ")) {
            let folded = fold(words);
            match english {
                "-" => language.empty.extend(tokens(&folded).into_iter().map(str::to_owned)),
                _ if english.starts_with('#') => {}
                english => language.entries.extend(folded.split(',').map(|phrase| Entry {
                    words: tokens(phrase).into_iter().map(str::to_owned).collect(),
                    english,
                })),
            }
        }
        let letters = |entry: &Entry| entry.words.iter().map(|word| size(word)).sum::<usize>();
        language.entries.sort_by_key(|entry| Reverse((entry.words.len(), letters(entry))));
        language
    }

    fn read(&self, tokens: &[&str]) -> Reading {
        let mut reading = Reading::default();
        let mut left = tokens;
        while let Some((first, rest)) = left.split_first() {
            if !has_gaps(first) {
                self.read_closely(first, &mut reading);
                left = rest;
                continue;
            }
            let begins = self.entries.iter().find(|entry| entry.begins(left));
            if self.empty.contains(*first) && begins.is_none_or(|entry| entry.words.len() < 2) {
                reading.known += size(first);
                left = rest;
            } else if let Some(entry) = begins {
                let (here, after) = left.split_at_checked(entry.words.len()).unwrap_or((left, &[]));
                reading.known += here.iter().map(|token| size(token)).sum::<usize>();
                reading.english.push(entry.english.to_owned());
                let last = here.last().filter(|_| entry.words.len() == 1);
                reading.english.extend(last.and_then(|token| self.within(token, entry)));
                left = after;
            } else {
                // A word that contains a known one: with an article in front, or in a compound.
                let within = self.entries.iter().find(|entry| entry.is_within(first));
                reading.known += within.map_or(0, |_| size(first) / 2);
                let english = within.map_or(*first, |entry| entry.english);
                reading.english.push(english.to_owned());
                left = rest;
            }
        }
        reading
    }

    /// The translation of the rest of a compound: `Preisseite` is a price and a page.
    fn within(&self, token: &str, first: &Entry) -> Option<String> {
        let rest = token.get(first.words.first()?.len()..)?;
        let second = self.entries.iter().find(|entry| entry.is_within(rest))?;
        (second.english != first.english).then(|| second.english.to_owned())
    }

    /// For scripts without blanks: repeatedly takes the longest known word.
    fn read_closely(&self, text: &str, reading: &mut Reading) {
        let mut left = text;
        while let Some(next) = left.chars().next() {
            let word = |entry: &'_ &Entry| {
                entry.words.first().is_some_and(|word| !has_gaps(word) && left.starts_with(word))
            };
            let entry = self.entries.iter().find(word);
            let empty = self.empty.iter().find(|word| !has_gaps(word) && left.starts_with(*word));
            let length = match (entry, empty) {
                (Some(entry), _) => {
                    reading.english.push(entry.english.to_owned());
                    let length = entry.words.first().map_or(0, String::len);
                    reading.known += length;
                    length
                }
                (None, Some(empty)) => {
                    reading.known += empty.len();
                    empty.len()
                }
                (None, None) => next.len_utf8(),
            };
            left = left.get(length..).unwrap_or_default();
        }
    }
}

impl Entry {
    /// Whether the tokens begin with this entry, each word by prefix.
    fn begins(&self, tokens: &[&str]) -> bool {
        tokens.len() >= self.words.len()
            && self.words.iter().zip(tokens).all(|(word, token)| is_form(word, token))
    }

    /// Whether the token contains this entry.
    fn is_within(&self, token: &str) -> bool {
        match self.words.as_slice() {
            [word] => size(word) >= least_within(word) && token.contains(word.as_str()),
            _ => false,
        }
    }
}

/// Whether `token` is a form of `word`: the shorter the word, the fewer letters may follow.
fn is_form(word: &str, token: &str) -> bool {
    let (word_size, token_size) = (word.chars().count(), token.chars().count());
    let more = match word_size {
        0..=2 => 0,
        3 => 3,
        4 => 6,
        _ => 16,
    };
    // In other scripts than Latin, a letter carries more meaning.
    let more = if word.is_ascii() || word_size > 2 { more } else { 4 };
    token.starts_with(word) && token_size <= word_size + more
}

/// The minimal length of a word to be found inside another.
fn least_within(word: &str) -> usize {
    if word.is_ascii() { 5 } else { 3 }
}

fn size(token: &str) -> usize {
    token.chars().count()
}

/// Whether the script of a word has blanks between words.
fn has_gaps(word: &str) -> bool {
    !word.chars().any(|c| {
        matches!(u32::from(c), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3005..=0x30ff | 0x3400..=0x9fff)
    })
}

/// The words of a folded text. A change between scripts with and without blanks separates words.
fn tokens(text: &str) -> Vec<&str> {
    let is_mark = |c: char| matches!(u32::from(c), 0x0900..=0x0eff);
    let pieces = text.split(|c: char| !c.is_alphanumeric() && !is_mark(c));
    let mut tokens = Vec::new();
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        let mut begin = 0;
        let mut before: Option<bool> = None;
        for (at, c) in piece.char_indices() {
            let gaps = has_gaps(c.encode_utf8(&mut [0; 4]));
            if before.is_some_and(|before| before != gaps) {
                tokens.extend(piece.get(begin..at));
                begin = at;
            }
            before = Some(gaps);
        }
        tokens.extend(piece.get(begin..));
    }
    tokens
}
