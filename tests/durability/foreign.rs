//! Another program on the same file: this test, started again, with a SQLite of its own and none of our code.
//!
//! An old SQLite that goes looks for locks on the database alone. Where it finds none, it takes itself for the last and
//! removes the log; a new one looks for locks on the log's index as well. So this one says what it would have found.

use std::{
    io::{BufRead, BufReader, Lines, Read, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use rusqlite::Connection;

/// Says what the other program is to do; only this test sets it.
const TASK: &str = "DESKHAND_TEST_FOREIGN";

const ALONE: &str = "it is alone";

const READS: &str = "it reads";

/// A program that reads, and keeps what it sees until it is let go.
pub struct Reader {
    child: Child,
    let_go: Option<ChildStdin>,
    /// It says how it ended; somebody must be there to read that.
    _output: Lines<BufReader<ChildStdout>>,
}

/// Looks into the file as `sqlite3 deskhand.db 'SELECT …'` does, and is gone. Whether it took itself for alone.
pub fn look(folder: &Path) -> bool {
    let looked = start("look", folder).wait_with_output().unwrap();
    assert!(looked.status.success(), "the other program could not look");
    String::from_utf8_lossy(&looked.stdout).contains(ALONE)
}

/// Begins to read, and stays.
pub fn read(folder: &Path) -> Reader {
    let mut child = start("read", folder);
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    let reads = |line: std::io::Result<String>| line.is_ok_and(|line| line.contains(READS));
    assert!(output.any(reads), "the other program does not read");
    let let_go = child.stdin.take();
    Reader { child, let_go, _output: output }
}

impl Reader {
    /// Ends it in good order.
    pub fn end(mut self) {
        drop(self.let_go.take());
        assert!(self.child.wait().unwrap().success());
    }

    /// Kills it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn start(task: &str, folder: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "foreign::the_other_program", "--nocapture"]);
    command.env(TASK, task).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// What the other program is. Among the other tests it does nothing.
#[test]
fn the_other_program() {
    #[expect(clippy::disallowed_methods, reason = "asks the test that started this one")]
    let Ok(task) = std::env::var(TASK) else { return };
    let db = Connection::open("deskhand.db").unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    if task == "read" {
        db.execute_batch("BEGIN").unwrap();
    }
    let pages: i64 = db.query_row("SELECT count(*) FROM page", [], |row| row.get(0)).unwrap();
    assert!(pages > 0);
    if task == "read" {
        writeln!(std::io::stdout(), "\n{READS}").unwrap();
        std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }
    db.close().unwrap();
    if task == "look" && nobody_holds_it() {
        writeln!(std::io::stdout(), "\n{ALONE}").unwrap();
    }
}

/// Whether no process has a lock on any part of the database.
#[cfg(unix)]
fn nobody_holds_it() -> bool {
    use rustix::fs::{FlockOperation, fcntl_lock};
    let file = std::fs::OpenOptions::new().write(true).open("deskhand.db").unwrap();
    fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive).is_ok()
}

#[cfg(not(unix))]
fn nobody_holds_it() -> bool {
    // It could not be removed while another has it open.
    false
}
