//! Services that refuse, lie, fall silent or send something else: each costs itself only.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use super::desk::{Desk, each, text};
use super::photos::in_both_eras;
use crate::common::library::{Library, Say};
use crate::common::picture;

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

fn gzip(bytes: &[u8]) -> Vec<u8> {
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

/// What stands at the address of a picture, and what comes of it.
fn no_pictures() -> Vec<(Say, &'static str)> {
    let said =
        |status, headers: &str, body: &[u8]| Say::Whole(status, headers.to_owned(), body.into());
    let cut = &picture::jpeg(900, 600)[..2_000];
    vec![
        (said(404, "", b"gone"), "IMAGE_UNREACHABLE"),
        (said(500, "", b""), "IMAGE_UNREACHABLE"),
        (
            said(200, "content-type: text/html; charset=utf-8\r\n", b"<h1>Log in</h1>"),
            "IMAGE_INVALID",
        ),
        (said(200, "content-type: image/jpeg\r\n", b"<h1>Log in</h1>"), "IMAGE_INVALID"),
        (said(200, "content-type: image/jpeg\r\n", b"<svg onload='x'/>"), "IMAGE_INVALID"),
        (said(200, "content-type: image/jpeg\r\n", b""), "IMAGE_INVALID"),
        (said(200, "content-type: image/jpeg\r\n", cut), "IMAGE_INVALID"),
        (said(200, "content-encoding: gzip\r\n", &gzip(&vec![0; 1 << 20])), "OUTSIDE_BOMB"),
        (said(200, "content-type: image/jpeg\r\n", &vec![0; (20 << 20) + 1]), "OUTSIDE_TOO_LARGE"),
        (said(302, "location: http://127.0.0.1:1/a.jpg\r\n", b""), "URL_REFUSED"),
        (said(302, "location: http://169.254.169.254/latest\r\n", b""), "URL_REFUSED"),
        (said(302, "location: /files/a.jpg\r\n", b""), "OUTSIDE_REDIRECTS"),
    ]
}

#[test]
fn what_is_no_picture_leaves_nothing_behind() {
    in_both_eras(&["pexels"], |desk, library| {
        let before = desk.contents();
        let import = json!({ "provider": "pexels", "photoId": "12" });
        let create = json!({ "url": library.url("/files/a.jpg") });
        for (say, code) in no_pictures() {
            library.says("/files", say);
            for (tool, arguments) in [("importImage", &import), ("createImage", &create)] {
                let failure = desk.refused(tool, arguments.clone(), code);
                assert!(failure["suggestion"].is_string(), "{failure}");
            }
        }
        assert_eq!(desk.contents(), before);
        assert!(!desk.folder().join("uploads").exists() || staged(desk) == 0);
        library.recovers();
        desk.ok("importImage", import);
    });
}

fn staged(desk: &Desk) -> usize {
    let tenants = std::fs::read_dir(desk.folder().join("uploads")).unwrap();
    let waiting = tenants.map(|tenant| tenant.unwrap().path().join("staging"));
    waiting.flat_map(|folder| std::fs::read_dir(folder).unwrap()).count()
}

#[test]
fn a_service_that_cannot_be_told_of_a_use_gives_no_picture() {
    in_both_eras(&["unsplash"], |desk, library| {
        desk.ok("browseImages", json!({ "query": "pier", "provider": "unsplash" }));
        library.fails("/unsplash/photos/u-1/download", 500, "");
        let import = json!({ "provider": "unsplash", "photoId": "u-1" });
        desk.refused("importImage", import.clone(), "OUTSIDE_FAILED");
        assert_eq!(desk.items("getImage", json!({ "all": true })), [json!(null); 0]);
        library.recovers();
        desk.ok("importImage", import);
    });
}

#[test]
fn a_photo_that_is_not_there_and_a_key_that_is_missing_are_said_to_be() {
    in_both_eras(&["pexels"], |desk, library| {
        for (provider, id) in [
            ("pexels", "99"),
            ("wikimedia", "78"),
            ("wikimedia", "77|78"),
            ("openverse", "../../v1/me"),
            ("pexels", "12?x"),
            ("placeholder", "sea-landscape-nine"),
        ] {
            let import = json!({ "provider": provider, "photoId": id });
            let failure = desk.refused("importImage", import, "PHOTO_NOT_FOUND");
            assert!(text(&failure["suggestion"]).contains("browseImages"), "{failure}");
        }
        assert_eq!(library.heard("/pexels").len() + library.heard("/openverse").len(), 1);
        let failure = desk.refused(
            "importImage",
            json!({ "provider": "unsplash", "photoId": "u-1" }),
            "INTEGRATION_KEY_MISSING",
        );
        assert!(text(&failure["suggestion"]).contains("DESKHAND_UNSPLASH_KEY"), "{failure}");
        let browse = json!({ "provider": "unsplash", "query": "pier" });
        let failure = desk.refused("browseImages", browse, "INTEGRATION_KEY_MISSING");
        assert!(text(&failure["suggestion"]).contains("openverse"), "{failure}");
        assert_eq!(library.heard("/unsplash").len(), 0);
    });
}
