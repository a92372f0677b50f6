//! Limits how many calls run at once: for all sessions of the process together. How many may wait is limited for each
//! session, so that only the client that sends too many is refused.

use std::{
    pin::Pin,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;

use crate::error::{Code, Error, Result};

/// The most calls that run at once, of all sessions. The store has only one writer anyway.
const RUNNING_MAX: usize = 16;

/// The most waiting calls of a session; further ones are refused.
const WAITING_MAX: usize = 256;

/// The slots in which calls run.
pub(super) struct Slots {
    running: Semaphore,
}

/// The number of a session's waiting calls.
#[derive(Default)]
pub(super) struct WaitingCalls(AtomicUsize);

impl Default for Slots {
    fn default() -> Self {
        Slots { running: Semaphore::new(RUNNING_MAX) }
    }
}

impl Slots {
    /// Waits for a slot. The call runs as long as it holds it.
    pub(super) async fn take(
        &self,
        WaitingCalls(waiting): &WaitingCalls,
        cancel: &CancellationToken,
    ) -> Result<Slot<'_>> {
        if let Ok(permit) = self.running.try_acquire() {
            return Ok(Slot::holding(permit));
        }
        let _waiting = Waiting::begin(waiting)?;
        tokio::select! {
            permit = self.running.acquire() => permit.map(Slot::holding).map_err(Error::internal),
            () = cancel.cancelled() => Err(Error::new(Code::Cancelled, "cancelled while it waited")),
        }
    }
}

/// The slot of a running call.
pub(super) struct Slot<'a>(Mutex<Option<SemaphorePermit<'a>>>);

impl<'a> Slot<'a> {
    fn holding(permit: SemaphorePermit<'a>) -> Slot<'a> {
        Slot(Mutex::new(Some(permit)))
    }

    /// Frees the slot before the call ends.
    pub(super) fn free(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Runs `work` in this slot. If the call is cancelled the slot is freed at once, even if something still has to be
    /// settled.
    pub(super) async fn hold<T>(
        &self,
        cancel: &CancellationToken,
        mut work: Pin<&mut impl Future<Output = T>>,
    ) -> T {
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = cancel.cancelled() => self.free(),
        }
        work.await
    }
}

/// Counts a call as waiting until it is dropped.
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
