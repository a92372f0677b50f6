//! Deleting: a person sees what would go, and what they saw is what goes.

use serde_json::{Value, json};

use super::desk::{confirmed, each, in_both_eras, text};

#[test]
fn a_deletion_that_says_confirmed_at_once_only_previews() {
    in_both_eras(|desk| {
        // Given a page with two sections,
        let page = desk.page("About");
        let sections = [desk.section(&page, "First"), desk.section(&page, "Second")];
        let before = desk.contents();
        // when the very first call says that it is confirmed,
        let delete = json!({ "ids": [page], "confirmed": true });
        let shown = desk.ok("deletePage", delete.clone());
        // then it shows all that would go, and nothing is gone.
        assert_eq!(
            shown,
            json!({
                "done": false,
                "requiresConfirmation": true,
                "message": "Delete page “About” and 2 sections? Show this to the person; after their yes, \
                            repeat the call with confirmed: true.",
                "items": [
                    { "entity": "page", "id": page, "label": "About" },
                    { "entity": "section", "id": sections[0] },
                    { "entity": "section", "id": sections[1] },
                ],
                "confirmationToken": shown["confirmationToken"],
                "expiresAt": shown["expiresAt"],
                "tenant": "main",
            })
        );
        assert_eq!(desk.contents(), before);
        // When the same call comes again,
        let done = desk.ok("deletePage", delete);
        // then what was shown is gone.
        assert_eq!(
            done,
            json!({
                "success": true,
                "deleted": shown["items"],
                "changeId": done["changeId"],
                "tenant": "main",
            })
        );
        assert_eq!(desk.items("getPage", json!({ "id": page })), [json!(null); 0]);
        assert_eq!(
            desk.items("getSection", json!({ "pageSectionId": sections[0] })),
            [json!(null); 0]
        );
    });
}

#[test]
fn every_kind_of_deletion_takes_two_calls() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let section = desk.section(&page, "Words");
        let add = |name: &str| json!({ "action": "create", "name": name, "price": 1, "description": "x" });
        desk.ok("manage_packages", add("Elopement"));
        desk.ok("manage_services", add("Album"));
        for (tool, arguments) in [
            ("deleteSection", json!({ "ids": [section] })),
            ("deletePage", json!({ "ids": ["about"] })),
            ("manage_packages", json!({ "action": "delete", "packageId": "Elopement" })),
            ("manage_services", json!({ "action": "delete", "serviceId": "Album" })),
        ] {
            let before = desk.contents();
            let shown = desk.ok(tool, arguments.clone());
            assert_eq!(shown["requiresConfirmation"], true, "{shown}");
            assert_eq!(desk.contents(), before, "{tool}");
            let done = desk.ok(tool, confirmed(&arguments, &shown["confirmationToken"]));
            assert_eq!(done["deleted"], shown["items"], "{tool}");
            assert_eq!(done["deleted"].as_array().unwrap().len(), 1, "{tool}: {done}");
        }
    });
}

#[test]
fn what_changed_between_preview_and_confirmation_is_previewed_anew() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let delete = json!({ "ids": [page] });
        let shown = desk.ok("deletePage", delete.clone());
        // Given that somebody else adds to the page after the preview,
        let mut colleague = desk.colleague("owner");
        let added = json!({ "pageId": page, "templateKey": "text", "content": { "body": "Late" } });
        let added = colleague.call("createSection", added).ok();
        let before = desk.contents();
        // when the preview is confirmed,
        let again = desk.ok("deletePage", confirmed(&delete, &shown["confirmationToken"]));
        // then nothing goes, and the new state is shown under a new confirmation,
        assert_eq!(again["requiresConfirmation"], true, "{again}");
        assert!(
            text(&again["message"]).starts_with("Something changed since the preview."),
            "{again}"
        );
        assert_eq!(
            each(again["items"].as_array().unwrap(), "id"),
            [json!(page), added["data"]["pageSectionId"].clone()]
        );
        assert_ne!(again["confirmationToken"], shown["confirmationToken"]);
        assert_eq!(desk.contents(), before);
        // which can be confirmed.
        let done = desk.ok("deletePage", confirmed(&delete, &again["confirmationToken"]));
        assert_eq!(done["deleted"], again["items"]);
    });
}

#[test]
fn a_change_of_content_alone_is_previewed_anew_too() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let delete = json!({ "ids": [page] });
        desk.ok("deletePage", delete.clone());
        desk.ok("updatePage", json!({ "id": page, "meta": { "title": "Worth keeping" } }));
        let again = desk.ok("deletePage", json!({ "ids": [page], "confirmed": true }));
        assert_eq!(again["requiresConfirmation"], true, "{again}");
    });
}

#[test]
fn a_confirmation_works_once() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let delete = json!({ "ids": [page] });
        let shown = desk.ok("deletePage", delete.clone());
        let yes = confirmed(&delete, &shown["confirmationToken"]);
        let done = desk.ok("deletePage", yes.clone());
        // Given that the page is back,
        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        let before = desk.contents();
        // the yes of then is no yes now.
        desk.refused("deletePage", yes, "CONFIRMATION_INVALID");
        let shown = desk.ok("deletePage", json!({ "ids": [page], "confirmed": true }));
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn a_yes_that_was_given_to_two_previews_deletes_once() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let delete = json!({ "ids": [page] });
        // A host that lost the answer asks for the preview again; either of them can be confirmed,
        let first = desk.ok("deletePage", delete.clone());
        desk.ok("deletePage", delete.clone());
        let done = desk.ok("deletePage", confirmed(&delete, &first["confirmationToken"]));
        assert_eq!(done["deleted"], first["items"]);
        // but once the page is back, the other one shows it anew.
        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        let again = desk.ok("deletePage", json!({ "ids": [page], "confirmed": true }));
        assert_eq!(again["requiresConfirmation"], true, "{again}");
    });
}

#[test]
fn an_expired_confirmation_is_refused_and_the_call_without_it_previews_anew() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let delete = json!({ "ids": [page] });
        let shown = desk.ok("deletePage", delete.clone());
        assert_eq!(desk.meddle("UPDATE confirmation SET expires_at = expires_at - 600001", ()), 1);
        let before = desk.contents();
        let late = confirmed(&delete, &shown["confirmationToken"]);
        desk.refused("deletePage", late, "CONFIRMATION_INVALID");
        let again = desk.ok("deletePage", json!({ "ids": [page], "confirmed": true }));
        assert_eq!(again["requiresConfirmation"], true, "{again}");
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn a_confirmation_is_for_its_own_tool_and_arguments_only() {
    in_both_eras(|desk| {
        let (about, team) = (desk.page("About"), desk.page("Team"));
        let section = desk.section(&about, "Words");
        let delete = json!({ "ids": [about] });
        let shown = desk.ok("deletePage", delete.clone());
        let token = &shown["confirmationToken"];
        let before = desk.contents();
        for (tool, other) in [
            ("deletePage", json!({ "ids": [team] })),
            ("deletePage", json!({ "ids": [about, team] })),
            ("deleteSection", json!({ "ids": [section] })),
        ] {
            desk.refused(tool, confirmed(&other, token), "CONFIRMATION_INVALID");
        }
        desk.refused(
            "deletePage",
            confirmed(&delete, &json!("cnf_made_up")),
            "CONFIRMATION_INVALID",
        );
        assert_eq!(desk.contents(), before);
        // The refusals have not used it up.
        let done = desk.ok("deletePage", confirmed(&delete, token));
        assert_eq!(done["deleted"], shown["items"]);
    });
}

#[test]
fn two_agents_do_not_share_confirmations() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let delete = json!({ "ids": [page] });
        let shown = desk.ok("deletePage", delete.clone());
        let mut owner = desk.colleague("owner");
        let before = desk.contents();
        // Neither with the other's token nor by saying that it is confirmed.
        let borrowed = confirmed(&delete, &shown["confirmationToken"]);
        owner.call("deletePage", borrowed.clone()).refused("CONFIRMATION_INVALID");
        let own = owner.call("deletePage", json!({ "ids": [page], "confirmed": true })).ok();
        assert_eq!(own["requiresConfirmation"], true, "{own}");
        assert_eq!(desk.contents(), before);
        // The one who saw it first can still confirm.
        assert_eq!(desk.ok("deletePage", borrowed)["deleted"], shown["items"]);
    });
}

#[test]
fn pages_go_together_with_those_below_them_and_with_their_redirects() {
    in_both_eras(|desk| {
        let services = desk.page("Services");
        let below = json!({ "name": "Weddings", "parentId": services });
        let weddings = text(&desk.data("createPage", below)["id"]);
        desk.ok("updatePage", json!({ "id": weddings, "slug": "marriages" }));
        let shown = desk.ok("deletePage", json!({ "ids": [services, weddings] }));
        let mut gone: Vec<(Value, Value)> = Vec::new();
        for item in shown["items"].as_array().unwrap() {
            gone.push((item["entity"].clone(), item["label"].clone()));
        }
        gone.sort_by_key(|(entity, label)| format!("{entity} {label}"));
        assert_eq!(
            gone,
            [
                (json!("page"), json!("Services")),
                (json!("page"), json!("Weddings")),
                (json!("redirect"), json!("services/weddings")),
            ]
        );
    });
}
