//! The calls of one toolset in the last minute, as a process knows them.

use std::time::Instant;

use crate::{
    error::Result,
    store::rates::{self, Second, total},
};

/// The calls of a toolset that count.
#[derive(Default)]
pub(super) struct Window {
    /// As the store has them, of all processes.
    pub(super) stored: Vec<Second>,
    pub(super) looked: Option<Instant>,
    /// Of this process, not written yet.
    pub(super) waiting: Vec<Second>,
    /// Of this process, being written.
    pub(super) in_flight: Vec<Second>,
}

impl Window {
    pub(super) fn all(&self) -> impl Iterator<Item = &Second> {
        self.stored.iter().chain(&self.waiting).chain(&self.in_flight)
    }

    /// Refuses one more call where the limit is reached, and says when there is room.
    pub(super) fn check(&self, toolset: &str, limit: u32, now: i64) -> Result<()> {
        if total(self.all(), now) < u64::from(limit) {
            return Ok(());
        }
        rates::refuse_beyond(limit, &format!("calls of {toolset} tools"), self.all(), now)
    }
}

/// One more call in this second; what no longer counts is forgotten.
pub(super) fn note(seconds: &mut Vec<Second>, now: i64) {
    if let Some(last) = seconds.last_mut()
        && last.at == now
    {
        last.calls = last.calls.saturating_add(1);
        return;
    }
    seconds.retain(|second| rates::counts(second.at, now));
    seconds.push(Second { at: now, calls: 1 });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn window(seconds: &[(i64, u32)]) -> Window {
        let waiting = seconds.iter().map(|&(at, calls)| Second { at, calls }).collect();
        Window { waiting, ..Window::default() }
    }

    fn advice(window: &Window, limit: u32, now: i64) -> Option<String> {
        let error = window.check("crm", limit, now).err()?;
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
            // It is so: a second earlier there is none, then there is.
            assert!(window.check("crm", limit, now + wait - 1).is_err());
            assert!(window.check("crm", limit, now + wait).is_ok());
        }
        assert!(window.check("crm", 7, 120).is_ok());
    }

    #[test]
    fn a_clock_that_jumps_locks_nobody_out() {
        let day = 24 * 60 * 60;
        let mut full = window(&[(1_000_000, 500)]);
        assert!(full.check("crm", 120, 1_000_000).is_err());
        for now in [1_000_000 + day, 1_000_000 - day] {
            assert!(full.check("crm", 120, now).is_ok());
        }
        note(&mut full.waiting, 1_000_000 - day);
        assert_eq!(full.waiting.len(), 1, "what lies ahead is forgotten");
    }
}
