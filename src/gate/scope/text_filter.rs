//! Removes what mentions tools out of scope from texts for models.
//!
//! A sentence that names such a tool is removed. `{getImage: …}` in guidance marks text that is only useful with that
//! tool but does not name it.

use serde_json::{Map, Value};

use crate::catalogue;

/// The filter for one principal.
pub(super) struct TextFilter {
    /// The names of the tools that are out of scope.
    unspoken: Vec<&'static str>,
}

impl TextFilter {
    /// A filter that keeps the names for which `in_scope` holds.
    pub(super) fn of(in_scope: impl Fn(&str) -> bool) -> TextFilter {
        TextFilter { unspoken: catalogue::names().filter(|name| !in_scope(name)).collect() }
    }

    /// `text` without the sentences that mention a tool out of scope.
    pub(super) fn shown(&self, text: &str) -> String {
        let text = self.resolved(text);
        if self.unspoken.is_empty() || !self.unspoken.iter().any(|name| speaks_of(&text, name)) {
            return text;
        }
        sentences(&text)
            .filter(|sentence| !self.unspoken.iter().any(|name| speaks_of(sentence, name)))
            .collect::<String>()
            .trim_end()
            .to_owned()
    }

    /// A schema with filtered descriptions; `None` if nothing has to be removed.
    pub(super) fn described(&self, schema: &Map<String, Value>) -> Option<Map<String, Value>> {
        if self.unspoken.is_empty() {
            return None;
        }
        let mut shown = schema.clone();
        let properties = shown.get_mut("properties")?.as_object_mut()?;
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            if let Some(Value::String(about)) = property.get_mut("description") {
                *about = self.shown(about);
            }
            if property.get("description").is_some_and(|about| about == "") {
                property.shift_remove("description");
            }
        }
        Some(shown)
    }

    /// The text with its `{tool: …}` marks resolved.
    fn resolved(&self, text: &str) -> String {
        let mut shown = String::new();
        let mut rest = text;
        while let Some((before, mark)) = rest.split_once('{') {
            shown.push_str(before);
            let marked = mark.split_once('}').and_then(|(inside, after)| {
                let (tool, words) = inside.split_once(": ")?;
                let is_tool = catalogue::names().any(|known| known == tool);
                is_tool.then_some((tool, words, after))
            });
            if let Some((tool, words, after)) = marked {
                if !self.unspoken.contains(&tool) {
                    shown.push_str(words);
                }
                rest = after;
            } else {
                shown.push('{');
                rest = mark;
            }
        }
        shown.push_str(rest);
        // A list item without text is removed.
        let lines = shown.split('\n').map(str::trim_end).filter(|line| *line != "-");
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Whether `text` contains `name` as a whole word.
fn speaks_of(text: &str, name: &str) -> bool {
    let in_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(in_word) && !after.is_some_and(in_word)
    })
}

/// The sentences of a text, each with the blank or line break after it.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let blank = rest.find(". ").map(|at| at + 2);
        let line = rest.find('\n').map(|at| at + 1);
        let end = blank.into_iter().chain(line).min().unwrap_or(rest.len());
        let (sentence, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = after;
        Some(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(unspoken: &[&'static str]) -> TextFilter {
        TextFilter::of(|name| !unspoken.contains(&name))
    }

    #[test]
    fn a_sentence_that_names_a_missing_tool_is_left_out() {
        let text = "Light. updatePost publishes it. See getPost.";
        assert_eq!(without(&["updatePost"]).shown(text), "Light. See getPost.");
        assert_eq!(without(&["getPost"]).shown(text), "Light. updatePost publishes it.");
        assert_eq!(without(&["getPage"]).shown(text), text);
        // A longer word is a different word.
        assert_eq!(without(&["getPost"]).shown("getPosts are."), "getPosts are.");
    }

    #[test]
    fn a_mark_shows_its_text_with_its_tool_only() {
        let text = "- {getImage: Pictures first.}\n- Rest. {getPost: Posts.}";
        assert_eq!(without(&[]).shown(text), "- Pictures first.\n- Rest. Posts.");
        assert_eq!(without(&["getImage", "getPost"]).shown(text), "- Rest.");
        // Other braces stay.
        assert_eq!(without(&[]).shown("Each { id, op: x }."), "Each { id, op: x }.");
    }
}
