//! What cannot be opened is refused with a sentence, and left byte for byte as it was.

use std::{fs, path::Path};

use deskhand::store::OpenError;
use rusqlite::Connection;

use super::{FILE, bytes, data, number, open, raw, start};

/// Opens the folder, which must fail and change nothing in it; what the failure says.
#[track_caller]
fn refused(folder: &Path) -> OpenError {
    let before = bytes(folder);
    let Err(error) = open(folder) else { panic!("it opened") };
    assert!(bytes(folder) == before, "something was written: {:?}", bytes(folder).keys());
    let text = error.to_string();
    assert!(text.contains(folder.file_name().unwrap().to_str().unwrap()), "{text}");
    assert!(!text.contains("Error") && text.len() > 40, "a sentence for people: {text}");
    error
}

#[test]
fn a_newer_file_is_left_to_the_newer_program() {
    let folder = tempfile::tempdir().unwrap();
    start(folder.path());
    let (newer, ours) = (super::steps() + 1, super::steps());
    raw(folder.path()).pragma_update(None, "user_version", newer).unwrap();
    let before = data(folder.path());
    let Err(error) = open(folder.path()) else { panic!("it opened") };
    let is_newer =
        matches!(error, OpenError::Newer { found, known, .. } if (found, known) == (newer, ours));
    assert!(is_newer, "{error}");
    assert!(error.to_string().contains("newer deskhand"), "{error}");
    assert!(data(folder.path()) == before, "something was written");
}

#[test]
fn a_newer_file_is_left_alone_with_the_log_that_makes_it_newer() {
    let folder = tempfile::tempdir().unwrap();
    start(folder.path());
    let other = raw(folder.path());
    other.pragma_update(None, "user_version", super::steps() + 1).unwrap();
    // As a newer program leaves it that was killed: its version stands in the log only.
    let killed = tempfile::tempdir().unwrap();
    for (name, content) in bytes(folder.path()) {
        fs::write(killed.path().join(name), content).unwrap();
    }
    let before = data(killed.path());
    assert_eq!(before.len(), 2, "a file and its log");
    let Err(error) = open(killed.path()) else { panic!("it opened") };
    assert!(matches!(error, OpenError::Newer { .. }), "{error}");
    assert!(data(killed.path()) == before, "something was written");
}

#[test]
fn what_is_no_database_is_left_alone() {
    let truncated = {
        let folder = tempfile::tempdir().unwrap();
        start(folder.path());
        fs::read(folder.path().join(FILE)).unwrap()[..8192].to_vec()
    };
    let mut header_only = b"SQLite format 3\0".to_vec();
    header_only.resize(4096, 0xA5);
    let files: [&[u8]; 4] =
        [b"Dear diary", &[0; 4096], &header_only, "name,price\nElopement,2500\n".as_bytes()];
    for content in files {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), content).unwrap();
        let error = refused(folder.path());
        assert!(matches!(error, OpenError::Foreign { .. }), "{error:?}");
    }
    // Half of one of ours: refused too, whatever it is called.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(FILE), truncated).unwrap();
    refused(folder.path());
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    for script in [
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO notes VALUES (1, 'hello');",
        "PRAGMA user_version = 7;",
        "CREATE TABLE page (tenant_id TEXT); PRAGMA user_version = 1;",
        "PRAGMA application_id = 1234; CREATE TABLE tenant (id TEXT);",
    ] {
        let folder = tempfile::tempdir().unwrap();
        raw(folder.path()).execute_batch(script).unwrap();
        let error = refused(folder.path());
        assert!(matches!(error, OpenError::Foreign { .. }), "{script}: {error:?}");
        assert!(error.to_string().contains("left untouched"), "{error}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    // A file stands where the folder should be made.
    fs::write(folder.path().join("file"), "a file").unwrap();
    for place in ["file", "file/below"] {
        let Err(error) = open(&folder.path().join(place)) else { panic!("it opened") };
        assert!(matches!(error, OpenError::NotWritable { .. }), "{place}: {error:?}");
        assert!(error.to_string().contains("--data-dir"), "{error}");
    }
    assert_eq!(fs::read(folder.path().join("file")).unwrap(), b"a file");
    // A folder stands where the file should be.
    fs::create_dir_all(folder.path().join("data").join(FILE)).unwrap();
    let error = refused(&folder.path().join("data"));
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    let may_anyway = fs::write(closed.join("probe"), "").is_ok();
    // Root may write everywhere: there is nothing to see then.
    if !may_anyway {
        let error = refused(&closed);
        assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
        assert!(bytes(&closed).is_empty());
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_where_nobody_can_write_is_named() {
    let Err(error) = open(Path::new("/proc/deskhand")) else { panic!("it opened") };
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
    assert!(error.to_string().contains("/proc/deskhand"), "{error}");
}

#[test]
fn what_has_happened_stays_written() {
    let folder = tempfile::tempdir().unwrap();
    start(folder.path());
    let db = raw(folder.path());
    add_call(&db);
    for (table, column) in [("change", "summary"), ("change_row", "op"), ("call", "outcome")] {
        assert!(number(&db, &format!("SELECT count(*) FROM {table}")) > 0, "{table} is empty");
        for sql in [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let before = number(&db, &format!("SELECT count(*) FROM {table}"));
            // Without this a REPLACE deletes rows behind the back of triggers.
            db.execute_batch("PRAGMA recursive_triggers = ON").unwrap();
            let error = db.execute_batch(&sql).expect_err(&sql).to_string();
            assert!(error.contains("append-only"), "{sql}: {error}");
            assert_eq!(number(&db, &format!("SELECT count(*) FROM {table}")), before);
        }
    }
}

/// A row in the call log, where a first start leaves none.
fn add_call(db: &Connection) {
    let columns = "id, seq, agent_id, session_id, request_id, tool, arguments, outcome, duration_us, created_at, salt, hash";
    let values = "'call_1', 1, 'agt', 'ses', 'req', 'getPage', '{}', 'read', 1, 1, '', ''";
    let sql = format!("INSERT INTO call (tenant_id, {columns}) SELECT id, {values} FROM tenant");
    db.execute_batch(&sql).unwrap();
}
