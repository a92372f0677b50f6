//! A wall clock that a test can shift: test builds add the number in a file.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::{Era, Server};

/// A minute in milliseconds, the unit of the file.
const MINUTE: i64 = 60_000;

/// The clock of one test.
pub struct Clock {
    folder: tempfile::TempDir,
}

impl Clock {
    /// A clock without a shift.
    pub fn start() -> Clock {
        Clock { folder: tempfile::tempdir().unwrap() }
    }

    /// Shifts it by this many minutes.
    pub fn set(&self, minutes: i64) {
        let draft = self.folder.path().join("draft");
        fs::write(&draft, (minutes * MINUTE).to_string()).unwrap();
        fs::rename(draft, self.file()).unwrap();
    }

    /// A server that uses this clock.
    pub fn server(&self, era: Era, folder: &Path, args: &[&str]) -> Server {
        let file = self.file();
        let mut server =
            Server::spawn_with(era, folder, args, &[("DESKHAND_CLOCK_SHIFT", file.as_path())]);
        server.greet();
        server
    }

    /// Runs a command that uses this clock.
    pub fn run(&self, folder: &Path, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
        command.args(args).arg("--data-dir").arg(folder);
        command.env("DESKHAND_CLOCK_SHIFT", self.file()).output().unwrap()
    }

    /// The file in which its shift stands.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("shift")
    }
}
