//! Two clients and one time: one of them has it, and the other is told what is in the way.

use serde_json::{Value, json};

use super::{
    bookings::{Studio, at_the_studio},
    desk::{confirmed, id, text},
};

/// Books for somebody; the failure where it cannot be.
fn refused(studio: &mut Studio, wanted: Value) -> (String, String) {
    let failure = studio.call("createBooking", wanted).refused("BOOKING_CONFLICT");
    (text(&failure["message"]), text(&failure["suggestion"]))
}

#[test]
fn what_is_in_the_way_is_named_and_the_nearest_free_times_are_offered() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        studio.furnish();
        let hours = json!([{ "days": ["sun"], "opens": "10:00", "closes": "18:00" }]);
        studio.ok("updateAvailability", json!({ "hours": hours, "stepMinutes": 60 }));
        studio.ok("createBooking", json!({ "packageId": "Portrait", "contactId": "Anna Vale", "start": "2026-06-14 14:00" }));
        let (message, next) = refused(
            studio,
            json!({ "service": "Album", "start": "2026-06-14 15:00", "minutes": 60 }),
        );
        assert_eq!(
            message,
            "Sunday 14 June 2026, 15:00–16:00 is taken by “Portrait” of Anna Vale (Sunday 14 June 2026, 14:00–15:30)"
        );
        assert!(next.contains("Sunday 14 June 2026 13:00, Sunday 14 June 2026 16:00"), "{next}");
        // What touches does not meet.
        studio.book("Before", "2026-06-14 13:00", 60);
        studio.book("After", "2026-06-14 15:30", 30);
        // Travel and buffers are times like others: those of the one that is there, and of the one that comes.
        let far = json!({ "service": "Castle", "start": "2026-06-14 18:00", "minutes": 60, "travelBeforeMinutes": 90 });
        studio.ok("createBooking", far);
        let (message, _) = refused(
            studio,
            json!({ "service": "Tea", "start": "2026-06-14 16:45", "minutes": 15 }),
        );
        assert!(message.contains("with travel and buffers 16:30–19:00"), "{message}");
        let (message, _) = refused(
            studio,
            json!({ "service": "Hill", "start": "2026-06-14 20:00", "minutes": 60, "travelBeforeMinutes": 75 }),
        );
        assert!(message.contains("takes 18:45–21:00 with travel and buffers"), "{message}");
        // What is offered instead has room for the way as well: at 16:00 there would be none.
        let (_, next) = refused(
            studio,
            json!({ "service": "Visit", "start": "2026-06-14 14:30", "minutes": 15, "travelBeforeMinutes": 60 }),
        );
        assert!(next.contains("Sunday 14 June 2026 12:00") && !next.contains("16:00"), "{next}");
        studio.book("Tea", "2026-06-14 16:15", 15);
        // A whole day takes everything, and gives way to nothing.
        let (message, _) = refused(
            studio,
            json!({ "service": "Holiday", "start": "2026-06-14", "end": "2026-06-15" }),
        );
        assert!(
            message.contains("Sunday 14 June 2026 – Monday 15 June 2026, all day is taken by"),
            "{message}"
        );
        // A move keeps to it as well, and a booking is not in its own way.
        let tea = studio.book("Tea", "2026-06-14 21:00", 30);
        studio
            .call("updateBooking", json!({ "id": tea, "start": "2026-06-14 14:30" }))
            .refused("BOOKING_CONFLICT");
        studio.ok("updateBooking", json!({ "id": tea, "start": "2026-06-14 21:15" }));
        studio
            .call("updateBooking", json!({ "id": tea, "travelBeforeMinutes": 180 }))
            .refused("BOOKING_CONFLICT");
    });
}

#[test]
fn of_two_at_the_same_moment_one_has_it() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        let mut other = studio.colleague("owner");
        for hour in 10..16 {
            let wanted = json!({ "service": "Portrait", "start": format!("2026-06-14 {hour}:00"), "minutes": 60 });
            let (one, two) = (
                studio.server.begin("createBooking", wanted.clone()),
                other.begin("createBooking", wanted),
            );
            let answers =
                [studio.server.finish("createBooking", one), other.finish("createBooking", two)];
            let won = answers.iter().filter(|answer| answer.is_ok()).count();
            assert_eq!(won, 1);
            answers
                .iter()
                .filter(|answer| !answer.is_ok())
                .for_each(|lost| drop(lost.refused("BOOKING_CONFLICT")));
        }
        assert_eq!(studio.items("getBooking", json!({ "from": "2026-06-14" })).len(), 6);
    });
}

#[test]
fn an_undo_does_not_take_a_time_that_somebody_else_has_by_now() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        let anna = studio.book("Anna's portrait", "2026-06-14 14:00", 60);
        let cancel = json!({ "id": anna, "status": "cancelled" });
        let shown = studio.ok("updateBooking", cancel.clone());
        let gone = studio.ok("updateBooking", confirmed(&cancel, &shown["confirmationToken"]));
        let ben = studio.ok(
            "createBooking",
            json!({ "service": "Ben's portrait", "start": "2026-06-14 14:30", "minutes": 60 }),
        );
        let undo = json!({ "changeId": gone["changeId"] });
        let failure = studio.call("undoChange", undo.clone()).refused("UNDO_CONFLICT");
        let message = text(&failure["message"]);
        assert!(
            message.contains("“Ben's portrait” has its time now, Sunday 14 June 2026, 14:30–15:30"),
            "{message}"
        );
        // Once it is free again, the cancellation can be taken back.
        studio.ok("undoChange", json!({ "changeId": ben["changeId"] }));
        studio.ok("undoChange", undo);
        assert_eq!(studio.items("getBooking", json!({ "id": anna }))[0]["status"], "confirmed");
        // A move that cannot be taken back is refused by the same rule, and so is a deletion of the customer.
        let moved = studio.ok("updateBooking", json!({ "id": anna, "start": "2026-06-14 16:00" }));
        studio.book("Ben's portrait", "2026-06-14 14:00", 60);
        studio
            .call("undoChange", json!({ "changeId": moved["changeId"] }))
            .refused("UNDO_CONFLICT");
    });
}

#[test]
fn a_hold_ends_by_itself_and_stays_ended_whatever_the_clock_says() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        let hold = json!({ "service": "Portrait", "start": "2026-06-14 14:00", "minutes": 60, "status": "hold" });
        let made = studio.ok("createBooking", hold.clone());
        assert_eq!(made["data"]["heldUntil"], "2026-06-05 10:15");
        let first = id(&made["data"]);
        let other = json!({ "service": "Other", "start": "2026-06-14 14:30", "minutes": 60 });
        studio.call("createBooking", other.clone()).refused("BOOKING_CONFLICT");
        studio.set("2026-06-05T08:16:00Z");
        assert_eq!(
            studio.items("getAvailability", json!({ "from": "2026-06-14" }))[0].get("booked"),
            None
        );
        studio.ok("createBooking", other);
        // It was dropped where somebody needed its time, so that no clock brings it back.
        studio.set("2026-06-05T08:01:00Z");
        let dropped = studio.items("getBooking", json!({ "id": first }));
        assert_eq!(dropped[0]["status"], "cancelled");
        studio
            .call("updateBooking", json!({ "id": first, "status": "confirmed" }))
            .refused("BOOKING_CONFLICT");
        // A hold that is confirmed in time stays, also one whose time is over while nobody else came.
        studio.set("2026-06-05T08:20:00Z");
        let long = json!({ "service": "Portrait", "start": "2026-06-15 14:00", "minutes": 60, "holdMinutes": 60 });
        let long = id(&studio.ok("createBooking", long)["data"]);
        studio.set("2026-06-05T09:30:00Z");
        assert_eq!(studio.items("getBooking", json!({ "id": long }))[0]["holdExpired"], true);
        let kept = studio.ok("updateBooking", json!({ "id": long, "status": "confirmed" }));
        assert_eq!(
            [&kept["data"]["status"], &kept["data"]["heldUntil"]],
            [&json!("confirmed"), &Value::Null]
        );
    });
}

#[test]
fn who_is_forgotten_leaves_no_booking_behind() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        studio.furnish();
        let wanted = json!({ "packageId": "Portrait", "contactId": "Anna Vale", "start": "2026-06-11 15:00",
            "notes": "Anna Vale is afraid of dogs.", "place": "Mill Lane 1" });
        studio.ok("createBooking", wanted);
        studio.book("Other", "2026-06-11 10:00", 60);
        let anna = id(&studio.items("getContact", json!({ "query": "Anna" }))[0]);
        let ran = studio.clock.run(studio.folder.path(), &["contact", "erase", &anna, "--yes"]);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let left = studio.items("getBooking", json!({ "all": true }));
        assert_eq!(left.len(), 1, "{left:?}");
        let bytes = std::fs::read(studio.folder.path().join("deskhand.db")).unwrap();
        let holds = |word: &str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
        assert!(!holds("afraid of dogs") && !holds("Mill Lane"), "it is still in the file");
    });
}
