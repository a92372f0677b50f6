//! Two processes that book, hold, move, cancel and undo at the same moments: no two bookings meet, and a hold that has
//! expired is in nobody's way. Without the triggers of the table the same steps make some that do.

use serde_json::{Value, json};

use super::{
    bookings::{Studio, at_the_studio},
    desk::confirmed,
};
use crate::common::{Answer, Server};

/// So many times both processes do something at once.
const ROUNDS: u64 = 100;

/// What may be answered where the other was faster.
const LOST: [&str; 6] = [
    "BOOKING_CONFLICT",
    "BOOKING_CANCELLED",
    "BOOKING_NOT_FOUND",
    "UNDO_CONFLICT",
    "ALREADY_UNDONE",
    "CONFIRMATION_INVALID",
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn of<'v>(&mut self, values: &'v [String]) -> Option<&'v String> {
        let count = u64::try_from(values.len()).unwrap();
        values.get(usize::try_from(self.below(count.max(1))).unwrap())
    }
}

/// Both processes, and what they have made.
struct Race {
    random: Random,
    bookings: Vec<String>,
    changes: Vec<String>,
    won: usize,
    lost: usize,
}

type Step = (&'static str, Value);

impl Race {
    fn new(seed: u64) -> Race {
        Race { random: Random(seed), bookings: vec![], changes: vec![], won: 0, lost: 0 }
    }

    /// A time of that day, on the quarter of an hour.
    fn start(&mut self) -> String {
        let (hour, quarter) = (8 + self.random.below(12), 15 * self.random.below(4));
        format!("2026-06-14 {hour:02}:{quarter:02}")
    }

    fn create(&mut self) -> Step {
        let mut wanted = json!({ "service": "Session", "start": self.start(),
            "minutes": 15 + 15 * self.random.below(6), "travelBeforeMinutes": 15 * self.random.below(3) });
        if self.random.below(3) == 0 {
            wanted["holdMinutes"] = json!(5);
        }
        ("createBooking", wanted)
    }

    fn step(&mut self, studio: &mut Studio) -> Step {
        let (booking, change) =
            (self.random.of(&self.bookings).cloned(), self.random.of(&self.changes).cloned());
        let (Some(booking), Some(change)) = (booking, change) else { return self.create() };
        match self.random.below(9) {
            0 | 1 => (
                "updateBooking",
                json!({ "id": booking, "start": self.start(), "status": "confirmed" }),
            ),
            2 => ("updateBooking", json!({ "id": booking, "status": "confirmed" })),
            3 => {
                let cancel = json!({ "id": booking, "status": "cancelled" });
                let asked = studio.call("updateBooking", cancel.clone());
                let asked = asked.is_ok().then(|| asked.ok());
                let token = asked.filter(|asked| asked["requiresConfirmation"] == true);
                let done = token.map(|asked| confirmed(&cancel, &asked["confirmationToken"]));
                ("updateBooking", done.unwrap_or(cancel))
            }
            4 | 5 => ("undoChange", json!({ "changeId": change })),
            _ => self.create(),
        }
    }

    fn note(&mut self, answer: &Answer) {
        if !answer.is_ok() {
            let failure = answer.whole()["error"].clone();
            assert!(LOST.contains(&failure["code"].as_str().unwrap()), "{failure}");
            self.lost += 1;
            return;
        }
        self.won += 1;
        let done = answer.ok();
        if let Some(change) = done["changeId"].as_str() {
            self.changes.push(change.to_owned());
        }
        if let Some(booking) = done["data"]["id"].as_str().filter(|id| id.starts_with("bkg_")) {
            self.bookings.push(booking.to_owned());
        }
    }

    /// Both do something at once, mostly for the same time.
    fn round(&mut self, studio: &mut Studio, other: &mut Server) {
        let one = self.step(studio);
        let two = if one.0 == "createBooking" && self.random.below(2) == 0 {
            one.clone()
        } else {
            self.step(studio)
        };
        let begun = (studio.server.begin(one.0, one.1), other.begin(two.0, two.1));
        let answers = [studio.server.finish(one.0, begun.0), other.finish(two.0, begun.1)];
        for answer in &answers {
            self.note(answer);
        }
    }
}

/// The pairs of bookings that meet, as the file has them, in the studio's now.
#[expect(clippy::disallowed_types, reason = "looks at the rows from outside")]
fn meeting(studio: &Studio, now: &str) -> Vec<(String, String)> {
    let file = studio.folder.path().join("deskhand.db");
    let now = deskhand::clock::Time::parse(now).unwrap().0;
    let raw = rusqlite::Connection::open(file).unwrap();
    let mut pairs = raw
        .prepare(
            "WITH taking AS (SELECT * FROM booking WHERE status IN ('pending', 'confirmed', 'completed') OR expires_at > ?1)
             SELECT a.id, b.id FROM taking a JOIN taking b
             ON a.id < b.id AND a.busy_from < b.busy_until AND b.busy_from < a.busy_until",
        )
        .unwrap();
    pairs
        .query_map([now], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// Runs the steps; how many pairs meet at the worst moment.
fn worst(studio: &mut Studio, race: &mut Race) -> usize {
    let mut other = studio.colleague("owner");
    let mut worst = 0;
    for round in 0..ROUNDS {
        race.round(studio, &mut other);
        if round % 10 == 9 {
            // Holds of five minutes expire now and then.
            let now = format!("2026-06-05T{:02}:{:02}:00Z", 8 + round / 60, round % 60);
            studio.set(&now);
            worst = worst.max(meeting(studio, &now).len());
        }
    }
    worst
}

#[test]
fn whatever_two_processes_do_no_two_bookings_meet() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        let mut race = Race::new(0x5EED);
        assert_eq!(worst(studio, &mut race), 0);
        println!("{} won, {} lost", race.won, race.lost);
        assert!(race.won > 30 && race.lost > 30, "{} won, {} lost", race.won, race.lost);
    });
}

#[test]
#[expect(
    clippy::disallowed_types,
    reason = "takes the rule away, to see that it is the one that holds"
)]
fn without_the_triggers_of_the_table_the_same_steps_make_bookings_that_meet() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        let raw = rusqlite::Connection::open(studio.folder.path().join("deskhand.db")).unwrap();
        raw.execute_batch(
            "DROP TRIGGER booking_is_alone_made; DROP TRIGGER booking_is_alone_changed;",
        )
        .unwrap();
        drop(raw);
        assert!(worst(studio, &mut Race::new(0x5EED)) > 0);
    });
}
