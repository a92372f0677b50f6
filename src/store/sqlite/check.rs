//! Looks at a database file without changing it: what it is, whether it is whole, and what can still be read of it.

use std::{collections::BTreeMap, path::Path};

use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

use super::{
    failure,
    file::{Failure, OpenError, Raw},
    migrate::{inspect, known_version, make_all},
    open::{self, reader},
};
use crate::error::Result;

/// What a database file is to this program.
#[derive(Debug)]
pub(in crate::store) enum FileState {
    Missing,
    /// It can be opened; `is_current` unless an earlier version of the program has written it.
    Ours {
        version: i64,
        is_current: bool,
    },
    /// It cannot be opened.
    Refused(OpenError),
}

/// The most faults that are read.
const FAULTS_MAX: usize = 20;

/// What the file at `path` is. Nothing is written.
pub(in crate::store) fn state(path: &Path) -> FileState {
    if !path.exists() {
        return FileState::Missing;
    }
    let looked = reader(path).map_err(Failure::from).and_then(|reader| inspect(&reader.db, path));
    match looked {
        Ok(version) => FileState::Ours { version, is_current: version == known_version() },
        Err(Failure::Refused(error)) => FileState::Refused(error),
        Err(Failure::Engine(error)) => FileState::Refused(open::explain(path, &error)),
    }
}

/// What is wrong inside the file, in the engine's words; empty for a whole one. Reads every page.
///
/// # Errors
/// When the file cannot be opened.
pub(in crate::store) fn faults(path: &Path) -> Result<Vec<String>> {
    let reader = reader(path).map_err(failure)?;
    let mut faults = listed(&reader.db, &format!("PRAGMA integrity_check({FAULTS_MAX})"), |row| {
        row.get::<_, String>(0)
    });
    faults.retain(|fault| fault != "ok");
    faults.extend(listed(&reader.db, "PRAGMA foreign_key_check", |row| {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        Ok(format!("a row of {table} refers to a row of {parent} that is not there"))
    }));
    faults.truncate(FAULTS_MAX);
    Ok(faults)
}

/// A difference between the tables of a file and those that this program makes.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) enum SchemaDifference {
    /// It is not there, or not as it was made: `trigger change_stays`.
    Missing(String),
    /// Somebody else has made it.
    Added(String),
}

/// How the tables, indexes and triggers of a file differ from those that this program makes.
///
/// # Errors
/// When the file cannot be opened.
pub(in crate::store) fn schema(path: &Path) -> Result<Vec<SchemaDifference>> {
    let reader = reader(path).map_err(failure)?;
    let there = made(&reader.db).map_err(failure)?;
    let ours = open::in_memory().map_err(failure)?;
    make_all(&ours).map_err(failure)?;
    let ours = made(&ours).map_err(failure)?;
    let missing = ours.iter().filter(|(name, text)| there.get(*name) != Some(*text));
    let added = there.keys().filter(|name| !ours.contains_key(*name));
    Ok(missing
        .map(|(name, _)| SchemaDifference::Missing(name.clone()))
        .chain(added.map(|name| SchemaDifference::Added(name.clone())))
        .collect())
}

/// What a file is made of, by kind and name, with how it was made.
fn made(raw: &Raw) -> rusqlite::Result<BTreeMap<String, String>> {
    raw.prepare(
        "SELECT type || ' ' || name, coalesce(sql, '') FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite%'",
    )?
    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// The rows of a look at the file; what stops it is a fault as well.
fn listed(
    raw: &Raw,
    sql: &str,
    read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<String>,
) -> Vec<String> {
    let mut found = Vec::new();
    let look = || -> rusqlite::Result<()> {
        let mut statement = raw.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
            if found.len() >= FAULTS_MAX {
                break;
            }
        }
        Ok(())
    };
    let mut look = look;
    if let Err(error) = look() {
        found.push(error.to_string());
    }
    found
}

/// Hands every row that can still be read to `each`, with its table; returns the tables of which some rows cannot.
/// Each table is read from both ends, so that one bad page takes only the rows around it.
///
/// # Errors
/// When nothing can be read at all, or what `each` returns.
pub(in crate::store) fn rescue(
    path: &Path,
    mut each: impl FnMut(&str, &Map<String, Value>) -> Result<()>,
) -> Result<Vec<String>> {
    let reader = reader(path).map_err(failure)?;
    let mut damaged = Vec::new();
    for table in tables(&reader.db).map_err(failure)? {
        let mut seen = std::collections::HashSet::new();
        for order in ["", " ORDER BY 1, 2", " ORDER BY 1 DESC, 2 DESC"] {
            let sql = format!("SELECT * FROM \"{table}\"{order}");
            let is_whole = rows(&reader.db, &sql, &mut |row| {
                if seen.insert(serde_json::to_string(row).unwrap_or_default()) {
                    return each(&table, row);
                }
                Ok(())
            })?;
            if is_whole {
                break;
            }
            if !damaged.contains(&table) {
                damaged.push(table.clone());
            }
        }
    }
    Ok(damaged)
}

/// The tables with rows of ours; not those of the index, which is made from them.
fn tables(raw: &Raw) -> rusqlite::Result<Vec<String>> {
    raw.prepare(
        "SELECT name FROM main.sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search%' ORDER BY name",
    )?
    .query_map([], |row| row.get(0))?
    .collect()
}

/// Reads rows until the end or a fault; whether it was the end.
fn rows(
    raw: &Raw,
    sql: &str,
    each: &mut impl FnMut(&Map<String, Value>) -> Result<()>,
) -> Result<bool> {
    let Ok(mut statement) = raw.prepare(sql) else { return Ok(false) };
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let Ok(mut rows) = statement.query([]) else { return Ok(false) };
    loop {
        match rows.next() {
            Ok(None) => return Ok(true),
            Err(_) => return Ok(false),
            Ok(Some(row)) => {
                let value = |(at, name): (usize, &String)| {
                    (name.clone(), row.get_ref(at).map_or(Value::Null, value_of))
                };
                each(&names.iter().enumerate().map(value).collect())?;
            }
        }
    }
}

fn value_of(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into(),
    }
}
