//! History: who changed what, when, through which call, field by field.

use serde_json::json;

use super::desk::{each, id, in_both_eras, text};

#[test]
fn history_says_who_when_how_and_each_field_before_and_after() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let mut owner = desk.colleague("owner");
        let update = json!({ "id": page, "name": "Team", "meta": { "title": "The team" } });
        let written = owner.call("updatePage", update).ok();
        let history = desk.items("getHistory", json!({ "entity": "page", "id": page }));
        assert_eq!(each(&history, "agent"), ["owner", "assistant"], "newest first");
        let latest = &history[0];
        assert_eq!(
            *latest,
            json!({
                "id": written["changeId"],
                "at": latest["at"],
                "agent": "owner",
                "tool": "updatePage",
                "requestId": latest["requestId"],
                "callId": latest["callId"],
                "summary": "updated page “Team”",
                "changes": [{
                    "entity": "page", "id": page, "label": "Team", "op": "update",
                    "fields": { "name": ["About", "Team"], "meta.title": [null, "The team"] },
                }],
            })
        );
        assert!(text(&latest["at"]) >= text(&written["data"]["updatedAt"]), "{latest}");
        assert_ne!(history[0]["requestId"], history[1]["requestId"], "two sessions, two requests");
    });
}

#[test]
fn what_has_no_name_is_counted_and_not_quoted() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.section(&page, "Words without a heading");
        let latest = desk.items("getHistory", json!({ "limit": 1 })).remove(0);
        assert_eq!(latest["summary"], "created 1 section", "{latest}");
        assert_eq!(latest["changes"][0].get("label"), None, "{latest}");
        let all = desk.items("getHistory", json!({ "limit": 100 }));
        assert!(all.iter().all(|change| !text(&change["summary"]).contains("“”")), "{all:?}");
    });
}

#[test]
fn money_is_told_in_major_units_and_lists_by_what_came_and_went() {
    in_both_eras(|desk| {
        let album =
            id(&desk.data("manage_services", json!({ "action": "create", "name": "Album" })));
        let create =
            json!({ "action": "create", "name": "Elopement", "price": 2500, "description": "x" });
        let package = id(&desk.data("manage_packages", create));
        let update = json!({
            "action": "update", "packageId": package, "price": 2750.5, "serviceIds": [album],
        });
        let written = desk.ok("manage_packages", update);
        let change = desk.item("getHistory", json!({ "changeId": written["changeId"] }));
        assert_eq!(change["tool"], "manage_packages:update");
        assert_eq!(
            change["changes"],
            json!([{
                "entity": "package", "id": package, "label": "Elopement", "op": "update",
                "fields": { "price": [2500, 2750.5], "serviceIds": [[], ["Album"]] },
            }])
        );
    });
}

#[test]
fn a_cascade_is_in_the_history_of_all_that_it_took() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let section = desk.section(&page, "Words");
        let gone = desk.delete("deletePage", json!({ "ids": [page] }));
        let history = desk.items("getHistory", json!({ "entity": "section", "id": section }));
        assert_eq!(history[0]["id"], gone["changeId"]);
        assert_eq!(history[0]["summary"], "deleted page “About” and 1 section");
        let mine =
            history[0]["changes"].as_array().unwrap().iter().find(|one| one["id"] == *section);
        let fields = &mine.unwrap()["fields"];
        assert_eq!(fields["content.body"], json!(["Words", null]));
        assert_eq!(fields["hidden"], json!([false, null]));
    });
}

#[test]
fn history_is_found_by_request_by_time_and_as_a_whole() {
    in_both_eras(|desk| {
        desk.page("One");
        desk.page("Two");
        desk.restart();
        let third = desk.ok("createPage", json!({ "name": "Three" }));
        let all = desk.items("getHistory", json!({}));
        let summaries: Vec<String> = all.iter().map(|change| text(&change["summary"])).collect();
        assert_eq!(
            summaries[..3],
            ["created page “Three”", "created page “Two”", "created page “One”"]
        );
        let of_request = json!({ "requestId": all[1]["requestId"] });
        assert_eq!(desk.items("getHistory", of_request), all[1..3]);
        let from = text(&third["data"]["updatedAt"]);
        let later: Vec<_> =
            all.iter().filter(|change| text(&change["at"]) >= from).cloned().collect();
        assert_eq!(desk.items("getHistory", json!({ "since": from })), later);
        // It narrows any scope.
        let narrowed = json!({ "requestId": all[0]["requestId"], "since": from });
        assert_eq!(desk.items("getHistory", narrowed), later);
        // Nothing is found where nothing is.
        assert_eq!(desk.items("getHistory", json!({ "since": "2100-01-01T00:00:00Z" })), all[..0]);
    });
}

#[test]
fn an_undo_is_a_change_that_names_what_it_took_back() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let renamed = desk.ok("updatePage", json!({ "id": page, "name": "Team" }));
        let undone = desk.ok("undoChange", json!({ "changeId": renamed["changeId"] }));
        let change = desk.item("getHistory", json!({ "changeId": undone["changeId"] }));
        assert_eq!(change["tool"], "undoChange");
        assert_eq!(change["undoes"], renamed["changeId"]);
        assert_eq!(change["changes"][0]["fields"], json!({ "name": ["Team", "About"] }));
    });
}

#[test]
fn a_write_that_changes_nothing_is_no_change() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let before = desk.contents();
        let same = desk.ok("updatePage", json!({ "id": page, "name": "About", "slug": "about" }));
        assert_eq!(same.get("changeId"), None, "{same}");
        assert_eq!(same["data"]["version"], 1);
        assert_eq!(desk.contents(), before);
    });
}
