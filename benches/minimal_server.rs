//! The floor of the side-by-side bench: what a server over rmcp and rusqlite can reach.
//!
//! It exists to be divided by: one thread, rmcp's non-blocking pipes, a catalogue built once,
//! prepared statements, a write-ahead log, and answers of the shape and size of deskhand's.
//! It has no tenants, scope, ledger, confirmation, call log, search tool or limits, and must not get
//! them: what they cost is what the bench is there to show. It is not a server to use.
//!
//! `minimal_server FILE [--record | --documents] [--seed N]`; `MINIMAL_SYNCHRONOUS` is `NORMAL` (the default) or
//! `FULL`; `--record` writes a ledger and a log as deskhand does, by triggers alone.
#![allow(clippy::disallowed_methods, reason = "the rule is the library's; this is a program")]
#![allow(clippy::disallowed_types, reason = "the floor has no store to hide its connection in")]

#[path = "side_by_side/floor_answer.rs"]
mod answer;
#[path = "side_by_side/floor_documents.rs"]
mod documents;

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail, ensure};
use jiff::Timestamp;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData,
    Implementation, JsonObject, ListToolsResult, PaginatedRequestParams, ServerCapabilities,
    ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler, ServiceExt, transport::stdio_pipes};
use rusqlite::{Connection, OptionalExtension, config::DbConfig, params};
use serde_json::{Value, json};
use type_safe_id::{DynamicType, TypeSafeId};

use crate::answer::{Found, Page, Written};

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS page (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, slug TEXT UNIQUE, path TEXT NOT NULL, parent_id TEXT,
    is_protected INTEGER NOT NULL, indexing INTEGER NOT NULL, section_count INTEGER NOT NULL,
    version INTEGER NOT NULL, updated_at INTEGER NOT NULL, created_at INTEGER NOT NULL) STRICT";
/// What a write costs besides its page where pages are found by name and by parent, and every write leaves
/// a change with its row and a row in a log: deskhand's tables and indexes, filled by the cheapest means.
const RECORD: &str = "
    CREATE INDEX IF NOT EXISTS page_by_parent ON page (parent_id, id);
    CREATE INDEX IF NOT EXISTS page_by_name ON page (name, id);
    CREATE TABLE IF NOT EXISTS change (tenant_id TEXT, id TEXT, seq INTEGER, call_id TEXT,
      request_id TEXT, agent_id TEXT, tool TEXT, summary TEXT, created_at INTEGER,
      PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, seq)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS change_by_request ON change (tenant_id, request_id, seq);
    CREATE TABLE IF NOT EXISTS change_row (tenant_id TEXT, change_id TEXT, ordinal INTEGER,
      entity TEXT, row_key TEXT, op TEXT, after TEXT,
      PRIMARY KEY (tenant_id, change_id, ordinal)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS change_row_by_key ON change_row (tenant_id, entity, row_key);
    CREATE TABLE IF NOT EXISTS call (tenant_id TEXT, seq INTEGER, id TEXT, agent_id TEXT,
      session_id TEXT, request_id TEXT, tool TEXT, arguments TEXT, outcome TEXT, created_at INTEGER,
      PRIMARY KEY (tenant_id, seq)) STRICT, WITHOUT ROWID;
    CREATE TRIGGER IF NOT EXISTS page_recorded AFTER INSERT ON page BEGIN
      INSERT INTO change SELECT 'tnt', 'chg' || new.id, coalesce(max(seq), 0) + 1, 'call' || new.id,
        'req_01h455vb4pex5vsknk084sn02q', 'agt_01h455vb4pex5vsknk084sn02q', 'createPage',
        'created page ' || new.name, new.created_at FROM change WHERE tenant_id = 'tnt';
      INSERT INTO change_row VALUES ('tnt', 'chg' || new.id, 0, 'page', new.id, 'insert',
        json_object('id', new.id, 'parent_id', new.parent_id, 'name', new.name, 'slug', new.slug,
          'path', new.path, 'is_protected', new.is_protected, 'indexing', new.indexing,
          'version', new.version, 'created_at', new.created_at, 'updated_at', new.updated_at));
      INSERT INTO call SELECT 'tnt', coalesce(max(seq), 0) + 1, 'call' || new.id,
        'agt_01h455vb4pex5vsknk084sn02q', 'ses_01h455vb4pex5vsknk084sn02q',
        'req_01h455vb4pex5vsknk084sn02q', 'createPage', json_object('name', new.name), 'written',
        new.created_at FROM call WHERE tenant_id = 'tnt';
    END;";
const BY_SLUG: &str = "SELECT * FROM page WHERE slug = ?1";
const BY_ID: &str = "SELECT * FROM page WHERE id = ?1";
const LIST: &str = "SELECT * FROM page WHERE id > ?1 ORDER BY id LIMIT ?2";
const DELETE: &str = "DELETE FROM page WHERE id = ?1";
const COUNT: &str = "SELECT count(*) FROM page";
const INSERT: &str = "INSERT INTO page VALUES (?1, ?3, ?2, '/' || ?2, NULL, 0, 1, 0, 1, ?4, ?4)";

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments
        .next()
        .context("usage: minimal_server FILE [--record | --documents] [--seed N]")?;
    let mut connection = open(&file)?;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--documents" => documents::prepare(&connection)?,
            "--record" => connection.execute_batch(RECORD)?,
            "--seed" => seed(&mut connection, arguments.next().context("--seed N")?.parse()?)?,
            other => bail!("unknown argument {other}"),
        }
    }
    let floor = Floor { connection: Mutex::new(connection), tools: tools() };
    // One thread: a second one costs a hand-over per call and buys nothing here.
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        floor.serve(stdio_pipes()).await?.waiting().await?;
        Ok(())
    })
}

fn open(file: &str) -> Result<Connection> {
    let synchronous = std::env::var("MINIMAL_SYNCHRONOUS").unwrap_or_else(|_| "NORMAL".to_owned());
    ensure!(matches!(synchronous.as_str(), "NORMAL" | "FULL"), "MINIMAL_SYNCHRONOUS: NORMAL, FULL");
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", &synchronous)?;
    // Without this, every value bound to a LIMIT has SQLite plan its statement again.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

/// Pages `p-0` to `p-(n-1)`; those that are there already stay.
fn seed(connection: &mut Connection, pages: i64) -> Result<()> {
    let transaction = connection.transaction()?;
    let there: i64 = transaction.query_row(COUNT, [], |row| row.get(0))?;
    {
        let mut insert = transaction.prepare(INSERT)?;
        for number in there..pages {
            let slug = format!("p-{number}");
            insert.execute(params![
                new_id("page")?,
                slug,
                slug,
                Timestamp::now().as_millisecond()
            ])?;
        }
    }
    Ok(transaction.commit()?)
}

struct Floor {
    connection: Mutex<Connection>,
    tools: Vec<Tool>,
}

impl ServerHandler for Floor {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("minimal", env!("CARGO_PKG_VERSION")))
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.clone()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let result = match call(&connection, &request.name, &arguments) {
            Ok(result) => result,
            Err(cause) => CallToolResult::error(vec![ContentBlock::text(cause.to_string())]),
        };
        Ok(result.into())
    }
}

fn call(connection: &Connection, tool: &str, arguments: &JsonObject) -> Result<CallToolResult> {
    match tool {
        "get_page" => found(one(connection, BY_SLUG, text(arguments, "slug")?)?),
        "get_page_by_id" => found(one(connection, BY_ID, text(arguments, "id")?)?),
        "list_pages" => list(connection, arguments),
        "create_page" => create(connection, arguments),
        "delete_page" => {
            let deleted = connection.execute(DELETE, [text(arguments, "id")?])?;
            Ok(CallToolResult::structured(json!({ "success": true, "deleted": deleted })))
        }
        "count_pages" => {
            let count: i64 = connection.query_row(COUNT, [], |row| row.get(0))?;
            Ok(CallToolResult::structured(json!({ "success": true, "count": count })))
        }
        other => documents::call(connection, other, arguments),
    }
}

fn one(connection: &Connection, sql: &str, key: &str) -> Result<Option<Page>> {
    Ok(connection.prepare_cached(sql)?.query_row([key], Page::read).optional()?)
}

fn found(page: Option<Page>) -> Result<CallToolResult> {
    Found::new(page.into_iter().collect(), None).answer()
}

fn list(connection: &Connection, arguments: &JsonObject) -> Result<CallToolResult> {
    let limit = arguments.get("limit").and_then(Value::as_i64).unwrap_or(50).clamp(1, 100);
    let after = arguments.get("after").and_then(Value::as_str).unwrap_or("");
    let mut select = connection.prepare_cached(LIST)?;
    let items =
        select.query_map(params![after, limit], Page::read)?.collect::<Result<Vec<_>, _>>()?;
    let next_cursor = items.last().map(|last| last.id.clone());
    Found::new(items, next_cursor).answer()
}

fn create(connection: &Connection, arguments: &JsonObject) -> Result<CallToolResult> {
    let name = text(arguments, "name")?;
    let slug = text(arguments, "slug").map_or_else(|_| slug::slugify(name), str::to_owned);
    let id = new_id("page")?;
    connection.prepare_cached(INSERT)?.execute(params![
        id,
        slug,
        name,
        Timestamp::now().as_millisecond()
    ])?;
    let data = one(connection, BY_ID, &id)?.context("the page was written a moment ago")?;
    Written::new(data, new_id("chg")?).answer()
}

pub(crate) fn text<'a>(arguments: &'a JsonObject, name: &str) -> Result<&'a str> {
    arguments.get(name).and_then(Value::as_str).with_context(|| format!("{name} is missing"))
}

pub(crate) fn new_id(prefix: &str) -> Result<String> {
    Ok(TypeSafeId::new_with_type(DynamicType::new(prefix)?).to_string())
}

fn tools() -> Vec<Tool> {
    let string = || json!({ "type": "string", "description": "As an earlier answer gave it." });
    vec![
        tool("get_page", "Get one page by slug.", json!({ "slug": string() })),
        tool("get_page_by_id", "Get one page by id.", json!({ "id": string() })),
        tool(
            "list_pages",
            "List pages.",
            json!({ "limit": { "type": "integer" }, "after": string() }),
        ),
        tool("create_page", "Create a page.", json!({ "name": string(), "slug": string() })),
        tool("delete_page", "Delete a page.", json!({ "id": string() })),
        tool("count_pages", "Count the pages.", json!({})),
    ]
}

fn tool(name: &'static str, description: &'static str, properties: Value) -> Tool {
    let mut schema = JsonObject::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), properties);
    Tool::new(name, description, Arc::new(schema))
        .with_title(description)
        .with_annotations(ToolAnnotations::with_title(description))
}
