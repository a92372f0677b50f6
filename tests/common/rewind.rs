//! A file as an earlier version left it: without the tables and columns that came later.

use std::fs;
use std::path::{Path, PathBuf};

/// Takes the file of a data folder back to that version.
#[allow(clippy::disallowed_types, reason = "the file as another program would change it")]
pub fn rewind(data: &Path, version: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations/sqlite");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let db = rusqlite::Connection::open(data.join("deskhand.db")).unwrap();
    for file in files.iter().skip(version).rev() {
        let text = fs::read_to_string(file).unwrap();
        restate(&db, &text);
        let anew = made_anew(&text);
        let steps = text.lines().filter_map(|line| back(line, &anew));
        for step in steps.collect::<Vec<_>>().into_iter().rev() {
            db.execute(&step, []).unwrap();
        }
    }
    db.execute_batch(&format!("PRAGMA user_version = {version}")).unwrap();
}

/// Takes back what a migration has changed in the text of the schema: `replace(sql, 'before', 'after')`.
#[allow(clippy::disallowed_types, reason = "the file as another program would change it")]
fn restate(db: &rusqlite::Connection, migration: &str) {
    let Some((_, replaced)) = migration.split_once("replace(sql,") else { return };
    // A quote inside is written twice.
    let replaced = replaced.replace("''", "\0");
    let quoted = replaced.split('\'').skip(1).step_by(2).take(2);
    let quoted: Vec<String> = quoted.map(|text| text.replace('\0', "'")).collect();
    db.execute_batch("PRAGMA writable_schema = ON").unwrap();
    let sql = "UPDATE sqlite_schema SET sql = replace(sql, ?2, ?1) WHERE type = 'table'";
    db.execute(sql, [&quoted[0], &quoted[1]]).unwrap();
    db.execute_batch("PRAGMA writable_schema = RESET; VACUUM").unwrap();
}

/// The tables that a migration makes anew from themselves. They stay as they are: the step makes them anew once more.
fn made_anew(migration: &str) -> Vec<&str> {
    let renamed = |line| match words(line).as_slice() {
        ["ALTER", "TABLE", table, "RENAME", "TO", ..] => Some(*table),
        _ => None,
    };
    migration.lines().filter_map(renamed).collect()
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// What takes back what a line of a migration has made.
fn back(line: &str, anew: &[&str]) -> Option<String> {
    match words(line).as_slice() {
        ["CREATE", "TABLE", table, ..]
        | ["CREATE", "INDEX", _, "ON", table, ..]
        | ["CREATE", "UNIQUE", "INDEX", _, "ON", table, ..]
            if anew.contains(table) =>
        {
            None
        }
        ["CREATE", "TABLE", table, ..] | ["CREATE", "VIRTUAL", "TABLE", table, ..] => {
            Some(format!("DROP TABLE {table}"))
        }
        ["CREATE", "INDEX", index, ..] | ["CREATE", "UNIQUE", "INDEX", index, ..] => {
            // A later step may have made it anew, and is taken back already.
            Some(format!("DROP INDEX IF EXISTS {index}"))
        }
        ["CREATE", "TRIGGER", trigger, ..] => Some(format!("DROP TRIGGER {trigger}")),
        ["ALTER", "TABLE", table, "ADD", "COLUMN", column, ..] => {
            Some(format!("ALTER TABLE {table} DROP COLUMN {column}"))
        }
        // What every version had that had it.
        ["ALTER", "TABLE", table, "DROP", "COLUMN", column] => {
            let column = column.trim_end_matches(';');
            let was = match column {
                "title" => "My business",
                "country" => "US",
                "currency" => "USD",
                "timezone" => "UTC",
                other => panic!("nobody says what {other} was"),
            };
            Some(format!("ALTER TABLE {table} ADD COLUMN {column} TEXT NOT NULL DEFAULT '{was}'"))
        }
        _ => None,
    }
}
