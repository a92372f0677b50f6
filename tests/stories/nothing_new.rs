//! What a write says has changed: all that did, by the names that its arguments have; and where nothing did, nothing
//! was written.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras};

/// The names of what a write says it has changed.
fn changed(desk: &mut Desk, tool: &str, arguments: Value) -> Value {
    desk.brief(tool, arguments)["data"]["changed"].clone()
}

fn order(desk: &mut Desk) -> String {
    desk.ok("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
    let items = json!([{ "title": "A", "unitPrice": 10 }, { "title": "B", "unitPrice": 5 }]);
    id(&desk.data("createOrder", json!({ "contactId": "a@wren.example", "items": items })))
}

#[test]
fn the_items_of_an_order_are_a_field_of_it() {
    in_both_eras(|desk| {
        let order = order(desk);
        let line = |title: &str, price: i64| json!({ "title": title, "unitPrice": price });
        let cases = [
            (json!([line("AAA", 10), line("B", 5)]), json!(["items"])),
            (json!([line("B", 5), line("AAA", 10)]), json!(["items"])),
            (json!([line("C", 15)]), json!(["items"])),
            (json!([line("C", 16)]), json!(["items", "total"])),
            (json!([line("C", 16)]), json!([])),
        ];
        for (items, names) in cases {
            let update = json!({ "id": order, "items": items });
            let mut said = changed(desk, "updateOrder", update);
            said.as_array_mut().unwrap().sort_by_key(ToString::to_string);
            assert_eq!(said, names, "{items}");
        }
        let both = json!({ "id": order, "stage": "booked", "items": [line("D", 16)] });
        assert_eq!(changed(desk, "updateOrder", both), json!(["stage", "items"]));
        let order = desk.item("getOrder", json!({ "id": order }));
        assert_eq!((&order["version"], &order["total"]), (&json!(6), &json!(16)));
    });
}

#[test]
fn lists_and_targets_are_called_as_the_arguments_call_them() {
    in_both_eras(|desk| {
        desk.ok("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
        for tags in ["addTags", "removeTags"] {
            let update = json!({ "id": "Anna", tags: ["vip"] });
            assert_eq!(changed(desk, "updateContact", update), json!(["tags"]), "{tags}");
        }
        let history = desk
            .items("getHistory", json!({ "entity": "contact", "includeFields": true }))
            .remove(0);
        let tags = &history["changes"][0]["fields"]["tags"];
        assert_eq!(tags, &json!([["vip"], []]), "{history}");

        let pages = [desk.page("About"), desk.page("Team")];
        let item = json!({ "navigationId": "footer", "label": "Map", "targetType": "page", "targetId": pages[0] });
        let item = id(&desk.data("createNavItem", item));
        let other = desk.brief("updateNavItem", json!({ "id": item, "targetId": pages[1] }));
        assert_eq!(other["data"]["changed"], json!(["targetId"]), "{other}");
        assert_eq!(other["data"]["targetId"], pages[1].as_str());
        let url = json!({ "id": item, "targetType": "url", "url": "https://maps.example/here" });
        let url = desk.brief("updateNavItem", url);
        assert_eq!(url["data"]["changed"], json!(["targetId", "targetType", "url"]), "{url}");
        assert_eq!(url["data"]["url"], "https://maps.example/here", "{url}");
        let history = desk
            .items("getHistory", json!({ "entity": "navItem", "includeFields": true }))
            .remove(0);
        assert_eq!(history["changes"][0]["fields"]["targetId"], json!(["Team", null]), "{history}");
        let album = desk.data("manage_services", json!({ "action": "create", "name": "Album" }));
        let package = json!({ "action": "create", "name": "Day", "price": 9, "description": "x" });
        desk.ok("manage_packages", package);
        let with = json!({ "action": "update", "packageId": "Day", "serviceIds": [album["id"]] });
        assert_eq!(changed(desk, "manage_packages", with), json!(["serviceIds"]));
    });
}

/// Holds a write to have written nothing: it says so, the version stays and the history has nothing of it.
fn writes_nothing(desk: &mut Desk, tool: &str, mut arguments: Value, version: i64) {
    let before = desk.contents();
    let answer = desk.brief(tool, arguments.clone());
    let said = (&answer["data"]["changed"], &answer["data"]["version"], answer.get("changeId"));
    assert_eq!(said, (&json!([]), &json!(version), None), "{tool} {arguments}: {answer}");
    assert_eq!(desk.contents(), before, "{tool} {arguments}");
    arguments["dryRun"] = json!(true);
    assert_eq!(desk.ok(tool, arguments)["changes"], json!([]), "{tool}");
}

#[test]
fn a_place_that_a_thing_has_already_is_no_change() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let first = desk.section(&page, "First");
        let last = desk.section(&page, "Last");
        for (section, place) in [(&last, 99), (&last, 2), (&first, -5), (&first, 1)] {
            writes_nothing(desk, "updateSection", json!({ "id": section, "sortOrder": place }), 1);
        }
        let mut item = |label: &str| {
            let item = json!({ "navigationId": "footer", "label": label, "targetType": "url", "url": "/map" });
            id(&desk.data("createNavItem", item))
        };
        item("Map");
        let item = item("Prices");
        writes_nothing(desk, "updateNavItem", json!({ "id": item, "sortOrder": 99 }), 1);
        let package = json!({ "action": "create", "name": "Day", "price": 9, "description": "x" });
        desk.ok("manage_packages", package);
        let last = json!({ "action": "update", "packageId": "Day", "sortOrder": 99 });
        writes_nothing(desk, "manage_packages", last, 1);
        // What moves, moves: its version says so, and the next write may expect it.
        let moved = desk.brief("updateSection", json!({ "id": first, "sortOrder": 99 }));
        assert_eq!(
            (&moved["data"]["version"], &moved["data"]["changed"]),
            (&json!(2), &json!(["sortOrder"]))
        );
        desk.ok("updateSection", json!({ "id": first, "hidden": true, "expectedVersion": 2 }));
    });
}

#[test]
fn what_is_taken_and_given_again_is_no_change() {
    in_both_eras(|desk| {
        let contact = json!({ "name": "Anna", "email": "a@wren.example", "tags": ["b"] });
        desk.ok("createContact", contact);
        for (add, remove) in [("b", "b"), ("B", "b"), ("b", "nobody has it")] {
            let update = json!({ "id": "Anna", "addTags": [add], "removeTags": [remove] });
            writes_nothing(desk, "updateContact", update, 1);
        }
        let other = json!({ "id": "Anna", "addTags": ["c"], "removeTags": ["b"] });
        assert_eq!(desk.brief("updateContact", other)["data"]["version"], 2);
        let both = json!({ "id": "Anna", "addTags": ["c"], "removeTags": ["c"], "city": "Bergen" });
        assert_eq!(changed(desk, "updateContact", both), json!(["city"]));
    });
}
