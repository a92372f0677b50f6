//! Property tests: two processes on one store, with wall clocks that jump at random.

use proptest::prelude::*;

use super::{Reading, Seen, State, Time};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// The most messages within a minute, and the lifetime of a confirmation.
const LIMIT: usize = 5;
const LIVE: i64 = 10 * MINUTE;

#[derive(Clone, Copy, Debug)]
enum Event {
    Pass(i64),
    /// Moves the wall clock.
    Turn(i64),
    /// Restarts a process.
    Restart(usize),
    /// Reboots the machine.
    Reboot,
    /// Sends a message, if the limit allows it.
    Send(usize),
    /// Shows a preview that can be confirmed.
    Show(usize),
    /// Checks whether the first preview can still be confirmed.
    Look(usize),
}

fn event() -> impl Strategy<Value = Event> {
    let turn = prop_oneof![-2 * SECOND..2 * SECOND, -40 * MINUTE..40 * MINUTE, -2 * DAY..2 * DAY];
    let pass = prop_oneof![3 => 0..3 * SECOND, 1 => 0..2 * MINUTE, 1 => 0..8 * MINUTE];
    prop_oneof![
        4 => pass.prop_map(Event::Pass),
        3 => turn.prop_map(Event::Turn),
        1 => (0..2_usize).prop_map(Event::Restart),
        1 => Just(Event::Reboot),
        8 => (0..2_usize).prop_map(Event::Send),
        1 => (0..2_usize).prop_map(Event::Show),
        3 => (0..2_usize).prop_map(Event::Look),
    ]
}

struct World {
    /// Real time, and the wall clock.
    real: i64,
    wall: i64,
    processes: [State; 2],
    seen: Option<Seen>,
    /// The times of sent messages: by the store's clock and in real time.
    sent: Vec<(i64, i64)>,
    /// The expiry by the store's clock, the real time of the preview, and whether it was found expired.
    shown: Option<(i64, i64, bool)>,
    /// The running time of the machine, and the boot.
    run: i64,
    boot: i64,
}

impl World {
    fn new() -> World {
        let reading = Reading { wall: 100 * DAY, run: 5 };
        let process = || State::new(reading, Some(1));
        World {
            real: 0,
            wall: reading.wall,
            run: reading.run,
            boot: 1,
            processes: [process(), process()],
            seen: None,
            sent: Vec::new(),
            shown: None,
        }
    }

    fn reading(&self) -> Reading {
        Reading { wall: self.wall, run: self.run }
    }

    /// A transaction of a process: it first reads the store's newest time, and stores its own afterwards.
    fn transact<R>(&mut self, who: usize, work: impl FnOnce(&mut State, Reading) -> R) -> R {
        let reading = self.reading();
        let state = &mut self.processes[who];
        state.learn(reading, self.seen);
        let done = work(state, reading);
        let seen = state.seen(reading);
        assert!(self.seen.is_none_or(|before| before.newest <= seen.newest), "it went back");
        self.seen = Some(seen);
        done
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Pass(ms) => {
                self.real += ms;
                self.run += ms;
                self.wall += ms;
            }
            Event::Turn(ms) => {
                self.wall += ms;
                // A running process reads the clock regularly.
                let reading = self.reading();
                for state in &mut self.processes {
                    state.at(reading);
                }
            }
            Event::Restart(who) => {
                self.processes[who] = State::new(self.reading(), Some(self.boot));
            }
            Event::Reboot => {
                self.boot += 1;
                self.run = 7;
                self.happens(Event::Restart(0));
                self.happens(Event::Restart(1));
                // Only the wall clock knows how long the reboot took.
                self.sent.clear();
                self.shown = self.shown.map(|(until, _, expired)| (until, i64::MAX, expired));
            }
            Event::Send(who) => self.send(who),
            Event::Show(who) => {
                let until = self.transact(who, |state, reading| state.at(reading) + LIVE);
                self.shown = Some((until, self.real, false));
            }
            Event::Look(who) => self.look(who),
        }
    }

    fn send(&mut self, who: usize) {
        let (since, now) =
            self.transact(who, |state, reading| (state.since(reading, MINUTE), state.at(reading)));
        if self.sent.iter().filter(|(at, _)| *at > since).count() >= LIMIT {
            return;
        }
        let within = self.sent.iter().filter(|(_, real)| *real > self.real - MINUTE).count();
        assert!(within < LIMIT, "{within} within a minute");
        self.sent.push((now, self.real));
    }

    fn look(&mut self, who: usize) {
        let Some((until, since, was_expired)) = self.shown else { return };
        let now = self.transact(who, State::at);
        let is_valid = until > now;
        assert!(!is_valid || !was_expired, "an expired confirmation is good again");
        assert!(!is_valid || self.real.saturating_sub(since) < LIVE, "it lives too long");
        self.shown = Some((until, since, !is_valid));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_jumps_makes_an_expired_thing_good_or_a_window_wider(
        events in prop::collection::vec(event(), 1..120)
    ) {
        let mut world = World::new();
        for event in events {
            world.happens(event);
        }
    }
}

/// A process at wall clock 1,000,000 and running time 0.
fn state() -> State {
    State::new(Reading { wall: 1_000_000, run: 0 }, Some(1))
}

#[test]
fn time_goes_on_as_the_machine_runs_when_the_clock_is_turned_back() {
    let mut state = state();
    assert_eq!(state.at(Reading { wall: 1_010_000, run: 10_000 }), 1_010_000);
    assert_eq!(state.at(Reading { wall: 10_000, run: 20_000 }), 1_020_000);
    let seen = state.seen(Reading { wall: 10_000, run: 20_000 });
    assert_eq!(seen, Seen { newest: Time(1_020_000), run: 20_000, boot: Some(1), was_ahead: 0 });
    // Another process starts half a minute later, with any wall clock; after a reboot only the wall clock counts.
    for (boot, run, wall, now) in [
        (Some(1), 50_000, 40_000, 1_050_000),
        (Some(1), 50_000, 5, 1_050_000),
        (Some(1), 50_000, 2_000_000, 2_000_000),
        (Some(2), 50_000, 40_000, 1_020_000),
        (Some(2), 3, 1_030_000, 1_030_000),
        (None, 50_000, 40_000, 1_020_000),
    ] {
        let reading = Reading { wall, run };
        let mut later = State::new(reading, boot);
        later.learn(reading, Some(seen));
        assert_eq!(later.at(reading), now, "{boot:?} {run} {wall}");
    }
}

#[test]
fn a_process_that_starts_after_a_jump_knows_of_it() {
    let mut state = state();
    let seen = state.seen(Reading { wall: 1_010_000, run: 10_000 });
    let reading = Reading { wall: 1_020_000 + DAY, run: 20_000 };
    for (boot, since) in [(Some(1), 960_000), (Some(2), 960_000 + DAY)] {
        let mut later = State::new(reading, boot);
        later.learn(reading, Some(seen));
        assert_eq!(later.since(reading, MINUTE), since);
    }
}

#[test]
fn a_window_keeps_its_length_and_a_jump_leaves_it() {
    let mut state = state();
    assert_eq!(state.since(Reading { wall: 1_010_000, run: 10_000 }, MINUTE), 950_000);
    let jumped = |run| Reading { wall: 1_000_000 + DAY + run, run };
    // A minute ago, the clock was before the jump for a minute.
    assert_eq!(state.since(jumped(20_000), MINUTE), 960_000);
    assert_eq!(state.since(jumped(79_999), MINUTE), 1_019_999);
    assert_eq!(state.since(jumped(80_000), MINUTE), 1_020_000 + DAY);
    // Small steps add up to a jump.
    let mut state = State::new(Reading { wall: 0, run: 0 }, None);
    for step in 0..100 {
        state.at(Reading { wall: step * 1_900, run: step * 1_000 });
    }
    let since = state.since(Reading { wall: 190_000, run: 100_000 }, MINUTE);
    assert!((75_000..=76_000).contains(&since), "{since}");
}

#[test]
fn more_jumps_than_are_told_apart_make_windows_longer_and_none_shorter() {
    let mut state = State::new(Reading { wall: 0, run: 0 }, None);
    for step in 0..1_000 {
        state.at(Reading { wall: step * 10 * SECOND, run: step * SECOND });
    }
    let now = Reading { wall: 10_000 * SECOND, run: 1_000 * SECOND };
    for minutes in 1..16 {
        let began = 1_000 * SECOND - minutes * MINUTE;
        assert!(state.since(now, minutes * MINUTE) <= began * 10, "{minutes}");
    }
    assert!(state.since(now, DAY) <= 0);
    assert!(state.jumps.len() <= super::JUMPS_MAX);
}
