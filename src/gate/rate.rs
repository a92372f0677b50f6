//! How many calls a tenant makes in a minute, for each toolset, and what is refused beyond.
//!
//! Every process of a tenant counts into the same rows. A write is counted in its own transaction, so writes
//! are exact however many processes there are. A read must not wait for the disk: it is counted in memory,
//! and the count is written with the log, at the latest when an eighth of the limit has gathered. So
//! processes can be ahead of each other by that eighth at most.

mod window;

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use self::window::{Window, note, total};
use super::Call;
use crate::{
    clock,
    error::Result,
    principal::Principal,
    store::{
        Store, TenantWrite,
        rates::{self, Second},
    },
};

/// What other processes have counted is looked up so often at most.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// How many calls a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Of the toolset `crm`.
    pub crm: u32,
    /// Of the toolset `messaging`.
    pub messaging: u32,
    /// Of every other toolset.
    pub rest: u32,
}

impl RateLimits {
    /// No limit that anybody reaches.
    pub const NONE: RateLimits = RateLimits { crm: u32::MAX, messaging: u32::MAX, rest: u32::MAX };

    fn of(&self, toolset: &str) -> u32 {
        match toolset {
            "crm" => self.crm,
            "messaging" => self.messaging,
            _ => self.rest,
        }
    }
}

impl Default for RateLimits {
    fn default() -> Self {
        RateLimits { crm: 120, messaging: 30, rest: 240 }
    }
}

/// The counts of one tenant as this process knows them.
pub(super) struct Rates {
    store: Store,
    principal: Principal,
    limits: RateLimits,
    windows: Mutex<HashMap<&'static str, Window>>,
}

/// Counts on their way to the store.
pub(super) type Report = Vec<(&'static str, Vec<Second>)>;

impl Rates {
    pub(super) fn new(store: Store, principal: Principal, limits: RateLimits) -> Rates {
        Rates { store, principal, limits, windows: Mutex::default() }
    }

    /// Lets a call pass, or says when it may. With `counted` it counts from here on; a write is counted by
    /// [`Rates::count_write`]. Says whether so much has gathered that it should be written first.
    pub(super) fn admit(&self, toolset: &'static str, counted: bool) -> Result<bool> {
        let (now, limit) = (rates::second(clock::now()), self.limits.of(toolset));
        let mut windows = self.windows();
        let window = windows.entry(toolset).or_default();
        if window.looked.is_none_or(|looked| looked.elapsed() >= LOOK_EVERY) {
            window.looked = Some(Instant::now());
            match self.store.read(&self.principal, |db| rates::counted(db, toolset, now)) {
                Ok(stored) => window.stored = stored,
                Err(error) => {
                    tracing::debug!(
                        cause = error.cause(),
                        "calls of other processes are not known"
                    );
                }
            }
        }
        window.check(toolset, limit, now)?;
        if counted {
            note(&mut window.waiting, now);
        }
        Ok(total(&window.waiting, now) >= u64::from(limit / 8).max(1))
    }

    /// Counts a call that has been let pass and was not counted with what it wrote.
    pub(super) fn note(&self, toolset: &'static str) {
        let now = rates::second(clock::now());
        note(&mut self.windows().entry(toolset).or_default().waiting, now);
    }

    /// Counts a write in its own transaction, or refuses it.
    pub(super) fn count_write(&self, db: &mut TenantWrite<'_>, call: &Call) -> Result<()> {
        let Some(toolset) = call.uncounted() else { return Ok(()) };
        let now = rates::second(clock::now());
        let stored = rates::counted(db, toolset, now)?;
        {
            let mut windows = self.windows();
            let window = windows.entry(toolset).or_default();
            window.stored = stored;
            window.check(toolset, self.limits.of(toolset), now)?;
            // Should the transaction fail, this is one too many until the next look.
            note(&mut window.stored, now);
        }
        rates::add(db, toolset, &[Second { at: now, calls: 1 }], now)
    }

    /// Takes what is not written yet; it goes on to count.
    pub(super) fn take(&self) -> Report {
        let mut report = Vec::new();
        for (toolset, window) in self.windows().iter_mut().filter(|(_, it)| !it.waiting.is_empty())
        {
            let taken = std::mem::take(&mut window.waiting);
            window.in_flight.extend_from_slice(&taken);
            report.push((*toolset, taken));
        }
        report
    }

    /// Writes what was taken.
    pub(super) fn write(db: &mut TenantWrite<'_>, report: &Report) -> Result<()> {
        let now = rates::second(clock::now());
        report.iter().try_for_each(|(toolset, seconds)| rates::add(db, toolset, seconds, now))
    }

    /// What was taken is written, or waits again.
    pub(super) fn settle(&self, report: &Report, is_written: bool) {
        let now = rates::second(clock::now());
        let mut windows = self.windows();
        for (toolset, seconds) in report {
            let window = windows.entry(*toolset).or_default();
            let mut seconds = seconds.clone();
            for second in &seconds {
                let taken = window.in_flight.iter().position(|other| other == second);
                taken.map(|at| window.in_flight.swap_remove(at));
            }
            if is_written {
                window.stored.append(&mut seconds);
                // Time to see what others have written: all may be busy at once.
                window.looked = None;
            } else {
                seconds.retain(|second| rates::counts(second.at, now));
                seconds.append(&mut window.waiting);
                window.waiting = seconds;
            }
        }
    }

    fn windows(&self) -> MutexGuard<'_, HashMap<&'static str, Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
