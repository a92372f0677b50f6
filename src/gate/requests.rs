//! Which request a call belongs to.
//!
//! A request ends after ten minutes without a call. One that acknowledgeRequest has announced lasts until finalAnswer,
//! however long that takes. `undoChange` can undo a whole request.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::id::RequestId;

/// How long a request that was not announced lasts without a call.
const IDLE_MAX: Duration = Duration::from_mins(10);

/// The open request of this session.
#[derive(Default)]
pub(super) struct Requests(Mutex<Option<OpenRequest>>);

struct OpenRequest {
    request: RequestId,
    /// The time of the last call; `None` for an announced request, which does not expire.
    last: Option<Instant>,
}

impl Requests {
    /// The request of a call that starts now.
    pub(super) fn current(&self) -> RequestId {
        self.at(Instant::now())
    }

    fn at(&self, now: Instant) -> RequestId {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *open {
            Some(OpenRequest { request, last: None }) => *request,
            Some(OpenRequest { request, last: Some(last) })
                if now.duration_since(*last) <= IDLE_MAX =>
            {
                *last = now;
                *request
            }
            Some(_) | None => {
                let request = RequestId::new();
                *open = Some(OpenRequest { request, last: Some(now) });
                request
            }
        }
    }

    /// Sets the request of the calls that follow one of `request`; with `None` the next call begins a new one.
    ///
    /// If another call has announced a request in between, that one stays.
    pub(super) fn follow(&self, request: RequestId, next: Option<RequestId>) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match next {
            Some(next) if next == request => {}
            Some(next) => *open = Some(OpenRequest { request: next, last: None }),
            None if open.as_ref().is_some_and(|open| open.request == request) => *open = None,
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_idle_minutes_end_a_request_unless_it_was_announced() {
        let (requests, late) = (Requests::default(), IDLE_MAX + Duration::from_millis(1));
        let began = Instant::now();
        let first = requests.at(began);
        assert_eq!(requests.at(began + IDLE_MAX), first);
        let second = requests.at(began + IDLE_MAX + late);
        assert_ne!(second, first);

        let announced = RequestId::new();
        requests.follow(second, Some(announced));
        assert_eq!(requests.at(began + 100 * late), announced);
        requests.follow(announced, None);
        assert_ne!(requests.at(began + 100 * late), announced);
    }

    #[test]
    fn the_end_of_a_request_leaves_one_that_was_announced_meanwhile() {
        let requests = Requests::default();
        let began = Instant::now();
        let (first, second) = (requests.at(began), RequestId::new());
        requests.follow(first, Some(second));
        requests.follow(first, None);
        assert_eq!(requests.at(began), second);
        // Ending another request than the open one changes nothing.
        requests.follow(second, Some(second));
        assert_eq!(requests.at(began), second);
    }
}
