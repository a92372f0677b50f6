//! Times as people say them, in the zone of the business.

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};

fn found(desk: &mut Desk, said: &Value) -> usize {
    let query = json!({ "entity": "page", "filter": { "createdAt": said }, "count": true });
    let counted = desk.ok("queryData", query);
    usize::try_from(counted["total"].as_u64().unwrap()).unwrap()
}

#[test]
fn days_words_and_durations_are_taken_wherever_a_time_is() {
    in_both_eras(|desk| {
        desk.page("About");
        let all = desk.items("getPage", json!({ "all": true })).len();
        for (said, count) in [
            (json!({ "gte": "2026-01-01" }), all),
            (json!({ "gte": "2020" }), all),
            (json!({ "lt": "2020-05" }), 0),
            (json!({ "gte": "P7D" }), all),
            (json!({ "gt": "PT1H" }), all),
            (json!({ "gte": "3 days ago" }), all),
            (json!({ "lte": "now" }), all),
            (json!({ "gt": "yesterday", "lte": "tomorrow" }), all),
            (json!({ "lte": "last week" }), 0),
            (json!("last year"), 0),
            (json!({ "gte": "2026-01-01T00:00" }), all),
        ] {
            assert_eq!(found(desk, &said), count, "{said}");
        }
        for since in ["P1D", "2026-01-01", "Last week", "2 hours ago"] {
            let history = desk.ok("getHistory", json!({ "since": since }));
            assert!(!history["items"].as_array().unwrap().is_empty(), "{since}");
            assert!(text(&history["note"]).starts_with("since: 20"), "{history}");
        }
        let history = desk.ok("getHistory", json!({ "since": "2026-01-01T00:00:00Z" }));
        assert!(history["note"].is_null(), "it says itself what it is");
        assert_eq!(desk.items("getHistory", json!({ "since": "next year" })).len(), 0);
        desk.refused("getHistory", json!({ "since": "soon" }), "ARGUMENT_INVALID");
        desk.refused("getHistory", json!({ "since": "2026-02-30" }), "ARGUMENT_INVALID");
    });
}

#[test]
fn a_day_is_that_of_the_business_from_its_first_to_its_last_moment() {
    in_both_eras(|desk| {
        desk.run(&["tenant", "add", "far", "--timezone", "Pacific/Auckland", "--country", "NZ"]);
        let mut far = desk.neighbour("far");
        let page = far.call("createPage", json!({ "name": "About" })).ok()["data"]["id"].clone();
        // 9 December in Auckland, 8 December in UTC.
        let at: i64 = 1_796_727_600_000;
        let moved = desk.meddle("UPDATE page SET created_at = ?1 WHERE id = ?2", (at, text(&page)));
        assert_eq!(moved, 1);
        let mut count = |said: Value| {
            let filter = json!({ "id": page, "createdAt": said });
            let query = json!({ "entity": "page", "filter": filter });
            let found = far.call("queryData", query).ok();
            (
                found["count"].as_u64().unwrap(),
                found["note"].as_str().unwrap_or_default().to_owned(),
            )
        };
        let read = "Read as createdAt >= 2026-12-08T11:00:00.000Z and <= 2026-12-09T10:59:59.999Z.";
        assert_eq!(count(json!("2026-12-09")), (1, read.to_owned()));
        assert_eq!(count(json!("2026-12-08")).0, 0);
        for (said, due) in [
            (json!({ "gte": "2026-12-09" }), 1),
            (json!({ "gt": "2026-12-08" }), 1),
            (json!({ "gt": "2026-12-09" }), 0),
            (json!({ "lt": "2026-12-10" }), 1),
            (json!({ "lte": "2026-12-09" }), 1),
            (json!({ "lt": "2026-12-09" }), 0),
            (json!({ "gte": "2026-12-09T01:00" }), 0),
            (json!({ "gte": "2026-12-09T00:00" }), 1),
        ] {
            assert_eq!(count(said.clone()).0, due, "{said}");
        }
    });
}

#[test]
fn two_wrong_fields_give_the_list_of_them_once() {
    in_both_eras(|desk| {
        let query = json!({ "entity": "page", "filter": { "titel": "A", "sluug": "b" }, "fields": ["nope"] });
        let failure = desk.refused("queryData", query, "FILTER_INVALID");
        let next = text(&failure["suggestion"]);
        assert_eq!(next.matches("its fields are").count(), 1, "{next}");
        assert!(next.contains("use `slug`"), "{next}");
        assert!(text(&failure["message"]).contains("titel"), "{failure}");
        let filter = json!({ "name": { "like": "A", "is": "B" } });
        let failure = desk.refused(
            "queryData",
            json!({ "entity": "page", "filter": filter }),
            "FILTER_INVALID",
        );
        assert_eq!(text(&failure["suggestion"]).matches("the operators are").count(), 1);
        let failure =
            desk.refused("getPage", json!({ "all": true, "xyz": 1, "qqq": 2 }), "ARGUMENT_UNKNOWN");
        assert_eq!(text(&failure["suggestion"]).matches("known: ").count(), 1);
    });
}

#[test]
fn words_for_days_are_read_by_every_argument_that_is_a_day_or_a_time() {
    in_both_eras(|desk| {
        desk.ok("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let day = |days: i64| today.checked_add(jiff::Span::new().days(days)).unwrap();
        let [yesterday, tomorrow, later] = [-1, 1, 10].map(day);
        let items = json!([{ "title": "Album", "unitPrice": 100 }]);
        let order = json!({ "contactId": "Anna", "items": items, "orderedOn": "yesterday", "dueOn": "in 10 days" });
        let order = desk.data("createOrder", order);
        assert_eq!(
            (&order["orderedOn"], &order["dueOn"]),
            (&json!(yesterday.to_string()), &json!(later.to_string()))
        );
        let paid = json!({ "orderId": "1", "amount": 10, "method": "cash", "paidOn": "today" });
        assert_eq!(desk.data("createPayment", paid)["paidOn"], json!(today.to_string()));
        let booking =
            json!({ "start": "tomorrow 9:30", "minutes": 60, "service": "Talk", "orderId": "1" });
        let booked = desk.data("createBooking", booking);
        let start = format!("{tomorrow} 09:30");
        let shown = desk.items("getBooking", json!({ "from": "tomorrow", "to": "in 3 days" }));
        assert_eq!((&shown[0]["id"], &shown[0]["start"]), (&booked["id"], &json!(start)));
        // The day of the week, next time that it comes.
        let ahead = day(3).strftime("%A").to_string();
        let moved = desk
            .data("updateBooking", json!({ "id": booked["id"], "start": format!("{ahead} 10am") }));
        let shown = desk.item("getBooking", json!({ "id": moved["id"] }));
        assert_eq!(shown["start"], json!(format!("{} 10:00", day(3))));
        let page = json!({ "collectionSlug": "blog", "title": "Spring", "content": "Soon.", "publishAt": "tomorrow at 9am" });
        let post = desk.agreed("createPost", page);
        assert!(
            post["note"].to_string().contains(&tomorrow.strftime("%-d %B").to_string()),
            "{post}"
        );
        // What can be two days is asked, with both.
        let same = today.strftime("%A").to_string();
        let refused = desk.refused(
            "updateBooking",
            json!({ "id": booked["id"], "start": format!("{same} 10:00") }),
            "ARGUMENT_INVALID",
        );
        for either in [today, day(7)] {
            assert!(refused.to_string().contains(&either.to_string()), "{refused}");
        }
    });
}
