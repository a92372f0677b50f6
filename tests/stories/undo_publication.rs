//! An undo that would publish: what was public goes public again, and nothing that nobody has seen.

use serde_json::{Value, json};

use super::desk::{Desk, confirmed, in_both_eras, text};

/// Makes it of that status, with the yes that this takes.
fn turn(desk: &mut Desk, tool: &str, thing: &Value, status: &str) -> Value {
    let mut call = thing.clone();
    call["status"] = json!(status);
    let shown = desk.ok(tool, call.clone());
    desk.ok(tool, confirmed(&call, &shown["confirmationToken"]))["changeId"].clone()
}

#[test]
fn what_has_changed_while_nobody_saw_it_is_not_published_by_an_undo() {
    in_both_eras(|desk| {
        let post =
            json!({ "collectionSlug": "blog", "title": "Autumn", "content": { "body": "Good." } });
        desk.ok("createPost", post);
        let entry = json!({ "collectionId": "portfolio", "title": "Ada and Bo", "content": { "body": "Good." } });
        let entry = desk.data("createEntry", entry)["id"].clone();
        for (tool, thing, evil, good, named) in [
            (
                "updatePost",
                json!({ "slug": "autumn" }),
                json!({ "content": { "body": "Evil." } }),
                json!({ "content": { "body": "Good." } }),
                "content",
            ),
            (
                "updateEntry",
                json!({ "id": entry }),
                json!({ "title": "Evil" }),
                json!({ "title": "Ada and Bo" }),
                "title",
            ),
        ] {
            turn(desk, tool, &thing, "published");
            let archived = turn(desk, tool, &thing, "archived");
            let change = |words: &Value| {
                let mut call = thing.clone();
                call.as_object_mut().unwrap().extend(words.as_object().unwrap().clone());
                call
            };
            let edited = desk.ok(tool, change(&evil))["changeId"].clone();
            let refused =
                desk.refused("undoChange", json!({ "changeId": archived }), "UNDO_CONFLICT");
            assert!(text(&refused["message"]).contains(named), "{refused}");
            let dry = json!({ "changeId": archived, "dryRun": true });
            desk.refused("undoChange", dry, "UNDO_CONFLICT");
            // As it was when it was public it may be so again, by hand or by an undo.
            desk.ok("undoChange", json!({ "changeId": edited }));
            desk.ok("undoChange", json!({ "changeId": archived }));
            let archived = turn(desk, tool, &thing, "archived");
            desk.ok(tool, change(&evil));
            desk.ok(tool, change(&good));
            desk.ok("undoChange", json!({ "changeId": archived }));
            // What takes it off the site is in nobody's way.
            let published = {
                turn(desk, tool, &thing, "archived");
                turn(desk, tool, &thing, "published")
            };
            desk.ok(tool, change(&evil));
            desk.ok("undoChange", json!({ "changeId": published }));
        }
    });
}
