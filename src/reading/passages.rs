//! Finds the passages of several texts that best answer a question.
//!
//! They are ranked like in full-text indexes ([`rank`]). The result is deterministic.

use std::collections::{HashMap, HashSet};

use crate::unicode::{self, rank};

/// Bytes. Shorter paragraphs are joined with the next one, because a heading belongs to its paragraph.
const LENGTH_MIN: usize = 200;

/// Bytes. Longer paragraphs are cut at the end of a sentence.
const LENGTH_MAX: usize = 900;

/// The most passages of a text that are ranked.
const PASSAGES_MAX: usize = 400;

/// The parameters k1 and b of BM25: how soon repeated words count less, and how much long passages count less.
const K: f64 = 1.2;
const B: f64 = 0.75;

/// Passages with this share of common words count as duplicates.
const DUPLICATE_SHARE: f64 = 0.7;

/// A passage of one of the texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The index of the text.
    pub text: usize,
    /// The position among the passages of that text.
    pub place: usize,
    pub words: String,
}

struct Scored {
    passage: Passage,
    words: HashMap<String, usize>,
    length: usize,
    score: f64,
}

/// The passages that best answer `question`, best first, at most `budget` bytes together. If none contains a word of
/// it, the beginnings of the texts.
pub fn best(question: &str, texts: &[&str], budget: usize) -> Vec<Passage> {
    let mut asked = words(question);
    asked.sort_unstable();
    asked.dedup();
    let mut passages: Vec<Scored> = texts
        .iter()
        .enumerate()
        .flat_map(|(text, whole)| {
            let parts = split(whole).into_iter().take(PASSAGES_MAX).enumerate();
            parts.map(move |(place, words)| Passage { text, place, words })
        })
        .map(scored)
        .collect();
    score(&mut passages, &asked);
    // Ties are in the order of the texts and of the passages in them.
    passages.sort_by(|a, b| {
        let place = |it: &Scored| (it.passage.place, it.passage.text);
        b.score.total_cmp(&a.score).then_with(|| place(a).cmp(&place(b)))
    });
    let has_answer = passages.first().is_some_and(|first| first.score > 0.0);
    chosen(passages, has_answer, budget)
}

fn scored(passage: Passage) -> Scored {
    let all = words(&passage.words);
    let length = all.len();
    let mut counted = HashMap::new();
    for word in all {
        *counted.entry(word).or_insert(0) += 1;
    }
    Scored { passage, words: counted, length, score: 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn score(passages: &mut [Scored], asked: &[String]) {
    let count = passages.len();
    let lengths = passages.iter().map(|it| it.length).sum::<usize>();
    let average = lengths as f64 / count.max(1) as f64;
    for word in asked {
        let having = passages.iter().filter(|it| it.words.contains_key(word)).count();
        let weight = rank::rarity(count, having);
        for it in passages.iter_mut() {
            let times = it.words.get(word).copied().unwrap_or(0) as f64;
            let long = 1.0 - B + B * it.length as f64 / average.max(1.0);
            it.score += weight * rank::saturated(times, K, K * long);
        }
    }
}

fn chosen(passages: Vec<Scored>, has_answer: bool, budget: usize) -> Vec<Passage> {
    let mut left = budget;
    let mut taken: Vec<Scored> = Vec::new();
    for it in passages {
        let is_wanted = if has_answer { it.score > 0.0 } else { it.passage.place == 0 };
        let fits = it.passage.words.len() <= left;
        if is_wanted && fits && !taken.iter().any(|other| is_same(&it, other)) {
            left -= it.passage.words.len();
            taken.push(it);
        }
    }
    taken.into_iter().map(|it| it.passage).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn is_same(a: &Scored, b: &Scored) -> bool {
    let [a, b]: [HashSet<&String>; 2] = [a.words.keys().collect(), b.words.keys().collect()];
    let common = a.intersection(&b).count() as f64;
    common >= DUPLICATE_SHARE * a.len().min(b.len()) as f64
}

/// Words, case-folded and without a plural ending.
fn words(text: &str) -> Vec<String> {
    let words = unicode::words(text).into_iter();
    let words = words.filter(|word| word.len() > 1 && !STOP.contains(&word.as_str()));
    words
        .map(|word| match word.strip_suffix('s') {
            Some(one) if one.len() > 2 && !one.ends_with('s') => one.to_owned(),
            Some(_) | None => word,
        })
        .collect()
}

/// Words that occur in almost every passage.
const STOP: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "has",
    "have", "how", "in", "is", "it", "its", "of", "on", "or", "that", "the", "this", "to", "was",
    "what", "when", "where", "which", "who", "why", "will", "with", "you", "your",
];

/// The paragraphs of a text, short ones joined and long ones cut.
fn split(text: &str) -> Vec<String> {
    let mut passages: Vec<String> = Vec::new();
    let mut open = String::new();
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let begins_anew = paragraph.starts_with('#') && open.len() >= LENGTH_MIN / 2;
        if open.len() >= LENGTH_MIN || begins_anew || open.len() + paragraph.len() > LENGTH_MAX {
            passages.extend(closed(&mut open));
        }
        if !open.is_empty() {
            open.push_str("\n\n");
        }
        open.push_str(paragraph);
        while open.len() > LENGTH_MAX {
            let rest = open.split_off(cut(&open, LENGTH_MAX));
            passages.extend(closed(&mut open));
            rest.trim_start().clone_into(&mut open);
        }
        if passages.len() >= PASSAGES_MAX {
            return passages;
        }
    }
    passages.extend(closed(&mut open));
    passages
}

fn closed(open: &mut String) -> Option<String> {
    let whole = std::mem::take(open).trim().to_owned();
    (!whole.is_empty()).then_some(whole)
}

/// Where to cut a text to at most `max` bytes: after a sentence or else a word, if there is one.
pub fn cut(text: &str, max: usize) -> usize {
    let max = text.floor_char_boundary(max);
    let Some(head) = text.get(..max) else { return 0 };
    let enough = |at: &usize| *at >= max / 2;
    let after = |end: &str| head.rfind(end).map(|at| at + end.len()).filter(enough);
    after("\n\n")
        .or_else(|| after(". "))
        .or_else(|| after("\n"))
        .or_else(|| after(" "))
        .unwrap_or(max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_passages_that_answer_come_first_and_once() {
        let filler = "The studio stands by the river and has a small garden behind it. ".repeat(6);
        let answer = "Parking is free for customers on Saturdays, in the yard behind the house.";
        let first = format!("{filler}\n\n# Parking\n\n{answer}\n\n{filler}");
        let second = format!("{answer}\n\n{}", filler.replace("river", "lake"));
        let found =
            best("Where can customers park? free parking Saturday", &[&first, &second], 2000);
        assert_eq!(found[0].words.matches("Parking is free").count(), 1, "{found:#?}");
        let with_answer = found.iter().filter(|it| it.words.contains("Parking is free")).count();
        assert_eq!(with_answer, 1, "the same passage of two pages is one: {found:#?}");
    }

    #[test]
    fn a_question_is_answered_in_any_script() {
        let texts = [
            "当店は京都にあります。\n\n駐車場は土曜日に無料です。",
            "Парковка по субботам бесплатна.",
        ];
        let best = |question| best(question, &texts, 500)[0].text;
        assert_eq!([best("駐車場"), best("бесплатная ПАРКОВКА")], [0, 1]);
    }

    #[test]
    fn without_an_answer_the_beginnings_are_shown() {
        let texts = ["Alpha one two three.", "Beta four five six."];
        let found = best("zebra", &texts, 100);
        let shown: Vec<&str> = found.iter().map(|it| it.words.as_str()).collect();
        assert_eq!(shown, texts);
        assert_eq!(best("zebra", &[], 100), []);
        assert_eq!(best("", &texts, 25).len(), 1);
    }

    #[test]
    fn passages_keep_to_their_length_in_every_script() {
        for text in
            ["日本語のとても長い文章です。".repeat(400), "word ".repeat(2000), "x".repeat(5000)]
        {
            let parts = split(&text);
            assert!(parts.iter().all(|part| part.len() <= LENGTH_MAX), "{}", parts.len());
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            assert_eq!(parts.iter().map(|part| letters(part)).sum::<usize>(), letters(&text));
        }
    }
}
