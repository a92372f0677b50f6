//! One kind of thing of a request taken back: what goes along with it, and what is said of what stands in its way.

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};

/// The request of the latest change, which a new session follows.
fn ended_request(desk: &mut Desk) -> Value {
    let request = desk.items("getHistory", json!({ "limit": 1 })).remove(0)["requestId"].clone();
    desk.restart();
    request
}

fn order(desk: &mut Desk) -> String {
    desk.ok("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
    desk.restart();
    let items =
        json!([{ "title": "Album", "unitPrice": 10 }, { "title": "Prints", "unitPrice": 5 }]);
    id(&desk.data("createOrder", json!({ "contactId": "a@wren.example", "items": items })))
}

#[test]
fn an_order_takes_its_items_along() {
    in_both_eras(|desk| {
        let order = order(desk);
        let request = ended_request(desk);
        let before = desk.contents();
        // Its items alone would leave a total that nothing adds up to.
        let items = json!({ "requestId": request, "entity": "orderItem" });
        let refusal = desk.refused("undoChange", items, "UNDO_CONFLICT");
        assert!(text(&refusal["message"]).contains("the sum of its items"), "{refusal}");
        assert!(text(&refusal["suggestion"]).contains("entity: \"order\""), "{refusal}");
        assert_eq!(desk.contents(), before);
        let undone = desk.ok("undoChange", json!({ "requestId": request, "entity": "order" }));
        assert_eq!(desk.items("getOrder", json!({ "id": order })), [json!(null); 0], "{undone}");
        assert_eq!(desk.contents()["order_item"], [""; 0]);
        // The undo is undone like any other, items included.
        desk.ok("undoChange", json!({ "changeId": undone["changeId"] }));
        assert_eq!(desk.item("getOrder", json!({ "id": order }))["total"], 15);
    });
}

#[test]
fn an_order_that_was_changed_gets_its_items_back_and_nothing_else_changes() {
    in_both_eras(|desk| {
        let order = order(desk);
        let before = desk.item("getOrder", json!({ "id": order }));
        desk.restart();
        let items = json!([{ "title": "Book", "unitPrice": 99, "quantity": 2 }]);
        desk.ok("updateOrder", json!({ "id": order, "items": items, "stage": "booked" }));
        desk.ok("updateContact", json!({ "id": "Anna", "city": "Bergen" }));
        let request = ended_request(desk);
        desk.ok("undoChange", json!({ "requestId": request, "entity": "order" }));
        let after = desk.item("getOrder", json!({ "id": order }));
        for field in ["items", "total", "stage"] {
            assert_eq!(after[field], before[field], "{field}");
        }
        assert_eq!(desk.item("getContact", json!({ "id": "Anna" }))["city"], "Bergen");
    });
}

fn menu_item(desk: &mut Desk, label: &str, target: &Value, parent: Option<&str>) -> String {
    let mut item = json!({ "navigationId": "header", "label": label, "parentId": parent });
    if let Some(page) = target.as_str().filter(|target| !target.starts_with('/')) {
        item["targetType"] = json!("page");
        item["targetId"] = json!(page);
    } else {
        item["targetType"] = json!("url");
        item["url"] = target.clone();
    }
    if parent.is_none() {
        item.as_object_mut().unwrap().remove("parentId");
    }
    id(&desk.data("createNavItem", item))
}

#[test]
fn a_page_takes_along_what_its_deletion_would_and_nothing_more() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let kept = menu_item(desk, "Us", &json!(about), None);
        desk.restart();
        let page = desk.page("Prices");
        desk.section(&page, "Words");
        let elsewhere = desk.section(&about, "More");
        let item = menu_item(desk, "Prices", &json!(page), None);
        menu_item(desk, "Map", &json!("/map"), Some(&item));
        menu_item(desk, "Shop", &json!("/shop"), None);
        // It was made before and only leads there since.
        desk.ok("updateNavItem", json!({ "id": kept, "targetId": page, "label": "Ours" }));
        let request = ended_request(desk);

        desk.ok("undoChange", json!({ "requestId": request, "entity": "page" }));
        assert_eq!(desk.items("getPage", json!({ "id": page })), [json!(null); 0]);
        assert_eq!(each(&desk.items("getNavItem", json!({})), "label"), ["Us", "Shop"]);
        let section = desk.item("getSection", json!({ "pageId": about }));
        assert_eq!(section["pageSectionId"], elsewhere.as_str());
        // What went along is done; the rest is undone by its own kind, or all of it.
        desk.ok("undoChange", json!({ "requestId": request, "entity": "section" }));
        assert_eq!(desk.items("getSection", json!({ "pageId": about })), [json!(null); 0]);
        let again = json!({ "requestId": request, "entity": "section" });
        desk.refused("undoChange", again, "ALREADY_UNDONE");
        desk.ok("undoChange", json!({ "requestId": request }));
        assert_eq!(each(&desk.items("getNavItem", json!({})), "label"), ["Us"]);
    });
}

#[test]
fn a_page_that_was_deleted_comes_back_with_all_that_it_took_along() {
    in_both_eras(|desk| {
        let page = desk.page("Prices");
        desk.section(&page, "Words");
        menu_item(desk, "Prices", &json!(page), None);
        desk.restart();
        desk.delete("deletePage", json!({ "ids": [page] }));
        desk.page("About");
        let request = ended_request(desk);
        desk.ok("undoChange", json!({ "requestId": request, "entity": "page" }));
        assert_eq!(desk.item("getPage", json!({ "id": page }))["sectionCount"], 1);
        assert_eq!(each(&desk.items("getNavItem", json!({})), "label"), ["Prices"]);
        // There was nothing else.
        let menu = json!({ "requestId": request, "entity": "navItem" });
        desk.refused("undoChange", menu, "ALREADY_UNDONE");
    });
}

#[test]
fn what_the_same_request_needs_is_said_to_be_of_the_same_request() {
    in_both_eras(|desk| {
        let contact = json!({ "name": "Ada", "email": "ada@wren.example", "tags": ["vip"] });
        desk.ok("createContact", contact);
        let items = json!([{ "title": "Album", "unitPrice": 10 }]);
        desk.ok(
            "createOrder",
            json!({ "contactId": "ada@wren.example", "description": "Wedding", "items": items }),
        );
        let request = ended_request(desk);
        let before = desk.contents();
        let undo = |entity: &str| json!({ "requestId": request, "entity": entity });
        let cases = [
            ("tag", "tag “vip”", "contact “Ada”"),
            ("contact", "contact “Ada”", "order “1: Album”"),
        ];
        for (entity, thing, by) in cases {
            let refusal = desk.refused("undoChange", undo(entity), "UNDO_CONFLICT");
            let said =
                format!("needed by what the same request did: {thing} (still needed by {by})");
            assert!(text(&refusal["message"]).starts_with(&said), "{refusal}");
            assert!(text(&refusal["suggestion"]).contains("without entity"), "{refusal}");
        }
        assert_eq!(desk.contents(), before);
        // As the suggestion says: what is named first.
        for entity in ["order", "contact", "tag"] {
            desk.ok("undoChange", undo(entity));
        }
        assert_eq!(desk.contents()["tag"], [""; 0]);
    });
}

#[test]
fn what_others_made_since_is_said_to_go_along_and_what_they_need_to_be_needed() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.ok(
            "createContact",
            json!({ "name": "Ada", "email": "ada@wren.example", "tags": ["vip"] }),
        );
        let request = ended_request(desk);
        desk.section(&page, "Words");
        desk.ok(
            "createContact",
            json!({ "name": "Bo", "email": "bo@wren.example", "tags": ["vip"] }),
        );
        let mut refused = |entity: &str, says: &str| {
            let undo = json!({ "requestId": request, "entity": entity });
            let refusal = desk.refused("undoChange", undo, "UNDO_CONFLICT");
            let message = text(&refusal["message"]);
            assert!(message.contains(says) && !message.contains("changed again"), "{message}");
        };
        refused("page", "it would delete as well: section");
        refused("tag", "in the way: tag “vip” (still needed by contact “Ada”, contact “Bo”)");
    });
}
