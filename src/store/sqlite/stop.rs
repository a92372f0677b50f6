//! Interrupts a running statement, from another thread or at a deadline.

use std::{
    sync::atomic::{AtomicBool, AtomicI64, Ordering},
    time::{Duration, Instant},
};

/// Interrupts the statements of one connection.
pub(in crate::store) struct Stop {
    born: Instant,
    deadline_us: AtomicI64,
    now: AtomicBool,
}

impl Stop {
    pub(super) fn new() -> Stop {
        Stop { born: Instant::now(), deadline_us: AtomicI64::new(i64::MAX), now: false.into() }
    }

    /// Interrupts what runs on the connection `limit` from now.
    pub(in crate::store) fn after(&self, limit: Duration) {
        let end = self.born.elapsed().saturating_add(limit).as_micros();
        self.deadline_us.store(i64::try_from(end).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    /// Removes the deadline.
    pub(in crate::store) fn never(&self) {
        self.deadline_us.store(i64::MAX, Ordering::Relaxed);
        self.now.store(false, Ordering::Relaxed);
    }

    /// Interrupts what runs now.
    pub(in crate::store) fn now(&self) {
        self.now.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_due(&self) -> bool {
        let elapsed = i64::try_from(self.born.elapsed().as_micros()).unwrap_or(i64::MAX);
        self.now.load(Ordering::Relaxed) || elapsed > self.deadline_us.load(Ordering::Relaxed)
    }
}

/// Whether this process, or the machine, cannot open any file right now.
pub(super) fn is_out_of_files() -> bool {
    std::fs::File::open(if cfg!(windows) { "NUL" } else { "/dev/null" }).is_err()
}
