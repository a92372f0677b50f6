//! What an agent knows of what waits for a person, and how a person is told what to decide first.

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};
use crate::common::Server;

fn trainee(desk: &Desk) -> Server {
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    desk.colleague("trainee")
}

#[track_caller]
fn propose(server: &mut Server, tool: &str, arguments: Value) -> Value {
    let answer = server.call(tool, arguments).ok();
    assert_eq!([&answer["done"], &answer["proposed"]], [false, true], "{answer}");
    answer
}

fn instructions(server: &Server) -> String {
    text(&server.hello["instructions"])
}

#[test]
fn who_is_supervised_is_told_so_from_the_first_word() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        let assistant = desk.colleague("assistant");
        assert!(instructions(&trainee).contains("Every write waits for a person's yes"));
        assert!(!instructions(&assistant).contains("waits for a person's yes"));
        let about = |server: &mut Server| {
            let listed = server.list();
            let first = listed.iter().find(|tool| tool["name"] == "acknowledgeRequest");
            text(&first.unwrap()["description"])
        };
        assert!(about(&mut trainee).contains("waits for a person"), "{}", about(&mut trainee));
        assert!(!about(&mut desk.colleague("assistant")).contains("waits for a person"));
    });
}

#[test]
fn what_did_nothing_is_called_no_success() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        for (tool, arguments, word) in [
            ("updatePage", json!({ "id": about, "name": "Us", "dryRun": true }), "dryRun"),
            ("deletePage", json!({ "ids": [about] }), "requiresConfirmation"),
        ] {
            let shown = desk.ok(tool, arguments);
            assert_eq!(shown.as_object().unwrap().keys().next().unwrap(), "done", "{shown}");
            assert_eq!([&shown["done"], &shown[word]], [false, true], "{shown}");
            assert_eq!(shown.get("success"), None, "{shown}");
        }
        let mut trainee = trainee(desk);
        let shown = propose(&mut trainee, "createPage", json!({ "name": "Weddings" }));
        assert_eq!(shown.get("success"), None, "{shown}");
        // What is like that already is not called proposed.
        let same = trainee.call("updatePage", json!({ "id": about, "name": "About" })).ok();
        assert_eq!([&same["done"], &same["proposed"]], [&json!(false), &Value::Null], "{same}");
        assert!(text(&same["note"]).contains("like that already"), "{same}");
        // What was done says so.
        assert_eq!(desk.ok("createPage", json!({ "name": "Press" }))["success"], true);
    });
}

#[test]
fn an_agent_takes_back_what_it_proposed() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        let first = propose(&mut trainee, "createPage", json!({ "name": "Weddings" }));
        propose(&mut trainee, "createPage", json!({ "name": "Press" }));
        propose(&mut trainee, "createPage", json!({ "name": "Team" }));
        // By its id, and by the number that people use.
        let withdraw = json!({ "proposalId": first["proposalId"] });
        let gone = trainee.call("withdrawProposal", withdraw.clone()).ok();
        assert_eq!(gone["data"]["number"], 1, "{gone}");
        assert_eq!(gone["data"]["waiting"], json!([2, 3]), "{gone}");
        trainee.call("withdrawProposal", json!({ "proposalId": "2" })).ok();
        // It does not wait any more, for anybody.
        let again = trainee.call("withdrawProposal", withdraw).refused("PROPOSAL_DECIDED");
        assert!(text(&again["message"]).contains("does not wait any more"), "{again}");
        desk.fails(&["proposals", "approve", "1"], "trainee has taken it back");
        assert_eq!(desk.json(&["proposals"])["count"], 1);
        assert_eq!(desk.json(&["proposals", "show", "1"])["status"], "withdrawn");
        let read = json!({ "entity": "proposal", "filter": { "status": "withdrawn" } });
        assert_eq!(trainee.call("queryData", read).ok()["count"], 2);
        // A person has said nothing about it, so nothing reminds of them.
        let anew = propose(&mut trainee, "createPage", json!({ "name": "Weddings" }));
        assert_eq!(anew.get("note"), None, "{anew}");
        let end = trainee.call("finalAnswer", json!({ "answer": "Done." })).ok();
        let waiting = end["data"]["waiting"].as_array().unwrap();
        assert_eq!(waiting.len(), 2, "{end}");
        assert_eq!(end["data"]["notSaved"], json!([]), "{end}");
    });
}

#[test]
fn only_an_open_proposal_of_ones_own_is_taken_back() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        propose(&mut trainee, "createPage", json!({ "name": "Weddings" }));
        propose(&mut trainee, "createPage", json!({ "name": "Press" }));
        propose(&mut trainee, "createPage", json!({ "name": "Team" }));
        desk.run(&["proposals", "approve", "1"]);
        desk.run(&["proposals", "reject", "2", "--reason", "No press yet."]);
        let mut assistant = desk.colleague("assistant");
        for (is_own, which, code, says) in [
            (false, "3", "PROPOSAL_NOT_FOUND", "of yours"),
            (true, "1", "PROPOSAL_DECIDED", "is done"),
            (true, "2", "PROPOSAL_DECIDED", "No press yet."),
            (true, "17", "PROPOSAL_NOT_FOUND", "of yours"),
            (true, "-3", "PROPOSAL_NOT_FOUND", "of yours"),
            (true, "Team", "PROPOSAL_NOT_FOUND", "of yours"),
            (true, "99999999999999999999", "PROPOSAL_NOT_FOUND", "of yours"),
            (true, "prop_01h455vb4pex5vsknk084sn02q", "PROPOSAL_NOT_FOUND", "of yours"),
            (true, "page_01h455vb4pex5vsknk084sn02q", "ID_WRONG_KIND", "a page"),
        ] {
            let arguments = json!({ "proposalId": which });
            let server = if is_own { &mut trainee } else { &mut assistant };
            let refused = server.call("withdrawProposal", arguments).refused(code);
            assert!(text(&refused["message"]).contains(says), "{which}: {refused}");
        }
        trainee.call("withdrawProposal", json!({})).refused("ARGUMENT_INVALID");
        assert_eq!(desk.json(&["proposals"])["count"], 1, "the third still waits");
    });
}

#[test]
fn a_read_can_show_what_is_proposed_as_if_it_were_done() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let mut trainee = trainee(desk);
        propose(&mut trainee, "createPage", json!({ "name": "Weddings" }));
        let section = json!({ "pageId": "weddings", "templateKey": "text", "content": { "body": "By the sea." } });
        propose(&mut trainee, "createSection", section);
        propose(&mut trainee, "updatePage", json!({ "id": about, "name": "Who we are" }));
        let package = json!({ "action": "create", "name": "Elopement", "price": 2500 });
        propose(&mut trainee, "manage_packages", package);
        let before = desk.contents();
        for (tool, arguments, with, without) in [
            ("getPage", json!({ "slug": "weddings" }), 1, 0),
            ("getSection", json!({ "pageId": "weddings" }), 1, usize::MAX),
            ("queryData", json!({ "entity": "page", "filter": { "name": "Who we are" } }), 1, 0),
            ("manage_packages", json!({ "action": "list", "query": "Elopement" }), 1, 0),
        ] {
            let mut proposed = arguments.clone();
            proposed["proposed"] = true.into();
            let shown = trainee.call(tool, proposed).ok();
            assert_eq!(shown["items"].as_array().unwrap().len(), with, "{tool}: {shown}");
            let note = text(&shown["note"]);
            assert!(note.contains("proposals 1, 2, 3, 4; they are not done"), "{tool}: {note}");
            let now = trainee.call(tool, arguments);
            if without == 0 {
                assert_eq!(now.ok()["items"], json!([]), "{tool}");
            }
        }
        let page = json!({ "slug": "weddings", "includeContent": true, "proposed": true });
        let page = trainee.call("getPage", page).ok();
        assert!(page.to_string().contains("By the sea."), "{page}");
        // Nothing was written, and another agent sees what is saved.
        assert_eq!(desk.contents(), before);
        let other = desk.ok("getPage", json!({ "slug": "weddings", "proposed": true }));
        assert_eq!(other["items"], json!([]));
        assert!(text(&other["note"]).contains("Nothing of yours waits"), "{other}");
        // What cannot be done any more is passed over.
        desk.ok("deletePage", json!({ "ids": [about] }));
        desk.ok("deletePage", json!({ "ids": [about], "confirmed": true }));
        let shown = trainee.call("getPage", json!({ "slug": "weddings", "proposed": true })).ok();
        assert_eq!(shown["count"], 1, "{shown}");
        trainee.call("getPage", json!({ "proposed": "some" })).refused("ARGUMENT_INVALID");
        trainee
            .call("createPage", json!({ "name": "x", "proposed": true }))
            .refused("ARGUMENT_UNKNOWN");
    });
}

#[test]
fn who_proposes_again_what_was_rejected_is_reminded_of_the_reason() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        let page = json!({ "name": "Press" });
        propose(&mut trainee, "createPage", page.clone());
        desk.run(&["proposals", "reject", "1", "--reason", "No press yet."]);
        let again = propose(&mut trainee, "createPage", page.clone());
        let note = text(&again["note"]);
        assert!(note.contains("proposal 1") && note.contains("“No press yet.”"), "{again}");
        // Something else is another matter, and so is what was approved since.
        let other = propose(&mut trainee, "createPage", json!({ "name": "Team" }));
        assert_eq!(other.get("note"), None, "{other}");
        desk.run(&["proposals", "reject", "2"]);
        let again = propose(&mut trainee, "createPage", page.clone());
        assert!(text(&again["note"]).contains("Ask them why"), "{again}");
        let number = desk.json(&["proposals"])["items"][0]["number"].to_string();
        desk.run(&["proposals", "approve", &number]);
        let team = desk.ok("getPage", json!({ "slug": "press" }))["items"][0]["id"].clone();
        desk.ok("deletePage", json!({ "ids": [team] }));
        desk.ok("deletePage", json!({ "ids": [team], "confirmed": true }));
        let anew = propose(&mut trainee, "createPage", page);
        assert_eq!(anew.get("note"), None, "{anew}");
    });
}

#[test]
fn what_is_approved_too_early_says_what_comes_first() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let mut trainee = trainee(desk);
        let section = |page: &str| json!({ "pageId": page, "templateKey": "text", "content": { "body": "By the sea." } });
        let package = json!({ "action": "create", "name": "Elopement", "price": 2500 });
        propose(&mut trainee, "createPage", json!({ "name": "Weddings" }));
        propose(&mut trainee, "manage_packages", package);
        propose(&mut trainee, "createPage", json!({ "name": "Beach", "parentId": "weddings" }));
        propose(&mut trainee, "createSection", section("weddings/beach"));
        propose(&mut trainee, "updatePage", json!({ "id": about, "name": "Us" }));
        propose(&mut trainee, "updatePage", json!({ "id": about, "name": "Who we are" }));
        let before = desk.contents();
        // The page that it is on, and the one above that; not the package.
        desk.fails(&["proposals", "approve", "4"], "approve 1 and 3 first");
        desk.fails(&["proposals", "approve", "3", "4"], "approve 1 first");
        // What would do something else without the one before it is not replaced for that.
        desk.fails(&["proposals", "approve", "6"], "approve 5 first");
        assert_eq!(desk.contents(), before);
        assert_eq!(desk.json(&["proposals"])["count"], 6);
        desk.run(&["proposals", "approve", "2"]);
        desk.run(&["proposals", "approve", "1", "3", "4"]);
        desk.run(&["proposals", "approve", "5"]);
        desk.run(&["proposals", "approve", "6"]);
        assert_eq!(desk.json(&["proposals"])["count"], 0);
    });
}

#[test]
fn one_that_was_replaced_names_the_one_that_took_its_place() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let mut trainee = trainee(desk);
        propose(&mut trainee, "updatePage", json!({ "id": about, "name": "Us" }));
        desk.ok("updatePage", json!({ "id": about, "name": "The team" }));
        desk.fails(&["proposals", "approve", "1"], "approve 2 if that is right");
        desk.fails(&["proposals", "approve", "1"], "proposal 2 took its place");
        let shown = desk.json(&["proposals", "show", "1"]);
        assert_eq!([&shown["status"], &shown["newer"]], [&json!("superseded"), &json!(2)]);
    });
}
