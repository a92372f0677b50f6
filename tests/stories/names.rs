//! What may be written in more than one way: ids or names, objects as text, null for nothing.

use serde_json::json;

use super::desk::{id, in_both_eras, text};

#[test]
fn a_page_is_named_by_its_id_its_path_or_its_name() {
    in_both_eras(|desk| {
        let services = desk.page("What we do");
        let page =
            id(&desk.data("createPage", json!({ "name": "Weddings", "parentId": services })));
        for name in
            [page.as_str(), "what-we-do/weddings", "/what-we-do/weddings", "Weddings", " Weddings "]
        {
            assert_eq!(desk.item("getPage", json!({ "id": name }))["id"], page, "{name}");
            let section =
                json!({ "pageId": name, "templateKey": "Text", "content": { "body": "Words" } });
            assert_eq!(desk.data("createSection", section)["pageId"], page, "{name}");
            let update = json!({ "id": name, "indexing": false });
            assert_eq!(desk.data("updatePage", update)["id"], page, "{name}");
            let delete = desk.ok("deletePage", json!({ "ids": [name] }));
            assert_eq!(delete["items"][0]["id"], page, "{name}");
        }
        let child = json!({ "name": "Below", "parentId": "What we do" });
        assert_eq!(desk.data("createPage", child)["path"], "what-we-do/below");
        assert_eq!(desk.items("getPage", json!({ "parentId": "what-we-do" })).len(), 2);
        let moved = desk.data("updatePage", json!({ "id": page, "parentId": "Home" }));
        assert_eq!(moved["path"], "home/weddings");
        assert_eq!(desk.items("getSection", json!({ "pageId": "Weddings" })).len(), 5);
    });
}

#[test]
fn a_name_is_read_as_people_read_it_and_as_it_is_written_first() {
    in_both_eras(|desk| {
        let page = id(&desk.data("createPage", json!({ "name": "Über Café", "slug": "us" })));
        for name in ["über café", "UBER CAFE", "U\u{308}ber Cafe\u{301}", "Ｕｂｅｒ　Ｃａｆé"]
        {
            assert_eq!(desk.item("getPage", json!({ "id": name }))["id"], page, "{name}");
        }
        let other = id(&desk.data("createPage", json!({ "name": "über café", "slug": "us-2" })));
        assert_eq!(desk.item("getPage", json!({ "id": "über café" }))["id"], other);
        assert_eq!(desk.item("getPage", json!({ "id": "Über Café" }))["id"], page);
        desk.refused("getPage", json!({ "id": "uber cafe" }), "NAME_AMBIGUOUS");
        assert_eq!(desk.items("getPage", json!({ "id": "Unter Café" })).len(), 0);

        let ada = json!({ "name": "Zoë Ñandú", "email": "z@example.com" });
        let ada = id(&desk.data("createContact", ada));
        assert_eq!(desk.item("getContact", json!({ "id": "zoe nandu" }))["id"], ada);
        let add = json!({ "action": "create", "name": "Straße", "price": 1, "description": "x" });
        let package = id(&desk.data("manage_packages", add));
        let update = json!({ "action": "update", "packageId": "STRASSE", "price": 2 });
        assert_eq!(desk.data("manage_packages", update)["id"], package);
    });
}

#[test]
fn templates_packages_and_services_are_named_by_id_or_name() {
    in_both_eras(|desk| {
        let template = desk.item("getSectionTemplate", json!({ "key": "hero" }));
        for name in [text(&template["id"]), "hero".to_owned(), "Hero".to_owned()] {
            assert_eq!(desk.item("getSectionTemplate", json!({ "id": name })), template, "{name}");
            let create =
                json!({ "pageId": "home", "templateKey": name, "content": { "heading": "H" } });
            assert_eq!(desk.data("createSection", create)["templateKey"], "hero", "{name}");
        }
        let add = |name: &str| json!({ "action": "create", "name": name, "price": 1, "description": "x" });
        let service = id(&desk.data("manage_services", add("Album")));
        let package = id(&desk.data("manage_packages", add("Elopement Package")));
        for (package, service) in
            [(package.as_str(), service.as_str()), ("Elopement Package", "Album")]
        {
            let include =
                json!({ "action": "update", "packageId": package, "serviceIds": [service] });
            let included = desk.data("manage_packages", include);
            assert_eq!(included["serviceIds"].as_array().unwrap().len(), 1);
            let update = json!({ "action": "update", "serviceId": service, "durationMinutes": 5 });
            assert_eq!(desk.data("manage_services", update)["durationMinutes"], 5);
            let delete = json!({ "action": "delete", "packageId": package });
            assert_eq!(
                desk.ok("manage_packages", delete)["items"][0]["label"],
                "Elopement Package"
            );
        }
    });
}

#[test]
fn the_history_of_a_thing_is_found_by_its_name_too() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        for name in [page.as_str(), "About", "about"] {
            let history = desk.items("getHistory", json!({ "entity": "page", "id": name }));
            assert_eq!(history.len(), 1, "{name}");
        }
        // Also by the name that it had when it went.
        desk.delete("deletePage", json!({ "ids": [page] }));
        let history = desk.items("getHistory", json!({ "entity": "page", "id": "About" }));
        assert_eq!(history.len(), 2);
        let nothing = json!({ "entity": "package", "id": "About" });
        assert_eq!(desk.items("getHistory", nothing), [json!(null); 0]);
    });
}

#[test]
fn an_argument_that_is_null_is_left_out() {
    in_both_eras(|desk| {
        let home = desk.item(
            "getPage",
            json!({
                "id": "home", "slug": null, "parentId": null, "query": null, "all": null,
                "includeContent": null, "limit": null, "cursor": null,
            }),
        );
        assert_eq!(home["name"], "Home");
        let made = desk.data(
            "createPage",
            json!({
                "name": "About", "slug": null, "isProtected": null, "meta": null, "indexing": null,
                "dryRun": null, "idempotencyKey": null,
            }),
        );
        assert_eq!((&made["slug"], &made["indexing"]), (&json!("about"), &json!(true)));
        let update = json!({ "id": "about", "name": null, "meta": { "title": "T" }, "expectedVersion": null });
        assert_eq!(desk.data("updatePage", update)["name"], "About");
        let package = json!({
            "action": "create", "name": "P", "price": 1, "description": "x", "durationMinutes": null,
            "imageId": null, "serviceIds": null, "currency": null,
        });
        assert_eq!(desk.data("manage_packages", package)["currency"], "USD");
    });
}

#[test]
fn objects_and_lists_that_arrive_as_json_text_are_parsed() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let create = json!({
            "pageId": page, "templateKey": "text", "content": "{\"body\": \"Words\", \"heading\": \"H\"}",
        });
        let section = text(&desk.data("createSection", create)["pageSectionId"]);
        let update = json!({
            "pageSectionId": section, "content": "{\"heading\": null}",
            "edits": "[{\"field\":\"body\",\"find\":\"Words\",\"replace\":\"Fewer\"}]",
        });
        assert_eq!(desk.data("updateSection", update)["content"], json!({ "body": "Fewer" }));
        let meta = json!({ "id": page, "meta": "{\"title\":\"T\"}" });
        assert_eq!(desk.data("updatePage", meta)["meta"], json!({ "title": "T" }));
        let ids = json!({ "ids": format!("[\"{section}\"]") });
        assert_eq!(desk.ok("deleteSection", ids)["items"][0]["id"], section);
    });
}

#[test]
fn text_that_looks_like_json_stays_text() {
    in_both_eras(|desk| {
        for name in ["[1, 2]", "{\"a\": 1}", "null", "42"] {
            let made = desk.data("createPage", json!({ "name": name, "slug": "odd" }));
            assert_eq!(made["name"], name);
            desk.delete("deletePage", json!({ "ids": [made["id"]] }));
        }
    });
}

#[test]
fn an_update_of_the_version_that_was_read_goes_through() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let section = desk.section(&page, "Words");
        let add = |name: &str| json!({ "action": "create", "name": name, "price": 1, "description": "x" });
        desk.ok("manage_services", add("Album"));
        desk.ok("manage_packages", add("Elopement"));
        for (tool, update, field, values) in [
            ("updatePage", json!({ "id": page }), "name", [json!("A"), json!("B")]),
            (
                "updateSection",
                json!({ "pageSectionId": section }),
                "hidden",
                [json!(true), json!(false)],
            ),
            ("manage_packages", json!({ "packageId": "Elopement" }), "price", [json!(2), json!(3)]),
            ("manage_services", json!({ "serviceId": "Album" }), "price", [json!(2), json!(3)]),
        ] {
            for (version, value) in (1..).zip(values) {
                let mut update = update.clone();
                if tool.starts_with("manage") {
                    update["action"] = "update".into();
                }
                update[field] = value;
                update["expectedVersion"] = version.into();
                assert_eq!(desk.data(tool, update)["version"], version + 1, "{tool}");
            }
        }
    });
}
