//! How the gate behaves where an operator may choose.

use std::time::Duration;

use super::RateLimits;

/// How long the world outside may take. Tests of what is late do not wait for it.
pub(super) const OUTSIDE_DEADLINE: Duration =
    if cfg!(test) { Duration::from_millis(500) } else { Duration::from_secs(15) };

/// How long a call may keep the database.
pub(super) const DATABASE_DEADLINE: Duration = Duration::from_secs(5);

/// How the gate behaves where an operator may choose.
#[derive(Clone, Debug)]
pub struct Limits {
    /// About how many characters of JSON an answer should have at most.
    pub answer_chars_max: usize,
    /// How long a person may think about a question.
    pub person_wait: Duration,
    /// How many calls a tenant may make in a minute.
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
