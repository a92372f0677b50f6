//! Tenants that are set, renamed, suspended and removed; agents that are removed.

#![allow(clippy::disallowed_types, reason = "looks at the file from outside")]

use std::{collections::BTreeMap, fs, path::Path};

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::tempdir;

use super::{fails, json_of, prints, run};
use crate::common::{BOTH_ERAS, Era, Server};

#[test]
fn the_operator_sets_the_site_and_takes_it_back() {
    let folder = tempdir().unwrap();
    let set = [
        "tenant",
        "set",
        "--title",
        "Wren & Vale",
        "--currency",
        "eur",
        "--country",
        "de",
        "--phone",
        "030 901820",
        "--street",
        "Oak Street 12",
        "--city",
        "Berlin",
        "--timezone",
        "europe/berlin",
        "--locale",
        "de",
        "--open",
        "monday,tue 9:00-17:00",
        "--open",
        "sunday closed",
        "--social",
        "https://instagram.com/wren",
    ];
    let done = json_of(folder.path(), &set);
    let site = &done["site"];
    assert_eq!(
        [
            &site["name"],
            &site["currency"],
            &site["phone"],
            &site["timezone"],
            &site["address"]["city"]
        ],
        ["Wren & Vale", "EUR", "+4930901820", "Europe/Berlin", "Berlin"]
    );
    assert_eq!(site["openingHours"][0]["days"], json!(["monday", "tuesday"]));
    assert_eq!(site["openingHours"][1], json!({ "days": ["sunday"], "closed": true }));
    assert_eq!(json_of(folder.path(), &["tenant", "list"])[0]["title"], "Wren & Vale");
    // Only what is given changes; empty text takes away; without options it is shown.
    let done = json_of(folder.path(), &["tenant", "set", "--title", "Wren", "--phone", ""]);
    let change = done["changeId"].as_str().unwrap().to_owned();
    assert_eq!([&done["site"]["name"], &done["site"]["currency"]], ["Wren", "EUR"]);
    assert_eq!(done["site"].get("phone"), None);
    assert!(prints(folder.path(), &["tenant", "set"]).contains("Europe/Berlin"));
    let history = json_of(folder.path(), &["history"]);
    assert_eq!(history["items"][0]["agent"], "owner", "{history}");
    prints(folder.path(), &["undo", &change]);
    let site = json_of(folder.path(), &["tenant", "set"])["site"].clone();
    assert_eq!([&site["name"], &site["phone"]], ["Wren & Vale", "+4930901820"]);

    for (args, needs) in [
        (["tenant", "set", "--timezone", "Berlyn"], "Europe/Berlin"),
        (["tenant", "set", "--locale", "German"], "send de"),
        (["tenant", "set", "--social", "@wren"], "https"),
        (["tenant", "set", "--open", "monday 17:00-09:00"], "before it opens"),
    ] {
        let sentence = fails(run(folder.path(), &args), 1);
        assert!(sentence.contains(needs), "{sentence}");
    }
    let sentence = fails(run(folder.path(), &["tenant", "set", "--open", "nine to five"]), 2);
    assert!(sentence.contains("sunday closed"), "{sentence}");
}

#[test]
fn a_renamed_tenant_is_the_same_under_its_new_name_also_for_who_is_at_work() {
    for era in BOTH_ERAS {
        let folder = tempdir().unwrap();
        prints(folder.path(), &["tenant", "add", "old"]);
        prints(folder.path(), &["tenant", "add", "other"]);
        fs::create_dir_all(folder.path().join("keys/old")).unwrap();
        fs::write(folder.path().join("keys/old/pexels"), "key").unwrap();
        let mut server = Server::start_on(era, folder.path(), &["--tenant", "old"]);
        server.call("createPage", json!({ "name": "About" })).ok();
        for (name, code, needs) in
            [("other", 1, "already"), ("Not a name", 2, "not-a-name"), ("assets", 2, "kept")]
        {
            let sentence = fails(run(folder.path(), &["tenant", "rename", "old", name]), code);
            assert!(sentence.contains(needs), "{sentence}");
        }
        let renamed = json_of(folder.path(), &["tenant", "rename", "old", "new"]);
        assert_eq!(renamed["name"], "new");
        let mut n = 0;
        soon(|| {
            n += 1;
            let made = server.call("createPage", json!({ "name": format!("Page {n}") })).ok();
            made["tenant"] == "new"
        });
        assert_eq!(fs::read_to_string(folder.path().join("keys/new/pexels")).unwrap(), "key");
        let sentence = fails(run(folder.path(), &["history", "--tenant", "old"]), 2);
        assert!(sentence.contains("new, other"), "{sentence}");
        let history = json_of(folder.path(), &["history", "--tenant", "new"]);
        assert_ne!(history["count"], 0);
    }
}

#[expect(clippy::disallowed_methods, reason = "another process follows within a second")]
fn wait(ms: u64) {
    std::thread::sleep(std::time::Duration::from_millis(ms));
}

/// Waits up to some seconds for something that holds soon.
fn soon(mut holds: impl FnMut() -> bool) {
    for _ in 0..100 {
        if holds() {
            return;
        }
        wait(100);
    }
    panic!("it does not come to hold");
}

#[test]
fn a_suspended_tenants_agents_are_refused_everything_and_its_operator_nothing() {
    for era in BOTH_ERAS {
        let folder = tempdir().unwrap();
        prints(folder.path(), &["tenant", "add", "studio"]);
        prints(folder.path(), &["tenant", "add", "other"]);
        let mut server = Server::start_on(era, folder.path(), &["--tenant", "studio"]);
        let mut other = Server::start_on(era, folder.path(), &["--tenant", "other"]);
        server.call("getSite", json!({})).ok();
        prints(folder.path(), &["tenant", "suspend", "studio"]);
        soon(|| {
            let answer = server.call("getPage", json!({ "all": true })).whole();
            answer["error"]["code"] == "TENANT_SUSPENDED"
        });
        for (tool, arguments) in [
            ("createPage", json!({ "name": "About" })),
            ("getSite", json!({})),
            ("noSuchTool", json!({})),
            ("undoChange", json!({})),
        ] {
            let refused = server.call(tool, arguments).refused("TENANT_SUSPENDED");
            let next = refused["suggestion"].as_str().unwrap();
            assert!(next.contains("deskhand tenant resume studio"), "{refused}");
        }
        let listed = server.request("resources/list", json!({})).unwrap_err();
        assert!(listed.to_string().contains("suspended"), "{listed}");
        // One that starts now is refused at once, one of another tenant never, and a person may look.
        let mut late = Server::start_on(era, folder.path(), &["--tenant", "studio"]);
        late.call("getSite", json!({})).refused("TENANT_SUSPENDED");
        other.call("createPage", json!({ "name": "About" })).ok();
        prints(folder.path(), &["history", "--tenant", "studio"]);
        prints(folder.path(), &["tenant", "set", "--tenant", "studio", "--title", "Studio"]);
        prints(folder.path(), &["tenant", "resume", "studio"]);
        soon(|| server.call("getSite", json!({})).whole()["success"] == true);
        assert_eq!(server.call("getSite", json!({})).ok()["items"][0]["name"], "Studio");
    }
    let folder = tempdir().unwrap();
    let sentence = fails(run(folder.path(), &["tenant", "suspend", "nobody"]), 2);
    assert!(sentence.contains("no tenant `nobody`; there are: main"), "{sentence}");
}

/// Every row of every table that has `id` somewhere in it, by table.
fn rows_with(file: &Path, id: &str) -> BTreeMap<String, Vec<String>> {
    let db = Connection::open(file).unwrap();
    let mut tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(tables.len() > 40, "{tables:?}");
    let mut found = BTreeMap::new();
    for table in tables {
        let mut all = db.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = all.column_count();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> = (0..columns)
                .map(|at| {
                    let cell = row.get_ref(at).unwrap();
                    let text = cell.as_bytes().map(String::from_utf8_lossy);
                    text.map_or_else(|_| format!("{cell:?}"), std::borrow::Cow::into_owned)
                })
                .collect();
            if cells.iter().any(|cell| cell.contains(id)) {
                found.entry(table.clone()).or_insert_with(Vec::new).push(cells.join("|"));
            }
        }
    }
    found
}

#[test]
fn a_removed_tenant_is_copied_whole_and_nothing_of_it_is_left() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("deskhand.db");
    let mut ids = Vec::new();
    for name in ["goes", "stays"] {
        let made = json_of(folder.path(), &["tenant", "add", name, "--title", name]);
        ids.push(made["id"].as_str().unwrap().to_owned());
        let mut server = Server::start_on(Era::Modern, folder.path(), &["--tenant", name]);
        server.call("createPage", json!({ "name": format!("Zebra {name}") })).ok();
        let contact = json!({ "name": format!("Ada {name}"), "email": format!("{name}@x.example"), "tags": ["VIP"] });
        let contact = server.call("createContact", contact).ok()["data"]["id"].clone();
        let order = json!({ "contactId": contact, "items": [{ "title": "Day", "unitPrice": 5 }] });
        server.call("createOrder", order).ok();
        let page =
            server.call("getPage", json!({ "query": "zebra" })).ok()["items"][0]["id"].clone();
        server.call("deletePage", json!({ "ids": [page] })).ok();
        assert!(server.close().status.success());
        fs::create_dir_all(folder.path().join(format!("keys/{name}"))).unwrap();
        fs::write(folder.path().join(format!("keys/{name}/pexels")), "key").unwrap();
        let pictures = folder.path().join("uploads").join(&ids[ids.len() - 1]);
        fs::create_dir_all(&pictures).unwrap();
        fs::write(pictures.join("a.webp"), name).unwrap();
    }
    let (goes, stays) = (&ids[0], &ids[1]);
    let before = [rows_with(&file, goes), rows_with(&file, stays)];
    assert!(before[0].len() > 15, "{:?}", before[0].keys());

    // Not while anybody has the data open, not without its name, not under a wrong one.
    let server = Server::start_on(Era::Modern, folder.path(), &["--tenant", "stays"]);
    let remove = ["tenant", "remove", "goes", "--confirm", "goes"];
    let sentence = fails(run(folder.path(), &remove), 1);
    assert!(
        sentence.contains("another process") && sentence.contains("deskhand serve"),
        "{sentence}"
    );
    assert!(server.close().status.success());
    let sentence = fails(run(folder.path(), &["tenant", "remove", "goes"]), 2);
    assert!(sentence.contains("--confirm goes"), "{sentence}");
    let sentence = fails(run(folder.path(), &["tenant", "remove", "goes", "--confirm", "Goes"]), 2);
    assert!(sentence.contains("nothing was removed"), "{sentence}");
    fails(run(folder.path(), &["tenant", "remove", "nobody", "--confirm", "nobody"]), 2);
    assert_eq!(rows_with(&file, goes), before[0]);

    let removed = json_of(folder.path(), &remove);
    let copy = Path::new(removed["copy"].as_str().unwrap());
    assert_eq!(rows_with(&file, goes), BTreeMap::new());
    assert_eq!(rows_with(&file, stays), before[1]);
    assert!(!folder.path().join("keys/goes").exists() && folder.path().join("keys/stays").exists());
    assert!(!folder.path().join("uploads").join(goes).exists());
    assert!(folder.path().join("uploads").join(stays).join("a.webp").exists());
    // What has happened stays written, as before.
    let db = Connection::open(&file).unwrap();
    assert!(db.execute("DELETE FROM change", []).is_err());
    let sound: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    drop(db);
    // The copy is a data folder of its own, with all of it and nothing of the other.
    let kept = rows_with(&copy.join("deskhand.db"), goes);
    assert_eq!(kept, before[0]);
    assert_eq!(rows_with(&copy.join("deskhand.db"), stays), BTreeMap::new());
    assert_eq!(fs::read_to_string(copy.join("uploads").join(goes).join("a.webp")).unwrap(), "goes");
    let only = json_of(copy, &["tenant", "list"]);
    assert_eq!(
        [only.as_array().unwrap().len().into(), only[0]["title"].clone()],
        [json!(1), json!("goes")]
    );
    let mut again = Server::start_on(Era::Modern, copy, &[]);
    assert_eq!(again.call("getContact", json!({ "query": "ada" })).ok()["count"], 1);
    // The one that stays is found and written as before, and the name is free.
    let mut server = Server::start_on(Era::Modern, folder.path(), &[]);
    assert_eq!(server.call("getContact", json!({ "query": "ada" })).ok()["count"], 1);
    server.call("createPage", json!({ "name": "About" })).ok();
    prints(folder.path(), &["tenant", "add", "goes"]);
}

#[test]
fn a_removed_agent_does_nothing_more_and_stays_in_the_log() {
    for era in BOTH_ERAS {
        let folder = tempdir().unwrap();
        prints(folder.path(), &["agent", "add", "writer", "--disable", "deletePage"]);
        let mut server = Server::start_on(era, folder.path(), &["--agent", "writer"]);
        server.call("createPage", json!({ "name": "About" })).ok();
        let removed = json_of(folder.path(), &["agent", "remove", "writer"]);
        assert_eq!(removed["removed"], true);
        soon(|| !server.call("getSite", json!({})).is_ok());
        assert!(server.close().status.success());
        let names = |listed: Value| -> Vec<String> {
            let all = listed.as_array().unwrap().iter();
            all.map(|agent| agent["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names(json_of(folder.path(), &["agent", "list"])), ["assistant", "owner"]);
        let history = json_of(folder.path(), &["history"]);
        assert_eq!(history["items"][0]["agent"], "writer (removed)", "{history}");
        assert!(prints(folder.path(), &["log"]).contains("writer (removed)"));
        let sentence = fails(run(folder.path(), &["serve", "--agent", "writer"]), 2);
        assert!(sentence.contains("no agent `writer`"), "{sentence}");
        // The name is free, and a second one of it leaves as well.
        prints(folder.path(), &["agent", "add", "writer"]);
        prints(folder.path(), &["agent", "remove", "writer"]);
        for (name, needs) in
            [("writer", "no agent"), ("owner", "stays"), ("writer (removed)", "no agent")]
        {
            let sentence = fails(run(folder.path(), &["agent", "remove", name]), 2);
            assert!(sentence.contains(needs), "{sentence}");
        }
    }
}
