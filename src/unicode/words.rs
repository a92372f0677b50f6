//! The words of a text, folded.
//!
//! Where a script puts blanks between words, a word is what stands between them. Chinese, Japanese, Thai, Khmer and
//! their neighbours put none. A dictionary would cut them, but it cuts a word differently in different sentences and
//! keeps compounds whole, and then a word that is there is not found. So these are taken as all their short runs of
//! letters: whatever is part of the sentence is part of its runs, and no language needs data of its own.

use std::collections::HashSet;

use deunicode::deunicode;
use icu_properties::{CodePointMapData, props::LineBreak};

use super::fold;

/// A longer word is compared by its beginning.
const LETTERS_MAX: usize = 40;

/// What a character is to the words around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// It stands between words.
    Gap,
    /// It stands inside a word, or between two: `Baby's`, `l'amour`.
    Apostrophe,
    /// A letter or digit of a script with blanks, or a mark of one.
    Spaced,
    /// A letter of a script without blanks, and how many of them make a run: Chinese says with two what Thai, which
    /// has an alphabet, says with three.
    Unspaced(usize),
}

/// A piece of a text: letters of one class.
struct Piece {
    letters: Vec<char>,
    class: Class,
    /// Whether nothing but an apostrophe stands between it and the one before.
    is_joined: bool,
}

/// The words of a text in their order, as they are asked for: `Café Ñandú` gives `cafe`, `nandu`.
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

/// The different words by which several texts are found, at most so many: their own; the parts of `350km`; `baby's` as
/// one word; all short runs where words are not separate; and each in Latin letters.
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

/// A word of another script in Latin letters, for those who have no other keyboard; several for one of Chinese.
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
            // A mark goes with its letter.
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

/// The text with the blanks that group digits (`1 200`) as commas. An ordinary blank stands between two numbers.
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

/// A text as it is compared, and its numbers without what groups their digits: `$1,200` has `1200` in it.
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

/// Whether at that place stands what groups the digits of a number by threes: `1,200`, `1.200`, `1'200`.
fn is_between_groups(letters: &[char], at: usize) -> bool {
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let is_mark =
        |at: usize| letters.get(at).is_some_and(|c| matches!(c, ',' | '.' | '\'' | '٬' | '٫'));
    if !is_mark(at) || !(1..=3).all(|step| is_digit(at + step)) || is_digit(at + 4) {
        return false;
    }
    // Before it stand one to three digits, or groups that go on.
    let before = letters.get(..at).unwrap_or_default();
    let digits = before.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let starts_inside = before.iter().nth_back(digits).is_some_and(|c| c.is_alphanumeric());
    (1..=3).contains(&digits) && !starts_inside
}
