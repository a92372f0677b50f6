//! How many calls a tenant makes in a minute, for each toolset, and what is refused beyond.
//!
//! Every process of a tenant counts into the same rows. A write is counted in its own transaction, so writes
//! are exact however many processes there are. A read must not wait for the disk: it is counted in memory,
//! and the count is written with the log, early when an eighth of the limit has gathered. Only past half of the
//! limit does a read wait for that. So two processes can be over the limit by an eighth each.

mod limits;
mod window;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

pub use self::limits::RateLimits;
use self::window::{Window, note};
use super::{Call, Session, policy_cache::PolicySnapshot};
use crate::{
    error::Result,
    principal::{Caller, Principal, Tenant},
    store::{
        Store, TenantWrite,
        rates::{self, Minute, Second, total},
    },
};

/// What other processes have counted is looked up so often at most.
const LOOK_EVERY: Duration = Duration::from_millis(250);

impl Session {
    /// Counts a read; lets a write pass, which counts itself in its transaction.
    pub(super) async fn count(
        &self,
        now: &PolicySnapshot,
        toolset: &'static str,
        call: &Call,
    ) -> Result<()> {
        if self.gate.limits.rates == RateLimits::NONE {
            return Ok(());
        }
        let limit = now.rates(self.gate.limits.rates).of(toolset);
        let reads = call.reads.get() == Some(&true);
        let unwritten = self.rates.admit(toolset, limit, reads)?;
        if !reads {
            let _ = call.counts_as.set((toolset, limit));
        }
        match unwritten {
            Backlog::Few => {}
            Backlog::Many => Arc::clone(&self.log).flush_aside(),
            Backlog::TooMany => self.log.flush_unless_stuck().await,
        }
        Ok(())
    }
}

/// The counts of one tenant as this process knows them.
pub(super) struct Rates {
    store: Store,
    /// Whoever opened the first session of the tenant: the counts are the tenant's.
    reader: Caller,
    windows: Mutex<HashMap<&'static str, Window>>,
}

/// How many calls only this process knows of.
enum Backlog {
    Few,
    /// They should be written soon.
    Many,
    /// They should be written first: others may be as far.
    TooMany,
}

/// Counts on their way to the store.
pub(super) type Report = Vec<(&'static str, Vec<Second>)>;

impl Rates {
    pub(super) fn new(store: Store, principal: Arc<Principal>) -> Rates {
        let reader = Caller { principal, policy: Arc::default(), session: Arc::default() };
        Rates { store, reader, windows: Mutex::default() }
    }

    /// Whether these are the counts of that tenant.
    pub(super) fn is_of(&self, tenant: &Tenant) -> bool {
        self.reader.principal.tenant.id == tenant.id
    }

    /// Lets a call pass, or says when it may. With `counted` it counts from here on; a write is counted by
    /// [`Rates::count_write`].
    fn admit(&self, toolset: &'static str, limit: u32, counted: bool) -> Result<Backlog> {
        let mut minute = Minute::of(self.store.steady());
        let mut windows = self.windows();
        let window = windows.entry(toolset).or_default();
        if window.looked.is_none_or(|looked| looked.elapsed() >= LOOK_EVERY) {
            window.looked = Some(Instant::now());
            let counted = self.store.read(&self.reader, |db| {
                let minute = Minute::of_all(db)?;
                Ok((minute, rates::counted(db, toolset, minute)?))
            });
            match counted {
                Ok(counted) => (minute, window.stored) = counted,
                Err(error) => {
                    tracing::debug!(
                        cause = error.cause(),
                        "calls of other processes are not known"
                    );
                }
            }
        }
        window.check(toolset, limit, minute)?;
        if counted {
            note(&mut window.waiting, minute);
        }
        Ok(if total(&window.waiting, minute) < u64::from(limit / 8).max(1) {
            Backlog::Few
        } else if total(window.all(), minute) < u64::from(limit / 2) {
            Backlog::Many
        } else {
            Backlog::TooMany
        })
    }

    /// Counts a call that has been let pass and was not counted with what it wrote.
    pub(super) fn note(&self, toolset: &'static str) {
        let minute = Minute::of(self.store.steady());
        note(&mut self.windows().entry(toolset).or_default().waiting, minute);
    }

    /// Counts a write in its own transaction, or refuses it.
    pub(super) fn count_write(&self, db: &mut TenantWrite<'_>, call: &Call) -> Result<()> {
        let Some((toolset, limit)) = call.uncounted() else { return Ok(()) };
        let minute = Minute::of_all(db)?;
        let stored = rates::counted(db, toolset, minute)?;
        {
            let mut windows = self.windows();
            let window = windows.entry(toolset).or_default();
            window.stored.clone_from(&stored);
            window.check(toolset, limit, minute)?;
            // Should the transaction fail, this is one too many until the next look.
            note(&mut window.stored, minute);
        }
        rates::add(db, toolset, &[Second { at: minute.now, calls: 1 }], minute, &stored)
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
        let minute = Minute::of_all(db)?;
        report
            .iter()
            .try_for_each(|(toolset, seconds)| rates::add(db, toolset, seconds, minute, &[]))
    }

    /// What was taken is written, or waits again.
    pub(super) fn settle(&self, report: &Report, is_written: bool) {
        let minute = Minute::of(self.store.steady());
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
                seconds.retain(|second| minute.counts(second.at));
                seconds.append(&mut window.waiting);
                window.waiting = seconds;
            }
        }
    }

    fn windows(&self) -> MutexGuard<'_, HashMap<&'static str, Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
