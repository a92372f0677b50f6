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

use std::{collections::BTreeSet, fmt, sync::LazyLock};

use deskhand::{
    tool::{Card, Findable},
    tools::defaults::tools::rank::ranked,
};
use serde::Deserialize;

/// So many of a hundred sentences have a tool of theirs in first place, and among the first three. Of so many at most
/// it is said that nothing does it.
struct Enough {
    kind: &'static str,
    first: usize,
    first_three: usize,
    none_most: usize,
}

const fn enough(kind: &'static str, first: usize, first_three: usize, none_most: usize) -> Enough {
    Enough { kind, first, first_three, none_most }
}

/// Of the sentences that the ranking was tuned on, by their kind; the oldest have none.
const TUNED: [Enough; 6] = [
    enough("", 86, 98, 1),
    enough("indirect", 74, 94, 9),
    enough("confusion", 53, 96, 1),
    enough("keywords", 83, 97, 1),
    enough("languages", 94, 97, 1),
    enough("plain", 0, 0, 0),
];

/// Of those that it was not, which is what to expect of what people say and models type.
const UNSEEN: [Enough; 6] = [
    enough("", 78, 93, 1),
    enough("indirect", 73, 94, 5),
    enough("confusion", 63, 97, 1),
    enough("keywords", 94, 97, 1),
    enough("languages", 80, 95, 3),
    enough("plain", 88, 97, 4),
];

/// Fewer sentences than this tell little.
const JUDGED_MIN: usize = 290;

/// Of a hundred wishes that no tool fulfils, so many are said to be such.
const NONE_TUNED: usize = 89;
const NONE_UNSEEN: usize = 84;

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
    /// Any of them will do; none where nothing does this.
    tools: Vec<String>,
    /// `plain`, `indirect`, `confusion`, `keywords`, `languages`, `nothing`.
    #[serde(default)]
    kind: String,
}

static SENTENCES: LazyLock<Sentences> =
    LazyLock::new(|| toml::from_str(include_str!("tool_choice.toml")).unwrap());

static TOOLS: LazyLock<Findable> = LazyLock::new(|| {
    let card = |tool: deskhand::gate::ListedTool| Card {
        name: tool.name,
        title: tool.title,
        toolset: "",
        description: tool.description,
        input_schema: tool.input_schema,
    };
    let cards = world::listed("admin").into_iter().map(card).collect();
    Findable { cards, ..Findable::default() }
});

#[derive(Clone, Copy, Default)]
struct Score {
    judged: usize,
    first: usize,
    first_three: usize,
    /// Said to be done by nothing.
    none: usize,
}

impl Score {
    /// Judges the sentences of a kind whose tools are all there, and prints those that miss.
    fn of(sentences: &[Sentence], kind: &str) -> Score {
        let mut score = Score::default();
        let there = |name: &String| TOOLS.cards.iter().any(|card| card.name == name);
        let of_kind = sentences.iter().filter(|one| one.kind == kind);
        for Sentence { text, tools, .. } in of_kind.filter(|one| one.tools.iter().all(there)) {
            let ranking = ranked(&TOOLS, text);
            let three = ranking.found.iter().take(3);
            let found: Vec<(&str, String)> =
                three.map(|it| (it.card.name, format!("{:.2}", it.score))).collect();
            let place = found.iter().position(|(name, _)| tools.iter().any(|tool| tool == name));
            score.judged += 1;
            score.first += usize::from(place == Some(0));
            score.first_three += usize::from(place.is_some());
            score.none += usize::from(ranking.none.is_some());
            let none = ranking.none;
            if place != Some(0) || none.is_some() {
                let how = if place.is_some() { "not first" } else { "missed" };
                eprintln!("{how}: `{text}` is for {tools:?}, found {found:?} {none:?}");
            }
        }
        score
    }

    #[track_caller]
    fn is_enough(self, enough: &Enough) {
        let Score { judged, first, first_three, none } = self;
        let kind = enough.kind;
        assert!(first * 100 >= judged * enough.first, "{kind}: {self}");
        assert!(first_three * 100 >= judged * enough.first_three, "{kind}: {self}");
        assert!(none * 100 <= judged * enough.none_most, "{kind}: {self}");
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Score { judged, first, first_three, none } = self;
        write!(
            f,
            "of {judged} sentences {first} first, {first_three} among the first three, {none} none"
        )
    }
}

// The two stand apart so that who tunes need not see what is held out:
// `cargo test --test tool_choice tuned -- --nocapture`.

#[test]
fn tools_are_found_by_the_sentences_that_the_ranking_was_tuned_on() {
    judge("tuned", &SENTENCES.sentence, &TUNED);
}

#[test]
fn tools_are_found_by_the_sentences_that_the_ranking_has_not_seen() {
    let judged: usize = judge("held out", &SENTENCES.held_out, &UNSEEN);
    assert!(judged >= JUDGED_MIN, "{judged}");
}

/// Judges each kind; how many sentences that were.
fn judge(what: &str, sentences: &[Sentence], all: &[Enough]) -> usize {
    let judged = all.iter().map(|enough| {
        let score = Score::of(sentences, enough.kind);
        eprintln!("{what} {}: {score}", enough.kind);
        score.is_enough(enough);
        score.judged
    });
    judged.sum()
}

#[test]
fn what_no_tool_does_is_said_to_be_done_by_none() {
    let Sentences { sentence, held_out } = &*SENTENCES;
    for (what, sentences, least) in
        [("tuned", sentence, NONE_TUNED), ("held out", held_out, NONE_UNSEEN)]
    {
        let score = Score::of(sentences, "nothing");
        eprintln!("{what}, nothing: {score}");
        assert!(score.judged >= 20 && score.none * 100 >= score.judged * least, "{what}: {score}");
    }
}

#[test]
fn a_sentence_stands_once_and_a_third_is_held_out() {
    let Sentences { sentence, held_out } = &*SENTENCES;
    let texts: BTreeSet<&str> =
        sentence.iter().chain(held_out).map(|one| one.text.as_str()).collect();
    assert_eq!(texts.len(), sentence.len() + held_out.len(), "a sentence stands twice");
    // About a third: each list may grow by a few at a time.
    assert!(held_out.len() * 10 >= texts.len() * 3, "{} of {}", held_out.len(), texts.len());
}

#[test]
fn every_tool_has_a_sentence() {
    let Sentences { sentence, held_out } = &*SENTENCES;
    let named: BTreeSet<&str> =
        sentence.iter().chain(held_out).flat_map(|one| &one.tools).map(String::as_str).collect();
    for card in &TOOLS.cards {
        assert!(named.contains(card.name), "no sentence is for {}", card.name);
    }
}
