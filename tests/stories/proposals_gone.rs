//! Proposals that cannot be done any more: they are in nobody's way, and whoever decides is told which they are.

use serde_json::{Value, json};

use super::{
    browser,
    console::{Browser, send},
    desk::{Desk, in_both_eras, text},
    shop_window::ShopWindow,
};
use crate::common::Server;

fn trainee(desk: &Desk) -> Server {
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    desk.colleague("trainee")
}

fn propose(server: &mut Server, tool: &str, arguments: Value) -> Value {
    let answer = server.call(tool, arguments).ok();
    assert_eq!(answer["proposed"], true, "{answer}");
    answer
}

fn named(name: &str) -> Value {
    json!({ "name": name })
}

fn on(page: &str) -> Value {
    json!({ "pageId": page, "templateKey": "text", "content": { "body": "By the sea." } })
}

/// The change of the newest call.
fn newest(desk: &mut Desk) -> String {
    text(&desk.items("getHistory", json!({ "limit": 1 }))[0]["id"])
}

#[test]
fn a_proposal_whose_page_an_undo_took_away_stands_in_nobodys_way() {
    in_both_eras(|desk| {
        desk.page("About");
        let made = newest(desk);
        let mut trainee = trainee(desk);
        propose(&mut trainee, "updatePage", json!({ "id": "about", "name": "Who we are" }));
        propose(&mut trainee, "createPage", named("Weddings"));
        desk.ok("undoChange", json!({ "changeId": made }));
        // The first has no page any more. What is proposed after it needs it or not.
        propose(&mut trainee, "createPage", named("Prices"));
        propose(&mut trainee, "createSection", on("weddings"));
        let refused = trainee.call("createSection", on("about")).refused("PAGE_NOT_FOUND");
        let next = text(&refused["suggestion"]);
        assert!(next.contains("proposal 1") && next.contains("reject"), "{refused}");
        // A person approves what does not need it, in any order,
        for number in ["3", "2", "4"] {
            desk.run(&["proposals", "approve", number]);
        }
        assert_eq!(desk.item("getPage", json!({ "slug": "weddings" }))["sectionCount"], 1);
        // and is told of the one that cannot be done.
        desk.fails(&["proposals", "approve", "1"], "proposal 1 cannot be done as things are");
        desk.run(&["proposals", "reject", "1"]);
        assert_eq!(desk.json(&["proposals"])["count"], 0);
    });
}

#[test]
fn of_a_request_that_was_partly_taken_back_the_rest_can_be_approved() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        propose(&mut trainee, "createPage", named("Weddings"));
        propose(&mut trainee, "createSection", on("weddings"));
        propose(&mut trainee, "createPage", named("Prices"));
        propose(&mut trainee, "createSection", on("prices"));
        let request = text(&desk.json(&["proposals"])["items"][0]["requestId"]);
        // The first is approved, and taken back.
        desk.run(&["proposals", "approve", "1"]);
        let made = newest(desk);
        desk.ok("undoChange", json!({ "changeId": made }));
        // The second needed it, and says so; all at once says which one does not go.
        desk.fails(&["proposals", "approve", "2"], "no page");
        let before = desk.contents();
        desk.fails(&["proposals", "approve", "--request", &request], "proposal 2 cannot be done");
        desk.fails(&["proposals", "approve", "--request", &request], "reject 2");
        assert_eq!(desk.contents(), before);
        // The others do not need it.
        desk.run(&["proposals", "approve", "3"]);
        desk.run(&["proposals", "approve", "4"]);
        assert_eq!(desk.item("getPage", json!({ "slug": "prices" }))["sectionCount"], 1);
        // The agent goes on in the same request: what was taken back can be proposed again.
        propose(&mut trainee, "createPage", named("Weddings"));
        desk.run(&["proposals", "approve", "5"]);
        // It is another page of that name, so the person sees it once more.
        desk.fails(&["proposals", "approve", "2"], "approve 6");
        desk.run(&["proposals", "approve", "6"]);
        assert_eq!(desk.item("getPage", json!({ "slug": "weddings" }))["sectionCount"], 1);
    });
}

#[test]
fn what_was_rejected_expired_or_done_by_somebody_else_stands_in_nobodys_way() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        desk.page("Other");
        let undo = json!({ "changeId": newest(desk) });
        let mut trainee = trainee(desk);
        propose(&mut trainee, "createPage", named("Rejected"));
        propose(&mut trainee, "createPage", named("Expired"));
        propose(&mut trainee, "createPage", named("Taken"));
        propose(&mut trainee, "deletePage", json!({ "ids": [about] }));
        propose(&mut trainee, "undoChange", undo.clone());
        desk.run(&["proposals", "reject", "1"]);
        desk.meddle("UPDATE proposal SET expires_at = 1 WHERE number = 2", []);
        // Somebody else makes that page, adds to the one that is to be deleted, and takes the change back first.
        desk.page("Taken");
        desk.section(&about, "New words");
        desk.ok("undoChange", undo);
        let refused = trainee.call("createSection", on("expired")).refused("PAGE_NOT_FOUND");
        assert!(!text(&refused["message"]).contains("proposal 2"), "{refused}");
        propose(&mut trainee, "createPage", named("After"));
        let last = desk.json(&["proposals"])["items"][0]["number"].to_string();
        desk.run(&["proposals", "approve", &last]);
        assert_eq!(desk.item("getPage", json!({ "slug": "after" }))["name"], "After");
    });
}

#[test]
fn a_request_has_as_many_proposals_as_a_person_can_decide_about() {
    in_both_eras(|desk| {
        let mut trainee = trainee(desk);
        propose(&mut trainee, "createPage", named("First"));
        let copies = desk.meddle(
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 199)
             INSERT INTO proposal (tenant_id, id, number, agent_id, request_id, tool, arguments, rows_digest,
                                   changes, summary, status, created_at, expires_at)
             SELECT tenant_id, substr(id, 1, length(id) - 3) || printf('%03d', i), i, agent_id, request_id, 'updatePage', '{\"id\":\"nowhere\"}', rows_digest,
                    changes, summary, status, created_at, expires_at FROM proposal, n WHERE number = 1",
            [],
        );
        assert_eq!(copies, 198);
        propose(&mut trainee, "createPage", named("Last"));
        let more = [
            ("createPage", named("More")),
            ("deletePage", json!({ "ids": ["home"] })),
            (
                "createImage",
                json!({ "base64": crate::common::picture::base64(&crate::common::picture::jpeg(8, 8)) }),
            ),
        ];
        for (tool, arguments) in more {
            let refused = trainee.call(tool, arguments).refused("PROPOSAL_TOO_LARGE");
            assert!(text(&refused["suggestion"]).contains("finalAnswer"), "{refused}");
        }
        // The same call again is the same one, and what is decided makes room.
        let again = trainee.call("createPage", named("Last")).ok();
        assert_eq!(again["proposed"], true, "{again}");
        desk.run(&["proposals", "reject", "1"]);
        propose(&mut trainee, "createPage", named("More"));
    });
}

#[test]
fn what_is_proposed_after_deletions_is_rehearsed_without_what_they_delete() {
    in_both_eras(|desk| {
        let pages = ["About", "Prices"].map(|name| desk.page(name));
        let mut window = ShopWindow::open(desk.era(), desk.folder());
        let base = browser::base(&window.address("home")).to_owned();
        let mut trainee = trainee(desk);
        propose(&mut trainee, "createPage", named("Weddings"));
        for page in &pages {
            propose(&mut trainee, "deletePage", json!({ "ids": [page] }));
        }
        // Each changes what it says and no more, so the address is free for another page, with a section of its own.
        propose(&mut trainee, "createPage", named("About"));
        propose(&mut trainee, "createSection", on("about"));
        let waiting = desk.json(&["proposals"]);
        let id = |number: i64| {
            let items = waiting["items"].as_array().unwrap();
            text(&items.iter().find(|it| it["number"] == number).unwrap()["id"])
        };
        let person = Browser::of(desk, &base);
        let look = |number: i64| {
            let path = format!("/console/look/main/{}/after", id(number));
            send(&base, "GET", &path, &[("cookie", &person.cookie)], "")
        };
        assert!(look(5).body.contains("By the sea."), "{}", look(5).body);
        let request = text(&waiting["items"][0]["requestId"]);
        let done = desk.json(&["proposals", "approve", "--request", &request]);
        assert_eq!(done["done"].as_array().unwrap().len(), 5, "{done}");
        let page = desk.item("getPage", json!({ "slug": "about" }));
        assert_ne!(page["id"], json!(pages[0]));
        assert_eq!(page["sectionCount"], 1);
        assert!(desk.items("getPage", json!({ "slug": "prices" })).is_empty());
    });
}

#[test]
fn a_deletion_that_would_delete_more_by_now_is_named_to_who_needs_it() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let mut trainee = trainee(desk);
        propose(&mut trainee, "deletePage", json!({ "ids": [about] }));
        propose(&mut trainee, "createPage", named("Weddings"));
        desk.section(&about, "New words");
        let refused = trainee.call("createPage", json!({ "name": "Us", "slug": "about" }));
        let refused = refused.refused("SLUG_TAKEN");
        let next = text(&refused["suggestion"]);
        assert!(next.contains("proposal 1 cannot be done any more"), "{refused}");
        assert!(!next.contains("proposal 2"), "{refused}");
        propose(&mut trainee, "createSection", on("weddings"));
    });
}
