//! Orders: from packages or free lines, through a pipeline, and what stays of them.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras};

fn given(desk: &mut Desk) -> (String, String) {
    let contact = desk.data("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
    let package =
        json!({ "action": "create", "name": "Elopement", "price": 2500, "description": "x" });
    let package = desk.data("manage_packages", package);
    (id(&contact), id(&package))
}

#[test]
fn an_order_copies_titles_and_prices_and_adds_them_up() {
    in_both_eras(|desk| {
        let (contact, package) = given(desk);
        let made = desk.ok(
            "createOrder",
            json!({ "contactId": "a@wren.example", "items": [
                { "packageId": "Elopement" },
                { "title": "Travel", "unitPrice": 49.95, "quantity": 2 },
            ] }),
        );
        let order = &made["data"];
        assert_eq!(order["contactId"], contact.as_str());
        assert_eq!((&order["pipeline"], &order["stage"]), (&json!("sales"), &json!("new")));
        assert_eq!((&order["total"], &order["currency"]), (&json!(2599.9), &json!("USD")));
        // A package that is deleted leaves the line as it was.
        desk.delete("manage_packages", json!({ "action": "delete", "packageId": package }));
        let kept = desk.item("getOrder", json!({ "id": order["id"] }));
        let line = json!({ "title": "Elopement", "unitPrice": 2500, "quantity": 1 });
        assert_eq!(kept["items"][0], line);
        let contact = desk.item("getContact", json!({ "id": contact, "includeOrders": true }));
        assert_eq!(contact["orders"][0]["total"], 2599.9);
    });
}

#[test]
fn an_order_moves_through_its_stages_and_its_lines_are_replaced() {
    in_both_eras(|desk| {
        let (contact, _) = given(desk);
        let items = json!([{ "title": "Album", "unitPrice": 100 }]);
        let order = id(&desk.data("createOrder", json!({ "contactId": contact, "items": items })));
        let moved = json!({ "id": order, "stage": "booked", "items": [
            { "title": "Album", "unitPrice": 100, "quantity": 3 }] });
        let moved = desk.ok("updateOrder", moved);
        assert_eq!(
            (&moved["data"]["stage"], &moved["data"]["total"]),
            (&json!("booked"), &json!(300))
        );
        let count = |found: Value| found["count"].clone();
        assert_eq!(count(desk.ok("getOrder", json!({ "stage": "booked" }))), 1);
        assert_eq!(count(desk.ok("getOrder", json!({ "stage": "new" }))), 0);
        desk.ok("undoChange", json!({ "changeId": moved["changeId"] }));
        let back = desk.item("getOrder", json!({ "contactId": contact }));
        assert_eq!((&back["stage"], &back["total"]), (&json!("new"), &json!(100)));
    });
}
