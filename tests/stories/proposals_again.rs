//! The same call again is the same proposal, whichever way it came to be one: what is approved is done once.

use serde_json::{Value, json};

use super::{
    desk::{Desk, in_both_eras, text},
    messaging::visited,
    web::desk_with,
};
use crate::common::{Asked, BOTH_ERAS, Era, Provider, Says, Server, picture};

fn supervised(desk: &Desk) -> Server {
    let agent = ["agent", "add", "trainee", "--profile", "admin", "--autonomy", "supervised"];
    desk.run(&agent);
    desk.colleague("trainee")
}

/// Calls it twice; the request of the one proposal that this makes.
fn twice(desk: &Desk, server: &mut Server, tool: &str, arguments: &Value) -> String {
    let [first, again] = [(); 2].map(|()| server.call(tool, arguments.clone()).ok());
    assert_eq!(first["proposed"], true, "{first}");
    assert_eq!(first["proposalId"], again["proposalId"], "{again}");
    assert_eq!((&first["repeated"], &again["repeated"]), (&Value::Null, &json!(true)));
    let waiting = desk.json(&["proposals"]);
    assert_eq!(waiting["count"], 1, "{waiting}");
    text(&waiting["items"][0]["requestId"])
}

#[test]
fn a_message_that_is_proposed_twice_is_sent_once() {
    for era in BOTH_ERAS {
        let (desk, whatsapp, ada) = visited(era);
        let mut trainee = supervised(&desk);
        let message = json!({ "contactId": ada, "message": "Friday at ten." });
        let request = twice(&desk, &mut trainee, "sendMessage", &message);
        desk.run(&["proposals", "approve", "--request", &request]);
        assert_eq!(whatsapp.sent().len(), 1);
        // What is decided is another matter: the person can be asked once more.
        twice(&desk, &mut trainee, "sendMessage", &message);
    }
}

#[test]
fn a_post_that_is_proposed_twice_leaves_once() {
    let site = Provider::answering(|_: &Asked| Says::json(200, &json!({ "ok": true })));
    let desk = desk_with(Era::Modern, &[&site]);
    desk.run(&["tenant", "hosts", "add", &site.place()]);
    let mut trainee = supervised(&desk);
    let post = json!({ "url": format!("{}/hook", site.url()), "body": "n" });
    let request = twice(&desk, &mut trainee, "httpPost", &post);
    desk.run(&["proposals", "approve", "--request", &request]);
    assert_eq!(site.heard().len(), 1);
}

#[test]
fn a_picture_that_is_proposed_twice_is_made_once() {
    let mut desk = Desk::open(Era::Modern, &[]);
    let mut trainee = supervised(&desk);
    std::fs::write(desk.inbox().join("dance.jpg"), picture::jpeg(64, 48)).unwrap();
    let request = twice(&desk, &mut trainee, "createImage", &json!({ "path": "dance.jpg" }));
    desk.run(&["proposals", "approve", "--request", &request]);
    assert_eq!(desk.items("getImage", json!({ "all": true })).len(), 1);
    // What is too large to wait is refused before it is looked into.
    let large = json!({ "base64": "no picture ".repeat(60_000) });
    trainee.call("createImage", large).refused("PROPOSAL_TOO_LARGE");
}

/// Approves the request of all that waits; the numbers of what was done.
fn approved(desk: &Desk) -> usize {
    let waiting = desk.json(&["proposals"]);
    let request = text(&waiting["items"][0]["requestId"]);
    let done = desk.json(&["proposals", "approve", "--request", &request]);
    done["done"].as_array().map_or(0, Vec::len)
}

#[test]
fn the_same_call_after_another_is_a_proposal_of_its_own() {
    in_both_eras(|desk| {
        desk.page("About");
        let mut trainee = supervised(desk);
        for name in ["Who we are", "About", "Who we are"] {
            let rename = json!({ "id": "about", "name": name });
            let answer = trainee.call("updatePage", rename).ok();
            assert_eq!((&answer["proposed"], &answer["repeated"]), (&json!(true), &Value::Null));
        }
        let section = |words: &str| json!({ "pageId": "about", "templateKey": "text", "content": { "body": words } });
        for words in ["One.", "Two.", "One."] {
            trainee.call("createSection", section(words)).ok();
        }
        assert_eq!(approved(desk), 6);
        let page = desk.item("getPage", json!({ "slug": "about" }));
        assert_eq!((&page["name"], &page["sectionCount"]), (&json!("Who we are"), &json!(3)));
    });
}

#[test]
fn what_a_request_made_or_changed_it_can_delete_in_one_approval() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let mut trainee = supervised(desk);
        let mut propose = |tool: &str, arguments: Value| {
            assert_eq!(trainee.call(tool, arguments).ok()["proposed"], true, "{tool}");
        };
        // Made and deleted, changed and deleted, with what hangs on it; and made once more.
        propose("createPage", json!({ "name": "Draft" }));
        propose(
            "createSection",
            json!({ "pageId": "draft", "templateKey": "text", "content": { "body": "B." } }),
        );
        propose("deletePage", json!({ "ids": ["draft"] }));
        propose("updatePage", json!({ "id": about, "name": "Us" }));
        propose("deletePage", json!({ "ids": [about] }));
        propose("createPage", json!({ "name": "About" }));
        propose(
            "createContact",
            json!({ "name": "Ada", "email": "ada@example.com", "tags": ["VIP"] }),
        );
        propose("deleteContact", json!({ "ids": ["ada@example.com"] }));
        assert_eq!(approved(desk), 8);
        assert_ne!(desk.item("getPage", json!({ "slug": "about" }))["id"], json!(about));
        assert!(desk.items("getPage", json!({ "slug": "draft" })).is_empty());
        assert!(desk.items("getContact", json!({ "all": true })).is_empty());
    });
}
