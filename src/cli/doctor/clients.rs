//! Whether the clients on this computer start this desk: each entry of ours is started, and its tools are listed.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    cli::{ask::Asker, client_entries::Entries, failure::Failure, screen::Screen},
    clients::{self, File, Found, Server, Wanted},
    config::{self, Settings},
    store::{Store, health::Finding},
};

/// How long an entry may take to list its tools.
const WAIT: Duration = Duration::from_secs(10);

/// What mends an entry that does not say for whom.
const MEND: &str = "`deskhand doctor --fix` has it name that one";

/// An entry of a client, and what it starts.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Started {
    client: &'static str,
    entry: String,
    /// How many tools it lists; `None` if that was not tried, or it does not start.
    tools: Option<usize>,
}

/// What there is to say about the clients, and what each entry starts.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) findings: Vec<Finding>,
    pub(super) started: Vec<Started>,
}

/// Names the first tenant in the entries that name none, where there are several; returns what was done.
pub(super) fn mend(
    settings: &Settings,
    store: &Store,
    screen: &Screen,
) -> Result<Vec<String>, Failure> {
    let tenants = store.tenants()?;
    let [first, _, ..] = tenants.as_slice() else { return Ok(Vec::new()) };
    // Whoever has no home has no clients.
    let Ok(mut entries) = Entries::new(settings, &first.name, &[]) else { return Ok(Vec::new()) };
    entries.mend(&first.name);
    let names = entries.to_change();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    entries.carry_out(&Asker::new(true, screen)?, false, screen)?;
    let mended = |name: &&str| format!("the entry of {name} names the tenant `{}` now", first.name);
    Ok(names.iter().map(mended).collect())
}

/// Starts every entry of this desk as its client does.
pub(super) fn look(settings: &Settings, store: &Store) -> Result<Looked, Failure> {
    let tenants = store.tenants()?;
    let (Some(first), Some(places), Some(program)) =
        (tenants.first(), config::client_places(), config::program())
    else {
        return Ok(Looked::default());
    };
    let wanted = Wanted {
        command: program.display().to_string(),
        tenant: first.name.clone(),
        folder: settings.folder.clone(),
        is_default_folder: settings.is_in_usual_folder(),
    };
    let mut looked = Looked::default();
    for Found { client, file } in clients::found(&places) {
        let Ok(text) = File::read(&file).map(|file| file.text) else { continue };
        let servers = match clients::servers(client.format, &text) {
            Ok(servers) => servers,
            Err(why) if text.contains("deskhand") => {
                let what = format!("{} has a file that cannot be read here: {why}", client.name);
                let next = format!("look at {}", file.display());
                looked.findings.push(Finding::notice("clients", what, next));
                continue;
            }
            Err(_) => continue,
        };
        for server in servers.iter().filter(|server| wanted.is_of_folder(server)) {
            let named = format!("{}, entry `{}`", client.name, server.name);
            if tenants.len() > 1 && !server.names_tenant() {
                let what = format!(
                    "{named}: it does not say for whom of {} tenants, so it starts nothing",
                    tenants.len()
                );
                looked.findings.push(Finding::fault("clients", what, MEND));
                continue;
            }
            looked.entry(client.name, &named, server);
        }
    }
    Ok(looked)
}

impl Looked {
    fn entry(&mut self, client: &'static str, named: &str, server: &Server) {
        let mut started = Started { client, entry: server.name.clone(), tools: None };
        if server.is_fetched() {
            let what =
                format!("{named}: `{}` fetches the program; that was not tried", server.command);
            let next = "start it in the client, and see whether its tools are there";
            self.findings.push(Finding::notice("clients", what, next));
        } else {
            match tools(server) {
                Ok(tools) => started.tools = Some(tools),
                Err(why) => {
                    let next = "`deskhand init` writes the entry anew";
                    let what = format!("{named}: {why}");
                    self.findings.push(Finding::fault("clients", what, next));
                }
            }
        }
        self.started.push(started);
    }
}

impl Started {
    /// `Cursor starts it as `deskhand`, with 52 tools.`
    pub(super) fn said(&self) -> Option<String> {
        let tools = self.tools?;
        Some(format!("{} starts it as `{}`, with {tools} tools", self.client, self.entry))
    }
}

/// How many tools the entry lists, or why none.
fn tools(server: &Server) -> Result<usize, String> {
    let mut command = Command::new(&server.command);
    command.args(&server.args).envs(&server.env).env("DESKHAND_PREVIEW", "off");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("it cannot be started: {error}"))?;
    let listed = listed(&mut child);
    let _ = child.kill();
    let _ = child.wait();
    listed
}

fn listed(child: &mut Child) -> Result<usize, String> {
    let (Some(mut input), Some(output), Some(errors)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err("it cannot be spoken with".to_owned());
    };
    let client = json!({ "name": "deskhand doctor", "version": env!("CARGO_PKG_VERSION") });
    let hello =
        json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    let said = [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello }),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list" }),
    ];
    // What it says as it ends says why; a program that does not read is killed by who called.
    let written = said.iter().try_for_each(|message| writeln!(input, "{message}"));
    let (sender, answers) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let count = lines.find_map(|line| tools_in(&line));
        let _ = sender.send(count);
    });
    match answers.recv_timeout(WAIT) {
        Ok(Some(count)) => Ok(count),
        Ok(None) => Err(ended(errors, written.is_err())),
        Err(_) => Err(format!("it has not listed its tools within {} seconds", WAIT.as_secs())),
    }
}

/// The number of tools in the answer to the second request.
fn tools_in(line: &str) -> Option<usize> {
    let message: Value = serde_json::from_str(line).ok()?;
    let tools = message.get("result")?.get("tools")?.as_array()?;
    Some(tools.len())
}

/// What a program that ended has said last.
fn ended(errors: impl std::io::Read, is_deaf: bool) -> String {
    let lines = BufReader::new(errors).lines().map_while(Result::ok);
    let last = lines.filter(|line| !line.trim().is_empty()).last();
    match last {
        Some(last) => format!("it ends at once: {}", last.trim()),
        None if is_deaf => "it ends at once, and does not listen".to_owned(),
        None => "it ends at once, and does not say why".to_owned(),
    }
}
