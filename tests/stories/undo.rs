//! Undo: everything can be taken back, one change or a whole request, and the taking back too.

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};

/// What people see of a page: everything but what moves with each write.
fn seen(desk: &mut Desk, page: &str) -> Value {
    let mut page = desk.item("getPage", json!({ "id": page, "includeContent": true }));
    let still = |thing: &mut Value| {
        for moving in ["version", "updatedAt"] {
            thing.as_object_mut().unwrap().remove(moving);
        }
    };
    still(&mut page);
    page["sections"].as_array_mut().unwrap().iter_mut().for_each(still);
    page
}

/// The request that the latest change belongs to.
fn latest_request(desk: &mut Desk) -> Value {
    desk.item_of_latest_change()["requestId"].clone()
}

impl Desk {
    fn item_of_latest_change(&mut self) -> Value {
        self.items("getHistory", json!({ "limit": 1 })).remove(0)
    }
}

#[test]
fn undo_of_a_whole_request_brings_a_deleted_page_back_with_its_sections() {
    in_both_eras(|desk| {
        // Given a page of an earlier session with two sections,
        let page = desk.page("About");
        desk.section(&page, "First");
        desk.section(&page, "Second");
        let before = seen(desk, &page);
        // and a request that updates, deletes and makes,
        desk.restart();
        desk.ok("updatePage", json!({ "id": page, "name": "About us", "slug": "about-us" }));
        desk.delete("deletePage", json!({ "ids": [page] }));
        let made = desk.page("Prices");
        let request = latest_request(desk);
        // when the request is undone,
        desk.restart();
        let undone = desk.ok("undoChange", json!({ "requestId": request }));
        // then everything is as it was, ids included.
        assert_eq!(seen(desk, &page), before);
        assert_eq!(desk.items("getPage", json!({ "id": made })), [json!(null); 0]);
        let restored = undone["data"]["restored"].as_array().unwrap();
        let back = json!({ "entity": "page", "id": page, "label": "About", "op": "insert" });
        assert!(restored.contains(&back), "{back} is not in {restored:?}");
        let gone = json!({ "entity": "page", "id": made, "label": "Prices", "op": "delete" });
        assert_eq!(undone["data"]["removed"], json!([gone]));
        let back = restored.iter().filter(|one| one["entity"] == "section").count();
        assert_eq!(back, 2, "{restored:?}");
    });
}

#[test]
fn undo_of_an_undo_does_it_again() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let renamed = desk.ok("updatePage", json!({ "id": page, "name": "Team" }));
        let undone = desk.ok("undoChange", json!({ "changeId": renamed["changeId"] }));
        assert_eq!(
            undone["data"],
            json!({ "restored": [{ "entity": "page", "id": page, "label": "About", "op": "update" }] })
        );
        let after = desk.item("getPage", json!({ "id": page }));
        assert_eq!((&after["name"], &after["version"]), (&json!("About"), &json!(3)));

        desk.ok("undoChange", json!({ "changeId": undone["changeId"] }));
        let after = desk.item("getPage", json!({ "id": page }));
        assert_eq!((&after["name"], &after["version"]), (&json!("Team"), &json!(4)));
    });
}

#[test]
fn a_change_is_undone_once_until_its_undo_is_undone() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let renamed = desk.ok("updatePage", json!({ "id": page, "name": "Team" }));
        let undo = json!({ "changeId": renamed["changeId"] });
        let undone = desk.ok("undoChange", undo.clone());
        let before = desk.contents();
        let refusal = desk.refused("undoChange", undo.clone(), "ALREADY_UNDONE");
        assert!(text(&refusal["suggestion"]).contains(&text(&undone["changeId"])), "{refusal}");
        assert_eq!(desk.contents(), before);
        desk.ok("undoChange", json!({ "changeId": undone["changeId"] }));
        desk.ok("undoChange", undo);
        assert_eq!(desk.item("getPage", json!({ "id": page }))["name"], "About");
    });
}

#[test]
fn a_request_that_is_undone_within_itself_leaves_nothing_of_it() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.section(&page, "Words");
        let request = latest_request(desk);
        let undone = desk.ok("undoChange", json!({ "requestId": request }));
        assert_eq!(desk.items("getPage", json!({ "id": page })), [json!(null); 0]);
        // The undo can be undone like any other change.
        desk.ok("undoChange", json!({ "changeId": undone["changeId"] }));
        assert_eq!(desk.item("getPage", json!({ "id": page }))["sectionCount"], 1);
    });
}

#[test]
fn a_deleted_package_comes_back_with_the_services_it_includes() {
    in_both_eras(|desk| {
        let album = desk.data("manage_services", json!({ "action": "create", "name": "Album" }));
        let create = json!({
            "action": "create", "name": "Elopement", "price": 2500, "description": "One mountain",
            "serviceIds": [album["id"]],
        });
        let before = desk.data("manage_packages", create);
        let delete = json!({ "action": "delete", "packageId": before["id"] });
        let gone = desk.delete("manage_packages", delete);
        assert_eq!(desk.items("manage_packages", json!({ "action": "list" })), [json!(null); 0]);

        desk.ok("undoChange", json!({ "changeId": gone["changeId"] }));
        let after = desk.item("manage_packages", json!({ "action": "list" }));
        for field in ["id", "name", "price", "description", "serviceIds"] {
            assert_eq!(after[field], before[field], "{field}");
        }
    });
}

#[test]
fn undoing_a_move_brings_pages_below_along_and_takes_the_redirects_away() {
    in_both_eras(|desk| {
        let services = desk.page("Services");
        let below = json!({ "name": "Weddings", "parentId": services });
        let weddings = id(&desk.data("createPage", below));
        let moved = desk.ok("updatePage", json!({ "id": services, "slug": "offers" }));
        assert_eq!(desk.item("getPage", json!({ "id": weddings }))["path"], "offers/weddings");
        let undone = desk.ok("undoChange", json!({ "changeId": moved["changeId"] }));

        assert_eq!(desk.item("getPage", json!({ "id": weddings }))["path"], "services/weddings");
        assert_eq!(desk.contents()["redirect"], [""; 0]);
        let [restored, removed] = ["restored", "removed"]
            .map(|list| each(undone["data"][list].as_array().unwrap(), "entity"));
        assert_eq!((restored, removed), (vec![json!("page"); 2], vec![json!("redirect"); 2]));
    });
}

#[test]
fn every_kind_of_write_can_be_undone() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let section = desk.section(&page, "Words");
        let add = |name: &str| json!({ "action": "create", "name": name, "price": 1, "description": "x" });
        let package = id(&desk.data("manage_packages", add("Elopement")));
        let service = id(&desk.data("manage_services", add("Album")));
        let writes = [
            ("createPage", json!({ "name": "Team" })),
            ("updatePage", json!({ "id": page, "name": "Us" })),
            (
                "createSection",
                json!({ "pageId": page, "templateKey": "text", "content": { "body": "b" } }),
            ),
            ("updateSection", json!({ "pageSectionId": section, "hidden": true })),
            (
                "manage_packages",
                json!({ "action": "update", "packageId": package, "active": false }),
            ),
            ("manage_packages", add("Portrait")),
            ("manage_services", json!({ "action": "update", "serviceId": service, "price": null })),
            ("manage_services", add("Drone")),
        ];
        let all = |desk: &mut Desk| {
            let sections =
                desk.items("getSection", json!({ "pageId": page, "includeContent": true }));
            let mut things = desk.items("getPage", json!({ "all": true }));
            things.extend(sections);
            things.extend(desk.items("manage_packages", json!({ "action": "list" })));
            things.extend(desk.items("manage_services", json!({ "action": "list" })));
            for thing in &mut things {
                thing
                    .as_object_mut()
                    .unwrap()
                    .retain(|name, _| name != "version" && name != "updatedAt");
            }
            things
        };
        for (tool, arguments) in writes {
            let before = all(desk);
            let written = desk.ok(tool, arguments);
            assert_ne!(all(desk), before, "{tool}");
            desk.ok("undoChange", json!({ "changeId": written["changeId"] }));
            assert_eq!(all(desk), before, "{tool}");
        }
    });
}
