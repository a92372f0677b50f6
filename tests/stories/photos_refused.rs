//! Photos that are not taken in, of which nothing is left, and services that are not asked.

use serde_json::json;

use super::desk::{Desk, text};
use super::photos::in_both_eras;
use super::photos_trouble::gzip;
use crate::common::Server;
use crate::common::library::Say;
use crate::common::picture;

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

#[test]
fn who_is_taken_away_is_not_asked() {
    in_both_eras(&[], |desk, library| {
        let look = json!({ "query": "quay" });
        let without = |names: &[&str]| {
            let lines: Vec<String> =
                names.iter().map(|name| format!("browseImages.provider={name}")).collect();
            let config = library.config();
            let mut args = vec!["--config", config.to_str().unwrap()];
            args.extend(lines.iter().flat_map(|line| ["--disable-tool", line]));
            Server::start_on(desk.era(), desk.folder(), &args)
        };
        let before = library.heard("/openverse").len();
        let found = without(&["openverse"]).call("browseImages", look.clone()).ok();
        let items = found["items"].as_array().unwrap();
        assert!(items.iter().all(|it| it["provider"] == "wikimedia"), "{found}");
        assert_eq!(library.heard("/openverse").len(), before, "{found}");
        let nobody = without(&["openverse", "wikimedia", "placeholder"]).call("browseImages", look);
        assert_eq!(nobody.ok()["items"], json!([]));
    });
}
