//! Remembers who has sent too much, so that a flood costs no look at the store.
//!
//! The store counts, over all processes; this only keeps its answer for a while.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::id::TenantId;

/// How long a refusal holds before the store is asked again.
const HOLDS: Duration = Duration::from_secs(5);

/// The most that are remembered; beyond that the store is asked.
const REMEMBERED_MAX: usize = 10_000;

/// Who has sent too much: a site as a whole (`None`), or an address.
type Key = (String, Option<String>);

#[derive(Default)]
pub(super) struct Limiter(Mutex<HashMap<Key, Instant>>);

impl Limiter {
    /// Whether posts from there are refused for now.
    pub(super) fn refuses(&self, tenant: TenantId, address: Option<&str>) -> bool {
        let known = self.known();
        let until = known.get(&(tenant.to_string(), address.map(str::to_owned)));
        until.is_some_and(|until| Instant::now() < *until)
    }

    /// Notes that the store has refused one.
    pub(super) fn note(&self, tenant: TenantId, address: Option<&str>) {
        let mut known = self.known();
        let now = Instant::now();
        if known.len() >= REMEMBERED_MAX {
            known.retain(|_, until| now < *until);
        }
        if known.len() < REMEMBERED_MAX {
            known.insert((tenant.to_string(), address.map(str::to_owned)), now + HOLDS);
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Key, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
