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
    /// Where the body is JSON.
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
    let kinds =
        ["object", "array", "string", "number", "boolean"].map(|kind| json!({ "type": kind }));
    schemars::json_schema!({ "anyOf": kinds, "description": "Where the body is JSON." })
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
        reply.fill(answer, budget);
        Untrusted::new(answer.url(), reply)
    }

    fn fill(&mut self, answer: &Answer, budget: usize) {
        let declared = answer.header("content-type");
        if answer.body.is_empty() {
            return;
        }
        let sort = ContentType::of(&answer.body, declared);
        if let ContentType::Other(name) = sort {
            self.other = Some(name);
            return;
        }
        let text = reading::text(&answer.body, declared);
        if sort == ContentType::Json
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
