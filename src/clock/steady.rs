//! Time that cannot be turned back: for what expires, and for what may happen so often in a while.
//!
//! The wall clock is what people read, and what it says can jump. So expiries and windows go by another time, which is
//! never behind the wall clock, never behind the newest time that the store has seen, and moves on as the machine
//! runs. A window is as long as the machine has run in it: where the wall clock jumps ahead, what was in the window
//! before stays in it. The store keeps with its newest time for how long the machine had run, so all processes since
//! its start agree, where the system names its starts (Linux). Elsewhere, and over a restart of the machine, nobody
//! can know how much time has passed but the wall clock, and it is believed as far as it goes forward.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Time, now};

/// How far the wall clock may drift from the machine's own before that is a jump.
const SLACK_MS: i64 = 1_000;

/// How far back a process that starts learns of jumps: as far as the shortest windows go.
const MINUTE_MS: i64 = 61_000;

/// So many jumps are told apart.
const JUMPS_MAX: usize = 256;

/// The newest time that a store has seen, as it is kept there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub newest: Time,
    /// For how many milliseconds the machine had run then.
    pub run: i64,
    /// Since which start of the machine; `None` where that has no name.
    pub boot: Option<i64>,
    /// By how much it had jumped ahead within the minute before: who starts later has not seen that.
    pub was_ahead: i64,
}

/// The time of one store in one process.
#[derive(Debug)]
pub struct Steady(Mutex<State>);

/// What the clocks say at one moment, in milliseconds.
#[derive(Clone, Copy, Debug)]
struct Reading {
    wall: i64,
    /// How long the machine has run, sleep included. Nobody turns that back or ahead.
    run: i64,
}

#[derive(Debug)]
struct State {
    /// By how much this time is more than the machine has run. It only grows.
    offset: i64,
    /// The same, when that was last noted.
    noted: i64,
    /// When the machine had run for how long as it grew, and what it had been before; oldest first.
    jumps: VecDeque<(i64, i64)>,
    /// For how long the machine had run when this process began to look, and since which start.
    born: i64,
    boot: Option<i64>,
    /// Whether the store has been asked what it has seen.
    has_asked: bool,
}

impl Default for Steady {
    fn default() -> Self {
        Steady(Mutex::new(State::new(Reading::now(), boot())))
    }
}

impl Steady {
    /// The present moment.
    pub fn now(&self) -> Time {
        Time(self.state().at(Reading::now()))
    }

    /// Where a window of so many milliseconds began: what is later is in it.
    pub fn since(&self, ms: i64) -> Time {
        Time(self.state().since(Reading::now(), ms))
    }

    /// Both at once: where such a window began, and the present moment, at which it ends.
    pub fn window(&self, ms: i64) -> (Time, Time) {
        let (reading, mut state) = (Reading::now(), self.state());
        (Time(state.since(reading, ms)), Time(state.at(reading)))
    }

    /// Takes notice of the newest time that the store has seen, if it has seen any.
    pub fn learn(&self, seen: Option<Seen>) {
        self.state().learn(Reading::now(), seen);
    }

    /// The present moment as the store keeps it.
    pub fn seen(&self) -> Seen {
        self.state().seen(Reading::now())
    }

    /// By how much this time is ahead of the wall clock, in milliseconds.
    pub fn ahead(&self) -> i64 {
        let reading = Reading::now();
        self.state().at(reading).saturating_sub(reading.wall)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading {
    fn now() -> Reading {
        Reading { wall: now().0, run: run_ms() }
    }
}

/// A number for the start of the machine.
fn boot() -> Option<i64> {
    let name = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let digits: String = name.chars().filter(char::is_ascii_hexdigit).take(12).collect();
    i64::from_str_radix(&digits, 16).ok()
}

#[cfg(unix)]
fn run_ms() -> i64 {
    use rustix::time::{ClockId, clock_gettime};
    // Elsewhere this one goes on in sleep; on Linux it does not.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let clock = ClockId::Monotonic;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let clock = ClockId::Boottime;
    let run = clock_gettime(clock);
    run.tv_sec.saturating_mul(1_000).saturating_add(run.tv_nsec / 1_000_000)
}

#[cfg(not(unix))]
fn run_ms() -> i64 {
    static BORN: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    i64::try_from(BORN.elapsed().as_millis()).unwrap_or(i64::MAX)
}

impl State {
    fn new(from: Reading, boot: Option<i64>) -> State {
        let (offset, jumps) = (from.wall.saturating_sub(from.run), VecDeque::new());
        State { offset, noted: offset, jumps, born: from.run, boot, has_asked: false }
    }

    fn at(&mut self, reading: Reading) -> i64 {
        self.not_before(reading, reading.wall);
        reading.run.saturating_add(self.offset)
    }

    /// What the time was when the machine had run for so much less.
    fn since(&mut self, reading: Reading, ms: i64) -> i64 {
        self.at(reading);
        let began = reading.run.saturating_sub(ms);
        began.saturating_add(self.offset_at(began))
    }

    /// By how much the time was more than the machine had run by then.
    fn offset_at(&self, run: i64) -> i64 {
        let later = self.jumps.iter().find(|(jumped, _)| *jumped > run);
        later.map_or(self.noted, |(_, before)| *before)
    }

    fn seen(&mut self, reading: Reading) -> Seen {
        let newest = Time(self.at(reading));
        let minute = self.offset_at(reading.run.saturating_sub(MINUTE_MS));
        let was_ahead = self.offset.saturating_sub(minute);
        Seen { newest, run: reading.run, boot: self.boot, was_ahead }
    }

    fn learn(&mut self, reading: Reading, seen: Option<Seen>) {
        self.at(reading);
        let is_first = !std::mem::replace(&mut self.has_asked, true);
        let Some(seen) = seen else { return };
        let is_known = seen.boot.is_some() && seen.boot == self.boot;
        // A row of another start of the machine was written before this process began.
        let is_older = seen.boot.is_some() && self.boot.is_some() && !is_known;
        let run = match (is_known, is_older) {
            (true, _) => seen.run,
            (false, true) => self.born,
            (false, false) => reading.run,
        };
        let theirs = seen.newest.0.saturating_sub(run);
        if is_known && theirs < self.offset_at(run) {
            // Nobody had seen so far yet: what was written until then was written by their time.
            self.was(run, theirs);
        } else if is_first && self.jumps.is_empty() {
            // No jump: it has been so since before this process was there.
            self.offset = self.offset.max(theirs);
            // What the wall clock has drifted in this process since is no part of that.
            self.noted = self.noted.max(theirs);
        }
        if is_known && is_first && seen.was_ahead > 0 {
            self.was(run, theirs.saturating_sub(seen.was_ahead));
        }
        self.not_before(reading, theirs.saturating_add(reading.run));
    }

    /// Until the machine had run for so long, the time was more by so much.
    fn was(&mut self, run: i64, offset: i64) {
        self.jumps.retain(|(jumped, before)| *jumped > run || *before < offset);
        let at = self.jumps.partition_point(|(jumped, _)| *jumped <= run);
        self.jumps.insert(at, (run, offset));
    }

    fn not_before(&mut self, reading: Reading, time: i64) {
        self.offset = self.offset.max(time.saturating_sub(reading.run));
        if self.offset.saturating_sub(self.noted) <= SLACK_MS {
            return;
        }
        self.jumps.push_back((reading.run, self.noted));
        self.noted = self.offset;
        if self.jumps.len() > JUMPS_MAX
            && let Some((_, before)) = self.jumps.pop_front()
            && let Some(next) = self.jumps.front_mut()
        {
            next.1 = before;
        }
    }
}

#[cfg(test)]
mod tests;
