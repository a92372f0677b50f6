//! Values that several sessions of a process share as long as one of them is open.

use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Values that are created for the first session that needs them, and dropped with the last one.
pub(super) struct Shared<T>(Mutex<Vec<Weak<T>>>);

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Shared(Mutex::default())
    }
}

impl<T> Shared<T> {
    /// The existing value for which `is_it` holds, or a new one from `make`. Sessions that open at once wait for each
    /// other.
    pub(super) fn get(&self, is_it: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> Arc<T> {
        let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        values.retain(|value| value.strong_count() > 0);
        if let Some(found) = values.iter().filter_map(Weak::upgrade).find(|value| is_it(value)) {
            return found;
        }
        let value = Arc::new(make());
        values.push(Arc::downgrade(&value));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shared_while_somebody_has_it_and_made_anew_after_that() {
        let shared = Shared::default();
        let get = |key: u8, text: &'static str| {
            shared.get(|(known, _): &(u8, &str)| *known == key, || (key, text))
        };
        let first = get(1, "one");
        assert!(Arc::ptr_eq(&first, &get(1, "another")));
        assert_eq!(get(2, "two").1, "two");
        drop(first);
        assert_eq!(get(1, "another").1, "another");
    }
}
