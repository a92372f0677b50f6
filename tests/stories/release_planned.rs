//! `publishAt` of sections and releases: agreed to now, done at its time, seen and cancelled until then.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};
use super::schedule::{HOUR, TURNS, agreed, document, draft, in_minutes};
use crate::common::{BOTH_ERAS, Clock, Server};

/// Waits for a file of the site that has these words.
fn appears(folder: &Path, file: &str, words: &str) {
    let begun = Instant::now();
    let path = folder.join("sites/main").join(file);
    while !fs::read_to_string(&path).is_ok_and(|text| text.contains(words)) {
        assert!(begun.elapsed() < Duration::from_secs(40), "{words} is not on {file}");
        thread::park_timeout(Duration::from_millis(100));
    }
}

fn current(server: &mut Server) -> Value {
    server.call("getRelease", json!({ "current": true })).ok()["items"][0].clone()
}

#[test]
fn a_planned_release_has_what_is_published_by_then_and_is_made_once() {
    if !TURNS {
        return;
    }
    let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
    let mut server = clock.server(BOTH_ERAS[1], folder.path(), &[]);
    let page = server.call("createPage", json!({ "name": "News" })).ok()["data"]["id"].clone();
    let at = in_minutes(2 * HOUR);
    // Given a post, and a section, that go public at the time of a release,
    let post = draft(&mut server, "Friday");
    let section = json!({ "pageId": page, "templateKey": "text", "content": { "body": "Spring prices." }, "publishAt": at });
    let made = server.call("createSection", section).ok();
    assert_eq!(made["data"]["status"], "draft", "{made}");
    assert!(text(&made["note"]).contains("createRelease with this publishAt"), "{made}");
    let shown = server.call("createRelease", json!({ "publishAt": at })).ok();
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    assert!(shown.to_string().contains("published until then"), "{shown}");
    let planned = server.call("createRelease", json!({ "publishAt": at, "confirmed": true })).ok();
    assert!(text(&planned["note"]).contains("made by itself on"), "{planned}");
    let asked = server.call("updatePost", json!({ "id": post, "publishAt": at })).ok();
    assert!(text(&asked["message"]).contains("later by itself post “Friday”, on "), "{asked}");
    let done = agreed(&mut server, "updatePost", &json!({ "id": post, "publishAt": at }));
    assert!(text(&done["note"]).contains("release that is planned for"), "{done}");
    // it is seen, and nothing is public;
    assert!(text(&current(&mut server)["publishAt"]).ends_with("[UTC]"));
    let listed = document(&clock.run(folder.path(), &["schedule", "--json"]));
    assert_eq!(listed["count"], 3, "{listed}");
    assert!(!folder.path().join("sites/main").exists());
    // at that time all three are done, the release last, whoever was killed before.
    server.process.kill();
    drop(server);
    clock.set(2 * HOUR + 1);
    let mut server = clock.server(BOTH_ERAS[1], folder.path(), &[]);
    let _second = clock.server(BOTH_ERAS[1], folder.path(), &[]);
    appears(folder.path(), "news/index.html", "Spring prices.");
    appears(folder.path(), "blog/friday/index.html", "Friday");
    let begun = Instant::now();
    while document(&clock.run(folder.path(), &["schedule", "--json"]))["count"] != 0 {
        assert!(begun.elapsed() < Duration::from_secs(30), "the plan does not end");
        thread::park_timeout(Duration::from_millis(200));
    }
    let releases = server.call("getRelease", json!({ "all": true })).ok();
    assert_eq!(releases["count"], 1, "{releases}");
    assert_eq!(releases["items"][0]["madeBy"], "schedule");
    assert_eq!(current(&mut server)["publishAt"], Value::Null);
    assert!(server.close().status.success());
}

#[test]
fn a_plan_is_cancelled_moved_and_refused_in_words() {
    in_both_eras(|desk| {
        let page = desk.page("News");
        let first = in_minutes(2 * HOUR);
        let plan = |desk: &mut Desk, at: &str| {
            desk.ok("createRelease", json!({ "publishAt": at }));
            desk.ok("createRelease", json!({ "publishAt": at, "confirmed": true }))
        };
        plan(desk, &first);
        plan(desk, &in_minutes(3 * HOUR));
        assert_eq!(desk.json(&["schedule"])["count"], 1, "one for each target");
        // Cancelling asks nobody.
        let gone = desk.ok("createRelease", json!({ "publishAt": null }));
        assert!(text(&gone["note"]).contains("No release is planned"), "{gone}");
        assert_eq!(desk.json(&["schedule"])["count"], 0);
        desk.run(&["publish", "--yes", "--at", &first]);
        assert_eq!(desk.json(&["schedule"])["count"], 1);
        desk.run(&["release", "cancel"]);
        assert_eq!(desk.json(&["schedule"])["count"], 0);
        // A target that goes takes its plan along.
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site").display().to_string();
        desk.run(&["target", "add", "web", "folder", &site]);
        let web = json!({ "publishAt": first, "target": "web" });
        desk.ok("createRelease", web.clone());
        let mut yes = web;
        yes["confirmed"] = json!(true);
        desk.ok("createRelease", yes);
        desk.run(&["target", "remove", "web"]);
        assert_eq!(desk.json(&["schedule"])["count"], 0);
        for wrong in [
            json!({ "publishAt": "2020-01-01 09:00" }),
            json!({ "publishAt": "soon" }),
            json!({ "publishAt": first, "from": 1 }),
        ] {
            let failure = desk.refused("createRelease", wrong, "ARGUMENT_INVALID");
            assert!(text(&failure["message"]).contains("publishAt"), "{failure}");
        }
        // A section: what is public already cannot go public later, and a status by hand counts in place of the time.
        let public = desk.section(&page, "Now.");
        let later = json!({ "id": public, "publishAt": first });
        desk.refused("updateSection", later.clone(), "ARGUMENT_INVALID");
        let mut both = later;
        both["status"] = json!("draft");
        let planned = desk.data("updateSection", both);
        assert!(text(&planned["publishAt"]).ends_with("[UTC]"), "{planned}");
        let shown = desk.item("getSection", json!({ "id": public }));
        assert_eq!(shown["publishAt"], planned["publishAt"]);
        desk.ok("updateSection", json!({ "id": public, "publishAt": null }));
        assert_eq!(desk.json(&["schedule"])["count"], 0);
        desk.ok("updateSection", json!({ "id": public, "publishAt": first }));
        desk.ok("updateSection", json!({ "id": public, "status": "published" }));
        assert_eq!(desk.json(&["schedule"])["count"], 0);
    });
}

#[test]
fn what_a_removed_agent_planned_waits_for_a_person() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    let page = desk.page("News");
    desk.run(&["agent", "add", "helper", "--profile", "admin"]);
    desk.run(&["agent", "add", "careful", "--profile", "admin", "--confirm", "human"]);
    let at = in_minutes(2 * HOUR);
    let section = |agent: &mut Server, body: &str| {
        let content = json!({ "body": body });
        let made =
            json!({ "pageId": page, "templateKey": "text", "content": content, "publishAt": at });
        text(&agent.call("createSection", made).ok()["data"]["pageSectionId"])
    };
    let mut helper = desk.colleague("helper");
    let theirs = section(&mut helper, "Helper.");
    helper.call("createRelease", json!({ "publishAt": at })).ok();
    helper.call("createRelease", json!({ "publishAt": at, "confirmed": true })).ok();
    let mut careful = desk.colleague("careful");
    let agreed = section(&mut careful, "Careful.");
    let own = {
        let content = json!({ "body": "Own." });
        let made =
            json!({ "pageId": page, "templateKey": "text", "content": content, "publishAt": at });
        text(&desk.data("createSection", made)["pageSectionId"])
    };
    desk.run(&["agent", "remove", "helper"]);
    desk.run(&["agent", "remove", "careful"]);
    let listed = desk.json(&["schedule"]);
    let state = |subject: &str| {
        let items = listed["items"].as_array().unwrap().iter();
        let mut found = items.filter(|item| text(&item["subject"]).starts_with(subject));
        found.next().map(|item| (text(&item["state"]), text(&item["error"]))).unwrap()
    };
    for held in [theirs.as_str(), "tgt_"] {
        let (state, why) = state(held);
        assert_eq!(state, "held", "{listed}");
        assert!(why.contains("`helper`, who planned it, has been removed"), "{why}");
    }
    assert_eq!((state(&agreed).0, state(&own).0), ("waiting".to_owned(), "waiting".to_owned()));
    // A person lets it go on.
    desk.run(&["schedule", "retry", &theirs]);
    let listed = desk.json(&["schedule"]);
    let again =
        listed["items"].as_array().unwrap().iter().find(|it| it["subject"] == theirs.as_str());
    assert_eq!(again.unwrap()["state"], "waiting");
}
