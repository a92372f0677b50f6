//! HTTP requests to any address, and their answers.

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

/// The headers that are useful to the caller.
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

/// Characters. Longer headers are cut.
const HEADER_MAX: usize = 500;

/// Bytes of an answer besides its body.
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

/// Any JSON. The schema says so explicitly, because some clients warn about an empty schema or a list of types.
fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let kinds = ["object", "string", "number", "boolean"].map(|kind| json!({ "type": kind }));
    let others = [json!({ "type": "array", "items": {} }), json!({ "const": null })];
    let kinds: Vec<Value> = kinds.into_iter().chain(others).collect();
    schemars::json_schema!({ "anyOf": kinds, "description": "Where the body is JSON." })
}

/// The digits that every program reads exactly: those of a double.
const EXACT_DIGITS: usize = 15;

/// Whether all numbers in a JSON text are exact as doubles. Otherwise an order number or amount could change in the
/// answer, so such a body is returned as text.
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
            // Leading zeros do not count.
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
    /// The answer in at most `budget` bytes.
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
