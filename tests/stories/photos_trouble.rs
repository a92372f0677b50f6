//! Services that refuse, lie, fall silent or send something else: each costs itself only.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use super::desk::{each, text};
use super::photos::in_both_eras;
use crate::common::library::{Library, Say};

fn browse(query: &str) -> Value {
    json!({ "query": query })
}

/// The codes of those who gave nothing, by their names.
fn failures(answer: &Value) -> Vec<(String, String)> {
    let all = answer["failures"].as_array().cloned().unwrap_or_default();
    all.iter().map(|one| (text(&one["source"]), text(&one["error"]["code"]))).collect()
}

fn failed(source: &str, code: &str) -> Vec<(String, String)> {
    vec![(source.to_owned(), code.to_owned())]
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn what_one_service_does_wrong_stands_beside_what_the_others_find() {
    in_both_eras(&["pexels", "unsplash"], |desk, library| {
        let said =
            |status, headers: &str, body: &str| Say::Whole(status, headers.to_owned(), body.into());
        let bomb = Say::Whole(200, "content-encoding: gzip\r\n".into(), gzip(&vec![b' '; 1 << 20]));
        let faults = [
            ("pexels", said(401, "", "{}"), "KEY_REFUSED"),
            ("pexels", said(500, "", "oops"), "OUTSIDE_FAILED"),
            ("pexels", said(302, "location: /elsewhere\r\n", ""), "OUTSIDE_FAILED"),
            ("openverse", said(200, "", "<html>Sign in to the hotel</html>"), "OUTSIDE_UNREADABLE"),
            ("openverse", said(200, "", r#"{"results":"none"}"#), "OUTSIDE_UNREADABLE"),
            ("openverse", bomb, "OUTSIDE_BOMB"),
            ("wikimedia", said(200, "", r#"{"error":{"code":"x"}}"#), "OUTSIDE_UNREADABLE"),
            ("wikimedia", said(200, "", ""), "OUTSIDE_UNREADABLE"),
            ("wikimedia", said(503, "", ""), "OUTSIDE_FAILED"),
        ];
        for (at, (service, say, code)) in faults.into_iter().enumerate() {
            library.recovers();
            library.says(&format!("/{service}"), say);
            let answer = desk.ok("browseImages", browse(&format!("harbour {at}")));
            assert_eq!(failures(&answer), failed(service, code));
            let items = answer["items"].as_array().unwrap();
            assert!(
                items.len() >= 4 && !each(items, "provider").contains(&json!(service)),
                "{answer}"
            );
            assert!(!answer.to_string().contains("canary-key"), "{answer}");
            // What failed is not kept.
            library.recovers();
            let answer = desk.ok("browseImages", browse(&format!("harbour {at}")));
            assert_eq!((&answer["count"], failures(&answer)), (&json!(6), Vec::new()));
        }
    });
}

#[test]
fn a_service_that_wants_to_rest_is_left_alone_until_then() {
    in_both_eras(&["unsplash"], |desk, library| {
        let wants = [
            ("openverse", 429, "retry-after: 90\r\n", "{}"),
            ("unsplash", 403, "", "Rate Limit Exceeded"),
            (
                "wikimedia",
                200,
                "mediawiki-api-error: maxlag\r\nretry-after: 5\r\n",
                r#"{"error":{}}"#,
            ),
        ];
        for (service, status, headers, body) in wants {
            let path = format!("/{service}");
            library.says(&path, Say::Whole(status, headers.to_owned(), body.into()));
            let only = |query: &str| json!({ "query": query, "provider": service });
            let answer = desk.ok("browseImages", only("harbour"));
            assert_eq!(
                (&answer["count"], failures(&answer)),
                (&json!(0), failed(service, "OUTSIDE_LIMITED"))
            );
            library.recovers();
            let asked = library.heard(&path).len();
            let answer = desk.ok("browseImages", only("another harbour"));
            assert_eq!(failures(&answer), failed(service, "OUTSIDE_LIMITED"));
            assert_eq!(library.heard(&path).len(), asked);
            let id = if service == "wikimedia" { "77" } else { "u-1" };
            let import = json!({ "provider": service, "photoId": id });
            let failure = desk.refused("importImage", import, "OUTSIDE_LIMITED");
            assert_eq!(failure["retryable"], true);
            desk.meddle("UPDATE service_rest SET until = 1", []);
            let answer = desk.ok("browseImages", only("another harbour"));
            assert_eq!(failures(&answer), []);
        }
    });
}

#[test]
fn a_service_is_not_asked_more_often_than_its_terms_allow() {
    in_both_eras(&["unsplash"], |desk, library| {
        desk.ok("browseImages", browse("harbour"));
        assert_eq!(
            desk.meddle("UPDATE service_use SET used = 50 WHERE service = 'unsplash'", []),
            1
        );
        let answer = desk.ok("browseImages", browse("lighthouse"));
        assert_eq!(failures(&answer), failed("unsplash", "OUTSIDE_LIMITED"));
        assert_eq!(library.heard("/unsplash").len(), 1);
        // What it has found before is still there.
        assert_eq!(failures(&desk.ok("browseImages", browse("harbour"))), []);
        // An hour later it counts from the beginning.
        desk.meddle("UPDATE service_use SET began_at = began_at - 3600000", []);
        assert_eq!(failures(&desk.ok("browseImages", browse("lighthouse"))), []);
    });
}

#[test]
fn who_says_nothing_does_not_keep_the_others_from_being_heard() {
    let library = Library::open();
    let mut desk = super::photos::desk_with(&library, crate::common::BOTH_ERAS[1], &[]);
    library.says("/openverse", Say::Nothing);
    let answer = desk.ok("browseImages", browse("harbour"));
    assert_eq!(each(answer["items"].as_array().unwrap(), "provider"), ["wikimedia"]);
    assert_eq!(failures(&answer), failed("openverse", "OUTSIDE_TIMEOUT"));
}

#[test]
fn where_nobody_can_be_reached_there_are_pictures_that_are_drawn_here() {
    in_both_eras(&[], |desk, library| {
        library.fails("/", 500, "");
        let answer = desk.ok("browseImages", json!({ "query": "harbour", "color": "blue" }));
        assert!(text(&answer["note"]).contains("drawn here"), "{answer}");
        assert_eq!(failures(&answer).len(), 2);
        let items = answer["items"].as_array().unwrap();
        assert_eq!(each(items, "provider"), ["placeholder"; 3]);
        let import = json!({ "provider": "placeholder", "photoId": items[0]["photoId"] });
        let made = desk.data("importImage", import.clone());
        assert_eq!((&made["width"], &made["credit"]), (&json!(1600), &Value::Null));
        assert_eq!(desk.data("importImage", import)["id"], made["id"]);
        // Who names one service gets its failure and nothing else.
        let answer =
            desk.ok("browseImages", json!({ "query": "harbour", "provider": "openverse" }));
        assert_eq!(
            (&answer["count"], failures(&answer)),
            (&json!(0), failed("openverse", "OUTSIDE_FAILED"))
        );
        library.recovers();
        let answer = desk.ok("browseImages", browse("nothing"));
        assert!(
            answer["count"] == 0 && text(&answer["note"]).starts_with("Nothing was found"),
            "{answer}"
        );
    });
}
