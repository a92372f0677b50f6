//! Ways to start a server.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Era, Process, Server};

impl Server {
    /// A server on an empty folder of its own, with an open session.
    pub fn start(era: Era, args: &[&str]) -> Self {
        let mut server = Self::start_silent(era, args);
        server.greet();
        server
    }

    /// The same, on a folder that outlives it.
    pub fn start_on(era: Era, folder: &Path, args: &[&str]) -> Self {
        let mut server = Self::spawn(era, folder, args);
        server.greet();
        server
    }

    /// A server that has received no message yet.
    pub fn start_silent(era: Era, args: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the data");
        let mut server = Self::spawn(era, folder.path(), args);
        server.folder = Some(folder);
        server
    }

    pub fn spawn(era: Era, folder: &Path, args: &[&str]) -> Self {
        Self::spawn_with(era, folder, args, &[])
    }

    /// The same with further environment variables.
    pub fn spawn_with(era: Era, folder: &Path, args: &[&str], more: &[(&str, &Path)]) -> Self {
        let mut command = Self::command(folder, args);
        command.envs(more.iter().copied());
        Self::of(era, Process::start(command))
    }

    /// A server with another stderr, possibly one that nobody reads.
    pub fn spawn_unread(era: Era, folder: &Path, args: &[&str], stderr: impl Into<Stdio>) -> Self {
        let mut command = Self::command(folder, args);
        Self::of(era, Process::start_unread(command.stderr(stderr)))
    }

    fn command(folder: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(["serve", "--data-dir"]).arg(folder).args(["--preview", "off"]).args(args);
        // Tests call faster than people; those about rate limits set their own.
        command.env("DESKHAND_RATES", "crm=1000000 messaging=1000000 rest=1000000");
        command
    }

    /// The session of a process that was started.
    pub fn of(era: Era, process: Process) -> Self {
        Self {
            process,
            era,
            hello: Value::Null,
            last_id: 0,
            replies: HashMap::new(),
            notifications: Vec::new(),
            strays: Vec::new(),
            meant: HashMap::new(),
            schemas: HashMap::new(),
            folder: None,
            can: json!({}),
        }
    }
}
