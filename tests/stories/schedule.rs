//! What goes public by itself: agreed to when it is asked for, done once at its time by whichever process lives.

use std::{
    path::Path,
    process::Output,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::desk::{Desk, confirmed, id, in_both_eras, text};
use crate::common::{BOTH_ERAS, Clock, Server};

pub const HOUR: i64 = 60;

/// Whether the program under test can be told a wrong time.
pub const TURNS: bool = cfg!(debug_assertions);

/// A local time in UTC that many minutes after now, as people write it.
pub fn in_minutes(minutes: i64) -> String {
    let at = deskhand::clock::now().plus_ms(minutes * 60_000).to_string();
    at.get(..16).unwrap().replace('T', " ")
}

/// Calls with the yes that this takes.
pub fn agreed(server: &mut Server, tool: &str, arguments: &Value) -> Value {
    let shown = server.call(tool, arguments.clone()).ok();
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    server.call(tool, confirmed(arguments, &shown["confirmationToken"])).ok()
}

pub fn draft(server: &mut Server, title: &str) -> String {
    let post = json!({ "collectionSlug": "blog", "title": title, "content": { "body": "Words." } });
    id(&server.call("createPost", post).ok()["data"])
}

pub fn post(server: &mut Server, id: &str) -> Value {
    server.call("getPost", json!({ "id": id })).ok()["items"][0].clone()
}

/// Lets the processes work; that nothing happens is seen by waiting alone.
#[expect(clippy::disallowed_methods, reason = "there is nothing to wait for")]
pub fn quiet(time: Duration) {
    thread::sleep(time);
}

/// Waits until it is of that status; it takes a process some seconds to see that another clock holds.
pub fn becomes(server: &mut Server, id: &str, status: &str) {
    let begun = Instant::now();
    while post(server, id)["status"] != status {
        assert!(begun.elapsed() < Duration::from_secs(30), "{id} is not {status}");
        thread::park_timeout(Duration::from_millis(100));
    }
}

fn changes(clock: &Clock, folder: &Path) -> Vec<Value> {
    let shown = clock.run(folder, &["history", "--limit", "500", "--json"]);
    document(&shown)["items"].as_array().unwrap().clone()
}

/// How often each thing was published by itself.
fn publications(clock: &Clock, folder: &Path) -> Vec<Value> {
    let all = changes(clock, folder).into_iter();
    all.filter(|change| change["agent"] == "schedule").collect()
}

#[track_caller]
pub fn document(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_draft_is_published_at_its_time_and_that_is_undone_like_any_change() {
    for era in BOTH_ERAS.into_iter().filter(|_| TURNS) {
        let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
        let mut server = clock.server(era, folder.path(), &[]);
        let friday = draft(&mut server, "Friday");
        let at = in_minutes(2 * HOUR);
        let done = agreed(&mut server, "updatePost", &json!({ "id": friday, "publishAt": at }));
        assert!(text(&done["data"]["publishAt"]).ends_with("[UTC]"), "{done}");
        assert!(text(&done["note"]).contains("is published by itself on"), "{done}");
        assert_eq!(post(&mut server, &friday)["status"], "draft");
        let listed = document(&clock.run(folder.path(), &["schedule", "--json"]));
        assert_eq!(listed["items"][0]["subject"], friday.as_str(), "{listed}");
        assert_eq!(listed["items"][0]["askedBy"], "assistant");

        clock.set(2 * HOUR + 1);
        becomes(&mut server, &friday, "published");
        let shown = post(&mut server, &friday);
        assert_eq!(shown["publishAt"], Value::Null, "{shown}");
        assert!(shown["publishedAt"].is_string());
        let done = publications(&clock, folder.path());
        assert_eq!(done.len(), 1, "{done:?}");
        assert_eq!(document(&clock.run(folder.path(), &["schedule", "--json"]))["count"], 0);
        // Neither a clock that goes back nor one that comes again does it once more.
        for minutes in [0, 2 * HOUR + 1] {
            clock.set(minutes);
            quiet(Duration::from_secs(3));
            assert_eq!(publications(&clock, folder.path()).len(), 1);
        }
        // What was published by itself is taken back, and stays so.
        server.call("undoChange", json!({ "changeId": done[0]["id"] })).ok();
        assert_eq!(post(&mut server, &friday)["status"], "draft");
        assert_eq!(post(&mut server, &friday)["publishAt"], Value::Null);
        quiet(Duration::from_secs(3));
        assert_eq!(post(&mut server, &friday)["status"], "draft");
        assert!(server.close().status.success());
    }
}

#[test]
fn what_is_due_is_done_once_by_two_processes_and_after_kills() {
    if !TURNS {
        return;
    }
    let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
    let args = ["--rates", "crm=1000000 rest=1000000"];
    let mut server = clock.server(BOTH_ERAS[0], folder.path(), &args);
    let mut posts = Vec::new();
    for n in 0..40 {
        let post = draft(&mut server, &format!("Post {n}"));
        agreed(&mut server, "updatePost", &json!({ "id": post, "publishAt": in_minutes(60 + n) }));
        posts.push(post);
    }
    let mut other = clock.server(BOTH_ERAS[1], folder.path(), &args);
    for round in 0..8 {
        clock.set(60 + 5 * round);
        quiet(Duration::from_millis(400 + 331 * u64::try_from(round).unwrap()));
        // The one that lives goes on; one that comes anew joins it.
        if round % 2 == 0 {
            server.process.kill();
            server = clock.server(BOTH_ERAS[0], folder.path(), &args);
        } else {
            other.process.kill();
            other = clock.server(BOTH_ERAS[1], folder.path(), &args);
        }
    }
    // A lease that a killed process had lapses.
    clock.set(110);
    for post in &posts {
        becomes(&mut server, post, "published");
    }
    quiet(Duration::from_secs(3));
    assert_eq!(publications(&clock, folder.path()).len(), posts.len());
    for post in &posts {
        // Made, given a time, published.
        assert_eq!(self::post(&mut server, post)["version"], 3);
    }
    assert_eq!(document(&clock.run(folder.path(), &["schedule", "--json"]))["count"], 0);
    assert!(document(&clock.run(folder.path(), &["log", "verify", "--json"])).is_object());
}

#[test]
fn a_time_is_cancelled_moved_and_given_up_by_hand() {
    in_both_eras(|desk| {
        let new = json!({ "collectionSlug": "blog", "title": "Soon", "content": { "body": "x" }, "publishAt": in_minutes(90) });
        let shown = desk.ok("createPost", new.clone());
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        let made = desk.ok("createPost", confirmed(&new, &shown["confirmationToken"]));
        let soon = id(&made["data"]);
        let at = |desk: &mut Desk| desk.item("getPost", json!({ "id": soon }))["publishAt"].clone();
        let count = |desk: &Desk| desk.json(&["schedule"])["count"].clone();
        assert!(at(desk).is_string());
        assert_eq!(count(desk), 1);
        // Undone, redone.
        let later = json!({ "id": soon, "publishAt": in_minutes(120) });
        let moved = yes(desk, "updatePost", &later);
        let second = at(desk);
        desk.ok("undoChange", json!({ "changeId": moved["changeId"] }));
        assert_ne!(at(desk), second);
        assert_eq!(count(desk), 1);
        // To cancel asks nobody.
        desk.ok("updatePost", json!({ "id": soon, "publishAt": null }));
        assert_eq!((at(desk), count(desk)), (Value::Null, json!(0)));
        // A status that is set by hand takes its place.
        for status in ["draft", "archived", "published"] {
            yes(
                desk,
                "updatePost",
                &json!({ "id": soon, "status": "draft", "publishAt": in_minutes(90) }),
            );
            assert_eq!(count(desk), 1);
            let call = json!({ "id": soon, "status": status });
            let shown = desk.ok("updatePost", call.clone());
            if shown["requiresConfirmation"] == true {
                desk.ok("updatePost", confirmed(&call, &shown["confirmationToken"]));
            }
            assert_eq!((at(desk), count(desk)), (Value::Null, json!(0)), "{status}");
        }
        // What is gone is not due, and comes back with its time.
        yes(
            desk,
            "updatePost",
            &json!({ "id": soon, "status": "draft", "publishAt": in_minutes(90) }),
        );
        let gone = yes(desk, "deletePost", &json!({ "ids": [soon] }));
        assert_eq!(count(desk), 0);
        desk.ok("undoChange", json!({ "changeId": gone["changeId"] }));
        assert_eq!(count(desk), 1);
        let dry = json!({ "id": soon, "publishAt": in_minutes(300), "dryRun": true });
        let before = at(desk);
        desk.ok("updatePost", dry);
        assert_eq!(at(desk), before);
    });
}

#[test]
fn entries_are_published_after_a_yes_now_and_later() {
    in_both_eras(|desk| {
        for (title, how) in [
            ("Now", json!({ "status": "published" })),
            ("Later", json!({ "publishAt": in_minutes(90) })),
        ] {
            let mut new = json!({ "collectionId": "portfolio", "title": title });
            new.as_object_mut().unwrap().extend(how.as_object().unwrap().clone());
            let shown = desk.ok("createEntry", new.clone());
            assert_eq!(shown["requiresConfirmation"], true, "{shown}");
            assert!(desk.items("getEntry", json!({ "query": title })).is_empty());
            let made = desk.ok("createEntry", confirmed(&new, &shown["confirmationToken"]));
            assert_eq!(made["data"]["title"], title);
        }
        // A draft asks nobody.
        let entry =
            id(&desk.data("createEntry", json!({ "collectionId": "portfolio", "title": "Draft" })));
        yes(desk, "updateEntry", &json!({ "id": entry, "publishAt": in_minutes(60) }));
        assert_eq!(desk.json(&["schedule"])["count"], 2);
        desk.ok("updateEntry", json!({ "id": entry, "publishAt": null }));
        assert_eq!(desk.json(&["schedule"])["count"], 1);
    });
}

#[test]
fn times_are_those_of_the_business_and_what_is_none_is_refused() {
    in_both_eras(|desk| {
        desk.ok("updateSite", json!({ "timezone": "Europe/Berlin" }));
        let post =
            json!({ "collectionSlug": "blog", "title": "Clocks", "content": { "body": "x" } });
        let post = id(&desk.data("createPost", post));
        let refused = |desk: &mut Desk, at: &str| {
            desk.refused("updatePost", json!({ "id": post, "publishAt": at }), "ARGUMENT_INVALID")
        };
        let gap = refused(desk, "2035-03-25 02:30");
        assert!(
            text(&gap["suggestion"]).contains("2035-03-25 01:59 and 2035-03-25 03:00"),
            "{gap}"
        );
        for (at, says) in [
            ("2020-01-01 09:00", "has passed"),
            ("Friday", "no time"),
            ("2035-03-26", "no time"),
            ("2035-02-30 09:00", "no time"),
        ] {
            let failure = refused(desk, at);
            assert!(text(&failure["message"]).contains(says), "{failure}");
        }
        for (at, kept) in [
            ("2035-10-28 02:30", "2035-10-28T02:30:00+02:00[Europe/Berlin]"),
            ("2035-12-04 09:00", "2035-12-04T09:00:00+01:00[Europe/Berlin]"),
            ("2035-07-04T07:00:00Z", "2035-07-04T09:00:00+02:00[Europe/Berlin]"),
        ] {
            yes(desk, "updatePost", &json!({ "id": post, "publishAt": at }));
            assert_eq!(desk.item("getPost", json!({ "id": post }))["publishAt"], kept);
        }
        let due = desk.json(&["schedule"])["items"][0]["dueAt"].clone();
        assert_eq!(due, "2035-07-04T07:00:00.000Z");
        // What is public or archived is no draft.
        yes(desk, "updatePost", &json!({ "id": post, "status": "published" }));
        let failure = refused(desk, "2035-12-04 09:00");
        assert!(text(&failure["suggestion"]).contains("status: draft"), "{failure}");
        yes(desk, "updatePost", &json!({ "id": post, "status": "archived" }));
        refused(desk, "2035-12-04 09:00");
        let both = json!({ "id": post, "status": "published", "publishAt": "2035-12-04 09:00" });
        desk.refused("updatePost", both, "ARGUMENT_INVALID");
    });
}

#[test]
fn who_may_not_publish_sets_no_time_and_holds_up_what_it_changes() {
    if !TURNS {
        return;
    }
    let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
    let mut server = clock.server(BOTH_ERAS[0], folder.path(), &[]);
    let add = ["agent", "add", "writer", "--disable", "updatePost.status=published"];
    assert!(clock.run(folder.path(), &add).status.success());
    let mut writer = clock.server(BOTH_ERAS[1], folder.path(), &["--agent", "writer"]);
    let [one, two] = ["One", "Two"].map(|title| draft(&mut server, title));
    let early = json!({ "id": one, "publishAt": in_minutes(60) });
    writer.call("updatePost", early.clone()).refused("ARGUMENT_INVALID");
    for post in [&one, &two] {
        agreed(&mut server, "updatePost", &json!({ "id": post, "publishAt": in_minutes(60) }));
    }
    writer.call("updatePost", json!({ "id": one, "content": { "body": "Other words." } })).ok();
    let listed = document(&clock.run(folder.path(), &["schedule", "--json"]));
    let of = |listed: &Value, id: &str| {
        let mut items = listed["items"].as_array().unwrap().iter();
        items.find(|item| item["subject"] == id).cloned().unwrap_or_default()
    };
    assert_eq!(of(&listed, &one)["state"], "held", "{listed}");
    assert!(text(&of(&listed, &one)["error"]).contains("writer"), "{listed}");
    // The next answer says that something is held up.
    quiet(Duration::from_millis(1_100));
    let answer = server.call("getPost", json!({ "all": true })).ok();
    assert!(text(&answer["note"]).contains("held up: 1"), "{answer}");
    clock.set(61);
    becomes(&mut server, &two, "published");
    assert_eq!(post(&mut server, &one)["status"], "draft");
    // A person lets it go on.
    assert!(clock.run(folder.path(), &["schedule", "retry", &one]).status.success());
    becomes(&mut server, &one, "published");
}

#[test]
fn what_fails_is_seen_and_not_tried_for_ever() {
    if !TURNS {
        return;
    }
    let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
    let mut server = clock.server(BOTH_ERAS[0], folder.path(), &[]);
    let one = draft(&mut server, "One");
    agreed(&mut server, "updatePost", &json!({ "id": one, "publishAt": in_minutes(60) }));
    // A thing that is not there any more, as after a fault elsewhere.
    let gone = format!("post_{}", "0".repeat(26));
    let changed = super::desk::meddle(folder.path(), "UPDATE due_item SET subject = ?1", [&gone]);
    assert_eq!(changed, 1);
    clock.set(61);
    let begun = Instant::now();
    let listed = loop {
        let listed = document(&clock.run(folder.path(), &["schedule", "--json"]));
        if listed["items"][0]["state"] == "failed" || begun.elapsed() > Duration::from_secs(30) {
            break listed;
        }
        thread::park_timeout(Duration::from_millis(200));
    };
    assert_eq!(listed["items"][0]["state"], "failed", "{listed}");
    assert!(text(&listed["items"][0]["error"]).contains("no post"), "{listed}");
    let log = clock.run(folder.path(), &["log", "--failed", "--json"]);
    assert!(String::from_utf8_lossy(&log.stdout).contains("POST_NOT_FOUND"), "{log:?}");
    let unknown = clock.run(folder.path(), &["schedule", "retry", "post_x"]);
    assert!(!unknown.status.success());
}

/// Calls with the yes that this takes.
fn yes(desk: &mut Desk, tool: &str, arguments: &Value) -> Value {
    let shown = desk.ok(tool, arguments.clone());
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    desk.ok(tool, confirmed(arguments, &shown["confirmationToken"]))
}
