//! The floor of the walk over the catalogue: answers by their key, one row each.
//!
//! `copy_document` is the least that a creation can be (one row in two B-trees, read back), `touch_document` the
//! least that a change can be (one row, read back).

use anyhow::{Context, Result, bail};
use rmcp::model::{CallToolResult, JsonObject};
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::answer::{both, object};
use crate::text;

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS document (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS document_by_kind ON document (kind, key)";
const KEEP: &str = "INSERT INTO document VALUES (?1, ?2, 1, ?3)
    ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, body = excluded.body";
const ONE: &str = "SELECT body FROM document WHERE key = ?1";
const LIST: &str = "SELECT body FROM document WHERE kind = ?1 ORDER BY key LIMIT ?2";
const COPY: &str =
    "INSERT INTO document SELECT ?2, kind, version, body FROM document WHERE key = ?1";
const TOUCH: &str = "UPDATE document SET version = version + 1, body = body WHERE key = ?1";

pub(crate) fn prepare(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch(SCHEMA)?)
}

pub(crate) fn call(
    connection: &Connection,
    tool: &str,
    arguments: &JsonObject,
) -> Result<CallToolResult> {
    match tool {
        "get_document" => one(connection, text(arguments, "key")?),
        "list_documents" => list(connection, arguments),
        "copy_document" => {
            let key = crate::new_id("doc")?;
            connection.prepare_cached(COPY)?.execute([text(arguments, "key")?, &key])?;
            one(connection, &key)
        }
        "touch_document" => {
            let key = text(arguments, "key")?;
            connection.prepare_cached(TOUCH)?.execute([key])?;
            one(connection, key)
        }
        "keep_document" => {
            let (key, kind) = (text(arguments, "key")?, text(arguments, "kind")?);
            connection.prepare_cached(KEEP)?.execute([key, kind, text(arguments, "body")?])?;
            Ok(both("{}".to_owned(), object([])))
        }
        other => bail!("unknown tool {other}"),
    }
}

fn one(connection: &Connection, key: &str) -> Result<CallToolResult> {
    let body: String = connection.prepare_cached(ONE)?.query_row([key], |row| row.get(0))?;
    let value: Value = serde_json::from_str(&body)?;
    Ok(both(body, value))
}

fn list(connection: &Connection, arguments: &JsonObject) -> Result<CallToolResult> {
    let limit = arguments.get("limit").and_then(Value::as_i64).context("limit is missing")?;
    let mut select = connection.prepare_cached(LIST)?;
    let mut rows = select.query(params![text(arguments, "kind")?, limit])?;
    let (mut body, mut items) = (String::new(), Vec::<Value>::new());
    while let Some(row) = rows.next()? {
        let item: String = row.get(0)?;
        body.push_str(if items.is_empty() { "" } else { "," });
        body.push_str(&item);
        items.push(serde_json::from_str(&item)?);
    }
    let count = items.len();
    let body = format!(r#"{{"success":true,"count":{count},"items":[{body}]}}"#);
    let value =
        object([("success", true.into()), ("count", count.into()), ("items", items.into())]);
    Ok(both(body, value))
}
