//! Web search services: one interface, and a file for each service.
//!
//! A service's file describes its requests and parses its answers. A result that cannot be parsed is skipped. The
//! texts are untrusted; whoever shows them marks them.

mod brave;
mod exa;
mod field;
mod searxng;
mod tavily;

use std::{collections::HashSet, time::Duration};

use serde_json::Value;

pub use self::brave::BRAVE;
pub use self::exa::EXA;
pub use self::searxng::SEARXNG;
pub use self::tavily::TAVILY;
use super::target::Target;
use super::{Answer, Caps, Provider, spoken_wait};
use crate::error::{Code, Error, Result};

/// Every service; the one with the most suitable results for an assistant comes first.
pub const ENGINES: &[&Engine] = &[&TAVILY, &EXA, &BRAVE, &SEARXNG];

/// Bytes. Twenty results of some thousand characters each.
const ANSWER_MAX: usize = 2 << 20;

/// The wait in seconds after "too many requests", if the service does not say.
const WAIT: u64 = 60;

/// A web search service.
pub struct Engine {
    /// The name on the wire.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    ask: fn(&Provider, &WebQuery) -> Question,
    read: fn(&Value) -> Vec<Hit>,
    /// The suggestion if the service refuses a request.
    refusal: &'static str,
}

/// A search query.
#[derive(Clone, Debug)]
pub struct WebQuery {
    /// The query, in natural language.
    pub query: String,
    pub count: usize,
    /// Whether to search news only.
    pub news: bool,
}

enum Question {
    Get(String),
    Post(String, Value),
}

/// A search result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub title: String,
    pub url: String,
    /// An excerpt of the page, chosen by the service.
    pub snippet: String,
    /// The publication date as the service writes it.
    pub date: Option<String>,
}

impl Engine {
    /// The results, best first, without duplicate addresses.
    ///
    /// # Errors
    /// See `Failure`, and the errors for HTTP statuses.
    pub async fn search(
        &self,
        service: &Provider,
        wanted: &WebQuery,
        whole: Duration,
    ) -> Result<Vec<Hit>> {
        let caps = Caps { body_max: ANSWER_MAX, whole, ..Caps::default() };
        let answer = match (self.ask)(service, wanted) {
            Question::Get(address) => service.get(&address, caps).await,
            Question::Post(address, body) => service.post(&address, &body, caps).await,
        };
        let answer = answer.map_err(super::Failure::into_error)?;
        self.refused(&answer)?;
        let body: Value = answer.json().map_err(super::Failure::into_error)?;
        let mut seen = HashSet::new();
        let hits = (self.read)(&body).into_iter().filter(|hit| {
            // Results are fetched and shown to people, so only addresses of web pages are kept.
            Target::parse(&hit.url).is_ok_and(|target| seen.insert(target.as_str().to_owned()))
        });
        Ok(hits.take(wanted.count).collect())
    }

    fn refused(&self, answer: &Answer) -> Result<()> {
        let title = self.title;
        Err(match answer.status() {
            200..=299 => return Ok(()),
            401 | 403 => Error::new(Code::KeyRefused, format!("{title} refuses to answer"))
                .suggest(format!("the person who runs deskhand can mend it: {}", self.refusal)),
            // 432 and 433 are Tavily's: the plan's limit, or the limit of pay-as-you-go, is reached.
            402 | 429 | 432 | 433 => {
                let wait = spoken_wait(answer.retry_after().unwrap_or(WAIT));
                Error::new(
                    Code::OutsideLimited,
                    format!("{title} takes no more questions for {wait}, or its plan is spent"),
                )
                .suggest("try again later, or fetch a page whose address is known (fetchContent)")
            }
            status => {
                Error::new(Code::OutsideFailed, format!("{title} answers with the status {status}"))
                    .suggest("try again later")
            }
        })
    }
}
