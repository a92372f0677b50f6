//! Checks text: its length, its form, and hidden characters.

use serde_json::Value;

use super::{Check, Place, Problem};
use crate::{
    tool::arguments::{
        UNOFFERED,
        error_phrases::{nearest, short},
    },
    value::{Form, LINE_ADVICE, hidden},
};

/// The option that people mean by another word for it (`x-said`), where there is one.
fn meant<'o>(schema: &Value, options: &[&'o str], text: &str) -> Option<&'o str> {
    let said = schema.get("x-said")?.as_object()?;
    let text = text.to_lowercase().replace(['_', '-', ' '], "");
    let is_word = |word: &str| {
        let rest = text.strip_prefix(word);
        rest.is_some_and(|rest| matches!(rest, "" | "s" | "es"))
    };
    let has = |words: &Value| words.as_str().is_some_and(|words| words.split(' ').any(is_word));
    let (name, _) = said.iter().find(|(_, words)| has(words))?;
    options.iter().copied().find(|option| option == name)
}

impl Check {
    pub(super) fn text(&mut self, place: &Place<'_>, schema: &Value, text: &str) {
        if let Some(options) = schema.get("enum").and_then(Value::as_array) {
            let options: Vec<&str> = options.iter().filter_map(Value::as_str).collect();
            let unoffered = schema.get(UNOFFERED).and_then(Value::as_array);
            let passes = || unoffered.is_some_and(|all| all.iter().any(|value| value == text));
            if !options.contains(&text) && !passes() {
                let near = nearest(text, options.iter().copied());
                let near = meant(schema, &options, text).or(near);
                let near =
                    near.map_or("use one of these".to_owned(), |near| format!("use `{near}`"));
                let near = Some(near);
                let message =
                    format!("must be one of {}, not `{}`", options.join(", "), short(text));
                self.add(place, message, near);
            }
            return;
        }
        let limit = |name: &str| schema.get(name).and_then(Value::as_u64);
        let (min, max) = (limit("minLength").unwrap_or(0), limit("maxLength").unwrap_or(u64::MAX));
        // There are never fewer bytes than characters. If the bytes fit, the characters need not be counted, which is
        // slow for a base64 image.
        let bytes = text.len() as u64;
        let fits = min <= 1 && bytes <= max;
        let length = if fits { bytes } else { text.chars().count() as u64 };
        if length == 0 && min > 0 {
            self.add(place, "is empty".to_owned(), None);
        } else if length < min {
            self.add(place, format!("needs at least {min} characters"), None);
        } else if length > max {
            self.add(place, format!("has {length} characters; at most {max} are allowed"), None);
        }
        if self.hides(place, schema, text) {
            return;
        }
        if let Some(form) = schema.get("x-form").and_then(Value::as_str).and_then(Form::parse)
            && let Err(error) = form.check(text)
        {
            let suggestion = error.suggestion().map(str::to_owned);
            self.found.push(Problem {
                path: place.to_string(),
                message: error.message().to_owned(),
                suggestion,
                code: error.code(),
            });
        }
    }

    /// Whether a text contains forbidden characters: in a single line, line breaks and hidden characters; in longer
    /// text, control characters. Other hidden characters were removed before.
    fn hides(&mut self, place: &Place<'_>, schema: &Value, text: &str) -> bool {
        let has = |key: &str| schema.get(key).is_some();
        if has("x-as-is") {
            return false;
        }
        let is_line = !has("x-lines");
        let found = if is_line { hidden::in_line(text) } else { hidden::control(text) };
        let Some(found) = found else { return false };
        let advice = if is_line { LINE_ADVICE } else { "send it without control characters" };
        self.add(place, format!("holds {found}"), Some(advice.to_owned()));
        true
    }

    /// A member name that the schema leaves to the caller must be a single line.
    pub(super) fn name(&mut self, place: &Place<'_>, name: &str) {
        if let Some(found) = hidden::in_line(name) {
            let message = format!("the name of a field holds {found}");
            self.add(place, message, Some(LINE_ADVICE.to_owned()));
        }
    }
}
