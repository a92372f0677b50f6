//! Splits text into folded words.
//!
//! In scripts with blanks, a word is what is between blanks. Chinese, Japanese, Thai, Khmer and related scripts have
//! none. A dictionary would split the same word differently in different sentences, and keep compounds whole, so some
//! words would not be found. Instead, all short runs of letters (n-grams) are used: any part of a sentence matches,
//! and no language needs data of its own.

use std::collections::HashSet;

use deunicode::deunicode;
use icu_properties::{CodePointMapData, props::LineBreak};

use super::fold;

/// Characters of a word that are compared.
const LETTERS_MAX: usize = 40;

/// The role of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// It separates words.
    Gap,
    /// It is inside a word or between two: `Baby's`, `l'amour`.
    Apostrophe,
    /// A letter, digit or mark of a script with blanks.
    Spaced,
    /// A letter of a script without blanks, and the length of its runs: Chinese expresses in two letters what Thai, an
    /// alphabet, expresses in three.
    Unspaced(usize),
}

/// A piece of a text: letters of one class.
struct Piece {
    letters: Vec<char>,
    class: Class,
    /// Whether only an apostrophe is between it and the previous piece.
    is_joined: bool,
}

/// The words of a text in order, for a query: `Café Ñandú` gives `cafe`, `nandu`.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for Piece { letters, class, .. } in pieces(text) {
        if let Class::Unspaced(run) = class
            && letters.len() > run
        {
            words.extend(letters.windows(run).map(|run| run.iter().collect::<String>()));
        } else {
            words.push(letters.iter().take(LETTERS_MAX).collect());
        }
    }
    words
}

/// The distinct index words of several texts, at most `most`: the words themselves; the parts of `350km`; `baby's` as
/// one word; all runs of scripts without blanks; and each in Latin letters.
pub fn terms<'t>(texts: impl IntoIterator<Item = &'t str>, most: usize) -> Vec<String> {
    let mut terms = Terms { seen: HashSet::new(), in_order: Vec::new(), most };
    for text in texts {
        let pieces = pieces(text);
        for word in pieces.chunk_by(|_, next| next.is_joined) {
            for piece in word {
                terms.add_piece(piece);
            }
            if word.len() > 1 {
                terms.add(&word.iter().flat_map(|piece| &piece.letters).collect::<String>());
            }
        }
    }
    terms.in_order
}

struct Terms {
    seen: HashSet<String>,
    in_order: Vec<String>,
    most: usize,
}

impl Terms {
    fn add(&mut self, word: &str) {
        let word: String = word.chars().take(LETTERS_MAX).collect();
        if self.in_order.len() < self.most && !word.is_empty() && !self.seen.contains(&word) {
            self.seen.insert(word.clone());
            self.in_order.push(word);
        }
    }

    fn add_piece(&mut self, Piece { letters, class, .. }: &Piece) {
        let word: String = letters.iter().collect();
        if let Class::Unspaced(run) = class {
            for length in (1..=*run).rev() {
                letters.windows(length).for_each(|run| self.add(&run.iter().collect::<String>()));
            }
        } else {
            self.add(&word);
            let parts = letters.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
            let parts = parts.filter(|part| part.len() < letters.len());
            parts.for_each(|part| self.add(&part.iter().collect::<String>()));
        }
        for word in latin(&word) {
            self.add(&word);
        }
    }
}

/// The Latin transliterations of a word, for people without its keyboard; several for Chinese.
pub fn latin(word: &str) -> Vec<String> {
    if word.is_ascii() {
        return Vec::new();
    }
    let latin = deunicode(word).to_ascii_lowercase();
    let words = latin.split_whitespace();
    let letters = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect();
    words.map(letters).filter(|word: &String| !word.is_empty()).collect()
}

/// The same word as Arabic and Hebrew write it with the article, and with what they join to that, or without where it
/// has one: `مدينة` is in a text as `المدينة` and `والمدينة`.
pub fn with_article(word: &str) -> Vec<String> {
    const ARABIC: [&str; 6] = ["ال", "وال", "بال", "لل", "كال", "فال"];
    const HEBREW: [&str; 2] = ["ה", "וה"];
    // Shorter, and what is left is no word but a beginning of many.
    const LETTERS_MIN: usize = 3;
    let articles: &[&str] = match word.chars().next() {
        Some('\u{620}'..='\u{64a}') => &ARABIC,
        Some('\u{5d0}'..='\u{5ea}') => &HEBREW,
        Some(_) | None => return Vec::new(),
    };
    let is_word = |rest: &&str| rest.chars().count() >= LETTERS_MIN;
    let bare = articles.iter().filter_map(|article| word.strip_prefix(article)).filter(is_word);
    let stem = bare.min_by_key(|rest| rest.len()).unwrap_or(word);
    if !is_word(&stem) {
        return Vec::new();
    }
    let all =
        std::iter::once(stem.to_owned()).chain(articles.iter().map(|it| format!("{it}{stem}")));
    all.filter(|other| other != word).collect()
}

/// Whether a word is of a script that puts blanks between words.
pub fn has_gaps(word: &str) -> bool {
    word.is_ascii() || word.chars().all(|c| !matches!(class(c), Class::Unspaced(_)))
}

fn pieces(text: &str) -> Vec<Piece> {
    let letters: Vec<char> = fold(&with_groups(text)).chars().collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut before, mut is_joined) = (Class::Gap, false);
    for (at, c) in letters.iter().enumerate() {
        if is_between_groups(&letters, at) {
            continue;
        }
        let class = match (class(*c), before) {
            // A mark belongs to its letter.
            (Class::Spaced, Class::Unspaced(run)) if !c.is_alphanumeric() => Class::Unspaced(run),
            (class, _) => class,
        };
        match (class, pieces.last_mut()) {
            (Class::Gap, _) => {}
            (Class::Apostrophe, _) => is_joined = before == Class::Spaced,
            (_, Some(last)) if before == class => last.letters.push(*c),
            (Class::Spaced | Class::Unspaced(_), _) => {
                let is_joined = is_joined && before == Class::Apostrophe && class == Class::Spaced;
                pieces.push(Piece { letters: vec![*c], class, is_joined });
            }
        }
        before = class;
    }
    pieces
}

fn class(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            '\'' => Class::Apostrophe,
            c if c.is_ascii_alphanumeric() => Class::Spaced,
            _ => Class::Gap,
        };
    }
    match CodePointMapData::<LineBreak>::new().get(c) {
        LineBreak::ComplexContext => Class::Unspaced(3),
        LineBreak::Ideographic | LineBreak::ConditionalJapaneseStarter | LineBreak::Nonstarter
            if c.is_alphanumeric() =>
        {
            Class::Unspaced(2)
        }
        LineBreak::CombiningMark if !c.is_control() => Class::Spaced,
        _ if c.is_alphanumeric() => Class::Spaced,
        _ => Class::Gap,
    }
}

/// The text with grouping blanks in numbers (`1 200`) replaced by commas. An ordinary blank separates two numbers.
fn with_groups(text: &str) -> std::borrow::Cow<'_, str> {
    const BLANKS: [char; 3] = ['\u{a0}', '\u{202f}', '\u{2009}'];
    if !text.contains(BLANKS) {
        return text.into();
    }
    let letters: Vec<char> = text.chars().collect();
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| letters.get(at)).is_some_and(|letter| letter.is_numeric())
    };
    let grouped = letters.iter().enumerate().map(|(at, c)| {
        let groups = BLANKS.contains(c) && is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
        if groups { ',' } else { *c }
    });
    grouped.collect::<String>().into()
}

/// The folded text without the separators that group digits: `$1,200` contains `1200`.
pub fn loose(text: &str) -> String {
    let text = with_groups(text);
    let folded = fold(&text);
    if !folded.bytes().any(|byte| byte.is_ascii_digit()) {
        return folded.into_owned();
    }
    let letters: Vec<char> = folded.chars().collect();
    let kept = letters.iter().enumerate().filter(|(at, _)| !is_between_groups(&letters, *at));
    kept.map(|(_, c)| *c).collect()
}

/// Whether the character at that position groups the digits of a number by threes: `1,200`, `1.200`, `1'200`.
fn is_between_groups(letters: &[char], at: usize) -> bool {
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let is_mark =
        |at: usize| letters.get(at).is_some_and(|c| matches!(c, ',' | '.' | '\'' | '٬' | '٫'));
    if !is_mark(at) || !(1..=3).all(|step| is_digit(at + step)) || is_digit(at + 4) {
        return false;
    }
    // One to three digits, or further groups, come before it.
    let before = letters.get(..at).unwrap_or_default();
    let digits = before.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let starts_inside = before.iter().nth_back(digits).is_some_and(|c| c.is_alphanumeric());
    (1..=3).contains(&digits) && !starts_inside
}
