//! The call log: who called what, with which arguments, and how it ended.
//!
//! The row of a write commits with the write. Rows of reads and refusals are gathered and written within
//! a second and at exit: a fault while writing them is reported, tried again, and makes no call fail.

mod arguments;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub(super) use self::arguments::{names, shortened, whole};
use super::{Answer, Call, Session, rate::Rates, reply::Outcome};
use crate::{
    error::{Code, Error, Result},
    id::ChangeId,
    principal::Caller,
    store::{
        Deadline, Store, TenantWrite,
        calls::{self, LoggedCall},
    },
};

/// How long rows are gathered.
pub(super) const GATHERED: Duration = Duration::from_millis(800);

/// With this many rows they are written at once, while calls go on.
const GATHERED_MANY: usize = 500;

/// With more rows than this, a call waits until they are written: no row is ever dropped for speed.
const GATHERED_MAX: usize = 2_000;

/// How a call ended.
pub(super) type CallOutcome<'e> = std::result::Result<&'e Answer, &'e Error>;

/// The row of a call that has ended so.
pub(super) fn row(call: &Call, outcome: CallOutcome<'_>) -> LoggedCall {
    let (outcome, error_code, change) = match outcome {
        Ok(answer) => (answer.outcome.as_str(), None, answer.change),
        Err(error) => {
            // finalAnswer counts writes that failed; a read has left nothing undone.
            let text = match call.reads.get() {
                Some(true) => "refused_read",
                Some(false) | None => "refused",
            };
            (text, Some(error.code().as_str()), None)
        }
    };
    let mut row = row_with(call, outcome, error_code, change);
    // Whoever calls too often may still be refused as often as they like: those rows are as small as can be.
    if error_code == Some(Code::RateLimited.as_str()) {
        row.arguments = String::from("{}");
    }
    row
}

fn row_with(
    call: &Call,
    outcome: &'static str,
    error_code: Option<&'static str>,
    change: Option<ChangeId>,
) -> LoggedCall {
    LoggedCall {
        id: call.id,
        request: call.request,
        tool: call.operation().to_owned(),
        arguments: call.logged_arguments().to_owned(),
        outcome,
        error_code,
        change,
        duration_us: i64::try_from(call.started.elapsed().as_micros()).unwrap_or(i64::MAX),
        client: call.by.client.clone(),
        protocol: call.by.protocol.clone(),
        at: call.started_at,
    }
}

/// Writes the row of a call inside the transaction of what it did.
pub(super) fn write(db: &mut TenantWrite<'_>, call: &Call, outcome: CallOutcome<'_>) -> Result<()> {
    calls::append(db, &[row(call, outcome)])
}

/// Writes the row of a call that has only asked.
pub(super) fn asked(db: &mut TenantWrite<'_>, call: &Call) -> Result<()> {
    calls::append(db, &[row_with(call, Outcome::Previewed.as_str(), None, None)])
}

/// Writes the row of a call whose effect is about to leave: the row of its end follows, unless the process dies
/// before.
pub(super) fn begun(db: &mut TenantWrite<'_>, call: &Call) -> Result<()> {
    calls::append(db, &[row_with(call, "begun", None, None)])
}

/// The rows that wait to be written.
pub(super) struct CallLog {
    store: Store,
    caller: Caller,
    rates: Arc<Rates>,
    gathered: Mutex<RowBuffer>,
}

#[derive(Default)]
struct RowBuffer {
    calls: Vec<LoggedCall>,
    flush_is_due: bool,
    /// Written while calls go on.
    is_flushing_aside: bool,
    /// The last try failed: no call waits for the next.
    is_stuck: bool,
}

impl CallLog {
    pub(super) fn new(store: Store, caller: Caller, rates: Arc<Rates>) -> CallLog {
        CallLog { store, caller, rates, gathered: Mutex::default() }
    }

    /// Takes a row; it is written soon.
    pub(super) async fn add(self: &Arc<Self>, call: LoggedCall) {
        let (waiting, is_stuck) = self.gather(call);
        if is_stuck || waiting < GATHERED_MANY {
            return;
        }
        if waiting < GATHERED_MAX {
            Arc::clone(self).flush_aside();
        } else {
            self.flush().await;
        }
    }

    /// Puts a row to the others; how many wait now, and whether they are stuck.
    fn gather(self: &Arc<Self>, call: LoggedCall) -> (usize, bool) {
        let mut gathered = self.gathered();
        gathered.calls.push(call);
        self.flush_soon(&mut gathered);
        (gathered.calls.len(), gathered.is_stuck)
    }

    fn flush_soon(self: &Arc<Self>, gathered: &mut RowBuffer) {
        if !gathered.flush_is_due {
            gathered.flush_is_due = true;
            let log = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep(GATHERED).await;
                log.flush().await;
            });
        }
    }

    /// Writes what is gathered now, unless the last try failed: no call waits for the next.
    pub(super) async fn flush_unless_stuck(self: &Arc<Self>) {
        let is_stuck = self.gathered().is_stuck;
        if !is_stuck {
            self.flush().await;
        }
    }

    /// Writes what is gathered while calls go on, unless the last try failed or that is being done.
    pub(super) fn flush_aside(self: Arc<Self>) {
        {
            let mut gathered = self.gathered();
            if gathered.is_stuck || gathered.is_flushing_aside {
                return;
            }
            gathered.is_flushing_aside = true;
        }
        tokio::spawn(async move {
            self.flush().await;
            self.gathered().is_flushing_aside = false;
        });
    }

    /// Writes what is gathered now. What cannot be written is kept for the next time.
    pub(super) async fn flush(self: &Arc<Self>) {
        let taken = {
            let mut gathered = self.gathered();
            gathered.flush_is_due = false;
            Arc::new(std::mem::take(&mut gathered.calls))
        };
        let report = Arc::new(self.rates.take());
        if taken.is_empty() && report.is_empty() {
            return;
        }
        let (calls, counted) = (Arc::clone(&taken), Arc::clone(&report));
        let deadline = Deadline::of(Duration::from_secs(5));
        let written = self
            .store
            .write(&self.caller, &deadline, move |db| {
                calls::append(db, &calls)?;
                Rates::write(db, &counted)
            })
            .await;
        self.rates.settle(&report, written.is_ok());
        match written {
            Ok(()) => self.gathered().is_stuck = false,
            Err(error) => self.put_back(&taken, &error),
        }
    }

    /// Keeps rows that could not be written, the newest of them where they become too many.
    fn put_back(self: &Arc<Self>, taken: &[LoggedCall], error: &Error) {
        let mut gathered = self.gathered();
        let mut calls = taken.to_vec();
        calls.append(&mut gathered.calls);
        let lost = calls.len().saturating_sub(GATHERED_MAX);
        calls.drain(..lost);
        let waiting = calls.len();
        gathered.calls = calls;
        gathered.is_stuck = true;
        self.flush_soon(&mut gathered);
        tracing::warn!(waiting, lost, cause = error.cause(), "the call log could not be written");
    }

    fn gathered(&self) -> MutexGuard<'_, RowBuffer> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Says where the chain ends, for whoever keeps that elsewhere.
    pub fn tell_head(&self) {
        match self.log.store.read(&self.log.caller, calls::last) {
            Ok((rows, head)) if !head.is_empty() => {
                tracing::info!(rows, head, "the call log ends here");
            }
            Ok(_) => {}
            Err(error) => tracing::debug!(cause = error.cause(), "the call log cannot be read"),
        }
    }
}
