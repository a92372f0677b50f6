//! A model behind an endpoint: what it is asked, and what it says.

mod anthropic;
mod endpoint;
mod openai;
mod tools;

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use self::{
    endpoint::{Endpoint, key},
    tools::Named,
};

/// How an endpoint is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Api {
    /// `ENDPOINT/chat/completions`: `OpenAI`, and nearly everybody else.
    Openai,
    /// `ENDPOINT/v1/messages`.
    Anthropic,
}

/// A model, and where it is.
pub struct Model {
    pub name: String,
    pub api: Api,
    pub endpoint: Endpoint,
    /// What a request has besides: `{"temperature": 0}`.
    pub extra: Map<String, Value>,
}

/// How an endpoint is reached.
pub struct Reach {
    pub url: String,
    pub key: Option<String>,
    /// How long one answer may take.
    pub wait: Duration,
    /// How often a request is made that fails for now.
    pub tries: u32,
    /// How long after the first failure it is made again; twice as long after each further one.
    pub pause: Duration,
}

/// What was read and written, as the endpoint counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    pub input: u64,
    pub output: u64,
}

/// One answer of a model.
#[derive(Debug)]
pub struct Spoken {
    pub text: String,
    pub calls: Vec<Wanted>,
    /// Whether it was cut off for its length.
    pub cut: bool,
    pub tokens: Tokens,
    /// The same as the endpoint wants it back.
    back: Value,
}

/// A call that a model wants.
#[derive(Debug)]
pub struct Wanted {
    pub id: String,
    /// As the model names it.
    pub tool: String,
    /// What is wrong with them, if they are no JSON object.
    pub arguments: Result<Map<String, Value>, String>,
}

/// What a call came to, for the model.
pub struct Shown {
    pub id: String,
    pub text: String,
    pub failed: bool,
}

/// What has been said so far, in the endpoint's own form.
pub struct Conversation<'m> {
    model: &'m Model,
    system: String,
    messages: Vec<Value>,
}

impl Model {
    /// A model at an endpoint.
    pub fn at(name: &str, api: Api, reach: Reach, extra: Map<String, Value>) -> Result<Model> {
        ensure!(!name.trim().is_empty(), "the model has no name: --model");
        let endpoint = Endpoint::new(api, reach)?;
        Ok(Model { name: name.to_owned(), api, endpoint, extra })
    }
}

impl<'m> Conversation<'m> {
    pub fn new(model: &'m Model, system: &str) -> Conversation<'m> {
        let messages = match model.api {
            Api::Openai => vec![json!({ "role": "system", "content": system })],
            Api::Anthropic => Vec::new(),
        };
        Conversation { model, system: system.to_owned(), messages }
    }

    /// What the person says.
    pub fn person(&mut self, words: &str) {
        self.messages.push(json!({ "role": "user", "content": words }));
    }

    /// What the calls came to.
    pub fn results(&mut self, shown: &[Shown]) {
        match self.model.api {
            Api::Openai => self.messages.extend(shown.iter().map(openai::result)),
            Api::Anthropic => self.messages.push(anthropic::results(shown)),
        }
    }

    /// The model's next answer.
    pub fn next(&mut self, tools: &Named) -> Result<Spoken> {
        let mut body = match self.model.api {
            Api::Openai => openai::request(&self.model.name, &self.messages, tools),
            Api::Anthropic => {
                anthropic::request(&self.model.name, &self.system, &self.messages, tools)
            }
        };
        if let Some(fields) = body.as_object_mut() {
            // An empty list is refused.
            fields.retain(|key, value| key != "tools" || *value != json!([]));
            fields.extend(self.model.extra.clone());
        }
        let answer = self.model.endpoint.post(&body)?;
        let spoken = match self.model.api {
            Api::Openai => openai::spoken(&answer),
            Api::Anthropic => anthropic::spoken(&answer),
        };
        let spoken = match spoken {
            Ok(spoken) => spoken,
            Err(error) => bail!(self.model.endpoint.about(&format!("{error:#}"), &answer)),
        };
        self.messages.push(spoken.back.clone());
        Ok(spoken)
    }
}

/// The arguments of a call, as a text or as an object.
fn arguments(given: Option<&Value>) -> Result<Map<String, Value>, String> {
    match given {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(fields)) => Ok(fields.clone()),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(Map::new()),
        Some(Value::String(text)) => match serde_json::from_str(text) {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(_) => Err("the arguments are no JSON object".to_owned()),
            Err(error) => Err(format!("the arguments are no JSON: {error}")),
        },
        Some(_) => Err("the arguments are no JSON object".to_owned()),
    }
}

/// A count in the usage of an answer; nothing where the endpoint does not count.
fn tokens(answer: &Value, fields: &[&str]) -> u64 {
    let usage = answer.get("usage");
    let count = |field: &&str| usage?.get(*field)?.as_u64();
    fields.iter().filter_map(count).sum()
}

/// The only text there is, or all texts of the parts of a kind.
fn text(content: Option<&Value>) -> String {
    match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

/// A list in an answer that has to be there.
fn list<'a>(answer: &'a Value, field: &str) -> Result<&'a Vec<Value>> {
    answer.get(field).and_then(Value::as_array).with_context(|| format!("it has no `{field}`"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::arguments;

    #[test]
    fn arguments_are_an_object() {
        let some = json!({ "a": 1 });
        assert_eq!(Value::from(arguments(Some(&json!("{\"a\": 1}"))).unwrap()), some);
        assert_eq!(Value::from(arguments(Some(&some)).unwrap()), some);
        for empty in [None, Some(&json!(null)), Some(&json!("")), Some(&json!(" "))] {
            assert!(arguments(empty).unwrap().is_empty());
        }
        for (wrong, why) in [
            (json!("{\"a\": "), "no JSON:"),
            (json!("[1]"), "no JSON object"),
            (json!("a=1"), "no JSON:"),
            (json!(1), "no JSON object"),
        ] {
            assert!(arguments(Some(&wrong)).unwrap_err().contains(why), "{wrong}");
        }
    }
}
