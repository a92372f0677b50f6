//! Bookings at times that cannot be, of what is not there, and hours that no calendar has.

use serde_json::json;

use super::table::{each_is_refused, mistake};
use crate::desk::id;

#[test]
fn a_booking_has_a_time_that_can_be() {
    each_is_refused(|desk| {
        desk.ok("updateSite", json!({ "timezone": "America/New_York" }));
        let book = |start: &str| json!({ "service": "Portrait", "start": start, "minutes": 60 });
        let until = |start: &str, end: &str| json!({ "service": "P", "start": start, "end": end });
        let wrong = |arguments, message, next| {
            mistake("createBooking", arguments, "ARGUMENT_INVALID", message, next)
        };
        vec![
            wrong(
                book("tomorrow at three"),
                "`tomorrow at three` is no time of a day",
                "2026-06-14 14:00",
            ),
            wrong(book("14/06/2026 14:00"), "is no time of a day", "2026-06-14 14:00"),
            wrong(book("2026-06-31 14:00"), "is no time of a day", ""),
            wrong(book("2026-06-14 26:00"), "is no time of a day", ""),
            wrong(book("0026-06-14 14:00"), "in the year 26", "check the year"),
            wrong(book("9999-12-31 23:30"), "", ""),
            wrong(book("2026-06-14 14:00:30"), "to the minute", "seconds"),
            wrong(book("2026-06-14"), "without a time", "2026-06-14 14:00"),
            wrong(
                book("2026-03-08 02:30"),
                "there is no 02:30 on Sunday 8 March 2026",
                "01:30 or 03:30",
            ),
            wrong(
                until("2026-06-14 14:00", "2026-06-14 13:00"),
                "would end at 2026-06-14 13:00",
                "next day",
            ),
            wrong(until("2026-06-14 14:00", "2026-06-14 14:00"), "would end at", ""),
            wrong(until("2026-06-14 14:00", "2026-06-14"), "without a time", "minutes"),
            wrong(until("2026-06-14", "2026-06-13"), "would end on 2026-06-13", "last day"),
            wrong(until("2026-06-14 14:00", "2026-08-14 14:00"), "more than 31 days", "exceptions"),
            wrong(
                json!({ "start": "2026-06-14 14:00", "end": "2026-06-14 15:00", "minutes": 60 }),
                "end and minutes are both given",
                "how long",
            ),
        ]
    });
}

#[test]
fn a_booking_takes_a_time_that_it_can_take() {
    each_is_refused(|_| {
        let wrong = |arguments, message, next| {
            mistake("createBooking", arguments, "ARGUMENT_INVALID", message, next)
        };
        vec![
            wrong(json!({ "start": "2026-06-14 14:00", "minutes": 0 }), "minutes", ""),
            wrong(
                json!({ "start": "2026-06-14 14:00", "minutes": 44_640, "travelAfterMinutes": 30 }),
                "31 days",
                "",
            ),
            wrong(
                json!({ "start": "2026-06-14 14:00", "travelBeforeMinutes": -5 }),
                "travelBeforeMinutes",
                "",
            ),
            wrong(
                json!({ "start": "2026-06-14 14:00", "holdMinutes": 5, "status": "confirmed" }),
                "holdMinutes",
                "hold",
            ),
            wrong(
                json!({ "start": "2026-06-14 14:00", "status": "cancelled" }),
                "not made as cancelled",
                "pending",
            ),
            wrong(json!({ "start": "2199-06-14 14:00" }), "in the year 2199", ""),
            wrong(
                json!({ "start": "2099-06-14 14:00", "status": "completed" }),
                "has not begun",
                "afterwards",
            ),
            wrong(
                json!({ "start": "2026-06-14 14:00", "zone": "Europe/Berln" }),
                "time zone",
                "Europe/Berlin",
            ),
        ]
    });
}

#[test]
fn a_booking_is_of_what_is_there() {
    each_is_refused(|desk| {
        for name in ["Anna", "Ben"] {
            let mail = format!("{name}@wren.example");
            desk.ok("createContact", json!({ "name": name, "email": mail }));
        }
        let line = json!([{ "title": "A", "unitPrice": 1 }]);
        let order = id(&desk.data("createOrder", json!({ "contactId": "Ben", "items": line })));
        let booked = id(&desk
            .data("createBooking", json!({ "start": "2026-06-14 14:00", "contactId": "Anna" })));
        let at = "2026-06-15 14:00";
        let create = |arguments, code, message, next| {
            mistake("createBooking", arguments, code, message, next)
        };
        let update = |arguments, code, message, next| {
            mistake("updateBooking", arguments, code, message, next)
        };
        let invalid = "ARGUMENT_INVALID";
        let package = json!({ "start": at, "packageId": "Nothing" });
        let contact = json!({ "start": at, "contactId": "Nobody" });
        let unknown = json!({ "start": at, "orderId": "Nothing" });
        let of_ben = json!({ "start": at, "orderId": order, "contactId": "Anna" });
        let moved = json!({ "id": booked, "orderId": order });
        let twice = json!({ "id": booked, "minutes": 30, "end": at });
        let taken = json!({ "start": "2026-06-14 14:30" });
        vec![
            create(package, "PACKAGE_NOT_FOUND", "Nothing", "manage_packages"),
            create(contact, "CONTACT_NOT_FOUND", "Nobody", "getContact"),
            create(unknown, "ORDER_NOT_FOUND", "Nothing", "getOrder"),
            create(of_ben, invalid, "of another contact", "leave out"),
            create(taken, "BOOKING_CONFLICT", "taken by “Appointment” of Anna", "getAvailability"),
            update(moved, invalid, "of another contact", ""),
            update(json!({ "id": "Anna", "start": at }), "BOOKING_NOT_FOUND", "Anna", "getBooking"),
            update(twice, invalid, "both given", ""),
            update(json!({ "id": booked, "status": "gone" }), invalid, "status", "one of these"),
        ]
    });
}

#[test]
fn what_is_asked_of_a_calendar_has_days() {
    each_is_refused(|_| {
        let get =
            |arguments, code, message, next| mistake("getBooking", arguments, code, message, next);
        let free = |arguments, code, message, next| {
            mistake("getAvailability", arguments, code, message, next)
        };
        let (invalid, scope) = ("ARGUMENT_INVALID", "SCOPE_INVALID");
        let back = json!({ "from": "2026-06-14", "to": "2026-06-01" });
        let package = json!({ "from": "today", "packageId": "Nothing" });
        vec![
            get(json!({}), scope, "exactly one", ""),
            get(json!({ "all": true, "from": "today" }), scope, "not", "leave out"),
            get(json!({ "all": true, "to": "today" }), scope, "to goes with from", ""),
            get(json!({ "from": "soon" }), invalid, "`soon` is not a time", ""),
            get(back, invalid, "before from", ""),
            free(json!({ "from": "2026", "to": "2028" }), invalid, "more than 366 days", "month"),
            free(package, "PACKAGE_NOT_FOUND", "Nothing", ""),
        ]
    });
}

#[test]
fn hours_are_those_of_a_calendar() {
    each_is_refused(|_| {
        let wrong = |arguments, message, next| {
            mistake("updateAvailability", arguments, "ARGUMENT_INVALID", message, next)
        };
        let hours = |opens: &str, closes: &str| json!({ "hours": [{ "days": ["mon"], "opens": opens, "closes": closes }] });
        let twice = json!({ "hours": [
            { "days": ["mon"], "opens": "09:00", "closes": "12:00" },
            { "days": ["mon", "tue"], "opens": "11:00", "closes": "14:00" }] });
        vec![
            wrong(hours("17:00", "09:00"), "before it opens", "swap"),
            wrong(hours("09:00", "25:00"), "25:00", ""),
            wrong(twice, "hours: on monday 09:00–12:00 and 11:00–14:00 overlap", ""),
            wrong(json!({ "exceptions": [{ "date": "Christmas" }] }), "date", ""),
            wrong(
                json!({ "exceptions": [{ "date": "2026-12-26", "until": "2026-12-24" }] }),
                "is before",
                "last",
            ),
            wrong(
                json!({ "exceptions": [{ "date": "2026-12-24", "opens": "09:00" }] }),
                "needs opens and closes",
                "",
            ),
            wrong(json!({ "stepMinutes": 1 }), "stepMinutes", ""),
            wrong(json!({ "noticeMinutes": -1 }), "noticeMinutes", ""),
            wrong(json!({ "dailyLimit": 0 }), "dailyLimit", ""),
            wrong(json!({ "horizonDays": 100_000 }), "horizonDays", ""),
            mistake(
                "updateAvailability",
                json!({ "packageId": "Nothing", "stepMinutes": 15 }),
                "PACKAGE_NOT_FOUND",
                "Nothing",
                "",
            ),
        ]
    });
}
