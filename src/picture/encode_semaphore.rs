//! The right to make a picture: each takes much memory, so few are made at once.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

use super::PictureError;

/// How many pictures are made at once in a process.
const PERMITS: usize = 2;

/// How soon somebody who waits notices that the call was cancelled.
const ASK_AGAIN: Duration = Duration::from_millis(100);

static TAKEN: Mutex<usize> = Mutex::new(0);
static GIVEN_BACK: Condvar = Condvar::new();

/// Held while a picture is made; given back when dropped.
pub(super) struct EncodePermit(());

impl EncodePermit {
    /// Waits for one.
    ///
    /// # Errors
    /// When cancelled meanwhile.
    pub(super) fn take(cancelled: &dyn Fn() -> bool) -> Result<EncodePermit, PictureError> {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken >= PERMITS {
            if cancelled() {
                return Err(PictureError::Cancelled);
            }
            (taken, _) =
                GIVEN_BACK.wait_timeout(taken, ASK_AGAIN).unwrap_or_else(PoisonError::into_inner);
        }
        *taken += 1;
        Ok(EncodePermit(()))
    }
}

impl Drop for EncodePermit {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        GIVEN_BACK.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_are_made_at_a_time_and_whoever_waits_can_be_cancelled() {
        let two = [EncodePermit::take(&|| false).unwrap(), EncodePermit::take(&|| false).unwrap()];
        assert_eq!(EncodePermit::take(&|| true).err(), Some(PictureError::Cancelled));
        drop(two);
    }
}
