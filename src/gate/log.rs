//! The call log: who called what, with which arguments, and with what result.
//!
//! The row of a write is committed with the write. Rows of reads and refusals are buffered and written within a second
//! and at exit; if writing fails, that is logged and retried, and no call fails because of it.

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

/// How long rows are buffered.
pub(super) const BUFFERED_FOR: Duration = Duration::from_millis(800);

/// With this many buffered rows they are written immediately, while calls continue.
const BUFFERED_MANY: usize = 500;

/// With this many buffered rows, calls wait until they are written: no row is ever dropped for speed.
const BUFFERED_MAX: usize = 2_000;

pub(super) type CallOutcome<'e> = std::result::Result<&'e Answer, &'e Error>;

/// The row for a finished call.
pub(super) fn row(call: &Call, outcome: CallOutcome<'_>) -> LoggedCall {
    let (outcome, error_code, change) = match outcome {
        Ok(answer) => (answer.outcome.as_str(), None, answer.change),
        Err(error) => {
            // finalAnswer counts failed writes, so they are marked; a failed read leaves nothing undone.
            let text = match call.reads.get() {
                Some(true) => "refused_read",
                Some(false) | None => "refused",
            };
            (text, Some(error.code().as_str()), None)
        }
    };
    let mut row = row_with(call, outcome, error_code, change);
    // A client over its rate limit can still be refused any number of times, so those rows are kept small.
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

/// Writes the row of a call that ended with a question.
pub(super) fn asked(db: &mut TenantWrite<'_>, call: &Call) -> Result<()> {
    calls::append(db, &[row_with(call, Outcome::Previewed.as_str(), None, None)])
}

/// Writes an interim row for a call that is about to send something, in case the process dies before the final row.
pub(super) fn begun(db: &mut TenantWrite<'_>, call: &Call) -> Result<()> {
    calls::append(db, &[row_with(call, "begun", None, None)])
}

/// The rows that are waiting to be written.
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
    /// Whether a background write is running.
    is_flushing_aside: bool,
    /// Whether the last write failed; calls then do not wait for the next one.
    is_stuck: bool,
}

impl CallLog {
    pub(super) fn new(store: Store, caller: Caller, rates: Arc<Rates>) -> CallLog {
        CallLog { store, caller, rates, gathered: Mutex::default() }
    }

    /// Adds a row, which is written soon.
    pub(super) async fn add(self: &Arc<Self>, call: LoggedCall) {
        let (waiting, is_stuck) = self.gather(call);
        if is_stuck || waiting < BUFFERED_MANY {
            return;
        }
        if waiting < BUFFERED_MAX {
            Arc::clone(self).flush_aside();
        } else {
            self.flush().await;
        }
    }

    /// Buffers a row; returns the number of buffered rows and whether the last write failed.
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
                tokio::time::sleep(BUFFERED_FOR).await;
                log.flush().await;
            });
        }
    }

    /// Writes the buffered rows, unless the last write failed: then calls do not wait.
    pub(super) async fn flush_unless_stuck(self: &Arc<Self>) {
        let is_stuck = self.gathered().is_stuck;
        if !is_stuck {
            self.flush().await;
        }
    }

    /// Writes the buffered rows in the background, unless the last write failed or one is running.
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

    /// Writes the buffered rows. Rows that cannot be written are kept for the next time.
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

    /// Keeps rows that could not be written; beyond the limit only the newest.
    fn put_back(self: &Arc<Self>, taken: &[LoggedCall], error: &Error) {
        let mut gathered = self.gathered();
        let mut calls = taken.to_vec();
        calls.append(&mut gathered.calls);
        let lost = calls.len().saturating_sub(BUFFERED_MAX);
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
    /// Logs the current end of the hash chain, for operators who store it elsewhere.
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
