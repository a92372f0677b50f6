//! Decides a race: either the writer begins a job, or the caller gives it up.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

/// Whether a job has begun, so that a caller who gives up knows whether it may still take effect.
#[derive(Clone, Default)]
pub(super) struct Ticket(Arc<AtomicU8>);

const WAITING: u8 = 0;
const STARTED: u8 = 1;
const ABANDONED: u8 = 2;

impl Ticket {
    /// Called by the writer; `false` if the caller has given up.
    pub(super) fn start(&self) -> bool {
        self.0.compare_exchange(WAITING, STARTED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Called by the caller to give up; `false` if the job has begun.
    pub(super) fn abandon(&self) -> bool {
        self.0.compare_exchange(WAITING, ABANDONED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}
