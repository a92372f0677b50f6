//! The file from outside: sound, complete, and the same as what its ledger tells.

use std::{collections::BTreeMap, path::Path};

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::work::Acknowledged;

/// The data of a folder that nobody uses at the moment.
pub struct Data(Connection);

/// The rows of entity tables by table and key.
type Rows = BTreeMap<(String, String), Map<String, Value>>;

impl Data {
    /// Opens the folder itself.
    pub fn open(folder: &Path) -> Data {
        Data(Connection::open(folder.join("deskhand.db")).unwrap())
    }

    /// Opens a copy, made into `copy`: recovery of the original is left to the program.
    pub fn of_copy(folder: &Path, copy: &Path) -> Data {
        for name in ["deskhand.db", "deskhand.db-wal"] {
            if folder.join(name).exists() {
                std::fs::copy(folder.join(name), copy.join(name)).unwrap();
            }
        }
        Data::open(copy)
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.0.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Every row of a query as text.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        let mut found = self.0.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let rows = found.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Holds the file to be whole, its numbers dense, and its rows to be what the ledger says.
    pub fn is_sound(&self) {
        assert_eq!(self.lines("PRAGMA integrity_check"), ["ok"]);
        assert_eq!(self.count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
        for table in ["change", "call"] {
            let gaps = format!(
                "SELECT count(*) FROM (SELECT count(*) n, count(DISTINCT seq) d, max(seq) m
                 FROM {table} GROUP BY tenant_id) WHERE n <> d OR n <> m"
            );
            assert_eq!(self.count(&gaps), 0, "{table}.seq has gaps or doubles");
            // What leaves the house has a row when it begins besides the one when it has ended.
            let ended = if table == "call" { "WHERE outcome <> 'begun'" } else { "" };
            let ids = format!("SELECT count(*) - count(DISTINCT id) FROM {table} {ended}");
            assert_eq!(self.count(&ids), 0, "{table}.id has doubles");
        }
        // The starter, a command and a hook are no call of anybody.
        for (rule, sql) in [
            ("what leaves is on record with its call", "SELECT c.id FROM change c WHERE c.tool IN ('sendMessage', 'createRelease')
                AND NOT EXISTS (SELECT 1 FROM call l WHERE l.tenant_id = c.tenant_id AND l.id = c.call_id
                                AND l.tool = c.tool AND l.outcome = 'begun')"),
            ("a change has its one call", "SELECT c.id FROM change c WHERE c.tool NOT IN ('starter', 'sendMessage', 'createRelease')
                AND c.tool NOT LIKE 'cli:%' AND c.tool NOT LIKE 'hook:%' AND 1 <>
                (SELECT count(*) FROM call l WHERE l.tenant_id = c.tenant_id AND l.id = c.call_id
                 AND l.change_id = c.id AND l.outcome = 'written' AND l.tool = c.tool)"),
            ("a change has rows", "SELECT c.id FROM change c WHERE NOT EXISTS
                (SELECT 1 FROM change_row r WHERE r.tenant_id = c.tenant_id AND r.change_id = c.id)"),
            ("a call that wrote has its change", "SELECT l.id FROM call l WHERE l.outcome = 'written'
                AND NOT EXISTS (SELECT 1 FROM change c WHERE c.tenant_id = l.tenant_id AND c.id = l.change_id)"),
            ("a kept answer is that of a change", "SELECT i.key FROM idempotency i WHERE NOT EXISTS
                (SELECT 1 FROM change c WHERE c.tenant_id = i.tenant_id
                 AND c.id = json_extract(i.answer, '$.changeId'))"),
        ] {
            assert_eq!(self.lines(sql), Vec::<String>::new(), "{rule}");
        }
        let (told, found) = (self.told(), self.found());
        for (key, row) in &told {
            assert_eq!(found.get(key), Some(row), "the ledger tells of {key:?}");
        }
        assert_eq!(told.len(), found.len(), "rows that the ledger does not know");
    }

    /// Holds everything that was acknowledged to be there.
    pub fn holds(&self, acknowledged: &[Acknowledged]) {
        let told = |sql: &str, with: [&str; 2]| -> i64 {
            self.0.prepare_cached(sql).unwrap().query_row(with, |row| row.get(0)).unwrap()
        };
        for Acknowledged { thing, name, change } in acknowledged {
            let rows = "SELECT count(*) FROM change c JOIN change_row r
                 ON r.tenant_id = c.tenant_id AND r.change_id = c.id
                 WHERE c.id = ?1 AND r.row_key = ?2";
            assert_eq!(told(rows, [change, thing]), 1, "{change} of {thing} ({name}) is lost");
        }
    }

    /// The entity rows as all changes, one after the other, have made them.
    fn told(&self) -> Rows {
        let mut rows = Rows::new();
        let sql = "SELECT r.entity, r.row_key, r.op, coalesce(r.after, 'null') FROM change_row r
             JOIN change c ON c.tenant_id = r.tenant_id AND c.id = r.change_id
             ORDER BY c.seq, r.ordinal";
        let mut found = self.0.prepare(sql).unwrap();
        let steps = found.query_map([], |row| {
            Ok(((row.get(0)?, row.get(1)?), row.get::<_, String>(2)?, row.get::<_, String>(3)?))
        });
        for step in steps.unwrap() {
            let (key, op, after): ((String, String), String, String) = step.unwrap();
            let after: Option<Map<String, Value>> = serde_json::from_str(&after).unwrap();
            match op.as_str() {
                "insert" => {
                    let before = rows.insert(key, after.unwrap());
                    assert_eq!(before, None, "inserted twice");
                }
                "update" => rows.get_mut(&key).expect("it is there").extend(after.unwrap()),
                _ => assert!(rows.remove(&key).is_some(), "{key:?} was deleted and not there"),
            }
        }
        rows.into_iter().map(|(key, row)| (key, sorted(row))).collect()
    }

    /// The entity rows as they are.
    fn found(&self) -> Rows {
        let mut rows = Rows::new();
        for entity in deskhand::store::entity::ENTITIES {
            let table = entity.table;
            let columns = self.lines(&format!(
                "SELECT name FROM pragma_table_info('{table}') WHERE name <> 'tenant_id'"
            ));
            let key = self.lines(&format!(
                "SELECT name FROM pragma_table_info('{table}') WHERE name <> 'tenant_id' AND pk > 0"
            ));
            let pairs: Vec<String> = columns.iter().map(|c| format!("'{c}', {c}")).collect();
            let sql = format!("SELECT json_object({}) FROM {table}", pairs.join(", "));
            for line in self.lines(&sql) {
                let row: Map<String, Value> = serde_json::from_str(&line).unwrap();
                let parts: Vec<Value> = key.iter().map(|column| row[column].clone()).collect();
                let key = match parts.as_slice() {
                    [only] => only.as_str().unwrap().to_owned(),
                    several => Value::from(several.to_vec()).to_string(),
                };
                rows.insert((table.to_owned(), key), sorted(row));
            }
        }
        rows
    }
}

fn sorted(row: Map<String, Value>) -> Map<String, Value> {
    row.into_iter().collect::<BTreeMap<_, _>>().into_iter().collect()
}
