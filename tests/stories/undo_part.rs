//! A part of a request taken back, and the history of one kind of thing.

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};

/// A request that renamed a page, made two menu items and a package; gives the request.
fn busy(desk: &mut Desk, page: &str) -> Value {
    desk.restart();
    for label in ["Map", "Prices"] {
        let item =
            json!({ "navigationId": "footer", "label": label, "targetType": "url", "url": "/map" });
        desk.ok("createNavItem", item);
    }
    desk.ok("updatePage", json!({ "id": page, "name": "Team", "slug": "team" }));
    let package = json!({ "action": "create", "name": "Day", "price": 9, "description": "x" });
    desk.ok("manage_packages", package);
    let latest = desk.items("getHistory", json!({ "limit": 1 })).remove(0);
    desk.restart();
    latest["requestId"].clone()
}

#[test]
fn of_a_request_what_it_did_to_one_kind_of_thing_is_undone() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let request = busy(desk, &page);
        let undo = json!({ "requestId": request, "entity": "navItem" });
        let undone = desk.ok("undoChange", undo.clone());
        let removed = undone["data"]["removed"].as_array().unwrap();
        assert_eq!(each(removed, "label"), ["Prices", "Map"], "{undone}");
        assert!(removed.iter().all(|it| it["entity"] == "navItem" && it["op"] == "delete"));
        assert_eq!(desk.items("getNavItem", json!({})), [json!(null); 0]);
        // All else is as the request left it.
        assert_eq!(desk.item("getPage", json!({ "id": page }))["name"], "Team");
        assert_eq!(desk.ok("manage_packages", json!({ "action": "list" }))["count"], 1);

        let refusal = desk.refused("undoChange", undo, "ALREADY_UNDONE");
        assert!(text(&refusal["suggestion"]).contains(&text(&undone["changeId"])), "{refusal}");
        // Its neighbours one by one: a page goes back with its address, a package goes.
        let undone_page = desk.ok("undoChange", json!({ "requestId": request, "entity": "page" }));
        let [restored, removed] = ["restored", "removed"]
            .map(|list| each(undone_page["data"][list].as_array().unwrap(), "label"));
        assert_eq!(
            (restored, removed),
            (vec![json!("About")], vec![json!("about")]),
            "{undone_page}"
        );
        assert_eq!(desk.item("getPage", json!({ "slug": "about" }))["id"], *page);
        desk.ok("undoChange", json!({ "requestId": request, "entity": "package" }));
        assert_eq!(desk.ok("manage_packages", json!({ "action": "list" }))["count"], 0);
        // Such an undo is undone like any other.
        desk.ok("undoChange", json!({ "changeId": undone["changeId"] }));
        assert_eq!(each(&desk.items("getNavItem", json!({})), "label"), ["Map", "Prices"]);
    });
}

#[test]
fn what_a_request_has_not_done_is_not_undone() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let request = busy(desk, &page);
        let before = desk.contents();
        let nothing = json!({ "requestId": request, "entity": "contact" });
        let refusal = desk.refused("undoChange", nothing, "REQUEST_NOT_FOUND");
        assert!(text(&refusal["message"]).contains("nothing of the kind contact"), "{refusal}");
        let unknown = json!({ "requestId": request, "entity": "menu" });
        desk.refused("undoChange", unknown, "ARGUMENT_INVALID");
        let change = desk.items("getHistory", json!({ "limit": 1 })).remove(0);
        let mixed = json!({ "changeId": change["id"], "entity": "page" });
        desk.refused("undoChange", mixed, "SCOPE_INVALID");
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn history_is_found_by_kind_of_thing() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        busy(desk, &page);
        let menu = desk.items("getHistory", json!({ "entity": "navItem" }));
        let summaries = ["created navigation item “Prices”", "created navigation item “Map”"];
        assert_eq!(each(&menu, "summary"), summaries);
        let pages = desk.items("getHistory", json!({ "entity": "page", "limit": 1 }));
        // Only what it did to pages: the old address leads on, which is another thing.
        assert_eq!(each(pages[0]["changes"].as_array().unwrap(), "entity"), ["page"]);
        assert_eq!(desk.items("getHistory", json!({ "entity": "order" })), [json!(null); 0]);
        desk.refused("getHistory", json!({ "id": page }), "SCOPE_INVALID");
        // One shape for what is gone.
        let item = id(&desk.items("getNavItem", json!({})).remove(0));
        let gone = desk.ok("deleteNavItem", json!({ "ids": [item] }));
        let thing = json!([{ "entity": "navItem", "id": item, "label": "Map" }]);
        assert_eq!((&gone["deleted"], gone.get("data")), (&thing, None));
    });
}
