//! Search engines are told what a release has changed, where the operator wants that.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::desk::{Desk, text};
use super::releases::{files, release};
use crate::common::{Asked, Era, PATIENCE, Provider, Says};

const SITE: &str = "https://studio.example";

/// A site with an address, on a desk whose `IndexNow` is this one.
fn desk(provider: &Provider) -> (Desk, TempDir) {
    let mut desk = Desk::configured(Era::Modern, |_| {
        format!("[providers]\nindexnow = \"{}\"\n", provider.url())
    });
    let public = tempfile::tempdir().unwrap();
    let web = public.path().join("studio");
    desk.run(&["target", "add", "web", "folder", web.to_str().unwrap(), "--address", SITE]);
    desk.ok("updateSite", json!({ "name": "Wren & Vale" }));
    for name in ["About", "Prices"] {
        let page = desk.page(name);
        desk.section(&page, "Words that are there from the beginning.");
    }
    (desk, public)
}

fn published(desk: &mut Desk) {
    release(desk, json!({ "target": "web" }));
}

/// Brings the time about at which it is told.
fn now(desk: &Desk) {
    desk.meddle("UPDATE due_item SET due_at = 1 WHERE kind = 'indexnow'", []);
}

#[track_caller]
fn heard(provider: &Provider, count: usize) -> Vec<Asked> {
    let end = Instant::now() + PATIENCE;
    while provider.heard().len() < count {
        assert!(Instant::now() < end, "{:?}", provider.heard().len());
        std::thread::park_timeout(Duration::from_millis(50));
    }
    provider.heard()
}

fn told(asked: &Asked) -> Vec<String> {
    assert_eq!((asked.method.as_str(), asked.path()), ("POST", "/indexnow"));
    let body = asked.json();
    assert_eq!(body["host"], "studio.example");
    body["urlList"].as_array().unwrap().iter().map(text).collect()
}

#[test]
fn what_changed_is_told_once_it_is_public_and_the_key_is_in_the_release() {
    let provider = Provider::answering(|_| Says::Answer(202, Vec::new(), Vec::new()));
    let (mut desk, public) = desk(&provider);
    // Off: no key, and nothing is due.
    published(&mut desk);
    let keys = || -> Vec<(String, Vec<u8>)> {
        let is_key = |name: &str| name.len() == 36 && name.strip_suffix(".txt").is_some();
        let all = files(&public.path().join("studio")).into_iter();
        all.filter(|(name, _)| is_key(name)).collect()
    };
    assert!(keys().is_empty());
    assert_eq!(desk.json(&["schedule"])["count"], 0);

    desk.run(&["integration", "connect", "indexnow"]);
    published(&mut desk);
    let found = keys();
    let [(name, key)] = found.as_slice() else { panic!("{found:?}") };
    let key = String::from_utf8(key.clone()).unwrap();
    assert_eq!(*name, format!("{key}.txt"));
    // The pages are as they were, so nothing is told of them.
    now(&desk);
    let end = Instant::now() + PATIENCE;
    while desk.json(&["schedule"])["count"] != 0 {
        assert!(Instant::now() < end);
    }
    assert!(provider.heard().is_empty());

    desk.ok("updatePage", json!({ "id": "about", "name": "About us" }));
    desk.delete("deletePage", json!({ "ids": ["prices"] }));
    let hidden = desk.page("Quiet");
    desk.ok("updatePage", json!({ "id": hidden, "indexing": false }));
    published(&mut desk);
    assert!(provider.heard().is_empty(), "it waits until the files are there");
    now(&desk);
    let asked = heard(&provider, 1);
    let urls = told(&asked[0]);
    for address in ["/about/", "/prices/"] {
        assert!(urls.contains(&format!("{SITE}{address}")), "{address}: {urls:?}");
    }
    assert!(!urls.iter().any(|url| url.contains("quiet")), "{urls:?}");
    let body = asked[0].json();
    assert_eq!(body["key"], key);
    assert_eq!(body["keyLocation"], format!("{SITE}/{key}.txt"));

    // Off again: the next release has no key, and nothing is told.
    desk.run(&["integration", "disconnect", "indexnow"]);
    desk.ok("updatePage", json!({ "id": "about", "name": "Us" }));
    published(&mut desk);
    assert!(keys().is_empty());
    assert_eq!((desk.json(&["schedule"])["count"].clone(), provider.heard().len()), (json!(0), 1));
}

#[test]
fn what_it_refuses_is_tried_again_and_then_said() {
    let provider = Provider::answering(|_| Says::json(403, &json!({ "message": "no key" })));
    let (mut desk, _public) = desk(&provider);
    desk.run(&["integration", "connect", "indexnow"]);
    published(&mut desk);
    now(&desk);
    heard(&provider, 1);
    let why = |desk: &Desk| -> Value { desk.json(&["schedule"])["items"][0]["error"].clone() };
    let end = Instant::now() + PATIENCE;
    while why(&desk) == "" {
        assert!(Instant::now() < end);
        std::thread::park_timeout(Duration::from_millis(50));
    }
    assert!(text(&why(&desk)).contains("status 403"), "{}", why(&desk));
    assert_eq!(provider.heard().len(), 1, "it rests before it tries again");
}
