//! Proposals: what a supervised agent would do waits for a person, and is done exactly as it was shown.

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};
use crate::common::{Server, picture};

/// A colleague whose every write waits.
fn trainee(desk: &Desk) -> Server {
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    desk.colleague("trainee")
}

/// The rows of everything that agents change, the proposals themselves aside.
fn content(desk: &Desk) -> super::desk::Contents {
    let mut contents = desk.contents();
    contents.retain(|table, _| !["proposal", "idempotency"].contains(&table.as_str()));
    contents
}

fn propose(server: &mut Server, tool: &str, arguments: Value) -> Value {
    let answer = server.call(tool, arguments).ok();
    assert_eq!(answer["proposed"], true, "{answer}");
    assert!(text(&answer["proposalId"]).starts_with("prop_"), "{answer}");
    answer
}

#[test]
fn every_write_of_a_supervised_agent_waits_and_is_done_as_it_was_shown() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let mut trainee = trainee(desk);
        let before = content(desk);
        // When it writes, deletes and publishes,
        let package = json!({ "action": "create", "name": "Elopement Package", "price": 2500, "description": "x" });
        let first = propose(&mut trainee, "manage_packages", package);
        let said = text(&first["message"]);
        assert!(
            said.starts_with(
                "I prepared package “Elopement Package” for 2500 USD. Please confirm."
            ),
            "{said}"
        );
        assert_eq!(first["changes"][0]["fields"]["name"], json!([null, "Elopement Package"]));
        propose(&mut trainee, "updatePage", json!({ "id": about, "name": "Who we are" }));
        propose(&mut trainee, "deletePage", json!({ "ids": [about], "confirmed": true }));
        // then nothing has happened.
        assert_eq!(content(desk), before);
        // What a person approves is done, in the agent's name, and says who approved it.
        let done = desk.json(&["proposals", "approve", "1"]);
        let change = text(&done["done"][0]["changeId"]);
        let made = desk.items("manage_packages", json!({ "action": "list" }));
        assert!(
            made.iter().any(|package| package["id"] == first["changes"][0]["id"]),
            "the id that was shown"
        );
        let history = desk.item("getHistory", json!({ "changeId": change }));
        assert_eq!(
            [&history["agent"], &history["approvedBy"]],
            ["trainee", "the owner (terminal)"]
        );
        let of_it = json!({ "entity": "call", "filter": { "changeId": change }, "fields": ["arguments", "client"] });
        let calls = desk.colleague("owner").call("queryData", of_it).ok();
        let call = &calls["items"][0];
        assert_eq!(call["arguments"]["name"], "Elopement Package", "{call}");
        assert!(text(&call["client"]).starts_with("approved by the owner (terminal)"), "{call}");
        // What is rejected is not, and the agent can read why.
        desk.run(&["proposals", "reject", "3", "--reason", "We still need that page."]);
        let read = json!({ "entity": "proposal", "filter": { "status": "rejected" } });
        let rejected = trainee.call("queryData", read).ok();
        assert_eq!(rejected["items"][0]["reason"], "We still need that page.");
        let end = trainee.call("finalAnswer", json!({ "answer": "Done so far." })).ok();
        assert_eq!(end["data"]["verified"], false);
        assert_eq!(end["data"]["waiting"][0]["proposal"], 2);
        assert_eq!(end["data"]["notSaved"][0]["code"], "PROPOSAL_REJECTED");
        // Taking it back works as ever.
        desk.ok("undoChange", json!({ "changeId": change }));
    });
}

#[test]
fn a_whole_request_is_approved_in_order_and_all_or_nothing() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        // A section can be proposed for a page that is only proposed, by its path or by the id that was shown.
        let page = propose(&mut trainee, "createPage", json!({ "name": "Weddings" }));
        let id = text(&page["changes"][0]["id"]);
        let hero = json!({ "pageId": "weddings", "templateKey": "text", "content": { "body": "By the sea." } });
        propose(&mut trainee, "createSection", hero);
        let more =
            json!({ "pageId": id, "templateKey": "text", "content": { "body": "In the hills." } });
        propose(&mut trainee, "createSection", more);
        propose(&mut trainee, "updatePage", json!({ "id": id, "name": "Our weddings" }));
        let waiting = desk.json(&["proposals"]);
        assert_eq!(waiting["count"], 4);
        let request = text(&waiting["items"][0]["requestId"]);
        // The second cannot be done without the first, and nothing happens.
        let before = content(desk);
        desk.fails(&["proposals", "approve", "2"], "approve 1 first");
        assert_eq!(content(desk), before);
        let done = desk.json(&["proposals", "approve", "--request", &request]);
        assert_eq!(done["done"].as_array().unwrap().len(), 4);
        let page = desk.item("getPage", json!({ "id": id, "includeContent": true }));
        assert_eq!(page["name"], "Our weddings");
        assert_eq!(page["sections"].as_array().unwrap().len(), 2);
        assert_eq!(desk.json(&["proposals"])["count"], 0);
        desk.run(&["undo", "--request", &request]);
        assert!(desk.items("getPage", json!({ "id": id })).is_empty());
    });
}

#[test]
fn what_would_do_something_else_by_now_is_not_done_and_is_shown_anew() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let mut trainee = trainee(desk);
        propose(&mut trainee, "createPage", json!({ "name": "First" }));
        propose(&mut trainee, "deletePage", json!({ "ids": [about] }));
        let request = text(&desk.json(&["proposals"])["items"][0]["requestId"]);
        desk.section(&about, "New words");
        let before = content(desk);
        // All or nothing: the first would fit, the second would take a section along that nobody has seen.
        desk.fails(&["proposals", "approve", "--request", &request], "approve 3");
        assert_eq!(content(desk), before);
        let all = desk.json(&["proposals", "--all"]);
        let status = |at: usize| text(&all["items"][at]["status"]);
        assert_eq!([status(0), status(1), status(2)], ["open", "superseded", "open"]);
        assert!(text(&all["items"][0]["summary"]).contains("section"), "{all}");
        desk.fails(&["proposals", "approve", "2"], "proposal 3 took its place");
        desk.run(&["proposals", "approve", "3"]);
        assert!(desk.items("getPage", json!({ "id": about })).is_empty());
    });
}

#[test]
fn what_is_decided_or_expired_or_anothers_cannot_be_approved() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        for name in ["One", "Two", "Three"] {
            propose(&mut trainee, "createPage", json!({ "name": name }));
        }
        desk.run(&["tenant", "add", "studio"]);
        desk.run(&["proposals", "approve", "1", "--tenant", "main"]);
        desk.run(&["proposals", "reject", "2", "--tenant", "main"]);
        desk.meddle("UPDATE proposal SET expires_at = 1 WHERE number = 3", []);
        let before = content(desk);
        desk.fails(&["proposals", "approve", "1", "--tenant", "main"], "approved by the owner");
        desk.fails(&["proposals", "approve", "2", "--tenant", "main"], "rejected");
        desk.fails(&["proposals", "approve", "3", "--tenant", "main"], "expired");
        desk.fails(&["proposals", "reject", "1", "--tenant", "main"], "approved");
        desk.fails(&["proposals", "approve", "4", "--tenant", "main"], "no proposal `4`");
        desk.fails(&["proposals", "approve", "1", "--tenant", "studio"], "no proposal `1`");
        assert_eq!(content(desk), before);
    });
}

#[test]
fn the_same_call_again_is_the_same_proposal() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        let call = json!({ "name": "About", "idempotencyKey": "k" });
        let first = propose(&mut trainee, "createPage", call.clone());
        let again = propose(&mut trainee, "createPage", call);
        assert_eq!(
            [&again["proposalId"], &again["repeated"]],
            [&first["proposalId"], &json!(true)]
        );
        propose(&mut trainee, "updatePage", json!({ "id": "home", "name": "Start" }));
        propose(&mut trainee, "updatePage", json!({ "id": "home", "name": "Start" }));
        assert_eq!(desk.json(&["proposals"])["count"], 2);
        // A dry run proposes nothing, a read is a read.
        let dry = json!({ "name": "More", "dryRun": true });
        assert_eq!(trainee.call("createPage", dry).ok()["dryRun"], true);
        trainee.call("getPage", json!({ "all": true })).ok();
        assert_eq!(desk.json(&["proposals"])["count"], 2);
    });
}

#[test]
fn a_picture_can_be_proposed_and_is_made_when_it_is_approved() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        std::fs::write(desk.inbox().join("dance.jpg"), picture::jpeg(64, 48)).unwrap();
        let proposed = propose(&mut trainee, "createImage", json!({ "path": "dance.jpg" }));
        assert!(desk.items("getImage", json!({ "all": true })).is_empty());
        let id = text(&proposed["changes"][0]["id"]);
        desk.run(&["proposals", "approve", "1"]);
        assert_eq!(desk.item("getImage", json!({ "id": id }))["fileName"], "dance.jpg");
    });
}

#[test]
fn a_client_that_cannot_ask_proposes_what_a_person_has_to_confirm() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        desk.run(&["agent", "set", "assistant", "--confirm", "human"]);
        desk.restart();
        // An ordinary write is done,
        desk.ok("updatePage", json!({ "id": about, "name": "Who we are" }));
        // a deletion waits for a person, whatever the model says,
        let delete = json!({ "ids": [about], "confirmed": true });
        assert_eq!(desk.ok("deletePage", delete)["proposed"], true);
        // and where the client can ask, the person is asked.
        let mut asking = desk.asking(&[]);
        let open =
            super::question::ask(&mut asking, desk.era(), "deletePage", json!({ "ids": [about] }));
        open.answer(&mut asking, &super::question::Says::Yes).ok();
        // The tenant can want that of all its agents.
        desk.run(&["agent", "set", "assistant", "--confirm", "client"]);
        desk.run(&["tenant", "confirm", "human"]);
        let more = desk.page("More");
        desk.restart();
        assert_eq!(desk.ok("deletePage", json!({ "ids": [more] }))["proposed"], true);
    });
}

#[test]
fn of_two_people_at_once_one_decides_and_the_other_is_told() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        propose(&mut trainee, "createPage", json!({ "name": "About" }));
        let approve = || {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_deskhand"));
            command.args(["proposals", "approve", "1", "--log", "off", "--data-dir"]);
            command.arg(desk.folder()).spawn().unwrap()
        };
        let both = [approve(), approve()];
        let outcomes = both.map(|mut person| person.wait().unwrap().success());
        assert_eq!(outcomes.iter().filter(|done| **done).count(), 1, "{outcomes:?}");
        let pages = desk.items("getPage", json!({ "all": true }));
        assert_eq!(pages.iter().filter(|page| page["name"] == "About").count(), 1);
    });
}
