//! The calls of one toolset in the last minute, as this process knows them.

use std::time::Instant;

use crate::{
    error::Result,
    store::rates::{self, Minute, Second, total},
};

/// The calls that count.
#[derive(Default)]
pub(super) struct Window {
    /// Of all processes, as last read from the store.
    pub(super) stored: Vec<Second>,
    pub(super) looked: Option<Instant>,
    /// Of this process, not written yet.
    pub(super) waiting: Vec<Second>,
    /// Of this process, being written now.
    pub(super) in_flight: Vec<Second>,
}

impl Window {
    pub(super) fn all(&self) -> impl Iterator<Item = &Second> {
        self.stored.iter().chain(&self.waiting).chain(&self.in_flight)
    }

    /// Refuses another call if the limit is reached; the error says when the next one is possible.
    pub(super) fn check(&self, toolset: &str, limit: u32, minute: Minute) -> Result<()> {
        if total(self.all(), minute) < u64::from(limit) {
            return Ok(());
        }
        rates::refuse_beyond(limit, &format!("calls of {toolset} tools"), self.all(), minute)
    }
}

/// Adds a call in the current second, and removes expired ones.
pub(super) fn note(seconds: &mut Vec<Second>, minute: Minute) {
    if let Some(last) = seconds.last_mut()
        && last.at == minute.now
    {
        last.calls = last.calls.saturating_add(1);
        return;
    }
    seconds.retain(|second| minute.counts(second.at));
    seconds.push(Second { at: minute.now, calls: 1 });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn window(seconds: &[(i64, u32)]) -> Window {
        let waiting = seconds.iter().map(|&(at, calls)| Second { at, calls }).collect();
        Window { waiting, ..Window::default() }
    }

    /// The minute that ends in that second.
    fn minute(now: i64) -> Minute {
        Minute { since: now - 61, now }
    }

    fn advice(window: &Window, limit: u32, now: i64) -> Option<String> {
        let error = window.check("crm", limit, minute(now)).err()?;
        assert_eq!(error.code(), Code::RateLimited);
        error.suggestion().map(str::to_owned)
    }

    #[test]
    fn a_refusal_says_when_there_is_room() {
        let window = window(&[(100, 2), (110, 3), (120, 1)]);
        for (limit, now, wait) in
            [(6, 120, 41), (5, 120, 41), (1, 120, 61), (6, 160, 1), (4, 165, 6)]
        {
            let advice = advice(&window, limit, now);
            assert!(
                advice.as_ref().is_some_and(|it| it.contains(&format!("wait {wait} "))),
                "{limit} {now} {advice:?}"
            );
            // The time to wait is exact: one second earlier the call is still refused.
            assert!(window.check("crm", limit, minute(now + wait - 1)).is_err());
            assert!(window.check("crm", limit, minute(now + wait)).is_ok());
        }
        assert!(window.check("crm", 7, minute(120)).is_ok());
    }

    #[test]
    fn a_call_of_a_process_that_is_further_counts_and_one_of_a_minute_ago_does_not() {
        let mut full = window(&[(1_000, 5)]);
        for (now, is_full) in [(990, true), (1_000, true), (1_060, true), (1_061, false)] {
            assert_eq!(full.check("crm", 5, minute(now)).is_err(), is_full, "{now}");
        }
        // After the clock has jumped ahead, the window is measured by the machine's running time, so earlier calls
        // still count.
        let jumped = Minute { since: 1_000 - 30, now: 90_000 };
        let refused = full.check("crm", 5, jumped).unwrap_err();
        assert!(refused.suggestion().unwrap().starts_with("wait 30 "), "{refused:?}");
        note(&mut full.waiting, minute(1_061));
        assert_eq!(full.waiting.len(), 1, "what no longer counts is forgotten");
    }
}
