//! Requests to addresses, and answers as they are.

pub mod get;
pub mod post;
mod sent;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::content::shortened;
use crate::{
    outbound::Answer,
    reading::{self, ContentType},
    tool::weight,
    value::Untrusted,
};

/// Headers that say something to whoever reads the answer.
const TELLING: &[&str] = &[
    "content-type",
    "content-language",
    "last-modified",
    "etag",
    "location",
    "link",
    "allow",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
];

/// A longer header is cut here, in characters.
const HEADER_MAX: usize = 500;

/// What the answer has besides its body, in bytes.
const FRAME: usize = 600;

/// An answer as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct Reply {
    status: u16,
    /// Those that tell something, by name.
    headers: BTreeMap<String, String>,
    /// Where the body is JSON whose numbers every program reads alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "json_schema")]
    json: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// What it is where it is neither JSON nor text.
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<String>,
    /// Of the body, in bytes.
    size: usize,
    /// The end of text was cut off.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
}

/// Any JSON. Some clients warn of what accepts anything without saying so, and of several types at once.
fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let kinds = ["object", "string", "number", "boolean"].map(|kind| json!({ "type": kind }));
    let others = [json!({ "type": "array", "items": {} }), json!({ "const": null })];
    let kinds: Vec<Value> = kinds.into_iter().chain(others).collect();
    schemars::json_schema!({ "anyOf": kinds, "description": "Where the body is JSON." })
}

/// Digits that a number may have for every program to read the same: those of a double.
const EXACT_DIGITS: usize = 15;

/// Whether all numbers of a JSON text stay what they are in programs that know doubles only. Where one does not, an
/// order number or an amount would be another in the answer: such a body is shown as it came.
fn is_exact(text: &str) -> bool {
    let (mut in_text, mut escaped) = (false, false);
    let (mut digits, mut in_exponent, mut exponent) = (0_usize, false, 0_u32);
    for c in text.chars() {
        if in_text {
            (in_text, escaped) = (escaped || c != '"', !escaped && c == '\\');
            continue;
        }
        match c {
            '0'..='9' if in_exponent => {
                exponent = exponent.saturating_mul(10).saturating_add(c.to_digit(10).unwrap_or(0));
            }
            // Noughts before the first other digit count for nothing.
            '0' if digits == 0 => {}
            '0'..='9' => digits += 1,
            'e' | 'E' if digits > 0 => in_exponent = true,
            '.' | '+' | '-' => {}
            _ => {
                in_text = c == '"';
                (digits, in_exponent, exponent) = (0, false, 0);
            }
        }
        if digits > EXACT_DIGITS || exponent > 300 {
            return false;
        }
    }
    true
}

impl Reply {
    /// What came, in at most `budget` bytes.
    fn of(answer: &Answer, budget: usize) -> Untrusted<Reply> {
        let headers = TELLING.iter().filter_map(|name| {
            let value: String = answer.header(name)?.chars().take(HEADER_MAX).collect();
            Some(((*name).to_owned(), value))
        });
        let headers: BTreeMap<String, String> = headers.collect();
        let head: usize = headers.iter().map(|(name, value)| name.len() + value.len() + 6).sum();
        let mut reply = Reply {
            status: answer.status(),
            headers,
            json: None,
            text: None,
            other: None,
            size: answer.body.len(),
            truncated: false,
        };
        let budget = budget.saturating_sub(FRAME + head + answer.url().len());
        reply.fill(&answer.body, answer.header("content-type"), budget);
        Untrusted::new(answer.url(), reply)
    }

    fn fill(&mut self, body: &[u8], declared: Option<&str>, budget: usize) {
        if body.is_empty() {
            return;
        }
        let sort = ContentType::of(body, declared);
        if let ContentType::Other(name) = sort {
            self.other = Some(name);
            return;
        }
        let text = reading::text(body, declared);
        if sort == ContentType::Json
            && is_exact(&text)
            && let Ok(json) = serde_json::from_str::<Value>(&text)
            && weight(&json) <= budget
        {
            self.json = Some(json);
            return;
        }
        let (text, truncated) = shortened(text, budget);
        (self.text, self.truncated) = (Some(text), truncated);
    }
}

#[cfg(test)]
mod tests;
