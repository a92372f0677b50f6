//! Entries: things of one sort, each with the fields that its collection has.

use serde_json::{Value, json};

use super::desk::{Desk, confirmed, each, in_both_eras, text};

/// Sets up the collection `tours`, with a field of each sort that texts are not.
fn tours(desk: &Desk) {
    let fields = json!([
        { "name": "summary", "type": "text", "required": true, "maxLength": 100 },
        { "name": "distance", "type": "number" },
        { "name": "start", "type": "date" },
        { "name": "level", "type": "choice", "options": ["easy", "steep"] },
        { "name": "stops", "type": "list", "maxItems": 3, "fields": [
            { "name": "place", "type": "text", "required": true },
            { "name": "picture", "type": "image" },
        ] },
        { "name": "cover", "type": "image" },
    ]);
    let file = desk.folder().join("fields.json");
    std::fs::write(&file, fields.to_string()).unwrap();
    let file = file.to_str().unwrap();
    desk.run(&["collection", "add", "tours", "--kind", "entries", "--fields", file]);
}

/// Makes a tour with this content; gives it.
#[track_caller]
fn tour(desk: &mut Desk, title: &str, content: Value) -> Value {
    let create = json!({ "collectionId": "tours", "title": title, "content": content });
    desk.data("createEntry", create)
}

#[test]
fn an_entry_has_the_typed_fields_of_its_collection() {
    in_both_eras(|desk| {
        tours(desk);
        let image = desk.picture("ridge.jpg", 300, 200);
        let content = json!({
            "summary": "  Along the ridge ", "distance": 12.5, "start": "2026-05-01", "level": "steep",
            "stops": [{ "place": "Hut", "picture": image["id"] }, { "place": "Summit" }],
            "cover": { "imageId": image["id"], "alt": "The ridge" },
        });
        let made = tour(desk, "Ridge walk", content);
        assert_eq!((&made["slug"], &made["status"]), (&json!("ridge-walk"), &json!("draft")));
        assert_eq!(made["collectionSlug"], "tours");
        let whole = |alt: &str| {
            json!({
                "imageId": image["id"], "url": image["url"], "alt": alt, "width": 300, "height": 200,
            })
        };
        let read = json!({
            "summary": "Along the ridge", "distance": 12.5, "start": "2026-05-01", "level": "steep",
            "stops": [{ "place": "Hut", "picture": whole("Two people dancing") }, { "place": "Summit" }],
            "cover": whole("The ridge"),
        });
        assert_eq!(made["content"], read);
        // What was read can be sent back as it is.
        let same = json!({ "id": made["id"], "content": made["content"] });
        assert_eq!(desk.data("updateEntry", same)["content"], read);
        let light = desk.item("getEntry", json!({ "id": "tours/ridge-walk" }));
        assert_eq!((&light["id"], light.get("content")), (&made["id"], None));
    });
}

#[test]
fn everything_that_is_wrong_with_an_entry_is_said_at_once() {
    in_both_eras(|desk| {
        tours(desk);
        let before = desk.contents();
        let content = json!({
            "distance": "far", "start": "2026-02-30", "level": "flat",
            "stops": [{ "place": "Hut" }, { "picture": 1 }],
        });
        let create = json!({ "collectionId": "tours", "title": "Ridge", "content": content });
        let failure = desk.refused("createEntry", create, "CONTENT_INVALID");
        let message = text(&failure["message"]);
        for field in ["summary", "distance", "start", "level", "stops[1].place", "stops[1].picture"]
        {
            assert!(
                message.contains(&format!("content.{field}")),
                "`{field}` is not in: {message}"
            );
        }
        // A field that nobody knows is told those that there are.
        let strange = json!({ "collectionId": "tours", "title": "Ridge", "content": {
            "summary": "Along the ridge", "weather": "sunny",
        } });
        let failure = desk.refused("createEntry", strange, "CONTENT_INVALID");
        let said = failure.to_string();
        for word in ["weather", "summary", "distance", "start", "level", "stops", "cover"] {
            assert!(said.contains(word), "`{word}` is not in: {said}");
        }
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn a_slug_is_one_entrys_within_its_collection() {
    in_both_eras(|desk| {
        tours(desk);
        let made = tour(desk, "Ridge", json!({ "summary": "High" }));
        let other = json!({ "collectionId": "portfolio", "title": "Ridge" });
        let other = desk.data("createEntry", other);
        // Of the same name, each at an address of its own.
        let both = desk.items("getEntry", json!({ "slug": "ridge" }));
        assert_eq!(each(&both, "id"), [made["id"].clone(), other["id"].clone()]);
        let failure =
            desk.refused("updateEntry", json!({ "id": "ridge", "title": "X" }), "NAME_AMBIGUOUS");
        let message = text(&failure["message"]);
        assert!(
            message.contains("/tours/ridge") && message.contains("/portfolio/ridge"),
            "{message}"
        );
        let one = desk.data("updateEntry", json!({ "id": "/portfolio/ridge", "title": "Work" }));
        assert_eq!(one["id"], other["id"]);

        let again =
            json!({ "collectionId": "tours", "title": "Ridge", "content": { "summary": "x" } });
        desk.refused("createEntry", again, "SLUG_TAKEN");
        let lake = tour(desk, "Lake", json!({ "summary": "Wet" }));
        desk.refused("updateEntry", json!({ "id": lake["id"], "slug": "ridge" }), "SLUG_TAKEN");
    });
}

#[test]
fn entries_stand_in_their_order() {
    in_both_eras(|desk| {
        tours(desk);
        for title in ["Ridge", "Lake", "Gorge"] {
            tour(desk, title, json!({ "summary": title }));
        }
        let titles = |desk: &mut Desk| {
            each(&desk.items("getEntry", json!({ "collectionId": "tours" })), "title")
        };
        assert_eq!(titles(desk), ["Ridge", "Lake", "Gorge"]);
        desk.ok("updateEntry", json!({ "id": "Gorge", "sortOrder": -1 }));
        assert_eq!(titles(desk), ["Gorge", "Ridge", "Lake"]);
        // A list in pieces shows each once.
        let first = desk.ok("getEntry", json!({ "collectionId": "tours", "limit": 2 }));
        let rest = json!({ "collectionId": "tours", "limit": 2, "cursor": first["nextCursor"] });
        assert_eq!(each(&desk.items("getEntry", rest), "title"), ["Lake"]);
        let found = desk.item("getEntry", json!({ "query": "gorge", "includeContent": true }));
        assert_eq!(found["content"]["summary"], "Gorge");
        let none = json!({ "collectionId": "tours", "status": "published" });
        assert_eq!(desk.items("getEntry", none), [json!(null); 0]);
    });
}

#[test]
fn an_entry_goes_public_after_a_preview_and_is_edited_without() {
    in_both_eras(|desk| {
        tours(desk);
        let made = tour(desk, "Ridge", json!({ "summary": "Along the ridge", "distance": 3 }));
        let before = desk.contents();
        let publish = json!({ "id": "Ridge", "status": "published" });
        let shown = desk.ok("updateEntry", publish.clone());
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        let change = &shown["changes"][0];
        assert_eq!((&change["entity"], &change["id"]), (&json!("entry"), &made["id"]));
        assert_eq!(change["fields"], json!({ "status": ["draft", "published"] }));
        assert_eq!(desk.contents(), before);
        let done = desk.ok("updateEntry", confirmed(&publish, &shown["confirmationToken"]));
        assert_eq!(done["data"]["status"], "published");
        // It is like that already.
        let again = desk.ok("updateEntry", publish);
        assert_eq!((&again["data"]["version"], &again["changeId"]), (&json!(2), &Value::Null));

        let edit = json!({ "id": "Ridge", "edits": [
            { "field": "summary", "find": "Along", "replace": "High above" },
        ] });
        let edited = desk.data("updateEntry", edit);
        assert_eq!(edited["content"], json!({ "summary": "High above the ridge", "distance": 3 }));
        let merged =
            desk.data("updateEntry", json!({ "id": "Ridge", "content": { "distance": null } }));
        assert_eq!(merged["content"], json!({ "summary": "High above the ridge" }));
        // The fields hold for what an edit or a merge leaves, too.
        let empty = json!({ "id": "Ridge", "content": { "summary": null } });
        desk.refused("updateEntry", empty, "CONTENT_INVALID");
        // Archiving asks as well.
        let shown = desk.ok("updateEntry", json!({ "id": "Ridge", "status": "archived" }));
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        // To be made public at once asks as well.
        let create = json!({
            "collectionId": "tours", "title": "Lake", "content": { "summary": "x" }, "status": "published",
        });
        let shown = desk.ok("createEntry", create.clone());
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        let made = desk.ok("createEntry", confirmed(&create, &shown["confirmationToken"]));
        assert_eq!(made["data"]["status"], "published");
    });
}

#[test]
fn a_deleted_entry_comes_back_whole() {
    in_both_eras(|desk| {
        tours(desk);
        let made = tour(desk, "Ridge", json!({ "summary": "High", "stops": [{ "place": "Hut" }] }));
        let item = json!({
            "navigationId": "header", "label": "Tour", "targetType": "entry", "targetId": made["id"],
        });
        desk.ok("createNavItem", item);
        let delete = json!({ "ids": ["Ridge", made["id"]] });
        let shown = desk.ok("deleteEntry", delete.clone());
        let mut gone = each(shown["items"].as_array().unwrap(), "entity");
        gone.sort_by_key(Value::to_string);
        assert_eq!(gone, ["entry", "navItem"], "{shown}");
        let done = desk.ok("deleteEntry", confirmed(&delete, &shown["confirmationToken"]));
        assert_eq!(done["deleted"], shown["items"]);
        assert_eq!(desk.items("getEntry", json!({ "all": true })), [json!(null); 0]);
        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        let back = desk.item("getEntry", json!({ "id": made["id"], "includeContent": true }));
        assert_eq!(back["content"], made["content"]);
        assert_eq!(desk.contents()["nav_item"].len(), 1);
    });
}

#[test]
fn a_write_on_an_old_version_of_an_entry_names_what_changed_and_who_did_it() {
    in_both_eras(|desk| {
        tours(desk);
        tour(desk, "Ridge", json!({ "summary": "High" }));
        tour(desk, "Lake", json!({ "summary": "Low" }));
        let mut owner = desk.colleague("owner");
        owner.call("updateEntry", json!({ "id": "Ridge", "sortOrder": 2 })).ok();
        let late = json!({ "id": "Ridge", "title": "Rim", "expectedVersion": 1 });
        let failure = desk.refused("updateEntry", late, "VERSION_CONFLICT");
        let message = text(&failure["message"]);
        for word in ["entry", "sortOrder", "at version 2, not 1", "(by owner)"] {
            assert!(message.contains(word), "`{word}` is not in: {message}");
        }
    });
}
