//! A tenant that moves from one desk to another, with everything that it has.

#![allow(clippy::disallowed_types, reason = "looks at the file from outside")]

use std::{collections::BTreeMap, fs, path::Path};

use rusqlite::types::Value as Cell;
use serde_json::{Value, json};
use sha2::Digest as _;
use tempfile::{TempDir, tempdir};

use super::{database, fails, json_of, prints, run};
use crate::common::{
    BOTH_ERAS, MailServer, Server,
    picture::{base64, jpeg},
};

/// A folder with `wren` and `other`, each with a bit of everything.
fn two() -> TempDir {
    let folder = tempdir().unwrap();
    for name in ["wren", "other"] {
        prints(folder.path(), &["tenant", "add", name, "--country", "PT", "--currency", "EUR"]);
        let mut server = Server::start_on(BOTH_ERAS[1], folder.path(), &["--tenant", name]);
        let mut ok = |tool: &str, arguments: Value| server.call(tool, arguments).ok();
        let page = ok("createPage", json!({ "name": format!("Weddings of {name}") }));
        let words = json!({ "pageId": page["data"]["id"], "templateKey": "text", "content": { "body": "By the sea." } });
        ok("createSection", words);
        let picture =
            json!({ "filename": format!("{name}.jpg"), "base64": base64(&jpeg(900, 600)) });
        ok("createImage", picture);
        let contact = ok("createContact", json!({ "name": "Ada", "email": "ada@example.org" }));
        let order = json!({ "contactId": contact["data"]["id"], "items": [{ "title": "A day", "quantity": 1, "unitPrice": 100 }] });
        ok("createOrder", order);
        let post = json!({ "collectionSlug": "blog", "title": "Later", "content": { "body": "Soon." }, "publishAt": "2090-01-01T09:00:00Z" });
        ok("createPost", post);
        server.close();
        let run = |args: &[&str]| prints(folder.path(), &[args, &["--tenant", name]].concat());
        run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
        run(&["publish", "--yes"]);
    }
    folder
}

/// Every row of every table that is of a tenant, but for what the search is made of.
fn rows(folder: &Path, tenant: &str) -> BTreeMap<String, Vec<String>> {
    let db = database(folder);
    let mut tables = db
        .prepare(
            "SELECT s.name FROM sqlite_schema s WHERE s.type = 'table' AND s.name NOT LIKE 'search%'
             AND EXISTS (SELECT 1 FROM pragma_table_info(s.name) c WHERE c.name = 'tenant_id')",
        )
        .unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let rows_of = |table: &String| {
        let sql = format!(
            "SELECT * FROM {table} WHERE tenant_id = (SELECT id FROM tenant WHERE name = ?1)"
        );
        let mut statement = db.prepare(&sql).unwrap();
        let count = statement.column_count();
        let row = |row: &rusqlite::Row<'_>| {
            let cells: Vec<Cell> = (0..count).map(|at| row.get(at).unwrap()).collect();
            Ok(format!("{cells:?}"))
        };
        let mut all: Vec<String> =
            statement.query_map([tenant], row).unwrap().map(Result::unwrap).collect();
        all.sort();
        all
    };
    tables
        .iter()
        .map(|table| (table.clone(), rows_of(table)))
        .filter(|(_, all)| !all.is_empty())
        .collect()
}

/// Names and bytes of the files below `uploads` and `releases` of a tenant.
fn kept(folder: &Path, id: &str) -> BTreeMap<String, Vec<u8>> {
    fn below(at: &Path, name: &str, all: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(at).into_iter().flatten().flatten() {
            let name = format!("{name}/{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                below(&entry.path(), &name, all);
            } else {
                all.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut all = BTreeMap::new();
    for place in ["uploads", "releases"] {
        below(&folder.join(place).join(id), place, &mut all);
    }
    // Beside the bytes of releases is what is made anew: locks, and what targets keep.
    all.retain(|name, _| {
        let mut parts = name.split('/');
        parts.next() == Some("uploads") || parts.next().is_some_and(|shelf| shelf.len() == 2)
    });
    all
}

fn id_of(folder: &Path, name: &str) -> String {
    let all = json_of(folder, &["tenant", "list"]);
    let mut all = all.as_array().unwrap().iter();
    all.find(|one| one["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_tenant_moves_to_another_desk_with_everything_that_it_has() {
    let from = two();
    // A server of the tenant runs on meanwhile.
    let server = Server::start_on(BOTH_ERAS[0], from.path(), &["--tenant", "wren"]);
    let file = from.path().join("wren.tar");
    let made = json_of(from.path(), &["tenant", "archive", "wren", "--to", file.to_str().unwrap()]);
    server.close();
    assert_eq!(made["tenant"], "wren");
    let before = rows(from.path(), "wren");
    assert!(before.len() > 15, "{:?}", before.keys());
    // Nobody else is in it, and nothing that belongs to the folder.
    let bytes = fs::read(&file).unwrap();
    let has = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(has("Weddings of wren") && !has("Weddings of other") && !has("secret.key"));

    // Into a desk that has others.
    let into = tempdir().unwrap();
    prints(into.path(), &["tenant", "add", "third"]);
    let third = rows(into.path(), "third");
    let brought = json_of(into.path(), &["tenant", "import", file.to_str().unwrap()]);
    assert_eq!(brought["tenant"], "wren");
    let after = rows(into.path(), "wren");
    for (table, rows) in &before {
        assert_eq!(after.get(table), Some(rows), "{table}");
    }
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert_eq!(rows(into.path(), "third"), third);
    let id = id_of(from.path(), "wren");
    assert_eq!(id_of(into.path(), "wren"), id);
    let (here, there) = (kept(into.path(), &id), kept(from.path(), &id));
    assert_eq!(here.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
    assert!(here == there && here.len() > 20, "{} files", here.len());
    assert!(prints(into.path(), &["doctor"]).contains("is in order"));
    // It is found, changed and undone as if it had been there always.
    let mut server = Server::start_on(BOTH_ERAS[1], into.path(), &["--tenant", "wren"]);
    let found = server.call("getPage", json!({ "query": "weddings" })).ok();
    assert_eq!(found["items"][0]["name"], "Weddings of wren", "{found}");
    let page =
        server.call("updatePage", json!({ "id": "weddings-of-wren", "name": "Weddings" })).ok();
    server.call("undoChange", json!({ "changeId": page["changeId"] })).ok();
    server.close();
}

/// The archive with one more file in it, as somebody makes it who knows the format.
fn with_a_file(archive: &Path, name: &str) -> Vec<u8> {
    let bytes = b"not theirs";
    let hash = sha2::Sha256::digest(bytes);
    let hash = hash.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let mut out = tar::Builder::new(Vec::new());
    let mut put = |name: &str, bytes: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_entry_type(tar::EntryType::Regular);
        out.append_data(&mut header, name, bytes).unwrap();
    };
    let mut read = tar::Archive::new(fs::File::open(archive).unwrap());
    for entry in read.entries().unwrap() {
        let mut entry = entry.unwrap();
        let of = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
        if of == "manifest.json" {
            put(name, bytes);
            let mut manifest: Value = serde_json::from_slice(&content).unwrap();
            let one = json!({ "name": name, "bytes": bytes.len(), "sha256": hash });
            manifest["files"].as_array_mut().unwrap().push(one);
            content = serde_json::to_vec(&manifest).unwrap();
        }
        put(&of, &content);
    }
    out.into_inner().unwrap()
}

#[test]
fn an_archive_puts_nothing_among_the_files_of_another_tenant() {
    let from = two();
    let file = from.path().join("wren.tar");
    prints(from.path(), &["tenant", "archive", "wren", "--to", file.to_str().unwrap()]);
    let into = tempdir().unwrap();
    prints(into.path(), &["tenant", "add", "third"]);
    let (third, wren) = (id_of(into.path(), "third"), id_of(from.path(), "wren"));
    for place in ["uploads/ID/a-400.webp", "releases/ID/ab/abcd"] {
        let hostile = from.path().join("hostile.tar");
        fs::write(&hostile, with_a_file(&file, &place.replace("ID", &third))).unwrap();
        let args = ["tenant", "import", hostile.to_str().unwrap()];
        let told = fails(run(into.path(), &args), 1);
        assert!(told.contains("files of another tenant"), "{told}");
        assert!(!into.path().join(place.replace("ID", &third)).exists());
        assert_eq!(json_of(into.path(), &["tenant", "list"]).as_array().unwrap().len(), 1);
    }
    // The same file among its own is taken in: it is whose it is that is refused.
    let own = from.path().join("own.tar");
    fs::write(&own, with_a_file(&file, &format!("uploads/{wren}/a-400.webp"))).unwrap();
    prints(into.path(), &["tenant", "import", own.to_str().unwrap()]);
}

#[test]
fn an_archive_does_not_say_where_the_passwords_of_another_desk_go() {
    let server = MailServer::start();
    let from = tempdir().unwrap();
    prints(from.path(), &["tenant", "add", "wren"]);
    server.connect(from.path(), "wren");
    let file = from.path().join("wren.tar");
    prints(from.path(), &["tenant", "archive", "wren", "--to", file.to_str().unwrap()]);
    let into = tempdir().unwrap();
    prints(into.path(), &["tenant", "import", file.to_str().unwrap()]);
    let asked = ["integration", "test", "smtp", "--tenant", "wren"];
    assert!(prints(from.path(), &asked).contains("mail leaves as"));
    let told = fails(run(into.path(), &asked), 1);
    assert!(told.contains("no mailbox is connected"), "{told}");
}

#[test]
fn what_is_there_already_or_no_archive_changes_nothing() {
    let from = two();
    let file = from.path().join("wren.tar");
    let path = file.to_str().unwrap();
    prints(from.path(), &["tenant", "archive", "wren", "--to", path]);
    let whole = from.path().join("whole.tar");
    prints(from.path(), &["backup", "--to", whole.to_str().unwrap()]);
    let cut = from.path().join("cut.tar");
    let bytes = fs::read(&file).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let into = tempdir().unwrap();
    prints(into.path(), &["tenant", "add", "wren"]);
    let before = rows(into.path(), "wren");
    for (args, says) in [
        (vec!["tenant", "import", path], "there is a tenant `wren` already"),
        (vec!["tenant", "import", path, "--as", "a b"], "a-z"),
        (vec!["tenant", "import", whole.to_str().unwrap()], "deskhand restore"),
        (vec!["tenant", "import", cut.to_str().unwrap()], "not a whole backup"),
        (vec!["tenant", "import", "nothing.tar"], "name the file"),
        (vec!["tenant", "archive", "nobody"], "there is no tenant `nobody`"),
        (
            vec!["restore", path, "--confirm", into.path().file_name().unwrap().to_str().unwrap()],
            "tenant import",
        ),
    ] {
        let output = run(into.path(), &args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(says), "{args:?}: {told}");
        assert_eq!(json_of(into.path(), &["tenant", "list"]).as_array().unwrap().len(), 1);
        assert_eq!(rows(into.path(), "wren"), before, "{args:?}");
    }
    // Under another name it is taken in, once.
    prints(into.path(), &["tenant", "import", path, "--as", "wren-2"]);
    let told = fails(run(into.path(), &["tenant", "import", path, "--as", "wren-3"]), 1);
    assert!(told.contains("already, as `wren-2`"), "{told}");
    // And into a folder with nothing in it.
    let empty = tempdir().unwrap();
    prints(empty.path(), &["tenant", "import", path]);
    assert_eq!(json_of(empty.path(), &["tenant", "list"])[0]["name"], "wren");
    assert_eq!(json_of(empty.path(), &["tenant", "list"]).as_array().unwrap().len(), 1);
}
