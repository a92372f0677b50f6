//! Who was first: the writer that begins a job, or the caller who gives it up.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

/// Whether a job has begun, so that a caller who gives up knows if anything can still happen.
#[derive(Clone, Default)]
pub(super) struct Ticket(Arc<AtomicU8>);

const WAITING: u8 = 0;
const STARTED: u8 = 1;
const ABANDONED: u8 = 2;

impl Ticket {
    /// The writer begins; `false` when nobody waits any more.
    pub(super) fn start(&self) -> bool {
        self.0.compare_exchange(WAITING, STARTED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// The caller gives up; `false` when it has begun.
    pub(super) fn abandon(&self) -> bool {
        self.0.compare_exchange(WAITING, ABANDONED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}
