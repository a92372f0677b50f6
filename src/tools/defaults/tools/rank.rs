//! Ranks tools for a wish, best first, and decides whether any of them fits.
//!
//! A tool is a document of weighted fields: verb and noun of its name, title, description, arguments, and phrases that
//! people use (`wishes`). A word of the query counts as itself or as its best synonym, weighted by its rarity among
//! the tools in scope (BM25 without length normalisation, because a short description does not make a tool better).
//! The most similar phrase counts as a whole. Wishes that no tool fulfils are ranked together with the tools: if one
//! fits better than any tool, the answer is that no tool does it. The ranking is deterministic.

use std::collections::{HashMap, HashSet};

use super::{
    document::{Document, VERBS},
    languages, stem,
    synonyms::{self, Meaning},
    wishes::{self, Phrase},
};
use crate::tool::{Card, Findable};

/// The weight of a second query word with the same meaning.
const AGAIN: f64 = 0.25;

/// The weight of the most similar phrase, relative to all words together.
const PHRASE: f64 = 0.8;

/// The factor for a tool with the right noun but another verb.
const OTHER_VERB: f64 = 0.75;

/// The score from which a tool is certainly meant.
const SURE: f64 = 6.0;

/// How much better a wish that no tool fulfils must fit than any tool: a wrong refusal is worse than one tool too
/// many.
const AHEAD: f64 = 1.15;

/// A tool with a lower score does not fit.
const FITS: f64 = 0.4;

/// A tool with its score from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Found<'c> {
    pub card: &'c Card,
    pub score: f64,
}

/// The result of a search.
#[derive(Debug)]
pub struct Ranking<'c> {
    /// The tools that fit, best first; ties in the order of the catalogue.
    pub found: Vec<Found<'c>>,
    /// Set if no tool fits: who does it, if known.
    pub none: Option<&'c str>,
}

/// The words of a query with their weights.
struct Wanted {
    meanings: Vec<Meaning>,
    rarities: HashMap<String, f64>,
    /// The wanted verbs, each with its certainty.
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
    let wanted = Wanted::of(english.as_deref().unwrap_or(query), &documents);
    let mut fits = wanted.fits(&documents, known);
    let (here, elsewhere) = fits.split_at_mut_checked(tools.len()).unwrap_or_default();
    // One word says little: it means what is elsewhere only if that is all that people say of it.
    if wanted.meanings.len() == 1 && here.iter().any(|score| *score > 0.0) {
        for (score, document) in elsewhere.iter_mut().zip(&others) {
            if !wanted.is_said_of(document) {
                *score = 0.0;
            }
        }
    }

    let mut found: Vec<Found<'_>> = here
        .iter()
        .zip(&findable.cards)
        .map(|(score, card)| Found { card, score: *score })
        .filter(|found| found.score > 0.0)
        .collect();
    found.sort_by(|one, other| other.score.total_cmp(&one.score));
    let first = found.first().map_or(0.0, |found| found.score);
    let none = match instead(findable, elsewhere, first) {
        Some("") if wanted.meanings.len() == 1 && first > 0.0 => None,
        none => none,
    };
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

/// The share of the query in known words, scaled from a half (none) to one (all). Names and numbers need not be known.
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

    /// The score of each document from 0 to 1; `known` is the share of known words.
    fn fits(&self, documents: &[&Document], known: f64) -> Vec<f64> {
        let scores: Vec<(f64, f64)> = documents.iter().map(|it| self.score(it)).collect();
        let best = scores.iter().map(|(words, _)| *words).fold(f64::MIN_POSITIVE, f64::max);
        let fit = |(words, phrase): &(f64, f64)| {
            let fits = (words / best + PHRASE * phrase) / (1.0 + PHRASE);
            fits * (words / SURE).min(1.0).sqrt() * known
        };
        scores.iter().map(fit).collect()
    }

    /// The factor for a document whose verb is not the wanted one.
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

    /// The sum of all words' weights in a document, and the similarity of its most similar phrase, from 0 to 1.
    fn score(&self, document: &Document) -> (f64, f64) {
        let mut counted: HashMap<&str, f64> = HashMap::new();
        for meaning in &self.meanings {
            let (counts, word) = meaning.best(|word| document.weight(word) * self.rarity(word));
            let known = counted.entry(word).or_default();
            // A second word with the same meaning adds little.
            *known = known.max(counts) + AGAIN * known.min(counts);
        }
        let phrases = document.said.iter().map(|phrase| self.nearness(phrase));
        let agreement = self.agreement(document);
        (agreement * counted.values().sum::<f64>(), agreement * phrases.fold(0.0, f64::max))
    }

    /// Whether people say just these words of it.
    fn is_said_of(&self, document: &Document) -> bool {
        document.said.iter().any(|phrase| self.nearness(phrase) > 0.99)
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

/// How rare a word is among the tools; a tool in which it has little weight counts less.
#[expect(clippy::cast_precision_loss, reason = "there are fewer than 2^52 tools")]
fn rarity(documents: &[&Document], word: &str) -> f64 {
    let all = documents.len() as f64;
    let has = |document: &&Document| {
        document.words.get(word).map_or(0.0, |weight| (weight / 2.0).min(1.0))
    };
    let having: f64 = documents.iter().map(has).sum();
    (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
}
