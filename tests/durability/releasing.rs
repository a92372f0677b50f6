//! `kill -9` in the middle of releases: the public always sees one whole release.

use std::{fs, path::Path, thread, time::Duration};

use serde_json::json;

use super::{
    common::{BOTH_ERAS, Server},
    killing::scatter,
    ledger::Data,
    times,
};

/// The longest that a release is left alone, in milliseconds.
const UNTIL_MAX: usize = 400;

/// The round that each page of the public site is of.
fn rounds(site: &Path) -> Vec<String> {
    let round = |page: &str| {
        let html = fs::read_to_string(site.join(page).join("index.html")).unwrap();
        let word = html.split("round-").nth(1).unwrap();
        word.chars().take_while(char::is_ascii_digit).collect()
    };
    ["one", "two", "three"].map(round).to_vec()
}

#[test]
fn whatever_is_killed_the_public_sees_one_whole_release() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("sites/main");
    let mut server = Server::start_on(BOTH_ERAS[1], folder.path(), &[]);
    let mut sections = Vec::new();
    for name in ["One", "Two", "Three"] {
        let page = server.call("createPage", json!({ "name": name })).ok()["data"]["id"].clone();
        let content = json!({ "heading": name, "body": "round-0." });
        let section = json!({ "pageId": page, "templateKey": "text", "content": content });
        sections.push(server.call("createSection", section).ok()["data"]["pageSectionId"].clone());
    }
    let publish = |server: &mut Server| {
        server.call("createRelease", json!({})).ok();
        server.begin("createRelease", json!({ "confirmed": true }))
    };
    let call = publish(&mut server);
    server.finish("createRelease", call).ok();
    assert!(server.close().status.success());

    let (mut new, mut old) = (0, 0);
    for round in 1..=times("DESKHAND_KILLS", 15) {
        let mut server = Server::start_on(BOTH_ERAS[1], folder.path(), &[]);
        for section in &sections {
            let content = json!({ "body": format!("round-{round}.") });
            let edit = json!({ "pageSectionId": section, "content": content });
            server.call("updateSection", edit).ok();
        }
        publish(&mut server);
        #[expect(clippy::disallowed_methods, reason = "a kill comes at any moment")]
        thread::sleep(Duration::from_millis((scatter(round) % UNTIL_MAX) as u64));
        server.process.kill();
        drop(server);
        let seen = rounds(&site);
        assert!(seen.iter().all(|of| *of == seen[0]), "round {round}: {seen:?}");
        if seen[0] == round.to_string() {
            new += 1;
        } else {
            old += 1;
        }
        Data::open(folder.path()).is_sound();
    }
    eprintln!("{new} kills after the release was public, {old} before");
    // Nothing is in the way of the next one.
    let mut server = Server::start_on(BOTH_ERAS[1], folder.path(), &[]);
    let content = json!({ "body": "round-999." });
    for section in &sections {
        let edit = json!({ "pageSectionId": section, "content": content });
        server.call("updateSection", edit).ok();
    }
    let call = publish(&mut server);
    server.finish("createRelease", call).ok();
    assert_eq!(rounds(&site), ["999", "999", "999"]);
    let left = fs::read_dir(folder.path().join("sites")).unwrap().count();
    assert_eq!(left, 1, "nothing is left beside the site");
    let unfinished = Data::open(folder.path())
        .count("SELECT count(*) FROM release r JOIN target t ON t.current_release_id = r.id WHERE r.made_at IS NULL");
    assert_eq!(unfinished, 0, "what is current is whole");
    assert!(server.close().status.success());
}
