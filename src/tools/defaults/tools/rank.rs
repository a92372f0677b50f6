//! The order of tools for what somebody wants to do, best first.
//!
//! A tool is a document of weighted fields: the verbs and the noun of its name, its title, its text, its
//! arguments. A word of the query counts as itself or as the best of its synonyms, the more the rarer that
//! is among the tools in scope (BM25 without the length of texts: a tool is not better because its text is
//! short). A tool that has none of the words is not found. The same words give the same order.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{stem, synonyms, synonyms::Meaning};
use crate::{store::entity, tool::Card, unicode::rank};

/// What a word counts where it stands.
const VERB: f64 = 3.0;
const NOUN: f64 = 4.0;
const TITLE: f64 = 1.0;
const TEXT: f64 = 0.4;
const ARGUMENT: f64 = 0.5;

/// How soon more of the same word adds little, as in BM25.
const SATURATION: f64 = 1.5;

/// A tool as its words, each with what it counts.
struct Document(HashMap<String, f64>);

/// The cards that fit, best first; where two fit alike, in their own order.
pub fn ranked<'a>(cards: &'a [Card], query: &str) -> Vec<&'a Card> {
    let documents: Vec<Document> = cards.iter().map(Document::of).collect();
    let wanted = synonyms::meanings(query);
    let words = wanted.iter().flat_map(Meaning::words);
    let rarities: HashMap<&str, f64> = words.map(|word| (word, rarity(&documents, word))).collect();
    let mut scored: Vec<(f64, &Card)> = documents
        .iter()
        .zip(cards)
        .map(|(document, card)| (document.score(&wanted, &rarities), card))
        .filter(|(score, _)| *score > 0.0)
        .collect();
    scored.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    scored.into_iter().map(|(_, card)| card).collect()
}

impl Document {
    fn of(card: &Card) -> Document {
        let name = stem::parts(card.name);
        let (verb, noun) = name
            .split_first()
            .map_or((&[][..], &[][..]), |(_, rest)| (name.get(..1).unwrap_or_default(), rest));
        let mut document = Document(HashMap::new());
        document.add(VERB, verb.iter().cloned().chain(actions(card)));
        document.add(NOUN, noun.iter().cloned().chain(spoken(card.name)));
        document.add(TITLE, stem::roots(card.title));
        document.add(TEXT, stem::roots(&card.description));
        document.add(ARGUMENT, arguments(card));
        document
    }

    /// Adds a field; a word that stands in it twice counts once.
    fn add(&mut self, weight: f64, words: impl IntoIterator<Item = String>) {
        let words: HashSet<String> = words.into_iter().collect();
        for word in words {
            *self.0.entry(word).or_default() += weight;
        }
    }

    fn score(&self, wanted: &[Meaning], rarities: &HashMap<&str, f64>) -> f64 {
        let word = |word: &String| {
            self.weight(word) * rarities.get(word.as_str()).copied().unwrap_or_default()
        };
        let meaning = |meaning: &Meaning| {
            let itself = meaning.said.as_ref().map(word).unwrap_or_default();
            let synonyms = meaning.means.iter().map(|(other, near)| near * word(other));
            synonyms.fold(itself, f64::max)
        };
        wanted.iter().map(meaning).sum()
    }

    /// What a word counts in this tool, rarity aside.
    fn weight(&self, word: &str) -> f64 {
        let weight = self.0.get(word).copied().unwrap_or_default();
        rank::saturated(weight, SATURATION, SATURATION)
    }
}

/// How much a word tells one tool from the others.
fn rarity(documents: &[Document], word: &str) -> f64 {
    let having = documents.iter().filter(|document| document.0.contains_key(word)).count();
    rank::rarity(documents.len(), having)
}

/// The actions of a tool that has several, by the verbs of the other tools: what one lists, another gets.
fn actions(card: &Card) -> Vec<String> {
    let named = card.input_schema.get("properties").and_then(|all| all.pointer("/action/enum"));
    let named = named.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    named
        .map(|action| if action == "list" { "get" } else { action })
        .flat_map(stem::roots)
        .collect()
}

/// What people call the entity that the tool's name names.
fn spoken(name: &str) -> Vec<String> {
    let noun = name.trim_start_matches(|c: char| c.is_lowercase());
    let entity = entity::ENTITIES.iter().find(|entity| entity.name.eq_ignore_ascii_case(noun));
    entity.map(|entity| stem::roots(entity.singular)).unwrap_or_default()
}

/// The names of the tool's own arguments: what they name, it can change or look for.
fn arguments(card: &Card) -> Vec<String> {
    let named = card.input_schema.get("properties").and_then(Value::as_object);
    named.into_iter().flat_map(|all| all.keys()).flat_map(|name| stem::parts(name)).collect()
}
