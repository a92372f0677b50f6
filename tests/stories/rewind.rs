//! A file as an earlier version left it: without the tables and columns that came later.

use std::fs;
use std::path::{Path, PathBuf};

use super::desk::Desk;

/// Takes the desk's file back to that version.
pub fn rewind(desk: &Desk, version: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations/sqlite");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files.iter().skip(version).rev() {
        let text = fs::read_to_string(file).unwrap();
        for step in text.lines().filter_map(back).collect::<Vec<_>>().into_iter().rev() {
            desk.meddle(&step, []);
        }
    }
    desk.meddle(&format!("PRAGMA user_version = {version}"), []);
}

/// What takes back what a line of a migration has made.
fn back(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["CREATE", "TABLE", table, ..] | ["CREATE", "VIRTUAL", "TABLE", table, ..] => {
            Some(format!("DROP TABLE {table}"))
        }
        ["CREATE", "INDEX", index, ..] | ["CREATE", "UNIQUE", "INDEX", index, ..] => {
            Some(format!("DROP INDEX {index}"))
        }
        ["CREATE", "TRIGGER", trigger, ..] => Some(format!("DROP TRIGGER {trigger}")),
        ["ALTER", "TABLE", table, "ADD", "COLUMN", column, ..] => {
            Some(format!("ALTER TABLE {table} DROP COLUMN {column}"))
        }
        _ => None,
    }
}
