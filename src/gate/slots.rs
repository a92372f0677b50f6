//! How many calls run at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use crate::error::{Code, Error, Result};

/// So many calls run at once; the store has one writer anyway.
const RUNNING_MAX: usize = 16;

/// So many more may wait. A client that has more in flight is told to wait for answers.
const WAITING_MAX: usize = 256;

/// The places in which calls run.
pub(super) struct Slots {
    running: Semaphore,
    waiting: AtomicUsize,
}

impl Default for Slots {
    fn default() -> Self {
        Slots { running: Semaphore::new(RUNNING_MAX), waiting: AtomicUsize::new(0) }
    }
}

impl Slots {
    /// Waits for a place; the call runs as long as it is held.
    pub(super) async fn take(&self, cancel: &CancellationToken) -> Result<SemaphorePermit<'_>> {
        if let Ok(slot) = self.running.try_acquire() {
            return Ok(slot);
        }
        let _waiting = Waiting::begin(&self.waiting)?;
        tokio::select! {
            slot = self.running.acquire() => slot.map_err(Error::internal),
            () = cancel.cancelled() => Err(Error::new(Code::Cancelled, "cancelled while it waited")),
        }
    }
}

/// Counts a call as waiting for as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicUsize) -> Result<Waiting<'a>> {
        if count.fetch_add(1, Ordering::AcqRel) >= WAITING_MAX {
            count.fetch_sub(1, Ordering::AcqRel);
            return Err(Error::new(
                Code::TooManyCalls,
                format!("{} calls are in flight already", RUNNING_MAX + WAITING_MAX),
            )
            .suggest("wait for some answers, then call again"));
        }
        Ok(Waiting(count))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
