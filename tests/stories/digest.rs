//! The digest tells the day: what is booked, what is owed, what waits.

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};

fn says(desk: &mut Desk, about: &str) -> Option<String> {
    let digest = desk.item("getDigest", json!({}));
    let mut parts = digest.get("parts").and_then(Value::as_array).into_iter().flatten();
    parts.find(|part| part["about"] == about).map(|part| text(&part["says"]))
}

#[test]
fn a_digest_tells_what_is_booked_and_what_is_owed() {
    in_both_eras(|desk| {
        assert_eq!((says(desk, "bookings"), says(desk, "money")), (None, None));
        // What the program itself has set up is nobody's work.
        assert_eq!(says(desk, "changes"), None);
        desk.ok("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
        let order = |price: i64, more: Value| {
            let mut order =
                json!({ "contactId": "Anna", "items": [{ "title": "Album", "unitPrice": price }] });
            for (name, value) in more.as_object().unwrap() {
                order[name] = value.clone();
            }
            order
        };
        desk.ok("createOrder", order(100, json!({})));
        desk.ok(
            "createOrder",
            order(50, json!({ "orderedOn": "2020-01-02", "dueOn": "2020-01-20" })),
        );
        desk.ok("createOrder", order(10, json!({ "status": "pending" })));
        assert_eq!(
            says(desk, "money").unwrap(),
            "Owed: 150 USD by 2 orders (new 2). Overdue: 50 USD by 1 order (new 1)."
        );
        let now = desk.item("getSite", json!({}));
        assert_eq!(now["timezone"], "UTC");
        let day = |days: i64| {
            let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
            today.checked_add(jiff::Span::new().days(days)).unwrap()
        };
        let book =
            |start: String, title: &str| json!({ "start": start, "minutes": 60, "service": title });
        let in_three = day(3);
        desk.ok("createBooking", book(format!("{in_three} 15:00"), "Portrait"));
        let said = says(desk, "bookings").unwrap();
        let at = in_three.strftime("%A %-d %B");
        assert!(said.starts_with("Nothing is booked today, "), "{said}");
        assert!(said.contains("1 booking in the 6 days after."), "{said}");
        assert!(said.contains(&format!("The next is on {at}, 15:00, Portrait.")), "{said}");
        let today = json!({ "start": day(0).to_string(), "end": day(0).to_string(), "service": "Fair", "status": "pending" });
        desk.ok("createBooking", today);
        let said = says(desk, "bookings").unwrap();
        assert!(said.contains(": all day Fair. 1 booking in"), "{said}");
        assert!(said.ends_with("1 waits to be confirmed."), "{said}");
    });
}
