//! Which request a call belongs to.
//!
//! Calls of one session belong together until ten minutes pass without one; `undoChange` can take back the
//! whole of it.

use std::sync::{Mutex, PoisonError};

use crate::{
    clock::{self, Time},
    id::RequestId,
};

/// A request ends after so much idle time.
const IDLE_MS_MAX: i64 = 10 * 60 * 1000;

/// The request that is open in this session.
#[derive(Default)]
pub(super) struct Requests(Mutex<Option<(RequestId, Time)>>);

impl Requests {
    /// The request that a call which starts now belongs to.
    pub(super) fn current(&self) -> RequestId {
        let now = clock::now();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let request = match *open {
            Some((request, last)) if now <= last.plus_ms(IDLE_MS_MAX) => request,
            _ => RequestId::new(),
        };
        *open = Some((request, now));
        request
    }
}
