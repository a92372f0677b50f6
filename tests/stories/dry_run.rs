//! Dry runs: what a write would do, told without doing it.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras, text};

/// One call of every kind of write, on things that exist.
fn writes(desk: &mut Desk) -> Vec<(&'static str, Value)> {
    let (page, other) = (desk.page("About"), desk.page("Team"));
    let section = desk.section(&page, "Words");
    let add =
        |name: &str| json!({ "action": "create", "name": name, "price": 1, "description": "x" });
    let package = id(&desk.data("manage_packages", add("Elopement")));
    let service = id(&desk.data("manage_services", add("Album")));
    let renamed = desk.ok("updatePage", json!({ "id": page, "name": "Us" }));
    vec![
        ("createPage", json!({ "name": "Prices" })),
        ("updatePage", json!({ "id": page, "slug": "us", "parentId": other })),
        ("deletePage", json!({ "ids": [page] })),
        (
            "createSection",
            json!({ "pageId": page, "templateKey": "text", "content": { "body": "b" } }),
        ),
        ("updateSection", json!({ "pageSectionId": section, "content": { "body": "c" } })),
        ("deleteSection", json!({ "ids": [section] })),
        ("manage_packages", add("Portrait")),
        (
            "manage_packages",
            json!({ "action": "update", "packageId": package, "serviceIds": [service] }),
        ),
        ("manage_packages", json!({ "action": "delete", "packageId": package })),
        ("manage_services", add("Drone")),
        ("manage_services", json!({ "action": "update", "serviceId": service, "price": 2 })),
        ("manage_services", json!({ "action": "delete", "serviceId": service })),
        ("undoChange", json!({ "changeId": renamed["changeId"] })),
    ]
}

#[test]
fn a_dry_run_of_every_kind_of_write_changes_nothing_and_tells_what_it_would() {
    in_both_eras(|desk| {
        let all = writes(desk);
        let before = desk.contents();
        for (tool, mut arguments) in all {
            arguments["dryRun"] = true.into();
            let told = desk.ok(tool, arguments.clone());
            let changes = told["changes"].as_array().unwrap();
            // It may have the note that the call would have.
            let named = told.as_object().unwrap().keys().filter(|name| *name != "note");
            let mut named: Vec<_> = named.collect();
            named.sort();
            assert_eq!(named, ["changes", "done", "dryRun", "tenant"], "{tool} {arguments}");
            assert_eq!(told["tenant"], "main");
            assert_eq!(told["dryRun"], true);
            assert!(!changes.is_empty(), "{tool} {arguments}: {told}");
            for change in changes {
                assert!(
                    change["entity"].is_string() && change["id"].is_string(),
                    "{tool}: {change}"
                );
                assert!(!change["fields"].as_object().unwrap().is_empty(), "{tool}: {change}");
            }
            assert_eq!(desk.contents(), before, "{tool} {arguments}");
        }
    });
}

#[test]
fn the_hash_of_contents_sees_a_single_changed_field() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let before = desk.contents();
        desk.meddle("UPDATE page SET indexing = 0 WHERE id = ?1", [&page]);
        assert_ne!(desk.contents(), before);
    });
}

#[test]
fn a_dry_run_tells_what_the_write_then_does() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.section(&page, "Words");
        let update = json!({ "id": page, "slug": "us", "meta": { "title": "Us" } });
        let mut dry = update.clone();
        dry["dryRun"] = true.into();
        let told = desk.ok("updatePage", dry)["changes"].clone();
        let written = desk.ok("updatePage", update);
        let done = desk.item("getHistory", json!({ "changeId": written["changeId"] }));
        assert_eq!(told, done["changes"]);

        let delete = json!({ "ids": [page] });
        let told =
            desk.ok("deletePage", json!({ "ids": [page], "dryRun": true }))["changes"].clone();
        let written = desk.delete("deletePage", delete);
        let done = desk.item("getHistory", json!({ "changeId": written["changeId"] }));
        assert_eq!(told, done["changes"]);
    });
}

#[test]
fn a_dry_run_of_a_deletion_is_no_preview_that_could_be_confirmed() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.ok("deletePage", json!({ "ids": [page], "dryRun": true }));
        let before = desk.contents();
        let shown = desk.ok("deletePage", json!({ "ids": [page], "confirmed": true }));
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        // Nor does a dry run use up a confirmation.
        desk.ok("deletePage", json!({ "ids": [page], "confirmed": true, "dryRun": true }));
        assert_eq!(desk.contents(), before);
        let done = desk.ok("deletePage", json!({ "ids": [page], "confirmed": true }));
        assert_eq!(done["deleted"], shown["items"]);
    });
}

#[test]
fn a_dry_run_fails_as_the_write_would() {
    in_both_eras(|desk| {
        let dry = json!({ "name": "Home", "dryRun": true });
        let told = desk.refused("createPage", dry, "SLUG_TAKEN");
        assert_eq!(told, desk.refused("createPage", json!({ "name": "Home" }), "SLUG_TAKEN"));
    });
}

#[test]
fn a_dry_run_uses_up_no_idempotency_key() {
    in_both_eras(|desk| {
        let dry = json!({ "name": "About", "idempotencyKey": "k1", "dryRun": true });
        desk.ok("createPage", dry);
        let written = desk.ok("createPage", json!({ "name": "About", "idempotencyKey": "k1" }));
        assert_eq!(written.get("repeated"), None, "{written}");
        assert!(text(&written["changeId"]).starts_with("chg_"));
    });
}
