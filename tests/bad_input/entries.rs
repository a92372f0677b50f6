//! Entries that do not fit their collection.

use serde_json::{Value, json};

use super::table::{each_is_refused, mistake};
use crate::desk::Desk;

/// Sets up the collection `tours` with typed fields.
fn tours(desk: &Desk) {
    let fields = json!([
        { "name": "summary", "type": "text", "maxLength": 20 },
        { "name": "distance", "type": "number" },
        { "name": "start", "type": "date" },
        { "name": "level", "type": "choice", "options": ["easy", "steep"] },
        { "name": "stops", "type": "list", "maxItems": 2, "fields": [
            { "name": "place", "type": "text", "required": true },
        ] },
        { "name": "cover", "type": "image" },
    ]);
    let file = desk.folder().join("fields.json");
    std::fs::write(&file, fields.to_string()).unwrap();
    let file = file.to_str().unwrap();
    desk.run(&["collection", "add", "tours", "--kind", "entries", "--fields", file]);
}

#[test]
fn content_has_the_fields_of_its_collection_and_their_types() {
    each_is_refused(|desk| {
        tours(desk);
        let made = json!({ "collectionId": "tours", "title": "Lake" });
        let made = desk.data("createEntry", made)["id"].clone();
        let mut table = Vec::new();
        let stop = json!({ "place": "Hut" });
        for (content, message, next) in [
            (json!({ "sumary": "x" }), "content.sumary", "`summary`"),
            (json!({ "weather": "sunny" }), "content.weather", "summary"),
            (json!({ "summary": 3 }), "content.summary", ""),
            (json!({ "summary": "longer than twenty letters" }), "content.summary | 20", ""),
            (json!({ "distance": "12" }), "content.distance", ""),
            (json!({ "distance": true }), "content.distance", ""),
            (json!({ "start": "2026-13-01" }), "content.start", ""),
            (json!({ "start": "2026-02-29" }), "content.start", ""),
            (json!({ "start": "1 May 2026" }), "content.start", ""),
            (json!({ "start": 20_260_501 }), "content.start", ""),
            (json!({ "level": "flat" }), "content.level", ""),
            (json!({ "stops": stop }), "content.stops", ""),
            (json!({ "stops": [{}] }), "content.stops[0].place", ""),
            (json!({ "stops": [stop, stop, stop] }), "content.stops | 2", ""),
            (json!({ "cover": 1 }), "content.cover", ""),
            (json!({ "distance": "far", "start": "soon" }), "content.distance | content.start", ""),
        ] {
            let code = "CONTENT_INVALID";
            let create = json!({ "collectionId": "tours", "title": "Ridge", "content": content });
            table.push(mistake("createEntry", create, code, message, next));
            let update = json!({ "id": made, "content": content });
            table.push(mistake("updateEntry", update, code, message, next));
        }
        let create =
            |content: Value| json!({ "collectionId": "tours", "title": "R", "content": content });
        let cover = create(json!({ "cover": "none.jpg" }));
        table.push(mistake("createEntry", cover, "IMAGE_NOT_FOUND", "content.cover: ", "getImage"));
        let text = create(json!("words"));
        table.push(mistake("createEntry", text, "ARGUMENT_INVALID", "content", ""));
        table
    });
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn entries_and_collections_that_are_not_there_are_named() {
    each_is_refused(|desk| {
        tours(desk);
        let made = json!({ "collectionId": "tours", "title": "Lake", "content": { "summary": "one one" } });
        let made = desk.data("createEntry", made)["id"].clone();
        let nobody = deskhand::id::EntryId::new().to_string();
        let (none, invalid) = ("ENTRY_NOT_FOUND", "ARGUMENT_INVALID");
        let create = |collection: &str| json!({ "collectionId": collection, "title": "Lake" });
        let edit = |field: &str, find: &str| json!({ "id": made, "edits": [{ "field": field, "find": find, "replace": "x" }] });
        vec![
            mistake(
                "createEntry",
                create("trips"),
                "COLLECTION_NOT_FOUND",
                "`trips`",
                "portfolio, tours",
            ),
            mistake(
                "createEntry",
                create("blog"),
                "COLLECTION_WRONG_KIND",
                "`blog` holds posts",
                "tours",
            ),
            mistake("createEntry", create("tours"), "SLUG_TAKEN", "/tours/lake", "lake-2"),
            mistake(
                "getEntry",
                json!({ "collectionId": "trips" }),
                "COLLECTION_NOT_FOUND",
                "`trips`",
                "tours",
            ),
            mistake("getEntry", json!({}), "SCOPE_INVALID", "id, slug, collectionId, query", ""),
            mistake(
                "getEntry",
                json!({ "id": "x", "all": true }),
                "SCOPE_INVALID",
                "not id and all",
                "",
            ),
            mistake(
                "updateEntry",
                json!({ "id": nobody, "title": "x" }),
                none,
                &nobody,
                "getEntry",
            ),
            mistake(
                "updateEntry",
                json!({ "id": "pond", "title": "x" }),
                none,
                "`pond`",
                "getEntry",
            ),
            mistake(
                "updateEntry",
                json!({ "id": "blog/lake", "title": "x" }),
                none,
                "`blog/lake`",
                "getEntry",
            ),
            mistake("updateEntry", edit("summary", "one"), "EDIT_AMBIGUOUS", "2 times", "longer"),
            mistake(
                "updateEntry",
                edit("summary", "two"),
                "EDIT_NOT_FOUND",
                "`summary`",
                "exactly",
            ),
            mistake(
                "updateEntry",
                edit("distance", "two"),
                invalid,
                "`distance` is not a text",
                "",
            ),
            mistake(
                "updateEntry",
                json!({ "id": made, "sortOrder": "first" }),
                invalid,
                "sortOrder",
                "",
            ),
            mistake("updateEntry", json!({ "id": made, "status": "gone" }), invalid, "status", ""),
            mistake("deleteEntry", json!({ "ids": [made, "pond"] }), none, "`pond`", "getEntry"),
            mistake("deleteEntry", json!({ "ids": [] }), invalid, "at least 1", ""),
        ]
    });
}
