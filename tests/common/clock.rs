//! A wall clock that a test turns: a program that is built for tests adds what a file says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::{Era, Server};

/// Minutes in the milliseconds of the file.
const MINUTE: i64 = 60_000;

/// A clock of a test's own.
pub struct Clock {
    folder: tempfile::TempDir,
}

impl Clock {
    /// One that is right.
    pub fn start() -> Clock {
        Clock { folder: tempfile::tempdir().unwrap() }
    }

    /// Sets it to so many minutes after the right time.
    pub fn set(&self, minutes: i64) {
        let draft = self.folder.path().join("draft");
        fs::write(&draft, (minutes * MINUTE).to_string()).unwrap();
        fs::rename(draft, self.file()).unwrap();
    }

    /// A server that goes by it.
    pub fn server(&self, era: Era, folder: &Path, args: &[&str]) -> Server {
        let file = self.file();
        let mut server =
            Server::spawn_with(era, folder, args, &[("DESKHAND_CLOCK_SHIFT", file.as_path())]);
        server.greet();
        server
    }

    /// A command that goes by it.
    pub fn run(&self, folder: &Path, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(args).arg("--data-dir").arg(folder);
        command.env("DESKHAND_CLOCK_SHIFT", self.file()).output().unwrap()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("shift")
    }
}
