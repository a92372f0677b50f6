//! Limits of the gate that an operator can configure.

use std::time::Duration;

use super::RateLimits;

/// The time limit for requests to outside services; shorter in tests.
pub(super) const OUTSIDE_DEADLINE: Duration =
    if cfg!(test) { Duration::from_millis(500) } else { Duration::from_secs(15) };

/// The time limit for what computes much, such as twenty pictures.
pub(super) const LONG_DEADLINE: Duration = Duration::from_mins(1);

/// The time limit of one transaction.
pub(super) const DATABASE_DEADLINE: Duration = Duration::from_secs(5);

/// Limits of the gate that an operator can configure.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The size that an answer should not exceed, in characters of JSON (approximate).
    pub answer_chars_max: usize,
    /// How long a person has to answer a question.
    pub person_wait: Duration,
    /// The most calls per minute of a tenant.
    pub rates: RateLimits,
}

impl Default for Limits {
    fn default() -> Self {
        // Hosts cut answers at about 25,000 tokens; a quarter of that leaves room for the conversation.
        Limits {
            answer_chars_max: 24_000,
            person_wait: Duration::from_mins(5),
            rates: RateLimits::default(),
        }
    }
}
