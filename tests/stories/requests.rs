//! Requests: the calls between acknowledgeRequest and finalAnswer belong together, and what they wrote is
//! read again before the end.

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};

impl Desk {
    /// Announces a request; gives its id.
    fn begins(&mut self) -> Value {
        let plan = json!(["Look", "Change"]);
        let said = json!({ "understanding": "The site is to be tidied.", "plan": plan });
        self.data("acknowledgeRequest", said)["requestId"].clone()
    }

    /// Ends the request that is open; gives the report.
    #[track_caller]
    pub fn ends(&mut self) -> Value {
        self.data("finalAnswer", json!({ "answer": "Done.", "includeIds": true }))
    }

    /// Ends that request.
    #[track_caller]
    fn ends_that(&mut self, request: &Value) -> Value {
        self.data(
            "finalAnswer",
            json!({ "answer": "Done.", "requestId": request, "includeIds": true }),
        )
    }

    /// The request of the latest change.
    fn request_of_a_change(&mut self) -> Value {
        self.items("getHistory", json!({ "limit": 1 })).remove(0)["requestId"].clone()
    }
}

/// The kinds of the changed things with what has become of each.
pub fn states(report: &Value) -> Vec<(String, String)> {
    let changes = report["changes"].as_array().unwrap();
    changes.iter().map(|change| (text(&change["entity"]), text(&change["state"]))).collect()
}

fn pair(entity: &str, state: &str) -> (String, String) {
    (entity.to_owned(), state.to_owned())
}

#[test]
fn calls_belong_to_the_announced_request_until_its_final_answer() {
    in_both_eras(|desk| {
        let request = desk.begins();
        let page = desk.page("About");
        assert_eq!(desk.request_of_a_change(), request);
        let report = desk.ends();
        assert_eq!(report["requestId"], request);
        assert_eq!(report["verified"], true, "{report}");
        assert_eq!(report["changes"].as_array().unwrap().len(), 1, "{report}");
        let change = &report["changes"][0];
        assert_eq!((&change["entity"], &change["id"]), (&json!("page"), &json!(page)));
        assert_eq!(change["state"], "as_written");
        assert!(text(&change["summary"]).contains("created"), "{change}");
        assert_eq!((&report["waiting"], &report["notSaved"]), (&json!([]), &json!([])));
        assert_eq!(report.get("closedAt"), None);

        desk.page("Later");
        assert_ne!(desk.request_of_a_change(), request);
    });
}

#[test]
fn a_request_that_nobody_announced_can_be_ended_too() {
    in_both_eras(|desk| {
        desk.page("About");
        let request = desk.request_of_a_change();
        let report = desk.ends();
        assert_eq!(report["requestId"], request);
        assert_eq!((&report["verified"], states(&report).len()), (&json!(true), 1), "{report}");
        // It can be looked at again from another session of the same agent.
        desk.restart();
        let again = desk.ends_that(&request);
        assert_eq!(states(&again), states(&report));
        assert!(again["closedAt"].is_string(), "{again}");
    });
}

#[test]
fn of_two_open_requests_the_newer_takes_the_calls_and_the_older_can_be_ended() {
    in_both_eras(|desk| {
        let older = desk.begins();
        desk.page("First");
        let again = json!({ "understanding": "Something else first." });
        let announced = desk.data("acknowledgeRequest", again);
        assert_eq!(announced["previousRequestId"], older);
        let newer = announced["requestId"].clone();
        let report = desk.ends_that(&older);
        assert_eq!((&report["requestId"], states(&report).len()), (&older, 1));
        // Ending the older leaves the newer open.
        desk.page("Second");
        assert_eq!(desk.request_of_a_change(), newer);
        assert_eq!(desk.ends()["requestId"], newer);
    });
}

#[test]
fn a_request_ends_once_and_its_report_can_be_had_again() {
    in_both_eras(|desk| {
        let request = desk.begins();
        let page = desk.page("About");
        let first = desk.ends();
        desk.ok("updatePage", json!({ "id": page, "name": "Team" }));
        let second = desk.ends_that(&request);
        let third = desk.ends_that(&request);
        assert_eq!(first["verified"], true);
        // The rows are read anew each time; the end stays when it was.
        assert_eq!(states(&second), [pair("page", "changed_since")]);
        assert_eq!(second["verified"], false);
        assert!(second["closedAt"].is_string(), "{second}");
        assert_eq!(second["closedAt"], third["closedAt"]);
    });
}

#[test]
fn what_another_changed_deleted_or_brought_back_since_is_told() {
    in_both_eras(|desk| {
        let [kept, renamed, gone, deleted] =
            ["Kept", "Renamed", "Gone", "Deleted"].map(|name| desk.page(name));
        desk.restart();
        desk.begins();
        for page in [&kept, &renamed, &gone] {
            desk.ok("updatePage", json!({ "id": page, "indexing": false }));
        }
        let deletion = desk.delete("deletePage", json!({ "ids": [deleted] }));

        let mut owner = desk.colleague("owner");
        // Of a page, something else than the request wrote.
        owner.call("updatePage", json!({ "id": kept, "name": "Kept, renamed" })).ok();
        owner.call("updatePage", json!({ "id": renamed, "indexing": true })).ok();
        let delete = json!({ "ids": [gone] });
        owner.call("deletePage", delete.clone()).ok();
        owner.call("deletePage", super::desk::confirmed(&delete, &Value::Null)).ok();
        owner.call("undoChange", json!({ "changeId": deletion["changeId"] })).ok();

        let report = desk.ends();
        assert_eq!(report["verified"], false, "{report}");
        let state = |page: &str| {
            let all = report["changes"].as_array().unwrap();
            all.iter().find(|change| change["id"] == page).unwrap()["state"].clone()
        };
        let found = [&kept, &renamed, &gone, &deleted].map(|page| state(page));
        assert_eq!(found, ["as_written", "changed_since", "gone", "changed_since"], "{report}");
    });
}

#[test]
fn what_a_request_takes_back_itself_is_verified_as_it_is() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.restart();
        desk.begins();
        let renamed = desk.ok("updatePage", json!({ "id": page, "name": "Team" }));
        desk.ok("undoChange", json!({ "changeId": renamed["changeId"] }));
        let gone = desk.delete("deletePage", json!({ "ids": [page] }));
        desk.ok("undoChange", json!({ "changeId": gone["changeId"] }));
        let made = desk.ok("createPage", json!({ "name": "Prices" }));
        desk.ok("undoChange", json!({ "changeId": made["changeId"] }));
        let report = desk.ends();
        assert_eq!(report["verified"], true, "{report}");
        assert!(states(&report).iter().all(|(_, state)| state == "as_written"), "{report}");
        assert!(!report.to_string().contains(&text(&made["data"]["id"])), "{report}");
    });
}

#[test]
fn a_list_that_another_changed_does_not_make_its_owner_gone() {
    in_both_eras(|desk| {
        let album = desk.data("manage_services", json!({ "action": "create", "name": "Album" }));
        let create = json!({
            "action": "create", "name": "Elopement", "price": 2500, "description": "One mountain",
            "serviceIds": [album["id"]],
        });
        desk.restart();
        desk.begins();
        let package = desk.data("manage_packages", create);
        let mut owner = desk.colleague("owner");
        let emptied = json!({ "action": "update", "packageId": package["id"], "serviceIds": [] });
        owner.call("manage_packages", emptied).ok();
        assert_eq!(states(&desk.ends()), [pair("package", "changed_since")]);
    });
}

#[test]
fn a_deletion_is_told_as_one_lists_included() {
    in_both_eras(|desk| {
        let album = desk.data("manage_services", json!({ "action": "create", "name": "Album" }));
        let create = json!({
            "action": "create", "name": "Elopement", "price": 2500, "description": "One mountain",
            "serviceIds": [album["id"]],
        });
        let package = desk.data("manage_packages", create);
        desk.restart();
        desk.begins();
        desk.delete("manage_packages", json!({ "action": "delete", "packageId": package["id"] }));
        let report = desk.ends();
        assert_eq!(states(&report), [pair("package", "as_written")]);
        let summary = text(&report["changes"][0]["summary"]);
        assert!(summary.contains("deleted") && summary.contains("Elopement"), "{report}");
    });
}
