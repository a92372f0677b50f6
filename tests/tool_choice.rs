//! Whether the tool that somebody needs is found by what they say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what was not found"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]
#![allow(dead_code, reason = "the world serves two test binaries")]

#[path = "catalogue/world.rs"]
mod world;

use std::{fmt, sync::LazyLock};

use deskhand::{tool::Card, tools::defaults::tools::rank::ranked};
use serde::Deserialize;

/// So many of a hundred sentences have a tool of theirs in first place, and among the first three.
const FIRST_MIN: usize = 75;
const FIRST_THREE_MIN: usize = 95;

/// Fewer sentences than this tell little.
const JUDGED_MIN: usize = 120;

#[derive(Deserialize)]
struct Sentences {
    /// The ranking was tuned on these.
    sentence: Vec<Sentence>,
    /// And not on these.
    held_out: Vec<Sentence>,
}

#[derive(Deserialize)]
struct Sentence {
    text: String,
    tools: Vec<String>,
}

static SENTENCES: LazyLock<Sentences> =
    LazyLock::new(|| toml::from_str(include_str!("tool_choice.toml")).unwrap());

static CARDS: LazyLock<Vec<Card>> = LazyLock::new(|| {
    let card = |tool: deskhand::gate::ListedTool| Card {
        name: tool.name,
        title: tool.title,
        toolset: "",
        description: tool.description,
        input_schema: tool.input_schema,
    };
    world::listed("admin").into_iter().map(card).collect()
});

#[derive(Clone, Copy, Default)]
struct Score {
    judged: usize,
    first: usize,
    first_three: usize,
}

impl Score {
    /// Judges the sentences whose tools are all there, and prints those that miss.
    fn of(sentences: &[Sentence]) -> Score {
        let mut score = Score::default();
        let there = |name: &String| CARDS.iter().any(|card| card.name == name);
        for Sentence { text, tools } in sentences.iter().filter(|one| one.tools.iter().all(there)) {
            let found: Vec<&str> = ranked(&CARDS, text).iter().take(3).map(|it| it.name).collect();
            let place = found.iter().position(|name| tools.iter().any(|tool| tool == name));
            score.judged += 1;
            score.first += usize::from(place == Some(0));
            score.first_three += usize::from(place.is_some());
            if place != Some(0) {
                let how = if place.is_some() { "not first" } else { "missed" };
                eprintln!("{how}: `{text}` is for {tools:?}, found {found:?}");
            }
        }
        score
    }

    #[track_caller]
    fn is_enough(self) {
        let Score { judged, first, first_three } = self;
        assert!(first * 100 >= judged * FIRST_MIN, "{self}");
        assert!(first_three * 100 >= judged * FIRST_THREE_MIN, "{self}");
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Score { judged, first, first_three } = self;
        write!(f, "of {judged} sentences {first} first, {first_three} among the first three")
    }
}

#[test]
fn a_tool_is_found_by_what_people_say() {
    let score = Score::of(&SENTENCES.sentence);
    eprintln!("{score}");
    score.is_enough();
}

#[test]
fn a_tool_is_found_by_what_nobody_tuned_for() {
    let score = Score::of(&SENTENCES.held_out);
    eprintln!("held out: {score}");
}

#[test]
fn both_together_are_enough() {
    let (tuned, held_out) = (Score::of(&SENTENCES.sentence), Score::of(&SENTENCES.held_out));
    let all = Score {
        judged: tuned.judged + held_out.judged,
        first: tuned.first + held_out.first,
        first_three: tuned.first_three + held_out.first_three,
    };
    assert!(all.judged >= JUDGED_MIN, "{all}");
    all.is_enough();
}

#[test]
fn a_sentence_is_there_once_and_names_agreed_tools() {
    let Sentences { sentence, held_out } = &*SENTENCES;
    let mut texts: Vec<&str> =
        sentence.iter().chain(held_out).map(|one| one.text.as_str()).collect();
    let all = texts.len();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), all, "a sentence stands twice");
    assert!(held_out.len() * 3 >= all * 9 / 10, "a third is held out");
}
