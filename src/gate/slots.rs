//! How many calls run at once: a limit of the machine, shared by all sessions. How many may wait is a limit of each
//! session, so that one that calls too much is told so and no other.

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

/// The most calls of all sessions that run at once. The store has one writer anyway.
const RUNNING_MAX: usize = 16;

/// The most calls of a session that wait besides. A client that has more in flight is told to wait for answers.
const WAITING_MAX: usize = 256;

/// The places in which calls run.
pub(super) struct Slots {
    running: Semaphore,
}

/// How many calls of a session wait for a place.
#[derive(Default)]
pub(super) struct WaitingCalls(AtomicUsize);

impl Default for Slots {
    fn default() -> Self {
        Slots { running: Semaphore::new(RUNNING_MAX) }
    }
}

impl Slots {
    /// Waits for a place; the call runs as long as it is held.
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

/// The place of a call.
pub(super) struct Slot<'a>(Mutex<Option<SemaphorePermit<'a>>>);

impl<'a> Slot<'a> {
    fn holding(permit: SemaphorePermit<'a>) -> Slot<'a> {
        Slot(Mutex::new(Some(permit)))
    }

    /// Gives the place back before the call ends.
    pub(super) fn free(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Runs `work` in this place. A call that is cancelled gives it back at once, whatever it has still to settle.
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
