//! The order of tools for what somebody wants to do, best first, and whether any of them does it.
//!
//! A tool is a document of weighted fields: the verbs and the noun of its name, its title, its text, its
//! arguments, and what people say when they want it (`wishes`). A word of the query counts as itself or as the best of
//! its synonyms, the more the rarer that is among the tools in scope (BM25 without the length of texts: a tool is not
//! better because its text is short). The phrase that is nearest counts as a whole. What people want and no tool does
//! is ranked with the tools: where it fits better than any, nothing here does it. The same words give the same order.

use std::collections::{HashMap, HashSet};

use super::{
    document::{Document, VERBS},
    languages, stem,
    synonyms::{self, Meaning},
    wishes::{self, Phrase},
};
use crate::tool::{Card, Findable};

/// What a word counts that has been said in other words.
const AGAIN: f64 = 0.25;

/// What the nearest phrase counts, compared with all words.
const PHRASE: f64 = 0.8;

/// What is left of a tool that does another thing than is wanted with what it is about.
const OTHER_VERB: f64 = 0.75;

/// Words that count so much in a tool say surely that it is meant.
const SURE: f64 = 6.0;

/// What no tool does must fit so much better than any tool: to be sent away is worse than to look at one tool more.
const AHEAD: f64 = 1.15;

/// A tool below this does something else.
const FITS: f64 = 0.4;

/// A tool, and how well it fits: from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Found<'c> {
    pub card: &'c Card,
    pub score: f64,
}

/// What has been found.
#[derive(Debug)]
pub struct Ranking<'c> {
    /// The cards that fit, best first; where two fit alike, in their own order.
    pub found: Vec<Found<'c>>,
    /// Nothing here does it; who does, if that is known.
    pub none: Option<&'c str>,
}

/// The words of a query with how much each tells.
struct Wanted {
    meanings: Vec<Meaning>,
    rarities: HashMap<String, f64>,
    /// What is to be done with a thing, and how sure that is.
    verbs: HashMap<String, f64>,
}

/// The cards that fit. Who names tools means these.
pub fn ranked<'c>(findable: &'c Findable, query: &str) -> Ranking<'c> {
    if let Some(found) = named(findable, query) {
        return Ranking { found, none: None };
    }
    let tools: Vec<Document> = findable.cards.iter().map(Document::of).collect();
    let unconnected = findable.unconnected.iter().map(|(card, _)| Document::of(card));
    let others: Vec<Document> =
        unconnected.chain(wishes::elsewhere().iter().map(Document::elsewhere)).collect();
    let all = || tools.iter().chain(&others);
    let is_known = |root: &String| {
        synonyms::knows(root) || all().any(|document| document.words.contains_key(root))
    };
    let english = languages::in_english(query, |word| stem::roots(word).iter().all(is_known));
    let known = if english.is_some() { 1.0 } else { share_known(query, is_known) };
    let documents: Vec<&Document> = all().collect();
    let fits = Wanted::of(english.as_deref().unwrap_or(query), &documents).fits(&documents, known);
    let (here, elsewhere) = fits.split_at_checked(tools.len()).unwrap_or((&fits, &[]));

    let mut found: Vec<Found<'_>> = here
        .iter()
        .zip(&findable.cards)
        .map(|(score, card)| Found { card, score: *score })
        .filter(|found| found.score > 0.0)
        .collect();
    found.sort_by(|one, other| other.score.total_cmp(&one.score));
    let first = found.first().map_or(0.0, |found| found.score);
    let none = instead(findable, elsewhere, first);
    Ranking { found, none }
}

/// The tools whose names a query has, where it has nothing else.
fn named<'c>(findable: &'c Findable, query: &str) -> Option<Vec<Found<'c>>> {
    let letters = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let is_between = |c: char| c.is_whitespace() || ",;`\"".contains(c);
    let mut found: Vec<Found<'c>> = Vec::new();
    for word in query.split(is_between).map(letters).filter(|word| !word.is_empty()) {
        let card = findable.cards.iter().find(|card| letters(card.name) == word)?;
        if found.iter().all(|known| known.card.name != card.name) {
            found.push(Found { card, score: 1.0 });
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Who does it where no tool here does: what is behind a connection, what fits better and is elsewhere, or nobody.
fn instead<'c>(findable: &'c Findable, elsewhere: &[f64], first: f64) -> Option<&'c str> {
    let needs = findable.unconnected.iter().map(|(_, needs)| (needs.as_str(), 1.0));
    let things = wishes::elsewhere().iter().map(|thing| (thing.instead.as_str(), AHEAD));
    let who = elsewhere.iter().zip(needs.chain(things));
    let nearest = who.max_by(|(one, _), (other, _)| one.total_cmp(other));
    match nearest {
        Some((score, (who, ahead))) if *score >= FITS && *score > first * ahead => Some(who),
        _ => (first < FITS).then_some(""),
    }
}

/// How much of a query is in words that anything here has: from a half, for nothing, to one. Names and numbers are
/// not expected to be known.
#[expect(clippy::cast_precision_loss, reason = "a query has fewer than 2^52 words")]
fn share_known(query: &str, is_known: impl Fn(&String) -> bool) -> f64 {
    let is_mark = |c: char| !c.is_alphanumeric();
    let is_common = |word: &&str| word.chars().all(|c| c.is_lowercase() || is_mark(c));
    let words = query.split_whitespace().map(|word| word.trim_matches(is_mark)).filter(is_common);
    let mut roots: Vec<String> = words.flat_map(stem::roots).collect();
    roots.retain(|root| !synonyms::is_empty(root));
    let known = roots.iter().filter(|root| is_known(root)).count();
    if roots.is_empty() { 1.0 } else { 0.5 + 0.5 * known as f64 / roots.len() as f64 }
}

impl Wanted {
    fn of(query: &str, documents: &[&Document]) -> Wanted {
        let meanings = synonyms::meanings(query);
        let of_query = meanings.iter().flat_map(Meaning::words).map(str::to_owned);
        let said = documents.iter().flat_map(|document| document.said.iter().flatten());
        let words: HashSet<String> = of_query.chain(said.cloned()).collect();
        let rarities = words.into_iter().map(|word| {
            let rarity = rarity(documents, &word);
            (word, rarity)
        });
        let mut verbs: HashMap<String, f64> = HashMap::new();
        for verb in stem::roots(VERBS) {
            let near = meanings
                .iter()
                .map(|meaning| meaning.best(|word| if word == verb { 1.0 } else { 0.0 }).0)
                .fold(0.0, f64::max);
            if near > 0.0 {
                verbs.insert(verb, near);
            }
        }
        Wanted { rarities: rarities.collect(), meanings, verbs }
    }

    /// How well each document fits, from 0 to 1; of the words, a share of `known` is known at all.
    fn fits(&self, documents: &[&Document], known: f64) -> Vec<f64> {
        let scores: Vec<(f64, f64)> = documents.iter().map(|it| self.score(it)).collect();
        let best = scores.iter().map(|(words, _)| *words).fold(f64::MIN_POSITIVE, f64::max);
        let fit = |(words, phrase): &(f64, f64)| {
            let fits = (words / best + PHRASE * phrase) / (1.0 + PHRASE);
            fits * (words / SURE).min(1.0).sqrt() * known
        };
        scores.iter().map(fit).collect()
    }

    /// What is left of a document whose verb is not the one that is wanted.
    fn agreement(&self, document: &Document) -> f64 {
        if self.verbs.is_empty() || document.verbs.is_empty() {
            return 1.0;
        }
        let near = document.verbs.iter().filter_map(|verb| self.verbs.get(verb));
        OTHER_VERB + (1.0 - OTHER_VERB) * near.copied().fold(0.0, f64::max)
    }

    fn rarity(&self, word: &str) -> f64 {
        self.rarities.get(word).copied().unwrap_or_default()
    }

    /// What all words count in a document, and how near its nearest phrase is, from 0 to 1.
    fn score(&self, document: &Document) -> (f64, f64) {
        let mut counted: HashMap<&str, f64> = HashMap::new();
        for meaning in &self.meanings {
            let (counts, word) = meaning.best(|word| document.weight(word) * self.rarity(word));
            let known = counted.entry(word).or_default();
            // What is said twice in other words is hardly said more.
            *known = known.max(counts) + AGAIN * known.min(counts);
        }
        let phrases = document.said.iter().map(|phrase| self.nearness(phrase));
        let agreement = self.agreement(document);
        (agreement * counted.values().sum::<f64>(), agreement * phrases.fold(0.0, f64::max))
    }

    /// The share that a phrase and the query have in common.
    fn nearness(&self, phrase: &Phrase) -> f64 {
        let mut found: HashMap<&str, f64> = HashMap::new();
        let (mut asked, mut answered) = (0.0, 0.0);
        for meaning in &self.meanings {
            asked += meaning.best(|word| self.rarity(word)).0;
            let has = |word: &str| phrase.iter().any(|it| it == word);
            let (counts, word) =
                meaning.best(|word| if has(word) { self.rarity(word) } else { 0.0 });
            answered += counts;
            let known = found.entry(word).or_default();
            *known = known.max(counts);
        }
        let told = phrase.iter().filter(|word| !synonyms::is_empty(word));
        let told: f64 = told.map(|word| self.rarity(word)).sum();
        let found: f64 = found.values().sum();
        if asked * told > 0.0 { (answered / asked * (found / told).min(1.0)).sqrt() } else { 0.0 }
    }
}

/// How much a word tells one tool from the others; a tool that has it only by the way has less of it.
#[expect(clippy::cast_precision_loss, reason = "there are fewer than 2^52 tools")]
fn rarity(documents: &[&Document], word: &str) -> f64 {
    let all = documents.len() as f64;
    let has = |document: &&Document| {
        document.words.get(word).map_or(0.0, |weight| (weight / 2.0).min(1.0))
    };
    let having: f64 = documents.iter().map(has).sum();
    (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
}
