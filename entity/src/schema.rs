//! The tables of the store, from the schema snapshot beside the migrations.

use std::{collections::HashMap, path::PathBuf, sync::OnceLock};

/// The path of the snapshot, relative to the package that declares entities.
pub(crate) const SNAPSHOT: &str = "src/store/migrations/schema.sql";

/// Tables by name.
pub(crate) type Tables = HashMap<String, Table>;

/// A table of the store.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    /// Columns that a key, an index or a foreign key depends on. The engine updates those whenever such a column is
    /// set, even to the same value.
    pub(crate) indexed: Vec<String>,
}

/// A column of a table.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) is_integer: bool,
    pub(crate) is_nullable: bool,
    pub(crate) has_default: bool,
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Every table by name.
///
/// # Errors
/// A description of what is wrong with the snapshot.
pub(crate) fn tables() -> Result<&'static Tables, String> {
    static TABLES: OnceLock<Result<Tables, String>> = OnceLock::new();
    let read = || {
        #[expect(clippy::disallowed_methods, reason = "cargo says it, no person")]
        let folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
        let path = PathBuf::from(folder).join(SNAPSHOT);
        let text = std::fs::read_to_string(&path);
        text.map(|text| parse(&text)).map_err(|error| format!("{}: {error}", path.display()))
    };
    TABLES.get_or_init(read).as_ref().map_err(Clone::clone)
}

/// Whether the snapshot is being regenerated, so that it may be older than the declarations.
#[expect(clippy::disallowed_methods, reason = "it is read while the program is compiled")]
pub(crate) fn is_being_written() -> bool {
    std::env::var_os("UPDATE_SCHEMAS").is_some()
}

pub(crate) fn parse(text: &str) -> Tables {
    let without_comments: String = text
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .fold(String::new(), |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        });
    let mut tables = HashMap::new();
    for part in without_comments.split("CREATE TABLE ").skip(1) {
        let Some((name, rest)) = part.split_once('(') else { continue };
        let pieces = pieces(rest);
        let columns = pieces.iter().filter_map(|piece| column(piece)).collect();
        let keys = pieces.iter().filter(|piece| is_key(piece));
        let indexed = keys.flat_map(|piece| names(piece)).collect();
        tables.insert(name.trim().to_owned(), Table { columns, indexed });
    }
    for index in without_comments.split("INDEX ").skip(1) {
        let whole = index.split(';').next().unwrap_or_default();
        let Some((_, of)) = whole.split_once(" ON ") else { continue };
        let table = of.split_whitespace().next().and_then(|table| tables.get_mut(table));
        if let Some(table) = table {
            table.indexed.extend(names(of));
        }
    }
    tables
}

/// Whether a part of a CREATE TABLE statement declares a key or foreign key.
fn is_key(piece: &str) -> bool {
    ["PRIMARY KEY", "UNIQUE", "REFERENCES"].iter().any(|word| piece.contains(word))
}

/// The column names in a declaration, and other lower-case words.
fn names(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter(|word| word.starts_with(|letter: char| letter.is_ascii_lowercase()))
        .map(str::to_owned)
}

/// The parts between commas, up to the closing parenthesis; commas inside parentheses do not count.
fn pieces(text: &str) -> Vec<String> {
    let (mut depth, mut pieces) = (0_usize, vec![String::new()]);
    for letter in text.chars() {
        match letter {
            ')' if depth == 0 => break,
            ',' if depth == 0 => {
                pieces.push(String::new());
                continue;
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}

fn column(piece: &str) -> Option<Column> {
    let mut words = piece.split_whitespace();
    let (name, kind) = (words.next()?, words.next()?);
    // PRIMARY KEY, UNIQUE (…), FOREIGN KEY, CHECK (…).
    if !name.starts_with(|letter: char| letter.is_ascii_lowercase()) {
        return None;
    }
    let rest: Vec<&str> = words.collect();
    Some(Column {
        name: name.to_owned(),
        is_integer: kind == "INTEGER",
        is_nullable: !rest.windows(2).any(|pair| pair == ["NOT", "NULL"]),
        has_default: rest.contains(&"DEFAULT"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keys_indexes_and_references_depend_on_is_known() {
        let tables = parse(
            "CREATE TABLE a (tenant_id TEXT, id TEXT, slug TEXT UNIQUE, owner TEXT REFERENCES b (id), city TEXT,
               mail TEXT, note TEXT, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, mail) REFERENCES b (x, y));
             CREATE UNIQUE INDEX a_by_city ON a (tenant_id, city) WHERE note IS NOT NULL;",
        );
        let mut indexed = tables["a"].indexed.clone();
        indexed.retain(|name| tables["a"].column(name).is_some());
        for name in ["slug", "owner", "mail", "city", "note", "id"] {
            assert!(indexed.contains(&name.to_owned()), "{name}: {indexed:?}");
        }
        let tables = parse(
            "CREATE TABLE a (id TEXT, name TEXT, PRIMARY KEY (id)); CREATE INDEX i ON b (name);",
        );
        assert_eq!(tables["a"].indexed, ["id"]);
    }

    #[test]
    fn columns_are_read_whether_they_have_a_line_of_their_own_or_were_added_later() {
        let tables = parse(
            "CREATE TABLE image (
               tenant_id TEXT NOT NULL REFERENCES tenant (id),
               -- In pixels, and so on.
               width INTEGER NOT NULL,
               updated_at INTEGER NOT NULL, hash TEXT, status TEXT NOT NULL DEFAULT 'a'
               CHECK (status IN ('a', 'b')), tags TEXT NOT NULL DEFAULT '[]',
               PRIMARY KEY (tenant_id, id), CHECK (a IS NOT NULL OR b)
             ) STRICT, WITHOUT ROWID;
             CREATE INDEX image_by ON image (tenant_id, hash);",
        );
        let said: Vec<_> = tables["image"]
            .columns
            .iter()
            .map(|it| (it.name.as_str(), it.is_integer, it.is_nullable, it.has_default))
            .collect();
        let text = |name, is_nullable, has_default| (name, false, is_nullable, has_default);
        assert_eq!(
            said,
            [
                text("tenant_id", false, false),
                ("width", true, false, false),
                ("updated_at", true, false, false),
                text("hash", true, false),
                text("status", false, true),
                text("tags", false, true),
            ]
        );
    }
}
