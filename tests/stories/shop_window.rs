//! A server that shows its site: the client of the tests with the preview on.
//!
//! `common::Server` turns the preview off, so this one speaks the protocol itself, as far as calls go.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::browser::soon;
use crate::common::process::Process;
use crate::common::server::ask_for_all;
use crate::common::{Answer, Clock, Era, PATIENCE, modern_meta};

/// A session of `assistant` whose answers carry `resourceUrl`.
pub struct ShopWindow {
    pub process: Process,
    era: Era,
    last_id: i64,
}

impl ShopWindow {
    /// A server on `folder` with the preview on whatever port is free.
    pub fn open(era: Era, folder: &Path) -> ShopWindow {
        ShopWindow::open_with(era, folder, &[], &[])
    }

    /// The same for one of several tenants, with a clock that the test turns.
    pub fn open_by(era: Era, folder: &Path, tenant: &str, clock: &Clock) -> ShopWindow {
        let shift = clock.file();
        ShopWindow::open_with(
            era,
            folder,
            &["--tenant", tenant],
            &[("DESKHAND_CLOCK_SHIFT", shift.as_os_str())],
        )
    }

    /// The same for one of several tenants.
    pub fn open_for(era: Era, folder: &Path, tenant: &str) -> ShopWindow {
        ShopWindow::open_with(era, folder, &["--tenant", tenant], &[])
    }

    /// The same with further arguments and variables.
    pub fn open_with(
        era: Era,
        folder: &Path,
        args: &[&str],
        environment: &[(&str, &OsStr)],
    ) -> ShopWindow {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(["serve", "--data-dir"]).arg(folder).args(["--preview", "auto"]).args(args);
        command.envs(environment.iter().copied());
        // A test calls faster than people do.
        command.env("DESKHAND_RATES", "crm=1000000 messaging=1000000 rest=1000000");
        let mut window = ShopWindow { process: Process::start(command), era, last_id: 0 };
        if let Era::Legacy(version) = era {
            let client = json!({ "name": "window", "version": "1" });
            let hello =
                json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": client });
            window.request("initialize", hello);
        }
        window
    }

    /// Calls a tool that succeeds.
    #[track_caller]
    pub fn ok(&mut self, tool: &str, arguments: Value) -> Value {
        self.call(tool, arguments).ok()
    }

    /// Calls a tool.
    pub fn call(&mut self, tool: &str, mut arguments: Value) -> Answer {
        ask_for_all(tool, &mut arguments);
        let reply = self.request("tools/call", json!({ "name": tool, "arguments": arguments }));
        Answer::new(tool, reply)
    }

    /// Where a person sees the page with this id or path.
    pub fn address(&mut self, page: &str) -> String {
        soon("an address", || {
            let found = self.ok("getPage", json!({ "id": page }));
            found["items"][0]["resourceUrl"].as_str().map(str::to_owned)
        })
    }

    /// Has the server say what holds now, as clients do when they begin.
    pub fn present(&mut self) {
        if self.era == Era::Modern {
            self.request("server/discover", json!({}));
        }
    }

    fn request(&mut self, method: &str, mut params: Value) -> Value {
        self.last_id += 1;
        if self.era == Era::Modern {
            params["_meta"] = modern_meta();
        }
        let id = self.last_id;
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.process.write(format!("{request}\n"));
        loop {
            let message = self.process.read(PATIENCE).expect("a reply in time");
            if message["id"] == id {
                return message;
            }
        }
    }
}
