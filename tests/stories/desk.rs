//! A desk for each story: a data folder of its own, a server on it, and a look into what is stored.

use std::collections::BTreeMap;
use std::mem;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::types::Value as Cell;
use rusqlite::{OpenFlags, Params};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{Answer, BOTH_ERAS, Era, Server, picture};

#[expect(clippy::disallowed_types, reason = "a test looks past the store")]
type Connection = rusqlite::Connection;

/// Rows of each table, as text.
pub type Contents = BTreeMap<String, Vec<String>>;

/// A session of the agent `assistant` of the tenant `main`.
pub struct Desk {
    server: Server,
    folder: TempDir,
    era: Era,
}

/// Tells a story with a client of each generation.
pub fn in_both_eras(story: impl Fn(&mut Desk)) {
    for era in BOTH_ERAS {
        // Shown when the story fails.
        println!("with a client of {era:?}");
        story(&mut Desk::open(era, &[]));
    }
}

impl Desk {
    /// A desk on an empty folder, its server started with `args`.
    pub fn open(era: Era, args: &[&str]) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        Desk { server: Server::start_on(era, folder.path(), args), folder, era }
    }

    /// A desk whose folder has this configuration, made for the folder.
    pub fn configured(era: Era, config: impl Fn(&Path) -> String) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("deskhand.toml"), config(folder.path())).unwrap();
        Desk { server: Server::start_on(era, folder.path(), &[]), folder, era }
    }

    /// Ends the server and starts another on the same folder: a new session, so a new request.
    pub fn restart(&mut self) {
        let next = self.colleague("assistant");
        let closed = mem::replace(&mut self.server, next).close();
        assert!(closed.status.success(), "{closed:?}");
    }

    /// Another process on the same folder, for another agent or the same.
    pub fn colleague(&self, agent: &str) -> Server {
        Server::start_on(self.era, self.folder.path(), &["--agent", agent])
    }

    /// Another process for the assistant, by a client whose person can be asked.
    pub fn asking(&self, args: &[&str]) -> Server {
        let mut server = Server::spawn(self.era, self.folder.path(), args);
        server.can = json!({ "elicitation": { "form": {} } });
        server.greet();
        server
    }

    /// The same for the only agent of another tenant.
    pub fn neighbour(&self, tenant: &str) -> Server {
        Server::start_on(self.era, self.folder.path(), &["--tenant", tenant])
    }

    /// The generation of its client.
    pub fn era(&self) -> Era {
        self.era
    }

    /// Runs another command of the program on the same folder.
    pub fn run(&self, args: &[&str]) {
        let ran = self.tries(args);
        assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }

    /// The same, however it ends.
    pub fn tries(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(args).arg("--data-dir").arg(self.folder.path()).output().unwrap()
    }

    /// What a command says as JSON.
    pub fn json(&self, args: &[&str]) -> Value {
        let ran = self.tries(&[args, &["--json"]].concat());
        assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
        serde_json::from_slice(&ran.stdout).unwrap()
    }

    /// A command that has to fail, saying this.
    pub fn fails(&self, args: &[&str], saying: &str) {
        let ran = self.tries(args);
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(!ran.status.success() && said.contains(saying), "{args:?}: {said}");
    }

    /// Calls a tool.
    pub fn call(&mut self, tool: &str, arguments: Value) -> Answer {
        self.server.call(tool, arguments)
    }

    /// What a call answers that does not say how much it wants to read.
    #[track_caller]
    pub fn brief(&mut self, tool: &str, arguments: Value) -> Value {
        let params = json!({ "name": tool, "arguments": arguments });
        let id = self.server.send("tools/call", params);
        self.server.finish(tool, id).ok()
    }

    /// Calls a tool by `callTool`.
    pub fn by_name(&mut self, tool: &str, arguments: Value) -> Answer {
        self.server.call("callTool", json!({ "name": tool, "arguments": arguments }))
    }

    /// All tools as they are listed.
    pub fn list(&mut self) -> Vec<Value> {
        self.server.list()
    }

    /// Calls a tool that succeeds.
    #[track_caller]
    pub fn ok(&mut self, tool: &str, arguments: Value) -> Value {
        self.server.call(tool, arguments).ok()
    }

    /// Calls a tool that fails with this code; gives the failure.
    #[track_caller]
    pub fn refused(&mut self, tool: &str, arguments: Value, code: &str) -> Value {
        self.server.call(tool, arguments).refused(code)
    }

    /// What a write made or updated.
    #[track_caller]
    pub fn data(&mut self, tool: &str, arguments: Value) -> Value {
        self.ok(tool, arguments)["data"].clone()
    }

    /// What a read found.
    #[track_caller]
    pub fn items(&mut self, tool: &str, arguments: Value) -> Vec<Value> {
        let found = self.ok(tool, arguments);
        let items = found["items"].as_array().unwrap().clone();
        assert_eq!(found["count"], items.len());
        items
    }

    /// The one thing that a read found.
    #[track_caller]
    pub fn item(&mut self, tool: &str, arguments: Value) -> Value {
        let mut items = self.items(tool, arguments);
        assert_eq!(items.len(), 1, "{items:?}");
        items.remove(0)
    }

    /// A call to which a person says yes where it asks; gives the last answer.
    #[track_caller]
    pub fn agreed(&mut self, tool: &str, arguments: Value) -> Value {
        let shown = self.ok(tool, arguments.clone());
        if shown["requiresConfirmation"] != true {
            return shown;
        }
        self.ok(tool, confirmed(&arguments, &shown["confirmationToken"]))
    }

    /// Makes a page without sections; gives its id.
    pub fn page(&mut self, name: &str) -> String {
        id(&self.data("createPage", json!({ "name": name })))
    }

    /// Makes a text section; gives its id.
    pub fn section(&mut self, page: &str, body: &str) -> String {
        let made = json!({ "pageId": page, "templateKey": "text", "content": { "body": body } });
        text(&self.data("createSection", made)["pageSectionId"])
    }

    /// Deletes by preview and confirmation; gives the last answer.
    #[track_caller]
    pub fn delete(&mut self, tool: &str, arguments: Value) -> Value {
        let shown = self.ok(tool, arguments.clone());
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        self.ok(tool, confirmed(&arguments, &shown["confirmationToken"]))
    }

    /// Everything that a call may change, and what is kept of changes.
    pub fn contents(&self) -> Contents {
        contents(self.folder.path())
    }

    /// Changes what is stored behind the server's back.
    pub fn meddle(&self, sql: &str, params: impl Params) -> usize {
        meddle(self.folder.path(), sql, params)
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where a person puts pictures for the assistant.
    pub fn inbox(&self) -> PathBuf {
        self.folder.path().join("inbox")
    }

    /// Makes an image of a picture of that size, which is another picture for every size.
    pub fn picture(&mut self, file_name: &str, width: u32, height: u32) -> Value {
        let bytes = picture::base64(&picture::jpeg(width, height));
        let words = "Two people dancing";
        let made = json!({ "base64": bytes, "filename": file_name, "description": words });
        self.data("createImage", made)
    }

    /// Makes an image; gives its id. The same name is the same picture.
    pub fn image(&mut self, file_name: &str) -> String {
        let height = file_name.bytes().map(u32::from).sum::<u32>() % 97 + 60;
        id(&self.picture(file_name, 160, height))
    }
}

/// Changes what is stored behind the servers' backs.
pub fn meddle(folder: &Path, sql: &str, params: impl Params) -> usize {
    connect(folder, OpenFlags::SQLITE_OPEN_READ_WRITE).execute(sql, params).unwrap()
}

/// The rows of every table of entities, of the ledger, and of the answers kept for repeated calls.
pub fn contents(folder: &Path) -> Contents {
    let connection = connect(folder, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let tables = "SELECT name FROM sqlite_schema s WHERE type = 'table' AND (
                    name IN ('change', 'change_row', 'idempotency')
                    OR EXISTS (SELECT 1 FROM pragma_table_info(s.name) WHERE name = 'version'))";
    let mut found = connection.prepare(tables).unwrap();
    let names = found.query_map([], |row| row.get::<_, String>(0)).unwrap();
    names
        .map(|name| {
            let name = name.unwrap();
            let mut all =
                connection.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2, 3")).unwrap();
            let width = all.column_count();
            let rows = all.query_map([], |row| {
                let cells: Vec<Cell> =
                    (0..width).map(|at| row.get(at)).collect::<Result<_, _>>()?;
                Ok(format!("{cells:?}"))
            });
            (name, rows.unwrap().map(Result::unwrap).collect())
        })
        .collect()
}

fn connect(folder: &Path, flags: OpenFlags) -> Connection {
    let connection = Connection::open_with_flags(folder.join("deskhand.db"), flags).unwrap();
    connection.busy_timeout(crate::common::PATIENCE).unwrap();
    connection
}

/// The same call after the person's yes to the preview of this token.
pub fn confirmed(arguments: &Value, token: &Value) -> Value {
    let mut arguments = arguments.clone();
    arguments["confirmed"] = true.into();
    arguments["confirmationToken"] = token.clone();
    arguments
}

/// The id of a thing.
#[track_caller]
pub fn id(thing: &Value) -> String {
    text(&thing["id"])
}

/// A text in an answer.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The `field` of each item.
pub fn each(items: &[Value], field: &str) -> Vec<Value> {
    items.iter().map(|item| item[field].clone()).collect()
}
