//! What belongs to a customer, named by that customer: their order, their booking, rows that refer to them.

use serde_json::json;

use super::desk::{Desk, id, in_both_eras};

fn with_a_portrait(desk: &mut Desk) -> (String, String) {
    let portrait =
        json!({ "action": "create", "name": "Portrait", "price": 300, "description": "One hour." });
    let package = id(&desk.data("manage_packages", portrait));
    let anna = json!({ "name": "Anna Vale", "email": "anna@example.com" });
    (package, id(&desk.data("createContact", anna)))
}

#[test]
fn an_order_and_a_booking_are_named_by_the_customer_who_has_only_that_one() {
    in_both_eras(|desk| {
        with_a_portrait(desk);
        let order = json!({ "contactId": "Anna Vale", "items": [{ "packageId": "Portrait" }] });
        let order = desk.data("createOrder", order);
        let paid = json!({ "orderId": "anna vale", "amount": 100, "method": "cash" });
        assert_eq!(desk.data("createPayment", paid)["orderId"], order["id"]);

        let booking = json!({ "packageId": "Portrait", "contactId": "Anna Vale", "start": "2031-06-12 15:00",
            "minutes": 60 });
        let made = desk.ok("createBooking", booking);
        assert_eq!(made["data"]["orderId"], order["id"], "it is for the only order of the package");
        assert!(made["note"].as_str().unwrap().contains("It is for order 1."), "{made}");
        let moved = json!({ "id": "Anna Vale", "start": "2031-06-12 16:00" });
        assert_eq!(desk.data("updateBooking", moved)["id"], made["data"]["id"]);

        // A second one of each: then it has to be said which.
        let second = json!({ "packageId": "Portrait", "contactId": "Anna Vale", "start": "2031-06-13 15:00", "minutes": 60 });
        let second = desk.data("createBooking", second);
        assert!(second.get("orderId").is_none(), "the order is booked already: {second}");
        let again =
            json!({ "contactId": "Anna Vale", "items": [{ "title": "Frame", "unitPrice": 20 }] });
        desk.data("createOrder", again);
        let moved = json!({ "id": "Anna Vale", "start": "2031-06-14 16:00" });
        let error = desk.refused("updateBooking", moved, "NAME_AMBIGUOUS");
        assert!(error["message"].as_str().unwrap().contains("Thursday 12 June, 16:00"), "{error}");
        let paid = json!({ "orderId": "Anna Vale", "amount": 100, "method": "cash" });
        let error = desk.refused("createPayment", paid, "NAME_AMBIGUOUS");
        assert!(error["message"].as_str().unwrap().contains("order 2 of"), "{error}");
        desk.refused(
            "updateBooking",
            json!({ "id": "Nobody", "status": "cancelled" }),
            "BOOKING_NOT_FOUND",
        );
    });
}

#[test]
fn rows_are_filtered_by_the_name_of_what_they_refer_to() {
    in_both_eras(|desk| {
        let (package, anna) = with_a_portrait(desk);
        let order = json!({ "contactId": anna, "items": [{ "packageId": package }] });
        desk.data("createOrder", order);
        let of = |entity: &str, field: &str, value: serde_json::Value| json!({ "entity": entity, "filter": { field: value } });
        assert_eq!(desk.items("queryData", of("order", "contactId", json!("anna vale"))).len(), 1);
        let among = json!({ "in": ["Anna Vale"] });
        assert_eq!(desk.items("queryData", of("order", "contactId", among)).len(), 1);
        assert_eq!(desk.items("queryData", of("orderItem", "orderId", json!("1"))).len(), 1);
        assert_eq!(
            desk.items("queryData", of("orderItem", "packageId", json!("Portrait"))).len(),
            1
        );
        let error =
            desk.refused("queryData", of("order", "contactId", json!("Bob")), "FILTER_INVALID");
        assert!(error["message"].as_str().unwrap().contains("no contact `Bob`"), "{error}");
        let other = json!({ "name": "Anna Vale", "email": "other@example.com" });
        desk.data("createContact", other);
        desk.refused("queryData", of("order", "contactId", json!("Anna Vale")), "NAME_AMBIGUOUS");
    });
}

#[test]
fn a_dry_run_notes_what_the_call_would_note() {
    in_both_eras(|desk| {
        let (package, _) = with_a_portrait(desk);
        let hours = json!({ "hours": [{ "days": ["tue"], "opens": "09:00", "closes": "12:00" }] });
        desk.data("updateAvailability", hours);
        let early = json!({ "packageId": package, "start": "2031-06-10 06:00", "minutes": 60, "dryRun": true });
        let shown = desk.ok("createBooking", early);
        assert_eq!(shown["dryRun"], true);
        assert!(shown["note"].as_str().is_some_and(|note| note.contains("hours")), "{shown}");
    });
}
