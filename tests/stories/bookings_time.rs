//! Times as clocks show them: when they are put forward and back, and for somebody elsewhere.

use serde_json::{Value, json};

use super::{
    bookings::at_the_studio,
    desk::{id, text},
};

#[test]
fn the_hour_that_does_not_exist_is_refused_with_its_neighbours_and_the_one_that_comes_twice_is_the_first()
 {
    at_the_studio("2026-03-01T08:00:00Z", |studio| {
        let at = |start: &str| json!({ "service": "Night", "start": start, "minutes": 30 });
        let failure =
            studio.call("createBooking", at("2026-03-29 02:30")).refused("ARGUMENT_INVALID");
        let (message, next) = (text(&failure["message"]), text(&failure["suggestion"]));
        assert!(
            message.contains("there is no 02:30 on Sunday 29 March 2026 in Europe/Berlin"),
            "{message}"
        );
        assert_eq!(next, "take 01:30 or 03:30");
        let end =
            json!({ "service": "Night", "start": "2026-03-29 01:00", "end": "2026-03-29 02:15" });
        studio.call("createBooking", end).refused("ARGUMENT_INVALID");
        // Real minutes pass: an hour from half past one on ends at half past three.
        let over = json!({ "service": "Night", "start": "2026-03-29 01:30", "minutes": 60 });
        assert_eq!(
            studio.ok("createBooking", over)["data"]["when"],
            "Sunday 29 March 2026, 01:30–03:30"
        );

        let twice = studio.ok("createBooking", at("2026-10-25 02:15"));
        assert!(
            text(&twice["note"]).contains("02:15 comes twice: the first is taken (UTC+02:00)"),
            "{twice}"
        );
        // The second is another time, and free.
        let second = studio.ok("createBooking", at("2026-10-25T02:15:00+01:00"));
        let both = studio.items("queryData", json!({ "entity": "booking", "filter": { "start": { "gte": "2026-10-25" } }, "sort": "start" }));
        assert_eq!(
            [&both[0]["start"], &both[1]["start"]],
            ["2026-10-25T00:15:00.000Z", "2026-10-25T01:15:00.000Z"]
        );
        assert_eq!(both[1]["id"], second["data"]["id"]);
    });
}

#[test]
fn a_booking_agreed_in_one_zone_is_read_in_another() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        let call = json!({ "service": "Call with Tokyo", "start": "2026-06-15 09:00", "minutes": 60, "zone": "asia/tokyo" });
        let made = studio.ok("createBooking", call);
        let data = &made["data"];
        assert_eq!([&data["start"], &data["zone"]], ["2026-06-15 02:00", "Asia/Tokyo"]);
        assert_eq!(data["whenThere"], "Monday 15 June 2026, 09:00–10:00");
        let here = json!({ "service": "Sleep", "start": "2026-06-15 02:30", "minutes": 60 });
        studio.call("createBooking", here).refused("BOOKING_CONFLICT");
        // The business moves: the moment stays, and the clock shows another time.
        studio.ok("updateSite", json!({ "timezone": "America/New_York" }));
        let found = studio.items("getBooking", json!({ "id": id(data) }));
        assert_eq!(
            [&found[0]["start"], &found[0]["whenThere"]],
            ["2026-06-14 20:00", "Monday 15 June 2026, 09:00–10:00"]
        );
        // As it is answered it can be sent.
        studio.ok(
            "updateBooking",
            json!({ "id": id(data), "start": found[0]["start"], "minutes": 30 }),
        );
    });
}

#[test]
fn whole_days_have_dates_and_take_them() {
    at_the_studio("2026-03-01T08:00:00Z", |studio| {
        // Of 23 hours, and of 24.
        let fair = json!({ "service": "Fair", "start": "2026-03-29", "end": "2026-03-30" });
        let fair = studio.ok("createBooking", fair)["data"].clone();
        assert_eq!(fair["when"], "Sunday 29 March 2026 – Monday 30 March 2026, all day");
        assert_eq!([&fair["start"], &fair["end"]], ["2026-03-29", "2026-03-30"]);
        let days =
            studio.items("getAvailability", json!({ "from": "2026-03-28", "to": "2026-03-31" }));
        let why: Vec<&Value> = days.iter().map(|day| &day["why"]).collect();
        assert_eq!(
            why,
            [&Value::Null, &json!("fully booked"), &json!("fully booked"), &Value::Null]
        );
        // Moved by its first day, it is as long as before.
        let moved = studio.ok("updateBooking", json!({ "id": fair["id"], "start": "2026-04-04" }));
        assert_eq!([&moved["data"]["start"], &moved["data"]["end"]], ["2026-04-04", "2026-04-05"]);
        // A day alone is no time: the model has to ask.
        let vague = json!({ "service": "Portrait", "start": "2026-04-10", "minutes": 60 });
        let failure = studio.call("createBooking", vague).refused("ARGUMENT_INVALID");
        assert!(text(&failure["suggestion"]).contains("2026-04-10 14:00"), "{failure}");
    });
}
