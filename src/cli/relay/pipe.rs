//! The pipe that replaces stderr, and its two threads.

use std::{
    fs::{File, OpenOptions},
    io::{self, PipeReader, Read, Write},
    os::fd::{AsFd, BorrowedFd},
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use super::{FORMAT, leads_to_terminal, room::Room};
use crate::{clock, config::LogFormat};

/// How long the process waits at its end for the last lines to be read.
const FLUSH_TIMEOUT: Duration = Duration::from_millis(200);

/// How soon writing is tried again if stderr is non-blocking and full.
const RETRY_AFTER: Duration = Duration::from_millis(10);

/// The bytes read at once; small, because log lines are short and the buffer takes memory.
const READ_BYTES: usize = 8 << 10;

/// Bytes. A longer line is passed on in parts.
const LINE_MAX: usize = 64 << 10;

/// The pipe that replaces stderr. [`Relay::end`] ends it; a killed process may lose its last lines.
pub(crate) struct Relay {
    /// Signals that everything was passed on.
    done: Receiver<()>,
}

impl Relay {
    /// Replaces stderr by the pipe. If the system has no resources for it, stderr stays as it is.
    pub(crate) fn start() -> Option<Relay> {
        leads_to_terminal();
        Relay::replace().inspect_err(|error| tracing::debug!(%error, "stderr stays as it is")).ok()
    }

    fn replace() -> io::Result<Relay> {
        let owner = File::from(io::stderr().as_fd().try_clone_to_owned()?);
        let (pipe, ours) = io::pipe()?;
        let (working, done) = mpsc::channel::<()>();
        let room = Arc::new(Room::default());
        let filled = Arc::clone(&room);
        thread::Builder::new().name("stderr out".into()).spawn(move || {
            pass_on(&owner, &room);
            drop(working);
        })?;
        // If this thread cannot be started, the first one waits forever, but the process ends anyway.
        thread::Builder::new().name("stderr in".into()).spawn(move || take_in(pipe, &filled))?;
        rustix::stdio::dup2_stderr(&ours)?;
        Ok(Relay { done })
    }

    /// Passes on the remaining lines, as long as they are read quickly. Nothing must be written to stderr afterwards.
    pub(crate) fn end(self) {
        let Ok(nowhere) = OpenOptions::new().write(true).open("/dev/null") else { return };
        // Stdout points here too while the protocol uses the original: the pipe ends when its last descriptor is
        // closed.
        let stdout = io::stdout();
        if is_same(stdout.as_fd(), io::stderr().as_fd()) {
            let _ = rustix::stdio::dup2_stdout(&nowhere);
        }
        if rustix::stdio::dup2_stderr(&nowhere).is_ok() {
            let _ = self.done.recv_timeout(FLUSH_TIMEOUT);
        }
    }
}

fn is_same(one: BorrowedFd<'_>, other: BorrowedFd<'_>) -> bool {
    let of = |fd| rustix::fs::fstat(fd).map(|stat| (stat.st_dev, stat.st_ino));
    matches!((of(one), of(other)), (Ok(one), Ok(other)) if one == other)
}

/// Empties the pipe and never waits for anything else.
fn take_in(mut pipe: PipeReader, room: &Room) {
    let (mut piece, mut begun) = (vec![0; READ_BYTES], Vec::new());
    loop {
        let came = match pipe.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => piece.get(..count).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        begun.extend_from_slice(came);
        let whole = begun.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let whole = if begun.len() - whole > LINE_MAX { begun.len() } else { whole };
        room.put(begun.get(..whole).unwrap_or_default());
        begun.drain(..whole);
    }
    room.put(&begun);
    room.end();
}

/// Writes to the original stderr, and waits as long as that takes.
fn pass_on(owner: &File, room: &Room) {
    while let Some((lines, dropped)) = room.take() {
        write(owner, &lines);
        if dropped > 0 {
            write(owner, told(dropped).as_bytes());
        }
    }
}

/// If nobody reads it any more, the output is lost.
fn write(mut owner: &File, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        match owner.write(bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                thread::park_timeout(RETRY_AFTER);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

/// The line that reports dropped lines.
fn told(lines: u64) -> String {
    let now = clock::now();
    match FORMAT.get() {
        Some(LogFormat::Json) => format!(
            "{{\"timestamp\":\"{now}\",\"level\":\"WARN\",\"message\":\"lines were dropped here: \
             nobody read them\",\"lines\":{lines},\"target\":\"deskhand\"}}\n"
        ),
        Some(LogFormat::Text) | None => {
            format!("{now}  WARN {lines} lines were dropped here: nobody read them\n")
        }
    }
}
