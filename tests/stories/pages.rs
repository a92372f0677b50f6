//! Pages: a tree of addresses that can be moved without breaking a link.

use serde_json::{Value, json};

use super::browser;
use super::desk::{each, id, in_both_eras, text};
use super::shop_window::ShopWindow;
use crate::common::BOTH_ERAS;

#[test]
fn a_page_is_made_empty_and_returned_whole() {
    in_both_eras(|desk| {
        let create = json!({
            "name": "  Wedding packages ", "meta": { "title": "Packages", "description": "All of them" },
        });
        let made = desk.data("createPage", create);
        assert_eq!(
            made,
            json!({
                "id": made["id"], "name": "Wedding packages", "slug": "wedding-packages",
                "path": "wedding-packages", "isProtected": false, "indexing": true, "sectionCount": 0,
                "version": 1, "updatedAt": made["updatedAt"],
                "meta": { "title": "Packages", "description": "All of them" },
            })
        );
    });
}

#[test]
fn meta_merges_and_null_removes_a_key() {
    in_both_eras(|desk| {
        let picture = desk.picture("dance.jpg", 160, 90);
        let image = id(&picture);
        let page = desk.page("About");
        let mut meta = |patch: Value| {
            desk.data("updatePage", json!({ "id": page, "meta": patch }))["meta"].clone()
        };
        assert_eq!(meta(json!({ "title": "A" })), json!({ "title": "A" }));
        let shown = json!({
            "imageId": image, "url": picture["url"], "alt": "Two people dancing", "width": 160,
            "height": 90,
        });
        assert_eq!(
            meta(json!({ "description": "D", "image": image })),
            json!({ "title": "A", "description": "D", "image": shown })
        );
        assert_eq!(meta(json!({ "title": null, "image": null })), json!({ "description": "D" }));
        assert_eq!(meta(json!({})), json!({ "description": "D" }));
    });
}

#[test]
fn pages_below_follow_a_move_and_old_addresses_lead_on() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        let services = id(&window.ok("createPage", json!({ "name": "Services" }))["data"]);
        let below = json!({ "name": "Weddings", "parentId": services });
        let weddings = window.ok("createPage", below)["data"].clone();
        assert_eq!(weddings["path"], "services/weddings");
        let old = window.address("services/weddings");

        let moved = window.ok("updatePage", json!({ "id": services, "slug": "offers" }));
        let new = window.address("offers/weddings");
        assert_eq!(moved["resourceUrl"], json!(window.address("offers")));
        let led = browser::try_open(&old).unwrap();
        assert_eq!(led.status, 307, "{led:?}");
        assert_eq!(led.location.as_deref(), Some("/main/offers/weddings"));
        assert!(browser::open(&new).contains("Weddings"));

        // An address that has been left twice leads on to where the page is now.
        window.ok(
            "updatePage",
            json!({ "id": weddings["id"], "parentId": null, "slug": "marriage" }),
        );
        for left in [&old, &new] {
            let led = browser::try_open(left).unwrap();
            assert_eq!(led.location.as_deref(), Some("/main/marriage"), "{left}");
        }
        // A new page at an old address is a page again.
        window.ok("createPage", json!({ "name": "Services" }));
        let again =
            json!({ "name": "Weddings, again", "slug": "weddings", "parentId": "services" });
        window.ok("createPage", again);
        assert!(browser::open(&old).contains("Weddings, again"));
    }
}

#[test]
fn a_page_that_moves_back_finds_its_address_free() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.ok("updatePage", json!({ "id": page, "slug": "team" }));
        let back = desk.data("updatePage", json!({ "id": page, "slug": "about" }));
        assert_eq!(back["path"], "about");
        let redirects = desk.contents()["redirect"].clone();
        assert_eq!(redirects.len(), 1, "{redirects:?}");
        assert!(redirects[0].contains("team"), "{redirects:?}");
    });
}

#[test]
fn null_as_parent_is_the_root_and_no_parent_is_where_it_is() {
    in_both_eras(|desk| {
        let services = desk.page("Services");
        let below = json!({ "name": "Weddings", "parentId": services });
        let weddings = id(&desk.data("createPage", below));
        let renamed = desk.data("updatePage", json!({ "id": weddings, "name": "Marriages" }));
        assert_eq!(
            (&renamed["parentId"], &renamed["slug"]),
            (&json!(services), &json!("weddings"))
        );
        let moved = desk.data("updatePage", json!({ "id": weddings, "parentId": null }));
        assert_eq!(moved.get("parentId"), None);
        assert_eq!(moved["path"], "weddings");
    });
}

#[test]
fn pages_are_found_by_path_by_parent_by_words_and_with_what_is_below() {
    in_both_eras(|desk| {
        let services = desk.page("Services");
        for name in ["Weddings", "Portraits"] {
            desk.ok("createPage", json!({ "name": name, "parentId": services }));
        }
        let names = |items: Vec<Value>| -> Vec<String> {
            items.iter().map(|page| text(&page["name"])).collect()
        };
        let found = desk.items("getPage", json!({ "slug": "/services/weddings/" }));
        assert_eq!(names(found), ["Weddings"]);
        let found = desk.items("getPage", json!({ "parentId": "services" }));
        assert_eq!(names(found), ["Weddings", "Portraits"]);
        let found = desk.items("getPage", json!({ "query": "WEDD" }));
        assert_eq!(names(found), ["Weddings"]);
        assert_eq!(desk.items("getPage", json!({ "slug": "no/such" })), [json!(null); 0]);
        let whole = desk.item("getPage", json!({ "id": services, "includeChildren": true }));
        assert_eq!(each(whole["children"].as_array().unwrap(), "name"), ["Weddings", "Portraits"]);
    });
}

#[test]
fn pages_are_light_unless_content_is_asked_for() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let section = desk.section(&page, "Words");
        let light = desk.item("getPage", json!({ "id": page }));
        assert_eq!(light["sectionCount"], 1);
        for heavy in ["meta", "sections", "children"] {
            assert_eq!(light.get(heavy), None, "{light}");
        }
        let whole = desk.item("getPage", json!({ "id": page, "includeContent": true }));
        assert_eq!(whole.get("meta"), None, "it has none");
        assert_eq!(whole["sections"][0]["id"], section);
        assert_eq!(whole["sections"][0]["content"], json!({ "body": "Words" }));
    });
}

#[test]
fn a_long_description_is_edited_without_sending_it_again() {
    in_both_eras(|desk| {
        let meta = json!({ "description": "We photograph weddings in Oregon." });
        desk.ok("createPage", json!({ "name": "About", "meta": meta }));
        let edit =
            |find: &str| json!([{ "field": "meta.description", "find": find, "replace": "Maine" }]);
        let updated = desk.data("updatePage", json!({ "id": "about", "edits": edit("Oregon") }));
        assert_eq!(updated["meta"]["description"], "We photograph weddings in Maine.");
        let gone = json!({ "id": "about", "edits": edit("Oregon") });
        desk.refused("updatePage", gone, "EDIT_NOT_FOUND");
        let long =
            json!([{ "field": "meta.description", "find": "Maine", "replace": "x".repeat(5_000) }]);
        desk.refused("updatePage", json!({ "id": "about", "edits": long }), "ARGUMENT_INVALID");
    });
}
