//! A tool as a search document: its words with weights.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{
    stem, synonyms,
    wishes::{self, Phrase},
};
use crate::{store::entity, tool::Card};

/// The weights of words by where they occur.
const VERB: f64 = 3.0;
const NOUN: f64 = 4.0;
const TITLE: f64 = 1.0;
const TEXT: f64 = 0.4;
const ARGUMENT: f64 = 0.5;
/// For each phrase that contains the word.
const SAID: f64 = 0.8;
/// For phrases of wishes that no tool fulfils, which have no other fields.
const SAID_ELSEWHERE: f64 = 4.0;

/// How soon more occurrences of a word add little, as in BM25.
const SATURATION: f64 = 1.5;

/// The verbs of tools.
pub(super) const VERBS: &str = "create update delete get undo";

/// A tool as weighted words and phrases.
pub(super) struct Document {
    /// The verbs of the tool.
    pub(super) verbs: Vec<String>,
    pub(super) words: HashMap<String, f64>,
    pub(super) said: &'static [Phrase],
}

impl Document {
    pub(super) fn of(card: &Card) -> Document {
        let name = stem::parts(card.name);
        let (verb, noun) = match name.split_first() {
            // The part after a protocol is its method, not a noun.
            Some((protocol, _)) if protocol == "http" => {
                (&[][..], name.get(..1).unwrap_or_default())
            }
            Some((_, noun)) => (name.get(..1).unwrap_or_default(), noun),
            None => (&[][..], &[][..]),
        };
        let said = wishes::of_tool(card.name);
        let verbs: Vec<String> = verb.iter().cloned().chain(actions(card)).collect();
        let of_things = stem::roots(VERBS);
        let known = verbs.iter().filter(|verb| of_things.contains(verb)).cloned().collect();
        let mut document = Document { verbs: known, words: HashMap::new(), said };
        document.add(VERB, verbs);
        document.add(NOUN, noun.iter().cloned().chain(spoken(card.name)));
        document.add(TITLE, stem::roots(card.title));
        document.add(TEXT, stem::roots(&card.description));
        document.add(ARGUMENT, arguments(card));
        for phrase in said {
            document.add(SAID, phrase.iter().cloned());
        }
        document
    }

    pub(super) fn elsewhere(thing: &'static wishes::Elsewhere) -> Document {
        let mut document = Document { verbs: Vec::new(), words: HashMap::new(), said: &thing.said };
        for phrase in &thing.said {
            let words: Vec<&String> =
                phrase.iter().filter(|word| !synonyms::is_empty(word)).collect();
            let share =
                SAID_ELSEWHERE / f64::from(u32::try_from(words.len().max(1)).unwrap_or(u32::MAX));
            for word in words {
                let weight = document.words.entry(word.clone()).or_default();
                *weight = weight.max(share);
            }
        }
        document
    }

    /// Adds a field; a word that occurs twice in it counts once.
    fn add(&mut self, weight: f64, words: impl IntoIterator<Item = String>) {
        let words: HashSet<String> = words.into_iter().collect();
        for word in words {
            *self.words.entry(word).or_default() += weight;
        }
    }

    /// The weight of a word in this tool, without its rarity.
    pub(super) fn weight(&self, word: &str) -> f64 {
        let weight = self.words.get(word).copied().unwrap_or_default();
        weight * (SATURATION + 1.0) / (weight + SATURATION)
    }
}

/// The actions of a tool as the verbs of other tools: `list` is `get`.
fn actions(card: &Card) -> Vec<String> {
    let named = card.input_schema.get("properties").and_then(|all| all.pointer("/action/enum"));
    let named = named.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    named
        .map(|action| if action == "list" { "get" } else { action })
        .flat_map(stem::roots)
        .collect()
}

/// The nouns for the entity in the tool's name.
fn spoken(name: &str) -> Vec<String> {
    let noun = name.trim_start_matches(|c: char| c.is_lowercase());
    let entity = entity::ENTITIES.iter().find(|entity| entity.name.eq_ignore_ascii_case(noun));
    entity.map(|entity| stem::roots(entity.singular)).unwrap_or_default()
}

/// The names of the tool's own arguments, because it can change or search what they name.
fn arguments(card: &Card) -> Vec<String> {
    let named = card.input_schema.get("properties").and_then(Value::as_object);
    named.into_iter().flat_map(|all| all.keys()).flat_map(|name| stem::parts(name)).collect()
}
