//! Search of the web: one port, and a file for each service that searches.
//!
//! A file says how its service is asked and how its answers are read, and does neither itself. A result that
//! cannot be read costs itself only. What comes is text of strangers; whoever shows it says so.

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

/// Every service, the one whose results suit an assistant best first.
pub const ENGINES: &[&Engine] = &[&TAVILY, &EXA, &BRAVE, &SEARXNG];

/// Twenty results of some thousand characters each.
const ANSWER_MAX: usize = 2 << 20;

/// Where a service that is asked too often says nothing of its own, in seconds.
const WAIT: u64 = 60;

/// A service that searches.
pub struct Engine {
    /// Its name on the wire.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    ask: fn(&Provider, &Wanted) -> Question,
    read: fn(&Value) -> Vec<Hit>,
    /// What to say where it refuses.
    refusal: &'static str,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// In the words of people.
    pub query: String,
    pub count: usize,
    /// Whether among the news only.
    pub news: bool,
}

enum Question {
    Get(String),
    Post(String, Value),
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub title: String,
    pub url: String,
    /// Some words of the page, as the service chose them.
    pub snippet: String,
    /// When it was published, as the service writes it.
    pub date: Option<String>,
}

impl Engine {
    /// The best results, best first, each address once.
    ///
    /// # Errors
    /// See `Failure`, and what a status means.
    pub async fn search(
        &self,
        service: &Provider,
        wanted: &Wanted,
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
            // Results are fetched and shown to people: nothing but pages of the web.
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
            // 432 and 433 are Tavily's: the plan, or what one pays by use, is spent.
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
