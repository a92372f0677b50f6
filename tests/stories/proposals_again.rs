//! The same call again is the same proposal, whichever way it came to be one: what is approved is done once.

use serde_json::{Value, json};

use super::{
    desk::{Desk, text},
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
