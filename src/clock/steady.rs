//! A clock that never goes back, for expiry times and rate windows.
//!
//! The wall clock can jump. This clock is never behind the wall clock, never behind the newest time that the store has
//! seen, and advances with the machine's running time. A window is measured in running time: if the wall clock jumps
//! ahead, what was in the window stays in it. The store records the running time with its newest time, so all
//! processes since the last boot agree, if the system identifies boots (Linux). On other systems, and after a reboot,
//! only the wall clock knows how much time has passed, and it is trusted as far as it goes forward.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Time, now};

/// How far the wall clock may drift from the machine's running time before that counts as a jump.
const SLACK_MS: i64 = 1_000;

/// How far back a new process learns of jumps: the length of the shortest windows.
const MINUTE_MS: i64 = 61_000;

/// The most jumps that are remembered.
const JUMPS_MAX: usize = 256;

/// The newest time that a store has seen, as stored in the call log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub newest: Time,
    /// How long the machine had been running then, in milliseconds.
    pub run: i64,
    /// A number for the boot; `None` if the system does not identify boots.
    pub boot: Option<i64>,
    /// By how much the clock had jumped ahead within the minute before, in milliseconds, for processes that start
    /// later.
    pub was_ahead: i64,
}

/// The clock of one store in one process.
#[derive(Debug)]
pub struct Steady(Mutex<State>);

/// The readings of the system's clocks at one moment, in milliseconds.
#[derive(Clone, Copy, Debug)]
struct Reading {
    wall: i64,
    /// How long the machine has been running, including sleep. It cannot be set.
    run: i64,
}

#[derive(Debug)]
struct State {
    /// This clock minus the running time. It only grows.
    offset: i64,
    /// `offset` at the last recorded jump.
    noted: i64,
    /// The jumps, oldest first: the running time at the jump, and the offset before it.
    jumps: VecDeque<(i64, i64)>,
    /// The running time when this process started, and the boot.
    born: i64,
    boot: Option<i64>,
    /// Whether the store has been asked for its newest time.
    has_asked: bool,
}

impl Default for Steady {
    fn default() -> Self {
        Steady(Mutex::new(State::new(Reading::now(), boot())))
    }
}

impl Steady {
    /// The current time.
    pub fn now(&self) -> Time {
        Time(self.state().at(Reading::now()))
    }

    /// The start of a window of `ms` milliseconds; what is later is in the window.
    pub fn since(&self, ms: i64) -> Time {
        Time(self.state().since(Reading::now(), ms))
    }

    /// The start of such a window, and the current time.
    pub fn window(&self, ms: i64) -> (Time, Time) {
        let (reading, mut state) = (Reading::now(), self.state());
        (Time(state.since(reading, ms)), Time(state.at(reading)))
    }

    /// Takes the newest time that the store has seen into account, if it has seen any.
    pub fn learn(&self, seen: Option<Seen>) {
        self.state().learn(Reading::now(), seen);
    }

    /// The current time as the store records it.
    pub fn seen(&self) -> Seen {
        self.state().seen(Reading::now())
    }

    /// How far this clock is ahead of the wall clock, in milliseconds.
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

/// A number that identifies the current boot.
fn boot() -> Option<i64> {
    let name = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let digits: String = name.chars().filter(char::is_ascii_hexdigit).take(12).collect();
    i64::from_str_radix(&digits, 16).ok()
}

#[cfg(unix)]
fn run_ms() -> i64 {
    use rustix::time::{ClockId, clock_gettime};
    // On Linux the monotonic clock stops during sleep, elsewhere it does not.
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

    /// The time at which the machine had been running `ms` milliseconds less.
    fn since(&mut self, reading: Reading, ms: i64) -> i64 {
        self.at(reading);
        let began = reading.run.saturating_sub(ms);
        began.saturating_add(self.offset_at(began))
    }

    /// The offset at that running time.
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
        // A row of another boot was written before this process started.
        let is_older = seen.boot.is_some() && self.boot.is_some() && !is_known;
        let run = match (is_known, is_older) {
            (true, _) => seen.run,
            (false, true) => self.born,
            (false, false) => reading.run,
        };
        let theirs = seen.newest.0.saturating_sub(run);
        if is_known && theirs < self.offset_at(run) {
            // Another process had a smaller offset until then, so its rows were written with that.
            self.add_jump(run, theirs);
        } else if is_first && self.jumps.is_empty() {
            // No jump: the offset was already that large before this process started.
            self.offset = self.offset.max(theirs);
            // The drift of the wall clock in this process is not part of it.
            self.noted = self.noted.max(theirs);
        }
        if is_known && is_first && seen.was_ahead > 0 {
            self.add_jump(run, theirs.saturating_sub(seen.was_ahead));
        }
        self.not_before(reading, theirs.saturating_add(reading.run));
    }

    /// Records that until the running time `run` the offset was `offset`.
    fn add_jump(&mut self, run: i64, offset: i64) {
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
