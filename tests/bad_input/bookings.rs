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
        vec![
            mistake(
                "createBooking",
                json!({ "start": at, "packageId": "Nothing" }),
                "PACKAGE_NOT_FOUND",
                "Nothing",
                "manage_packages",
            ),
            mistake(
                "createBooking",
                json!({ "start": at, "contactId": "Nobody" }),
                "CONTACT_NOT_FOUND",
                "Nobody",
                "getContact",
            ),
            mistake(
                "createBooking",
                json!({ "start": at, "orderId": "Nothing" }),
                "ORDER_NOT_FOUND",
                "Nothing",
                "getOrder",
            ),
            mistake(
                "createBooking",
                json!({ "start": at, "orderId": order, "contactId": "Anna" }),
                "ARGUMENT_INVALID",
                "of another contact",
                "leave out",
            ),
            mistake(
                "updateBooking",
                json!({ "id": booked, "orderId": order }),
                "ARGUMENT_INVALID",
                "of another contact",
                "",
            ),
            mistake(
                "updateBooking",
                json!({ "id": "Anna", "start": at }),
                "BOOKING_NOT_FOUND",
                "Anna",
                "getBooking",
            ),
            mistake(
                "updateBooking",
                json!({ "id": booked, "minutes": 30, "end": at }),
                "ARGUMENT_INVALID",
                "both given",
                "",
            ),
            mistake(
                "updateBooking",
                json!({ "id": booked, "status": "gone" }),
                "ARGUMENT_INVALID",
                "status",
                "one of these",
            ),
            mistake(
                "createBooking",
                json!({ "start": "2026-06-14 14:30" }),
                "BOOKING_CONFLICT",
                "is taken by “Appointment” of Anna",
                "getAvailability",
            ),
            mistake("getBooking", json!({}), "SCOPE_INVALID", "exactly one", ""),
            mistake(
                "getBooking",
                json!({ "all": true, "from": "today" }),
                "SCOPE_INVALID",
                "not",
                "leave out",
            ),
            mistake(
                "getBooking",
                json!({ "all": true, "to": "today" }),
                "SCOPE_INVALID",
                "to goes with from",
                "",
            ),
            mistake(
                "getBooking",
                json!({ "from": "soon" }),
                "ARGUMENT_INVALID",
                "`soon` is not a time",
                "",
            ),
            mistake(
                "getBooking",
                json!({ "from": "2026-06-14", "to": "2026-06-01" }),
                "ARGUMENT_INVALID",
                "before from",
                "",
            ),
            mistake(
                "getAvailability",
                json!({ "from": "2026", "to": "2028" }),
                "ARGUMENT_INVALID",
                "more than 366 days",
                "month",
            ),
            mistake(
                "getAvailability",
                json!({ "from": "today", "packageId": "Nothing" }),
                "PACKAGE_NOT_FOUND",
                "Nothing",
                "",
            ),
        ]
    });
}

#[test]
fn hours_are_those_of_a_calendar() {
    each_is_refused(|desk| {
        let _ = desk;
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
