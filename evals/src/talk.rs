//! A model that does a task: it is told what a host tells it, speaks with the person, and calls tools.

use anyhow::{Error, Result};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    attempt::Attempt,
    model::{Conversation, Model, Named, Shown, Tokens, Wanted},
};

/// What a conversation was like.
#[derive(Debug, Default)]
pub struct Talk {
    /// How often the model was asked.
    pub requests: usize,
    pub tokens: Tokens,
    /// Answers that were cut off for their length.
    pub cut: usize,
    /// Whether the model was still at it when it had no turns left.
    pub is_unfinished: bool,
    /// Everything that was said and done, in order.
    pub transcript: Vec<Value>,
}

/// Why a conversation broke off.
pub enum Broken {
    /// By the endpoint: nothing can be said of the model or the server.
    Endpoint(Error),
    /// By the server.
    Server(Error),
}

/// What a host tells every model, with what the server has to say. The person is not described: they write.
fn system(instructions: &str, today: Date) -> String {
    let today = today.strftime("%A %-d %B %Y");
    format!(
        "You are the assistant of the person who writes to you. You work for them with your tools. \
         Today is {today}.\n\n{instructions}"
    )
}

impl Talk {
    /// The conversation, until the person has nothing more to say or so many requests were made.
    pub fn hold(
        &mut self,
        model: &Model,
        attempt: &mut Attempt<'_>,
        turns_max: usize,
        today: Date,
    ) -> Result<(), Broken> {
        let system = system(&attempt.world().assistant.instructions, today);
        let mut conversation = Conversation::new(model, &system);
        self.transcript.push(json!({ "system": system }));
        let words = attempt.begin().map_err(Broken::Server)?;
        self.heard(&words, &mut conversation);
        while self.requests < turns_max {
            // Anew each time: some servers show more tools once they are looked for.
            let tools = Named::of(attempt.world().assistant.tools().map_err(Broken::Server)?);
            self.requests += 1;
            let spoken = conversation.next(&tools).map_err(Broken::Endpoint)?;
            self.tokens.input += spoken.tokens.input;
            self.tokens.output += spoken.tokens.output;
            self.cut += usize::from(spoken.cut);
            if !spoken.text.is_empty() {
                self.transcript.push(json!({ "assistant": spoken.text }));
            }
            if spoken.calls.is_empty() {
                match attempt.say(&spoken.text).map_err(Broken::Server)? {
                    Some(words) => self.heard(&words, &mut conversation),
                    None => return Ok(()),
                }
                continue;
            }
            let mut shown = Vec::new();
            for wanted in spoken.calls {
                shown.push(self.call(wanted, &tools, attempt).map_err(Broken::Server)?);
            }
            conversation.results(&shown);
        }
        self.is_unfinished = true;
        Ok(())
    }

    fn heard(&mut self, words: &str, conversation: &mut Conversation<'_>) {
        self.transcript.push(json!({ "person": words }));
        conversation.person(words);
    }

    fn call(&mut self, wanted: Wanted, tools: &Named, attempt: &mut Attempt<'_>) -> Result<Shown> {
        let tool = tools.real(&wanted.tool);
        let arguments = match wanted.arguments {
            Ok(arguments) => arguments,
            Err(why) => {
                attempt.unreadable();
                let text = format!("{tool} was not called: {why}. Send them as one JSON object.");
                self.transcript.push(json!({ "call": tool, "answer": text }));
                return Ok(Shown { id: wanted.id, text, failed: true });
            }
        };
        let called = attempt.call(tool, &arguments);
        let answer = called.as_ref().map_or_else(ToString::to_string, |reply| reply.text.clone());
        self.transcript.push(json!({ "call": tool, "arguments": arguments, "answer": answer }));
        let reply = called?;
        let failed = reply.error().is_some();
        Ok(Shown { id: wanted.id, text: reply.text, failed })
    }
}
