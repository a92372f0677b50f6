//! A table of mistakes, and what holds for each of them.

use serde_json::Value;

use crate::desk::{Desk, in_both_eras};

/// One mistake: the call, the code, and words that message and suggestion must have.
pub struct Mistake {
    pub tool: &'static str,
    pub arguments: Value,
    pub code: &'static str,
    pub message: Vec<String>,
    pub suggestion: &'static str,
}

/// A line of the table. Words in `message` are separated by ` | `.
pub fn mistake(
    tool: &'static str,
    arguments: Value,
    code: &'static str,
    message: &str,
    suggestion: &'static str,
) -> Mistake {
    let message = message.split(" | ").map(str::to_owned).collect();
    Mistake { tool, arguments, code, message, suggestion }
}

/// Words of engines and parsers, which say nothing to those who read an answer.
const ENGINE_WORDS: [&str; 8] =
    ["SQL", "sqlite", "serde", "panick", "invalid type", "at line", "x-id", "constraint failed"];

/// No answer is longer; see `answer_chars_max`.
const ANSWER_CHARS_MAX: usize = 24_000;

/// Makes each mistake of the table, with a client of each generation.
pub fn each_is_refused(given: impl Fn(&mut Desk) -> Vec<Mistake>) {
    in_both_eras(|desk| {
        for mistake in given(desk) {
            is_refused(desk, &mistake);
        }
    });
}

/// Makes one mistake.
#[track_caller]
pub fn is_refused(desk: &mut Desk, mistake: &Mistake) -> Value {
    let Mistake { tool, arguments, code, .. } = mistake;
    let shown: String = format!("{tool} {arguments}").chars().take(300).collect();
    println!("{shown}");
    let before = desk.contents();
    let failure = desk.refused(tool, arguments.clone(), code);
    assert_eq!(desk.contents(), before, "{shown}");
    assert_eq!(failure["type"], type_of(code), "{failure}");
    assert_eq!(failure["retryable"], false, "{failure}");

    let length = failure.to_string().chars().count();
    assert!(length < ANSWER_CHARS_MAX, "{length} characters of an answer");
    let message = failure["message"].as_str().unwrap();
    for word in &mistake.message {
        assert!(message.contains(word.as_str()), "`{word}` is not in: {message}");
    }
    assert!(!message.ends_with('.'), "a sentence of an answer has no full stop: {message}");
    let suggestion = failure["suggestion"].as_str();
    let suggestion = suggestion.unwrap_or_else(|| panic!("no next step: {failure}"));
    assert!(
        suggestion.contains(mistake.suggestion),
        "`{}` is not in: {suggestion}",
        mistake.suggestion
    );
    for text in [message, suggestion] {
        assert!(!text.chars().any(char::is_control), "{text:?}");
        for word in ENGINE_WORDS {
            assert!(!text.contains(word), "`{word}` is in: {text}");
        }
    }
    failure
}

/// The type that every failure with this code has, as the catalogue of errors says.
fn type_of(code: &str) -> Value {
    let all = deskhand::error::catalogue();
    let found = all.as_array().unwrap().iter().find(|known| known["code"] == code);
    found.unwrap_or_else(|| panic!("{code} is in no catalogue"))["type"].clone()
}
