//! Data folders that are damaged in many ways: each is found and named, and no healthy one is accused.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::tempdir;

use super::{
    backups::{desk, faults, files, findings, json_of, older, run},
    killing::scatter,
};

/// What damages a data folder, the check that finds it, and a part of what it says.
type Damage = (&'static str, fn(&Path), &'static str, &'static str);

pub fn write_at(file: &Path, at: usize, bytes: &[u8]) {
    let mut all = fs::read(file).unwrap();
    let end = (at + bytes.len()).min(all.len());
    all[at..end].copy_from_slice(&bytes[..end - at]);
    fs::write(file, all).unwrap();
}

pub fn noise(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(scatter(at) % 256).unwrap()).collect()
}

#[expect(clippy::disallowed_types, reason = "a test writes to the file as another program does")]
pub fn sql(folder: &Path, sql: &str) {
    let db = rusqlite::Connection::open(folder.join("deskhand.db")).unwrap();
    db.execute_batch(&format!("PRAGMA foreign_keys = off; {sql}")).unwrap();
}

/// The same while the file's triggers are put aside: it leaves no trace but what it does.
#[expect(clippy::disallowed_types, reason = "a test writes to the file as another program does")]
fn sql_unseen(folder: &Path, statement: &str) {
    let db = rusqlite::Connection::open(folder.join("deskhand.db")).unwrap();
    let list = |what: &str| -> Vec<String> {
        let text = format!("SELECT {what} FROM sqlite_schema WHERE type = 'trigger' ORDER BY name");
        let mut found = db.prepare(&text).unwrap();
        found.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let (drops, makes) = (list("'DROP TRIGGER ' || name"), list("sql"));
    sql(folder, &format!("{}; {statement}; {}", drops.join(";"), makes.join(";")));
}

/// As if an update had stopped halfway: the tables are there, the version is that of before.
#[expect(clippy::disallowed_types, reason = "a test writes to the file as another program does")]
fn half_updated(folder: &Path) {
    let db = rusqlite::Connection::open(folder.join("deskhand.db")).unwrap();
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    db.pragma_update(None, "user_version", version - 1).unwrap();
}

/// A file of what is public.
fn public_file(folder: &Path) -> PathBuf {
    let all = files(&folder.join("releases")).into_iter().map(|(path, _)| path);
    let is_shelved = |path: &PathBuf| {
        path.extension().is_none() && path.parent().unwrap().file_name().unwrap().len() == 2
    };
    all.filter(is_shelved).max().unwrap()
}

fn last_picture(folder: &Path) -> PathBuf {
    files(&folder.join("uploads")).pop().unwrap().0
}

fn cut(file: &Path) {
    let bytes = fs::read(file).unwrap();
    fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
}

fn first_picture(folder: &Path) -> PathBuf {
    files(&folder.join("uploads")).into_iter().next().unwrap().0
}

const DAMAGES: &[Damage] = &[
    ("no header", |f| write_at(&f.join("deskhand.db"), 0, &noise(100)), "database", "damaged"),
    ("other header", |f| write_at(&f.join("deskhand.db"), 0, &[0; 16]), "database", "damaged"),
    ("schema page", |f| write_at(&f.join("deskhand.db"), 100, &noise(3000)), "database", "damaged"),
    ("page 5", |f| write_at(&f.join("deskhand.db"), 4 * 4096, &noise(4096)), "database", "damaged"),
    (
        "page 20",
        |f| write_at(&f.join("deskhand.db"), 19 * 4096, &noise(4096)),
        "database",
        "damaged",
    ),
    (
        "page 60",
        |f| write_at(&f.join("deskhand.db"), 59 * 4096, &noise(4096)),
        "database",
        "damaged",
    ),
    (
        "zero pages",
        |f| write_at(&f.join("deskhand.db"), 30 * 4096, &[0; 8 * 4096]),
        "database",
        "damaged",
    ),
    (
        "cut off",
        |f| {
            let bytes = fs::read(f.join("deskhand.db")).unwrap();
            fs::write(f.join("deskhand.db"), &bytes[..bytes.len() / 2]).unwrap();
        },
        "database",
        "damaged",
    ),
    (
        "half a page",
        |f| {
            let bytes = fs::read(f.join("deskhand.db")).unwrap();
            fs::write(f.join("deskhand.db"), &bytes[..5000]).unwrap();
        },
        "database",
        "damaged",
    ),
    ("gone", |f| fs::remove_file(f.join("deskhand.db")).unwrap(), "database", "gone"),
    (
        "text",
        |f| fs::write(f.join("deskhand.db"), "not a database".repeat(99)).unwrap(),
        "database",
        "damaged",
    ),
    (
        "a lost parent",
        |f| sql(f, "DELETE FROM page WHERE parent_id IS NULL"),
        "database",
        "refers to a row",
    ),
    ("newer", |f| sql(f, "PRAGMA user_version = 900"), "database", "newer deskhand"),
    (
        "another program's",
        |f| {
            fs::remove_file(f.join("deskhand.db")).unwrap();
            sql(f, "CREATE TABLE a (b); INSERT INTO a VALUES (1)");
        },
        "database",
        "not a deskhand database",
    ),
    ("a picture gone", |f| fs::remove_file(first_picture(f)).unwrap(), "pictures", "a.jpg"),
    ("a picture empty", |f| fs::write(first_picture(f), "").unwrap(), "pictures", "a.jpg"),
    ("all pictures gone", |f| fs::remove_dir_all(f.join("uploads")).unwrap(), "pictures", "a.jpg"),
    (
        "a short secret",
        |f| fs::write(f.join("secret.key"), "abc").unwrap(),
        "secret",
        "another length",
    ),
    (
        "a folder for a file",
        |f| {
            fs::remove_file(f.join("deskhand.db")).unwrap();
            fs::create_dir(f.join("deskhand.db")).unwrap();
        },
        "database",
        "",
    ),
    (
        "an empty file",
        |f| fs::write(f.join("deskhand.db"), "").unwrap(),
        "database",
        "there were pictures",
    ),
    ("other marks", |f| sql(f, "PRAGMA application_id = 7"), "database", "not a deskhand database"),
    ("half an update", half_updated, "version", "cannot be brought up to date"),
    (
        "a call changed",
        |f| sql_unseen(f, "UPDATE call SET tool = 'x' WHERE seq = 2"),
        "log",
        "row 2",
    ),
    ("a call gone", |f| sql_unseen(f, "DELETE FROM call WHERE seq = 2"), "log", "row 3"),
    (
        "a call dated otherwise",
        |f| sql_unseen(f, "UPDATE call SET created_at = created_at - 1 WHERE seq = 1"),
        "log",
        "row 1",
    ),
    (
        "a trigger gone",
        |f| sql(f, "DROP TRIGGER invoice_stays"),
        "database",
        "trigger invoice_stays",
    ),
    (
        "a trigger that does nothing",
        |f| {
            sql(
                f,
                "DROP TRIGGER invoice_stays;
                 CREATE TRIGGER invoice_stays BEFORE DELETE ON invoice BEGIN SELECT 1; END",
            );
        },
        "database",
        "trigger invoice_stays",
    ),
    ("an index gone", |f| sql(f, "DROP INDEX image_by_url"), "database", "index image_by_url"),
    ("a table gone", |f| sql(f, "DROP TABLE taint"), "database", "table taint"),
    (
        "a column more",
        |f| sql(f, "ALTER TABLE page ADD COLUMN mine TEXT"),
        "database",
        "table page",
    ),
    ("the owner gone", |f| sql(f, "DELETE FROM agent WHERE name = 'owner'"), "database", ""),
    ("the site gone", |f| sql_unseen(f, "DELETE FROM site"), "database", ""),
    (
        "the index of the search",
        |f| sql(f, "DELETE FROM search_term_data WHERE id > 10"),
        "database",
        "damaged",
    ),
    (
        "a size of a picture gone",
        |f| fs::remove_file(last_picture(f)).unwrap(),
        "pictures",
        "a.jpg",
    ),
    ("a picture cut off", |f| cut(&first_picture(f)), "pictures", "a.jpg"),
    ("a picture overwritten", |f| write_at(&first_picture(f), 0, &noise(600)), "pictures", "a.jpg"),
    (
        "a folder for a picture",
        |f| {
            let file = first_picture(f);
            fs::remove_file(&file).unwrap();
            fs::create_dir(file).unwrap();
        },
        "pictures",
        "a.jpg",
    ),
    (
        "a file for the pictures' folder",
        |f| {
            fs::remove_dir_all(f.join("uploads")).unwrap();
            fs::write(f.join("uploads"), "").unwrap();
        },
        "pictures",
        "a.jpg",
    ),
    ("a public file gone", |f| fs::remove_file(public_file(f)).unwrap(), "releases", "public site"),
    ("a public file cut off", |f| cut(&public_file(f)), "releases", "public site"),
    (
        "everything public gone",
        |f| fs::remove_dir_all(f.join("releases")).unwrap(),
        "releases",
        "public site",
    ),
    ("an empty secret", |f| fs::write(f.join("secret.key"), "").unwrap(), "secret", "length"),
    ("a long secret", |f| fs::write(f.join("secret.key"), noise(64)).unwrap(), "secret", "length"),
];

/// What wants attention and breaks nothing.
const NOTICES: &[Damage] = &[
    ("somebody's table", |f| sql(f, "CREATE TABLE theirs (a)"), "database", "table theirs"),
    (
        "somebody's index",
        |f| sql(f, "CREATE INDEX theirs ON page (tenant_id, name, slug)"),
        "database",
        "index theirs",
    ),
    (
        "a service that failed",
        |f| {
            sql(
                f,
                "INSERT INTO integration (tenant_id, name, status, detail, created_at)
                 SELECT id, 'pexels', 'error', 'the key is refused', 1 FROM tenant",
            );
        },
        "integrations",
        "the key is refused",
    ),
    ("what failed", |f| due(f, "failed"), "schedule", "did not happen"),
    ("what is overdue", |f| due(f, "waiting"), "schedule", "overdue"),
    (
        "files of nobody",
        |f| fs::create_dir_all(f.join("uploads/ten_01h455vb4pex5vsknk084sn02q")).unwrap(),
        "files",
        "no business here",
    ),
    (
        "work that was interrupted",
        |f| {
            fs::create_dir_all(f.join("backup-work/left")).unwrap();
            older(&f.join("backup-work/left"), Duration::from_hours(24));
        },
        "leftovers",
        "interrupted",
    ),
];

/// Something that was due long ago.
fn due(folder: &Path, state: &str) {
    sql(
        folder,
        &format!(
            "INSERT INTO due_item (tenant_id, kind, subject, due_at, state, asked_by, attempts, not_before, lease, error,
                                   created_at)
             SELECT id, 'publish', 'post_01h455vb4pex5vsknk084sn02q', 1, '{state}', 'assistant', 0, 0, '', '', 1 FROM tenant"
        ),
    );
}

#[test]
fn every_damage_is_found_and_named_and_no_healthy_desk_is_accused() {
    let desk = desk();
    json_of(desk.path(), &["target", "add", "public", "host", "--domain", "wren.example"]);
    assert!(run(desk.path(), &["publish", "--yes"]).status.success());
    let healthy = findings(desk.path());
    assert_eq!(healthy.iter().map(|(check, ..)| check).collect::<Vec<_>>(), ["backup"]);
    // Everything is in the file itself.
    sql(desk.path(), "PRAGMA wal_checkpoint(TRUNCATE)");
    for (name, change, check, says) in NOTICES {
        let copy = tempdir().unwrap();
        copy_all(desk.path(), copy.path());
        change(copy.path());
        let found = findings(copy.path());
        let is_told = |(of, is_fault, what): &(String, bool, String)| {
            of == check && !is_fault && what.contains(says)
        };
        assert!(found.iter().any(is_told), "{name}: {found:?}");
        assert_eq!(faults(copy.path()), [], "{name}");
    }
    let kinds = DAMAGES.len();
    assert!(kinds >= 40, "{kinds} kinds of damage");
    for (name, damage, check, says) in DAMAGES {
        let copy = tempdir().unwrap();
        copy_all(desk.path(), copy.path());
        damage(copy.path());
        let before = files(copy.path());
        let found = faults(copy.path());
        assert!(
            found.iter().any(|(of, _, what)| of == check && what.contains(says)),
            "{name}: {found:?}"
        );
        // A look changes nothing, and neither does a start that cannot open it.
        let started = run(copy.path(), &["tenant", "list"]);
        if !started.status.success() {
            let ours = |all: Vec<(PathBuf, Vec<u8>)>| -> Vec<(PathBuf, Vec<u8>)> {
                all.into_iter().filter(|(path, _)| path.ends_with("deskhand.db")).collect()
            };
            assert_eq!(ours(files(copy.path())), ours(before), "{name}");
        }
    }
}

fn copy_all(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            fs::create_dir(&to).unwrap();
            copy_all(&from, &to);
        } else {
            let mut file = fs::File::create(&to).unwrap();
            file.write_all(&fs::read(&from).unwrap()).unwrap();
        }
    }
}
