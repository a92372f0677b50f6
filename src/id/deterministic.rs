//! Deterministic ids: a run that is only shown, and the later real run, create things with the same ids, so that
//! further proposals can already refer to them.

use std::cell::RefCell;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Id, Kind};

thread_local! {
    /// The seed of the current run, and the number of ids that it has created.
    static RUN: RefCell<Option<(Uuid, u16)>> = const { RefCell::new(None) };
}

/// Runs `run` with new ids that depend only on `seed` and their order.
pub fn seeded<K: Kind, R>(seed: Id<K>, run: impl FnOnce() -> R) -> R {
    let before = RUN.replace(Some((seed.0.uuid(), 0)));
    // Restored after a panic, too, because the thread continues.
    let _restore = Restore(before);
    run()
}

struct Restore(Option<(Uuid, u16)>);

impl Drop for Restore {
    fn drop(&mut self) {
        RUN.set(self.0.take());
    }
}

/// The next id of the run, if there is one: a UUIDv7 with the time of the seed.
pub(super) fn next() -> Option<Uuid> {
    RUN.with_borrow_mut(|run| {
        let (seed, count) = run.as_mut()?;
        *count = count.wrapping_add(1);
        let mut hash = Sha256::new();
        hash.update(seed.as_bytes());
        hash.update(count.to_be_bytes());
        let mut bytes = [0; 16];
        for (byte, hashed) in bytes.iter_mut().zip(hash.finalize()) {
            *byte = hashed;
        }
        let moment = seed.as_bytes().iter().take(6);
        let order = (0x7000 | (*count & 0x0fff)).to_be_bytes();
        for (byte, fixed) in bytes.iter_mut().zip(moment.copied().chain(order)) {
            *byte = fixed;
        }
        if let Some(variant) = bytes.get_mut(8) {
            *variant = 0x80 | (*variant & 0x3f);
        }
        Some(Uuid::from_bytes(bytes))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{PageId, ProposalId};

    #[test]
    fn a_run_makes_the_same_ids_again_in_order_and_no_others() {
        let (seed, other) = (ProposalId::new(), ProposalId::new());
        let three = || [PageId::new(), PageId::new(), PageId::new()];
        let first = seeded(seed, three);
        assert_eq!(seeded(seed, three), first);
        assert_ne!(seeded(other, three), first);
        assert!(first.is_sorted());
        assert_ne!(PageId::new(), PageId::new());
        // A nested run does not change the outer one.
        let nested = seeded(seed, || (PageId::new(), seeded(other, PageId::new), PageId::new()));
        assert_eq!((nested.0, nested.2), (first[0], first[1]));
        // It has the form of every id.
        assert_eq!(PageId::read(&first[0].to_string()).unwrap(), Some(first[0]));
    }
}
