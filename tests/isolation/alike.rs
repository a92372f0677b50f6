//! What two runs have alike: texts and rows, without what no two runs share.

use std::{collections::HashMap, path::Path};

use rusqlite::{Connection, types::Value as Cell};

/// Columns that no two runs have alike: moments, the chain of hashes, digests of rows with ids of their own, and what
/// is sealed.
const VARYING: [&str; 11] = [
    "duration_us",
    "hash",
    "salt",
    "newest",
    "run",
    "boot",
    "was_ahead",
    "rows_digest",
    "shown",
    "second",
    "document",
];

/// A text in which ids and times are those of both desks. A new id gets the number of its place in the answers; one
/// that was in none is only an id.
pub fn plain_text(text: &str, ids: &mut HashMap<String, String>, is_answer: bool) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut plain = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        if is_moment(rest) {
            plain.push_str("moment");
            rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "-:.TZ".contains(c));
            continue;
        }
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let next = after.chars().next().map_or(0, char::len_utf8);
        let is_id = word.rsplit_once('_').is_some_and(|(_, end)| {
            end.len() == 26 && end.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        let is_time = word.len() == 13 && word.chars().all(|c| c.is_ascii_digit());
        // The content of a release has ids in it; each desk is in a folder of its own.
        let is_digest = word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
        let is_folder = word.len() == 9 && word.starts_with("tmp");
        match (is_id, is_time || is_digest || is_folder) {
            (true, _) => {
                let (prefix, count) = (word.rsplit_once('_').unwrap().0, ids.len());
                let number = match ids.get(word) {
                    Some(known) => known.clone(),
                    None if is_answer => format!("{prefix}_{count}"),
                    None => format!("{prefix}_new"),
                };
                if is_answer {
                    ids.insert(word.to_owned(), number.clone());
                }
                plain.push_str(&number);
            }
            (false, true) => plain.push_str("time"),
            (false, false) => plain.push_str(word),
        }
        plain.push_str(&after[..next]);
        rest = &after[next..];
    }
    plain
}

/// Whether a text begins with a moment as answers have it.
fn is_moment(text: &str) -> bool {
    let form = "0000-00-00T00:00:00";
    let fits = |(c, form): (char, char)| if form == '0' { c.is_ascii_digit() } else { c == form };
    text.len() >= form.len() && text.chars().zip(form.chars()).all(fits)
}

/// Holds two texts to be the same, and shows where they are not.
#[track_caller]
pub fn same(one: &str, other: &str, of: &str) {
    let differs = one.bytes().zip(other.bytes()).position(|(one, other)| one != other);
    let at = differs.unwrap_or(one.len().min(other.len())).saturating_sub(200);
    let part = |text: &str| -> String {
        String::from_utf8_lossy(text.as_bytes()).chars().skip(at).take(500).collect()
    };
    assert!(one == other, "{of}:\n{}\n{}", part(one), part(other));
}

/// Every row of every table that calls leave something in; of the rates, how soon a clock forgets them differs.
pub fn rows_of(folder: &Path, ids: &mut HashMap<String, String>) -> Vec<String> {
    let db = Connection::open(folder.join("deskhand.db")).unwrap();
    let tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
                    AND name NOT LIKE 'sqlite_%' AND name NOT IN ('call_rate') AND name NOT LIKE 'search%'
                  ORDER BY name";
    let mut tables = db.prepare(tables).unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut all = Vec::new();
    for table in tables {
        let mut rows = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let names: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let cells = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Vec<Cell>> {
            (0..names.len()).map(|at| row.get(at)).collect()
        };
        for row in rows.query_map([], cells).unwrap() {
            let mut line = table.clone();
            for (name, cell) in names.iter().zip(row.unwrap()) {
                // What does not write is written into the log later.
                let varies = VARYING.contains(&name.as_str()) || (table == "call" && name == "seq");
                if !varies {
                    let cell = plain_text(&format!("{cell:?}"), ids, false);
                    line.extend([" ", name, "=", &cell]);
                }
            }
            all.push(line);
        }
    }
    all
}
