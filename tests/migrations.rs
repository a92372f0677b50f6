//! Opening the data: made once whoever comes first, never harmed by what cannot be opened.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(clippy::disallowed_types, reason = "looks at the file from outside")]

#[path = "migrations/refusals.rs"]
mod refusals;
#[path = "common/rewind.rs"]
#[allow(unreachable_pub, reason = "shared with other tests")]
mod rewind;
#[path = "migrations/upgrade.rs"]
mod upgrade;

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Barrier},
    thread,
};

use deskhand::{
    starter,
    store::{OpenError, Store, Synchronous, system::NewTenant},
    value::Currency,
};
use rusqlite::Connection;

const FILE: &str = "deskhand.db";

fn open(folder: &Path) -> Result<Store, OpenError> {
    Store::open(folder, Synchronous::Normal)
}

/// What a first start does.
fn start(folder: &Path) {
    let store = open(folder).unwrap();
    let new = NewTenant {
        name: "main".to_owned(),
        title: "Main".to_owned(),
        country: "US".to_owned(),
        currency: Currency::parse("USD").unwrap(),
        timezone: "UTC".to_owned(),
    };
    store.add_tenant(new, starter::add).unwrap();
    assert_eq!(store.tenants().unwrap().len(), 1);
}

/// The file as any other program sees it.
fn raw(folder: &Path) -> Connection {
    Connection::open(folder.join(FILE)).unwrap()
}

fn number(db: &Connection, sql: &str) -> i64 {
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// How many migrations there are.
fn steps() -> i64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations/sqlite");
    i64::try_from(fs::read_dir(folder).unwrap().count()).unwrap()
}

/// Every file of a folder with its bytes.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(|entry| (name(&entry), fs::read(entry.path()).unwrap_or_default())).collect()
}

/// The data of a folder: its files but for the index of the log, which every reader makes for itself, and
/// a log that holds nothing.
fn data(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = bytes(folder);
    files.retain(|name, content| !name.ends_with("-shm") && !content.is_empty());
    files
}

/// The whole schema as text, in order of names.
fn schema(db: &Connection) -> String {
    let mut found = db
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name")
        .unwrap();
    let rows = found.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.fold(String::new(), |all, sql| all + &sql.unwrap() + ";\n")
}

#[test]
fn a_fresh_schema_is_the_one_that_was_reviewed() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let db = raw(folder.path());
    let found = format!(
        "-- The schema of a new file, written by `just schemas`. Compared, never run.\n\n{}",
        schema(&db)
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations/schema.sql");
    #[expect(clippy::disallowed_methods, reason = "asks whoever runs the test, not the program")]
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let reviewed = fs::read_to_string(&path).unwrap_or_default();
    for (at, (was, is)) in reviewed.lines().zip(found.lines()).enumerate() {
        assert_eq!(was, is, "src/store/migrations/schema.sql:{}: see `just schemas`", at + 1);
    }
    assert_eq!(reviewed.len(), found.len(), "a table or an index has come or gone");
    assert_eq!(number(&db, "PRAGMA user_version"), steps());
    assert_eq!(number(&db, "PRAGMA application_id"), i64::from(u32::from_be_bytes(*b"desk")));
}

#[test]
fn every_key_begins_with_the_tenant() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let db = raw(folder.path());
    let first_columns = "SELECT t.name || '.' || i.name, c.name
         FROM pragma_table_list t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
         WHERE t.schema = 'main' AND t.type = 'table' AND t.name <> 'tenant' AND c.seqno = 0";
    let references = "SELECT t.name || ' → ' || f.\"table\", f.\"from\"
         FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
         WHERE t.type = 'table' AND f.seq = 0";
    for sql in [first_columns, references] {
        let mut found = db.prepare(sql).unwrap();
        let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let rows: Vec<(String, String)> = rows.map(Result::unwrap).collect();
        assert!(rows.len() > 15, "{rows:?}");
        for (what, column) in rows {
            assert_eq!(column, "tenant_id", "{what}");
        }
    }
    let loose = "SELECT count(*) FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND strict = 0";
    assert_eq!(number(&db, loose), 0, "a table is not STRICT");
}

#[test]
fn opening_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    start(folder.path());
    assert_eq!(bytes(folder.path()).keys().collect::<Vec<_>>(), [FILE], "the log is in the file");
    let before = data(folder.path());
    drop(open(folder.path()).unwrap());
    assert!(data(folder.path()) == before, "a second opening wrote something");
}

#[test]
fn twenty_threads_open_a_new_folder_at_once() {
    for _ in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let barrier = Arc::new(Barrier::new(20));
        let begin = |_| {
            let (path, barrier) = (folder.path().to_owned(), Arc::clone(&barrier));
            thread::spawn(move || {
                barrier.wait();
                start(&path);
            })
        };
        let threads: Vec<_> = (0..20).map(begin).collect();
        for thread in threads {
            thread.join().expect("it opens");
        }
        holds_one_tenant(folder.path());
    }
}

#[test]
fn twenty_processes_open_a_new_folder_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("made/by/the/first");
    let begin = |_| {
        Command::new(env!("CARGO_BIN_EXE_deskhand"))
            .args(["serve", "--preview", "off", "--data-dir"])
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..20).map(begin).collect();
    for child in children {
        let ended = child.wait_with_output().unwrap();
        assert!(ended.status.success(), "{ended:?}");
        assert!(ended.stdout.is_empty(), "{ended:?}");
    }
    holds_one_tenant(&data);
}

fn holds_one_tenant(folder: &Path) {
    let db = raw(folder);
    let count = |table: &str| number(&db, &format!("SELECT count(*) FROM {table}"));
    let found = (count("tenant"), count("agent"), count("page"), count("change"));
    assert_eq!(found, (1, 2, 1, 1), "tenants, agents, pages, changes");
    assert_eq!(
        number(&db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
        0
    );
}

#[test]
fn an_empty_file_is_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(FILE), "").unwrap();
    start(folder.path());
}
