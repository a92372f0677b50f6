//! What queries mean that were asked lately, and whether the embedding service has answered.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::value::QueryMeaning;

/// How long no query asks after one got no answer.
const REST: Duration = Duration::from_secs(30);

/// How many queries are remembered: a list is read page by page.
const REMEMBERED: usize = 32;

/// What queries mean, and since when the service has not answered.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// With the names of their tenants.
    known: Mutex<VecDeque<(String, QueryMeaning)>>,
    silent_since: Mutex<Option<Instant>>,
}

impl Recent {
    /// What that query means, if it was asked lately.
    pub(super) fn find(&self, tenant: &str, query: &str, model: &str) -> Option<QueryMeaning> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(whose, it): &&(String, QueryMeaning)| {
            whose == tenant && it.query == query && it.model == model
        };
        known.iter().find(is_it).map(|(_, it)| it.clone())
    }

    pub(super) fn remember(&self, tenant: &str, meant: &QueryMeaning) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.pop_front();
        }
        known.push_back((tenant.to_owned(), meant.clone()));
    }

    pub(super) fn is_silent(&self) -> bool {
        let since = self.silent_since.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| since.elapsed() < REST)
    }

    /// Notes that it was not answered.
    pub(super) fn fell_silent(&self) {
        let mut since = self.silent_since.lock().unwrap_or_else(PoisonError::into_inner);
        *since = Some(Instant::now());
    }
}
