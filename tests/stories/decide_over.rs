//! What a person reads on the page of a question that does not wait any more: in words, and nothing is done.

use serde_json::{Value, json};

use super::{
    browser,
    console::{Browser, send},
    desk::{Desk, in_both_eras, text},
    shop_window::ShopWindow,
};

fn seen(browser: &Browser, which: &str) -> Value {
    let path = format!("/console/api/decision?tenant=main&which={which}");
    let came = send(&browser.base, "GET", &path, &[("cookie", &browser.cookie)], "");
    serde_json::from_str(&came.body).unwrap()
}

/// What is told who says yes or no all the same, as the page shows it.
fn told(browser: &Browser, what: &str, id: &Value) -> String {
    let answer = browser.act(what, &json!({ "tenant": "main", "ids": [id] }));
    assert_eq!(answer["success"], false, "{answer}");
    let error = &answer["error"];
    let said = format!("{}. {}", text(&error["message"]), text(&error["suggestion"]));
    for raw in ["prop_", "cnf_", "superseded", "deskhand proposals"] {
        assert!(!said.contains(raw), "{raw}: {said}");
    }
    said
}

/// Seven proposals of a supervised agent: five that are over in one way each, the sixth for the second.
fn over(desk: &mut Desk) {
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    let about = desk.page("About");
    let mut trainee = desk.colleague("trainee");
    for name in ["One", "Two", "Three", "Four"] {
        assert_eq!(trainee.call("createPage", json!({ "name": name })).ok()["proposed"], true);
    }
    let update = json!({ "id": about, "name": "Us" });
    assert_eq!(trainee.call("updatePage", update).ok()["proposed"], true);
    desk.run(&["proposals", "approve", "1"]);
    desk.run(&["proposals", "reject", "2", "--reason", "No second page."]);
    trainee.call("withdrawProposal", json!({ "proposalId": "3" })).ok();
    desk.meddle("UPDATE proposal SET expires_at = 1 WHERE number = 4", []);
    desk.ok("updatePage", json!({ "id": about, "name": "The team" }));
    desk.fails(&["proposals", "approve", "5"], "approve 6 if that is right");
}

#[test]
fn each_way_of_being_over_is_said_in_words() {
    in_both_eras(|desk| {
        over(desk);
        let mut window = ShopWindow::open(desk.era(), desk.folder());
        let browser = Browser::of(desk, browser::base(&window.address("home")));
        let before = desk.contents()["page"].clone();
        for (which, status, says) in [
            ("1", "approved", "it was approved by the owner (terminal) and is done"),
            ("2", "rejected", "it was rejected by the owner (terminal), and nothing was changed"),
            ("3", "withdrawn", "trainee has taken it back"),
            ("4", "expired", "it has expired, and nothing was changed"),
            ("5", "superseded", "proposal 6 took its place"),
        ] {
            let decision = seen(&browser, which)["decision"].clone();
            assert_eq!(decision["status"], status);
            assert_eq!(decision["isDecidable"], false, "{decision}");
            for what in ["approve", "reject"] {
                let said = told(&browser, what, &decision["id"]);
                assert!(said.contains(says), "{which} {what}: {said}");
            }
        }
        assert_eq!(seen(&browser, "2")["decision"]["reason"], "No second page.");
        assert_eq!(seen(&browser, "5")["decision"]["newer"], 6);
        assert_eq!(desk.contents()["page"], before);
        assert_eq!(seen(&browser, "6")["decision"]["isDecidable"], true);
    });
}

#[test]
fn a_preview_that_is_over_says_so_in_words() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let mut window = ShopWindow::open(desk.era(), desk.folder());
        let browser = Browser::of(desk, browser::base(&window.address("home")));
        let delete = json!({ "ids": [about] });
        let shown = window.ok("deletePage", delete.clone());
        let token = text(&shown["confirmationToken"]);
        assert_eq!(seen(&browser, &token)["decision"]["isDecidable"], true);
        desk.meddle("UPDATE confirmation SET expires_at = 1", []);
        let is_over = |token: &str| {
            let error = seen(&browser, token)["error"].clone();
            let said = text(&error["message"]);
            assert!(said.contains("does not wait any more") && !said.contains("_0"), "{said}");
            assert!(text(&error["suggestion"]).contains("ask the assistant"), "{error}");
            for what in ["approve", "reject"] {
                assert!(told(&browser, what, &token.into()).contains("does not wait any more"));
            }
            // On a terminal the same is said.
            desk.fails(&["proposals", "approve", token], "does not wait any more");
        };
        is_over(&token);
        // One that was confirmed in the client is over as well, and what it did is not done twice.
        let shown = window.ok("deletePage", delete.clone());
        let token = text(&shown["confirmationToken"]);
        let mut confirmed = delete;
        confirmed["confirmed"] = true.into();
        confirmed["confirmationToken"] = token.as_str().into();
        window.ok("deletePage", confirmed);
        is_over(&token);
    });
}

#[test]
fn what_was_decided_long_ago_is_deleted_when_the_owner_says_so() {
    in_both_eras(|desk| {
        over(desk);
        let purge = |args: &[&str]| desk.json(&[&["proposals", "purge"], args].concat());
        let kept = || desk.json(&["proposals", "--all"])["count"].clone();
        assert_eq!(purge(&[]), json!({ "count": 1, "deleted": 0 }), "only the fourth is old");
        assert_eq!(kept(), 6, "nothing was deleted yet");
        assert_eq!(purge(&["--yes"]), json!({ "count": 1, "deleted": 1 }));
        assert_eq!(purge(&["--yes"]), json!({ "count": 0, "deleted": 0 }));
        desk.fails(&["proposals", "show", "4"], "no proposal `4`");
        // What was decided lately stays, and goes when it is not lately any more; what waits stays in any case.
        desk.meddle("UPDATE proposal SET decided_at = decided_at - 31 * 86400000", []);
        assert_eq!(purge(&["--days", "32", "--yes"])["deleted"], 0);
        assert_eq!(purge(&["--days", "30", "--yes"])["deleted"], 4);
        assert_eq!(desk.json(&["proposals", "--all"])["items"][0]["number"], 6);
        // History has what was done, and numbers go on.
        let history = desk.json(&["history"]).to_string();
        assert_eq!(history.matches("the owner (terminal)").count(), 1, "{history}");
        desk.run(&["proposals", "reject", "6"]);
        desk.meddle("UPDATE proposal SET decided_at = 1", []);
        assert_eq!(
            purge(&["--yes"])["deleted"],
            0,
            "the newest stays: the next is numbered after it"
        );
        let mut trainee = desk.colleague("trainee");
        trainee.call("createPage", json!({ "name": "Seven" })).ok();
        assert_eq!(desk.json(&["proposals"])["items"][0]["number"], 7);
        assert_eq!(purge(&["--yes"])["deleted"], 1);
    });
}
