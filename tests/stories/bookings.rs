//! A week of a photographer: what is offered, booked, moved, missed and cancelled.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::desk::{confirmed, each, id, text};
use crate::common::{Answer, BOTH_ERAS, Clock, Era, Server};

/// Only a build for tests lets its clock be turned.
pub const TURNS: bool = cfg!(debug_assertions);

/// A studio in Berlin, at a time of its own.
pub struct Studio {
    pub server: Server,
    pub clock: Clock,
    pub folder: TempDir,
    pub era: Era,
}

impl Studio {
    pub fn at(era: Era, time: &str) -> Studio {
        let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
        set(&clock, time);
        let server = clock.server(era, folder.path(), &[]);
        let mut studio = Studio { server, clock, folder, era };
        studio.ok("updateSite", json!({ "timezone": "Europe/Berlin", "name": "Wren" }));
        studio
    }

    /// It is this time now.
    pub fn set(&self, time: &str) {
        set(&self.clock, time);
    }

    /// Another process on the same folder.
    pub fn colleague(&self, agent: &str) -> Server {
        self.clock.server(self.era, self.folder.path(), &["--agent", agent])
    }

    pub fn call(&mut self, tool: &str, arguments: Value) -> Answer {
        self.server.call(tool, arguments)
    }

    #[track_caller]
    pub fn ok(&mut self, tool: &str, arguments: Value) -> Value {
        self.server.call(tool, arguments).ok()
    }

    #[track_caller]
    pub fn items(&mut self, tool: &str, arguments: Value) -> Vec<Value> {
        self.ok(tool, arguments)["items"].as_array().unwrap().clone()
    }

    /// Books; gives the id.
    #[track_caller]
    pub fn book(&mut self, service: &str, start: &str, minutes: i64) -> String {
        let wanted = json!({ "service": service, "start": start, "minutes": minutes });
        id(&self.ok("createBooking", wanted)["data"])
    }

    /// A portrait of 90 minutes and Anna.
    pub fn furnish(&mut self) {
        let package =
            json!({ "action": "create", "name": "Portrait", "price": 250, "durationMinutes": 90 });
        self.ok("manage_packages", package);
        self.ok("createContact", json!({ "name": "Anna Vale", "email": "anna@vale.example" }));
    }
}

fn set(clock: &Clock, time: &str) {
    let time = deskhand::clock::Time::parse(time).unwrap();
    clock.set((time.0 - deskhand::clock::now().0) / 60_000);
}

/// Tells a story at a time with a client of each generation.
pub fn at_the_studio(time: &str, story: impl Fn(&mut Studio)) {
    for era in BOTH_ERAS.into_iter().filter(|_| TURNS) {
        println!("with a client of {era:?}");
        story(&mut Studio::at(era, time));
    }
}

#[test]
fn a_week_of_a_photographer() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        studio.furnish();
        // Before anybody has said anything, she books by hand whenever she likes.
        let early =
            json!({ "service": "Sunrise on the hill", "start": "2026-06-07 05:30", "minutes": 60 });
        let early = studio.ok("createBooking", early);
        assert_eq!(early["data"]["when"], "Sunday 7 June 2026, 05:30–06:30");
        assert_eq!(early.get("note"), None, "{early}");

        let hours = json!([{ "days": ["tue", "wed", "thu", "fri", "sat"], "opens": "10:00", "closes": "18:00" }]);
        let rules = json!({ "hours": hours, "bufferAfterMinutes": 30, "noticeMinutes": 120,
            "exceptions": [{ "date": "2026-06-13", "note": "Wedding of my sister" }] });
        let set = studio.ok("updateAvailability", rules);
        assert!(text(&set["note"]).contains("1 booking lies outside"), "{set}");
        assert!(text(&set["note"]).contains("“Sunrise on the hill” Sunday 7 June 2026"), "{set}");

        let week = json!({ "packageId": "Portrait", "from": "2026-06-08", "to": "2026-06-14" });
        let days = studio.items("getAvailability", week.clone());
        let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        assert_eq!(each(&days, "weekday"), names);
        assert_eq!(
            [&days[0]["why"], &days[0].get("free").is_some().into()],
            [&json!("closed on Mondays"), &json!(false)]
        );
        assert_eq!(days[5]["why"], "closed: Wedding of my sister");
        let free = days[3]["free"].as_array().unwrap();
        assert_eq!((free.len(), &free[0], &free[13]), (14, &json!("10:00"), &json!("16:30")));

        let wanted = json!({ "packageId": "Portrait", "contactId": "Anna Vale", "start": "2026-06-11 15:00", "source": "phone" });
        let made = studio.ok("createBooking", wanted);
        let anna = id(&made["data"]);
        let thursday = studio
            .items("getAvailability", json!({ "packageId": "Portrait", "from": "2026-06-11" }));
        assert_eq!(
            thursday[0]["free"],
            json!(["10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "13:00"])
        );
        let booked = &thursday[0]["booked"][0];
        assert_eq!([&booked["title"], &booked["contactName"]], ["Portrait", "Anna Vale"]);
        assert_eq!(booked["when"], "Thursday 11 June 2026, 15:00–16:30");

        // To Friday: as long as before, and Anna does not hear of it by itself.
        let moved = studio.ok("updateBooking", json!({ "id": anna, "start": "2026-06-12 15:00" }));
        assert_eq!(moved["data"]["when"], "Friday 12 June 2026, 15:00–16:30");
        assert!(text(&moved["note"]).contains("Nobody is told"), "{moved}");
        let next_week = studio.items("getBooking", json!({ "from": "next week" }));
        assert_eq!(each(&next_week, "id"), [anna.as_str()]);
        assert_eq!(next_week[0]["source"], "phone");

        // What has not begun is not over.
        studio
            .call("updateBooking", json!({ "id": anna, "status": "no_show" }))
            .refused("ARGUMENT_INVALID");
        studio.set("2026-06-12T13:40:00Z");
        studio.ok(
            "updateBooking",
            json!({ "id": anna, "status": "no_show", "addNote": "Called twice." }),
        );
        // Her time is free for somebody who walks in.
        studio.book("Passport pictures", "2026-06-12 15:45", 30);
        let found = studio
            .items("queryData", json!({ "entity": "booking", "filter": { "status": "no_show" } }));
        assert_eq!(each(&found, "id"), [anna.as_str()]);
        assert_eq!(studio.items("getBooking", json!({ "contactId": "Anna Vale" })).len(), 1);
    });
}

#[test]
fn a_cancellation_is_seen_first_and_says_that_nobody_is_told() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        studio.furnish();
        let wanted = json!({ "packageId": "Portrait", "contactId": "Anna Vale", "start": "2026-06-11 15:00" });
        let anna = id(&studio.ok("createBooking", wanted)["data"]);
        let cancel = json!({ "id": anna, "status": "cancelled" });
        let shown = studio.ok("updateBooking", cancel.clone());
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        let message = text(&shown["message"]);
        println!("{message}");
        let what =
            "“Portrait” of Anna Vale, Thursday 11 June 2026, 15:00–16:30, would be cancelled.";
        assert!(message.contains(what), "{message}");
        assert!(message.contains("Nobody is told of it automatically"), "{message}");
        assert_eq!(studio.items("getBooking", json!({ "from": "2026-06-11" })).len(), 1);
        let done = studio.ok("updateBooking", confirmed(&cancel, &shown["confirmationToken"]));
        assert!(text(&done["note"]).contains("Nobody is told"), "{done}");
        // What was cancelled is no longer on the calendar, and is found where it is asked for.
        assert_eq!(studio.items("getBooking", json!({ "from": "2026-06-11" })).len(), 0);
        let gone = json!({ "from": "2026-06-11", "status": "cancelled" });
        assert_eq!(each(&studio.items("getBooking", gone), "id"), [anna.as_str()]);
        // It is not moved as if it were on.
        let moved = json!({ "id": anna, "start": "2026-06-12 10:00" });
        studio.call("updateBooking", moved.clone()).refused("BOOKING_CANCELLED");
        let mut again = moved;
        again["status"] = json!("confirmed");
        assert_eq!(studio.ok("updateBooking", again)["data"]["status"], "confirmed");
    });
}

#[test]
fn what_is_booked_by_hand_outside_the_rules_is_noted_and_kept() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        studio.furnish();
        let hours = json!([{ "days": ["mon", "tue"], "opens": "10:00", "closes": "18:00" }]);
        studio.ok(
            "updateAvailability",
            json!({ "hours": hours, "horizonDays": 30, "noticeMinutes": 1440, "dailyLimit": 1 }),
        );
        for (start, word) in [
            ("2026-06-08 19:00", "outside the hours"),
            ("2026-06-10 12:00", "closed on Wednesdays"),
            ("2026-08-03 12:00", "more than 30 days ahead"),
            ("2026-06-05 12:00", "sooner than the notice of 1 day"),
            ("2026-06-01 12:00", "in the past"),
            ("2026-06-08 11:00", "has its 1 bookings already"),
        ] {
            let made =
                studio.ok("createBooking", json!({ "packageId": "Portrait", "start": start }));
            assert!(text(&made["note"]).contains(word), "{start}: {made}");
        }
        // What was offered needs no note.
        let fine = studio
            .ok("createBooking", json!({ "packageId": "Portrait", "start": "2026-06-15 11:00" }));
        assert_eq!(fine.get("note"), None, "{fine}");
        // A package that is not offered any more is booked with a word about it.
        studio.ok(
            "manage_packages",
            json!({ "action": "update", "id": "Portrait", "active": false }),
        );
        let old = studio
            .ok("createBooking", json!({ "packageId": "Portrait", "start": "2026-06-16 11:00" }));
        assert!(text(&old["note"]).contains("is not offered any more"), "{old}");
    });
}

#[test]
fn a_package_can_differ_from_the_business_and_takes_its_rules_along() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        studio.furnish();
        let days = |studio: &mut Studio, of: Value| {
            let mut ask = of;
            ask["from"] = json!("2026-06-08");
            ask["to"] = json!("2026-06-09");
            let found = studio.items("getAvailability", ask);
            found.iter().map(|day| day["free"].as_array().map_or(0, Vec::len)).collect::<Vec<_>>()
        };
        // The opening hours of the site count until somebody says otherwise.
        let open = json!([{ "days": ["mon"], "opens": "10:00", "closes": "12:00" }]);
        studio.ok("updateSite", json!({ "openingHours": open }));
        assert_eq!(days(studio, json!({ "minutes": 60 })), [3, 0]);
        assert_eq!(days(studio, json!({ "packageId": "Portrait" })), [2, 0]);
        let own = json!([{ "days": ["tue"], "opens": "22:00", "closes": "02:00" }]);
        let own = studio.ok(
            "updateAvailability",
            json!({ "packageId": "Portrait", "hours": own, "stepMinutes": 60 }),
        );
        // Of a night the starts stand with the day on which they are: 22:00 and 23:00, and half past midnight the next.
        assert_eq!(days(studio, json!({ "packageId": "Portrait" })), [0, 2]);
        assert_eq!(days(studio, json!({ "minutes": 60 })), [3, 0]);
        let found = studio.items("queryData", json!({ "entity": "availability" }));
        assert_eq!(found.len(), 1);
        studio.ok("undoChange", json!({ "changeId": own["changeId"] }));
        assert_eq!(days(studio, json!({ "packageId": "Portrait" })), [2, 0]);
        studio.ok(
            "updateAvailability",
            json!({ "packageId": "Portrait", "hours": null, "stepMinutes": 15 }),
        );
        assert_eq!(days(studio, json!({ "packageId": "Portrait" })), [3, 0]);
        // A booking stays when its package goes, with its time.
        studio.ok("createBooking", json!({ "packageId": "Portrait", "start": "2026-06-08 10:00" }));
        let shown = studio.ok("manage_packages", json!({ "action": "delete", "id": "Portrait" }));
        let delete = confirmed(
            &json!({ "action": "delete", "id": "Portrait" }),
            &shown["confirmationToken"],
        );
        studio.ok("manage_packages", delete);
        let kept = studio.items("getBooking", json!({ "all": true }));
        assert_eq!([&kept[0]["title"], &kept[0]["status"]], ["Portrait", "confirmed"]);
        let rules = studio.items("queryData", json!({ "entity": "availability" }));
        assert!(rules.is_empty(), "{rules:?}");
    });
}
