//! Rate limits: the calls of a tenant per minute, for each toolset.
//!
//! All processes of a tenant count in the same rows. Writes are counted in their own transactions, so exactly. A read
//! must not wait for the disk: it is counted in memory, and the counter is written with the log, early once it has
//! reached an eighth of the limit. Only above half of the limit does a read wait for that. So two processes can exceed
//! the limit by an eighth each.

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

/// How often the counters of other processes are read at most.
const LOOK_EVERY: Duration = Duration::from_millis(250);

impl Session {
    /// Counts a read. A write only passes the check here and is counted in its transaction.
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

/// The call counters of one tenant in this process.
pub(super) struct Rates {
    store: Store,
    /// The caller of the tenant's first session, used to read the counters.
    reader: Caller,
    windows: Mutex<HashMap<&'static str, Window>>,
}

/// How many counted calls have not been written to the store.
enum Backlog {
    Few,
    /// They should be written soon.
    Many,
    /// They must be written before the call proceeds, because other processes may have as many.
    TooMany,
}

/// Counters on their way to the store: calls by toolset and second.
pub(super) type Report = Vec<(&'static str, Vec<Second>)>;

impl Rates {
    pub(super) fn new(store: Store, principal: Arc<Principal>) -> Rates {
        let reader =
            Caller { principal, policy: Arc::default(), session: Arc::default(), meant: None };
        Rates { store, reader, windows: Mutex::default() }
    }

    /// Whether these are the counters of that tenant.
    pub(super) fn is_of(&self, tenant: &Tenant) -> bool {
        self.reader.principal.tenant.id == tenant.id
    }

    /// Lets a call pass, or fails with the time to wait. With `counted` it is counted now; a write is counted by
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

    /// Counts a call that passed but was not counted in a write transaction.
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
            // If the transaction fails, this is one too many until the counters are read again.
            note(&mut window.stored, minute);
        }
        rates::add(db, toolset, &[Second { at: minute.now, calls: 1 }], minute, &stored)
    }

    /// Takes the unwritten counters; they continue to count as in flight.
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

    /// Writes counters that were taken.
    pub(super) fn write(db: &mut TenantWrite<'_>, report: &Report) -> Result<()> {
        let minute = Minute::of_all(db)?;
        report
            .iter()
            .try_for_each(|(toolset, seconds)| rates::add(db, toolset, seconds, minute, &[]))
    }

    /// Marks taken counters as written, or as unwritten again.
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
                // Read the other processes' counters next time: all may be busy at once.
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
